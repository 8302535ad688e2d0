"""Networks from the graph: networkx graphs whose every edge keeps its facts and quotes.

Node ids are IRIs.  Attributes are native (strings, numbers, lists), so that a network can be
measured, drawn and written without another look at the store.  Nodes carry ``label_zh``,
``label_en``, ``kind`` (class), ``subkind`` (code), ``group``, ``documents``, ``number``,
``start``, ``end``, ``evidence``; edges ``kind``, ``kinds``, ``label_zh``, ``label_en``,
``weight``, ``weight_whole``, ``weight_fractional``, ``facts``, ``documents``, ``tasks``,
``basis``, ``group``, ``position``, ``out_of``, ``named``, ``years``, ``evidence``.  ``out_of``
and ``named`` say how many bear the role for the source, and how many of them are no groups,
whatever the network is narrowed to; 1/n is counted from them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from graph.errors import BadParameter, UnknownNetwork
from graph.networks.assembly import SOME, Assembly, Counting
from graph.networks.cache import cached
from graph.networks.duties import duty_rows, rests_on_duties
from graph.networks.labels import shorten_labels
from graph.networks.pages import HELD, ByPages, pages_of
from graph.networks.queries import Filters, network_query
from graph.networks.room import refuse_beyond_memory
from graph.networks.rows import BySparql, EdgeRow, Queryable, Reader, edge_rows, labels
from graph.networks.specs import NETWORKS, NetworkSpec
from graph.networks.stored import HeldRows, StoredRows

if TYPE_CHECKING:
    from graph.builds.generation import Generation
    from graph.networks.nx import Net

__all__ = [
    "NETWORKS",
    "Counting",
    "Filters",
    "assemble",
    "build_network",
    "cached_network",
    "make_filters",
    "network_of_pages",
    "recount",
    "streamed_network",
]


def build_network(
    store: Queryable,
    name: str,
    *,
    counting: Counting = "whole",
    evidence: bool = True,
    **filters: Any,
) -> Net:
    """Return one of the declared networks.

    Args:
        store: What answers SPARQL, such as :class:`graph.rdf.store.GraphStore`.
        name: A key of :data:`NETWORKS`.
        counting: Whether ``weight`` counts whole or fractional; both are on every edge.
        evidence: Whether nodes and edges carry their quotes.
        filters: Fields of :class:`graph.networks.queries.Filters`; one text stands for a list
            of one.

    Raises:
        UnknownNetwork: there is no network of that name; the message names the nearest.
        BadParameter: there is no such filter, or its value is of another kind.
    """
    spec, chosen = _declared(name), make_filters(**filters)
    _counted(counting)
    text = network_query(spec, chosen)
    rows = edge_rows(store, text)
    return assemble(BySparql(store), spec, rows, chosen, text, counting, evidence)


def cached_network(
    generation: Generation,
    name: str,
    *,
    counting: Counting = "whole",
    evidence: bool = True,
    keep: bool = True,
    **filters: Any,
) -> Net:
    """Return one of the declared networks of a build; a large one is kept beside it.

    The same network as :func:`build_network` of the generation's store, which is loaded only
    where the network was not kept before.  ``keep``: whether it is kept for who asks next.

    Raises:
        UnknownNetwork, BadParameter: as :func:`build_network`.
    """
    spec, chosen = _declared(name), make_filters(**filters)
    _counted(counting)

    def build() -> Net:
        held = None if evidence else 0
        if rests_on_duties(spec, chosen) and (pages := pages_of(generation, held)) is not None:
            try:
                return network_of_pages(pages, spec, chosen, "whole", evidence)
            except sqlite3.Error:
                pass  # the file is damaged, or a disk fails: the graph itself says it too
        return build_network(generation.store, name, evidence=evidence, **filters)

    net = cached(generation.folder, spec, chosen, str(evidence), build, keep)
    return net if counting == "whole" else recount(net, counting)


def recount(net: Net, counting: Counting) -> Net:
    """Weigh the edges of a network by another rule, and return it; all else is the same."""
    for *_, data in net.edges(data=True):
        data["weight"] = data[f"weight_{counting}"]
    net.graph["counting"] = counting
    return net


def network_of_pages(
    pages: ByPages,
    spec: NetworkSpec,
    filters: Filters,
    counting: Counting = "whole",
    evidence: bool = True,
) -> Net:
    """Return the network that :func:`build_network` makes, from the file that pages read.

    Raises:
        sqlite3.Error: the file is damaged.
    """
    if not filters.document:
        refuse_beyond_memory(spec, pages.number_of_duties(), evidence)
    rows = duty_rows(pages, spec, filters)
    text = network_query(spec, filters)
    return assemble(pages, spec, rows, filters, text, counting, evidence)


def streamed_network(
    generation: Generation, name: str, *, counting: Counting = "whole", **filters: Any
) -> Assembly | None:
    """Return nodes and edges of a network, made when they are asked for, some at a time.

    They are those of :func:`build_network`, in the same order.  Nothing where they can only be
    found by a query.

    Raises:
        UnknownNetwork, BadParameter: as :func:`build_network`.
        sqlite3.Error: the file that pages read is damaged; also while they are made.
    """
    spec, chosen = _declared(name), make_filters(**filters)
    _counted(counting)
    if not rests_on_duties(spec, chosen) or (pages := pages_of(generation, HELD)) is None:
        return None
    rows = StoredRows(pages, pages, spec, chosen)
    return Assembly(pages, spec, rows, chosen, counting, at_once=SOME)


def _declared(name: str) -> NetworkSpec:
    if name not in NETWORKS:
        raise UnknownNetwork(name, NETWORKS)
    return NETWORKS[name]


def _counted(counting: str) -> None:
    """Refuse a counting rule that is none.

    Raises:
        BadParameter: it is neither whole nor fractional.
    """
    if counting not in ("whole", "fractional"):
        raise BadParameter(
            f"counting = {counting!r}: counting is whole or fractional",
            f"counting = {counting!r}:计数规则为 whole(整数)或 fractional(分数)",
        )


def make_filters(**filters: Any) -> Filters:
    """Return filters; one text may stand for a list of one."""
    listed = ("document", "campaign", "place", "role", "kind")
    for key in listed:
        if key in filters:
            value = filters[key]
            filters[key] = (value,) if isinstance(value, str) else tuple(value or ())
    return Filters(**filters)


def assemble(
    reader: Reader,
    spec: NetworkSpec,
    rows: Sequence[EdgeRow],
    filters: Filters,
    text: str,
    counting: Counting = "whole",
    evidence: bool = True,
) -> Net:
    """Make a networkx graph of rows; what they do not say is asked of the reader."""
    from graph.networks.nx import DirectedNetwork, Network, uncollected

    refuse_beyond_memory(spec, len(rows), evidence)
    net: Net = DirectedNetwork() if spec.directed else Network()
    with uncollected():
        held = HeldRows(reader, spec, filters, rows)
        made = Assembly(reader, spec, held, filters, counting, evidence)
        for iri, attributes in made.nodes():
            net.add_node(iri, **attributes)
        for source, target, attributes in made.edges():
            net.add_edge(source, target, **attributes)
        net.graph.update(_about(reader, net, spec, filters, text, counting))
        shorten_labels(net)
    return net


def _about(
    reader: Reader,
    net: Net,
    spec: NetworkSpec,
    filters: Filters,
    text: str,
    counting: Counting,
) -> dict[str, Any]:
    """Return what a picture, table or file must say: rule, filter, version, query."""
    documents = {d for _, data in net.nodes(data=True) for d in data["documents"]}
    documents |= {d for *_, data in net.edges(data=True) for d in data["documents"]}
    tasks = {t for *_, data in net.edges(data=True) for t in data["tasks"]} - set(net.nodes)
    version, release = reader.data_version(), reader.release()
    return {
        "name": spec.name,
        "label_zh": spec.label.zh,
        "label_en": spec.label.en,
        "description_zh": spec.description.zh,
        "description_en": spec.description.en,
        "rule_zh": spec.counting.zh,
        "rule_en": spec.counting.en,
        "counting": counting,
        "filter": filters.as_dict(),
        "sparql": text,
        "version": version,
        "release": release if release != version else "",
        "layout": spec.layout,
        "layers": spec.layers,
        "words": labels(reader, sorted(documents | tasks)),
    }
