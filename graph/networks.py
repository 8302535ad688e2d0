"""Networks from the graph: networkx graphs whose every edge keeps its facts and quotes.

Node ids are IRIs.  Attributes are native (strings, numbers, lists), so that a network can be
measured, drawn and written without another look at the store.  Nodes carry ``label_zh``,
``label_en``, ``kind`` (class), ``subkind`` (code), ``group``, ``documents``, ``number``,
``start``, ``end``, ``evidence``; edges ``kind``, ``kinds``, ``label_zh``, ``label_en``,
``weight``, ``weight_whole``, ``weight_fractional``, ``facts``, ``documents``, ``tasks``,
``basis``, ``group``, ``position``, ``years``, ``evidence``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from graph.network_labels import shorten_labels
from graph.network_queries import Filters, network_query
from graph.network_rows import (
    Queryable,
    Quote,
    Row,
    data_version,
    describe,
    edge_rows,
    labels,
    node_attributes,
    quotes_of,
)
from graph.network_specs import NETWORKS, NetworkSpec
from ontology import declarations
from ontology.namespaces import CODE_NS, PK_NS

if TYPE_CHECKING:
    from graph.nx import Net

Counting = Literal["whole", "fractional"]

__all__ = ["NETWORKS", "Filters", "assemble", "build_network", "make_filters"]


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
        store: What answers SPARQL, such as :class:`graph.store.GraphStore`.
        name: A key of :data:`NETWORKS`.
        counting: Whether ``weight`` counts whole or fractional; both are on every edge.
        evidence: Whether nodes and edges carry their quotes.
        filters: Fields of :class:`graph.network_queries.Filters`; one text stands for a list
            of one.

    Raises:
        KeyError: there is no network of that name; the message lists them.
        ValueError: a filter is no IRI.
        TypeError: there is no such filter.
    """
    if name not in NETWORKS:
        raise KeyError(f"no network {name!r}; there are {', '.join(sorted(NETWORKS))}")
    spec, chosen = NETWORKS[name], make_filters(**filters)
    text = network_query(spec, chosen)
    return assemble(store, spec, edge_rows(store, text), chosen, text, counting, evidence)


def make_filters(**filters: Any) -> Filters:
    """Return filters; one text may stand for a list of one."""
    listed = ("document", "campaign", "place", "role", "kind")
    for key in listed:
        if key in filters:
            value = filters[key]
            filters[key] = (value,) if isinstance(value, str) else tuple(value or ())
    return Filters(**filters)


@dataclass(slots=True)
class _Edge:
    """What the rows say about one pair of nodes."""

    rows: list[Row] = field(default_factory=list)

    def vias(self) -> list[str]:
        return sorted({r.via for r in self.rows if r.via})

    def facts(self) -> list[str]:
        return sorted({f for r in self.rows for f in (r.fact, r.fact2) if f})

    def kinds(self) -> list[str]:
        return sorted({r.edge.removeprefix(PK_NS) for r in self.rows})


def assemble(
    store: Queryable,
    spec: NetworkSpec,
    rows: Sequence[Row],
    filters: Filters,
    text: str,
    counting: Counting = "whole",
    evidence: bool = True,
) -> Net:
    """Make a networkx graph of rows."""
    from graph.nx import DiGraph, Graph

    net: Net = DiGraph() if spec.directed else Graph()
    grouped: dict[tuple[str, str], _Edge] = defaultdict(_Edge)
    for row in rows:
        grouped[row.source, row.target].rows.append(_with_fact(row))
    known = describe(store, {end for pair in grouped for end in pair})
    quotes = _quotes(store, grouped, known) if evidence else {}
    for iri in sorted({end for pair in grouped for end in pair}):
        data = node_attributes(iri, known.get(iri, {}))
        if evidence:
            _put_quotes(data, quotes.get(iri, []))
        net.add_node(iri, **data)
    shares = _shares(spec, rows)
    for (source, target), edge in sorted(grouped.items()):
        data = _edge_data(edge, _weights(spec, edge, shares), counting)
        if spec.edge_label:
            data["label_zh"], data["label_en"] = spec.edge_label
        data["group"] = bool(net.nodes[source]["group"] or net.nodes[target]["group"])
        if evidence:
            data["evidence"] = _edge_quotes(edge, quotes)
        net.add_edge(source, target, **data)
    net.graph.update(_about(store, net, spec, filters, text, counting))
    shorten_labels(net)
    return net


def _with_fact(row: Row) -> Row:
    """A plain edge rests on the record of its source, where a document states that."""
    return row if row.fact or not row.document else row._replace(fact=row.source)


