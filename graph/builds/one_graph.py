"""One named graph, asked as pages ask the whole, while its rows are written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from ontology.terms import RDF

__all__ = ["OneGraph", "Rows"]

Rows = Mapping[str, Mapping[str, Sequence[Any]]]
"""One side of a graph by thing and predicate; a literal is a sequence: text, language, datatype."""

_NOTHING: Final[Mapping[str, Sequence[Any]]] = {}


class OneGraph:
    """One named graph.

    Args:
        out: What is said of each thing.
        into: What points at each thing.
        name: Returns the key of a predicate in these.
    """

    def __init__(self, out: Rows, into: Rows, name: Callable[[str], str]) -> None:
        self._out, self._into, self._name = out, into, cache(name)
        self._type = name(RDF.type)

    def key(self, predicate: str) -> str:
        """Return the key of a predicate in the rows."""
        return self._name(predicate)

    def row(self, iri: str) -> Mapping[str, Sequence[Any]]:
        """Return what is said of a thing, by key of the predicate."""
        return self._out.get(iri, _NOTHING)

    def every(self, iri: str, predicate: str) -> Sequence[Any]:
        """Return the objects of a property."""
        row = self._out.get(iri)
        return row.get(self._name(predicate), ()) if row else ()

    def objects(self, iri: str, predicate: str) -> list[str]:
        """Return the things that a thing points at."""
        return [o for o in self.every(iri, predicate) if type(o) is str]

    def object(self, iri: str, predicate: str) -> str:
        """Return one thing that a thing points at, or an empty text."""
        return next((o for o in self.every(iri, predicate) if type(o) is str), "")

    def texts(self, iri: str, predicate: str) -> list[str]:
        """Return the literals of a property as texts."""
        return [o[0] for o in self.every(iri, predicate) if type(o) is not str]

    def text(self, iri: str, predicate: str) -> str:
        """Return the first literal of a property, or an empty text."""
        return next((o[0] for o in self.every(iri, predicate) if type(o) is not str), "")

    def number(self, iri: str, predicate: str) -> int:
        """Return a whole number, 0 where there is none."""
        text = self.text(iri, predicate)
        return int(text) if text.lstrip("-").isdigit() else 0

    def of_type(self, cls: str) -> Sequence[str]:
        """Return the instances of a class, in the order of the graph."""
        row = self._into.get(cls)
        return row.get(self._type, ()) if row else ()

    def types(self, iri: str) -> Sequence[Any]:
        """Return the classes of a thing."""
        return self.every(iri, RDF.type)

    def text_in(self, iri: str, predicate: str, tag: str) -> str:
        """Return a text in a language; in another one where there is none."""
        found = [o for o in self.every(iri, predicate) if type(o) is not str]
        mine = (o[0] for o in found if len(o) > 1 and o[1] == tag)
        return next(mine, found[0][0] if found else "")

    def subjects(self, predicate: str, iri: str) -> list[str]:
        """Return the things that point at a thing."""
        row = self._into.get(iri)
        return list(row.get(self._name(predicate), ())) if row else []

    def is_a(self, iri: str, cls: str) -> bool:
        """Tell whether a thing is of a class."""
        return cls in self.types(iri)
