"""Amounts in GBP, percentages and factors, as a team file spells them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from rotasolve.team.shown import shown

_MOST_GBP = 100_000_000
_NUMBER = re.compile(r"\d{1,12}(\.\d{1,12})?")


def pence(value: Any) -> int:
    """Pence of ``14.5``, ``14.50`` or ``£14.50``; parts of a penny are refused."""
    amount = _decimal(value, value.strip().removeprefix("£") if isinstance(value, str) else value)
    if amount is None:
        raise ValueError(f"{shown(value)} is not an amount of money; expected GBP such as 14.50")
    if amount > _MOST_GBP:
        raise ValueError(f"{shown(value)} is too much; expected GBP such as 14.50")
    if amount * 100 % 1:
        raise ValueError(f"{shown(value)} is no whole number of pence; expected GBP such as 14.50")
    return int(amount * 100)


def percent(value: Any) -> Fraction:
    """The share that ``47`` or ``47%`` per cent is."""
    if isinstance(value, Fraction):
        return value
    amount = _decimal(value, value.strip().removesuffix("%") if isinstance(value, str) else value)
    if amount is None or amount > 1000:
        raise ValueError(f"{shown(value)} is not a percentage; expected for example 47 or 47%")
    return Fraction(amount) / 100


def factor(value: Any) -> Fraction:
    """``1.5`` exactly."""
    if isinstance(value, Fraction):
        return value
    amount = _decimal(value, value)
    if amount is None or amount > 100:
        raise ValueError(f"{shown(value)} is not a factor; expected for example 1.5")
    return Fraction(amount)


def _decimal(value: Any, text: Any) -> Decimal | None:
    """The number, exactly as it is written; None for anything else and below 0."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return Decimal(str(text)) if _NUMBER.fullmatch(str(text).strip()) else None
    except InvalidOperation:
        return None


def spell_pence(amount: int) -> str:
    """An amount as the file has it: 1450 pence are ``14.50``."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}"


def spell_gbp(amount: int) -> str:
    """An amount as people read it: 145000 pence are ``£1,450.00``."""
    return f"{'-' if amount < 0 else ''}£{abs(amount) // 100:,}.{abs(amount) % 100:02}"


def spell_percent(share: Fraction) -> str:
    """``47%``."""
    return f"{float(share * 100):g}%"


def spell_exact(number: Fraction) -> str:
    """A number that was read as a decimal, with all its places."""
    return f"{Decimal(number.numerator) / Decimal(number.denominator):f}"


def spell_exact_percent(share: Fraction) -> str:
    """A percentage that was read as a decimal, with all its places."""
    return f"{spell_exact(share * 100)}%"
