"""Networks as the page draws them: built once for each state of the data, then kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from markupsafe import Markup

from explorer.kit.request import Ask, whole_number
from explorer.kit.templates import inert_json
from explorer.pages.network.groups import LEGIBLE, narrowed, opened
from explorer.pages.network.paths import ENDS, ends_of
from explorer.pages.network.store import store_of
from explorer.pages.sparql.run import Outcome
from graph.networks.duties import rests_on_duties
from graph.networks.grouping import PREFIX as GROUPS
from graph.networks.inside import shortest_inside
from graph.networks.pages import ByPages
from graph.networks.rows import most_specific
from graph.networks.specs import NETWORKS
from graph.pictures.data import aggregate, picture_data
from graph.pictures.marks import mark_svg
from ontology.caches import Cache

if TYPE_CHECKING:
    from graph.networks.nx import Net

AROUND: Final = 240
"""Things from which a neighbourhood takes its next step at most."""
MANY_DOCUMENTS: Final = 20
"""With more documents, a network starts from one of them."""
NETWORKS_BYTES: Final = 64 << 20
"""Bytes of networks, and of networks as they are drawn."""
LISTED: Final = ("document", "campaign", "place")
"""Filters whose values are things."""
CODED: Final = ("role", "kind")
"""Filters whose values are codes or classes."""


def _net_size(net: Net) -> int:
    """Return about how many bytes a network takes: attributes of a node, of an edge."""
    return 2_000 * net.number_of_nodes() + 1_500 * net.number_of_edges() + 5_000


_nets: Cache[tuple[Any, ...], Net] = Cache("networks", most=NETWORKS_BYTES, size=_net_size)
_drawn: WeakKeyDictionary[Net, tuple[Net, dict[str, Any]]] = WeakKeyDictionary()
_inside: WeakKeyDictionary[Net, dict[tuple[Any, ...], Net]] = WeakKeyDictionary()
"""Ends with the network itself."""


def chosen(ask: Ask) -> dict[str, Any]:
    """Return the filters of a request that make sense."""
    view, found = ask.view, dict[str, Any]()
    for key in LISTED:
        values = tuple(
            view.iri(v) for v in sorted(ask.query.getlist(key)) if v and view.iri(v) in view
        )
        if values:
            found[key] = values
    for key in CODED:
        values = tuple(
            v for v in sorted(ask.query.getlist(key)) if v and v.replace("-", "").isalnum()
        )
        if values:
            found[key] = values
    for key in ("since", "until"):
        if year := whole_number(ask.query.get(key, ""), 4):
            found[key] = year
    if ask.query.get("groups") in ("yes", "no"):
        found["groups"] = ask.query["groups"] == "yes"
    if ask.query.get("inferred") == "no":
        found["inferred"] = False
    return found


def only_document(ask: Ask) -> str:
    """Return the document to which an unfiltered network of a large graph is narrowed.

    Everything at once would be neither quick nor legible; the page says what it left out.
    """
    view = ask.view
    narrowed = any(ask.query.get(key) for key in (*LISTED, "around", "from", "to"))
    if narrowed or len(view.documents) <= MANY_DOCUMENTS:
        return ""
    return view.documents[0]


def net_of(ask: Ask, name: str) -> Net:
    """Return the network a request asks for: a declared one, a neighbourhood, or paths.

    Without a name paths run over all declared edges; with one, inside that network as it is
    filtered.  Where an end of a path is not plain, the network itself is returned.

    Raises:
        KeyError: there is no such network.
    """
    if name and not ask.query.get("around"):
        net = filtered(ask, name)
        start, end = (e.iri for e in ends_of(ask, net)) if _asks_paths(ask) else ("", "")
        if not (start and end):
            return net
        key = (id(net), start, end)
        return _inside.setdefault(net, {}).setdefault(key, shortest_inside(net, start, end))
    return filtered(ask, name)


def _asks_paths(ask: Ask) -> bool:
    return all(ask.query.get(key, "").strip() for key in ENDS)


def filtered(ask: Ask, name: str) -> Net:
    """Return a network under the filters of a request, which are held with it."""
    filters = chosen(ask)
    if only := only_document(ask):
        filters["document"] = (only,)
    counting = ask.choice("counting", ("whole", "fractional"), "whole")
    around = ask.query.get("around", "")
    ends: tuple[str, ...] = ()
    if not name and not around:
        ends = tuple(e.iri for e in ends_of(ask, None))
    function, level = (ask.query.get(key, "") for key in ("function", "level"))
    least = whole_number(ask.query.get("weight", ""), 6, 1)
    depth = 2 if ask.query.get("depth") == "2" else 1
    key = (
        ask.view.version, "" if around else name, tuple(sorted(filters.items())), counting,
        around, depth, ends, least, function, level,
    )  # fmt: skip
    if (held := _nets.get(key)) is not None:
        return held
    net = _built(ask, name, filters, counting, around, depth, ends)
    if least > 1:
        net = _heavier(net, least)
    if function or level:
        net = narrowed(ask, net, function, level)
    _nets.put(key, net)
    return net


def _built(
    ask: Ask,
    name: str,
    filters: Mapping[str, Any],
    counting: str,
    around: str,
    depth: int,
    ends: tuple[str, ...],
) -> Net:
    from graph.networks.build import build_network
    from graph.networks.paths import ego_network, paths_between

    if (
        name in NETWORKS
        and not around
        and ((net := _of_pages(ask, name, filters, counting)) is not None)
    ):
        return net
    store = store_of(ask.request.app)
    if around:
        iri = ask.view.iri(around)
        if iri not in ask.view:
            raise KeyError(around)
        return ego_network(store, iri, depth, most=AROUND, **filters)
    if ends and all(ends):
        return paths_between(store, ends[0], ends[1], **filters)
    if name not in NETWORKS:
        raise KeyError(name)
    return build_network(store, name, counting=counting, **filters)  # type: ignore[arg-type]


def _of_pages(ask: Ask, name: str, filters: Mapping[str, Any], counting: str) -> Net | None:
    """Return a network from the file that pages read; nothing where its query must be asked."""
    from graph.networks.build import make_filters, network_of_pages

    spec, narrowed = NETWORKS[name], make_filters(**filters)
    file = ask.view.file
    built = ask.request.app.state.snapshot.generation is not None
    if file is None or not built or not rests_on_duties(spec, narrowed):
        return None  # files of others may say what a build never does
    pages = ByPages(file, ask.view.version)
    return network_of_pages(pages, spec, narrowed, counting)  # type: ignore[arg-type]


def _heavier(net: Net, least: int) -> Net:
    """Return the part of a network whose edges weigh enough."""
    kept = net.__class__()
    kept.graph.update(net.graph)
    for a, b, data in net.edges(data=True):
        if data["weight"] >= least:
            for node in (a, b):
                kept.add_node(node, **net.nodes[node])
            kept.add_edge(a, b, **data)
    return kept


def words(ask: Ask) -> dict[str, str]:
    """Return the words that the script of the page says."""
    w = ask.w
    return {
        "quotes": w("原文", "Words"),
        "of": w("列出 %1 条引文,共 %2 条。", "%1 of %2 quotes."),
        "expand": w("展开邻域", "Expand here"),
        "around": w("以此为中心", "Centre on this"),
        "edges": w("连线", "Edges"),
        "weight": w("权重", "weight"),
        "inferred": w("推断", "inferred"),
        "close": w("关闭", "Close"),
        "members": w("其中", "Among them"),
        "narrow": w("只看这一组", "Narrow to this group"),
        "full": w("全屏", "Full screen"),
        "window": w("退出全屏", "Leave full screen"),
        "none": w(
            "这条关系来自权威文件,没有引文。", "It comes from an authority file and has no quote."
        ),
    }


def placed(net: Net) -> tuple[Net, dict[str, Any]]:
    """Return a network as it is drawn, with its places; worked out once for each network."""
    if net not in _drawn:
        small = aggregate(net, LEGIBLE)
        _drawn[net] = (small, picture_data(small))
    return _drawn[net]


def drawn(ask: Ask, net: Net, evidence: str) -> dict[str, Any]:
    """Return what template and script need to draw a network.

    Args:
        ask: The request.
        net: The network.
        evidence: Address that gives the quotes of an edge.
    """
    small, places = placed(net)
    data = dict(places)
    hrefs = {i: url for i, url in enumerate(_opens(ask, small)) if url}
    data.update(
        language=ask.lang,
        names=[str(d.get(f"label_{ask.lang}") or n) for n, d in small.nodes(data=True)],
        words=words(ask),
        hrefs=hrefs,
        urls={
            "page": ask.url("/page/"),
            "around": ask.url("/network") + "?around=",
            "expand": ask.url("/network", _fmt="json") + "?around=",
            "evidence": evidence,
        },
    )
    return {
        "data": data,
        "json": inert_json(data),
        "edges": edge_rows(ask, small),
        "list": node_rows(ask, small, data),
        "kinds": data["kinds"],
        "edge_kinds": data["edgeKinds"],
        "inferred": any("i" in e for e in data["edges"]),
        "nodes": len(net),
        "edge_count": net.number_of_edges(),
        "aggregated": small.graph.get("aggregated", 0),
        "about": net.graph,
        "files": list[tuple[str, str, str]](),
        "marks": {k: Markup(mark_svg(v["shape"])) for k, v in data["kinds"].items()},
    }


def _opens(ask: Ask, net: Net) -> Iterator[str]:
    """Yield for each node the address that shows what it stands for; empty: its own page."""
    by = str(net.graph.get("by", ""))
    for node, data in net.nodes(data=True):
        yield opened(ask, node, data, by) if node.startswith(GROUPS) else ""


def node_rows(ask: Ask, net: Net, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the nodes as a list for narrow screens, the strongest first."""
    degree = dict(net.degree())
    found = [
        {
            "n": i,
            "label": data["names"][i],
            "kind": drawn_as["k"],
            "edges": degree[node],
            "rank": drawn_as["rank"],
        }
        for i, (node, drawn_as) in enumerate(zip(net.nodes, data["nodes"], strict=True))
    ]
    return sorted(found, key=lambda row: row["rank"])


