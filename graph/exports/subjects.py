"""All subjects of a graph in the order of their IRIs, from a file: those of a kind, or by name.

SQLite keeps what does not fit into its cache in a file without a name; so memory does not grow
with the documents.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, Final

from graph.exports.parts import Parts, triples_of_pieces
from ontology.rdf import NamedNode, RdfFormat, parse
from ontology.terms import RDF

__all__ = ["Properties", "Subjects"]

Properties = dict[str, list[Any]]
"""Terms by property."""
_TYPE: Final = f"<{RDF.type}>".encode()
_CACHE: Final = 32 << 10
"""Kilobytes that SQLite may hold."""
_AT_ONCE: Final = 500
"""Subjects that are asked for, or parsed, at once."""


class Subjects:
    """The subjects of a graph that are IRIs.

    Args:
        parts: the graphs, sorted N-Quads.
        graphs: namespace of their names.
        tables: in which tables a thing of a class stands, by the IRI of the class.
        within: namespace of the things that stand in tables.
    """

    def __init__(self, parts: Parts, graphs: str, tables: Mapping[str, str], within: str) -> None:
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE}"):
            self._base.execute(f"PRAGMA {pragma}")
        self._base.execute("CREATE TABLE subject (iri TEXT, sign INTEGER, body BLOB)")
        self._base.execute(
            'CREATE TABLE member ("table" TEXT, iri TEXT, PRIMARY KEY ("table", iri)) WITHOUT ROWID'
        )
        self._signs: dict[frozenset[tuple[bytes, bool]], int] = {}
        self._tables = {f"<{iri}>".encode(): name for iri, name in tables.items()}
        self._within = f"<{within}".encode()
        self._base.execute("BEGIN")
        for name in sorted(parts):
            for piece in triples_of_pieces(parts, name, graphs):
                self._add(piece)
        self._base.execute("CREATE INDEX subject_iri ON subject (iri, sign)")
        self._base.execute("COMMIT")

    def close(self) -> None:
        """Let the file go."""
        self._base.close()

    def _add(self, triples: bytes) -> None:
        rows: list[tuple[str, int, bytes]] = []
        members: list[tuple[str, str]] = []
        parted = [(*line.split(b" ", 2), line) for line in triples.splitlines(keepends=True)]
        for subject, group in groupby(parted, key=itemgetter(0)):
            if not subject.startswith(b"<"):
                continue
            said = list(group)
            iri = subject[1:-1].decode()
            sign = frozenset([(predicate, thing[:1] == b"<") for _, predicate, thing, _ in said])
            number = self._signs.setdefault(sign, len(self._signs))
            rows.append((iri, number, b"".join([line for *_, line in said])))
            if subject.startswith(self._within):
                classes = (
                    thing.split(b" ", 1)[0] for _, predicate, thing, _ in said if predicate == _TYPE
                )
                tables = {self._tables[cls] for cls in classes if cls in self._tables}
                members += [(table, iri) for table in tables]
        self._base.executemany("INSERT INTO subject VALUES (?, ?, ?)", rows)
        self._base.executemany("INSERT OR IGNORE INTO member VALUES (?, ?)", members)

    def count(self, table: str) -> int:
        """Return how many things stand in a table."""
        query = 'SELECT count(*) FROM member WHERE "table" = ?'
        return int(self._base.execute(query, (table,)).fetchone()[0])

    def properties(self, table: str) -> tuple[set[str], set[str]]:
        """Return the properties of the things in a table, and those that have IRIs for values."""
        query = (
            "SELECT DISTINCT sign FROM member CROSS JOIN subject ON subject.iri = member.iri "
            'WHERE "table" = ?'
        )
        signs = list(self._signs)
        found = {pair for (n,) in self._base.execute(query, (table,)) for pair in signs[n]}
        named = {predicate[1:-1].decode() for predicate, _ in found}
        return named, {predicate[1:-1].decode() for predicate, is_iri in found if is_iri}

    def of_table(self, table: str) -> Iterator[dict[str, Properties]]:
        """Yield the things of a table with all that is said of them, some at a time, by IRI."""
        query = (
            "SELECT subject.iri, body FROM member CROSS JOIN subject ON subject.iri = member.iri "
            'WHERE "table" = ? ORDER BY member.iri, subject.rowid'
        )
        rows = groupby(self._base.execute(query, (table,)), key=itemgetter(0))
        bodies = (b"".join([body for _, body in group]) for _, group in rows)
        while some := list(islice(bodies, _AT_ONCE)):
            yield _parsed(some)

    def told(self, iris: Iterable[str], predicates: Iterable[str]) -> dict[str, Properties]:
        """Return what some properties say of things; nothing of those where they say nothing."""
        wanted = [f" <{predicate}> ".encode() for predicate in predicates]
        ordered = sorted(iris)
        found: dict[str, Properties] = {}
        for at in range(0, len(ordered), _AT_ONCE):
            some = ordered[at : at + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT body FROM subject WHERE iri IN ({marks}) ORDER BY iri, rowid"
            lines = [
                line
                for (body,) in self._base.execute(query, some)
                for line in body.splitlines(keepends=True)
                if line.startswith(tuple(wanted), line.index(b" "))
            ]
            found.update(_parsed(lines))
        return found


def _parsed(texts: Iterable[bytes]) -> dict[str, Properties]:
    found: dict[str, Properties] = {}
    for triple in parse(b"".join(texts), RdfFormat.N_TRIPLES, lenient=True):
        if isinstance(triple.subject, NamedNode):
            properties = found.setdefault(triple.subject.value, {})
            properties.setdefault(triple.predicate.value, []).append(triple.object)
    return found
