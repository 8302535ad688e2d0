"""Finds quotations by their words, and things by the label of the code of their kind.

The words of quotations were folded when the build was made, and are looked for by their grams
(:mod:`graph.builds.grams`); nothing of them is held in memory.  A word of a search may
stand in the quotation or in the title or the place of its document; one word at least stands in
the quotation.  A number is found as a number: 500 in 500亿元, not in 1500.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, overload

from explorer.view.model import GraphView, Lit
from explorer.view.name_words import WORDS
from graph.builds.grams import matching
from graph.builds.search_lines import fold, without_commas
from graph.builds.whole_graph import WholeGraph
from ontology.similar import LONGEST
from ontology.terms import PK, RDFS, SKOS

if TYPE_CHECKING:
    from explorer.view.coded import Numbers

_NUMBER: Final = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
_HAN_DIGITS: Final = "零一二三四五六七八九"
_NUMERAL: Final = r"[零一二三四五六七八九十百千万亿\d.]"
_SCALES: Final = ((10**8, "亿"), (10**4, "万"), (10**3, "千"), (10**2, "百"))
_CODED: Final = (PK.kind, PK.genre)
_APART: Final = re.compile(r"[^a-z0-9]+")
"""What stands between the English words of a label."""


def search_words(query: str) -> list[str]:
    """Return the words of a query, folded, numbers without commas, none twice."""
    words = without_commas(fold(query[:LONGEST])).split()
    return list(dict.fromkeys(words))[:WORDS]


@lru_cache(maxsize=256)
def pattern_of(word: str) -> re.Pattern[str]:
    """Return what finds a word in folded text; a number ends where its digits end."""
    # Digits at an end of a word are the whole number: 500亿元 does not stand in 1500亿元.
    before = r"(?<![\d.])(?<!\d,)" if word[:1].isdigit() else ""
    after = r"(?![\d,.]{0,2}\d)" if word[-1:].isdigit() else ""
    plain = f"{before}{re.escape(word)}{after}"
    forms = sorted(written_numbers(word), key=len, reverse=True) if _NUMBER.fullmatch(word) else []
    if not forms:
        return re.compile(plain)
    return re.compile(rf"{plain}|(?<!{_NUMERAL})(?:{'|'.join(forms)})(?!{_NUMERAL})")


def written_numbers(word: str) -> set[str]:
    """Return the other ways in which Chinese texts write a round number: 5千 and 五千 for 5000."""
    forms: set[str] = set()
    if "." in word:
        return forms
    value = int(word)
    for scale, sign in _SCALES:
        times, rest = divmod(value, scale)
        if rest or not 0 < times < scale * 10:
            continue
        forms.add(f"{times}{sign}")
        if times < 10:
            forms.add(f"{_HAN_DIGITS[times]}{sign}")
        if times == 1 and scale < 10**4:
            forms.add(sign)
    return forms


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """Split a text into pieces, each with whether it is a word that was searched for."""
    signs = [unicodedata.normalize("NFKC", sign).casefold() or " " for sign in text]
    folded = fold("".join(signs))
    starts = [at for at, sign in enumerate(signs) for _ in sign]
    if len(folded) != len(starts):
        return [(text, False)]
    # A comma between digits stays here, so that places stay; numbers allow for it.
    places = {
        at
        for word in words
        for match in _with_commas(word).finditer(folded)
        for at in range(starts[match.start()], starts[match.end() - 1] + 1)
    }
    pieces: list[tuple[str, bool]] = []
    since = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or (at in places) != (since in places):
            pieces.append((text[since:at], since in places))
            since = at
    return pieces


@lru_cache(maxsize=256)
def _with_commas(word: str) -> re.Pattern[str]:
    if not (word.isdigit() and len(word) > 3):
        return pattern_of(word)
    return re.compile(rf"{pattern_of(word).pattern}|(?<![\d.,]){re.escape(f'{int(word):,}')}(?!\d)")


class FoundQuotes(Sequence[str]):
    """Quotations that a search finds, in the order of the texts; read when they are shown."""

    def __init__(self, whole: WholeGraph | None = None, numbers: Numbers | None = None) -> None:
        self._whole, self._numbers = whole, numbers

    def __len__(self) -> int:
        return 0 if self._numbers is None else len(self._numbers)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        """Return the IRI of one quotation, or those of some."""
        if isinstance(at, int):
            return self[at : at + 1 or None][0]
        if self._whole is None or self._numbers is None:
            return []
        wanted: list[int] = self._numbers[at].tolist()
        found = self._whole.quotes(wanted, "iri")
        return [found[number][0] for number in wanted]

    def __iter__(self) -> Iterator[str]:
        return iter(self[:])


@dataclass(slots=True)
class QuotesIndex:
    """The quotations of a graph, looked for in the tables that were written with it."""

    whole: WholeGraph
    order: Numbers
    """The place of each graph that quotes, in the order of the documents."""
    mixed: bool
    """Whether the quotations of a document stand in several graphs, or several documents' in one
    of many, so that they must be put in order one by one."""
    of_graph: dict[int, str] = field(default_factory=dict)
    """The document that each graph quotes, if each quotes one alone, and no other does."""
    titles: dict[str, str] = field(default_factory=dict)
    """Folded titles and places by document."""
    codes: dict[str, str] = field(default_factory=dict)
    """Folded labels of the codes that things have as their kind."""
    _worded: dict[str, set[str]] = field(default_factory=dict)
    """These codes by each English word of their labels, and its plurals."""

    def __post_init__(self) -> None:
        for code, label in self.codes.items():
            for part in filter(None, _APART.split(label)):
                for form in (part, f"{part}s", f"{part}es"):
                    self._worded.setdefault(form, set()).add(code)

    @classmethod
    def of(cls, view: GraphView) -> QuotesIndex:
        """Read what a search needs beside the tables: titles of documents, labels of codes."""
        whole = view.whole
        quoting = sorted(whole.quoting(), key=lambda pair: (pair[1], pair[0]))
        graphs = {graph: place for place, (graph, _) in enumerate(quoting)}
        documents = {document for _, document in quoting}
        one_each = len(graphs) == len(quoting) == len(documents)
        return cls(
            whole,
            whole.each_graph(graphs, len(graphs)),  # quotations of no document, if there are any
            not (one_each or len(graphs) == 1),
            dict(quoting) if one_each else {},
            _titles(whole),
            {code: _labels(view, [code]) for code in view.of_type(SKOS.Concept)},
        )

    def find(self, words: Sequence[str]) -> FoundQuotes:
        """Return the quotations that all words fit, in the order of the texts.

        A word may stand in the title or the place of the document instead; one of them at least
        stands in the quotation.
        """
        import numpy as np

        if not words:
            return FoundQuotes()
        if len(words) == 1:
            return FoundQuotes(self.whole, self._in_order(self._holding(words[0])))
        pairs = [(self._holding(word), self.titled(word)) for word in words]
        found = np.unique(np.concatenate([line for line, _ in pairs]))
        for line, about in sorted(pairs, key=lambda pair: len(pair[1])):
            fits = np.isin(found, line, assume_unique=True)
            if about:
                fits[~fits] = self._are_of(found[~fits], about)
            found = found[fits]
        return FoundQuotes(self.whole, self._in_order(found))

    def _holding(self, word: str) -> Numbers:
        """Return the numbers of the quotations that hold a word, or another form of it."""
        forms = written_numbers(word) if _NUMBER.fullmatch(word) else set()
        found = self.whole.matching(matching(word, sorted(forms)))
        if not (word[:1].isdigit() or word[-1:].isdigit()):
            return found
        numbers: list[int] = found.tolist()
        pattern, lines = pattern_of(word), self.whole.quotes(numbers, "words")
        fits: Numbers = found[[bool(pattern.search(lines[number][0])) for number in numbers]]
        return fits

    def _are_of(self, numbers: Numbers, documents: frozenset[str]) -> Numbers:
        """Tell of each of some quotations whether it is of one of some documents."""
        import numpy as np

        if self.of_graph:
            about = {graph: document in documents for graph, document in self.of_graph.items()}
            return self.whole.looked_up(self.whole.each_graph(about, False), numbers)
        listed: list[int] = numbers.tolist()
        found = self.whole.quotes(listed, "document")
        return np.array([found[number][0] in documents for number in listed], bool)

    def _in_order(self, numbers: Numbers) -> Numbers:
        import numpy as np

        if self.mixed:
            listed: list[int] = numbers.tolist()
            places = self.whole.quotes(listed, "document, start, iri")
            return np.array(sorted(listed, key=places.__getitem__), np.int64)
        places_of = self.whole.looked_up(self.order, numbers)
        ordered: Numbers = numbers[np.argsort(places_of, kind="stable")]
        return ordered

    def holds(self, word: str) -> bool:
        """Tell whether a quotation holds a word."""
        if word[:1].isdigit() or word[-1:].isdigit():
            return len(self._holding(word)) > 0
        return self.whole.matches(matching(word))

    def titled(self, word: str) -> frozenset[str]:
        """Return the documents in whose title or place a word stands."""
        return frozenset(document for document, title in self.titles.items() if word in title)

    def of_kind(self, view: GraphView, words: Sequence[str]) -> set[str]:
        """Return the things the label of whose kind holds all words: 特色小镇 the towns."""
        codes = set.intersection(*map(self._named, words)) if words else set()
        return {
            thing
            for code in codes
            for predicate in _CODED
            for thing in view.subjects(predicate, code)
        }

    def _named(self, word: str) -> set[str]:
        """Return the codes of whose label a word is one: whole in English, two signs in Chinese."""
        if word.isascii():
            return self._worded.get(word, set())
        if len(word) < 2:
            return set()
        return {code for code, label in self.codes.items() if word in label}


def _labels(view: GraphView, iris: Iterable[str]) -> str:
    texts = (
        o.text
        for iri in iris
        for p in (RDFS.label, SKOS.prefLabel, PK.name)
        for o in view.out(iri).get(p, ())
        if type(o) is Lit
    )
    return fold("\t".join(dict.fromkeys(texts)))


def _titles(whole: WholeGraph) -> dict[str, str]:
    """Return the folded names of each document and its places."""
    names: dict[str, list[str]] = {}
    places: dict[str, list[str]] = {}
    for iri, place, words in whole.titles():
        if place:
            places.setdefault(iri, []).append(place)
        else:
            names.setdefault(iri, []).append(words)
    return {
        document: "\t".join(words for iri in held for words in names.get(iri, ()))
        for document, held in places.items()
    }


_making = threading.Lock()


def quotes_of(view: GraphView) -> QuotesIndex:
    """Return the index of the quotations of a view, made on first use."""
    found: QuotesIndex | None = view.made.get(QuotesIndex)
    if found is None:
        with _making:
            found = view.made.get(QuotesIndex)
            if found is None:
                found = view.made[QuotesIndex] = QuotesIndex.of(view)
    return found
