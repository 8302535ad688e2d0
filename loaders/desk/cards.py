"""Drafts as cards: one bracket one card, one record one card, like cards together.

A card is a record of a file of drafts with the words that it rests on.  Cards that differ only
in their words and values are of one *pattern*: a reader may accept them at once, after she saw
each of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final

from loaders.desk.opened import Opened, plain
from loaders.desk.placing import NewFact, NewPart
from loaders.drafting.reasons import differs
from loaders.yaml.reader import Map
from loaders.yaml.records import FACT_LISTS

__all__ = ["TODO", "Card", "cards_of"]

Span = tuple[int, int]
TODO: Final = "TODO"
_OPEN: Final = re.compile(r"#\s*open\s*:\s*(.+?)\s*$")
_LIKE: Final = ("kind", "relation", "role", "status", "level", "group")
"""Keys whose values are the same in all cards of a pattern."""


@dataclass(slots=True)
class Card:
    """One drafted record as a reader sees it."""

    id: str
    """Stable as long as the record and its words are the same."""
    list: str
    """The list that the record goes into; ``parts`` of the body itself is ``body``."""
    record: dict[str, Any]
    passage: dict[str, Any]
    """The quote of the passage; empty for a part, which has its own."""
    span: Span
    around: tuple[Span, ...] = ()
    """Headings of the enclosing parts in the drafts, the innermost first."""
    open: dict[str, str] = field(default_factory=dict)
    """YAML key → why the drafters were not sure of it."""
    pattern: str = ""
    rank: int = 2
    """0: the drafters disagree; 1: something of it is new; 2: the rest."""

    @property
    def new(self) -> NewFact | NewPart:
        """What is to be written when the card is accepted."""
        if self.list == "body":
            return NewPart(self.record, self.span, self.around)
        return NewFact(self.list, self.record, self.passage, self.span, self.around)

    @property
    def title(self) -> str:
        """The words by which it is shown."""
        names = ("name", "title", "person", "subject", "role")
        if self.list == "body":
            return str(next(iter(self.record.values())))
        return next((str(self.record[name]) for name in names if name in self.record), self.list)


def cards_of(drafts: Opened, known: frozenset[str] = frozenset()) -> list[Card]:
    """Return the records of a file of drafts as cards, in the order of the text.

    Args:
        drafts: The file; its source must be at hand, since a card shows words.
        known: Names that the authority files and the facts know; a card with another is new.
    """
    cards = list(_cards(drafts, drafts.text.split("\n"), drafts.body, ()))
    seen: Counter[str] = Counter()
    for card in cards:
        seen[card.id] += 1
        if seen[card.id] > 1:  # the same words twice at one place: each is a card
            card.id = f"{card.id}-{seen[card.id]}"
        card.rank = _rank(card, known)
    return cards


def _cards(drafts: Opened, lines: list[str], body: Any, around: tuple[Span, ...]) -> Iterator[Card]:
    for item in body:
        span = drafts.spans.get(id(item))
        if span is None:
            continue  # a quote that the text does not have is told by `check`, and is no card
        if "name" in item:
            record = _stated(plain(item))
            record.pop("body", None)
            yield _card("body", record, {}, span, around, _open_fields(item, lines))
            yield from _cards(drafts, lines, item.get("body") or [], (span, *around))
            continue
        whole = plain(item)
        passage = {key: value for key, value in whole.items() if key not in FACT_LISTS}
        for name in FACT_LISTS:
            for node, record in zip(item.get(name) or [], whole.get(name) or [], strict=True):
                yield _card(name, _stated(record), passage, span, around, _open_fields(node, lines))


def _stated(value: Any) -> Any:
    """Return a drafted record, and all in it, without the marks of what is still to be said."""
    if isinstance(value, dict):
        return {key: _stated(one) for key, one in value.items() if one != TODO}
    return [_stated(one) for one in value] if isinstance(value, list) else value


def _card(
    list_: str,
    record: dict[str, Any],
    passage: dict[str, Any],
    span: Span,
    around: tuple[Span, ...],
    open_: dict[str, str],
) -> Card:
    told = repr((list_, sorted(record.items(), key=lambda item: item[0]), span))
    identity = sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    shape = [list_, *sorted(open_.values())]
    shape += [f"{key}={record[key]}" for key in _LIKE if key in record]
    if list_ == "body":
        shape.append(next(iter(record)))
    pattern = sha256("\n".join(map(str, shape)).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return Card(identity, list_, record, passage, span, around, open_, pattern)


def _open_fields(node: Any, lines: list[str]) -> dict[str, str]:
    """Read the reasons that stand as comments behind the fields of a draft."""
    found: dict[str, str] = {}
    if not isinstance(node, Map):
        return found
    for key, marks in node.marks.items():
        match = _OPEN.search(lines[marks[0].line])
        if match is not None:
            found[key] = match[1]
    return found


def _rank(card: Card, known: frozenset[str]) -> int:
    if any(differs(reason) for reason in card.open.values()):
        return 0
    names = [str(card.record[key]) for key in ("name", "person") if key in card.record]
    return 1 if card.open or any(name not in known for name in names) else 2
