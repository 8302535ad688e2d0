"""Finds quotations by their words, and things by the label of the code of their kind.

The words of all quotations are folded once and laid end to end, a line each.  A word of a
search may stand in the quotation or in the title or the place of its document; one word at
least stands in the quotation.  A number is found as a number: 500 in 500亿元, not in 1500.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from explorer.view.model import GraphView, Lit
from explorer.view.search_index import WORDS
from graph.builds.search_lines import fold
from ontology.similar import LONGEST
from ontology.terms import OA, PK, PROV, RDFS, SKOS

MOST_QUOTES: Final = 4_000
"""Quotations that a single word returns."""
_COMMA: Final = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_NUMBER: Final = re.compile(r"\d{1,15}(?:\.\d{1,6})?")
_HAN_DIGITS: Final = "零一二三四五六七八九"
_NUMERAL: Final = r"[零一二三四五六七八九十百千万亿\d.]"
_SCALES: Final = ((10**8, "亿"), (10**4, "万"), (10**3, "千"), (10**2, "百"))
_CODED: Final = (PK.kind, PK.genre)


def search_words(query: str) -> list[str]:
    """Return the words of a query, folded, numbers without commas, none twice."""
    words = _COMMA.sub("", fold(query[:LONGEST])).split()
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


@dataclass(slots=True)
class QuotesIndex:
    """The words of all quotations of a graph."""

    text: str = "\n"
    starts: array[int] = field(default_factory=lambda: array("L"))
    iris: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    """The document of each quotation."""
    titles: dict[str, str] = field(default_factory=dict)
    """Folded titles and places by document."""
    codes: dict[str, str] = field(default_factory=dict)
    """Folded labels of the codes that things have as their kind."""

    @classmethod
    def of(cls, view: GraphView) -> QuotesIndex:
        """Index the quotations of a graph in the order of their documents."""
        rows = []
        for iri in view.of_type(PK.Quotation):
            written, read = view.text(iri, OA.exact), view.text(iri, PK.readAs)
            words = " ".join(f"{written} {read if read != written else ''}".split())
            document, start = view.object(iri, PROV.wasQuotedFrom), view.number(iri, OA.start)
            rows.append((document, start, iri, words))
        rows.sort()
        lines = _COMMA.sub("", fold("\n".join(row[3] for row in rows))).split("\n") if rows else []
        starts, at = array("L"), 1
        for line in lines:
            starts.append(at)
            at += len(line) + 1
        return cls(
            "\n" + "\n".join(lines) + "\n",
            starts,
            [row[2] for row in rows],
            [row[0] for row in rows],
            {d: _labels(view, [d, *view.objects(d, PK.jurisdiction)]) for d in view.documents},
            {code: _labels(view, [code]) for code in view.of_type(SKOS.Concept)},
        )

    def find(self, words: Sequence[str]) -> list[str]:
        """Return the quotations that all words fit, in the order of the texts.

        One word alone returns at most :data:`MOST_QUOTES`.
        """
        if not words:
            return []
        most = MOST_QUOTES if len(words) == 1 else len(self.iris)
        lines = [dict.fromkeys(self._holding(pattern_of(word), most)) for word in words]
        about = [{d for d, title in self.titles.items() if word in title} for word in words]
        fitting = [
            number
            for number in sorted({n for each in lines for n in each})
            if all(
                number in line or self.documents[number] in titled
                for line, titled in zip(lines, about, strict=True)
            )
        ]
        return [self.iris[number] for number in fitting]

    def _holding(self, pattern: re.Pattern[str], most: int) -> Iterator[int]:
        last, seen = -1, 0
        for match in pattern.finditer(self.text):
            number = bisect_right(self.starts, match.start()) - 1
            if number != last:
                last, seen = number, seen + 1
                yield number
                if seen >= most:
                    return

    def of_kind(self, view: GraphView, words: Sequence[str]) -> set[str]:
        """Return the things the label of whose kind holds all words: 特色小镇 the towns."""
        codes = [
            code for code, label in self.codes.items() if all(_names(word, label) for word in words)
        ]
        return {
            thing
            for code in (codes if words else ())
            for predicate in _CODED
            for thing in view.subjects(predicate, code)
        }


def _names(word: str, label: str) -> bool:
    """Tell whether a word is one of a label: whole in English, two signs of it in Chinese."""
    if not word.isascii():
        return len(word) > 1 and word in label
    parts = filter(None, re.split(r"[^a-z0-9]+", label))
    return any(word in (part, f"{part}s", f"{part}es") for part in parts)


def _labels(view: GraphView, iris: Iterable[str]) -> str:
    texts = (
        o.text
        for iri in iris
        for p in (RDFS.label, SKOS.prefLabel, PK.name)
        for o in view.out(iri).get(p, ())
        if type(o) is Lit
    )
    return fold("\t".join(dict.fromkeys(texts)))


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
