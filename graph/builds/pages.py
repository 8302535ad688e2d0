"""What the explorer's pages read: an SQLite file beside the generations, not a graph in memory.

```
build/pages.sqlite
├── shard    a named graph by the checksum of its N-Quads
├── out      what a graph says of a subject: objects by predicate, as JSON
├── into     what points at a thing in a graph: subjects by predicate, as JSON
├── duty …   narrow tables of lists, counts and the search: graph.builds.page_tables
└── block …  what the rows of some graphs say together: graph.builds.blocks
```

Rows never change: they belong to a shard, as its file does, and a generation is a set of shards.
A build adds the shards that are new before it swaps, and removes those of older generations
after it; a reader looks only at the shards of its own generation.  So there is one file, nothing
of it is copied, and whoever reads the generation before goes on reading it.  A row holds all of a
subject: a page asks for whole subjects, and one look-up is as fast as one statement's would be.
"""

from __future__ import annotations

import errno
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import cached_property
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path
from sys import intern
from typing import Any, Final, Generic, TypeVar

from graph.builds.blocks import SCHEMA as BLOCKS
from graph.builds.blocks import BlockShard, blocks_of, write_blocks
from graph.builds.page_rows import Source, key_of, rows_of_graphs
from graph.builds.page_tables import SCHEMA, SHIFT, TABLES, insert_rows, remove_tables, sounds_of
from graph.builds.whole_graph import WholeGraph
from graph.rdf.nquads import Lit, Term
from ontology.damage import is_damage
from ontology.processes import Workers, runs, without_collector
from ontology.terms import RDF

__all__ = ["PAGES", "PageFile", "Side", "Source", "literal_of", "remove_pages", "write_pages"]

PAGES: Final = "pages.sqlite"
_LAYOUT: Final = 7
MOST: Final = 8 << 20
"""Characters of rows that one side of the graph holds decoded; five documents fit whole."""
_MAPPED: Final = 128 << 20
"""Bytes of the file that are mapped, and count as the reader's memory; the rest is read."""
_AT_ONCE: Final = 500
"""Things that are looked up in one query."""
_ENTRY: Final = 80
"""Characters that an empty row counts as."""
_SCHEMA: Final = f"""
CREATE TABLE shard (
    id INTEGER PRIMARY KEY, sha256 TEXT UNIQUE, statements INTEGER NOT NULL,
    predicates TEXT NOT NULL);
CREATE TABLE predicate (id INTEGER PRIMARY KEY, iri TEXT UNIQUE NOT NULL);
CREATE TABLE out (id INTEGER PRIMARY KEY, key INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE "into" (id INTEGER PRIMARY KEY, key INTEGER NOT NULL, body BLOB NOT NULL);
{SCHEMA}{BLOCKS}"""
MANY_NEW: Final = 0.3
"""Beyond this share of new graphs, indexes are made anew."""
_decoded: Final = json.JSONDecoder().raw_decode
_first: Final = itemgetter(0)
V = TypeVar("V")


def write_pages(
    path: Path,
    sources: Sequence[Source],
    keep: Iterable[Iterable[str]] | None = None,
    *,
    processes: Workers = None,
) -> None:
    """Put the rows of graphs in the file, and remove those of others.

    Args:
        path: The file; made anew where it is missing, damaged or of another layout.
        sources: The graphs of a generation; those that are there already are not read.
        keep: Checksums of the graphs of further generations that somebody may still read; by
            default nothing is removed.
        processes: How many processes share the work; by default one a core for many graphs.

    Raises:
        OSError: The disk is full or not writable.
    """
    wanted = list(dict(sources).items())
    kept = None if keep is None else [list(one) for one in keep]
    try:
        try:
            _update(path, wanted, kept, processes)
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if not is_damage(error):
                raise
            remove_pages(path)
            _update(path, wanted, kept, processes)
    except sqlite3.Error as error:
        full = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_FULL
        code, said = (errno.ENOSPC, os.strerror(errno.ENOSPC)) if full else (errno.EIO, str(error))
        raise OSError(code, said, str(path)) from error


