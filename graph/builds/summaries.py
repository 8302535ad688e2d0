"""What the rows of some graphs say together, by topic: what pages show of the whole graph.

```
GRAPHS  facts by class and basis, things by class, documents and how many quotations they have
SHARED  the classes of things that several graphs may describe, a row a graph and class
LED     bodies, how many pieces of work they lead, and how many in the first place
VALUES  values and targets in the order of documents and texts, each with the place of its row
ASSIGNMENTS  who has a part in what, in the order of documents and texts
```

The topics of the lists of things stand in :mod:`graph.builds.list_summaries`.
"""

from __future__ import annotations

import sqlite3
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import partial
from typing import Any, Final

from graph.builds.list_summaries import list_columns
from graph.builds.packing import Column, coded, packed
from ontology.kinds import LISTED
from ontology.terms import PK

__all__ = ["ASSIGNMENTS", "GRAPHS", "LED", "NO_YEAR", "SHARED", "VALUES", "summaries_of"]

GRAPHS: Final = 0
SHARED: Final = 1
LED: Final = 2
VALUES: Final = 3
ASSIGNMENTS: Final = 4
NO_YEAR: Final = -(1 << 31)
"""The year of a value that has none."""
CODED: Final = ("indicator", "subject", "document", "status", "unit", "period", "definition")
"""Columns of values that are written as the places of their different texts."""
_DUTY: Final = (
    "task", "actor", "role", "name", "out_of", "series", "inferred", "year", "state",
)  # fmt: skip
_DUTY_NUMBERS: Final = frozenset(("start", "position", "out_of", "inferred", "year"))
_NOTHING: Final = float("nan")
_Ranges = Sequence[tuple[int, int]]


def summaries_of(base: sqlite3.Connection, ranges: _Ranges) -> dict[int, bytes]:
    """Return the columns of each topic.

    Args:
        base: The file.
        ranges: Of the rows of each graph, in the order of the graphs: the first, and the one
            after the last.
    """
    listed, unlisted = _shared(base, ranges)
    lists = list_columns(partial(_rows, base, ranges))
    lists[ASSIGNMENTS] = _duties(base, ranges)
    return {
        **{topic: packed(columns) for topic, columns in lists.items() if _length(columns)},
        GRAPHS: packed(_graphs(base, ranges, unlisted)),
        SHARED: packed(_columns_of_pairs("class", listed)),
        LED: packed(_led(base, ranges)),
        VALUES: packed(_values(base, ranges)),
    }


def _length(columns: Mapping[str, Column]) -> int:
    return len(next(iter(columns.values()), ()))


def _rows(
    base: sqlite3.Connection, ranges: _Ranges, columns: str, table: str, where: str = ""
) -> Iterator[tuple[Any, ...]]:
    query = f"SELECT {columns} FROM {table} WHERE id >= ? AND id < ? {where} ORDER BY id"
    for ends in ranges:
        with closing(base.execute(query, ends)) as cursor:
            yield from cursor


def _sums(base: sqlite3.Connection, ranges: _Ranges, columns: str, table: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for name, number in _rows(base, ranges, columns, table):
        found[name] += number
    return found


def _counted(prefix: str, found: Counter[str]) -> dict[str, Column]:
    return {prefix: list(found), f"{prefix} #": array("i", found.values())}


def _columns_of_pairs(second: str, pairs: Sequence[tuple[str, str]]) -> dict[str, Column]:
    texts, codes = coded(pair[1] for pair in pairs)
    return {"iri": [pair[0] for pair in pairs], second: texts, f"{second} #": codes}


def _graphs(base: sqlite3.Connection, ranges: _Ranges, unlisted: Counter[str]) -> dict[str, Column]:
    quotes: Counter[str] = Counter()
    for document, facts in _rows(
        base, ranges, "document, facts", "counted", f"AND class = '{PK.Quotation}'"
    ):
        quotes[document] += facts
    return {
        **_counted("facts", _sums(base, ranges, "class, facts", "total")),
        **_counted("things", _sums(base, ranges, "class, things", "typed")),
        **_counted("unlisted", unlisted),
        **_counted("quoted", quotes),
        "document": [iri for (iri,) in _rows(base, ranges, "iri", "title", "AND iri = place")],
    }


def _shared(
    base: sqlite3.Connection, ranges: _Ranges
) -> tuple[list[tuple[str, str]], Counter[str]]:
    """Return things with their classes that have lists, and how many things others have.

    None of them is a fact of a document.
    """
    listed, unlisted = [], Counter[str]()
    with_lists = {kind.iri for kind in LISTED}
    for iri, cls in _rows(base, ranges, "iri, class", "kind", "AND own = 0"):
        if cls in with_lists:
            listed.append((iri, cls))
        else:
            unlisted[cls] += 1
    return listed, unlisted


def _led(base: sqlite3.Connection, ranges: _Ranges) -> dict[str, Column]:
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for actor, led, first in _rows(base, ranges, "actor, led, first", "led"):
        both = found[actor]
        both[0] += led
        both[1] += first
    return {
        "actor": list(found),
        "led": array("i", [led for led, _ in found.values()]),
        "first": array("i", [first for _, first in found.values()]),
    }


def _duties(base: sqlite3.Connection, ranges: _Ranges) -> dict[str, Column]:
    names = ("document", "start", "position", "iri", *_DUTY)
    rows = sorted(_rows(base, ranges, ", ".join(names), "duty"))
    found: dict[str, Column] = {}
    for place, name in enumerate(names if rows else ()):
        column = [row[place] for row in rows]
        if name in _DUTY_NUMBERS:
            found[name] = array("i", column)
        elif name == "iri":
            found[name] = column
        else:
            found[name], found[f"{name} #"] = coded(column)
    return found


def _values(base: sqlite3.Connection, ranges: _Ranges) -> dict[str, Column]:
    """Return the values of some graphs; where two begin at one place, by their IRI."""
    query = (
        f"SELECT document, start, iri, id, {', '.join(CODED)}, value, low, high, year, part"
        " FROM reported WHERE id >= ? AND id < ?"
    )
    rows = []
    for graph, ends in enumerate(ranges):
        with closing(base.execute(query, ends)) as cursor:
            for document, start, iri, number, *rest in cursor:
                rows.append((document, start, iri, graph, number - ends[0], rest))
    rows.sort()
    found: dict[str, Column] = {
        "graph": array("i", [row[3] for row in rows]),
        "at": array("i", [row[4] for row in rows]),
        "start": array("i", [row[1] for row in rows]),
    }
    for place, name in enumerate(CODED):
        found[name], found[f"{name} #"] = coded(row[5][place] for row in rows)
    sizes = [row[5][len(CODED) :] for row in rows]
    found["size"] = array("d", [_size(*each[:3]) for each in sizes])
    found["year"] = array("i", [NO_YEAR if each[3] is None else each[3] for each in sizes])
    found["part"] = array("i", [each[4] for each in sizes])
    return found


def _size(value: str, low: str, high: str) -> float:
    """Return the number that is drawn of a value; not a number where there is none."""
    return next((size for text in (value, high, low) if (size := _float(text)) == size), _NOTHING)


def _float(text: str) -> float:
    try:
        return float(text) if text else _NOTHING
    except ValueError:
        return _NOTHING
