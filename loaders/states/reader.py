"""The words of one document as provers read them: folded, each with its place in the raw text."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Final

from loaders.evidence.locate import Evidence
from loaders.facts.model import Fact, QuoteUse
from loaders.languages.model import Bracket, Duty, ValueSpan
from loaders.rules.base import Case
from loaders.states.gazetteer import Gazetteer
from loaders.states.model import Claim, Proof
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["Prover", "Reader", "Span"]

Span = tuple[int, int]
_DAY: Final = re.compile(r"(\d{4})-(\d\d)-(\d\d)")


class Reader:
    """One document's text, its sentences and values, and where each fact's quotes stand in it.

    All spans are of the folded text but those of :meth:`proof`, which are raw.
    """

    def __init__(self, case: Case, evidence: Evidence) -> None:
        self.case = case
        self.evidence = evidence
        self.language = case.language
        self.marks = case.language.punctuation
        self.source = evidence.source
        self.text = evidence.source.folded.text
        self._quotes: dict[int, Span | None] = {}
        self.pairs: dict[str, tuple[Span, Span] | None] = {}
        """Key of an observation → where its measure and its value stand together."""
        self.brackets: dict[str, tuple[Span, Bracket, Duty, int] | None] = {}
        """Key of a duty → its bracket, the list in it, and its name's place in the list."""
        self.known_as: dict[str, frozenset[str]] = {}
        """IRI of a thing → the names by which a text may name it, clean."""

        self.standing: dict[tuple[str, str], tuple[str, Span] | None] = {}
        """Key of a fact and words → the rule by which they stand whole in its quotes, and where."""

        self.rivals: dict[tuple[str, str], bool] = {}
        """Short name and identity → whether the name may mean another thing as well."""

    @cached_property
    def names(self) -> Gazetteer:
        """Where things that are known by a name are named in the text."""
        return Gazetteer(self.case, self.text)

    @cached_property
    def by_name(self) -> dict[str, list[Fact]]:
        """The facts by the name that they bear, clean."""
        found: dict[str, list[Fact]] = {}
        for fact in self.case.document.facts:
            record = fact.record
            name = getattr(record, "name", None) or getattr(record, "title", None)
            if isinstance(name, str):
                found.setdefault(self.case.clean(name), []).append(fact)
        return found

    @cached_property
    def by_object(self) -> dict[str, list[Fact]]:
        """The relations by their object as written."""
        found: dict[str, list[Fact]] = {}
        for fact in self.case.document.facts:
            if isinstance(fact.record, R.RelationRecord):
                found.setdefault(fact.record.object, []).append(fact)
        return found

    @cached_property
    def dated(self) -> bool:
        """Whether the day of writing that the header gives stands on the page, in figures."""
        day = _DAY.fullmatch(self.case.document.header.written)
        if day is None:
            return False
        year, month, date = (str(int(part)) for part in day.groups())
        written = rf"(?<!\d){year}[-年./]0?{month}[-月./]0?{date}(?!\d)"
        return re.search(written, self.case.clean(self.source.text)) is not None

    @cached_property
    def speaks_from(self) -> bool:
        """Whether the place from which the document speaks is named in its text."""
        names = self.case.resolved
        if names is None or names.home is None or names.jurisdiction is None:
            return False
        record = self.case.authority.record(names.jurisdiction)
        own = {self.case.clean(name) for name in (record.name.zh, *record.aliases)}
        return any(mention.name in own for mention in self.names.mentions)

    @cached_property
    def _sentence_ends(self) -> list[int]:
        return [match.end() for match in self.marks.sentence_end.finditer(self.text)]

    @cached_property
    def _clause_ends(self) -> list[int]:
        return [match.end() for match in self.marks.clause_end.finditer(self.text)]

    @cached_property
    def _children(self) -> dict[str, list[Fact]]:
        found: dict[str, list[Fact]] = {}
        for fact in self.case.document.facts:
            above = {fact.part, fact.ref if fact.kind == "responsibility" else None} - {None}
            for key in above:
                found.setdefault(str(key), []).append(fact)
        return found

    def below(self, key: str) -> list[Fact]:
        """Return the facts right below a part, responsibilities included."""
        return self._children.get(key, [])

    def numbered(self, key: str) -> bool:
        """Tell whether a part's heading begins with a number."""
        part = self.case.by_key.get(key)
        span = self.quote(part.quotes[0]) if part is not None and part.quotes else None
        head = self.language.numbering.heading
        return span is not None and head.match(self.text, *span) is not None

    # -- places ----------------------------------------------------------------------------

    def quote(self, use: QuoteUse) -> Span | None:
        """Return where a quote stands in the folded text."""
        if use.n not in self._quotes:
            located, folded = self.evidence.of(use), self.source.folded
            self._quotes[use.n] = None if located is None else (
                bisect_left(folded.starts, located.start),
                bisect_right(folded.ends, located.end),
            )  # fmt: skip
        return self._quotes[use.n]

    def quotes(self, fact: Fact) -> list[Span]:
        """Return where the quotes of a fact stand."""
        found = (self.quote(use) for use in fact.quotes)
        return [span for span in found if span is not None]

    def find(self, words: str, within: Span) -> Iterator[Span]:
        """Yield the places of some words inside a span."""
        wanted = self.case.clean(words)
        if not wanted:
            return
        at = self.text.find(wanted, *within)
        while at >= 0:
            yield at, at + len(wanted)
            at = self.text.find(wanted, at + 1, within[1])

    def places(self, fact: Fact, words: str) -> list[Span]:
        """Return the places of some words in the quotes of a fact, each once."""
        found = dict.fromkeys(
            span for quote in self.quotes(fact) for span in self.find(words, quote)
        )
        return list(found)

    def sentence(self, span: Span) -> Span:
        """Return the sentence in which a span lies."""
        return _between(self._sentence_ends, span, len(self.text))

    def clause(self, span: Span) -> Span:
        """Return the clause in which a span lies."""
        return _between(self._clause_ends, span, len(self.text))

    def values(self, within: Span) -> list[ValueSpan]:
        """Return the values that stand wholly in a span."""
        found = self.source.values_at(*within)
        return [one for one in found if within[0] <= one.start and one.end <= within[1]]

    def proof(self, rule: str, *spans: Span) -> Proof:
        """Return a proof that rests on some folded spans."""
        folded = self.source.folded
        return Proof(rule, tuple(folded.span(*span) for span in spans if span[0] < span[1]))


def _between(stops: list[int], span: Span, length: int) -> Span:
    before = bisect_right(stops, span[0])
    after = bisect_left(stops, span[1])
    return (stops[before - 1] if before else 0), (stops[after] if after < len(stops) else length)


Prover = Callable[[Reader, Claim], Proof | None]
"""Says yes only where it has read the field in the fact's own words, and nothing competes."""
