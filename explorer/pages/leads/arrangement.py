"""How the matrix of who leads what is laid out: rows and columns that fit on a page.

Where bodies or campaigns are too many, it aggregates by itself, and says so; whoever asks for
bodies by campaigns gets them, a part at a time.
"""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from explorer.kit.request import Ask
from explorer.pages.leads.filters import Filter
from explorer.view.coded import Coded, recoded
from explorer.view.duties import Duties
from explorer.view.tables import tables_of
from ontology.terms import PK

__all__ = [
    "COLUMNS",
    "COLUMNS_BY",
    "ROWS",
    "ROWS_BY",
    "Arrangement",
    "arrangement",
    "columns_of",
    "rows_of",
]

ROWS: Final = 80
COLUMNS: Final = 40
ROWS_BY: Final = ("body", "function", "level", "place")
COLUMNS_BY: Final = ("campaign", "document", "place")
UNKNOWN: Final = 0.5
"""Share of assignments whose row is not known, from which an aggregate says too little."""
SAVING: Final = 4
"""So many times fewer rows than bodies an aggregate has that does not fit itself."""


class Arrangement(NamedTuple):
    """What rows and columns stand for, and what there is of bodies and campaigns."""

    rows_by: str
    by: str
    bodies: int
    series: int
    rows_fit: bool
    """Whether the bodies fit, or rows of another kind were asked for."""
    columns_fit: bool
    """The same of the campaigns."""


class _Fitting(NamedTuple):
    rows_by: str
    by: str
    bodies: int
    series: int


def arrangement(ask: Ask, chosen: Filter, duties: Duties) -> Arrangement:
    """Return the rows and columns that are asked for, or else the first kinds that fit."""
    tables = tables_of(ask.view)
    fitting = chosen.held(tables, ("fitting",), lambda: _fitting(ask, duties))
    rows_by = ask.choice("rows", ROWS_BY) or fitting.rows_by
    by = ask.choice("by", COLUMNS_BY) or fitting.by
    return Arrangement(
        rows_by,
        by,
        fitting.bodies,
        fitting.series,
        bool(ask.choice("rows", ROWS_BY)) or fitting.rows_by == "body",
        bool(ask.choice("by", COLUMNS_BY)) or fitting.by == "campaign",
    )


def _fitting(ask: Ask, duties: Duties) -> _Fitting:
    columns = {by: len(columns_of(ask, by, duties).counted()) for by in COLUMNS_BY}
    fewest = min(columns, key=columns.__getitem__)
    by = next((each for each in COLUMNS_BY if columns[each] <= COLUMNS), fewest)
    bodies = len(duties.counted("actor"))
    rows_by = _rows_that_fit(ask, duties, bodies) if bodies > ROWS else "body"
    return _Fitting(rows_by, by, bodies, columns["campaign"])


def _rows_that_fit(ask: Ask, duties: Duties, bodies: int) -> str:
    """Return the first aggregate that fits; else the one of fewest rows, if that saves a lot."""
    sizes = {by: _size(ask, by, duties) for by in ROWS_BY[1:]}
    sizes = {by: size for by, size in sizes.items() if size >= 2}
    fitting = next((by for by, size in sizes.items() if size <= ROWS), "")
    fewest = min(sizes, key=sizes.__getitem__, default="body")
    return fitting or (fewest if sizes.get(fewest, bodies) * SAVING <= bodies else "body")


def _size(ask: Ask, rows_by: str, duties: Duties) -> int:
    """Return how many rows an aggregate has; 0 if the row of most assignments is not known."""
    found: Counter[str] = Counter()
    rows = rows_of(ask, rows_by, duties)
    for keys, number in rows.counted().items():
        for key in keys:
            found[key] += number
    return len(found) if found[""] < UNKNOWN * len(duties) else 0


def rows_of(ask: Ask, rows_by: str, duties: Duties) -> Coded[tuple[str, ...]]:
    """Return the rows of each assignment; an empty IRI where that is not known."""
    tables = tables_of(ask.view)
    actors, codes = duties.coded("actor")
    found: list[tuple[str, ...]]
    match rows_by:
        case "function":
            found = tables.ends(actors, PK.function)
        case "level":
            found = [tuple(dict.fromkeys(kinds)) for kinds in tables.levels(actors)]
        case "place":
            found = tables.ends(actors, PK.jurisdiction)
        case _:
            found = [(actor,) for actor in actors]
    return recoded([keys or ("",) for keys in found], codes)


def columns_of(ask: Ask, by: str, duties: Duties) -> Coded[str]:
    """Return the column of each assignment."""
    if by != "place":
        return duties.coded("document" if by == "document" else "at")
    documents, codes = duties.coded("document")
    places = tables_of(ask.view).ends(documents, PK.jurisdiction)
    firsts = [next(iter(ends), one) for ends, one in zip(places, documents, strict=True)]
    return recoded(firsts, codes)
