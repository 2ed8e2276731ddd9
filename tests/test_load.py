"""A team file becomes a team, or every one of its problems is told at once."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rotasolve.errors import TeamFileError
from rotasolve.loader.load import Loaded, load, read
from rotasolve.loader.problem import quote
from rotasolve.rules.cover import Cover
from rotasolve.team.selector import Which
from rotasolve.team.spelling import ClockSpan, Window

HERE = Path(__file__).parent
BAD = sorted((HERE / "errors").glob("*.yaml"))
GOOD = HERE / "good" / "every_spelling.yaml"

SMALL = """\
version: 1
team: Harbour
period: {start: 2026-03-02, weeks: 2}
skills: [registered]
shifts:
  E: 08:00-16:00
  L: {time: 14:00-22:00, needs: registered}
staff:
  - {name: Ana, contract: {hours: 37.5}, skills: registered}
  - {name: Bo, contract: {hours: 20}}
"""


def problems(file: Path) -> list[str]:
    """What is wrong with ``file``, without the path of its folder."""
    with pytest.raises(TeamFileError) as caught:
        load(file)
    return [line.replace(f"{file.parent}{os.sep}", "") for line in caught.value.problems]


def told(loaded: Loaded) -> tuple[str, ...]:
    """The warnings but for one: most of these teams leave cover out because it is no matter."""
    return tuple(line for line in loaded.warnings if "the team has no cover" not in line)


def written(folder: Path, text: str | bytes, name: str = "team.yaml") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


# -- bad files ---------------------------------------------------------------------------------


def test_there_are_many_bad_files() -> None:
    assert len(BAD) >= 60


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_bad_file(file: Path) -> None:
    """The lines told are exactly those of the ``.txt`` file of the same name."""
    assert problems(file) == file.with_suffix(".txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (
            b"version: 1\nteam: Caf\xe9\n",
            "team.yaml:2: is not in UTF-8 (byte 0xe9); save it as UTF-8",
        ),
        (SMALL.encode("utf-16"), "team.yaml: is in UTF-16; save it as UTF-8"),
        (SMALL.encode("utf-32"), "team.yaml: is in UTF-32; save it as UTF-8"),
        (
            SMALL.encode("utf-16-le"),
            "team.yaml:1: holds a NUL character; expected a text file in UTF-8",
        ),
        (
            b"version: 1\nteam: a\x07b\n",
            "team.yaml:2: holds the control character U+0007; remove it",
        ),
        (b"[" * 100_000, "team.yaml:1: is nested more than 40 deep"),
        (b"team: " + b"{a: " * 100_000, "team.yaml:1: is nested more than 40 deep"),
        (b"- " * 50_000, "team.yaml:1: is nested more than 40 deep"),
        (b"#" * 5_000_001, "team.yaml: is too large (5.0 MB); at most 5 MB"),
    ],
    ids=lambda each: each[:30] if isinstance(each, str) else "",
)
def test_hostile_content_is_one_line(tmp_path: Path, content: bytes, words: str) -> None:
    assert problems(written(tmp_path, content)) == [words]


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "team.yaml"
    with file.open("wb") as stream:
        stream.truncate(50_000_000_000)  # sparse: takes no room, and no machine could hold it
    assert problems(file) == ["team.yaml: is too large (50000.0 MB); at most 5 MB"]


def test_paths_that_are_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    assert problems(tmp_path / "none.yaml") == ["none.yaml: no such file"]
    assert problems(folder) == ["folder: is a folder; expected a file"]
    assert problems(tmp_path / ("x" * 5000)) == [
        "x" * 5000 + ": cannot be read: file name too long"
    ]
    assert problems(tmp_path / "a\0b") == ["a\0b: cannot be read: embedded null byte"]
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert problems(pipe) == ["pipe: is not an ordinary file"]


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, SMALL)
    file.chmod(0)
    if os.geteuid() == 0:  # root may read everything

        def refuse(*_: object) -> None:
            raise PermissionError

        monkeypatch.setattr(Path, "open", refuse)
    assert problems(file) == ["team.yaml: cannot be read: permission denied"]


def test_the_path_is_told_as_it_was_given(tmp_path: Path) -> None:
    file = written(tmp_path, "version: 2\n" + SMALL.partition("\n")[2])
    with pytest.raises(TeamFileError) as caught:
        load(str(file))
    assert str(caught.value) == f"{file}:1: version: 2 is not understood; expected 1"


# -- good files --------------------------------------------------------------------------------


def test_a_small_team(tmp_path: Path) -> None:
    file = written(tmp_path, SMALL)
    loaded = read(file)
    assert loaded.team.name == "Harbour"
    assert loaded.team.period.end == date(2026, 3, 15)
    assert [staff.name for staff in loaded.team.staff] == ["Ana", "Bo"]
    assert told(loaded) == ()
    assert loaded.digest == hashlib.sha256(SMALL.encode()).hexdigest()
    assert load(file) == loaded.team


@pytest.mark.parametrize("change", ["\ufeff{}", "---\n{}...\n", "%YAML 1.2\n---\n{}"])
def test_marks_around_the_document_are_allowed(tmp_path: Path, change: str) -> None:
    assert load(written(tmp_path, change.format(SMALL))).name == "Harbour"


def test_line_ends_of_other_systems(tmp_path: Path) -> None:
    assert load(written(tmp_path, SMALL.replace("\n", "\r\n"))) == load(written(tmp_path, SMALL))


def test_every_spelling() -> None:
    team = load(GOOD)
    minutes = {code: shift.minutes("paid", date(2026, 3, 2)) for code, shift in team.shifts.items()}
    # L is 8 h less 30 min; the sleep-in says 4 h; on call pays no hours.
    assert minutes == {"E": 480, "L": 450, "Off-site": 480, "S": 240, "C": 0}
    assert team.shifts["S"].time == ClockSpan(1320, 1860)  # 22:00 to 07:00 of the next day
    assert list(team.skills) == ["registered", "driver", "No"]  # not False
    assert team.team.full_week == 2250
    assert {name: contract.hours for name, contract in team.contracts.items()} == {
        "full": 2250,  # 37.5 h
        "half": 1125,  # 18 h 45
        "part": None,
        "annual": None,
        "school": 1200,
        "bank": 0,
    }
    annual = team.contracts["annual"]
    assert annual.annual_hours == 1950 * 60
    assert annual.bank_holidays == "credit"
    school = team.contracts["school"]
    assert [school.holds(date(2026, 3, day)) for day in (13, 14, 20)] == [True, False, True]
    assert [team.history.carried_minutes(name) for name in ("Ana", "Bo", "Cy", "Di", "Ed")] == [
        450,
        -150,
        180,
        -450,
        0,
    ]
    assert team.contracts["bank"].opt_out
    assert team.staff_by_name["Flo"].role == "nurse"  # merged from Ana
    assert team.staff_by_name["Bo"].shifts == Which(word=("E", "late"))
    assert team.calendar.bank_holiday(date(2026, 3, 17)) == "extra bank holiday"
    assert team.levels == ("safety", "contract", "wish", "spare")
    assert team.solver.seconds == 20
    assert team.solver.workers is None


def test_every_spelling_of_cover_and_rules() -> None:
    team = load(GOOD)
    early, both, *_ = team.cover
    assert isinstance(early, Cover)
    assert early.min is not None
    assert early.min.people == 1
    assert isinstance(both, Cover)
    assert both.shift == Which(word=("E", "L"))
    assert both.min is not None
    assert both.min.level == "safety"
    assert both.days is not None
    assert str(both.days) == "Mon-Fri"
    rules: dict[str, Any] = {f"{rule.rule} {index}": rule for index, rule in enumerate(team.rules)}
    assert rules["rest 0"].exceptions == ((Which(word=("late",)), Which(word=("E",))),)
    assert rules["rest 1"].hours == 690
    assert rules["hours 2"].per == Window("rolling", 14)
    assert rules["count 3"].of == "days off"
    assert rules["count 3"].per == Window("blocks", 14)
    assert rules["sequence 7"].then == (Which(word=("E",)),)
    by = rules["supervision 10"].by  # registered or a nurse, and a driver as well: not Bo
    assert [staff.name for staff in team.staff_of(by)] == ["Ana", "Flo"]


def test_every_spelling_of_dates() -> None:
    team = load(GOOD)
    away = [team.dates_of(absence) for absence in team.absences]
    assert [len(days) for days in away] == [7, 4]  # a week; the 4th and the 10th to the 12th
    every_second = team.dates_of(team.requests[1])
    assert every_second == (date(2026, 3, 3), date(2026, 3, 17))
    assert team.fixed[1].shift == "off"
    assert team.known_from == date(2026, 2, 23)


def test_a_contract_after_one_with_a_term_is_for_the_dates_outside_of_it(tmp_path: Path) -> None:
    """The period is 2 to 15 March."""
    parts = "[{hours: 20, term: 2026-03-02..08}, {hours: 0, accounts: [paid]}]"
    team = load(written(tmp_path, SMALL.replace("{hours: 20}", parts)))
    bo = team.staff[1]
    held = [team.contract_on(bo, day) for day in team.period.dates]
    assert [contract.hours if contract else None for contract in held] == [*[1200] * 7, *[0] * 7]

    def wrong(*parts: str) -> list[str]:
        text = SMALL.replace("{hours: 20}", f"[{', '.join(parts)}]")
        return problems(written(tmp_path, text))

    term = "{hours: 20, term: 2026-03-02..08}"
    words = "team.yaml:10: staff[1].contract[1]: two contracts of Bo hold at once (from {}); "
    words += "give from and to"
    assert wrong("{hours: 0}", term) == [words.format("2026-03-02")]
    assert wrong(term, "{hours: 30, term: 2026-03-07..20}") == [words.format("2026-03-07")]
    apart = SMALL.replace("{hours: 20}", f"[{term}, {{hours: 30, term: 2026-03-09..20}}]")
    assert load(written(tmp_path, apart)).staff[1].contract_names == ()


def test_warnings(tmp_path: Path) -> None:
    text = SMALL.replace("skills: [registered]", "skills: [registered, driver]") + (
        "  - {name: Cy, contract: {hours: 20}, leaves: 2026-02-01}\n"
        "  - {name: Di, contract: {hours: 20, to: 2026-02-01}}\n"
        "cover:\n"
        "  - {shift: {kind: on_call}, min: 1}\n"
        "  - {shift: E, min: 1, days: bank holidays}\n"
        "  - {shift: E, min: 1, days: Mon, dates: 2026-03-03}\n"
        "  - {shift: E, min: 2, who: driver}\n"
        "  - {shift: E, ideal: 1, who: driver}\n"
        "rules:\n"
        "  - {rule: rest, who: driver}\n"
        "history:\n"
        "  - {staff: Zoe, date: 2026-03-01, shift: E}\n"
    )
    text = text.replace("needs: registered", "needs: driver")
    file = written(tmp_path, text)
    assert [line.replace(str(file), "team.yaml") for line in told(read(file))] == [
        "team.yaml:7: shifts.L.needs: L needs the skill 'driver', which nobody holds",
        "team.yaml:11: staff[2]: Cy is not in the team during the period",
        "team.yaml:12: staff[3]: Di has no contract during the period",
        "team.yaml:14: cover[0].shift: selects no shift, so nobody can fill its min of 1",
        "team.yaml:15: cover[1].days: these days never come in the period: no effect",
        "team.yaml:16: cover[2].days: these days and dates never come in the period: no effect",
        "team.yaml:17: cover[3].who: selects nobody, so nobody can fill its min of 2",
        "team.yaml:18: cover[4].who: selects nobody, so the rule has no effect",
        "team.yaml:20: rules[0].who: selects nobody, so the rule has no effect",
        "team.yaml:22: history[0].staff: unknown staff member 'Zoe'; the duty is left out",
    ]
    assert load(file).history.duties == ()


def test_hours_in_which_no_shift_fits_are_a_warning(tmp_path: Path) -> None:
    """Ana does E (08:00-16:00) and L (14:00-22:00), Bo, who is not registered, E alone.

    ``not: 15:00-15:30`` touches both; on Tuesdays Ana has all of L; a whole day is closed on
    purpose, and what need not hold shuts nobody out.
    """
    rules = (
        "{who: all, days: Mon-Fri, only: 09:00-15:30}",
        "{who: all, days: 'Sat, Sun', not: 15:00-15:30}",
        "{who: all, days: Tue, only: 14:00-22:00}",
        "{who: all, days: Wed}",
        "{who: all, days: Wed, not: 00:00-24:00}",
        "{who: all, only: 09:00-15:30, level: wish}",
        "{who: Ana, only: 09:00-15:30, only_days: Mon}",
        "{who: Ana, days: Mon, only: 09:00-15:30, dates: 2026-03-09}",
    )
    text = SMALL + "cover:\n  - {shift: E, min: 1}\nrules:\n"
    text += "".join(f"  - {{rule: availability, {rule[1:]}\n" for rule in rules)
    # The rules begin on line 14.
    lines = read(written(tmp_path, text)).warnings
    assert [line.rpartition("yaml:")[2] for line in lines] == [
        "14: rules[0]: Ana can do no shift on Mon-Fri; none lies within 09:00-15:30",
        "14: rules[0]: Bo can do no shift on Mon-Fri; none lies within 09:00-15:30",
        "15: rules[1]: Ana can do no shift on weekends; each touches 15:00-15:30",
        "15: rules[1]: Bo can do no shift on weekends; each touches 15:00-15:30",
        "16: rules[2]: Bo can do no shift on Tue; none lies within 14:00-22:00",
        "20: rules[6]: Ana can do no shift on Mon; none lies within 09:00-15:30",
        "21: rules[7]: Ana can do no shift on Mon; none lies within 09:00-15:30",
    ]


def test_a_team_without_cover_is_a_warning(tmp_path: Path) -> None:
    """Cover is written in its own block or among the rules, by shift or by the clock."""
    (line,) = read(written(tmp_path, SMALL)).warnings
    assert line.endswith("team.yaml:1: the team has no cover, so no shift needs anybody")
    by_clock = "rules:\n  - {rule: clock_cover, clock: 09:00-10:00, min: 1}\n"
    assert read(written(tmp_path, SMALL + by_clock)).warnings == ()


def test_leave_and_requests_of_a_whole_year_are_warnings(tmp_path: Path) -> None:
    """A block with one entry outside the period is told of it; with more, of all of them at once.

    An entry with some date in the period is no matter.
    """
    text = SMALL + (
        "absences:\n"
        "  - {who: Ana, dates: 2026-02-23..2026-03-01}\n"
        "  - {who: Ana, dates: 2026-02-28..2026-03-02}\n"
        "  - {who: Bo, days: Mon, dates: 2026-03-17..2026-03-20}\n"
        "requests:\n"
        "  - {who: Bo, want: off, dates: [2026-04-03, 2026-04-06]}\n"
        "rules:\n"
        "  - {rule: absence, who: Bo, dates: 2026-08-01..2026-08-14}\n"
    )
    file = written(tmp_path, text)
    assert [line.replace(str(file), "team.yaml") for line in told(read(file))] == [
        "team.yaml:11: absences: 2 entries have no date in the period 2026-03-02..2026-03-15 "
        "(lines 12, 14): no effect",
        "team.yaml:16: requests[0].dates: no date of 2026-04-03, 2026-04-06 lies in the period "
        "2026-03-02..2026-03-15: no effect",
        "team.yaml:18: rules[0].dates: no date of 2026-08-01..2026-08-14 lies in the period "
        "2026-03-02..2026-03-15: no effect",
    ]


LEAVE = (
    "leave:\n"
    "  schemes:\n"
    "    house: {days: 26, extra_a_year: 1, at_most: 30, bank_holidays: calendar}\n"
    "    small: {days: 20, bank_holidays: none}\n"
    "  scheme: house\n"
)


def test_leave_of_the_leave_year_counts_whatever_the_period(tmp_path: Path) -> None:
    """The leave year is April 2025 to March 2026; what lies in no year of the period is told."""
    absences = (
        "absences:\n"
        "  - {who: Ana, dates: 2025-08-04..2025-08-10}\n"
        "  - {who: Bo, days: Mon, dates: 2026-03-17..2026-03-24}\n"
        "  - {who: Ana, dates: 2025-08-11, kind: sickness}\n"
        "  - {who: Ana, dates: 2026-04-01..2026-04-12}\n"
    )
    served = SMALL.replace("name: Ana,", "name: Ana, service_from: 2020-01-01,")
    served = served.replace("name: Bo,", "name: Bo, service_from: 2020-01-01,")
    assert served.count("service_from") == 2
    file = written(tmp_path, served + LEAVE + absences)
    assert [line.replace(str(file), "team.yaml") for line in told(read(file))] == [
        "team.yaml:16: absences: 2 entries have no date in the period 2026-03-02..2026-03-15 "
        "(lines 19, 20): no effect"
    ]


def test_leave_beyond_the_entitlement_is_a_warning_at_the_entry_that_goes_beyond(
    tmp_path: Path,
) -> None:
    # 30 days and the eight bank holidays from April 2025 to March 2026: 38 x 7.5 = 285 h. Seven
    # weeks are 262.5 h, so that the fourth day of the week in March is the first beyond. Bo has
    # 38 days of 4 h.
    text = SMALL.replace("name: Ana,", "name: Ana, service_from: 2020-01-01,")
    text = text.replace("name: Bo,", "name: Bo, service_from: 2020-01-01, leave: {taken: 153h},")
    absences = (
        "absences:\n"
        "  - {who: Ana, dates: 2025-06-02..2025-07-20}\n"
        "  - {who: Ana, dates: 2026-03-09..2026-03-15}\n"
    )
    file = written(tmp_path, text + LEAVE + absences)
    ana = "absences[1]: Ana is booked 15h beyond the 285h of leave of 2025-04-01..2026-03-31 "
    assert [line.replace(str(file), "team.yaml") for line in told(read(file))] == [
        f"team.yaml:{line_of(text, 'name: Bo')}: staff[1].leave: Bo is booked 1h beyond the 152h "
        "of leave of 2025-04-01..2026-03-31 (153h taken, 0h booked)",
        f"team.yaml:18: {ana}(262h30 taken, 37h30 booked); this entry goes beyond it from "
        "Thu 12 Mar on",
    ]


def test_hours_stated_for_days_off_too_are_warned_of(tmp_path: Path) -> None:
    # 7 x 7.5 h for the whole week; on five days of it they are 37.5 h, as contracted.
    entry = "absences:\n  - {who: Ana, dates: 2026-03-02..2026-03-08, hours: 7.5}\n"
    (line,) = told(read(written(tmp_path, SMALL + entry)))
    assert line.endswith(
        "absences[0].hours: counts 52h30 for Ana from Mon 2 Mar to Sun 8 Mar, with 37h30 "
        "contracted; list only the days that would have been worked, or leave hours out"
    )
    assert told(read(written(tmp_path, SMALL + entry.replace("08,", "06,")))) == ()


def line_of(text: str, words: str) -> int:
    """The line of ``text`` that has ``words``."""
    return next(n for n, line in enumerate(text.splitlines(), start=1) if words in line)


def test_leave_below_the_law_and_service_that_is_not_known_are_warnings(tmp_path: Path) -> None:
    # 20 days are 8 days below 28: 60 h of 7.5 h, and 32 h of Bo's 4 h.
    text = SMALL + LEAVE.replace("scheme: house", "scheme: small")
    file = written(tmp_path, text)
    (warning,) = read(file).warnings[-1:]
    assert warning.endswith(
        "leave.schemes.small: gives less than the statutory 5.6 weeks a year, bank holidays "
        "included: Ana 60h in 2025-04-01..2026-03-31, Bo 32h in 2025-04-01..2026-03-31 too little"
    )
    (warning,) = read(written(tmp_path, SMALL + LEAVE)).warnings[-1:]
    assert warning.endswith(
        "leave: no year of service is counted for Ana and Bo, as neither starts nor service_from "
        "is given"
    )
    alone = SMALL.replace("name: Bo,", "name: Bo, leave: {carried: 5h},")
    (warning,) = read(written(tmp_path, alone)).warnings[-1:]
    assert warning.endswith("staff[1].leave: the file has no block leave, so this has no effect")


@pytest.mark.parametrize(
    ("given", "twice"),
    [("calendar", True), (8, True), (0, False), ("separate", False), ("none", False)],
)
def test_bank_holidays_as_hours_worked_and_as_leave_are_a_warning(
    tmp_path: Path, given: str | int, twice: bool
) -> None:
    leave = f"leave: {{schemes: {{own: {{days: 28, bank_holidays: {given}}}}}}}\n"
    text = SMALL.replace("contract: {hours: 20}", "contract: {hours: 20, bank_holidays: credit}")
    assert text != SMALL
    found = [line for line in read(written(tmp_path, text + leave)).warnings if "twice" in line]
    if twice:
        (warning,) = found
        assert warning.endswith(
            "staff[1].contract.bank_holidays: bank holidays are given twice: as hours worked, and "
            "as days of leave in the scheme own; write none here, or bank_holidays: separate there"
        )
    else:
        assert found == []


def test_schemes_and_leave_years_that_are_not_known_are_problems(tmp_path: Path) -> None:
    text = SMALL.replace("contract: {hours: 37.5}", "contract: {hours: 37.5, leave: hous}", 1)
    assert "leave: hous" in text
    assert problems(written(tmp_path, text + LEAVE)) == [
        "team.yaml:LINE: staff[0].contract.leave: unknown leave scheme 'hous'; did you mean "
        "'house'?".replace("LINE", str(line_of(text, "hous}")))
    ]
    (said,) = problems(written(tmp_path, text))
    assert "unknown leave scheme 'hous'; none is listed under leave" in said
    joined = LEAVE.replace("leave:\n", "leave:\n  year_from: joined\n")
    assert [line.partition(": ")[2] for line in problems(written(tmp_path, SMALL + joined))] == [
        "staff[0]: the leave year of Ana runs from joining, so starts is needed",
        "staff[1]: the leave year of Bo runs from joining, so starts is needed",
    ]
    # A scheme that is broken is told alone.
    (said,) = problems(written(tmp_path, text + LEAVE.replace("days: 26", "days: lots")))
    assert "leave.schemes.house.days: 'lots' are no days of leave" in said


def test_too_many_away_at_once_is_a_warning_that_names_them(tmp_path: Path) -> None:
    text = SMALL + (
        "rules:\n"
        "  - {rule: absence_cap, at_most: 1}\n"
        "absences:\n"
        "  - {who: [Ana, Bo], dates: 2026-03-03..2026-03-05}\n"
    )
    file = written(tmp_path, text)
    assert [line.replace(str(file), "team.yaml") for line in told(read(file))] == [
        "team.yaml:12: rules[0]: no rota can mend that Ana and Bo are away on Tue 3 Mar (leave); "
        "at most 1 at once; too many on 2 more dates"
    ]
    # At level must the arithmetic of check says so.
    hard = text.replace("at_most: 1", "at_most: 1, level: must")
    assert told(read(written(tmp_path, hard))) == ()
    enough = text.replace("at_most: 1", "at_most: 2")
    assert told(read(written(tmp_path, enough))) == ()


def test_leave_that_begins_right_after_the_period_has_an_effect(tmp_path: Path) -> None:
    """The last night runs into it; what begins a day later is left to the next rota."""
    text = SMALL + (
        "absences:\n"
        "  - {who: Ana, dates: 2026-03-16..2026-03-22}\n"
        "  - {who: Bo, days: Tue-Fri, dates: 2026-03-16..2026-03-22}\n"
        "rules:\n"
        "  - {rule: availability, who: Bo, dates: 2026-03-16}\n"
    )
    file = written(tmp_path, text)
    assert [line.partition(": ")[2] for line in told(read(file))] == [
        "absences[1].days: these days and dates never come in the period: no effect"
    ]
    later = written(tmp_path, text.replace("dates: 2026-03-16}", "dates: 2026-03-17}"))
    assert [line.partition(": ")[2] for line in told(read(later))] == [
        "absences[1].days: these days and dates never come in the period: no effect",
        "rules[0].dates: no date of 2026-03-17 lies in the period 2026-03-02..2026-03-15: "
        "no effect",
    ]


def test_a_team_file_may_hold_what_concerns_another_period(tmp_path: Path) -> None:
    text = SMALL + (
        "rules:\n"
        "  - {rule: rest, dates: [2026-04-01, 2026-04-02]}\n"
        "tasks:\n"
        "  - {name: audit, per: week, dates: 2026-04-01..2026-04-07}\n"
        "fixed:\n"
        "  - {who: Ana, shift: E, dates: 2026-02-27}\n"
        "  - {who: Ana, shift: E, dates: 2026-03-31}\n"
    )
    period = "2026-03-02..2026-03-15"
    assert [line.partition(": ")[2] for line in told(read(written(tmp_path, text)))] == [
        f"rules[0].dates: no date of 2026-04-01, 2026-04-02 lies in the period {period}: no effect",
        f"tasks[0].dates: no date of 2026-04-01..2026-04-07 lies in the period {period}: no effect",
        f"fixed: 2 entries have no date in the period {period} (lines 16, 17): no effect",
    ]


def test_a_wanted_word_that_is_unknown_is_told_with_off(tmp_path: Path) -> None:
    text = SMALL + (
        "requests:\n"
        "  - {who: Ana, want: OFF, dates: 2026-03-02}\n"
        "  - {who: Ana, want: of, dates: 2026-03-03}\n"
        "  - {who: Ana, want: holiday, dates: 2026-03-04}\n"
        "  - {who: Ana, avoid: holiday, dates: 2026-03-04}\n"
    )
    known = "E, L, work, sleep_in, on_call, event, all"
    assert problems(written(tmp_path, text)) == [
        "team.yaml:13: requests[1].want: unknown shift, tag or kind 'of'; did you mean 'off'?",
        "team.yaml:14: requests[2].want: unknown shift, tag or kind 'holiday'; "
        f"expected one of off, {known}",
        "team.yaml:15: requests[3].avoid: unknown shift, tag or kind 'holiday'; "
        f"expected one of {known}",
    ]


def test_a_key_too_many_in_the_period_hides_no_other_problem(tmp_path: Path) -> None:
    """A missing key does: without the period nobody knows which dates lie in it."""
    text = SMALL.replace("weeks: 2}", "weeks: 2, zone: 1}")
    text += "  - {name: All, contract: {hours: 20}}\n"
    text += "fixed:\n  - {who: Ana, shift: E, dates: 2026-08-01}\n"
    period = "team.yaml:3: period: unknown key 'zone'; expected one of start, weeks"
    name = "team.yaml:11: staff[2].name: 'All' has a meaning of its own; rename the staff member"
    assert problems(written(tmp_path, text)) == [
        period,
        name,
    ]
    missing = problems(written(tmp_path, text.replace("weeks: 2, ", "")))
    assert [line for line in missing if line == name or ".dates" in line] == [name]


def test_other_words_for_leave_and_for_days_a_week_are_understood_as_slips(tmp_path: Path) -> None:
    text = SMALL.replace("{hours: 20}", "{hours: 20, days: 3}") + (
        "absences:\n"
        "  - {who: Ana, dates: 2026-03-02, kind: holiday}\n"
        "  - {who: Ana, dates: 2026-03-03, kind: Annual leave}\n"
    )
    kinds = (
        "is not understood; expected one of leave, study, sickness, other; did you mean 'leave'?"
    )
    assert problems(written(tmp_path, text)) == [
        "team.yaml:10: staff[1].contract: unknown key 'days'; did you mean 'days_a_week'?",
        f"team.yaml:12: absences[0].kind: 'holiday' {kinds}",
        f"team.yaml:13: absences[1].kind: 'Annual leave' {kinds}",
    ]


# -- history -----------------------------------------------------------------------------------


def rota_json(start: str, weeks: int, *rows: tuple[str, str, str], **more: Any) -> str:
    assignments = [dict(zip(("staff", "date", "shift"), row, strict=True)) for row in rows]
    period = {"start": start, "weeks": weeks}
    facts = {"format": "rotasolve/rota", "version": 1, "period": period, "assignments": assignments}
    return json.dumps(facts | more)


def test_history_files_are_read(tmp_path: Path) -> None:
    written(tmp_path, rota_json("2026-02-16", 2, ("Ana", "2026-03-01", "L")), "feb/rota.json")
    written(tmp_path, "staff,date,shift\nBo,2026-02-10,E\n", "early.csv")
    team = load(written(tmp_path, SMALL + "history: [feb/rota.json, early.csv]\n"))
    found = {(duty.staff, duty.date, duty.shift) for duty in team.history.duties}
    assert found == {("Ana", date(2026, 3, 1), "L"), ("Bo", date(2026, 2, 10), "E")}
    assert team.history.from_ == date(2026, 2, 10)
    assert team.known_from == date(2026, 2, 10)


def test_the_digest_changes_with_the_files_of_the_history(tmp_path: Path) -> None:
    file = written(tmp_path, SMALL + "history: [late.csv, early.csv]\n")
    late = written(tmp_path, "staff,date,shift\nBo,2026-02-23,E\n", "late.csv")
    early = written(tmp_path, "staff,date,shift\nBo,2026-02-18,E\n", "early.csv")
    sums = [hashlib.sha256(each.read_bytes()).hexdigest() for each in (file, late, early)]
    together = hashlib.sha256("".join(f"{each}\n" for each in sums).encode()).hexdigest()
    assert read(file).digest == together
    written(tmp_path, "staff,date,shift\nAna,2026-02-18,E\n", "early.csv")
    assert read(file).digest != together


def test_history_starts_with_the_earliest_period(tmp_path: Path) -> None:
    written(tmp_path, rota_json("2026-02-16", 2, ("Ana", "2026-03-01", "L")), "rota.json")
    team = load(written(tmp_path, SMALL + "history: rota.json\n"))
    assert team.history.from_ == date(2026, 2, 16)  # known from there, though nobody worked
    later = load(written(tmp_path, SMALL + "history: {files: rota.json, from: 2026-02-20}\n"))
    assert later.history.from_ == date(2026, 2, 20)


def test_history_and_the_team_of_today(tmp_path: Path) -> None:
    """Those who have left are left out, with their balances."""
    rows = [("Zoe", "2026-02-27", "E"), ("Zoe", "2026-02-28", "E"), ("Ana", "2026-03-01", "E")]
    closing = {"Zoe": {"hours": "+1h"}, "Yan": {"hours": "-2h"}, "Ana": {"hours": "+3h"}}
    written(tmp_path, rota_json("2026-02-09", 3, *rows, closing=closing), "rota.json")
    loaded = read(written(tmp_path, SMALL + "history: {files: rota.json}\n"))
    assert [duty.staff for duty in loaded.team.history.duties] == ["Ana"]
    assert list(loaded.team.history.balances) == ["Ana"]
    assert [line.replace(str(tmp_path) + os.sep, "") for line in told(loaded)] == [
        "rota.json: unknown staff member 'Zoe'; 2 duties and the balance are left out",
        "rota.json: unknown staff member 'Yan'; did you mean 'Ana'?; the balance is left out",
    ]


def history_problems(folder: Path, history: str) -> list[str]:
    """What is wrong with the history of a period from 2 March."""
    found = problems(written(folder, SMALL + f"history: {history}\n"))
    return [line.removeprefix("team.yaml:11: history: ") for line in found]


def test_a_rota_that_reaches_into_the_period_is_an_error(tmp_path: Path) -> None:
    rows = [("Ana", "2026-03-01", "E"), ("Bo", "2026-03-03", "E")]
    written(tmp_path, rota_json("2026-02-09", 4, *rows), "rota.json")
    assert history_problems(tmp_path, "rota.json") == [
        "rota.json: reaches into the period: 2026-03-02..2026-03-08 would be in both; start the "
        "period on 2026-03-09, or end the earlier rota on 2026-03-01"
    ]
    # By its weeks, though it has no duty then; of a CSV file the last duty counts.
    written(tmp_path, rota_json("2026-02-09", 4, rows[0]), "rota.json")
    assert "2026-03-02..2026-03-08 would be in both" in history_problems(tmp_path, "rota.json")[0]
    written(tmp_path, "staff,date,shift\nBo,2026-03-01,E\nBo,2026-03-02,E\n", "rota.csv")
    assert history_problems(tmp_path, "rota.csv") == [
        "rota.csv: reaches into the period: 2026-03-02 would be in both; start the period on "
        "2026-03-03, or end the earlier rota on 2026-03-01"
    ]


def test_a_gap_before_the_period_is_an_error(tmp_path: Path) -> None:
    written(tmp_path, rota_json("2026-02-02", 2), "rota.json")
    words = (
        "nothing is known from 2026-02-16 to 2026-03-01; add the rota of these days, or write "
        "closed: 2026-02-16..2026-03-01 where nobody worked"
    )
    assert history_problems(tmp_path, "rota.json") == [words]
    closed = "{files: rota.json, closed: 2026-02-16..2026-03-01}"
    loaded = read(written(tmp_path, SMALL + f"history: {closed}\n"))
    assert told(loaded) == ()
    assert loaded.team.known_from == date(2026, 2, 2)
    one_day_less = "{files: rota.json, closed: [2026-02-16..27, 2026-03-01]}"
    assert history_problems(tmp_path, one_day_less) == [
        "nothing is known on 2026-02-28; add the rota of that day, or write closed: 2026-02-28 "
        "where nobody worked or, to leave out what is before it, from: 2026-03-01"
    ]


def test_gaps_between_two_earlier_rotas_are_errors(tmp_path: Path) -> None:
    """The weeks from 2 and from 16 February are known; those from 9 and 23 February are not."""
    written(tmp_path, rota_json("2026-02-16", 1), "second.json")
    written(tmp_path, rota_json("2026-02-02", 1), "first.json")
    assert history_problems(tmp_path, "[second.json, first.json]") == [
        "nothing is known from 2026-02-09 to 2026-02-15; add the rota of these days, or write "
        "closed: 2026-02-09..2026-02-15 where nobody worked or, to leave out what is before it, "
        "from: 2026-02-16",
        "nothing is known from 2026-02-23 to 2026-03-01; add the rota of these days, or write "
        "closed: 2026-02-23..2026-03-01 where nobody worked",
    ]
    written(tmp_path, rota_json("2026-02-09", 2), "between.json")
    written(tmp_path, rota_json("2026-02-22", 1), "last.json")
    files = "[second.json, first.json, between.json, last.json]"
    assert [words[:30] for words in history_problems(tmp_path, files)] == [
        "nothing is known on 2026-03-01"
    ]
    written(tmp_path, rota_json("2026-02-23", 1), "last.json")
    assert told(read(written(tmp_path, SMALL + f"history: {files}\n"))) == ()
    # What lies before the first known date is no gap, and nothing is known from before a file.
    cut = "{files: [second.json, first.json, last.json], from: 2026-02-16}"
    assert told(read(written(tmp_path, SMALL + f"history: {cut}\n"))) == ()
    too_early = "{files: [second.json, last.json], from: 2026-02-14}"
    assert [words[:50] for words in history_problems(tmp_path, too_early)] == [
        "nothing is known from 2026-02-14 to 2026-02-15; ad"
    ]


def test_duties_that_are_written_out_are_known_up_to_the_period_from_a_first_date(
    tmp_path: Path,
) -> None:
    duties = "duties: [{staff: Bo, date: 2026-02-10, shift: E}]"
    loaded = read(written(tmp_path, SMALL + f"history: {{from: 2026-02-02, {duties}}}\n"))
    # Bo alone on one day: each stretch of a week and more without anybody is warned of.
    assert [words.partition("history.from: ")[2][:57] for words in told(loaded)] == [
        "nobody is on duty from 2026-02-02 to 2026-02-09: taken as",
        "nobody is on duty from 2026-02-11 to 2026-03-01: taken as",
    ]
    closed = f"{{from: 2026-02-02, closed: [2026-02-02..09, 2026-02-11..2026-03-01], {duties}}}"
    assert told(read(written(tmp_path, SMALL + f"history: {closed}\n"))) == ()
    week = ", ".join(f"{{staff: Bo, date: 2026-02-{day}, shift: E}}" for day in (16, 22))
    near = f"{{from: 2026-02-10, duties: [{week}]}}"  # six days, five and seven without anybody
    assert [
        words.partition("from ")[2][:24]
        for words in told(read(written(tmp_path, SMALL + f"history: {near}\n")))
    ] == ["2026-02-23 to 2026-03-01"]
    # Without a first date a week off for all is unlikely: 10 to 16 February are known.
    assert [words[:46] for words in history_problems(tmp_path, f"{{{duties}}}")] == [
        "nothing is known from 2026-02-17 to 2026-03-01"
    ]
    # Beside a file they tell of what comes after it, from the first of them on.
    written(tmp_path, rota_json("2026-02-02", 1), "rota.json")
    both = f"{{files: rota.json, from: 2026-02-02, {duties}}}"
    assert [words[:30] for words in history_problems(tmp_path, both)] == [
        "nothing is known on 2026-02-09"
    ]
    # One that adds to a file tells of nothing after it.
    added = both.replace("2026-02-10", "2026-02-05")
    assert [words[:46] for words in history_problems(tmp_path, added)] == [
        "nothing is known from 2026-02-09 to 2026-03-01"
    ]


def test_a_csv_file_beside_the_history_that_tells_something_else_is_a_warning(
    tmp_path: Path,
) -> None:
    row = ("Ana", "2026-03-01", "L")
    written(tmp_path, rota_json("2026-02-16", 2, row), "feb/rota.json")
    team = SMALL + "history: feb/rota.json\n"
    assert told(read(written(tmp_path, team))) == ()
    written(tmp_path, "staff,date,shift\nAna,2026-03-01,L\n", "feb/rota.csv")
    assert told(read(written(tmp_path, team))) == ()
    written(tmp_path, "staff,date,shift\nBo,2026-03-01,E\n", "feb/rota.csv")
    (warning,) = told(read(written(tmp_path, team)))
    assert "feb/rota.csv tells of other duties; if it was changed by hand, name that" in warning


def test_a_last_rota_without_balances_is_a_warning_where_balances_count(tmp_path: Path) -> None:
    dates = "\n".join(f"Bo,2026-02-{day},E" for day in range(23, 29))
    written(tmp_path, f"staff,date,shift\n{dates}\nBo,2026-03-01,E\n", "rota.csv")
    counting = SMALL + "rules: [{rule: contract_hours}]\n"
    (warning,) = told(read(written(tmp_path, counting + "history: rota.csv\n")))
    assert "rota.csv tells no balances of hours, so nobody carries any in; those that" in warning
    assert warning.endswith("go into history: {files: ..., balances: ...}")
    stated = counting + "history: {files: rota.csv, balances: {Bo: {hours: 2h}}}\n"
    assert told(read(written(tmp_path, stated))) == ()
    assert told(read(written(tmp_path, SMALL + "history: rota.csv\n"))) == ()


def test_absences_before_the_period_count_where_a_history_is_known(tmp_path: Path) -> None:
    past = SMALL + "absences: [{who: Bo, dates: 2026-02-24}]\n"
    (warning,) = told(read(written(tmp_path, past)))
    assert "no effect" in warning
    known = past + "history: [{staff: Ana, date: 2026-02-26, shift: L}]\n"
    assert told(read(written(tmp_path, known))) == ()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (
            "{rule: fair_share, of: weekend}",
            "unknown shift, tag or kind 'weekend'; did you mean 'weekends'?",
        ),
        ("{rule: run, of: working day, at_most: 5}", "did you mean 'working days'?"),
        ("{rule: count, of: early, at_most: 5}", "did you mean 'E' (Early)?"),
        ("{rule: count, of: E+L, at_most: 5}", "name one at a time: 'E' and 'L'"),
    ],
)
def test_words_for_shifts_are_met_half_way(tmp_path: Path, rule: str, words: str) -> None:
    team = SMALL.replace("  E: ", "  E: {name: Early, time: ", 1).replace("\n  L:", "}\n  L:", 1)
    assert "name: Early" in team
    with pytest.raises(TeamFileError) as refused:
        read(written(tmp_path, team + f"rules: [{rule}]\n"))
    assert words in str(refused.value)


def test_two_files_that_disagree_about_a_date_are_an_error(tmp_path: Path) -> None:
    """Both tell of 23 to 26 February; Bo is in one of them alone."""
    rows = [("Ana", "2026-02-23", "E"), ("Ana", "2026-02-24", "E"), ("Bo", "2026-02-25", "E")]
    written(tmp_path, rota_json("2026-02-16", 2, *rows, ("Ana", "2026-03-01", "E")), "rota.json")
    csv = "staff,date,shift\nAna,2026-02-23,E\nAna,2026-02-24,{}\nAna,2026-02-26,{}\n"
    written(tmp_path, csv.format("L", "E"), "late.csv")
    assert history_problems(tmp_path, "[rota.json, late.csv]") == [
        "rota.json and late.csv disagree about Ana on 2026-02-24, 2026-02-26; correct one of them "
        "or leave it out"
    ]
    rows.append(("Ana", "2026-02-26", "E"))
    written(tmp_path, rota_json("2026-02-16", 2, *rows, ("Ana", "2026-03-01", "E")), "rota.json")
    written(tmp_path, csv.format("E", "E"), "late.csv")
    team = load(written(tmp_path, SMALL + "history: [rota.json, late.csv]\n"))
    assert len(team.history.duties) == 5  # each once


def test_dates_on_which_nobody_worked(tmp_path: Path) -> None:
    """They lie before the period, and nobody has a duty on them."""
    duties = "duties: [{staff: Bo, date: 2026-02-28, shift: E}]"
    closed = f"{{{duties}, closed: [2026-02-27..2026-03-02, 2026-02-01 every 1 weeks]}}"
    found = problems(written(tmp_path, SMALL + f"history: {closed}\n"))
    assert found == [
        "team.yaml:11: history.closed: 2026-02-27..2026-03-02 is not before the period, which "
        "starts on 2026-03-02",
        "team.yaml:11: history.closed: 2026-02-28 is said to be closed, but Bo worked then",
    ]


# -- balances ------------------------------------------------------------------------------------


def carried(folder: Path, history: str) -> dict[str, int]:
    team = load(written(folder, SMALL + f"history: {history}\n"))
    return {staff.name: team.history.carried_minutes(staff.name) for staff in team.staff}


def test_balances_are_stated_or_those_that_the_last_rota_closed_with(tmp_path: Path) -> None:
    closing = {"Ana": {"hours": "-7h30"}, "Bo": {"hours": 2}}
    written(tmp_path, rota_json("2026-02-16", 2, closing=closing), "last.json")
    written(tmp_path, rota_json("2026-02-02", 2, closing={"Bo": {"hours": 9}}), "first.json")
    assert carried(tmp_path, "{balances: {Ana: {hours: -3h}}}") == {"Ana": -180, "Bo": 0}
    assert carried(tmp_path, "last.json") == {"Ana": -450, "Bo": 120}
    assert carried(tmp_path, "[last.json, first.json]") == {"Ana": -450, "Bo": 120}
    stated = "{files: last.json, balances: {Ana: {hours: 0}}}"
    assert carried(tmp_path, stated) == {"Ana": 0, "Bo": 120}
    silent = "{files: last.json, balances: {Ana: {}}}"
    assert carried(tmp_path, silent) == {"Ana": -450, "Bo": 120}


def test_balances_of_a_rota_that_is_not_the_last_are_not_used(tmp_path: Path) -> None:
    written(tmp_path, rota_json("2026-02-09", 2, closing={"Bo": {"hours": 9}}), "rota.json")
    written(tmp_path, rota_json("2026-02-23", 1), "last.json")
    loaded = read(written(tmp_path, SMALL + "history: [rota.json, last.json]\n"))
    assert loaded.team.history.balances == {}
    assert [line.partition("history: ")[2] for line in told(loaded)] == [
        "the balances in rota.json are those after 2026-02-22, not those before the period; "
        "state balances of Bo, or they carry none in"
    ]
    stated = "{files: [rota.json, last.json], balances: {Bo: {hours: 1}}}"
    assert told(read(written(tmp_path, SMALL + f"history: {stated}\n"))) == ()


def test_balances_of_nobody_or_of_no_sense(tmp_path: Path) -> None:
    text = "history:\n  balances:\n    Anna: {hours: 3h}\n    Bo: {hours: -3h}\n"
    loaded = read(written(tmp_path, SMALL + text))
    assert [line.partition("team.yaml:")[2] for line in told(loaded)] == [
        "13: history.balances.Anna: unknown staff member 'Anna'; did you mean 'Ana'?; "
        "the balance is left out"
    ]
    assert list(loaded.team.history.balances) == ["Bo"]
    assert problems(written(tmp_path, SMALL + text.replace("-3h", "much"))) == [
        "team.yaml:14: history.balances.Bo.hours: 'much' is not a number of hours; "
        "expected for example 7h30, +3h or -2.5"
    ]
    assert problems(written(tmp_path, SMALL + text.replace("hours: -3h", "huors: -3h"))) == [
        "team.yaml:14: history.balances.Bo: unknown key 'huors'; did you mean 'hours'?"
    ]
    assert problems(written(tmp_path, SMALL + text.replace("{hours: -3h}", "-3h"))) == [
        "team.yaml:14: history.balances.Bo: '-3h' is not understood; expected a mapping with hours"
    ]


def test_closing_balances_that_cannot_be_read(tmp_path: Path) -> None:
    for closing, words in (
        ({"Ana": {"hours": "much"}}, "closing.Ana.hours: 'much' is not a number of hours"),
        ({"Ana": "3h"}, "closing.Ana: '3h' is not understood; expected for"),
        (["Ana"], "closing: is not understood; expected each name with its balances"),
    ):
        written(tmp_path, rota_json("2026-02-16", 2, closing=closing), "rota.json")
        (found,) = history_problems(tmp_path, "rota.json")
        assert found.startswith(f"rota.json: {words}")


def test_two_rotas_that_close_with_other_balances_are_an_error(tmp_path: Path) -> None:
    written(tmp_path, rota_json("2026-02-16", 2, closing={"Bo": {"hours": 1}}), "one.json")
    written(tmp_path, rota_json("2026-02-23", 1, closing={"Bo": {"hours": 2}}), "other.json")
    assert history_problems(tmp_path, "[one.json, other.json]") == [
        "one.json and other.json disagree about the balance of Bo"
    ]


def test_a_history_without_duties_is_a_warning(tmp_path: Path) -> None:
    loaded = read(written(tmp_path, SMALL + "history: {from: 2026-02-01}\n"))
    assert [line.partition("history: ")[2] for line in told(loaded)] == [
        "starts on 2026-02-01 but lists no duties; taken as days off for all"
    ]
    at_once = read(written(tmp_path, SMALL + "history: {from: 2026-03-02}\n"))
    assert told(at_once) == ()


def test_levels_in_another_order_are_a_warning(tmp_path: Path) -> None:
    text = SMALL + "levels: [wish, night nurses, safety, contract]\n"
    loaded = read(written(tmp_path, text))
    assert [line.partition("levels: ")[2] for line in told(loaded)] == [
        "wish, night nurses, safety, contract is another order than the usual one "
        "(safety, contract, wish); rules keep the level of their name"
    ]
    renamed = read(written(tmp_path, SMALL + "levels: [safety, cover, contract, wish]\n"))
    assert told(renamed) == ()


def test_past_duties_on_impossible_dates(tmp_path: Path) -> None:
    rows = "[{staff: Ana, date: 9999-12-31, shift: E}, {staff: Bo, date: 0001-01-01, shift: E}]"
    assert problems(written(tmp_path, SMALL + f"history: {rows}\n")) == [
        "team.yaml:11: history[0].date: 9999-12-31 is not before the period, "
        "which starts on 2026-03-02",
        "team.yaml:11: history: reaches back to 0001-01-01, "
        "more than three years before the period",
    ]


def test_problems_of_history_files(tmp_path: Path) -> None:
    written(tmp_path, rota_json("2026-02-16", 2, ("Ana", "2026-03-01", "Q")), "unknown.json")
    written(tmp_path, rota_json("2026-03-02", 2, ("Ana", "2026-03-02", "E")), "same.json")
    written(tmp_path, "staff,date,shift\nAna,yesterday,E\n", "bad.csv")
    file = written(tmp_path, SMALL + "history: [unknown.json, same.json, bad.csv]\n")
    assert problems(file) == [
        "unknown.json:1: assignments[0]: unknown shift 'Q'; expected one of E, L",
        "same.json: has no date before the period, which starts on 2026-03-02",
        "bad.csv:2: date: 'yesterday' is not a date; expected year-month-day such as 2026-03-02 "
        "or day/month/year such as 02/03/2026",
    ]


def test_a_history_file_with_a_header_only_says_so(tmp_path: Path) -> None:
    written(tmp_path, "staff,date,shift\n", "last.csv")
    assert problems(written(tmp_path, SMALL + "history: last.csv\n")) == [
        "last.csv: holds no duties, so nothing is known from it; leave it out of the history"
    ]


def test_history_does_not_leave_the_folder(tmp_path: Path) -> None:
    secret = written(tmp_path, rota_json("2026-02-16", 2), "secret.json")
    folder = tmp_path / "team"
    folder.mkdir()
    (folder / "link.json").symlink_to(secret)
    (folder / "loop.json").symlink_to(folder / "loop.json")
    text = SMALL + f"history: [link.json, ../secret.json, {secret}, loop.json]\n"
    assert problems(written(folder, text)) == [
        "team.yaml:11: history[0]: 'link.json' lies outside the team file's folder; copy it there",
        "team.yaml:11: history[1]: '../secret.json' lies outside the team file's folder; "
        "copy it there",
        f"team.yaml:11: history[2]: {quote(secret)} is not a path relative to the team file's "
        "folder",
        "team.yaml:11: history[3]: 'loop.json' cannot be followed",
    ]


# -- quick, and never surprised ------------------------------------------------------------------


def test_loading_imports_nothing_heavy() -> None:
    code = (
        "import sys; from rotasolve.loader.load import load; "
        f"load({str(GOOD)!r}); "
        "print([name for name in ('ortools', 'pandas', 'numpy', 'typer') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


FUZZ = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def loads_or_refuses(file: Path) -> None:
    """Anything but a team or a TeamFileError with lines that can be printed is a defect."""
    try:
        load(file)
    except TeamFileError as error:
        told = error.problems
    else:
        return
    assert told
    assert not any("\n" in line for line in told)
    assert all(line.encode() for line in told)


@FUZZ
@given(st.binary(max_size=300))
@example(b"\xef\xbb\xbf")
@example(b'a: "\\UFFFFFFFF"')
@example(b"%TAG")
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    loads_or_refuses(written(tmp_path, content))


@FUZZ
@given(st.text(alphabet="ab1:-{}[]#&*!|>'\"%@`,?<~ \n\t\\u", max_size=60))
@example("? a\n: b")
@example("<<: [{a: 1}, {b: 2}]\n")
@example('a: "\\ud800"')
def test_any_text(tmp_path: Path, text: str) -> None:
    loads_or_refuses(written(tmp_path, text.encode("utf-8", "surrogatepass")))


ODD = [
    "", "~", "true", "0", "-1", "1e400", ".nan", "99999999999999999999", "'5'", "[]", "{}", "[[]]",
    "{a: b}", "[1, {a: 2}]", "off", "all", "9999-12-31", "0001-01-01..9999-12-31", "E", "[E, 5]",
    "must", "every 2 weeks from 9999-12-31", "24:00-00:00", "00:00-00:00", "not bank holidays",
    "any 3660 days", "1e6", "{not: {not: all}}", "{rule: rest}", "x" * 3000, '"\\n"', "*a", "!!x y",
]  # fmt: skip


@FUZZ
@given(seed=st.integers(0, 2**32), odd=st.lists(st.sampled_from(ODD), min_size=1, max_size=3))
def test_good_files_with_odd_values(tmp_path: Path, seed: int, odd: list[str]) -> None:
    """Values of a good file are exchanged for odd ones, or for other parts of the file."""
    chance = random.Random(seed)
    lines = GOOD.read_text(encoding="utf-8").splitlines()
    for value in odd:
        index = chance.randrange(len(lines))
        line = lines[index]
        places = [at for at, character in enumerate(line) if character in ":,-"]
        if not places:
            continue
        start = chance.choice(places) + 1
        end = next((at for at in range(start, len(line)) if line[at] in ",}]"), len(line))
        kind = chance.random()
        if kind < 0.7:
            lines[index] = f"{line[:start]} {value}{line[end:]}"
        elif kind < 0.85:
            lines[index] = chance.choice(lines)
        else:
            del lines[index]
    loads_or_refuses(written(tmp_path, "\n".join(lines)))


# -- events ------------------------------------------------------------------------------------

EVENTS = """\
cover: [{shift: E, min: 1}]
events:
  - {name: team meeting, days: Wed, time: 14:30-16:00, attend: 60%}
  - {name: fire training, dates: 2026-03-13, time: 09:00-16:30, break: 30m, who: [Bo],
     on_duty: false}
