"""Assignments as pages read them: one body's part in one piece of work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from sys import intern
from typing import TYPE_CHECKING, Any, Final, NamedTuple, overload

from explorer.view.coded import Coded, gathered
from graph.builds.summaries import ASSIGNMENTS
from graph.builds.whole_graph import WholeGraph
from ontology.processes import without_collector

if TYPE_CHECKING:
    from explorer.view.coded import Numbers, Places
    from graph.builds.packing import Columns

__all__ = ["Duties", "Duty", "DutyColumns", "all_duties", "duty_of"]

_TEXTS: Final = ("document", "task", "actor", "role", "name", "series")
_NUMBERS: Final = ("start", "position", "out_of", "inferred", "year")
_AT_ONCE: Final = 2_000
"""Rows that are made at once where all are gone through."""
_BLOCKS: Final = 256
"""Blocks of which the IRIs are held."""


class Duty(NamedTuple):
    """One body's part in one piece of work, as one place of a text states it."""

    iri: str
    task: str
    actor: str
    role: str
    """IRI of the code."""
    name: str
    """The body's name as written."""
    position: int
    out_of: int
    document: str
    series: str
    """The campaign, or else the strategy, that holds the work; empty where none does."""
    group: bool
    inferred: bool
    year: int
    start: int
    """Where its words begin in the text."""

    @property
    def at(self) -> str:
        """The series that holds the work, or else the document."""
        return self.series or self.document

    @property
    def order(self) -> tuple[str, int, int, str]:
        """The order of the text."""
        return (self.document, self.start, self.position, self.iri)


def duty_of(row: tuple[Any, ...], groups: frozenset[str]) -> Duty:
    """Return an assignment from its row."""
    iri, task, actor, role, name, position, out_of, document, series, inferred, year, start = row
    return Duty(
        iri,
        intern(task),
        intern(actor),
        intern(role),
        intern(name),
        position,
        out_of,
        intern(document),
        intern(series),
        actor in groups,
        bool(inferred),
        year,
        start,
    )


class DutyColumns:
    """The columns of the assignments of all graphs, in the order of the texts.

    Args:
        whole: The graph.
        groups: Actors that are groups, not named one by one.
    """

    def __init__(self, whole: WholeGraph, groups: frozenset[str]) -> None:
        import numpy as np

        self._whole = whole
        ends, blocks = [0], whole.summaries

        def read() -> Iterator[Columns]:
            for place in range(len(blocks)):
                found = blocks.at(place, ASSIGNMENTS)
                if found is not None:
                    yield found
                ends.append(ends[-1] + (len(found.numbers("start")) if found is not None else 0))

        coded, self.numbers = gathered(read(), _TEXTS, _NUMBERS)
        self._ends = np.array(ends, np.int64)
        ranks = coded["document"].ranks()
        self._order = np.lexsort((self.numbers["start"], ranks)).astype(np.int32)
        self.coded = {n: Coded(one.texts, one.codes[self._order]) for n, one in coded.items()}
        for name in _NUMBERS:
            self.numbers[name] = self.numbers[name][self._order]
        self.coded["at"] = self._at()
        actors = self.coded["actor"]
        self.is_group: Final[Numbers] = np.fromiter(
            map(groups.__contains__, actors.texts), bool, len(actors.texts)
        )
        """Of each different actor, whether it is a group."""
        self._iris: dict[int, list[str]] = {}

    def __len__(self) -> int:
        return len(self._order)

    def _at(self) -> Coded[str]:
        """Return the series that hold the work, or else the documents."""
        import numpy as np

        series, document = self.coded["series"], self.coded["document"]
        known = {text: code for code, text in enumerate(series.texts)}
        others = [known.setdefault(text, len(known)) for text in document.texts]
        if "" not in known or not len(series.codes):
            return Coded(list(known), series.codes)
        codes = np.array(others, np.int32)[document.codes]
        return Coded(list(known), np.where(series.codes == known[""], codes, series.codes))

    def iris(self, rows: Places) -> list[str]:
        """Return the IRIs of some rows: only the blocks are read in which these stand."""
        import numpy as np

        sources = self._order[rows]
        blocks = np.searchsorted(self._ends, sources, "right") - 1
        different = np.unique(blocks).tolist()
        # What another thread forgets meanwhile is still here.
        found = {block: self._block(block) for block in different}
        firsts = (sources - self._ends[blocks]).tolist()
        return [found[block][at] for block, at in zip(blocks.tolist(), firsts, strict=True)]

    def _block(self, block: int) -> list[str]:
        """Return the IRIs of a block; some blocks are held."""
        found = self._iris.get(block)
        if found is None:
            columns = self._whole.summaries.at(block, ASSIGNMENTS)
            found = columns.texts("iri") if columns is not None else []
            if len(self._iris) >= _BLOCKS:
                self._iris.clear()
            self._iris[block] = found
        return found

    def made(self, rows: Places) -> list[Duty]:
        """Return some assignments."""

        def texts(name: str) -> list[str]:
            known = self.coded[name].texts
            return [known[code] for code in self.coded[name].codes[rows].tolist()]

        numbers = {name: self.numbers[name][rows].tolist() for name in _NUMBERS}
        with without_collector():
            return list(
                map(
                    Duty,
                    self.iris(rows),
                    texts("task"),
                    texts("actor"),
                    texts("role"),
                    texts("name"),
                    numbers["position"],
                    numbers["out_of"],
                    texts("document"),
                    texts("series"),
                    self.is_group[self.coded["actor"].codes[rows]].tolist(),
                    [number != 0 for number in numbers["inferred"]],
                    numbers["year"],
                    numbers["start"],
                )
            )

    @cached_property
    def states(self) -> Coded[str]:
        """The weakest state of the fields of each assignment."""
        blocks = (block for _, block in self._whole.summaries.of(ASSIGNMENTS))
        found = gathered(blocks, ("state",), ())[0]["state"]
        return Coded(found.texts, found.codes[self._order])


