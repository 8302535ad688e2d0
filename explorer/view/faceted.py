"""What the facets of a list read of each thing, from the rows that were written with its graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from explorer.view.lists import DOCUMENT, ListOf
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
    parts = tables.listed.parts
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


class Apart(NamedTuple):
    """What the columns of a list do not say of its things."""

    known: dict[str, Known | None]
    """Things of which several graphs speak; none: the whole graph must be asked."""
    documents: dict[str, tuple[str, ...]]
    """Documents that speak of things, where others than the one that states them do."""


def known_apart(view: GraphView, cls: str) -> Apart:
    """Return what is known of the things of a class beside what its list says."""
    tables = tables_of(view)
    listed, parts = tables.listed.of(cls), tables.listed.parts
    documents = _documents_of(view, listed)
    marked = tables.once("marked", lambda: _marked(view))
    apart = {*listed.again, *(parts.keys() & listed.places.keys())}
    known: dict[str, Known | None] = dict.fromkeys(marked & listed.places.keys())
    column = listed.columns[DOCUMENT]
    stating = {code for code, document in enumerate(column.texts) if document in marked}
    if stating:
        codes = column.codes.tolist()
        known.update((i, None) for i, c in zip(listed.iris, codes, strict=True) if c in stating)
    wanted = apart - known.keys()
    for iri, rows in listed.facts_of(wanted & listed.again).items():
        facts = _joined_texts(cls, (*parts.get(iri, ()), *(text for _, text in rows)))
        known[iri] = _known(documents, iri, {document for document, _ in rows}, facts)
    joined: dict[tuple[str, ...], Facts | None] = {}
    for iri, (document, text) in listed.facts_once(wanted - listed.again):
        texts = (*parts[iri], text)
        if texts not in joined:
            joined[texts] = _joined_texts(cls, texts)
        known[iri] = _known(documents, iri, {document}, joined[texts])
    return Apart(known, documents)


def _joined_texts(cls: str, texts: Sequence[str]) -> Facts | None:
    return None if cls in WORK else _joined([facts_of_row(text) for text in texts])


def _known(
    documents: Mapping[str, tuple[str, ...]], iri: str, stating: set[str], facts: Facts | None
) -> Known | None:
    if facts is None:
        return None
    return Known(documents.get(iri) or tuple(sorted(stating - {""})), facts)


def _documents_of(view: GraphView, listed: ListOf) -> dict[str, tuple[str, ...]]:
    elsewhere: dict[str, set[str]] = {}
    documents = set(view.documents)
    for document, iri in view.whole.spoken_elsewhere():
        if iri in listed.places and document in documents:
            elsewhere.setdefault(iri, set()).add(document)
    column = listed.columns[DOCUMENT]
    codes = column.codes.tolist()
    again = listed.facts_of(listed.again)
    found: dict[str, tuple[str, ...]] = {}
    same: dict[tuple[str, ...], tuple[str, ...]] = {}
    for iri, others in elsewhere.items():
        if iri in again:
            others.update(document for document, _ in again[iri])
        others.add(column.texts[codes[listed.places[iri]]])
        every = tuple(sorted(others & documents))
        found[iri] = same.setdefault(every, every)
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
