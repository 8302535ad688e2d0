"""Rows that a page shows, as CSV and JSON."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.exports.xlsx import saved, write_sheet
from ontology.xmltext import UNFIT_TEXT

_SHEET: Final = re.compile(r"[\\/*?:\[\]]")
"""What the name of a sheet may not hold."""
_NAME: Final = 31
"""UTF-16 units that the name of a sheet can have."""
_FORMULA: Final = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a formula begins with in a spreadsheet; in East Asian settings also in full width."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that a page shows, for CSV; cells are texts, numbers or nothing."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def csv(self) -> str:
        """Write RFC 4180 with a byte order mark, which spreadsheets need to see UTF-8."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(_safe_cell(c) for c in self.columns)
        writer.writerows([_safe_cell(c) for c in row] for row in self.rows)
        return "\ufeff" + out.getvalue()

    def xlsx(self, title: str, about: Mapping[str, str]) -> bytes:
        """Write a workbook: the rows, and what is known of the data.

        A page shows what it was asked for; what XML cannot hold of that becomes U+FFFD.
        """
        from openpyxl import Workbook  # heavy, and wanted on one address only

        book = Workbook(write_only=True)
        long: list[list[Any]] = []
        rows = [[_fit(cell) for cell in row] for row in self.rows]
        columns = [str(_fit(c)) for c in self.columns]
        write_sheet(book, _sheet_name(title), columns, rows, long, filtered=True)
        if long:
            write_sheet(book, "long", ["table", "id", "column", "part", "text"], long, [])
        write_sheet(
            book, "about", ["key", "value"], [[key, _fit(told)] for key, told in about.items()], []
        )
        return b"".join(saved(book))

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as objects, for JSON."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def _safe_cell(cell: Any) -> Any:
    """Keep spreadsheets from running a label that looks like a formula."""
    if isinstance(cell, str) and cell[:1] in _FORMULA:
        return "'" + cell
    return "" if cell is None else cell


def _fit(cell: Any) -> Any:
    unfit = isinstance(cell, str) and UNFIT_TEXT.search(cell)
    return UNFIT_TEXT.sub("\ufffd", cell) if unfit else cell


def _sheet_name(title: str) -> str:
    """Return what a sheet may be called: of a length, without some signs, no quote at its ends."""
    text = _SHEET.sub(" ", str(_fit(title))).strip("' ")
    kept = text.encode("utf-16-le")[: 2 * _NAME].decode("utf-16-le", "ignore")
    return kept.strip("' ") or "rows"
