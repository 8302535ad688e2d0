"""Cite a fact, a page, a figure, a table or the data set; every form by one address."""

from __future__ import annotations

import asyncio
import datetime
import json
import re
from dataclasses import replace
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from explorer.kit.request import Ask, NotFound, Page, ask_of
from explorer.kit.routing import page
from explorer.pages.figures.about import name_of
from explorer.pages.figures.registry import FIGURES
from explorer.view.originals import noted_of
from explorer.view.states import MARKS, counts_of, totals_of_all
from graph.exports.references import FORMS, KINDS, Reference, Said

QUOTES: Final = 3
"""Quotations that a reference to a fact gives; of more it says how many."""
_WORDS: Final = 160
"""Characters of one quotation; the offsets lead to the whole."""
_KEY: Final = re.compile(r"[^A-Za-z0-9]+")
NAMES: Final = ("thing", "address", "title", "figure")
"""Parameters that say what is cited; all others are filters of a figure."""


def reference(ask: Ask) -> Reference:
    """Return what the address asks to cite: a thing, a figure, a page or table, or all data.

    Raises:
        NotFound: there is no such thing or figure, or the address is none of ours.
    """
    query = ask.query
    if thing := query.get("thing"):
        return of_fact(ask, thing)
    if figure := query.get("figure"):
        return of_figure(ask, figure)
    if address := query.get("address"):
        return of_page(ask, address, query.get("title", ""))
    base = _base(ask, "dataset", _dataset(ask), Said("", ""), "id/dataset")
    counts = totals_of_all(ask.view)
    return _noted(base, _states(counts)) if counts else base


def _dataset(ask: Ask) -> Said:
    return Said(ask.dataset["zh"], ask.dataset["en"])


def _base(ask: Ask, kind: str, title: Said, container: Said, local: str) -> Reference:
    view = ask.view
    key = _KEY.sub("-", local).strip("-").lower()[:60] or kind
    return Reference(
        f"policykg-{key}-{view.version}",
        kind,
        title,
        container,
        view.version,
        view.release,
        view.base + local,
        archive_of(ask),
        datetime.datetime.now(tz=datetime.UTC).date().isoformat(),
        author=view.author,
        licence=view.licence,
    )


def _noted(ref: Reference, *notes: Said) -> Reference:
    return replace(ref, notes=(*ref.notes, *notes))


def archive_of(ask: Ask) -> str:
    """Return the file that holds the data that are served, with the whole hash of the data."""
    generation = getattr(ask.request.app.state.snapshot, "generation", None)
    if generation is None:
        return ""
    return f"{ask.view.base}data/graph.nq ({generation.manifest.sha256})"


def of_fact(ask: Ask, local: str) -> Reference:
    """Return the reference of one fact or thing: words, document, offsets, page, states.

    Raises:
        NotFound: there is none of that id.
    """
    view, iri = ask.view, ask.view.iri(local)
    if iri not in view:
        raise NotFound(local)
    ref = _base(ask, "fact", Said(*name_of(ask, iri)), _dataset(ask), f"id/{local}")
    quotes = view.quotes(iri)
    notes = [_quoted(ask, q) for q in quotes[:QUOTES]]
    if (more := len(quotes) - QUOTES) > 0:
        notes.append(Said(f"另有{more}条引文", f"and {more} more quotations"))
    if counts := counts_of(view, iri):
        notes.append(_states(counts))
    return _noted(ref, *notes)


def _quoted(ask: Ask, quote: Any) -> Said:
    words = quote.exact
    if len(words) > _WORDS:
        words = f"{words[: _WORDS // 2]} […] {words[-_WORDS // 2 :]}"
    document = name_of(ask, quote.document)
    at = Said(f"第 {quote.start}–{quote.end} 字符", f"characters {quote.start}–{quote.end}")
    where = page_in_source(ask, quote.document, quote.start)
    sheet = Said(f"，原件第 {where} 页", f", page {where} of the source") if where else Said("", "")
    return Said(
        f"“{words}”，{document.zh}，{at.zh}{sheet.zh}",
        f"“{words}”, {document.en}, {at.en}{sheet.en}",
    )


