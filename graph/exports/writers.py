"""The writers of the whole graph: each makes bytes of the compiled parts, always the same.

Memory holds a named graph, or of a large one a piece, and not the whole; what has to be put in
order or looked up again waits in a file beside (:mod:`graph.exports.spool`).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain, groupby
from typing import Final

from graph.builds.shards import by_subject
from graph.exports.citations import to_bibtex, to_csl
from graph.exports.delimited import csv_zip
from graph.exports.jsonld import jsonld_pieces
from graph.exports.parquet import parquet_zip
from graph.exports.parts import (
    Compiled,
    Parts,
    Prefixes,
    held,
    is_large,
    pieces_of,
    sorted_triples,
    triples_of_pieces,
)
from graph.exports.spool import sorted_lines
from graph.exports.xlsx import xlsx_pieces
from graph.rdf.serialise import rdfxml, used_prefixes
from ontology.processes import shared
from ontology.rdf import RdfFormat, parse, serialize

_FORK_ABOVE: Final = 8_000_000
"""From so many bytes of N-Quads further processes pay."""
_HEADER: Final = 16_384
"""Bytes within which all prefixes of a Turtle text stand."""
_END_OF_XML: Final = b"</rdf:RDF>"


def _nquads(parts: Parts, _: Prefixes) -> Iterator[bytes]:
    for name in sorted(parts):
        yield from pieces_of(parts, name)


def _ntriples(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    return sorted_triples(parts, prefixes["graph"])


Text = tuple[bytes, bytes]
"""A header with prefixes, and what stands below it."""


def _turtle(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    """Yield graph after graph, each under a comment; a thing told in two stands in both."""
    table = dict(sorted(prefixes.items()))
    write = partial(_turtle_of, table, parts)
    before = ""
    for name, (header, text) in _each(parts, write):
        if not before:
            yield header
        yield text if name == before else f"\n# graph:{name}\n\n".encode() + text
        before = name


def _turtle_of(prefixes: dict[str, str], parts: Parts, name: str) -> Iterator[Text]:
    pieces = triples_of_pieces(parts, name, prefixes["graph"])
    for piece in chain([next(pieces, b"")], pieces):  # an empty graph has its comment too
        triples = parse(piece, RdfFormat.N_TRIPLES, lenient=True)
        yield _cut(serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b"")


def _trig(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    parts = held(parts)
    used: dict[str, str] = {}
    for name in sorted(parts):
        for piece in pieces_of(parts, name):
            used |= used_prefixes(piece, _without(prefixes, used))
    write = partial(_trig_of, dict(sorted(used.items())), parts)
    before = ""
    for name, (header, text) in _each(parts, write):
        if not before:
            yield header
        if name == before:  # it goes on with the same graph
            yield text[text.index(b"\n") + 1 : -2]
        else:
            yield b"}\n" + text[:-2] if before else text[:-2]
        before = name
    yield b"}\n" if before else b""


def _trig_of(prefixes: dict[str, str], parts: Parts, name: str) -> Iterator[Text]:
    for piece in pieces_of(parts, name):
        quads = parse(piece, RdfFormat.N_QUADS, lenient=True)
        yield _cut(serialize(quads, format=RdfFormat.TRIG, prefixes=prefixes) or b"")


def _cut(text: bytes) -> Text:
    """Part prefixes from what stands below them."""
    if not text.startswith(b"@prefix "):
        return b"", text
    end = text.rfind(b"\n@prefix ", 0, _HEADER) + 1
    end = text.index(b"\n", end) + 1
    return text[:end], text[end:]


def _each(parts: Parts, write: Callable[[str], Iterator[Text]]) -> Iterator[tuple[str, Text]]:
    """Yield the graphs as they are written, on all cores; large ones piece by piece, here."""
    # A thread may hold a lock that its copy in a forked process would wait for for ever.
    alone = threading.active_count() == 1
    pays = isinstance(parts, Compiled) and parts.size > _FORK_ABOVE
    for large, group in groupby(sorted(parts), key=partial(is_large, parts)):
        names = list(group)
        if large:
            for name in names:
                for text in write(name):
                    yield name, text
        else:
            yield from _on_all_cores(names, write, None if alone and pays else 1)


def _on_all_cores(
    names: Sequence[str], write: Callable[[str], Iterator[Text]], processes: int | None
) -> Iterator[tuple[str, Text]]:
    written = shared(partial(_listed, write), names, processes=processes, chunk=2)
    for name, texts in zip(names, written, strict=True):
        for text in texts:
            yield name, text


def _listed(write: Callable[[str], Iterator[Text]], name: str) -> list[Text]:
    return list(write(name))


def _without(prefixes: Prefixes, known: Prefixes) -> Prefixes:
    return {prefix: iri for prefix, iri in prefixes.items() if prefix not in known}


def _rdfxml(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    found: dict[str, str] = {}

    def looked_through() -> Iterator[bytes]:
        for name in sorted(parts):
            for piece in triples_of_pieces(parts, name, prefixes["graph"]):
                found.update(used_prefixes(piece, _without(prefixes, found)))
                yield piece

    begun = False
    used: dict[str, str] = {}
    for piece in by_subject(sorted_lines(looked_through())):
        used = used or dict(sorted(found.items()))  # all were seen before the first is given
        data = rdfxml(parse(piece, RdfFormat.N_TRIPLES, lenient=True), used)
        start = data.index(b"<rdf:RDF")
        start = data.index(b"\n", start) + 1
        if not begun:
            yield data[:start]
        begun = True
        yield data[start : data.rindex(_END_OF_XML)]
    yield _END_OF_XML if begun else rdfxml((), used)


def _jsonld(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    return jsonld_pieces(parts, prefixes)


def _csv(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    return csv_zip(parts, prefixes)


def _xlsx(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    return xlsx_pieces(parts, prefixes)


def _parquet(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    return parquet_zip(parts, prefixes)


def _csl(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    yield to_csl(parts, prefixes)


def _bibtex(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    yield to_bibtex(parts, prefixes)


WRITERS: Final[dict[str, Callable[[Parts, Prefixes], Iterator[bytes]]]] = {
    "turtle": _turtle,
    "trig": _trig,
    "nquads": _nquads,
    "ntriples": _ntriples,
    "jsonld": _jsonld,
    "rdfxml": _rdfxml,
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "csl": _csl,
    "bibtex": _bibtex,
}
"""The writer of every format that holds the whole graph, by its name in :mod:`ontology.formats`.

Those of a few lines stand above, the others in files of their own.
"""
