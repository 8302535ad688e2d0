"""The graph as networks ask it: the worker pool, or a store in memory where there is none."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple

from explorer.endpoint.service import Service
from explorer.workers.line import PoolError
from explorer.workers.scheduler import run
from graph.networks.rows import Queryable
from graph.questions.defaults import Questioned
from graph.rdf.store import GraphStore
from ontology.namespaces import prefixes_for
from ontology.rdf import RdfFormat, parse, serialize

ANSWER_ROWS: Final = 2_000_000
ANSWER_BYTES: Final = 1 << 29
"""How large the pool's answer to a network's own query may be."""
_lock = threading.Lock()
_stores: dict[str, GraphStore] = {}


class PoolStore:
    """The graph as networks ask it: by the worker pool, which holds it in memory already."""

    def __init__(
        self, service: Service, loop: asyncio.AbstractEventLoop, version: str, base: str
    ) -> None:
        self.service, self.loop = service, loop
        self.data_version = version
        self.prefixes = prefixes_for(base)

    def query(self, text: str, /) -> Iterator[list[_Term | None]]:
        """Yield the rows of a query; called from the thread that makes a page.

        Raises:
            PoolError: the pool could not answer.
        """
        data = self._answered(text)
        names = data["head"]["vars"]
        for binding in data["results"]["bindings"]:
            yield [_Term(binding[n]["value"]) if n in binding else None for n in names]

    def holds(self, text: str, /) -> bool:
        """Answer an ASK query; called from the thread that makes a page.

        Raises:
            PoolError: the pool could not answer.
        """
        return bool(self._answered(text)["boolean"])

    def _answered(self, text: str) -> Any:
        request = {
            "query": text,
            "default_graphs": (),
            "named_graphs": (),
            "own_dataset": False,
            "formats": {"solutions": "json", "graph": None},
            "base": self.service.base or None,
            "union": True,
            "max_rows": ANSWER_ROWS,
            "max_bytes": ANSWER_BYTES,
        }
        group = partial(self.service.pool.group, self.data_version)
        asked = run(self.service.scheduler, group, "pages", request)
        answer, _ = asyncio.run_coroutine_threadsafe(asked, self.loop).result()
        if answer.head.get("error"):
            raise PoolError(str(answer.head["error"]), str(answer.head.get("detail", "")))
        return json.loads(answer.body)


class _Term(NamedTuple):
    value: str


def store_of(app: Any) -> Queryable:
    """Return the graph as networks ask it: the pool, or one in memory where there is none."""
    loop = getattr(app.state, "loop", None)
    snapshot = app.state.snapshot
    if loop is not None:
        return _pool_store(app, loop)
    with _lock:
        if snapshot.version not in _stores:
            if snapshot.generation is not None:
                store = snapshot.generation.store
            else:
                store = GraphStore.in_memory(_nquads(snapshot.files), snapshot.base)
                store.data_version = snapshot.version
            _stores.clear()
            _stores[snapshot.version] = store
        return _stores[snapshot.version]


def questioned(app: Any) -> Questioned:
    """Return the graph as saved questions look for their defaults: the pool, for a build.

    Files that are served are asked in this process: their endpoint knows no prefixes of ours.
    """
    loop = getattr(app.state, "loop", None)
    if loop is None or app.state.snapshot.generation is None:
        store: GraphStore = app.state.snapshot.store
        return store
    return _pool_store(app, loop)


def _pool_store(app: Any, loop: asyncio.AbstractEventLoop) -> PoolStore:
    """Return the pool as a store, the same one for as long as a state is served."""
    snapshot = app.state.snapshot
    found: PoolStore | None = getattr(app.state, "pool_store", None)
    if found is None or found.data_version != snapshot.version:
        found = PoolStore(app.state.service, loop, snapshot.version, snapshot.base)
        app.state.pool_store = found
    return found


def _nquads(files: tuple[Path, ...]) -> bytes:
    found = b""
    for path in files:
        kind = RdfFormat.from_extension(path.suffix.lstrip("."))
        if kind is not None:
            found += serialize(parse(path=str(path), format=kind), format=RdfFormat.N_QUADS) or b""
    return found
