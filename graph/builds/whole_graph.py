"""Reads what :mod:`graph.builds.page_tables` has written, of all graphs of a generation."""

from __future__ import annotations

import sqlite3
import threading
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from graph.builds.blocks import SCHEMA as BLOCKS
from graph.builds.blocks import Block, Summaries
from graph.builds.list_summaries import MARKS, SPOKEN
from graph.builds.one_graph import Rows
from graph.builds.page_names import PART_BITS, SHARD_BITS, Named
from graph.builds.page_tables import (
    BASES,
    NARROWEST_FIRST,
    SCHEMA,
    SHIFT,
    insert_rows,
    made_tables,
)
from graph.builds.summaries import GRAPHS, LED, SHARED
from ontology.kinds import KINDS
from ontology.terms import PK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]

__all__ = ["WholeGraph"]

_RANKS: Final = {iri: rank for rank, iri in enumerate(NARROWEST_FIRST)}
_QUOTE: Final = PK.Quotation
_DUTY: Final = (
    "iri, task, actor, role, name, position, out_of, document, series, inferred, year, start"
)
_REPORTED: Final = (
    "iri, indicator, subject, document, status, bound, written, value, low, high, unit,"
    " period, year, stage, definition, part, start"
)
_AT_ONCE: Final = 500
"""Rows that are asked for by number in one query."""
_FIRST_BLOCKS: Final = 48
"""Blocks of names that are read at first; where more are wanted, more are read at once."""
_BLOCKS: Final = (
    "SELECT named.rowid, name.id, class, shortest, own, iris, names, sounds"
    " FROM named CROSS JOIN name ON name.id ="
    f" ((((named.rowid >> {PART_BITS}) & {(1 << SHARD_BITS) - 1}) << {SHIFT})"
    f" | (named.rowid & {(1 << PART_BITS) - 1}))"
    " WHERE named MATCH ? AND named.rowid > ? AND named.rowid < ? ORDER BY named.rowid LIMIT ?"
)


