"""Arithmetic of supply against demand, before any search.

Every finding proves that no rota keeps every rule at level must. It never cries wolf: people are
taken to do everything that the rules looked at leave open, so a team without findings may still
have no such rota.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rotasolve.duties import Duties, spell_date, spell_names
from rotasolve.explain.border import first_days
from rotasolve.explain.ceilings import Ceilings, contract_windows, counting
from rotasolve.explain.demand import Demand, apart, demands
from rotasolve.explain.finding import Finding
from rotasolve.explain.supply import judges_single_duties, must_rules, pins, supply_of
from rotasolve.explain.weighing import duties_of, minutes_of
from rotasolve.rota import Rota
from rotasolve.rules.absence_cap import AbsenceCap
from rotasolve.rules.absent import days_neither, pro_rata
from rotasolve.rules.contract_hours import ContractHours
from rotasolve.rules.count import Count
from rotasolve.rules.cover import Cover, Need
from rotasolve.rules.hours import Hours
from rotasolve.rules.overlap import Overlap
from rotasolve.rules.windows import Stretch, windows
from rotasolve.team.bank_holidays import pairs_in
from rotasolve.team.level import MUST
from rotasolve.team.selector import Which
from rotasolve.team.spelling import Window, spell_duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from rotasolve.explain.supply import Supply
    from rotasolve.explain.weighing import Weighing
    from rotasolve.team.rule import Rule
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team


def precheck(team: Team) -> tuple[Finding, ...]:
    """Everything that simple arithmetic proves to be impossible; empty where it proves nothing."""
    supply = supply_of(team)
    asked = demands(supply)
    short = [demand for demand in asked if len(demand.able(supply)) < demand.number]
    beyond = set(short)
    rest = [demand for demand in asked if demand not in beyond]
    ceilings = Ceilings(supply)
    return (
        *_grouped((_spell_short(demand, supply), demand.day) for demand in short),
        *_grouped(_days_overdrawn(rest, supply)),
        *_grouped(_most_too_low(asked, supply)),
        *_stretches_overdrawn(rest, supply, ceilings),
        *_least_out_of_reach(team, ceilings),
        *_over_without_duties(team),
        *_pins_that_break_rules(team),
        *_grouped(_too_many_away(team)),
        *first_days(team),
    )


def _grouped(found: Iterable[tuple[str, date]]) -> Iterator[Finding]:
    """One finding for each wording, with all its dates."""
    dates: defaultdict[str, list[date]] = defaultdict(list)
    for words, day in found:
        dates[words].append(day)
    for words, days in dates.items():
        days = sorted(set(days))
        when = spell_names(map(spell_date, days[:2]))
        if len(days) > 2:
            when = f"{spell_date(days[0])} and {len(days) - 1} more days"
        yield Finding(f"{when}: {words}", tuple(days))


# -- one demand ----------------------------------------------------------------------------------


def _spell_short(demand: Demand, supply: Supply) -> str:
    """A demand that too few people can meet."""
    able = _in_order(demand.able(supply) | demand.already, supply)
    clash = list(supply.reasons(demand.people - set(able), demand.slots))
    why = f" ({'; '.join(clash[:6])}{' ...' if len(clash) > 6 else ''})" if clash else ""
    if not demand.slots:
        return f"{demand}; no shift of that time can be worked"
    return f"{demand}; {f'only {spell_names(able)}' if able else 'nobody'} can work it{why}"


# -- one date ------------------------------------------------------------------------------------


def _days_overdrawn(asked: list[Demand], supply: Supply) -> Iterator[tuple[str, date]]:
    """Demands of one date that people can meet one by one, but not all together.

    Each work shift of a date takes one of the work shifts that a person may do on it. By Hall's
    theorem the demands can be met together exactly if no group of them asks for more duties than
    the people who can do any of them have.
    """
    shifts = supply.team.shifts
    by_day: defaultdict[date, list[Demand]] = defaultdict(list)
    for demand in asked:
        days = {day for day, _ in demand.slots}
        if len(days) == 1 and all(shifts[code].kind == "work" for _, code in demand.slots):
            by_day[days.pop()].append(demand)
    for day, on_day in by_day.items():
        said: set[str] = set()
        for group in dict.fromkeys(demand.people for demand in on_day):
            family = apart(demand for demand in on_day if demand.people <= group)
            for split in (family, _split(family, on_day)):
                stuck = _unmet(split, day, supply)
                if stuck and not said & {demand.what for demand in stuck}:
                    said |= {demand.what for demand in stuck}
                    yield _spell_overdrawn(stuck, day, supply), day
                    break


def _split(family: list[Demand], asked: list[Demand]) -> list[Demand]:
    """The family, with "3, of whom 1 registered" as "1 registered, and 2 others"."""
    parts: list[Demand] = []
    for demand in family:
        inner = [
            other
            for other in asked
            if other.slots == demand.slots
            and other.people < demand.people
            and other.number < demand.number
        ]
        if inner:
            part = max(inner, key=lambda each: each.number)
            others = demand.number - part.number
            rest = Demand(demand.day, demand.what, " more", demand.people, demand.slots, others)
            parts += [part, rest]
        else:
            parts.append(demand)
    return parts


def _unmet(family: list[Demand], day: date, supply: Supply) -> list[Demand]:
    """A group of demands that asks for more than its people have; empty when all can be met.

    Each demand in turn takes a free person, along a path that moves others over where need be;
    when there is no such path, the demands that were reached are the group.
    """
    able = [demand.able(supply) for demand in family]
    takers: defaultdict[str, list[int]] = defaultdict(list)  # person -> indices of demands

    def has_room(name: str) -> bool:
        return len(takers[name]) < supply.most_a_day[name, day]

    for index, demand in enumerate(family):
        untried = iter(sorted(able[index]))  # whoever has no room never has any again
        candidate = next(untried, None)
        for _ in range(demand.number):
            while candidate is not None and not has_room(candidate):
                candidate = next(untried, None)
            if candidate is not None:
                takers[candidate].append(index)
                continue
            came_from: dict[str, tuple[int, str | None]] = {}
            reached = {index}
            queue: list[tuple[int, str | None]] = [(index, None)]
            free: str | None = None
            while queue and free is None:
                at, before = queue.pop(0)
                for name in sorted(able[at] - came_from.keys()):
                    came_from[name] = (at, before)
                    if has_room(name):
                        free = name
                        break
                    for other in takers[name]:
                        if other not in reached:
                            reached.add(other)
                            queue.append((other, name))
            if free is None:
                return [family[at] for at in sorted(reached)]
            while free is not None:
                at, before = came_from[free]
                takers[free].append(at)
                if before is not None:
                    takers[before].remove(at)
                free = before
    return []


def _spell_overdrawn(stuck: list[Demand], day: date, supply: Supply) -> str:
    number = sum(demand.number for demand in stuck)
    people = frozenset().union(*(demand.able(supply) for demand in stuck))
    duties = sum(supply.most_a_day[name, day] for name in people)
    names = spell_names(_in_order(people, supply))
    if duties == len(people):
        only = f"{number} people in all, each on one shift; only {names} can work them"
    else:
        only = f"{number} duties in all; {names} can work only {duties}"
    return f"{' and '.join(map(str, stuck))}, which is {only}"


def _most_too_low(asked: tuple[Demand, ...], supply: Supply) -> Iterator[tuple[str, date]]:
    """Lines of cover whose most people are fewer than others need of the same shifts."""
    team = supply.team
    by_day: defaultdict[date, list[Demand]] = defaultdict(list)
    for demand in asked:
        if len(days := {day for day, _ in demand.slots}) == 1:
            by_day[days.pop()].append(demand)
    for rule in team.all_rules:
        if not isinstance(rule, Cover) or rule.max is None or rule.level_of(rule.max, team) != MUST:
            continue
        codes = {shift.code for shift in team.shifts_covered(rule.shift)}
        people = {staff.name for staff in team.staff_of(rule.who)}
        for day in team.dates_of(rule):
            slots = {(day, code) for code in codes}
            inside = [d for d in by_day[day] if d.slots <= slots and d.people <= people]
            for demand in inside:
                if demand.number > rule.max.people:
                    label = " or ".join(team.shifts[code].label for code in sorted(codes))
                    yield f"{demand}; {label} may have {rule.max.people} at most", day


# -- one stretch of days -------------------------------------------------------------------------


def _stretches_overdrawn(
    asked: list[Demand], supply: Supply, ceilings: Ceilings
) -> Iterator[Finding]:
    """Weeks, and else the period, whose cover takes more than its people may do in all."""
    team = supply.team
    groups = {demand.people: demand.who for demand in asked}
    weeks, period = windows(team, Window("blocks", 7)), windows(team, Window("period", 0))
    for weighing in ceilings.weighings:
        least = {demand: _least(demand, weighing) for demand in asked}
        for group, who in groups.items():
            inside = _by_first([d for d in asked if least[d] and d.people <= group])
            for stretches in (weeks, period):
                found = []
                for stretch in stretches:
                    family = apart(_lying_in(stretch, inside))
                    needed = sum(demand.number * least[demand] for demand in family)
                    able = _in_order(group, supply)
                    most = {
                        name: ceilings.most(name, weighing, stretch.first, stretch.last)
                        for name in able
                    }
                    if needed > sum(most.values()):
                        found.append(_spell_stretch(stretch, weighing, who, needed, most))
                yield from found
                if found:
                    break


def _least(demand: Demand, weighing: Weighing) -> int:
    """The least that one person's part in the demand weighs."""
    return min((weighing.of.get(slot, 0) for slot in demand.slots), default=0)


