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

from explorer.kit.request import Ask, NotFound, Page, ask_of
from explorer.kit.routing import Table, page
from explorer.pages.network.data import drawn, find_thing, net_of, only_document
from explorer.view.memo import per_view
from explorer.view.model import GraphView
from graph.errors import Inexpressible
from graph.networks.specs import NETWORKS
from graph.pictures.network_files import write_network
from ontology import codes
from ontology.declarations import term
from ontology.formats import holding
from ontology.namespaces import CODE_NS
from ontology.terms import DCTERMS, PK

if TYPE_CHECKING:
    from graph.networks.nx import Net

FIRST: Final = "leads"
MENU: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("谁牵头、与谁一起", "Who leads, and with whom",
     ("leads", "co-leads", "campaign-department", "campaign-task-department", "lead-support",
      "responsibilities")),
    ("目标与政策", "Goals and policies", ("targets", "policy-document")),
    ("地方与企业", "Places and enterprises", ("places", "place-enterprise-project")),
    ("结构与全部", "Structure, and everything",
     ("governance", "containment", "relations", "everything")),
)  # fmt: skip
"""The networks as the menu groups them; what the ontology declares beyond them comes last."""
ROWS: Final = 100
GIVEN: Final = (
    "document", "campaign", "place", "role", "kind", "since", "until", "counting", "groups",
    "inferred", "weight", "around", "depth", "from", "to",
)  # fmt: skip
"""Parameters of the query that say which network is meant."""
FILES: Final = {name: row for name, row in holding("network").items() if name not in ("csv", "png")}
"""Formats that a network is sent in as a file; its table is the page's own CSV, and a PNG takes a
browser on the server."""


