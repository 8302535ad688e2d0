"""What a worker does with a query: evaluate, serialise whole, count, answer.

An answer is serialised whole before its first byte is sent, so that a limit that is reached
late still turns into an error status and never into a 200 with a part of the rows.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, cast

from ontology.formats import holding
from ontology.holds import Hold, hold
from ontology.rdf import (
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    serialize,
)
from ontology.xmltext import NotXml, exact_xml, reserved

RESULT_FORMATS = {
    name: QueryResultsFormat.from_media_type(row.media_type)
    for name, row in holding("rows").items()
}
GRAPH_FORMATS = {
    name: RdfFormat.from_media_type(row.media_type) for name, row in holding("graph").items()
}
FILE_FORMATS = {
    f".{word}": GRAPH_FORMATS[name]
    for name, row in holding("graph").items()
    for word in (row.ending, *row.file_endings)
}
LISTING = ".files"
"""Ending of a list of packed N-Quads files: the shards of a build (:mod:`graph.builds.shards`)."""
_WITHOUT_BASE = (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES)


def load_file(store: Store, path: Path) -> None:
    """Load one RDF file.

    Raises:
        EngineError: it is missing, of an unknown kind, or does not parse.
    """
    if path.suffix == LISTING:
        load_listed(store, path)
        return
    kind = FILE_FORMATS.get(path.suffix.lower())
    if kind is None:
        known = ", ".join(sorted(FILE_FORMATS))
        raise EngineError(f"{path}: unknown kind of file; known are {known}")
    try:
        base = None if kind in _WITHOUT_BASE else path.resolve().as_uri()
        store.bulk_load(path=str(path), format=kind, base_iri=base)
    except (SyntaxError, OSError, ValueError) as error:
        raise EngineError(f"{path}: {error}") from error


def load_listed(store: Store, path: Path) -> None:
    """Load the packed N-Quads files that a list names, a path relative to its folder a line.

    Raises:
        EngineError: one of them is missing, damaged, or does not parse.
    """
    try:
        names = path.read_text(encoding="utf-8").split("\n")
        for name in filter(None, names):
            data = gzip.decompress((path.parent / name).read_bytes())
            store.load(data, RdfFormat.N_QUADS)
    except (SyntaxError, OSError, ValueError, EOFError, zlib.error) as error:
        raise EngineError(f"{path}: {error}") from error


def _has_default_graph(store: Store) -> bool:
    return next(iter(store.quads_for_pattern(None, None, None, DefaultGraph())), None) is not None


class EngineError(Exception):
    """The data cannot be loaded."""


class LimitReached(Exception):
    """The answer outgrew a limit while it was written."""

    def __init__(self, limit: str, allowed: int) -> None:
        super().__init__(limit)
        self.limit = limit
        self.allowed = allowed


class _Bounded(io.RawIOBase):
    """A buffer that refuses to grow beyond ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        self.parts = bytearray()
        self.limit = limit

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.parts += data
        if len(self.parts) > self.limit:
            raise LimitReached("bytes", self.limit)
        return len(data)


