"""What lists, counts and the search need of a named graph, worked out when it is written.

```
duty     a body's part in a piece of work, with all that filters ask of it
led      how many pieces of work a body leads, and how many in the first place
kind     the classes of things and facts, what points at each, and where its words stand
pointed  how many statements point at things that are described elsewhere
spoken   what a document speaks of: own facts of the graph, and others
total    how many facts of a class there are, and how many that are stated or inferred
typed    how many things have a class, ours or not
counted  how many facts of a class a document states
name     the names of things, folded, and their sounds, by blocks; ``named`` has their grams
shared   what other graphs may describe too
quote    the words of each quotation, folded, in the order of the text; ``quoted`` has their grams
title    the names of documents and places, folded, and which place a document is of
reported values and targets, with all that their lists ask of them
dated    the years of facts, and those by which work is to be done
faceted  by what the lists of things can be narrowed and put in order
```

A *fact* here is what is stated in a document, and is described in one graph only.  Whatever
may be described in several graphs (bodies, places, indicators) has rows in each, which the
reader puts together.  Rows are numbered in the order of the graph, from the shard's number on.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any, Final, Protocol

from graph.builds.deadlines import WORK, Deadline, deadline_of
from graph.builds.grams import grams
from graph.builds.one_graph import OneGraph, Rows
from graph.builds.page_facets import MARKED, PART, facet_rows, weakest_state
from graph.builds.page_names import PART_BITS, Named, name_rows, named_rows, sounds_by_names
from graph.builds.page_quotes import quote_rows, reported_rows, title_rows
from ontology.declarations import superclasses
from ontology.kinds import KINDS, LISTED
from ontology.terms import CODE, OA, PK, PROV, RDF, RDFS

__all__ = [
    "BASES",
    "COUNTED",
    "NARROWEST_FIRST",
    "SCHEMA",
    "SHIFT",
    "TABLES",
    "insert_rows",
    "made_tables",
    "place_of",
    "remove_tables",
    "sounds_of",
]

TABLES: Final = (
    "duty", "led", "kind", "pointed", "spoken", "total", "counted", "name", "shared", "dated",
    "quote", "title", "reported", "faceted", "typed",
)  # fmt: skip
QUOTED: Final = "quoted"
"""The index of the quotations, which has no rows of its own."""
NAMED: Final = "named"
"""The index of the names, which has none either."""
SCHEMA: Final = """
CREATE TABLE duty (
    id INTEGER PRIMARY KEY, iri TEXT, task TEXT, actor TEXT, role TEXT, name TEXT,
    position INTEGER, out_of INTEGER, document TEXT, series TEXT, inferred INTEGER,
    year INTEGER, start INTEGER, state TEXT);
CREATE INDEX duty_task ON duty (task);
CREATE INDEX duty_actor ON duty (actor);
CREATE INDEX duty_document ON duty (document);
CREATE INDEX duty_series ON duty (series) WHERE series != '';
CREATE TABLE led (id INTEGER PRIMARY KEY, actor TEXT, led INTEGER, first INTEGER);
CREATE TABLE kind (
    id INTEGER PRIMARY KEY, iri TEXT, class TEXT, own INTEGER, pointing INTEGER,
    document TEXT, start INTEGER, "offset" INTEGER);
CREATE INDEX kind_shared ON kind (id) WHERE own = 0;
CREATE TABLE pointed (id INTEGER PRIMARY KEY, iri TEXT, pointing INTEGER);
CREATE TABLE spoken (id INTEGER PRIMARY KEY, document TEXT, iri TEXT, own INTEGER);
CREATE INDEX spoken_shared ON spoken (id) WHERE own = 0;
CREATE INDEX spoken_document ON spoken (document) WHERE own = 0;
CREATE INDEX spoken_iri ON spoken (iri) WHERE own = 0;
CREATE TABLE total (id INTEGER PRIMARY KEY, class TEXT, facts INTEGER);
CREATE TABLE typed (id INTEGER PRIMARY KEY, class TEXT, things INTEGER);
CREATE TABLE counted (id INTEGER PRIMARY KEY, document TEXT, class TEXT, facts INTEGER);
CREATE INDEX counted_document ON counted (document);
CREATE TABLE name (
    id INTEGER PRIMARY KEY, class TEXT, shortest INTEGER, own INTEGER,
    iris TEXT, names TEXT, sounds TEXT);
