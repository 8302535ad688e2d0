"""The desk of one document: its drafts as cards, and what a reader's verdicts write.

Accepting a card writes its record into ``facts/<document>.yaml`` at once, as a person would have
written it, and signs its fields under the reader's name.  Every verdict is an action of the
journal: undone and redone, also by the next process.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, cast

from loaders.desk.cards import Card, cards_of
from loaders.desk.changing import change_record, remove_record
from loaders.desk.dismissing import with_dismissal
from loaders.desk.identities import Proposal, proposals_for, with_alias, with_record
from loaders.desk.journal import Action, Journal
from loaders.desk.many import place_many
from loaders.desk.opened import Opened, open_text, open_tree, plain
from loaders.desk.placing import NewFact, NewPart, place_fact, place_part
from loaders.desk.trial import problems_of
from loaders.errors import LoadersError
from loaders.evidence.ledgers import read_ledgers
from loaders.evidence.sources import SourceText, load_source
from loaders.problems import Position, Problem
from loaders.resolving.references import resolve_document
from loaders.rules.accounts import account_of
from loaders.rules.base import Case
from loaders.rules.registry import check_case
from loaders.states.fields import fields_of
from loaders.states.signature_file import read_signatures, signatures_file
from loaders.states.signatures import Signatures
from loaders.states.states import states_of
from loaders.yaml.canonical import format_tree, tree_of
from loaders.yaml.parse import parse_document, read_tree, validate
from loaders.yaml.reader import Map
from loaders.yaml.records import AuthorityFile, DocumentHeader

if TYPE_CHECKING:
    from loaders.facts.model import Fact
    from loaders.identity.authority import Authority
    from loaders.workspace import Workspace

__all__ = ["Desk", "NotAtDesk", "Report", "Verdict"]

Verdict = Literal["accepted", "dismissed", "postponed", "waiting"]
Span = tuple[int, int]
Label = dict[str, str]
EMPTY: Final = "body: []\n"


class NotAtDesk(LoadersError):
    """A document or card that this desk does not have, or cannot open."""

    exit_code = 2


@dataclass(slots=True)
class _Views:
    """What was worked out from the files as they were last read."""

    authority: Authority | None = None
    facts_text: str | None = None
    facts: Opened | None = None
    drafts_text: str | None = None
    drafts: Opened | None = None
    cards: list[Card] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Report:
    """What the gate says of a document as it stands."""

    states: dict[str, int]
    """How many fields are proved, signed, inferred, open."""
    unaccounted: list[tuple[int, int, str]]
    """Places of the raw text that no fact carries and no reason dismisses, with their kind."""
    errors: list[Problem]


class Desk:
    """One document under review.  Its methods may be called from any thread."""

    def __init__(
        self, workspace: Workspace, document: str, authority: Callable[[], Authority]
    ) -> None:
        """Open the desk of a document.

        Args:
            workspace: Where its files stand.
            document: Its id.
            authority: Gives the authority files as they are now.
        """
        self.workspace = workspace
        self.document = document
        self.authority = authority
        self.lock = threading.RLock()
        self.journal = Journal(
            workspace.root, workspace.root / ".policykg" / "desk" / f"{document}.jsonl"
        )
        self._views = _Views()
        self._unsigned: list[Action] = []
        """What was accepted and is not signed yet."""
        self._source: tuple[tuple[Any, ...], SourceText | None] | None = None

    # -- files -----------------------------------------------------------------------------

    @property
    def facts_path(self) -> str:
        """The facts file, as the journal names it."""
        return self.workspace.name_of(self.workspace.facts_folder / f"{self.document}.yaml")

    @property
    def drafts_path(self) -> str:
        """The file of drafts."""
        return f"drafts/{self.document}.yaml"

    @property
    def signatures_path(self) -> str:
        """The file of signatures."""
        return self.workspace.name_of(signatures_file(self.workspace, self.document))

    def facts_text(self) -> str:
        """Return the facts file; before the first verdict, the header of the drafts alone."""
        return self.journal.text(self.facts_path)

    def facts(self) -> Opened:
        """Return the facts file, opened; where there is none yet, the drafts' header.

        Raises:
            NotAtDesk: the file cannot be read, or there is neither.
        """
        self._forget_old()
        text = self.facts_text() or self._header_alone()
        if self._views.facts is None or self._views.facts_text != text:
            self._views.facts = self._open(text, self.facts_path)
            self._views.facts_text = text
        return self._views.facts

    def drafts(self) -> Opened | None:
        """Return the file of drafts, opened; none where there is none."""
        self._forget_old()
        text = self.journal.text(self.drafts_path)
        if not text:
            return None
        if self._views.drafts is None or self._views.drafts_text != text:
            self._views.drafts = self._open(text, self.drafts_path)
            self._views.drafts_text = text
            self._views.cards = cards_of(self._views.drafts, self._known_names())
        return self._views.drafts

    def _forget_old(self) -> None:
        """Open files again when the authority files say something else than before."""
        authority = self.authority()
        if self._views.authority is not authority:
            self._views = _Views(authority)

    def _known_names(self) -> frozenset[str]:
        authority = self.authority()
        names: set[str] = set()
        for identity in authority.kinds:
            record = authority.record(identity)
            names.update((record.name.zh, *record.aliases))
        return frozenset(names)

    def _open(self, text: str, name: str) -> Opened:
        parsed = parse_document(text.encode("utf-8"), name)
        if parsed.document is None:
            first = parsed.problems[0]
            raise NotAtDesk(f"{first.at}: {first.en}", f"{first.at}:{first.zh}")
        source = self.source(parsed.document.document)
        opened = open_text(text, name, self.authority(), source)
        if isinstance(opened, list):
            raise NotAtDesk(f"{opened[0].at}: {opened[0].en}", f"{opened[0].at}:{opened[0].zh}")
        return opened

    def source(self, header: DocumentHeader) -> SourceText | None:
        """Return the text of the document, read once for one header."""
        key = (header.source.file, header.source.language, header.ruby, repr(header.readings),
               repr(header.article), header.quotes)  # fmt: skip
        if self._source is None or self._source[0] != key:
            found = load_source(header, self.workspace.source_folders, Position(self.document))
            if isinstance(found, Problem):
                raise NotAtDesk(found.en, found.zh)
            self._source = key, found
        return self._source[1]

    def _header_alone(self) -> str:
        drafts = self.journal.text(self.drafts_path)
        if not drafts:
            raise NotAtDesk(
                f"there are neither facts nor drafts of {self.document}",
                f"{self.document} 既无事实也无草稿",
            )
        parsed = parse_document(drafts.encode("utf-8"), self.drafts_path)
        if parsed.tree is None or "body" not in parsed.tree:
            first = parsed.problems[0]
            raise NotAtDesk(f"{first.at}: {first.en}", f"{first.at}:{first.zh}")
        data = {"document": plain(parsed.tree["document"])}
        return "\n".join([*format_tree(cast(Map, tree_of(data))), EMPTY])

    # -- the header ------------------------------------------------------------------------

    def header(self) -> tuple[dict[str, Any], list[Problem]]:
        """Return the header as it stands, and what keeps the document from being opened."""
        with self.lock:
            path = self._header_path()
            parsed = parse_document(self.journal.text(path).encode("utf-8"), path)
            given = parsed.tree.get("document") if parsed.tree is not None else None
            data = plain(given) if isinstance(given, Map) else {}
            problems = [one for one in parsed.problems if one.severity == "error"]
            place = str(data.get("jurisdiction", ""))
            if parsed.document is not None and not self._knows_place(place, data):
                problems.append(_unknown_place(place, path))
            return data, problems

    def _header_path(self) -> str:
        return self.facts_path if self.facts_text() else self.drafts_path

    def _knows_place(self, name: str, data: dict[str, Any]) -> bool:
        authority = self.authority()
        return name in authority.places or (
            authority.resolve(("place",), name, None, None).id is not None
        )

    def change_header(self, fields: Mapping[str, Any]) -> Action:
        """Change fields of the header: of the facts file, or before there is one, of the drafts.

        Raises:
            NotAtDesk: the file cannot be read, or could not any more.
        """
        with self.lock:
            self.journal.refresh()
            path = self._header_path()
            before = self.journal.text(path)
            try:
                opened = open_tree(before)
                node = opened.tree["document"]
            except (ValueError, KeyError) as error:
                raise NotAtDesk(f"{path} cannot be read: {error}", f"{path} 无法读取") from None
            text = change_record(opened, node, fields)
            parsed = parse_document(text.encode("utf-8"), path)
            if parsed.tree is None:
                first = parsed.problems[0]
                raise NotAtDesk(f"{first.at}: {first.en}", f"{first.at}:{first.zh}")
            return self.journal.act("header", {path: (before, text)}, {"changed": sorted(fields)})

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

    # -- how far it is ---------------------------------------------------------------------

    def report(self) -> Report:
        """Return what the gate says of the facts as they stand: slower than a verdict may be."""
        with self.lock:
            opened = self.facts()
            case = self._case(opened)
            problems = list(opened.problems)
            if case is None:
                return Report({}, [], [one for one in problems if one.severity == "error"])
            assert case.resolved is not None and opened.evidence is not None
            case.omissions = read_ledgers(self.workspace).omissions.get(self.document, ())
            problems += [*opened.evidence.problems, *case.resolved.problems, *check_case(case)[0]]
            counts: Counter[str] = Counter(one.state for one in states_of(case, self.signatures()))
            folded = opened.evidence.source.folded
            left: list[tuple[int, int, str]] = [
                (*folded.span(demand.start, demand.end), demand.kind)
                for demand in account_of(case).unaccounted
            ]
            errors = [one for one in problems if one.severity == "error"]
            return Report(dict(counts), left, errors)

    def dismiss_words(self, span: Span, reason: Label) -> Action:
        """Say why no fact carries some words of the text.

        Raises:
            NotAtDesk: the file of omissions cannot be read.
        """
        with self.lock:
            self.journal.refresh()
            path = self.workspace.name_of(self.workspace.facts_folder / "omissions.yaml")
            before = self.journal.text(path)
            try:
                text = with_dismissal(before, self.document, span, reason)
            except ValueError as error:
                raise NotAtDesk(f"{path}: {error}", f"{path}:{error}") from None
            return self.journal.act("omit", {path: (before, text)}, {"span": list(span)})

    # -- who is who ------------------------------------------------------------------------

    def proposals(self) -> list[Proposal]:
        """Return the authority records that drafts or facts of this document need."""
        with self.lock:
            known = [one for one in (self.drafts(), self.facts()) if one is not None]
            found: dict[tuple[str, str, str], Proposal] = {}
            for opened in known:
                for one in proposals_for(opened.document, self.authority()):
                    found.setdefault((one.section, one.id, one.names[0] if one.names else ""), one)
            return list(found.values())

    def make_identity(self, list_: str, identity: str, record: dict[str, Any]) -> Action:
        """Write a new record into this document's authority file.

        Raises:
            NotAtDesk: the id is taken, or the record is none of its list.
        """
        with self.lock:
            self.journal.refresh()
            folder = self.workspace.facts_folder / "authority"
            path = self.workspace.name_of(folder / f"{self.document}.yaml")
            before = self.journal.text(path)
            if identity in self.authority().kinds:
                raise NotAtDesk(f"{identity} is taken: choose another id", f"{identity} 已被占用")
            try:
                text = with_record(before, list_, identity, record)
            except ValueError as error:
                raise NotAtDesk(f"{path}: {error}", f"{path}:{error}") from None
            tree, problems = read_tree(text.encode("utf-8"), path)
            model, more = validate(AuthorityFile, tree, path) if tree is not None else (None, [])
            if model is None:
                first = [*problems, *more][0]
                raise NotAtDesk(first.en, first.zh)
            return self.journal.act("identity", {path: (before, text)}, {"identity": identity})

    def match_identity(self, identity: str, name: str, reason: Label | None = None) -> Action:
        """Give a known record one more name.

        Raises:
            NotAtDesk: no authority file has the record.
        """
        with self.lock:
            self.journal.refresh()
            for file in self.workspace.authority_files():
                path = self.workspace.name_of(file)
                before = self.journal.text(path)
                try:
                    text = with_alias(before, identity, name, reason)
                except ValueError:
                    continue
                if text is not None:
                    details = {"identity": identity, "name": name}
                    return self.journal.act("identity", {path: (before, text)}, details)
            raise NotAtDesk(f"no record {identity}", f"没有记录 {identity}")

    # -- cards -----------------------------------------------------------------------------

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
        self.drafts()
        for card in self._views.cards:
            if card.id == identity:
                return card
        raise NotAtDesk(
            "this card is no longer among the drafts: load the page again",
            "草稿中已没有这张卡片:请重新载入页面",
        )

    def try_record(self, new: NewFact | NewPart) -> list[Problem]:
        """Return what the rules of records say of a record, before it is written."""
        with self.lock:
            opened = self.facts()
            source = opened.evidence.source if opened.evidence is not None else None
            return problems_of(opened, new, self.authority(), source, self.workspace.base)

    # -- verdicts --------------------------------------------------------------------------

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
            NotAtDesk: a card is not there.
        """
        with self.lock:
            self.journal.refresh()
            before = self.facts_text()
            opened = self.facts()
            wanted = [self.card(identity) for identity in cards]
            to = {one: dict(fields) for one, fields in (each or {}).items() if fields}
            if changes and len(wanted) == 1:
                to[wanted[0].id] = dict(changes)
            to = {one: fields for one, fields in to.items() if one in cards}
            chosen = self._with_parts(opened, [_with_changes(card, to) for card in wanted])
            text = self._written(opened, chosen, to)
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
            if card.list == "body" and _part_at(opened, card.span) is not None:
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
            there = _part_at(found, card.span) if changed else None
            if there is not None:
                text = change_record(found, there, _differences(there, card.record, changed))
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
            cards = [_with_changes(card, to) for card in known]
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
            known = [_with_changes(self.card(one), to) for one in cards]
            facts = _facts_of(opened, known)
            same = [card for card in known if _stands_as(facts[card.id], card)]
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
        keys = {fact.key for facts in _facts_of(opened, cards).values() for fact in facts}
        claims = [claim for claim in fields_of(case) if claim.fact in keys]
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

    def signatures(self) -> Signatures:
        """Return who signed what in this document."""
        return read_signatures(self.workspace, self.document)

    def _case(self, opened: Opened) -> Case | None:
        if opened.evidence is None:
            return None
        folder = opened.evidence.source.folder
        case = Case(opened.document, self.authority(), folder, opened.evidence)
        case.resolved = resolve_document(opened.document, self.authority(), self.workspace.base)
        return case

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
            for identity in cards:
                self.card(identity)
            details = {"verdict": verdict, "cards": list(cards), **more}
            return self.journal.act(what, {}, details)

    def add_fact(self, new: NewFact | NewPart, reader: str = "") -> Action:
        """Write a fact that no draft had, from words that the reader selected."""
        with self.lock:
            self.journal.refresh()
            before, opened = self.facts_text(), self.facts()
            text = _placed(opened, new)
            details = {"record": _data(new), "reader": reader}
            return self.journal.act("add", {self.facts_path: (before, text)}, details)

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
        self._open(text, self.facts_path)  # what cannot be read again is not written
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


