"""Daily rest that was cut is owed, and given by later rests that are long enough."""

from __future__ import annotations

from datetime import date
from typing import Any

from support import Case

from rotasolve.report.owed_rest import OwedRest, owed_rest, owed_rest_table
from rotasolve.report.table import plain


def owed(row: str, **facts: Any) -> list[OwedRest]:
    stated = {"rule": {"rule": "rest"}, "Ana": row, **facts}
    case = Case("rest", "owed rest", stated)
    return owed_rest(case.team, case.rota)


def told(row: str, **facts: Any) -> list[tuple[str, str, int, int, str]]:
    return [
        (str(each.first), str(each.last), each.minutes, each.given, each.state)
        for each in owed(row, **facts)
    ]


def test_enough_rest_owes_nothing() -> None:
    # D ends at 20:00, 11 h before E.
    assert told("D E - L - - -") == []


SPLIT = {"A": "07:00-11:00", "B": "16:00-20:00", "M": "17:00-18:00", "F": "16:00-21:30"}


def test_rest_on_either_side_of_a_split_day_is_enough() -> None:
    # A and B: 5 h free between them, and 20:00 to 07:00 are 11 h. E and a meeting M: 2 h free
    # between them, and 18:00 to 07:00 are 13 h.
    assert told("A+B A+B E+M E - - -", team={"shifts": SPLIT}) == []
    # F ends at 21:30: 9 h 30 up to 07:00, 1 h 30 too few, on each of the three days. It is given
    # from Thursday on.
    assert told("A+F A+F A+F - - - -", team={"shifts": SPLIT}) == [
        ("F on Mon 2 Mar", "A on Tue 3 Mar", 90, 90, "given"),
        ("F on Tue 3 Mar", "A on Wed 4 Mar", 90, 90, "given"),
        ("A on Wed 4 Mar", "F on Wed 4 Mar", 90, 90, "given"),
    ]


def test_the_longest_rest_of_a_day_may_lie_in_the_middle_of_it() -> None:
    # From Mon 06:00: 8 h free up to 16:00, then 4 h 30 from 01:30 on. 3 h are lacking, and the next
    # working day begins with Y. In its 24 hours, to Tue 16:00, 01:30 to 06:00 and 08:00 to 16:00
    # are free: 3 h again.
    shifts = {"X": "06:00-08:00", "Y": "16:00-01:30"}
    assert told("X+Y X - - - - -", team={"shifts": shifts}) == [
        ("X on Mon 2 Mar", "Y on Mon 2 Mar", 180, 180, "given"),
        ("Y on Mon 2 Mar", "X on Tue 3 Mar", 180, 180, "given"),
    ]


def test_a_day_of_more_than_thirteen_hours_leaves_less_than_a_daily_rest() -> None:
    # Thu 14:00 to Fri 07:00 are 17 h: of the 24 hours 7 h are left, and 4 h are lacking.
    assert told("- - - L+S - - -") == [("L on Thu 5 Mar", "S on Thu 5 Mar", 240, 240, "given")]
    # E 07:00 to 15:00, then 23:00 to 05:00: 8 h free between them, 2 h after; 3 h are lacking. The
    # next day begins at 23:00, and has 18 h from 05:00 on.
    late = {"shifts": {"Q": "23:00-05:00"}}
    assert told("E+Q - - - - - -", team=late) == [
        ("E on Mon 2 Mar", "Q on Mon 2 Mar", 180, 180, "given")
    ]
    # To Tue 07:00, 30 h: the first 24 hours have no rest, of the next 18 h are free.
    assert told("- E+L+S D - - - -", team={"shifts": {"D": "07:00-13:00"}}) == [
        ("E on Tue 3 Mar", "D on Wed 4 Mar", 660, 660, "given")
    ]


def test_a_short_rest_owes_what_it_lacks_and_a_long_one_gives_it() -> None:
    # L ends at 22:00, E starts at 07:00: 9 h, 2 h too few. From Tue 15:00 to Wed 07:00 are 16 h,
    # 5 h more than a daily rest.
    assert told("LEE----") == [("L on Mon 2 Mar", "E on Tue 3 Mar", 120, 120, "given")]


def test_a_day_and_a_night_on_site_owe_a_daily_rest() -> None:
    # Mon 14:00 to Tue 15:00 are 25 h. Tue 15:00 to Wed 14:00 are 23 h: 12 h more than a daily rest.
    assert told("L+S E L - - - -") == [("L on Mon 2 Mar", "E on Tue 3 Mar", 660, 660, "given")]
    # To Wed 07:00 are 16 h, 5 h more; Wed 15:00 to Thu 07:00 are 5 h more; the last hour is given
    # from Thu 15:00 on.
    assert told("L+S E E E - - -") == [("L on Mon 2 Mar", "E on Tue 3 Mar", 660, 660, "given")]


