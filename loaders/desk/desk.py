"""The desk of one document: its drafts as cards, and what a reader's verdicts write.

Accepting a card writes its record into ``facts/<document>.yaml`` at once, as a person would have
written it, and signs its fields under the reader's name.  Every verdict is an action of the
journal: undone and redone, also by the next process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from loaders.desk.changing import change_record, remove_record
from loaders.desk.files import NotAtDesk
from loaders.desk.headers import DeskHeader
from loaders.desk.journal import Action
from loaders.desk.known_again import facts_of
from loaders.desk.naming import DeskNames
from loaders.desk.opened import Opened
from loaders.desk.placing import NewFact, NewPart, place_fact, place_part
from loaders.desk.readings import DeskReadings
from loaders.desk.reports import DeskReport, Report
from loaders.desk.trial import problems_of
from loaders.desk.verdicts import Verdict
from loaders.problems import Problem

if TYPE_CHECKING:
    from loaders.facts.model import Fact

__all__ = ["Desk", "NotAtDesk", "Report", "Verdict", "facts_of"]


class Desk(DeskHeader, DeskReport, DeskNames, DeskReadings):
    """One document under review.  Its methods may be called from any thread."""

    def try_record(self, new: NewFact | NewPart) -> list[Problem]:
        """Return what the rules of records say of a record, before it is written."""
        with self.lock:
            opened = self.facts()
            source = opened.evidence.source if opened.evidence is not None else None
            return problems_of(opened, new, self.authority(), source, self.workspace.base)

    def dismiss(self, cards: Sequence[str], reason: str, reader: str = "") -> Action:
        """Set cards aside, with the reason; they can be brought back."""
        return self._say("dismiss", "dismissed", cards, {"reason": reason, "reader": reader})

    def postpone(self, cards: Sequence[str], reasons: Mapping[str, str] | None = None) -> Action:
        """Leave cards for later; the journal keeps what the reader said to them."""
        more = {"reasons": dict(reasons)} if reasons else {}
        return self._say("postpone", "postponed", cards, more)

    def bring_back(self, cards: Sequence[str]) -> Action:
        """Let cards wait again that were dismissed or postponed."""
        return self._say("bring back", "waiting", cards, {})

    def _say(
        self, what: str, verdict: Verdict, cards: Sequence[str], more: dict[str, Any]
    ) -> Action:
        with self.lock:
            self.cards_of(cards)
            details = {"verdict": verdict, "cards": list(cards), **more}
            return self.journal.act(what, {}, details)

    def add_fact(self, new: NewFact | NewPart, reader: str = "") -> Action:
        """Write a fact that no draft had, from words that the reader selected.

        Raises:
            NotAtDesk: it has just been written, as by a key pressed twice or in another window.
        """
        with self.lock:
            self.journal.refresh()
            details = {"record": _data(new), "reader": reader}
            done = (one for one in reversed(self.journal.actions.values()) if not one.undone)
            last = next(done, None)
            again = last is not None and last.details.get("record") == details["record"]
            if last is not None and last.what == "add" and again:
                raise NotAtDesk("this has just been written", "此项刚刚已写入")
            before, opened = self.facts_text(), self.facts()
            text = _placed(opened, new)
            return self._write("add", before, text, details)

    def change(self, key: str, fields: Mapping[str, Any]) -> Action:
        """Change fields of a record that stands in the facts."""
        with self.lock:
            self.journal.refresh()
            before, opened = self.facts_text(), self.facts()
            text = change_record(opened, self._fact(opened, key).node, fields)
            return self._write("change", before, text, {"fact": key, "changed": sorted(fields)})

    def remove(self, key: str) -> Action:
        """Take a record out of the facts."""
        with self.lock:
            self.journal.refresh()
            before, opened = self.facts_text(), self.facts()
            text = remove_record(opened, self._fact(opened, key).node)
            return self._write("remove", before, text, {"fact": key})

    def _write(self, what: str, before: str, text: str, details: dict[str, Any]) -> Action:
        self.need_readable(text)
        return self.journal.act(what, {self.facts_path: (before, text)}, details)

    def _fact(self, opened: Opened, key: str) -> Fact:
        fact = next((one for one in opened.document.facts if one.key == key), None)
        if fact is None:
            raise NotAtDesk(f"there is no fact {key}", f"没有事实 {key}")
        return fact

    def undo(self) -> list[Action]:
        """Take back the last action, with the signatures that belong to it."""
        with self.lock:
            for waiting in list(self._unsigned):  # a signature made later would end every redo
                self.sign_accepted(waiting)
            done: list[Action] = []
            while (action := self.journal.undo()) is not None:
                done.append(action)
                if "with" not in action.details:
                    break
            return done

    def redo(self) -> list[Action]:
        """Make again what was taken back last."""
        with self.lock:
            done: list[Action] = []
            while (action := self.journal.redo()) is not None:
                done.append(action)
                undone = [one for one in self.journal.actions.values() if one.undone]
                if not undone or "with" not in undone[0].details:
                    break
            return done


def _placed(opened: Opened, new: NewFact | NewPart) -> str:
    return place_part(opened, new) if isinstance(new, NewPart) else place_fact(opened, new)


def _data(new: NewFact | NewPart) -> dict[str, Any]:
    if isinstance(new, NewPart):
        return {"list": "body", "record": new.record, "span": list(new.span)}
    return {"list": new.list, "record": new.record, "passage": new.passage, "span": list(new.span)}
