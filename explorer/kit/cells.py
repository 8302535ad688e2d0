"""Tables of facts: what a section of a page holds, before it is HTML, JSON or CSV.

A cell is a pair of a kind and a value; :meth:`explorer.kit.written.Written.cell` shows every
kind, :func:`plain` says it in one text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, TypeVar, overload

from explorer.kit.markup import kind_hue, period
from explorer.kit.table import Table
from explorer.view.model import GraphView
from ontology.terms import PK

T = TypeVar("T")
PER_PAGE: Final = 100


class Cell(NamedTuple):
    """One cell; kinds are things, text, words, number, value, period, code, basis, evidence.

    The note of a number is the address of the list that it is the length of.
    """

    kind: str
    value: Any
    note: str = ""


def things(*iris: str) -> Cell:
    """Return a cell of links to things."""
    return Cell("things", [iri for iri in iris if iri])


def text(value: object) -> Cell:
    """Return a cell of text in the language of the page."""
    return Cell("text", str(value) if value else "")


def words(value: str) -> Cell:
    """Return a cell of words of a source."""
    return Cell("words", value)


def evidence(*facts: str) -> Cell:
    """Return a cell that opens the words facts rest on, and marks what is inferred."""
    return Cell("evidence", list(facts))


class Rows(Sequence[list[Cell]]):
    """Rows that are made when they are wanted: a page shows a hundred of what may be thousands."""

    def __init__(self, items: Sequence[T], make: Callable[[T], list[Cell]]) -> None:
        self._items: Sequence[Any] = items
        self._make: Callable[[Any], list[Cell]] = make

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> list[Cell]: ...

    @overload
    def __getitem__(self, at: slice) -> list[list[Cell]]: ...

    def __getitem__(self, at: int | slice) -> list[Cell] | list[list[Cell]]:
        if isinstance(at, slice):
            return [self._make(item) for item in self._items[at]]
        return self._make(self._items[at])


@dataclass(slots=True)
class Group:
    """Rows under one heading; a heading without cells is none."""

    heading: list[Cell] = field(default_factory=list)
    rows: Sequence[list[Cell]] = field(default_factory=list)
    total: int = 0
    """Rows of the whole group, where only a part of it is here."""


@dataclass(slots=True)
class Section:
    """One table of facts on a page."""

    id: str
    title: str
    columns: Sequence[str]
    groups: list[Group]
    note: str = ""
    short: Sequence[str] = ()
    """The columns in a word each, for narrow screens, where their names are long."""

    @property
    def total(self) -> int:
        """Number of rows."""
        return sum(len(group.rows) for group in self.groups)

    def used(self, groups: Sequence[Group]) -> list[int]:
        """Positions of the columns that hold anything at all in the rows that are shown."""
        rows = [row for group in groups for row in group.rows]
        return [i for i in range(len(self.columns)) if any(row[i].value for row in rows)]

    def part(self, number: int, most: int = PER_PAGE) -> list[Group]:
        """Return the rows of one page, with their headings; others are not made."""
        found, skip, left = [], (number - 1) * most, most
        for group in self.groups:
            size = len(group.rows)
            rows = list(group.rows[skip : skip + left]) if skip < size else []
            skip = max(0, skip - size)
            if rows:
                found.append(Group(group.heading, rows, size))
                left -= len(rows)
            if left <= 0:
                break
        return found

    def records(self, view: GraphView, lang: str) -> list[dict[str, Any]]:
        """Return the rows as objects, for JSON."""
        return [
            dict(zip(self.columns, (plain(c, view, lang) for c in row), strict=True))
            for group in self.groups
            for row in group.rows
        ]


def section(
    id_: str, title: str, columns: Sequence[str], rows: Sequence[list[Cell]], note: str = ""
) -> Section | None:
    """Return a section without headings, or nothing where there are no rows."""
    return Section(id_, title, columns, [Group(rows=rows)], note) if rows else None


def plain(cell: Cell, view: GraphView, lang: str) -> str:
    """Say a cell in one text."""
    say = _SAID.get(cell.kind)
    return say(cell, view, lang) if say else str(cell.value)


_GLOSS_STATES: Final = {
    "void": ("签核已失效", "signature void"),
    "machine-translation": ("机器翻译", "machine translation"),
    "signed": ("签核", "signed"),
}
"""States of a gloss in words, the weakest first."""


def gloss_of(
    view: GraphView, lang: str, *facts: str, quotes: Sequence[str] = ()
) -> tuple[str, str]:
    """Return the English of quotes, or of what facts rest on, and the weakest of its states."""
    read = [view.quote(iri) for iri in quotes] if quotes else view.quotes(*facts)
    found = {q.gloss: q.gloss_state for q in read if q.gloss}
    weakest = next((s for s in _GLOSS_STATES if s in found.values()), "")
    words = _GLOSS_STATES.get(weakest, ("", ""))
    return " | ".join(found), words[lang != "zh"]


def as_table(
    view: GraphView,
    lang: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    before: Sequence[tuple[str, Sequence[object]]] = (),
) -> Table:
    """Return rows as they are saved: cells in words, beside evidence its gloss and its state.

    Args:
        view: the graph.
        lang: of the words.
        columns: heads of the cells.
        rows: what the page shows, all of it.
        before: further columns that stand first, each with its values.
    """
    made = [list(row) for row in rows]
    quoted = [
        any(row[i].kind == "evidence" for row in made) for i in range(len(columns))
    ]  # of a column all cells are of one kind, or are empty texts
    heads = [name for name, _ in before]
    for name, has_words in zip(columns, quoted, strict=True):
        heads += [name, *_GLOSS_HEADS[lang]] if has_words else [name]
    found = []
    for at, row in enumerate(made):
        cells: list[object] = [values[at] for _, values in before]
        for cell, has_words in zip(row, quoted, strict=True):
            cells.append(plain(cell, view, lang))
            if has_words:
                facts = cell.value if cell.kind == "evidence" else []
                cells += gloss_of(view, lang, *facts)
        found.append(cells)
    return Table(heads, found)


_GLOSS_HEADS: Final = {
    "zh": ("译文(英文)", "译文状态"),
    "en": ("Gloss (English)", "State of the gloss"),
}


def _labels(cell: Cell, view: GraphView, lang: str) -> str:
    iris = cell.value if isinstance(cell.value, list) else [cell.value]
    return "; ".join(view.label(iri, lang) for iri in iris if iri)


_SAID: Final[dict[str, Callable[[Cell, GraphView, str], str]]] = {
    **dict.fromkeys(("things", "code", "work", "thing-words"), _labels),
    "kind": lambda cell, view, lang: kind_hue(view, cell.value, lang)[1],
    "values": lambda cell, view, lang: "; ".join(
        f"{view.label(view.object(o, PK.indicator), lang)} {view.text(o, PK.valueAsWritten)}"
        for o in cell.value
    ),
    "amounts": lambda cell, view, lang: "; ".join(
        view.text(o, PK.valueAsWritten) for o in cell.value
    ),
    "value": lambda cell, view, lang: view.text(cell.value, PK.valueAsWritten),
    "period": lambda cell, view, lang: period(cell.value, lang) if cell.value else "",
    "basis": lambda cell, view, lang: "inferred" if view.inferred(cell.value) else "",
    "evidence": lambda cell, view, lang: " | ".join(q.exact for q in view.quotes(*cell.value)),
}
"""How each kind of cell is said; any other kind is its value."""
