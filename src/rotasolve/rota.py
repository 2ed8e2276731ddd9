"""The rota: who does what on which date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from rotasolve.team.team import Team


class Assignment(NamedTuple):
    """One staff member on one shift on one date."""

    staff: str
    date: date
    shift: str


@dataclass(frozen=True)
class Rota:
    """All assignments of a period.

    Attributes
    ----------
    staff
        Everybody's name, in the order of the team file.
    start
        First date.
    days
        Number of days.
    assignments
        Every assignment once.
    """

    staff: tuple[str, ...]
    start: date
    days: int
    assignments: frozenset[Assignment] = field(default_factory=frozenset)

    @classmethod
    def of(cls, team: Team, assignments: Iterable[tuple[str, date, str]] = ()) -> Rota:
        """A rota for ``team`` and its period.

        Raises
        ------
        ValueError
            If assignments name people or shifts that the team does not have, or dates outside its
            period; with every one of these.
        """
        placed = frozenset(
            each if isinstance(each, Assignment) else Assignment(*each) for each in assignments
        )
        known, shifts, period = team.staff_by_name, team.shifts, team.period
        fits = (
            known.keys() >= {each.staff for each in placed}
            and shifts.keys() >= {each.shift for each in placed}
            and all(day in period for day in {each.date for each in placed})
        )
        misplaced = [
            each
            for each in (() if fits else placed)
            if each.staff not in known or each.shift not in shifts or each.date not in period
        ]
        wrong: dict[str, None] = {}  # a set that keeps its order
        for staff, day, shift in sorted(misplaced):
            if staff not in known:
                wrong[f"{staff!r} is not on the team"] = None
            if shift not in shifts:
                wrong[f"{shift!r} is not a shift of the team"] = None
            if day not in period:
                wrong[f"{day} is outside {team.period.start}..{team.period.end}"] = None
        if wrong:
            raise ValueError("; ".join(wrong))
        names = tuple(staff.name for staff in team.staff)
        return cls(names, team.period.start, team.period.days, placed)

    @property
    def dates(self) -> tuple[date, ...]:
        """Every date in order."""
        return tuple(self.start + timedelta(d) for d in range(self.days))

    @cached_property
    def _cells(self) -> dict[tuple[str, date], tuple[str, ...]]:
        cells: dict[tuple[str, date], tuple[str, ...]] = {}
        for staff, day, shift in sorted(self.assignments):
            cells[staff, day] = (*cells.get((staff, day), ()), shift)
        return cells

    def shifts(self, staff: str, day: date) -> tuple[str, ...]:
        """The codes of the shifts that ``staff`` does on ``day``."""
        return self._cells.get((staff, day), ())

    def to_frame(self) -> pd.DataFrame:
        """The rota as a table of staff by date; several shifts of a day are joined by ``+``."""
        import pandas as pd

        rows = [["+".join(self.shifts(name, day)) for day in self.dates] for name in self.staff]
        return pd.DataFrame(
            rows, index=pd.Index(self.staff, name="staff"), columns=list(self.dates)
        )
