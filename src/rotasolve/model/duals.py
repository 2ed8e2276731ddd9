"""Duals: what each row of the team is worth, and what everybody's line costs at least at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

SCALE = 1000
"""Units of scaled cost for one unit of cost at least; a master may count in finer ones."""


@dataclass(frozen=True)
class Duals:
    """Prices at which lines are asked for, all scaled alike and whole.

    Attributes
    ----------
    rows
        The dual of each row: what one unit of it is worth; not negative but for equations.
    levels
        The weight of the cost at each level; levels left out do not count.
    """

    rows: NDArray[np.int64]
    levels: Mapping[str, int]


@dataclass(frozen=True)
class LineBounds:
    """What pricing has proven of everybody's lines at the same duals.

    Attributes
    ----------
    duals
        The duals.
    least
        For each person p, what no line goes below: weighted cost less the rows' worth, scaled.
    """

    duals: Duals
    least: Sequence[int]
