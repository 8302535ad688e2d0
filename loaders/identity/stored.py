"""The authority files in a form from which single records are read: for an edit of one document.

Tens of thousands of records take seconds to read from YAML, and a document uses some dozens of
them.  So what was read is kept once in an SQLite file, ``authority.sqlite``, under the digest of
all authority files, and records are fetched as they are asked for.  It is a cache: where it is
missing, damaged, or of other files or another version of this program, the YAML is read.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any, Final, TypeVar, cast

from loaders.identity.authority import (
    KINDS,
    MAPS,
    MODELS,
    NAMED,
    Altered,
    Authority,
    Entry,
    Recent,
    entries_of,
    loose,
)
from loaders.identity.cross_references import references_of
from loaders.identity.edits import edited_records
from loaders.problems import Position, Problem, problem_from
from loaders.yaml.records import AuthorityRecord, PeriodAuthority
from ontology.files import write_whole

__all__ = ["FILE", "Read", "open_stored", "store"]

FILE: Final = "authority.sqlite"
SEAL: Final = "authority.json"
"""Checksum of the file, and the digest of what it was made from."""

_YOUNG: Final = 2_500_000_000
"""Nanoseconds: the coarsest clock of a file system in use (FAT) ticks every two seconds."""
_CHECKSUMS: Final[dict[Path, tuple[tuple[int, ...], str]]] = {}
MOST_STATES: Final = 64
OLD: Final = 32
"""States after which what is kept is said anew to hold, before they are forgotten."""
MOST_NAMES: Final = 2000
_AT_ONCE: Final = 500
"""Values that one query is given."""
_SCHEMA: Final = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE record (seq INTEGER PRIMARY KEY, id TEXT, kind TEXT, scope TEXT, name TEXT,
                     at TEXT, said TEXT);
CREATE TABLE tie (seq INTEGER, id TEXT);
CREATE TABLE head (head TEXT, name TEXT, place INTEGER, PRIMARY KEY (head, name)) WITHOUT ROWID;
CREATE TABLE name (seq INTEGER PRIMARY KEY, kind TEXT, name TEXT, scope TEXT, entry TEXT,
                   official INTEGER);
"""
FILES: Final = 1 << 30
"""No file has this number, or a higher one: rows are numbered with 63 bits."""
ROOM: Final = 1 << 16
"""Between the numbers of two files, for files that are added; one takes half of what is left."""
FORM: Final = 4
"""Raised when what is kept, or its form, changes: what an earlier version kept is read by none."""
_INDEXES: Final = """
CREATE UNIQUE INDEX record_id ON record (id);
CREATE INDEX record_in_graph ON record (id || '>');
CREATE INDEX record_scope ON record (kind, scope);
CREATE INDEX tie_seq ON tie (seq);
CREATE INDEX tie_id ON tie (id);
CREATE INDEX name_scope ON name (kind, name, scope, seq);
CREATE INDEX name_official ON name (kind, name) WHERE official = 1;
"""
Value = TypeVar("Value")


# -- writing ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Read:
    """Which files were read, in their order, and by which program."""

    files: tuple[tuple[str, str], ...] = ()
    """Name and SHA-256 of each."""
    program: str = ""
    numbers: tuple[int, ...] = ()
    """By which the rows of each begin; none: as :func:`numbers_of` has it."""

    def numbered(self) -> dict[str, int]:
        """Return the number of each file by its name."""
        names = [name for name, _ in self.files]
        numbers = self.numbers or numbers_of(len(names))
        return dict(zip(names, numbers, strict=True))


