"""Pages for what is not there: they say why, and what lies near."""

from __future__ import annotations

import asyncio
import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from explorer.kit.request import Ask, Page, ask_of, renew, view_of
from explorer.kit.templates import html
from explorer.negotiation import prefers_html
from explorer.view.nearest import nearest
from graph.builds.pages import PAGES
from ontology.damage import is_damage

log = logging.getLogger("policykg.pages")


def not_found(ask: Ask, name: str = "") -> Page:
    """Say that there is no such page, and name the nearest things."""
    name = name or ask.path.rsplit("/", 1)[-1]
    near = [(ask.label(iri), ask.href(iri)) for iri in nearest(ask.view, name)]
    title = ask.w("没有这个页面", "There is no such page")
    return Page(
        "error.html",
        title,
        {"looked_for": name, "near": near, "kind": "missing"},
        data={"looked_for": name, "nearest": [label for label, _ in near]},
        status=404,
    )


def no_format(ask: Ask, found: Page) -> Page:
    """Say that a page has no such format, and which ones it has."""
    title = ask.w(f"此页没有 .{ask.format} 格式", f"This page has no .{ask.format}")
    links = [(f, ask.url(None, _fmt=f)) for f in found.formats()]
    return Page(
        "error.html",
        title,
        {"looked_for": "", "near": links, "kind": "format"},
        data={"formats": found.formats()},
        status=406,
    )


async def missing(request: Request, error: Exception) -> Response:
    """Answer where no route is: a page for people, a line for programs."""
    if not prefers_html(request.headers.get("accept")):
        return PlainTextResponse(f"there is nothing at {request.url.path}\n", 404)
    return await asyncio.to_thread(_missing, request)


def _missing(request: Request) -> Response:
    ask = ask_of(request)
    page = not_found(ask)
    return Response(html(ask, page), page.status, media_type="text/html")


async def damaged(request: Request, error: Exception) -> Response:
    """Answer where the file of the pages is not as it was written, and have it made anew.

    Raises:
        Exception: what was raised, where the file has just been made anew, or where not the
            file is at fault but the disk.
    """
    if not (is_damage(error) and await asyncio.to_thread(renew, request.app.state.snapshot)):
        raise error
    log.error("%s is damaged and made anew: %s", PAGES, error)
    await asyncio.to_thread(view_of, request.app)
    en = "the file that pages are read from was damaged and has been made anew; ask again"
    zh = "页面所读的文件已损坏,现已重建;请重试"
    return PlainTextResponse(f"{zh}\n{en}\n", 503, {"retry-after": "1"})


async def overloaded(request: Request, error: Exception) -> Response:
    """Answer where the workers could not: a line that says when to try again."""
    en = "the graph could not be asked just now; try again in a few seconds"
    zh = "暂时无法查询图谱,请数秒后重试"
    return PlainTextResponse(f"{zh}\n{en}\n", 503, {"retry-after": "5"})
