"""What lies around one thing, and what joins two: parts of the network of all declared edges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from graph.networks.build import assemble, make_filters
from graph.networks.queries import Filters, network_query
from graph.networks.rows import BySparql, EdgeRow, Queryable, edge_rows, labels
from graph.networks.specs import NetworkSpec, ego_spec, path_spec

if TYPE_CHECKING:
    from graph.networks.nx import Net


def ego_network(
    store: Queryable,
    iri: str,
    depth: int = 1,
    *,
    most: int = 400,
    evidence: bool = True,
    **filters: Any,
) -> Net:
    """Return what lies within some steps of a thing, whatever the direction of edges.

    Args:
        store: What answers SPARQL.
        iri: The thing in the middle.
        depth: Steps outwards, at least 1.
        most: No further step is taken from more things than this; ``net.graph["truncated"]``
            says whether that happened.
        evidence: Whether nodes and edges carry their quotes.
        filters: As in :func:`build_network`.
    """
    spec, chosen = ego_spec(depth), make_filters(**filters)
    rows: set[EdgeRow] = set()
    seen, frontier, truncated, text = {iri}, {iri}, False, ""
    for _ in range(max(depth, 1)):
        step = network_query(spec, chosen, sorted(frontier))
        text = text or step
        found = edge_rows(store, step)
        rows.update(found)
        frontier = {end for row in found for end in (row.source, row.target)} - seen
        seen |= frontier
        if not frontier:
            break
        if len(seen) > most:
            truncated = True
            break
    reader = BySparql(store)
    net = assemble(reader, spec, sorted(rows), chosen, text, evidence=evidence)
    names = labels(reader, [iri])[iri]
    net.graph.update(
        centre=iri,
        depth=depth,
        truncated=truncated,
        label_zh=f"{names['zh']}的邻域网络",
        label_en=f"Around {names['en']}",
    )
    return net


def paths_between(
    store: Queryable,
    start: str,
    end: str,
    longest: int = 6,
    *,
    evidence: bool = True,
    **filters: Any,
) -> Net:
    """Return all shortest paths between two things, whatever the direction of edges.

    Where nothing else joins the two, the government above both, their document or their place
    may.  The search goes from both ends in turn, from the one with fewer things to ask about.
    """
    chosen = make_filters(**filters)
    for spec in (path_spec(), path_spec(frame=True)):
        text, kept = _paths(store, spec, chosen, (start, end), longest)
        if kept:
            break
    reader = BySparql(store)
    net = assemble(reader, spec, kept, chosen, text, evidence=evidence)
    names = labels(reader, [start, end])
    net.graph.update(
        start=start,
        end=end,
        label_zh=f"{names[start]['zh']}与{names[end]['zh']}之间的路径",
        label_en=f"Between {names[start]['en']} and {names[end]['en']}",
    )
    return net


def _paths(
    store: Queryable, spec: NetworkSpec, chosen: Filters, ends: tuple[str, str], longest: int
) -> tuple[str, list[EdgeRow]]:
    """Return the query of the first step, and the rows on shortest paths over some edges."""
    start, end = ends
    sides: list[dict[str, int]] = [{start: 0}, {end: 0}]
    edges: set[EdgeRow] = set()
    text = ""
    for _ in range(longest):
        if sides[0].keys() & sides[1].keys():
            break
        fronts = [_front(side) for side in sides]
        if not all(fronts):
            break
        side = 0 if len(fronts[0]) <= len(fronts[1]) else 1
        step = network_query(spec, chosen, fronts[side])
        text = text or step
        found = edge_rows(store, step)
        edges.update(found)
        reached = max(sides[side].values()) + 1
        for row in found:
            for node in (row.source, row.target):
                sides[side].setdefault(node, reached)
    return text, _on_shortest(edges, start, end)


def _front(distances: Mapping[str, int]) -> list[str]:
    furthest = max(distances.values())
    return sorted(node for node, d in distances.items() if d == furthest)


def _on_shortest(rows: Iterable[EdgeRow], start: str, end: str) -> list[EdgeRow]:
    """Keep the rows that lie on a shortest path."""
    from graph.networks.nx import networkx

    plain = networkx.Graph((r.source, r.target) for r in rows)
    if start == end or start not in plain or end not in plain:
        return []
    from_start = networkx.single_source_shortest_path_length(plain, start)
    from_end = networkx.single_source_shortest_path_length(plain, end)
    if end not in from_start:
        return []
    total = from_start[end]

    def on(a: str, b: str) -> bool:
        return from_start.get(a, total) + 1 + from_end.get(b, total) == total

    return sorted(r for r in rows if on(r.source, r.target) or on(r.target, r.source))
