"""CSV that opens right: UTF-8, and for Excel with a byte order mark and no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from graph.rdf.terms import IRI, Text, Typed

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "%")


def plain(value: Any) -> Any:
    """Return a value as CSV and spreadsheets take it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, IRI | Text | Typed):
        return str(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value


def neutral(value: Any) -> Any:
    """Return a text that no spreadsheet takes for a formula: an apostrophe before the sign."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def write_csv(header: Sequence[str], rows: Iterable[Sequence[Any]], *, excel: bool = False) -> str:
    """Return rows as CSV (RFC 4180)."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    if excel:
        writer.writerows(
            [neutral(plain(v)) if isinstance(v, str) else plain(v) for v in row] for row in rows
        )
        return "\ufeff" + buffer.getvalue()
    writer.writerows([plain(value) for value in row] for row in rows)
    return buffer.getvalue()
