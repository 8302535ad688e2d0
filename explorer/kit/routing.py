"""What every page shares: routes in two languages, formats, cache, template, headers.

A page is a function from an :class:`Ask` to a :class:`Page`::

    def places(ask: Ask) -> Page:
        rows = …
        return Page("places.html", ask.w("地方", "Places"), {"rows": rows}, table=Table(…))

    routes = page("/places", places)            # /zh/places, /en/places, /places → redirect,
                                                # and /zh/places.json, .csv, …

It runs in a thread, on a cache miss only; what it returned is kept, by URL and data version.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final, cast

from starlette.convertors import Convertor, StringConvertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from explorer.i18n import LANGUAGES
from explorer.kit import errors
from explorer.kit.cache import Kept, PageCache
from explorer.kit.filenames import file_name
from explorer.kit.request import (
    FORMATS,
    Ask,
    Handler,
    NotFound,
    Page,
    ask_of,
    asked_of,
    language_of,
    version_of,
)
from explorer.kit.table import Table
from explorer.kit.templates import html
from explorer.kit.turns import TURNS


def one_of(*words: str) -> Convertor[str]:
    """Return the convertor of a step of an address that is one of some words."""
    convertor: Convertor[str] = type("OneOf", (StringConvertor,), {"regex": "|".join(words)})()
    return convertor


register_url_convertor("lang", one_of(*LANGUAGES))
register_url_convertor("fmt", one_of(*FORMATS))


# ---- templates ---------------------------------------------------------------------------


# ---- the state of the data ---------------------------------------------------------------


# ---- answers -----------------------------------------------------------------------------


CACHE: Final = PageCache()


def answer(ask: Ask, handler: Handler) -> Kept:
    """Run a page function and write its answer in the format asked for."""
    try:
        found = handler(ask)
    except NotFound as missing:
        found = errors.not_found(ask, missing.name)
    if ask.format != "html" and found.status == 200:
        if found.body is None and ask.format not in found.formats():
            found = errors.no_format(ask, found)
        else:
            return _cacheable(_data(ask, found), 200, FORMATS[ask.format])
    if ask.format == "json":
        about = found.data if isinstance(found.data, dict) else {}
        body = json.dumps({"error": found.title, **about}, ensure_ascii=False)
        return _cacheable(body.encode(), found.status, FORMATS["json"])
    return _cacheable(html(ask, found).encode(), found.status, "text/html; charset=utf-8")


def _cacheable(body: bytes, status: int, media_type: str) -> Kept:
    return Kept(body, status, media_type, f'"{hashlib.sha256(body).hexdigest()[:20]}"')


def _data(ask: Ask, found: Page) -> bytes:
    if found.body is not None:
        return found.body
    if ask.format == "xlsx" and found.late_xlsx is not None:
        return found.late_xlsx()
    table = found.rows() if ask.format in ("csv", "xlsx") or found.data is None else None
    match ask.format:
        case "csv" if table is not None:
            return table.csv().encode()
        case "xlsx" if table is not None:
            return table.xlsx(
                found.title,
                {
                    "data_version": ask.view.version,
                    "address": str(ask.request.url),
                    "rows": str(len(table.rows)),
                },
            )
        case "ttl" if found.turtle is not None:
            return found.turtle()
        case _:
            data = found.data() if callable(found.data) else found.data
            if data is None and table is not None:
                data = {"title": found.title, "rows": table.records()}
            if isinstance(data, dict):
                data = {**data, "version": ask.view.version}
            return (
                json.dumps(data, ensure_ascii=False, indent=1, default=_plain_value) + "\n"
            ).encode()


def _plain_value(value: object) -> str | float:
    """Say in JSON what a table holds beside texts and numbers: dates and exact numbers.

    Raises:
        TypeError: it is none of these.
    """
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def _respond(request: Request, kept: Kept, path: str, format: str) -> Response:
    headers = {"etag": kept.etag, "cache-control": "no-cache", "vary": "Accept-Language"}
    if kept.status == 200 and format != "html":
        filled = path.format(**request.path_params)
        name = file_name(filled, asked_of(request.query_params), version_of(request.app), format)
        way = "attachment" if format in ("csv", "xlsx") else "inline"
        headers["content-disposition"] = f'{way}; filename="{name}"'
    if kept.status == 200 and kept.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(kept.body, kept.status, {**headers, "content-type": kept.media_type})


def _endpoint(path: str, handler: Handler, *, keep: bool) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        format = str(request.path_params.get("fmt", "html"))
        key = (
            version_of(request.app),
            language_of(request),
            request.headers.get("host", ""),  # pages name their own full address
            request.url.path,
            str(asked_of(request.query_params)),
        )
        kept = CACHE.get(key) if keep else None
        if kept is None:
            with TURNS.taken():
                kept = await asyncio.to_thread(_make, request, path, format, handler)
            # Of a state that another has followed meanwhile, nobody knows what was read.
            if keep and kept.status == 200 and version_of(request.app) == key[0]:
                CACHE.put(key, kept)
        return _respond(request, kept, path, format)

    return endpoint


def _make(request: Request, path: str, format: str, handler: Handler) -> Kept:
    params = {k: v for k, v in request.path_params.items() if k not in ("lang", "fmt")}
    return answer(ask_of(request, path.format(**params) if params else path, format), handler)


async def _redirect(request: Request) -> Response:
    """Send a plain path on to the language the browser asks for."""
    target = f"/{language_of(request)}{request.url.path}"
    if request.url.query:
        target += f"?{request.url.query}"
    return RedirectResponse(target, 302, {"vary": "Accept-Language", "cache-control": "no-cache"})


def page(path: str, handler: Handler, *, keep: bool = True) -> list[BaseRoute]:
    """Return the routes of a page: in both languages, in every format, and the plain redirect.

    Args:
        path: such as ``/leads`` or ``/page/{local}``.
        handler: the page function.
        keep: whether answers may be kept; not for pages whose state lies outside the graph.
    """
    plain = _plain(path)
    data = path if path != "/" else "/index"
    endpoint = _endpoint(plain, handler, keep=keep)
    found = [
        Route("/{lang:lang}" + data + ".{fmt:fmt}", endpoint),
        Route("/{lang:lang}" + path, endpoint),
        Route(data + ".{fmt:fmt}", endpoint),
        Route(path, _redirect),
    ]
    if path == "/":
        found.append(Route("/{lang:lang}", endpoint))
    return cast("list[BaseRoute]", found)


def _plain(path: str) -> str:
    """Return the path with its parameters bare, for filling in."""
    return re.sub(r"\{(\w+):\w+\}", r"{\1}", path)


__all__ = [
    "CACHE",
    "Table",
    "answer",
    "page",
]
