"""Amounts and bounds, as both the quote and its gloss have them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, NamedTuple, get_args

__all__ = ["BOUNDS", "Amount", "Bound", "Glossing"]

Bound = Literal["above", "below", "near", "about"]
BOUNDS: Final[frozenset[Bound]] = frozenset(get_args(Bound))


class Amount(NamedTuple):
    """A number and what it counts."""

    number: Decimal
    unit: str
    """A short name of a measure, such as ``yuan`` or ``%``; empty where things are counted."""
    optional: bool = False
    """Whether the other language may do without it: 一批 is a batch."""


@dataclass(frozen=True, slots=True)
class Glossing:
    """What of a quote its gloss must have too."""

    amounts: Callable[[str], list[Amount]]
    """Every number of a text, with its unit."""
    bounds: Callable[[str], frozenset[Bound]]
    """The bounds that a text puts to amounts."""
    negates: Callable[[str], bool]
    """Whether a text negates."""