class Engine:
    """A read-only graph and the answers to queries over it."""

    def __init__(
        self, store: Store | None, options: Mapping[str, Any], hold: Hold | None = None
    ) -> None:
        self._store = store
        self.hold = hold
        """Keeps a store on disk from being cleared; processes that are forked hold it too."""
        self.disk = options.get("disk")
        told = options.get("quads")
        # A store on disk has to be read whole to be counted; the build knows how many there are.
        self.quads: int = len(store) if told is None and store is not None else told or 0
        self.moved = 0
        """Statements that were removed or added since the graph was loaded."""
        self.prefixes = dict(options.get("prefixes", {}))
        self.query_prefixes = self.prefixes if options.get("query_prefixes", True) else None
        self.union = options.get("union")
        if self.union is None:
            self.union = not _has_default_graph(self.store)

    @classmethod
    def load(cls, files: Sequence[Path], options: Mapping[str, Any]) -> Engine:
        """Load files into memory, or find the store on disk that ``options`` names.

        Raises:
            EngineError: a file is missing, of an unknown kind, or does not parse.
        """
        if options.get("disk"):
            held = options.get("held")
            try:
                return cls(None, options, hold(Path(held)) if held else None)
            except OSError as error:
                raise EngineError(f"{held}: {error}") from error
        store = Store()
        for path in files:
            load_file(store, path)
        return cls(store, options)

    @property
    def store(self) -> Store:
        """The graph; one on disk is opened on first use, in the process that asks it."""
        if self._store is None:
            self.open()
        assert self._store is not None
        return self._store

    def open(self) -> None:
        """Open the store on disk, whose threads do not outlive a fork, if there is one."""
        if self._store is None:
            self._store = Store.read_only(str(self.disk))

    def files(self) -> int:
        """Return how many files the store on disk has; the engine opens most when it reads them."""
        return sum(1 for _ in os.scandir(str(self.disk))) if self.disk else 0

    def describe(self) -> dict[str, Any]:
        """What the web process needs to know: size and graph names."""
        graphs = sorted(g.value for g in self.store.named_graphs() if isinstance(g, NamedNode))
        about = {"quads": self.quads, "graphs": graphs, "union": self.union}
        if self.disk:
            self._store = None
        return about

    def answer(self, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes | bytearray]:
        """Evaluate one request; an error becomes a head with ``error`` and no body."""
        try:
            return self._answer(request)
        except SyntaxError as error:
            return {"error": "syntax", "detail": str(error)}, b""
        except NotXml as error:
            return {"error": "not-xml", "detail": error.en, "detail_zh": error.zh}, b""
        except LimitReached as error:
            return {"error": "limit", "limit": error.limit, "allowed": error.allowed}, b""
        except MemoryError:
            return {"error": "memory"}, b""
        except (ValueError, RuntimeError, OSError) as error:
            fault = "store" if isinstance(error, OSError) else "evaluation"
            return {"error": fault, "detail": str(error)}, b""

    def _answer(self, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes | bytearray]:
        default: list[Any] = [NamedNode(iri) for iri in request.get("default_graphs", ())]
        named: list[Any] = [NamedNode(iri) for iri in request.get("named_graphs", ())]
        dataset = bool(default or named)
        union = bool(request.get("union", self.union))
        union = union and not dataset and not request.get("own_dataset")
        result = self.store.query(
            request["query"],
            base_iri=request.get("base"),
            prefixes=self.query_prefixes,
            use_default_graph_as_union=union,
            default_graph=default if dataset else None,
            named_graphs=named if dataset else None,
        )
        if isinstance(result, QueryBoolean):
            kind = "ask"
        elif isinstance(result, QuerySolutions):
            kind = "select"
        else:
            kind = "graph"
        chosen = request["formats"].get("graph" if kind == "graph" else "solutions")
        if chosen is None:
            return {"error": "not-acceptable", "kind": kind}, b""
        buffer = _Bounded(request["max_bytes"])
        if kind == "graph":
            rows = self._write_graph(result, chosen, buffer, request["max_rows"])
        else:
            assert isinstance(result, QueryBoolean | QuerySolutions)
            result.serialize(cast("IO[bytes]", buffer), format=RESULT_FORMATS[chosen])
            rows = count_rows(buffer.parts, chosen) if kind == "select" else 1
        if rows > request["max_rows"]:
            raise LimitReached("rows", request["max_rows"])
        body = exact_xml(buffer.parts) if chosen in ("xml", "rdfxml") else buffer.parts
        return {"kind": kind, "format": chosen, "rows": rows}, body

    def _write_graph(self, result: Any, chosen: str, buffer: _Bounded, limit: int) -> int:
        triples: set[Triple] = set()
        for triple in result:
            triples.add(triple)
            if len(triples) > limit:
                raise LimitReached("rows", limit)
        kind = GRAPH_FORMATS[chosen]
        short = kind in (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML)
        output = cast("IO[bytes]", buffer)
        prefixes = self.prefixes if short else None
        try:
            serialize(sorted(triples, key=str), output, format=kind, prefixes=prefixes)
        except OSError as error:
            if kind is not RdfFormat.RDF_XML:
                raise
            raise reserved(str(error)) from None
        return len(triples)


_JSON_ROW = re.compile(rb'}},\{"[^,}]')
"""The start of a row that is not the first: a quote within a string would be escaped, and after
one that ends a string comes no name of a variable."""
_JSON_EMPTY = re.compile(rb"\{}")
_JSON_NO_ROWS = b'"bindings":[]}}'
_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')


def count_rows(data: bytes | bytearray, kind: str) -> int:
    """Count the solutions in a serialised answer without building them.

    The four formats escape what separates their rows.  In JSON a row is a brace that is not
    the value of a key; where there are empty rows, strings are taken out first.
    """
    if kind == "tsv":
        return data.count(b"\n") - 1
    if kind == "xml":
        return data.count(b"<result>") + data.count(b"<result/>")
    if kind == "json":
        return _count_json(data)
    if b'"' not in data:
        return data.count(b"\n") - 1
    return sum(1 for _ in csv.reader(io.StringIO(data.decode(), newline=""))) - 1


def _count_json(data: bytes | bytearray) -> int:
    if _JSON_EMPTY.search(data):
        bare = _JSON_STRING.sub(b"", data)
        return bare.count(b"{") - bare.count(b":{") - 1
    return 0 if data.endswith(_JSON_NO_ROWS) else 1 + len(_JSON_ROW.findall(data))
