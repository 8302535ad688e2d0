"""A review taken back: the verdicts of a spreadsheet through the same gate as those of the desk."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loaders.desk.desk import NotAtDesk
from loaders.errors import LoadersError
from policykg.desk.places import Places, is_place, unknown_place
from policykg.desk.refusals import Note, Place, Refusal, refusal
from policykg.desk.review_file import NoReview, ReviewFile, read_review
from policykg.desk.review_rows import Asked, Judged, judge
from policykg.desk.service import changes_of, with_changes
from policykg.desk.sheet import digest_of
from policykg.desk.titles import Titles, is_title

if TYPE_CHECKING:
    from loaders.desk.cards import Card
    from loaders.desk.desk import Desk
    from loaders.desk.journal import Action
    from policykg.desk.service import DeskService

__all__ = ["Outcome", "take_review"]


@dataclass(slots=True)
class Outcome:
    """What came of a review."""

    document: str
    dry_run: bool
    older: bool = False
    """Whether the drafts were changed after the file was written."""
    accepted: list[str] = field(default_factory=list)
    """Ids of cards, also in what follows."""
    changed: list[str] = field(default_factory=list)
    dismissed: list[str] = field(default_factory=list)
    postponed: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    """Their verdict stood already."""
    parts: list[str] = field(default_factory=list)
    """Parts that were accepted with what stands under them, unsigned."""
    titles: list[str] = field(default_factory=list)
    """Languages in which the document's title was changed."""
    places: list[str] = field(default_factory=list)
    """Ids of places that were made, in the order of their making."""
    blank: int = 0
    signed: int = 0
    """Facts that were signed."""
    actions: list[int] = field(default_factory=list)
    """Numbers of the journal's actions; each is undone by itself."""
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        names = ("document", "dry_run", "older", "accepted", "changed", "dismissed", "postponed",
                 "already", "parts", "titles", "places", "blank", "signed", "actions")  # fmt: skip
        notes = [
            {"sheet": note.at.sheet, "cell": note.at.cell, "zh": note.words[0], "en": note.words[1]}
            for note in self.notes
        ]
        return {**{name: getattr(self, name) for name in names}, "notes": notes,
                "refused": [one.as_data() for one in self.refused]}  # fmt: skip


def take_review(
    service: DeskService,
    path: Path,
    *,
    reader: str = "",
    document: str = "",
    dry_run: bool = False,
) -> Outcome:
    """Take the verdicts of a reviewed file.

    Rows that are refused are told and leave everything as it is; the others are taken.  Taking
    the same file again changes nothing.

    Args:
        service: The desks of the workspace.
        path: The file.
        reader: The name to sign under; without one nothing is signed.
        document: Its document, where the file does not say so any more.
        dry_run: Judge every row and write nothing.

    Raises:
        NoReview: the file is none, or of another document.
        NotReadable: it cannot be read.
        NotAtDesk: there is no such document, or its text is not at hand.
        SignatureRefused: the name is none to sign with.
        OSError: a file cannot be read or written; what was taken before stays.
    """
    file = read_review(path)
    desk = service.desk(_document(file, path, document))
    if reader:
        desk.signatures().reader(reader)  # refused before anything is written
    desk.journal.refresh()
    before = digest_of(desk.journal.text(desk.drafts_path))
    titles, places = Titles(desk, dry_run), Places(desk, dry_run)
    titles.take([row for row in file.rows if is_title(row)])
    places.take([row for row in file.rows if is_place(row)])
    file.rows = [row for row in file.rows if not (is_place(row) or is_title(row))]
    cards = {card.id: card for card, _ in desk.cards()}
    drafts = desk.drafts()
    if drafts is None or drafts.evidence is None:
        raise NotAtDesk(
            f"there are no drafts of {desk.document}, or its text is not at hand",
            f"{desk.document} 没有草稿,或原文不在手边",
        )
    text = drafts.evidence.source.text
    words = {identity: text[slice(*card.span)] for identity, card in cards.items()}
    judged = judge(file, cards, words)
    _need_place(desk, places, judged)
    outcome = Outcome(desk.document, dry_run, blank=judged.blank + places.blank)
    outcome.titles, outcome.places = titles.made, places.made
    outcome.actions = titles.actions + places.actions
    # The title stands in the drafts until there are facts, and is changed before this is asked.
    outcome.older = bool(file.digest) and file.digest != before
    _Taking(desk, cards, judged, outcome, reader).take()
    outcome.notes = judged.notes
    outcome.refused = [*titles.refused, *places.refused, *_in_order(file, judged.refused)]
    return outcome


