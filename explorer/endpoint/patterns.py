"""The graph by pattern, out of the file that pages read: no store is loaded for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final

from explorer.kit.request import view_at
from explorer.snapshots import Snapshot
from graph.builds.generation import Generation
from graph.builds.pages import PageFile, literal_of, row_of
from graph.rdf.nquads import STRING
from graph.rdf.store import Patterns, Readable
from ontology.namespaces import prefixes_for
from ontology.rdf import Literal, NamedNode, Quad, RdfFormat, parse

__all__ = ["PageGraph", "readable"]


def readable(snapshot: Snapshot) -> Readable:
    """Return a state of the data to be read by pattern; files are loaded into a store.

    Raises:
        DamagedBuild: the graphs are not those that were written.
    """
    file = view_at(snapshot).file if snapshot.generation is not None else None
    if snapshot.generation is None or file is None:
        return snapshot.store
    return PageGraph(snapshot.generation, file)


class PageGraph:
    """The quads of a build, read where pages read them.

    Patterns that name a subject, an object or a graph cost what they find; one of a predicate
    alone reads the graphs that use it, the first first.
    """

    def __init__(self, generation: Generation, file: PageFile) -> None:
        self._generation, self._file = generation, file
        self.base: Final = generation.manifest.base
        self.prefixes: Final = prefixes_for(self.base)
        self._names = {part.iri: name for name, part in generation.manifest.parts.items()}

    @property
    def raw(self) -> Patterns:
        """The quads, as a store has them."""
        return self

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(self._names)

    def prefetch(self, iris: Iterable[str], /) -> None:
        """Do nothing: all is at hand."""

    def contains_named_graph(self, graph_name: NamedNode, /) -> bool:
        """Tell whether there is such a graph."""
        return graph_name.value in self._names

    def quads_for_pattern(
        self, subject: Any, predicate: Any, object: Any, graph_name: Any = None, /
    ) -> Iterator[Quad]:
        """Yield the quads that fit; ``None`` fits every term.

        Raises:
            DamagedBuild: a graph that is read whole is not as it was written.
        """
        if isinstance(subject, NamedNode):
            found = self._said_of(subject)
        elif isinstance(object, NamedNode):
            found = self._pointing_at(object)
        elif graph_name is not None:
            found = self._graph(graph_name)
        elif predicate is not None:
            found = self._using(predicate)
        else:
            found = (quad for iri in self._names for quad in self._graph(NamedNode(iri)))
        for quad in found:
            if (
                (subject is None or quad.subject == subject)
                and (predicate is None or quad.predicate == predicate)
                and (object is None or quad.object == object)
                and (graph_name is None or quad.graph_name == graph_name)
            ):
                yield quad

    @cached_property
    def _nodes(self) -> list[NamedNode]:
        """The graph of each shard in the order of the build, by which the file ranks them."""
        parts = self._generation.manifest.parts
        return [NamedNode(parts[name].iri) for name, _ in self._generation.places]

    def _said_of(self, subject: NamedNode) -> Iterator[Quad]:
        for graph, row in self._rows("out", subject.value):
            for predicate, things in row:
                for thing in things:
                    yield Quad(subject, predicate, _term(thing), graph)

    def _pointing_at(self, thing: NamedNode) -> Iterator[Quad]:
        for graph, row in self._rows('"into"', thing.value):
            for predicate, subjects in row:
                for subject in subjects:
                    yield Quad(NamedNode(subject), predicate, thing, graph)

    def _rows(
        self, table: str, iri: str
    ) -> Iterator[tuple[NamedNode, Iterator[tuple[NamedNode, list[Any]]]]]:
        """Yield the graphs that speak of a thing, each with terms by predicate."""
        names = self._file.predicates
        for rank, body in self._file.ranked(table, iri):
            name, row = row_of(body, names)
            if name == iri:
                yield self._nodes[rank], ((NamedNode(predicate), terms) for predicate, terms in row)

    def _using(self, predicate: NamedNode) -> Iterator[Quad]:
        for rank in self._file.using(predicate.value):
            yield from parse(
                self._generation.piece(*self._generation.places[rank]), RdfFormat.N_QUADS
            )

    def _graph(self, graph: NamedNode) -> Iterator[Quad]:
        name = self._names.get(graph.value)
        if name is not None:
            yield from parse(self._generation.part(name), RdfFormat.N_QUADS)


def _term(thing: str | list[str]) -> NamedNode | Literal:
    if isinstance(thing, str):
        return NamedNode(thing)
    text, lang, kind = literal_of(thing)
    if lang:
        return Literal(text, language=lang)
    return Literal(text) if kind == STRING else Literal(text, datatype=NamedNode(kind))