class Duties(Sequence[Duty]):
    """Some assignments in the order of the texts: columns; a row is made when it is asked for.

    Args:
        columns: Those of all assignments.
        rows: The places of these among them, in order; none: all of them.
    """

    __hash__ = None  # type: ignore[assignment]  # equal ones may be of different states

    def __init__(self, columns: DutyColumns, rows: Places | None = None) -> None:
        self.columns: Final = columns
        self._rows = rows

    def __len__(self) -> int:
        return len(self.columns if self._rows is None else self._rows)

    @overload
    def __getitem__(self, at: int) -> Duty: ...

    @overload
    def __getitem__(self, at: slice) -> Duties: ...

    def __getitem__(self, at: int | slice) -> Duty | Duties:
        if isinstance(at, slice):
            return Duties(self.columns, self.rows[at])
        return self.columns.made(self.rows[[at]])[0]

    def __iter__(self) -> Iterator[Duty]:
        rows = self.rows
        for at in range(0, len(rows), _AT_ONCE):
            yield from self.columns.made(rows[at : at + _AT_ONCE])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    @property
    def rows(self) -> Places:
        """The places of these among all assignments."""
        import numpy as np

        return np.arange(len(self.columns)) if self._rows is None else self._rows

    def all(self) -> Duties:
        """Return all assignments."""
        return Duties(self.columns)

    def where(self, passes: Numbers) -> Duties:
        """Return those of these for which something holds."""
        return Duties(self.columns, self.rows[passes])

    def at(self, places: Sequence[int]) -> Duties:
        """Return those at some places."""
        import numpy as np

        return Duties(self.columns, self.rows[np.fromiter(places, np.int64, len(places))])

    def iris(self) -> list[str]:
        """Return the IRI of each one."""
        return self.columns.iris(self.rows)

    def texts(self, name: str) -> list[str]:
        """Return the different texts of a column: task, actor, role, name, document, series, at."""
        return self.columns.coded[name].texts

    def coded(self, name: str) -> Coded[str]:
        """Return a column by itself; its codes are not those of :meth:`codes` and :meth:`texts`."""
        found = self.columns.coded[name]
        return found if self._rows is None else found.at(self._rows)

    def codes(self, name: str) -> Numbers:
        """Return the place of each one's text among the different ones of a column."""
        found = self.columns.coded[name].codes
        return found if self._rows is None else found[self._rows]

    def numbers(self, name: str) -> Numbers:
        """Return a column of numbers: start, position, out_of, inferred, year."""
        found = self.columns.numbers[name]
        return found if self._rows is None else found[self._rows]

    def states(self) -> list[str]:
        """Return the weakest state of the fields of each one."""
        found = self.columns.states
        return [found.texts[code] for code in found.codes[self.rows].tolist()]

    def are_groups(self) -> Numbers:
        """Tell of each one whether its actor is a group."""
        found: Numbers = self.columns.is_group[self.codes("actor")]
        return found

    def in_years(self, holds: Callable[[int], bool]) -> Numbers:
        """Tell of each one whether its year passes."""
        import numpy as np

        known, place = np.unique(self.numbers("year"), return_inverse=True)
        found: Numbers = np.array([holds(int(year)) for year in known], bool)[place]
        return found

    def one_of(self, name: str, wanted: Callable[[str], bool]) -> Numbers:
        """Tell of each one whether its text in a column is wanted."""
        return Coded(self.texts(name), self.codes(name)).is_one_of(wanted)

    def counted(self, name: str) -> dict[str, int]:
        """Return how often each text of a column occurs."""
        return Coded(self.texts(name), self.codes(name)).counted()


def all_duties(whole: WholeGraph, groups: frozenset[str]) -> Duties:
    """Return the assignments of all graphs, in the order of the texts.

    Args:
        whole: The graph.
        groups: Actors that are groups, not named one by one.
    """
    return Duties(DutyColumns(whole, groups))
