"""The rows of a review judged against the cards: what each asks for, or why it is refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from loaders.desk.cards import Card
from loaders.desk.forms import form_of
from policykg.desk.cells import NoValue, form_record, given, mapping, same, shown
from policykg.desk.columns import Verdict, card_id, header_key, verdict_of
from policykg.desk.refusals import Note, Place, Refusal, refusal
from policykg.desk.review_file import ReviewFile, Row
from policykg.desk.sheet import displayed, other_fields
from policykg.desk.xlsx import MAX_CELL, Cell, letters, units

__all__ = ["Asked", "Judged", "judge"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What one row asks for."""

    card: Card
    verdict: Verdict
    reason: str
    changes: dict[str, Any]
    """Field of the form → new value, none to take it away; only what differs."""
    row: Row

    @property
    def at(self) -> Place:
        """The cell of its verdict."""
        return self.row.place("column", "verdict")


@dataclass(slots=True)
class Judged:
    """What all rows of a file ask for."""

    asked: dict[str, Asked] = field(default_factory=dict)
    """Id of a card → its verdict."""
    refused: list[Refusal] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    blank: int = 0
    """Rows without a verdict."""
    refused_cards: dict[str, Place] = field(default_factory=dict)
    """Cards of rows that were refused."""

    def refuse(self, found: Refusal) -> None:
        """Note a refusal, once a cell and kind."""
        self.refused.append(found)
        if found.card:
            self.refused_cards.setdefault(found.card, found.at)


def judge(file: ReviewFile, cards: Mapping[str, Card], words: Mapping[str, str]) -> Judged:
    """Judge every row of a file.

    Args:
        file: The reviewed file.
        cards: Id → card, as the drafts are now.
        words: Id → the words that the card rests on.
    """
    judged = Judged()
    by_card: dict[str, list[Asked]] = defaultdict(list)
    for row in file.rows:
        asked = _Judge(row, file, cards, words, judged).asked()
        if asked is not None:
            by_card[asked.card.id].append(asked)
    for identity, several in by_card.items():
        _settle(identity, several, judged)
    for identity in judged.refused_cards:
        judged.asked.pop(identity, None)
    return judged


def _settle(identity: str, several: list[Asked], judged: Judged) -> None:
    """Take rows of one card that say the same once, and none of those that do not."""
    first = several[0]
    for other in several[1:]:
        if (other.verdict, other.changes) != (first.verdict, first.changes):
            for one, its in ((first, other), (other, first)):
                place = one.at
                judged.refuse(
                    refusal("verdicts-conflict", place, identity, value=identity, other=its.at)
                )
            return
        judged.notes.append(
            Note(other.at, (f"与 {first.at} 重复,只计一次", f"the same as {first.at}: taken once"))
        )
    judged.asked[identity] = first


class _Refused(Exception):
    """The way out of a judgement."""

    def __init__(self, refused: Refusal) -> None:
        super().__init__(refused.rule)
        self.refusal = refused


