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
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.convertors import Convertor, register_url_convertor
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from explorer.i18n import TAGS, Language, negotiate, other, typeset, words
from explorer.kit.cache import Kept, PageCache
from explorer.kit.table import Table
from explorer.kit.written import Written
from explorer.view.model import GraphView

if TYPE_CHECKING:
    from explorer.snapshots import Snapshot

FORMATS: Final[dict[str, str]] = {
    "json": "application/json; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "ttl": "text/turtle; charset=utf-8",
    "bib": "application/x-bibtex; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
}
HERE: Final = Path(__file__).resolve().parent.parent
TEMPLATES: Final = HERE / "templates"
STATIC: Final = HERE / "static"


class _Lang(Convertor[str]):
    regex = "zh|en"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


class _Format(_Lang):
    regex = "|".join(FORMATS)


register_url_convertor("lang", _Lang())
register_url_convertor("fmt", _Format())


@dataclass(frozen=True)
class Ask:
    """One request for a page, without anything of the web that pages need not know."""

    request: Request
    view: GraphView
    lang: Language
    path: str
    """Path without language and format, such as ``/leads``."""
    params: Mapping[str, str]
    """What stands in the path."""
    query: QueryParams
    format: str = "html"

    def w(self, zh: str, en: str) -> str:
        """Choose the words for the reader's language."""
        return typeset(zh) if self.lang == "zh" else en

    def label(self, iri: str) -> str:
        """Return the label of a thing in the reader's language."""
        return self.view.label(iri, self.lang)

    def href(self, iri: str) -> str:
        """Return the address of a thing's page in the reader's language."""
        return self.view.href(iri, self.lang)

    def url(self, path: str | None = None, /, _lang: str = "", _fmt: str = "", **query: Any) -> str:
        """Return a page's address; of this page, with changes to its query, where none is named.

        Empty values are left out, lists stand several times.
        """
        pairs: list[tuple[str, str]] = []
        if path is None:
            pairs = [(k, v) for k, v in self.query.multi_items() if k not in query]
        for key, value in query.items():
            values = value if isinstance(value, (list, tuple)) else [value]
            pairs += [(key, str(v)) for v in values if v not in (None, "")]
        target = self.path if path is None else path
        if target == "/" and _fmt:
            target = "/index"
        text = f"/{_lang or self.lang}{target}{'.' + _fmt if _fmt else ''}"
        return text + ("?" + urlencode(pairs) if pairs else "")

    def choice(self, name: str, allowed: Sequence[str], default: str = "") -> str:
        """Return a parameter of the query if it is one of those that make sense."""
        value = self.query.get(name, default)
        return value if value in allowed else default

    def page_number(self) -> int:
        """Return the page that is asked for, from 1."""
        text = self.query.get("page", "1")
        return min(int(text), 100_000) if text.isdigit() and text != "0" else 1


@dataclass
class Page:
    """What a page function returns."""

    template: str
    title: str
    context: dict[str, Any] = field(default_factory=dict)
    table: Table | None = None
    """Rows for CSV, and for JSON where there is no other data."""
    data: Any = None
    """The page as JSON, or what makes it."""
    turtle: Callable[[], bytes] | None = None
    sparql: str = ""
    """The question behind the page."""
    description: str = ""
    status: int = 200
    late_table: Callable[[], Table] | None = None
    """What makes the table, for pages whose HTML does without it."""
    body: bytes | None = None
    """A ready answer in the format asked for, where the page makes it itself."""
    section: str = ""
    """Which entry of the navigation it belongs to."""

    def rows(self) -> Table | None:
        """Return the table, made now if it was only promised."""
        return self.late_table() if self.late_table is not None else self.table

    def formats(self) -> list[str]:
        """Return the data formats that this page has."""
        found = []
        tabular = self.table is not None or self.late_table is not None
        if self.data is not None or tabular:
            found.append("json")
        if tabular:
            found.append("csv")
        if self.turtle is not None:
            found.append("ttl")
        return found


Handler = Callable[[Ask], Page]


class NotFound(Exception):
    """There is no such page; ``name`` is what was looked for."""

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self.name = name


# ---- templates ---------------------------------------------------------------------------


@cache
def static_url(name: str) -> str:
    """Return the address of a static file, with a hash, so that it can be kept for long."""
    path = STATIC / name
    tag = hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else "0"
    return f"/static/{name}?v={tag}"


