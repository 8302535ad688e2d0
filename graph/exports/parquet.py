"""Tables as Parquet, a file a kind in one zip, for pandas, Arrow and DuckDB.

A column whose values are all whole numbers, all decimals or all truth values keeps that type;
every other column is text.  Decimals become 64-bit floats, as statistics packages read them,
where these hold the same digits, and else exact decimals.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from graph.errors import MissingPackage
from graph.exports.delimited import DICTIONARY, dictionary
from graph.exports.tables import tables
from graph.rdf.delimited import plain

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def to_parquet(parts: Mapping[str, bytes], prefixes: Mapping[str, str]) -> bytes:
    """Return the tables as Parquet files in one zip, the same bytes for the same graph.

    Raises:
        MissingPackage: pyarrow is not installed.
    """
    try:
        from pyarrow import parquet, table
    except ImportError:
        raise MissingPackage("pyarrow", "parquet", "Parquet", "Parquet 格式") from None
    made = tables(parts, prefixes)
    sheets = [(each.name, each.header, each.rows) for each in made]
    sheets.append((DICTIONARY, *dictionary(made)))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, header, rows in sheets:
            columns = {title: column([row[at] for row in rows]) for at, title in enumerate(header)}
            file = io.BytesIO()
            parquet.write_table(table(columns), file, compression="zstd")
            info = zipfile.ZipInfo(f"{name}.parquet", _EPOCH)
            info.external_attr = 0o644 << 16
            archive.writestr(info, file.getvalue())
    return buffer.getvalue()


def column(values: list[Any]) -> Any:
    """Return a column as an Arrow array of the narrowest type that holds all its values."""
    from pyarrow import array, bool_, float64, string

    known = [value for value in values if value is not None]
    if known and all(isinstance(value, bool) for value in known):
        return array(values, bool_())
    if not known or not all(isinstance(v, _NUMBERS) and not isinstance(v, bool) for v in known):
        return array([None if v is None else _text(v) for v in values], string())
    if all(isinstance(value, int) for value in known):
        small = all(abs(value) < _LARGEST for value in known)
        return array(values if small else [v if v is None else str(v) for v in values])
    if all(isinstance(value, float) or _is_float(value) for value in known):
        return array([None if value is None else float(value) for value in values], float64())
    return _decimals(values)


_NUMBERS: Final = (int, Decimal, float)
_LARGEST: Final = 2**63


def _text(value: Any) -> str:
    return str(value) if isinstance(value, date) else str(plain(value))


def _is_float(value: int | Decimal) -> bool:
    """Tell whether a 64-bit float, as people read it, has the digits of a number."""
    try:
        return Decimal(repr(float(value))) == value
    except OverflowError:
        return False


def _decimals(values: list[Any]) -> Any:
    """Return a column of exact decimals, or of texts where Arrow has no room for their digits."""
    from pyarrow import ArrowInvalid, array, string

    try:
        return array([v if v is None else Decimal(str(v)) for v in values])
    except (ArrowInvalid, ArithmeticError):
        return array([None if v is None else _text(v) for v in values], string())
