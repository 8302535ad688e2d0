"""A network too large to be drawn node by node, drawn by groups; and what a group is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from explorer.kit.request import Ask
from explorer.view.model import GraphView
from explorer.view.tables import tables_of
from graph.networks.grouping import Group, group_nodes
from graph.pictures.data import words_of
from ontology.declarations import term
from ontology.terms import PK

if TYPE_CHECKING:
    from graph.networks.nx import Net

LEGIBLE: Final = 150
"""Nodes that are drawn one by one; a larger network is drawn by groups, or its strongest part."""
STRONGEST: Final = "strongest"
"""Instead of groups: the strongest nodes, the others together by class."""
BY: Final[dict[str, tuple[str, str]]] = {
    "function": ("职能", "function"),
    "level": ("层级", "level of government"),
    "place": ("地方", "place"),
    "document": ("文献", "document"),
    "class": ("类", "class"),
}
"""What nodes can be grouped by; what is no body goes by its document."""
NOT_STATED: Final = ("不详", "not stated")
_grouped: WeakKeyDictionary[Net, dict[str, Net]] = WeakKeyDictionary()


def grouping(ask: Ask, net: Net) -> str:
    """Return what a network is drawn by: as asked for, or as its size needs; empty: its nodes."""
    asked = ask.choice("by", (*BY, STRONGEST))
    if asked or len(net) <= LEGIBLE:
        return "" if asked == STRONGEST and len(net) <= LEGIBLE else asked
    view = ask.view
    bodies = any(view.objects(node, PK.function) for node in net)
    order = ("function", "place", "document", "class") if bodies else ("document", "class")
    for by in order:
        if 3 <= len({_key(view, net, node, by) for node in net}) <= LEGIBLE:
            return by
    return STRONGEST


def shown(ask: Ask, net: Net) -> Net:
    """Return a network as it is shown: itself, or its groups."""
    by = grouping(ask, net)
    if by in ("", STRONGEST):
        return net
    held = _grouped.setdefault(net, {})
    if by not in held:
        held[by] = group_nodes(net, lambda node: group_of(ask.view, net, node, by))
        held[by].graph["by"] = by
    return held[by]


def group_of(view: GraphView, net: Net, node: str, by: str) -> Group:
    """Return the group of a node."""
    kind, value = _key(view, net, node, by)
    words = words_of(kind)
    if by == "class":
        return Group("", *words)
    if not value:
        return Group("", *NOT_STATED, *words)
    known = term(value)
    if known is not None:
        return Group(value.rsplit("/", 1)[-1].rsplit("#", 1)[-1], known.label_zh, known.label_en)
    labels = view.label(value, "zh"), view.label(value, "en")
    return Group(view.local(value) or value, *labels, *words)


def _key(view: GraphView, net: Net, node: str, by: str) -> tuple[str, str]:
    kind = str(net.nodes[node].get("kind", ""))
    return kind, "" if by == "class" else _VALUES[by](view, net, node)


def _document(view: GraphView, net: Net, node: str) -> str:
    if view.is_a(node, PK.Document):
        return node
    tables = tables_of(view)
    stated = tables.documents_of.get(node) or net.nodes[node].get("documents")
    if not stated:
        # An authority file names the body: the first text that assigns it anything has it.
        stated = [duty.document for duty in tables.by_actor.get(node, ())[:1]]
    return str(stated[0]) if stated else ""


def _place(view: GraphView, net: Net, node: str) -> str:
    if view.is_a(node, PK.Place):
        return view.object(node, PK.partOfPlace) or node
    own = view.object(node, PK.jurisdiction) or view.object(node, PK.locatedIn)
    return own or view.object(_document(view, net, node), PK.jurisdiction)


def _function(view: GraphView, net: Net, node: str) -> str:
    if not view.is_a(node, PK.Organization):
        return _document(view, net, node)
    return min(view.objects(node, PK.function), default="")


def _level(view: GraphView, net: Net, node: str) -> str:
    return level_of(view, node) if view.is_a(node, PK.Organization) else _document(view, net, node)


_VALUES: Final[dict[str, Callable[[GraphView, Net, str], str]]] = {
    "function": _function,
    "level": _level,
    "place": _place,
    "document": _document,
}


def level_of(view: GraphView, body: str) -> str:
    """Return the level of government of a body: the kind of the place that it acts in."""
    return view.object(view.object(body, PK.jurisdiction), PK.kind)


def narrowed(ask: Ask, net: Net, function: str, level: str) -> Net:
    """Return the part of a network that touches bodies of a function or a level of government."""
    view = ask.view
    bodies = {node for node in net if view.is_a(node, PK.Organization)}

    def suits(body: str) -> bool:
        functions = {f.rsplit("/", 1)[-1] for f in view.objects(body, PK.function)}
        own = level_of(view, body).rsplit("/", 1)[-1]
        return (not function or function in functions) and (not level or level == own)

    chosen = {body for body in bodies if suits(body)}
    edges = {(a, b) for a, b in net.edges if a in chosen or b in chosen}
    held = {end for edge in edges for end in edge}
    # What holds the work of a chosen body, such as its campaign, stays too.
    edges |= {
        (a, b)
        for a, b in net.edges
        if a not in bodies and b not in bodies and (a in held or b in held)
    }
    kept = net.__class__()
    kept.graph.update(net.graph)
    for a, b in net.edges:
        if (a, b) in edges:
            for node in (a, b):
                kept.add_node(node, **net.nodes[node])
            kept.add_edge(a, b, **net.edges[a, b])
    return kept


def choices(ask: Ask, net: Net) -> list[tuple[str, str, str]]:
    """Return how else a network can be drawn: key, words, address."""
    found = [(by, ask.w(*words), ask.url(None, by=by, page="")) for by, words in BY.items()]
    if len(net) > LEGIBLE:
        words = ask.w(f"最强的{LEGIBLE}个节点", f"the {LEGIBLE} strongest nodes")
        return [*found, (STRONGEST, words, ask.url(None, by=STRONGEST, page=""))]
    return [("", ask.w("不归并", "not grouped"), ask.url(None, by="", page="")), *found]


def opened(ask: Ask, node: str, data: dict[str, object], by: str) -> str:
    """Return the address that narrows a network to a group; empty where no filter does that."""
    value = str(data.get("value", ""))
    organisation = any(ask.view.is_a(str(m), PK.Organization) for m in _members(data)[:1])
    key = {"function": "function", "level": "level", "place": "place"}.get(by, "")
    if by in ("function", "level") and not organisation:
        key = "document"
    if by == "document":
        key = "document"
    return ask.url(None, by="", page="", **{key: value}) if key and value else ""


def _members(data: dict[str, object]) -> list[object]:
    members = data.get("members", [])
    return members if isinstance(members, list) else []
