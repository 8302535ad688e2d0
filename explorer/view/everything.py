"""Searches names, kinds, places, years, quotations and source texts at once.

Every word must fit.  Where nothing fits all of them, a word without blanks is taken apart, and
then the words that fit least are dropped; both are said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from explorer.view.model import GraphView
from explorer.view.quotes_index import quotes_of, search_words
from explorer.view.search_index import COUNTED, WORDS, Hit, Hits, index_of
from explorer.view.source_index import SourceIndex, Sources
from explorer.view.tables import kinds_of
from explorer.view.word_fits import (
    across,
    class_named,
    fits,
    of_id,
    of_kind_named,
    of_sound,
    of_years,
    years_of,
)
from explorer.view.word_pieces import pieces_of
from graph.builds.page_names import CLASSES
from ontology.kinds import BY_IRI

__all__ = ["Found", "everything"]

NAMED_KIND: Final = 0
"""How well a thing fits the label of whose kind is what was looked for: as well as by name."""
OF_KIND: Final = 30
"""The same of a thing that a word finds by a part of its kind alone: after those found by name."""
OF_YEAR: Final = 40
"""The same of a thing that a word finds by its year."""
BY_WORDS: Final = 60
"""The same of a thing that is found by the quotations it rests on, and other words."""
ORDERED: Final = 400
"""Things found by kind, year or quotation that are ordered by the length of their label."""
MOST_OTHERS: Final = 4 * COUNTED
"""The same of all kinds together; of more, those that fit best."""


@dataclass(slots=True)
class Found:
    """What a search finds."""

    words: list[str] = field(default_factory=list)
    """The words that were looked for, folded."""
    split: list[tuple[str, list[str]]] = field(default_factory=list)
    """Words that were taken apart because nothing fits the whole, with their pieces."""
    dropped: list[str] = field(default_factory=list)
    """Words left out because nothing fits all of them together."""
    groups: dict[str, list[Hit]] = field(default_factory=dict)
    """Things by kind, the best first."""
    quotes: Sequence[str] = ()
    """Quotations in the order of the texts."""
    sources: Sources = field(default_factory=Sources)
    """Paragraphs of the source texts at hand."""
    kinds: list[str] = field(default_factory=list)
    """Classes that words are the names of; all of each is one list."""
    more: set[str] = field(default_factory=set)
    """Kinds of which there is more than was counted."""

    @property
    def total(self) -> int:
        """Things, quotations and paragraphs together."""
        return sum(map(len, self.groups.values())) + len(self.quotes) + self.sources.total


def everything(
    view: GraphView,
    query: str,
    texts: SourceIndex | None = None,
    *,
    wait: float = -1,
    most: Mapping[str, int] = MappingProxyType({}),
) -> Found:
    """Return what fits all words of a query; if nothing does, without the rarest of them.

    Args:
        view: The graph.
        query: Words with blanks between them.
        texts: The source texts at hand.
        wait: See :meth:`explorer.view.source_index.SourceIndex.find`.
        most: Things of a kind that are counted, of kinds that are not to be counted on to
            :data:`COUNTED`.
    """
    search = _Search(view, texts, wait, most)
    asked = search_words(query)
    words = [word for word in asked if any(map(str.isalnum, word))]
    found = search.found(words)
    split: list[tuple[str, list[str]]] = []
    dropped = [word for word in asked if word not in words]
    if words and not found.total:
        words, split, left = _apart(search, words)
        dropped += left
        found = search.found(words)
    while not found.total and len(words) > 1:
        alone = {word: search.total(word) for word in words}
        least = min(reversed(words), key=alone.__getitem__)
        words = [word for word in words if word != least]
        dropped.append(least)
        found = search.found(words)
    found.split = split
    found.dropped = sorted(dropped, key=query.casefold().find)
    return found


def _apart(
    search: _Search, words: Sequence[str]
) -> tuple[list[str], list[tuple[str, list[str]]], list[str]]:
    """Return the words with those that nothing fits taken apart, which those are, what is left."""
    after: list[str] = []
    split: list[tuple[str, list[str]]] = []
    dropped: list[str] = []
    for word in words:
        whole = search.total(word) > 0
        pieces, left = ([], []) if whole else pieces_of(search.view, word)
        if pieces:
            split.append((word, pieces))
            dropped += left
        after += pieces or [word]
    after = list(dict.fromkeys(after))
    return after[:WORDS], split, dropped + after[WORDS:]


@dataclass(slots=True)
class _Search:
    view: GraphView
    texts: SourceIndex | None
    wait: float
    most: Mapping[str, int]
    _totals: dict[str, int] = field(default_factory=dict)

    def total(self, word: str) -> int:
        """Return how much is found of one word alone, remembered."""
        if word not in self._totals:
            self.found([word])
        return self._totals[word]

    def found(self, words: Sequence[str]) -> Found:
        """Return what fits all of some words."""
        if not words:
            return Found()
        view, index = self.view, index_of(self.view)
        groups: dict[str, list[Hit]] = {}
        named = self._named(" ".join(words))
        known = {hit.iri for hits in named.values() for hit in hits}
        others, cut = self._others(words, known)
        again = {hit.iri for hit in others} & known
        for kind, hits in named.items():
            groups[kind] = [hit for hit in hits if hit.iri not in again] if again else list(hits)
        for hit in others:
            groups.setdefault(hit.kind, []).append(hit)
        ordered = {kind: sorted(hits) for kind, hits in groups.items() if hits}
        ordered = dict(sorted(ordered.items(), key=lambda pair: pair[1][0]))
        more = {kind for kind, hits in named.items() if hits.more}
        if cut:
            more |= {hit.kind for hit in others}
        kinds = [cls for word in words if (cls := class_named(word)) in index.kinds]
        quotes = quotes_of(view).find(words)
        found = Found(list(words), [], [], ordered, quotes, self._sources(words), kinds, more)
        if len(words) == 1:
            self._totals[words[0]] = found.total
        return found

    def _named(self, query: str) -> dict[str, Hits]:
        """Return what is found by name, of each kind as much as is to be counted."""
        found: dict[str, Hits] = {}
        for most in {COUNTED, *self.most.values()}:
            kinds = [cls for cls in CLASSES if self.most.get(cls, COUNTED) == most]
            found |= index_of(self.view).find(query, most, kinds) if kinds else {}
        return found

    def _others(self, words: Sequence[str], known: set[str]) -> tuple[list[Hit], bool]:
        """Return the things that are not found by their names alone, and if there are more."""
        view = self.view
        scores = dict.fromkeys(of_kind_named(view, " ".join(words)), NAMED_KIND)
        cut = False
        for iri in quotes_of(view).of_kind(view, words):
            scores.setdefault(iri, OF_KIND)
        if len(words) == 1:
            scores |= dict.fromkeys(of_id(view, words[0]), NAMED_KIND)
            for iri in of_sound(view, words[0]):
                scores.setdefault(iri, OF_KIND)
            for iri in of_years(view, words[0]):
                scores.setdefault(iri, OF_YEAR)
        else:
            fitting, cut = across(view, words)
            for iri in fitting:
                scores.setdefault(iri, BY_WORDS)
        wanted = [i for i, score in scores.items() if i not in known or score == NAMED_KIND]
        if len(wanted) > MOST_OTHERS:
            wanted = sorted(wanted, key=lambda iri: (scores[iri], iri))[:MOST_OTHERS]
            cut = True
        kinds, listed = kinds_of(view, wanted), index_of(view).kinds
        found = [(iri, scores[iri], kinds[iri]) for iri in wanted if kinds[iri] in listed]
        few = len(found) <= ORDERED
        hits = [
            Hit(score, BY_IRI[kind].search, len(view.label(iri, "zh")) if few else 0, iri, kind)
            for iri, score, kind in found
        ]
        return hits, cut

    def _sources(self, words: Sequence[str]) -> Sources:
        if self.texts is None:
            return Sources(absent=list(self.view.documents))
        titled: list[set[str]] = [set() for _ in words]
        if len(words) > 1:
            titled = [set(fits(self.view, word).documents) for word in words]
            for number, word in enumerate(words):
                if years_of(word) is not None:
                    titled[number] = set()  # a year is looked for in the text itself
        return self.texts.find(words, titled, self.wait)
