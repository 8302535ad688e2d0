"""Which facts belong to a document, a body, a place or a year, and what a typed name means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from explorer.kit.choices import Offered
from explorer.kit.request import Ask
from explorer.pages.things.places import places_in
from explorer.view.tables import tables_of
from explorer.view.values import values_of
from graph.builds.summaries import NO_YEAR
from ontology.kinds import BY_SLUG
from ontology.terms import PK

if TYPE_CHECKING:
    from explorer.view.coded import Numbers

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
    """Which assignments and which values belong to a side, of all of them."""

    duties: Numbers
    values: Numbers


def offered(ask: Ask, kind: str) -> Offered:
    """Return what the fields suggest, the most connected first: id and name."""
    return tables_of(ask.view).once(("suggested", kind, ask.lang), lambda: _offered(ask, kind))


def _offered(ask: Ask, kind: str) -> Offered:
    import numpy as np

    tables = tables_of(ask.view)
    if kind == "year":
        reported = set(np.unique(values_of(ask.view).year).tolist()) - {NO_YEAR}
        years = {*np.unique(tables.duties.numbers("year")).tolist(), *reported}
        found = [(str(y), "") for y in sorted(filter(None, years), reverse=True)]
        return Offered(tuple(found[:OFFERED]), len(found))
    if kind == "document":
        iris = ask.view.documents
    else:
        iris = tables.listed_in(BY_SLUG[KINDS[kind][2]].iri, ask.lang, "often")
    shown = ((ask.view.local(i), ask.label(i)) for i in iris[:OFFERED])
    return Offered(tuple(shown), len(iris))


def sides_of(ask: Ask, kind: str, iri: str) -> Belongs:
    """Return what belongs to a side.

    To a place belong the assignments of the documents made for it or for a place within it, and
    the values that are about such places.
    """
    duties, values = tables_of(ask.view).duties, values_of(ask.view)
    if kind == "document":
        both = "document", "document"
    elif kind == "body":
        both = "actor", "subject"
    elif kind == "year":
        return Belongs(
            duties.in_years(lambda year: str(year) == iri),
            values.in_years(lambda year: str(year) == iri),
        )
    else:
        inside, documents = places_in(ask, iri), set(made_for(ask, iri))
        return Belongs(
            duties.one_of("document", documents.__contains__),
            values.coded("subject").is_one_of(inside.__contains__),
        )
    return Belongs(duties.one_of(both[0], iri.__eq__), values.coded(both[1]).is_one_of(iri.__eq__))


def made_for(ask: Ask, place: str) -> list[str]:
    """Return the documents made for a place or for a place within it."""
    inside = places_in(ask, place).keys()
    return [d for d in ask.view.documents if inside & set(ask.view.objects(d, PK.jurisdiction))]
