"""What rows are computed from: the named graphs of a build, or of any store, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from graph.builds.generation import Generation
from graph.rdf.store import GraphStore
from graph.tables.shared import Node, Shared, gathered
from ontology.namespaces import PREFIXES
from ontology.rdf import BlankNode, NamedNode, RdfFormat, parse
from ontology.terms import PK

__all__ = [
    "SHARED",
    "Node",
    "PageOf",
    "Reader",
    "Said",
    "Statements",
    "of_generation",
    "of_store",
]

SHARED: Final = ("authority", "links")
"""Graphs that say what things are, whatever document names them."""
_OTHERS: Final = frozenset((*SHARED, "ontology", "dataset"))

_SMALL: Final = 4 << 20
"""Up to so many bytes of N-Quads, authority files are held."""

Statements = dict[str, dict[str, list[Node]]]
"""Subject to property to objects."""
Said = Mapping[str, dict[str, list[Node]]]
"""The same, wherever it is held."""
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

    def shared(self) -> Said:
        """Return what the authority files say of things, whatever document names them."""

    def page(self, document: str, position: int, /) -> int | None:
        """Return the page on which a character stands, where that is known."""


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

    def shared(self) -> Said:
        parts = self.generation.manifest.parts
        named = [graph for graph in SHARED if graph in parts]
        if sum(parts[graph].size for graph in named) <= _SMALL:
            return _united(self)
        return Shared(piece for graph in named for piece in self.generation.pieces(graph))

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

    def shared(self) -> Said:
        return _united(self)

    def page(self, document: str, position: int, /) -> int | None:
        return self.page_of(document, position) if self.page_of else None


def _united(reader: Reader) -> Statements:
    """Return what the authority files say, in memory."""
    found: Statements = {}
    for graph in SHARED:
        for iri, properties in reader.statements(graph).items():
            kept = found.setdefault(iri, {})
            for predicate, nodes in properties.items():
                kept.setdefault(predicate, []).extend(nodes)
    return found


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
