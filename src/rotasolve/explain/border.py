"""What the last days before a period leave somebody to do on its first day: perhaps nothing.

A sleep-in on the last night may ask for an early the next morning, when six days in a row have been
worked already. Each rule by itself can be kept, and each rota looks right by itself.
"""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING

from rotasolve.duties import ONE_DAY, Duties, spell_date, spell_names
from rotasolve.errors import TeamFileError
from rotasolve.explain.finding import Finding
from rotasolve.rota import Rota
from rotasolve.rules.eligible import Eligible
from rotasolve.rules.overlap import Overlap
from rotasolve.rules.stability import Stability
from rotasolve.team.level import MUST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from rotasolve.team.rule import Breach, Rule
    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

MOST_CHOICES = 500
"""First days of one person that are tried; whoever could have more is left out."""


def first_days(team: Team) -> Iterator[Finding]:
    """Everybody who has no possible first day of the period, after what the history says.

    Each way to spend the day is tried: off, every shift, and every shift with others that are no
    work shifts. It is impossible where it breaks a rule at level must whose breach lies whole in
    the days up to this one: nothing that is done later can mend that.
    """
    day = team.period.start
    rules = [rule for rule in team.all_rules if rule.scope != "team" and _must(rule, team)]
    if team.known_from == day:
        return
    for staff in team.staff:
        own = [rule for rule in rules if rule.who.match(staff)]
        choices = _choices(team, staff, own) if team.employed(staff, day) else None
        if choices is None:
            continue
        broken: list[list[Breach]] = []
        for codes in choices:
            rota = Rota.of(team, ((staff.name, day, code) for code in codes))
            duties = Duties(team, rota).of_only({staff.name})
            breaches = list(_lasting(own, duties, team, day))
            if not breaches:
                break
            broken.append(breaches)
        else:
            yield Finding(_spell(team, staff, broken), (day,))


def after(team: Team, rota: Rota) -> tuple[Finding, ...]:
    """Everybody who has no possible day after ``rota``, by the rules of ``team``.

    Empty too where the next period cannot be told from this one, since a rule or a contract ends.
    """
    following = _next(team, rota)
    return () if following is None else tuple(first_days(following))


def after_published(team: Team) -> tuple[Finding, ...]:
    """The same of the rota that is published, where it covers the last day of the period."""
    period = team.period
    if not team.published.covers(period.end):
        return ()
    known, dates = team.staff_by_name, set(period.dates)
    published = (
        (duty.staff, duty.date, duty.shift)
        for duty in team.published.duties
        if duty.staff in known and duty.shift in team.shifts and duty.date in dates
    )
    return after(team, Rota.of(team, published))


def _must(rule: Rule, team: Team) -> bool:
    return team.level_of(rule) == MUST


def _choices(team: Team, staff: Staff, rules: Iterable[Rule]) -> list[tuple[str, ...]] | None:
    """Every way in which ``staff`` may spend the first day; None where they are too many to try."""
    day = team.period.start
    one_shift = any(
        isinstance(rule, Overlap) and rule.shifts_a_day == 1 and day in team.dates_of(rule)
        for rule in rules
    )
    barred = set()
    for rule in (rule for rule in rules if isinstance(rule, Eligible)):
        for code in team.shifts:
            duties = Duties(team, Rota.of(team, [(staff.name, day, code)]))
            if any(rule.breaches(duties.of_only({staff.name}), team)):
                barred.add(code)
    open_to = [code for code in team.shifts if code not in barred]
    work = [code for code in open_to if team.shifts[code].kind == "work"]
    others = [code for code in open_to if team.shifts[code].kind != "work"]
    if (len(work) + 1) * 2 ** len(others) > MOST_CHOICES or not one_shift:
        return None
    beside = [each for n in range(len(others) + 1) for each in combinations(others, n)]
    return [(*one, *more) for more, one in product(beside, ((), *((code,) for code in work)))]


def _lasting(rules: Iterable[Rule], duties: Duties, team: Team, day: date) -> Iterator[Breach]:
    """Every breach that lies whole in the days up to ``day``."""
    for rule in rules:
        for breach in rule.breaches(duties, team):
            if breach.dates and max(breach.dates) <= day:
                yield breach


def _spell(team: Team, staff: Staff, broken: list[list[Breach]]) -> str:
    """The fewest rules that leave nothing to do between them, each with what would break it."""
    day, before = team.period.start, team.period.start - ONE_DAY
    found = [{breach.rule: breach for breach in reversed(breaches)} for breaches in broken]
    rules = list(dict.fromkeys(rule for each in found for rule in each))
    fewest = next(
        chosen
        for n in range(1, len(rules) + 1)
        for chosen in combinations(rules, n)
        if all(any(rule in each for rule in chosen) for each in found)
    )
    reasons = []
    for rule in fewest:  # there is a way to spend the day that breaks no other of them
        alone = next(each for each in found if rule in each and len(each.keys() & set(fewest)) == 1)
        reasons.append(f"{rule}: {alone[rule].words}")
    worked = [duty.shift.label for duty in Duties(team, Rota.of(team)).on(staff.name, before)]
    did = (
        f"{spell_names(worked)} on {spell_date(before)}" if worked else f"{spell_date(before)} off"
    )
    return (
        f"{staff.name} has no possible {spell_date(day)} after {did}, whatever they do then: "
        f"{'; or '.join(reasons)}"
    )


def _next(team: Team, rota: Rota) -> Team | None:
    """A week of the same team after ``rota``; None where the team cannot be carried on so."""
    start = team.period.end + ONE_DAY
    duties = [
        *team.history.duties,
        *({"staff": name, "date": day, "shift": code} for name, day, code in rota.assignments),
    ]
    rules = [rule for rule in team.rules if not isinstance(rule, Stability)]
    try:
        return team.with_parts(
            period={"start": start, "weeks": 1},
            history={"from": team.known_from, "duties": duties},
            published=None,
            rules=rules,
        )
    except TeamFileError:
        return None
