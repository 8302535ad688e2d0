"""Rows of a network that wait in a file, sorted there: memory does not grow with the network."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Final

from graph.networks.counting import FACT_EDGES, bearers_in, rows_say_all
from graph.networks.duties import Duties, based, duty_rows_in_parts
from graph.networks.filters import Filters
from graph.networks.rows import Brackets, EdgeRow, Reader
from graph.networks.specs import NetworkSpec

__all__ = ["HeldRows", "StoredRows"]

_CACHE: Final = 16 << 10
"""Kilobytes that SQLite may hold."""
_AT_ONCE: Final = 500
"""Pieces of work that are asked for in one query."""


class HeldRows:
    """Rows in memory.

    Args:
        reader: Knows who bears a role, where the rows do not.
        spec: The network's record.
        filters: What it is narrowed to.
        rows: Of its query.
    """

    def __init__(
        self, reader: Reader, spec: NetworkSpec, filters: Filters, rows: Sequence[EdgeRow]
    ) -> None:
        self._rows = rows
        self._brackets: Brackets = {}
        _put(self._brackets, (one for row in rows for one in bearers_in(spec, row)))
        if not rows_say_all(spec, filters):
            _put_all(self._brackets, reader, rows)
        self.ends = sorted({end for row in rows for end in (row.source, row.target)})
        """Ids of the nodes."""

    def in_order(self) -> Iterator[EdgeRow]:
        """Return the rows sorted."""
        return iter(sorted(self._rows))

    def completed(self, rows: Sequence[EdgeRow], /) -> Sequence[EdgeRow]:
        """Return some of the rows as they are."""
        return rows

    def brackets(self, _: Sequence[EdgeRow], /) -> Brackets:
        """Return who bears each role, of all rows."""
        return self._brackets


class StoredRows:
    """Rows of a network of responsibilities in a file without a name.

    Args:
        source: Of the assignments.
        reader: Knows who bears a role, where the rows do not.
        spec: The network's record.
        filters: What it is narrowed to.

    Raises:
        sqlite3.Error: the source is damaged, or the disk is full.
    """

    def __init__(self, source: Duties, reader: Reader, spec: NetworkSpec, filters: Filters) -> None:
        self._source, self._reader = source, reader
        self._says_all = rows_say_all(spec, filters)
        self._base = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{_CACHE}"):
            self._base.execute(f"PRAGMA {pragma}")
        columns = ", ".join(f'"{name}" TEXT' for name in EdgeRow._fields)
        self._base.execute(f"CREATE TABLE edge ({columns})")
        self._base.execute("CREATE TABLE bearer (work TEXT, edge TEXT, actor TEXT)")
        self._base.execute("BEGIN")
        marks = ", ".join("?" * len(EdgeRow._fields))
        ends: set[str] = set()
        for rows in duty_rows_in_parts(source, spec, filters):
            self._base.executemany(f"INSERT INTO edge VALUES ({marks})", rows)
            borne = {one for row in rows for one in bearers_in(spec, row)}
            self._base.executemany("INSERT INTO bearer VALUES (?, ?, ?)", borne)
            ends |= {end for row in rows for end in (row.source, row.target)}
        self._base.execute("CREATE INDEX bearer_work ON bearer (work, edge, actor)")
        self._base.execute("COMMIT")
        self.ends = sorted(ends)
        """Ids of the nodes."""

    def in_order(self) -> Iterator[EdgeRow]:
        """Yield the rows sorted, each once; what their facts rest on is left open."""
        order = ", ".join(str(number) for number, _ in enumerate(EdgeRow._fields, 1))
        with closing(self._base.execute(f"SELECT DISTINCT * FROM edge ORDER BY {order}")) as rows:
            yield from map(EdgeRow._make, rows)

    def completed(self, rows: Sequence[EdgeRow], /) -> Sequence[EdgeRow]:
        """Return some of the rows with what their facts rest on."""
        return based(rows, self._source)

    def brackets(self, rows: Sequence[EdgeRow], /) -> Brackets:
        """Return who bears each role for the work that some of the rows speak of."""
        works = sorted({row.via or row.source for row in rows})
        found: Brackets = {}
        for at in range(0, len(works), _AT_ONCE):
            some = works[at : at + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT work, edge, actor FROM bearer WHERE work IN ({marks})"
            _put(found, self._base.execute(query, some))
        if not self._says_all:
            _put_all(found, self._reader, rows)
        return found


def _put(found: Brackets, bearers: Iterable[tuple[str, str, str]]) -> None:
    for work, edge, actor in bearers:
        found.setdefault((work, edge), set()).add(actor)


def _put_all(found: Brackets, reader: Reader, rows: Iterable[EdgeRow]) -> None:
    """Put in also those whom the rows leave out."""
    work = {row.via or row.source for row in rows if row.via or row.edge in FACT_EDGES}
    for key, actors in reader.leads_of(work).items():
        found.setdefault(key, set()).update(actors)
