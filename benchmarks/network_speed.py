"""How fast networks are built: from the store, and through rdflib, on the same synthetic data.

    python -m benchmarks.network_speed --documents 100

rdflib is taken twice: by its own SPARQL engine with our very query (``--sparql``; it takes
minutes from a few thousand facts on), and by hand-written look-ups in its indexes, the
fastest way there is.  The rows are compared.  Also: all measures of a co-lead network of 200
bodies.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from benchmarks.synthetic import write_workspace
from graph import analyses
from graph.network_queries import Filters, network_query
from graph.network_rows import Row, edge_rows
from graph.networks import NETWORKS, build_network
from graph.nx import Net, networkx
from graph.store import GraphStore
from loaders.compile import compile_workspace
from loaders.workspace import open_workspace
from ontology.namespaces import PK_NS
from ontology.terms import CODE, PK

if TYPE_CHECKING:
    from rdflib import Graph

NAMES = ("leads", "co-leads", "campaign-department")
T = TypeVar("T")


class Term(NamedTuple):
    """A term as the network code reads it."""

    value: str


class ThroughRdflib:
    """Answers the same queries by rdflib's own engine, in memory."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def query(self, text: str) -> Iterator[tuple[Term | None, ...]]:
        for row in self.graph.query(text):
            terms: tuple[Any, ...] = tuple(row)  # type: ignore[arg-type]
            yield tuple(None if term is None else Term(str(term)) for term in terms)


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

    pk = {name: URIRef(PK_NS + name) for name in (
        "role", "task", "actor", "statedIn", "basis", "position", "year", "Organization",
    )}  # fmt: skip
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


def rows_by_hand(graph: Graph, name: str) -> list[Row]:
    """Return the rows of a network as :func:`edge_rows` does."""
    leads = leads_by_hand(graph, NETWORKS[name].groups)
    rows = set()
    if name == "leads":
        for x in leads:
            ends = (str(x.work), str(x.body), x.edge, x.fact, x.document, x.basis)
            rows.add(Row(*ends, "", "", "", x.position, x.year))
    elif name == "co-leads":
        together: dict[Any, list[Lead]] = defaultdict(list)
        for x in leads:
            together[x.work].append(x)
        for work, heads in together.items():
            for x in heads:
                for y in heads:
                    if str(x.body) < str(y.body):
                        start = (str(x.body), str(y.body), x.edge, x.fact, x.document, x.basis)
                        rows.add(Row(*start, str(work), y.fact, y.basis, "", x.year))
    else:
        rows |= _lifted(graph, leads)
    return sorted(rows)


def _lifted(graph: Graph, leads: list[Lead]) -> set[Row]:
    from rdflib import RDF, URIRef

    series = {URIRef(PK.Campaign), URIRef(PK.Strategy)}
    rows = set()
    for x in leads:
        for above in graph.transitive_objects(x.work, URIRef(PK.partOf)):
            if series & set(graph.objects(above, RDF.type)):
                start = (str(above), str(x.body), x.edge, x.fact, x.document, x.basis)
                rows.add(Row(*start, str(x.work), "", "", x.position, x.year))
    return rows


def timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    found = work()
    return found, time.perf_counter() - start


def load(documents: int) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        write_workspace(Path(folder), documents)
        compiled = compile_workspace(open_workspace(Path(folder)))
    return b"".join(compiled.parts.values())


def as_rdflib(nquads: bytes) -> Graph:
    from rdflib import Graph

    graph = Graph()
    # Graph names are dropped: one plain graph in memory is rdflib's fastest way.
    triples = b"\n".join(line.rsplit(b" <", 1)[0] + b" ." for line in nquads.splitlines())
    graph.parse(data=triples, format="nt")
    return graph


def co_leads(bodies: int = 200, tasks: int = 700) -> Net:
    """A network like a real one: a few bodies lead much, most little."""
    rng = random.Random(1)
    names = [f"https://example.org/id/body-{i:03}" for i in range(bodies)]
    weights = [1 / (i + 3) for i in range(bodies)]
    net: Any = networkx.Graph()
    for i, name in enumerate(names):
        net.add_node(name, label_zh=f"单位{i}", label_en=f"Body {i}", group=False)
    for _ in range(tasks):
        together = sorted(set(rng.choices(names, weights, k=rng.randint(2, 6))))
        for i, a in enumerate(together):
            for b in together[i + 1 :]:
                more = net.edges[a, b]["weight"] + 1.0 if net.has_edge(a, b) else 1.0
                net.add_edge(a, b, weight=more)
    found: Net = net
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=100)
    parser.add_argument("--sparql", action="store_true", help="also run our query on rdflib")
    chosen = parser.parse_args()

    nquads = load(chosen.documents)
    store, loading = timed(lambda: GraphStore.in_memory(nquads))
    graph, slow_loading = timed(lambda: as_rdflib(nquads))
    print(f"{chosen.documents} documents, {len(store):,} quads")
    print(f"{'load':22} store {loading:8.3f} s   rdflib {slow_loading:8.3f} s")
    for name in NAMES:
        measure(store, graph, name, chosen.sparql)
    net = co_leads()
    made, seconds = timed(lambda: analyses.centralities(net))
    size = f"{len(made)} bodies, {net.number_of_edges():,} edges"
    print(f"all measures of a co-lead network, {size}: {seconds:.2f} s")


def measure(store: GraphStore, graph: Graph, name: str, sparql: bool) -> None:
    text = network_query(NETWORKS[name], Filters())
    rows, fast = timed(lambda: edge_rows(store, text))
    other, slow = timed(lambda: rows_by_hand(graph, name))
    same = "same rows" if rows == other else "DIFFERENT ROWS"
    print(
        f"{name:22} store {fast:8.3f} s   rdflib by hand {slow:8.3f} s   "
        f"{slow / fast:6.1f}×   {len(rows):,} rows, {same}"
    )
    net, whole = timed(lambda: build_network(store, name))
    size = f"{len(net):,} nodes, {net.number_of_edges():,} edges"
    print(f"{'  with words, quotes':22} store {whole:8.3f} s   {size}")
    if sparql:
        other, slow = timed(lambda: edge_rows(ThroughRdflib(graph), text))
        same = "same rows" if rows == other else "DIFFERENT ROWS"
        print(f"{'  SPARQL on rdflib':22} {slow:.3f} s   {slow / fast:.0f}×   {same}")


if __name__ == "__main__":
    main()