def test_what_is_not_given_by_the_end_of_the_period_is_still_to_give() -> None:
    # Sat 14:00 to Sun 15:00; up to midnight are 9 h, less than a daily rest. Due in 14 days.
    assert told("- - - - - L+S E") == [
        ("L on Sat 7 Mar", "E on Sun 8 Mar", 660, 0, "to give by Sun 22 Mar")
    ]
    # Fri 07:00 to Sat 07:00 are 24 h on site, one daily rest. Sat 07:00 to 21:00 are 14 h, 3 h more
    # than a daily rest; Sun 07:00 to 24:00 are 17 h, 6 h more: 2 h of the 11 are left.
    assert told("- - - - E+L+S N -") == [
        ("E on Fri 6 Mar", "S on Fri 6 Mar", 660, 540, "2h of it to give by Sat 21 Mar")
    ]


def test_the_oldest_is_given_first() -> None:
    # L to E is 9 h, 2 h too few; E to N, 15:00 to 21:00, is 6 h, 5 h too few.
    assert told("L E+N - - - - -") == [
        ("L on Mon 2 Mar", "E on Tue 3 Mar", 120, 120, "given"),
        ("E on Tue 3 Mar", "N on Tue 3 Mar", 300, 300, "given"),
    ]
    # Here only Sun 07:00 to 24:00 is left, 6 h more than a daily rest: an hour is lacking.
    found = told("- - - - L E+N -")
    assert [(minutes, given) for _, _, minutes, given, _ in found] == [(120, 120), (300, 240)]


def test_rest_that_comes_after_two_weeks_is_too_late() -> None:
    # On each of the 16 days up to Sun 1 March E, then 6 h of rest, then N, and the next E at once:
    # 5 h owed each day at 21:00. Rest beyond a daily one begins on Mon 2 March, at 18:00. By then
    # the first two are overdue (Sat 28 February and Sun 1 March, 21:00), the third has 3 h left.
    found = told("-------", history={"Ana": " ".join(["E+N"] * 16)})
    assert [minutes for _, _, minutes, _, _ in found] == [300] * 16
    assert [given for _, _, _, given, _ in found] == [0, 0, 180] + [300] * 13
    assert [state for *_, state in found][:4] == [
        "not given",
        "not given",
        "2h of it not given",
        "given",
    ]


def test_call_outs_of_the_history_cut_rest() -> None:
    called = [{"staff": "Ana", "date": date(2026, 3, 1), "shift": "C", "worked": "02:00-03:30"}]
    # D ends on Sun at 20:00. Of its 24 hours 6 h are free up to the call-out and 3 h 30 after it:
    # 5 h are lacking. The next day begins at 02:00, and has 11 h from Mon 15:00 on.
    assert told("E------", history={"Ana": "D+C"}, called=called) == [
        ("D on Sun 1 Mar", "C on Sun 1 Mar", 300, 300, "given")
    ]
    assert told("E------", history={"Ana": "D+C"}) == []
    # After a Sunday off: of the 24 hours from 02:00 on 11 h are free after E, from Mon 15:00 on.
    # Where D does, 03:30 to 08:00 and 20:00 to 02:00 are, and 5 h are lacking.
    assert told("E------", history={"Ana": "C"}, called=called) == []
    assert told("D------", history={"Ana": "C"}, called=called) == [
        ("C on Sun 1 Mar", "D on Mon 2 Mar", 300, 300, "given")
    ]


def test_two_call_outs_in_one_night_cut_one_rest() -> None:
    worked = ["19:00-20:15", "23:00-01:30"]
    called = [{"staff": "Ana", "date": date(2026, 3, 1), "shift": "C", "worked": worked}]
    # From Sun 19:00: 2 h 45 free between the two, 5 h 30 from 01:30 to the early, 4 h after it.
    assert told("E------", history={"Ana": "C"}, called=called) == [
        ("C on Sun 1 Mar", "E on Mon 2 Mar", 330, 330, "given")
    ]
    # Without the early all is free from 01:30 on.
    assert told("-------", history={"Ana": "C"}, called=called) == []


def test_the_table_says_who_is_owed_what() -> None:
    text = plain(owed_rest_table(owed("- - - - - L+S E")), width=200)
    assert "Compensatory rest: 11h not given yet" in text
    row = "Ana    L on Sat 7 Mar (14:00-22:00) to E on Sun 8 Mar (07:00-15:00)   11h  to give by"
    assert row in text
