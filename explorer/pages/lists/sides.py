"""Which facts belong to a document, a body, a place or a year, and what a typed name means."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from explorer.kit.choices import Offered
from explorer.kit.request import Ask
from explorer.pages.things.places import places_in
from explorer.view.reported import Reported, all_reported
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


def offered(ask: Ask, kind: str) -> Offered:
    """Return what the fields suggest, the most connected first: id and name."""
    return tables_of(ask.view).once(("suggested", kind, ask.lang), lambda: _offered(ask, kind))


def _offered(ask: Ask, kind: str) -> Offered:
    tables = tables_of(ask.view)
    if kind == "year":
        years = {d.year for d in tables.duties} | {v.year for v in all_reported(ask.view)}
        found = [(str(y), "") for y in sorted(filter(None, years), reverse=True)]
        return Offered(tuple(found[:OFFERED]), len(found))
    if kind == "document":
        iris = ask.view.documents
    else:
        iris = tables.listed_in(BY_SLUG[KINDS[kind][2]].iri, ask.lang, "often")
    shown = ((ask.view.local(i), ask.label(i)) for i in iris[:OFFERED])
    return Offered(tuple(shown), len(iris))


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
