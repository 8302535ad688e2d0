"""Between Python's values and RDF's terms, and how IRIs are shown short."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from ontology.rdf import BlankNode, Literal, NamedNode, Triple

XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_STRING: Final = f"{XSD}string"
_LANG: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
_INTEGERS: Final = frozenset(
    f"{XSD}{sign}{name}"
    for sign, names in (
        ("", ("integer", "int", "long", "short", "byte")),
        ("unsigned", ("Int", "Long", "Short", "Byte")),
        ("nonNegative", ("Integer",)),
        ("nonPositive", ("Integer",)),
        ("positive", ("Integer",)),
        ("negative", ("Integer",)),
    )
    for name in names
)

Term = NamedNode | BlankNode | Literal | Triple


class IRI(str):
    """An IRI as a Python string, to be told from text."""

    __slots__ = ()


class Text(str):
    """A text with its language tag."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> Text:
        """Make a text in a language."""
        made = super().__new__(cls, text)
        made.language = language
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.language


class Typed(str):
    """A text of a datatype that Python has no type for, such as an EDTF period."""

    __slots__ = ("datatype",)
    datatype: str

    def __new__(cls, text: str, datatype: str) -> Typed:
        """Make a text of a datatype."""
        made = super().__new__(cls, text)
        made.datatype = datatype
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.datatype


Value = Term | IRI | Text | Typed | str | int | float | bool | Decimal | date | datetime


def to_python(term: Term | None) -> Value | None:
    """Return a term as the nearest Python value; what has no type stays a string."""
    if isinstance(term, NamedNode):
        return IRI(term.value)
    if not isinstance(term, Literal):
        return None if term is None else IRI(str(term))
    kind = term.datatype.value
    if kind == _STRING:
        return term.value
    if kind == _LANG:
        return Text(term.value, term.language or "")
    try:
        return _typed(term.value, kind)
    except (ValueError, ArithmeticError):
        return Typed(term.value, kind)


def _typed(text: str, kind: str) -> Value:  # noqa: PLR0911  (a table, one type a line)
    if kind in _INTEGERS:
        return int(text)
    if not kind.startswith(XSD):
        return Typed(text, kind)
    match kind[len(XSD) :]:
        case "decimal":
            return Decimal(text)
        case "double" | "float":
            return float(text)
        case "boolean":
            return text in ("true", "1")
        case "date":
            return date.fromisoformat(text)
        case "dateTime":
            return datetime.fromisoformat(text)
        case _:
            return Typed(text, kind)


def to_term(value: object) -> Term:  # noqa: PLR0911  (a table, one type a line)
    """Return a Python value as a term; a plain string becomes a plain literal.

    Values of numpy, pandas and rdflib are taken for what they stand for; see :func:`own_value`.

    Raises:
        TypeError: it stands for no term.
        ValueError: it is no term, such as an IRI with a blank, or no value, such as NaN.
    """
    match value if isinstance(value, _OURS) else own_value(value):
        case NamedNode() | BlankNode() | Literal() | Triple() as term:
            return term
        case IRI() as iri:
            return NamedNode(str(iri))
        case Text() as text:
            return Literal(str(text), language=text.language)
        case Typed() as typed:
            return Literal(str(typed), datatype=NamedNode(typed.datatype))
        case Decimal() as number:
            if not number.is_finite():
                raise ValueError(f"{number} is no xsd:decimal")
            return Literal(format(number, "f"), datatype=NamedNode(f"{XSD}decimal"))
        case datetime() as moment:
            return Literal(moment.isoformat(), datatype=NamedNode(f"{XSD}dateTime"))
        case date() as day:
            return Literal(day.isoformat(), datatype=NamedNode(f"{XSD}date"))
        case bool() | int() | float() | str() as plain:
            return Literal(plain)
    raise TypeError(f"a {type(value).__name__} is no value of a query")


_OURS: Final = (NamedNode, BlankNode, Literal, Triple, IRI, Text, Typed, Decimal, bool)


def own_value(value: object) -> Any:
    """Return what a value of another library stands for, so that it finds what it came from.

    A data frame's whole numbers, truth values and texts become Python's own.  Its other numbers
    become decimals, as which the graph has them.  A time of whole seconds without a zone that is
    a midnight is a date, since :meth:`Result.to_dataframe` keeps dates so and times of day by
    microseconds.  rdflib's terms become ours.

    Raises:
        ValueError: the value stands for nothing, such as ``NaN`` or ``NaT``.
    """
    match type(value).__module__.partition(".")[0]:
        case "numpy":
            return _of_numpy(value)
        case "pandas":
            return _of_pandas(value)
        case "rdflib":
            return _of_rdflib(value)
    if value is None or (isinstance(value, float) and math.isnan(value)):
        raise ValueError("there is no value")
    return value


def _of_numpy(value: Any) -> Any:
    kind = getattr(getattr(value, "dtype", None), "kind", "")
    if getattr(value, "shape", ()) != () or kind not in "biufUM":
        return value
    if str(value) in ("nan", "NaT"):
        raise ValueError("there is no value")
    if kind == "f":
        return Decimal(repr(float(value)))
    if kind != "M":
        return value.item()
    whole = str(value.dtype) in ("datetime64[s]", "datetime64[D]")
    return _day_or_moment(value.astype("datetime64[us]").item(), whole)


def _of_pandas(value: Any) -> Any:
    if type(value).__name__ in ("NAType", "NaTType"):
        raise ValueError("there is no value")
    if not isinstance(value, datetime):
        return value
    stamp: Any = value
    return _day_or_moment(stamp.to_pydatetime(warn=False), stamp.unit == "s")


def _day_or_moment(moment: datetime, whole_seconds: bool) -> date | datetime:
    midnight = moment.tzinfo is None and moment.time() == time(0)
    return moment.date() if whole_seconds and midnight else moment


def _of_rdflib(value: Any) -> Any:
    if not isinstance(value, str) or type(value).__name__ == "BNode":
        return value if not isinstance(value, str) else BlankNode(value)
    if type(value).__name__ != "Literal":
        return IRI(str(value))
    literal: Any = value
    if literal.language:
        return Text(str(literal), literal.language)
    return Typed(str(literal), str(literal.datatype)) if literal.datatype else str(literal)


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return an IRI as a prefixed name where one of the prefixes fits, longest namespace first."""
    best = ""
    short = iri
    for prefix, namespace in prefixes.items():
        if len(namespace) > len(best) and iri.startswith(namespace):
            local = iri[len(namespace) :]
            if local and all(char.isalnum() or char in "_-" for char in local):
                best, short = namespace, f"{prefix}:{local}"
    return short


def expand(name: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI of a prefixed name, or the name itself if it is none."""
    prefix, colon, local = name.partition(":")
    if colon and prefix in prefixes and not local.startswith("//"):
        return prefixes[prefix] + local
    return name
