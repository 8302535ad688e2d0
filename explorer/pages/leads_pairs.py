"""Pairs of bodies that lead work together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any, Final

from explorer.pages.leads_filter import Filter, choices, sparql
from explorer.pages.shell import Ask, Page, Table
from explorer.pages.tables import tables_of

ROWS: Final = 80


def pairs(ask: Ask) -> Page:
    """List the pairs of bodies that lead tasks together."""
    view, tables = ask.view, tables_of(ask.view)
    chosen = Filter.of(ask)
    by_task: dict[str, set[str]] = defaultdict(set)
    for duty in chosen.apply(ask, tables.duties):
        if not duty.group:
            by_task[duty.task].add(duty.actor)
    whole: dict[tuple[str, str], list[str]] = defaultdict(list)
    newman: dict[tuple[str, str], float] = defaultdict(float)
    for task, bodies in by_task.items():
        ordered = sorted(bodies)
        for i, a in enumerate(ordered):
            for b in ordered[i + 1 :]:
                whole[a, b].append(task)
                newman[a, b] += 1 / (len(ordered) - 1)
    order = ask.choice("sort", ("together", "newman", "name"), "together")
    keys: dict[str, Callable[[tuple[str, str]], Any]] = {
        "together": lambda p: (-len(whole[p]), -newman[p], p),
        "newman": lambda p: (-newman[p], -len(whole[p]), p),
        "name": lambda p: (tables.label_key(p[0], ask.lang), tables.label_key(p[1], ask.lang)),
    }
    ranked = sorted(whole, key=keys[order])
    number = ask.page_number()
    shown = [
        {
            "a": a,
            "b": b,
            "together": len(whole[a, b]),
            "newman": round(newman[a, b], 3),
            "link": ask.url("/leads/tasks", actor=[view.local(a), view.local(b)], **_kept(ask)),
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
        "most": max((len(t) for t in whole.values()), default=0),
        "choices": choices(ask),
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


def _kept(ask: Ask) -> dict[str, Any]:
    """Return the filters of the address that a link takes along."""
    return {
        name: ask.query.getlist(name)
        for name in ("role", "document", "campaign", "work", "from", "to", "inferred")
        if ask.query.getlist(name)
    }
