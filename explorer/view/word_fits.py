"""What a single word of a search fits: by name, kind, place, year, or the words of quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

from explorer.view.model import GraphView, Lit, Term
from explorer.view.name_words import matcher_of
from explorer.view.quotes_index import pattern_of, quotes_of
from explorer.view.search_index import COUNTED, index_of
from explorer.view.tables import kinds_of, tables_of
from graph.builds.search_lines import fold, fold_all, without_commas
from ontology import declarations
from ontology.kinds import LISTED
from ontology.terms import OA, PK, RDFS, SKOS

__all__ = [
    "Fits",
    "across",
    "class_named",
    "fits",
    "of_id",
    "of_kind_named",
    "of_sound",
    "of_years",
    "years_of",
]

_YEAR: Final = re.compile(r"((?:1[89]|20|21)\d\d)(?:\s*[-–—~至到]\s*((?:1[89]|20|21)\d\d))?年?")
_PLACES: Final = (PK.jurisdiction, PK.locatedIn, PK.place, PK.partOfPlace)
"""By which a thing is somewhere."""
_ENDS: Final = (*_PLACES, PK.indicator)
_NAMES: Final = (RDFS.label, PK.name)
_WORDS: Final = (OA.exact, PK.readAs)
_CODED: Final = (PK.kind, PK.genre)
QUOTES: Final = 400
"""Quotations of one word whose facts are listed; of further ones each fact is asked."""
PLACES: Final = 400
"""Places or indicators of one word of which is listed what is there; beyond, each is asked."""
PER_DOCUMENT: Final = 8
"""Things whose documents are read as fast as what one document speaks of."""
TRIED: Final = 400
"""Things that are asked one by one whether they fit a word."""
SOUNDED: Final = 4
"""Letters of a word that may be the sound of a kind, such as ``xiaozhen``."""


@dataclass(frozen=True, slots=True)
class Fits:
    """What one word fits."""

    things: frozenset[str]
    """Things that it fits themselves."""
    documents: frozenset[str]
    """Documents in whose title or place it stands: it fits all that they speak of."""
    cls: str = ""
    """The class that it is the name of: it fits all of that kind."""
    word: str = ""
    """The word, where it fits more than these things."""

    @property
    def strict(self) -> bool:
        """Whether it fits things by themselves alone, not by their document or class."""
        return not (self.documents or self.cls)

    def among(self, view: GraphView, iris: Set[str]) -> Set[str]:
        """Return those of some things that the word fits."""
        found = iris & self.things
        rest = iris - found
        if self.cls and rest:
            kinds = kinds_of(view, rest)
            named = {iri for iri in rest if kinds[iri] == self.cls}
            found, rest = found | named, rest - named
        if self.word and rest:
            more = _fitting(view, self.word, sorted(rest)[:TRIED])
            found, rest = found | more, rest - more
        if not (self.documents and rest):
            return found
        if PER_DOCUMENT * len(self.documents) < len(rest):
            return found | (rest & view.whole.spoken_in(self.documents))
        speaking = tables_of(view).speaking_of(rest)
        return found | {iri for iri in rest if not self.documents.isdisjoint(speaking[iri])}


def fits(view: GraphView, word: str) -> Fits:
    """Return what a folded word fits; of words asked for lately, as it was found."""
    return tables_of(view).recent(("fits", word), lambda: _fits(view, word))


def _fits(view: GraphView, word: str) -> Fits:
    quotes = quotes_of(view)
    hits = index_of(view).find(word, COUNTED)
    by_id = of_id(view, word)
    named = {hit.iri for some in hits.values() for hit in some} | by_id
    places, indicators = (
        [*(iri for iri in by_id if view.is_a(iri, cls)), *(hit.iri for hit in hits.get(cls, ()))]
        for cls in (PK.Place, PK.Indicator)
    )
    quoted = quotes.find([word])
    things = named | quotes.of_kind(view, [word]) | of_sound(view, word) | of_years(view, word)
    there = {iri for p in _PLACES for each in places[:PLACES] for iri in view.subjects(p, each)}
    there |= {v for each in indicators[:PLACES] for v in view.subjects(PK.indicator, each)}
    for quote in quoted[:QUOTES]:
        things.update(view.subjects(PK.evidence, quote))
    more = any(some.more for some in hits.values()) or max(len(places), len(indicators)) > PLACES
    more = more or len(quoted) > QUOTES
    documents = frozenset(view.documents) & (named | there)
    if more:
        documents |= quotes.titled(word)
    return Fits(frozenset(things | there), documents, class_named(word), word if more else "")


def across(view: GraphView, words: Sequence[str]) -> tuple[Set[str], bool]:
    """Return things that every word fits somewhere: by name, kind, place, year or quotation.

    Where words fit more things than are listed, those that are listed for the rarest are asked;
    whether there may be more is told.
    """
    each = [fits(view, word) for word in words]
    strict = [fit for fit in each if fit.strict]
    listed = [fit for fit in strict if not fit.word] or strict
    found: Set[str]
    if strict:
        found = min((fit.things for fit in listed), key=len)
    else:
        found = frozenset().union(*(fit.things for fit in each))
    # What is listed whole comes first, then what is asked; documents are looked up last.
    order = sorted(each, key=lambda fit: (not fit.strict, bool(fit.word), bool(fit.documents)))
    more = bool((listed[0] if strict else max(order, key=lambda fit: fit.word)).word)
    for fit in order:
        more = more or bool(fit.word and len(found - fit.things) > TRIED)
        found = fit.among(view, found)
    return found, more


def _fitting(view: GraphView, word: str, iris: Sequence[str]) -> set[str]:
    """Return the things that a word fits by a name of theirs, of their place or indicator.

    Or by the words that they rest on.
    """
    said = view.said_of(iris, (*_ENDS, *_NAMES, PK.evidence))
    ends = {iri: [iri, *_things(row, _ENDS)] for iri, row in said.items()}
    others = {end for some in ends.values() for end in some} - said.keys()
    named = said | view.said_of(others, _NAMES)
    test = matcher_of(word)
    fits = {end for end, names in _folded(named, _NAMES) if any(test(name, "") for name in names)}
    found = {iri for iri, some in ends.items() if not fits.isdisjoint(some)}
    resting = {iri: _things(row, (PK.evidence,)) for iri, row in said.items() if iri not in found}
    quotes = {quote for some in resting.values() for quote in some}
    pattern = pattern_of(word)
    holding = {
        quote
        for quote, texts in _folded(view.said_of(quotes, _WORDS), _WORDS)
        if any(pattern.search(without_commas(text)) for text in texts)
    }
    return found | {iri for iri, some in resting.items() if not holding.isdisjoint(some)}


Said = Mapping[str, Sequence[Term]]


def _things(row: Said, predicates: Iterable[str]) -> list[str]:
    return [end for p in predicates for end in row.get(p, ()) if type(end) is str]


def _folded(
    said: Mapping[str, Said], predicates: Sequence[str]
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield things with the folded texts of some predicates."""
    texts = [
        [o.text for p in predicates for o in row.get(p, ()) if type(o) is Lit]
        for row in said.values()
    ]
    folded = iter(fold_all([text for some in texts for text in some]))
    for iri, some in zip(said, texts, strict=True):
        yield iri, list(islice(folded, len(some)))