def _by_first(asked: list[Demand]) -> dict[date, list[tuple[int, Demand]]]:
    """Demands, with their place in the order of the file, by the first date of their slots."""
    found: defaultdict[date, list[tuple[int, Demand]]] = defaultdict(list)
    for place, demand in enumerate(asked):
        found[min(day for day, _ in demand.slots)].append((place, demand))
    return found


def _lying_in(stretch: Stretch, by_first: dict[date, list[tuple[int, Demand]]]) -> Iterator[Demand]:
    """The demands with all of their slots in the stretch, in the order of the file."""
    starting = [each for first in stretch.days for each in by_first.get(first, ())]
    for _, demand in sorted(starting, key=lambda each: each[0]):
        if all(day <= stretch.last for day, _ in demand.slots):
            yield demand


def _spell_stretch(
    stretch: Stretch, weighing: Weighing, who: str, needed: int, most: dict[str, int]
) -> Finding:
    each = [f"{name} {weighing.spell(n, bare=True)}" for name, n in most.items() if n]
    parts = f" ({', '.join(each)})" if 0 < len(each) <= 12 else ""
    by = f" by staff ({who.strip()})" if " " in who.strip() else f" by{who} staff" if who else ""
    total = weighing.spell(sum(most.values()), bare=True)
    words = (
        f"{stretch}: cover takes at least {weighing.spell(needed)}{by}; "
        f"the rules let them do at most {total} in all{parts}"
    )
    return Finding(words[0].upper() + words[1:], stretch.ends)