def store(
    authority: Authority, problems: list[Problem], folder: Path, read: Read | None = None
) -> None:
    """Keep what was read from the files; where that cannot be written, nothing is kept.

    Args:
        authority: What was read.
        problems: What is wrong with it.
        folder: Where it is kept.
        read: The files, if a later run may read only those that differ.
    """
    part = folder / f".{FILE}.{os.getpid()}"
    before = open_sealed(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        _write(authority, problems, part, before, folder / FILE, read or Read())
        put(part, folder, authority.digest)
    except (OSError, sqlite3.Error):
        with suppress(OSError):
            part.unlink(missing_ok=True)


def put(part: Path, folder: Path, digest: str) -> None:
    """Put a file in its place.

    Raises:
        OSError: It cannot be written.
    """
    (folder / SEAL).unlink(missing_ok=True)
    checksum = _checksum(part)
    part.replace(folder / FILE)
    seal = {"form": FORM, "digest": digest, "sha256": checksum}
    write_whole(folder / SEAL, json.dumps(seal))


def open_sealed(folder: Path) -> StoredAuthority | None:
    """Return the files as they were when last read."""
    try:
        seal = json.loads((folder / SEAL).read_bytes())
        before = open_stored(folder, str(seal["digest"]))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    return before[0] if before else None


def _compare(authority: Authority, old: Authority, base: sqlite3.Connection, before: Path) -> None:
    """Note what earlier states of the files said otherwise.

    Raises:
        OSError: Another run has put its own file in the place of the one before.
    """
    edited = edited_records(base, before)
    if isinstance(old, StoredAuthority):
        old.source.must_be_in_place()
    authority.renamed = _renamed(authority, old, edited)
    authority.altered = _altered(authority, old, edited)


def _renamed(
    authority: Authority, old: Authority, edited: Altered | None
) -> dict[str, frozenset[str]]:
    """Return which names have come or gone since earlier states of the files."""
    changed: frozenset[str] = frozenset()
    if edited is None:
        changed = frozenset(name for _, name, _ in {*_heads(old)} ^ {*_heads(authority)})
    found = {old.digest: changed}
    for since, names in old.renamed.items():
        if len(found) < MOST_STATES and len(names | changed) < MOST_NAMES:
            found[since] = names | changed
    return found


def _altered(authority: Authority, old: Authority, edited: Altered | None) -> dict[str, Altered]:
    """Return what earlier states of the files said otherwise."""
    changed = _all_altered(authority, old) if edited is None else edited
    found = {old.digest: changed}
    for since, earlier in old.altered.items():
        if len(found) < MOST_STATES and len(earlier | changed) < MOST_NAMES:
            found[since] = earlier | changed
    return found


def _all_altered(authority: Authority, old: Authority) -> Altered:
    """Return what the files before said otherwise of names, kinds and parents."""
    before, now = old.all_names(), authority.all_names()
    names = {
        key[1]
        for key in before.keys() | now.keys()
        if [*before.get(key, {}).items()] != [*now.get(key, {}).items()]
    }
    ids = {key for key, _ in {*_kinds(old)} ^ {*_kinds(authority)}}
    parents = {key for key, _ in {*_parents(old)} ^ {*_parents(authority)}}
    return Altered(frozenset(names), frozenset(ids), frozenset(parents))


def _kinds(authority: Authority) -> Iterator[tuple[str, str]]:
    if isinstance(authority, StoredAuthority):
        yield from authority.all_kinds()
    else:
        yield from authority.kinds.items()


def _parents(authority: Authority) -> Iterator[tuple[str, str | None]]:
    if isinstance(authority, StoredAuthority):
        yield from authority.all_parents()
    else:
        yield from ((identity, place.in_) for identity, place in authority.places.items())


def _write(
    authority: Authority,
    problems: list[Problem],
    path: Path,
    old: Authority | None,
    before: Path,
    read: Read,
) -> None:
    """Write what was read, and what the file before says otherwise."""
    base = sqlite3.connect(path, isolation_level=None)
    try:
        base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; " + _SCHEMA + "BEGIN;")
        insert(base, rows_of(authority, read.numbered()))
        base.executemany("INSERT INTO head VALUES (?, ?, ?)", _heads(authority))
        tell(base, about(authority, problems, read))
        base.executescript(_INDEXES)  # and commits what is before it
        if old is not None:
            _compare(authority, old, base, before)
        tell(base, earlier(authority))
    finally:
        base.close()


def tell(base: sqlite3.Connection, about: Mapping[str, Any]) -> None:
    """Write what is known of all files together."""
    rows = [(key, json.dumps(value)) for key, value in about.items()]
    base.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", rows)


def about(authority: Authority, problems: list[Problem], read: Read) -> dict[str, Any]:
    """Return what is known of all files together."""
    return {
        "complete": authority.complete,
        "problems": [asdict(problem) for problem in problems],
        "files": read.files,
        "numbers": [*read.numbered().values()],
        "program": read.program,
        "periods": [
            [word, json.loads(period.model_dump_json(by_alias=True)), _at(authority, word)]
            for word, period in authority.periods.items()
        ],
    }


def earlier(authority: Authority) -> dict[str, Any]:
    """Return what is known of earlier states."""
    return {
        "renamed": {since: sorted(names) for since, names in authority.renamed.items()},
        "altered": {since: _told(one) for since, one in authority.altered.items()},
    }


def _told(one: Altered) -> dict[str, Any]:
    names = ("names", "ids", "parents", "records", "touched")
    sets = {name: getattr(one, name) for name in names}
    told = {key: None if values is None else sorted(values) for key, values in sets.items()}
    return {**told, "moved": one.moved}


def _altered_from(told: dict[str, Any]) -> Altered:
    sets: dict[str, Any] = {
        key: frozenset(one) if isinstance(one, list) else one for key, one in told.items()
    }
    return Altered(**sets)


def _at(authority: Authority, word: str) -> list[Any]:
    return _place(authority.positions[f"period {word}"])


def _place(at: Position) -> list[Any]:
    return [at.file, at.line, at.column]


@dataclass(frozen=True, slots=True)
class RecordRows:
    """The rows of one record.  Their numbers begin with that of the file, so that an edit of one
    file moves no row of another."""

    record: tuple[Any, ...]
    names: list[tuple[Any, ...]]
    ties: list[tuple[int, str]]


def rows_of(authority: Authority, files: Mapping[str, int]) -> Iterator[RecordRows]:
    """Yield the rows of every record that was read.

    Args:
        authority: What was read.
        files: The number of each file by its name; others come after them.
    """
    numbers = dict(files)
    counts: dict[str, tuple[Iterator[int], Iterator[int]]] = {}
    for identity, kind, record in authority.records():
        at = authority.positions[identity]
        if at.file not in numbers:
            numbers[at.file] = max(numbers.values(), default=0) + 1
        number = numbers[at.file]
        if at.file not in counts:
            counts[at.file] = count(first_of(number)), count(first_of(number))
        records, names = counts[at.file]
        seq, scope = next(records), record.scope or ""
        text, place = authority.text_of(identity), json.dumps(_place(at))
        yield RecordRows(
            (seq, identity, kind, scope, record.name.zh, place, text),
            [
                (next(names), kind, name, scope, _written(entry), int(entry.official))
                for name, entry in entries_of(kind, identity, record)
            ],
            [(seq, ref) for _, ref, _ in references_of(kind, record)],
        )


def _written(entry: Entry) -> str:
    return json.dumps([entry.id, entry.since, entry.until])


def insert(base: sqlite3.Connection, rows: Iterable[RecordRows]) -> None:
    """Write the rows of records, some of them at a time."""
    waiting = iter(rows)
    while some := list(islice(waiting, 1000)):
        records = [one.record for one in some]
        base.executemany("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", records)
        names = (name for one in some for name in one.names)
        base.executemany("INSERT INTO name VALUES (?, ?, ?, ?, ?, ?)", names)
        base.executemany("INSERT INTO tie VALUES (?, ?)", (tie for one in some for tie in one.ties))


def first_of(number: int) -> int:
    """Return the number of the first row of a file."""
    return number << 32


def file_of(row: int) -> int:
    """Return the number of the file of a row."""
    return row >> 32


def numbers_of(count: int, after: int = 0, before: int = FILES) -> list[int]:
    """Return numbers for so many files, in their order, with room between them for others.

    Args:
        count: How many.
        after: The number of the file before them.
        before: That of the file after them.

    Returns:
        The numbers; none where there is no room for so many.
    """
    step = min(ROOM, (before - after) // (count + 1))
    return [after + step * number for number in range(1, count + 1)] if step else []


def _heads(authority: Authority) -> Iterator[tuple[str, str, int]]:
    known: dict[str, bool] = {}
    for kind, name in authority.all_names():
        if kind in NAMED:
            known[name] = known.get(name, False) or kind == "place"
    for name, place in known.items():
        yield loose(name)[:2], name, int(place)


def _checksum(path: Path) -> str:
    """Return the SHA-256 of a file; one that is as it was is not read again by this process."""
    with path.open("rb") as file:
        state = os.fstat(file.fileno())
        stamp = (state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
        known = _CHECKSUMS.get(path)
        if known is not None and known[0] == stamp:
            return known[1]
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if max(stamp[2:]) < time.time_ns() - _YOUNG:  # what is younger may change without a trace
        _CHECKSUMS.clear()
        _CHECKSUMS[path] = stamp, found
    return found


# -- reading ---------------------------------------------------------------------------------


def open_stored(folder: Path, digest: str) -> tuple[StoredAuthority, list[Problem]] | None:
    """Open what was kept of files with this digest, or return none where it cannot be used."""
    try:
        number = file_number(folder / FILE)
        seal = json.loads((folder / SEAL).read_bytes())
        if (seal["form"], seal["digest"]) != (FORM, digest) or seal["sha256"] != _checksum(
            folder / FILE
        ):
            return None
        return opened(folder / FILE, digest, number)
    except (OSError, ValueError, KeyError, TypeError, RecursionError, sqlite3.Error):
        return None


def opened(
    path: Path, digest: str, number: FileNumber | None = None
) -> tuple[StoredAuthority, list[Problem]]:
    """Open a file that is known to be sound.

    Args:
        path: The file.
        digest: Of what it was made from.
        number: Which file was found to be sound; none: the one that is there.

    Raises:
        OSError: Another file has come in its place.
    """
    source = Source(path, number or file_number(path))
    about = {key: json.loads(value) for key, value in source.rows("SELECT key, value FROM about")}
    periods = {word: PeriodAuthority.model_validate(said) for word, said, _ in about["periods"]}
    at = {f"period {word}": Position(*place) for word, _, place in about["periods"]}
    authority = StoredAuthority(source, periods, at, bool(about["complete"]), digest)
    files = tuple((name, sha256) for name, sha256 in about["files"])
    authority.read = Read(files, about["program"], tuple(about["numbers"]))
    renamed = about["renamed"].items()
    authority.renamed = {since: frozenset(names) for since, names in renamed}
    altered = about["altered"].items()
    authority.altered = {since: _altered_from(told) for since, told in altered}
    return authority, [problem_from(item) for item in about["problems"]]


def _reopened(
    path: Path,
    digest: str,
    renamed: Mapping[str, frozenset[str]],
    altered: Mapping[str, Altered],
) -> Authority:
    """Open in another process what this one has open.

    Raises:
        FileNotFoundError: another run has put other files in its place.
    """
    found = open_stored(path.parent, digest)
    if found is None:
        raise FileNotFoundError(str(path))
    found[0].renamed, found[0].altered = renamed, altered
    return found[0]


FileNumber = tuple[int, int, int]


def file_number(path: Path) -> FileNumber:
    """Return what tells a file from one that is put in its place; a new name changes nothing.

    Raises:
        OSError: There is no file.
    """
    state = path.stat()
    return state.st_ino, state.st_size, state.st_mtime_ns


class Source:
    """The file, opened in each process for itself: no connection outlives a fork.

    Another run may put its own file in this one's place at any time; whoever opens that one does
    not get answers of other authority files, but an error.
    """

    def __init__(self, path: Path, number: FileNumber) -> None:
        self.path, self._number = path, number
        self._uri = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
        self._base: sqlite3.Connection | None = None
        self._process = 0

    def rows(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        return self.each(query, values).fetchall()

    def each(self, query: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        if self._base is None or self._process != os.getpid():
            base = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
            self.must_be_in_place()
            self._base, self._process = base, os.getpid()
        return self._base.execute(query, values)

    def must_be_in_place(self) -> None:
        """Find out whether whoever opens the path now opens this file.

        Raises:
            OSError: Another file has come in its place, or none is there.
        """
        if file_number(self.path) != self._number:
            said = "another run has read the authority files anew meanwhile: try again"
            raise OSError(errno.ESTALE, said, str(self.path))


class _Table(Mapping[str, Value]):
    """A map whose values are fetched as they are asked for, each once."""

    def __init__(
        self,
        fetch: Callable[[str], Value | None],
        keys: Callable[[], list[str]],
        known: Mapping[str, Value] | None = None,
    ) -> None:
        self._fetch, self._keys, self._given = fetch, keys, known or {}
        self._known: Recent[str, Value | None] = Recent()

    def get(self, key: str, default: Any = None) -> Any:
        if key in self._given:
            return self._given[key]
        if key in self._known:
            found = self._known[key]
        else:
            found = self._known[key] = self._fetch(key)
        return default if found is None else found

    def __getitem__(self, key: str) -> Value:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return cast(Value, found)

    def __contains__(self, key: object) -> bool:
        return self.get(cast(str, key)) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys())

    def __len__(self) -> int:
        return len(self._keys())


class StoredAuthority(Authority):
    """Authority files of which only what is asked for is read."""

    __slots__ = ("_named", "_source", "read")

    @property
    def source(self) -> Source:
        """The file that is read."""
        return self._source

    def __init__(
        self,
        source: Source,
        periods: Mapping[str, PeriodAuthority],
        periods_at: Mapping[str, Position],
        complete: bool,
        digest: str,
    ) -> None:
        self._source = source
        self._named: dict[str, frozenset[str]] = Recent()
        """Name → the kinds of things that bear it."""
        self.read = Read()
        """Which files were read."""
        tables: dict[str, Any] = {plural: self._table(kind) for kind, plural in MAPS.items()}
        super().__init__(
            **tables,
            periods=periods,
            positions=_Table(self._position, self._ids, periods_at),
            named_periods={word: period.is_ for word, period in periods.items()},
            complete=complete,
            kinds=_Table(self._kind, self._ids),
            digest=digest,
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Name the file to another process, which opens it for itself."""
        told = self._source.path, self.digest, dict(self.renamed), dict(self.altered)
        return _reopened, told

    def all_kinds(self) -> Iterator[tuple[str, str]]:
        """Yield every id with its kind."""
        yield from self._source.rows("SELECT id, kind FROM record")

    def records(self) -> Iterator[tuple[str, str, AuthorityRecord]]:
        """Yield every id with its kind and record; none of them is held."""
        rows = self._source.each("SELECT id, kind, said FROM record ORDER BY seq")
        for identity, kind, said in rows:
            yield identity, kind, MODELS[kind].model_validate_json(said)

    def told(self) -> Iterator[tuple[str, str, str]]:
        """Yield every id with its kind and the text of its record, in the order of the graph."""
        yield from self._source.each("SELECT id, kind, said FROM record ORDER BY id || '>'")

    def all_parents(self) -> Iterator[tuple[str, str | None]]:
        """Yield every place with the one that it lies in."""
        for identity, said in self._source.rows("SELECT id, said FROM record WHERE kind = 'place'"):
            yield identity, json.loads(said).get("in")

    def _table(self, kind: str) -> Mapping[str, AuthorityRecord]:
        def fetch(identity: str) -> AuthorityRecord | None:
            found = self._source.rows(
                "SELECT said FROM record WHERE id = ? AND kind = ?", (identity, kind)
            )
            return MODELS[kind].model_validate_json(found[0][0]) if found else None

        def keys() -> list[str]:
            rows = self._source.rows("SELECT id FROM record WHERE kind = ? ORDER BY seq", (kind,))
            return [row[0] for row in rows]

        return _Table(fetch, keys)

    def _ids(self) -> list[str]:
        return [row[0] for row in self._source.rows("SELECT id FROM record ORDER BY seq")]

    def _kind(self, identity: str) -> str | None:
        found = self._source.rows("SELECT kind FROM record WHERE id = ?", (identity,))
        return found[0][0] if found else None

    def _position(self, identity: str) -> Position | None:
        found = self._source.rows("SELECT at FROM record WHERE id = ?", (identity,))
        return Position(*json.loads(found[0][0])) if found else None

    def text_of(self, identity: str) -> str:
        """Return the record of a known id in one canonical text."""
        found = self._source.rows("SELECT said FROM record WHERE id = ?", (identity,))
        return str(found[0][0])

    def names_beginning(self, heads: Collection[str]) -> Iterator[tuple[str, bool]]:
        """Yield the names, folded loosely, that begin with two characters of some pairs."""
        pairs = sorted(heads)
        for at in range(0, len(pairs), _AT_ONCE):
            some = pairs[at : at + _AT_ONCE]
            query = f"SELECT name, place FROM head WHERE head IN ({_holes(some)})"
            for name, place in self._source.rows(query, tuple(some)):
                yield name, bool(place)

    def in_scope(self, kind: str, scope: str | None) -> list[tuple[str, str]]:
        """Return the ids and official names of the things whose names hold in a place."""
        query = "SELECT id, name FROM record WHERE kind = ? AND scope = ? ORDER BY seq"
        return [(one, name) for one, name in self._source.rows(query, (kind, scope or ""))]

    # -- names -----------------------------------------------------------------------------

    def held(
        self, names: tuple[str, ...], kinds: tuple[str, ...], place: str | None
    ) -> list[tuple[str, str]]:
        """Return which things some names mean in a place, each name with the id.

        Hundreds of names may begin as some word of a text does: they are sought by one query.
        """
        scopes = (*self.chain(place), "")
        found: dict[tuple[str, str, str], list[str]] = {}
        for at in range(0, len(names), _AT_ONCE):
            some = names[at : at + _AT_ONCE]
            query = (
                f"SELECT name, kind, scope, entry FROM name WHERE kind IN ({_holes(kinds)}) "
                f"AND name IN ({_holes(some)}) AND scope IN ({_holes(scopes)}) ORDER BY seq"
            )
            for *key, said in self._source.rows(query, (*kinds, *some, *scopes)):
                found.setdefault(tuple(key), []).append(json.loads(said)[0])
        return [
            (identity, name)
            for name in names
            for kind in kinds
            for scope in scopes
            for identity in found.get((name, kind, scope), ())
        ]

    def _is_name(self, kind: str, name: str) -> bool:
        known = self._named.get(name)
        if known is None:
            query = f"SELECT DISTINCT kind FROM name WHERE kind IN ({_holes(KINDS)}) AND name = ?"
            known = frozenset(row[0] for row in self._source.rows(query, (*KINDS, name)))
            self._named[name] = known
        return kind in known

    def _scoped(self, kind: str, name: str, scope: str | None) -> list[Entry]:
        return self._entries("scope = ?", kind, name, scope or "")

    def _official(self, kind: str, name: str) -> list[Entry]:
        entries = self._entries("official = 1", kind, name)
        if len({entry.scope for entry in entries}) < 2:
            return entries
        query = "SELECT min(seq) FROM name WHERE kind = ? AND name = ? AND scope = ?"
        scopes = {entry.scope for entry in entries}
        first = {s: self._source.rows(query, (kind, name, s or ""))[0][0] for s in scopes}
        return sorted(entries, key=lambda entry: first[entry.scope])  # as they are indexed

    def _entries(self, which: str, *values: str) -> list[Entry]:
        rows = self._source.rows(
            "SELECT kind, scope, entry, official FROM name WHERE kind = ? AND name = ? "
            f"AND {which} ORDER BY seq",
            values,
        )
        return [entry_of(*row) for row in rows]

    def all_names(self) -> Mapping[tuple[str, str], Mapping[str | None, list[Entry]]]:
        """Return every name with its entries by scope."""
        if not self._names:
            rows = self._source.rows(
                "SELECT name, kind, scope, entry, official FROM name ORDER BY seq"
            )
            for name, *row in rows:
                entry = entry_of(*row)
                scopes = self._names.setdefault((entry.kind, name), {})
                scopes.setdefault(entry.scope, []).append(entry)
        return self._names


def _holes(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


def entry_of(kind: str, scope: str, said: str, official: int) -> Entry:
    """Return an entry of a name from its row."""
    identity, since, until = json.loads(said)
    return Entry(identity, kind, scope or None, since, until, bool(official))