def _need_place(desk: Desk, places: Places, judged: Judged) -> None:
    """Refuse what would be written while the document's own place is not known."""
    name = unknown_place(desk)
    if not name or places.settled:
        return
    for one in list(judged.asked.values()):
        if one.verdict in ("accept", "change"):
            judged.refuse(refusal("place-unknown", one.at, one.card.id, value=name))
            judged.asked.pop(one.card.id)


def _document(file: ReviewFile, path: Path, wanted: str) -> str:
    if file.document and wanted and file.document != wanted:
        raise NoReview(
            f"{path} is a review of {file.document}, not of {wanted}: nothing was taken",
            f"{path} 是 {file.document} 的审读表,不是 {wanted} 的:未写入任何内容",
        )
    if not (file.document or wanted):
        raise NoReview(
            f"{path}: the hidden sheet that names its document is gone: say it by --document ID",
            f"{path}:注明文件的隐藏工作表已不在:请用 --document 标识 指明",
        )
    return file.document or wanted


def _in_order(file: ReviewFile, refused: list[Refusal]) -> list[Refusal]:
    sheets = {row.table.sheet: at for at, row in enumerate(reversed(file.rows))}
    return sorted(
        refused,
        key=lambda one: (
            -sheets.get(one.at.sheet, 0),
            int("".join(filter(str.isdecimal, one.at.cell)) or 0),
        ),
    )