def remove_pages(path: Path) -> None:
    """Remove the file with what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _update(
    path: Path, sources: Sequence[Source], kept: Sequence[Sequence[str]] | None, processes: Workers
) -> None:
    if not _is_of_this_layout(path):
        _write_anew(path, sources, processes)
        return
    with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as base:
        base.execute("PRAGMA synchronous=NORMAL")  # what a power failure takes is made again
        known = dict(base.execute("SELECT sha256, id FROM shard"))
        served = {checksum: None for checksum, _ in sources}
        stay = {*known, *served} if kept is None else {*chain.from_iterable(kept), *served}
        gone = [number for checksum, number in known.items() if checksum not in stay]
        wanted = [source for source in sources if source[0] not in known]
        with _transaction(base):
            before = [_rows_of(n) for checksum, n in known.items() if checksum not in served]
            sounds = sounds_of(base, before)
            for number in gone:
                _remove(base, number)
            many = len(wanted) > MANY_NEW * (len(known) - len(gone))
            if many:
                base.execute("DROP INDEX out_key")
                base.execute("DROP INDEX into_key")
            _add(base, wanted, sounds, processes)
            if many:
                _index(base)
            write_blocks(base, served, kept, SHIFT)
        base.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _is_of_this_layout(path: Path) -> bool:
    if not path.is_file():
        return False
    with closing(sqlite3.connect(path, isolation_level=None, timeout=60)) as base:
        return bool(base.execute("PRAGMA user_version").fetchone()[0] == _LAYOUT)


def _write_anew(path: Path, sources: Sequence[Source], processes: Workers) -> None:
    """Write a file beside, and put it in place whole: nobody reads it yet, so no log is kept.

    Rows are looked up by numbers without any order: indexes of millions are made at the end,
    sorted, and not row by row.
    """
    _clear_parts(path)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with closing(sqlite3.connect(part, isolation_level=None)) as base:
            base.execute("PRAGMA journal_mode=OFF")
            base.execute("PRAGMA synchronous=OFF")
            base.execute("PRAGMA cache_size=-32768")
            with _transaction(base):
                for statement in _SCHEMA.split(";"):
                    base.execute(statement)
                _add(base, sources, {}, processes)
                _index(base)
                write_blocks(base, [checksum for checksum, _ in sources], None, SHIFT)
                base.execute(f"PRAGMA user_version={_LAYOUT}")
        with closing(sqlite3.connect(part, isolation_level=None)) as base:
            base.execute("PRAGMA journal_mode=WAL")
        _sync(part)
        remove_pages(path)  # a log of another file must not be taken for this one's
        part.replace(path)
    finally:
        remove_pages(part)


def _clear_parts(path: Path) -> None:
    """Remove what killed processes have left."""
    for part in path.parent.glob(f".{path.name}.*"):
        owner = part.name[len(path.name) + 2 :].partition("-")[0]
        if not (owner.isdigit() and runs(int(owner))):
            part.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _index(base: sqlite3.Connection) -> None:
    base.execute("CREATE INDEX out_key ON out (key)")
    base.execute('CREATE INDEX into_key ON "into" (key)')


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
    return number << SHIFT, (number + 1) << SHIFT


def _remove(base: sqlite3.Connection, number: int) -> None:
    rows = _rows_of(number)
    base.execute("DELETE FROM out WHERE id >= ? AND id < ?", rows)
    base.execute('DELETE FROM "into" WHERE id >= ? AND id < ?', rows)
    remove_tables(base, *rows)
    base.execute("DELETE FROM shard WHERE id = ?", (number,))


def _add(
    base: sqlite3.Connection,
    sources: Sequence[Source],
    sounds: Mapping[str, str],
    processes: Workers,
) -> None:
    """Write the rows of graphs that are not there; other processes do not touch the file."""
    number = base.execute("SELECT coalesce(max(id), 0) FROM shard").fetchone()[0]
    known = {checksum for (checksum,) in base.execute("SELECT sha256 FROM shard")}
    wanted = [source for source in sources if source[0] not in known]  # another one was faster
    made = rows_of_graphs(wanted, _Predicates(base), sounds, processes)
    with without_collector():  # it would look at the rows of each graph many times
        for (checksum, _), (statements, used, tables) in zip(wanted, made, strict=True):
            number += 1
            for table, rows in tables.items():
                insert_rows(base, table, rows, number << SHIFT)
            row = (number, checksum, statements, used)
            base.execute("INSERT INTO shard VALUES (?, ?, ?, ?)", row)


class _Predicates(dict[str, str]):
    """The number of each predicate, as a text; new ones are given one."""

    def __init__(self, base: sqlite3.Connection) -> None:
        super().__init__((iri, str(n)) for n, iri in base.execute("SELECT id, iri FROM predicate"))
        self._base = base

    def __missing__(self, iri: str) -> str:
        made = self._base.execute("INSERT INTO predicate (iri) VALUES (?)", (iri,))
        number = self[iri] = str(made.lastrowid)
        return number


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
        ranges = [_rows_of(number) for number in self.ranks]
        members = (BlockShard(one, *known[one]) for one in dict.fromkeys(checksums))
        blocks = blocks_of(members, SHIFT)
        self.whole: Final = WholeGraph(base, self._lock, ranges, blocks, SHIFT)

    def rows(self, table: str, iri: str) -> list[tuple[int, bytes]]:
        """Return the rows of a thing in the order of the generation's graphs."""
        with self._lock:
            found = self._base.execute(
                f"SELECT id, body FROM {table} WHERE key = ?", (key_of(iri),)
            ).fetchall()
        ranks = self.ranks
        rows = [row for row in found if row[0] >> SHIFT in ranks]
        if len(rows) > 1:
            rows.sort(key=lambda row: ranks[row[0] >> SHIFT])
        return rows

    def ranked(self, table: str, iri: str) -> list[tuple[int, bytes]]:
        """Return the rows of a thing, each with the place of its graph among the generation's."""
        return [(self.ranks[number >> SHIFT], body) for number, body in self.rows(table, iri)]

    def said_of(
        self, iris: Iterable[str], predicates: Sequence[str]
    ) -> Iterator[tuple[str, dict[str, list[Any]]]]:
        """Yield many things with what some predicates say of each: objects by predicate.

        An object is a text, or a list of a literal's text, language and datatype.  A thing of
        which nothing at all is said is left out, and nothing is held.

        Raises:
            sqlite3.DatabaseError: A row is not as it was written.
        """
        return self._some_of_many("out", iris, predicates)

    def pointing_at(
        self, iris: Iterable[str], predicates: Sequence[str]
    ) -> Iterator[tuple[str, dict[str, list[str]]]]:
        """Yield many things with what points at each by some predicates: subjects by predicate.

        Raises:
            sqlite3.DatabaseError: A row is not as it was written.
        """
        return self._some_of_many('"into"', iris, predicates)

    def _some_of_many(
        self, table: str, iris: Iterable[str], predicates: Sequence[str]
    ) -> Iterator[tuple[str, dict[str, list[Any]]]]:
        numbers = {iri: number for number, iri in self.predicates.items()}
        marks = [(iri, f'"{numbers[iri]}":[') for iri in predicates if iri in numbers]
        ordered = sorted(set(iris))
        for at in range(0, len(ordered), _AT_ONCE):
            yield from self._said_of(table, ordered[at : at + _AT_ONCE], marks)

    def types_of(self, iris: Iterable[str]) -> Iterator[tuple[str, list[Any]]]:
        """Yield many things with their classes; a thing of several graphs comes again.

        Most have the same few lists of classes, each of which is decoded once.

        Raises:
            sqlite3.DatabaseError: A row is not as it was written.
        """
        number = next((n for n, iri in self.predicates.items() if iri == RDF.type), None)
        mark, ordered = f'"{number}":['.encode(), sorted(set(iris)) if number else []
        decoded: dict[bytes, list[Any]] = {}
        for at in range(0, len(ordered), _AT_ONCE):
            known = {key_of(iri): iri for iri in ordered[at : at + _AT_ONCE]}
            keys = ",".join(map(str, known))
            query = f"SELECT id, key, body FROM out WHERE key IN ({keys})"
            with self._lock:
                found = self._base.execute(query).fetchall()
            for row, key, body in found:
                iri, start = known[key], body.find(mark) + len(mark)
                if row >> SHIFT not in self.ranks or start < len(mark):
                    continue
                written = body[start : body.find(b"]", start)]
                if written not in decoded:
                    decoded[written] = _listed(written)
                if body.startswith(b'["%b",' % iri.encode()) or _some_of(body, ())[0] == iri:
                    yield iri, decoded[written]

    def _said_of(
        self, table: str, iris: Sequence[str], marks: Sequence[tuple[str, str]]
    ) -> Iterator[tuple[str, dict[str, list[Any]]]]:
        keys = ",".join(str(key_of(iri)) for iri in iris)
        query = f"SELECT id, body FROM {table} WHERE key IN ({keys})"
        with self._lock:
            found = self._base.execute(query).fetchall()
        ranks = self.ranks
        rows = [(ranks[n >> SHIFT], body) for n, body in found if n >> SHIFT in ranks]
        rows.sort(key=_first)
        said: dict[str, dict[str, list[Any]]] = {}
        for _, body in rows:
            name, row = _some_of(body, marks)
            if name not in said:
                said[name] = row
                continue
            for predicate, objects in row.items():
                said[name].setdefault(predicate, []).extend(objects)
        for iri in iris:
            if iri in said:
                yield iri, said[iri]

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
        for table in ("shard", "predicate", "out", '"into"', *TABLES, "block", "summary"):
            base.execute(f"SELECT id FROM {table} LIMIT 1").fetchone()
    except UnicodeDecodeError as error:  # of a message about a damaged schema
        base.close()
        raise sqlite3.DatabaseError(f"{path.name} is damaged: {error}") from error
    except sqlite3.Error:
        base.close()  # else whoever makes the file again waits for this reader
        raise
    return base


