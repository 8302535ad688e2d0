"""Answers and triples in the formats of RDF and SPARQL, by the engine's own fast writers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from tempfile import TemporaryFile
from typing import IO, Any, Final

from graph.errors import Inexpressible
from graph.rdf.jsonld import to_jsonld
from graph.rdf.store import Answer
from ontology.files import file_pieces
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
from ontology.xmltext import NotXml, exact_xml, reserved

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
    return in_xml(data) if format == "xml" else data


def write_rows(answer: Answer, format: str, target: IO[bytes]) -> None:
    """Write the answer of a SELECT or ASK into a file, row by row.

    Raises:
        Inexpressible: XML cannot hold it.
    """
    if isinstance(answer, QueryTriples):
        raise TypeError("triples have no rows")
    if isinstance(answer, QueryBoolean):
        target.write(serialize_rows(answer, format))
        return
    if format != "xml":
        answer.serialize(target, format=RESULT_FORMATS[format])
        return
    with TemporaryFile() as beside:
        answer.serialize(beside, format=RESULT_FORMATS[format])
        held = b""
        for piece in file_pieces(beside):
            held += piece
            end = held.rfind(b">") + 1  # within a character nothing can be told
            target.write(in_xml(held[:end]))
            held = held[end:]
        target.write(in_xml(held))


def in_xml(data: bytes) -> bytes:
    """Return XML of the engine so that every reader reads it as it was meant.

    Raises:
        Inexpressible: XML cannot hold it.
    """
    try:
        return bytes(exact_xml(data))
    except NotXml as error:
        raise Inexpressible(error.en, error.zh) from None


def rdfxml(triples: Iterable[Triple | Quad], prefixes: Mapping[str, str]) -> bytes:
    """Write triples as RDF/XML.

    Raises:
        Inexpressible: a property has no name in XML, or a text characters that XML cannot hold.
    """
    statements: Any = triples
    try:
        data = serialize(statements, format=RdfFormat.RDF_XML, prefixes=dict(prefixes)) or b""
    except OSError as error:
        problem = reserved(str(error))
        raise Inexpressible(problem.en, problem.zh) from None
    return in_xml(data)


def serialize_graph(
    triples: Iterable[Triple | Quad], format: str, prefixes: Mapping[str, str]
) -> bytes:
    """Write triples or quads with the given prefixes (only those used, for Turtle and TriG).

    Raises:
        Inexpressible: the format cannot hold them.
    """
    triples = list(triples)
    if format in ("jsonld", "rdfxml") and any(isinstance(t.object, Triple) for t in triples):
        raise Inexpressible(
            f"the object of a triple is itself a triple, which {format} does not hold: use turtle",
            f"有以三元组为宾语的三元组,{format} 无法表示:请选用 turtle",
        )
    if format == "jsonld":
        return to_jsonld(triples, prefixes)
    quads: Any = triples
    lines = serialize(quads, format=RdfFormat.N_QUADS) or b""
    used = used_prefixes(lines, prefixes)
    if format == "rdfxml":
        return rdfxml(quads, used)
    return serialize(quads, format=RDF_FORMATS[format], prefixes=used) or b""


def used_prefixes(data: bytes, prefixes: Mapping[str, str]) -> dict[str, str]:
    """Return the prefixes whose namespace occurs in N-Quads or N-Triples, sorted."""
    return {
        prefix: namespace
        for prefix, namespace in sorted(prefixes.items())
        if f"<{namespace}".encode() in data
    }
