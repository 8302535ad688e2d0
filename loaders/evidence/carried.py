"""Which characters of a text each fact carries: its own words, its time, its cues, its heading.

A long quote says where a fact is found.  What the fact accounts for are only the words that it
really carries: every field has one place in each quote that the fact rests on, and of two
facts with the same words each has its own, in the order of the file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, NamedTuple

from loaders.evidence.sources import SourceText
from loaders.facts.model import DocumentFacts, Fact, Located, QuoteUse
from loaders.yaml.records import Model, Part, PartMention

__all__ = ["HEADER", "Carried", "Layer", "carried_by"]

Layer = Literal["name", "act", "number", "time", "tie", "end", "cue"]
"""What words are to the fact that carries them.

name    what a thing, body, place, policy, event, title or person is called
act     what is done, by the name or heading of a part
number  a figure, or what it measures
time    a year, a deadline, 去年
tie     the verb of a relation, or an end of it that nothing else names
end     an end of a relation, or another thing that a field refers to
cue     the verb, role or status word beside them, or the place from which the text speaks
"""

HEADER: Final = "document"
"""Stands for the header in the place of a fact's key."""
_NUMBERS: Final = ("value", "growth", "investment", "count", "rank", "stage", "baseline")
_OWN_NUMBER: Final = {"growth": ("growth",), "investment": ("investment",)}
_WORDS: Final = (
    "name", "title", "person", "post", "claim", "industry", "statement", "number", "also_named",
    "covers", "subject", "object", "in_", "investor", "developer", "issuer", "issuers",
    "organiser", "participants", "merged", "into", "body", "part_of", "compared_with", "place",
    "of",
)  # fmt: skip
_REFERS: Final = frozenset({"part_of", "compared_with", "place", "of"})
_NAMING: Final = frozenset(
    {"mention", "place", "organisation", "enterprise", "policy", "project", "recognition",
     "event", "post", "responsibility"}
)  # fmt: skip
_ENTITIES: Final = ("place", "organisation", "policy")
_TIES: Final = frozenset({"subject", "object"})
_YEAR: Final = re.compile(r"(?:19|20)\d\d")

Span = tuple[int, int]


class Carried(NamedTuple):
    """Words of the folded text that a fact carries."""

    fact: str
    """Its key."""
    kind: str
    """Its kind; of a relation or duty with its code, such as ``relation:develops``."""
    field: str
    layer: Layer
    start: int
    end: int


def carried_by(
    document: DocumentFacts,
    source: SourceText,
    located: Sequence[Located | None],
    home: Sequence[str] = (),
) -> list[Carried]:
    """Return what every fact of a document carries, in the order of the facts.

    Args:
        document: The flattened facts.
        source: The text.
        located: Where its quotes stand, parallel to :attr:`DocumentFacts.quotes`.
        home: Names of the place from which the document speaks, folded.
    """
    carrier = _Carrier(document, source, located, home)
    facts = (item for fact in document.facts for item in carrier.of(fact))
    return [*carrier.header(), *facts]


