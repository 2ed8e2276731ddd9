"""A rota holds each assignment once; duties place it, and the history, in true time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from support import Case

from rotasolve.duties import Duties, spell_date, spell_names, spell_time
from rotasolve.rota import Assignment, Rota
from rotasolve.team.clock import instant
from rotasolve.team.team import Team

MON, TUE, WED, THU, FRI, SAT, SUN = (date(2026, 3, day) for day in range(2, 9))
SUN_BEFORE, SAT_BEFORE = date(2026, 3, 1), date(2026, 2, 28)


def case(**stated: Any) -> Case:
    """A team and its rota; the rule does not matter."""
    return Case("rest", "a small team", {"rule": {"rule": "rest"}, **stated})


def duties_of(**stated: Any) -> Duties:
    """The duties of a team and its rota."""
    small = case(**stated)
    return Duties(small.team, small.rota)


# -- the rota ------------------------------------------------------------------------------------


def test_a_rota_knows_its_people_and_dates() -> None:
    rota = case(Ana="E", Bo="-").rota
    assert rota.staff == ("Ana", "Bo")
    assert rota.dates == (MON, TUE, WED, THU, FRI, SAT, SUN)
    assert rota.assignments == {Assignment("Ana", MON, "E")}


def test_an_assignment_given_twice_is_held_once() -> None:
    team = case(Ana="-").team
    once = Rota.of(team, [("Ana", MON, "E")])
    assert Rota.of(team, [("Ana", MON, "E"), ("Ana", MON, "E")]) == once
    assert len(once.assignments) == 1


def test_shifts_of_a_date_are_listed_by_code() -> None:
    rota = case(Ana="S+L E").rota
    assert rota.shifts("Ana", MON) == ("L", "S")
    assert rota.shifts("Ana", TUE) == ("E",)
    assert rota.shifts("Ana", WED) == ()


@pytest.mark.parametrize(
    ("assignment", "words"),
    [
        (("Zoe", MON, "E"), "'Zoe' is not on the team"),
        (("Ana", MON, "X"), "'X' is not a shift of the team"),
        (("Ana", SUN_BEFORE, "E"), "2026-03-01 is outside 2026-03-02..2026-03-08"),
        (("Ana", date(2026, 3, 9), "E"), "2026-03-09 is outside 2026-03-02..2026-03-08"),
    ],
)
def test_an_assignment_that_the_team_cannot_have_is_refused(
    assignment: tuple[str, date, str], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Rota.of(case(Ana="-").team, [assignment])


def test_all_that_the_team_cannot_have_is_told_at_once() -> None:
    assignments = [("Zoe", MON, "E"), ("Zoe", TUE, "X"), ("Ana", SUN_BEFORE, "E")]
    with pytest.raises(ValueError, match="not on the team") as refused:
        Rota.of(case(Ana="-").team, assignments)
    assert str(refused.value) == (
        "2026-03-01 is outside 2026-03-02..2026-03-08; 'Zoe' is not on the team; "
        "'X' is not a shift of the team"
    )


def test_the_table_has_staff_by_date() -> None:
    frame = case(Ana="L+S E", Bo="-").rota.to_frame()
    assert list(frame.index) == ["Ana", "Bo"]
    assert list(frame.columns) == [MON, TUE, WED, THU, FRI, SAT, SUN]
    assert list(frame.loc["Ana"])[:3] == ["L+S", "E", ""]
    assert set(frame.loc["Bo"]) == {""}


# -- duties --------------------------------------------------------------------------------------


def test_duties_are_in_order_of_time_with_the_history_first() -> None:
    duties = duties_of(Ana="L+E N", history={"Ana": "E N"})
    assert [(duty.date, duty.code, duty.in_period) for duty in duties.of("Ana")] == [
        (SAT_BEFORE, "E", False),
        (SUN_BEFORE, "N", False),
        (MON, "E", True),
        (MON, "L", True),
        (TUE, "N", True),
    ]
    assert duties.of("Zoe") == []


def test_a_duty_has_its_true_start_and_end() -> None:
    (night,) = duties_of(Ana="N").of("Ana")
    assert night.start == instant(MON, 21 * 60)
    assert night.end == instant(TUE, 7 * 60)
    assert night.end - night.start == 600
    assert str(night) == "N on Mon 2 Mar"


@pytest.mark.parametrize(
    ("start", "length"),
    [(date(2026, 3, 28), 9 * 60), (date(2026, 10, 24), 11 * 60)],  # 21:00 to 07:00 is 10 h else
)
def test_a_night_on_which_clocks_change_has_its_true_length(start: date, length: int) -> None:
    (night,) = duties_of(Ana="N", start=start).of("Ana")
    assert night.end - night.start == length


def test_a_duty_overlaps_what_shares_a_minute_with_it() -> None:
    (early,) = duties_of(Ana="E").of("Ana")  # 07:00 to 15:00
    assert early.overlaps(instant(MON, 14 * 60 + 59), instant(MON, 16 * 60))
    assert not early.overlaps(instant(MON, 15 * 60), instant(MON, 16 * 60))
    assert early.overlaps(instant(MON, 0), instant(MON, 7 * 60 + 1))
    assert not early.overlaps(instant(MON, 0), instant(MON, 7 * 60))


def test_work_and_sleep_ins_make_a_working_day_and_being_on_call_does_not() -> None:
    duties = duties_of(Ana="ESC-", history={"Ana": "N"})
    # The Sunday night ends on Monday, but belongs to Sunday.
    assert duties.days_worked("Ana") == {SUN_BEFORE, MON, TUE}
    assert duties.days_worked("Zoe") == set()


def test_those_on_any_of_some_shifts_are_known_by_the_date() -> None:
    duties = duties_of(Ana="E", Bo="S+L E", history={"Ana": "N"})
    assert duties.staff_on(["E", "L"], MON) == {"Ana", "Bo"}
    assert duties.staff_on(["L", "S"], MON) == duties.staff_on(["E"], TUE) == {"Bo"}
    assert duties.staff_on(["N"], SUN_BEFORE) == {"Ana"}
    assert duties.staff_on(["N"], MON) == duties.staff_on([], MON) == set()


def test_duties_are_asked_by_the_date_on_which_they_start() -> None:
    duties = duties_of(Ana="N-")
    assert [duty.code for duty in duties.on("Ana", MON)] == ["N"]
    assert duties.on("Ana", TUE) == []


def test_the_known_days_start_with_the_history() -> None:
    duties = duties_of(Ana="-", history={"Ana": "--"})
    assert duties.known_from == SAT_BEFORE
    assert duties.days() == [SAT_BEFORE, SUN_BEFORE, MON, TUE, WED, THU, FRI, SAT, SUN]
    assert duties.days(MON, TUE) == [MON, TUE]
    assert duties.days(last=SAT_BEFORE) == [SAT_BEFORE]


def test_without_history_the_known_days_are_the_period() -> None:
    duties = duties_of(Ana="-")
    assert duties.known_from == duties.start == MON
    assert duties.end == SUN


def with_history(history: Any) -> Duties:
    """The duties of Ana, whose only ones are in ``history``."""
    small = case(Ana="-")
    blocks = small.team.model_dump(by_alias=True) | {"rules": [], "history": history}
    team = Team.model_validate(blocks)
    return Duties(team, Rota.of(team))


def test_a_duty_that_two_earlier_rotas_have_is_one_duty() -> None:
    row = {"staff": "Ana", "date": "2026-03-01", "shift": "E"}
    assert len(with_history([row, row]).of("Ana")) == 1


def test_nothing_is_known_before_the_first_known_date() -> None:
    rows = [{"staff": "Ana", "date": "2026-02-28", "shift": "E"}]
    duties = with_history({"from": "2026-02-27", "duties": rows})
    assert duties.known_from == date(2026, 2, 27)
    assert [duty.date for duty in duties.of("Ana")] == [SAT_BEFORE]


def test_a_duty_on_a_date_of_the_period_is_no_history() -> None:
    with pytest.raises(ValueError, match="2026-03-02 is not before the period"):
        with_history([{"staff": "Ana", "date": "2026-03-02", "shift": "E"}])


def test_dates_times_and_names_are_spelt_as_people_say_them() -> None:
    assert spell_date(MON) == "Mon 2 Mar"
    assert spell_time(instant(MON, 8 * 60 + 20)) == "08:20"
    assert spell_time(instant(date(2026, 7, 1), 9 * 60)) == "09:00"
    assert spell_names(["Ana"]) == "Ana"
    assert spell_names(["Ana", "Bo", "Cy"]) == "Ana, Bo and Cy"
