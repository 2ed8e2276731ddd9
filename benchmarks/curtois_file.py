"""The lines of a Curtois-Qu instance file (schedulingbenchmarks.org), held to the format.

Who reads them gives them their meaning: ``curtois_instance`` for rotasolve, and on its own
``curtois_evaluator`` for the check and the baselines.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Row = tuple[Any, ...]
"""The fields of one line: codes and names as text, the others as numbers."""


def read_rows(path: Path) -> dict[str, list[Row]]:
    """The lines of each section, by its name without ``SECTION_``.

    Raises
    ------
    ValueError
        If a line is not in the format, with file and line.
    """
    lines: dict[str, list[tuple[int, list[str]]]] = {name: [] for name in _COLUMNS}
    section = ""
    for number, raw in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("SECTION_"):
            section = text.removeprefix("SECTION_")
            if section not in lines:
                raise ValueError(f"{path}:{number}: {text} is not a section of the format")
        elif not section:
            raise ValueError(f"{path}:{number}: expected a line such as SECTION_HORIZON")
        else:
            lines[section].append((number, [part.strip() for part in text.split(",")]))
    for name in ("HORIZON", "SHIFTS", "STAFF", "COVER"):
        if not lines[name]:
            raise ValueError(f"{path}: SECTION_{name} is missing or empty")
    known = _Known(
        codes=[fields[0] for _, fields in lines["SHIFTS"]],
        names=[fields[0] for _, fields in lines["STAFF"]],
    )
    rows: dict[str, list[Row]] = {}
    for section, found in lines.items():
        keys: set[Row] = set()
        rows[section] = []
        for number, fields in found:
            try:
                row = known.read(section, fields)
                key = row[: _KEYS.get(section, 0)]
                if key and key in keys:
                    raise ValueError(f"{','.join(map(str, key))} stands there twice")
            except ValueError as error:
                raise ValueError(f"{path}:{number}: {error}") from None
            keys.add(key)
            rows[section].append(row)
        if section == "HORIZON":
            known.days = rows[section][0][0]
    return rows


@dataclass
class _Known:
    """What the fields of a line may name."""

    codes: list[str]
    names: list[str]
    days: int = 0

    def read(self, section: str, fields: list[str]) -> Row:
        """The fields of one line, as what they are."""
        columns = _COLUMNS[section]
        if section == "DAYS_OFF":
            columns = (_Known.name, *[_Known.day] * (len(fields) - 1))
        if len(fields) != len(columns):
            raise ValueError(f"expected {len(columns)} fields, not {len(fields)}")
        return tuple(kind(self, field) for kind, field in zip(columns, fields, strict=True))

    def count(self, text: str) -> int:
        digits = "0" if text == "-0" else text  # as some of the published files have it
        if not (digits.isascii() and digits.isdigit()):
            raise ValueError(f"{text!r} is not a whole number")
        return int(digits)

    def positive(self, text: str) -> int:
        if self.count(text) == 0:
            raise ValueError("0 is too few; expected at least 1")
        return int(text)

    def minutes(self, text: str) -> int:
        if not self.positive(text) < 24 * 60:
            raise ValueError(f"a shift of {text} minutes does not fit into a day")
        return int(text)

    def weeks(self, text: str) -> int:
        if self.positive(text) % 7:
            raise ValueError(f"the horizon of {text} days is not whole weeks")
        return int(text)

    def day(self, text: str) -> int:
        if not self.count(text) < self.days:
            raise ValueError(f"day {text} is outside the horizon of {self.days} days")
        return int(text)

    def code(self, text: str) -> str:
        if text not in self.codes:
            raise ValueError(f"{text!r} is not a shift; there are {', '.join(self.codes)}")
        return text

    def name(self, text: str) -> str:
        if text not in self.names:
            raise ValueError(f"{text!r} is not in SECTION_STAFF")
        return text

    def after(self, text: str) -> tuple[str, ...]:
        """Shifts parted by ``|``."""
        return tuple(self.code(part.strip()) for part in text.split("|") if part.strip())

    def most(self, text: str) -> dict[str, int]:
        """``E=3|L=14``: a number for every shift."""
        pairs = [pair.partition("=") for pair in text.split("|")]
        numbers = {self.code(code.strip()): self.count(n.strip()) for code, _, n in pairs}
        if len(pairs) != len(self.codes) or len(numbers) != len(self.codes):
            raise ValueError(f"{text!r} does not give every shift one number")
        return numbers


_K = _Known
_REQUEST = (_K.name, _K.day, _K.code, _K.positive)
_COLUMNS: dict[str, tuple[Callable[[_Known, str], Any], ...]] = {
    "HORIZON": (_K.weeks,),
    "SHIFTS": (_K.code, _K.minutes, _K.after),
    # Then: most and fewest minutes, longest and shortest run, shortest run off, most weekends.
    "STAFF": (_K.name, _K.most, _K.count, _K.count, _K.count, _K.positive, _K.positive, _K.count),
    "DAYS_OFF": (),  # a name, and as many days as there are
    "SHIFT_ON_REQUESTS": _REQUEST,
    "SHIFT_OFF_REQUESTS": _REQUEST,
    # Then: people needed, what each one too few costs, and each one too many.
    "COVER": (_K.day, _K.code, _K.count, _K.positive, _K.count),
}
_KEYS = {"SHIFTS": 1, "STAFF": 1, "COVER": 2}
"""Leading fields that no two lines of a section share."""
