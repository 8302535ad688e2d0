"""Units that measure the same: what one of them is in the common unit of its kind.

Factors are those of QUDT; that of the mu is what the code list states (a test compares them).
Money is stated in yuan already, whether a text writes 万元 or 亿元.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ontology.namespaces import CODE_NS, PREFIXES

_UNIT: Final = PREFIXES["unit"]
_KINDS: Final[tuple[dict[str, str], ...]] = (
    {"unit:M2": "1", "unit:HA": "1e4", "unit:KiloM2": "1e6", "code:mu": "666.6666666667"},
    {"unit:M": "1", "unit:MilliM": "1e-3", "unit:CentiM": "1e-2", "unit:KiloM": "1e3"},
    {"unit:KiloGM": "1", "unit:GM": "1e-3", "unit:TONNE": "1e3"},
    {"unit:PERCENT": "1", "unit:PERMILLE": "0.1"},
    {"code:percentage-point": "1", "code:basis-point": "0.01"},
    {"unit:KiloW-HR": "1", "unit:MegaW-HR": "1e3", "unit:GigaW-HR": "1e6"},
    {"unit:KiloW": "1", "unit:W": "1e-3", "unit:MegaW": "1e3", "unit:GigaW": "1e6"},
    {"unit:M3": "1", "unit:L": "1e-3"},
    {"unit:DAY": "1", "unit:WK": "7"},
    {"unit:HR": "1", "unit:MIN": "0.0166666666667", "unit:SEC": "0.000277777777778"},
    {"unit:YR": "1", "unit:MO": "0.0833333333333"},
    {"unit:M3-PER-DAY": "1", "unit:M3-PER-HR": "24", "unit:M3-PER-SEC": "86400"},
    {"unit:TONNE-PER-DAY": "1", "unit:TONNE-PER-HR": "24"},
    {"unit:KiloGM-PER-HA": "1", "unit:TONNE-PER-HA": "1e3", "code:kilogram-per-mu": "15",
     "code:tonne-per-mu": "15e3"},
    {"unit:TeraBYTE": "1", "unit:GigaBYTE": "1e-3", "unit:PetaBYTE": "1e3"},
    {"unit:MilliGM-PER-M3": "1", "unit:MicroGM-PER-M3": "1e-3"},
)  # fmt: skip
"""A kind of quantity an entry: its common unit first, then what the others are in it."""


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return (_UNIT if prefix == "unit" else CODE_NS) + local


FACTORS: Final[dict[str, tuple[str, Decimal]]] = {
    _iri(unit): (_iri(next(iter(kind))), Decimal(factor))
    for kind in _KINDS
    for unit, factor in kind.items()
}
"""The common unit of a unit, and how much of it one of the unit is."""


def common(unit: str) -> str:
    """Return the common unit of all that measure the same; the unit itself where it is alone."""
    return FACTORS[unit][0] if unit in FACTORS else unit


def converted(value: float, unit: str, to: str) -> float:
    """Return a value of one unit in another that measures the same.

    Raises:
        ValueError: the two measure different things.
    """
    if unit == to:
        return value
    if common(unit) != common(to):
        raise ValueError(f"{unit} and {to} measure different things")
    return float(Decimal(str(value)) * FACTORS[unit][1] / FACTORS[to][1])
