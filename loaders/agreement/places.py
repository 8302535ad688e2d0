"""Where the units of a reading stand in the text: their passages, and the words they are about."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Final

from loaders.agreement.model import Span
from loaders.evidence.anchors import anchors_of
from loaders.evidence.locate import Evidence, locate_document
from loaders.evidence.quotes import candidates, extents
from loaders.evidence.sources import SourceText
from loaders.facts.model import DocumentFacts, Fact, Located, QuoteUse

__all__ = ["Places"]

_CORE: Final[dict[str, tuple[str, ...]]] = {
    "value": ("value",),
    "target": ("value",),
    "growth": ("growth",),
    "investment": ("investment",),
    "recognition": ("title",),
    "post": ("person",),
    "relation": ("subject", "object"),
}
"""The fields whose words tell one unit from another, by kind; by default the name."""


class Places:
    """Locates the facts of a reading; where a quote is ambiguous, the reading's order decides."""

    def __init__(self, document: DocumentFacts, source: SourceText) -> None:
        self.source = source
        self.evidence: Evidence = locate_document(document, source, guarded=False)
        self._used: set[tuple[str, str, Span]] = set()
        self._settle(document)
        self.anchors = anchors_of(document, source, self.evidence.located, every=True)

    def _settle(self, document: DocumentFacts) -> None:
        """Give quotes that were not located the nearest place behind the one before them."""
        located = self.evidence.located
        before = self.source.start
        for use in document.quotes:
            found = located[use.n]
            if found is None and (span := self._nearest(use, before)) is not None:
                found = located[use.n] = Located(*span)
            if found is not None and use.role in ("heading", "passage"):
                before = found.start

    def _nearest(self, use: QuoteUse, before: int) -> Span | None:
        text = use.text.strip()
        last = use.to.strip() if use.to is not None else None
        spans = extents(self.source, text, last) or candidates(self.source, text)
        around = self.evidence.located[use.inside.n] if use.inside is not None else None
        if around is not None:
            inside = [s for s in spans if around.start <= s[0] and s[1] <= around.end]
            spans = inside or spans
        return min(spans, key=lambda span: (span[0] < before, abs(span[0] - before)), default=None)

    def passages(self, fact: Fact) -> tuple[Span, ...]:
        """Return the spans of the quotes that a fact rests on, without repetition."""
        spans = (self.evidence.located[use.n] for use in fact.quotes)
        return tuple(dict.fromkeys((one.start, one.end) for one in spans if one is not None))

    def core(self, fact: Fact, kind: str) -> dict[str, tuple[Span, ...]]:
        """Return where the words stand that tell a fact from others."""
        found: dict[str, tuple[Span, ...]] = {}
        for field in _CORE.get(fact.kind, ("name",)):
            span = self._anchor(fact, field) or self._sought(fact, kind, field)
            if span is not None:
                self._used.add((kind, field, span))
                found[field] = (span,)
        return found

    def _anchor(self, fact: Fact, field: str) -> Span | None:
        if fact.kind == "responsibility" and field == "name":
            return None  # its bracket holds several names
        for anchor in self.anchors.get(fact.key, ()):
            role = anchor.role.rpartition("-")[0] if anchor.role[-1:].isdigit() else anchor.role
            if role == field and anchor.span is not None:
                return anchor.span.start, anchor.span.end
        return None

    def _sought(self, fact: Fact, kind: str, field: str) -> Span | None:
        """Seek the words of a field in the passages, first where no unit of its kind has them."""
        words = fact.name if fact.kind == "responsibility" else getattr(fact.record, field, None)
        if not isinstance(words, str):
            return None
        spans = [span for use in fact.quotes for span in self.inside(words, use)]
        free = (span for span in spans if (kind, field, span) not in self._used)
        return next(free, spans[0] if spans else None)

    def inside(self, words: str, use: QuoteUse) -> Iterator[Span]:
        """Yield the raw spans of words inside a quote."""
        located = self.evidence.located[use.n]
        if located is not None:
            yield from find_words(self.source, words, (located.start, located.end))

    def of_words(self, words: str, spans: tuple[Span, ...]) -> Span | None:
        """Return where words stand: in some passages, or else nearest to them in the article."""
        for span in spans:
            found = next(find_words(self.source, words, span), None)
            if found is not None:
                return found
        near = spans[0][0] if spans else self.source.start
        everywhere = find_words(self.source, words, (self.source.start, self.source.end))
        return min(everywhere, key=lambda found: abs(found[0] - near), default=None)


def find_words(source: SourceText, words: str, within: Span) -> Iterator[Span]:
    """Yield the raw spans of words inside a span of the text, by folded comparison."""
    wanted = source.folder.clean(words.strip())
    if not wanted:
        return
    folded = source.folded
    start, end = bisect_left(folded.starts, within[0]), bisect_right(folded.ends, within[1])
    at = folded.text.find(wanted, start, end)
    while at >= 0:
        yield folded.span(at, at + len(wanted))
        at = folded.text.find(wanted, at + 1, end)


def words_at(source: SourceText, span: Span) -> str:
    """Return the folded words of a raw span."""
    folded = source.folded
    start, end = bisect_left(folded.starts, span[0]), bisect_right(folded.ends, span[1])
    return folded.text[start:end]


def raw_words(source: SourceText, spans: tuple[Span, ...], longest: int = 60) -> str:
    """Return the words of the first span for people, on one line and not too long."""
    if not spans:
        return ""
    words = "".join(words_at(source, spans[0]).split())
    return words if len(words) <= longest else f"{words[:longest]}…"
