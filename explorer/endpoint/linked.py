"""Linked data: IRIs that answer.

``/id/X`` names a thing, which cannot be sent: 303 leads to ``/page/X`` (for people) or to
``/data/X.ext`` (for programs).  Descriptions are read by pattern from what pages read; no query
is evaluated, and no store is loaded.  Everything bears the data's version as its ETag.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from explorer import negotiation
from explorer.endpoint import vocabulary
from explorer.endpoint.patterns import readable
from explorer.endpoint.protocol import ProtocolError, not_acceptable
from explorer.endpoint.sparql import failure
from explorer.endpoint.void import Sums, dataset
from explorer.snapshots import Snapshot
from graph.errors import Inexpressible
from graph.rdf.labels import choose, labels_of
from graph.rdf.serialise import serialize_graph
from graph.rdf.store import Readable
from graph.rdf.terms import shorten
from ontology.declarations import turtle
from ontology.formats import holding
from ontology.namespaces import CODE_NS, PREFIXES
from ontology.rdf import Literal, NamedNode, Quad, RdfFormat, Triple, parse

SUFFIXES = {row.ending: name for name, row in holding("graph").items()}
OFFERED = negotiation.LINKED
_SUFFIX_OF = {name: suffix for suffix, name in SUFFIXES.items()}
_LABEL = NamedNode(PREFIXES["rdfs"] + "label")


def accepted(request: Request) -> str | None:
    """Return the Accept header, its lines joined."""
    return ", ".join(request.headers.getlist("accept")) or None


def snapshot_of(request: Request) -> Snapshot:
    """Return the state of the data that is served now."""
    found: Snapshot = request.app.state.snapshot
    return found


def graph_of(request: Request) -> Readable:
    """Return the graph that is served now, to be read by pattern; the first call may take long."""
    return readable(snapshot_of(request))


def alternates(stem: str, page: str | None = None) -> str:
    """Return a Link header that names the other forms of a resource."""
    links = [
        f'<{stem}.{_SUFFIX_OF[name]}>; rel="alternate"; type="{media.split(";")[0]}"'
        for name, media in OFFERED.items()
    ]
    if page:
        links.append(f'<{page}>; rel="alternate"; type="text/html"')
    return ", ".join(links)


def unchanged(request: Request, tag: str) -> bool:
    """Tell whether the client holds this very state already (If-None-Match)."""
    said = request.headers.get("if-none-match")
    if said is None:
        return False
    given = {item.strip().removeprefix("W/") for item in said.split(",")}
    return "*" in given or tag in given


async def send(
    request: Request,
    name: str,
    make: object,
    *,
    link: str = "",
    vary: bool = False,
    state: str = "",
) -> Response:
    """Answer with a body made in a thread, or with 304 where the client has it.

    Args:
        request: whose.
        name: of the format.
        make: gives the body.
        link: the Link header.
        vary: whether the answer depends on what the client accepts.
        state: of what the body depends on beside the data.
    """
    tag = f'"{snapshot_of(request).version}-{name}{state}"'
    headers = {"etag": tag, "cache-control": "public, max-age=0, must-revalidate"}
    if link:
        headers["link"] = link
    if vary:
        headers["vary"] = "Accept"
    if unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    assert callable(make)
    try:
        body = await asyncio.to_thread(make)
    except Inexpressible as error:
        refused = ProtocolError(406, "not-xml", error.en, message_zh=error.zh)
        return failure(refused, accepted(request))
    return Response(body, headers={**headers, "content-type": negotiation.GRAPHS[name]})


# ---- descriptions ------------------------------------------------------------------------


def description(store: Readable, iri: str) -> list[Triple]:
    """Return what is said of a thing, what points at it, and labels of all that is named."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return []
    found: set[Triple] = set(_codes().get(iri, ()))
    for quads in (
        store.raw.quads_for_pattern(node, None, None, None),
        store.raw.quads_for_pattern(None, None, node, None),
    ):
        found.update(quad.triple for quad in quads)
    if not found:
        return []
    found.update(_labels(store, found, node))
    return sorted(found, key=str)


@cache
def _codes() -> Mapping[str, tuple[Triple, ...]]:
    """Return what the vocabulary says of each code, list of codes and network.

    Their IRIs are the same everywhere, so they answer also where a graph lacks the vocabulary.
    """
    found: dict[str, tuple[Triple, ...]] = {}
    for name in ("codes.ttl", "policykg.ttl"):
        for quad in parse(turtle(name), RdfFormat.TURTLE):
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(CODE_NS):
                found[quad.subject.value] = (*found.get(quad.subject.value, ()), quad.triple)
    return found


