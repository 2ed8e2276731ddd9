"""Every friendly spelling means what it says, and what could be misread is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rotasolve.team.base import Model
from rotasolve.team.spelling import (
    EVERY_DAY,
    ClockSpan,
    ClockSpanField,
    DateField,
    DateRange,
    Dates,
    DatesField,
    DayNames,
    DayNamesField,
    Duration,
    Hours,
    Minutes,
    SignedHours,
    Window,
    WindowField,
    clock_span,
    dates,
    day_names,
    duration,
    hours,
    how_often,
    iso_date,
    signed_hours,
    spell_clock,
    spell_duration,
    spell_signed,
    window,
)

MONDAY, SUNDAY = date(2026, 3, 2), date(2026, 3, 8)
WORK_DAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})


# -- lengths of time -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("30m", 30),
        ("30 m", 30),
        ("90M", 90),
        ("11h", 660),
        ("11 h", 660),
        ("7h30", 450),
        ("7h30m", 450),
        ("7h 30m", 450),
        (" 7h05 ", 425),
        ("7.5h", 450),
        ("0h", 0),
        (0, 0),
    ],
)
def test_a_length_of_time_is_read_in_minutes(text: Any, minutes: int) -> None:
    assert duration(text) == minutes


@pytest.mark.parametrize("read", [duration, hours, signed_hours])
def test_minutes_of_a_program_are_minutes_wherever_a_length_of_time_is_read(read: Any) -> None:
    assert read(Minutes(450)) == 450  # 7 h 30, where a bare 450 is refused or taken for hours
    assert type(read(Minutes(450))) is int


def test_only_signed_hours_take_less_than_no_minutes() -> None:
    assert signed_hours(Minutes(-90)) == -90
    for read in (duration, hours):
        with pytest.raises(ValueError, match="negative"):
            read(Minutes(-90))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (30, "30 of what"),
        (7.5, "7.5 of what"),
        ("30", "not a length of time"),
        ("", "not a length of time"),
        ("m", "not a length of time"),
        ("eleven", "not a length of time"),
        ("-1h", "not a length of time"),
        ("7:30", "not a length of time"),
        ("7.5m", "not a length of time"),
        ("7.51h", "not a whole number of minutes"),  # 450.6 minutes
        ("7h75", "mixes two spellings"),  # 7.75 h or 8 h 15?
        ("7.5h30", "mixes two spellings"),
        ("9" * 400 + "m", "too long"),
        ("9" * 400 + "h", "too long"),
        (True, "expected a length of time"),
        (None, "expected a length of time"),
        (["1h"], "expected a length of time"),
    ],
)
def test_what_is_no_length_of_time_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        duration(value)


@pytest.mark.parametrize(
    ("value", "minutes"),
    [(37.5, 2250), (11, 660), (0, 0), ("11", 660), ("7.5", 450), ("7h30", 450), ("30m", 30)],
)
def test_a_bare_number_of_hours_is_hours(value: Any, minutes: int) -> None:
    assert hours(value) == minutes


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (-1, "negative"),
        (37.49, "not a whole number of minutes"),  # 2249.4
        (1e9, "too long"),
        (float("inf"), "too long"),
        (float("nan"), "not a number"),
        ("eleven", "not a number of hours"),
        ("7h75", "not a number of hours"),
        (True, "not a number of hours"),
        (None, "not a number of hours"),
    ],
)
def test_what_is_no_number_of_hours_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        hours(value)


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0h"), (5, "5m"), (60, "1h"), (65, "1h05"), (450, "7h30")]
)
def test_a_length_of_time_is_spelt_shortly(minutes: int, text: str) -> None:
    assert spell_duration(minutes) == text


@given(st.integers(0, 3660 * 1440))
def test_a_length_of_time_reads_back_as_it_was_spelt(minutes: int) -> None:
    assert duration(spell_duration(minutes)) == hours(spell_duration(minutes)) == minutes


@pytest.mark.parametrize(
    ("text", "minutes", "spelled"),
    [
        ("+3h", 180, "+3h"),
        ("-7h30", -450, "-7h30"),
        (" - 7h30 ", -450, "-7h30"),
        ("\N{MINUS SIGN}7h30", -450, "-7h30"),
        ("7h30", 450, "+7h30"),
        (-2.5, -150, "-2h30"),
        ("-2.5", -150, "-2h30"),
        ("+30m", 30, "+30m"),
        (3, 180, "+3h"),
        (0, 0, "0h"),
        ("-0", 0, "0h"),
    ],
)
def test_hours_above_or_below(text: Any, minutes: int, spelled: str) -> None:
    class Part(Model):
        hours: SignedHours

    assert signed_hours(text) == minutes
    assert spell_signed(minutes) == spelled
    assert signed_hours(spelled) == minutes
    assert Part.model_validate({"hours": text}).model_dump() == {"hours": spelled}


@pytest.mark.parametrize(
    "value", ["+-3h", "--3", "", "-", "3h-", "seven", None, True, [3], "-7:30"]
)
def test_what_are_no_hours_above_or_below(value: Any) -> None:
    with pytest.raises(ValueError, match=r"expected for example 7h30, \+3h or -2.5"):
        signed_hours(value)


@pytest.mark.parametrize("value", [float("nan"), float("-inf"), -1e9, 0.001])
def test_numbers_that_are_no_hours_above_or_below(value: float) -> None:
    with pytest.raises(ValueError, match=r"not a number|too long|whole number of minutes"):
        signed_hours(value)


# -- the clock -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("08:00-16:00", 480, 960),
        ("8:00 - 16:00", 480, 960),
        ("08:00–16:00", 480, 960),
        ("08:00 to 16:00", 480, 960),
        ("22:00-07:00", 1320, 1860),  # 24 h + 7 h
        ("09:00-09:00", 540, 1980),  # a whole day
        ("00:00-24:00", 0, 1440),
        ("00:00-00:00", 0, 1440),
        ("22:00-00:00", 1320, 1440),
    ],
)
def test_a_stretch_of_the_clock_may_pass_midnight(text: str, start: int, end: int) -> None:
    assert clock_span(text) == (start, end)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("08:00", "not a stretch of the clock"),
        ("8-16", "not a stretch of the clock"),
        ("08:00-16:00-20:00", "not a stretch of the clock"),
        ("08:60-16:00", "no clock shows"),
        ("08:00-24:01", "no clock shows"),
        ("25:00-26:00", "no clock shows"),
        ("24:00-08:00", "starts at 24:00"),
        (800, "not a stretch of the clock"),
        (None, "not a stretch of the clock"),
    ],
)
def test_what_is_no_stretch_of_the_clock_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        clock_span(value)


@pytest.mark.parametrize(
    ("minute", "text"), [(0, "00:00"), (500, "08:20"), (1440, "24:00"), (1860, "07:00")]
)
def test_a_minute_is_spelt_as_clocks_show_it(minute: int, text: str) -> None:
    assert spell_clock(minute) == text


@given(st.integers(0, 1439), st.integers(1, 1440))
def test_a_stretch_of_the_clock_reads_back_as_it_was_spelt(start: int, length: int) -> None:
    span = ClockSpan(start, start + length)
    assert clock_span(str(span)) == span


# -- days of the week ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "days"),
    [
        ("Mon-Fri", DayNames(WORK_DAYS)),
        ("mon to fri", DayNames(WORK_DAYS)),
        ("Monday – Friday", DayNames(WORK_DAYS)),
        ("weekdays", DayNames(WORK_DAYS)),
        ("weekends", DayNames(WEEKEND)),
        ("Fri-Mon", DayNames(frozenset({4, 5, 6, 0}))),  # round the end of the week
        ("Tue, Thu", DayNames(frozenset({1, 3}))),
        ("Tuesdays and Thursdays", DayNames(frozenset({1, 3}))),
        (["Tue", "Thurs."], DayNames(frozenset({1, 3}))),
        (["Mon-Wed", "Sat"], DayNames(frozenset({0, 1, 2, 5}))),
        ("all", EVERY_DAY),
        ("every day", EVERY_DAY),
        ("bank holidays", DayNames(frozenset(), bank=True)),
        ("Sat, bank holidays", DayNames(frozenset({5}), bank=True)),
        ("Mon-Fri except bank holidays", DayNames(WORK_DAYS, not_bank=True)),
        ("Mon-Fri except Wed", DayNames(WORK_DAYS, excluded=frozenset({2}))),
        ("not weekends", DayNames(EVERY_DAY.included, excluded=WEEKEND)),
        ("except bank holidays", DayNames(EVERY_DAY.included, not_bank=True)),
    ],
)
def test_days_are_read_by_name(value: Any, days: DayNames) -> None:
    assert day_names(value) == days
    assert day_names(str(days)) == days


@pytest.mark.parametrize(
    "value",
    [
        "",
        "Funday",
        "Mo",
        "Mon-Wed-Fri",
        "Mon-",
        "Mon,,Tue",
        [],
        [1],
        5,
        None,
        # One entry of a list that takes away would take from all the others, unseen.
        ["Mon-Fri except bank holidays", "Sat"],
        ["Sat", "Mon-Fri except bank holidays"],
        "not Mon except Tue",
        "Mon-Fri except Tue except Wed",
    ],
)
def test_what_names_no_days_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="expected for example Mon-Fri"):
        day_names(value)


@pytest.mark.parametrize(
    ("text", "plain_monday", "monday_holiday", "saturday"),
    [
        ("Mon-Fri", True, True, False),
        ("Mon-Fri except bank holidays", True, False, False),
        ("bank holidays", False, True, False),
        ("weekends, bank holidays", False, True, True),
        ("not Mon", False, False, True),
        ("bank holidays except Mon", False, False, False),
    ],
)
def test_bank_holidays_are_days_of_their_own(
    text: str, plain_monday: bool, monday_holiday: bool, saturday: bool
) -> None:
    days = day_names(text)
    assert days.match(MONDAY, False) is plain_monday
    assert days.match(MONDAY, True) is monday_holiday
    assert days.match(date(2026, 3, 7), False) is saturday
    assert days.asks_bank_holidays is ("bank" in text)


_DAY_SETS = st.frozensets(st.integers(0, 6))


@given(_DAY_SETS, st.booleans(), _DAY_SETS, st.booleans())
def test_days_read_back_as_they_were_spelt(
    included: frozenset[int], bank: bool, excluded: frozenset[int], not_bank: bool
) -> None:
    days = DayNames(included, bank, excluded, not_bank)
    if included or bank:
        assert day_names(str(days)) == days


# -- dates -----------------------------------------------------------------------------------------


def test_a_date_is_year_month_day() -> None:
    assert iso_date(" 2026-03-02 ") == iso_date(MONDAY) == MONDAY


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("2026-02-29", "not a date that the calendar has"),
        ("02/03/2026", "'02/03/2026' is not a date; write 2026-03-02"),  # the day comes first
        ("2.3.2026", "write 2026-03-02"),
        ("2 March 2026", "write 2026-03-02"),
        ("2-Mar-2026", "write 2026-03-02"),
        ("03/31/2026", "expected year-month-day"),
        ("2/3/26", "expected year-month-day"),
        ("2026-3-2", "not a date; expected year-month-day"),
        ("20260302", "not a date"),
        ("2026-03-02 08:00", "not a date"),
        (20260302, "not a date"),
        (None, "not a date"),
        # A time of day with it would compare with no date.
        (datetime(2026, 3, 2, 8), "not a date"),
    ],
)
def test_what_is_no_date_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        iso_date(value)


@pytest.mark.parametrize(
    ("value", "ranges"),
    [
        ("2026-03-02", [(MONDAY, MONDAY, 0)]),
        (MONDAY, [(MONDAY, MONDAY, 0)]),
        ("2026-03-02..2026-03-08", [(MONDAY, SUNDAY, 0)]),
        ("2026-03-02 .. 08", [(MONDAY, SUNDAY, 0)]),
        ("2026-03-02, 2026-03-08", [(MONDAY, MONDAY, 0), (SUNDAY, SUNDAY, 0)]),
        (["2026-03-02", SUNDAY], [(MONDAY, MONDAY, 0), (SUNDAY, SUNDAY, 0)]),
        ("2026-03-02..08 every 2 weeks", [(MONDAY, SUNDAY, 2)]),
        ("2026-03-02 to 2026-03-08", [(MONDAY, SUNDAY, 0)]),
        ("2026-03-02 - 08 every 2 weeks", [(MONDAY, SUNDAY, 2)]),
        ("2026-03-02 \u2013 2026-03-08", [(MONDAY, SUNDAY, 0)]),
        ("2026-03-02 every week", [(MONDAY, MONDAY, 1)]),
        ("every 4 weeks from 2026-03-02..2026-03-08", [(MONDAY, SUNDAY, 4)]),
        ("every week from 2026-03-08", [(SUNDAY, SUNDAY, 1)]),
    ],
)
def test_dates_are_single_or_ranges_or_repeated(
    value: Any, ranges: list[tuple[date, date, int]]
) -> None:
    expected = Dates(tuple(DateRange(*each) for each in ranges))
    assert dates(value) == expected
    assert dates(str(expected)) == expected


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "not a date"),
        ([], "no dates are given"),
        ([5], "not a date"),
        (5, "not a date"),
        ("2026-03-02,", "not a date"),
        ("2026-03-02..", "not a date"),
        ("2/3/2026", "write 2026-03-02"),
        ("2026-03-02..8 March 2026", "write 2026-03-08"),
        ("2026-02-27..30", "calendar"),
        ("2026-03-08..2026-03-02", "ends before it starts"),
        ("2026-03-30..02", "ends before it starts"),
        ("2026-03-02 every 0 weeks", "not a date"),
        ("every 0 weeks from 2026-03-02", "not a date"),
        ("2026-03-02..2026-03-09 every week", "longer than the 1 weeks"),
        ([datetime(2026, 3, 2, 8)], "not a date"),
    ],
)
def test_what_are_no_dates_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        dates(value)


@pytest.mark.parametrize("value", ["soon", "2026-02-30", "2026-03-02..soon", ["x"], 5])
def test_what_dates_are_expected_is_said_once(value: Any) -> None:
    with pytest.raises(ValueError, match="expected a date such as 2026-03-02, a range") as refused:
        dates(value)
    assert str(refused.value).count("expected") == 1


@pytest.mark.parametrize(
    ("day", "meant"),
    [
        (date(2026, 2, 21), False),  # two weeks before the first Saturday: not yet begun
        (date(2026, 3, 6), False),
        (date(2026, 3, 7), True),
        (date(2026, 3, 8), True),
        (date(2026, 3, 9), False),
        (date(2026, 3, 14), False),  # one week on
        (date(2026, 3, 21), True),  # two weeks on
        (date(2026, 3, 22), True),
        (date(2026, 3, 23), False),
        (date(2027, 3, 6), True),  # 52 weeks on
    ],
)
def test_a_repeated_range_comes_round_from_its_first_date_on(day: date, meant: bool) -> None:
    assert dates("2026-03-07..08 every 2 weeks").match(day) is meant


# -- windows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected", "spelt"),
    [
        ("day", Window("blocks", 1), "day"),
        ("every day", Window("blocks", 1), "day"),
        ("Week", Window("blocks", 7), "week"),
        ("every week", Window("blocks", 7), "week"),
        ("fortnight", Window("blocks", 14), "every 2 weeks"),
        ("every 2 weeks", Window("blocks", 14), "every 2 weeks"),
        ("every 1 week", Window("blocks", 7), "week"),
        ("every 28 days", Window("blocks", 28), "every 4 weeks"),
        ("any 14 days", Window("rolling", 14), "any 14 days"),
        ("any 2 weeks", Window("rolling", 14), "any 14 days"),
        ("any 1 day", Window("rolling", 1), "any 1 days"),
        ("period", Window("period", 0), "period"),
    ],
)
def test_a_window_is_what_is_counted_over(text: str, expected: Window, spelt: str) -> None:
    assert window(text) == window(expected) == expected
    assert str(expected) == spelt
    assert window(spelt) == expected


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("", "not a stretch to count over"),
        ("month", "not a stretch to count over"),
        ("14 days", "not a stretch to count over"),
        ("any -1 days", "not a stretch to count over"),
        ("any 0 days", "not a usable length"),
        ("every 0 weeks", "not a usable length"),
        ("any 5000 days", "not a usable length"),
        ("every 10 days", "write 'any 10 days'"),
        (7, "not a stretch to count over"),
        (None, "not a stretch to count over"),
    ],
)
def test_what_is_no_window_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        window(value)


@pytest.mark.parametrize(
    ("text", "expected", "spelt"),
    [
        ("month", Window("month", 0), "month"),
        ("Every month", Window("month", 0), "month"),
        ("every 4 weeks", Window("blocks", 28), "every 4 weeks"),
        ("day", Window("blocks", 1), "day"),
        ("period", Window("period", 0), "period"),
    ],
)
def test_how_often_something_comes(text: str, expected: Window, spelt: str) -> None:
    assert how_often(text) == how_often(expected) == expected
    assert str(expected) == spelt
    assert how_often(spelt) == expected


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("any 28 days", "has no beginning to count from"),
        ("monthly", "'monthly' does not say how often; expected day, week, every 2 weeks, month"),
        ("every 10 days", "does not say how often"),
        (4, "does not say how often"),
        (None, "does not say how often"),
    ],
)
def test_what_does_not_say_how_often_is_refused(value: Any, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        how_often(value)


# -- as fields of a model --------------------------------------------------------------------------


class Everything(Model):
    length: Duration = 0
    time: Hours = 0
    clock: ClockSpanField | None = None
    days: DayNamesField | None = None
    dates: DatesField | None = None
    date: DateField | None = None
    per: WindowField | None = None


def test_fields_are_written_as_they_are_spelt() -> None:
    stated = {
        "length": "30m",
        "time": "37h30",
        "clock": "22:00-07:00",
        "days": "Mon-Fri except bank holidays",
        "dates": "2026-03-02..2026-03-08 every 2 weeks",
        "date": "2026-03-02",
        "per": "any 14 days",
    }
    model = Everything.model_validate(stated)
    assert model.model_dump(mode="json") == stated
    assert Everything.model_validate_json(model.model_dump_json()) == model


def test_a_field_refuses_with_the_reason() -> None:
    with pytest.raises(ValueError, match="'eleven' is not a number of hours") as refusal:
        Everything.model_validate({"time": "eleven", "per": "month", "days": 3})
    assert refusal.value.error_count() == 3
