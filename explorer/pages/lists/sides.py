"""Which facts belong to a document, a body, a place or a year, and what a typed name means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from explorer.kit.request import Ask
from explorer.pages.indicators import Reported
from explorer.pages.things.places import places_in
from explorer.view.search_index import index_of
from explorer.view.tables import Duty
from ontology.terms import PK


class Belongs(NamedTuple):
    """Tells of an assignment and of a value whether it belongs to a side."""

    duty: Callable[[Duty], bool]
    value: Callable[[Reported], bool]


CLASSES: Final = {"document": PK.Document, "body": PK.Organization, "place": PK.Place}


def resolve(ask: Ask, kind: str, word: str) -> str:
    """Return the thing of a kind that a word names: its id, a name, or what a search finds first.

    Years stand for themselves.  Empty where nothing of the kind is found.
    """
    if kind == "year":
        return word if word.isascii() and word.isdigit() and len(word) == 4 else ""
    if not word:
        return ""
    view, cls = ask.view, CLASSES[kind]
    iri = view.iri(word)
    if iri in view:
        return iri if view.is_a(iri, cls) else ""
    groups = index_of(view).find(word)
    found = [hit.iri for hits in groups.values() for hit in hits if view.is_a(hit.iri, cls)]
    exact = [i for i in found if word in (view.label(i, "zh"), view.label(i, "en"))]
    return (exact or found or [""])[0]


def sides_of(ask: Ask, kind: str, iri: str) -> Belongs:
    """Return what tells whether a fact belongs to a side.

    To a place belong the assignments of the documents made for it or for a place within it, and
    the values that are about such places.
    """
    if kind == "document":
        return Belongs(lambda d: d.document == iri, lambda v: v.document == iri)
    if kind == "year":
        return Belongs(lambda d: str(d.year) == iri, lambda v: str(v.year) == iri)
    if kind == "body":
        return Belongs(lambda d: d.actor == iri, lambda v: v.subject == iri)
    inside = places_in(ask, iri)
    made_for = {
        d for d in ask.view.documents if inside.keys() & set(ask.view.objects(d, PK.jurisdiction))
    }
    return Belongs(lambda d: d.document in made_for, lambda v: v.subject in inside)
