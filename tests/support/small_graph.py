"""A small graph for tests: ``examples/small-graph.trig`` as compiled parts."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from graph.builds.description import DatasetInfo
from graph.rdf.store import GraphStore
from ontology.rdf import NamedNode, RdfFormat, parse, serialize

FILE = Path(__file__).parent.parent / "examples" / "small-graph.trig"
BASE = "https://w3id.org/policykg/"
INFO = DatasetInfo(
    title={"zh": "小图", "en": "Small graph"},
    licence="https://creativecommons.org/licenses/by/4.0/",
    version="0.1.0",
)


def small_parts() -> dict[str, bytes]:
    """Return the parts of the small graph, as loaders compile them: a copy of its own each time."""
    return dict(_compiled())


@cache
def _compiled() -> dict[str, bytes]:
    grouped: dict[str, list[object]] = {}
    for quad in parse(FILE.read_bytes(), RdfFormat.TRIG):
        assert isinstance(quad.graph_name, NamedNode)
        grouped.setdefault(quad.graph_name.value.rpartition("/")[2], []).append(quad)
    return {
        name: serialize(quads, format=RdfFormat.N_QUADS) or b""  # type: ignore[arg-type]
        for name, quads in sorted(grouped.items())
    }


def small_store() -> GraphStore:
    """Return the small graph, to be asked."""
    return GraphStore.in_memory(small_parts().values(), BASE)


def quad(subject: str, predicate: str, term: str, graph: str = "hill-plan") -> bytes:
    """Return a line of N-Quads about a thing of the small graph."""
    return f"<{BASE}id/{subject}> <{predicate}> {term} <{BASE}graph/{graph}> .\n".encode()
