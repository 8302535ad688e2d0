"""Whether there is room for a network: it is refused before its makers are killed."""

from __future__ import annotations

from typing import Final

from graph.errors import TooLarge
from graph.networks.specs import NetworkSpec
from ontology.memory import free_memory

__all__ = ["refuse_beyond_memory"]

ROW: Final = {True: 12_500, False: 6_000}
"""Bytes that a row takes while a network is made of it, with its quotes or without: by what the
process grew for ``leads`` of 100 synthetic documents, 8,934 rows."""
_GIGABYTE: Final = 1e9


def refuse_beyond_memory(spec: NetworkSpec, rows: int, evidence: bool) -> None:
    """Refuse a network that takes more memory than there is.

    Args:
        spec: Its record.
        rows: Of its query.
        evidence: Whether its nodes and edges carry quotes.

    Raises:
        TooLarge: it does; the message says how much, and what goes without.
    """
    needed, free = rows * ROW[evidence], free_memory()
    if free is None or needed <= free:
        return
    there = f"{needed / _GIGABYTE:,.1f} GB", f"{free / _GIGABYTE:,.1f} GB"
    raise TooLarge(
        f"the network {spec.name} has {rows:,} facts and would take about {there[0]} of memory, of "
        f"which {there[1]} are free: narrow it (a document, a campaign, a place, years), or write "
        f"it as lists, which need no room for it: `policykg network {spec.name} {spec.name}.csv`",
        f"网络 {spec.name} 有 {rows:,} 条事实,约需内存 {there[0]},现仅余 {there[1]}:"
        "请缩小范围(某文件、活动、地区或年份),或改写为列表,列表不占此内存:"
        f"policykg network {spec.name} {spec.name}.csv",
    )
