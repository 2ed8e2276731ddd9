"""Dives: a rota of lines that the master has all but chosen.

These are fixed and the others priced again, until everybody has one (Joncour et al. 2010).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

    from rotasolve.model.build import Column
    from rotasolve.search.cpsat import Settings
    from rotasolve.search.generation import Generation

CHOSEN = 0.95
"""Share from which a line counts as chosen by the master."""

STEPS = 6
"""Steps in which a dive settles everybody, if not sooner: with more its rota is better, and the
neighbourhoods, which begin the later, are not further in the end."""

LINE_TIME = 3.0
"""Most time for one line, in the budget's unit."""


def dive(
    generation: Generation,
    settings: Settings,
    until: float,
    *,
    chance: random.Random,
    disturbance: float = 0.0,
) -> list[Column] | None:
    """Everybody's line in a rota of lines that ``generation`` has all but chosen.

    None where the lines chosen break what binds people together, or there was no time.

    Parameters
    ----------
    until
        When the rest is taken as the master would choose it, in the budget's unit.
    disturbance
        How much ``chance`` may add to the share of a line.
    """
    master, everybody = generation.master, range(len(generation.pricers))
    least = -(-len(everybody) // STEPS)
    fixed: dict[int, Column] = {}
    mixture = generation.mixture = master.solve()
    master.prune()
    while len(fixed) < len(everybody) and settings.time_left:
        if not settings.in_time(until):
            least = len(everybody)
        shares = {
            p: max(
                (share + disturbance * chance.random(), -n, column)
                for n, (column, share) in enumerate(own.items())
            )
            for p, own in enumerate(mixture.shares)
            if p not in fixed and own
        }
        if not shares:
            break
        ranked = sorted(shares, key=lambda p: shares[p][0], reverse=True)
        chosen = sum(shares[p][0] > CHOSEN + disturbance for p in ranked)
        fixed |= {p: shares[p][2] for p in ranked[: max(chosen, least)]}
        master.fix(fixed)
        mixture = master.solve()
        free = [p for p in everybody if p not in fixed]
        if free:
            duals = master.round(mixture.rows, mixture.levels)
            generation.price(free, duals, gap=0.0, limit=LINE_TIME)
            mixture = master.solve()
    master.fix({})
    if len(fixed) < len(everybody) or mixture.escaped >= 1e-6:
        return None
    return [fixed[p] for p in everybody]
