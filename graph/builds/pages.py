"""What the explorer's pages read: an SQLite file beside the generations, not a graph in memory.

```
build/pages.sqlite
├── shard    a named graph by the checksum of its N-Quads
├── out      what a graph says of a subject: objects by predicate, as JSON
├── into     what points at a thing in a graph: subjects by predicate, as JSON
└── duty …   narrow tables of lists, counts and the search: graph.builds.page_tables
```

Rows never change: they belong to a shard, as its file does, and a generation is a set of shards.
A build adds the shards that are new before it swaps, and removes those of older generations
after it; a reader looks only at the shards of its own generation.  So there is one file, nothing
of it is copied, and whoever reads the generation before goes on reading it.  A row holds all of a
subject: a page asks for whole subjects, and one look-up is as fast as one statement's would be.
"""

from __future__ import annotations

import errno
import hashlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from functools import cached_property
from itertools import islice
from pathlib import Path
from sys import intern
from typing import Any, Final, Generic, TypeVar

from graph.builds.page_tables import SCHEMA, TABLES, add_tables, remove_tables, sounds_of
from graph.builds.whole_graph import WholeGraph
from graph.rdf.nquads import STRING, Lit, Term, read_nquads

__all__ = ["PAGES", "PageFile", "Side", "Source", "literal_of", "remove_pages", "write_pages"]

PAGES: Final = "pages.sqlite"
_LAYOUT: Final = 4
_SHIFT: Final = 32
"""Bits of a row's id that number the rows of a shard."""
MOST: Final = 8 << 20
"""Characters of rows that one side of the graph holds decoded; five documents fit whole."""
_MAPPED: Final = 128 << 20
"""Bytes of the file that are mapped, and count as the reader's memory; the rest is read."""
_ENTRY: Final = 80
"""Characters that an empty row counts as."""
_SCHEMA: Final = f"""
CREATE TABLE shard (
    id INTEGER PRIMARY KEY, sha256 TEXT UNIQUE, statements INTEGER NOT NULL,
    predicates TEXT NOT NULL);
CREATE TABLE predicate (id INTEGER PRIMARY KEY, iri TEXT UNIQUE NOT NULL);
CREATE TABLE out (id INTEGER PRIMARY KEY, key INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE "into" (id INTEGER PRIMARY KEY, key INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX out_key ON out (key);
CREATE INDEX into_key ON "into" (key);
{SCHEMA}"""
V = TypeVar("V")

Source = tuple[str, Callable[[], Iterable[str]]]
"""A named graph: the checksum of its N-Quads, and what yields their lines."""


def _key(iri: str) -> int:
    """Return the number by which a thing's rows are looked up; the rows bear its IRI too."""
    digest = hashlib.blake2b(iri.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def write_pages(path: Path, sources: Sequence[Source], keep: Iterable[str] | None = None) -> None:
    """Put the rows of graphs in the file, and remove those of others.

    Args:
        path: The file; made anew where it is damaged or of another layout.
        sources: The graphs of a generation; those that are there already are not read.
        keep: Checksums of further graphs that somebody may still read; by default nothing is
            removed.

    Raises:
        OSError: The disk is full or not writable.
    """
    kept = None if keep is None else {*keep, *(checksum for checksum, _ in sources)}
    try:
        try:
            _update(path, sources, kept)
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError) and "disk" in str(error):
                raise
            remove_pages(path)
            _update(path, sources, kept)
    except sqlite3.Error as error:
        raise OSError(errno.EIO, f"{path.name}: {error}", str(path)) from error


def remove_pages(path: Path) -> None:
    """Remove the file with what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _update(path: Path, sources: Sequence[Source], kept: set[str] | None) -> None:
    with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as base:
        if base.execute("PRAGMA user_version").fetchone()[0] != _LAYOUT:
            _begin(base)
        base.execute("PRAGMA synchronous=NORMAL")  # what a power failure takes is made again
        known = dict(base.execute("SELECT sha256, id FROM shard"))
        gone = [n for checksum, n in known.items() if kept is not None and checksum not in kept]
        wanted = [source for source in sources if source[0] not in known]
        if not gone and not wanted:
            return
        with _transaction(base):
            served = {checksum for checksum, _ in sources}
            before = [_rows_of(n) for checksum, n in known.items() if checksum not in served]
            sounds = sounds_of(base, before)
            for number in gone:
                _remove(base, number)
            for checksum, lines in wanted:
                _add(base, checksum, lines(), sounds)
        base.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _begin(base: sqlite3.Connection) -> None:
    if base.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise sqlite3.DatabaseError("another layout")
    base.execute("PRAGMA journal_mode=WAL")
    base.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version={_LAYOUT};COMMIT;")


class _transaction:  # noqa: N801 - reads as a statement
    """All of it, or nothing."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base

    def __enter__(self) -> None:
        self._base.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._base.execute("COMMIT")
        else:
            with suppress(sqlite3.Error):
                self._base.execute("ROLLBACK")