CREATE VIRTUAL TABLE named USING fts5 (
    grams, content='', columnsize=0, detail=none, tokenize=ascii);
CREATE TABLE shared (id INTEGER PRIMARY KEY, iri TEXT);
CREATE INDEX shared_iri ON shared (iri);
CREATE TABLE quote (id INTEGER PRIMARY KEY, iri TEXT, document TEXT, start INTEGER, words TEXT);
CREATE VIRTUAL TABLE quoted USING fts5 (grams, content='', columnsize=0, tokenize=ascii);
CREATE TABLE title (id INTEGER PRIMARY KEY, iri TEXT, place TEXT, words TEXT);
CREATE TABLE reported (
    id INTEGER PRIMARY KEY, iri TEXT, indicator TEXT, subject TEXT, document TEXT, status TEXT,
    bound TEXT, written TEXT, value TEXT, low TEXT, high TEXT, unit TEXT, period TEXT,
    year INTEGER, stage TEXT, definition TEXT, part INTEGER, start INTEGER);
CREATE INDEX reported_indicator ON reported (indicator);
CREATE TABLE dated (id INTEGER PRIMARY KEY, iri TEXT, year INTEGER);
CREATE INDEX dated_year ON dated (year);
CREATE TABLE faceted (
    id INTEGER PRIMARY KEY, iri TEXT, class TEXT, document TEXT, facts TEXT,
    pointing INTEGER, start INTEGER, "offset" INTEGER, zh TEXT, en TEXT);
CREATE INDEX faceted_class ON faceted (class);
"""
SHIFT: Final = 32
"""Bits of a row's id that number the rows of a shard."""
COUNTED: Final = tuple(kind.iri for kind in KINDS if kind.counted)
NARROWEST_FIRST: Final = tuple(
    sorted((kind.iri for kind in LISTED), key=lambda iri: -len(superclasses(iri)))
)
"""Classes that have lists of their own: what is of several is shown as the narrowest."""
BASES: Final = (CODE.stated, CODE.partly_inferred, CODE.inferred)
_ENDS: Final = (PK.actor, PK.mentions, RDF.subject, RDF.object, PK.indicator)
_RANKS: Final = {iri: rank for rank, iri in enumerate(NARROWEST_FIRST)}
_CLASSES: Final = frozenset(kind.iri for kind in KINDS)
_TAGS: Final = ("zh-hans", "en")
"""Languages of the labels by which lists are put in order."""


