"""What the desk's pages ask for: documents, cards, verdicts, forms, what the rules say."""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loaders.desk.cards import TODO, Card, cards_of
from loaders.desk.desk import Desk, NotAtDesk
from loaders.desk.forms import form_of
from loaders.desk.opened import open_text
from loaders.desk.placing import NewFact, NewPart
from loaders.desk.prefill import stands
from loaders.drafting.as_yaml import Frame, as_yaml
from loaders.drafting.drafters import default_drafters, draft_text
from loaders.drafting.files import (
    language_of,
    put_draft,
    read_source,
    under_header,
)
from loaders.drafting.selection import distinct, plain_records, proposals_of
from loaders.drafting.within import person_of
from loaders.identity.loading import load_authority
from loaders.intake.adding import add_files
from loaders.problems import Problem
from loaders.workspace import open_workspace
from policykg.desk.originals import Originals, original_of

if TYPE_CHECKING:
    from loaders.desk.journal import Action
    from loaders.evidence.sources import SourceText
    from loaders.identity.authority import Authority
    from loaders.intake.records import Record
    from loaders.workspace import Workspace

__all__ = ["DeskService", "Words", "changes_of", "with_changes"]

Words = tuple[str, str]
"""Chinese and English."""
_FILE: Final = re.compile(r"[^/\\\x00]{1,200}")
_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,119}", re.ASCII)
MOST_CARDS: Final = 20_000
MOST_PRESENT: Final = 200
"""Visitors that are kept; a browser has one name for all pages of its tab."""
PRESENT_SECONDS: Final = 20.0
"""So long somebody counts as being here after the last sign of life."""