def edge_rows(ask: Ask, net: Net) -> list[dict[str, Any]]:
    """Return the rows of the table that says the same as the picture, the heaviest first."""
    key = f"label_{ask.lang}"
    number = {node: i for i, node in enumerate(net.nodes)}
    rows = [
        {
            "source": (str(net.nodes[a].get(key, a)), ask.href(a), a),
            "target": (str(net.nodes[b].get(key, b)), ask.href(b), b),
            "kind": str(data.get(key, "")),
            "weight": float(data.get("weight", 1)),
            "inferred": data.get("basis") == "inferred",
            "quotes": int(data.get("quotes") or len(data.get("evidence", ()))),
            "show": f"{number[a]} {number[b]}",
        }
        for a, b, data in net.edges(data=True)
    ]
    return sorted(rows, key=lambda r: (-r["weight"], r["source"][0], r["target"][0]))


def drawn_answer(ask: Ask, outcome: Outcome) -> dict[str, Any] | None:
    """Return the answer of a query as a network: its first two columns of things are the ends."""
    from graph.networks.nx import DiGraph

    if outcome.kind == "graph":
        ends, label = (0, 2), 1
    else:
        things = outcome.things()
        if len(things) < 2:
            return None
        ends, label = (things[0], things[1]), -1
    weights = [c for c in range(len(outcome.columns)) if outcome.numeric(c)]
    net: Net = DiGraph()
    for row in outcome.rows:
        a, b = row[ends[0]], row[ends[1]]
        if not a.iri or not b.iri or a.iri == b.iri:
            continue
        for cell in (a, b):
            net.add_node(cell.iri, **_node(ask, cell.iri, cell.text))
        number = row[weights[-1]].number if weights else None
        before = net.edges[a.iri, b.iri]["weight"] if net.has_edge(a.iri, b.iri) else 0.0
        added = max(float(number), 0.0) if number is not None else 1.0
        word = row[label].text if label >= 0 else ""
        net.add_edge(
            a.iri, b.iri, kind=word, label_zh=word, label_en=word, weight=before + added or 1.0
        )
    if not len(net):
        return None
    net.graph.update(layout="force", label_zh="查询结果", label_en="Answer")
    return drawn(ask, net, ask.url("/network/evidence", _fmt="json"))


def _node(ask: Ask, iri: str, label: str) -> dict[str, Any]:
    types = frozenset(ask.view.types(iri))
    return {
        "label_zh": ask.view.label(iri, "zh") if iri in ask.view else label,
        "label_en": ask.view.label(iri, "en") if iri in ask.view else label,
        "kind": most_specific(types) if types else "",
        "basis": "",
        "documents": [],
        "evidence": [],
    }
