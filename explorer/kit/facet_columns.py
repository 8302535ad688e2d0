"""The facets of a list as columns: hundreds of thousands of things are counted in milliseconds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from explorer.kit.facets import NONE, Facet, Row
from explorer.kit.request import Ask
from explorer.view.faceted import Apart, Known
from explorer.view.lists import DOCUMENT, ListOf
from graph.builds.page_facets import NOTHING, Facts

if TYPE_CHECKING:
    from explorer.view.coded import Coded, Numbers

__all__ = ["ListIndex", "Values", "counts_of", "having", "index_of_list"]

Values = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListIndex:
    """The values of the things of a list, a column for each facet."""

    listed: ListOf
    columns: dict[str, tuple[list[Values], Numbers]]
    """By facet: the different values, and which of them each thing has."""

    def row(self, item: str) -> Row:
        """Return the values of a thing by facet."""
        at = self.listed.places[item]
        return tuple(values[codes[at]] for values, codes in self.columns.values())

    def counted(self, name: str, items: Sequence[str]) -> Counter[str]:
        """Return how many items have each value of a facet."""
        values, codes = self.columns[name]
        if len(items) != len(codes):  # else it is all of them, in whatever order
            codes = self._of(codes, items)
        return counts_of(values, codes)

    def passing(self, name: str, wanted: Collection[str]) -> set[str]:
        """Return the items that have one of some values of a facet."""
        values, codes = self.columns[name]
        iris = self.listed.iris
        return {iris[at] for at in having(values, codes, wanted).tolist()}

    def _of(self, codes: Numbers, items: Sequence[str]) -> Numbers:
        import numpy as np

        if items is self.listed.iris:
            return codes
        places = map(self.listed.places.__getitem__, items)
        return codes[np.fromiter(places, np.int64, len(items))]


def counts_of(values: Sequence[Values], codes: Numbers) -> Counter[str]:
    """Return how often each value occurs.

    Args:
        values: The different values of items.
        codes: Which of them each item has.
    """
    import numpy as np

    counts = np.bincount(codes, minlength=len(values)).tolist()
    found: Counter[str] = Counter()
    for each, number in zip(values, counts, strict=True):
        if number:
            for value in each:
                found[value] += number
    return found


def having(values: Sequence[Values], codes: Numbers, wanted: Collection[str]) -> Numbers:
    """Return the places of the items that have one of some values; see :func:`counts_of`."""
    import numpy as np

    these = set(wanted)
    passes = np.array([not these.isdisjoint(each) for each in values], bool)
    return np.flatnonzero(passes[codes]) if len(values) else np.empty(0, np.int64)


def index_of_list(ask: Ask, facets: Sequence[Facet], listed: ListOf, apart: Apart) -> ListIndex:
    """Return the values of the things of a list; to be kept for a state of the data.

    Args:
        ask: the request.
        facets: what the list can be narrowed by; each has a column.
        listed: the list.
        apart: what its columns do not say.
    """
    known = {
        name: _known_by(ask, name, listed.columns[name])
        for name in dict.fromkeys(facet.column for facet in facets)
    }
    columns = {
        facet.name: _values(ask, facet, listed, apart, known[facet.column]) for facet in facets
    }
    return ListIndex(listed, columns)


def _values(
    ask: Ask, facet: Facet, listed: ListOf, apart: Apart, by_text: Sequence[Known]
) -> tuple[list[Values], Numbers]:
    import numpy as np

    column = listed.columns[facet.column]
    numbers: dict[Values, int] = {}

    def number(values: Sequence[str]) -> int:
        return numbers.setdefault(tuple(dict.fromkeys(values)) or (NONE,), len(numbers))

    def number_of(known: Known) -> int:
        return number(facet.of(ask, known) if facet.of is not None else ())

    of_texts = [number_of(one) for one in by_text]
    codes = np.array(of_texts, np.int64)[column.codes] if of_texts else column.codes
    if facet.column == DOCUMENT:
        for iri, documents in apart.documents.items():
            codes[listed.places[iri]] = number_of(Known(documents, NOTHING))
    of_facts: dict[int, int] = {}  # the same facts are one object
    places = listed.places
    for iri, known in apart.known.items():
        if known is None:
            codes[places[iri]] = number(facet.keys(ask, iri))
        elif facet.column == DOCUMENT:
            codes[places[iri]] = number_of(known)
        else:
            found = of_facts.get(id(known.facts))
            if found is None:
                found = of_facts[id(known.facts)] = number_of(known)
            codes[places[iri]] = found
    for at, iri in enumerate(listed.iris) if listed.again else ():
        if iri in listed.again:
            codes[at] = codes[listed.places[iri]]
    return list(numbers), codes


def _known_by(ask: Ask, name: str, column: Coded[str]) -> list[Known]:
    """Return what is known of things that have each text of a column, and nothing else."""
    if name == DOCUMENT:
        known = set(ask.view.documents)
        return [Known((one,) if one in known else (), NOTHING) for one in column.texts]
    at, kind = Facts._fields.index(name), type(getattr(NOTHING, name))
    before, after = NOTHING[:at], NOTHING[at + 1 :]
    return [
        Known((), Facts._make((*before, text.split() if kind is list else kind(text), *after)))
        for text in column.texts
    ]
