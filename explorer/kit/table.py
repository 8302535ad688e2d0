"""Rows that a page shows, as CSV and JSON."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from graph.exports.xlsx import saved, write_sheet

_SHEET: Final = re.compile(r"[\\/*?:\[\]]")
"""What the name of a sheet may not hold."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that a page shows, for CSV; cells are texts, numbers or nothing."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]

    def csv(self) -> str:
        """Write RFC 4180 with a byte order mark, which spreadsheets need to see UTF-8."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(self.columns)
        writer.writerows([_safe_cell(c) for c in row] for row in self.rows)
        return "\ufeff" + out.getvalue()

    def xlsx(self, title: str, about: Mapping[str, str]) -> bytes:
        """Write a workbook: the rows, and what is known of the data."""
        from openpyxl import Workbook  # heavy, and wanted on one address only

        book = Workbook(write_only=True)
        long: list[list[Any]] = []
        rows = [list(row) for row in self.rows]
        sheet = _SHEET.sub(" ", title).strip("' ")[:31] or "rows"
        write_sheet(book, sheet, [str(c) for c in self.columns], rows, long, filtered=True)
        if long:
            write_sheet(book, "long", ["table", "id", "column", "part", "text"], long, [])
        write_sheet(book, "about", ["key", "value"], [list(pair) for pair in about.items()], [])
        return saved(book)

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as objects, for JSON."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def _safe_cell(cell: Any) -> Any:
    """Keep spreadsheets from running a label that looks like a formula."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return "" if cell is None else cell
