"""The rota as CSV: one line for each assignment, ``staff,date,shift``."""

from __future__ import annotations

import csv
import re
from io import StringIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rotasolve.rota import Rota
    from rotasolve.team.team import Team

HEADER = ("staff", "date", "shift")
# Apostrophes before it too: reading takes one away, and then has the same cell again.
_STARTS_A_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def rota_csv(team: Team, rota: Rota) -> str:
    """Every assignment, in order of the team file, then of dates.

    A cell that a spreadsheet would take for a formula is preceded by an apostrophe.
    """
    order = {name: place for place, name in enumerate(rota.staff)}
    codes = list(team.shifts)
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADER)
    for staff, day, shift in sorted(
        rota.assignments, key=lambda each: (order[each.staff], each.date, codes.index(each.shift))
    ):
        writer.writerow([inert(staff), day.isoformat(), inert(shift)])
    return text.getvalue()


def inert(cell: str) -> str:
    """The cell as text that no spreadsheet computes with; a rota that is read gives it back."""
    return f"'{cell}" if _STARTS_A_FORMULA.match(cell) else cell