def of_id(view: GraphView, word: str) -> set[str]:
    """Return the thing whose id is a word, such as gdp or shaoxing-drc."""
    iri = view.iri(word)
    return {iri} if word.isascii() and iri in view else set()


def years_of(word: str) -> tuple[int, int] | None:
    """Return the years that a word is: 2020, 2020年, 2016-2020; none if it is something else."""
    match = _YEAR.fullmatch(word)
    if match is None:
        return None
    first, last = int(match[1]), int(match[2] or match[1])
    return (first, last) if first <= last else None


def of_years(view: GraphView, word: str) -> set[str]:
    """Return what is of the years that a word is, or is to be done by then."""
    years = years_of(word)
    return view.whole.of_years(*years) if years is not None else set()


def class_named(word: str) -> str:
    """Return the class of facts or things that a word is the name of, such as 任务 or tasks."""
    return _classes().get(word, "")


@cache
def _classes() -> dict[str, str]:
    found: dict[str, str] = {}
    for kind in LISTED:
        term = declarations.term(kind.iri)
        labels = (term.label_zh, term.label_en) if term is not None else ()
        for name in (kind.zh, kind.en, *labels):
            found.setdefault(fold(name), kind.iri)
    found.pop("", None)
    return found


def of_kind_named(view: GraphView, words: str) -> set[str]:
    """Return the things the label of whose kind is what was looked for, in either language."""
    codes = tables_of(view).once("kinds by label", lambda: _labelled(view)).get(words, ())
    return _things_of(view, codes)


def _labelled(view: GraphView) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for code in view.of_type(SKOS.Concept):
        for label in {fold(view.label(code, lang)) for lang in ("zh", "en")}:
            found.setdefault(label, []).append(code)
    return found


def _things_of(view: GraphView, codes: Iterable[str]) -> set[str]:
    return {iri for code in codes for p in _CODED for iri in view.subjects(p, code)}


# ---- kinds by their sound ----------------------------------------------------------------------


def of_sound(view: GraphView, word: str) -> set[str]:
    """Return the things the Chinese label of whose kind sounds like a word: tesexiaozhen, tsxz."""
    if not (word.isascii() and word.isalpha() and len(word) >= SOUNDED):
        return set()
    codes = tables_of(view).once("sounds of kinds", lambda: _sounds(view)).get(word, ())
    return _things_of(view, codes)


def _sounds(view: GraphView) -> dict[str, list[str]]:
    """Return the kinds that things have, by the sound of their syllables side by side."""
    from pypinyin import lazy_pinyin  # its dictionary is large, and wanted by few searches

    found: dict[str, list[str]] = {}
    for code in view.of_type(SKOS.Concept):
        if not any(view.subjects(p, code) for p in _CODED):
            continue
        syllables = [s for s in lazy_pinyin(view.label(code, "zh")) if s.isalpha()]
        for key in {*_stretches(syllables), "".join(s[0] for s in syllables)}:
            found.setdefault(key, []).append(code)
    return found


def _stretches(syllables: list[str]) -> Iterable[str]:
    for first in range(len(syllables)):
        for last in range(first + 2, len(syllables) + 1):
            yield "".join(syllables[first:last])
