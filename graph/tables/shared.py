"""What authority files say of things, looked up in a file: memory does not grow with them.

Ten thousand documents name two hundred thousand bodies, of which the rows of one document need
some twenty.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Final

from ontology.rdf import Literal, NamedNode, Quad, RdfFormat, parse

__all__ = ["Node", "Shared", "gathered"]

Node = NamedNode | Literal
Properties = dict[str, list[Node]]
_CACHE: Final = 16 << 10
"""Kilobytes that SQLite may hold."""
_HELD: Final = 20_000
"""Things that are held once they were looked up."""


def gathered(quads: Iterable[Quad]) -> dict[str, Properties]:
    """Return quads by subject and property; statements about blank nodes are left out."""
    found: dict[str, Properties] = {}
    for quad in quads:
        subject, object_ = quad.subject, quad.object
        if isinstance(subject, NamedNode) and isinstance(object_, (NamedNode, Literal)):
            properties = found.setdefault(subject.value, {})
            properties.setdefault(quad.predicate.value, []).append(object_)
    return found


class Shared(Mapping[str, Properties]):
    """Statements by subject and property, like those of :func:`gathered`.

    Args:
        pieces: sorted N-Quads; all lines of a subject stand in one, or in one of each graph.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE}"):
            self._base.execute(f"PRAGMA {pragma}")
        self._base.execute("CREATE TABLE subject (iri TEXT, body BLOB)")
        self._base.execute("BEGIN")
        for piece in pieces:
            self._base.executemany("INSERT INTO subject VALUES (?, ?)", _bodies(piece))
        self._base.execute("CREATE INDEX subject_iri ON subject (iri)")
        self._base.execute("COMMIT")
        self._held: OrderedDict[str, Properties] = OrderedDict()

    def _found(self, iri: str) -> Properties:
        held = self._held.get(iri)
        if held is None:
            query = "SELECT body FROM subject WHERE iri = ? ORDER BY rowid"
            data = b"".join(body for (body,) in self._base.execute(query, (iri,)))
            held = gathered(parse(data, RdfFormat.N_QUADS, lenient=True)).get(iri, {})
            if len(self._held) >= _HELD:
                self._held.popitem(last=False)
            self._held[iri] = held
        return held

    def __getitem__(self, iri: str) -> Properties:
        if found := self._found(iri):
            return found
        raise KeyError(iri)

    def __contains__(self, iri: object) -> bool:
        return isinstance(iri, str) and bool(self._found(iri))

    def __iter__(self) -> Iterator[str]:
        query = "SELECT iri FROM subject GROUP BY iri ORDER BY min(rowid)"
        return (iri for (iri,) in self._base.execute(query))

    def __len__(self) -> int:
        return int(self._base.execute("SELECT count(DISTINCT iri) FROM subject").fetchone()[0])


def _bodies(piece: bytes) -> Iterator[tuple[str, bytes]]:
    lines = piece.splitlines(keepends=True)
    for subject, group in groupby(lines, key=lambda line: line[: line.index(b" ")]):
        if subject.startswith(b"<"):
            yield subject[1:-1].decode(), b"".join(group)
