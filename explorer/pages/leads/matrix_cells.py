"""The cells of the matrix as HTML, and what each opens.

Of thousands of cells most are empty: they are written here, not one by one in a template.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from markupsafe import Markup, escape

from explorer.kit.counted import counted_query
from explorer.kit.facets import NONE
from explorer.kit.markup import heat, number
from explorer.kit.request import Ask
from explorer.pages.leads.arrangement import Arrangement
from explorer.pages.leads.filters import Filter
from explorer.pages.leads.matrix import Matrix, MatrixRow
from ontology.terms import PK

_TASKS: Final = "/leads/tasks"
_EMPTY: Final = '<td class="heat heat-0"></td>'


class Column(NamedTuple):
    """A column that is shown."""

    iri: str
    name: str
    narrowed: Mapping[str, Any]
    """What narrows a list to it."""
    query: Mapping[str, Any]
    """The same, with the years of the page."""


class Cells:
    """Writes the rows of a matrix.

    Args:
        ask: The request.
        chosen: What of the responsibilities is looked at.
        matrix: The matrix.
        arranged: What rows and columns stand for.
        columns: Those that are shown.
        left: The place of the first of them in the matrix.
    """

    def __init__(
        self,
        ask: Ask,
        chosen: Filter,
        matrix: Matrix,
        arranged: Arrangement,
        columns: Sequence[Column],
        left: int,
    ) -> None:
        self.ask, self.chosen, self.matrix = ask, chosen, matrix
        self.columns, self.left = columns, left
        self.rows_by = arranged.rows_by
        self._counted = arranged.rows_by == "body" and chosen.counting == "whole"
        """Whether a number is the length of the list that it opens."""
        self._same = {name: ask.query.get(name, "") for name in ("role", "inferred", "work")}

    def of(self, row: MatrixRow) -> Markup:
        """Return the cells of a row, and its total."""
        cells, label = [_EMPTY] * len(self.columns), row_label(self.ask, row.actor)
        for place, column in enumerate(self.columns):
            value = row.cells.get(self.left + place, 0)
            if value:
                cells[place] = self._cell(row, label, column, value)
        return Markup("".join(cells) + self._total(row))

    def _cell(self, row: MatrixRow, label: str, column: Column, value: float) -> str:
        said = number(value)
        shown = said if value == round(value, 2) else f"{value:.2f}"
        link = self._link(row, column.query, column.narrowed)
        told = escape(f"{label}, {column.name}: {said}")
        return (
            f'<td class="heat heat-{heat(value, self.matrix.most)}">'
            f'<a{link} aria-label="{told}">{shown}</a></td>'
        )

    def _total(self, row: MatrixRow) -> str:
        total = row.total
        shown = f"{total:.0f}" if total == round(total) else f"{total:.2f}"
        query = self.ask.query
        narrowed = {name: query.getlist(name) for name in ("document", "campaign")}
        years = {name: query.get(name, "") for name in ("from", "to")}
        link = self._link(row, {**narrowed, **years}, {})
        return f'<td class="number total"><a{link}>{shown}</a></td>'

    def _link(self, row: MatrixRow, query: Mapping[str, Any], narrowed: Mapping[str, Any]) -> str:
        """Return the attributes of a link to what a number counts.

        Args:
            row: The row.
            query: What narrows the list of tasks, which a row of one body opens.
            narrowed: What narrows the list of assignments, which other rows open.
        """
        ask = self.ask
        if self.rows_by != "body":
            href = row_link(ask, self.chosen, self.rows_by, row.actor, narrowed)
            return f' href="{escape(href)}"'
        opened = {"actor": ask.view.local(row.actor), **self._same, **query}
        address = escape(ask.url(_TASKS, **opened))
        if not self._counted:
            return f' href="{address}"'
        return f' data-count="{escape(counted_query(_TASKS, opened))}" href="{address}"'


def row_label(ask: Ask, iri: str) -> str:
    """Return the label of a row; of what is not known too."""
    return ask.label(iri) if iri else ask.w("不明", "not known")


def cell_query(ask: Ask, by: str, column: str) -> dict[str, Any]:
    """Return what narrows a list to a column."""
    local = ask.view.local(column)
    is_document = ask.view.is_a(column, PK.Document)
    if by == "place" and not is_document:
        issued = ask.view.subjects(PK.jurisdiction, column)
        inside = [ask.view.local(d) for d in issued if ask.view.is_a(d, PK.Document)]
        return {"document": inside}
    return {"document" if by == "document" and is_document else "campaign": local}


def row_link(ask: Ask, chosen: Filter, rows_by: str, iri: str, narrowed: Mapping[str, Any]) -> str:
    """Return the assignments behind a row of an aggregate, or behind one of its cells."""
    value = iri.rsplit("/", 1)[-1] if iri else NONE
    role = chosen.role.rsplit("/", 1)[-1]
    local = ask.view.local
    opened: dict[str, Any] = {
        "document": list(map(local, chosen.documents)),
        "campaign": list(map(local, chosen.campaigns)),
        "place": local(chosen.place) if chosen.place else "",
        "code": chosen.kind.rsplit("/", 1)[-1],
        **narrowed,
        rows_by: value,
    }
    return ask.url("/assignments", role=role, **opened)
