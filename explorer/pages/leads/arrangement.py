"""How the matrix of who leads what is laid out: rows and columns that fit on a page.

Where bodies or campaigns are too many, it aggregates by itself, and says so; whoever asks for
bodies by campaigns gets them, a part at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from explorer.kit.request import Ask
from explorer.pages.leads.filters import Filter
from explorer.view.tables import Duty, tables_of
from ontology.terms import PK

__all__ = [
    "COLUMNS",
    "COLUMNS_BY",
    "ROWS",
    "ROWS_BY",
    "Arrangement",
    "arrangement",
    "column_of",
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


def arrangement(ask: Ask, chosen: Filter, duties: Sequence[Duty]) -> Arrangement:
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


def _fitting(ask: Ask, duties: Sequence[Duty]) -> _Fitting:
    columns = {by: len(set(map(column_of(ask, by), duties))) for by in COLUMNS_BY}
    fewest = min(columns, key=columns.__getitem__)
    by = next((each for each in COLUMNS_BY if columns[each] <= COLUMNS), fewest)
    bodies = len({duty.actor for duty in duties})
    rows_by = _rows_that_fit(ask, duties, bodies) if bodies > ROWS else "body"
    return _Fitting(rows_by, by, bodies, columns["campaign"])


def _rows_that_fit(ask: Ask, duties: Sequence[Duty], bodies: int) -> str:
    """Return the first aggregate that fits; else the one of fewest rows, if that saves a lot."""
    sizes = {by: _size(ask, by, duties) for by in ROWS_BY[1:]}
    sizes = {by: size for by, size in sizes.items() if size >= 2}
    fitting = next((by for by, size in sizes.items() if size <= ROWS), "")
    fewest = min(sizes, key=sizes.__getitem__, default="body")
    return fitting or (fewest if sizes.get(fewest, bodies) * SAVING <= bodies else "body")


def _size(ask: Ask, rows_by: str, duties: Sequence[Duty]) -> int:
    """Return how many rows an aggregate has; 0 if the row of most assignments is not known."""
    row_keys = rows_of(ask, rows_by)
    found = Counter(key for duty in duties for key in row_keys(duty))
    return len(found) if found[""] < UNKNOWN * len(duties) else 0


def rows_of(ask: Ask, rows_by: str) -> Callable[[Duty], Sequence[str]]:
    """Return what gives the rows of an assignment; an empty IRI where that is not known."""
    ends = tables_of(ask.view).ends

    def level(actor: str) -> list[str]:
        places = ends(actor, PK.jurisdiction)
        return [kind for place in places for kind in ends(place, PK.kind)]

    match rows_by:
        case "function":
            return lambda d: ends(d.actor, PK.function) or ("",)
        case "level":
            return lambda d: list(dict.fromkeys(level(d.actor))) or ("",)
        case "place":
            return lambda d: ends(d.actor, PK.jurisdiction) or ("",)
        case _:
            return lambda d: (d.actor,)


def column_of(ask: Ask, by: str) -> Callable[[Duty], str]:
    """Return what gives the column of an assignment."""
    if by == "place":
        ends = tables_of(ask.view).ends
        return lambda d: next(iter(ends(d.document, PK.jurisdiction)), d.document)
    return (lambda d: d.document) if by == "document" else (lambda d: d.series or d.document)
