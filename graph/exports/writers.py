"""The writers of the whole graph: each makes bytes of the compiled parts, always the same.

N-Quads, Turtle and TriG are written graph by graph, however many there are.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from graph.exports.citations import to_bibtex, to_csl
from graph.exports.delimited import csv_zip
from graph.exports.parquet import to_parquet
from graph.exports.xlsx import to_xlsx
from graph.rdf.jsonld import to_jsonld
from graph.rdf.serialise import rdfxml, used_prefixes
from ontology.processes import shared
from ontology.rdf import Quad, RdfFormat, parse, serialize

_FORK_ABOVE: Final = 8_000_000
"""From so many bytes of N-Quads further processes pay."""
_HEADER: Final = 16_384
"""Bytes within which all prefixes of a Turtle text stand."""

_PIECE: Final = 1 << 20
"""Bytes that are read at once of what was written beside."""

Parts = Mapping[str, bytes]
Prefixes = Mapping[str, str]


class Compiled(Parts):
    """Named graphs, each read when it is asked for: no more than one need be in memory.

    Args:
        sizes: Bytes of each.
        read: Reads one.
    """

    def __init__(self, sizes: Mapping[str, int], read: Callable[[str], bytes]) -> None:
        self._sizes, self._read = dict(sorted(sizes.items())), read

    def __getitem__(self, name: str) -> bytes:
        if name not in self._sizes:
            raise KeyError(name)
        return self._read(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._sizes)

    def __len__(self) -> int:
        return len(self._sizes)

    @property
    def size(self) -> int:
        """Bytes of all."""
        return sum(self._sizes.values())


def triples_of(parts: Parts, graphs: str) -> bytes:
    """Return the union of all parts as sorted N-Triples; ``graphs`` is the graphs' namespace."""
    stripped = [
        data.replace(f" <{graphs}{name}> .\n".encode(), b" .\n") for name, data in parts.items()
    ]
    lines = b"".join(stripped).splitlines(keepends=True)
    del stripped
    lines.sort()
    return b"".join(lines)


def _nquads(parts: Parts, _: Prefixes) -> Iterator[bytes]:
    for name in sorted(parts):
        yield parts[name]


def _ntriples(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    yield triples_of(parts, prefixes["graph"])


def _turtle(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    """Yield graph after graph, each under a comment; a thing told in two stands in both."""
    table = dict(sorted(prefixes.items()))
    names = sorted(parts)
    # A thread may hold a lock that its copy in a forked process would wait for for ever.
    alone = threading.active_count() == 1
    large = isinstance(parts, Compiled) and parts.size > _FORK_ABOVE
    work = partial(_turtle_of, table, parts)
    texts = shared(work, names, processes=None if alone and large else 1, chunk=2)
    first = True
    for name, text in zip(names, texts, strict=True):
        end = text.rfind(b"\n@prefix ", 0, _HEADER) + 1
        end = text.index(b"\n", end) + 1
        if first:
            yield text[:end]
            first = False
        yield f"\n# graph:{name}\n\n".encode() + text[end:]


def _turtle_of(prefixes: dict[str, str], parts: Parts, name: str) -> bytes:
    ending = f" <{prefixes['graph']}{name}> .\n".encode()
    triples = parse(parts[name].replace(ending, b" .\n"), RdfFormat.N_TRIPLES, lenient=True)
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=prefixes) or b""


def _rdfxml(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    data = triples_of(parts, prefixes["graph"])
    triples = parse(data, RdfFormat.N_TRIPLES, lenient=True)
    yield rdfxml(triples, used_prefixes(data, prefixes))


def _trig(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    used: dict[str, str] = {}
    for name in sorted(parts):
        used |= used_prefixes(parts[name], prefixes)
    with tempfile.TemporaryFile() as beside:
        serialize(_quads(parts), beside, RdfFormat.TRIG, prefixes=dict(sorted(used.items())))
        beside.seek(0)
        while piece := beside.read(_PIECE):
            yield piece


def _quads(parts: Parts) -> Iterator[Quad]:
    for name in sorted(parts):
        yield from parse(parts[name], RdfFormat.N_QUADS, lenient=True)


def _jsonld(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    yield to_jsonld(_quads(parts), prefixes)


def _csv(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    yield csv_zip(parts, prefixes)


def _xlsx(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    yield to_xlsx(parts, prefixes)


def _parquet(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    yield to_parquet(parts, prefixes)


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
