"""What a worker does with a query: evaluate, serialise whole, count, answer.

An answer is serialised whole before its first byte is sent, so that a limit that is reached
late still turns into an error status and never into a 200 with a part of the rows.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any, cast

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

RESULT_FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
FILE_FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".nt": RdfFormat.N_TRIPLES,
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".rdf": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
}


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

    def __init__(self, store: Store, union: bool, prefixes: Mapping[str, str]) -> None:
        self.store = store
        self.union = union
        self.prefixes = dict(prefixes)
        self.graphs = {
            graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)
        }

    @classmethod
    def load(cls, files: Sequence[Path], options: Mapping[str, Any]) -> Engine:
        """Load files into memory.

        Raises:
            EngineError: a file is missing, of an unknown kind, or does not parse.
        """
        store = Store()
        for path in files:
            kind = FILE_FORMATS.get(path.suffix.lower())
            if kind is None:
                known = ", ".join(sorted(FILE_FORMATS))
                raise EngineError(f"{path}: unknown kind of file; known are {known}")
            try:
                base = None if kind == RdfFormat.N_QUADS else path.resolve().as_uri()
                store.bulk_load(path=str(path), format=kind, base_iri=base)
            except (SyntaxError, OSError, ValueError) as error:
                raise EngineError(f"{path}: {error}") from error
        union = options.get("union")
        if union is None:
            plain = next(iter(store.quads_for_pattern(None, None, None, DefaultGraph())), None)
            union = plain is None
        return cls(store, bool(union), options.get("prefixes", {}))

    def describe(self) -> dict[str, Any]:
        """What the web process needs to know: size and graph names."""
        return {"quads": len(self.store), "graphs": sorted(self.graphs), "union": self.union}

    def answer(self, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        """Evaluate one request; an error becomes a head with ``error`` and no body."""
        try:
            return self._answer(request)
        except SyntaxError as error:
            return {"error": "syntax", "detail": str(error)}, b""
        except LimitReached as error:
            return {"error": "limit", "limit": error.limit, "allowed": error.allowed}, b""
        except MemoryError:
            return {"error": "memory"}, b""
        except (ValueError, RuntimeError, OSError) as error:
            return {"error": "evaluation", "detail": str(error)}, b""

    def _answer(self, request: Mapping[str, Any]) -> tuple[dict[str, Any], bytes]:
        default: list[Any] = [NamedNode(iri) for iri in request.get("default_graphs", ())]
        named: list[Any] = [NamedNode(iri) for iri in request.get("named_graphs", ())]
        dataset = bool(default or named)
        union = self.union and not dataset and not request.get("own_dataset")
        result = self.store.query(
            request["query"],
            prefixes=self.prefixes if request.get("prefixes") else None,
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
            rows = count_rows(bytes(buffer.parts), chosen) if kind == "select" else 1
        if rows > request["max_rows"]:
            raise LimitReached("rows", request["max_rows"])
        return {"kind": kind, "format": chosen, "rows": rows}, bytes(buffer.parts)

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
        serialize(sorted(triples, key=str), output, format=kind, prefixes=prefixes)
        return len(triples)


_JSON_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"')


def count_rows(data: bytes, kind: str) -> int:
    """Count the solutions in a serialised answer without building them.

    The four formats escape what separates their rows, but for JSON, whose strings are taken
    out first: a row is then a brace that is not the value of a key.
    """
    if kind == "tsv":
        return data.count(b"\n") - 1
    if kind == "xml":
        return data.count(b"<result>") + data.count(b"<result/>")
    if kind == "json":
        bare = _JSON_STRING.sub(b"", data)
        return bare.count(b"{") - bare.count(b":{") - 1
    return sum(1 for _ in csv.reader(io.StringIO(data.decode(), newline=""))) - 1
