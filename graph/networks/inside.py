"""Shortest paths inside a network that is at hand, as it was filtered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graph.networks.nx import Net

MOST_PATHS: Final = 40
"""Paths that are written out; :func:`count_paths` says how many there are."""


def shortest_inside(net: Net, start: str, end: str) -> Net:
    """Return the part of a network that lies on shortest paths between two of its nodes.

    Paths are counted in edges, whatever their direction and weight.  Without a path, or where
    one of the two is no node, the result is empty.
    """
    kept = net.__class__()
    distance = _distances(net, start, end)
    if distance:
        for node in net.nodes:
            if node in distance:
                kept.add_node(node, **net.nodes[node])
        for a, b, data in net.edges(data=True):
            if a in distance and b in distance and abs(distance[a] - distance[b]) == 1:
                kept.add_edge(a, b, **data)
    labels = {
        language: [str(net.nodes[n].get(f"label_{language}", n)) if n in net else n for n in ends]
        for language, ends in (("zh", (start, end)), ("en", (start, end)))
    }
    kept.graph.update(
        net.graph,
        start=start,
        end=end,
        layout="force",
        steps=distance.get(end, 0),
        label_zh="与".join(labels["zh"]) + "之间的路径",
        label_en="Between " + " and ".join(labels["en"]),
    )
    return kept


def _distances(net: Net, start: str, end: str) -> dict[str, int]:
    """Return the steps from the start of every node on a shortest path; empty without one."""
    from graph.networks.nx import networkx

    if start == end or start not in net or end not in net:
        return {}
    plain = net.to_undirected(as_view=True) if net.is_directed() else net
    forth = networkx.single_source_shortest_path_length(plain, start)
    if end not in forth:
        return {}
    back = networkx.single_source_shortest_path_length(plain, end)
    total = forth[end]
    return {n: d for n, d in forth.items() if n in back and d + back[n] == total}


def paths_of(net: Net, start: str, end: str, most: int = MOST_PATHS) -> list[list[str]]:
    """Return shortest paths as lists of nodes, in the order of their nodes; at most some."""
    distance = _distances(net, start, end)
    if not distance:
        return []
    ahead = _ahead(net, distance)
    found: list[list[str]] = []
    stack = [[start]]
    while stack and len(found) < most:
        path = stack.pop()
        if path[-1] == end:
            found.append(path)
        else:
            stack.extend([*path, node] for node in reversed(ahead[path[-1]]))
    return found


def count_paths(net: Net, start: str, end: str) -> int:
    """Return how many shortest paths there are, without writing them out."""
    distance = _distances(net, start, end)
    if not distance:
        return 0
    ahead = _ahead(net, distance)
    ways = dict.fromkeys(distance, 0)
    ways[start] = 1
    for node in sorted(distance, key=lambda n: distance[n]):
        for following in ahead[node]:
            ways[following] += ways[node]
    return ways[end]


def _ahead(net: Net, distance: dict[str, int]) -> dict[str, list[str]]:
    """Return the neighbours of each node that are one step further on."""
    ahead: dict[str, set[str]] = {node: set() for node in distance}
    for a, b in net.edges:
        for near, far in ((a, b), (b, a)):
            if near in distance and distance.get(far, -1) == distance[near] + 1:
                ahead[near].add(far)
    return {node: sorted(found) for node, found in ahead.items()}
