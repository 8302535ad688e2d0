"""Curated facts as gold for drafts: a facts file and its text in the form of the full gold.

What curators wrote of a text says what a draft of it should hold: values, targets, policies,
places, bodies, enterprises, projects, recognitions, events and people in posts, each with its
place.  What may be read either way (groups, principles, words that point to a place, names told
inside other facts only) is optional, so that drafting it is neither right nor wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from loaders.checking.document import load_case
from loaders.drafting.measures import SIGNS, number_of, parts_of
from loaders.drafting.text import read_text
from loaders.evidence.sources import SourceText
from loaders.facts.flatten import flatten
from loaders.facts.model import Fact
from loaders.facts.words import anchor_words
from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.languages.folding import Folded
from loaders.rules.base import Case
from loaders.workspace import Workspace
from loaders.yaml.parse import parse_document

__all__ = ["AsGold", "facts_as_gold"]

Json = dict[str, Any]
Span = tuple[int, int]

KINDS: Final = {
    "value": "value", "growth": "value", "target": "target", "investment": "value",
    "policy": "policy", "place": "place", "organisation": "organisation",
    "enterprise": "enterprise", "project": "project", "recognition": "recognition",
    "event": "event", "post": "post",
}  # fmt: skip
"""Kinds of curated facts, with the kind of gold that each of them is."""
_NAMES: Final = {"recognition": "title", "post": "person"}
_ENTITIES: Final = frozenset({"policy", "place", "organisation", "enterprise", "project"})
_POLICIES: Final = frozenset(
    {"plan", "normative-document", "strategy", "programme", "reform", "campaign-activity"}
)
"""Kinds of policies that a draft should hold; principles, slogans and brands it may hold."""
_MENTIONED: Final = {
    "PlaceMention": "place", "Organisation": "organisation", "PolicyMention": "policy",
    "Enterprise": "enterprise", "Project": "project",
}  # fmt: skip
SHORTEST: Final = 5
"""A shorter name of a policy, without marks around it, is a word of the language as well."""
OPTIONAL: Final = ("policy", "place", "organisation", "enterprise", "project", "event")


@dataclass(frozen=True, slots=True)
class AsGold:
    """Gold made of curated facts."""

    name: str
    text: str
    gold: Json
    skipped: int
    """Facts whose words stand nowhere in the text as one piece."""


def facts_as_gold(workspace: Workspace) -> Iterator[AsGold]:
    """Turn every facts file of a workspace whose text is at hand into gold.

    Args:
        workspace: With the folders in which source texts lie.

    Yields:
        The text and its gold, in the order of the files' names; spans are of the raw text, in
        code points.
    """
    files = sorted((workspace.facts_folder / "authority").glob("*.yaml"))
    authority, _ = load_authority((path, path.name) for path in files)
    for path in sorted(workspace.facts_folder.glob("*.yaml")):
        document, _ = flatten(parse_document(path, path.name), authority)
        if document is None:
            continue
        case, _ = load_case(workspace, document, authority)
        if case.evidence is not None:
            yield _Converter(case, authority).gold(path.stem)


class _Converter:
    def __init__(self, case: Case, authority: Authority) -> None:
        assert case.evidence is not None
        self.case, self.authority = case, authority
        self.evidence = case.evidence
        self.source: SourceText = case.evidence.source
        self.folded: Folded = self.source.folded
        self.facts: dict[str, list[Json]] = {kind: [] for kind in sorted({*KINDS.values(), "task"})}
        self.optional: list[Json] = []
        self.entities: dict[tuple[str, str], Json] = {}
        self.told: list[tuple[Any, ...]] = []
        self.skipped = 0

    def gold(self, name: str) -> AsGold:
        for fact in self.case.document.facts:
            if fact.kind == "responsibility" and fact.name:
                self._entity("organisation", fact.name, free=fact.group)
            elif fact.kind in KINDS:
                self._add(fact)
            elif fact.kind == "mention":
                self._mention(fact)
        self._known_elsewhere()
        text = self.source.text
        gold: Json = {
            "doc": name,
            "scope": [self.source.start, self.source.end],
            "facts": self.facts,
            "optional": self.optional,
        }
        return AsGold(name, text, gold, self.skipped)

    def _add(self, fact: Fact) -> None:
        kind = KINDS[fact.kind]
        if kind in ("value", "target"):
            self._number(fact, kind)
        elif kind in _ENTITIES:
            name = getattr(fact.record, "name", None)
            if isinstance(name, str):
                self._entity(kind, name, free=fact.group or self._either_way(fact, name))
        else:
            self._other(fact, kind)

    def _mention(self, fact: Fact) -> None:
        """Add a name that means a thing of another record or of the authority files."""
        kind = _MENTIONED.get(type(fact.record).__name__)
        name = getattr(fact.record, "name", None)
        if kind is not None and isinstance(name, str):
            known = (
                self.authority.record(ref)
                if (ref := fact.ref or "") in self.authority.kinds
                else None
            )
            free = fact.group or bool(getattr(known, "group", False))
            deictic = self.source.language.is_deictic(name)
            probe = getattr(known, "kind", None) in _POLICIES or kind != "policy"
            self._entity(kind, name, free=free or deictic or not probe)

    def _number(self, fact: Fact, kind: str) -> None:
        words = dict(self._anchors(fact))
        key = next((one for one in ("growth", "investment", "value") if one in words), "")
        if not key or fact.status in ("unknown",):
            self.skipped += 1
            return
        span = words[key]
        text = self.source.text[span[0] : span[1]]
        reading = self.source.language.read_value(self.source.folder.clean(text))
        number = number_of(reading)
        if number is None or (kind == "value" and fact.kind == "investment"):
            self._free(kind, span)
            self._free("target", span)
            return
        name = words.get("name", span)
        for place in self._everywhere(text):  # told again, or of another thing: neither way
            if place != span:
                self._free("value", place)
                self._free("target", place)
        low, high = min(span[0], name[0]), max(span[1], name[1])
        _, unit = parts_of(text, reading)
        status = "target" if kind == "target" else fact.status or "actual"
        self.facts[kind].append(
            {
                "quote": self.source.text[low:high], "span": [low, high],
                "name": self.source.folder.clean(self.source.text[name[0] : name[1]]),
                "value": self.source.folder.clean(text), "value_span": list(span),
                "number": number,
                "unit": reading.measure, "unit_alt": [unit],
                "bound": SIGNS[getattr(fact.record, "bound", None) or reading.bound],
                "status": status, "year": (fact.period or "")[:4] or None,
            }
        )  # fmt: skip

    def _either_way(self, fact: Fact, name: str) -> bool:
        kind = getattr(fact.record, "kind", None)
        if fact.kind == "policy":
            bare = self.source.language.bare(name)
            return kind not in _POLICIES or (len(bare) < SHORTEST and bare == name)
        return fact.identity is not None or self.source.language.is_deictic(name)

    def _other(self, fact: Fact, kind: str) -> None:
        key = _NAMES.get(kind, "name")
        name = getattr(fact.record, key, None)
        spans = [span for role, span in self._anchors(fact) if role == key]
        if isinstance(name, str) and not spans:
            spans = self._within(fact, name)
        if not spans:
            spans = [(one.start, one.end) for one in self._passages(fact)]
        if not spans:
            self.skipped += 1
            return
        row: Json = {"span": list(spans[0]), "quote": self.source.text[slice(*spans[0])]}
        row[key] = self.source.folder.clean(self.source.language.bare(name or row["quote"]))
        row["title" if kind == "recognition" else "name"] = row[key]
        if kind == "post":
            row["post"] = getattr(fact.record, "post", "")
        if kind == "event":
            row["date"] = fact.period if fact.period and len(fact.period) >= 10 else None
            if fact.quotes:
                row["mentions"] = [list(span) for span in spans]
        told = (row["span"], row.get("title"), row.get("person"), row.get("post"))
        if told not in self.told:  # one title for two places is told once
            self.told.append(told)
            self.facts[kind].append(row)

    def _entity(self, kind: str, name: str, *, free: bool) -> None:
        bare = self.source.language.bare(name)
        spans = self._everywhere(bare)
        if not spans:
            self.skipped += 1
        elif free:
            for span in spans:
                self._free(kind, span)
        elif (kind, bare) not in self.entities:
            clean = self.source.folder.clean(bare)
            row: Json = {"name": clean, "mentions": [list(span) for span in spans]}
            # A draft knows no readings of masks and misprints: it copies what stands there.
            written = {read_text(self.source.text[slice(*span)]).dense for span in spans}
            row["name_alt"] = sorted(written - {clean})
            self.entities[kind, bare] = row
            self.facts[kind].append(row)

    def _free(self, kind: str, span: Span) -> None:
        quote = self.source.folder.clean(self.source.text[slice(*span)])
        self.optional.append({"quote": quote, "span": list(span), "kind": kind})

    def _known_elsewhere(self) -> None:
        """Let names of parts, of ends of relations and of authority records count neither way."""
        names = {
            str(getattr(fact.record, "name", "") or "")
            for fact in self.case.document.facts
            if fact.kind not in KINDS and fact.kind != "mention"
        }
        for fact in self.case.document.facts:
            for field in ("subject", "object"):
                end = getattr(fact.record, field, None)
                if isinstance(end, str) and self.source.language.is_name(end):
                    names.add(end)
        for record in self.authority.kinds:
            known = self.authority.record(record)
            names.update((known.name.zh, *known.aliases))
        held = {name for _, name in self.entities}
        for name in sorted(names - held - {""}):
            for span in self._everywhere(self.source.language.bare(name)):
                for kind in OPTIONAL:
                    self._free(kind, span)

    # -- where words stand -------------------------------------------------------------------------

    def _anchors(self, fact: Fact) -> Iterator[tuple[str, Span]]:
        known = self.evidence.anchors.get(fact.key, ())
        told = {one.role for one in known if one.span is not None}
        for one in known:
            if one.span is not None:
                yield one.role, (one.span.start, one.span.end)
        for role, words in anchor_words(fact, self.source.language):
            if role not in told and (spans := self._within(fact, words)):
                yield role, spans[0]

    def _passages(self, fact: Fact) -> Sequence[Any]:
        found = (self.evidence.of(use) for use in fact.quotes)
        return [one for one in found if one is not None]

    def _within(self, fact: Fact, words: str) -> list[Span]:
        spans = self._everywhere(words)
        return [
            span
            for one in self._passages(fact)
            for span in spans
            if one.start <= span[0] and span[1] <= one.end
        ]

    def _everywhere(self, words: str) -> list[Span]:
        """Return the raw spans of words in the article, folded as its header allows."""
        wanted = self.source.folder.clean(words)
        found: list[Span] = []
        at = self.folded.text.find(wanted) if wanted else -1
        while at >= 0:
            found.append(self.folded.span(at, at + len(wanted)))
            at = self.folded.text.find(wanted, at + len(wanted))
        return found
