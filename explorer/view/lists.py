"""The list of a class as columns: its things, their order, and what the list is narrowed by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from explorer.view.coded import Coded, column_of, joined, ranks_of
from graph.builds.list_summaries import LANGUAGES, LISTS, PARTS, POINTED, natural
from graph.builds.page_facets import Facts
from graph.builds.whole_graph import WholeGraph
from ontology.kinds import LISTED

if TYPE_CHECKING:
    from explorer.view.coded import Numbers
    from graph.builds.packing import Columns

__all__ = ["DOCUMENT", "ListOf", "Lists"]

DOCUMENT: Final = "document"
"""The column of the documents that state the things."""


class Asked(NamedTuple):
    """What is asked about things of which several graphs speak."""

    pointing: Callable[[str], int]
    """Returns how many statements point at one thing, in all graphs."""
    pointed: Callable[[], Mapping[str, int]]
    """Returns the same of things that have no list in the graph of the statements."""


class ListOf:
    """Things of a class, in the order of the graphs; one that several graphs list comes again.

    Args:
        whole: The graph.
        cls: The class that they are shown as.
        asked: Answers about things of which several graphs speak.
    """

    def __init__(self, whole: WholeGraph, cls: str, asked: Asked) -> None:
        self._whole, self._cls, self._asked = whole, cls, asked
        blocks = self._blocks()
        iris = [iri for block in blocks for iri in block.texts("iri")]
        self._shown = _shown(iris, cls, whole.conflicts)
        self.iris: Final = iris if self._shown is None else [iris[at] for at in self._shown]

    def _blocks(self) -> list[Columns]:
        return [block for _, block in self._whole.summaries.of(LISTS[self._cls])]

    def _kept(self, numbers: Numbers) -> Numbers:
        return numbers if self._shown is None else numbers[self._shown]

    def _number(self, blocks: list[Columns], name: str) -> Numbers:
        import numpy as np

        return self._kept(column_of(blocks, name, np.int64))

    def _coded(self, blocks: list[Columns], name: str) -> Coded[str]:
        found = joined(blocks, name)
        return Coded(found.texts, self._kept(found.codes))

    @cached_property
    def columns(self) -> dict[str, Coded[str]]:
        """The document that states each thing, and its facts, by name."""
        blocks = self._blocks()
        return {name: self._coded(blocks, name) for name in (DOCUMENT, *Facts._fields)}

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each thing; of one that comes again, the first."""
        found = dict(zip(reversed(self.iris), range(len(self.iris) - 1, -1, -1), strict=True))
        return dict(reversed(found.items()))

    @cached_property
    def again(self) -> set[str]:
        """Things that several graphs list."""
        if len(self.places) == len(self.iris):
            return set()
        seen: set[str] = set()
        return {iri for iri in self.iris if iri in seen or seen.add(iri)}  # type: ignore[func-returns-value]

    def facts_once(self, iris: Set[str]) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield things that one graph lists, with document and facts; many have the same facts."""
        columns = [self.columns[name] for name in Facts._fields]
        document = self.columns[DOCUMENT]
        known: dict[tuple[int, ...], str] = {}
        codes = [column.codes.tolist() for column in (document, *columns)] if iris else []
        for iri, of_document, *of_facts in zip(self.iris if iris else (), *codes, strict=True):
            if iri not in iris:
                continue
            key = tuple(of_facts)
            text = known.get(key)
            if text is None:
                texts = (column.texts[code] for column, code in zip(columns, key, strict=True))
                text = known[key] = "\t".join(texts)
            yield iri, (document.texts[of_document], text)

    def facts_of(self, iris: Set[str]) -> dict[str, list[tuple[str, str]]]:
        """Return document and facts of some things, a pair for each graph that lists them."""
        columns = [self.columns[name] for name in (DOCUMENT, *Facts._fields)]
        found: dict[str, list[tuple[str, str]]] = {}
        for at, iri in enumerate(self.iris) if iris else ():
            if iri in iris:
                document, *facts = (column.texts[column.codes[at]] for column in columns)
                found.setdefault(iri, []).append((document, "\t".join(facts)))
        return found

    def stand_at(self, iris: Iterable[str]) -> Iterator[tuple[str, tuple[str, int, int]]]:
        """Yield facts that one graph lists with their document and their place in its text."""
        blocks = self._blocks()
        document = self._coded(blocks, DOCUMENT)
        start, offset = (self._number(blocks, name) for name in ("start", "offset"))
        places, again = self.places, self.again
        for iri in iris:
            at = places[iri]
            stating = document.texts[document.codes[at]]
            if stating and iri not in again:
                yield iri, (stating, int(start[at]), int(offset[at]))

    @cached_property
    def often(self) -> list[int]:
        """How many statements point at each thing, in all graphs."""
        found: list[int] = self._number(self._blocks(), "pointing").tolist()
        further, conflicts = self._asked.pointed(), self._whole.conflicts
        if further:
            found = [n + further.get(iri, 0) for n, iri in zip(found, self.iris, strict=True)]
        for at, iri in enumerate(self.iris) if self.again or conflicts else ():
            if iri in self.again or iri in conflicts:
                found[at] = self._asked.pointing(iri)
        return found

    def by_often(self) -> list[str]:
        """Return the things, those that are pointed at most first."""
        return [iri for _, iri in sorted(zip([-n for n in self.often], self.iris, strict=True))]

    def in_order(self) -> list[str]:
        """Return the things in the order of the texts, each once."""
        import numpy as np

        blocks = self._blocks()
        document = self._coded(blocks, DOCUMENT)
        keys = [self._number(blocks, name) for name in ("rank", "offset", "start")]
        if "" in document.texts:  # such things may stand in any block: their ranks say nothing
            apart = np.flatnonzero(document.codes == document.texts.index("")).tolist()
            apart.sort(key=lambda at: natural(self.iris[at]))
            keys[0][apart] = np.arange(len(apart))
        order = np.lexsort((*keys, ranks_of(document.texts)[document.codes]))
        return list(dict.fromkeys([self.iris[at] for at in order.tolist()]))

    def by_label(self, lang: str, key: Callable[[str], tuple[str, str]]) -> list[str]:
        """Return the things by their label in a language.

        Args:
            lang: The language.
            key: Returns the label, folded, and the thing, of one that several graphs list.
        """
        if lang not in LANGUAGES:
            return sorted(self.iris, key=key)
        labels = self._coded(self._blocks(), lang)
        texts = [labels.texts[code] for code in labels.codes.tolist()]
        keys = list(zip(texts, self.iris, strict=True))
        if self.again:
            keys = [key(iri) if iri in self.again else (label, iri) for label, iri in keys]
        return [iri for _, iri in sorted(keys)]


def _shown(iris: list[str], cls: str, conflicts: Mapping[str, str]) -> list[int] | None:
    """Return the places of the things that are shown as of a class; none: all are."""
    if not conflicts or conflicts.keys().isdisjoint(iris):
        return None
    return [at for at, iri in enumerate(iris) if conflicts.get(iri, cls) == cls]


class Lists(Mapping[str, list[str]]):
    """The things of every class that has a list, each list read when it is asked for.

    Args:
        whole: The graph.
        pointing: Returns how many statements point at one thing.
    """

    def __init__(self, whole: WholeGraph, pointing: Callable[[str], int]) -> None:
        self._whole, self._asked = whole, Asked(pointing, lambda: self._pointed)
        self._held: dict[str, ListOf] = {}

    def of(self, cls: str) -> ListOf:
        """Return a list with its columns.

        Raises:
            KeyError: The class has none.
        """
        found = self._held.get(cls)
        if found is None:
            if cls not in LISTS:
                raise KeyError(cls)
            found = self._held[cls] = ListOf(self._whole, cls, self._asked)
        return found

    @cached_property
    def _pointed(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for _, block in self._whole.summaries.of(POINTED):
            for iri, number in zip(block.texts("iri"), block.numbers("pointing"), strict=True):
                found[iri] = found.get(iri, 0) + number
        return found

    @cached_property
    def parts(self) -> dict[str, list[str]]:
        """Further facts of things that another graph describes."""
        found: dict[str, list[str]] = {}
        for _, block in self._whole.summaries.of(PARTS):
            texts = block.texts("facts")
            for iri, code in zip(block.texts("iri"), block.numbers("facts #"), strict=True):
                found.setdefault(iri, []).append(texts[code])
        return found

    def __getitem__(self, cls: str) -> list[str]:
        return self.of(cls).iris

    def __iter__(self) -> Iterator[str]:
        return (kind.iri for kind in LISTED)

    def __len__(self) -> int:
        return len(LISTED)
