"""What a picture shows, as plain data: nodes with places and marks, edges, kinds, words.

The interactive page, the SVG and the explorer draw from the same data.  Nothing here knows
HTML or pyvis.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.pictures.layout import (
    CARD_EMS,
    ROW_EMS,
    Positions,
    card_width,
    positions,
    row_label,
    short_label,
)
from graph.pictures.text import wrap
from ontology import declarations
from ontology.kinds import BY_NAME
from ontology.namespaces import CODE_NS, PK_NS
from ontology.palette import EDGES, PALETTE, UNKNOWN

if TYPE_CHECKING:
    from graph.networks.nx import Net

DEFAULT_LIMIT: Final = 600
"""Nodes up to which a picture stays readable; what is beyond is drawn as aggregates."""


class Look(NamedTuple):
    """Mark and colour of a class, on light and on dark paper."""

    shape: str
    light: str
    dark: str


_REST: Final = "urn:policykg:rest:"
_EDGE_COLOURS: Final = tuple(PALETTE[name] for name in EDGES)


def look(kind: str) -> Look:
    """Return mark and colours of a class of nodes."""
    known = BY_NAME.get(kind)
    colour = PALETTE[known.colour if known else UNKNOWN]
    return Look(known.mark if known else "dot", colour.light, colour.dark)


def words_of(kind: str, namespace: str = PK_NS) -> tuple[str, str]:
    """Return the label of a class, property or code in Chinese and English."""
    term = declarations.term(namespace + kind)
    return (term.label_zh or kind, term.label_en or kind) if term else (kind, kind)


def strengths(net: Net) -> dict[str, float]:
    """Return the sum of weights at every node."""
    found = dict.fromkeys(net.nodes, 0.0)
    for a, b, data in net.edges(data=True):
        weight = float(data.get("weight", 1.0))
        found[a] += weight
        found[b] += weight
    return found


def aggregate(net: Net, limit: int | None = DEFAULT_LIMIT) -> Net:
    """Return the network with its weaker nodes drawn together, one node a class.

    The strongest nodes stay; the others of a class become one node that says how many it
    stands for, and their edges one edge that adds the weights and keeps no quotes.
    """
    if limit is None or len(net) <= limit:
        return net
    strength = strengths(net)
    order = sorted(net.nodes, key=lambda n: (-strength[n], n))
    kinds = {data.get("kind", "") for _, data in net.nodes(data=True)}
    kept = set(order[: max(limit - len(kinds), 1)])
    name = {
        n: n if n in kept else f"urn:policykg:rest:{net.nodes[n].get('kind', '')}" for n in order
    }
    small = net.__class__()
    small.graph.update(net.graph, aggregated=len(net) - len(kept), whole=len(net))
    for node in order:
        if node in kept:
            small.add_node(node, **net.nodes[node])
    for node in sorted(set(name.values()) - kept):
        small.add_node(node, **_rest(node.rsplit(":", 1)[1], sum(v == node for v in name.values())))
    for a, b, data in net.edges(data=True):
        _merge(small, name[a], name[b], data, exact=a in kept and b in kept)
    return small


def _rest(kind: str, count: int) -> dict[str, Any]:
    zh, en = words_of(kind)
    return {
        "label_zh": f"其余{count}个{zh}",
        "label_en": f"{count} more ({en})",
        "kind": kind,
        "subkind": "",
        "group": kind == "GroupReference",
        "documents": [],
        "basis": "",
        "evidence": [],
        "stands_for": count,
    }


def _merge(net: Net, a: str, b: str, data: Mapping[str, Any], *, exact: bool) -> None:
    if exact:
        net.add_edge(a, b, **data)
    elif a != b:
        if net.has_edge(a, b):
            net.edges[a, b]["weight"] += data.get("weight", 1.0)
            return
        kept = {k: data.get(k, "") for k in ("kind", "label_zh", "label_en", "basis")}
        net.add_edge(
            a, b, **kept, weight=data.get("weight", 1.0), evidence=[], tasks=[], documents=[]
        )


# ---- nodes and edges as drawn ------------------------------------------------------------


def picture_data(net: Net, placed: Positions | None = None) -> dict[str, Any]:
    """Return nodes, edges and kinds as they are drawn; all texts are plain strings.

    Nodes are numbered in the order of the network; ``side`` says where a label stands:
    ``below``, ``left``, ``right``, or ``card``.
    """
    placed = positions(net) if placed is None else placed
    layered = net.graph.get("layout") == "layered" and bool(net.graph.get("layers"))
    sides = _sides(placed) if layered else {}
    strength = strengths(net)
    rank = {n: r for r, n in enumerate(sorted(net.nodes, key=lambda n: (-strength[n], n)))}
    strongest = max(strength.values(), default=1.0) or 1.0
    number = {n: i for i, n in enumerate(net.nodes)}
    nodes = [
        _node(net, n, placed[n], sides.get(n, "below"), strength[n] / strongest, rank[n])
        for n in number
    ]
    _same_width(nodes)
    edges = [_edge(data, number[a], number[b]) for a, b, data in net.edges(data=True)]
    return {
        "directed": net.is_directed(),
        "layered": layered,
        "nodes": nodes,
        "edges": edges,
        "kinds": _kinds(net),
        "edgeKinds": _edge_kinds(net),
        "omitted": {k: net.graph.get(f"omitted_{k}", "") for k in ("zh", "en")},
        "weights": any(e["w"] != 1 for e in edges) and len(edges) <= 200,
    }


def _same_width(nodes: list[dict[str, Any]]) -> None:
    """Give the cards of a column one width, so that they stand in line."""
    widest: dict[float, float] = {}
    for node in nodes:
        if "width" in node:
            widest[node["x"]] = max(widest.get(node["x"], 0.0), node["width"])
    for node in nodes:
        if "width" in node:
            node["width"] = widest[node["x"]]


def _sides(placed: Positions) -> dict[str, str]:
    columns = sorted({x for x, _ in placed.values()})
    if len(columns) < 2:
        return dict.fromkeys(placed, "right")
    ends = {columns[0]: "left", columns[-1]: "right"}
    return {n: ends.get(x, "card") for n, (x, _) in placed.items()}


def _node(
    net: Net, node: str, place: tuple[float, float], side: str, share: float, rank: int
) -> dict[str, Any]:
    data = net.nodes[node]
    zh, en = short_label(data, "label_zh") or node, short_label(data, "label_en") or node
    ems = CARD_EMS if side == "card" else ROW_EMS
    found: dict[str, Any] = {
        "iri": node,
        "x": place[0],
        "y": place[1],
        "k": data.get("kind", ""),
        "zh": wrap(zh) if side == "below" else row_label(data, "label_zh", ems),
        "en": wrap(en) if side == "below" else row_label(data, "label_en", ems),
        "side": side,
        "r": round(6 + 10 * share**0.5, 1) if side == "below" else 6,
        "rank": rank,
    }
    if side == "card":
        found["width"] = card_width(data)
    if data.get("basis") == "inferred":
        found["i"] = 1
    return found


def _edge(data: Mapping[str, Any], source: int, target: int) -> dict[str, Any]:
    weight = float(data.get("weight", 1.0))
    found: dict[str, Any] = {
        "f": source,
        "t": target,
        "k": data.get("kind", ""),
        "w": int(weight) if weight.is_integer() else round(weight, 2),
    }
    if data.get("basis") == "inferred":
        found["i"] = 1
    return found


def _kinds(net: Net) -> dict[str, dict[str, Any]]:
    counts: dict[str, int] = {}
    for _, data in net.nodes(data=True):
        kind = data.get("kind", "")
        counts[kind] = counts.get(kind, 0) + int(data.get("stands_for", 1))
    order = list(BY_NAME)
    found = {}
    for kind in sorted(counts, key=lambda k: (order.index(k) if k in order else 99, k)):
        zh, en = words_of(kind) if kind else ("其他", "other")
        shape, light, dark = look(kind)
        found[kind] = {
            "zh": zh,
            "en": en,
            "n": counts[kind],
            "shape": shape,
            "light": light,
            "dark": dark,
        }
    return found


def _edge_kinds(net: Net) -> dict[str, dict[str, Any]]:
    counts: dict[str, int] = {}
    said: dict[str, tuple[str, str]] = {}
    for *_, data in net.edges(data=True):
        kind = data.get("kind", "")
        counts[kind] = counts.get(kind, 0) + 1
        # A network may say of its edges more than the property does: led together, not led by.
        said.setdefault(kind, (data.get("label_zh", ""), data.get("label_en", "")))
    found = {}
    for i, kind in enumerate(sorted(counts, key=lambda k: (-counts[k], k))):
        known = words_of(kind) if kind else ("关系", "edge")
        zh, en = (own or word for own, word in zip(said[kind], known, strict=True))
        light, dark, _ = _EDGE_COLOURS[i % len(_EDGE_COLOURS)]
        found[kind] = {"zh": zh, "en": en, "n": counts[kind], "light": light, "dark": dark}
    return found


def subkind_words(code: str) -> tuple[str, str]:
    """Return the label of a code in Chinese and English."""
    return words_of(code, CODE_NS) if code else ("", "")
