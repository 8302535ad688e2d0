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

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from graph.errors import BadParameter, UnknownNetwork
from graph.networks.cache import cached
from graph.networks.counting import TWINS, Counts, own_brackets, weights
from graph.networks.labels import shorten_labels
from graph.networks.queries import Filters, network_query
from graph.networks.rows import (
    BySparql,
    EdgeRow,
    Queryable,
    Quote,
    Reader,
    edge_rows,
    labels,
    node_attributes,
)
from graph.networks.specs import NETWORKS, NetworkSpec
from ontology import declarations
from ontology.namespaces import CODE_NS, PK_NS

if TYPE_CHECKING:
    from graph.builds.generation import Generation
    from graph.networks.nx import Net

Counting = Literal["whole", "fractional"]

__all__ = ["NETWORKS", "Filters", "assemble", "build_network", "cached_network", "make_filters"]


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
    **filters: Any,
) -> Net:
    """Return one of the declared networks of a build; a large one is kept beside it.

    The same network as :func:`build_network` of the generation's store, which is loaded only
    where the network was not kept before.

    Raises:
        UnknownNetwork, BadParameter: as :func:`build_network`.
    """
    spec, chosen = _declared(name), make_filters(**filters)
    _counted(counting)

    def build() -> Net:
        return build_network(
            generation.store, name, counting=counting, evidence=evidence, **filters
        )

    return cached(generation.folder, spec, chosen, f"{counting} {evidence}", build)


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

    net: Net = DirectedNetwork() if spec.directed else Network()
    with uncollected():
        grouped: dict[tuple[str, str], list[EdgeRow]] = defaultdict(list)
        for row in rows:
            grouped[row.source, row.target].append(_with_fact(row))
        quotes = _put_nodes(net, reader, grouped, evidence)
        counts = Counts(spec, filters, own_brackets(reader, spec, rows, filters))
        groups = {node for node, data in net.nodes(data=True) if data["group"]}
        for (source, target), found in sorted(grouped.items()):
            vias = sorted({r.via for r in found if r.via})
            data = _edge_data(found, vias, weights(spec, found, vias, counts), counting)
            if spec.view in ("direct", "chain"):
                roles = [row for row in found if row.edge in TWINS]
                data.update(counts.bracket(source, roles[0].edge) if roles else {})
            if spec.edge_label:
                data["label_zh"], data["label_en"] = spec.edge_label
            data["group"] = source in groups or target in groups
            if evidence:
                data["evidence"] = _edge_quotes(found, quotes)
            net.add_edge(source, target, **data)
        net.graph.update(_about(reader, net, spec, filters, text, counting))
        shorten_labels(net)
    return net


def _with_fact(row: EdgeRow) -> EdgeRow:
    """A plain edge rests on the record of its source, where a document states that."""
    return row if row.fact or not row.document else row._replace(fact=row.source)


def _put_nodes(
    net: Net, reader: Reader, grouped: Mapping[tuple[str, str], Sequence[EdgeRow]], evidence: bool
) -> Mapping[str, list[Quote]]:
    """Add the ends of all rows, and return the quotes of ends and facts."""
    ends = sorted({end for pair in grouped for end in pair})
    known = reader.describe(ends)
    facts = {f for rows in grouped.values() for r in rows for f in (r.fact, r.fact2) if f}
    quotes = reader.quotes_of(facts | set(known)) if evidence else {}
    for iri in ends:
        data = node_attributes(iri, known.get(iri, {}))
        if evidence:
            _put_quotes(data, quotes.get(iri, []))
        net.add_node(iri, **data)
    return quotes


def _put_quotes(data: dict[str, Any], quotes: list[Quote]) -> None:
    data["evidence"] = [dict(q, basis=data["basis"]) for q in quotes]
    if quotes:
        data["offset"] = min(q["start"] for q in quotes)


def _edge_data(
    rows: Sequence[EdgeRow], vias: list[str], weights: tuple[float, float], counting: Counting
) -> dict[str, Any]:
    kinds, label_zh, label_en = _edge_words(tuple(sorted({r.edge for r in rows})))
    bases = {_basis(r) for r in rows}
    positions = [int(r.position) for r in rows if r.position]
    whole, fractional = weights
    data: dict[str, Any] = {
        "kind": kinds[0],
        "kinds": list(kinds),
        "label_zh": label_zh,
        "label_en": label_en,
        "weight": whole if counting == "whole" else fractional,
        "weight_whole": whole,
        "weight_fractional": fractional,
        "facts": sorted({f for r in rows for f in (r.fact, r.fact2) if f}),
        "documents": sorted({r.document for r in rows if r.document}),
        "tasks": vias,
        "basis": next(b for b in ("stated", "inferred", "authority") if b in bases),
        "years": sorted({int(r.year) for r in rows if r.year}),
    }
    if positions:
        data["position"] = min(positions)
    return data


@cache
def _edge_words(edges: tuple[str, ...]) -> tuple[tuple[str, ...], str, str]:
    """Return the local names of declared edges, and their labels in both languages."""
    kinds = tuple(edge.removeprefix(PK_NS) for edge in edges)
    terms = [term for kind in kinds if (term := declarations.term(PK_NS + kind))]
    zh = "、".join(t.label_zh for t in terms) or kinds[0]
    return kinds, zh, ", ".join(t.label_en for t in terms) or kinds[0]


def _basis(row: EdgeRow) -> str:
    """Return the weaker basis of the facts a row joins; the authority file gives none."""
    if not row.basis:
        return "authority"
    inferred = CODE_NS + "inferred"
    return "inferred" if inferred in (row.basis, row.basis2) else "stated"


def _edge_quotes(
    rows: Sequence[EdgeRow], quotes: Mapping[str, list[Quote]]
) -> list[dict[str, Any]]:
    """Return an edge's quotes, each once for every task through which it concerns the edge."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        for fact, basis in ((row.fact, row.basis), (row.fact2, row.basis2)):
            for quote in quotes.get(fact, []) if fact else []:
                entry = dict(quote, via=row.via, basis=basis.removeprefix(CODE_NS))
                found.setdefault((quote["iri"], row.via), entry)
    return sorted(
        found.values(), key=lambda q: (q["document"], q["start"], q["end"], q["via"], q["iri"])
    )


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
