"""Pairs of bodies that lead work together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import combinations
from typing import Any, Final, NamedTuple

from explorer.kit.request import Ask, Page
from explorer.kit.routing import Table
from explorer.pages.leads.filters import Filter, choices, sparql
from explorer.view.coded import first_of_each
from explorer.view.tables import tables_of

ROWS: Final = 80


Pair = tuple[str, str]


class Together(NamedTuple):
    """What bodies lead together."""

    whole: dict[Pair, list[str]]
    """Tasks of each pair."""
    newman: dict[Pair, float]
    """1/(n-1) for each task with n leads."""


def together(ask: Ask, chosen: Filter) -> Together:
    """Return the pairs of named bodies that lead tasks together."""
    import numpy as np

    duties = chosen.duties(ask)
    duties = duties.where(~duties.are_groups())
    duties = duties.where(first_of_each(duties.codes("task"), duties.codes("actor")))
    tasks, bodies = duties.texts("task"), duties.texts("actor")
    led = np.bincount(duties.codes("task"), minlength=len(tasks))
    joint = duties.where(led[duties.codes("task")] > 1)
    by_task: dict[int, list[str]] = defaultdict(list)
    for task, body in zip(joint.codes("task").tolist(), joint.codes("actor").tolist(), strict=True):
        by_task[task].append(bodies[body])
    found = Together(defaultdict(list), defaultdict(float))
    for task, those in by_task.items():
        for pair in combinations(sorted(those), 2):
            found.whole[pair].append(tasks[task])
            found.newman[pair] += 1 / (len(those) - 1)
    return found


def _ranked(ask: Ask, found: Together, order: str) -> list[Pair]:
    tables, (whole, newman) = tables_of(ask.view), found
    if order == "name":
        labels = {b: tables.label_key(b, ask.lang) for pair in whole for b in pair}
        return sorted(whole, key=lambda p: (labels[p[0]], labels[p[1]]))
    keys: dict[str, Callable[[Pair], Any]] = {
        "together": lambda p: (-len(whole[p]), -newman[p], p),
        "newman": lambda p: (-newman[p], -len(whole[p]), p),
    }
    return sorted(whole, key=keys[order])


def pairs(ask: Ask) -> Page:
    """List the pairs of bodies that lead tasks together."""
    view, tables = ask.view, tables_of(ask.view)
    chosen = Filter.of(ask)
    found = chosen.held(tables, ("pairs",), lambda: together(ask, chosen))
    whole, newman = found
    order = ask.choice("sort", ("together", "newman", "name"), "together")
    named = ask.lang if order == "name" else ""
    ranked = chosen.held(
        tables,
        ("ranked", order, named),
        lambda: _ranked(ask, found, order),
        usual=order == "together",
    )
    number = ask.page_number()
    narrowed = _filters_of(ask)
    shown = [
        {
            "a": a,
            "b": b,
            "together": len(whole[a, b]),
            "newman": round(newman[a, b], 3),
            "opened": {"actor": [view.local(a), view.local(b)], **narrowed},
            "tasks": tables.in_order(whole[a, b]),
        }
        for a, b in ranked[(number - 1) * ROWS : number * ROWS]
    ]

    def table() -> Table:
        rows = [
            (a, ask.label(a), b, ask.label(b), len(whole[a, b]), round(newman[a, b], 6))
            for a, b in ranked
        ]
        return Table(("iri_a", "a", "iri_b", "b", "together", "newman"), rows)

    context = {
        "pairs": shown,
        "total": len(ranked),
        "number": number,
        "last": -(-len(ranked) // ROWS),
        "order": order,
        "choices": choices(ask, chosen),
        "filter": chosen,
    }
    return Page(
        "leads_pairs.html",
        ask.w("谁与谁共同牵头", "Who leads together"),
        context,
        late_table=table,
        sparql=sparql(ask, chosen),
        section="/leads",
    )


def _filters_of(ask: Ask) -> dict[str, Any]:
    """Return the filters of the address that a link takes along."""
    return {
        name: ask.query.getlist(name)
        for name in ("role", "document", "campaign", "work", "from", "to", "inferred")
        if ask.query.getlist(name)
    }
