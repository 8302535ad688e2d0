"""A request for a page and what a page function returns, apart from routing and writing."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.requests import Request

from explorer.i18n import TAGS, Language, negotiate, typeset
from explorer.kit.table import Table
from explorer.view.model import GraphView
from explorer.view.opening import forget_pages, view_of_build, view_of_files
from ontology.formats import holding

if TYPE_CHECKING:
    from explorer.snapshots import Snapshot

FORMATS: Final[dict[str, str]] = {
    "json": "application/json; charset=utf-8",
    **{
        row.ending: row.media_type + ("" if row.name == "xlsx" else "; charset=utf-8")
        for row in holding("page").values()
    },
}
"""What a page can be had as, by the ending of its address: JSON, and the declared formats."""


UNTITLED: Final[Mapping[Language, str]] = {
    "zh": "发展政策知识图谱",
    "en": "Knowledge graph of development policies",
}
"""What data are called whose workspace gives no title."""


HERE: Final = Path(__file__).resolve().parent.parent


TEMPLATES: Final = HERE / "templates"


STATIC: Final = HERE / "static"


MOST_PAGES: Final = 100_000
LONGEST: Final = 500
"""Characters of a parameter of a page; a name or an id has fewer."""
REPEATED: Final = 100
"""Values of one parameter that are read."""
PARAMETERS: Final = frozenset((
    "a", "across", "actor", "address", "around", "b", "body", "by", "campaign", "chart",
    "chosen", "code", "columns", "counting", "depth", "document", "due", "figure", "from",
    "function", "groups", "hide", "indicator", "inferred", "kind", "labels", "lang", "lead",
    "level", "moved", "network", "open", "page", "place", "q", "role", "rows", "section",
    "since", "sort", "source", "state", "status", "subject", "target", "thing", "title", "to",
    "until", "view", "weight", "width", "work", "x", "y", "year",
))  # fmt: skip
"""Every parameter that some page reads; others are dropped before anything is made or held."""


def asked_of(query: QueryParams, further: Collection[str] = ()) -> QueryParams:
    """Return the parameters that pages read, in order, without empty ones and absurd ones.

    Args:
        query: what stands in the address.
        further: names that this page reads beside those of all pages.
    """
    pairs: list[tuple[str, str]] = []
    times: Counter[str] = Counter()
    for key, value in query.multi_items():
        if key not in PARAMETERS and key not in further:
            continue
        times[key] += 1
        if times[key] <= REPEATED and (len(value) <= LONGEST or key in further):
            pairs.append((key, value))
    return QueryParams(pairs)


def whole_number(text: str, digits: int, default: int = 0) -> int:
    """Return a whole number of so many digits at most, or the default.

    ``isdigit`` alone lets through what ``int`` does not read (``²``), or not in any time.
    """
    fits = text.isascii() and text.isdigit() and len(text) <= digits
    return int(text) if fits else default


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

    @property
    def has_desk(self) -> bool:
        """Whether drafts can be reviewed here: at one's own machine, by ``policykg explore``."""
        return bool(getattr(self.request.app.state, "desk", False))

    @property
    def dataset(self) -> Mapping[Language, str]:
        """The title of the data in both languages: of the workspace, else that of policykg."""
        generation = getattr(self.request.app.state.snapshot, "generation", None)
        title = generation.manifest.title if generation is not None else {}
        known = next(iter(title.values()), "")
        return {
            "zh": title.get("zh", known) or UNTITLED["zh"],
            "en": title.get("en", known) or UNTITLED["en"],
        }

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

    def kept(self, *without: str) -> dict[str, list[str]]:
        """Return the query for another address, without empty values and some parameters."""
        keys = dict.fromkeys(k for k, v in self.query.multi_items() if v)
        return {k: self.query.getlist(k) for k in keys if k not in (*without, "lang")}

    def choice(self, name: str, allowed: Sequence[str], default: str = "") -> str:
        """Return a parameter of the query if it is one of those that make sense."""
        value = self.query.get(name, default)
        return value if value in allowed else default

    def page_number(self) -> int:
        """Return the page that is asked for, from 1."""
        return min(whole_number(self.query.get("page", "1"), 6), MOST_PAGES) or 1


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
    late_xlsx: Callable[[], bytes] | None = None
    """What makes the spreadsheet, where it holds more than the table."""
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
            found += ["csv", "xlsx"]
        if self.turtle is not None:
            found.append("ttl")
        return found


Handler = Callable[[Ask], Page]


class NotFound(Exception):
    """There is no such page; ``name`` is what was looked for."""

    def __init__(self, name: str = "") -> None:
        super().__init__(name)
        self.name = name


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
    generation = snapshot.generation
    key = _key(snapshot)
    if (found := _views.get(key)) is not None:
        if generation is not None:
            found.folder = generation.folder
        return found
    with _loading:
        if key not in _views:
            view = _opened(snapshot)
            while len(_views) > 1:
                _views.pop(next(iter(_views)))
            _views[key] = view
        return _views[key]


def _key(snapshot: Snapshot) -> tuple[object, ...]:
    generation = snapshot.generation
    # Another generation of the same data is read by the same rows.
    place = snapshot.files if generation is None else generation.folder.parent
    return place, snapshot.version, snapshot.base


_renewed: dict[object, float] = {}
"""When the file of a place was last found damaged, by the monotonic clock."""
RENEW_SECONDS: Final = 600.0
"""A file is made anew once in this time: what fails again at once has another reason."""


def renew(snapshot: Snapshot) -> bool:
    """Have a file made anew that was found damaged when a page was read from it.

    Returns:
        Whether it is: not where that has just been done.
    """
    key = _key(snapshot)
    with _loading:
        now = time.monotonic()
        if now - _renewed.get(key[0], -RENEW_SECONDS) < RENEW_SECONDS:
            return False
        _renewed[key[0]] = now
        for other in [other for other in _views if other[0] == key[0]]:
            del _views[other]
        if snapshot.generation is not None:
            forget_pages(snapshot.generation)
    return True


def _opened(snapshot: Snapshot) -> GraphView:
    if snapshot.generation is not None:
        return view_of_build(snapshot.generation)
    return view_of_files(snapshot.files, snapshot.version, snapshot.base)


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


def ask_of(
    request: Request, path: str | None = None, format: str = "html", further: Collection[str] = ()
) -> Ask:
    """Read what pages need to know from a request; ``further``: see :func:`asked_of`."""
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
        asked_of(request.query_params, further),
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
