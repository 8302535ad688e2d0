"""Networks by hand-written look-ups in rdflib's indexes: the fastest way there is through rdflib.

The rows of three networks, and everything else a network asks of a graph (what is known of its
nodes, the quotes of its facts, the version of the data), so that the very same network comes out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graph.networks.build import NETWORKS, assemble
from graph.networks.nx import Net
from graph.networks.queries import Filters, network_query
from graph.networks.rows import PROPERTIES, Brackets, EdgeRow, Quote
from ontology import declarations
from ontology.namespaces import PK_NS, PREFIXES
from ontology.terms import CODE, DCAT, OA, PK, PROV

if TYPE_CHECKING:
    from rdflib import Graph

NAMES: Final = ("leads", "co-leads", "campaign-department")
"""Networks that are written by hand here."""

_FACT: Final = (
    "role", "task", "actor", "statedIn", "basis", "position", "year", "Organization",
)  # fmt: skip


class Lead(NamedTuple):
    """A lead as rdflib's indexes tell it."""

    fact: str
    work: Any
    body: Any
    edge: str
    document: str
    basis: str
    position: str
    year: str


def leads_by_hand(graph: Graph, groups: bool) -> list[Lead]:
    """Read every lead by look-ups in rdflib's indexes."""
    from rdflib import RDF, URIRef

    pk = {name: URIRef(PK_NS + name) for name in _FACT}
    found = []
    for fact in graph.subjects(pk["role"], URIRef(CODE.lead)):
        body, document = graph.value(fact, pk["actor"]), graph.value(fact, pk["statedIn"])
        named = (body, RDF.type, pk["Organization"]) in graph
        if not named and not groups:
            continue
        year = graph.value(fact, pk["year"]) or graph.value(document, pk["year"])
        found.append(
            Lead(
                str(fact),
                graph.value(fact, pk["task"]),
                body,
                PK.ledBy if named else PK.ledByGroup,
                str(document),
                str(graph.value(fact, pk["basis"])),
                str(graph.value(fact, pk["position"]) or ""),
                str(year or ""),
            )
        )
    return found


def rows_by_hand(graph: Graph, name: str) -> list[EdgeRow]:
    """Return the rows of a network as :func:`graph.networks.rows.edge_rows` does."""
    leads = leads_by_hand(graph, NETWORKS[name].groups)
    rows = set()
    if name == "leads":
        for x in leads:
            ends = (str(x.work), str(x.body), x.edge, x.fact, x.document, x.basis)
            rows.add(EdgeRow(*ends, "", "", "", x.position, x.year))
    elif name == "co-leads":
        together: dict[Any, list[Lead]] = defaultdict(list)
        for x in leads:
            together[x.work].append(x)
        for work, heads in together.items():
            for x in heads:
                for y in heads:
                    if str(x.body) < str(y.body):
                        start = (str(x.body), str(y.body), x.edge, x.fact, x.document, x.basis)
                        rows.add(EdgeRow(*start, str(work), y.fact, y.basis, "", x.year))
    else:
        rows |= _lifted(graph, leads)
    return sorted(rows)


def _lifted(graph: Graph, leads: list[Lead]) -> set[EdgeRow]:
    from rdflib import RDF, URIRef

    series = {URIRef(PK.Campaign), URIRef(PK.Strategy)}
    rows = set()
    for x in leads:
        for above in graph.transitive_objects(x.work, URIRef(PK.partOf)):
            if series & set(graph.objects(above, RDF.type)):
                start = (str(above), str(x.body), x.edge, x.fact, x.document, x.basis)
                rows.add(EdgeRow(*start, str(x.work), "", "", x.position, x.year))
    return rows


class ByHand:
    """Answers what a network asks beside its rows, by look-ups."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def describe(
        self, iris: Iterable[str], properties: Sequence[str] = PROPERTIES, /
    ) -> dict[str, dict[str, list[tuple[str, str]]]]:
        from rdflib import URIRef

        wanted: dict[Any, str] = {URIRef(p): p for p in properties}
        found: dict[str, dict[str, list[tuple[str, str]]]] = {}
        for iri in iris:
            known: dict[str, list[tuple[str, str]]] = {}
            for prop, value in self.graph.predicate_objects(URIRef(iri)):
                if prop in wanted:
                    language = getattr(value, "language", "") or ""
                    known.setdefault(wanted[prop], []).append((str(value), language))
            for pairs in known.values():
                pairs.sort()
            if known:
                found[iri] = known
        return found

    def quotes_of(self, facts: Iterable[str], /) -> dict[str, list[Quote]]:
        from rdflib import URIRef

        evidence, words = URIRef(PK.evidence), dict[Any, Quote]()
        found: dict[str, list[Quote]] = {}
        for fact in facts:
            for quote in self.graph.objects(URIRef(fact), evidence):
                if quote not in words:
                    words[quote] = self._quote(quote)
                found.setdefault(fact, []).append(words[quote])
        for quotes in found.values():
            quotes.sort(key=lambda q: (q["document"], q["start"], q["end"], q["iri"]))
        return found

    def _quote(self, quote: Any) -> Quote:
        from rdflib import URIRef

        said = {str(p): str(o) for p, o in self.graph.predicate_objects(URIRef(quote))}
        return Quote(
            iri=str(quote),
            text=said[OA.exact],
            document=said[PROV.wasQuotedFrom],
            start=int(said.get(OA.start, 0)),
            end=int(said.get(OA.end, 0)),
            via="",
            basis="",
        )

    def leads_of(self, work: Iterable[str]) -> Brackets:
        from rdflib import RDF, URIRef

        properties = {
            (s.role, s.target_class): s.property
            for s in declarations.shortcuts()
            if s.role and s.position is None and s.out_of is None
        }
        found: Brackets = {}
        for piece in work:
            for duty in self.graph.subjects(URIRef(PK.task), URIRef(piece)):
                role = str(self.graph.value(duty, URIRef(PK.role)))
                for actor in self.graph.objects(duty, URIRef(PK.actor)):
                    for kind in self.graph.objects(actor, RDF.type):
                        if edge := properties.get((role, str(kind))):
                            found.setdefault((piece, edge), set()).add(str(actor))
        return found

    def data_version(self) -> str:
        return self.release()

    def release(self) -> str:
        from rdflib import RDF, URIRef

        datasets = self.graph.subjects(RDF.type, URIRef(PREFIXES["void"] + "Dataset"))
        versions = (self.graph.value(d, URIRef(DCAT.version)) for d in datasets)
        return min((str(v) for v in versions if v is not None), default="")


def network_by_hand(graph: Graph, name: str) -> Net:
    """Return the network that :func:`graph.networks.build.build_network` returns."""
    spec, filters = NETWORKS[name], Filters()
    rows, text = rows_by_hand(graph, name), network_query(spec, filters)
    return assemble(ByHand(graph), spec, rows, filters, text)


def same(a: Net, b: Net) -> bool:
    """Tell whether two networks say the same, to the last quote, of whatever state of the data."""
    cited = ("version", "release")
    about = [{k: v for k, v in net.graph.items() if k not in cited} for net in (a, b)]
    nodes = list(a.nodes(data=True)) == list(b.nodes(data=True))
    edges = list(a.edges(data=True)) == list(b.edges(data=True))
    return nodes and edges and about[0] == about[1] and a.is_directed() == b.is_directed()
