"""Networks for pictures: one that tries to run in the page, and one of any size."""

from __future__ import annotations

from graph.networks.build import build_network
from graph.networks.nx import DiGraph, Net
from tests.support.networks_example import example_store, iri

HOSTILE = "\"'><img src=x onerror=alert(1)></script><script>alert(1)</script>\u2028{{7*7}}${1}"
"""Closes every context that a text may stand in."""


def hostile_net() -> Net:
    """Return a network all of whose words are hostile."""
    net = build_network(example_store(HOSTILE), "everything")
    net.add_node(
        HOSTILE, label_zh=HOSTILE, label_en=HOSTILE, kind=HOSTILE, evidence=[], documents=[]
    )
    net.add_edge(HOSTILE, iri("drc"), label_zh=HOSTILE, label_en=HOSTILE, kind=HOSTILE, weight=1.0)
    for key in ("label_zh", "label_en", "rule_zh", "rule_en", "version", "sparql"):
        net.graph[key] = HOSTILE
    net.graph["filter"] = {HOSTILE: HOSTILE}
    return net


def big_net(size: int) -> Net:
    """Return a tree of the given number of nodes."""
    net: Net = DiGraph()
    for i in range(size):
        kind = "Task" if i % 3 else "Organization"
        net.add_node(f"n{i}", label_zh=f"节点{i}", label_en=f"node {i}", kind=kind, documents=[])
    for i in range(1, size):
        net.add_edge(f"n{i}", f"n{i // 2}", weight=1.0, kind="partOf", label_zh="", label_en="")
    return net
