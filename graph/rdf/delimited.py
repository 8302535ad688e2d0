"""CSV that opens right: UTF-8, and for Excel with a byte order mark and no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from graph.rdf.terms import IRI, Text, Typed

PIECE: Final = 1 << 20
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
    return "".join(csv_pieces(header, rows, excel=excel))


def csv_pieces(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, excel: bool = False
) -> Iterator[str]:
    """Yield rows as CSV, about :data:`PIECE` characters at a time."""
    buffer = io.StringIO(newline="")
    if excel:
        buffer.write("\ufeff")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        cells = [value if type(value) is str else plain(value) for value in row]
        writer.writerow([neutral(cell) for cell in cells] if excel else cells)
        if buffer.tell() > PIECE:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()
