"""All values of the graph as columns: filtered, grouped and counted without a row in memory."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from explorer.view.coded import Coded, column_of, joined, numbers_of, ranks_of, together
from explorer.view.model import GraphView, local_name
from explorer.view.reported import STATUSES
from explorer.view.tables import tables_of
from graph.builds.summaries import CODED, NO_YEAR, VALUES
from graph.builds.whole_graph import WholeGraph
from ontology.conversions import common

if TYPE_CHECKING:
    from explorer.view.coded import Numbers, Places

__all__ = ["Groups", "Values", "values_of"]

_NEVER: Final = 9


class Values:
    """Columns of all values, in the order of documents and texts.

    Args:
        whole: The graph.
    """

    def __init__(self, whole: WholeGraph) -> None:
        import numpy as np

        parts = list(whole.summaries.of(VALUES))
        self._coded: dict[str, Coded[str]] = {}
        columns = [block for _, block in parts]
        coded = {name: joined(columns, name) for name in CODED}
        start = column_of(columns, "start", np.int64)
        order = np.lexsort((start, coded["document"].ranks()))
        self._coded = {name: Coded(one.texts, one.codes[order]) for name, one in coded.items()}
        firsts = [
            np.array([first for first, _ in block.ranges], np.int64)[numbers_of(found, "graph")]
            + numbers_of(found, "at")
            for block, found in parts
        ]
        self._numbers = together(firsts, np.int64)[order]
        self._size = column_of(columns, "size", np.float64)[order]
        self._year = column_of(columns, "year", np.int64)[order]
        self._part = column_of(columns, "part", np.int64)[order]
        self._group = self._groups_of_all()
        self.subjects: Final = sum(1 for iri in self._coded["subject"].texts if iri)

    def _groups_of_all(self) -> Numbers:
        """Return a number for each row, the same for all rows that may be compared."""
        import numpy as np

        units, definitions = self._coded["unit"], self._coded["definition"]
        known: dict[str, int] = {}
        shared = [known.setdefault(common(unit), len(known)) for unit in units.texts]
        unit = np.array(shared, np.int64)[units.codes] if shared else units.codes
        found = self._coded["indicator"].codes * max(1, len(known)) + unit
        grouped: Numbers = found * max(1, len(definitions.texts)) + definitions.codes
        return grouped * 2 + self._part

    def passing(self, document: str, subject: str, status: str, years: Any) -> Places:
        """Return the places of the values under some filters; an empty one lets all pass."""
        import numpy as np

        passes = np.ones(len(self._numbers), bool)
        for name, wanted in (("document", document), ("subject", subject)):
            if wanted:
                passes &= self._coded[name].is_one_of(wanted.__eq__)
        if status:
            passes &= self._coded["status"].is_one_of(lambda code: local_name(code) == status)
        if years:
            passes &= self.in_years(years.holds)
        return np.flatnonzero(passes)

    def coded(self, name: str) -> Coded[str]:
        """Return a column of texts: one of those of :data:`graph.builds.summaries.CODED`."""
        return self._coded[name]

    @property
    def year(self) -> Numbers:
        """The year of each value, :data:`NO_YEAR` of those without one."""
        return self._year

    @property
    def has_size(self) -> Numbers:
        """Whether each value is a number that can be drawn."""
        found: Numbers = self._size == self._size
        return found

    @property
    def is_part(self) -> Numbers:
        """Whether each value counts a part of what another one counts."""
        found: Numbers = self._part != 0
        return found

    @property
    def group(self) -> Numbers:
        """A number of each value, the same for all that have one indicator, unit, definition."""
        return self._group

    def in_years(self, holds: Callable[[int | None], bool]) -> Numbers:
        """Tell of each value whether its year passes."""
        import numpy as np

        known, place = np.unique(self._year, return_inverse=True)
        passes = [holds(None if year == NO_YEAR else int(year)) for year in known]
        found: Numbers = np.array(passes, bool)[place]
        return found

    def numbers(self, places: Any) -> list[int]:
        """Return the numbers of the rows at some places."""
        found: list[int] = self._numbers[places].tolist()
        return found

    def of_each(self, name: str) -> dict[str, int]:
        """Return how many values each subject or document has, by the name of the column."""
        import numpy as np

        column = self._coded[name]
        counts = np.bincount(column.codes, minlength=len(column.texts)).tolist()
        return dict(zip(column.texts, counts, strict=True))

    def units(self, places: Places) -> set[str]:
        """Return the units of some values."""
        import numpy as np

        units = self._coded["unit"]
        return {units.texts[code] for code in np.unique(units.codes[places])}

    def first_in_time(self, places: Places, most: int) -> Places:
        """Return the first of some values in time, and those that may be as early as the last."""
        import numpy as np

        if len(places) <= most:
            return places
        statuses = self._coded["status"]
        known = [local_name(text) for text in statuses.texts]
        rank = [STATUSES.index(name) if name in STATUSES else _NEVER for name in known]
        year = self._year[places]
        undated = (year == NO_YEAR) | (year == 0)
        keys = [
            undated,
            np.where(undated, 0, year),
            ranks_of(self._coded["period"].texts)[self._coded["period"].codes[places]],
            np.array(rank, np.int64)[statuses.codes[places]],
        ]
        order = np.lexsort(keys[::-1])
        last = order[most - 1]
        equal = np.logical_and.reduce([key == key[last] for key in keys])
        return places[np.union1d(order[:most], np.flatnonzero(equal))]

    def groups(self, places: Places) -> Groups:
        """Return some values in groups of those that may be compared."""
        return Groups(self, places)

    def columns(self, places: Places) -> tuple[Numbers, Coded[str], Coded[str], Numbers]:
        """Return group, indicator, document and size of some values."""
        indicator, document = self._coded["indicator"], self._coded["document"]
        return (
            self._group[places],
            Coded(indicator.texts, indicator.codes[places]),
            Coded(document.texts, document.codes[places]),
            self._size[places],
        )


class Groups:
    """Values in groups of those that may be compared: one indicator, unit and definition."""

    def __init__(self, values: Values, places: Places) -> None:
        import numpy as np

        group, indicator, document, size = values.columns(places)
        _, first, self._of, self._rows = np.unique(
            group, return_index=True, return_inverse=True, return_counts=True
        )
        self._places = places
        pairs = np.unique(self._of.astype(np.int64) * max(1, len(document.texts)) + document.codes)
        documents = np.bincount(pairs // max(1, len(document.texts)), minlength=len(first))
        drawn = np.bincount(self._of[np.nan_to_num(size) != 0], minlength=len(first)) > 0
        order = np.lexsort((first, indicator.ranks()[first], -self._rows, -documents))
        self._order = order[((self._rows > 1) & drawn)[order]]
        self.indicators: Final = len(np.unique(indicator.codes))
        self.total: Final = len(self._order)

    def best(self, most: int) -> list[int]:
        """Return the groups of most documents that have more than one value to draw."""
        found: list[int] = self._order[:most].tolist()
        return found

    def members(self, group: int) -> Places:
        """Return the places of the values of a group."""
        found: Places = self._places[self._of == group]
        return found


def values_of(view: GraphView) -> Values:
    """Return the values of a state of the data, read once."""
    return tables_of(view).once("values", lambda: Values(view.whole))