"""


def test_events_add_the_shifts_of_those_who_are_brought_in(tmp_path: Path) -> None:
    loaded = read(written(tmp_path, SMALL + EVENTS))
    assert loaded.warnings == ()
    assert list(loaded.team.shifts) == ["E", "L", "TM", "FT"]
    training = loaded.team.shifts["FT"]
    assert (training.kind, training.name, str(training.who)) == ("event", "fire training", "Bo")
    # 7.5 hours less the break, as work counts.
    assert training.minutes("contract", date(2026, 3, 13)) == 420
    assert str(training.dates) == "2026-03-13"


def test_the_code_of_an_event_may_stand_wherever_a_shift_may(tmp_path: Path) -> None:
    more = "rules: [{rule: count, of: TM, at_most: 1}]\nhistory: "
    more += "[{staff: Ana, date: 2026-02-25, shift: TM}]\n"
    assert read(written(tmp_path, SMALL + EVENTS + more)).warnings == ()


def test_an_event_that_brings_nobody_in_adds_no_shift(tmp_path: Path) -> None:
    more = "events: [{name: meeting, days: Wed, time: 14:30-16:00, attend: 1, bring_in: false}]\n"
    assert list(load(written(tmp_path, SMALL + more)).shifts) == ["E", "L"]


def test_training_of_another_month_is_no_error(tmp_path: Path) -> None:
    more = EVENTS.replace("2026-03-13", "2026-05-13")
    (warning,) = read(written(tmp_path, SMALL + more)).warnings
    assert warning.endswith(
        "no date of 2026-05-13 lies in the period 2026-03-02..2026-03-15: no effect"
    )


def test_a_shift_that_nobody_can_ever_work_is_told(tmp_path: Path) -> None:
    text = SMALL.replace("  E: 08:00-16:00", "  E: {time: 08:00-16:00, dates: 2026-05-01}")
    found = told(read(written(tmp_path, text)))
    assert [line.partition(": ")[2] for line in found] == [
        "shifts.E.dates: E is worked on no date of the period"
    ]


def test_a_contract_with_the_bank_has_no_contracted_hours(tmp_path: Path) -> None:
    text = (
        SMALL
        + """\
  - {name: Cy, contract: {bank: true}}
  - {name: Di, contract: {bank: yes, fte: 0.5}}
