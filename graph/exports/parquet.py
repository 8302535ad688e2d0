"""Tables as Parquet, a file a kind in one zip, for pandas, Arrow and DuckDB.

A column whose values are all whole numbers, all decimals or all truth values keeps that type;
every other column is text.  Decimals become 64-bit floats, as statistics packages read them,
where these hold the same digits, and else exact decimals.
"""

from __future__ import annotations

import pickle
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import Any, Final

from graph.errors import MissingPackage
from graph.exports.delimited import DICTIONARY, dictionary
from graph.exports.parts import Parts, Prefixes
from graph.exports.spool import put_into
from graph.exports.tables import tables
from graph.rdf.delimited import plain
from ontology.files import file_pieces

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_AT_ONCE: Final = 10_000
"""Rows that are put into columns at once."""


def parquet_zip(parts: Parts, prefixes: Prefixes) -> Iterator[bytes]:
    """Yield the tables as Parquet files in one zip, the same bytes for the same graph.

    Of one table all columns are held as Arrow holds them, and one of them as Python's values.

    Raises:
        MissingPackage: pyarrow is not installed.
    """
    try:
        from pyarrow import parquet, table
    except ImportError:
        raise MissingPackage("pyarrow", "parquet", "Parquet", "Parquet 格式") from None
    with TemporaryFile() as beside, tables(parts, prefixes) as made:
        sheets: list[tuple[str, list[str], Iterable[list[Any]]]] = [
            (each.name, each.header, each.rows) for each in made
        ]
        sheets.append((DICTIONARY, *dictionary(made)))
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_STORED) as archive:
            for name, header, rows in sheets:
                columns = dict(zip(header, _columns(len(header), rows), strict=True))
                info = zipfile.ZipInfo(f"{name}.parquet", _EPOCH)
                info.external_attr = 0o644 << 16
                with TemporaryFile() as file:
                    parquet.write_table(table(columns), file, compression="zstd")
                    put_into(archive, info, file)
        yield from file_pieces(beside)


def _columns(count: int, rows: Iterable[list[Any]]) -> Iterator[Any]:
    """Yield the columns of rows as Arrow arrays; most are text, and never held otherwise."""
    kept: list[list[Any]] = [[] for _ in range(count)]
    rows = iter(rows)
    while some := list(islice(rows, _AT_ONCE)):
        for batches, values in zip(kept, zip(*some, strict=True), strict=True):
            batches.append(_packed(values))
    for at, batches in enumerate(kept):
        kept[at] = []
        yield _joined(batches)


def _packed(values: tuple[Any, ...]) -> Any:
    """Return texts as an Arrow array, and whatever else there is as bytes."""
    from pyarrow import array, string

    if {str, type(None)}.issuperset(map(type, values)):
        return array(values, string())
    return pickle.dumps(values, pickle.HIGHEST_PROTOCOL)


def _joined(batches: list[Any]) -> Any:
    """Return a column as :func:`column` does."""
    from pyarrow import chunked_array, string

    if not any(isinstance(batch, bytes) for batch in batches):
        return chunked_array(batches, string()).combine_chunks()
    return column([value for batch in batches for value in _unpacked(batch)])


def _unpacked(batch: Any) -> Sequence[Any]:
    values: Sequence[Any] = pickle.loads(batch) if isinstance(batch, bytes) else batch.to_pylist()
    return values


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
