"""Finds things by their labels and names as written: in either script, English, pinyin.

Everything was folded once when the build was made (width, case, traditional to simplified), and
has an index of grams (:mod:`graph.builds.page_names`), which is asked for the blocks of names that
may hold a word.  These are read and looked through as they are, so that one sign suffices and
nothing is stemmed or guessed; nothing of them is held in memory.  They come in the order of the
shortest name, so that a search may stop early and still has found the best.  Pinyin and its
initials are keys only; they are never shown.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from functools import cache, cached_property
from itertools import chain, groupby, islice
from typing import TYPE_CHECKING, Final, NamedTuple

from explorer.view.model import GraphView, Lit
from explorer.view.name_words import (
    WORDS,
    fit_of,
    in_initials,
    is_latin,
    matcher_of,
    parts_of,
    piece_of,
    with_gaps,
    words_of,
)
from graph.builds.grams import ANY, beginning, name_matching, short_form_matching
from graph.builds.page_names import BLOCK, BODIES, CLASSES, Named, block_of, place_ends
from graph.builds.page_tables import NARROWEST_FIRST
from graph.builds.search_lines import GAP, search_lines
from graph.builds.whole_graph import WholeGraph
from ontology.declarations import superclasses
from ontology.kinds import LISTED
from ontology.similar import LONGEST
from ontology.terms import PK, RDF, RDFS

if TYPE_CHECKING:
    from explorer.view.coded import Numbers

__all__ = ["COUNTED", "MOST", "WORDS", "Hit", "Hits", "Index", "index_of", "kinds_within"]

MOST: Final = 400
"""Things of one kind that are returned unless more are asked for."""
COUNTED: Final = 2_000
"""Things of one kind that a search counts; of more, it says so."""
UNORDERED: Final = 8
"""How well a line fits that is not compared any more: what fits worst of those that are."""
LOOKED_AT: Final = 500
"""Lines of one kind that are compared; of more, those with the shortest names."""
FEW: Final = 143
"""Blocks that are read for all kinds at once; where there are more, each kind is read by itself."""
FIRST: Final = 24
"""Blocks of one kind that are read at first: as many as the best hits of a frequent word fill."""
MANY: Final = 1_500
"""Blocks of one kind that are read for one search."""
PROBED: Final = 60
"""Blocks by which is known whether a sign is frequent in the names of a kind."""
FREQUENT: Final = 0.05
"""Share of names that hold a frequent sign."""
_RANK: Final = {
    kind.iri: rank for rank, kind in enumerate(sorted(LISTED, key=lambda kind: kind.search))
}
_EVERY: Final = (place_ends(CLASSES[0])[0], place_ends(CLASSES[-1])[1])
_ANY: Final = f'"{ANY}"'


class Hit(NamedTuple):
    """One thing that was found; hits are in order of how well they fit."""

    score: int
    rank: int
    shortest: int
    iri: str
    kind: str


class Hits(list[Hit]):
    """Things of one kind, the best first."""

    more: bool = False
    """Whether there may be more of them."""


class _Line(NamedTuple):
    """A thing whose names hold all words; lines are in the order in which they are compared."""

    piece: int
    shortest: int
    iri: str
    names: str
    sounds: str


class Index:
    """All things of a graph that have pages.

    Args:
        whole: The tables of the graph.
        several: Things that several graphs describe, by class, in blocks.
    """

    def __init__(self, whole: WholeGraph, several: Mapping[str, Sequence[Named]]) -> None:
        self._whole, self._several = whole, several
        self._joined = frozenset(
            iri for some in several.values() for block in some for iri in block.iris.split("\n")
        )

    @classmethod
    def of(cls, view: GraphView) -> Index:
        """Return the index of a view."""
        whole = view.whole
        return cls(whole, _several(view, whole.described_again()))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of which there is something."""
        blocks = self._whole.blocks
        return frozenset(
            cls
            for cls in CLASSES
            if cls in self._several or next(blocks(_ANY, *place_ends(cls)), None) is not None
        )

    # ---- what fits ---------------------------------------------------------------------

    def find(
        self, query: str, most: int = MOST, kinds: Collection[str] = CLASSES
    ) -> dict[str, Hits]:
        """Return what fits a query by kind, the best first; every word of it must fit.

        Args:
            query: Words.
            most: Things of one kind that are returned.
            kinds: Those that are looked for.
        """
        words = words_of(query)
        found: dict[str, Hits] = {}
        for kind, lines in self._lines(words, max(LOOKED_AT, most), kinds) if words else ():
            hits = Hits(_hits(kind, lines.lines, words))
            if len(hits) < most:  # short forms come behind what holds the word
                known = {hit.iri for hit in hits}
                short = self._shortened(kind, words, known)
                hits += short
                lines.cut = lines.cut or short.more
            if hits:
                hits.sort()
                hits.more = lines.cut or len(hits) >= most
                del hits[most:]
                found[kind] = hits
        return dict(sorted(found.items(), key=lambda pair: pair[1][0]))

    def best(self, query: str, most: int) -> list[Hit]:
        """Return what fits best of all kinds."""
        return sorted(hit for hits in self.find(query).values() for hit in hits)[:most]

    def all_of(self, kind: str, query: str) -> set[str]:
        """Return every thing of a kind that fits a query."""
        words = words_of(query)
        if not words or kind not in self.kinds:
            return set()
        found = _Found(words, self._joined)
        for block in self._every(kind, name_matching(*words) or _ANY):
            found.look_through(block)
        return {line.iri for line in found.lines} | {
            hit.iri for hit in self._shortened(kind, words, frozenset())
        }

    def holds(self, piece: str) -> bool:
        """Tell whether a name of anything holds a folded piece of a word."""
        match = name_matching(piece) or beginning(piece)
        blocks = (block for _, block in self._whole.blocks(match, *_EVERY))
        return any(piece in block.names for block in chain(blocks, *self._several.values()))

    # ---- lines -------------------------------------------------------------------------

    def _lines(
        self, words: Sequence[str], most: int, kinds: Collection[str]
    ) -> Iterator[tuple[str, _Found]]:
        """Yield the lines of each kind that hold all words, at most so many, the best of them."""
        match = name_matching(*words)
        few = list(islice(self._whole.blocks(match, *_EVERY, FEW + 1), FEW + 1)) if match else []
        if match and len(few) <= FEW:
            wanted = {kind: _Found(words, self._joined) for kind in CLASSES if kind in kinds}
            for block in chain((block for _, block in few), *self._several.values()):
                if block.cls in wanted:
                    wanted[block.cls].look_through(block)
        else:
            # The index has no row for a sign alone: what begins with it is put together once.
            places = cache(lambda: self._whole.block_places(" AND ".join(map(beginning, words))))
            wanted = {
                kind: self._lines_of(kind, words, match, most, places)
                for kind in CLASSES
                if kind in kinds and kind in self.kinds
            }
        for kind, found in wanted.items():
            found.cut_to(most)
            yield kind, found

    def _lines_of(
        self,
        kind: str,
        words: Sequence[str],
        match: str,
        most: int,
        places: Callable[[], Numbers],
    ) -> _Found:
        """Return lines of a kind: those with the word alone, at the start of a name, anywhere."""
        chief = max(words, key=len)
        others = [word for word in words if word is not chief]
        found = _Found(words, self._joined)
        for block in self._several.get(kind, ()):
            found.look_through(block)
        if match:
            few = list(islice(self._whole.blocks(match, *place_ends(kind), FIRST), FIRST))
            if len(few) < FIRST:
                for _, block in few:
                    found.look_through(block)
                return found
        alone = name_matching(f"{GAP}{chief}{GAP}", *others)
        first = name_matching(f"{GAP}{chief}", *others)
        ends = place_ends(kind)
        read = self._whole.blocks
        self._read(found, read(alone, *place_ends(kind, len(chief)), FIRST), most, 1)
        self._read(found, read(first, *ends, FIRST), most, 3)
        if found.pieces(5) >= most:
            return found
        if match or self._is_frequent(kind, words):
            self._read(found, read(match or _ANY, *ends, FIRST), most, 5)
        else:
            self._read(found, self._whole.blocks_at(places(), *ends), most, 5)
        return found

    def _read(
        self, found: _Found, blocks: Iterator[tuple[int, Named]], most: int, piece: int
    ) -> None:
        """Look through blocks of a kind, until there are enough lines of some pieces."""
        if found.pieces(piece) >= most:
            return
        for number, (place, block) in enumerate(blocks):
            if number >= MANY:
                found.cut = True
                return
            if place not in found.seen:
                found.seen.add(place)
                found.look_through(block)
                if found.pieces(piece) >= most:
                    return

    def _is_frequent(self, kind: str, words: Sequence[str]) -> bool:
        """Tell whether words that the index cannot tell apart stand in many names of a kind."""
        found, things = _Found(words, self._joined), 0
        for _, block in islice(self._whole.blocks(_ANY, *place_ends(kind)), PROBED):
            found.look_through(block)
            things += block.iris.count("\n") + 1
        return len(found.lines) >= FREQUENT * things

    def _every(self, kind: str, match: str) -> Iterator[Named]:
        """Yield all blocks of a kind that a query finds, and things of several graphs."""
        yield from (block for _, block in self._whole.blocks(match, *place_ends(kind)))
        yield from self._several.get(kind, ())

    # ---- short forms -------------------------------------------------------------------

    def _shortened(self, kind: str, words: Sequence[str], known: Set[str]) -> Hits:
        """Return bodies of which a word is a short form: 发改 or fgw of 发展和改革委员会.

        Args:
            kind: Their kind.
            words: Of the search; only a single one can be a short form.
            known: Bodies that are found by it as it stands, and are left out.
        """
        hits = Hits()
        if kind not in BODIES or len(words) != 1 or not 2 <= len(words[0]) <= LONGEST:
            return hits
        word = words[0]
        if not (parts := parts_of(word)):
            return hits
        latin, pattern = word.isascii(), with_gaps(parts)
        signs = [part[0] for part in parts] if latin else [sign for sign in word if sign.isalnum()]
        match, seen = short_form_matching("".join(signs)) or _ANY, 0
        for number, block in enumerate(self._every(kind, match)):
            if number >= MANY or seen >= LOOKED_AT:
                hits.more = True
                break
            text = block.sounds if latin else block.names
            if not pattern.search(text):
                continue
            iris, names, lines = (each.split("\n") for each in (block.iris, block.names, text))
            for iri, line, searched in zip(iris, names, lines, strict=True):
                if iri not in known and (block.own or iri not in self._joined):
                    span = _span(pattern, searched, latin, len(word) > len(parts))
                    if span:
                        size = line.index(GAP, 1) - 1
                        hits.append(Hit(5 + span, _RANK[kind], size, iri, kind))
                        seen += 1
        return hits


