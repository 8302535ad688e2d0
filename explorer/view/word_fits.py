"""What a single word of a search fits: by name, kind, place, year, or the words of quotations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cache
from typing import Final

from explorer.view.model import GraphView
from explorer.view.quotes_index import quotes_of
from explorer.view.search_index import index_of
from explorer.view.tables import members_of, tables_of
from graph.builds.search_lines import fold
from ontology import declarations
from ontology.kinds import LISTED
from ontology.terms import PK, SKOS

__all__ = [
    "Fits",
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
_CODED: Final = (PK.kind, PK.genre)
QUOTES: Final = 4_000
"""Quotations of one word whose facts are put together with those of other words."""
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

    def among(self, view: GraphView, iris: Set[str]) -> Set[str]:
        """Return those of some things that the word fits."""
        found = iris & self.things
        rest = iris - found
        if self.cls:
            named = rest & members_of(view, self.cls)
            found, rest = found | named, rest - named
        if not (self.documents and rest):
            return found
        tables = tables_of(view)
        if len(self.documents) < len(rest):  # what few documents speak of is read at once
            return found | (rest & view.whole.spoken_in(self.documents))
        return found | {
            iri for iri in rest if not self.documents.isdisjoint(tables.documents_of.get(iri, ()))
        }


def fits(view: GraphView, word: str) -> Fits:
    """Return what a folded word fits; of words asked for lately, as it was found."""
    return tables_of(view).recent(("fits", word), lambda: _fits(view, word))


def _fits(view: GraphView, word: str) -> Fits:
    index, quotes = index_of(view), quotes_of(view)
    named = {iri for kind in index.shelves for iri in index.all_of(kind, word)}
    named |= of_id(view, word)
    places = named & tables_of(view).once("places", lambda: frozenset(view.of_type(PK.Place)))
    things = named | quotes.of_kind(view, [word]) | of_sound(view, word) | of_years(view, word)
    there = {iri for p in _PLACES for place in places for iri in view.subjects(p, place)}
    there |= {v for iri in named for v in view.subjects(PK.indicator, iri)}
    for quote in quotes.find([word])[:QUOTES]:
        things.update(view.subjects(PK.evidence, quote))
    documents = frozenset(iri for iri in named | there if view.is_a(iri, PK.Document))
    return Fits(frozenset(things | there), documents, class_named(word))


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
