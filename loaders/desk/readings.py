"""A second reading of a document beside its facts: what differs, settled one by one.

Each difference is shown with both values and the words that each rests on.  What is taken of the
second reading is written into the facts as one action of the journal, as a card is; what both say
may be signed as a group, and then only what was shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, Literal, cast

from loaders.agreement.compare import RECORD, Comparison, Item, compare_readings
from loaders.agreement.kept import is_kept, read_kept
from loaders.agreement.model import FieldValue, Unit
from loaders.agreement.reading import CannotCompare, Shelf, read_facts
from loaders.agreement.signing import claim_names, claims_of_items
from loaders.desk.accepting import DeskVerdicts
from loaders.desk.cards import Card, cards_of
from loaders.desk.changing import change_record, remove_record
from loaders.desk.files import NotAtDesk
from loaders.desk.journal import Action
from loaders.desk.known_again import facts_of_cards
from loaders.desk.opened import Opened, open_text, plain
from loaders.desk.placing import NewPart, place_fact, place_part
from loaders.states.fields import fields_of
from loaders.yaml.reader import Map
from ontology.files import write_whole

__all__ = ["CHOICES", "Choice", "Compared", "DeskReadings", "Difference", "Side"]

Choice = Literal["left", "right", "open", "postponed"]
CHOICES: Final[tuple[Choice, ...]] = ("left", "right", "open", "postponed")
Span = tuple[int, int]
Subject = Item | tuple[Unit | None, Unit | None]
"""A field of two records, or a record that one of the readings does not have."""
MOST_BYTES: Final = 8 << 20
_NAME: Final = re.compile(r"[^/\\\x00]{1,100}\.ya?ml", re.IGNORECASE)
_AMOUNT: Final = ("value", "growth", "investment", "number", "unit", "bound", "baseline")
_WITHIN: Final = ("growth", "investment")
"""Kinds of records that are a key of another record, which stays when they go."""
_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "value": _AMOUNT,
    "number": _AMOUNT,
    "unit": _AMOUNT,
    "bound": _AMOUNT,
    "baseline": _AMOUNT,
    "period": ("period", "by", "deadline"),
    "name": ("name", "is", "indicator"),
    "part-number": ("number",),
    "document-number": ("number",),
    "kind": ("kind", "relation"),
}
"""Field that is compared → the keys of the file that say it; by default the one of its name."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one reading says at a difference."""

    record: str
    """Key of its record; empty where it has none."""
    value: str
    """For people; empty where the field is not given."""
    spans: tuple[Span, ...]
    """The words that the record rests on."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which the readings differ, or a record that only one of them has."""

    id: str
    kind: str
    field: str
    """``record`` where the kinds differ, ``only`` where a record stands in one reading alone."""
    title: str
    left: Side
    right: Side
    fields: tuple[tuple[str, str], ...]
    """Of a record that stands alone: its fields and values."""
    takes_right: bool
    """Whether the second reading's side can be written here."""
    settled: str
    """What was decided: empty, ``left``, ``open`` or ``postponed``."""


@dataclass(slots=True)
class Compared:
    """The facts of a document compared with a second reading."""

    name: str
    comparison: Comparison
    differences: list[Difference]
    second: Opened | None
    """The second reading as a file; none where only its wordless form is kept, or it is broken."""
    problems: int
    """How many problems the second reading has."""
    cards: dict[str, Card] = field(default_factory=dict)
    """Key of a record of the second reading → the card that can be written here."""
    subjects: dict[str, Subject] = field(default_factory=dict)
    """Id of a difference → what it is about."""


