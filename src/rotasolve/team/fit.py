"""Whether the costs of a team add up, and whether everybody who is paid has a rate."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from rotasolve.team.pay import unpriced
from rotasolve.team.shown import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rotasolve.team.staff import Staff
    from rotasolve.team.team import Team

MOST_COST = 2**53
"""The highest cost that every part of the solver adds up exactly."""

NEED_PAY = ("cost", "budget")
"""The rules that count money."""

WITHOUT_PAY = "counts money, and the team has no pay; add the block pay with the rates"


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
        f"the breaches at level {shown(level)} could cost more than {MOST_COST} in all, "
        "which is too "
        "much to add up; lower the weights"
    )


def without_rate(team: Team) -> Iterator[tuple[Staff, str]]:
    """Everybody whose hours are paid and for whom nothing states a rate, with that in words."""
    for staff, day in unpriced(team):
        named = [repr(each) for each in (staff.grade, staff.role) if each]
        where = f"{' and '.join(named)} not in pay: rates" if named else "no grade or role is given"
        yield staff, f"{staff.name} has no rate of pay on {day} ({where}); give rate or list it"