# -- one person ----------------------------------------------------------------------------------


def _least_out_of_reach(team: Team, ceilings: Ceilings) -> Iterator[Finding]:
    """Hours or shifts that somebody has to do and cannot."""
    for rule in must_rules(team):
        weighing = _measure(rule, team)
        if weighing is None:
            continue
        for staff in team.staff_of(rule.who):
            for stretch, least in _least_of(rule, staff, team):
                most = ceilings.most(staff.name, weighing, stretch.first, stretch.last)
                if most < least:
                    yield Finding(
                        f"{staff.name} needs at least {weighing.spell(least)} {stretch} "
                        f"({rule.label}); at most {weighing.spell(most, bare=True)} can be worked",
                        stretch.ends,
                    )
                    break


def _over_without_duties(team: Team) -> Iterator[Finding]:
    """Contracted hours that somebody is above by what they carry in alone."""
    for rule in must_rules(team):
        if not isinstance(rule, ContractHours):
            continue
        over = rule.tolerance if rule.over is None else rule.over
        for staff in team.staff_of(rule.who):
            for stretch, due in contract_windows(rule, staff, team):
                if due + over < 0:
                    yield Finding(
                        f"{staff.name} is {spell_duration(-due)} over the contracted hours "
                        f"{stretch} without a single duty, by what is carried in; at most "
                        f"{spell_duration(over)} over ({rule.label})",
                        stretch.ends,
                    )


