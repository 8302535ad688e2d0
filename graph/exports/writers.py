"""The writers of the whole graph: each makes bytes of the compiled parts, always the same."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from graph.exports.citations import to_bibtex, to_csl
from graph.exports.delimited import csv_zip
from graph.exports.parquet import to_parquet
from graph.exports.xlsx import to_xlsx
from graph.rdf.jsonld import to_jsonld
from graph.rdf.serialise import rdfxml, used_prefixes
from ontology.processes import shared
from ontology.rdf import RdfFormat, parse, serialize

_FORK_ABOVE: Final = 8_000_000
"""From so many bytes of N-Quads further processes pay."""
_HEADER: Final = 16_384
"""Bytes within which all prefixes of a Turtle text stand."""

Parts = Mapping[str, bytes]
Prefixes = Mapping[str, str]


def triples_of(parts: Parts, graphs: str) -> bytes:
    """Return the union of all parts as sorted N-Triples; ``graphs`` is the graphs' namespace."""
    stripped = [
        data.replace(f" <{graphs}{name}> .\n".encode(), b" .\n") for name, data in parts.items()
    ]
    lines = b"".join(stripped).splitlines(keepends=True)
    lines.sort()
    return b"".join(lines)


def _nquads(parts: Parts, _: Prefixes) -> bytes:
    return b"".join(parts[name] for name in sorted(parts))


def _ntriples(parts: Parts, prefixes: Prefixes) -> bytes:
    return triples_of(parts, prefixes["graph"])


def _turtle(parts: Parts, prefixes: Prefixes) -> bytes:
    """Write graph after graph, each under a comment; a thing told in two stands in both."""
    table = dict(sorted(prefixes.items()))
    named = sorted(parts.items())
    # A thread may hold a lock that its copy in a forked process would wait for for ever.
    alone = threading.active_count() == 1
    large = sum(map(len, parts.values())) > _FORK_ABOVE
    texts = shared(
        partial(_turtle_of, table), named, processes=None if alone and large else 1, chunk=8
    )
    sections: list[bytes] = []
    for (name, _), text in zip(named, texts, strict=True):
        end = text.rfind(b"\n@prefix ", 0, _HEADER) + 1
        end = text.index(b"\n", end) + 1
        sections.append(b"" if sections else text[:end])
        sections.append(f"\n# graph:{name}\n\n".encode() + text[end:])
    return b"".join(sections)


def _turtle_of(prefixes: dict[str, str], named: tuple[str, bytes]) -> bytes:
    name, data = named
    ending = f" <{prefixes['graph']}{name}> .\n".encode()
    triples = parse(data.replace(ending, b" .\n"), RdfFormat.N_TRIPLES, lenient=True)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b""


def _rdfxml(parts: Parts, prefixes: Prefixes) -> bytes:
    data = triples_of(parts, prefixes["graph"])
    triples = parse(data, RdfFormat.N_TRIPLES, lenient=True)
    used = used_prefixes(data, prefixes)
    return rdfxml(triples, used)


def _trig(parts: Parts, prefixes: Prefixes) -> bytes:
    data = _nquads(parts, prefixes)
    quads = parse(data, RdfFormat.N_QUADS, lenient=True)
    used = used_prefixes(data, prefixes)
    return serialize(quads, format=RdfFormat.TRIG, prefixes=used) or b""


def _jsonld(parts: Parts, prefixes: Prefixes) -> bytes:
    return to_jsonld(parse(_nquads(parts, prefixes), RdfFormat.N_QUADS, lenient=True), prefixes)


def _csv(parts: Parts, prefixes: Prefixes) -> bytes:
    return csv_zip(parts, prefixes)


def _xlsx(parts: Parts, prefixes: Prefixes) -> bytes:
    return to_xlsx(parts, prefixes)


def _parquet(parts: Parts, prefixes: Prefixes) -> bytes:
    return to_parquet(parts, prefixes)


def _csl(parts: Parts, prefixes: Prefixes) -> bytes:
    return to_csl(parts, prefixes)


def _bibtex(parts: Parts, prefixes: Prefixes) -> bytes:
    return to_bibtex(parts, prefixes)


WRITERS: Final[dict[str, Callable[[Parts, Prefixes], bytes]]] = {
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
