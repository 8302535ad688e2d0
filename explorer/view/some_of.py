"""Some properties of many things at once: of a row, only these are decoded, and nothing is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from explorer.view.model import GraphView

__all__ = ["number_in", "pointing_at", "said_of"]

Said = Mapping[str, Sequence[Any]]
"""Objects by predicate: texts of IRIs, and sequences of a literal's text, language, datatype."""


def said_of(view: GraphView, iris: Sequence[str], predicates: Sequence[str]) -> dict[str, Said]:
    """Return what some predicates say of many things; one of which nothing is said is left out."""
    if view.file is not None:
        return dict(view.file.said_of(iris, predicates))
    rows = ((iri, view.out(iri)) for iri in dict.fromkeys(iris))
    return {iri: {p: row[p] for p in predicates if p in row} for iri, row in rows if row}


def pointing_at(view: GraphView, iris: Sequence[str], predicate: str) -> dict[str, Sequence[str]]:
    """Return what points at each of many things by a predicate."""
    if view.file is not None:
        found = view.file.pointing_at(iris, (predicate,))
        return {iri: row.get(predicate, ()) for iri, row in found}
    return {iri: view.subjects(predicate, iri) for iri in dict.fromkeys(iris)}


def number_in(said: Said, predicate: str) -> int:
    """Return the whole number that a property has, 0 where there is none."""
    text = next((one[0] for one in said.get(predicate, ()) if type(one) is not str), "")
    return int(text) if text.lstrip("-").isdigit() else 0
