"""All subjects of a graph in the order of their IRIs: those of a kind, or by name.

A graph that fits is held in memory.  Of a larger one SQLite keeps what does not fit into its cache
in a file without a name; so memory does not grow with the documents.  Both give the same, and read
each statement once: terms stay as N-Triples write them, for most are shown and not computed with.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby, islice
from operator import itemgetter
from typing import Final, NamedTuple, Protocol

from graph.exports.parts import Parts, pieces_of, size_of, triples_of_pieces
from ontology.terms import RDF

__all__ = ["Plan", "Properties", "Subjects", "subjects_of"]

Properties = dict[str, list[str]]
"""Terms by property, as N-Triples write them."""
IN_MEMORY: Final = 256 << 20
"""A graph of at most so many bytes of N-Quads is held, which takes 1.2 times as many."""
_CACHE: Final = 32 << 10
"""Kilobytes that SQLite may hold."""
_AT_ONCE: Final = 500
"""Subjects that are asked for, or read, at once."""
_HELD: Final = 50_000
"""Things that rows name, of which that is held; beyond, it is looked up again."""
_TYPE: Final = f"<{RDF.type}>".encode()
_END: Final = 2
"""Signs at the end of a line of N-Triples."""


class Plan(NamedTuple):
    """What tables ask of the subjects; properties and classes are IRIs."""

    graphs: str
    """Namespace of the names of graphs."""
    tables: Mapping[str, str]
    """In which table a thing of a class stands."""
    within: str
    """Namespace of the things that stand in tables."""
    shown: Collection[str]
    """Properties that a row shows of things that it names."""
    further: str
    """Of things that a row names, the property by which they name further ones that it shows."""


class Subjects(Protocol):
    """The subjects of a graph that are IRIs."""

    def close(self) -> None:
        """Let go of them."""

    def count(self, table: str, /) -> int:
        """Return how many things stand in a table."""

    def properties(self, table: str, /) -> tuple[set[str], set[str]]:
        """Return the properties of the things in a table, and those that have IRIs for values."""

    def told(self, iris: Iterable[str], /) -> Mapping[str, Properties]:
        """Return what is said of things, and maybe of others; nothing where nothing is."""

    def batches(
        self, table: str, naming: Collection[str], /
    ) -> Iterator[tuple[list[str], Mapping[str, Properties]]]:
        """Yield the things of a table in their order, some at a time, and what rows show of them.

        Args:
            table: Its name.
            naming: Properties of which the values are shown too.
        """


def subjects_of(parts: Parts, plan: Plan) -> Subjects:
    """Return the subjects of a graph, held or stored by its size.

    Args:
        parts: the graphs, sorted N-Quads.
        plan: What is asked of them.
    """
    return HeldSubjects(parts, plan) if size_of(parts) <= IN_MEMORY else StoredSubjects(parts, plan)


class HeldSubjects:
    """Subjects in memory; see :func:`subjects_of`."""

    def __init__(self, parts: Parts, plan: Plan) -> None:
        self._of: dict[str, Properties] = {}
        names: dict[str, str] = {}
        for name in sorted(parts):
            ending = len(f" <{plan.graphs}{name}> .")
            for piece in pieces_of(parts, name):
                _read(piece, ending, self._of, names)
        self._members: dict[str, list[str]] = {}
        tables = {f"<{iri}>": table for iri, table in plan.tables.items()}
        for iri in sorted(self._of):
            if iri.startswith(plan.within):
                classes = self._of[iri].get(RDF.type, ())
                for table in {tables[cls] for cls in classes if cls in tables}:
                    self._members.setdefault(table, []).append(iri)

    def close(self) -> None:
        """Let go of them."""
        self._of, self._members = {}, {}

    def count(self, table: str, /) -> int:
        """Return how many things stand in a table."""
        return len(self._members.get(table, ()))

    def properties(self, table: str, /) -> tuple[set[str], set[str]]:
        """Return the properties of the things in a table, and those that have IRIs for values."""
        named: set[str] = set()
        pointing: set[str] = set()
        for iri in self._members.get(table, ()):
            own = self._of[iri]
            named |= own.keys()
            for predicate in own.keys() - pointing:
                if any(thing[0] == "<" for thing in own[predicate]):
                    pointing.add(predicate)
        return named, pointing

    def told(self, _: Iterable[str], /) -> Mapping[str, Properties]:
        """Return what is said of things."""
        return self._of

    def batches(
        self, table: str, _: Collection[str], /
    ) -> Iterator[tuple[list[str], Mapping[str, Properties]]]:
        """Yield the things of a table."""
        yield self._members.get(table, []), self._of


class StoredSubjects:
    """Subjects in a file without a name; see :func:`subjects_of`."""

    def __init__(self, parts: Parts, plan: Plan) -> None:
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE}"):
            self._base.execute(f"PRAGMA {pragma}")
        self._base.execute("CREATE TABLE subject (iri TEXT, sign INTEGER, shown BLOB, rest BLOB)")
        self._base.execute(
            'CREATE TABLE member ("table" TEXT, iri TEXT, PRIMARY KEY ("table", iri)) WITHOUT ROWID'
        )
        self._signs: dict[frozenset[tuple[bytes, bool]], int] = {}
        self._tables = {f"<{iri}>".encode(): name for iri, name in plan.tables.items()}
        self._within = f"<{plan.within}".encode()
        self._shown = frozenset(f"<{iri}>".encode() for iri in plan.shown)
        self._further = plan.further
        self._base.execute("BEGIN")
        for name in sorted(parts):
            for piece in triples_of_pieces(parts, name, plan.graphs):
                self._add(piece)
        self._base.execute("CREATE INDEX subject_iri ON subject (iri, sign)")
        self._base.execute("COMMIT")

    def close(self) -> None:
        """Let the file go."""
        self._base.close()

    def _add(self, triples: bytes) -> None:
        rows: list[tuple[str, int, bytes, bytes]] = []
        members: list[tuple[str, str]] = []
        parted = [(*line.split(b" ", 2), line) for line in triples.splitlines(keepends=True)]
        shown_of = self._shown
        for subject, group in groupby(parted, key=itemgetter(0)):
            if not subject.startswith(b"<"):
                continue
            said = list(group)
            iri = subject[1:-1].decode()
            sign = frozenset([(predicate, thing[:1] == b"<") for _, predicate, thing, _ in said])
            number = self._signs.setdefault(sign, len(self._signs))
            shown = b"".join([line for _, predicate, _, line in said if predicate in shown_of])
            rest = b"".join([line for _, predicate, _, line in said if predicate not in shown_of])
            rows.append((iri, number, shown, rest))
            if subject.startswith(self._within):
                classes = (
                    thing.split(b" ", 1)[0] for _, predicate, thing, _ in said if predicate == _TYPE
                )
                tables = {self._tables[cls] for cls in classes if cls in self._tables}
                members += [(table, iri) for table in tables]
        self._base.executemany("INSERT INTO subject VALUES (?, ?, ?, ?)", rows)
        self._base.executemany("INSERT OR IGNORE INTO member VALUES (?, ?)", members)

    def count(self, table: str, /) -> int:
        """Return how many things stand in a table."""
        query = 'SELECT count(*) FROM member WHERE "table" = ?'
        return int(self._base.execute(query, (table,)).fetchone()[0])

    def properties(self, table: str, /) -> tuple[set[str], set[str]]:
        """Return the properties of the things in a table, and those that have IRIs for values."""
        query = (
            "SELECT DISTINCT sign FROM member CROSS JOIN subject ON subject.iri = member.iri "
            'WHERE "table" = ?'
        )
        signs = list(self._signs)
        found = {pair for (n,) in self._base.execute(query, (table,)) for pair in signs[n]}
        named = {predicate[1:-1].decode() for predicate, _ in found}
        return named, {predicate[1:-1].decode() for predicate, is_iri in found if is_iri}

    def told(self, iris: Iterable[str], /) -> dict[str, Properties]:
        """Return what is said of things; nothing of those of which nothing is."""
        return self._read(iris, "shown, rest")

    def _read(self, iris: Iterable[str], what: str) -> dict[str, Properties]:
        ordered = sorted(iris)
        found: dict[str, Properties] = {}
        for at in range(0, len(ordered), _AT_ONCE):
            some = ordered[at : at + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT {what} FROM subject WHERE iri IN ({marks}) ORDER BY iri, rowid"
            bodies = [body for row in self._base.execute(query, some) for body in row]
            _read(b"".join(bodies), _END, found, {})
        return found

    def batches(
        self, table: str, naming: Collection[str], /
    ) -> Iterator[tuple[list[str], Mapping[str, Properties]]]:
        """Yield the things of a table, and what rows show of them."""
        held: dict[str, Properties] = {}
        for some in self._of_table(table):
            if len(held) > _HELD:
                held.clear()
            held.update(some)
            named = {
                term[1:-1]
                for properties in some.values()
                for predicate in naming & properties.keys()
                for term in properties[predicate]
                if term[0] == "<"
            }
            self._hold(held, named)
            further = {term[1:-1] for iri in named for term in held[iri].get(self._further, ())}
            self._hold(held, further)
            yield list(some), held

    def _hold(self, held: dict[str, Properties], iris: set[str]) -> None:
        """Hold what rows show of things that they name."""
        missing = iris - held.keys()
        told = self._read(missing, "shown")
        held.update((iri, told.get(iri, {})) for iri in missing)

    def _of_table(self, table: str) -> Iterator[dict[str, Properties]]:
        """Yield the things of a table with all that is said of them, some at a time, by IRI."""
        query = (
            "SELECT subject.iri, shown, rest FROM member CROSS JOIN subject "
            'ON subject.iri = member.iri WHERE "table" = ? ORDER BY member.iri, subject.rowid'
        )
        rows = groupby(self._base.execute(query, (table,)), key=itemgetter(0))
        bodies = (b"".join([body for _, *both in group for body in both]) for _, group in rows)
        names: dict[str, str] = {}
        while some := list(islice(bodies, _AT_ONCE)):
            found: dict[str, Properties] = {}
            _read(b"".join(some), _END, found, names)
            yield found


def _read(text: bytes, ending: int, found: dict[str, Properties], names: dict[str, str]) -> None:
    """Read lines of N-Triples or N-Quads.

    Args:
        text: Whole lines, each with its end.
        ending: How many signs stand behind the object of each.
        found: Gets what they say of each IRI.
        names: Properties that were met, each of which is then held once.
    """
    last, properties = "", Properties()
    for line in text.decode().split("\n"):  # splitlines would cut at signs within texts
        if not line:
            continue
        subject, predicate, thing = line.split(" ", 2)
        if subject != last:
            last, properties = subject, {}
            if subject[0] == "<":
                properties = found.setdefault(subject[1:-1], properties)
        name = names.get(predicate)
        if name is None:
            name = names.setdefault(predicate, predicate[1:-1])
        if name in properties:
            properties[name].append(thing[:-ending])
        else:
            properties[name] = [thing[:-ending]]