def inert_json(data: Any) -> Markup:
    """Write JSON that can stand in a script element of another type than JavaScript."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)


@cache
def environment() -> Environment:
    """Return the templates: autoescaped everywhere, with no undefined names."""
    from explorer.kit import markup

    env = Environment(
        loader=FileSystemLoader(TEMPLATES, encoding="utf-8"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals.update(static=static_url, inert_json=inert_json, TAGS=TAGS, **markup.GLOBALS)
    env.filters.update(markup.FILTERS)
    return env


def has_script(name: str) -> bool:
    """Tell whether the JavaScript of a page was built."""
    return (STATIC / "js" / f"{name}.entry.js").is_file()


def html(ask: Ask, page: Page) -> str:
    """Render a page in its template."""
    context: dict[str, Any] = {
        "ask": ask,
        "view": ask.view,
        "lang": ask.lang,
        "w": words(ask.lang),
        "title": page.title,
        "page": page,
        "description": page.description,
        "here": ask.url(),
        "other_here": ask.url(None, _lang=other(ask.lang)),
        "formats": [(f, ask.url(None, _fmt=f)) for f in page.formats()],
        "scripts": [name for name in ("page",) if has_script(name)],
        "has_script": has_script,
        **page.context,
    }
    context["m"] = Written(ask)
    return environment().get_template(page.template).render(context)


def render(
    request: Request, template: str, *, title: str, status: int = 200, **context: Any
) -> Response:
    """Render a template for a request outside :func:`page`."""
    ask = ask_of(request)
    found = Page(template, title, context, status=status)
    return Response(html(ask, found), status, media_type="text/html")


# ---- the state of the data ---------------------------------------------------------------

_loading = threading.Lock()
_views: dict[tuple[object, ...], GraphView] = {}
"""The state that is served, and the one before it or after it."""


def view_of(app: Any) -> GraphView:
    """Return the view of the data that is served now."""
    return view_at(app.state.snapshot)


def view_at(snapshot: Snapshot) -> GraphView:
    """Return the view of a state of the data, read once.

    Whoever asks for the state that is served does not wait for the next one.
    """
    key = (snapshot.files, snapshot.version, snapshot.base)
    if (found := _views.get(key)) is not None:
        return found
    with _loading:
        if key not in _views:
            view = GraphView.load(snapshot.files, snapshot.version, snapshot.base)
            while len(_views) > 1:
                _views.pop(next(iter(_views)))
            _views[key] = view
        return _views[key]


def version_of(app: Any) -> str:
    """Return the version of the data that is served now, without loading it."""
    return str(app.state.snapshot.version)


def language_of(request: Request) -> Language:
    """Return the language of a request: of its path, its query, its headers."""
    first = request.url.path[1:3] if request.url.path[3:4] in ("", "/") else ""
    lang = first if first in TAGS else request.query_params.get("lang", "")
    if lang not in TAGS:
        return negotiate(request.headers.get("accept-language"))
    return cast(Language, lang)


def ask_of(request: Request, path: str | None = None, format: str = "html") -> Ask:
    """Read what pages need to know from a request."""
    lang = language_of(request)
    if path is None:
        path = request.url.path
        for prefix in ("/zh", "/en"):
            if path == prefix or path.startswith(prefix + "/"):
                path = path[3:] or "/"
    return Ask(
        request,
        view_of(request.app),
        lang,
        path,
        {k: v for k, v in request.path_params.items() if k not in ("lang", "fmt")},
        request.query_params,
        format,
    )


def plain_ask(app: Any, view: GraphView, lang: Language, path: str) -> Ask:
    """Return the request that a plain address stands for, for pages made beforehand."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/{lang}{path}",
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
        "app": app,
        "path_params": {},
    }
    return Ask(Request(scope), view, lang, path, {}, QueryParams())


# ---- answers -----------------------------------------------------------------------------


CACHE: Final = PageCache()


def answer(ask: Ask, handler: Handler) -> Kept:
    """Run a page function and write its answer in the format asked for."""
    from explorer.kit import errors

    try:
        found = handler(ask)
    except NotFound as missing:
        found = errors.not_found(ask, missing.name)
    if ask.format != "html" and found.status == 200:
        if found.body is None and ask.format not in found.formats():
            found = errors.no_format(ask, found)
        else:
            return _kept(_data(ask, found), 200, FORMATS[ask.format])
    if ask.format == "json":
        about = found.data if isinstance(found.data, dict) else {}
        body = json.dumps({"error": found.title, **about}, ensure_ascii=False)
        return _kept(body.encode(), found.status, FORMATS["json"])
    return _kept(html(ask, found).encode(), found.status, "text/html; charset=utf-8")


def _kept(body: bytes, status: int, media_type: str) -> Kept:
    return Kept(body, status, media_type, f'"{hashlib.sha256(body).hexdigest()[:20]}"')


def _data(ask: Ask, found: Page) -> bytes:
    if found.body is not None:
        return found.body
    table = found.rows() if ask.format == "csv" or found.data is None else None
    match ask.format:
        case "csv" if table is not None:
            return table.csv().encode()
        case "ttl" if found.turtle is not None:
            return found.turtle()
        case _:
            data = found.data() if callable(found.data) else found.data
            if data is None and table is not None:
                data = {"title": found.title, "rows": table.records()}
            if isinstance(data, dict):
                data = {**data, "version": ask.view.version}
            return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def _respond(request: Request, kept: Kept) -> Response:
    headers = {"etag": kept.etag, "cache-control": "no-cache", "vary": "Accept-Language"}
    if not kept.media_type.startswith("text/html"):
        headers["access-control-allow-origin"] = "*"
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
            request.url.query,
        )
        kept = CACHE.get(key) if keep else None
        if kept is None:
            kept = await asyncio.to_thread(_make, request, path, format, handler)
            if keep and kept.status == 200:
                CACHE.put(key, kept)
        return _respond(request, kept)

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
    "FORMATS",
    "STATIC",
    "TEMPLATES",
    "Ask",
    "Handler",
    "NotFound",
    "Page",
    "Table",
    "answer",
    "ask_of",
    "environment",
    "has_script",
    "html",
    "inert_json",
    "language_of",
    "page",
    "render",
    "static_url",
    "version_of",
    "view_of",
]