"""
    )
    cy, di = (staff.contract_parts[0] for staff in load(written(tmp_path, text)).staff[2:])
    assert (cy.hours, cy.accounts, cy.weekly_minutes(2250)) == (0, ("paid", "working_time"), 0)
    assert (di.hours, di.fte, di.accounts) == (None, 0.5, ("paid", "working_time"))
    wrong = SMALL + "  - {name: Cy, contract: {bank: true, accounts: [contract]}}\n"
    assert problems(written(tmp_path, wrong)) == [
        "team.yaml:11: staff[2].contract: a contract with the bank has no contracted hours; "
        "leave out accounts"
    ]


@pytest.mark.parametrize(
    ("stated", "words"),
    [
        # Ana and Bo: whoever does it, one other is left.
        ("2", "leaves: 2 are to stay on duty, but no more than 1 can"),
        # Ana does it, and Ana is to stay.
        ("{people: 2, who: Ana}", "leaves: 2 are to stay on duty, but no more than 1 can"),
        ("{people: 1, who: {not: all}}", "leaves.who: selects nobody, so nobody can stay"),
    ],
)
def test_more_to_stay_than_there_are_is_told(tmp_path: Path, stated: str, words: str) -> None:
    more = f"tasks: [{{name: count, per: week, leaves: {stated}}}]\n"
    found = [
        line.partition(": tasks[0].")[2] for line in told(read(written(tmp_path, SMALL + more)))
    ]
    assert words in found


def test_as_many_to_stay_as_there_are_is_not_told(tmp_path: Path) -> None:
    more = "tasks: [{name: count, per: week, leaves: 1}]\n"
    assert not any("leaves" in line for line in told(read(written(tmp_path, SMALL + more))))


@pytest.mark.parametrize("stated", ["all", "'1'", "true"])
def test_who_stays_is_a_number_of_people(tmp_path: Path, stated: str) -> None:
    more = f"tasks: [{{name: count, per: week, leaves: {stated}}}]\n"
    (problem,) = problems(written(tmp_path, SMALL + more))
    assert "does not say how many others stay on duty; expected a number such as 1" in problem


def test_more_to_attend_than_are_asked_is_told(tmp_path: Path) -> None:
    more = "events: [{name: meeting, days: Wed, time: 14:30-16:00, attend: 3}]\n"
    assert [line.partition(": ")[2] for line in told(read(written(tmp_path, SMALL + more)))] == [
        "events[0].attend: 3 are to attend, but who selects only 2"
    ]
    assert told(read(written(tmp_path, SMALL + more.replace("3}", "2}")))) == ()


def test_too_few_people_for_a_rule_about_several_are_told(tmp_path: Path) -> None:
    rules = """\
