"""Whether the parts of a team fit together: names that are given, and costs that add up."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rotasolve.team.base import Model
from rotasolve.team.leave import JOINED
from rotasolve.team.level import MUST
from rotasolve.team.pay import unpriced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

CHECKED_APART = "checked apart"
"""A key of pydantic's context: whoever validates the team checks how its parts fit together."""

MOST_COST = 2**53
"""The highest cost that every part of the solver adds up exactly."""

NEED_PAY = ("cost", "budget")
"""The rules that count money."""

WITHOUT_PAY = "counts money, and the team has no pay; add the block pay with the rates"


def misfits(team: Team) -> list[str]:
    """Every name that the parts of ``team`` use and no part gives, in words; then its costs."""
    found = list(dict.fromkeys(_unknown_names(team)))
    if any(rule.rule in NEED_PAY for rule in team.stated_rules):
        found = found or [words for _, words in without_rate(team)]
    return found or [spell_excess(level) for level in excessive_levels(team)]


def most_costs(team: Team) -> dict[str, int]:
    """What a rota could cost at each level at most, by a coarse estimate."""
    costs: defaultdict[str, int] = defaultdict(int)
    for rule in team.all_rules:
        for level, cost in rule.most_cost(team):
            costs[level] += cost
    return dict(costs)


def excessive_levels(team: Team) -> list[str]:
    """The levels at which a rota could cost more than :data:`MOST_COST`, by that estimate."""
    return [level for level, cost in most_costs(team).items() if cost > MOST_COST]


def spell_excess(level: str) -> str:
    """That the costs of ``level`` may be too high, in words."""
    return (
        f"the breaches at level {level!r} could cost more than {MOST_COST} in all, which is too "
        "much to add up; lower the weights"
    )


def _unknown_names(team: Team) -> Iterator[str]:
    names = [staff.name for staff in team.staff]
    for name in names:
        if names.count(name) > 1:
            yield f"{name!r} is on the team more than once; names are unique"
    for staff in team.staff:
        for part in staff.contract_parts:
            if isinstance(part, str) and part not in team.contracts:
                yield f"{staff.name} is on an unknown contract {part!r}"
    yield from _unknown_leave(team)
    for rule in team.stated_rules:
        for supervisor, supervised in getattr(rule, "pairs", {}).items():
            for name in (supervisor, *supervised):
                if name not in names:
                    yield f"{name!r} of the supervision meetings is not on the team"
    for level in _levels_in(team.stated_rules):
        if level not in (MUST, *team.levels):
            yield f"unknown level {level!r}; expected one of {', '.join((MUST, *team.levels))}"
    for name in team.history.balances:
        if name not in names:
            yield f"a balance is stated for {name!r}, who is not on the team"
    for rule in team.stated_rules:
        for _, words in rule.misfits(team):
            yield words
    pins = (rule for rule in team.stated_rules if rule.rule == "fixed")
    pinned = [str(getattr(rule, "shift", "off")) for rule in pins]
    for code in [*pinned, *(duty.shift for duty in team.history.duties)]:
        if code not in team.shifts and code != "off":
            yield f"unknown shift {code!r}; expected one of {', '.join(team.shifts)}"
    for duty in team.history.duties:
        if duty.shift in team.shifts and (wrong := duty.amiss(team.shifts[duty.shift])):
            yield wrong
    for rule in team.stated_rules:
        if team.pay is None and rule.rule in NEED_PAY:
            yield f"the rule {rule.rule} {WITHOUT_PAY}"


def without_rate(team: Team) -> Iterator[tuple[Staff, str]]:
    """Everybody whose hours are paid and for whom nothing states a rate, with that in words."""
    for staff, day in unpriced(team):
        named = [repr(each) for each in (staff.grade, staff.role) if each]
        where = f"{' and '.join(named)} not in pay: rates" if named else "no grade or role is given"
        yield staff, f"{staff.name} has no rate of pay on {day} ({where}); give rate or list it"


def _unknown_leave(team: Team) -> Iterator[str]:
    schemes = team.leave.schemes if team.leave is not None else {}
    inline = (part for staff in team.staff for part in staff.contract_parts)
    for contract in (*team.contracts.values(), *inline):
        if not isinstance(contract, str) and contract.leave not in (None, *schemes):
            known = ", ".join(schemes) or "nothing, as no leave is given"
            yield f"unknown leave scheme {contract.leave!r}; expected one of {known}"
    if team.leave is not None and team.leave.year_from == JOINED:
        for staff in team.staff:
            if staff.joined is None:
                yield f"the leave year of {staff.name} runs from joining; give starts"


def _levels_in(parts: Iterable[Model]) -> Iterator[str]:
    """Every level that rules and their limits name."""
    for part in parts:
        values = {name: getattr(part, name) for name in type(part).model_fields}
        if isinstance(values.get("level"), str):
            yield values["level"]
        yield from _levels_in(value for value in values.values() if isinstance(value, Model))