def _rows_of(number: int) -> tuple[int, int]:
    """Return the first row of a shard, and the one after its last."""
    return number << _SHIFT, (number + 1) << _SHIFT


def _remove(base: sqlite3.Connection, number: int) -> None:
    rows = _rows_of(number)
    base.execute("DELETE FROM out WHERE id >= ? AND id < ?", rows)
    base.execute('DELETE FROM "into" WHERE id >= ? AND id < ?', rows)
    remove_tables(base, *rows)
    base.execute("DELETE FROM shard WHERE id = ?", (number,))


def _add(
    base: sqlite3.Connection, checksum: str, lines: Iterable[str], sounds: dict[str, str]
) -> None:
    if base.execute("SELECT 1 FROM shard WHERE sha256 = ?", (checksum,)).fetchone():
        return  # the same graph twice, or another process was faster
    number = base.execute("SELECT coalesce(max(id), 0) + 1 FROM shard").fetchone()[0]
    predicates = _Predicates(base)
    out, into, statements = _grouped(lines, predicates)
    start = number << _SHIFT
    add_tables(base, start, out, into, lambda iri: predicates.get(iri, ""), sounds)
    for table, side in (("out", out), ('"into"', into)):
        base.executemany(f"INSERT INTO {table} VALUES (?, ?, ?)", _rows(side, start))
    used = " ".join(sorted({each for row in out.values() for each in row}))
    base.execute("INSERT INTO shard VALUES (?, ?, ?, ?)", (number, checksum, statements, used))


class _Predicates(dict[str, str]):
    """The number of each predicate, as a text; new ones are given one."""

    def __init__(self, base: sqlite3.Connection) -> None:
        super().__init__((iri, str(n)) for n, iri in base.execute("SELECT id, iri FROM predicate"))
        self._base = base

    def __missing__(self, iri: str) -> str:
        made = self._base.execute("INSERT INTO predicate (iri) VALUES (?)", (iri,))
        number = self[iri] = str(made.lastrowid)
        return number


_Grouped = dict[str, dict[str, list[Any]]]


def _grouped(lines: Iterable[str], numbers: _Predicates) -> tuple[_Grouped, _Grouped, int]:
    """Return objects by subject, subjects by object, each by predicate, and how many there are."""
    out: _Grouped = {}
    into: _Grouped = {}
    statements = 0
    for subject, predicate, thing in read_nquads(lines):
        number = numbers[predicate]
        written: Any = thing
        if type(thing) is str:
            into.setdefault(thing, {}).setdefault(number, []).append(subject)
        else:
            written = _written(thing)  # type: ignore[arg-type]
        known = out.setdefault(subject, {}).setdefault(number, [])
        if written not in known[-8:]:
            known.append(written)
            statements += 1
    return out, into, statements


def _written(literal: Lit) -> list[str]:
    if literal.type != STRING:
        return list(literal)
    return [literal.text, literal.lang] if literal.lang else [literal.text]


def _rows(side: _Grouped, start: int) -> Iterator[tuple[int, int, bytes]]:
    encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    for place, (iri, row) in enumerate(side.items(), start):
        yield place, _key(iri), encode([iri, row]).encode("utf-8", "surrogatepass")


class PageFile:
    """The graphs of one generation in the file, read by any number of threads.

    Args:
        path: The file.
        checksums: Of the generation's graphs, in their order.  What a builder removes later is
            still read.

    Raises:
        KeyError: A graph is not in the file.
        sqlite3.Error: It cannot be read.
    """

    def __init__(self, path: Path, checksums: Sequence[str]) -> None:
        self._lock = threading.Lock()
        self._base = base = _opened(path)
        shards = base.execute("SELECT sha256, id, statements FROM shard")
        known = {checksum: (number, count) for checksum, number, count in shards}
        if not known.keys() >= set(checksums):
            base.close()
            raise KeyError(f"a graph is not in {path.name}")
        self.ranks: Final = {known[one][0]: rank for rank, one in enumerate(checksums)}
        self.statements: Final = sum(known[one][1] for one in dict.fromkeys(checksums))
        predicates = base.execute("SELECT id, iri FROM predicate")
        self.predicates: Final = {str(number): intern(iri) for number, iri in predicates}
        self.out: Final[Side[Term]] = Side(self, "out", _terms)
        self.into: Final[Side[str]] = Side(self, '"into"', list)
        self.whole: Final = WholeGraph(base, self._lock, [_rows_of(n) for n in self.ranks], _SHIFT)

    def rows(self, table: str, iri: str) -> list[tuple[int, bytes]]:
        """Return the rows of a thing in the order of the generation's graphs."""
        with self._lock:
            found = self._base.execute(
                f"SELECT id, body FROM {table} WHERE key = ?", (_key(iri),)
            ).fetchall()
        ranks = self.ranks
        rows = [row for row in found if row[0] >> _SHIFT in ranks]
        if len(rows) > 1:
            rows.sort(key=lambda row: ranks[row[0] >> _SHIFT])
        return rows

    def ranked(self, table: str, iri: str) -> list[tuple[int, bytes]]:
        """Return the rows of a thing, each with the place of its graph among the generation's."""
        return [(self.ranks[number >> _SHIFT], body) for number, body in self.rows(table, iri)]

    def using(self, predicate: str) -> list[int]:
        """Return the places of the graphs that use a predicate, in order."""
        wanted = next((n for n, iri in self.predicates.items() if iri == predicate), None)
        return sorted(rank for rank, used in self._used if wanted in used)

    @cached_property
    def _used(self) -> list[tuple[int, frozenset[str]]]:
        """The predicates that each graph uses; most graphs use the same ones."""
        with self._lock:
            found = self._base.execute("SELECT id, predicates FROM shard").fetchall()
        same: dict[str, frozenset[str]] = {}
        return [
            (self.ranks[number], same.setdefault(used, frozenset(used.split())))
            for number, used in found
            if number in self.ranks
        ]


