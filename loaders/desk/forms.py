"""The form of each kind of record, for pages: which fields it has and what may stand in them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from loaders.yaml.records import FACT_LISTS, Part, Passage, Rests

__all__ = ["FieldForm", "form_of", "forms"]

Shape = Literal["text", "choice", "flag", "texts", "map"]
_HIDDEN: Final = frozenset({"quote", "to", "body", "also", "counts", "occurrence"})
"""Fields that the words on the page give, or that only a file can hold."""


_SHARED: Final = frozenset({*Rests.model_fields, "label", "certainty"}) - {"period", "status"}
"""Fields that every record has; those of its kind come first."""


@dataclass(frozen=True, slots=True)
class FieldForm:
    """One field of a record."""

    key: str
    shape: Shape
    choices: tuple[str, ...] = ()
    required: bool = False


@cache
def forms() -> dict[str, tuple[FieldForm, ...]]:
    """Return the fields of the records of every list, in the order of the model."""
    found = {name: _fields(_model(name)) for name in FACT_LISTS}
    found["body"] = _fields(Part)
    return found


def form_of(list_: str) -> tuple[FieldForm, ...]:
    """Return the fields of the records of one list; ``body`` is that of parts."""
    return forms()[list_]


def _model(list_: str) -> type[BaseModel]:
    annotation = Passage.model_fields[list_.replace("-", "_")].annotation
    inner = get_args(annotation)[0]
    assert isinstance(inner, type) and issubclass(inner, BaseModel)
    return inner


def _fields(model: type[BaseModel]) -> tuple[FieldForm, ...]:
    found = []
    for name, info in model.model_fields.items():
        key = info.alias or name.rstrip("_").replace("_", "-")
        if key in _HIDDEN:
            continue
        shape, choices = _shape(info.annotation)
        found.append(FieldForm(key, shape, choices, info.is_required()))
    return tuple(sorted(found, key=lambda one: (not one.required, one.key in _SHARED)))


def _shape(annotation: Any) -> tuple[Shape, tuple[str, ...]]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _shape(get_args(annotation)[0])
    if origin in (Union, UnionType):
        inner = [one for one in get_args(annotation) if one is not type(None)]
        shapes = [_shape(one) for one in inner]
        return next((one for one in shapes if one[0] != "map"), shapes[0])
    if origin is Literal:
        return "choice", tuple(map(str, get_args(annotation)))
    if origin is list:
        return "texts", ()
    if origin is dict or (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        return "map", ()
    return ("flag", ()) if annotation is bool else ("text", ())
