"""Answers and triples in the formats of RDF and SPARQL, by the engine's own fast writers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from graph.errors import GraphError
from graph.rdf.jsonld import to_jsonld
from graph.rdf.store import Answer
from ontology.formats import holding
from ontology.rdf import (
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)

RDF_FORMATS: Final = {
    name: RdfFormat.from_media_type(row.media_type) for name, row in holding("graph").items()
}
"""The engine's own writers of triples and quads, by the name of the format."""
RESULT_FORMATS: Final = {
    name: QueryResultsFormat.from_media_type(row.media_type)
    for name, row in holding("rows").items()
}
"""The engine's own writers of SELECT and ASK, by the name of the format."""


def serialize_rows(answer: Answer, format: str) -> bytes:
    """Write the answer of a SELECT or ASK without converting its terms."""
    if isinstance(answer, QueryTriples):
        raise TypeError("triples have no rows")
    if isinstance(answer, QueryBoolean) and format in ("csv", "tsv"):
        return b"true\n" if answer else b"false\n"
    data = answer.serialize(format=RESULT_FORMATS[format]) or b""
    if format == "xml" and b"\0" in data:
        raise GraphError(
            "a text holds a NUL character, which XML cannot carry; ask for json",
            "文本中有 NUL 字符,XML 无法表示;请用 json 格式",
        )
    return data


def serialize_graph(
    triples: Iterable[Triple | Quad], format: str, prefixes: Mapping[str, str]
) -> bytes:
    """Write triples or quads with the given prefixes (only those used, for Turtle and TriG)."""
    if format == "jsonld":
        return to_jsonld(triples, prefixes)
    quads: Any = list(triples)
    lines = serialize(quads, format=RdfFormat.N_QUADS) or b""
    used = used_prefixes(lines, prefixes)
    return serialize(quads, format=RDF_FORMATS[format], prefixes=used) or b""


def used_prefixes(data: bytes, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes whose namespace occurs in N-Quads or N-Triples, sorted."""
    return {
        prefix: namespace
        for prefix, namespace in sorted(prefixes.items())
        if f"<{namespace}".encode() in data
    }
