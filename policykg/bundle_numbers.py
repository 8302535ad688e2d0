"""Measures of networks as a bundle keeps them, and the comparison that forgives the last digit."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from graph.measures.table import MeasureTable
    from policykg.kg import KG

RELATIVE: Final = 1e-6
"""By so much a number may differ: linear algebra rounds differently from machine to machine."""


def _tables(kg: KG) -> Iterator[tuple[str, Callable[[], MeasureTable]]]:
    def of(analysis: str, network: str, **options: Any) -> Callable[[], MeasureTable]:
        return lambda: kg.measure(analysis, network, **options)

    yield "leadership", of("leadership", "leads")
    yield "overlaps", of("overlaps", "leads")
    yield "two-mode", of("two-mode", "leads")
    yield "concentration-by-document", of("concentration", "leads")
    yield "concentration-by-campaign", of("concentration", "campaign-department")
    for counting in ("whole", "fractional"):
        yield f"co-leads-{counting}", of("centralities", "co-leads", counting=counting)


def measured(kg: KG) -> Iterator[tuple[str, str]]:
    """Yield name and text of every table of measures; the text is JSON with its method."""
    for name, make in _tables(kg):
        told = make().as_dict()
        yield name, json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def agree(recorded: str, found: str) -> bool:
    """Tell whether two tables say the same but for the last digits of their numbers."""
    try:
        return _alike(json.loads(recorded), json.loads(found))
    except ValueError:
        return False


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_alike(one[k], other[k]) for k in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_alike, one, other))
    if isinstance(one, float) or isinstance(other, float):
        numbers = all(isinstance(x, int | float) for x in (one, other))
        return numbers and math.isclose(one, other, rel_tol=RELATIVE, abs_tol=RELATIVE)
    return bool(one == other)
