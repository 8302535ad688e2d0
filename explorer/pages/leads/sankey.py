"""The Sankey page: from campaign to task to lead department, in the order of the text."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import Any, Final

from starlette.routing import BaseRoute

from explorer.kit.choices import Choices, offered_of
from explorer.kit.markup import plural
from explorer.kit.named import asked_for
from explorer.kit.request import Ask, Page
from explorer.kit.routing import Table, page
from explorer.kit.years import Years
from explorer.pages.leads.sankey_layout import BAR, EMS, LINE, Flow, layout
from explorer.view.memo import per_view
from explorer.view.model import GraphView
from explorer.view.tables import Duty, tables_of
from graph.pictures.text import wrap
from ontology.terms import CODE, PK

MOST: Final = 160
"""Tasks that one picture shows."""
MOST_QUOTES: Final = 8
"""Quotes of one task that a narrow screen's sheet shows."""


def leads_of(
    view: GraphView, document: str, years: Years = Years()  # noqa: B008 (it cannot change)
) -> list[tuple[str, str, str]]:  # fmt: skip
    """Return campaign, task and lead of every lead of a document, in the order of its text."""
    return _leads_of(view, document, years)


@per_view
def _leads_of(view: GraphView, document: str, years: Years) -> list[tuple[str, str, str]]:
    tables = tables_of(view)
    found = [
        ((tables.start(d.task), view.number(d.task, PK.number), d.task, d.position), d)
        for d in tables.by_document.get(document, ())
        if d.role == CODE.lead and d.task and d.actor and not d.inferred and years.holds(d.year)
    ]
    ordered = [(campaign_of(view, d.task), d.task, d.actor) for _, d in sorted(found, key=_place)]
    return list({(task, actor): (c, task, actor) for c, task, actor in ordered}.values())


def _place(found: tuple[tuple[int, int, str, int], Duty]) -> tuple[int, int, str, int]:
    return found[0]


def campaign_of(view: GraphView, task: str) -> str:
    """Return the campaign or strategy that holds a task; empty where none does."""
    at, seen = task, {task}
    while True:
        at = view.object(at, PK.partOf)
        if not at or at in seen:
            return ""
        seen.add(at)
        if view.is_a(at, PK.Campaign) or view.is_a(at, PK.Strategy):
            return at


def flows_of(
    ask: Ask, document: str, counting: str, groups: bool, most: int | None = MOST
) -> list[Flow]:
    """Return the flows of a picture under a counting rule; of so many tasks, or of all."""
    view = ask.view
    triples = leads_of(view, document, Years.of(ask))
    named: dict[str, int] = defaultdict(int)
    for _, task, actor in triples:
        named[task] += not view.is_a(actor, PK.GroupReference)
    if counting == "first":
        first: dict[str, tuple[str, str, str]] = {}
        for triple in triples:
            first.setdefault(triple[1], triple)
        triples = list(first.values())
    if not groups or counting == "fractional":
        # What a task's own leads count is settled before groups are left out, which have no 1/n.
        triples = [t for t in triples if not view.is_a(t[2], PK.GroupReference)]
    flows = [
        Flow(campaign, task, actor, 1 / named[task] if counting == "fractional" else 1.0)
        for campaign, task, actor in triples
    ]
    return _first(flows, most)


def _first(flows: list[Flow], most: int | None) -> list[Flow]:
    """Return the flows of so many tasks, or of all."""
    kept = set(list(dict.fromkeys(flow.task for flow in flows))[:most])
    return [flow for flow in flows if flow.task in kept]


def documents_of(view: GraphView) -> tuple[dict[str, int], str]:
    """Return the documents that name leads, with how many, and the one that names most."""
    index = tables_of(view).by_document
    counts = {d: sum(x.role == CODE.lead for x in index.get(d, ())) for d in view.documents}
    found = {d: n for d, n in counts.items() if n}
    return found, max(found, key=lambda d: (found[d], d), default="")


def sankey(ask: Ask) -> Page:
    """Show the picture of one document."""
    view = ask.view
    tables = tables_of(view)
    documents, largest = tables.once("sankey", lambda: documents_of(view))
    offered = tables.once(
        ("sankey", ask.lang),
        lambda: offered_of(
            list(documents), documents, lambda d: (view.local(d), view.label(d, ask.lang))
        ),
    )
    asked, unknown = asked_for(ask, "document", "document")
    document = asked if asked in documents else largest
    counting = ask.choice("counting", ("whole", "fractional", "first"), "whole")
    groups = ask.query.get("groups") != "no"
    every = flows_of(ask, document, counting, groups, None) if document else []
    flows = _first(every, MOST)
    full = cache(lambda iri: name_of(ask, iri))
    lines = cache(lambda iri, column: wrap(full(iri), EMS[column], LINES).split("\n"))
    drawn = layout(flows, lambda box: len(lines(box.iri, box.column)))
    title = ask.w("从系列活动到牵头单位", "From campaign to lead department")
    return Page(
        "sankey.html",
        title,
        {
            "document": document,
            "documents": Choices(
                "document",
                offered,
                ((view.local(document), ask.label(document)),) if document else (),
                "document",
            ),
            "unknown": [("document", unknown)] if unknown else [],
            "counting": counting,
            "groups": groups,
            "sankey": drawn,
            "flows": flows,
            "tasks": len({f.task for f in flows}),
            "tasks_total": len({f.task for f in every}),
            "listed": listed(ask, flows),
            "bar_width": BAR,
            "counted": _counted(ask, flows),
            "lines": lines,
            "line": LINE,
            "full": full,
        },
        late_table=lambda: _table(ask, every),
        sparql=_sparql(ask, document),
        section="/leads",
        description=title,
    )


