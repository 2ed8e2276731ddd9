"""The bank holidays of the period, and which day is the public holiday of one at a weekend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rotasolve.duties import spell_date

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from rotasolve.team.bank_holidays import Pair
    from rotasolve.team.team import Team

_READINGS = {
    "either": "either day is a public holiday, and each person has one of the two",
    "substitute": "the substitute is the public holiday",
    "actual": "the weekend day is the public holiday",
}


def bank_holiday_lines(team: Team) -> list[str]:
    """``Bank holidays: Fri 25 Dec Christmas Day; Sat 26 Dec Boxing Day, substitute Mon 28 Dec``.

    Where there is one at a weekend, a second line says which reading of the two days is taken.
    """
    where = team.calendar.region or "no region"
    found = list(_found(team))
    told = "; ".join(_spell(day, name, pair) for day, name, pair in found)
    lines = [f"Bank holidays ({where}): {told or 'none in the period'}"]
    if any(pair for _, _, pair in found):
        reading = team.calendar.weekend_holidays
        lines.append(
            f"  At a weekend, {_READINGS[reading]} (weekend_holidays: {reading}); leave and credit "
            "count the substitute"
        )
    return lines


def bank_holiday_records(team: Team) -> dict[str, Any]:
    """The same for programs."""
    return {
        "bank_holidays": [
            {
                "date": str(day),
                "name": name,
                "substitute": str(pair.substitute) if pair else None,
            }
            for day, name, pair in _found(team)
        ],
        "weekend_holidays": team.calendar.weekend_holidays,
    }


def _found(team: Team) -> Iterator[tuple[date, str, Pair | None]]:
    """Every bank holiday of the period with its name, a pair once, by its weekend day.

    One of which only the substitute lies in the period is there too.
    """
    calendar, told = team.calendar, set()
    for day in team.period.dates:
        pair = calendar.pair_of(day)
        name = calendar.holiday_name(day)
        if pair is not None and pair not in told:
            told.add(pair)
            yield pair.weekend, calendar.extra.get(pair.weekend, pair.name), pair
        elif pair is None and name is not None:
            yield day, name, None


def _spell(day: date, name: str, pair: Pair | None) -> str:
    substitute = f", substitute {spell_date(pair.substitute)}" if pair else ""
    return f"{spell_date(day)} {name}{substitute}"
