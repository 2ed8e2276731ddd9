"""The agenda of a rota: when supervisors meet their supervisees, and whose turn each task is.

It follows from team and rota alone, so every output that names a meeting or a turn asks for it
here, and all of them say the same.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from rotasolve.duties import Duties, spell_date, spell_time
from rotasolve.rules.event import Event
from rotasolve.rules.placing import placed
from rotasolve.rules.spans import without
from rotasolve.rules.supervision_meetings import SupervisionMeetings
from rotasolve.rules.task import Task
from rotasolve.team.clock import clock, instant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from rotasolve.rota import Rota
    from rotasolve.rules.occasions import Occasion
    from rotasolve.rules.spans import Span
    from rotasolve.rules.supervision_meetings import SharedTime
    from rotasolve.rules.task import Opportunity
    from rotasolve.rules.windows import Stretch
    from rotasolve.team.team import Team


@dataclass(frozen=True)
class Appointment:
    """Something that is given a time.

    Attributes
    ----------
    what
        ``supervision`` or the rule's own name; of a task, its name.
    people
        The supervisor and the supervisee, or the one whose turn the task is.
    start, end
        Instants between which it is.
    clash
        Whether one of the people has something else at that time, as there is no other.
    """

    what: str
    people: tuple[str, ...]
    start: int
    end: int
    clash: bool

    @property
    def date(self) -> date:
        """The date on which it starts."""
        return clock(self.start).date()

    @property
    def time(self) -> str:
        """Clock times such as ``09:00-10:00``."""
        return f"{spell_time(self.start)}-{spell_time(self.end)}"

    def __str__(self) -> str:
        words = f"{spell_date(self.date)} {self.time} {self.what}: {' and '.join(self.people)}"
        return f"{words} (clashes)" if self.clash else words


@dataclass(frozen=True)
class Agenda:
    """What a rota makes of supervision meetings and tasks.

    Attributes
    ----------
    meetings, tasks
        In order of time. A window in which nobody could is left out.
    missing
        Each window that is missed, in words.
    """

    meetings: tuple[Appointment, ...] = ()
    tasks: tuple[Appointment, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def clashes(self) -> int:
        """How many of them clash."""
        return sum(each.clash for each in self.appointments)

    @property
    def appointments(self) -> list[Appointment]:
        """Meetings and tasks together, in order of time."""
        return sorted((*self.meetings, *self.tasks), key=_in_order)

    def to_json(self) -> dict[str, list[dict[str, Any]]]:
        """Meetings and tasks as rota.json lists them."""
        meetings = [
            {"supervisor": each.people[0], "staff": each.people[1], **_when(each)}
            for each in self.meetings
        ]
        tasks = [{"task": each.what, "staff": each.people[0], **_when(each)} for each in self.tasks]
        return {"meetings": meetings, "tasks": tasks}


def agenda(team: Team, rota: Rota) -> Agenda:
    """Every meeting and every turn, placed one after the other, the same on every call.

    The meetings come first, those with the fewest minutes to start at before the others. Each is
    on the date on which its two people have least else to do, at the first time at which both are
    free. Then the tasks, those that the fewest people can do before the others: each goes to the
    one who has had fewest turns of it, those of the history included; among these to the one with
    fewest turns of any task, then by the order of the team file. It is on a date on which that
    person has least else to do, again at the first free time. Nobody is free at an event that they
    attend, unless the meeting or the task may be at events (``kinds``).

    What has no time beside all else is missing, as the audit tells. Where the others would clash so
    placed, each is on the duty on which it has its time by the audit, first those that have to end
    first. Where somebody is not free even so, it is named nevertheless, and said to clash.
    """
    rules = [rule for rule in team.stated_rules if isinstance(rule, SupervisionMeetings | Task)]
    if not rules:
        return Agenda()
    duties = Duties(team, rota)
    places = _Places(duties, team, rules)
    shared = [
        (rule, each)
        for rule in rules
        if isinstance(rule, SupervisionMeetings)
        for each in rule.shared_times(duties, team)
        if each.spans and not places.missing(rule, _of_pair(each))
    ]
    shared.sort(key=lambda found: _minutes_to_start(found[0], found[1]))
    open_tasks = [
        (rule, each)
        for rule in rules
        if isinstance(rule, Task)
        for each in rule.opportunities(duties, team)
        if each.spans and not places.missing(rule, each.window)
    ]
    open_tasks.sort(key=lambda found: (len(found[1].spans), found[1].window.first))
    at_events = _at_events(team, duties)
    named = _named(team, _Diary(at_events), [*shared, *open_tasks])
    if named.clashes:
        settled = [
            *((_end_of_pair(each), rule, each) for rule, each in map(places.of_pair, shared)),
            *((_end_of_task(each), rule, each) for rule, each in map(places.of_task, open_tasks)),
        ]
        settled.sort(key=lambda found: found[0])
        other = _named(team, _Diary(at_events, early=True), [found[1:] for found in settled])
        named = min(named, other, key=lambda each: each.clashes)
    missing = [breach.words for rule in rules for breach in rule.breaches(duties, team)]
    return Agenda(named.meetings, named.tasks, tuple(missing))


class _Places:
    """Where the audit finds the time for what the rules want."""

    def __init__(
        self, duties: Duties, team: Team, rules: Iterable[SupervisionMeetings | Task]
    ) -> None:
        self._wanted = {
            (id(rule), each.of): each for rule in rules for each in placed(duties, team, rule)
        }

    def missing(self, rule: Occasion, of: Any) -> bool:
        """Whether it has no time; not where it is not judged."""
        each = self._wanted.get((id(rule), of))
        return each is not None and each.place is None

    def of_pair(self, found: tuple[SupervisionMeetings, SharedTime]) -> tuple[Any, Any]:
        """The time shared at that place alone."""
        rule, shared = found
        each = self._wanted.get((id(rule), _of_pair(shared)))
        if each is None or each.place is None:
            return rule, shared
        return rule, shared._replace(spans=[each.place[0][1:]])

    def of_task(self, found: tuple[Task, Opportunity]) -> tuple[Any, Any]:
        """The turn at that place alone."""
        rule, turn = found
        place = self._wanted[id(rule), turn.window].place
        assert place is not None, "a window without a place is missing"
        (share,) = place
        return rule, turn._replace(spans={share.duty[0]: [share[1:]]})


def _of_pair(shared: SharedTime) -> tuple[str, str, Stretch]:
    return shared.supervisor, shared.staff, shared.window


def _end_of_pair(shared: SharedTime) -> int:
    return shared.spans[-1][1]


def _end_of_task(turn: Opportunity) -> int:
    return max(spans[-1][1] for spans in turn.spans.values())


def _named(team: Team, diary: _Diary, found: Iterable[tuple[Any, Any]]) -> Agenda:
    """Meetings and turns placed in the order given, one after the other."""
    meetings, tasks = [], []
    turns = Counter(
        (turn.staff, turn.task) for turn in set(team.history.turns) if turn.date < team.period.start
    )
    for rule, each in found:
        if isinstance(rule, Task):
            tasks.append(_turn(rule, each, diary, turns))
        else:
            meetings.append(_meeting(rule, each, diary))
    return Agenda(tuple(sorted(meetings, key=_in_order)), tuple(sorted(tasks, key=_in_order)))


@dataclass
class _Diary:
    """What everybody has been named for so far, beside the events that they attend.

    With ``early`` each is at the first free time of all, whatever else is on that date.
    """

    at_events: dict[str, list[Span]]
    early: bool = False
    taken: defaultdict[str, list[Span]] = field(default_factory=lambda: defaultdict(list))
    on: Counter[tuple[str, date]] = field(default_factory=Counter)

    def free(self, people: Iterable[str], spans: list[Span], rule: Occasion) -> list[Span]:
        """Of each span, the parts long enough for ``rule`` at which all ``people`` are free."""
        taken = [span for name in people for span in self.taken[name]]
        if "event" not in rule.kinds:
            taken += [span for name in people for span in self.at_events.get(name, ())]
        parts = [part for span in spans for part in without(span, taken)]
        return [(start, end) for start, end in parts if end - start >= rule.takes]

    def place(
        self, what: str, people: tuple[str, ...], spans: list[Span], rule: Occasion
    ) -> Appointment:
        """The first free time on the date with least else to do; else the first time of all."""

        def load(span: Span) -> tuple[int, int]:
            day = clock(span[0]).date()
            return 0 if self.early else sum(self.on[name, day] for name in people), span[0]

        free = self.free(people, spans, rule)
        start = min(free or spans, key=load)[0]
        made = Appointment(what, people, start, start + rule.takes, clash=not free)
        for name in people:
            self.taken[name].append((made.start, made.end))
            self.on[name, made.date] += 1
        return made


def _at_events(team: Team, duties: Duties) -> dict[str, list[Span]]:
    """When everybody is at an event, on duty or brought in."""
    spans: defaultdict[str, list[Span]] = defaultdict(list)
    for rule in team.stated_rules:
        if isinstance(rule, Event):
            for day in team.dates_of(rule):
                there = rule.attendance(duties, team, day)
                for name in (*there.on_duty, *there.brought_in):
                    spans[name].append((instant(day, rule.time.start), instant(day, rule.time.end)))
    return spans


def _minutes_to_start(rule: SupervisionMeetings, shared: SharedTime) -> int:
    """How many minutes there are at which the meeting could start."""
    return sum(end - start - rule.takes + 1 for start, end in shared.spans)


def _meeting(rule: SupervisionMeetings, shared: SharedTime, diary: _Diary) -> Appointment:
    people = shared.supervisor, shared.staff
    return diary.place(rule.name or "supervision", people, shared.spans, rule)


def _turn(
    rule: Task, open_to: Opportunity, diary: _Diary, turns: Counter[tuple[str, str]]
) -> Appointment:
    def rank(name: str) -> tuple[bool, int, int]:
        free = diary.free((name,), open_to.spans[name], rule)
        of_any = sum(count for (staff, _), count in turns.items() if staff == name)
        return not free, turns[name, rule.name], of_any

    name = min(open_to.spans, key=rank)  # the first of the team file where they are equal
    turns[name, rule.name] += 1
    return diary.place(rule.name, (name,), open_to.spans[name], rule)


def _in_order(each: Appointment) -> tuple[int, int, str, tuple[str, ...]]:
    return each.start, each.end, each.what, each.people


def _when(each: Appointment) -> dict[str, Any]:
    return {
        "date": each.date.isoformat(),
        "start": spell_time(each.start),
        "end": spell_time(each.end),
        "clash": each.clash,
    }