def network(ask: Ask) -> Page:
    """Show a network: one that is declared, what lies around a thing, or paths between two."""
    name = ask.params.get("name", FIRST)
    try:
        net = net_of(ask, name)
    except KeyError:
        raise NotFound(name) from None
    around, paths = _around(ask), _paths(ask)
    title = _title(ask, name, net, around, paths)
    picture = drawn(
        ask, net, ask.url("/network/evidence", _fmt="json", network=name, **_given(ask))
    )
    picture["files"] = _files(ask, name)
    number = ask.page_number()
    return Page(
        "network.html",
        title,
        {
            "name": "" if around or paths else name,
            "networks": NETWORKS,
            "groups": _menu(ask),
            "net": picture,
            "rows": picture["edges"][(number - 1) * ROWS : number * ROWS],
            "number": number,
            "last": max(1, -(-len(picture["edges"]) // ROWS)),
            "around": around,
            "paths": paths,
            "options": options(ask),
            "given": {key: ask.query.getlist(key) for key in GIVEN},
            "bodies": _bodies(ask.view, ask.lang),
            "only": only_document(ask),
            "active": active(ask),
            "ends": [ask.label(end) for end in paths]
            if paths
            else [ask.query.get(key, "") for key in ("from", "to")],
            "missing": _missing(ask),
            "figure_url": ask.url("/figures/network", network=name, **_given(ask)),
        },
        table=_table(net),
        data=picture["data"],
        sparql=str(net.graph.get("sparql", "")),
        section="/network",
        description=str(net.graph.get(f"description_{ask.lang}", "")),
    )


def _menu(ask: Ask) -> list[tuple[str, list[str]]]:
    """Return the names of the networks in groups, those that most come for first."""
    found = [(ask.w(zh, en), [n for n in names if n in NETWORKS]) for zh, en, names in MENU]
    listed = {name for _, names in found for name in names}
    if rest := [name for name in NETWORKS if name not in listed]:
        found.append((ask.w("其他", "Others"), rest))
    return found


def _files(ask: Ask, name: str) -> list[tuple[str, str, str]]:
    """Return the files of a network: name, address, use."""
    found = [
        (
            row.title,
            ask.url(f"/network-file/{name}.{row.ending}", **_given(ask)),
            ask.w(row.use_zh, row.use_en),
        )
        for row in FILES.values()
    ]
    table = ask.w("连线表,供 Excel、R、pandas", "the table of edges, for Excel, R, pandas")
    return [*found, ("CSV", ask.url(None, _fmt="csv", page=""), table)]


def active(ask: Ask) -> list[tuple[str, str]]:
    """Return the filters that are set: words, and the address without the filter."""
    view, w, found = ask.view, ask.w, list[tuple[str, str]]()
    words = {
        "document": w("文献", "Document"), "campaign": w("系列活动", "Campaign"),
        "place": w("辖区", "Place"), "role": w("角色", "Role"),
        "kind": w("单位类别", "Kind of body"), "since": w("起年", "From year"),
        "until": w("止年", "To year"), "weight": w("权重至少", "Weight at least"),
        "counting": w("计数", "Counting"), "groups": w("泛指单位", "Groups"),
        "inferred": w("推断的事实", "Inferred facts"),
    }  # fmt: skip
    says = {"yes": w("显示", "shown"), "no": w("不显示", "hidden"),
            "fractional": w("分数计数", "fractional"), "whole": w("整计数", "whole")}  # fmt: skip
    for key, word in words.items():
        for value in ask.query.getlist(key):
            if not value or value == "whole":
                continue
            thing = view.iri(value) if key in ("document", "campaign", "place") else ""
            label = ask.label(thing) if thing in view else says.get(value) or _code(ask.lang, value)
            left: dict[str, Any] = {key: [v for v in ask.query.getlist(key) if v != value]}
            found.append((f"{word}{w('：', ': ')}{label}", ask.url(None, page="", **left)))
    return found


def _given(ask: Ask) -> dict[str, Any]:
    return {key: ask.query.getlist(key) for key in GIVEN if ask.query.get(key)}


def _around(ask: Ask) -> str:
    return ask.view.iri(ask.query["around"]) if ask.query.get("around") else ""


def _paths(ask: Ask) -> tuple[str, str] | None:
    ends = [find_thing(ask.view, ask.query.get(key, ""), ask.lang) for key in ("from", "to")]
    return (ends[0], ends[1]) if all(ends) else None


def _missing(ask: Ask) -> list[str]:
    """Return what was asked for as an end of a path and stands for nothing."""
    return [
        ask.query[key]
        for key in ("from", "to")
        if ask.query.get(key) and not find_thing(ask.view, ask.query[key], ask.lang)
    ]


def _title(ask: Ask, name: str, net: Net, around: str, paths: tuple[str, str] | None) -> str:
    if around:
        label = ask.label(around)
        return ask.w(f"{label}的邻域", f"Around {label}")
    if paths:
        a, b = (ask.label(end) for end in paths)
        return ask.w(f"{a}与{b}之间", f"Between {a} and {b}")
    words = NETWORKS[name].label
    return ask.w(words.zh, words.en[:1].upper() + words.en[1:])


def options(ask: Ask) -> dict[str, list[tuple[str, str]]]:
    """Return what can be chosen for every filter: value and label."""
    return _options(ask.view, ask.lang)


@per_view
def _options(view: GraphView, lang: str) -> dict[str, list[tuple[str, str]]]:
    series = [*view.of_type(PK.Campaign), *view.of_type(PK.Strategy)]
    places = {p for d in view.documents for p in view.objects(d, PK.jurisdiction)}
    kinds = sorted({c for b in view.of_type(PK.Organization) for c in view.objects(b, PK.kind)})
    return {
        "document": [(view.local(d), view.label(d, lang)) for d in view.documents],
        "campaign": [(view.local(c), view.label(c, lang)) for c in series[:200]],
        "place": sorted((view.local(p), view.label(p, lang)) for p in places),
        "role": [(role, _code(lang, role)) for role in codes.SCHEMES["role"]],
        "kind": [(k.removeprefix(CODE_NS), view.label(k, lang)) for k in kinds],
    }


def _code(lang: str, code: str) -> str:
    known = term(CODE_NS + code)
    return known.label(lang) if known else code


@per_view
def _bodies(view: GraphView, lang: str) -> list[str]:
    groups = set(view.of_type(PK.GroupReference))
    leading = {a for r in view.of_type(PK.Responsibility) for a in view.objects(r, PK.actor)}
    return sorted({view.label(b, lang) for b in leading - groups})[:500]


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
    name = ask.query.get("network", FIRST)
    source, target = ask.query.get("source", ""), ask.query.get("target", "")
    try:
        data = net_of(ask, name).edges[source, target]
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
        }
        found.setdefault((quote["iri"], entry["via"]), entry)
    return Page(
        "evidence.html",
        ask.w("原文", "Words"),
        {"quotes": list(found.values())[:60]},
        data={"quotes": list(found.values())[:60]},
    )


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
    return "paths" if _paths(ask) else name


def _file(ask: Ask, name: str, kind: str) -> bytes:
    net = net_of(ask, name)
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
        Route("/{lang:lang}/network-file/{name}.{ext}", network_file),
    ]


__all__ = ["evidence", "network", "network_file", "options", "routes"]