def _quotes(
    store: Queryable,
    grouped: Mapping[tuple[str, str], _Edge],
    known: Mapping[str, Any],
) -> dict[str, list[Quote]]:
    facts = {fact for edge in grouped.values() for fact in edge.facts()}
    return quotes_of(store, facts | set(known))


def _put_quotes(data: dict[str, Any], quotes: list[Quote]) -> None:
    data["evidence"] = [dict(q, basis=data["basis"]) for q in quotes]
    if quotes:
        data["offset"] = min(q["start"] for q in quotes)


def _edge_data(edge: _Edge, weights: tuple[float, float], counting: Counting) -> dict[str, Any]:
    kinds = edge.kinds()
    terms = [declarations.term(PK_NS + kind) for kind in kinds]
    bases = {_basis(r) for r in edge.rows}
    positions = [int(r.position) for r in edge.rows if r.position]
    whole, fractional = weights
    data: dict[str, Any] = {
        "kind": kinds[0],
        "kinds": kinds,
        "label_zh": "、".join(t.label_zh for t in terms if t) or kinds[0],
        "label_en": ", ".join(t.label_en for t in terms if t) or kinds[0],
        "weight": whole if counting == "whole" else fractional,
        "weight_whole": whole,
        "weight_fractional": fractional,
        "facts": edge.facts(),
        "documents": sorted({r.document for r in edge.rows if r.document}),
        "tasks": edge.vias(),
        "basis": next(b for b in ("stated", "inferred", "authority") if b in bases),
        "years": sorted({int(r.year) for r in edge.rows if r.year}),
    }
    if positions:
        data["position"] = min(positions)
    return data


def _basis(row: Row) -> str:
    """Return the weaker basis of the facts a row joins; the authority file gives none."""
    if not row.basis:
        return "authority"
    inferred = CODE_NS + "inferred"
    return "inferred" if inferred in (row.basis, row.basis2) else "stated"


def _edge_quotes(edge: _Edge, quotes: Mapping[str, list[Quote]]) -> list[dict[str, Any]]:
    """Return an edge's quotes, each once for every task through which it concerns the edge."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in edge.rows:
        for fact, basis in ((row.fact, row.basis), (row.fact2, row.basis2)):
            for quote in quotes.get(fact, []) if fact else []:
                entry = dict(quote, via=row.via, basis=basis.removeprefix(CODE_NS))
                found.setdefault((quote["iri"], row.via), entry)
    return sorted(
        found.values(), key=lambda q: (q["document"], q["start"], q["end"], q["via"], q["iri"])
    )


# ---- counting --------------------------------------------------------------------------


def _shares(spec: NetworkSpec, rows: Iterable[Row]) -> dict[tuple[str, str], int]:
    """Return n for every task: its leads, or the pairs of a lead and a supporter.

    Groups stand under an edge of their own, so they never enlarge the n of named bodies.
    """
    ends: dict[tuple[str, str], set[Any]] = defaultdict(set)
    for row in rows:
        match spec.view:
            case "projection":
                ends[row.via, ""].update((row.source, row.target))
            case "pairs":
                ends[row.via, ""].add((row.source, row.target))
            case "lifted":
                ends[row.via, row.edge].add(row.target)
            case _:
                ends[row.source, row.edge].add(row.target)
    return {key: len(values) for key, values in ends.items()}


def _weights(
    spec: NetworkSpec, edge: _Edge, shares: Mapping[tuple[str, str], int]
) -> tuple[float, float]:
    """Return the weight by whole and by fractional counting."""
    vias = edge.vias()
    match spec.view:
        case "projection":
            whole, parts = len(vias), [1 / (shares[v, ""] - 1) for v in vias]
        case "pairs":
            whole, parts = len(vias), [1 / shares[v, ""] for v in vias]
        case "lifted":
            pairs = sorted({(r.via, r.edge) for r in edge.rows})
            whole, parts = len(vias), [1 / shares[p] for p in pairs]
        case _:
            # A role counts once, however often the bracket repeats the name.
            roles = sorted({(r.source, r.edge) for r in edge.rows if r.edge in _FACT_EDGES})
            others = {r.fact for r in edge.rows if r.edge not in _FACT_EDGES} - {""}
            whole = len(roles) + len(others) or 1
            parts = [*(1 / shares[role] for role in roles), float(whole - len(roles))]
    return float(whole), round(sum(parts), 12)


_FACT_EDGES = frozenset(s.property for s in declarations.shortcuts())


def _about(
    store: Queryable,
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
        "version": data_version(store),
        "layout": spec.layout,
        "layers": spec.layers,
        "words": labels(store, sorted(documents | tasks)),
    }
