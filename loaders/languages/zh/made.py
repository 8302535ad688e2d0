"""Readings made of what the grammars read."""

from __future__ import annotations

from decimal import Decimal

from loaders.languages.model import Reading
from ontology.codes import Bound

__all__ = ["clean", "limits", "single"]


def limits(number: Decimal, bound: Bound) -> tuple[Decimal | None, Decimal | None]:
    """Return the least and the most that a number with a bound allows."""
    low = number if bound in ("exact", "at-least", "more-than") else None
    high = number if bound in ("exact", "at-most", "less-than") else None
    return low, high


def clean(number: Decimal) -> Decimal:
    """Return the number without idle zeros or exponent: 85000, not 85000.0 or 8.5E+4."""
    whole = number.to_integral_value()
    if number == whole:
        return whole.quantize(Decimal(1)) if abs(whole) < Decimal(10) ** 27 else whole
    return number.normalize()


def single(text: str, number: Decimal, bound: Bound, unit: str, measure: str) -> Reading:
    """Make the reading of one number."""
    number = clean(number)
    low, high = limits(number, bound)
    return Reading(text, number, low, high, unit, bound, measure)