class DeskService:
    """All desks of a workspace; its methods may be called from any thread."""

    def __init__(self, root: Path, sources: Sequence[Path] = ()) -> None:
        self.workspace: Workspace = open_workspace(root, sources)
        self._desks: dict[str, Desk] = {}
        self._authority: tuple[tuple[Any, ...], Authority] | None = None
        self._present: dict[tuple[str, str], tuple[str, float]] = {}
        self._suggested: dict[str, tuple[str, list[Card]]] = {}
        self.originals = Originals(self.workspace)
        self._lock = threading.Lock()

    # -- what there is ---------------------------------------------------------------------

    def documents(self) -> list[str]:
        """Return the ids of documents that have drafts or facts."""
        drafts = (self.workspace.root / "drafts").glob("*.yaml")
        facts = self.workspace.facts_files()
        ids = {path.stem for path in (*drafts, *facts)}
        return sorted(one for one in ids if _ID.fullmatch(one))

    def desk(self, document: str) -> Desk:
        """Return the desk of a document.

        Raises:
            NotAtDesk: there is no such document.
        """
        with self._lock:
            known = self._desks.get(document)
            if known is None:
                if document not in self.documents():
                    raise NotAtDesk(f"no document {document} here", f"此处没有文件 {document}")
                known = self._desks[document] = Desk(self.workspace, document, self.authority)
            return known

    def authority(self) -> Authority:
        """Return the authority files, read anew when one of them changed."""
        files = self.workspace.authority_files()
        key = tuple((str(path), path.stat().st_mtime_ns, path.stat().st_size) for path in files)
        if self._authority is None or self._authority[0] != key:
            named = [(path, self.workspace.name_of(path)) for path in files]
            self._authority = key, load_authority(named)[0]
        return self._authority[1]

    def summary(self, document: str) -> dict[str, Any]:
        """Return how far a document is."""
        try:
            desk = self.desk(document)
            header, problems = desk.header()
            if problems:
                names = names_of(header.get("title"), document)
                return {"id": document, "title": names, "cards": {}, "facts": 0, "error": None,
                        "header": True}  # fmt: skip
            verdicts = Counter(verdict for _, verdict in desk.cards())
            opened = desk.facts()
            title = opened.document.header.title
            facts = len(opened.document.facts)
            names = names_of({"zh": title.zh, "en": title.en}, document)
        except NotAtDesk as error:
            said = {"zh": error.zh, "en": error.en}
            names = {"zh": document, "en": document}
            return {"id": document, "title": names, "cards": {}, "facts": 0, "error": said,
                    "header": False}  # fmt: skip
        return {
            "id": document, "title": names, "facts": facts,
            "cards": dict(verdicts), "error": None, "header": False,
        }  # fmt: skip

    # -- one document ----------------------------------------------------------------------

    def contents(self, document: str) -> dict[str, Any]:
        """Return text, cards and facts of a document, as its page shows them."""
        desk = self.desk(document)
        header, problems = desk.header()
        if problems:
            return self._header_only(document, header, problems)
        opened = desk.facts()
        source = opened.evidence.source if opened.evidence is not None else None
        cards = desk.cards()[:MOST_CARDS]
        return {
            "document": document,
            "text": source.text[source.start : source.end] if source is not None else "",
            "start": source.start if source is not None else 0,
            "cards": [self._shown(card, verdict) for card, verdict in cards],
            "facts": self._facts(desk),
            "history": self.history(desk),
            "absent": source is None,
            "header": header,
            "headerProblems": [],
            "places": self._places(),
            "proposals": [asdict(one) for one in desk.proposals()],
            "bodies": self._bodies(),
            **original_of(self._record(desk)),
        }

    def _record(self, desk: Desk) -> Record | None:
        """Return what ``add`` noted of a document's text."""
        opened = desk.facts()
        if opened.evidence is None:
            return None
        source = opened.evidence.source
        return self.originals.record(source.file, source.sha256)

    def _added(self, document: str) -> Record:
        record = self._record(self.desk(document))
        if record is None:
            raise NotAtDesk(
                "this text was not read from a file by `policykg add`: there is no original",
                "此文本并非由 policykg add 从文件读出:没有原件",
            )
        return record

    def page_image(self, document: str, start: int, end: int) -> bytes:
        """Return the page of the original on which words stand, as PNG, the words marked.

        Raises:
            NotAtDesk: there is no original, or it cannot be drawn.
        """
        record = self._added(document)
        opened = self.desk(document).facts()
        assert opened.evidence is not None
        text = opened.evidence.source.text
        if not (0 <= start < end <= len(text)):
            raise NotAtDesk("the words lie outside of the text", "所指文字不在原文之内")
        return self.originals.image(record, text, start, end)

    def original(self, document: str) -> tuple[Record, Path]:
        """Return the original of a document: what was noted of it, and its path.

        Raises:
            NotAtDesk: there is none.
        """
        record = self._added(document)
        return record, self.originals.file(record)

    def _header_only(
        self, document: str, header: dict[str, Any], problems: list[Problem]
    ) -> dict[str, Any]:
        """Return what is shown of a document whose header is not complete yet: the text and it."""
        name = str(header.get("source", {}).get("file", ""))
        text = next(
            (
                (folder / name).read_text("utf-8", errors="replace")
                for folder in self.workspace.source_folders
                if _FILE.fullmatch(name) and (folder / name).is_file()
            ),
            "",
        )
        return {
            "document": document, "text": text[:200_000], "start": 0, "cards": [], "facts": [],
            "history": self.history(self.desk(document)), "absent": not text, "header": header,
            "headerProblems": [_told(one) for one in problems], "places": self._places(),
            "proposals": [asdict(one) for one in self.desk(document).places_to_make()],
            "bodies": [], **original_of(None),
        }  # fmt: skip

    def _places(self) -> list[dict[str, str]]:
        places = self.authority().places
        return [{"id": one, "zh": place.name.zh} for one, place in sorted(places.items())]

    def _bodies(self) -> list[dict[str, str]]:
        bodies = self.authority().organisations
        return [{"id": one, "zh": body.name.zh} for one, body in sorted(bodies.items())]

    def _shown(self, card: Card, verdict: str) -> dict[str, Any]:
        data = asdict(card)
        data["record"] = _form_record(card.list, card.record)
        return {**data, "title": card.title, "verdict": verdict}

    def facts(self, document: str) -> list[dict[str, Any]]:
        """Return where the facts of a document rest in its text."""
        return self._facts(self.desk(document))

    def _facts(self, desk: Desk) -> list[dict[str, Any]]:
        """Return where the facts that stand already rest in the text."""
        opened = desk.facts()
        found = []
        if opened.evidence is not None:
            for fact in opened.document.facts:
                located = [opened.evidence.of(use) for use in fact.quotes[:1]]
                spans = [[one.start, one.end] for one in located if one is not None]
                name = getattr(fact.record, "name", None) or fact.name or fact.key
                found.append({"key": fact.key, "kind": fact.kind, "name": name, "spans": spans})
        return found

    def history(self, desk: Desk) -> dict[str, Any]:
        """Return what can be undone and redone."""
        standing = [one for one in desk.journal.actions.values() if not one.undone]
        undone = [one for one in desk.journal.actions.values() if one.undone]
        return {
            "number": len(standing),
            "last": max((one.number for one in standing), default=0),
            "undo": standing[-1].what if standing else "",
            "redo": undone[0].what if undone else "",
        }

    def state(self, document: str, who: str, visitor: str) -> dict[str, Any]:
        """Return what changed lately, and who else is here."""
        desk = self.desk(document)
        desk.journal.refresh()
        now = time.monotonic()
        with self._lock:
            self._present = {
                one: here for one, here in self._present.items() if now - here[1] < PRESENT_SECONDS
            }
            self._present.pop((document, visitor), None)
            if len(self._present) < MOST_PRESENT:
                self._present[document, visitor] = who, now
            others = [
                name or "?"
                for (doc, other), (name, _) in self._present.items()
                if doc == document and other != visitor
            ]
        return {
            "history": self.history(desk), "verdicts": desk.verdicts(), "others": sorted(others),
        }  # fmt: skip

    # -- trying and writing ----------------------------------------------------------------

    def tried(self, document: str, card: str, changes: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what the rules say of a card's record with some changes."""
        desk = self.desk(document)
        new = with_changes(desk.card(card), changes)
        return [_told(one) for one in desk.try_record(new)]

    def accept(
        self, document: str, cards: list[str], changes: dict[str, Any], who: str, shown: list[str]
    ) -> Action:
        """Accept cards; with changes, a single one."""
        desk = self.desk(document)
        if changes and len(cards) == 1:
            changes = changes_of(desk.card(cards[0]), changes)
        return desk.accept(cards, changes, reader=who, shown=shown)

    def sign(self, document: str, action: Action) -> None:
        """Sign what was accepted."""
        self.desk(document).sign_accepted(action, date.today())

    def new_fact(self, document: str, data: dict[str, Any], who: str) -> Action:
        """Write a fact of selected words."""
        return self.desk(document).add_fact(self._new(document, data), who)

    def try_new(self, document: str, data: dict[str, Any]) -> list[dict[str, Any]]:
        """Return what the rules say of a fact of selected words."""
        return [_told(one) for one in self.desk(document).try_record(self._new(document, data))]

    def _new(self, document: str, data: dict[str, Any]) -> NewFact | NewPart:
        list_ = str(data["list"])
        start, end = int(data["span"][0]), int(data["span"][1])
        opened = self.desk(document).facts()
        if opened.evidence is None:
            raise NotAtDesk("the text is not at hand", "原文不在手边")
        text = opened.evidence.source.text
        if not (0 <= start < end <= len(text)):
            raise NotAtDesk("the selection lies outside of the text", "所选文字不在原文之内")
        quote = _quote(text, start, end)
        record = _changed(list_, {}, dict(data["record"]))
        if list_ == "body":
            kind, name = next(iter(record.items()))
            rest = {key: value for key, value in record.items() if key != kind}
            return NewPart({kind: name, **quote, **rest}, (start, end))
        form_of(list_)  # KeyError where there is no such list
        return NewFact(list_, record, quote, (start, end))

    def suggest(self, document: str, start: int, end: int) -> list[dict[str, Any]]:
        """Return records that the drafters read in selected words, the nearest fit first."""
        desk = self.desk(document)
        opened = desk.facts()
        if opened.evidence is None:
            return []
        source = opened.evidence.source
        words = source.text[start:end]
        read = self._read(desk, source)
        fitting = [card for card in read if card.span[0] < end and start < card.span[1]]
        fitting.sort(key=lambda card: abs(card.span[0] - start) + abs(card.span[1] - end))
        exact = [card for card in fitting if card.span == (start, end)]
        person = person_of(source.text, start, end)
        near = [
            *([person] if person is not None else []),
            *((card.list, _form_record(card.list, card.record)) for card in exact),
            *proposals_of(words),
            *((card.list, _form_record(card.list, card.record)) for card in fitting[:8]),
        ]
        left = [one for one in distinct(near) if not stands(opened, one, (start, end))]
        return [{"list": list_, "record": record} for list_, record in left[:9]]

    def _read(self, desk: Desk, source: SourceText) -> list[Card]:
        """Return what the drafters read in the whole text: its drafts, or a reading made now."""
        drafts = desk.drafts()
        if drafts is not None and drafts.evidence is not None:
            return [card for card, _ in desk.cards()]
        known = self._suggested.get(desk.document)
        if known is None or known[0] != source.sha256:
            header = desk.facts().document.header
            draft = draft_text(source.text, ("rules",))
            frame = Frame(desk.document, header.source.file, header.source.language)
            text = as_yaml(draft, source.text, frame)
            drafted = open_text(text, desk.drafts_path, self.authority(), source)
            cards = [] if isinstance(drafted, list) else cards_of(drafted)
            known = self._suggested[desk.document] = source.sha256, cards
        return known[1]

    def plain(self, document: str, start: int, end: int) -> dict[str, dict[str, Any]]:
        """Return for each list what the form of a fact of selected words begins with."""
        opened = self.desk(document).facts()
        if opened.evidence is None:
            return {}
        return plain_records(opened.evidence.source.text[start:end])

    # -- new documents ---------------------------------------------------------------------

    def add_file(self, name: str, data: bytes) -> str:
        """Take a file into the workspace and draft its facts; return the document's id.

        Args:
            name: As the file is called on the reader's machine; only its last step counts.
            data: Its bytes.

        Raises:
            NotAtDesk: the file is not read; the message says why and what to do.
        """

        plain_name = _safe_name(name)
        with tempfile.TemporaryDirectory(prefix="policykg-") as folder:
            path = Path(folder) / plain_name
            path.write_bytes(data)
            outcome = next(iter(add_files(self.workspace, [path])))
        if isinstance(outcome, Problem):
            raise NotAtDesk(f"{plain_name}: {outcome.en}", f"{plain_name}:{outcome.zh}")
        self._draft(outcome.id)
        return outcome.id

    def _draft(self, document: str) -> None:
        """Draft the facts of a text under its proposed header, where nobody drafted yet."""
        source = self.workspace.root / "sources" / f"{document}.txt"
        target = self.workspace.root / "drafts" / f"{document}.yaml"
        raw = read_source(source)
        frame = Frame(document, source.name, language_of(raw, source.name))
        text = as_yaml(draft_text(raw, tuple(default_drafters())), raw, frame)
        if not target.exists() or under_header(target, text) is not None:
            put_draft(target, text)


def _safe_name(name: str) -> str:
    """Return the last step of a file name, without what a file system would not take."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(ch for ch in last if ch.isprintable() and ch not in '<>:"|?*')[-120:]
    return kept.lstrip(".") or "document"


def _quote(text: str, start: int, end: int) -> dict[str, Any]:
    """Return the quote of selected words, with which of several equal ones is meant."""
    words = text[start:end]
    quote: dict[str, Any] = {"quote": words.strip()}
    at, number = text.find(words), 1
    while 0 <= at < start:
        at, number = text.find(words, at + 1), number + 1
    if text.find(words, text.find(words) + 1) >= 0:
        quote["occurrence"] = str(number)
    return quote


def _form_record(list_: str, record: dict[str, Any]) -> dict[str, Any]:
    """Return a record as a form shows it: a part with ``kind`` and ``name``."""
    if list_ != "body" or not record:
        return record
    kind, name = next(iter(record.items()))
    return {"kind": kind, "name": name, **{k: v for k, v in record.items() if k != kind}}


def _changed(list_: str, record: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """Return a record with what a form changed, as the file writes it.

    Raises:
        NotAtDesk: the form gave what no record of this list has.
    """
    fields = {field.key for field in form_of(list_)} | {"quote", "to", "occurrence", "also", "kind"}
    unknown = sorted(set(changes) - fields)
    if unknown:
        raise NotAtDesk(f"no field {unknown[0][:40]}", f"没有字段 {unknown[0][:40]}")
    merged = {**_form_record(list_, record), **{k: _stripped(v) for k, v in changes.items()}}
    kept = {key: value for key, value in merged.items() if value not in (None, "", [], {})}
    if list_ != "body":
        return kept
    kind, name = str(kept.pop("kind", "measure")), str(kept.pop("name", ""))
    return {kind: name, **kept}


def _stripped(value: Any) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [_stripped(item) for item in value if item not in ("", None)]
    return value


def changes_of(card: Card, changes: dict[str, Any]) -> dict[str, Any]:
    """Return what a form's changes are in the file: YAML key → new value, none: taken away.

    Raises:
        NotAtDesk: the form gave what no record of this list has.
    """
    record = _changed(card.list, card.record, changes)
    keys = dict.fromkeys((*card.record, *record))
    return {key: record.get(key) for key in keys if record.get(key) != card.record.get(key)}


def with_changes(card: Card, changes: dict[str, Any]) -> NewFact | NewPart:
    """Return what is to be written of a card with a form's changes.

    Raises:
        NotAtDesk: the form gave what no record of this list has.
    """
    record, new = _changed(card.list, card.record, changes), card.new
    if isinstance(new, NewPart):
        return NewPart(record, new.span, new.around)
    return NewFact(new.list, record, new.passage, new.span, new.around)


def names_of(title: Any, document: str) -> dict[str, str]:
    """Return a title in both languages: the Chinese where there is no English yet, or the id."""
    given = title if isinstance(title, dict) else {}
    there = {key: str(one) for key, one in given.items() if one and one != TODO}
    zh = there.get("zh") or there.get("en") or document
    return {"zh": zh, "en": there.get("en") or zh}


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "rule": problem.rule, "severity": problem.severity, "zh": problem.zh, "en": problem.en,
    }  # fmt: skip
