"""How fast networks are built: from the store, and through rdflib, on the same synthetic data.

    python -m benchmarks.network_speed --documents 100

The same network, with all words and quotes, comes from the store by its query, from the file in
which a build keeps a network that was made once, and from rdflib by hand-written look-ups in its
indexes, the fastest way there is; the three are compared to the last quote.  The loading of the
graph is told apart.  ``--sparql`` also asks rdflib's own engine our very queries, which takes
minutes from a few thousand facts on.  Also: all measures of a co-lead network of 200 bodies.
"""

from __future__ import annotations

import argparse
import math
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from benchmarks.network_by_hand import NAMES, network_by_hand, same
from benchmarks.synthetic import write_workspace
from graph.builds.build import publish
from graph.builds.description import DatasetInfo
from graph.builds.generation import Generation
from graph.measures import measure as analyses
from graph.networks.build import NETWORKS, build_network, cached_network
from graph.networks.nx import Net, networkx
from graph.networks.queries import Filters, network_query
from graph.networks.rows import edge_rows
from graph.rdf.store import GraphStore
from loaders.compile import compile_workspace
from loaders.workspace import open_workspace

if TYPE_CHECKING:
    from rdflib import Graph

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


def timed(work: Callable[[], T], times: int = 1) -> tuple[T, float]:
    """Return what some work yields, and how long it took when it was quickest."""
    best = math.inf
    for _ in range(times):
        start = time.perf_counter()
        found = work()
        best = min(best, time.perf_counter() - start)
    return found, best


def build(documents: int, folder: Path) -> Generation:
    """Build a synthetic workspace as `policykg build` does."""
    write_workspace(folder, documents)
    workspace = open_workspace(folder)
    compiled = compile_workspace(workspace)
    return publish(folder / "build", compiled.parts, info=DatasetInfo(base=workspace.base))


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
    parser.add_argument("--sparql", action="store_true", help="also run our queries on rdflib")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(build(chosen.documents, Path(folder)), chosen.sparql)
    net = co_leads()
    made, seconds = timed(lambda: analyses.centralities(net))
    size = f"{len(made)} bodies, {net.number_of_edges():,} edges"
    print(f"all measures of a co-lead network, {size}: {seconds:.2f} s")


def compare(built: Generation, sparql: bool) -> None:
    """Build the networks by every way, and say how long each took and whether all are equal."""
    fresh = Generation(built.folder, built.manifest)
    _, loading = timed(lambda: fresh.store)
    graph, slow_loading = timed(lambda: as_rdflib(built.nquads()))
    print(f"{len(built.documents)} documents, {built.manifest.quads:,} quads")
    print(f"loading the graph: store {loading:.2f} s, rdflib {slow_loading:.2f} s")
    print("times of rdflib: without loading its graph, and with it; all with words and quotes")
    for name in NAMES:
        measure(fresh, graph, name, (loading, slow_loading))
        if sparql:
            measure_sparql(fresh.store, graph, name)


def measure(fresh: Generation, graph: Graph, name: str, loading: tuple[float, float]) -> None:
    net, cold = timed(lambda: build_network(fresh.store, name), 3)
    cached_network(fresh, name)
    again, warm = timed(lambda: cached_network(fresh, name), 3)
    other, slow = timed(lambda: network_by_hand(graph, name), 2)
    equal = "equal" if same(net, again) and same(net, other) else "DIFFERENT"
    print(f"{name}: {len(net):,} nodes, {net.number_of_edges():,} edges, {equal}")
    print(f"  {'rdflib, look-ups by hand':30}{slow:9.2f} s")
    print(f"  {'store, by its query':30}{cold:9.2f} s  {_times(slow, cold, loading)}")
    print(f"  {'kept with the build':30}{warm:9.2f} s  {_times(slow, warm, (0.0, loading[1]))}")


def _times(slow: float, fast: float, loading: tuple[float, float]) -> str:
    whole = (slow + loading[1]) / (fast + loading[0])
    return f"{slow / fast:6.1f} times as fast; with loading {whole:.0f} times"


def measure_sparql(store: GraphStore, graph: Graph, name: str) -> None:
    """Ask rdflib's own engine for the rows alone; the whole network would take longer still."""
    text = network_query(NETWORKS[name], Filters())
    rows, fast = timed(lambda: edge_rows(store, text))
    other, slow = timed(lambda: edge_rows(ThroughRdflib(graph), text))
    equal = "equal" if rows == other else "DIFFERENT"
    print(f"  rows by the same SPARQL: store {fast:.2f} s, rdflib {slow:.2f} s, {equal}")


if __name__ == "__main__":
    main()
