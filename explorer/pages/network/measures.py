"""Measures of the network that is shown, each with the rule by which it is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from explorer.kit.request import Ask
from graph.measures.computing import betweenness, canonical, degree, strength

if TYPE_CHECKING:
    from graph.networks.nx import Net

MOST: Final = 1500
"""Nodes up to which betweenness is computed while a page is waited for."""
LISTED: Final = 20
_measured: WeakKeyDictionary[Net, dict[str, Any]] = WeakKeyDictionary()


def measures(ask: Ask, net: Net) -> dict[str, Any]:
    """Return the measures of a network and of its strongest nodes."""
    if net not in _measured:
        _measured[net] = _measures(net)
    held, label = _measured[net], f"label_{ask.lang}"
    return {
        "whole": [(ask.w(zh, en), value) for zh, en, value in held["whole"]],
        "nodes": [
            (str(net.nodes[n].get(label, n)), ask.href(n), *values) for n, *values in held["nodes"]
        ],
        "between": held["between"],
        "rules": _rules(ask, held["between"]),
    }


def _measures(net: Net) -> dict[str, Any]:
    from graph.networks.nx import networkx

    plain = canonical(net)
    nodes, edges = len(plain), plain.number_of_edges()
    parts = sorted((len(c) for c in networkx.connected_components(plain)), reverse=True)
    possible = nodes * (nodes - 1) / 2
    degrees, strengths = degree(net), strength(net)
    between = betweenness(net) if nodes <= MOST else {}
    order = sorted(plain, key=lambda n: (-strengths[n], -degrees[n], n))
    return {
        "whole": [
            ("节点", "nodes", nodes),
            ("连接的节点对", "joined pairs", edges),
            ("密度", "density", round(edges / possible, 4) if possible else 0),
            ("平均度", "mean degree", round(2 * edges / nodes, 2) if nodes else 0),
            ("连通分量", "components", len(parts)),
            ("最大分量的节点", "nodes in the largest component", parts[0] if parts else 0),
        ],
        "nodes": [
            (n, degrees[n], round(strengths[n], 2), round(between.get(n, 0.0), 4))
            for n in order[:LISTED]
        ],
        "between": bool(between) or not nodes,
    }


def _rules(ask: Ask, between: bool) -> list[str]:
    w = ask.w
    found = [
        w(
            "所计为当前显示的网络(含筛选与归并),不计方向;两端相同的连线合为一对,不计自环。",
            "Counted on the network as it is shown, with its filters and groups, whatever the "
            "direction; edges between the same two nodes are one pair, loops are left out.",
        ),
        w(
            "密度:连接的节点对除以可能的节点对。度:相邻节点数。强度:连线权重之和。",
            "Density: joined pairs over possible pairs. Degree: number of neighbours. Strength: "
            "sum of the weights of the edges.",
        ),
    ]
    if between:
        found.append(
            w(
                "中介度:经过该节点的最短路径所占份额,按步数计,不计权重(Freeman 1977)。",
                "Betweenness: share of shortest paths that run through the node, in steps, "
                "whatever the weights (Freeman 1977).",
            )
        )
    else:
        found.append(
            w(
                f"节点超过{MOST}个,不计中介度。",
                f"Betweenness is not computed beyond {MOST} nodes.",
            )
        )
    return found
