"""What every rule of the evidence contract is given, and what it looks like.

A rule is a named function over one document, with its explanation, an accepted and a rejected
case, in both languages.  Rules see texts in their clean form: full-width folded, blanks
dropped, and under the document's own script, ruby and readings.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from loaders.evidence.dismissals import Dismissal
from loaders.evidence.locate import Evidence
from loaders.evidence.lock import DocumentLock
from loaders.evidence.readings import value_text
from loaders.evidence.sources import SourceText
from loaders.facts.model import DocumentFacts, Fact, QuoteUse
from loaders.identity.authority import Authority
from loaders.languages.folding import Folder
from loaders.languages.language import Language
from loaders.problems import Fix, Position, Problem
from loaders.resolving.resolver import Resolver

__all__ = ["Case", "Rule", "clause_around", "finding"]


@dataclass(slots=True)
class Case:
    """One document under check, with what rules need of it worked out once."""

    document: DocumentFacts
    authority: Authority
    folder: Folder
    evidence: Evidence | None = None
    """Where the quotes stand; none where the source text is not at hand."""
    omissions: tuple[Dismissal, ...] = ()
    """Words of this document that are left out on purpose."""
    locked: DocumentLock | None = None
    """What the lock has of the document, where its accounts ask for it."""
    resolved: Resolver | None = None
    """What every name and id means; none where a rule is tried on its own."""
    language: Language = field(init=False)
    by_key: dict[str, Fact] = field(init=False)
    observations: list[tuple[Fact, str]] = field(init=False)
    """The facts that have a value, with it as written."""
    unseen: frozenset[str] = frozenset()
    """Keys of the facts whose words are not at hand: no rule that reads quotes judges them."""
    pointing: dict[str, set[str]] = field(default_factory=dict)
    """IRI of a place or body → the words that point to it."""
    _clean: dict[str, str] = field(default_factory=dict)
    _passages: dict[int, str] = field(default_factory=dict)
    _stops: list[int] | None = None
    """Where the sentences of the folded text end."""

    def __post_init__(self) -> None:
        self.language = self.document.viewpoint.language
        self.by_key = {fact.key: fact for fact in self.document.facts}
        told = ((fact, value_text(fact)) for fact in self.document.facts)
        self.observations = [(fact, text) for fact, text in told if text is not None]

    def clean(self, text: str) -> str:
        """Return a text as rules compare it."""
        known = self._clean.get(text)
        if known is None:
            whole = self._whole
            if whole is not None and text == whole.text:
                known = whole.folded.text  # it is long, and folded already
            else:
                known = self.folder.clean(text)
            self._clean[text] = known
        return known

    @property
    def _whole(self) -> SourceText | None:
        """The source text, where all of it is the article."""
        source = self.evidence.source if self.evidence is not None else None
        if source is None or source.folder is not self.folder:
            return None
        return source if (source.start, source.end) == (0, len(source.text)) else None

    def masked(self, text: str) -> str:
        """Return a text with its masks still in place, for rules that must see them."""
        if not self.folder.readings:
            return self.clean(text)  # no masks: the same rules
        rules = [rule for rule in self.folder.rules if rule != "readings"]
        return self.folder.fold(text, rules).text

    def quote(self, use: QuoteUse) -> str:
        """Return the words of a quote in their clean form; of a passage, all between its ends.

        Without the text at hand only the ends of a passage are known: see :meth:`seen`.
        """
        if use.to is None:
            return self.clean(use.text)
        known = self._passages.get(use.n)
        if known is None:
            known = self._passages[use.n] = self._passage(use)
        return known

    def _passage(self, use: QuoteUse) -> str:
        located = self.evidence.of(use) if self.evidence else None
        if self.evidence is None or located is None:
            return self.clean(use.text)
        folded = self.evidence.source.folded
        start = bisect_left(folded.starts, located.start)
        return folded.text[start : bisect_right(folded.ends, located.end)]

    def quotes(self, fact: Fact) -> list[str]:
        """Return the words of all quotes that a fact rests on, clean."""
        return [self.quote(use) for use in fact.quotes]

    def sentences(self, fact: Fact) -> Iterator[str]:
        """Yield the sentences of the text in which the quotes of a fact stand, clean."""
        if self.evidence is None:
            return
        folded = self.evidence.source.folded
        if self._stops is None:
            self._stops = [
                match.end()
                for match in self.language.punctuation.sentence_end.finditer(folded.text)
            ]
        for use in fact.quotes:
            located = self.evidence.of(use)
            if located is None:
                continue
            before = bisect_right(self._stops, bisect_left(folded.starts, located.start))
            after = bisect_left(self._stops, bisect_right(folded.ends, located.end))
            start = self._stops[before - 1] if before else 0
            yield folded.text[start : self._stops[after] if after < len(self._stops) else None]

    def masked_quote(self, use: QuoteUse) -> str:
        """Return the words of a quote with their masks still in place."""
        located = self.evidence.of(use) if self.evidence else None
        if use.to is None or self.evidence is None or located is None:
            return self.masked(use.text)
        return self.masked(self.evidence.source.text[located.start : located.end])

    def readable(self, use: QuoteUse) -> bool:
        """Tell whether the words of a quote are at hand: in the facts, or in the text."""
        return use.to is None or (self.evidence is not None and self.evidence.of(use) is not None)

    def seen(self) -> Case:
        """Return the case with those facts only whose words are all at hand.

        Rules that read quotes see this one; for the others the lock has the verdict.
        """
        if all(self.readable(use) for use in self.document.quotes):
            return self
        facts = [f for f in self.document.facts if all(self.readable(use) for use in f.quotes)]
        passages = [passage for passage in self.document.passages if self.readable(passage.quote)]
        quotes = [use for use in self.document.quotes if self.readable(use)]
        document = replace(self.document, facts=facts, passages=passages, quotes=quotes)
        case = replace(self, document=document)
        seen = {fact.key for fact in facts}
        case.unseen = frozenset(fact.key for fact in self.document.facts if fact.key not in seen)
        case.by_key = self.by_key  # what encloses a fact is known, though its words are not
        return case

    def parts(self, fact: Fact) -> Iterator[Fact]:
        """Yield the parts that enclose a fact, nearest first."""
        by_key = self.by_key
        part = by_key.get(fact.part or "")
        seen = 0
        while part is not None and seen < 50:
            yield part
            part = by_key.get(part.part or "")
            seen += 1


Check = Callable[[Case], Iterable["Problem | None"]]
"""Yields a problem for each thing that is wrong, and none for each that is right."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One named rule."""

    name: str
    en: str
    zh: str
    accepts: str
    """A case that passes, in the words of a record."""
    rejects: str
    check: Check | None = None
    """None where the rule is part of finding quotes or of the lock."""
    severity: Literal["error", "warning"] = "error"
    needs_source: bool = False
    reads_quotes: bool = True
    """Whether it reads words of quotes; without the text it sees only facts whose words it has."""


def clause_around(text: str, start: int, end: int, stops: re.Pattern[str]) -> tuple[int, int]:
    """Return the span of the clause (or sentence) of a text that a span lies in.

    Args:
        text: A folded text.
        start: Where the span starts.
        end: Where it ends.
        stops: The ends of clauses or sentences in the text's language.
    """
    low, high = 0, len(text)
    for match in stops.finditer(text):
        if match.end() <= start:
            low = match.end()
        elif match.start() >= end:
            high = match.start()
            break
    return low, high


def finding(
    rule: str,
    fact: Fact,
    en: str,
    zh: str,
    *,
    field_name: str | None = None,
    at: Position | None = None,
    quote: str = "",
    context: str = "",
    read: str = "",
    recorded: str = "",
    fix: Fix | None = None,
    severity: Literal["error", "warning"] = "error",
) -> Problem:
    """Make a problem of a fact, at the field that it is about."""
    place = at or (fact.positions.get(field_name) if field_name else None) or fact.at
    return Problem(
        rule=rule,
        at=place,
        en=en,
        zh=zh,
        record=fact.key,
        severity=severity,
        quote=quote,
        context=context,
        read=read,
        recorded=recorded,
        fix=fix,
    )
