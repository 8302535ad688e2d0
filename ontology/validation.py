"""Check a graph against the shapes.

pyshacl works on rdflib's own memory graph, never on the store seen through oxrdflib: there it
is slower, and plain strings come back with a datatype, so that its answers are wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from ontology.declarations import turtle
from ontology.namespaces import PREFIXES
from ontology.rdf import RdfFormat, parse, serialize

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

MISSING = (
    "checking shapes needs pyshacl: pip install 'policykg[shapes]' · "
    "检查约束需要 pyshacl:pip install 'policykg[shapes]'"
)


@dataclass(frozen=True, slots=True, order=True)
class ShapeResult:
    """One place where a graph breaks a shape."""

    focus: str
    """IRI of the node, or the id of a blank node."""
    shape: str
    """Name of the shape, such as ``responsibility-actor``."""
    path: str
    """IRI of the property; empty where the node itself is wrong."""
    value: str
    severity: Literal["error", "warning"]
    en: str
    zh: str


@cache
def _shapes() -> Graph:
    from rdflib import Graph

    return Graph().parse(data=turtle("shapes.ttl"), format="turtle")


def _graph(parts: Iterable[bytes]) -> Graph:
    """Return the triples of some N-Quads, whatever their graphs, as an rdflib graph."""
    from rdflib import Graph

    graph = Graph()
    for part in parts:
        triples = (quad.triple for quad in parse(part, format=RdfFormat.N_QUADS))
        graph.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    return graph


def _result(report: Graph, node: Node) -> ShapeResult:
    from rdflib import SH

    def text(predicate: Node) -> str:
        value = report.value(node, predicate)
        return "" if value is None else str(value)

    messages: dict[str, str] = {}
    for message in report.objects(node, SH.resultMessage):
        words: Any = message
        messages[words.language or ""] = str(words)
    return ShapeResult(
        focus=text(SH.focusNode),
        shape=text(SH.sourceShape).removeprefix(PREFIXES["shape"]),
        path=text(SH.resultPath),
        value=text(SH.value),
        severity="warning" if report.value(node, SH.resultSeverity) == SH.Warning else "error",
        en=messages.get("en", ""),
        zh=messages.get("zh-hans", ""),
    )


def check_shapes(parts: Iterable[bytes], context: Iterable[bytes] = ()) -> tuple[ShapeResult, ...]:
    """Check N-Quads against the shapes.

    Args:
        parts: What is checked, such as a document's graph.
        context: What it refers to, such as the authority's graph and the links; it is needed
            to know the classes of things, and not reported on.

    Returns:
        What is wrong with the nodes that ``parts`` describe, sorted; nothing if all is well.

    Raises:
        ImportError: pyshacl is not installed.
    """
    try:
        import pyshacl
    except ImportError as error:
        raise ImportError(MISSING) from error
    from rdflib import SH

    checked = _graph(parts)
    subjects = set(checked.subjects())
    whole = checked + _graph(context)
    _, report, _ = pyshacl.validate(whole, shacl_graph=_shapes())
    return tuple(
        sorted(
            {
                _result(report, node)
                for node in report.subjects(SH.resultSeverity, None)
                if report.value(node, SH.focusNode) in subjects
            }
        )
    )
