"""The graph as networks ask it: the worker pool, or a store in memory where there is none."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from explorer.endpoint.service import Service
from explorer.workers.line import PoolError
from explorer.workers.scheduler import run
from graph.networks.rows import Queryable
from graph.rdf.store import GraphStore
from ontology.rdf import RdfFormat, parse, serialize

ANSWER_ROWS: Final = 2_000_000
ANSWER_BYTES: Final = 1 << 29
"""How large the pool's answer to a network's own query may be."""
_lock = threading.Lock()
_stores: dict[str, GraphStore] = {}


class PoolStore:
    """The graph as networks ask it: by the worker pool, which holds it in memory already."""

    def __init__(self, service: Service, loop: asyncio.AbstractEventLoop) -> None:
        self.service, self.loop = service, loop
        self.data_version = service.version

    def query(self, text: str, /) -> Iterator[list[_Term | None]]:
        """Yield the rows of a query; called from the thread that makes a page.

        Raises:
            PoolError: the pool could not answer.
        """
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
        asked = run(self.service.scheduler, self.service.pool.group, "pages", request)
        answer, _ = asyncio.run_coroutine_threadsafe(asked, self.loop).result()
        if answer.head.get("error"):
            raise PoolError(str(answer.head["error"]), str(answer.head.get("detail", "")))
        data = json.loads(answer.body)
        names = data["head"]["vars"]
        for binding in data["results"]["bindings"]:
            yield [_Term(binding[n]["value"]) if n in binding else None for n in names]


class _Term(NamedTuple):
    value: str


def store_of(app: Any) -> Queryable:
    """Return the graph as networks ask it: the pool, or one in memory where there is none."""
    loop = getattr(app.state, "loop", None)
    if loop is not None:
        return PoolStore(app.state.service, loop)
    snapshot = app.state.snapshot
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


def _nquads(files: tuple[Path, ...]) -> bytes:
    found = b""
    for path in files:
        kind = RdfFormat.from_extension(path.suffix.lstrip("."))
        if kind is not None:
            found += serialize(parse(path=str(path), format=kind), format=RdfFormat.N_QUADS) or b""
    return found
