"""Rows that a page shows, as CSV and JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


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

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as objects, for JSON."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def _safe_cell(cell: Any) -> Any:
    """Keep spreadsheets from running a label that looks like a formula."""
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        return "'" + cell
    return "" if cell is None else cell