def _opened(path: Path) -> sqlite3.Connection:
    """Open the file to be read, also where nothing can be written beside it.

    One transaction lasts as long as the connection: a builder may remove what it reads.
    """
    if not path.is_file():
        raise sqlite3.OperationalError(f"there is no {path.name}")
    try:
        return _pinned(path, "mode=ro")
    except sqlite3.OperationalError as error:
        if "open" not in str(error) and "readonly" not in str(error):
            raise
        return _pinned(path, "immutable=1")


def _pinned(path: Path, how: str) -> sqlite3.Connection:
    base = sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}",
        uri=True,
        isolation_level=None,
        timeout=60,
        check_same_thread=False,
    )
    try:
        base.execute("PRAGMA query_only=1")
        base.execute(f"PRAGMA mmap_size={_MAPPED}")
        base.execute("BEGIN")
        if base.execute("PRAGMA user_version").fetchone()[0] != _LAYOUT:
            raise sqlite3.DatabaseError("another layout")
        for table in ("shard", "predicate", "out", '"into"', *TABLES):
            base.execute(f"SELECT id FROM {table} LIMIT 1").fetchone()
    except sqlite3.Error:
        base.close()  # else whoever makes the file again waits for this reader
        raise
    return base


def _terms(written: list[Any]) -> list[Term]:
    return [o if type(o) is str else literal_of(o) for o in written]


def literal_of(written: list[str]) -> Lit:
    """Return the literal that is written as text, language and datatype."""
    if len(written) == 1:
        return Lit(written[0])
    if len(written) == 2:
        return Lit(written[0], intern(written[1]))
    return Lit(written[0], "", intern(written[2]))


class Side(dict[str, dict[str, list[V]]], Generic[V]):
    """One side of the graph by thing: what was read lately; ``[]`` reads what is not there yet.

    A thing without statements has an empty row.  What was read first is forgotten first.
    """

    def __init__(self, file: PageFile, table: str, terms: Callable[[list[Any]], list[V]]) -> None:
        super().__init__()
        self._file, self._table, self._terms = file, table, terms
        self._sizes: dict[str, int] = {}
        self._size = 0
        self._lock = threading.Lock()

    def __missing__(self, iri: str) -> dict[str, list[V]]:
        size = _ENTRY
        found: dict[str, list[V]] = {}
        names, terms = self._file.predicates, self._terms
        for _, body in self._file.rows(self._table, iri):
            name, row = json.loads(body)
            if name != iri:
                continue  # another thing with the same number
            size += len(body)
            for number, written in row.items():
                predicate = names[number]
                known = found.get(predicate)
                if known is None:
                    found[predicate] = terms(written)
                else:
                    _extend(known, terms(written), twice=self._table != "out")
        with self._lock:
            self._keep(iri, found, size)
        return found

    def _keep(self, iri: str, found: dict[str, list[V]], size: int) -> None:
        self._size += size - self._sizes.pop(iri, 0)
        self._sizes[iri] = size
        self[iri] = found
        while self._size > MOST and len(self._sizes) > 1:
            for oldest in list(islice(self._sizes, max(1, len(self._sizes) // 16))):
                if oldest != iri:
                    self._size -= self._sizes.pop(oldest)
                    self.pop(oldest, None)


def _extend(known: list[V], more: list[V], *, twice: bool) -> None:
    """Add the terms of a further graph; what two graphs say of a thing is shown once."""
    if twice:
        known += more
        return
    for one in more:
        if one not in known[-8:]:
            known.append(one)
