"""A narrow table as a pandas data frame; pandas is optional."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from graph.errors import MissingPackage
from graph.tables.columns import Column, Table
from graph.tables.declared import TABLES
from graph.tables.rows import Row

if TYPE_CHECKING:
    import pandas

__all__ = ["list_of_tables", "to_frame"]

_LARGEST: Final = 2**63
_DTYPES: Final = {
    "id": "string",
    "text": "string",
    "iri": "string",
    "integer": "Int64",
    "boolean": "boolean",
}
_FEW: Final = ("code", "choice")


def _pandas() -> Any:
    try:
        import pandas as pd
    except ImportError:
        raise MissingPackage("pandas", "dataframe", "a data frame", "数据框") from None
    return pd


def list_of_tables(language: str = "en") -> pandas.DataFrame:
    """Return every table: its heading, what a row is, its key and its columns.

    Args:
        language: of headings and sentences: ``zh``, or else English.

    Raises:
        MissingPackage: pandas is not installed.
    """
    chinese = language.startswith("zh")
    frame: pandas.DataFrame = _pandas().DataFrame(
        [
            {
                "table": table.name,
                "heading": table.title(language),
                "row": table.row_zh if chinese else table.row_en,
                "key": ", ".join(table.key),
                "columns": ", ".join(table.names),
                "source": table.source,
            }
            for table in TABLES.values()
        ]
    )
    return frame.set_index("table")


def to_frame(
    table: Table, columns: Sequence[Column], rows: Iterable[Row], language: str | None = None
) -> pandas.DataFrame:
    """Return rows as a data frame.

    Ids and texts become ``string``, whole numbers ``Int64``, truth values ``boolean``, dates
    ``period[D]`` (their precision is a column of its own), codes, choices and their labels
    categories.  Decimals become ``Float64`` where that holds the same digits, and else stay exact
    in a column of ``object``.

    Args:
        table: the table.
        columns: which of its columns, in order.
        rows: whole rows of the table.
        language: of headings in ``attrs["headings"]``: ``zh``, or else English.

    Raises:
        MissingPackage: pandas is not installed.
    """
    pd = _pandas()
    places = [table.names.index(column.name) for column in columns]
    kept = [[row[place] for place in places] for row in rows]
    types = {column.name: column.type for column in table.columns}
    made = {
        column.name: _series([row[at] for row in kept], column, types.get(column.of, ""))
        for at, column in enumerate(columns)
    }
    frame: pandas.DataFrame = pd.DataFrame(made, columns=[column.name for column in columns])
    code = language or "en"
    frame.attrs.update(
        table=table.name,
        headings={column.name: column.heading(code) for column in columns},
        notes={column.name: column.note(code) for column in columns},
    )
    return frame


def _series(values: list[Any], column: Column, labels: str) -> Any:
    import pandas as pd

    if column.type in _FEW or labels in _FEW:
        known = sorted({value for value in values if value is not None})
        return pd.Series(pd.Categorical(values, categories=known))
    if column.type == "date":
        return pd.Series(pd.PeriodIndex([_period(value) for value in values], freq="D"))
    if column.type == "decimal":
        exact = all(value is None or Decimal(repr(float(value))) == value for value in values)
        floats = [None if value is None else float(value) for value in values]
        return pd.Series(floats, dtype="Float64") if exact else pd.Series(values, dtype="object")
    dtype = _DTYPES.get(column.type, "string")
    if dtype == "Int64" and any(value is not None and abs(value) >= _LARGEST for value in values):
        dtype = "object"
    return pd.Series(values, dtype=dtype)


def _period(value: Any) -> Any:
    import pandas as pd

    return pd.NaT if value is None else pd.Period(value, freq="D")