@dataclass(slots=True)
class _Judge:
    """One row under judgement."""

    row: Row
    file: ReviewFile
    cards: Mapping[str, Card]
    words: Mapping[str, str]
    judged: Judged
    card: Card | None = None

    def asked(self) -> Asked | None:
        """Return what the row asks for; none where it is blank or was refused."""
        try:
            return self._asked()
        except _Refused as refused:
            self.judged.refuse(refused.refusal)
            return None

    def _asked(self) -> Asked | None:
        row, at = self.row, self.row.place("column", "verdict")
        if row.merged:
            raise self._refused("merged", at, area=row.merged)
        filled = [cell for key, cell in row.cells.items() if key in _FILLED or key[0] == "change"]
        if not filled:
            self.judged.blank += row.cell("id") is not None
            return None
        self._need_sound(filled)
        verdict = verdict_of(row.text("verdict"))
        if row.text("verdict") and verdict is None:
            raise self._refused("verdict-unknown", at, value=row.text("verdict"))
        card = self._known_card()
        self._need_unchanged(card)
        return self._agreed(card, verdict, self._changes(card))

    def _refused(self, kind: str, at: Place, **given: object) -> _Refused:
        identity = self.card.id if self.card else card_id(self.row.text("id")) or ""
        return _Refused(refusal(kind, at, identity, **given))

    def _need_sound(self, filled: list[Cell]) -> None:
        """Refuse cells that hold a formula, an error, or as much as a cell can."""
        identity = self.row.cell("id")
        for cell in [*filled, *([identity] if identity else [])]:
            at = Place(self.row.table.sheet, f"{letters(cell.column)}{cell.row}")
            if cell.kind in ("formula", "error"):
                rule = "formula" if cell.kind == "formula" else "error-cell"
                raise self._refused(rule, at, value=cell.text)
            if units(cell.text) >= MAX_CELL:
                raise self._refused("too-long", at)

    def _known_card(self) -> Card:
        text, at = self.row.text("id"), self.row.place("column", "id")
        identity = card_id(text)
        if identity is None:
            raise self._refused("id-missing", at, value=text)
        card = self.cards.get(identity)
        if card is None:
            raise self._refused("card-gone", at, value=identity)
        self.card = card
        return card

    def _need_unchanged(self, card: Card) -> None:
        """Refuse a row that no longer shows the card: its words, and what is proposed."""
        row, columns = self.row, self.row.table.columns
        empty = Cell(row.number, 0, "")
        if ("column", "words") in columns:
            cell = row.cell("words") or empty
            if not same(displayed(self.words[card.id]), cell):
                raise self._refused("words-differ", row.place("column", "words"), value=card.id)
        record = form_record(card)
        own = [key for what, key in columns if what == "proposed"]
        expected = {("proposed", key): shown(record.get(key)) for key in own}
        if ("column", "rest") in columns:
            expected["column", "rest"] = shown(other_fields(record))
        for (what, key), text in expected.items():
            if not same(displayed(text), row.cells.get((what, key), empty)):
                column = row.table.letter(("change", key) if what == "proposed" else _OTHER)
                raise self._refused(
                    "proposal-edited", row.place(what, key), was=text, column=column
                )

    # -- changes ---------------------------------------------------------------------------

    def _changes(self, card: Card) -> dict[str, Any]:
        """Return the fields that the row changes."""
        forms = {form.key: form for form in form_of(card.list)}
        found: dict[str, Any] = {}
        cells = dict(self.row.fields("change"))
        for key, (cell, at) in self._others(cells).items():
            form = forms.get(key)
            if form is None:
                known = ", ".join(forms)
                raise self._refused("field-unknown", at, field=key, known=known)
            try:
                value, day = given(cell, form, since_1904=self.file.since_1904)
            except NoValue as error:
                raise self._refused(
                    "value-unfit", at, value=cell.text, field=key, zh=error.zh, en=error.en
                ) from None
            if day is not None:
                read = f"{cell.text} 读作 {day}", f"{cell.text} was read as {day}"
                self.judged.notes.append(Note(at, read))
            found[key] = value
        return found

    def _others(self, cells: dict[str, Cell]) -> dict[str, tuple[Cell, Place]]:
        """Return every cell that gives a new value, those of the column for the rest too."""
        row = self.row
        found = {key: (cell, row.place("change", key)) for key, cell in cells.items()}
        rest = row.cell("other")
        if rest is None:
            return found
        at = row.place("column", "other")
        try:
            lines = mapping(rest.text)
        except NoValue as error:
            raise self._refused(
                "value-unfit", at, value=rest.text, field="…", zh=error.zh, en=error.en
            ) from None
        for name, value in lines.items():
            known = header_key(f"change: {name}") or header_key(f"改: {name}")
            key = known[1] if known is not None else name
            if key in found:
                raise self._refused("field-twice", at, field=key)
            found[key] = Cell(rest.row, rest.column, value), at
        return found

    # -- the verdict -----------------------------------------------------------------------

    def _agreed(self, card: Card, verdict: Verdict | None, changes: dict[str, Any]) -> Asked:
        """Return what is asked for, where verdict, reason and changes agree."""
        row = self.row
        reason, at = row.text("reason"), row.place("column", "verdict")
        if verdict is None:
            column = row.table.letter(("column", "verdict"))
            raise self._refused("verdict-missing", at, column=column)
        record = form_record(card)
        differing = {
            key: value for key, value in changes.items() if not _equal(record.get(key), value)
        }
        if verdict == "change" and not differing:
            if not changes:
                raise self._refused("change-empty", at)
            note = "新值与拟议相同:按采纳计", "the new value is the proposed one: taken as accept"
            self.judged.notes.append(Note(at, note))
            verdict = "accept"
        if verdict != "change" and differing:
            first = next(iter(differing))
            cell = row.place("change", first) if ("change", first) in row.cells else at
            raise self._refused("change-unused", cell, value=row.text("verdict"))
        if verdict == "dismiss" and not reason:
            column = row.table.letter(("column", "reason"))
            raise self._refused("reason-missing", row.place("column", "reason"), column=column)
        return Asked(card, verdict, reason, differing if verdict == "change" else {}, row)


_FILLED: Final = frozenset({("column", key) for key in ("verdict", "reason", "other")})
_OTHER: Final = ("column", "other")


def _equal(old: Any, new: Any) -> bool:
    return (shown(old) or None) == (shown(new) or None)
