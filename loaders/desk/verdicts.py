"""The cards of a document, and the verdict on each by what stands in the journal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, cast

from loaders.desk.cards import Card
from loaders.desk.files import DeskFiles, NotAtDesk

__all__ = ["DeskCards", "Verdict"]

Verdict = Literal["accepted", "dismissed", "postponed", "waiting"]


class DeskCards(DeskFiles):
    """The drafts as cards."""

    def cards(self) -> list[tuple[Card, Verdict]]:
        """Return every card with its verdict, in the order of the text."""
        with self.lock:
            if self.drafts() is None:
                return []
            given = self.verdicts()
            return [(card, given.get(card.id, "waiting")) for card in self._views.cards]

    def verdicts(self) -> dict[str, Verdict]:
        """Return the verdict on each card that has one, by what stands in the journal."""
        found: dict[str, Verdict] = {}
        for action in self.journal.actions.values():
            verdict = action.details.get("verdict")
            if action.undone or verdict not in ("accepted", "dismissed", "postponed", "waiting"):
                continue
            for card in action.details.get("cards", ()):
                found[str(card)] = cast(Verdict, verdict)
        return found

    def card(self, identity: str) -> Card:
        """Return one card.

        Raises:
            NotAtDesk: there is none of this id, or the drafts have changed.
        """
        return self.cards_of([identity])[0]

    def cards_of(self, identities: Iterable[str]) -> list[Card]:
        """Return some cards, by one look at the drafts.

        Raises:
            NotAtDesk: there is none of an id, or the drafts have changed.
        """
        self.drafts()
        there = {card.id: card for card in self._views.cards}
        try:
            return [there[identity] for identity in identities]
        except KeyError:
            raise NotAtDesk(
                "this card is no longer among the drafts: load the page again",
                "草稿中已没有这张卡片:请重新载入页面",
            ) from None
