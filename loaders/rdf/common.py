"""What several kinds of facts share in their RDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from loaders.facts.model import Fact
from loaders.rdf import terms as t
from loaders.rdf.literals import in_languages, names_to_find
from loaders.rdf.nquads import string
from loaders.resolving.nodes import words_of
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

if TYPE_CHECKING:
    from loaders.rdf.writer import Writer

Write = Callable[["Writer", Fact], None]
"""Writes one fact into the rows of its document's graph."""

NAME_CORE: Final = frozenset({"name", "title"})


def named(w: Writer, s: str, *names: str | None) -> None:
    """Write the names by which a thing is found."""
    for name in names_to_find(names):
        w.put(s, t.NAME, string(name))


def labels_and_names(w: Writer, s: str, fact: Fact, name: str | None, also: list[str]) -> None:
    """Write the label in each language, and every written form as a name."""
    w.label(s, *words_of(fact))
    named(w, s, name, *also)


def note(w: Writer, s: str, words: str | R.Label | None) -> None:
    """Write an editor's note, if there is one."""
    for one in in_languages(words) if words is not None else ():
        w.put(s, t.NOTE, one)


def extras(w: Writer, s: str, fact: Fact) -> None:
    """Write the note and the certainty of a fact."""
    record = cast(R.Fact, fact.record)
    note(w, s, record.note)
    w.code(s, t.CERTAINTY, record.certainty)


def located(w: Writer, s: str, fact: Fact) -> None:
    """Write the place in which a thing lies."""
    if fact.place is None:
        return
    where = w.names.node(fact, "place", fact.place)
    if where is not None and where.iri != s:
        w.put(s, t.LOCATED_IN, where.iri)
