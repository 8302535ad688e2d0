"""Read a PDF with a text layer: columns, tables over pages, sentences whole over lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from loaders.intake.blocks import Block, Kind, Piece, Reading
from loaders.intake.blocks import row as block_of_row
from loaders.intake.characters import is_private
from loaders.intake.pdf_lines import (
    Row,
    Run,
    columns_of,
    edges_of,
    gutters_of,
    line_of,
    measure_of,
    rows_of,
)
from loaders.intake.pdf_margins import Sheet, drop_margins, drop_references, is_label, take_notes
from loaders.intake.pdf_pages import Glyph, Page, read_pages
from loaders.intake.pdf_tables import Cell, Grid, find_grids
from loaders.intake.refusals import Refused
from loaders.intake.wrapping import ENDS, Line, Measure, joined, paragraphs

_CONTENTS: Final = re.compile(
    r".{2,60}?[\s.·…‥—-]*(?:\.{4,}|…{2,}|·{4,}|(?:\. ){4,})\s*[\divxIVX]{1,4}"
)
_HEADING: Final = 1.1


def read_pdf(data: bytes) -> Reading:
    """Read a PDF.

    Raises:
        Refused: locked, damaged, too long, without a text layer, or with one that says nothing.
    """
    pages = list(read_pages(data))
    pictures = _check_text(pages)
    reading = _Reader(pages).read()
    for number in pictures:
        reading.omit("picture", f"page {number}")
    return reading


def _check_text(pages: Sequence[Page]) -> list[int]:
    """Refuse pages that are pictures, and fonts that do not say their characters.

    Returns:
        Numbers of single pages that are pictures in a document that has text otherwise.
    """
    chars = [glyph.text for page in pages for glyph in page.glyphs if not glyph.text.isspace()]
    empty = [page for page in pages if page.pictures and len(page.glyphs) < 20]
    if not chars and not empty:
        raise Refused("blank")
    if empty and (len(empty) * 2 > len(pages) or len(chars) < 20 * len(pages)):
        raise Refused("scanned", len(empty))
    unknown = sum(map(is_private, chars))
    if unknown * 20 > len(chars):
        raise Refused("garbled", unknown)
    return [page.number for page in empty]


@dataclass(slots=True)
class _Set:
    """A page ready to be read."""

    page: Page
    sheet: Sheet
    grids: list[Grid]


class _Reader:
    """Reads the pages of one document, one after the other."""

    def __init__(self, pages: Sequence[Page]) -> None:
        glyphs = [g.size for page in pages for g in page.glyphs if not g.text.isspace()]
        self.size = median(glyphs)
        self.reading = Reading()
        self.pages = [self._prepared(page) for page in pages]
        self.edges: dict[tuple[int, int], tuple[float, float]] = {}
        self.gutters: dict[tuple[int, int], list[tuple[float, ...]]] = {}
        self.flow: list[tuple[Line, Measure]] = []
        self.notes: list[Block] = []
        self.tables = self.rows = 0
        self.last: tuple[Grid, int] | None = None
        self.last_cells: list[list[Piece]] = []
        self.head: list[str] = []

    def read(self) -> Reading:
        """Read all pages."""
        drop_margins([one.sheet for one in self.pages], self.size)
        for one in self.pages:
            take_notes(one.sheet, self.size)
            drop_references(one.sheet, self.size)
            self.reading.left_out += one.sheet.removed
        self._find_edges()
        for one in self.pages:
            self._page(one)
        self._flush(len(self.pages) + 2)
        return self.reading

    def _prepared(self, page: Page) -> _Set:
        """Part a page into its tables and the rows outside of them."""
        grids = find_grids(page)
        outside = [g for g in page.glyphs if not any(_holds(grid, g) for grid in grids)]
        sheet = Sheet(
            page.number, page.height, rows_of(outside), [(g.top, g.bottom) for g in grids]
        )
        self.reading.omit("turned", page.turned)
        return _Set(page, sheet, grids)

    def _page(self, one: _Set) -> None:
        """Read the columns of a page; a table stands in the column that it was set in."""
        tables = [Row([Run([], g.x0, g.x1, g.top, g.bottom, self.size, g)]) for g in one.grids]
        rows = sorted([*one.sheet.rows, *tables], key=lambda row: row.top)
        columns = columns_of(rows, self.gutters.get(_form(one.page), ()))
        for column in columns:
            edges = column.left, column.right
            if len(columns) == 1:
                edges = self._edges(one.page, *edges)
            part: list[Row] = []
            for row in column.rows:
                grid = row.runs[0].grid
                if grid is None:
                    part.append(row)
                    continue
                self._text(part, edges, one)
                self._table(grid, one)
                part = []
            self._text(part, edges, one)
        self.notes += [_block(lines, "note") for lines in self._note_lines(one)]

    def _text(self, rows: Sequence[Row], edges: tuple[float, float], one: _Set) -> None:
        """Add rows of a column to the flow of text; lines of a table of contents are left out."""
        lines = [line_of(r, one.page.number) for r in rows]
        measure = measure_of(lines, *edges)
        for line in lines:
            if _CONTENTS.fullmatch(line.text):
                self.reading.omit("contents", line.text)
                continue
            self.flow.append((line, measure))
            self.last = None

    def _edges(self, page: Page, left: float, right: float) -> tuple[float, float]:
        """Widen a few lines to the column in which pages of this form are set."""
        usual = self.edges.get(_form(page))
        if usual is None or left < usual[0] - 3 or right > usual[1] + 3:
            return left, right
        return usual

    def _find_edges(self) -> None:
        """Note between which edges the pages of one column are set, for each form of page."""
        for one in self.pages:
            rows = one.sheet.rows
            gutters = gutters_of(rows) if rows else ()
            if gutters:
                self.gutters.setdefault(_form(one.page), []).append(gutters)
            if len(rows) < 8 or gutters:
                continue
            left, right = edges_of(rows)
            known = self.edges.get(_form(one.page), (left, right))
            self.edges[_form(one.page)] = (min(left, known[0]), max(right, known[1]))

    def _note_lines(self, one: _Set) -> list[list[Line]]:
        """Part the footnotes of a page: each begins with its label."""
        done: list[list[Line]] = []
        for line in (line_of(r, one.page.number) for r in one.sheet.notes):
            if done and not is_label(line.text):
                done[-1].append(line)
            else:
                done.append([line])
        return done

    def _flush(self, page: int) -> None:
        """Write the paragraphs that are complete; notes stand behind those begun on their page."""
        for lines in paragraphs(self.flow):
            self._write_notes(lines[0].page)
            big = median(line.size for line in lines) > _HEADING * self.size
            self.reading.blocks.append(_block(lines, "heading" if big else "paragraph"))
        self.flow = []
        self._write_notes(page)

    def _write_notes(self, page: int) -> None:
        """Write the notes of the pages before this one."""
        ready = [note for note in self.notes if note.pieces[0].page < page]
        self.reading.blocks += ready
        self.notes = self.notes[len(ready) :]

    def _table(self, grid: Grid, one: _Set) -> None:
        """Write the rows of a table; one that goes on from the page before keeps its number."""
        filled = [(cell, self._cell(cell, one)) for cell in grid.cells]
        goes_on = self.last is not None and _continues(self.last, grid, one.page.number)
        if not goes_on:
            self._flush(one.page.number)
            self.tables += 1
            self.rows = 0
        for number in range(grid.rows):
            cells = _spread([c for c in filled if c[0].row == number], len(grid.columns))
            words = ["".join(p.text for p in cell) for cell in cells]
            if not any(words):
                continue
            if goes_on and number < 2 and words == self.head[: len(words)] == self.head:
                self.reading.omit("repeated-head", " ".join(words))
                continue
            if goes_on and number == 0 and self._is_rest(words):
                self._lengthen(cells)
                continue
            self._row(cells, words)
        self.last = (grid, one.page.number)

    def _row(self, cells: list[list[Piece]], words: list[str]) -> None:
        self.rows += 1
        if self.rows == 1:
            self.head = words
        self.last_cells = [
            [Piece(p.text, p.page, (self.tables, self.rows, column + 1)) for p in cell]
            for column, cell in enumerate(cells)
        ]
        self.reading.blocks.append(block_of_row(self.last_cells))

    def _is_rest(self, words: list[str]) -> bool:
        """Whether a page's first row is the rest of the row that the page before broke off."""
        if len(words) != len(self.last_cells):
            return False
        before = ["".join(p.text for p in cell) for cell in self.last_cells]
        going = [b for b, after in zip(before, words, strict=True) if after]
        if not all(going) or len(going) == len(words):
            return False
        return not words[0] and any(text[-1] not in ENDS for text in going)

    def _lengthen(self, cells: list[list[Piece]]) -> None:
        for column, cell in enumerate(cells):
            mark = (self.tables, self.rows, column + 1)
            self.last_cells[column] += [Piece(p.text, p.page, mark) for p in cell]
        self.reading.blocks[-1] = block_of_row(self.last_cells)

    def _cell(self, cell: Cell, one: _Set) -> list[Piece]:
        """Read what stands in a cell, its paragraphs parted by a blank."""
        inside = [g for g in one.page.glyphs if _within(cell, g)]
        rows = rows_of(inside)
        if not rows:
            return []
        lines = [line_of(r, one.page.number) for r in rows]
        left, right = edges_of(rows)
        pad = min(max(left - cell.x0, 0.0), 8.0)
        measure = Measure(left, max(right, cell.x1 - pad))
        pieces: list[Piece] = []
        for paragraph in paragraphs([(line, measure) for line in lines]):
            text = _joined(paragraph)
            if pieces:
                pieces.append(Piece(" ", one.page.number))
            pieces.append(Piece(text, one.page.number))
        return pieces


