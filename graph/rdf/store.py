"""The one door to the store: compiled N-Quads in, queries out.

A graph that fits is held in memory, where queries are 5 to 14 times faster than on disk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from ontology.namespaces import DEFAULT_BASE, prefixes_for
from ontology.rdf import (
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

if TYPE_CHECKING:
    from rdflib import Dataset

    from ontology.rdf import Quad

MEMORY_QUADS: Final = 5_000_000
"""Up to so many quads a graph is served from memory (about 0.4 KB a quad), beyond from disk."""

Answer = QuerySolutions | QueryBoolean | QueryTriples


class Patterns(Protocol):
    """Quads that can be read by pattern."""

    def quads_for_pattern(
        self, subject: Any, predicate: Any, object: Any, graph_name: Any = None, /
    ) -> Iterator[Quad]:
        """Yield the quads that fit; ``None`` fits every term."""

    def contains_named_graph(self, graph_name: Any, /) -> bool:
        """Tell whether there is such a graph."""


class Readable(Protocol):
    """A graph that is read by pattern, wherever it is held; no query is evaluated."""

    @property
    def base(self) -> str:
        """Base IRI of the workspace."""

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The fixed prefixes."""

    @property
    def raw(self) -> Patterns:
        """Its quads."""

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""

    def prefetch(self, iris: Iterable[str], /) -> None:
        """Fetch what views show of some things."""


class GraphStore:
    """A graph that can be asked.  Make it by :meth:`in_memory` or :meth:`on_disk`."""

    data_version = ""
    """The hash of the data, which is cited with every number; empty where nobody knows it."""

    def __init__(self, store: Store, base: str = DEFAULT_BASE) -> None:
        self.raw = store
        """The engine's own store, for code that reads quads by pattern."""
        self.base = base
        self.prefixes = prefixes_for(base)
        self.hold: object = None
        """What keeps the files of a store on disk, which the engine opens as it reads them."""

    @classmethod
    def in_memory(
        cls,
        parts: bytes | Iterable[bytes],
        base: str = DEFAULT_BASE,
        *,
        trusted: bool = False,
    ) -> GraphStore:
        """Load N-Quads text, whole or in parts.

        Args:
            parts: the text.
            base: base IRI of the workspace.
            trusted: the text was read strictly before and is unchanged since; reads faster.

        Raises:
            SyntaxError: the text is no N-Quads.
        """
        store = Store()
        for part in (parts,) if isinstance(parts, bytes) else parts:
            store.load(part, RdfFormat.N_QUADS, lenient=trusted)
        return cls(store, base)

    @classmethod
    def on_disk(cls, folder: Path, base: str = DEFAULT_BASE) -> GraphStore:
        """Open a store built by :func:`write_on_disk`, read-only.

        Raises:
            OSError: there is no store, or it is damaged.
        """
        return cls(Store.read_only(str(folder)), base)

    def __len__(self) -> int:
        return len(self.raw)

    def query(self, text: str, *, union: bool = True) -> Answer:
        """Evaluate a query as it stands; :mod:`graph.queries.query` guards and binds it first."""
        return self.raw.query(
            text,
            base_iri=self.base,
            prefixes=self.prefixes,
            use_default_graph_as_union=union,
        )

    def holds(self, text: str) -> bool:
        """Answer an ASK query."""
        return bool(self.query(text))

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(name.value for name in self.raw.named_graphs())

    def prefetch(self, iris: Iterable[str]) -> None:
        """Fetch what views show of some things; a store at hand has it already."""

    def replace_graph(self, iri: str, nquads: bytes) -> None:
        """Put other quads in place of one named graph; not for stores opened read-only."""
        self.raw.clear_graph(NamedNode(iri))
        self.raw.load(nquads, RdfFormat.N_QUADS)

    def rdflib(self) -> Dataset:
        """Return the graph as an rdflib dataset whose default graph is the union of all."""
        return as_rdflib(self.raw, self.prefixes, self.hold)


def write_on_disk(nquads: Path, folder: Path) -> int:
    """Build a store on disk from an N-Quads file and return its number of quads."""
    store = Store(str(folder))
    store.bulk_load(path=str(nquads), format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()
    return len(store)


def as_rdflib(store: Store, prefixes: Mapping[str, str], hold: object = None) -> Dataset:
    """Look at an engine's store through rdflib, without copying it, and without changing it.

    Args:
        store: The store.
        prefixes: Those that it has.
        hold: What must last as long as it is looked at.
    """
    from rdflib import Dataset, Namespace

    from graph.rdf.readonly import ReadOnlyStore

    seen = ReadOnlyStore(store=store)
    seen.hold = hold
    dataset = Dataset(store=seen, default_union=True)
    for prefix, namespace in prefixes.items():
        dataset.bind(prefix, Namespace(namespace), override=True)
    return dataset
