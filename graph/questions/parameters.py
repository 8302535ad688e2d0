"""What a saved question can be asked about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

from graph.errors import BadParameter
from graph.rdf.terms import IRI, Value, expand

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
    text = str(value).strip() if not isinstance(value, str) else value
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
