"""Measures of networks as a bundle keeps them, and the comparison that forgives the last digit."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from graph.measures.table import MeasureTable
    from graph.networks.nx import Net
    from policykg.kg import KG

RELATIVE: Final = 1e-6
"""By so much a number may differ: linear algebra rounds differently from machine to machine."""


def _tables(kg: KG) -> Iterator[tuple[str, MeasureTable]]:
    """Yield name and table; each network is made once, and let go before the next."""
    from graph.measures.registry import ANALYSES
    from graph.networks.build import cached_network, recount

    def network(name: str) -> Net:
        return cached_network(kg.generation, name, evidence=False, keep=False)

    def of(analysis: str, net: Net) -> MeasureTable:
        return ANALYSES[analysis].measure(net)

    net = network("leads")
    yield "leadership", of("leadership", net)
    yield "overlaps", of("overlaps", net)
    yield "two-mode", of("two-mode", net)
    yield "concentration-by-document", of("concentration", net)
    del net
    yield "concentration-by-campaign", of("concentration", network("campaign-department"))
    net = network("co-leads")
    yield "co-leads-whole", of("centralities", net)
    yield "co-leads-fractional", of("centralities", recount(net, "fractional"))


def measured(kg: KG) -> Iterator[tuple[str, str]]:
    """Yield name and text of every table of measures; the text is JSON with its method."""
    for name, table in _tables(kg):
        told = table.as_dict()
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
