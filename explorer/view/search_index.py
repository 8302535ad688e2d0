"""Finds things by their labels and names as written: in either script, English, pinyin.

Everything is folded once (width, case, traditional to simplified) and laid end to end, one
line a thing, one text a kind; a word is looked for in these texts as they are, so that one
sign suffices and nothing is stemmed or guessed.  Lines stand in the order of their shortest
name, so that a search may stop early and still has found the best.  Pinyin and its initials
are keys only; they are never shown.
"""

from __future__ import annotations

import re
import threading
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, NamedTuple

from explorer.view.model import GraphView
from explorer.view.tables import kind_of
from graph.builds.search_lines import GAP, fold, search_lines
from ontology.kinds import LISTED
from ontology.similar import LONGEST
from ontology.terms import PK, RDFS

MOST: Final = 400
"""Things of one kind that are returned unless more are asked for."""
COUNTED: Final = 2_000
"""Things of one kind that a search counts; of more, it says so."""
UNORDERED: Final = 8
"""How well a line fits that is not compared any more: what fits worst of those that are."""
LOOKED_AT: Final = 500
"""Lines of one kind that are compared; of more, those with the shortest names."""
FEW: Final = 1_000
"""So many places of a word are found and then ordered; of more, the best are found first."""
WORDS: Final = 8
"""Words of a search that are looked for."""
FAR: Final = 24
"""Signs of a name between two signs of its short form."""
LONG: Final = 12
"""Signs of a word that may be a short form."""
INITIALS: Final = 6
"""Letters of a word that may be initials."""
_FINAL: Final = (
    "iang|iong|uang|ang|eng|ing|ong|ian|iao|uan|uai|ai|ei|ao|ou|an|en|in|un|vn|ia|ie|iu|ua|uo|ui"
    "|ue|ve|er|a|e|i|o|u|v"
)
_SYLLABLE: Final = f"((?:[zcs]h|[bpmfdtnlgkhjqxzcsryw])(?:{_FINAL}))"
_SYLLABLES: Final = re.compile(f"{_SYLLABLE}{_SYLLABLE}{_SYLLABLE}?")
"""Two or three syllables of pinyin."""
_RANK: Final = {
    kind.iri: rank for rank, kind in enumerate(sorted(LISTED, key=lambda kind: kind.search))
}
_Row = tuple[int, str, str, str]
"""Characters of the shortest name, thing, names, sounds."""
_BODIES: Final = (PK.Organization, PK.GroupReference, PK.Enterprise)


class Hit(NamedTuple):
    """One thing that was found; hits are in order of how well they fit."""

    score: int
    rank: int
    shortest: int
    iri: str
    kind: str


@dataclass(slots=True)
class _Lines:
    """Keys of things, a line each, as one text."""

    text: str = "\n"
    starts: array[int] = field(default_factory=lambda: array("I"))

    @classmethod
    def of(cls, keys: Iterable[str]) -> _Lines:
        pieces, starts, at = ["\n"], array("I"), 1
        for each in keys:
            line = f"{GAP}{each}{GAP}\n"
            starts.append(at)
            pieces.append(line)
            at += len(line)
        return cls("".join(pieces), starts)

    def holding(self, word: str) -> Iterator[int]:
        """Yield the numbers of the lines that hold a word."""
        text, at = self.text, self.text.find(word)
        while at >= 0:
            yield bisect_right(self.starts, at) - 1
            at = text.find(word, text.index("\n", at))

    def keys(self, number: int) -> list[str]:
        """Return the keys of a line."""
        start = self.starts[number] + 1
        return self.text[start : self.text.index("\n", start) - 1].split(GAP)


