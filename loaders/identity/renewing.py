"""What was kept of the authority files after an edit: only the files that differ are read.

Files may come, go, or bear another name.  Their rows take the place of those before.  Whatever
else depends on them is asked of the tables: whether an id is defined twice, whether a name means
two things, whether what is referred to is there.  Where anything is wrong, or was, all files are
read, and the messages are made of these.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from loaders.identity.authority import NAMED, Altered, Authority, clash, loose
from loaders.identity.cross_references import check_references
from loaders.identity.edits import scope_token
from loaders.identity.loading import load_alone
from loaders.identity.stored import (
    FILE,
    FILES,
    MOST_NAMES,
    MOST_STATES,
    Read,
    RecordRows,
    StoredAuthority,
    about,
    earlier,
    entry_of,
    file_number,
    file_of,
    first_of,
    insert,
    numbers_of,
    open_sealed,
    opened,
    put,
    rows_of,
    tell,
)
from loaders.problems import Problem, problem_from

__all__ = ["renewed"]

MOST_FILES: Final = 0.5
"""Beyond this share of files that differ all are read."""


class _NotThisWayError(Exception):
    """All files must be read."""


def renewed(
    folder: Path,
    paths: Sequence[Path],
    read: Read,
    digest: str,
    is_unchanged: Callable[[Path], bool],
) -> tuple[Authority, list[Problem]] | None:
    """Read the files that differ from those that were read last.

    Args:
        folder: Where what was read is kept.
        paths: The files.
        read: Their names and checksums, in the same order, and this program.
        digest: Of all of them.
        is_unchanged: Tells whether a file is still as its checksum says.

    Returns:
        The identities, which are kept, and what is wrong with them; none where all files must be
        read.
    """
    part = folder / f".{FILE}.{os.getpid()}"
    try:
        before = open_sealed(folder)
        if before is None:
            return None
        read = replace(read, numbers=_numbers(before.read, read))
        places = dict(zip((name for name, _ in read.files), paths, strict=True))
        gone, anew = _differing(before.read, read)
        shutil.copyfile(folder / FILE, part)
        before.source.must_be_in_place()  # else another state was copied
        edit = _Edit(part, before, read)
        problems = edit.apply(gone, {name: places[name] for name in anew})
        edit.tell(problems)
        edit.prove()
        if not all(is_unchanged(places[name]) for name in anew):
            return None
        number = file_number(part)
        put(part, folder, digest)
        return opened(folder / FILE, digest, number)
    except (_NotThisWayError, OSError, sqlite3.Error, ValueError, KeyError, TypeError):
        return None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _differing(kept: Read, read: Read) -> tuple[list[str], list[str]]:
    """Return the files whose rows are gone, and those that are read; an edited one is both.

    Raises:
        _NotThisWayError: All were read by another program, or many differ.
    """
    if kept.program != read.program or not read.program:
        raise _NotThisWayError
    old, new = dict(kept.files), dict(read.files)
    gone = [name for name, digest in old.items() if new.get(name) != digest]
    anew = [name for name, digest in new.items() if old.get(name) != digest]
    many = len({*gone, *anew})
    if not many or (many > 1 and many > MOST_FILES * len(new)):
        raise _NotThisWayError
    return gone, anew


def _numbers(kept: Read, read: Read) -> tuple[int, ...]:
    """Return the numbers of the files: those that they had, and others between them for new ones.

    Raises:
        _NotThisWayError: There is no room between two, or files are in another order.
    """
    known = kept.numbered()
    found: list[int] = []
    new = 0
    for number in (*(known.get(name) for name, _ in read.files), FILES):
        if number is None:
            new += 1
            continue
        after = found[-1] if found else 0
        between = numbers_of(new, after, number) if new else []
        if number <= after or len(between) < new:
            raise _NotThisWayError
        found += [*between, number]
        new = 0
    return tuple(found[:-1])


@dataclass(slots=True)
class _Changes:
    """What the edited files say otherwise."""

    records: set[str] = field(default_factory=set)
    """Ids of which something else is said, and that come or go."""
    gone: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    parents: set[str] = field(default_factory=set)
    names: set[tuple[str, str]] = field(default_factory=set)
    """Kinds and names that have other entries."""
    ties: set[str] = field(default_factory=set)
    """What other things are tied to."""
    scopes: set[tuple[str, str]] = field(default_factory=set)
    """Kinds and places in which other names hold, or in another order."""
    moved: bool = False

    def altered(self) -> Altered:
        """Return it as it is kept."""
        names = frozenset(name for _, name in self.names)
        scopes = {scope_token(*scope) for scope in self.scopes}
        alone = not (names or self.ids or self.parents or self.ties)
        return Altered(
            names,
            frozenset(self.ids),
            frozenset(self.parents),
            frozenset(self.records) if alone else None,
            self.moved,
            frozenset({*self.records, *self.ids, *names, *self.ties, *scopes}),
        )


class _Edit:
    """An edit under way, in a copy of what was kept.

    Args:
        part: The copy.
        before: What was kept, in another file.
        read: The files as they are, with their numbers.
    """

    def __init__(self, part: Path, before: StoredAuthority, read: Read) -> None:
        self._part, self._before, self._read = part, before, read
        self._changes = _Changes()
        self._renamed: set[str] = set()

    def apply(self, gone: Collection[str], anew: Mapping[str, Path]) -> list[Problem]:
        """Put the rows of some files in place of those before; return the problems of all files.

        Args:
            gone: Names of the files whose rows are removed.
            anew: Those that are read, by name.

        Raises:
            _NotThisWayError: They have errors, or say other periods.
            sqlite3.Error: An id stands in two files.
        """
        authority, found = load_alone([(path, name) for name, path in anew.items()])
        kept = [problem_from(item) for item in self._about("problems")]
        wrong = any(problem.severity == "error" for problem in (*kept, *found))
        if wrong or not authority.complete or not self._before.complete:
            raise _NotThisWayError
        self._compare_periods(authority, gone)
        rows = list(rows_of(authority, self._read.numbered()))
        known = self._before.read.numbered()
        with closing(sqlite3.connect(self._part, isolation_level=None)) as base:
            base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;")
            self._compare([*self._rows_before(base, [known[name] for name in gone])], rows)
            for name in gone:
                ends = first_of(known[name]), first_of(known[name] + 1)
                for table in ("record", "name", "tie"):
                    base.execute(f"DELETE FROM {table} WHERE seq >= ? AND seq < ?", ends)
            insert(base, rows)
            self._rename(base)
            base.execute("COMMIT")
        return [*(problem for problem in kept if problem.at.file not in gone), *found]

    def _about(self, key: str) -> Any:
        with closing(sqlite3.connect(self._part)) as base:
            found = base.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
        return json.loads(found[0])

    def _compare_periods(self, authority: Authority, gone: Collection[str]) -> None:
        """Refuse other periods, or ones that stand elsewhere."""
        kept = self._about("periods")
        old = [period for period in kept if period[2][0] in gone]
        read = about(authority, [], Read())["periods"]
        if sorted(old, key=repr) != sorted(json.loads(json.dumps(read)), key=repr):
            raise _NotThisWayError

    def _rows_before(
        self, base: sqlite3.Connection, numbers: Iterable[int]
    ) -> Iterator[RecordRows]:
        for number in numbers:
            ends = first_of(number), first_of(number + 1)
            where = "WHERE seq >= ? AND seq < ? ORDER BY seq"
            names: dict[str, list[tuple[Any, ...]]] = {}
            for row in base.execute(f"SELECT * FROM name {where}", ends):
                names.setdefault(json.loads(row[4])[0], []).append(row)
            for row in base.execute(f"SELECT * FROM record {where}", ends):
                ties = base.execute("SELECT seq, id FROM tie WHERE seq = ?", (row[0],)).fetchall()
                yield RecordRows(row, names.get(row[1], []), ties)

    def _compare(self, old: list[RecordRows], new: list[RecordRows]) -> None:
        changes = self._changes
        before, now = ({one.record[1]: one.record for one in rows} for rows in (old, new))
        for identity in before.keys() | now.keys():
            one, other = before.get(identity), now.get(identity)
            if one is None or other is None or one[2] != other[2]:
                changes.ids.add(identity)
            if one is None or other is None or (one[2], one[6]) != (other[2], other[6]):
                changes.records.add(identity)
                self._compare_ties(identity, one, other)
            elif one[5] != other[5]:
                changes.moved = True
        changes.gone = before.keys() - now.keys()
        changes.names = _unequal(_names_in(old), _names_in(new))
        changes.scopes = _unequal(_scopes_in(old), _scopes_in(new))
        for row in new:  # among the records of other files, it may stand at another place now
            was = before.get(row.record[1])
            if was is not None and file_of(was[0]) != file_of(row.record[0]):
                changes.moved = True
                changes.scopes.add((row.record[2], row.record[3]))
                changes.names |= {(kind, name) for _, kind, name, *_ in row.names}

    def _compare_ties(
        self, identity: str, old: tuple[Any, ...] | None, new: tuple[Any, ...] | None
    ) -> None:
        """Note what a record said of other things, or says now."""
        said = [json.loads(row[6]) if row is not None else {} for row in (old, new)]
        places = [one.get("in", "") for one, row in zip(said, (old, new), strict=True)
                  if row is not None and row[2] == "place"]  # fmt: skip
        if places and (len(places) == 1 or places[0] != places[1]):
            self._changes.parents.add(identity)
        growths = {one.get("growth-of") for one in said}
        if len(growths) > 1:
            self._changes.ties |= {one for one in growths if one is not None}

    def _rename(self, base: sqlite3.Connection) -> None:
        """Note which names are sought in texts that were not before, or are no longer."""
        for name in {name for kind, name in self._changes.names if kind in NAMED}:
            key = loose(name)[:2], name
            kinds = [
                kind
                for kind in NAMED
                if base.execute(
                    "SELECT 1 FROM name WHERE kind = ? AND name = ? LIMIT 1", (kind, name)
                ).fetchone()
            ]
            old = base.execute("SELECT place FROM head WHERE head = ? AND name = ?", key).fetchone()
            new = (int("place" in kinds),) if kinds else None
            if old == new:
                continue
            self._renamed.add(name)
            base.execute("DELETE FROM head WHERE head = ? AND name = ?", key)
            if new is not None:
                base.execute("INSERT INTO head VALUES (?, ?, ?)", (*key, *new))

    def tell(self, problems: list[Problem]) -> None:
        """Write what is known of all files together, and of earlier states."""
        before, changed = self._before, self._changes.altered()
        renamed = {before.digest: frozenset(self._renamed)}
        for since, names in before.renamed.items():
            if len(renamed) < MOST_STATES and len(names | self._renamed) < MOST_NAMES:
                renamed[since] = names | self._renamed
        altered = {before.digest: changed}
        for since, one in before.altered.items():
            if len(altered) < MOST_STATES and len(one | changed) < MOST_NAMES:
                altered[since] = one | changed
        order = self._read.numbered()
        problems.sort(key=lambda problem: order[problem.at.file])  # as they are read
        told = about(Authority(), problems, self._read)
        del told["periods"]
        with closing(sqlite3.connect(self._part)) as base, base:
            tell(base, told | earlier(Authority(renamed=renamed, altered=altered)))

    def prove(self) -> None:
        """Find what is wrong with the edited records and all that depends on them.

        Raises:
            _NotThisWayError: Something is.
        """
        changes = self._changes
        authority, _ = opened(self._part, "")
        now = [identity for identity in changes.records if identity in authority.kinds]
        if check_references(authority, now):
            raise _NotThisWayError
        with closing(sqlite3.connect(self._part)) as base:
            for identity in changes.gone | changes.ids:
                if identity in authority.kinds:
                    self._prove_tied(base, authority, identity)
                elif base.execute("SELECT 1 FROM tie WHERE id = ? LIMIT 1", (identity,)).fetchone():
                    raise _NotThisWayError
            for kind, name in changes.names:
                self._prove_name(base, kind, name)

    def _prove_tied(self, base: sqlite3.Connection, authority: Authority, identity: str) -> None:
        """Refuse another kind of what others refer to."""
        rows = base.execute(
            "SELECT record.id FROM tie JOIN record USING (seq) WHERE tie.id = ?", (identity,)
        )
        if check_references(authority, [one for (one,) in rows]):
            raise _NotThisWayError

    def _prove_name(self, base: sqlite3.Connection, kind: str, name: str) -> None:
        """Refuse a name that means two things at the same place and time."""
        scopes: dict[str, list[Any]] = {}
        for scope, said, official in base.execute(
            "SELECT scope, entry, official FROM name WHERE kind = ? AND name = ?", (kind, name)
        ):
            entry = entry_of(kind, scope, said, official)
            if any(clash(entry, other) for other in scopes.setdefault(scope, [])):
                raise _NotThisWayError
            scopes[scope].append(entry)


def _names_in(rows: list[RecordRows]) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = {}
    for one in rows:
        for _, kind, name, *entry in one.names:
            found.setdefault((kind, name), []).append(entry)
    return found


def _scopes_in(rows: list[RecordRows]) -> dict[tuple[str, str], list[Any]]:
    found: dict[tuple[str, str], list[Any]] = {}
    for one in rows:
        _, identity, kind, scope, name, *_ = one.record
        found.setdefault((kind, scope), []).append((identity, name))
    return found


def _unequal(
    old: dict[tuple[str, str], list[Any]], new: dict[tuple[str, str], list[Any]]
) -> set[tuple[str, str]]:
    return {key for key in old.keys() | new.keys() if old.get(key) != new.get(key)}
