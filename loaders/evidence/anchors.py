"""Where the words of a record stand inside the passage that it rests on.

A passage is named by its first and last words; what a fact rests on are its own words in
between: its name, its value, the ends of a relation.  Each is one contiguous span.  Where words
stand in a passage more than once, a measure is the one nearest to its value, and of two records
with the same words each has its own, in the order of the file.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from loaders.evidence.quotes import rules_of
from loaders.evidence.sources import SourceText
from loaders.facts.model import Anchor, DocumentFacts, Fact, Located, QuoteUse
from loaders.facts.words import anchor_words, cue_words
from loaders.languages.edtf import read_edtf

__all__ = ["FIRST_WORDS", "anchors_of"]

FIRST_WORDS = "passage"
"""Role of the first words of a passage, on which a fact without words of its own rests."""
_VALUES = ("value", "growth")
_FAR = 10_000

Span = tuple[int, int]


def anchors_of(
    document: DocumentFacts,
    source: SourceText,
    located: Sequence[Located | None],
    *,
    every: bool = False,
) -> dict[str, tuple[Anchor, ...]]:
    """Find the anchors of every fact that rests on a passage named by its first words.

    Args:
        document: The flattened facts.
        source: The text.
        located: Where its quotes stand, parallel to :attr:`DocumentFacts.quotes`.
        every: Whether to look into short quotes as well, which are anchors themselves.

    Returns:
        Key of the fact → its anchors, in the order of its fields.
    """
    written = read_edtf(document.header.written)
    finder = _Finder(source, located, written.year if written else None)
    found: dict[str, tuple[Anchor, ...]] = {}
    for fact in document.facts:
        passages = [use for use in fact.quotes if (every or use.to is not None) and located[use.n]]
        if passages:
            found[fact.key] = tuple(finder.anchors(fact, passages))
    return found


class _Finder:
    def __init__(
        self, source: SourceText, located: Sequence[Located | None], written: int | None
    ) -> None:
        self.source = source
        self.located = located
        self.written = written
        self.taken: set[tuple[str, Span]] = set()
        """Words and places that a record of the same words has already."""

    def anchors(self, fact: Fact, passages: list[QuoteUse]) -> Iterator[Anchor]:
        """Yield a fact's anchors; a passage without any of its words has its first words."""
        words = dict(anchor_words(fact, self.source.language))
        places = self._observation(words, passages) if fact.indicator else {}
        for role, text in words.items():
            if role not in places:
                for use in passages:
                    span = next(self._places(use, text), None)
                    if span is not None:
                        places[role] = (use.n, span)
                        break
        cues = dict(self._cues(fact, passages, places))
        words.update((role, text) for role, text, _ in cues.values())
        places.update((role, place) for role, _, place in cues.values())
        used = {n for n, _ in places.values()}
        for use in passages:
            if use.n not in used:
                yield self._anchor(FIRST_WORDS, use.text.strip(), use, self._head(use))
        uses = {use.n: use for use in passages}
        for role, text in words.items():
            if role in places:
                n, span = places[role]
                yield self._anchor(role, text, uses[n], span)

    def _observation(
        self, words: dict[str, str], passages: list[QuoteUse]
    ) -> dict[str, tuple[int, Span]]:
        """Choose the places of a measure and its value that stand nearest to each other."""
        role = next((role for role in _VALUES if role in words), None)
        name = words.get("name")
        if role is None or name is None:
            return {}
        best: tuple[int, int, Span, Span] | None = None
        for use in passages:
            for value in self._places(use, words[role]):
                told = (words[role], value) in self.taken
                for at in self._places(use, name):
                    cost = _gap(at, value) + (_FAR if told else 0)
                    if best is None or cost < best[0]:
                        best = (cost, use.n, at, value)
        if best is None:
            return {}
        _, n, at, value = best
        self.taken.add((words[role], value))
        return {"name": (n, at), role: (n, value)}

    def _cues(
        self, fact: Fact, passages: list[QuoteUse], places: dict[str, tuple[int, Span]]
    ) -> Iterator[tuple[str, tuple[str, str, tuple[int, Span]]]]:
        """Choose the words of time, status and ends: the first that stands before the value."""
        value = next((places[role] for role in _VALUES if role in places), None)
        told: set[str] = set()
        for role, text in cue_words(fact, self.written, self.source.language):
            kind = role.rpartition("-")[0]
            for use in passages:
                found = list(self._places(use, text))
                if value is not None and value[0] == use.n:
                    found = [span for span in found if span[1] <= value[1][0]][-1:]
                if found and kind not in told:
                    told.add(kind)
                    yield kind, (role, text, (use.n, found[0]))

    def _head(self, use: QuoteUse) -> Span:
        """Return the folded span of a passage's first words."""
        located = self.located[use.n]
        assert located is not None
        start = bisect_left(self.source.folded.starts, located.start)
        return start, start + len(self.source.folder.clean(use.text.strip()))

    def _places(self, use: QuoteUse, words: str) -> Iterator[Span]:
        """Yield the folded spans of words inside a passage."""
        located = self.located[use.n]
        assert located is not None
        folded = self.source.folded
        wanted = self.source.folder.clean(words)
        if not wanted:
            return
        start = bisect_left(folded.starts, located.start)
        end = bisect_right(folded.ends, located.end)
        at = folded.text.find(wanted, start, end)
        while at >= 0:
            yield at, at + len(wanted)
            at = folded.text.find(wanted, at + 1, end)

    def _anchor(self, role: str, words: str, use: QuoteUse, span: Span) -> Anchor:
        start, end = self.source.folded.span(*span)
        rules = rules_of(self.source, start, end, words)
        return Anchor(role, words, use.n, Located(start, end, rules))


def _gap(name: Span, value: Span) -> int:
    """Return how far a name stands from a value; behind it is a little farther than before."""
    if name[1] <= value[0]:
        return value[0] - name[1]
    return 3 + max(0, name[0] - value[1])
