"""The network page: a picture with its places ready, the same as a table, and files."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from explorer.kit.cells import gloss_of
from explorer.kit.request import Ask, NotFound, Page, ask_of
from explorer.kit.routing import Table, page
from explorer.pages.network.data import drawn, filtered, net_of, only_document
from explorer.pages.network.forms import SUGGESTED, active, bodies, options
from explorer.pages.network.gallery import gallery, menu, picture_routes
from explorer.pages.network.groups import BY, choices, grouping, shown
from explorer.pages.network.measures import measures
from explorer.pages.network.paths import End, ends_of, questions, written_out
from graph.errors import Inexpressible
from graph.networks.grouping import MOST_QUOTES
from graph.networks.specs import NETWORKS
from graph.pictures.network_files import write_network
from ontology.formats import holding
from ontology.terms import DCTERMS

if TYPE_CHECKING:
    from graph.networks.nx import Net

FIRST: Final = "leads"
ROWS: Final = 100
GIVEN: Final = (
    "document", "campaign", "place", "role", "kind", "since", "until", "counting", "groups",
    "inferred", "weight", "around", "depth", "from", "to", "function", "level", "by",
)  # fmt: skip
"""Parameters of the query that say which network is meant."""
FILES: Final = {name: row for name, row in holding("network").items() if name not in ("csv", "png")}
"""Formats that a network is sent in as a file; its table is the page's own CSV, and a PNG takes a
browser on the server."""


def network(ask: Ask) -> Page:
    """Show a network: one that is declared, what lies around a thing, or paths between two."""
    name = ask.params.get("name", "")
    if not name and not any(ask.query.get(key) for key in ("around", "from", "to")):
        return gallery(ask)
    around = _around(ask)
    ends = ends_of(ask, net_before(ask, name) if name else None)
    unclear = questions(ask, ends, name)
    plain = all(end.iri for end in ends)
    if not name and not around and not plain:
        return _asked_back(ask, ends, unclear)
    try:
        net = net_of(ask, name)
    except KeyError:
        raise NotFound(name) from None
    paths = (ends[0].iri, ends[1].iri) if plain and not around else None
    seen = net if around or paths else shown(ask, net)
    by = "" if around or paths else grouping(ask, net)
    title = _title(ask, name, net, around, paths)
    given = {**_given(ask), **({"by": by} if by else {})}
    picture = drawn(ask, seen, ask.url("/network/evidence", _fmt="json", network=name, **given))
    picture["files"] = _files(ask, name)
    number = ask.page_number()
    numbers = {node["iri"]: i for i, node in enumerate(picture["data"]["nodes"])}
    return Page(
        "network.html",
        title,
        {
            **_chosen(ask, ends, unclear),
            "name": "" if around else name,
            "net": picture,
            "rows": picture["edges"][(number - 1) * ROWS : number * ROWS],
            "number": number,
            "last": max(1, -(-len(picture["edges"]) // ROWS)),
            "around": around,
            "paths": paths,
            "ways": written_out(ask, net, numbers) if paths else None,
            "only": only_document(ask),
            "by": by,
            "by_words": BY,
            "by_choices": [] if around or paths else choices(ask, net),
            "whole": (len(net), net.number_of_edges()),
            "facts": _facts(net),
            "inside": seen.graph.get("inside", 0),
            "measures": measures(ask, seen),
            "figure_url": ask.url("/figures/network", network=name or None, **_given(ask)),
        },
        table=_table(seen if ask.query.get("by") else net),
        data=picture["data"],
        sparql=str(net.graph.get("sparql", "")),
        section="/network",
        description=str(net.graph.get(f"description_{ask.lang}", "")),
    )


def _facts(net: Net) -> int:
    """Return how many statements the edges of a network stand for; one edge may stand for two."""
    return len({fact for *_, data in net.edges(data=True) for fact in data.get("facts", ())})


def net_before(ask: Ask, name: str) -> Net | None:
    """Return the network in which the ends of a path are looked for.

    Raises:
        NotFound: there is no such network.
    """
    try:
        return filtered(ask, name)
    except KeyError:
        raise NotFound(name) from None


def _chosen(ask: Ask, ends: list[End], unclear: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the bar of filters and paths needs."""
    return {
        "networks": NETWORKS,
        "groups": menu(ask),
        "options": options(ask),
        "given": {key: ask.query.getlist(key) for key in GIVEN},
        "bodies": bodies(ask.view, ask.lang)[:SUGGESTED],
        "bodies_total": len(bodies(ask.view, ask.lang)),
        "active": active(ask),
        "ends": [ask.label(end.iri) if end.iri else end.text for end in ends],
        "unclear": unclear,
    }


def _asked_back(ask: Ask, ends: list[End], unclear: list[dict[str, Any]]) -> Page:
    """Ask which of several bodies is meant, or say that nobody is called so."""
    title = ask.w("两个单位之间的路径", "Paths between two bodies")
    return Page(
        "network_ends.html",
        title,
        {**_chosen(ask, ends, unclear), "name": "", "around": "", "paths": None},
        section="/network",
        description=title,
    )


