"""Which facts belong to a document, a body, a place or a year, and what a typed name means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from explorer.kit.request import Ask
from explorer.pages.things.places import places_in
from explorer.view.reported import Reported, all_reported
from explorer.view.search_index import index_of, kinds_within
from explorer.view.tables import Duty, tables_of
from ontology.kinds import BY_SLUG
from ontology.terms import PK

KINDS: Final = {
    "document": ("文献", "Documents", "documents"),
    "body": ("单位", "Bodies", "organisations"),
    "place": ("地方", "Places", "places"),
    "year": ("年份", "Years", ""),
}
"""What can be compared: its name in both languages, and the slug of its list."""
SHOWN: Final = 200
"""Rows of a page."""
OFFERED: Final = 400
"""Names that the fields suggest; others can be typed."""


class Belongs(NamedTuple):
    """Tells of an assignment and of a value whether it belongs to a side."""

    duty: Callable[[Duty], bool]
    value: Callable[[Reported], bool]


CLASSES: Final = {"document": PK.Document, "body": PK.Organization, "place": PK.Place}


def offered(ask: Ask, kind: str) -> list[tuple[str, str]]:
    """Return what the fields suggest, the most connected first: id and name."""
    tables = tables_of(ask.view)
    if kind == "year":
        years = {d.year for d in tables.duties} | {v.year for v in all_reported(ask.view)}
        return [(str(y), "") for y in sorted(filter(None, years), reverse=True)]
    if kind == "document":
        iris = ask.view.documents
    else:
        iris = tables.listed_in(BY_SLUG[KINDS[kind][2]].iri, ask.lang, "often")
    return [(ask.view.local(i), ask.label(i)) for i in iris]


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
    groups = index_of(view).find(word, kinds=kinds_within(cls))
    found = [hit.iri for hits in groups.values() for hit in hits]
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
    inside, documents = places_in(ask, iri), set(made_for(ask, iri))
    return Belongs(lambda d: d.document in documents, lambda v: v.subject in inside)


def made_for(ask: Ask, place: str) -> list[str]:
    """Return the documents made for a place or for a place within it."""
    inside = places_in(ask, place).keys()
    return [d for d in ask.view.documents if inside & set(ask.view.objects(d, PK.jurisdiction))]