class WholeGraph:
    """Tables over the whole graph, read a named graph at a time, in the generation's order.

    Args:
        base: The file.
        lock: Who else reads by the same connection holds it.
        ranges: Of rows, of each named graph: the first, and the one after the last.
        blocks: The same graphs in blocks.
        shift: How many bits of a row's number count the rows of its graph.
    """

    def __init__(
        self,
        base: sqlite3.Connection,
        lock: threading.Lock,
        ranges: Sequence[tuple[int, int]],
        blocks: Sequence[Block],
        shift: int = 62,
    ) -> None:
        self._base, self._lock, self._ranges, self._shift = base, lock, ranges, shift
        self.summaries: Final = Summaries(base, lock, blocks)
        self._numbers = frozenset(first >> shift for first, _ in ranges)

    @classmethod
    def in_memory(cls, out: Rows, into: Rows) -> WholeGraph:
        """Return the tables of a small graph that is held in memory."""
        base = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        base.executescript(SCHEMA + BLOCKS)
        for table, rows in made_tables(out, into).items():
            insert_rows(base, table, rows)
        ranges = ((0, 1 << 62),)
        return cls(base, threading.Lock(), ranges, [Block("", ranges)])

    def _rows(self, table: str, columns: str, where: str = "") -> Iterator[tuple[Any, ...]]:
        query = f"SELECT {columns} FROM {table} WHERE id >= ? AND id < ? {where} ORDER BY id"
        for ends in self._ranges:
            with self._lock, closing(self._base.execute(query, ends)) as cursor:
                found = cursor.fetchall()
            yield from found

    def _sums(self, topic: int, name: str) -> Counter[str]:
        found: Counter[str] = Counter()
        for _, block in self.summaries.of(topic):
            for key, number in zip(block.texts(name), block.numbers(f"{name} #"), strict=True):
                found[key] += number
        return found

    def duties(self) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of ``duty``, in the order of the graphs."""
        return self._rows("duty", _DUTY)

    def number_of_duties(self) -> int:
        """Return how many assignments there are."""
        query = "SELECT id >> ?, count(*) FROM duty GROUP BY 1"
        found = self._fetched(query, (self._shift,))
        return sum(rows for number, rows in found if number in self._numbers)

    def duties_where(self, column: str, value: str) -> list[tuple[Any, ...]]:
        """Return the same columns of the assignments with a task, actor, document or series."""
        return self._found("duty", _DUTY, f"{column} = ?", value)

    def duties_for(self, work: Sequence[str]) -> Iterator[tuple[Any, ...]]:
        """Yield the same columns of the assignments of some pieces of work."""
        for at in range(0, len(work), _AT_ONCE):
            some = work[at : at + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT id, {_DUTY} FROM duty WHERE task IN ({marks})"
            for number, *row in self._fetched(query, some):
                if number >> self._shift in self._numbers:
                    yield tuple(row)

    def documents(self) -> list[str]:
        """Return the documents, in the order of the graphs."""
        return [iri for _, block in self.summaries.of(GRAPHS) for iri in block.texts("document")]

    def led(self) -> dict[str, tuple[int, int]]:
        """Return how many pieces of work each body leads, and how many in the first place."""
        found: dict[str, tuple[int, int]] = {}
        for _, block in self.summaries.of(LED):
            numbers = zip(block.numbers("led"), block.numbers("first"), strict=True)
            for actor, both in zip(block.texts("actor"), numbers, strict=True):
                before = found.get(actor)
                found[actor] = (
                    both if before is None else (before[0] + both[0], before[1] + both[1])
                )
        return found

    def _shared_rows(self) -> Iterator[tuple[str, str]]:
        for _, block in self.summaries.of(SHARED):
            classes = block.texts("class")
            codes = block.numbers("class #")
            yield from zip(block.texts("iri"), map(classes.__getitem__, codes), strict=True)

    def shared(self) -> dict[str, str]:
        """Return the class that each thing is shown as that has a list and is no fact."""
        return _narrowest(self._shared_rows())

    @cached_property
    def conflicts(self) -> dict[str, str]:
        """The class that a thing is shown as, of things that have several."""
        first: dict[str, str] = {}
        several = {iri for iri, cls in self._shared_rows() if first.setdefault(iri, cls) != cls}
        if not several:
            return {}
        return _narrowest(row for row in self._shared_rows() if row[0] in several)

    def totals(self) -> Counter[str]:
        """Return how many there are of each class."""
        shared = self.conflicts
        found = self._sums(GRAPHS, "facts")
        found.update(self._sums(GRAPHS, "unlisted"))
        if shared:
            found.update(cls for iri, cls in self._shared_rows() if shared.get(iri, cls) == cls)
        else:
            for _, block in self.summaries.of(SHARED):
                classes = block.texts("class")
                for code, number in Counter(block.numbers("class #")).items():
                    found[classes[code]] += number
        return Counter({kind.iri: found[kind.iri] for kind in KINDS if found[kind.iri]})

    def typed(self, classes: Collection[str]) -> Counter[str]:
        """Return how many things each of some classes has, and more if graphs share them."""
        found = self._sums(GRAPHS, "things")
        return Counter({cls: things for cls, things in found.items() if cls in classes})

    def bases(self) -> Counter[str]:
        """Return how many facts are stated, partly inferred, and inferred."""
        found = self._sums(GRAPHS, "facts")
        return Counter({basis: found[basis] for basis in BASES if basis in found})

    def counted(self) -> Iterator[tuple[str, str, int]]:
        """Yield document, class, and how many facts of the document's own graph are of it."""
        return self._rows("counted", "document, class, facts")

    def counted_in(self, document: str) -> list[tuple[str, int]]:
        """Return class and number of the facts that a document's own graph states."""
        return [(c, n) for c, n in self._found("counted", "class, facts", "document = ?", document)]

    def quoted(self) -> Counter[str]:
        """Return how many quotations documents have."""
        return self._sums(GRAPHS, "quoted")

    def spoken_elsewhere_in(self, document: str) -> set[str]:
        """Return what a document speaks of that is no fact of its own graph."""
        rows = self._found("spoken", "iri", "own = 0 AND document = ?", document)
        return {iri for (iri,) in rows}

    def speaking_elsewhere_of(self, iri: str) -> list[str]:
        """Return the documents that speak of what is no fact of their own graph."""
        rows = self._found("spoken", "document", "own = 0 AND iri = ?", iri)
        return [document for (document,) in rows]

    def speaking_elsewhere_of_many(self, iris: Collection[str]) -> Iterator[tuple[str, str]]:
        """Yield many things with the documents that speak of them, facts of their graphs aside."""
        listed = list(iris)
        for at in range(0, len(listed), _AT_ONCE):
            some = listed[at : at + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT id, iri, document FROM spoken WHERE own = 0 AND iri IN ({marks})"
            for number, iri, document in self._fetched(query, some):
                if number >> self._shift in self._numbers:
                    yield iri, document

    def spoken_in(self, documents: Collection[str]) -> set[str]:
        """Return what some documents speak of; of what each states, its own graph is read."""
        found: set[str] = set()
        for document in documents:
            found |= self.spoken_elsewhere_in(document)
            rows = self._found("counted", f"id >> {self._shift}", "document = ?", document)
            for number in {number for (number,) in rows}:
                ends = (number << self._shift, (number + 1) << self._shift, document)
                query = "SELECT iri FROM spoken WHERE id >= ? AND id < ? AND document = ?"
                found.update(iri for (iri,) in self._fetched(query, ends))
        return found

    def spoken_elsewhere(self) -> Iterator[tuple[str, str]]:
        """Yield documents and what they speak of that is no fact of theirs."""
        for _, block in self.summaries.of(SPOKEN):
            documents = block.texts("document")
            codes = block.numbers("document #")
            yield from zip(map(documents.__getitem__, codes), block.texts("iri"), strict=True)

    def spoken(self) -> Iterator[tuple[str, str]]:
        """Yield documents and what they speak of; a pair may come again from another graph."""
        return self._rows("spoken", "document, iri")

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

    # ---- names ---------------------------------------------------------------------------

    def blocks(
        self, match: str, first: int, last: int, most: int = _FIRST_BLOCKS
    ) -> Iterator[tuple[int, Named]]:
        """Yield the blocks of names that a query of their grams finds, in their order, as read.

        Args:
            match: See :func:`graph.builds.grams.name_matching`.
            first: The first place, see :func:`graph.builds.page_names.place_ends`.
            last: The place behind the last.
            most: How many are read at first.
        """
        at = first - 1
        while True:
            found = self._fetched(_BLOCKS, (match, at, last, most))
            for at, number, *block in found:
                if number >> self._shift in self._numbers:
                    yield at, Named(*block)
            if len(found) < most:
                return
            most = min(2 * most, _AT_ONCE)

    def block_places(self, match: str) -> Numbers:
        """Return the places of the blocks of names that a query of their grams finds, sorted."""
        import numpy as np

        found = self._rows_found("named", match)
        return np.sort(found[self.looked_up(self._served, _ids_of(found))])

    def blocks_at(self, places: Numbers, first: int, last: int) -> Iterator[tuple[int, Named]]:
        """Yield the blocks of names at some sorted places from one on, before another, as read."""
        import numpy as np

        start, end = np.searchsorted(places, (first, last)).tolist()
        size = _FIRST_BLOCKS
        while start < end:
            some = places[start : min(start + size, end)]
            numbers: list[int] = _ids_of(some).tolist()
            found = self._numbered("name", numbers, "class, shortest, own, iris, names, sounds")
            for place, number in zip(some.tolist(), numbers, strict=True):
                yield place, Named(*found[number])
            start, size = start + size, min(2 * size, _AT_ONCE)

    def described_again(self) -> list[str]:
        """Return the things that several graphs describe, facts of documents left out."""
        query = (
            "SELECT id, iri FROM shared WHERE iri IN"
            " (SELECT iri FROM shared GROUP BY iri HAVING count(*) > 1)"
        )
        graphs: dict[str, set[int]] = {}
        for number, iri in self._fetched(query, ()):
            if number >> self._shift in self._numbers:
                graphs.setdefault(iri, set()).add(number >> self._shift)
        return [iri for iri, several in graphs.items() if len(several) > 1]

    # ---- quotations ----------------------------------------------------------------------

    def matching(self, query: str) -> Numbers:
        """Return the numbers of the quotations that a query of their grams finds, sorted."""
        import numpy as np

        found = self._rows_found("quoted", query)
        return np.sort(found[self.looked_up(self._served, found)])

    def _rows_found(self, index: str, query: str) -> Numbers:
        import numpy as np

        # As one text: rows of a single number take three times as long to be read.
        ((text,),) = self._fetched(
            f"SELECT group_concat(rowid) FROM {index} WHERE {index} MATCH ?", (query,)
        )
        return np.fromstring(text, np.int64, sep=",") if text else np.empty(0, np.int64)

    def looked_up(self, of_graphs: Numbers, numbers: Numbers) -> Numbers:
        """Return for each row what stands for its graph, or what stands at the end.

        Args:
            of_graphs: See :meth:`each_graph`.
            numbers: Of rows.
        """
        import numpy as np

        found: Numbers = of_graphs[np.minimum(numbers >> self._shift, len(of_graphs) - 1)]
        return found

    def each_graph(self, known: Mapping[int, Any], other: Any) -> Numbers:
        """Return a value for each graph by its bits, at the end the one of all others."""
        import numpy as np

        found = np.full(max(known, default=-1) + 2, other)
        for graph, value in known.items():
            found[graph] = value
        return found

    @cached_property
    def _served(self) -> Numbers:
        return self.each_graph(dict.fromkeys(self._numbers, True), False)

    def matches(self, query: str) -> bool:
        """Tell whether a query of their grams finds a quotation."""
        few = self._fetched("SELECT rowid FROM quoted WHERE quoted MATCH ? LIMIT 9", (query,))
        if any(number >> self._shift in self._numbers for (number,) in few):
            return True
        return len(few) == 9 and len(self.matching(query)) > 0  # these were of other generations

    def quotes(self, numbers: Sequence[int], columns: str) -> dict[int, tuple[Any, ...]]:
        """Return columns of some quotations by number: iri, document, start, words."""
        return self._numbered("quote", numbers, columns)

    def quoting(self) -> list[tuple[int, str]]:
        """Return the graphs with quotations: the bits of their rows, and a document of each."""
        rows = self._rows("counted", f"id >> {self._shift}, document", f"AND class = '{_QUOTE}'")
        return list(dict.fromkeys(rows))

    def titles(self) -> Iterator[tuple[str, str, str]]:
        """Yield documents and places with their names, and documents with their places."""
        return self._rows("title", "iri, place, words")

    # ---- lists ---------------------------------------------------------------------------

    def faceted(self, cls: str) -> list[tuple[str, str, str]]:
        """Return thing, document and facts of the things that a graph lists under a class."""
        return self._found("faceted", "iri, document, facts", "class = ?", cls)

    def marked(self) -> set[str]:
        """Return the things about which several graphs must be asked."""
        return {iri for _, block in self.summaries.of(MARKS) for iri in block.texts("iri")}

    # ---- values --------------------------------------------------------------------------

    def reported(self) -> Iterator[tuple[Any, ...]]:
        """Yield the columns of ``reported``, in the order of the graphs."""
        return self._rows("reported", _REPORTED)

    def reported_of(self, indicator: str) -> list[tuple[Any, ...]]:
        """Return the same columns of the values of one indicator."""
        return self._found("reported", _REPORTED, "indicator = ?", indicator)

    def reported_at(
        self, numbers: Sequence[int], columns: str = _REPORTED
    ) -> dict[int, tuple[Any, ...]]:
        """Return the same columns of some values, or others, by the number of their row."""
        return self._numbered("reported", numbers, columns)

    def _numbered(
        self, table: str, numbers: Sequence[int], columns: str
    ) -> dict[int, tuple[Any, ...]]:
        found: dict[int, tuple[Any, ...]] = {}
        for at in range(0, len(numbers), _AT_ONCE):
            some = numbers[at : at + _AT_ONCE]
            marks = ",".join("?" * len(some))
            query = f"SELECT id, {columns} FROM {table} WHERE id IN ({marks})"
            found.update((number, row) for number, *row in self._fetched(query, some))
        return found

    def _found(self, table: str, columns: str, where: str, value: str) -> list[tuple[Any, ...]]:
        """Return columns of the rows of this generation's graphs that have a value."""
        shift, numbers = self._shift, self._numbers
        found = self._fetched(f"SELECT id, {columns} FROM {table} WHERE {where}", (value,))
        return [row for number, *row in found if number >> shift in numbers]

    def _fetched(self, query: str, values: Sequence[Any]) -> list[Any]:
        with self._lock, closing(self._base.execute(query, values)) as cursor:
            return cursor.fetchall()


def _ids_of(places: Numbers) -> Numbers:
    """Return the numbers of the rows of blocks of names by their places."""
    shards = (places >> PART_BITS) & ((1 << SHARD_BITS) - 1)
    found: Numbers = (shards << SHIFT) | (places & ((1 << PART_BITS) - 1))
    return found


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
