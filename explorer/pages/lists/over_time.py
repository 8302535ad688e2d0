"""One body over documents and time: what it does in each, by year, with the words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from explorer.kit.cells import Cell, Group, Section, gloss_of, plain, text, things
from explorer.kit.facts_facets import key_of
from explorer.kit.named import resolve
from explorer.kit.request import Ask, Page
from explorer.kit.table import Table
from explorer.kit.years import Years
from explorer.pages.lists.sides import SHOWN, offered
from explorer.view.tables import Duty, tables_of


def over_time(ask: Ask) -> Page:
    """Show what one body does in every document, by year, the words beside each count."""
    body = resolve(ask, "body", ask.query.get("body", "").strip()[:200])
    duties = tables_of(ask.view).by_actor.get(body, []) if body else []
    years = sorted({d.year for d in duties if d.year})
    year = ask.choice("year", [str(y) for y in years])
    bounds = Years.of(ask)
    shown = [d for d in duties if bounds.holds(d.year) and (not year or str(d.year) == year)]
    cells: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for d in shown:
        cells[d.year, d.document, d.role].append(d.iri)
    rows = [
        [text(y or ask.w("未注明", "not stated")), things(document), Cell("code", role),
         Cell("number", len(facts), _list_of(ask, body, y, document, role)),
         Cell("evidence", facts)]
        for (y, document, role), facts in sorted(cells.items())
    ]  # fmt: skip
    heads = [ask.w("年", "Year"), ask.w("文献", "Document"), ask.w("角色", "Role"),
             ask.w("次数", "Assignments"), ask.w("原文", "Words")]  # fmt: skip
    name = ask.label(body) if body else ""
    title = ask.w("一个单位:各文献与各年", "A body over documents and time")
    suggested = offered(ask, "body")
    return Page(
        "over_time.html",
        f"{name} · {title}" if body else title,
        {
            "body": ask.view.local(body) if body else ask.query.get("body", ""),
            "named": name
            if name and resolve(ask, "body", name) == body
            else ask.query.get("body", ""),
            "known": bool(body),
            "offered": suggested.values,
            "offered_total": suggested.total,
            "years": years,
            "year": year,
            "section_": Section("over-time", "", heads, [Group(rows=rows)]),
            "total": len(rows),
            "count": len(shown),
            "number": ask.page_number(),
            "last": max(1, -(-len(rows) // SHOWN)),
            "size": SHOWN,
        },
        late_table=lambda: _time_table(ask, shown),
        section="/leads",
    )


def _list_of(ask: Ask, body: str, year: int, document: str, role: str) -> str:
    """Return the address of the assignments that a row counts; those of no year have none."""
    if not year:
        return ""
    local = ask.view.local
    whose: dict[str, Any] = {"actor": local(body), "document": local(document)}
    whose |= {"role": key_of(ask, role), "from": year, "to": year}
    return ask.url("/assignments", **whose)


def _time_table(ask: Ask, duties: Iterable[Duty]) -> Table:
    columns = ("year", "document", "document_iri", "role", "work", "work_iri", "fact", "words",
               "gloss", "gloss_state")  # fmt: skip
    return Table(
        columns,
        [
            (d.year or None, ask.label(d.document), d.document, ask.label(d.role),
             ask.label(d.task), d.task, d.iri,
             plain(Cell("evidence", [d.iri]), ask.view, ask.lang),
             *gloss_of(ask.view, ask.lang, d.iri))
            for d in sorted(duties, key=lambda d: (d.year, d.order))
        ],
    )  # fmt: skip
