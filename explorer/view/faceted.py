"""What the facets of a list read of each thing, from the rows that were written with its graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from explorer.view.model import GraphView
from explorer.view.tables import tables_of
from graph.builds.deadlines import WORK
from graph.builds.page_facets import STATES, Facts, facts_of_row
from ontology.terms import PK

__all__ = ["Facts", "Known", "known_of"]


class Known(NamedTuple):
    """What is known of a thing without asking for it."""

    documents: tuple[str, ...]
    """Those that speak of it, sorted."""
    facts: Facts
    """One for all things of which the same is said."""


def known_of(view: GraphView, cls: str) -> dict[str, Known]:
    """Return what is known of the things of a class.

    What only the whole graph knows is left out: work of which several graphs speak.
    """
    tables = tables_of(view)
    marked = tables.once("marked", lambda: _marked(view))
    parts = tables.once("parts", lambda: _parts(view))
    alone: dict[str, tuple[str, ...]] = {"": (), **{d: (d,) for d in view.documents}}
    found: dict[str, Known] = {}
    same: dict[str, Facts] = {}
    several: dict[str, list[str]] = {}
    for iri, document, text in view.whole.faceted(cls):
        facts = same.get(text)
        if facts is None:
            facts = same[text] = facts_of_row(text)
        before = found.get(iri)
        if before is not None or iri in parts:
            several.setdefault(iri, list(parts.get(iri, ()))).append(text)
        documents = alone.get(document, ())
        if before is not None:
            documents = tuple(sorted({*before.documents, *documents}))
        found[iri] = Known(documents, facts)
    for iri, texts in several.items():
        facts = None if cls in WORK else _joined([facts_of_row(text) for text in texts])
        if facts is None:
            del found[iri]
        else:
            found[iri] = Known(found[iri].documents, facts)
    if marked:
        found = {
            iri: known
            for iri, known in found.items()
            if iri not in marked and marked.isdisjoint(known.documents)
        }
    _spoken(view, found)
    return found


def _joined(every: Sequence[Facts]) -> Facts | None:
    """Return what several graphs say of a thing; none where its years are not the same."""
    years = {facts.year for facts in every if facts.year}
    states = {facts.state for facts in every}
    if len(years) > 1:
        return None
    return Facts(
        [code for facts in every for code in facts.codes],
        [place for facts in every for place in facts.places],
        [function for facts in every for function in facts.functions],
        [status for facts in every for status in facts.statuses],
        next(iter(years), ""),
        next((name for name, _ in STATES if name in states), ""),
        "", "", False, (), (),
    )  # fmt: skip


def _parts(view: GraphView) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for iri, text in view.whole.parts():
        found.setdefault(iri, []).append(text)
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