def _unknown_place(name: str, path: str) -> Problem:
    return Problem(
        "reference-unknown",
        Position(path),
        f"`jurisdiction: {name}` is no place that is known: choose one, or make its record",
        f"“jurisdiction: {name}”不是已知的地方:请选择,或新建其记录",
        recorded=name,
    )


def _part_at(opened: Opened, span: Span) -> Map | None:
    """Return the part whose heading stands at a place of the text."""
    return next(
        (f.node for f in opened.document.facts if opened.spans.get(id(f.node)) == span
         and id(f.node) in opened.extents), None,
    )  # fmt: skip


def _differences(node: Map, record: dict[str, Any], changed: frozenset[str]) -> dict[str, Any]:
    """Return what a reader's changes make of a part that stands already."""
    kind, name = next(iter(record.items()))
    told = {**record, "name": name, "kind": kind}
    return {key: told.get(key) for key in changed if told.get(key) != node.get(key)}


def _updated(record: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**record, **changes}
    return {key: value for key, value in merged.items() if value is not None}


def _with_changes(card: Card, to: Mapping[str, Mapping[str, Any]]) -> Card:
    """Return a card with the record that the reader made of it."""
    return replace(card, record=_updated(card.record, to[card.id])) if card.id in to else card


def _placed(opened: Opened, new: NewFact | NewPart) -> str:
    return place_part(opened, new) if isinstance(new, NewPart) else place_fact(opened, new)


def _data(new: NewFact | NewPart) -> dict[str, Any]:
    if isinstance(new, NewPart):
        return {"list": "body", "record": new.record, "span": list(new.span)}
    return {"list": new.list, "record": new.record, "passage": new.passage, "span": list(new.span)}


def facts_of(opened: Opened, card: Card) -> list[Fact]:
    """Return the facts that a card's record became in the facts file."""
    return _facts_of(opened, [card])[card.id]


def _facts_of(opened: Opened, cards: Sequence[Card]) -> dict[str, list[Fact]]:
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


def _stands_as(facts: Iterable[Fact], card: Card) -> bool:
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
