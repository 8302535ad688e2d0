"""What a reader signs: the header as shown, and the facts that accepted cards became."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from loaders.desk.cards import Card
from loaders.desk.journal import Action
from loaders.desk.known_again import facts_of_cards, stands_as, with_changes
from loaders.desk.verdicts import DeskCards
from loaders.states.fields import fields_of, given_by

if TYPE_CHECKING:
    pass

__all__ = ["DeskSignatures"]


class DeskSignatures(DeskCards):
    """Signatures by name of choice, each an action of the journal."""

    def sign_header(self, reader: str, on: date | None = None) -> Action | None:
        """Sign the fields of the header, which the reader was shown; none without facts yet.

        The header of drafts is signed when its first fact is accepted.
        """
        with self.lock:
            if not self.facts_text() or not reader:
                return None
            case = self._case(self.facts())
            if case is None:
                return None
            claims = [claim for claim in fields_of(case) if claim.fact == self.document]
            before = self.journal.text(self.signatures_path)
            signatures = self.signatures()
            signatures.sign(claims, reader, "read", (on or date.today()).isoformat())
            texts = {self.signatures_path: (before, signatures.text())}
            return self.journal.act("sign", texts, {"facts": [self.document]})

    def sign_accepted(self, action: Action, on: date | None = None) -> Action | None:
        """Sign what an action accepted; a second action that is undone with the first.

        Apart from :meth:`accept`, since it reads the whole file again: the reader need not wait.
        """
        with self.lock:
            if action in self._unsigned:
                self._unsigned.remove(action)
            elif "signs" in action.details:
                return None  # another thread, or an undo, was faster
            signs = set(action.details.get("signs", ()))
            reader = str(action.details.get("reader", ""))
            if not signs or not reader or action.undone:
                return None
            to = action.details.get("to", {})
            known = [card for card in self._views.cards if card.id in signs]
            cards = [with_changes(card, to) for card in known]
            how: Literal["read", "group"] = "group" if action.details.get("group") else "read"
            on = on or date.today()
            return self._sign_facts(cards, reader, how, on, {"with": action.number})

    def sign_cards(self, cards: Sequence[str], reader: str, on: date) -> Action | None:
        """Sign what was accepted before without a name, where it stands as it was accepted.

        Returns:
            The action; none where nothing is left to sign.
        """
        with self.lock:
            to: dict[str, Any] = {}
            for action in self.journal.actions.values():
                if not action.undone:
                    to.update(action.details.get("to", {}))
            opened = self.facts()
            known = [with_changes(card, to) for card in self.cards_of(cards)]
            facts = facts_of_cards(opened, known)
            same = [card for card in known if stands_as(facts[card.id], card)]
            return self._sign_facts(same, reader, "read", on, {"cards": [one.id for one in same]})

    def _sign_facts(
        self,
        cards: list[Card],
        reader: str,
        how: Literal["read", "group"],
        on: date,
        details: dict[str, Any],
    ) -> Action | None:
        opened = self.facts()
        case = self._case(opened)
        if case is None:
            return None
        unsure: dict[str, set[str]] = {}
        by_id = {card.id: card for card in cards}
        for identity, facts in facts_of_cards(opened, cards).items():
            for fact in facts:
                unsure.setdefault(fact.key, set()).update(by_id[identity].open)
        claims = [claim for claim in fields_of(case) if claim.fact in unsure]
        if how == "group":  # what the drafters left open needs more than a glance at a list
            claims = [
                one for one in claims if not unsure[one.fact].intersection(given_by(one.field))
            ]
        before = self.journal.text(self.signatures_path)
        signatures = self.signatures()
        claims = [
            claim for claim in claims
            if not any(
                mark.reader.name == reader and mark.how in (how, "read")
                for mark in signatures.holding(claim)
            )
        ]  # fmt: skip
        if not claims:
            return None
        signatures.sign(claims, reader, how, on.isoformat())
        return self.journal.act(
            "sign", {self.signatures_path: (before, signatures.text())},
            {**details, "facts": sorted({claim.fact for claim in claims})},
        )  # fmt: skip
