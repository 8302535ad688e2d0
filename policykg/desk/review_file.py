"""A reviewed file: which document it is of, and its rows, wherever they were moved to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from loaders.errors import LoadersError
from policykg.desk.columns import BY_LANGUAGE, folded, header_key
from policykg.desk.refusals import Place
from policykg.desk.xlsx import Book, Cell, Sheet, letters, read_book

__all__ = ["NoReview", "ReviewFile", "Row", "Table", "read_review"]

_HEAD_ROWS: Final = 30
"""A heading is looked for in so many rows: people put titles above their tables."""
Column = tuple[str, str]
"""``("column", "verdict")``, ``("proposed", "value")``, ``("change", "value")``."""


class NoReview(LoadersError):
    """A spreadsheet that is no review, or one whose columns cannot be told apart."""

    exit_code = 2


@dataclass(slots=True)
class Table:
    """The columns of one sheet."""

    sheet: str
    columns: dict[Column, int]

    def place(self, column: Column, row: int) -> Place:
        """Return the place of a cell; where the column is gone, that of the card."""
        at = self.columns.get(column) or self.columns["column", "id"]
        return Place(self.sheet, f"{letters(at)}{row}")

    def letter(self, column: Column) -> str:
        """Return the name of a column, or its heading where the sheet has it no more."""
        at = self.columns.get(column)
        return letters(at) if at else BY_LANGUAGE.get(column[1], (column[1],) * 2)[1]


@dataclass(slots=True)
class Row:
    """One row below the heading."""

    table: Table
    number: int
    cells: dict[Column, Cell]
    merged: str = ""
    """The area with which its verdict is merged."""

    def cell(self, key: str) -> Cell | None:
        """Return the cell of a column that is not of a field."""
        return self.cells.get(("column", key))

    def text(self, key: str) -> str:
        """Return what such a cell says."""
        cell = self.cell(key)
        return cell.text.strip() if cell is not None else ""

    def place(self, what: str, key: str) -> Place:
        """Return the place of one of its cells."""
        return self.table.place((what, key), self.number)

    def fields(self, what: str) -> Iterator[tuple[str, Cell]]:
        """Yield the cells of the fields that are proposed, or changed."""
        for (kind, key), cell in self.cells.items():
            if kind == what:
                yield key, cell


@dataclass(slots=True)
class ReviewFile:
    """What a reviewed file holds."""

    document: str
    """Empty where the sheet that names it is gone."""
    digest: str
    software: str
    rows: list[Row] = field(default_factory=list)
    since_1904: bool = False


def read_review(path: Path) -> ReviewFile:
    """Read a file that ``draft --xlsx`` wrote and people filled in.

    Args:
        path: An .xlsx file, saved by whatever program.

    Raises:
        NoReview: no sheet has the columns of a review, or two have the same heading.
        NotReadable: it cannot be read as .xlsx.
        MissingPackage: openpyxl is not installed.
        OSError: it cannot be read.
    """
    book = read_book(path)
    said = _said(book)
    rows: list[Row] = []
    found = False
    for sheet in book.sheets:
        head = _heading(sheet, path)
        if head is not None:
            found = True
            rows += _rows(sheet, *head)
    if not found:
        raise _no_columns(book, path)
    return ReviewFile(
        said.get("document", ""), said.get("drafts", ""), said.get("software", ""), rows,
        book.since_1904,
    )  # fmt: skip


def _said(book: Book) -> dict[str, str]:
    """Return what the hidden sheet says, whatever it is called now."""
    for sheet in book.sheets:
        for row in list(sheet.rows.values())[:1]:
            first = row.get(1)
            if first is not None and folded(first.text) == folded("policykg review"):
                return {
                    folded(cells[1].text): cells[2].text.strip()
                    for cells in sheet.rows.values()
                    if 1 in cells and 2 in cells
                }
    return {}


def _heading(sheet: Sheet, path: Path) -> tuple[int, Table] | None:
    """Return the row of the heading and the columns; none where the sheet has no review."""
    without: int | None = None
    for number, cells in list(sheet.rows.items())[:_HEAD_ROWS]:
        columns: dict[Column, int] = {}
        twice: list[tuple[Column, int]] = []
        for at, cell in cells.items():
            key = header_key(cell.text)
            if key is not None and key in columns:
                twice.append((key, at))
            elif key is not None:
                columns[key] = at
        if ("column", "id") in columns and ("column", "verdict") in columns:
            if twice:
                key, at = twice[0]
                raise _two_columns(sheet, number, cells[at].text, columns[key], at, path)
            return number, Table(sheet.name, columns)
        if without is None and _was_heading(columns):
            without = number
    if without is not None:  # its verdicts must not be passed over because another sheet has some
        raise _lost_columns(sheet, without, path)
    return None


def _was_heading(columns: Collection[Column]) -> bool:
    """Tell whether a row without both chief columns is a heading of ours all the same."""
    chief = {("column", "id"), ("column", "verdict")} & set(columns)
    fields = [key for kind, key in columns if kind != "column"]
    return bool(fields) or (bool(chief) and len(columns) > 3)


def _rows(sheet: Sheet, head: int, table: Table) -> Iterator[Row]:
    by_column = {at: key for key, at in table.columns.items()}
    verdict = table.columns["column", "verdict"]
    areas = {
        row: f"{letters(left)}{top}:{letters(right)}{bottom}"
        for top, left, bottom, right in sheet.merged
        if left <= verdict <= right and bottom > top
        for row in range(top, min(bottom, max(sheet.rows)) + 1)
    }
    for number, cells in sheet.rows.items():
        if number <= head:
            continue
        known = {by_column[at]: cell for at, cell in cells.items() if at in by_column}
        again = all(header_key(c.text) == k for k, c in known.items())
        if known and not again:  # a heading that was repeated for printing is no row
            yield Row(table, number, known, areas.get(number, ""))


def _two_columns(sheet: Sheet, row: int, title: str, one: int, other: int, path: Path) -> NoReview:
    places = f"{sheet.name}!{letters(one)}{row}", f"{sheet.name}!{letters(other)}{row}"
    return NoReview(
        f"{path}: two columns are called `{title[:40]}` ({places[0]} and {places[1]}): it cannot "
        "be known which is meant; rename or delete one",
        f"{path}:有两列都叫“{title[:40]}”({places[0]} 与 {places[1]}),不知以何者为准;"
        "请改名或删去一列",
    )


def _lost_columns(sheet: Sheet, row: int, path: Path) -> NoReview:
    return NoReview(
        f"{path}: sheet {sheet.name[:40]}, row {row}: the heading lacks the columns `card` or "
        "`verdict`: put them back as `policykg draft --xlsx` wrote them",
        f"{path}:工作表 {sheet.name[:40]} 第 {row} 行:标题行缺少“卡片”或“结论”列;"
        "请按 policykg draft --xlsx 所写恢复",
    )


def _no_columns(book: Book, path: Path) -> NoReview:
    sheets = ", ".join(sheet.name for sheet in book.sheets)[:120]
    return NoReview(
        f"{path}: no sheet has the columns `card` and `verdict` (sheets: {sheets}): put the "
        "headings back as `policykg draft --xlsx` wrote them",
        f"{path}:没有一个工作表有“卡片”和“结论”两列(工作表:{sheets}):"
        "请恢复 policykg draft --xlsx 所写的标题行",
    )
