"""Reading a rota: ``rota.json``, or a CSV file with the columns staff, date and shift.

Dates of a CSV file are year-month-day or, as spreadsheets in the UK save them, day/month/year.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from rotasolve.errors import TeamFileError
from rotasolve.loader.problem import Problem, Trail, quote, unknown
from rotasolve.loader.text import read_text, refuse
from rotasolve.rota import Assignment, Rota
from rotasolve.team.history import Balance, PastTurn
from rotasolve.team.shown import shown
from rotasolve.team.spelling import ClockSpan, clock_span, iso_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.team.team import Team

ROTA_FORMAT = "rotasolve/rota"
ROTA_VERSION = 1
COLUMNS = ("staff", "date", "shift")
WORKED = "worked"
"""What was worked of a sleep-in or on call; only earlier rotas have it, and they need not."""
_MOST_MEGABYTES = 20
_UK_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_CSV_DATES = "year-month-day such as 2026-03-02 or day/month/year such as 02/03/2026"
# An apostrophe that keeps spreadsheets from taking a cell for a formula; our own CSV files have it.
_GUARD = re.compile(r"\A'(?='*[=+\-@\t\r])")


@dataclass(frozen=True)
class RotaFile:
    """The assignments of a file, before anybody has asked whether a team knows their names.

    Attributes
    ----------
    start, weeks
        The period that the file states; None in a CSV file.
    assignments
        Every assignment, in the order of the file.
    places
        Where each assignment stands, for messages: a problem without words.
    digest
        SHA-256 of the file's bytes, in hexadecimal digits.
    turns
        Who was named for which task, and when.
    closing
        What each person carries out of its period, by name; empty where it does not say.
    worked
        When a sleep-in was disturbed or an on call called out, of the assignments that say.
    """

    start: date | None
    weeks: int | None
    assignments: list[Assignment]
    places: list[Problem]
    digest: str
    turns: list[PastTurn] = field(default_factory=list)
    closing: dict[str, Balance] = field(default_factory=dict)
    worked: dict[Assignment, tuple[ClockSpan, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Entry:
    """One entry of a file, with its place; empty or None where a part of it cannot be used."""

    staff: str
    date: date | None
    shift: str
    place: Problem
    worked: tuple[ClockSpan, ...] = ()


@dataclass(frozen=True)
class _Content:
    """All that a file says, and what is wrong with it whatever the team."""

    start: date | None
    weeks: int | None
    entries: list[_Entry]
    problems: list[Problem]
    turns: list[PastTurn] = field(default_factory=list)
    closing: Any = None


def read_assignments(path: str | Path) -> RotaFile:
    """What the rota file ``path`` says.

    Raises
    ------
    TeamFileError
        With every problem of the file.
    """
    file = Path(path)
    data, content = _read(file)
    closing, wrong = _read_closing(content.closing)
    if content.problems or wrong:
        raise TeamFileError([each.spell(str(file)) for each in (*content.problems, *wrong)])
    read = [
        (each, Assignment(each.staff, each.date, each.shift))
        for each in content.entries
        if each.date is not None
    ]
    worked: dict[Assignment, tuple[ClockSpan, ...]] = {}
    for each, assignment in read:
        if each.worked:
            worked[assignment] = (*worked.get(assignment, ()), *each.worked)
    return RotaFile(
        content.start,
        content.weeks,
        [assignment for _, assignment in read],
        [each.place for each in content.entries],
        hashlib.sha256(data).hexdigest(),
        content.turns,
        closing,
        worked,
    )


def _read(file: Path) -> tuple[bytes, _Content]:
    """The bytes of ``file``, and what they say."""
    data, text = read_text(file, most_megabytes=_MOST_MEGABYTES)
    if not text.strip():
        raise refuse(file, "is empty; expected a rota (JSON, or CSV with staff,date,shift)")
    is_json = file.suffix.lower() == ".json" or text.lstrip()[0] in "{["
    return data, _read_json(file, text) if is_json else _read_csv(file, text)


def _told_once(problems: list[Problem]) -> list[Problem]:
    """The first of those that differ in their line alone, which then says how many more there are.

    An entry of a list is another line, whatever its number.
    """
    alike: dict[tuple[Trail, str], list[Problem]] = {}
    for problem in problems:
        path = tuple(step for step in problem.path if isinstance(step, str))
        alike.setdefault((path, problem.words), []).append(problem)
    told = []
    for first, *others in alike.values():
        lines = {problem.line for problem in others} - {first.line}
        more = f"on line {min(lines)}" if len(lines) == len(others) == 1 else f"{len(others)} more"
        told.append(first._replace(words=f"{first.words} (also {more})") if others else first)
    return told


def read_rota(path: str | Path, team: Team) -> Rota:
    """The rota in ``path`` for ``team``.

    Raises
    ------
    TeamFileError
        With every problem of the file, and every name, shift and date that the team does not have.
    """
    file = Path(path)
    _, found = _read(file)
    period = team.period
    problems = list(found.problems)
    same_period = found.start in (None, period.start) and found.weeks in (None, period.weeks)
    if not same_period:
        words = (
            f"the rota is for {_weeks(found.weeks)} from {found.start}; "
            f"the team file plans {_weeks(period.weeks)} from {period.start}"
        )
        problems.append(Problem(0, ("period",), words))
    first: dict[Assignment, Problem] = {}
    for entry in found.entries:
        wrong = list(_unknown_to(team, entry))
        if entry.date is not None and same_period and entry.date not in period:
            wrong.append(f"{entry.date} is outside the period {period.start}..{period.end}")
        if entry.date is not None and entry.staff and entry.shift:
            assignment = Assignment(entry.staff, entry.date, entry.shift)
            if assignment in first:
                wrong.append(f"the same assignment stands on line {first[assignment].line}")
            first.setdefault(assignment, entry.place)
        problems += [entry.place._replace(words=words) for words in wrong]
    if problems:
        problems.sort(key=lambda problem: problem.line)
        raise TeamFileError([problem.spell(str(file)) for problem in _told_once(problems)])
    return Rota.of(team, first)


def _weeks(count: int | None) -> str:
    return "1 week" if count == 1 else f"{count} weeks"


def _unknown_to(team: Team, entry: _Entry) -> Iterator[str]:
    if entry.staff and entry.staff not in team.staff_by_name:
        yield unknown("staff member", entry.staff, team.staff_by_name)
    if entry.shift and entry.shift not in team.shifts:
        called = {shift.name: code for code, shift in team.shifts.items() if shift.name}
        yield unknown("shift", entry.shift, team.shifts, called=called)


# -- JSON ------------------------------------------------------------------------------------


def _read_json(file: Path, text: str) -> _Content:
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        words = f"is not valid JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise refuse(file, words, error.lineno) from None
    except RecursionError:
        raise refuse(file, "is nested too deep for a rota") from None
    except ValueError as error:  # a key twice, or a number of thousands of digits
        raise refuse(file, f"is not a rota: {error}") from None
    if not isinstance(data, dict) or data.get("format") != ROTA_FORMAT:
        raise refuse(file, f'is not a rota; expected JSON with "format": "{ROTA_FORMAT}"')
    if data.get("version") != ROTA_VERSION or isinstance(data["version"], bool):
        words = f"this rotasolve reads version {ROTA_VERSION}, not {quote(data.get('version'))}"
        raise refuse(file, f"version: {words}")
    problems: list[Problem] = []
    start, weeks = _json_period(data.get("period"), problems)
    entries = data.get("assignments")
    if not isinstance(entries, list):
        problems.append(Problem(0, ("assignments",), "is missing; expected a list of assignments"))
        entries = []
    lines = _assignment_lines(text)
    found = []
    for index, entry in enumerate(entries):
        place = Problem(next(lines, 0), ("assignments", index), "")
        if isinstance(entry, dict):
            found.append(_read_entry(entry, place, problems))
        else:
            words = "expected a mapping with staff, date and shift"
            problems.append(place._replace(words=words))
    turns = _json_turns(data.get("tasks", []), problems)
    return _Content(start, weeks, found, problems, turns, data.get("closing"))


def _json_turns(entries: Any, problems: list[Problem]) -> list[PastTurn]:
    """Whose turn each task was; a file need not say."""
    if not isinstance(entries, list):
        problems.append(Problem(0, ("tasks",), "expected a list of tasks"))
        return []
    turns = []
    for index, entry in enumerate(entries):
        try:
            turns.append(PastTurn(**{key: entry[key] for key in PastTurn.model_fields}))
        except (LookupError, TypeError, ValueError):
            words = "expected a mapping with task, staff and date, such as 2026-03-02"
            problems.append(Problem(0, ("tasks", index), words))
    return turns


def _read_closing(closing: Any) -> tuple[dict[str, Balance], list[Problem]]:
    """The closing balances of a rota, and what is wrong with them."""
    if closing is None:
        return {}, []
    if not isinstance(closing, dict):
        words = "is not understood; expected each name with its balances"
        return {}, [Problem(0, ("closing",), words)]
    balances: dict[str, Balance] = {}
    problems: list[Problem] = []
    for name, stated in closing.items():
        if not isinstance(stated, dict):
            words = f"{quote(stated)} is not understood; expected for example {{'hours': '+3h'}}"
            problems.append(Problem(0, ("closing", name), words))
            continue
        try:
            balances[name] = Balance.model_validate(stated)
        except ValidationError as error:
            for each in error.errors(include_url=False):
                words = str(each.get("ctx", {}).get("error", each["msg"]))
                problems.append(Problem(0, ("closing", name, *each["loc"]), words))
    return balances, problems


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ValueError(f"the key {quote(twice)} is given twice in one mapping")
    return entries


def _json_period(period: Any, problems: list[Problem]) -> tuple[date | None, int | None]:
    if not isinstance(period, dict):
        problems.append(Problem(0, ("period",), "is missing; expected start and weeks"))
        return None, None
    start = None
    try:
        start = iso_date(period.get("start"))
        if not 1990 <= start.year <= 2190:
            raise ValueError(f"{start} is not a year to plan for; expected 1990 to 2190")
    except ValueError as error:
        problems.append(Problem(0, ("period", "start"), str(error)))
    weeks = period.get("weeks")
    if not isinstance(weeks, int) or isinstance(weeks, bool) or not 0 < weeks <= 1000:
        words = f"{quote(weeks)} is not a number of weeks; expected for example 4"
        problems.append(Problem(0, ("period", "weeks"), words))
    return start, weeks


def _read_entry(
    entry: dict[str, Any], place: Problem, problems: list[Problem], *, uk_dates: bool = False
) -> _Entry:
    """What an entry means; ``problems`` gets what is wrong with it."""

    def wrong(words: str, *key: str) -> None:
        problems.append(place._replace(path=(*place.path, *key), words=words))

    texts = {}
    for key in COLUMNS:
        value = entry.get(key)
        if value is None or value == "":
            wrong(f"{key} is missing")
        elif not isinstance(value, str):
            wrong(f"{quote(value)} is not text", key)
        else:
            texts[key] = value
    day = None
    if "date" in texts:
        try:
            day = _csv_date(texts["date"]) if uk_dates else iso_date(texts["date"])
        except ValueError as error:
            words = str(error).partition("; expected")[0]
            wrong(f"{words}; expected {_CSV_DATES}" if uk_dates else str(error), "date")
    worked: tuple[ClockSpan, ...] = ()
    try:
        worked = _worked(entry.get(WORKED))
    except ValueError as error:
        wrong(str(error), WORKED)
    return _Entry(texts.get("staff", ""), day, texts.get("shift", ""), place, worked)


def _worked(value: Any) -> tuple[ClockSpan, ...]:
    """The stretches of ``02:00-03:30``, of ``01:00-01:30 + 04:00-05:00``, or of a list."""
    if value is None or value == "":
        return ()
    stretches = value.split("+") if isinstance(value, str) else value
    return tuple(map(clock_span, stretches if isinstance(stretches, list) else [stretches]))


def _assignment_lines(text: str) -> Iterator[int]:
    """The line on which each entry of the outermost ``assignments`` starts; ``text`` is valid."""
    decoder = json.JSONDecoder()

    def skip(at: int, characters: str = " \t\r\n") -> int:
        while text[at] in characters:
            at += 1
        return at

    at = skip(0) + 1
    while text[at := skip(at, " \t\r\n,")] != "}":
        key, at = decoder.raw_decode(text, at)
        at = skip(at, " \t\r\n:")
        if key != "assignments":
            _, at = decoder.raw_decode(text, at)
            continue
        line, counted = 1, 0
        at += 1
        while text[at := skip(at, " \t\r\n,")] != "]":
            line += text.count("\n", counted, at)
            counted = at
            yield line
            _, at = decoder.raw_decode(text, at)
        return


# -- CSV -------------------------------------------------------------------------------------


def _read_csv(file: Path, text: str) -> _Content:
    first_line = text.lstrip().splitlines()[0]
    delimiter = next((each for each in (",", ";", "\t") if each in first_line), ",")
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    problems: list[Problem] = []
    entries: list[_Entry] = []
    columns: dict[str, int] | None = None
    try:
        for row in rows:
            cells = [_GUARD.sub("", cell.strip()) for cell in row]
            if not any(cells):
                continue
            if columns is None:
                columns = _columns(file, cells, rows.line_num)
                continue
            entry = {
                key: cells[place] if place < len(cells) else "" for key, place in columns.items()
            }
            place = Problem(rows.line_num, (), "")
            entries.append(_read_entry(entry, place, problems, uk_dates=True))
    except csv.Error as error:
        problems.append(Problem(rows.line_num, (), f"is not valid CSV: {error}"))
    return _Content(None, None, entries, problems)


def _csv_date(text: str) -> date:
    """The date of ``2026-03-31`` or, as UK spreadsheets write it, of ``31/03/2026``."""
    match = _UK_DATE.fullmatch(text)
    if match is None:
        return iso_date(text)
    try:
        return iso_date(f"{match[3]}-{match[2]:0>2}-{match[1]:0>2}")
    except ValueError:
        raise ValueError(f"{shown(text)} is not a date that the calendar has") from None


def _columns(file: Path, header: list[str], line: int) -> dict[str, int]:
    """The place of each column that is needed, or read if it is there; others are left alone."""
    names = [name.lower() for name in header]
    for name in COLUMNS:
        count = names.count(name)
        if count != 1:
            columns = f"{count} columns" if count else "no column"
            words = (
                f"the header has {columns} {shown(name)}; expected a first line of staff,date,shift"
            )
            raise refuse(file, words, line)
    if names.count(WORKED) > 1:
        raise refuse(file, f"the header has {names.count(WORKED)} columns {shown(WORKED)}", line)
    wanted = (*COLUMNS, WORKED) if WORKED in names else COLUMNS
    return {name: names.index(name) for name in wanted}