def _span(pattern: re.Pattern[str], text: str, latin: bool, sounded: bool) -> int:
    """Return in how few signs a line holds the parts of a short form; 0 where it does not."""
    spans = [
        match.end() - match.start()
        for match in pattern.finditer(text)
        if not latin or in_initials(text, match.start()) is not sounded
    ]
    return min(spans, default=0)


class _Found:
    """Lines that hold all words.

    Args:
        words: Folded.
        joined: Things that are left out where they stand beside others: see ``_several``.
    """

    def __init__(self, words: Sequence[str], joined: frozenset[str]) -> None:
        self._chief, self._joined = max(words, key=len), joined
        self._latin = is_latin(self._chief)
        self._tests = [matcher_of(word) for word in words]
        self._words = [(word, is_latin(word)) for word in words]
        self.lines: list[_Line] = []
        self.seen: set[int] = set()
        """Places of the blocks that were looked through."""
        self.cut = False
        """Whether there may be more lines."""
        self._pieces = [0] * 6

    def pieces(self, last: int) -> int:
        """Return how many lines there are with the word in a piece up to one."""
        return sum(self._pieces[: last + 1])

    def look_through(self, block: Named) -> None:
        """Add the lines of a block that hold all words."""
        names, sounds = block.names, block.sounds
        if not all(word in names or (latin and word in sounds) for word, latin in self._words):
            return
        first, *others = self._tests
        joined = frozenset() if block.own else self._joined
        for iri, line, sound in zip(
            block.iris.split("\n"), names.split("\n"), sounds.split("\n"), strict=True
        ):
            if not first(line, sound) or iri in joined:
                continue
            if others and not all(test(line, sound) for test in others):
                continue
            piece = piece_of(self._chief, self._latin, line, sound)
            self._pieces[piece] += 1
            self.lines.append(_Line(piece, block.shortest, iri, line, sound))

    def cut_to(self, most: int) -> None:
        """Put the lines in order, and leave out those that are too many."""
        self.lines.sort()
        if len(self.lines) > most:
            self.cut = True
            del self.lines[most:]


