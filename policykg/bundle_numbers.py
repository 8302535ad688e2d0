"""Measures of networks as a bundle keeps them, and the comparison that forgives the last digit."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from graph.analyses_table import Table
    from policykg.kg import KG

RELATIVE: Final = 1e-6
"""By so much a number may differ: linear algebra rounds differently from machine to machine."""


def _tables(kg: KG) -> Iterator[tuple[str, Callable[[], Table]]]:
    from graph import analyses

    def of(measure: Callable[..., Table], network: str, **options: Any) -> Callable[[], Table]:
        return lambda: measure(kg.network(network, **options))

    yield "leadership", of(analyses.leadership, "leads")
    yield "overlaps", of(analyses.overlaps, "leads")
    yield "two-mode", of(analyses.two_mode, "leads")
    yield "concentration-by-document", of(analyses.concentration, "leads")
    yield "concentration-by-campaign", of(analyses.concentration, "campaign-department")
    for counting in ("whole", "fractional"):
        name = f"co-leads-{counting}"
        yield name, of(analyses.centralities, "co-leads", counting=counting)


def measured(kg: KG) -> Iterator[tuple[str, str]]:
    """Yield name and text of every table of measures; the text is JSON with its method."""
    for name, make in _tables(kg):
        table = make()
        told = {
            "title": table.title.en,
            "method": table.method("en"),
            "sparql": table.sparql,
            "columns": list(table.keys),
            "rows": [[_plain(value) for value in row] for row in table.rows],
        }
        yield name, json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


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
