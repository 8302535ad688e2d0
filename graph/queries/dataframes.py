"""Results as pandas data frames; pandas is optional."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from graph.errors import MissingPackage
from graph.rdf.terms import IRI, Text, Typed

if TYPE_CHECKING:
    import pandas


def to_dataframe(
    header: Sequence[str], rows: Iterable[Sequence[Any]], sparql: str
) -> pandas.DataFrame:
    """Return the rows as a data frame.

    Integers become ``Int64``, decimals and doubles ``Float64``, truth values ``boolean``, dates
    ``datetime64``, everything else ``string``; a column of several types stays ``object``.
    ``attrs["languages"]`` tells the language tags of a column, ``attrs["datatypes"]`` the
    datatypes that have no type in pandas, ``attrs["sparql"]`` the query.
    """
    try:
        import pandas as pd
    except ImportError:
        raise MissingPackage("pandas", "dataframe", "a data frame", "数据框") from None
    records = list(rows)
    columns: dict[str, Any] = {}
    languages: dict[str, list[str]] = {}
    datatypes: dict[str, list[str]] = {}
    for index, name in enumerate(header):
        values = [record[index] for record in records]
        if tags := sorted({v.language for v in values if isinstance(v, Text)}):
            languages[name] = tags
        if kinds := sorted({v.datatype for v in values if isinstance(v, Typed)}):
            datatypes[name] = kinds
        columns[name] = pd.Series(_plain(values), dtype=_dtype(values))
    frame = pd.DataFrame(columns)
    frame.attrs.update(sparql=sparql, languages=languages, datatypes=datatypes)
    return frame


def _plain(values: list[Any]) -> list[Any]:
    return [
        float(v) if isinstance(v, Decimal) else str(v) if isinstance(v, IRI | Text | Typed) else v
        for v in values
    ]


def _dtype(values: list[Any]) -> Any:
    kinds = {type(value) for value in values if value is not None}
    if not kinds or kinds <= {str, IRI, Text, Typed}:
        return "string"
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "Int64"
    if kinds <= {int, float, Decimal}:
        return "Float64"
    if kinds <= {date, datetime}:
        return "datetime64[s]"
    return "object"