class _Carrier:
    def __init__(
        self,
        document: DocumentFacts,
        source: SourceText,
        located: Sequence[Located | None],
        home: Sequence[str],
    ) -> None:
        self.document = document
        self.source = source
        self.text = source.folded.text
        self.language = source.language
        self.taken: set[tuple[str, str, int]] = set()
        """Kinds of facts with words and places that one of them has already."""
        self.cleaned: dict[str, str] = {}
        self.spans = [self._span(found) for found in located]
        stops = self.language.punctuation.clause_end
        self.stops = [match.start() for match in stops.finditer(self.text)]
        pointing = (word for word in self.language.deictic if len(word) > 1)
        words = sorted({*home, *pointing}, key=lambda word: (-len(word), word))
        self.home = re.compile("|".join(map(re.escape, words)))

    def _span(self, found: Located | None) -> Span | None:
        """Return the folded span of what was found."""
        if found is None:
            return None
        folded = self.source.folded
        return bisect_left(folded.starts, found.start), bisect_right(folded.ends, found.end)

    def header(self) -> Iterator[Carried]:
        """Yield what the document's header carries: its title, number, publisher and day."""
        header = self.document.header
        source = header.source
        told = (
            ("title", header.title.zh), ("title", source.title), ("number", header.number),
            ("publisher", source.publisher), ("written", header.written),
        )  # fmt: skip
        for field, words in told:
            wanted = self.source.folder.clean(words or "")
            at = self.text.find(wanted) if len(wanted) > 1 else -1
            if at >= 0:
                yield Carried(HEADER, HEADER, field, "name", at, at + len(wanted))

    def of(self, fact: Fact) -> Iterator[Carried]:
        """Yield what one fact carries."""
        spans = [span for use in fact.quotes if (span := self.spans[use.n]) is not None]
        kind = _kind(fact)
        own: list[Span] = []
        for field, layer, span in (*self._quoted(fact), *self._worded(fact, spans)):
            if layer != "time":
                own.append(span)
            yield Carried(fact.key, kind, field, layer, *span)
        for field, layer, span in (*self._cues(fact, own or spans[:1]), *self._times(fact, spans)):
            yield Carried(fact.key, kind, field, layer, *span)

    def _quoted(self, fact: Fact) -> Iterator[tuple[str, Layer, Span]]:
        """Yield what a fact carries whole: a short heading, a deadline, the label of a bracket."""
        for use in fact.quotes:
            span = self.spans[use.n]
            if span is None:
                continue
            if use.role == "heading" and use.to is None:
                yield "heading", "act", span
            elif use.role == "deadline":
                yield "deadline", "time", span
            elif use.role == "bracket":
                yield from self._label(use, span)

    def _label(self, use: QuoteUse, span: Span) -> Iterator[tuple[str, Layer, Span]]:
        for duty in self.language.split_bracket(self.text[span[0] : span[1]]).duties:
            if duty.offsets and duty.role == use.bracket_role and duty.cue:
                first = span[0] + duty.offsets[0]
                at = self.text.rfind(duty.cue, span[0], first)
                yield "role", "cue", (at if at >= 0 else span[0], first)

    def _worded(self, fact: Fact, spans: list[Span]) -> Iterator[tuple[str, Layer, Span]]:
        for field, words, layer in self._words(fact):
            for span in spans:
                found = self._place(words, span, fact.kind)
                if found is not None:
                    yield field, layer, found
        for field, names in fact.aliases.items():
            places = (self._place(words, span, fact.kind) for words in names for span in spans)
            known = next((found for found in places if found is not None), None)
            if known is not None:
                yield field, "end", known

    def _words(self, fact: Fact) -> Iterator[tuple[str, str, Layer]]:
        """Yield the fields that hold words of the text, with these words."""
        if fact.kind == "responsibility":
            yield "names", fact.name or "", "name"
            return
        own = vars(fact.record)
        only = _OWN_NUMBER.get(fact.kind)
        for field in only or _NUMBERS:
            value = own.get(field)
            if value is not None and (only or field not in _OWN_NUMBER):
                for words in _texts(value):
                    yield field, words, "number"
        if only:
            return
        for field in _WORDS:
            if field == "body" and isinstance(fact.record, Part):
                continue
            value = own.get(field)
            for words in _texts(value) if value is not None else ():
                if field == "number" or self.language.is_name(words):
                    yield field, words, self._layer(fact, field, words)

    def _layer(self, fact: Fact, field: str, words: str) -> Layer:
        if field in _REFERS:
            return "end"
        if fact.kind == "relation":
            return "end" if self._known(words) else "tie"
        if fact.kind in ("value", "target"):
            return "number"
        if isinstance(fact.record, Part | PartMention) and fact.kind == "measure":
            return "act"
        named = field in ("name", "also_named") or fact.kind in _NAMING
        return "name" if named else "act"

    def _known(self, words: str) -> bool:
        """Tell whether words name something that has a record of its own."""
        document = self.document
        if words in document.refs or any((kind, words) in document.named for kind in _NAMING):
            return True
        return document.viewpoint.resolve(_ENTITIES, words).id is not None

    def _place(self, words: str, span: Span, kind: str) -> Span | None:
        """Return the first place of words in a quote that no fact of the kind has, or the first."""
        wanted = self.cleaned.get(words)
        if wanted is None:
            wanted = self.source.folder.clean(self.language.bare(words))
            self.cleaned[words] = wanted
        if not wanted:
            return None
        first: Span | None = None
        at = self.text.find(wanted, *span)
        while at >= 0:
            if (kind, wanted, at) not in self.taken:
                self.taken.add((kind, wanted, at))
                return at, at + len(wanted)
            first = first or (at, at + len(wanted))
            at = self.text.find(wanted, at + 1, span[1])
        return first

    def _cues(self, fact: Fact, own: list[Span]) -> Iterator[tuple[str, Layer, Span]]:
        """Yield the governing words, and the text's own place, in the clauses of a fact's words."""
        content = self.language.content
        layer: Layer = "cue"
        if fact.kind == "relation":
            words, layer = content.ties.get(getattr(fact.record, "relation", "")), "tie"
        else:
            words = content.governs.get(fact.kind)
        done: set[int] = set()
        for start, _ in own:
            low, high = self._clause(start)
            if low not in done:
                done.add(low)
                for match in words.finditer(self.text, low, high) if words else ():
                    yield "cue", layer, match.span()
                for match in self.home.finditer(self.text, low, high):
                    yield "of", "cue", match.span()

    def _clause(self, at: int) -> Span:
        index = bisect_right(self.stops, at)
        low = self.stops[index - 1] + 1 if index else 0
        return low, self.stops[index] if index < len(self.stops) else len(self.text)

    def _times(self, fact: Fact, spans: list[Span]) -> Iterator[tuple[str, Layer, Span]]:
        told = [fact.period, getattr(fact.record, "by", None)]
        years = {year for text in told if text for year in _YEAR.findall(text)}
        words = [self.language.years.in_words(year) for year in sorted(years)]
        written = self.document.viewpoint.year
        if written is not None:
            relative = self.language.years.relative
            words += [word for word, offset in relative if str(written + offset) in years]
        words += [text for text in told if text and self.language.is_name(text)]
        for start, end in spans:
            for word in words:
                at = self.text.find(word, start, end)
                if at >= 0:
                    yield "period", "time", (at, at + len(word))


def _kind(fact: Fact) -> str:
    if fact.kind == "relation":
        return f"relation:{getattr(fact.record, 'relation', '')}"
    return f"{fact.kind}:{fact.role}" if fact.kind == "responsibility" else fact.kind


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, Model):
        yield getattr(value, "name", "")
