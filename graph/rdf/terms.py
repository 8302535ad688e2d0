"""Between Python's values and RDF's terms, and how IRIs are shown short."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Final

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


def to_term(value: Value) -> Term:  # noqa: PLR0911  (a table, one type a line)
    """Return a Python value as a term; a plain string becomes a plain literal."""
    match value:
        case NamedNode() | BlankNode() | Literal() | Triple():
            return value
        case IRI():
            return NamedNode(str(value))
        case Text():
            return Literal(str(value), language=value.language)
        case Typed():
            return Literal(str(value), datatype=NamedNode(value.datatype))
        case Decimal():
            return Literal(format(value, "f"), datatype=NamedNode(f"{XSD}decimal"))
        case datetime():
            return Literal(value.isoformat(), datatype=NamedNode(f"{XSD}dateTime"))
        case date():
            return Literal(value.isoformat(), datatype=NamedNode(f"{XSD}date"))
        case bool() | int() | float() | str():
            return Literal(value)
    raise TypeError(f"a {type(value).__name__} is no value of a query: {value!r}")


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