def _labels(store: Readable, triples: Iterable[Triple], node: NamedNode) -> set[Triple]:
    named = {term for triple in triples for term in triple if isinstance(term, NamedNode)}
    return {
        quad.triple
        for term in named - {node}
        for quad in store.raw.quads_for_pattern(term, _LABEL, None, None)
    }


def about(request: Request, iri: str, stem: str) -> list[Triple]:
    """Return a thing's description, and a few words on the description itself."""
    store = graph_of(request)
    root = str(request.url_for("root"))
    if iri == f"{store.base}id/dataset":
        triples = dataset(store, root, sums_of(request))
    else:
        triples = description(store, iri)
    document = NamedNode(root.rstrip("/") + stem)
    triples.append(Triple(document, NamedNode(PREFIXES["foaf"] + "primaryTopic"), NamedNode(iri)))
    whole = NamedNode(f"{store.base}id/dataset")
    licence = NamedNode(PREFIXES["dcterms"] + "license")
    for quad in store.raw.quads_for_pattern(whole, licence, None, None):
        triples.append(Triple(document, licence, quad.object))
    version = Literal(snapshot_of(request).version)
    triples.append(Triple(document, NamedNode(PREFIXES["owl"] + "versionInfo"), version))
    return triples


def sums_of(request: Request) -> Sums:
    """Return bytes and SHA-256 of the files of the graph that have been made."""
    found: Sums = request.app.state.kept.sums(snapshot_of(request))
    return found


def sums_state(request: Request) -> str:
    """Return what names the files whose sums are told, for the tag of a description."""
    told = ",".join(sorted(sums_of(request)))
    return f"-{hashlib.sha256(told.encode()).hexdigest()[:6]}"


def known(store: Readable, iri: str) -> bool:
    """Tell whether anything is said of, or points at, an IRI."""
    try:
        node = NamedNode(iri)
    except ValueError:
        return False
    if iri in _codes():
        return True
    raw = store.raw
    return any(
        next(iter(quads), None) is not None
        for quads in (
            raw.quads_for_pattern(node, None, None, None),
            raw.quads_for_pattern(None, None, node, None),
        )
    )


def _missing(request: Request, iri: str) -> Response:
    return failure(
        ProtocolError(404, "unknown", f"nothing is said here of <{iri}>"), accepted(request)
    )


def _iri(request: Request, kind: str, name: str) -> str:
    return CODE_NS + name if kind == "code" else f"{snapshot_of(request).base}{kind}/{name}"


async def thing(request: Request) -> Response:
    """``/id/X`` and ``/code/X``: 303 to the page or to the data; a suffix chooses the format."""
    kind, name = request.path_params["kind"], request.path_params["name"]
    stem, dot, suffix = name.rpartition(".")
    chosen = SUFFIXES.get(suffix) if dot else None
    local = stem if chosen else name
    iri = _iri(request, kind, local)
    if not await asyncio.to_thread(lambda: known(graph_of(request), iri)):
        return _missing(request, iri)
    data = f"/data/{local}" if kind == "id" else f"/data/code/{local}"
    page = f"/page/{local}" if kind == "id" else f"/data/code/{local}.html"
    headers = {"vary": "Accept, Accept-Language", "link": alternates(data, page)}
    if not chosen and negotiation.prefers_html(accepted(request)):
        return RedirectResponse(page, 303, headers)
    chosen = chosen or negotiation.choose(OFFERED, negotiation.parse_accept(accepted(request)))
    if chosen is None:
        return failure(not_acceptable("graph"), accepted(request))
    return RedirectResponse(f"{data}.{_SUFFIX_OF[chosen]}", 303, headers)


async def data(request: Request) -> Response:
    """``/data/X.ext`` and ``/data/code/X.ext``: the description of a thing in one format."""
    name: str = request.path_params["name"]
    kind = "id"
    if name.startswith("code/"):
        kind, name = "code", name.removeprefix("code/")
    local, _, suffix = name.rpartition(".")
    stem = request.url.path.rpartition(".")[0]
    if suffix == "html" or (suffix not in SUFFIXES and negotiation.prefers_html(accepted(request))):
        return await page(request)
    if suffix not in SUFFIXES:
        local, stem = name, request.url.path
        chosen = negotiation.choose(OFFERED, negotiation.parse_accept(accepted(request)))
        if chosen is None:
            return failure(not_acceptable("graph"), accepted(request))
    else:
        chosen = SUFFIXES[suffix]
    iri = _iri(request, kind, local)
    if not await asyncio.to_thread(lambda: known(graph_of(request), iri)):
        return _missing(request, iri)

    def make() -> bytes:
        return serialize_graph(about(request, iri, stem), chosen, _prefixes(graph_of(request)))

    link = alternates(stem, f"/page/{local}" if kind == "id" else None)
    link += f', <{iri}>; rel="describes"'
    state = ""
    if iri == f"{snapshot_of(request).base}id/dataset":
        state = await asyncio.to_thread(sums_state, request)
    vary = suffix not in SUFFIXES
    return await send(request, chosen, make, link=link, vary=vary, state=state)