def _measure(rule: Rule, team: Team) -> Weighing | None:
    """What a rule asks people to do at least so much of; None where it asks for nothing."""
    if isinstance(rule, ContractHours):
        return minutes_of(team, "contract")
    if isinstance(rule, Hours) and rule.at_least is not None:
        return minutes_of(team, rule.account, rule.of, counting(rule, team))
    if isinstance(rule, Count) and rule.at_least is not None and isinstance(rule.of, Which):
        return duties_of(team, rule.of, counting(rule, team))
    return None


def _least_of(rule: Rule, staff: Staff, team: Team) -> Iterator[tuple[Stretch, int]]:
    """Each stretch in which ``rule`` asks something of ``staff``, and how much."""
    if isinstance(rule, ContractHours):
        under = rule.tolerance if rule.under is None else rule.under
        yield from ((stretch, due - under) for stretch, due in contract_windows(rule, staff, team))
    elif isinstance(rule, Hours | Count):
        counts, least = counting(rule, team), rule.at_least or 0
        away = days_neither(rule.absence, team, staff) if isinstance(rule, Count) else {}
        for stretch in windows(team, rule.per):
            employed = all(team.employed(staff, day) for day in stretch.days)
            counted = [day for day in stretch.days if counts(day)]
            if stretch.complete and employed and counted:
                yield stretch, pro_rata(least, counted, away)


# -- pinned shifts -------------------------------------------------------------------------------


def _pins_that_break_rules(team: Team) -> Iterator[Finding]:
    """Rules that the pinned shifts alone break, and that no further duty can mend."""
    duties = Duties(team, Rota.of(team, pins(team)))
    for rule in team.all_rules:
        only = rule
        if isinstance(rule, Need):
            if rule.max is None:
                continue
            only = rule.just("max")
        elif not (
            judges_single_duties(rule) or isinstance(rule, Overlap) or _only_caps(rule, team)
        ):
            continue
        for breach in only.breaches(duties, team):
            if breach.level == MUST:
                yield Finding(f"Pinned shifts break {breach.rule}: {breach.words}", breach.dates)


def _only_caps(rule: Rule, team: Team) -> bool:
    """Whether ``rule`` only says how much is too much, so that more duties never mend it.

    Of two days that are one holiday those of the first no longer count once there are some on the
    second.
    """
    if isinstance(rule, Hours):
        return rule.at_least is None
    if not isinstance(rule, Count) or rule.of == "days off":
        return False
    return rule.at_least is None and not pairs_in(team, rule.days, rule.dates)


# -- absences ------------------------------------------------------------------------------------


def _too_many_away(team: Team) -> Iterator[tuple[str, date]]:
    """Dates on which the absences of the file break a cap, which no rota mends."""
    for rule in must_rules(team):
        if isinstance(rule, AbsenceCap):
            for breach in rule.breaches(Duties(team, Rota.of(team, [])), team):
                words = (
                    f"{spell_names(breach.staff)} {'are' if len(breach.staff) > 1 else 'is'} away "
                    f"({', '.join(rule.kinds)}); {rule.label} allows {rule.at_most} at once, and "
                    "no rota can mend it"
                )
                yield words, breach.dates[0]


def _in_order(names: Iterable[str], supply: Supply) -> list[str]:
    asked = set(names)
    return [staff.name for staff in supply.team.staff if staff.name in asked]
