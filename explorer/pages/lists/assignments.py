"""All assignments: one body's part in one piece of work, a row each, narrowed by facets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from explorer.kit.cells import Cell, Group, Rows, Section, evidence, text, things
from explorer.kit.columns import deadline_cell
from explorer.kit.duty_facets import ASSIGNMENTS, index_of_duties
from explorer.kit.facets import choose
from explorer.kit.request import Ask, Page
from explorer.kit.table import Table
from explorer.view.duties import Duties, Duty
from explorer.view.tables import tables_of
from graph.exports.narrow import about_data
from graph.exports.narrow_xlsx import table_xlsx
from graph.tables.declared import table as declared_table
from graph.tables.reader import Reader, of_generation, of_store
from graph.tables.rows import Row, rows
from ontology.terms import PK

PER_PAGE: Final = 100
VALUES: Final = 200
"""Assignments that a question names one by one."""
TABLE: Final = declared_table("assignments")
"""The file of this list: the narrow table of the same name, row by row."""


def assignments(ask: Ask) -> Page:
    """List assignments: who, in which role, at which place of the bracket, until when."""
    tables = tables_of(ask.view)
    duties = tables.duties
    index = tables.once(("facets", PK.Responsibility), lambda: index_of_duties(ask, duties))
    years = duties.numbers("year")
    found = choose(
        ask,
        ASSIGNMENTS,
        index,
        range(len(duties)),
        lambda place: (int(years[place]),),
        lambda name, make: tables.once((name, PK.Responsibility), make),
    )
    number = ask.page_number()
    heads = [ask.w(zh, en) for zh, en in _HEADS]
    made = Rows(found.items, lambda place: _row(ask, duties[place]))
    context = {
        "section_": Section("assignments", "", heads, [Group(rows=made)]),
        "found": found,
        "total": len(found.items),
        "number": number,
        "last": max(1, -(-len(found.items) // PER_PAGE)),
    }
    return Page(
        "assignments.html",
        ask.w("责任分工", "Assignments"),
        context,
        late_table=lambda: Table(TABLE.names, list(_full(ask, duties, found.items))),
        late_xlsx=lambda: _xlsx(ask, duties, found.items),
        sparql=_sparql(duties, found.items),
        section="/leads",
    )


_HEADS: Final = (
    ("工作", "Work"), ("单位", "Body"), ("角色", "Role"), ("位次", "Place"),
    ("时限", "Deadline"), ("文献", "Document"), ("原文", "Words"),
)  # fmt: skip


def _row(ask: Ask, duty: Duty) -> list[Cell]:
    place = f"{duty.position} / {duty.out_of}" if duty.out_of > 1 else ask.w("单独", "alone")
    return [
        Cell("work", duty.task),
        things(duty.actor),
        Cell("code", duty.role),
        text(place),
        deadline_cell(ask, duty.task),
        things(duty.document),
        evidence(duty.iri),
    ]


def _reader(ask: Ask) -> Reader:
    snapshot = ask.request.app.state.snapshot
    if snapshot.generation is not None:
        return of_generation(snapshot.generation)
    return of_store(snapshot.store)


def _full(ask: Ask, duties: Duties, items: Sequence[int]) -> Iterator[Row]:
    """Yield the rows of the narrow table that this list shows."""
    shown = duties.at(items)
    wanted = {ask.view.local(iri) for iri in shown.iris()}
    documents = {ask.view.local(document) for document in shown.counted("document")}
    reader = _reader(ask)
    at = TABLE.names.index("id")
    known = documents.intersection(reader.documents)
    if known:
        yield from (row for row in rows(TABLE, reader, known) if row[at] in wanted)


def _xlsx(ask: Ask, duties: Duties, items: Sequence[int]) -> bytes:
    generation = ask.request.app.state.snapshot.generation
    about: dict[str, Any] = about_data(generation.manifest) if generation is not None else {}
    about |= {"rows": f"{len(items)} / {len(duties)}", "address": str(ask.request.url)}
    rows_ = _full(ask, duties, items)
    return b"".join(table_xlsx(TABLE, TABLE.columns, rows_, ask.lang, about))


_SPARQL: Final = """# {total} rows, as on this page{note}.
SELECT ?duty ?task ?body ?role ?position ?outOf ?document (SAMPLE(?said) AS ?words) WHERE {{
  {limit}?duty a pk:Responsibility ; pk:task ?task ; pk:actor ?body ; pk:role ?role ;
    pk:position ?position ; pk:outOf ?outOf ; pk:statedIn ?document .
  OPTIONAL {{ ?duty pk:words ?said }}
}} GROUP BY ?duty ?task ?body ?role ?position ?outOf ?document ORDER BY ?duty"""


def _sparql(duties: Duties, items: Sequence[int]) -> str:
    limit, note = "", ""
    if len(items) < len(duties):
        named = duties.at(items[:VALUES]).iris()
        limit = "VALUES ?duty {{ {} }} ".format(" ".join(f"<{i}>" for i in named))
        if len(items) > VALUES:
            note = f", of which the first {VALUES} are named here; the CSV has all"
    return _SPARQL.format(limit=limit, total=len(items), note=note)