def _prefixes(store: Readable) -> dict[str, str]:
    return dict(store.prefixes)


# ---- a page of last resort -----------------------------------------------------------------


async def page(request: Request) -> Response:
    """``/page/X``: what is said of a thing, as a plain table."""
    name = request.path_params["name"].removesuffix(".html")
    kind = "code" if name.startswith("code/") else "id"
    local = name.removeprefix("code/")
    iri = _iri(request, kind, local)
    store = await asyncio.to_thread(graph_of, request)
    triples = await asyncio.to_thread(description, store, iri)
    if not triples:
        return _missing(request, iri)
    stem = f"/data/{local}" if kind == "id" else f"/data/code/{local}"
    body = await asyncio.to_thread(_table, triples, iri, stem, store)
    return Response(body, headers={"content-type": "text/html; charset=utf-8", "vary": "Accept"})


def _table(triples: list[Triple], iri: str, stem: str, store: Readable) -> str:
    def linked(value: str) -> str:
        home = f"{store.base}id/"
        address = "/page/" + value[len(home) :] if value.startswith(home) else value
        return f'<a href="{escape(address)}">{escape(shorten(value, store.prefixes))}</a>'

    rows = "".join(
        f'<tr><th scope="row">{vocabulary.written(t.predicate, linked)}</th>'
        f"<td>{vocabulary.written(t.object, linked)}</td></tr>\n"
        for t in triples
        if _of(t, iri)
    )
    return vocabulary.page(
        choose(labels_of(store, iri), "en") or shorten(iri, store.prefixes),
        f"<p><code>{escape(iri)}</code></p><div class='scroll'><table>"
        f"<caption>What is said of it</caption>{rows}</table></div><p>{vocabulary.files(stem)}</p>",
    )


def _of(triple: Triple, iri: str) -> bool:
    return isinstance(triple.subject, NamedNode) and triple.subject.value == iri


# ---- whole graphs --------------------------------------------------------------------------


def quads_of(store: Readable, graph: str | None) -> list[Quad]:
    """Return the quads of one named graph, or all, sorted."""
    node = NamedNode(graph) if graph else None
    return sorted(store.raw.quads_for_pattern(None, None, None, node), key=str)


async def named_graph(request: Request) -> Response:
    """``/graph/X``: the triples of one named graph, negotiated or by suffix."""
    name: str = request.path_params["name"]
    local, dot, suffix = name.rpartition(".")
    chosen = SUFFIXES.get(suffix) if dot else None
    local = local if chosen else name
    if not chosen:
        chosen = negotiation.choose(negotiation.GRAPHS, negotiation.parse_accept(accepted(request)))
    if chosen is None:
        if not negotiation.prefers_html(accepted(request)):
            return failure(not_acceptable("graph"), accepted(request))
        chosen = "turtle"
    store = await asyncio.to_thread(graph_of, request)
    iri = f"{store.base}graph/{local}"
    try:
        held = store.raw.contains_named_graph(NamedNode(iri))
    except ValueError:
        held = False
    if not held:
        return _missing(request, iri)

    def make() -> bytes:
        quads = quads_of(store, iri)
        whole = chosen in ("trig", "nquads")
        return serialize_graph(
            quads if whole else [q.triple for q in quads], chosen, _prefixes(store)
        )

    return await send(
        request,
        chosen,
        make,
        link=alternates(f"/graph/{local}"),
        vary=not (dot and suffix in SUFFIXES),
    )


async def void(request: Request) -> Response:
    """``/.well-known/void``: the description of the dataset (VoID and DCAT)."""
    chosen = negotiation.choose(OFFERED, negotiation.parse_accept(accepted(request))) or "turtle"
    store = await asyncio.to_thread(graph_of, request)

    def make() -> bytes:
        triples = dataset(store, str(request.base_url), sums_of(request))
        return serialize_graph(triples, chosen, _prefixes(store))

    state = await asyncio.to_thread(sums_state, request)
    return await send(request, chosen, make, vary=True, state=state)
