"""Saved questions: a list by theme, and a page for each with its parameters and its answer."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from explorer.kit import errors
from explorer.kit.request import FORMATS, Ask, NotFound, Page, ask_of
from explorer.kit.routing import Table, _redirect, page
from explorer.kit.templates import html
from explorer.pages.network.store import questioned
from explorer.pages.sparql.answer import outcome_of, result_context
from explorer.pages.sparql.heads import heads
from explorer.pages.sparql.run import Outcome
from explorer.view.model import GraphView
from graph.errors import GraphError
from graph.questions.parameters import Parameter
from graph.questions.saved import THEMES, Question, Questions
from ontology.namespaces import PREFIXES, prefixes_for
from ontology.terms import PK

CHOICES: Final = 400
"""Values offered for a parameter; any other can be typed."""


@lru_cache(maxsize=4)
def _read(folder: Path, stamp: tuple[tuple[str, int], ...]) -> Questions:
    return Questions(folder)


def questions_of(app: Any) -> Questions:
    """Return the saved questions of the workspace, read again when a file has changed."""
    settings = app.state.settings
    folder = settings.questions or (settings.workspace or Path("/nonexistent")) / "queries"
    files = sorted(folder.glob("*.rq")) if folder.is_dir() else []
    stamp = tuple((file.name, file.stat().st_mtime_ns) for file in files)
    return _read(folder, stamp)


def index(ask: Ask) -> Page:
    """List the saved questions by theme."""
    found = questions_of(ask.request.app)
    rows = [(q.name, q.theme, q.title[ask.lang], q.description[ask.lang]) for q in found.values()]
    return Page(
        "questions.html",
        ask.w("现成问题", "Saved questions"),
        {
            "themes": THEMES,
            "questions": found.by_theme(),
            "count": len(found),
            "faults": found.faults.values(),
        },
        table=Table(("name", "theme", "title", "description"), rows),
        section="/query",
        description=ask.w("可直接运行的问题", "Questions that are ready to run"),
    )


async def question_page(request: Request) -> Response:
    """Show a saved question, with its answer."""
    try:
        ask, question, given = await asyncio.to_thread(_asked, request)
    except NotFound as missing:
        text = await asyncio.to_thread(_missing, request, missing.name)
        return Response(text, 404, media_type="text/html")
    found = await _answered(ask, question, given)
    format = request.path_params.get("fmt", "html")
    body = await asyncio.to_thread(_written, ask, found, format)
    headers = {"content-type": FORMATS.get(format, "text/html; charset=utf-8")}
    return Response(body, found.status, {**headers, "cache-control": "no-cache"})


def _written(ask: Ask, found: Page, format: str) -> bytes:
    if format == "csv" and found.table is not None:
        return found.table.csv().encode()
    if format == "json" and found.table is not None:
        data = {"version": ask.view.version, "rows": found.table.records()}
        return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
    return html(ask, found).encode()


def _asked(request: Request) -> tuple[Ask, Question, dict[str, str]]:
    found, name = questions_of(request.app), request.path_params["name"]
    if name not in found:
        raise NotFound(name)
    question = found[name].suited(questioned(request.app))
    ask = ask_of(request, further=question.parameters)
    given = {key: ask.query[key] for key in question.parameters if key in ask.query}
    return ask, question, given


def _missing(request: Request, name: str) -> str:
    ask = ask_of(request)
    return html(ask, errors.not_found(ask, name))


async def _answered(ask: Ask, question: Question, given: Mapping[str, str]) -> Page:
    fault, text, outcome = "", "", None
    try:
        text = await asyncio.to_thread(question.bound, given, prefixes_for(ask.view.base))
        outcome = await outcome_of(ask, with_prefixes(text))
    except GraphError as error:
        fault = getattr(error, "zh" if ask.lang == "zh" else "en", "") or str(error)
    named = heads(outcome.columns, ask.lang) if outcome else []
    context = await asyncio.to_thread(result_context, ask, outcome, with_prefixes(text), named)
    if fault:
        context["fault"] = fault
    offered = await asyncio.to_thread(
        lambda: {n: choices(ask, p) for n, p in question.parameters.items()}
    )
    return Page(
        "question.html",
        ask.w(question.title["zh"], question.title["en"]),
        {
            "question": question,
            "given": {n: given.get(n, p.default) for n, p in question.parameters.items()},
            "choices": {n: values[:CHOICES] for n, values in offered.items()},
            "choices_total": {n: len(values) for n, values in offered.items()},
            "theme": THEMES[question.theme],
            **context,
        },
        table=_table(outcome) if outcome and outcome.error is None else None,
        sparql=with_prefixes(text),
        section="/query",
        description=question.description[ask.lang],
        status=400 if fault else outcome.error.status if outcome and outcome.error else 200,
    )


def _table(outcome: Outcome) -> Table:
    """Return the rows with labels, and the IRI of each thing in a column of its own."""
    things = set(outcome.things())
    columns: list[str] = []
    for index_, name in enumerate(outcome.columns):
        columns += [name, f"{name}_iri"] if index_ in things else [name]
    rows = []
    for row in outcome.rows:
        cells: list[Any] = []
        for index_, cell in enumerate(row):
            cells += [cell.text, cell.iri] if index_ in things else [cell.text]
        rows.append(cells)
    return Table(columns, rows)


def with_prefixes(text: str) -> str:
    """Write the fixed prefixes that a query uses at its head, so that it runs anywhere."""
    used = [
        prefix
        for prefix in sorted(PREFIXES)
        if re.search(rf"(?<![\w:]){prefix}:", text)
        and not re.search(rf"PREFIX\s+{prefix}:", text, re.IGNORECASE)
    ]
    head = "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used)
    return head + text


def choices(ask: Ask, parameter: Parameter) -> list[tuple[str, str]]:
    """Return values to choose from: what is typed, and its label."""
    view = ask.view
    if parameter.type not in ("name", "iri"):
        return []
    cls = _class_of(parameter, view)
    things = view.of_type(cls) if cls else []
    if parameter.type == "iri":
        found = [(view.local(iri) or iri, ask.label(iri)) for iri in things]
    else:
        found = [(name, ask.label(iri)) for iri in things for name in view.names(iri)]
    return sorted(set(found))


def _class_of(parameter: Parameter, view: GraphView) -> str:
    prefix, _, local = parameter.of_class.partition(":")
    namespace = prefixes_for(view.base).get(prefix, "")
    if namespace and local:
        return namespace + local
    return str(PK.Organization) if parameter.name in ("body", "department") else ""


def routes() -> list[BaseRoute]:
    """Return the routes of saved questions."""
    return [
        *page("/questions", index, keep=False),  # the files change without a new build
        Route("/{lang:lang}/questions/{name:str}.{fmt:fmt}", question_page),
        Route("/{lang:lang}/questions/{name:str}", question_page),
        Route("/questions/{name:str}.{fmt:fmt}", question_page),
        Route("/questions/{name:str}", _redirect),
    ]


__all__ = [
    "choices",
    "index",
    "question_page",
    "questions_of",
    "routes",
    "with_prefixes",
]
