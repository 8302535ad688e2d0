"""Networks as the page draws them: built once for each state of the data, then kept."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from markupsafe import Markup

from explorer.endpoint.service import Service
from explorer.kit.request import Ask, whole_number
from explorer.kit.templates import inert_json
from explorer.pages.sparql.run import Outcome
from explorer.view.model import GraphView
from explorer.workers.line import PoolError
from explorer.workers.scheduler import run
from graph.networks.rows import Queryable, most_specific
from graph.networks.specs import NETWORKS
from graph.pictures.data import aggregate, picture_data
from graph.pictures.marks import mark_svg
from graph.rdf.store import GraphStore
from ontology.caches import Cache
from ontology.rdf import RdfFormat, parse, serialize
from ontology.terms import PK

if TYPE_CHECKING:
    from graph.networks.nx import Net
    from graph.rdf.store import GraphStore

LIMIT: Final = 240
"""Nodes that are drawn; the weaker ones beyond it are drawn together."""
ANSWER_ROWS: Final = 2_000_000
ANSWER_BYTES: Final = 1 << 29
"""How large the pool's answer to a network's own query may be."""
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
"""Ends with the network itself."""
_lock = threading.Lock()
_stores: dict[str, GraphStore] = {}


class PoolStore:
    """The graph as networks ask it: by the worker pool, which holds it in memory already."""

    def __init__(self, service: Service, loop: asyncio.AbstractEventLoop) -> None:
        self.service, self.loop = service, loop
        self.data_version = service.version

    def query(self, text: str, /) -> Iterator[list[_Term | None]]:
        """Yield the rows of a query; called from the thread that makes a page.

        Raises:
            PoolError: the pool could not answer.
        """
        request = {
            "query": text,
            "default_graphs": (),
            "named_graphs": (),
            "own_dataset": False,
            "formats": {"solutions": "json", "graph": None},
            "base": self.service.base or None,
            "union": True,
            "max_rows": ANSWER_ROWS,
            "max_bytes": ANSWER_BYTES,
        }
        asked = run(self.service.scheduler, self.service.pool.group, "pages", request)
        answer, _ = asyncio.run_coroutine_threadsafe(asked, self.loop).result()
        if answer.head.get("error"):
            raise PoolError(str(answer.head["error"]), str(answer.head.get("detail", "")))
        data = json.loads(answer.body)
        names = data["head"]["vars"]
        for binding in data["results"]["bindings"]:
            yield [_Term(binding[n]["value"]) if n in binding else None for n in names]


class _Term(NamedTuple):
    value: str


def store_of(app: Any) -> Queryable:
    """Return the graph as networks ask it: the pool, or one in memory where there is none."""
    loop = getattr(app.state, "loop", None)
    if loop is not None:
        return PoolStore(app.state.service, loop)
    snapshot = app.state.snapshot
    with _lock:
        if snapshot.version not in _stores:
            if snapshot.generation is not None:
                store = snapshot.generation.store
            else:
                store = GraphStore.in_memory(_nquads(snapshot.files), snapshot.base)
                store.data_version = snapshot.version
            _stores.clear()
            _stores[snapshot.version] = store
        return _stores[snapshot.version]


def _nquads(files: tuple[Path, ...]) -> bytes:
    found = b""
    for path in files:
        kind = RdfFormat.from_extension(path.suffix.lstrip("."))
        if kind is not None:
            found += serialize(parse(path=str(path), format=kind), format=RdfFormat.N_QUADS) or b""
    return found


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


def find_thing(view: GraphView, text: str, lang: str) -> str:
    """Return the thing that is meant by an id, a label or a name; empty if there is none."""
    text = text.strip()
    if not text:
        return ""
    if view.iri(text) in view:
        return view.iri(text)
    bodies = view.of_type(PK.Organization)
    exact = [b for b in bodies if text in (view.label(b, lang), *view.names(b))]
    near = exact or [b for b in bodies if text.lower() in view.label(b, lang).lower()]
    return min(near, default="")


def net_of(ask: Ask, name: str) -> Net:
    """Return the network a request asks for: a declared one, a neighbourhood, or paths.

    Raises:
        KeyError: there is no such network.
    """
    filters = chosen(ask)
    if only := only_document(ask):
        filters["document"] = (only,)
    counting = ask.choice("counting", ("whole", "fractional"), "whole")
    around = ask.query.get("around", "")
    start = find_thing(ask.view, ask.query.get("from", ""), ask.lang)
    end = find_thing(ask.view, ask.query.get("to", ""), ask.lang)
    weight = ask.query.get("weight", "")
    least = whole_number(weight, 6, 1)
    depth = 2 if ask.query.get("depth") == "2" else 1
    key = (
        ask.view.version, name, tuple(sorted(filters.items())), counting, around, depth, start,
        end, least,
    )  # fmt: skip
    if (held := _nets.get(key)) is not None:
        return held
    net = _built(ask, name, filters, counting, around, depth, start, end)
    if least > 1:
        net = _heavier(net, least)
    _nets.put(key, net)
    return net


def _built(
    ask: Ask,
    name: str,
    filters: Mapping[str, Any],
    counting: str,
    around: str,
    depth: int,
    start: str,
    end: str,
) -> Net:
    from graph.networks.build import build_network
    from graph.networks.paths import ego_network, paths_between

    store = store_of(ask.request.app)
    if around:
        iri = ask.view.iri(around)
        if iri not in ask.view:
            raise KeyError(around)
        return ego_network(store, iri, depth, most=LIMIT, **filters)
    if start and end:
        return paths_between(store, start, end, **filters)
    if name not in NETWORKS:
        raise KeyError(name)
    return build_network(store, name, counting=counting, **filters)  # type: ignore[arg-type]


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
        "expand": w("展开邻域", "Expand here"),
        "around": w("以此为中心", "Centre on this"),
        "edges": w("连线", "Edges"),
        "weight": w("权重", "weight"),
        "inferred": w("推断", "inferred"),
        "none": w(
            "这条关系来自权威文件,没有引文。", "It comes from an authority file and has no quote."
        ),
    }


def _placed(net: Net) -> tuple[Net, dict[str, Any]]:
    """Return a network as it is drawn, with its places; worked out once for each network."""
    if net not in _drawn:
        small = aggregate(net, LIMIT)
        _drawn[net] = (small, picture_data(small))
    return _drawn[net]


def drawn(ask: Ask, net: Net, evidence: str) -> dict[str, Any]:
    """Return what template and script need to draw a network.

    Args:
        ask: The request.
        net: The network.
        evidence: Address that gives the quotes of an edge.
    """
    small, placed = _placed(net)
    data = dict(placed)
    data.update(
        language=ask.lang,
        names=[str(d.get(f"label_{ask.lang}") or n) for n, d in small.nodes(data=True)],
        words=words(ask),
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
            "quotes": len(data.get("evidence", ())),
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
