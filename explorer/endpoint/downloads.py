"""The whole graph as a file, in every format."""

from __future__ import annotations

import asyncio
import hashlib

from starlette.requests import Request
from starlette.responses import Response

from explorer.endpoint.linked import accepted, quads_of, unchanged
from explorer.endpoint.protocol import ProtocolError
from explorer.endpoint.sparql import failure
from explorer.snapshots import Snapshot
from graph.errors import GraphError
from graph.exports.export import render as export
from graph.rdf.serialise import serialize_graph
from ontology.caches import BUDGET, Budget, Cache
from ontology.formats import Format, holding

KEPT_BYTES = 64 << 20
"""Finished files of the graph that are kept in memory, so that the next asker does not wait."""
_FILES = {row.file_suffix[1:]: row for row in holding("whole").values()}
"""Files of the whole graph by what follows ``graph.`` in their address."""


class Kept:
    """Files made before, the least used forgotten first."""

    def __init__(self, limit: int = KEPT_BYTES, budget: Budget = BUDGET) -> None:
        self._files: Cache[tuple[str, str], bytes] = Cache("files", most=limit, budget=budget)
        self._locks: dict[str, asyncio.Lock] = {}
        self._alone = asyncio.Lock()
        """Held while a file is made: each takes hundreds of megabytes, and one core."""
        self._sums: dict[str, dict[str, tuple[int, str]]] = {}

    def sums(self, snapshot: Snapshot) -> dict[str, tuple[int, str]]:
        """Return bytes and SHA-256 of the files of a state that are known without making one.

        Those that somebody has asked for, and the N-Quads, which stand in the build.
        """
        if snapshot.version not in self._sums:
            self._sums.clear()  # of states that are served no more
        known = self._sums.setdefault(snapshot.version, {})
        generation = snapshot.generation
        if "nquads" not in known and generation is not None and generation.manifest.whole:
            digest, size = hashlib.sha256(), 0
            for chunk in generation.chunks():
                digest.update(chunk)
                size += len(chunk)
            known["nquads"] = (size, digest.hexdigest())
        return dict(known)

    async def get(self, snapshot: Snapshot, format: str) -> bytes:
        """Return a file of this state of the data, made once however many ask for it."""
        key = (snapshot.version, format)
        async with self._locks.setdefault(format, asyncio.Lock()):
            if (held := self._files.get(key)) is not None:
                return held
            async with self._alone:
                data = await asyncio.to_thread(render, snapshot, format)
            sum_ = await asyncio.to_thread(hashlib.sha256, data)
            known = self._sums.setdefault(snapshot.version, {})
            known[format] = (len(data), sum_.hexdigest())
            self._files.put(key, data)
            return data


def render(snapshot: Snapshot, format: str) -> bytes:
    """Return the whole graph in a format: from the compiled text where there is one.

    Raises:
        GraphError: the format needs a build, or a package that is not installed.
    """
    if snapshot.generation is not None:
        return export(snapshot.generation, format)
    if format not in holding("graph"):
        raise GraphError(
            "tables and lists are made of a workspace's build only",
            "表格与条目只能由工作区构建生成",
        )
    store = snapshot.store
    quads = quads_of(store, None)
    whole = format in ("trig", "nquads", "jsonld")
    triples = quads if whole else sorted({quad.triple for quad in quads}, key=str)
    return serialize_graph(triples, format, store.prefixes)


async def download(request: Request) -> Response:
    """``/download/graph.ext``: the whole graph as a file."""
    suffix = request.path_params["suffix"]
    if suffix not in _FILES:
        known = ", ".join(_FILES)
        error = ProtocolError(404, "format", f"no graph.{suffix}; there are: {known}")
        return failure(error, accepted(request))
    row = _FILES[suffix]
    snapshot: Snapshot = request.app.state.snapshot
    tag = f'"{snapshot.version}-{suffix}"'
    headers = {
        "etag": tag,
        "cache-control": "public, max-age=0, must-revalidate",
        "content-disposition": f'attachment; filename="policykg-{snapshot.version}.{suffix}"',
    }
    if unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    try:
        body = await request.app.state.kept.get(snapshot, row.name)
    except GraphError as error:
        return failure(
            ProtocolError(404, "format", error.en, message_zh=error.zh), accepted(request)
        )
    return Response(body, headers={**headers, "content-type": _content_type(row)})


def _content_type(row: Format) -> str:
    return row.file_type if row.archive else row.content_type