def _files(ask: Ask, name: str) -> list[tuple[str, str, str]]:
    """Return the files of a network: name, address, use."""
    found = [
        (
            row.title,
            ask.url(
                f"/network-file/{name or ('around' if _around(ask) else 'paths')}.{row.ending}",
                **_given(ask),
            ),
            ask.w(row.use_zh, row.use_en),
        )
        for row in FILES.values()
    ]
    table = ask.w("连线表,供 Excel、R、pandas", "the table of edges, for Excel, R, pandas")
    return [*found, ("CSV", ask.url(None, _fmt="csv", page=""), table)]


def _given(ask: Ask) -> dict[str, Any]:
    return {key: ask.query.getlist(key) for key in GIVEN if ask.query.get(key)}


def _around(ask: Ask) -> str:
    return ask.view.iri(ask.query["around"]) if ask.query.get("around") else ""


def _title(ask: Ask, name: str, net: Net, around: str, paths: tuple[str, str] | None) -> str:
    if around:
        label = ask.label(around)
        return ask.w(f"{label}的邻域", f"Around {label}")
    if paths:
        a, b = (ask.label(end) for end in paths)
        return ask.w(f"{a}与{b}之间", f"Between {a} and {b}")
    words = NETWORKS[name].label
    return ask.w(words.zh, words.en[:1].upper() + words.en[1:])


def _table(net: Net) -> Table:
    columns = ("source", "source_zh", "source_en", "kind", "target", "target_zh", "target_en",
               "weight_whole", "weight_fractional", "basis", "documents")  # fmt: skip
    rows = [
        (
            a, net.nodes[a].get("label_zh", ""), net.nodes[a].get("label_en", ""),
            " ".join(d.get("kinds", [])), b, net.nodes[b].get("label_zh", ""),
            net.nodes[b].get("label_en", ""), d.get("weight_whole", ""),
            d.get("weight_fractional", ""), d.get("basis", ""), " ".join(d.get("documents", [])),
        )
        for a, b, d in net.edges(data=True)
    ]  # fmt: skip
    return Table(columns, sorted(rows))


def evidence(ask: Ask) -> Page:
    """Return the quotes of one edge, for the panel beside the picture."""
    name = ask.query.get("network", "" if _paths_asked(ask) else FIRST)
    source, target = ask.query.get("source", ""), ask.query.get("target", "")
    try:
        net = net_of(ask, name)
        grouped = shown(ask, net) if ask.query.get("by") else net
        data = grouped.edges[source, target]
    except KeyError:
        raise NotFound(f"{source} – {target}") from None
    found: dict[tuple[str, str], dict[str, str]] = {}
    for quote in data.get("evidence", ()):
        language = ask.view.text(quote["document"], DCTERMS.language)
        entry = {
            "exact": quote["text"],
            "language": "zh-Hant" if language == "zh-hant" else "zh-Hans",
            "href": ask.href(quote["iri"]),
            "document": ask.label(quote["document"]),
            "via": ask.label(quote["via"]) if quote.get("via") else "",
            "basis": quote.get("basis", ""),
            **_gloss(ask, quote["iri"]),
        }
        found.setdefault((quote["iri"], entry["via"]), entry)
    listed = list(found.values())[:MOST_QUOTES]
    total = max(len(found), int(data.get("quotes") or 0))
    return Page(
        "evidence.html",
        ask.w("原文", "Words"),
        {"quotes": listed, "total": total},
        data={"quotes": listed, "total": total},
    )


def _gloss(ask: Ask, iri: str) -> dict[str, str]:
    """Return the English of a quote and the word for its state, for English readers."""
    gloss, state = gloss_of(ask.view, ask.lang, quotes=[iri])
    return {"gloss": gloss, "gloss_state": state} if gloss and ask.lang == "en" else {}


def _paths_asked(ask: Ask) -> bool:
    return bool(ask.query.get("from") and ask.query.get("to"))


async def network_file(request: Request) -> Response:
    """Answer with a network as a file for the next tool."""
    name, kind = request.path_params["name"], request.path_params["ext"]
    if kind not in FILES:
        return Response("no such format\n", 404, media_type="text/plain")
    ask = await asyncio.to_thread(ask_of, request)
    try:
        body = await asyncio.to_thread(_file, ask, name, kind)
    except KeyError:
        return Response("no such network\n", 404, media_type="text/plain")
    except Inexpressible as error:
        return Response(f"{error.en}\n{error.zh}\n", 406, media_type="text/plain")
    headers = {
        "content-type": FILES[kind].content_type,
        "content-disposition": f'attachment; filename="{_file_name(ask, name)}.{kind}"',
        "cache-control": "no-cache",
    }
    return Response(body, headers=headers)


def _file_name(ask: Ask, name: str) -> str:
    """Return what a file is called: after the network, or the thing in its middle."""
    if iri := _around(ask):
        return "around-" + re.sub(r"[^A-Za-z0-9_-]+", "-", ask.view.local(iri))
    return "paths" if _paths_asked(ask) else name


def _file(ask: Ask, name: str, kind: str) -> bytes:
    net = net_of(ask, "" if name in ("paths", "around") else name)
    if ask.query.get("by"):
        net = shown(ask, net)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"network.{kind}"
        write_network(net, path, language=ask.lang)
        return path.read_bytes()


def routes() -> list[BaseRoute]:
    """Return the routes of networks."""
    return [
        *page("/network/evidence", evidence),
        *page("/network", network),
        *page("/network/{name}", network),
        *picture_routes(),
        Route("/{lang:lang}/network-file/{name}.{ext}", network_file),
    ]


__all__ = ["evidence", "network", "network_file", "routes"]