rules:
  - {rule: together, who: [Ana]}
  - {rule: together, who: [Ana, Bo]}
  - {rule: apart, who: [Ana, Bo], at_most: 2}
  - {rule: apart, who: [Ana, Bo]}
"""
    found = told(read(written(tmp_path, SMALL + rules)))
    assert [line.partition(": ")[2] for line in found] == [
        "rules[0].who: selects only Ana: no effect",
        "rules[2].who: selects only Ana and Bo: no effect",
    ]


# -- what was worked of sleep-ins and on call ------------------------------------------------------

_NIGHTS = SMALL.replace(
    "shifts:\n", 'shifts:\n  SI: {time: "22:30-07:00", kind: sleep_in}\n', 1
).replace("shifts:\n", 'shifts:\n  OC: {time: "09:00-09:00", kind: on_call}\n', 1)


def test_what_was_worked_is_read_from_the_team_file_and_from_earlier_rotas(tmp_path: Path) -> None:
    assignments = [
        {"staff": "Ana", "date": "2026-02-28", "shift": "SI", "worked": "02:00-03:30"},
        {"staff": "Ana", "date": "2026-03-01", "shift": "OC", "worked": ["10:00-11:00"]},
    ]
    period = {"start": "2026-02-16", "weeks": 2}
    rota = {"format": "rotasolve/rota", "version": 1, "period": period, "assignments": assignments}
    written(tmp_path, json.dumps(rota), "rota.json")
    rows = "Bo,2026-02-28,OC,01:00-01:30 + 04:00-05:00\nBo,2026-03-01,L,\n"
    written(tmp_path, f"staff,date,shift,Worked\n{rows}", "early.csv")
    text = "history:\n  files: [rota.json, early.csv]\n  duties:\n    - "
    text += "{staff: Ana, date: 2026-03-01, shift: OC, worked: [10:00-11:00, 23:00-24:00]}\n"
    team = load(written(tmp_path, _NIGHTS + text))
    found = {
        (duty.staff, duty.date.day, duty.shift): [str(span) for span in duty.worked]
        for duty in team.history.duties
    }
    assert found == {
        ("Ana", 28, "SI"): ["02:00-03:30"],
        ("Ana", 1, "OC"): ["10:00-11:00", "23:00-24:00"],  # told twice: all of it, and once
        ("Bo", 28, "OC"): ["01:00-01:30", "04:00-05:00"],
        ("Bo", 1, "L"): [],
    }


@pytest.mark.parametrize(
    ("duty", "words"),
    [
        ("shift: E, worked: 09:00-10:00", "E is work throughout"),
        (
            "shift: SI, worked: 12:00-13:00",
            "12:00-13:00 starts outside SI, which lasts",
        ),
        ("shift: SI, worked: 7", "7 is not a stretch of the clock"),
    ],
)
def test_what_cannot_have_been_worked_is_refused(tmp_path: Path, duty: str, words: str) -> None:
    text = f"history:\n  duties:\n    - {{staff: Ana, date: 2026-03-01, {duty}}}\n"
    with pytest.raises(TeamFileError) as caught:
        load(written(tmp_path, _NIGHTS + text))
    [line] = caught.value.problems
    assert "history.duties[0].worked" in line
    assert words in line


def test_what_cannot_have_been_worked_is_refused_in_earlier_rotas_too(tmp_path: Path) -> None:
    rows = "Ana,2026-03-01,E,09:00-10:00\nAna,2026-02-28,SI,noon\nAna,2026-02-27,SI,12:00-13:00\n"
    written(tmp_path, f"staff,date,shift,worked\n{rows}", "early.csv")
    with pytest.raises(TeamFileError) as caught:
        load(written(tmp_path, _NIGHTS + "history: early.csv\n"))
    [line] = caught.value.problems
    assert "early.csv:3: worked: 'noon' is not a stretch of the clock" in line
    written(tmp_path, f"staff,date,shift,worked\n{rows.replace('noon', '')}", "early.csv")
    with pytest.raises(TeamFileError) as caught:
        load(written(tmp_path, _NIGHTS + "history: early.csv\n"))
    assert [line.partition("early.csv")[2] for line in caught.value.problems] == [
        ":2: E is work throughout; worked goes with a sleep-in or an on call",
        ":4: 12:00-13:00 starts outside SI, which lasts 22:30-07:00",
    ]


# -- averages over more weeks than are known -------------------------------------------------------


def test_an_average_over_more_weeks_than_are_known_is_a_warning(tmp_path: Path) -> None:
    written(tmp_path, rota_json("2026-02-16", 2, ("Ana", "2026-03-01", "L")), "rota.json")
    text = SMALL + "history: rota.json\nrules:\n  - {rule: average_hours, over: 17 weeks}\n"
    found = [line for line in told(read(written(tmp_path, text))) if "average" in line]
    known = load(written(tmp_path, text)).num_known_days // 7
    assert [line.partition(": ")[2] for line in found] == [
        "rules[0].over: the limit is an average over 17 weeks. Before this rota the history has 2 "
        f"weeks. So only {known} weeks are known, and they have to keep to the average alone: it "
        "is stricter until earlier rotas are listed under history"
    ]
    enough = text.replace("17 weeks", f"{known} weeks")
    assert not [line for line in told(read(written(tmp_path, enough))) if "average" in line]