def made_tables(
    out: Rows,
    into: Rows,
    name: Callable[[str], str] = str,
    sounds: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of a graph by table, numbered from nought on.

    Args:
        out: What is said of each thing.
        into: What points at each thing.
        name: Returns the key of a predicate in these.
        sounds: See :func:`sounds_of`.
    """
    graph = _Graph(out, into, name)
    made: dict[str, Iterable[tuple[Any, ...]]] = {
        "duty": graph.duties(),
        "led": graph.led(),
        "kind": graph.kinds(),
        "pointed": graph.pointed(),
        "spoken": ((document, iri, int(own)) for (document, iri), own in graph.spoken.items()),
        "total": graph.totals().items(),
        "typed": graph.typed(),
        "counted": ((*pair, facts) for pair, facts in graph.counts().items()),
        "name": name_rows([thing for thing in graph.things if thing[1]], sounds),
        "shared": ((iri,) for iri, _, own, _ in graph.things if not own),
        "quote": quote_rows(graph),
        "title": title_rows(graph),
        "reported": reported_rows(graph),
        "dated": graph.dated(),
        "faceted": graph.faceted(),
    }
    found = {table: [(at, *row) for at, row in enumerate(rows)] for table, rows in made.items()}
    found[QUOTED] = [(at, grams(words)) for at, *_, words in found["quote"]]
    found[NAMED] = named_rows([(at, Named(*row)) for at, *row in found["name"]])
    return found


def insert_rows(
    base: sqlite3.Connection, table: str, rows: Sequence[tuple[Any, ...]], start: int = 0
) -> None:
    """Write rows of a table, with numbers from one on.

    Args:
        base: The file, in a transaction.
        table: Its name, quoted where it must be.
        rows: Rows that are numbered from nought on.
        start: The number of the first.
    """
    if rows:
        marks = ",?" * (len(rows[0]) - 1)
        columns = " (rowid, grams)" if table in (QUOTED, NAMED) else ""
        first = place_of_shard(start) if table == NAMED else start
        base.executemany(f"INSERT INTO {table}{columns} VALUES (?+{first}{marks})", rows)


def place_of_shard(start: int) -> int:
    """Return what the places of blocks have in common whose rows are numbered from ``start`` on."""
    return start >> (SHIFT - PART_BITS)


def sounds_of(base: sqlite3.Connection, ranges: Iterable[tuple[int, int]]) -> dict[str, str]:
    """Return the sounds by the names that some graphs had.

    A graph that is edited has nearly all of its names from the one before, and the dictionary
    of sounds takes longer to load than a graph to write.
    """
    query = "SELECT names, sounds FROM name WHERE id >= ? AND id < ?"
    blocks = (block for ends in ranges for block in base.execute(query, ends))
    return dict(pair for block in blocks for pair in sounds_by_names(*block))


def remove_tables(base: sqlite3.Connection, first: int, last: int) -> None:
    """Remove the rows from a number on, before another."""
    quotes = base.execute("SELECT id, words FROM quote WHERE id >= ? AND id < ?", (first, last))
    base.executemany(  # its own words must be given to it, which it does not hold
        "INSERT INTO quoted (quoted, rowid, grams) VALUES ('delete', ?, ?)",
        [(number, grams(words)) for number, words in quotes],
    )
    blocks = base.execute("SELECT * FROM name WHERE id >= ? AND id < ?", (first, last))
    places = named_rows([(number - first, Named(*row)) for number, *row in blocks])
    base.executemany(
        f"INSERT INTO named (named, rowid, grams) VALUES ('delete', ?+{place_of_shard(first)}, ?)",
        places,
    )
    for table in TABLES:
        base.execute(f"DELETE FROM {table} WHERE id >= ? AND id < ?", (first, last))


class Asked(Protocol):
    """What is asked of a graph, of one named graph or of all: texts and ends of a property."""

    def texts(self, iri: str, predicate: str, /) -> list[str]:
        """Return the literals of a property as texts."""
        ...

    def text(self, iri: str, predicate: str, /) -> str:
        """Return the first of them, or an empty text."""
        ...

    def objects(self, iri: str, predicate: str, /) -> list[str]:
        """Return the things that a thing points at."""
        ...

    def number(self, iri: str, predicate: str, /) -> int:
        """Return a whole number, 0 where there is none."""
        ...


def place_of(graph: Asked, iri: str) -> tuple[int, int]:
    """Return where a fact's own words stand: the offset of their quote, and within it.

    Facts may share a quote, and rest on one before it that only gives the year.
    """
    own = [
        *graph.texts(iri, PK.name),
        graph.text(iri, PK.valueAsWritten),
        graph.text(iri, PK.title),
    ]
    quotes = graph.objects(iri, PK.evidence)
    starts = [graph.number(quote, OA.start) for quote in quotes]
    places = [
        (start, at)
        for quote, start in zip(quotes, starts, strict=True)
        for text in (graph.text(quote, PK.readAs) or graph.text(quote, OA.exact),)
        for name in own
        if name and (at := text.find(name)) >= 0
    ]
    return min(places, default=(min(starts, default=0), 0))


class _Graph(OneGraph):
    """One named graph, and the rows of its tables."""

    def __init__(self, out: Rows, into: Rows, name: Callable[[str], str]) -> None:
        super().__init__(out, into, name)
        self._shown: dict[str, str] = {}
        self._due: dict[str, Deadline | None] = {}
        self._places: dict[str, tuple[int, int]] = {}

    def deadline(self, iri: str) -> Deadline | None:
        """Return when work is to be done, remembered."""
        if iri not in self._due:
            self._due[iri] = deadline_of(self, iri)
        return self._due[iri]

    def shown_as(self, iri: str) -> str:
        """Return the class that a thing is listed as, remembered; empty for what has no list."""
        found = self._shown.get(iri)
        if found is None:
            found = self._shown[iri] = self._narrowest(iri)
        return found

    def _narrowest(self, iri: str) -> str:
        ranks = [_RANKS[cls] for cls in self.types(iri) if type(cls) is str and cls in _RANKS]
        return NARROWEST_FIRST[min(ranks)] if ranks else ""

    def _is_fact(self, iri: str) -> bool:
        return bool(self.object(iri, PK.statedIn))

    # ---- duties ------------------------------------------------------------------------

    def duties(self) -> Iterator[tuple[Any, ...]]:
        """Yield who has a part in what."""
        for iri in self.of_type(PK.Responsibility):
            task, document = self.object(iri, PK.task), self.object(iri, PK.statedIn)
            yield (
                iri,
                task,
                self.object(iri, PK.actor),
                self.object(iri, PK.role),
                self.text(iri, PK.nameAsWritten),
                self.number(iri, PK.position),
                self.number(iri, PK.outOf),
                document,
                self.series(task),
                int(CODE.inferred in self.every(iri, PK.basis)),
                self.number(iri, PK.year) or self.number(document, PK.year),
                self._start(iri),
                weakest_state(self, iri),
            )

    def led(self) -> Iterator[tuple[str, int, int]]:
        """Yield who leads how many pieces of work, and how many of them in the first place."""
        places: dict[tuple[str, str], list[int]] = {}
        for iri in self.of_type(PK.Responsibility):
            inferred = CODE.inferred in self.every(iri, PK.basis)
            if self.object(iri, PK.role) == CODE.lead and not inferred:
                pair = (self.object(iri, PK.actor), self.object(iri, PK.task))
                places.setdefault(pair, []).append(self.number(iri, PK.position))
        led, first = Counter(actor for actor, _ in places), Counter[str]()
        for (actor, _), found in places.items():
            first[actor] += min(found) == 1
        for actor, tasks in led.items():
            yield actor, tasks, first[actor]

    def series(self, iri: str) -> str:
        """Return the campaign that holds a piece of work, or else its strategy."""
        chain = [iri]
        while (above := self.object(chain[-1], PK.partOf)) and above not in chain:
            chain.append(above)
        for cls in (PK.Campaign, PK.Strategy):  # the narrower one
            for part in chain:
                if cls in self.types(part):
                    return part
        return ""

    def _start(self, iri: str) -> int:
        return min((self.number(q, OA.start) for q in self.objects(iri, PK.evidence)), default=0)

    # ---- kinds -------------------------------------------------------------------------

    def kinds(self) -> Iterator[tuple[Any, ...]]:
        """Yield the classes of things, in the order of the classes."""
        known: set[str] = set()
        for kind in KINDS:
            for iri in self.of_type(kind.iri):
                pointing = 0 if iri in known else self._pointing(iri)
                known.add(iri)
                document = self.object(iri, PK.statedIn)
                place = self._place(iri) if document else (0, 0)
                yield (iri, kind.iri, int(bool(document)), pointing, document, *place)

    def _place(self, iri: str) -> tuple[int, int]:
        found = self._places.get(iri)
        if found is None:
            found = self._places[iri] = place_of(self, iri)
        return found

    def _pointing(self, iri: str) -> int:
        row = self._into.get(iri)
        return sum(map(len, row.values())) if row else 0

    def pointed(self) -> Iterator[tuple[Any, ...]]:
        """Yield what is pointed at, and has no class of ours here."""
        for iri in self._into:
            if not any(type(cls) is str and cls in _CLASSES for cls in self.types(iri)):
                yield (iri, self._pointing(iri))

    def faceted(self) -> Iterator[tuple[Any, ...]]:
        """Yield by what lists are narrowed and put in order."""
        rows = facet_rows(self, self.shown_as, self.series, self.deadline, self._out, self._into)
        for iri, cls, document, facts in rows:
            if cls in (MARKED, PART):
                yield (iri, cls, document, facts, 0, 0, 0, "", "")
                continue
            labels = (self.text_in(iri, RDFS.label, tag).casefold() for tag in _TAGS)
            yield (iri, cls, document, facts, self._pointing(iri), *self._place(iri), *labels)

    # ---- what documents speak of -------------------------------------------------------

    @cached_property
    def spoken(self) -> dict[tuple[str, str], bool]:
        """What documents speak of, and whether it is a fact of this graph about its document."""
        here = set(self.of_type(PK.Document))
        found: dict[tuple[str, str], bool] = {}
        for iri in self._out:
            for document in self.objects(iri, PK.statedIn):
                found[document, iri] = document in here
                for end in _ENDS:
                    for other in self.objects(iri, end):
                        pair = (document, other)
                        if pair not in found:
                            found[pair] = document in here and document in self.every(
                                other, PK.statedIn
                            )
            for other in self.objects(iri, PK.refersTo):
                found.setdefault((iri, other), False)
        return found

    def counts(self) -> Counter[tuple[str, str]]:
        """Return how many facts of each class a document states, and how many quotes it has."""
        found: Counter[tuple[str, str]] = Counter()
        for (document, iri), own in self.spoken.items():
            if own and (cls := self.shown_as(iri) or self._counted_as(iri)):
                found[document, cls] += 1
        for document, row in self._into.items():
            quoted = row.get(self._name(PROV.wasQuotedFrom), ())
            quotes = sum(1 for q in quoted if PK.Quotation in self.types(q))
            if quotes or (document, PK.Quotation) in found:
                found[document, PK.Quotation] = quotes
        return found

    def _counted_as(self, iri: str) -> str:
        types = self.types(iri)
        return next((cls for cls in COUNTED if cls in types), "")

    def totals(self) -> Counter[str]:
        """Return how many facts of each class there are."""
        found: Counter[str] = Counter()
        for kind in KINDS:
            for iri in self.of_type(kind.iri):
                if self._is_fact(iri) and (not kind.slug or self.shown_as(iri) == kind.iri):
                    found[kind.iri] += 1
        for basis in BASES:
            row = self._into.get(basis)
            found[basis] += len(row.get(self._name(PK.basis), ())) if row else 0
        return found

    def typed(self) -> Iterator[tuple[str, int]]:
        """Yield classes, and how many things have each."""
        for cls, row in self._into.items():
            if things := row.get(self._type):
                yield cls, len(things)

    # ---- search ------------------------------------------------------------------------

    @cached_property
    def things(self) -> list[tuple[str, str, bool, set[str]]]:
        """What has a page and what is only named here: class, whether a fact, names."""
        found = []
        for iri in self._out:
            cls = self.shown_as(iri)
            if not cls and any(type(c) is str and c in _CLASSES for c in self.types(iri)):
                continue
            names = {n for p in (RDFS.label, PK.name) for n in self.texts(iri, p)}
            if cls or names:
                found.append((iri, cls, self._is_fact(iri), names))
        return found

    def dated(self) -> Iterator[tuple[str, int]]:
        """Yield what has a page with each of its years: its own, and that of its deadline."""
        for iri in self._out:
            cls = self.shown_as(iri)
            if not cls:
                continue
            years = {text for text in self.texts(iri, PK.year) if text.isdecimal()}
            if cls in WORK and (found := self.deadline(iri)) is not None:
                years.add(found.day[:4])
            yield from ((iri, int(year)) for year in sorted(years) if year.isdecimal())
