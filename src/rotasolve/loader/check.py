"""What no single value shows: parts of a team file that do not fit together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any

from rotasolve.duties import Duties, spell_date, spell_names
from rotasolve.loader.leave import leave_problems, leave_warnings, stated_weeks
from rotasolve.loader.names import Known, mention_problems, mentions, naming_problems
from rotasolve.loader.nearest import Names
from rotasolve.loader.problem import Problem, Trail, quote, unknown
from rotasolve.loader.shut_out import shut_out
from rotasolve.loader.spot import line_at, listed_places, place_of, present, stated
from rotasolve.rota import Rota
from rotasolve.rules.absence import Absence
from rotasolve.rules.absence_cap import AbsenceCap
from rotasolve.rules.apart import Apart
from rotasolve.rules.availability import Availability
from rotasolve.rules.average_hours import AverageHours
from rotasolve.rules.cover import Need
from rotasolve.rules.eligible import why_not
from rotasolve.rules.event import Event
from rotasolve.rules.fair_share import FairShare
from rotasolve.rules.fixed import Fixed
from rotasolve.rules.occasions import Occasion
from rotasolve.rules.overlap import Overlap
from rotasolve.rules.request import Request
from rotasolve.rules.supervision_meetings import SupervisionMeetings
from rotasolve.rules.task import Task
from rotasolve.rules.together import Together
from rotasolve.rules.windows import windows
from rotasolve.team.clock import instant
from rotasolve.team.entitlement import uses_leave
from rotasolve.team.fit import (
    NEED_PAY,
    WITHOUT_PAY,
    excessive_levels,
    spell_excess,
    without_rate,
)
from rotasolve.team.level import MUST, SOFT_LEVELS, SPARE
from rotasolve.team.selector import Which, Who
from rotasolve.team.spelling import MINUTES_A_DAY
from rotasolve.team.team import RULE_BLOCKS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.loader.source import Node
    from rotasolve.rules.leaves import Leaves
    from rotasolve.team.contract import Contract
    from rotasolve.team.rule import Rule
    from rotasolve.team.shift import Shift
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

_ONE_DAY = timedelta(1)
_MOST_CONTRACTS = 100
# What these close on the day after the period, the last night of it may run into.
_REACHING = (Absence, Availability)


@dataclass(frozen=True)
class Scene:
    """A team, the file that it comes from, and how far the two agree.

    Attributes
    ----------
    team
        What is left of the team when entries with errors of their own are taken out.
    origins
        For each list of the team, the place in the file of each entry that is left.
    dated, levelled
        Whether the period and the levels are those of the file.
    """

    team: Team
    root: Node
    known: Known
    origins: dict[str, list[int]]
    dated: bool
    levelled: bool

    def entries(self, *blocks: str) -> Iterator[tuple[Trail, Any]]:
        """Every (place, entry) of some lists of the team."""
        for block in blocks:
            origin = self.origins.get(block)
            for index, entry in enumerate(getattr(self.team, block)):
                yield (block, origin[index] if origin else index), entry

    def problem(self, trail: Trail, words: str) -> Problem:
        """A problem at the nearest place to ``trail`` that the file has."""
        place = present(self.root, trail)
        return Problem(line_at(self.root, place), place, words)


def cross_problems(scene: Scene) -> Iterator[Problem]:
    """Every problem between the parts of the team."""
    yield from naming_problems(scene.root)
    yield from _mentions(scene)
    for trail, rule in scene.entries(*RULE_BLOCKS):
        for key, words in rule.misfits(scene.team):
            yield scene.problem((*trail, key), words)
    contracts = list(_contract_problems(scene))
    yield from contracts
    yield from leave_problems(scene)
    if not scene.dated:
        return
    yield from _since_problems(scene)
    if not contracts and _contracts_complete(scene.team):
        away = _Away(scene.team)
        yield from _pin_problems(scene, away)
        yield from _request_problems(scene, away)
        yield from _pay_problems(scene)


def cost_problems(scene: Scene) -> Iterator[Problem]:
    """Levels of a team without other problems that could cost too much, at their dearest rule."""
    team = scene.team
    for level in excessive_levels(team):
        costs = {
            trail: sum(cost for own, cost in rule.most_cost(team) if own == level)
            for trail, rule in scene.entries(*RULE_BLOCKS)
        }
        yield scene.problem((*max(costs, key=costs.__getitem__), "weight"), spell_excess(level))


def _shifts_of_file(team: Team) -> Iterator[tuple[str, Shift]]:
    """The shifts of the block ``shifts``; those that rules add are judged with the rule."""
    added = {shift.code for rule in team.stated_rules for shift in rule.own_shifts()}
    return ((code, shift) for code, shift in team.shifts.items() if code not in added)


def _mentions(scene: Scene) -> Iterator[Problem]:
    team = scene.team
    levels = team.levels if scene.levelled else None
    shifts = ((("shifts", code), shift) for code, shift in _shifts_of_file(team))
    for trail, part in (*shifts, *scene.entries("staff", *RULE_BLOCKS)):
        yield from mention_problems(part, trail, scene.root, scene.known, levels)
    codes = Names((*scene.known.names["code"], "off"))
    for trail, pin in scene.entries("fixed", "rules"):
        if isinstance(pin, Fixed) and pin.shift not in codes:
            words = unknown("shift", pin.shift, codes, called=scene.known.called)
            yield scene.problem((*trail, "shift"), words)
    people = scene.known.names["name"]
    for trail, rule in scene.entries("rules"):
        if isinstance(rule, SupervisionMeetings):
            for supervisor, supervised in rule.pairs.items():
                place = (*trail, "pairs", supervisor)
                named = [(place, supervisor), *(((*place, n), w) for n, w in enumerate(supervised))]
                for where, name in named:
                    if name not in people:
                        yield scene.problem(where, unknown("staff member", name, people))


# -- contracts -----------------------------------------------------------------------------------


def _contract_problems(scene: Scene) -> Iterator[Problem]:
    for trail, staff in scene.entries("staff"):
        place = (*trail, "contract")
        if not staff.contract_parts:
            yield scene.problem(place, "is empty; expected at least one contract")
        if len(staff.contract_parts) > _MOST_CONTRACTS:
            words = f"has {len(staff.contract_parts)} entries; expected at most {_MOST_CONTRACTS}"
            yield scene.problem(place, words)
            continue
        parts: list[tuple[Trail, Contract]] = []
        for index, part in enumerate(staff.contract_parts):
            own = (*place, index) if isinstance(staff.contract, tuple) else place
            if not isinstance(part, str):
                parts.append((own, part))
            elif part in scene.team.contracts:
                parts.append((own, scene.team.contracts[part]))
            elif part not in scene.known.names["contract"]:
                known = scene.known.names["contract"]
                words = unknown("contract", part, known, where="none is listed under contracts")
                yield scene.problem(own, words)
        for (_, first), (own, second) in combinations(parts, 2):
            start = _both_from(scene, first, second)
            if start is not None:
                when = "always" if start == date.min else f"from {start}"
                words = f"two contracts of {staff.name} hold at once ({when}); give from and to"
                yield scene.problem(own, words)


def _both_from(scene: Scene, first: Contract, second: Contract) -> date | None:
    """The first date on which both contracts hold; of those with a term one in the period.

    A contract without a term after one with a term is meant for the dates outside of it.
    """
    start = max(first.from_ or date.min, second.from_ or date.min)
    end = min(first.to or date.max, second.to or date.max)
    if second.term is None:
        return start if start <= end and first.term is None else None
    days = scene.team.period.dates if scene.dated else ()
    return next((day for day in days if first.holds(day) and second.holds(day)), None)


def _contracts_complete(team: Team) -> bool:
    """Whether every contract is there; whether somebody can do a shift depends on it."""
    parts = [part for staff in team.staff for part in staff.contract_parts]
    return all(part in team.contracts for part in parts if isinstance(part, str))


# -- pay -----------------------------------------------------------------------------------------


def _pay_problems(scene: Scene) -> Iterator[Problem]:
    counting = [each for each in scene.entries(*RULE_BLOCKS) if each[1].rule in NEED_PAY]
    if not counting:
        return
    if not stated(scene.root, "pay"):
        for trail, rule in counting:
            yield scene.problem((*trail, "rule"), f"{rule.rule} {WITHOUT_PAY}")
    places = {staff.name: trail for trail, staff in scene.entries("staff")}
    for staff, words in without_rate(scene.team):
        yield scene.problem(places[staff.name], words)


# -- dates ---------------------------------------------------------------------------------------


def _since_problems(scene: Scene) -> Iterator[Problem]:
    """Fair shares that are to count from a date that is not before the period."""
    start = scene.team.period.start
    for trail, rule in scene.entries("rules"):
        if isinstance(rule, FairShare) and rule.since is not None and rule.since > start:
            words = f"{rule.since} is after the period's start {start}; the whole period counts"
            yield scene.problem((*trail, "since"), words)


def _outside(scene: Scene, rule: Rule) -> bool:
    """Whether ``rule`` names dates, and it judges nothing by any of them."""
    period = scene.team.period
    judged = (*period.dates, period.end + _ONE_DAY) if isinstance(rule, _REACHING) else period.dates
    return rule.dates is not None and not any(map(rule.dates.match, judged))


def _no_date(scene: Scene, rule: Rule) -> str:
    period = scene.team.period
    return f"no date of {rule.dates} lies in the period {period.start}..{period.end}"


class _Away:
    """Who is surely away on which dates."""

    def __init__(self, team: Team) -> None:
        self._of: defaultdict[str, dict[date, Absence]] = defaultdict(dict)
        for absence in team.all_absences:
            if team.level_of(absence) == MUST:
                for staff in team.staff_of(absence.who):
                    for day in team.dates_reached(absence):
                        self._of[staff.name].setdefault(day, absence)

    def touched(self, staff: Staff, shift: Shift, day: date) -> str:
        """Why ``staff`` is away during the shift of ``day``; empty when they are not."""
        for other in (day, day + _ONE_DAY):
            absence = self._of[staff.name].get(other)
            start, end = instant(other, 0), instant(other, MINUTES_A_DAY)
            if absence and max(start, shift.start(day)) < min(end, shift.end(day)):
                return f"is away on {spell_date(other)} ({absence.kind})"
        return ""


# -- pins and requests ---------------------------------------------------------------------------


def _sound(scene: Scene, staff: Staff, shift: Shift) -> bool:
    """Whether the skills of both are known; a misspelt one is a problem of its own."""
    return set(scene.known.names["skill"]).issuperset((*staff.skills, *shift.needs))


def _pin_problems(scene: Scene, away: _Away) -> Iterator[Problem]:
    team = scene.team
    pinned: defaultdict[str, list[tuple[date, str, Trail]]] = defaultdict(list)
    for trail, pin in scene.entries("fixed", "rules"):
        if not isinstance(pin, Fixed):
            continue
        must = team.level_of(pin) == MUST
        for staff in team.staff_of(pin.who):
            reasons: dict[str, None] = {}
            for day in team.dates_of(pin):
                if must:
                    pinned[staff.name].append((day, pin.shift, trail))
                if pin.shift in team.shifts and _sound(scene, staff, team.shifts[pin.shift]):
                    shift = team.shifts[pin.shift]
                    reason = why_not(team, staff, shift, day)
                    reason = reason or (away.touched(staff, shift, day) if must else "")
                    reasons.update({reason: None} if reason else {})
            for reason in reasons:
                yield scene.problem(trail, f"{staff.name} is pinned to {pin.shift} but {reason}")
    for name, pins in pinned.items():
        yield from _clashing_pins(scene, name, pins)


def _clashing_pins(
    scene: Scene, name: str, pins: list[tuple[date, str, Trail]]
) -> Iterator[Problem]:
    """Pins of one person that cannot both hold."""
    told = set()
    by_date: defaultdict[date, dict[str, Trail]] = defaultdict(dict)
    for day, code, trail in pins:
        by_date[day].setdefault(code, trail)  # the same twice does not clash with itself
    for day in sorted(by_date):
        after = by_date.get(day + _ONE_DAY, {})
        tomorrow = [(day + _ONE_DAY, *pin) for pin in after.items()]
        today = [(day, *pin) for pin in by_date[day].items()]
        pairs = [*combinations(today, 2), *((one, other) for one in today for other in tomorrow)]
        for (_, code, first), (later, other, second) in pairs:
            if (first, second) not in told and _clash(scene.team, day, code, later, other):
                told.add((first, second))
                when = spell_date(day) if day == later else f"{spell_date(later)}"
                where = place_of(scene.root, first)
                words = (
                    f"{name} is pinned to {other} on {when} but also to {code}"
                    f"{'' if day == later else f' on {spell_date(day)}'} ({where})"
                )
                yield scene.problem(second, words)


def _clash(team: Team, day: date, code: str, later: date, other: str) -> bool:
    if "off" in (code, other):
        return day == later and code != other
    if code not in team.shifts or other not in team.shifts or (day, code) == (later, other):
        return False
    first, second = team.shifts[code], team.shifts[other]
    stated = [rule for rule in team.rules if isinstance(rule, Overlap)]
    rules = stated or [Overlap()]
    if any(team.level_of(rule) != MUST for rule in rules):
        return False
    free = {kind for rule in rules for kind in rule.may_overlap}
    if first.kind in free or second.kind in free:
        return False
    too_many = day == later and first.kind == second.kind == "work"
    if too_many and all(rule.shifts_a_day == 1 for rule in rules):
        return True
    last_start = max(first.start(day), second.start(later))
    return last_start < min(first.end(day), second.end(later))


def _request_problems(scene: Scene, away: _Away) -> Iterator[Problem]:
    """Requests for shifts that can never be granted."""
    team = scene.team
    for trail, request in scene.entries("requests", "rules"):
        if not isinstance(request, Request) or not isinstance(request.want, Which):
            continue
        cells = (
            (staff, shift, day)
            for staff in team.staff_of(request.who)
            for shift in team.shifts_of(request.want)
            for day in team.dates_of(request)
        )
        first = ""
        for staff, shift, day in cells:
            reason = why_not(team, staff, shift, day) or away.touched(staff, shift, day)
            if not reason or not _sound(scene, staff, shift):
                break
            first = first or f"{staff.name} asks for {shift.code} but {reason}"
        else:
            if first:
                yield scene.problem(trail, first)


# -- warnings ------------------------------------------------------------------------------------


def warnings_of(scene: Scene) -> Iterator[Problem]:
    """What is legal in a team without problems, but probably not meant."""
    team = scene.team
    for trail, rule in scene.entries(*RULE_BLOCKS):
        yield from _idle(scene, trail, rule)
        if isinstance(rule, Event) and isinstance(rule.attend, int):
            asked = len(team.staff_of(rule.who))
            if 0 < asked < rule.attend:
                words = f"{rule.attend} are to attend, but who selects only {asked}"
                yield scene.problem((*trail, "attend"), words)
        if isinstance(rule, Event | Occasion) and rule.leaves:
            yield from _too_few_to_stay(scene, trail, rule, rule.leaves)
        if isinstance(rule, Together | Apart):
            group = team.staff_of(rule.who)
            if 0 < len(group) <= (rule.at_most if isinstance(rule, Apart) else 1):
                names = spell_names(staff.name for staff in group)
                yield scene.problem((*trail, "who"), f"selects only {names}: no effect")
        if isinstance(rule, Availability):
            for words in shut_out(team, rule):
                yield scene.problem(trail, words)
        if isinstance(rule, AbsenceCap):
            yield from _too_many_away(scene, trail, rule)
    if not any(isinstance(rule, Need) for _, rule in scene.entries("cover", "rules")):
        yield scene.problem(("cover",), "the team has no cover, so no shift needs anybody")
    yield from _other_dates(scene)
    yield from leave_warnings(scene)
    yield from stated_weeks(scene)
    yield from _other_order(scene)
    for trail, staff in scene.entries("staff"):
        if not any(staff.employed(day) for day in team.period.dates):
            yield scene.problem(trail, f"{staff.name} is not in the team during the period")
        elif not any(team.contract_on(staff, day) for day in team.period.dates):
            yield scene.problem(trail, f"{staff.name} has no contract during the period")
    held = {skill for staff in team.staff for skill in staff.skills}
    for code, shift in _shifts_of_file(team):
        if not any(team.matches(day, shift.days, shift.dates) for day in team.period.dates):
            key = "days" if shift.dates is None else "dates"
            yield scene.problem(("shifts", code, key), f"{code} is worked on no date of the period")
        if not any(shift.who.match(staff) for staff in team.staff):
            yield scene.problem(("shifts", code, "who"), "selects nobody, so nobody can work it")
        for skill in shift.needs:
            if skill not in held:
                words = f"{code} needs the skill {quote(skill)}, which nobody holds"
                yield scene.problem(("shifts", code, "needs"), words)


def _too_few_to_stay(
    scene: Scene, trail: Trail, rule: Event | Occasion, leaves: Leaves
) -> Iterator[Problem]:
    """More people to stay than there are beside whoever takes part."""
    could = {staff.name for staff in scene.team.staff_of(leaves.who)}
    if isinstance(rule, Task):
        beside = [could - {staff.name} for staff in rule.people(scene.team)]
        could = max(beside, key=len, default=could)
    if 0 < len(could) < leaves.people:
        words = f"{leaves.people} are to stay on duty, but no more than {len(could)} can"
        yield scene.problem((*trail, "leaves"), words)


def _too_many_away(scene: Scene, trail: Trail, rule: AbsenceCap) -> Iterator[Problem]:
    """A cap that the absences break; at level must the arithmetic of supply tells each date."""
    team = scene.team
    broken = list(rule.breaches(Duties(team, Rota.of(team, [])), team))
    if broken and team.level_of(rule) != MUST:
        others = len(broken) - 1
        more = f"; too many on {others} more {'date' if others == 1 else 'dates'}" if others else ""
        yield scene.problem(trail, f"no rota can mend that {broken[0].words}{more}")


def history_warnings(scene: Scene, team: Team) -> Iterator[Problem]:
    """What the rules of ``team``, with the duties of its files filled in, cannot look back on."""
    known = team.num_known_days // 7
    past = (team.period.start - team.known_from).days // 7
    weeks = (
        "1 week is known, and it has" if known == 1 else f"{known} weeks are known, and they have"
    )
    # Several rules that one line brings, by a pack, are told as one.
    alike: defaultdict[tuple[int, int], list[tuple[Trail, Rule]]] = defaultdict(list)
    for trail, rule in scene.entries("rules"):
        if isinstance(rule, AverageHours) and scene.dated and known < rule.over:
            alike[line_at(scene.root, trail), rule.over].append((trail, rule))
    for (_, over), found in alike.items():
        names = spell_names(rule.label for _, rule in found)
        words = (
            f"{'the limit is an average' if len(found) == 1 else f'{names} are averages'} over "
            f"{over} weeks. Before this rota the history has {past} "
            f"{'week' if past == 1 else 'weeks'}. So only {weeks} to keep to the average alone: it "
            "is stricter until earlier rotas are listed under history"
        )
        yield scene.problem((*found[0][0], "over"), words)


def _idle(scene: Scene, trail: Trail, rule: Rule) -> Iterator[Problem]:
    """Selectors of a rule that select nothing, and dates that never come."""
    team = scene.team
    effect = "the rule has no effect"
    if isinstance(rule, Need) and rule.min and rule.min.people:
        effect = f"nobody can fill its min of {rule.min.people}"
    if isinstance(rule, Task):
        effect = "nobody can do it"
    for place, kind, value in mentions(rule, trail):
        if kind == "selector" and isinstance(value, Who) and not team.staff_of(value):
            stay = "leaves" in place
            yield scene.problem(
                place, f"selects nobody, so {'nobody can stay' if stay else effect}"
            )
        elif kind == "selector" and isinstance(value, Which) and not team.shifts_of(value):
            yield scene.problem(place, f"selects no shift, so {effect}")
    if isinstance(rule, Occasion) and not any(
        window.complete for window in windows(team, rule.per)
    ):
        held = "holds the 15th of no month" if rule.per.kind == "month" else "is shorter than that"
        yield scene.problem((*trail, "per"), f"the period {held}: no effect")
    concerned = team.dates_reached if isinstance(rule, _REACHING) else team.dates_of
    if rule.days is None or concerned(rule) or _counts_for_leave(scene, rule):
        return
    if _outside(scene, rule):
        return  # which is told already
    which = "these days and dates" if rule.dates is not None else "these days"
    yield scene.problem((*trail, "days"), f"{which} never come in the period: no effect")


def _other_order(scene: Scene) -> Iterator[Problem]:
    """Levels that have the usual names in another order: rules keep to the names."""
    levels = [level for level in scene.team.levels if level != SPARE]
    usual = [level for level in SOFT_LEVELS if level in levels]
    if usual != [level for level in levels if level in SOFT_LEVELS]:
        words = (
            f"{', '.join(levels)} is another order than the usual one ({', '.join(usual)}); "
            "rules keep the level of their name"
        )
        yield scene.problem(("levels",), words)


def _counts_for_leave(scene: Scene, rule: Rule) -> bool:
    return isinstance(rule, Absence) and uses_leave(scene.team, rule)


def _is_past_absence(scene: Scene, rule: Rule) -> bool:
    """Whether ``rule`` is an absence before the period, on which fair shares look back."""
    stated, start = scene.team.history, scene.team.period.start
    known = bool(stated.files or stated.duties or stated.from_)
    if not known or not isinstance(rule, Absence) or rule.dates is None:
        return False
    return any(each.first < start for each in rule.dates.ranges)


def _other_dates(scene: Scene) -> Iterator[Problem]:
    """Rules whose dates all lie outside the period: of each block one warning.

    A team file is used for one period after the other, and may hold what concerns others. Leave of
    the leave year counts in the leave accounts, whatever the period.
    """
    for block in RULE_BLOCKS:
        found = [
            (trail, rule)
            for trail, rule in scene.entries(block)
            if _outside(scene, rule)
            if not _counts_for_leave(scene, rule) and not _is_past_absence(scene, rule)
        ]
        if len(found) == 1:
            trail, rule = found[0]
            yield scene.problem((*trail, "dates"), f"{_no_date(scene, rule)}: no effect")
        elif found:
            period = scene.team.period
            places = listed_places(scene.root, [trail for trail, _ in found])
            words = (
                f"{len(found)} entries have no date in the period {period.start}..{period.end} "
                f"({places}): no effect"
            )
            yield scene.problem(found[0][0][:1], words)
