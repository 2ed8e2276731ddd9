"""Reading the history: what was worked before the period, here and in earlier rota files."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from os.path import exists
from pathlib import Path
from typing import TYPE_CHECKING

from rotasolve.errors import TeamFileError
from rotasolve.loader.known_days import Part, disagreements, gaps, spell_days
from rotasolve.loader.problem import Problem, listed, quote, unknown
from rotasolve.loader.rota_file import read_assignments
from rotasolve.loader.spot import place_of
from rotasolve.rota import Assignment
from rotasolve.rules.contract_hours import ContractHours
from rotasolve.rules.task import Task
from rotasolve.team.history import Balance, History, PastDuty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.loader.check import Scene
    from rotasolve.loader.problem import Trail
    from rotasolve.loader.rota_file import RotaFile
    from rotasolve.team.history import PastTurn
    from rotasolve.team.rule import Rule

_LONGEST = timedelta(3 * 366)
_ONE_DAY = timedelta(1)
_MOST_MEGABYTES = 60
_LONG_EMPTY = 7
"""Days without anybody on duty from which they are hardly meant."""


@dataclass
class ReadHistory:
    """The history, and what is wrong with it.

    Attributes
    ----------
    problems, warnings
        About the team file; ``file_problems`` and ``file_warnings`` are lines about other files.
    digests
        SHA-256 of each file of the history, in order.
    """

    history: History
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    file_problems: list[str] = field(default_factory=list)
    file_warnings: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)


def read_history(folder: Path | None, scene: Scene) -> ReadHistory:
    """The history of a team with the duties and the balances of its files filled in."""
    stated = scene.team.history
    found = ReadHistory(stated)
    duties = _stated_duties(scene, found)
    turns = list(_stated_turns(scene, found))
    starts: list[date] = []
    parts: list[Part] = []
    closing: list[tuple[Part, dict[str, Balance]]] = []
    for trail, name in _files_to_read(folder, scene, found):
        read = _read_file(folder or Path(), name, trail, scene, found)
        if read is None:
            continue
        rota, part = read
        found.digests.append(rota.digest)
        dates = [assignment.date for assignment in rota.assignments]
        starts.append(rota.start or min(dates, default=date.max))
        parts.append(part)
        closing.append((part, rota.closing))
        names, start = scene.known.names["name"], scene.team.period.start
        turns += [turn for turn in rota.turns if turn.staff in names and turn.date < start]
        duties += [
            PastDuty.model_construct(**each._asdict(), worked=rota.worked.get(each, ()))
            for each in rota.assignments
        ]
    first = stated.from_ or min([*starts, *(duty.date for duty in duties)], default=None)
    if scene.dated:
        _check_reach(scene, first, [*parts, *_written_out(scene, parts)], found)
        _check_closed(scene, duties, found)
        if not found.problems:
            _check_empty(scene, duties, found)
    balances = _balances(scene, closing, found)
    kept = [duty for duty in duties if stated.from_ is None or duty.date >= stated.from_]
    found.history = History(
        files=stated.files,
        already_read=bool(stated.files),
        from_=first if starts else stated.from_,
        duties=kept,
        closed=stated.closed,
        balances=balances,
        turns=tuple(dict.fromkeys(turns)),
    )
    return found


def _files_to_read(
    folder: Path | None, scene: Scene, found: ReadHistory
) -> Iterator[tuple[Trail, str]]:
    """Every file of the history that is to be read, with its place, once."""
    stated = scene.team.history
    read: dict[Path, Trail] = {}
    size = 0
    for index, name in enumerate(() if stated.already_read else stated.files):
        trail: Trail = ("history", index) if _is_list(scene) else ("history", "files", index)
        if folder is None:
            found.problems.append(scene.problem(trail, no_folder(name)))
            continue
        if why := refused(folder, name):
            found.problems.append(scene.problem(trail, why))
            continue
        file = (folder / name).resolve()
        if file in read:
            words = f"{quote(name)} is listed twice (first: {place_of(scene.root, read[file])})"
            found.problems.append(scene.problem(trail, words))
            continue
        read[file] = trail
        size += file.stat().st_size
        if size > _MOST_MEGABYTES * 1_000_000:
            words = (
                f"the files up to here are too large together; at most {_MOST_MEGABYTES} MB, so "
                "leave out the oldest"
            )
            found.problems.append(scene.problem(trail, words))
            return
        yield trail, name


def no_folder(name: str) -> str:
    """That nothing says where a file lies, in words."""
    return (
        f"{quote(name)} is a file, and values have no folder; use load(path), or "
        "Team.from_dict(values, base=folder)"
    )


def _written_out(scene: Scene, files: list[Part]) -> list[Part]:
    """What the duties written out in the team file tell of besides its files.

    With ``from`` they are known up to the period, and where there are no files from that date on.
    """
    stated, start = scene.team.history, scene.team.period.start
    past = [
        Assignment(duty.staff, duty.date, duty.shift)
        for duty in stated.duties
        if duty.date < start and not any(part.first <= duty.date <= part.last for part in files)
    ]
    if not past:
        return []
    part = Part.of("duties", past, None, None)
    if stated.from_ is not None:
        first = part.first if files else min(stated.from_, part.first)
        part = replace(part, first=first, known_to=start - _ONE_DAY)
    return [part]


def _is_list(scene: Scene) -> bool:
    node = scene.root.at("history")
    return node is not None and isinstance(node.value, list)


def _check_reach(scene: Scene, first: date | None, parts: list[Part], found: ReadHistory) -> None:
    """Look at how far back the history goes, and at the days not told of, or told of twice."""
    start = scene.team.period.start
    if first is None:
        return
    if first < start - _LONGEST:
        words = f"reaches back to {first}, more than three years before the period"
        found.problems.append(scene.problem(("history", "from"), words))
    elif not found.problems and not found.file_problems:
        if not parts and first < start:
            words = f"starts on {first} but lists no duties; taken as days off for all"
            found.warnings.append(scene.problem(("history",), words))
            return
        for gap, end in gaps(parts, scene.team.history.closed, first, start):
            after = end + _ONE_DAY
            later = f" or, to leave out what is before it, from: {after}" if after < start else ""
            words = (
                f"nothing is known {f'from {gap} to {end}' if gap < end else f'on {gap}'}; add the "
                f"rota of {'these days' if gap < end else 'that day'}, or write closed: "
                f"{spell_days(gap, end)} where nobody worked{later}"
            )
            found.problems.append(scene.problem(("history",), words))
        for words in disagreements(parts):
            found.problems.append(scene.problem(("history",), words))


def _check_closed(scene: Scene, duties: list[PastDuty], found: ReadHistory) -> None:
    """Look at whether anybody worked on dates that are said to be closed."""
    closed, period = scene.team.history.closed, scene.team.period
    if closed is None:
        return
    late = [part for part in closed.ranges if not part.every_weeks and part.last >= period.start]
    if late:
        words = f"{late[0]} is not before the period, which starts on {period.start}"
        found.problems.append(scene.problem(("history", "closed"), words))
    worked: defaultdict[date, set[str]] = defaultdict(set)
    for duty in duties:
        if duty.date < period.start and closed.match(duty.date):
            worked[duty.date].add(duty.staff)
    for day, names in sorted(worked.items()):
        words = f"{day} is said to be closed, but {listed(sorted(names))} worked then"
        found.problems.append(scene.problem(("history", "closed"), words))


def _check_empty(scene: Scene, duties: list[PastDuty], found: ReadHistory) -> None:
    """Look for a week or more without anybody on duty where ``from`` says that days are known."""
    stated, start = scene.team.history, scene.team.period.start
    if stated.from_ is None or not duties:
        return
    worked = sorted({duty.date for duty in duties if stated.from_ <= duty.date < start})
    for last, following in pairwise([stated.from_ - _ONE_DAY, *worked, start]):
        first, end = last + _ONE_DAY, following - _ONE_DAY
        closed = stated.closed is not None and stated.closed.match(first)
        if (following - first).days >= _LONG_EMPTY and not closed:
            words = (
                f"nobody is on duty from {first} to {end}: taken as days off for all; write "
                f"closed: {spell_days(first, end)} if that is so, else the duties, or a later from"
            )
            found.warnings.append(scene.problem(("history", "from"), words))


# -- balances --------------------------------------------------------------------------------------


def _balances(
    scene: Scene, closing: list[tuple[Part, dict[str, Balance]]], found: ReadHistory
) -> dict[str, Balance]:
    """What each person carries in: what is stated, else what the last rota closed with."""
    names = scene.known.names["name"]
    carried: dict[str, Balance] = {}
    of_file: dict[str, str] = {}
    before = scene.team.period.start - _ONE_DAY
    for part, balances in closing:
        for name, balance in balances.items() if scene.dated and part.last == before else ():
            if name in names and carried.setdefault(name, balance) != balance:
                words = f"{of_file[name]} and {part.name} disagree about the balance of {name}"
                found.problems.append(scene.problem(("history",), words))
            of_file.setdefault(name, part.name)
    for name, balance in scene.team.history.balances.items():
        if name in names:
            own = {kind: value for kind, value in balance if value is not None}
            carried[name] = carried.get(name, Balance()).model_copy(update=own)
        else:
            words = f"{_unknown_staff(name, scene)}; the balance is left out"
            found.warnings.append(scene.problem(("history", "balances", name), words))
    silent = [part.name for part, balances in closing if part.last == before and not balances]
    if scene.dated and silent and not carried and any(map(_carries, scene.team.rules)):
        words = (
            f"{silent[0]} tells no balances of hours, so nobody carries any in; those that "
            "rotasolve balances prints go into history: {files: ..., balances: ...}"
        )
        found.warnings.append(scene.problem(("history",), words))
    last = max((each for each in closing if each[1]), key=lambda each: each[0].last, default=None)
    if scene.dated and last is not None and last[0].last < before:
        missing = [name for name in last[1] if name in names and name not in carried]
        if missing:
            words = (
                f"the balances in {last[0].name} are those after {last[0].last}, not those before "
                f"the period; state balances of {listed(missing)}, or they carry none in"
            )
            found.warnings.append(scene.problem(("history",), words))
    return {name: carried[name] for name in names if name in carried}


def _carries(rule: Rule) -> bool:
    """Whether balances count for ``rule``."""
    return isinstance(rule, ContractHours) and rule.carry and rule.per.kind == "period"


# -- duties ----------------------------------------------------------------------------------------


def _stated_duties(scene: Scene, found: ReadHistory) -> list[PastDuty]:
    """The duties written out in the team file, those of people who have left taken out."""
    period, stated = scene.team.period, scene.team.history
    kept = []
    origin = scene.origins.get("history")
    for place, duty in enumerate(stated.duties):
        index = origin[place] if origin else place
        trail: Trail = ("history", index) if _is_list(scene) else ("history", "duties", index)
        if duty.shift not in scene.known.names["code"]:
            words = _unknown_shift(duty.shift, scene)
            found.problems.append(scene.problem((*trail, "shift"), words))
        elif wrong := _amiss(duty, scene):
            found.problems.append(scene.problem((*trail, "worked"), wrong))
        if scene.dated and duty.date >= period.start:
            words = f"{duty.date} is not before the period, which starts on {period.start}"
            found.problems.append(scene.problem((*trail, "date"), words))
        if stated.from_ is not None and duty.date < stated.from_:
            words = f"{duty.date} is before {stated.from_}, from which the history is said to start"
            found.problems.append(scene.problem((*trail, "date"), words))
        if duty.staff in scene.known.names["name"]:
            kept.append(duty)
        else:
            words = f"{_unknown_staff(duty.staff, scene)}; the duty is left out"
            found.warnings.append(scene.problem((*trail, "staff"), words))
    if scene.dated and stated.from_ is not None and stated.from_ > period.start:
        words = f"{stated.from_} is after the period's start {period.start}"
        found.problems.append(scene.problem(("history", "from"), words))
    return kept


def _stated_turns(scene: Scene, found: ReadHistory) -> Iterator[PastTurn]:
    """The turns written out in the team file, those of people who have left taken out."""
    tasks = [rule.name for _, rule in scene.entries("tasks", "rules") if isinstance(rule, Task)]
    for index, turn in enumerate(scene.team.history.turns):
        trail = ("history", "turns", index)
        if scene.dated and turn.date >= scene.team.period.start:
            start = scene.team.period.start
            words = f"{turn.date} is not before the period, which starts on {start}"
            found.problems.append(scene.problem((*trail, "date"), words))
        if turn.staff not in scene.known.names["name"]:
            words = f"{_unknown_staff(turn.staff, scene)}; the turn is left out"
            found.warnings.append(scene.problem((*trail, "staff"), words))
            continue
        if turn.task not in tasks:
            words = f"{unknown('task', turn.task, tasks)}: no effect"
            found.warnings.append(scene.problem((*trail, "task"), words))
        yield turn


def _amiss(duty: PastDuty, scene: Scene) -> str:
    """What is wrong with what was worked of ``duty``; empty where its shift is broken."""
    shift = scene.team.shifts.get(duty.shift)
    return duty.amiss(shift) if shift is not None else ""


def _unknown_staff(name: str, scene: Scene) -> str:
    return unknown("staff member", name, scene.known.names["name"]).partition("; expected")[0]


def _unknown_shift(code: str, scene: Scene) -> str:
    return unknown("shift", code, scene.known.names["code"], called=scene.known.called)


def _read_file(
    folder: Path, name: str, trail: Trail, scene: Scene, found: ReadHistory
) -> tuple[RotaFile, Part] | None:
    """What one earlier rota says of people that matter, and its days; None when it is not used."""
    file = folder / name
    try:
        rota = read_assignments(file)
    except TeamFileError as error:
        found.file_problems += error.problems
        return None
    for assignment, place in zip(rota.assignments, rota.places, strict=True):
        if assignment.shift not in scene.known.names["code"]:
            words = _unknown_shift(assignment.shift, scene)
            found.file_problems.append(place._replace(words=words).spell(str(file)))
            continue
        worked = rota.worked.get(assignment, ())
        duty = PastDuty.model_construct(**assignment._asdict(), worked=worked)
        if wrong := _amiss(duty, scene):
            found.file_problems.append(place._replace(words=wrong).spell(str(file)))
    _warn_of_the_gone(file, rota, scene, found)
    _warn_of_changes(folder, name, rota, trail, scene, found)
    if not rota.assignments and rota.start is None:
        words = "holds no duties, so nothing is known from it; leave it out of the history"
        found.file_problems.append(Problem(0, (), words).spell(str(file)))
        return None
    part = Part.of(name, rota.assignments, rota.start, rota.weeks)
    period = scene.team.period
    if scene.dated and part.last >= period.start:
        words = f"has no date before the period, which starts on {period.start}"
        if part.first < period.start:
            both = spell_days(period.start, min(part.last, period.end))
            words = (
                f"reaches into the period: {both} would be in both; start the period on "
                f"{part.last + _ONE_DAY}, or end the earlier rota on {period.start - _ONE_DAY}"
            )
        found.file_problems.append(Problem(0, (), words).spell(str(file)))
        return None
    names = scene.known.names["name"]
    kept = [each for each in rota.assignments if each.staff in names]
    return replace(rota, assignments=kept, places=[]), part


def _warn_of_the_gone(file: Path, rota: RotaFile, scene: Scene, found: ReadHistory) -> None:
    """Warn of people who are in an earlier rota and not in the team any more."""
    names = scene.known.names["name"]
    gone = Counter(each.staff for each in rota.assignments if each.staff not in names)
    gone.update({name: 0 for name in rota.closing if name not in names})
    for staff, count in gone.items():
        duties = f"{count} {'duty' if count == 1 else 'duties'}" if count else ""
        parts = [part for part in (duties, "the balance" if staff in rota.closing else "") if part]
        are = "is" if len(parts) == 1 and count < 2 else "are"
        words = f"{_unknown_staff(staff, scene)}; {' and '.join(parts)} {are} left out"
        found.file_warnings.append(Problem(0, (), words).spell(str(file)))


def _warn_of_changes(
    folder: Path, name: str, rota: RotaFile, trail: Trail, scene: Scene, found: ReadHistory
) -> None:
    """Look whether the CSV file beside a ``rota.json`` tells something else."""
    beside = Path(name).with_suffix(".csv")
    if Path(name).suffix != ".json" or refused(folder, str(beside)):
        return
    try:
        other = read_assignments(folder / beside)
    except TeamFileError:
        return
    if set(other.assignments) != set(rota.assignments):
        words = (
            f"{beside.as_posix()} tells of other duties; if it was changed by hand, name that file "
            "instead, and add the balances that rotasolve balances prints of it"
        )
        found.warnings.append(scene.problem(trail, words))


def refused(folder: Path, name: str) -> str:
    """Why a rota file is not read; empty when it can be. Nothing outside the folder is."""
    if Path(name).is_absolute() or not name.strip():
        return f"{quote(name)} is not a path relative to the team file's folder"
    try:
        inside = (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return f"{quote(name)} cannot be followed"
    if not inside:
        return f"{quote(name)} lies outside the team file's folder; copy it there"
    return "" if exists(folder / name) else f"{quote(name)}: no such file"