def _hits(kind: str, lines: Sequence[_Line], words: Sequence[str]) -> Iterator[Hit]:
    """Yield lines with how well they fit, 0 best; of many, the last ones are not compared."""
    rank = _RANK[kind]
    for _, shortest, iri, names, sounds in lines[:LOOKED_AT]:
        yield Hit(fit_of(words, names, sounds), rank, shortest, iri, kind)
    last = UNORDERED * len(words)
    for line in lines[LOOKED_AT:]:
        yield Hit(last, rank, line.shortest, line.iri, kind)


def _several(view: GraphView, iris: Sequence[str]) -> dict[str, list[Named]]:
    """Return things that several graphs describe, in blocks, each thing with all of its names.

    In the blocks of the graphs they are passed over.
    """
    chosen = list(_described(view, iris))
    lines = search_lines(names for _, _, names in chosen)
    rows = sorted(
        (kind, line.shortest, iri, line) for (iri, kind, _), line in zip(chosen, lines, strict=True)
    )
    found: dict[str, list[Named]] = {}
    for (kind, _), group in groupby(rows, key=lambda row: row[:2]):
        things = [(iri, line) for *_, iri, line in group]
        for at in range(0, len(things), BLOCK):
            found.setdefault(kind, []).append(block_of(kind, 1, things[at : at + BLOCK]))
    return found


def _described(view: GraphView, iris: Sequence[str]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield those of some things that have pages, with their kind and all of their names."""
    for iri, said in view.said_of(iris, (RDF.type, RDFS.label, PK.name)).items():
        types = said.get(RDF.type, ())
        if kind := next((cls for cls in NARROWEST_FIRST if cls in types), ""):
            texts = (each for p in (RDFS.label, PK.name) for each in said.get(p, ()))
            yield iri, kind, [text.text for text in texts if type(text) is Lit]


def kinds_within(cls: str) -> tuple[str, ...]:
    """Return the kinds whose things are of a class: firms are bodies too."""
    return tuple(kind for kind in CLASSES if cls == kind or cls in superclasses(kind))


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
