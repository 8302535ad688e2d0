"""The query page: an editor, saved questions, the answer as table, chart or network."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from heapq import nlargest, nsmallest
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from explorer.access import MAX_FIELDS
from explorer.endpoint import sparql as endpoint
from explorer.endpoint.protocol import ProtocolError
from explorer.i18n import GRAPH_TAGS
from explorer.kit.request import Ask, NotFound, Page, ask_of, asked_of
from explorer.kit.routing import _redirect, page
from explorer.kit.templates import html, inert_json
from explorer.pages.sparql.answer import outcome_of, result_context
from explorer.pages.sparql.questions import questions_of
from explorer.pages.sparql.run import (
    Outcome,
)
from explorer.reading import read
from explorer.view.model import GraphView
from explorer.view.tables import Tables, tables_of
from graph.questions.saved import THEMES
from ontology import codes
from ontology.declarations import term
from ontology.declarations import terms as declared
from ontology.namespaces import CODE_NS, PK_NS, prefixes_for
from ontology.terms import PK

FIRST: Final = """# {comment}
SELECT ?body ?label (COUNT(DISTINCT ?task) AS ?tasks) WHERE {{
  ?task pk:ledBy ?body .
  ?body rdfs:label ?label .
  FILTER(langMatches(lang(?label), "{lang}"))
}}
GROUP BY ?body ?label
ORDER BY DESC(?tasks) ?label
LIMIT 20
"""
THINGS: Final = 3000
"""Things and names that are offered for completion, the most used first."""
NAMED: Final = 2 * THINGS
"""Things among whose names the most used are looked for: those that are used most themselves."""


async def query_page(request: Request) -> Response:
    """Show the editor, and the answer where there is a query."""
    given = request.query_params
    if request.method == "POST":
        try:
            body = (await endpoint.read_body(request)).decode("utf-8", "replace")
        except ProtocolError as error:
            return Response(error.message, error.status, media_type="text/plain")
        try:
            given = await read(len(body), _form, body)
        except ValueError:
            return Response("too many fields", 400, media_type="text/plain")
    ask = await asyncio.to_thread(ask_of, request, "/query", further=("query",))
    if given is not request.query_params:
        ask = Ask(request, ask.view, ask.lang, ask.path, ask.params, asked_of(given, ("query",)))
    text = given.get("query", "")
    outcome, status = None, 200
    if text.strip():
        outcome = await outcome_of(ask, text)
        status = outcome.error.status if outcome.error else 200
    found = await asyncio.to_thread(_page, ask, text, outcome)
    body_text = await asyncio.to_thread(html, ask, found)
    return Response(
        body_text, status, {"cache-control": "no-cache"}, media_type="text/html; charset=utf-8"
    )


def _form(body: str) -> QueryParams:
    return QueryParams(parse_qsl(body, keep_blank_values=True, max_num_fields=MAX_FIELDS))


def _page(ask: Ask, text: str, outcome: Outcome | None) -> Page:
    start = FIRST.format(
        comment=ask.w("每个单位牵头几项任务", "How many tasks each body leads"),
        lang=GRAPH_TAGS[ask.lang],
    )
    return Page(
        "sparql.html",
        ask.w("查询", "Query"),
        {
            "query": text or start,
            "asked": bool(text.strip()),
            "themes": THEMES,
            "questions": questions_of(ask.request.app).by_theme(),
            "editor_data": _editor_data(ask),
            "prefixes": sorted(prefixes_for(ask.view.base).items()),
            **result_context(ask, outcome, text),
        },
        section="/query",
        description=ask.w("用 SPARQL 查询图谱", "Ask the graph in SPARQL"),
    )


def _editor_data(ask: Ask) -> Any:
    return inert_json(
        {
            "terms": ask.url("/query/terms", _fmt="json"),
            "prefixes": prefixes_for(ask.view.base),
            "noPrefix": ask.w("前缀未定义", "this prefix is not declared"),
            "noTerm": ask.w("不在本体中", "is not in the ontology"),
            "notUnderstood": ask.w("此处语法有误", "not understood here"),
            "phrases": {
                "Completions": ask.w("补全", "Completions"),
                "Diagnostics": ask.w("问题", "Problems"),
                "No diagnostics": ask.w("没有问题", "No problems"),
            },
        }
    )


# ---- completion ----------------------------------------------------------------------------


def terms(ask: Ask) -> Page:
    """Return what the editor completes: prefixes, terms of the ontology, things, names.

    Raises:
        NotFound: it is asked for as a page, which it is not: programs alone read it.
    """
    if ask.format == "html":
        raise NotFound("query/terms")
    made = tables_of(ask.view).once(("completions", ask.lang), lambda: _completions(ask))
    return Page("sparql.html", "terms", data={}, body=made if ask.format == "json" else None)


def _completions(ask: Ask) -> bytes:
    """Return the completions as JSON: thousands of lines, and nobody reads them but the editor."""
    found = {
        "prefixes": prefixes_for(ask.view.base),
        "terms": [*_ontology(ask.lang), *_things(ask)],
        "names": _names(ask.view),
        "version": ask.view.version,
    }
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()


def _ontology(lang: str) -> Iterator[dict[str, str]]:
    for iri, known in sorted(declared().items()):
        name = iri.removeprefix(PK_NS)
        if name != iri:
            yield _term("pk:" + name, "class" if name[:1].isupper() else "property", known, lang)
    local = sorted({code for ids in codes.SCHEMES.values() for code in ids})
    for name in local:
        yield _term("code:" + name, "code", term(CODE_NS + name), lang)
    for prefix, names in _BORROWED.items():
        for name in names:
            kind = "class" if name[:1].isupper() else "property"
            yield {"v": f"{prefix}:{name}", "k": kind, "l": ""}


_BORROWED: Final = {
    "rdfs": ("label", "comment", "subClassOf", "seeAlso"),
    "rdf": ("type", "subject", "predicate", "object"),
    "skos": ("prefLabel", "definition", "broader", "inScheme", "note"),
    "oa": ("exact", "prefix", "suffix", "start", "end"),
    "prov": ("wasQuotedFrom",),
    "dcterms": ("title", "issued", "language", "license"),
    "xsd": ("integer", "decimal", "string", "date"),
}


def _term(name: str, kind: str, known: Any, lang: str) -> dict[str, str]:
    if known is None:
        return {"v": name, "k": kind, "l": ""}
    zh = lang == "zh"
    return {
        "v": name,
        "k": kind,
        "l": (known.label_zh if zh else known.label_en) or "",
        "d": (known.definition_zh if zh else known.definition_en) or "",
    }


def _things(ask: Ask) -> Iterator[dict[str, str]]:
    tables = tables_of(ask.view)
    for iri in tables.once("completed", lambda: _most_used(tables)):
        yield {"v": "id:" + ask.view.local(iri), "k": "thing", "l": ask.label(iri)}


def _most_used(tables: Tables) -> list[str]:
    """Return the things that most facts and documents point at; values are none of them."""
    often = tables.often
    found = [i for cls, m in tables.listed.items() if cls != PK.Observation for i in m]
    return nsmallest(THINGS, found, key=lambda i: (-often[i], i))


def _names(view: GraphView) -> list[str]:
    """Return the names of things that are used most."""
    return tables_of(view).once("names", lambda: _used_names(view))


def _used_names(view: GraphView) -> list[str]:
    often = tables_of(view).often
    used: dict[str, int] = {}
    for iri in nlargest(NAMED, often, key=lambda iri: (often[iri], iri)):
        for name in view.names(iri):
            used[name] = used.get(name, 0) + often[iri]
    return nsmallest(THINGS, used, key=lambda name: (-used[name], name))


def routes() -> list[BaseRoute]:
    """Return the routes of the query page."""
    return [
        *page("/query/terms", terms),
        Route("/{lang:lang}/query", query_page, methods=["GET", "POST"]),
        Route("/query", _redirect),
    ]


__all__ = ["query_page", "routes", "terms"]
