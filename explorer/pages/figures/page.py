"""The page of a figure: how it looks, its caption, and the files for print; and the files."""

from __future__ import annotations

import asyncio
from typing import Any, Final, cast

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from explorer.kit.request import Ask, NotFound, Page, ask_of, whole_number
from explorer.kit.routing import page
from explorer.negotiation import choose, parse_accept
from explorer.pages.figures import cite, results, timeline
from explorer.pages.figures.registry import FIGURES
from graph.errors import GraphError
from graph.figures.files import TYPES, write_figure
from graph.figures.fonts import Font, find_font
from graph.figures.frame import WIDTHS, Figure, caption_text, draw
from graph.figures.words import LANGUAGES, Languages
from ontology.caches import Cache

_FILES: Final[Cache[tuple[Any, ...], bytes]] = Cache("figures", most=24 << 20)
_SECTIONS: Final = {
    "/leads/pairs": "/leads",
    "/leads/sankey": "/leads",
    "/compare": "/leads",
    "/results": "/indicators",
    "/timeline": "/indicators",
}
"""The entry of the navigation to which a page belongs that is none itself."""
OFFERED: Final = {"html": "text/html", **{k: v.split(";")[0] for k, v in TYPES.items()}}


def figure_of(ask: Ask, name: str) -> Figure:
    """Return the figure of a name, as the address filters it.

    Raises:
        NotFound: there is none.
    """
    if name not in FIGURES:
        raise NotFound(name)
    return FIGURES[name].make(ask)


def size_of(ask: Ask) -> tuple[int, Languages]:
    """Return width and languages that an address asks for."""
    width = whole_number(ask.query.get("width", ""), 4)
    return (
        width if width in WIDTHS else WIDTHS[0],
        cast(Languages, ask.choice("labels", LANGUAGES, ask.lang)),
    )


def figure_page(ask: Ask) -> Page:
    """Show a figure with its caption, and offer its files."""
    name = ask.params["name"]
    figure = figure_of(ask, name)
    width, languages = size_of(ask)
    said, caption = "", ""
    try:
        font = find_font()
        caption = caption_text(figure, font, width, languages)
        drawn = draw(figure, font, width, languages)
        high = drawn.height / drawn.width
    except GraphError as error:
        said, high = ask.w(error.zh, error.en), 0.0
    known = FIGURES[name]
    return Page(
        "figure.html",
        ask.w(*figure.about.title),
        {
            "name": name,
            "of": ask.url(known.path, **_filters(ask)),
            "known": FIGURES,
            "widths": WIDTHS,
            "width": width,
            "languages": languages,
            "label_words": {"zh": "中文", "en": "English", "both": ask.w("双语", "both languages")},
            "file": lambda kind, w, lang: _file_url(ask, name, kind, w, lang),
            "shown": _file_url(ask, name, "svg", width, languages),
            "high": high,
            "caption": caption,
            "fault": said,
            "kinds": [k for k in TYPES if k != "txt"],
            "cited": ask.url("/cite", figure=name, **_filters(ask)),
        },
        section=_SECTIONS.get(known.path, known.path),
        description=ask.w(*known.words),
    )


def _filters(ask: Ask) -> dict[str, Any]:
    keys = dict.fromkeys(k for k, v in ask.query.multi_items() if v)
    return {k: ask.query.getlist(k) for k in keys if k not in ("width", "labels", "lang")}


def _file_url(ask: Ask, name: str, kind: str, width: int, languages: str) -> str:
    return ask.url(f"/figures/{name}.{kind}", **_filters(ask), width=width, labels=languages)


async def figure_file(request: Request) -> Response:
    """Answer with a figure as SVG, PDF or PNG, or with its caption."""
    name, kind = request.path_params["name"], request.path_params["ext"]
    return await _answer(request, name, kind)


async def _answer(request: Request, name: str, kind: str) -> Response:
    if kind not in TYPES:
        return PlainTextResponse("no such format: " + ", ".join(TYPES) + "\n", 404)
    ask = await asyncio.to_thread(ask_of, request)
    try:
        body, filename = await asyncio.to_thread(_made, ask, name, kind)
    except NotFound as missing:
        return PlainTextResponse(f"no such figure: {missing.name}\n", 404)
    except GraphError as error:
        return PlainTextResponse(f"{error.en}\n{error.zh}\n", 501)
    headers = {
        "content-type": TYPES[kind],
        "content-disposition": f'inline; filename="{filename}"',
        "cache-control": "no-cache",
        "vary": "Accept",
        # It is looked at as a picture and may be opened as a page: no script can run in it.
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; font-src data:",
    }
    return Response(body, headers=headers)


def _made(ask: Ask, name: str, kind: str) -> tuple[bytes, str]:
    width, languages = size_of(ask)
    filename = file_name(ask, name, kind, width, languages)
    key = (ask.view.version, ask.view.base, name, kind, width, languages, str(_filters(ask)))
    found = _FILES.get(key)
    if found is None:
        font: Font = find_font()
        found = write_figure(figure_of(ask, name), kind, font, width, languages)
        _FILES.put(key, found)
    return found, filename


def file_name(ask: Ask, name: str, kind: str, width: int, languages: str) -> str:
    """Return what a file is called: figure, document if one, width, languages, data version."""
    documents = [d for d in ask.query.getlist("document") if ask.view.iri(d) in ask.view]
    where = [f"_{documents[0]}"] if len(documents) == 1 and documents[0].isascii() else []
    safe = "".join(c if c.isalnum() or c in "_-." else "-" for c in "".join([name, *where]))
    return f"{safe}_{width}mm_{languages}_{ask.view.version[:7]}.{kind}"


async def negotiated(request: Request) -> Response:
    """Send a figure's plain address on to the form that the client asks for."""
    ask = await asyncio.to_thread(ask_of, request)
    name = request.path_params["name"]
    if name not in FIGURES:
        return PlainTextResponse(f"no such figure: {', '.join(FIGURES)}\n", 404)
    kind = choose(OFFERED, parse_accept(request.headers.get("accept")))
    if kind is None:
        return PlainTextResponse("406: " + ", ".join(OFFERED.values()) + "\n", 406)
    target = f"/{ask.lang}/figures/{name}" + ("" if kind == "html" else f".{kind}")
    query = f"?{request.url.query}" if request.url.query else ""
    headers = {"vary": "Accept, Accept-Language", "cache-control": "no-cache"}
    return RedirectResponse(target + query, 303, headers)


def routes() -> list[BaseRoute]:
    """Return the routes of figures, of the pages made for them, and of references."""
    return [
        Route("/{lang:lang}/figures/{name}.{ext}", figure_file),
        Route("/figures/{name}", negotiated),
        *page("/figures/{name}", figure_page),
        *page("/results", results.results),
        *page("/timeline", timeline.page_of),
        *cite.routes(),
    ]
