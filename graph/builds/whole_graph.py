"""Reads what :mod:`graph.builds.page_tables` has written, of all graphs of a generation."""

from __future__ import annotations

import sqlite3
import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, Final

from graph.builds.page_tables import NARROWEST_FIRST, SCHEMA, Rows, insert_rows, made_tables
from ontology.kinds import KINDS

__all__ = ["WholeGraph"]

_RANKS: Final = {iri: rank for rank, iri in enumerate(NARROWEST_FIRST)}
_SLUGS: Final = {kind.iri: kind.slug for kind in KINDS}


class WholeGraph:
    """Tables over the whole graph, read a named graph at a time, in the generation's order.

    Args:
        base: The file.
        lock: Who else reads by the same connection holds it.
        ranges: Of rows, of each named graph: the first, and the one after the last.
    """

    def __init__(
        self, base: sqlite3.Connection, lock: threading.Lock, ranges: Sequence[tuple[int, int]]
    ) -> None:
        self._base, self._lock, self._ranges = base, lock, ranges

    @classmethod
    def in_memory(cls, out: Rows, into: Rows) -> WholeGraph:
        """Return the tables of a small graph that is held in memory."""
        base = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        base.executescript(SCHEMA)
        for table, rows in made_tables(out, into).items():
            insert_rows(base, table, rows)
        return cls(base, threading.Lock(), [(0, 1 << 62)])

    def _rows(self, table: str, columns: str, where: str = "") -> Iterator[tuple[Any, ...]]:
        query = f"SELECT {columns} FROM {table} WHERE id >= ? AND id < ? {where} ORDER BY id"
        for ends in self._ranges:
            with self._lock, closing(self._base.execute(query, ends)) as cursor:
                found = cursor.fetchall()
            yield from found

    def duties(self) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of ``duty``, in the order of the graphs."""
        return self._rows(
            "duty",
            "iri, task, actor, role, name, position, out_of, document, series, inferred, year,"
            " start",
        )

    def shared(self) -> dict[str, str]:
        """Return the class that each thing is shown as that is no fact of a document."""
        return _narrowest(self._rows("kind", "iri, class", "AND own = 0"))

    def totals(self, shared: dict[str, str]) -> Counter[str]:
        """Return how many there are of each class; ``shared``: see :meth:`shared`."""
        found: Counter[str] = Counter()
        for cls, facts in self._rows("total", "class, facts"):
            found[cls] += facts
        for iri, cls in self._rows("kind", "iri, class", "AND own = 0"):
            if not _SLUGS[cls] or shared[iri] == cls:
                found[cls] += 1
        return Counter({kind.iri: found[kind.iri] for kind in KINDS if found[kind.iri]})

    def counted(self) -> Iterator[tuple[str, str, int]]:
        """Yield document, class, and how many facts of the document's own graph are of it."""
        return self._rows("counted", "document, class, facts")

    def spoken_elsewhere(self) -> set[tuple[str, str]]:
        """Return documents and what they speak of that is no fact of theirs."""
        return set(self._rows("spoken", "document, iri", "AND own = 0"))

    def spoken(self) -> Iterator[tuple[str, str]]:
        """Yield documents and what they speak of; a pair may come again from another graph."""
        return self._rows("spoken", "document, iri")

    def listed(self) -> dict[str, list[str]]:
        """Return things by the class that they are shown as, in the order of the graphs."""
        rows = list(self._rows("kind", "iri, class"))
        shown = _narrowest(rows)
        found: dict[str, list[str]] = {kind.iri: [] for kind in KINDS if kind.slug}
        for iri, cls in rows:
            if shown[iri] == cls:
                found[cls].append(iri)
        return found

    def pointing(self) -> Counter[str]:
        """Return how many statements point at each thing."""
        found: Counter[str] = Counter()
        for table in ("kind", "pointed"):
            for iri, pointing in self._rows(table, "iri, pointing", "AND pointing > 0"):
                found[iri] += pointing
        return found

    def places(self) -> dict[str, tuple[str, int, int]]:
        """Return document, offset of the quote, and offset within it, of every fact."""
        rows = self._rows("kind", 'iri, document, start, "offset"', "AND own = 1")
        return {iri: (document, start, offset) for iri, document, start, offset in rows}

    def of_years(self, first: int, last: int) -> set[str]:
        """Return what is of some years, both included, or is to be done by then."""
        with self._lock:
            rows = self._base.execute(
                "SELECT id, iri FROM dated WHERE year BETWEEN ? AND ?", (first, last)
            ).fetchall()
        ranges = sorted(self._ranges)
        firsts = [first for first, _ in ranges]
        return {iri for at, iri in rows if _within(ranges, bisect_right(firsts, at) - 1, at)}

    def lines(self) -> Iterator[tuple[str, str, int, str, str, int]]:
        """Yield thing, class, whether it is a fact, names, sounds, and the shortest name's size."""
        return self._rows("line", "iri, class, own, names, sounds, shortest")


def _within(ranges: Sequence[tuple[int, int]], place: int, at: int) -> bool:
    return place >= 0 and at < ranges[place][1]


def _narrowest(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the narrowest class that has a list, of each thing; empty where none has."""
    found: dict[str, str] = {}
    last = len(_RANKS)
    for iri, cls in rows:
        known = found.get(iri)
        if known is None:
            found[iri] = cls if cls in _RANKS else ""
        elif _RANKS.get(cls, last) < _RANKS.get(known, last):
            found[iri] = cls
    return found
