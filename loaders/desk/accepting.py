"""Cards accepted: their records written into the facts, with the parts around them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from loaders.desk.cards import Card
from loaders.desk.changing import change_record
from loaders.desk.files import NotAtDesk
from loaders.desk.journal import Action
from loaders.desk.known_again import differences, part_at, with_changes
from loaders.desk.many import place_many
from loaders.desk.opened import Opened
from loaders.desk.signing import DeskSignatures

__all__ = ["DeskVerdicts"]


class DeskVerdicts(DeskSignatures):
    """Cards that become facts."""

    def accept(
        self,
        cards: Sequence[str],
        changes: Mapping[str, Any] | None = None,
        *,
        reader: str = "",
        shown: Iterable[str] = (),
        each: Mapping[str, Mapping[str, Any]] | None = None,
        how: Literal["read", "group"] | None = None,
        reasons: Mapping[str, str] | None = None,
    ) -> Action:
        """Write the records of cards into the facts, and sign them.

        The parts that enclose a record are accepted with it, where the facts do not have them.

        Args:
            cards: Ids of cards.
            changes: Of a single card: YAML key → new value; none takes the key away.
            reader: The name to sign under; without one nothing is signed.
            shown: Ids of the cards whose words the reader saw: of several accepted at once only
                these are signed.
            each: Changes of several cards: id → the same as ``changes``.
            how: How they are signed; by default several cards at once are signed as a group.
            reasons: What the reader said to cards: id → words; the journal keeps them.

        Raises:
            Conflict: the file was changed elsewhere at this place.
            NotAtDesk: a card is not there, or all are accepted already, as from another window.
        """
        with self.lock:
            self.journal.refresh()
            cards = self._not_accepted(cards)
            before = self.facts_text()
            opened = self.facts()
            wanted = self.cards_of(cards)
            to = {one: dict(fields) for one, fields in (each or {}).items() if fields}
            if changes and len(wanted) == 1:
                to[wanted[0].id] = dict(changes)
            to = {one: fields for one, fields in to.items() if one in cards}
            chosen = self._with_parts(opened, [with_changes(card, to) for card in wanted])
            text = self._written(opened, chosen, to)
            if to:  # what the drafts have can be read; what a form gave may not be
                self.need_readable(text)
            seen = set(shown) | ({*cards} if len(cards) == 1 else set())
            own = set(cards)
            details = {
                "verdict": "accepted", "cards": list(cards), "reader": reader,
                "signs": [one for one in cards if one in seen] if reader else [],
                "group": len(cards) > 1 if how is None else how == "group",
                "changed": sorted({key for fields in to.values() for key in fields}),
                "to": to,
                "parts": [card.id for card in chosen if card.id not in own],
                **({"reasons": dict(reasons)} if reasons else {}),
            }  # fmt: skip
            action = self.journal.act("accept", {self.facts_path: (before, text)}, details)
            if details["signs"]:
                self._unsigned.append(action)
            return action

    def _not_accepted(self, cards: Sequence[str]) -> list[str]:
        """Return the cards without those that are accepted: a key pressed twice writes once.

        Parts stay: of one that stands in the facts only what is changed is written.
        """
        given = self.verdicts()
        once = list(dict.fromkeys(cards))
        again = [one for one in once if given.get(one) == "accepted"]
        written = {card.id for card in self.cards_of(again) if card.list != "body"}
        left = [one for one in once if one not in written]
        if cards and not left:
            raise NotAtDesk(
                "this is accepted already, perhaps in another window: load the page again",
                "此项已采纳,可能是在另一窗口:请重新载入页面",
            )
        return left

    def _written(
        self, opened: Opened, cards: list[Card], to: Mapping[str, Mapping[str, Any]]
    ) -> str:
        """Return the facts with the records of cards.

        Of a part that stands already only what the reader changed is written, so that what was
        edited in the file meanwhile stays.
        """
        new: dict[Any, Card] = {}
        standing = []
        for card in cards:
            if card.list == "body" and part_at(opened, card.span) is not None:
                standing.append(card)
            else:  # a part may be there twice: around another card, and by its own
                new[card.span if card.list == "body" else card.id] = card
        text = place_many(
            opened,
            [card.new for card in new.values()],
            lambda now: self._open(now, self.facts_path),
        )
        for card in standing:
            changed = frozenset(to.get(card.id, ()))
            found = opened if text == opened.text else self._open(text, self.facts_path)
            there = part_at(found, card.span) if changed else None
            if there is not None:
                text = change_record(found, there, differences(there, card.record, changed))
        return text

    def _with_parts(self, opened: Opened, cards: list[Card]) -> list[Card]:
        """Put before each card the parts around it that are in the drafts, not in the facts.

        Their own cards go on waiting: the reader has not looked at their lists of bodies yet.
        """
        there = {
            opened.spans[id(fact.node)]
            for fact in opened.document.facts
            if id(fact.node) in opened.extents
        }
        parts = {card.span: card for card in self._views.cards if card.list == "body"}
        given = self.verdicts()
        out: list[Card] = []
        for card in cards:
            for span in reversed(card.around):
                part = parts.get(span)
                if part is not None and span not in there and given.get(part.id) != "dismissed":
                    there.add(span)
                    out.append(part)
            if card.list == "body":
                there.add(card.span)
            out.append(card)
        return out
