"""Reading the history: what was worked before the period, here and in earlier rota files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from rotasolve.errors import TeamFileError
from rotasolve.loader.problem import Problem, unknown
from rotasolve.loader.rota_file import read_assignments
from rotasolve.team.history import History, PastDuty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.loader.check import Scene
    from rotasolve.loader.problem import Trail
    from rotasolve.loader.rota_file import RotaFile

_LONGEST = timedelta(3 * 366)
_WEEK = timedelta(7)
_ONE_DAY = timedelta(1)


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


def read_history(team_file: Path, scene: Scene) -> ReadHistory:
    """The history of a team with the duties of its files filled in."""
    stated = scene.team.history
    found = ReadHistory(stated)
    duties = _stated_duties(scene, found)
    starts: list[date] = []
    known = [_span([duty.date for duty in duties], None)] if duties else []
    for index, name in enumerate(stated.files):
        trail = ("history", index) if _is_list(scene) else ("history", "files", index)
        rota = _read_file(team_file, name, trail, scene, found)
        if rota is None:
            continue
        found.digests.append(rota.digest)
        dates = [assignment.date for assignment in rota.assignments]
        starts.append(rota.start or min(dates, default=date.max))
        if rota.start and rota.weeks:
            known.append((rota.start, rota.start + rota.weeks * _WEEK))
        elif dates:
            known.append(_span(dates, rota.start))
        duties += [
            PastDuty.model_construct(**each._asdict(), worked=rota.worked.get(each, ()))
            for each in rota.assignments
        ]
    first = stated.from_ or min([*starts, *(duty.date for duty in duties)], default=None)
    if scene.dated:
        _check_reach(scene, first, known, found)
    kept = [duty for duty in duties if stated.from_ is None or duty.date >= stated.from_]
    files = stated.files
    found.history = History(files=files, from_=first if starts else stated.from_, duties=kept)
    return found


def _span(dates: list[date], start: date | None) -> tuple[date, date]:
    """What is known where no period is stated: a week off for all is unlikely."""
    return start or min(dates), min(max(dates), date.max - _WEEK) + _WEEK


def _is_list(scene: Scene) -> bool:
    node = scene.root.at("history")
    return node is not None and isinstance(node.value, list)


def _check_reach(
    scene: Scene, first: date | None, known: list[tuple[date, date]], found: ReadHistory
) -> None:
    """Look at how far back the history goes, and at the days that none of its parts tells of."""
    start = scene.team.period.start
    if first is None:
        return
    if first < start - _LONGEST:
        words = f"reaches back to {first}, more than three years before the period"
        found.problems.append(scene.problem(("history", "from"), words))
    elif not found.problems and not found.file_problems:
        for gap, end in _gaps(known, start):
            days = f"from {gap} to {end - _ONE_DAY}" if end - gap > _ONE_DAY else f"on {gap}"
            words = f"nothing is known {days}; taken as days off for all"
            found.warnings.append(scene.problem(("history",), words))
        if not known and first < start:
            words = f"starts on {first} but lists no duties; taken as days off for all"
            found.warnings.append(scene.problem(("history",), words))


def _gaps(known: list[tuple[date, date]], start: date) -> Iterator[tuple[date, date]]:
    """The stretches (first day, day after the last) between those known, up to ``start``."""
    day = min((begin for begin, _ in known), default=start)
    for begin, end in sorted([*known, (start, start)]):
        if day < min(begin, start):
            yield day, min(begin, start)
        day = max(day, end)


def _stated_duties(scene: Scene, found: ReadHistory) -> list[PastDuty]:
    """The duties written out in the team file, those of people who have left taken out."""
    period, stated = scene.team.period, scene.team.history
    kept = []
    origin = scene.origins.get("history")
    for place, duty in enumerate(stated.duties):
        index = origin[place] if origin else place
        trail: Trail = ("history", index) if _is_list(scene) else ("history", "duties", index)
        if duty.shift not in scene.known.names["code"]:
            words = unknown("shift", duty.shift, scene.known.names["code"])
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


def _amiss(duty: PastDuty, scene: Scene) -> str:
    """What is wrong with what was worked of ``duty``; empty where its shift is broken."""
    shift = scene.team.shifts.get(duty.shift)
    return duty.amiss(shift) if shift is not None else ""


def _unknown_staff(name: str, scene: Scene) -> str:
    return unknown("staff member", name, scene.known.names["name"]).partition("; expected")[0]


def _read_file(
    team_file: Path, name: str, trail: Trail, scene: Scene, found: ReadHistory
) -> RotaFile | None:
    """What one earlier rota says of people and days that matter; None when it cannot be used."""
    refused = _refused(team_file.parent, name)
    if refused:
        found.problems.append(scene.problem(trail, refused))
        return None
    file = team_file.parent / name
    try:
        rota = read_assignments(file)
    except TeamFileError as error:
        found.file_problems += error.problems
        return None
    for assignment, place in zip(rota.assignments, rota.places, strict=True):
        if assignment.shift not in scene.known.names["code"]:
            words = unknown("shift", assignment.shift, scene.known.names["code"])
            found.file_problems.append(place._replace(words=words).spell(str(file)))
            continue
        worked = rota.worked.get(assignment, ())
        duty = PastDuty.model_construct(**assignment._asdict(), worked=worked)
        if wrong := _amiss(duty, scene):
            found.file_problems.append(place._replace(words=wrong).spell(str(file)))
    gone = Counter(
        each.staff for each in rota.assignments if each.staff not in scene.known.names["name"]
    )
    for staff, count in gone.items():
        duties = "1 duty is" if count == 1 else f"{count} duties are"
        words = f"{_unknown_staff(staff, scene)}; {duties} left out"
        found.file_warnings.append(Problem(0, (), words).spell(str(file)))
    if not rota.assignments and rota.start is None:
        words = "holds no duties, so nothing is known from it; leave it out of the history"
        found.file_problems.append(Problem(0, (), words).spell(str(file)))
        return None
    start = scene.team.period.start
    past = [each for each in rota.assignments if not scene.dated or each.date < start]
    if len(past) < len(rota.assignments):
        if not past:
            words = f"has no date before the period, which starts on {start}"
            found.file_problems.append(Problem(0, (), words).spell(str(file)))
            return None
        words = f"reaches into the period; its duties from {start} on are left out"
        found.file_warnings.append(Problem(0, (), words).spell(str(file)))
    kept = [each for each in past if each.staff not in gone]
    return replace(rota, assignments=kept, places=[])


def _refused(folder: Path, name: str) -> str:
    """Why a history file is not read; empty when it is. Nothing outside the folder is."""
    if Path(name).is_absolute() or not name.strip():
        return f"{name!r} is not a path relative to the team file's folder"
    try:
        inside = (folder / name).resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):
        return f"{name!r} cannot be followed"
    return "" if inside else f"{name!r} lies outside the team file's folder"
