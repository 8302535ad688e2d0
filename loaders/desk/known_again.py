"""Which facts of a file the record of a card has become: known again by words and fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from loaders.desk.cards import Card
from loaders.desk.opened import Opened, plain
from loaders.yaml.reader import Map

if TYPE_CHECKING:
    from loaders.facts.model import Fact

__all__ = ["differences", "facts_of", "facts_of_cards", "part_at", "stands_as", "with_changes"]

Span = tuple[int, int]


def part_at(opened: Opened, span: Span) -> Map | None:
    """Return the part whose heading stands at a place of the text."""
    return next(
        (f.node for f in opened.document.facts if opened.spans.get(id(f.node)) == span
         and id(f.node) in opened.extents), None,
    )  # fmt: skip


def differences(node: Map, record: dict[str, Any], changed: frozenset[str]) -> dict[str, Any]:
    """Return what a reader's changes make of a part that stands already."""
    kind, name = next(iter(record.items()))
    told = {**record, "name": name, "kind": kind}
    return {key: told.get(key) for key in changed if told.get(key) != node.get(key)}


def _updated(record: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**record, **changes}
    return {key: value for key, value in merged.items() if value is not None}


def with_changes(card: Card, to: Mapping[str, Mapping[str, Any]]) -> Card:
    """Return a card with the record that the reader made of it."""
    return replace(card, record=_updated(card.record, to[card.id])) if card.id in to else card


def facts_of(opened: Opened, card: Card) -> list[Fact]:
    """Return the facts that a card's record became in the facts file."""
    return facts_of_cards(opened, [card])[card.id]


def facts_of_cards(opened: Opened, cards: Sequence[Card]) -> dict[str, list[Fact]]:
    """Return the facts of many cards: id → facts."""
    by_span: dict[Span, list[Fact]] = {}
    for fact in opened.document.facts:
        for span in _spans_of(opened, fact):
            by_span.setdefault(span, []).append(fact)
    found = {}
    for card in cards:
        here = [fact for fact in by_span.get(card.span, ()) if _is_of(opened, fact, card)]
        # equal observations are one fact, which rests on the first words
        found[card.id] = here or [f for f in opened.document.facts if _is_of(opened, f, card)]
    return found


def _spans_of(opened: Opened, fact: Fact) -> set[Span]:
    """Return the spans of the words that a fact rests on; equal records stand elsewhere too."""
    spans = {opened.spans[id(fact.node)]} if id(fact.node) in opened.spans else set()
    if opened.evidence is not None:
        located = (opened.evidence.of(use) for use in fact.quotes)
        spans |= {(one.start, one.end) for one in located if one is not None}
    return spans


def _is_of(opened: Opened, fact: Fact, card: Card) -> bool:
    if card.list == "body":
        return opened.spans.get(id(fact.node)) == card.span
    return _same(plain(fact.node), card.record)


def stands_as(facts: Iterable[Fact], card: Card) -> bool:
    """Tell whether a card's record stands in the facts exactly as it was accepted."""
    return any(
        all(node.get(key) == value for key, value in card.record.items())
        for node in (plain(fact.node) for fact in facts)
    )


def _same(node: dict[str, Any], record: dict[str, Any]) -> bool:
    told = [key for key in _TELLING if key in record]
    return bool(told) and all(node.get(key) == record[key] for key in told)


_TELLING: Final = (
    "name", "title", "value", "growth", "person", "post", "subject", "relation", "object", "kind",
    "id", "role", "names",
)  # fmt: skip
"""Keys by which a record is known again in the file that it was written to."""