class DeskReadings(DeskVerdicts):
    """Two readings of a document, settled."""

    _compared: tuple[tuple[Any, ...], Compared] | None = None

    def readings(self) -> list[str]:
        """Return the second readings at hand, by their paths in the workspace."""
        root = self.workspace.root
        places = (
            (self._dropped, ("*.yaml", "*.yml")),
            (root / "readings" / self.document, ("*.yaml", "*.yml", "*.txt")),
            (root / "drafts" / self.document, ("*.yaml", "*.yml")),
            (root / "drafts", (f"{self.document}.yaml",)),
        )
        found = [
            path
            for folder, patterns in places
            for pattern in patterns
            for path in sorted(folder.glob(pattern))
        ]
        return [
            path.relative_to(root).as_posix()
            for path in found
            if path.is_file() and not path.is_symlink()
        ]

    @property
    def _dropped(self) -> Path:
        return self.workspace.root / ".policykg" / "desk" / "readings" / self.document

    def keep_reading(self, name: str, data: bytes) -> str:
        """Keep a second reading that was dropped into the page; return its path.

        It holds words of the text, so it lies beside the journal and not in the repository.

        Raises:
            NotAtDesk: it is no facts file of this document.
        """
        last = re.split(r"[/\\]", name)[-1].lstrip(".")
        if not _NAME.fullmatch(last):
            raise NotAtDesk("a reading is a file .yaml", "阅读须为 .yaml 文件")
        if len(data) > MOST_BYTES:
            raise NotAtDesk("the file is larger than 8 MB", "文件超过 8 MB")
        path = self._dropped / last
        before = path.read_bytes() if path.is_file() and not path.is_symlink() else None
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
        kept = path.relative_to(self.workspace.root).as_posix()
        try:
            with self.lock:
                self.compared(kept)
        except NotAtDesk:
            if before is None:
                path.unlink()
            else:
                write_whole(path, before)
            raise
        return kept

    def compared(self, name: str) -> Compared:
        """Compare the facts with a second reading.

        Args:
            name: One of :meth:`readings`.

        Raises:
            NotAtDesk: there is no such reading, there are no facts, or they cannot be compared.
        """
        with self.lock:
            self.journal.refresh()
            if name not in self.readings():
                raise NotAtDesk(f"no reading {name[:80]}", f"没有阅读 {name[:80]}")
            if not self.facts_text():
                raise NotAtDesk(
                    "there are no facts yet to compare with: accept cards first",
                    "尚无可比较的事实:请先采纳卡片",
                )
            path = self.workspace.root / name
            state = path.stat()
            key = name, state.st_mtime_ns, state.st_size, self.facts_text(), id(self.authority())
            if self._compared is None or self._compared[0] != key:
                self._compared = key, self._compare(name, path)
            found = self._compared[1]
            given = self._settled(name)
            found.differences = [
                replace(one, settled=given.get(one.id, "")) for one in found.differences
            ]
            return found

    def _compare(self, name: str, path: Path) -> Compared:
        shelf = Shelf(self.workspace)
        try:
            mine = read_facts(self.workspace.root / self.facts_path, shelf, "facts", "person")
            theirs = (
                read_kept(path, shelf) if is_kept(path)
                else read_facts(path, shelf, path.stem, "person")
            )  # fmt: skip
        except CannotCompare as error:
            first = next(iter(error.problems), None)
            more = (f": {first.at} {first.en}", f":{first.at} {first.zh}") if first else ("", "")
            raise NotAtDesk(error.en + more[0], error.zh + more[1]) from None
        if mine.reading.source_sha256 != theirs.reading.source_sha256:
            raise NotAtDesk(
                f"this is a reading of {theirs.reading.document}, not of {self.document}",
                f"这是 {theirs.reading.document} 的阅读,不是 {self.document} 的",
            )
        comparison = compare_readings(mine.reading, theirs.reading)
        second = None if is_kept(path) else self._second(path, name)
        out = Compared(name, comparison, [], second, len(theirs.reading.problems))
        if second is not None:
            out.cards = _cards_by_key(second)
        subjects: list[Subject] = [*filter(_counts, comparison.differences), *_alone(comparison)]
        for subject in subjects:
            one = self._difference(subject, out)
            out.subjects[one.id] = subject
            out.differences.append(one)
        out.differences.sort(key=_order)
        return out

    def _second(self, path: Path, name: str) -> Opened | None:
        text = path.read_text("utf-8", errors="replace")
        evidence = self.facts().evidence
        opened = open_text(text, name, self.authority(), evidence.source if evidence else None)
        return opened if isinstance(opened, Opened) else None

    def _difference(self, subject: Subject, of: Compared) -> Difference:
        takes = self._takes(subject, of)
        rows: tuple[tuple[str, str], ...] = ()
        if isinstance(subject, Item):
            values = subject.values
            sides = [_side(unit, value) for unit, value in
                     zip((subject.first, subject.second), values, strict=True)]  # fmt: skip
            title = _title(subject.first)
            name, kind = subject.field, subject.kind
        else:
            unit = cast(Unit, subject[0] or subject[1])
            sides = [_side(one, None) for one in subject]
            title, name, kind, rows = _title(unit), "only", unit.kind, _rows(unit)
        told = repr((name, kind, [(one.record, one.value, one.spans) for one in sides], rows))
        identity = sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return Difference(identity, kind, name, title, sides[0], sides[1], rows, takes, "")

    def _settled(self, name: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for action in self.journal.actions.values():
            if not action.undone and action.details.get("reading") == name:
                found[str(action.details.get("difference", ""))] = str(action.details["settled"])
        return found

    # -- settling --------------------------------------------------------------------------

    def settle(
        self, name: str, identity: str, choice: Choice, reader: str = "", on: date | None = None
    ) -> list[Action]:
        """Decide a difference.

        Args:
            name: The second reading.
            identity: Of the difference.
            choice: ``left``: the facts stay; ``right``: they say what the second reading says;
                ``open``: both stay open; ``postponed``: later.
            reader: The name to sign under; without one nothing is signed.
            on: The day; default: today.

        Returns:
            What was done: the decision, and its signature, which is undone with it.

        Raises:
            NotAtDesk: there is no such difference any more, or it cannot be taken over.
            Conflict: the file was changed elsewhere at this place.
        """
        with self.lock:
            found = self.compared(name)
            subject = found.subjects.get(identity)
            if subject is None:
                raise NotAtDesk(
                    "this difference is no longer there: load the page again",
                    "此差异已不存在:请重新载入页面",
                )
            files: dict[str, tuple[str, str]] = {}
            before = self.facts_text()
            if choice == "right":
                text = self._taken(subject, found)
                if text is None:
                    raise NotAtDesk(
                        "this cannot be taken over by itself: it comes from the part or passage "
                        "around the record; change it there",
                        "此项不能单独取用:它来自记录所在的部分或段落,请在该处修改",
                    )
                self._open(text, self.facts_path)  # what cannot be read again is not written
                files[self.facts_path] = before, text
            details = {"reading": name, "difference": identity, "settled": choice, "reader": reader}
            done = [self.journal.act("settle", files, details)]
            if reader and choice in ("left", "right"):
                signed = self._sign_settled(subject, choice, reader, done[0].number, on)
                done += [signed] if signed is not None else []
            return done

    def _takes(self, subject: Subject, of: Compared) -> bool:
        """Tell whether the second reading's side can be written into the facts."""
        if isinstance(subject, Item):
            return bool(self._changes(self.facts(), subject, of)) or self._exchanged(subject, of)
        mine, theirs = subject
        if theirs is not None:
            return theirs.key in of.cards and theirs.kind not in _WITHIN
        node = _own_node(self.facts(), mine) if mine is not None else None
        return node is not None and not node.get("body")

    def _taken(self, subject: Subject, of: Compared) -> str | None:
        """Return the facts with what the second reading says; none where that cannot be done."""
        opened = self.facts()
        if not self._takes(subject, of):
            return None
        if isinstance(subject, Item):
            mine = cast(Map, _own_node(opened, subject.first))
            changes = self._changes(opened, subject, of)
            if changes:
                return change_record(opened, mine, changes)
            left = self._open(remove_record(opened, mine), self.facts_path)
            return _placed(left, of.cards[subject.second.key])
        if subject[1] is not None:
            return _placed(opened, of.cards[subject[1].key])
        unit = cast(Unit, subject[0])
        node = cast(Map, _own_node(opened, unit))
        if unit.kind in _WITHIN:
            return change_record(opened, node, {unit.kind: None})
        return remove_record(opened, node)

    def _exchanged(self, item: Item, of: Compared) -> bool:
        """Tell whether a whole record can stand in the place of another of another list."""
        mine, card = _own_node(self.facts(), item.first), of.cards.get(item.second.key)
        return (
            item.field == RECORD and mine is not None and "body" not in mine
            and card is not None and card.list != "body" and item.first.family != "part"
        )  # fmt: skip

    def _changes(self, opened: Opened, item: Item, of: Compared) -> dict[str, Any]:
        """Return the keys that the second reading's record writes otherwise; empty: none can be."""
        mine = _own_node(opened, item.first)
        theirs = _own_node(of.second, item.second) if of.second is not None else None
        if mine is None or theirs is None or item.field == RECORD:
            return {}
        if item.first.kind != item.second.kind and item.first.family != "part":
            return {}  # first it must be settled what it is
        keys = _KEYS.get(item.field, (item.field,))
        changes = {
            key: plain(theirs[key]) if key in theirs else None
            for key in keys
            if (key in mine or key in theirs) and _differs(mine, theirs, key)
        }
        return {} if "kind" in changes and item.first.family == "part" else changes

    def _sign_settled(
        self,
        subject: Subject,
        choice: Choice,
        reader: str,
        number: int,
        on: date | None,
    ) -> Action | None:
        """Sign the fields that were decided, where they stand now."""
        units = (subject.first, subject.second) if isinstance(subject, Item) else subject
        unit = units[0] if choice == "left" else units[1]
        case = self._case(self.facts())
        if unit is None or case is None:
            return None
        fields = [subject.field] if isinstance(subject, Item) else list(unit.values)
        names = {name for one in fields for name in claim_names(one)}
        keys = {unit.key}
        if units[0] is not None:  # a key may hold the very value that was changed
            at = units[0].at.line, units[0].at.column
            keys |= {
                fact.key for fact in case.document.facts
                if fact.key == units[0].key
                or ((fact.at.line, fact.at.column) == at and fact.kind == unit.kind)
            }  # fmt: skip
        if unit.kind == "document":
            keys.add(self.document)
        claims = [
            claim for claim in fields_of(case)
            if claim.fact in keys and (claim.field in names or claim.name in names)
        ]  # fmt: skip
        if not claims:
            return None
        before, signatures = self.journal.text(self.signatures_path), self.signatures()
        signatures.sign(claims, reader, "settled", (on or date.today()).isoformat())
        files = {self.signatures_path: (before, signatures.text())}
        details = {"with": number, "facts": sorted({claim.fact for claim in claims})}
        return self.journal.act("sign", files, details)

    # -- what both say ---------------------------------------------------------------------

    def agreed(self, name: str) -> list[tuple[Unit, list[Item]]]:
        """Return what both readings say: each record of the facts with its equal fields."""
        rows: dict[str, tuple[Unit, list[Item]]] = {}
        for item in self.compared(name).comparison.items:
            if item.agrees and item.field != RECORD and item.first.kind != "document":
                rows.setdefault(item.first.key, (item.first, []))[1].append(item)
        return list(rows.values())

    def sign_agreed(
        self, name: str, records: Sequence[str], reader: str, on: date | None = None
    ) -> Action | None:
        """Sign, as one group, what both readings say of some records.

        Args:
            name: The second reading.
            records: Keys of the records that were shown with their words; no other is signed.
            reader: The name to sign under.
            on: The day; default: today.

        Raises:
            NotAtDesk: no name was given.
        """
        if not reader:
            raise NotAtDesk("say under which name to sign", "请填写署名")
        with self.lock:
            shown = set(records)
            items = [
                item for unit, items in self.agreed(name) if unit.key in shown for item in items
            ]
            case = self._case(self.facts())
            if case is None:
                raise NotAtDesk("the text is not at hand", "原文不在手边")
            signatures = self.signatures()
            claims = [
                claim for claim in claims_of_items(case, items)
                if not any(mark.reader.name == reader for mark in signatures.holding(claim))
            ]  # fmt: skip
            if not claims:
                return None
            before = self.journal.text(self.signatures_path)
            signatures.sign(claims, reader, "group", (on or date.today()).isoformat())
            files = {self.signatures_path: (before, signatures.text())}
            facts = sorted({claim.fact for claim in claims})
            return self.journal.act("sign", files, {"facts": facts, "agrees": name})


def _counts(item: Item) -> bool:
    """Tell whether a difference is one: a header that only names the document says nothing."""
    return item.first.kind != "document" or item.values[1] is not None


def _alone(comparison: Comparison) -> Iterator[tuple[Unit | None, Unit | None]]:
    """Yield the records that stand in one reading only, each on its side."""
    yield from ((unit, None) for unit in comparison.alone[0] if unit.kind != "document")
    yield from ((None, unit) for unit in comparison.alone[1] if unit.kind != "document")


def _order(one: Difference) -> tuple[int, str, str]:
    spans = one.left.spans or one.right.spans
    return (spans[0][0] if spans else -1, one.left.record or one.right.record, one.field)


def _side(unit: Unit | None, value: FieldValue | None) -> Side:
    if unit is None:
        return Side("", "", ())
    return Side(unit.key, value.shown if value is not None else "", unit.spans)


_NAMING: Final = ("name", "title", "person", "subject", "role", "kind")


def _title(unit: Unit) -> str:
    return next((one.shown for name in _NAMING if (one := unit.values.get(name))), unit.key)


def _rows(unit: Unit) -> tuple[tuple[str, str], ...]:
    return tuple((name, value.shown) for name, value in unit.values.items())


def _own_node(opened: Opened, unit: Unit) -> Map | None:
    """Return the map of a record that is its own, and not one that its part's bracket names."""
    if unit.kind == "document":
        header = opened.tree.get("document")
        return header if isinstance(header, Map) else None
    fact = next((one for one in opened.document.facts if one.key == unit.key), None)
    if fact is None or fact.at.line != unit.at.line:
        return None
    is_part = "kind" in fact.node and fact.node.marks["kind"][0] is fact.node.marks["kind"][1]
    return fact.node if is_part == (unit.family == "part") else None


def _cards_by_key(second: Opened) -> dict[str, Card]:
    """Return the records of a second reading as cards that can be written here."""
    cards = cards_of(second)
    facts = facts_of_cards(second, cards)
    return {fact.key: card for card in reversed(cards) for fact in facts[card.id]}


def _placed(opened: Opened, card: Card) -> str:
    """Return the facts with a card's record where the text has it."""
    new = card.new
    if isinstance(new, NewPart):
        return place_part(opened, replace(new, around=None))
    return place_fact(opened, replace(new, around=None))


def _differs(one: Map, other: Map, key: str) -> bool:
    mine = plain(one[key]) if key in one else None
    return bool(mine != (plain(other[key]) if key in other else None))