def row_of(body: bytes, predicates: Mapping[str, str]) -> tuple[str, list[tuple[str, list[Any]]]]:
    """Return what a row says: a thing, and its terms by predicate.

    Raises:
        sqlite3.DatabaseError: It is not as it was written.
    """
    try:
        name, row = json.loads(body)
        return name, [(predicates[number], written) for number, written in row.items()]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise sqlite3.DatabaseError(f"a row is damaged: {error!r}") from error


def _some_of(body: bytes, marks: Sequence[tuple[str, str]]) -> tuple[str, dict[str, list[Any]]]:
    """Return a thing and its objects of some predicates: the rest of the row is not decoded.

    A mark is a key as it is written, with what follows: within a text its quotes are escaped.

    Raises:
        sqlite3.DatabaseError: It is not as it was written.
    """
    try:
        text = body.decode("utf-8", "surrogatepass")
        found = {}
        for predicate, mark in marks:
            at = text.find(mark)
            if at >= 0:
                found[predicate] = _decoded(text, at + len(mark) - 1)[0]
        return _decoded(text, 1)[0], found
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise sqlite3.DatabaseError(f"a row is damaged: {error!r}") from error


def _listed(written: bytes) -> list[Any]:
    try:
        return list(json.loads(b"[%b]" % written))
    except ValueError as error:
        raise sqlite3.DatabaseError(f"a row is damaged: {error!r}") from error


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
            name, row = row_of(body, names)
            if name != iri:
                continue  # another thing with the same number
            size += len(body)
            for predicate, written in row:
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
