"""A store filled on another core while the rest of the graph is still compiled.

The engine lets go of Python's lock as it loads, and loading costs about as much as compiling:
side by side, both take little longer than the one.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self

from graph.rdf.store import MEMORY_QUADS, GraphStore
from ontology.namespaces import DEFAULT_BASE
from ontology.rdf import RdfFormat, Store


class Loading:
    """Takes named graphs as they come; gives the store when all are there.

    Args:
        base: base IRI of the workspace.
        memory_quads: beyond so many quads nothing is held in memory.
        trusted: what comes was written by our compiler, whose IRIs and language tags are sound;
            reads faster.
    """

    def __init__(
        self,
        base: str = DEFAULT_BASE,
        *,
        memory_quads: int = MEMORY_QUADS,
        trusted: bool = False,
    ) -> None:
        self.base = base
        self._trusted = trusted
        self._memory_quads = memory_quads
        self._thread: ThreadPoolExecutor | None = None
        self._begin()

    def _begin(self) -> None:
        self._store = Store()
        self._given: dict[str, bytes] = {}
        self._quads = 0
        self._pending: list[Future[None]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._thread is not None:
            self._thread.shutdown(cancel_futures=True)
            self._thread = None

    def add(self, name: str, nquads: bytes) -> None:
        """Take one named graph; returns at once.  A name comes only once."""
        self._given[name] = nquads
        self._quads += nquads.count(b"\n")
        if self._quads > self._memory_quads:
            self._store = Store()
            return
        # Made only now: who compiles by forked processes has forked by then.
        self._thread = self._thread or ThreadPoolExecutor(1)
        self._pending.append(self._thread.submit(_load, self._store, nquads, self._trusted))

    def complete(self, parts: Mapping[str, bytes]) -> None:
        """Take what is still missing of a graph, or all of it where other parts were taken."""
        if any(parts.get(name) != nquads for name, nquads in self._given.items()):
            self._begin()
        for name in parts:
            if name not in self._given:
                self.add(name, parts[name])

    def result(self) -> GraphStore:
        """Wait for the store.

        Raises:
            SyntaxError: some text is no N-Quads.
        """
        for future in self._pending:
            future.result()
        return GraphStore(self._store, self.base)


def _load(store: Store, nquads: bytes, trusted: bool) -> None:
    store.load(nquads, RdfFormat.N_QUADS, lenient=trusted)
