"""What rows are computed from: the named graphs of a build, or of any store, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, Protocol

from graph.builds.generation import Generation
from graph.rdf.store import GraphStore
from ontology.namespaces import PREFIXES
from ontology.rdf import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse
from ontology.terms import PK

__all__ = ["SHARED", "Node", "PageOf", "Reader", "Statements", "of_generation", "of_store"]

SHARED: Final = ("authority", "links")
"""Graphs that say what things are, whatever document names them."""
_OTHERS: Final = frozenset((*SHARED, "ontology", "dataset"))

Node = NamedNode | Literal
Statements = dict[str, dict[str, list[Node]]]
"""Subject to property to objects."""
PageOf = Callable[[str, int], "int | None"]
"""Page of a document's source on which a character stands: (document id, code point)."""


class Reader(Protocol):
    """Where named graphs come from."""

    @property
    def base(self) -> str:
        """Base IRI of the workspace."""

    @property
    def documents(self) -> list[str]:
        """Ids of the documents, sorted."""

    def statements(self, graph: str, /) -> Statements:
        """Return what one named graph states; nothing where there is no such graph."""

    def page(self, document: str, position: int, /) -> int | None:
        """Return the page on which a character stands, where that is known."""


def gathered(quads: Iterable[Quad]) -> Statements:
    """Return quads by subject and property; statements about blank nodes are left out."""
    found: Statements = {}
    for quad in quads:
        subject, object_ = quad.subject, quad.object
        if isinstance(subject, NamedNode) and isinstance(object_, (NamedNode, Literal)):
            properties = found.setdefault(subject.value, {})
            properties.setdefault(quad.predicate.value, []).append(object_)
    return found


@dataclass(frozen=True, slots=True)
class _OfGeneration:
    generation: Generation
    page_of: PageOf | None = None

    @property
    def base(self) -> str:
        return self.generation.manifest.base

    @property
    def documents(self) -> list[str]:
        return self.generation.documents

    def statements(self, graph: str, /) -> Statements:
        if graph not in self.generation.manifest.parts:
            return {}
        return gathered(parse(self.generation.part(graph), RdfFormat.N_QUADS, lenient=True))

    def page(self, document: str, position: int, /) -> int | None:
        return self.page_of(document, position) if self.page_of else None


@dataclass(frozen=True, slots=True)
class _OfStore:
    store: GraphStore
    page_of: PageOf | None = None

    @property
    def base(self) -> str:
        return self.store.base

    @property
    def documents(self) -> list[str]:
        """Names of the graphs in which documents are described."""
        own = f"{self.base}graph/"
        kind, document = NamedNode(f"{PREFIXES['rdf']}type"), NamedNode(PK.Document)
        graphs = {
            quad.graph_name.value
            for quad in self.store.raw.quads_for_pattern(None, kind, document)
            if isinstance(quad.graph_name, (NamedNode, BlankNode))
        }
        named = {iri.removeprefix(own) for iri in graphs}
        return sorted(named - _OTHERS)

    def statements(self, graph: str, /) -> Statements:
        iri = graph if ":" in graph else f"{self.base}graph/{graph}"
        quads = self.store.raw.quads_for_pattern(None, None, None, NamedNode(iri))
        return gathered(sorted(quads, key=str))

    def page(self, document: str, position: int, /) -> int | None:
        return self.page_of(document, position) if self.page_of else None


def of_generation(generation: Generation, page_of: PageOf | None = None) -> Reader:
    """Return a reader of a build: one named graph is read and held at a time.

    Args:
        generation: the build.
        page_of: tells the page of a character where pages are known.
    """
    return _OfGeneration(generation, page_of)


def of_store(store: GraphStore, page_of: PageOf | None = None) -> Reader:
    """Return a reader of a store, whatever its quads were loaded from."""
    return _OfStore(store, page_of)
