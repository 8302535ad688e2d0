"""What a saved question can be asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

from graph.errors import BadParameter
from graph.rdf.terms import IRI, Value, expand, own_value
from ontology.rdf import NamedNode

ParameterType = Literal["name", "iri", "year", "integer", "decimal", "lang", "text"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be asked about."""

    name: str
    type: ParameterType
    default: str
    label: Mapping[str, str]
    of_class: str = ""
    """Class whose instances can be chosen, as a prefixed name; or nothing."""


def typed(parameter: Parameter, value: object, prefixes: Mapping[str, str]) -> Value:
    """Return what was given as a value of the parameter's type.

    Raises:
        BadParameter: it does not fit.
    """
    text = _text(parameter, value)
    try:
        match parameter.type:
            case "name" | "text":
                return str(text)
            case "iri":
                return _iri(text, prefixes)
            case "year" | "integer":
                return int(text)
            case "decimal":
                return _decimal(text)
            case "lang":
                if not _LANGUAGE.match(text.lower()):
                    raise ValueError
                return text.lower()
    except (ValueError, InvalidOperation):
        pass
    raise BadParameter(
        f"{parameter.name} = {text!r} is no {parameter.type}",
        f"{parameter.name} = {text!r} 不是 {parameter.type} 类型",
    )


def _text(parameter: Parameter, value: object) -> str:
    """Return a value as the text that would be typed for it.

    Raises:
        BadParameter: it is no single value, such as a list, or none at all, such as ``NaN``.
    """
    try:
        own = own_value(value)
    except ValueError:
        own = None
    if isinstance(own, NamedNode):
        return str(own.value)
    if not isinstance(own, str | int | float | Decimal | date):
        raise BadParameter(
            f"{parameter.name} = {str(value)[:80]!r}: a {type(value).__name__} is no "
            f"{parameter.type}",
            f"{parameter.name} = {str(value)[:80]!r}:{type(value).__name__} "
            f"不是 {parameter.type} 类型",
        )
    return own if isinstance(own, str) else str(own).strip()


_LANGUAGE: Final = re.compile(r"[a-z]{1,8}(-[a-z0-9]{1,8})*\Z")


def _decimal(text: str) -> Decimal:
    """Return a decimal; neither infinite nor so long that writing it out fills the memory."""
    value = Decimal(text)
    if not value.is_finite() or abs(value.adjusted()) > 40:
        raise ValueError
    return value


def _iri(text: str, prefixes: Mapping[str, str]) -> IRI:
    """Return a full IRI, a prefixed name or a bare id as an IRI."""
    if not text:
        raise ValueError
    iri = expand(text, prefixes) if ":" in text else prefixes["id"] + text
    if not re.fullmatch(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|^`\\]+", iri, re.IGNORECASE):
        raise ValueError
    return IRI(iri)