@dataclass(slots=True)
class _Taking:
    """The verdicts on their way into the journal: dismissals first, then the rest."""

    desk: Desk
    cards: dict[str, Card]
    judged: Judged
    outcome: Outcome
    reader: str

    def take(self) -> None:
        order = {identity: at for at, identity in enumerate(self.cards)}
        asked = sorted(self.judged.asked.values(), key=lambda one: order[one.card.id])
        asked = [one for one in asked if not self._stands(one)]
        taken = [one for one in asked if one.verdict in ("accept", "change")]
        taken = [one for one in taken if self._keeps_rules(one)]
        taken = self._under_parts(taken)
        self._set_aside([one for one in asked if one.verdict == "dismiss"])
        self._put_off([one for one in asked if one.verdict == "later"])
        self._accept(taken)
        if self.reader and not self.outcome.dry_run:
            self._sign_earlier()

    # -- what stands already ---------------------------------------------------------------

    def _stands(self, one: Asked) -> bool:
        """Tell whether a verdict stands already, or refuse one that contradicts a fact."""
        now = self.desk.verdicts().get(one.card.id, "waiting")
        if now == "accepted":
            if one.verdict in ("accept", "change") and self._to(one.card) == self._wanted(one):
                self.outcome.already.append(one.card.id)
            else:
                self._refuse("accepted-already", one, value=one.card.id)
            return True
        if (now, one.verdict) in (("dismissed", "dismiss"), ("postponed", "later")):
            self.outcome.already.append(one.card.id)
            return True
        return False

    def _to(self, card: Card) -> dict[str, Any]:
        """Return the changes with which a card was accepted."""
        for action in reversed(self.desk.journal.actions.values()):
            details = action.details
            accepted = not action.undone and details.get("verdict") == "accepted"
            if accepted and card.id in details.get("cards", ()):
                return dict(details.get("to", {}).get(card.id, {}))
        return {}

    def _wanted(self, one: Asked) -> dict[str, Any]:
        return changes_of(one.card, one.changes) if one.changes else {}

    def _refuse(self, kind: str, one: Asked, **given: object) -> None:
        self.judged.refuse(refusal(kind, one.at, one.card.id, **given))

    # -- the gate --------------------------------------------------------------------------

    def _keeps_rules(self, one: Asked) -> bool:
        """Refuse a change that breaks a rule of records which the draft did not break."""
        if not one.changes:
            return True
        before = {
            (problem.rule, problem.severity) for problem in self.desk.try_record(one.card.new)
        }
        for problem in self.desk.try_record(with_changes(one.card, one.changes)):
            if problem.severity == "error" and (problem.rule, "error") not in before:
                self._refuse("rules", one, rule=problem.rule, zh=problem.zh, en=problem.en)
                return False
        return True

    def _under_parts(self, taken: list[Asked]) -> list[Asked]:
        """Refuse what stands under a part whose own row is refused or put off."""
        parts = {card.span: card.id for card in self.cards.values() if card.list == "body"}
        given = self.desk.verdicts()
        kept = []
        for one in taken:
            around = [parts[span] for span in one.card.around if span in parts]
            bad = next((p for p in around if given.get(p) != "accepted" and self._holds(p)), None)
            if bad is None:
                kept.append(one)
                continue
            self._refuse("part-refused", one, other=self._holds(bad))
        return kept

    def _holds(self, part: str) -> Place | None:
        """Return the row that keeps a part from being accepted."""
        refused = self.judged.refused_cards.get(part)
        asked = self.judged.asked.get(part)
        return refused or (asked.at if asked is not None and asked.verdict == "later" else None)

    # -- writing ---------------------------------------------------------------------------

    def _set_aside(self, rows: list[Asked]) -> None:
        """Dismiss cards, those of one reason as one action."""
        by_reason: dict[str, list[str]] = defaultdict(list)
        for one in rows:
            by_reason[one.reason].append(one.card.id)
            self.outcome.dismissed.append(one.card.id)
        for reason, ids in by_reason.items():
            if not self.outcome.dry_run:
                self._note_action(self.desk.dismiss(ids, reason, self.reader))

    def _put_off(self, rows: list[Asked]) -> None:
        ids = [one.card.id for one in rows]
        self.outcome.postponed += ids
        if ids and not self.outcome.dry_run:
            reasons = {one.card.id: one.reason for one in rows if one.reason}
            self._note_action(self.desk.postpone(ids, reasons))

    def _accept(self, rows: list[Asked]) -> None:
        """Accept all as one action; where that cannot be, one by one, and refuse those at fault."""
        if not rows:
            return
        if self.outcome.dry_run:
            self._count(rows)
            return
        try:
            self._accept_group(rows)
        except LoadersError as error:
            if len(rows) == 1:
                self._refuse("not-written", rows[0], zh=error.zh, en=error.en)
                return
            for one in rows:
                self._accept([one])

    def _accept_group(self, rows: list[Asked]) -> None:
        ids = [one.card.id for one in rows]
        action = self.desk.accept(
            ids,
            reader=self.reader,
            shown=ids,
            each={one.card.id: self._wanted(one) for one in rows if one.changes},
            how="read",
            reasons={one.card.id: one.reason for one in rows if one.reason},
        )
        self._count(rows)
        self._note_action(action)
        self.outcome.parts += action.details["parts"]
        self._note_signed(self.desk.sign_accepted(action, date.today()))

    def _count(self, rows: list[Asked]) -> None:
        for one in rows:
            listed = self.outcome.changed if one.changes else self.outcome.accepted
            listed.append(one.card.id)

    def _note_action(self, action: Action) -> None:
        self.outcome.actions.append(action.number)

    def _note_signed(self, action: Action | None) -> None:
        if action is not None:
            self.outcome.actions.append(action.number)
            self.outcome.signed += len(action.details["facts"])

    def _sign_earlier(self) -> None:
        """Sign what this file accepts and was accepted before without a name."""
        given = self.desk.verdicts()
        ids = [
            one
            for one in self.outcome.already
            if given.get(one) == "accepted" and self.judged.asked[one].verdict != "dismiss"
        ]
        if ids:
            self._note_signed(self.desk.sign_cards(ids, self.reader, date.today()))