def page_in_source(ask: Ask, document: str, offset: int) -> int:
    """Return the page of the file that a text was taken from; 0 where no record says so."""
    settings = getattr(ask.request.app.state, "settings", None)
    noted = noted_of(ask.view, document, settings.sources) if settings else None
    place = noted.place(offset) if noted else None
    return place.page if place else 0


def _states(counts: Any) -> Said:
    zh = "、".join(f"{MARKS[s][1]} {n}" for s, n in counts.items())
    en = ", ".join(f"{n} {MARKS[s][2]}" for s, n in counts.items())
    return Said(f"字段：{zh}", f"fields: {en}")


def of_figure(ask: Ask, name: str) -> Reference:
    """Return the reference of a figure with its filters.

    Raises:
        NotFound: there is no such figure.
    """
    if name not in FIGURES:
        raise NotFound(name)
    figure = FIGURES[name].make(ask)
    about = figure.about
    kept = [(k, v) for k, v in ask.query.multi_items() if k not in NAMES and v]
    ref = _base(ask, "figure", Said(*about.title), _dataset(ask), f"{ask.lang}/figures/{name}")
    ref = _addressed(ref, ref.url + ("?" + urlencode(kept) if kept else ""))
    told = [Said(w.zh, w.en) for w in (about.rule, about.filter, about.source) if w]
    return _noted(ref, *told)


def _addressed(ref: Reference, url: str) -> Reference:
    return replace(ref, url=url)


def of_page(ask: Ask, address: str, title: str) -> Reference:
    """Return the reference of a page, or of its table where the address ends in ``.csv``.

    Raises:
        NotFound: the address is none of a page of ours.
    """
    path, _, query = address.partition("?")
    if not re.fullmatch(r"/(zh|en)(/[\w.~%/-]*)?", path) or "//" in path or ".." in path:
        raise NotFound(address)
    kind = "table" if path.endswith((".csv", ".xlsx")) else "page"
    words = title or path
    ref = _base(ask, kind, Said(words, words), _dataset(ask), path[1:])
    return _addressed(ref, ref.url + (f"?{query}" if query else ""))


# ---- answers -----------------------------------------------------------------------------


def cite(ask: Ask) -> Page:
    """Show a reference in every form, each with a button that copies it."""
    ref = reference(ask)
    other = "en" if ask.lang == "zh" else "zh"
    forms = [
        (
            f"txt-{lang}",
            {"zh": "中文", "en": "English"}[lang],
            FORMS["txt"].write(ref, lang).strip(),
            ask.url("/cite.txt", **_kept(ask, _lang=lang)),
        )
        for lang in (ask.lang, other)
    ]
    forms += [
        (
            key.replace(".", "-"),
            form.title,
            form.write(ref, ask.lang),
            ask.url(f"/cite.{key}", **_kept(ask)),
        )
        for key, form in FORMS.items()
        if key != "txt"
    ]
    title = ask.w("引用", "Cite")
    return Page(
        "figure_cite.html",
        f"{title}{ask.w('：', ': ')}{ref.title.of(ask.lang)}",
        {"forms": forms, "ref": ref, "kind": KINDS[ref.kind].words.of(ask.lang)},
        data=json.loads(FORMS["csl.json"].write(ref, ask.lang)),
        section="/data",
    )


def _kept(ask: Ask, **further: str) -> dict[str, Any]:
    keys = dict.fromkeys(k for k, _ in ask.query.multi_items())
    return {**{k: ask.query.getlist(k) for k in keys}, **further}


async def cited(request: Request) -> Response:
    """Answer with a reference in one form."""
    form = FORMS.get(request.path_params["form"])
    if form is None:
        return PlainTextResponse("no such form: " + ", ".join(FORMS) + "\n", 404)
    ask = await asyncio.to_thread(ask_of, request)
    try:
        body = await asyncio.to_thread(lambda: form.write(reference(ask), ask.lang))
    except NotFound as missing:
        return PlainTextResponse(f"not found: {missing.name}\n", 404)
    kind = f"{form.media_type}; charset=utf-8"
    return Response(body, headers={"content-type": kind, "cache-control": "no-cache"})


def routes() -> list[BaseRoute]:
    """Return the routes of references."""
    return [Route("/{lang:lang}/cite.{form:path}", cited), *page("/cite", cite, keep=False)]


__all__ = ["cite", "cited", "of_fact", "of_figure", "of_page", "reference", "routes"]