@dataclass(slots=True)
class Shelf:
    """All things of one kind."""

    kind: str
    iris: list[str] = field(default_factory=list)
    names: _Lines = field(default_factory=_Lines)
    """Folded labels and names."""
    sounds: _Lines = field(default_factory=_Lines)
    """Pinyin of the names that are Chinese, and its initials, in turn."""

    def numbers(self, words: Sequence[str], most: int) -> list[int]:
        """Return the lines that hold all words, at most so many, the best among them."""
        rarest = min(words, key=self._count) if len(words) > 1 else words[0]
        looked_at = [w for w in words if w is not rarest or _numeric(w)]
        found: dict[int, None] = {}
        for number in self._holding(rarest):
            if number not in found and all(self._holds(number, w) for w in looked_at):
                found[number] = None
                if len(found) >= most:
                    break
        return list(found)

    def _count(self, word: str) -> int:
        return self.names.text.count(word) + (self.sounds.text.count(word) if _latin(word) else 0)

    def _holding(self, word: str) -> Iterator[int]:
        """Yield lines: those with the word alone, at the start of a name, anywhere."""
        if (few := self._few(word)) is not None:
            yield from few
            return
        for piece in (f"{GAP}{word}{GAP}", f"{GAP}{word}", word):
            yield from self.names.holding(piece)
            if _latin(word):
                yield from self.sounds.holding(piece)

    def _few(self, word: str) -> list[int] | None:
        """Return the lines in the same order by one search instead of three, if they are few."""
        found: list[tuple[int, int, int]] = []
        for order, lines in enumerate((self.names, self.sounds) if _latin(word) else (self.names,)):
            text, at = lines.text, lines.text.find(word)
            while at >= 0:
                if len(found) >= FEW:
                    return None
                first, last = text[at - 1] == GAP, text[at + len(word)] == GAP
                found.append((0 if first and last else 1 if first else 2, order, at))
                at = text.find(word, at + 1)
        both = (self.names.starts, self.sounds.starts)
        return [bisect_right(both[order], at) - 1 for _, order, at in sorted(found)]

    def _holds(self, number: int, word: str) -> bool:
        keys = self.names.keys(number)
        if _numeric(word):  # 500 is not in 1500, nor in 500.5
            return any(_as_number(word).search(key) for key in keys)
        if any(word in key for key in keys):
            return True
        return _latin(word) and any(word in key for key in self.sounds.keys(number))

    def hit(self, number: int, words: Sequence[str]) -> Hit:
        """Say how well a line fits, 0 best."""
        names = self.names.keys(number)
        score = 0
        for word in words:
            best = min(_fit(word, key) for key in names)
            if best > 2 and _latin(word):
                best = min(best, *(_fit(word, s) + 1 for s in self.sounds.keys(number)))
            score += best
        return Hit(score, _RANK[self.kind], len(min(names, key=len)), self.iris[number], self.kind)

    def unordered(self, number: int, words: Sequence[str]) -> Hit:
        """Return a line as one that fits, behind those that are compared."""
        return Hit(UNORDERED * len(words), _RANK[self.kind], number, self.iris[number], self.kind)

    def shortened(self, word: str) -> Iterator[Hit]:
        """Yield bodies of which a word is a short form: 发改 or fgw of 发展和改革委员会."""
        if self.kind not in _BODIES or (word.isascii() and (len(word) < 3 or not word.isalpha())):
            return
        lines = self.sounds if word.isascii() else self.names
        parts = (_syllables(word) if word.isascii() else []) or list(word[:INITIALS])
        sounded = len("".join(parts)) > len(parts)
        if "".join(parts) != word:
            return
        seen: dict[int, int] = {}
        for match in _with_gaps(parts).finditer(lines.text):
            number = bisect_right(lines.starts, match.start()) - 1
            initials = _initials(lines.text, match.start(), lines.starts[number])
            if word.isascii() and initials is sounded:
                continue
            span = match.end() - match.start()
            seen[number] = min(span, seen.get(number, span))
            if len(seen) >= LOOKED_AT:
                break
        for number, span in seen.items():
            size = len(self.names.keys(number)[0])
            yield Hit(5 + span, _RANK[self.kind], size, self.iris[number], self.kind)


def _syllables(word: str) -> list[str]:
    """Return the syllables of pinyin, if it is two or three: fa, gai of fagai; else none."""
    found = _SYLLABLES.fullmatch(word)
    return [part for part in found.groups() if part] if found else []


def _with_gaps(parts: Sequence[str]) -> re.Pattern[str]:
    """Return what finds parts in their order, with a few signs between them."""
    # Each part where it stands first: no gap is tried again, and none is long.
    gap = f"(?>(?:(?!{{0}})[^{GAP}\n]){{{{0,{FAR}}}}})"
    first, *others = map(re.escape, parts)
    return re.compile(first + "".join(gap.format(part) + part for part in others))


def _words(query: str) -> list[str]:
    return fold(query[:LONGEST]).split()[:WORDS]


def _latin(word: str) -> bool:
    return word.isascii() and not word.isdigit()


def _numeric(word: str) -> bool:
    """Tell whether a word begins or ends with a number."""
    return word[0].isdigit() or word[-1].isdigit()


@lru_cache(maxsize=256)
def _as_number(word: str) -> re.Pattern[str]:
    before = r"(?<![\d.])(?<!\d,)" if word[0].isdigit() else ""
    after = r"(?![.,]?\d)" if word[-1].isdigit() else ""
    return re.compile(f"{before}{re.escape(word)}{after}")


