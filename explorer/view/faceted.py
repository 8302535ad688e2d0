"""What the facets of a list read of each thing, from the rows that were written with its graph."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from explorer.view.model import GraphView
from explorer.view.tables import tables_of
from graph.builds.page_facets import Facts, facts_of_row
from ontology.terms import PK

__all__ = ["Facts", "Known", "known_of"]

_ALONE: Final[tuple[str, ...]] = ()


class Known(NamedTuple):
    """What is known of a thing without asking for it."""

    documents: tuple[str, ...]
    """Those that speak of it, sorted."""
    facts: Facts
    """One for all things of which the same is said."""


def known_of(view: GraphView, cls: str) -> dict[str, Known]:
    """Return what is known of the things of a class.

    What other graphs speak of too is left out: the whole graph must be asked for it.
    """
    marked = tables_of(view).once("marked", lambda: _marked(view))
    found: dict[str, Known] = {}
    same: dict[str, Facts] = {}
    alone: dict[str, tuple[str, ...]] = {"": _ALONE, **{d: (d,) for d in view.documents}}
    twice: set[str] = set()
    for iri, document, text in view.whole.faceted(cls):
        if iri in found:
            twice.add(iri)
        facts = same.get(text)
        if facts is None:
            facts = same[text] = facts_of_row(text)
        found[iri] = Known(alone.get(document, _ALONE), facts)
    for iri, known in list(found.items()):
        if iri in twice or iri in marked or not marked.isdisjoint(known.documents):
            del found[iri]
    _spoken(view, found)
    return found


def _spoken(view: GraphView, found: dict[str, Known]) -> None:
    """Add the documents that speak of what is no fact of theirs."""
    elsewhere: dict[str, set[str]] = {}
    known = set(view.documents)
    for document, iri in view.whole.spoken_elsewhere():
        if iri in found and document in known:
            elsewhere.setdefault(iri, set()).add(document)
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    for iri, documents in elsewhere.items():
        every = tuple(sorted({*found[iri].documents, *documents}))
        found[iri] = Known(same.setdefault(every, every), found[iri].facts)


def _marked(view: GraphView) -> frozenset[str]:
    """Return things that several graphs speak of, and the documents that state them."""
    things = view.whole.marked()
    return frozenset({*things, *_stating(view, things)})


def _stating(view: GraphView, iris: Iterable[str]) -> Iterable[str]:
    return (document for iri in iris for document in view.objects(iri, PK.statedIn))
