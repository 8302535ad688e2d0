"""Tables of a page by its ruled lines; the only door to pdfplumber, of which the geometry serves.

Characters come from :mod:`loaders.intake.pdf_pages`: pdfplumber's own reader of characters is
slower and writes radicals for ideographs.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from loaders.intake.pdf_pages import Page, Rule

_SNAP: Final = 3.0
_SHORT: Final = 4.0
MAX_EDGES: Final = 1_500
"""Edges of one page after those in one line are put together."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A box of a table, by the numbers of the row and column that it begins in."""

    row: int
    column: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(slots=True)
class Grid:
    """A table on one page."""

    x0: float
    top: float
    x1: float
    bottom: float
    cells: list[Cell]
    columns: tuple[float, ...]
    """Left edges of the columns."""
    rows: int


def preload() -> None:
    """Load the library, for a process that can open no file afterwards."""
    import pdfplumber.table

    assert pdfplumber.table


def find_grids(page: Page) -> list[Grid]:
    """Return the tables of a page from top to bottom; a lone box round text is none."""
    edges = [edge for rule in page.rules if (edge := _edge(rule)) is not None]
    if len({edge["orientation"] for edge in edges}) < 2:
        return []
    from pdfplumber import table

    edges = table.merge_edges(edges, _SNAP, _SNAP, _SNAP, _SNAP)
    edges = [e for e in edges if max(e["x1"] - e["x0"], e["bottom"] - e["top"]) >= _SHORT]
    if len(edges) > MAX_EDGES:
        return []
    grids: list[Grid] = []
    for some in _connected(edges):
        joined = [*some, *_closing(some)]
        cells = table.intersections_to_cells(table.edges_to_intersections(joined, _SNAP, _SNAP))
        grids += [_grid(boxes) for boxes in table.cells_to_tables(cells)] if cells else []
    sound = [grid for grid in grids if len(grid.cells) > 1 and len(grid.columns) > 1]
    return sorted(sound, key=lambda grid: (grid.top, grid.x0))


def _connected(edges: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Group edges that touch: a frame round the page does not touch the table inside it."""
    level = [edge for edge in edges if edge["orientation"] == "h"]
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    groups: list[list[dict[str, Any]]] = []
    for edge in upright:
        touched = [h for h in level if _touch(edge, h)]
        joined = [edge, *touched]
        rest = []
        for group in groups:
            if any(h is one for h in touched for one in group if one["orientation"] == "h"):
                joined += [one for one in group if not any(one is other for other in joined)]
            else:
                rest.append(group)
        groups = [*rest, joined]
    return groups


def _touch(upright: dict[str, Any], level: dict[str, Any]) -> bool:
    return bool(
        upright["top"] <= level["top"] + _SNAP
        and upright["bottom"] >= level["top"] - _SNAP
        and level["x0"] - _SNAP <= upright["x0"] <= level["x1"] + _SNAP
    )


def _closing(edges: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Close tables that are open: cut off by the page's end, or set without lines at their sides.

    Uprights that all end at one height without a level line there are a row broken by the page.
    Level lines that all end at one place, with uprights between them, are rows without a side.
    """
    level = [edge for edge in edges if edge["orientation"] == "h"]
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    added: list[Rule] = []
    for end in ("top", "bottom"):
        for y in _levels([edge[end] for edge in upright]):
            ends = [edge["x0"] for edge in upright if abs(edge[end] - y) <= _SNAP]
            met = any(
                abs(e["top"] - y) <= _SNAP and e["x0"] <= max(ends) and e["x1"] >= min(ends)
                for e in level
            )
            if len(ends) > 1 and max(ends) - min(ends) > _SHORT and not met:
                added.append(Rule(min(ends), y, max(ends), y))
    for side in ("x0", "x1"):
        for x in _levels([edge[side] for edge in level]):
            tops = sorted(edge["top"] for edge in level if abs(edge[side] - x) <= _SNAP)
            for top, bottom in pairwise(tops):
                added += _side(upright, x, top, bottom)
    return [edge for rule in added if (edge := _edge(rule)) is not None]


def _side(upright: list[dict[str, Any]], x: float, top: float, bottom: float) -> list[Rule]:
    """Return the missing side of a row between two level lines, if an upright parts the row."""
    spans = [e["x0"] for e in upright if e["top"] <= top + _SNAP and e["bottom"] >= bottom - _SNAP]
    if not spans or any(abs(at - x) <= _SNAP for at in spans):
        return []
    return [Rule(x, top, x, bottom)]


def _edge(rule: Rule) -> dict[str, Any] | None:
    level = rule.bottom - rule.top < rule.x1 - rule.x0
    length = rule.x1 - rule.x0 if level else rule.bottom - rule.top
    if length < 1:
        return None
    return {
        "x0": rule.x0,
        "x1": rule.x1,
        "top": rule.top,
        "bottom": rule.bottom,
        "width": rule.x1 - rule.x0,
        "height": rule.bottom - rule.top,
        "orientation": "h" if level else "v",
        "object_type": "line",
    }


def _grid(boxes: list[tuple[float, float, float, float]]) -> Grid:
    lefts, tops = _levels([box[0] for box in boxes]), _levels([box[1] for box in boxes])
    cells = [
        Cell(_place(tops, top), _place(lefts, x0), x0, top, x1, bottom)
        for x0, top, x1, bottom in boxes
    ]
    cells.sort(key=lambda cell: (cell.row, cell.column))
    return Grid(
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
        cells,
        tuple(lefts),
        len(tops),
    )


def _levels(values: list[float]) -> list[float]:
    """Return distinct coordinates; what lies within the tolerance counts as one."""
    levels: list[float] = []
    for value in sorted(values):
        if not levels or value - levels[-1] > _SNAP:
            levels.append(value)
    return levels


def _place(levels: list[float], value: float) -> int:
    return min(range(len(levels)), key=lambda index: abs(levels[index] - value))
