"""Networks of groups: bodies by function, level or place, work by document."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from graph.networks.nx import Net

PREFIX: Final = "urn:policykg:group:"
"""Beginning of the ids of groups, which are no things of the data."""
MOST_QUOTES: Final = 60
"""Quotes that an edge between groups keeps."""


class Group(NamedTuple):
    """What a node is counted under: a key, and its words."""

    value: str
    zh: str
    en: str
    class_zh: str = ""
    """The class, where the words alone would not tell it."""
    class_en: str = ""


def group_nodes(net: Net, group_of: Callable[[str], Group]) -> Net:
    """Return the network of groups of nodes; nodes of different classes stay apart.

    Weights of edges between two groups are added.  Edges inside a group are not drawn;
    ``net.graph["inside"]`` is how many they are, ``net.graph["whole"]`` how many nodes there were.
    An edge keeps :data:`MOST_QUOTES` of its quotes; its ``quotes`` says how many there are.
    """
    small = net.__class__()
    name: dict[str, str] = {}
    for node, data in net.nodes(data=True):
        kind, group = str(data.get("kind", "")), group_of(node)
        name[node] = key = f"{PREFIX}{kind}:{group.value}"
        if key in small:
            small.nodes[key]["stands_for"] += 1
            small.nodes[key]["members"].append(node)
        else:
            small.add_node(key, **_node(kind, group, node))
    for data in small.nodes.values():
        before_zh, before_en = data.pop("class_words")
        count = data["stands_for"]
        zh, en = data["label_zh"], data["label_en"]
        data["label_zh"] = f"{before_zh}（{count}）：{zh}" if before_zh else f"{zh}（{count}）"
        data["label_en"] = f"{before_en} ({count}): {en}" if before_en else f"{en} ({count})"
    inside = 0
    for a, b, data in net.edges(data=True):
        if name[a] == name[b]:
            inside += 1
        elif small.has_edge(name[a], name[b]):
            _add(small.edges[name[a], name[b]], data)
        else:
            small.add_edge(name[a], name[b], **_edge(data))
    small.graph.update(net.graph, inside=inside, whole=len(net), groups=len(small))
    return small


def _node(kind: str, group: Group, member: str) -> dict[str, Any]:
    return {
        "label_zh": group.zh,
        "label_en": group.en,
        "kind": kind,
        "subkind": "",
        "group": kind == "GroupReference",
        "documents": [],
        "basis": "",
        "evidence": [],
        "stands_for": 1,
        "members": [member],
        "value": group.value,
        "class_words": (group.class_zh, group.class_en),
    }


def _edge(data: Any) -> dict[str, Any]:
    found = {key: data.get(key, "") for key in ("kind", "label_zh", "label_en", "basis")}
    return {
        **found,
        "kinds": list(data.get("kinds", ())),
        "weight": float(data.get("weight", 1.0)),
        "weight_whole": float(data.get("weight_whole", 1.0)),
        "weight_fractional": float(data.get("weight_fractional", 1.0)),
        "documents": list(data.get("documents", ())),
        "tasks": list(data.get("tasks", ())),
        "evidence": list(data.get("evidence", ()))[:MOST_QUOTES],
        "quotes": len(data.get("evidence", ())),
        "pairs": 1,
    }


def _add(held: Any, data: Any) -> None:
    for key in ("weight", "weight_whole", "weight_fractional"):
        held[key] += float(data.get(key, 1.0))
    for key in ("kinds", "documents", "tasks"):
        held[key] = sorted({*held[key], *data.get(key, ())})
    room = MOST_QUOTES - len(held["evidence"])
    held["evidence"] += list(data.get("evidence", ()))[:room]
    held["quotes"] += len(data.get("evidence", ()))
    held["pairs"] += 1
    if data.get("basis") != "inferred":
        held["basis"] = data.get("basis", "")
