"""Results as pandas data frames; pandas is optional."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from graph.errors import MissingPackage
from graph.rdf.terms import Text, Typed

if TYPE_CHECKING:
    import pandas


def to_dataframe(
    header: Sequence[str], rows: Iterable[Sequence[Any]], sparql: str
) -> pandas.DataFrame:
    """Return the rows as a data frame.

    Integers become ``Int64``, truth values ``boolean``, dates ``datetime64[s]``, times of day
    ``datetime64[us]`` with their time zone, plain texts ``string``.  Decimals and doubles become
    ``Float64`` where these hold the same digits.  IRIs stay :class:`IRI`, and whatever pandas has
    no type for stays Python's own, in columns of ``object``: columns of several types, whole
    numbers beyond 64 bits, times of several zones.  What a cell holds can be handed back as a
    parameter of a query and finds what it came from.
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
        dtype = _dtype(values)
        columns[name] = pd.Series(_plain(values, dtype), dtype=dtype)
    frame = pd.DataFrame(columns)
    frame.attrs.update(sparql=sparql, languages=languages, datatypes=datatypes)
    return frame


def _plain(values: list[Any], dtype: Any) -> list[Any]:
    """Return values as a column of a type takes them."""
    if dtype == "Float64":
        return [None if v is None else float(v) for v in values]
    if dtype == "string":
        return [None if v is None else str(v) for v in values]
    return values


def _dtype(values: list[Any]) -> Any:  # noqa: PLR0911  (a table, one type a line)
    known = [value for value in values if value is not None]
    kinds = {type(value) for value in known}
    if kinds <= {str, Text, Typed}:
        return "string"
    if kinds == {bool}:
        return "boolean"
    if kinds == {int}:
        return "Int64" if all(abs(value) < _LARGEST for value in known) else "object"
    if kinds <= {int, float, Decimal}:
        return "Float64" if all(map(_is_float, known)) else "object"
    if kinds == {date}:
        return "datetime64[s]"
    if kinds == {datetime}:
        return _of_moments(known)
    return "object"


def _of_moments(known: list[datetime]) -> Any:
    """Return the type of a column of times, which have one zone between them."""
    import pandas as pd

    zones = {value.utcoffset() for value in known}
    if len(zones) > 1:
        return "object"
    zone = known[0].tzinfo
    return "datetime64[us]" if zone is None else pd.DatetimeTZDtype("us", zone)


_LARGEST: Final = 2**63


def _is_float(value: Decimal | float) -> bool:
    """Tell whether a 64-bit float, as people read it, has the digits of a number."""
    if isinstance(value, float):
        return True
    try:
        return Decimal(repr(float(value))) == value
    except OverflowError:
        return False
