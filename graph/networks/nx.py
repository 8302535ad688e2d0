"""The one door to networkx.

Every other module takes these names from here.  Importing networkx costs 0.3 s, so this
module is itself imported where a network is built, not when ``graph`` is.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import networkx
from networkx import DiGraph, Graph

from graph.networks.rows import quote_text

if TYPE_CHECKING:
    from _collections_abc import dict_items

Net: TypeAlias = "Graph[str]"
"""A network as we build it: directed or not, node ids are IRIs."""

__all__ = [
    "Attributes",
    "Canonical",
    "DiGraph",
    "DirectedNetwork",
    "Graph",
    "Net",
    "Network",
    "networkx",
    "uncollected",
]

_PLAIN = frozenset((str, int, float, bool))


class Attributes(dict[str, Any]):
    """What is known of a node, an edge or a network, lists and quotes among it.

    By key each value is what it is; ``items()`` gives texts, numbers and truth values only, so
    that networkx's own writers (GEXF, GraphML, GML), which take nothing else and read by
    ``items()``, can write a network as it stands.
    """

    def items(self) -> dict_items[str, Any]:
        """Return the attributes as files can hold them."""
        return {key: _plain(value) for key, value in dict(self).items()}.items()

    def copy(self) -> Attributes:
        """Return the same attributes, to be changed apart."""
        return Attributes(self)

    def __reduce__(self) -> tuple[type[Attributes], tuple[dict[str, Any]]]:
        return Attributes, (dict(self),)


def _plain(value: Any) -> Any:
    if type(value) in _PLAIN:
        return value
    if value is None:
        return ""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Mapping):
        return json.dumps(value, ensure_ascii=False)
    return " | ".join(dict.fromkeys(map(_one, value)))


def _one(value: Any) -> str:
    if isinstance(value, Mapping) and {"text", "document", "start", "end"} <= value.keys():
        return quote_text(value)
    if isinstance(value, str):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


class Network(Graph):  # type: ignore[type-arg]
    """An undirected network whose attributes networkx's own writers take."""

    node_attr_dict_factory = Attributes
    edge_attr_dict_factory = Attributes
    graph_attr_dict_factory = Attributes


class DirectedNetwork(DiGraph):  # type: ignore[type-arg]
    """A directed network whose attributes networkx's own writers take."""

    node_attr_dict_factory = Attributes
    edge_attr_dict_factory = Attributes
    graph_attr_dict_factory = Attributes


class Canonical(Graph):  # type: ignore[type-arg]
    """An undirected network in sorted order, as measures read it; nobody changes it."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Make many dictionaries that stay: searching them for rubbish would take half of the time."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()