def _initials(text: str, at: int, start: int) -> bool:
    """Tell whether a place of a line of sounds lies in initials: they follow the full sound."""
    return text.count(GAP, start, at + 1) % 2 == 0


def _fit(word: str, key: str) -> int:
    if word == key:
        return 0
    at = key.find(word)
    if at < 0:
        return 9
    if at == 0:
        return 1
    if word.isascii() and key[at - 1].isascii() and key[at - 1].isalnum():
        return 4
    return 2 if len(key) < 24 else 3


@dataclass(slots=True)
class Index:
    """All things of a graph that have pages."""

    shelves: dict[str, Shelf] = field(default_factory=dict)

    @classmethod
    def of(cls, view: GraphView) -> Index:
        """Read the keys of all things that have pages."""
        by_kind: dict[str, list[_Row]] = {}
        shared: dict[str, list[tuple[str, _Row]]] = {}
        for kind, shortest, iri, names, sounds in view.whole.shared_lines():
            shared.setdefault(iri, []).append((kind, (shortest, iri, names, sounds)))
        several = []
        for iri, rows in shared.items():
            if len(rows) > 1:
                several.append(iri)
            elif rows[0][0]:
                by_kind.setdefault(rows[0][0], []).append(rows[0][1])
        for kind, row in _joined(view, several):
            by_kind.setdefault(kind, []).append(row)
        shared.clear()
        shelves = {}
        for kind in (kind.iri for kind in LISTED):  # one after the other: the rows take much room
            found = by_kind.pop(kind, []) + view.whole.lines_of(kind)
            if found:
                shelves[kind] = _shelf(kind, found)
        return cls(shelves)

    def find(self, query: str, most: int = MOST) -> dict[str, list[Hit]]:
        """Return what fits a query by kind, the best first; every word of it must fit."""
        words = _words(query)
        found: dict[str, list[Hit]] = {}
        for shelf in self.shelves.values() if words else ():
            lines = shelf.numbers(words, max(LOOKED_AT, most))
            hits = {n: shelf.hit(n, words) for n in lines[:LOOKED_AT]}
            hits |= {n: shelf.unordered(n, words) for n in lines[LOOKED_AT:]}
            if len(words) == 1 and 2 <= len(words[0]) <= LONG:
                known = {hit.iri for hit in hits.values()}
                extra = [hit for hit in shelf.shortened(words[0]) if hit.iri not in known]
            else:
                extra = []
            if hits or extra:
                found[shelf.kind] = sorted([*hits.values(), *extra])[:most]
        return dict(sorted(found.items(), key=lambda pair: pair[1][0]))

    def best(self, query: str, most: int) -> list[Hit]:
        """Return what fits best of all kinds."""
        return sorted(hit for hits in self.find(query).values() for hit in hits)[:most]

    def all_of(self, kind: str, query: str) -> set[str]:
        """Return every thing of a kind that fits a query."""
        words = _words(query)
        shelf = self.shelves.get(kind)
        if shelf is None or not words:
            return set()
        found = {shelf.iris[n] for n in shelf.numbers(words, len(shelf.iris))}
        if len(words) == 1 and 2 <= len(words[0]) <= LONG:
            found |= {hit.iri for hit in shelf.shortened(words[0])}
        return found


def _joined(view: GraphView, iris: Iterable[str]) -> Iterator[tuple[str, _Row]]:
    """Yield class and keys of things that several graphs describe."""
    chosen = [(iri, kind) for iri in iris if (kind := kind_of(view, iri))]
    names = [view.texts(iri, RDFS.label) + view.names(iri) for iri, _ in chosen]
    for (iri, kind), line in zip(chosen, search_lines(names), strict=True):
        yield kind, (line.shortest, iri, line.names, line.sounds)


def _shelf(kind: str, rows: list[_Row]) -> Shelf:
    rows.sort()
    return Shelf(
        kind,
        [iri for _, iri, _, _ in rows],
        _Lines.of(names for _, _, names, _ in rows),
        _Lines.of(sounds for _, _, _, sounds in rows),
    )


_making = threading.Lock()


def index_of(view: GraphView) -> Index:
    """Return the index of a view, made on first use."""
    found: Index | None = view.made.get(Index)
    if found is None:
        with _making:
            found = view.made.get(Index)
            if found is None:
                found = view.made[Index] = Index.of(view)
    return found