def _form(page: Page) -> tuple[int, int]:
    return round(page.width), round(page.height)


def _holds(grid: Grid, glyph: Glyph) -> bool:
    middle, height = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    return grid.x0 <= middle <= grid.x1 and grid.top <= height <= grid.bottom


def _within(cell: Cell, glyph: Glyph) -> bool:
    middle, height = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    return cell.x0 <= middle < cell.x1 and cell.top <= height < cell.bottom


def _spread(cells: list[tuple[Cell, list[Piece]]], columns: int) -> list[list[Piece]]:
    """Put the cells of a row under their columns; what another row's cell covers is empty."""
    row_: list[list[Piece]] = [[] for _ in range(columns)]
    for cell, pieces in cells:
        row_[cell.column] = [*row_[cell.column], *pieces]
    return row_


def _continues(last: tuple[Grid, int], grid: Grid, page: int) -> bool:
    """Whether a table goes on from the page or column before: next in order, columns as wide."""
    before, number = last
    next_column = page == number and grid.x0 > before.x1
    pairs = zip(before.columns, grid.columns, strict=False)
    return (
        (page == number + 1 or next_column)
        and len(before.columns) == len(grid.columns)
        and all(abs((a - before.x0) - (b - grid.x0)) < 6 for a, b in pairs)
    )


def _joined(lines: Sequence[Line]) -> str:
    return "".join(text for text, _ in _parts(lines))


def _parts(lines: Sequence[Line]) -> list[tuple[str, int]]:
    parts: list[tuple[str, int]] = []
    for line in lines:
        between = joined(parts[-1][0], line.text, blank=False) if parts else ""
        parts.append((between + line.text, line.page))
    return parts


def _block(lines: Sequence[Line], kind: Kind) -> Block:
    return Block(kind, [Piece(text, page) for text, page in _parts(lines)])