LINES: Final = 99
"""Lines that a label may have before it is made wider: as many as it needs."""


def _counted(ask: Ask, flows: list[Flow]) -> str:
    """Say how many tasks and bodies a picture shows; groups and other work stand apart."""
    view, w = ask.view, ask.w
    work, bodies = {f.task for f in flows}, {f.department for f in flows}
    tasks = sum(view.is_a(t, PK.Task) for t in work)
    groups = sum(view.is_a(b, PK.GroupReference) for b in bodies)
    other, named = len(work) - tasks, len(bodies) - groups
    pieces = [
        (tasks, w("项任务", plural(tasks, "task", "tasks"))),
        (other, w("项其他工作", "other " + plural(other, "piece of work", "pieces of work"))),
        (named, w("个点名的牵头单位", plural(named, "named lead body", "named lead bodies"))),
        (groups, w("个泛指单位", plural(groups, "group", "groups"))),
    ]
    return w("、", ", ").join(f"{n} {word}" for n, word in pieces if n)


def listed(ask: Ask, flows: list[Flow]) -> list[dict[str, Any]]:
    """Return the flows as a list for narrow screens: campaigns, their tasks, their leads."""
    found: dict[str, dict[str, list[Flow]]] = {}
    for flow in flows:
        found.setdefault(flow.campaign, {}).setdefault(flow.task, []).append(flow)
    return [
        {
            "campaign": campaign,
            "tasks": [
                {"task": task, "leads": leads, "words": words, "words_total": total}
                for task, leads in tasks.items()
                for words, total in [_words(ask, task)]
            ],
        }
        for campaign, tasks in found.items()
    ]


def _words(ask: Ask, task: str) -> tuple[list[str], int]:
    """Return the quotes that state who leads a task, in the order of the text, and how many."""
    duties = [d for d in tables_of(ask.view).by_task.get(task, ()) if d.role == CODE.lead]
    quotes = [q for d in duties if not d.inferred for q in ask.view.objects(d.iri, PK.evidence)]
    found = list(dict.fromkeys(quotes))
    return found[:MOST_QUOTES], len(found)


def name_of(ask: Ask, iri: str) -> str:
    """Name a box: a task with its number."""
    if not iri:
        return ask.w("未归入系列", "in no campaign")
    number = ask.view.text(iri, PK.number)
    label = ask.label(iri)
    return f"{number}. {label}" if number and ask.view.is_a(iri, PK.Task) else label


def _table(ask: Ask, flows: list[Flow]) -> Table:
    columns = ("campaign", "campaign_iri", "task", "task_iri", "department", "department_iri",
               "weight")  # fmt: skip
    return Table(
        columns,
        [
            (name_of(ask, f.campaign), f.campaign, name_of(ask, f.task), f.task,
             ask.label(f.department), f.department, round(f.weight, 6))
            for f in flows
        ],
    )  # fmt: skip


def _sparql(ask: Ask, document: str) -> str:
    lang = "zh" if ask.lang == "zh" else "en"
    return f"""SELECT ?campaign ?task ?department WHERE {{
  ?lead a pk:Responsibility ; pk:role code:lead ; pk:basis ?basis ;
    pk:statedIn <{document}> ; pk:task ?t ; pk:actor ?d ; pk:position ?position .
  ?t rdfs:label ?task . ?d rdfs:label ?department .
  FILTER(?basis != code:inferred)
  OPTIONAL {{ ?t pk:partOf+ ?c . ?c a pk:Campaign ; rdfs:label ?campaign .
    FILTER(langMatches(lang(?campaign), "{lang}")) }}
  FILTER(langMatches(lang(?task), "{lang}") && langMatches(lang(?department), "{lang}"))
}} ORDER BY ?t ?position"""


def routes() -> list[BaseRoute]:
    """Return the route of the Sankey page."""
    return page("/leads/sankey", sankey)


__all__ = ["campaign_of", "flows_of", "leads_of", "routes", "sankey"]
