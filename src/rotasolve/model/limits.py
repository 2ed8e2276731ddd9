"""The limits of a line of cover as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rotasolve.rules.cover import Ideal
from rotasolve.team.level import MUST, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rotasolve.model.rows import Presence, Rows, Variable
    from rotasolve.model.sheet import Price
    from rotasolve.rules.clock_cover import ClockCover
    from rotasolve.rules.cover import Cover


class Limit(NamedTuple):
    """``least`` or ``most``, the number of people, and what each missed costs.

    Of a least, up to ``banked`` may be bought at ``bank_level`` and ``bank_weight`` instead.
    """

    side: str
    people: int
    level: str
    weight: int
    banked: int = 0
    bank_level: str = ""
    bank_weight: int = 0


def limits_of(cover: Cover | ClockCover, soft_levels: tuple[str, ...]) -> list[Limit]:
    """The least, the ideal and the most of a line of cover, each with its own price."""
    limits: list[Limit] = []
    for side, limit, default in (
        ("least", cover.min, MUST),
        ("least", cover.ideal, "fairness"),
        ("most", cover.max, MUST),
    ):
        if limit is not None:
            level = resolve(limit.level or cover.level or default, soft_levels)
            weight = limit.weight if "weight" in limit.model_fields_set else cover.weight
            limits.append(Limit(side, limit.people, level, weight))
            if isinstance(limit, Ideal) and limit.over:
                limits.append(Limit("most", limit.people, level, limit.over))
    if cover.bank is not None:
        bank = cover.bank
        level = resolve(bank.level or "contract", soft_levels)
        limits[0] = limits[0]._replace(banked=bank.up_to, bank_level=level, bank_weight=bank.weight)
    return limits


def declare_limits(
    rows: Rows, limits: Iterable[Limit], present: Sequence[Presence], *, amount: int = 1
) -> None:
    """A row for each limit, where each person too few or many is ``amount`` units.

    A soft least and a soft most of the same number are one equation. Those bought from the bank
    are a variable of the least: as they cost no more than being short does, they go first.
    """
    left = list(limits)
    while left:
        limit = left.pop(0)
        side, number = limit.side, limit.people
        price = rows.priced(limit.level, limit.weight * amount)
        if limit.banked:
            bank = rows.priced(limit.bank_level, limit.bank_weight * amount)
            if bank.hard:  # nobody may be missing, as the bank would send the first of them
                rows.at_least(number, present, hard=True)
                continue
            _declare_banked(rows, limit, present, price, rows.variable(limit.banked, bank))
            continue
        match = next((each for each in left if each[:2] == ("most", number)), None)
        if side == "least" and match is not None and not price.hard:
            over = rows.priced(match.level, match.weight * amount)
            if not over.hard:
                left.remove(match)
                rows.balance(number, present, short=price, over=over)
                continue
        declare = rows.at_least if side == "least" else rows.at_most
        declare(number, present, price=price)


def _declare_banked(
    rows: Rows, limit: Limit, present: Sequence[Presence], price: Price, sent: Variable
) -> None:
    """A least of which some of those missing are ``sent`` by the bank, and the others are short.

    The bank sends the first of them. Where that costs less than being short at the same level it
    goes without saying; at another level it is said, as somebody short might cost nothing there.
    """
    most_short = limit.people - limit.banked
    if price.hard or not most_short:
        rows.at_least(limit.people, present, variables=[(1, sent)], hard=True)
        return
    short = rows.variable(most_short, price)
    rows.at_least(limit.people, present, variables=[(1, sent), (1, short)], hard=True)
    if limit.bank_level != limit.level:
        beyond = rows.variable(1)
        rows.at_least(0, [], variables=[(most_short, beyond), (-1, short)], hard=True)
        rows.at_least(0, [], variables=[(1, sent), (-limit.banked, beyond)], hard=True)
