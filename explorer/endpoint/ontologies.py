"""The ontology, its alignment, its shapes and who made them: IRIs of ours that answer.

They are the same in every workspace and stand in the package, so they answer whatever is served.
``/ns`` is the ontology, ``/ns/VERSION`` its version IRI, ``/ns.ttl`` and ``/ns/VERSION.ttl`` files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from explorer import negotiation
from explorer.endpoint import vocabulary
from explorer.endpoint.linked import OFFERED, SUFFIXES, accepted, alternates, unchanged
from explorer.endpoint.protocol import ProtocolError, not_acceptable
from explorer.endpoint.sparql import failure
from graph.rdf.serialise import serialize_graph
from ontology.declarations import turtle, version
from ontology.namespaces import PREFIXES
from ontology.rdf import NamedNode, RdfFormat, Triple, parse
from ontology.terms import DCTERMS

DEVELOPERS: Final = "https://w3id.org/policykg/developers"


@dataclass(frozen=True, slots=True)
class Published:
    """Something of ours that has an IRI of its own."""

    path: str
    """Where it answers, and the path of its IRI."""
    file: str
    page: Callable[[], str] | str
    """Makes its page, or the address of one."""
    subject: str = ""
    """Only what is said of this IRI; none: the whole file."""
    versions: bool = True
    """Whether it has an IRI for each version."""


def _alignment() -> str:
    title = "Alignment of the policykg ontology 本体的对应关系"
    return vocabulary.statements(title, triples("alignment"), "/alignment")


def _developers() -> str:
    title = "The policykg developers 开发者"
    return vocabulary.statements(title, triples("developers"), "/developers")


PUBLISHED: Final[dict[str, Published]] = {
    row.path: row
    for row in (
        Published("ns", "policykg.ttl", vocabulary.html),
        Published("alignment", "alignment.ttl", _alignment),
        Published("shapes", "shapes.ttl", "/about/shapes"),
        Published("developers", "policykg.ttl", _developers, DEVELOPERS, versions=False),
    )
}


@cache
def triples(path: str) -> tuple[Triple, ...]:
    """Return what is said at a path, sorted."""
    row = PUBLISHED[path]
    found = {quad.triple for quad in parse(turtle(row.file), RdfFormat.TURTLE)}
    if row.subject:
        about = NamedNode(row.subject)
        found = {triple for triple in found if about in (triple.subject, triple.object)}
    return tuple(sorted(found, key=str))


@cache
def body(path: str, format: str) -> bytes:
    """Return what is said at a path, in a format of RDF; the file itself as Turtle."""
    row = PUBLISHED[path]
    if format == "turtle" and not row.subject:
        return turtle(row.file)
    return serialize_graph(triples(path), format, PREFIXES)


def licence() -> str:
    """Return the IRI of the licence under which all of this stands."""
    predicate = NamedNode(DCTERMS.license)
    found = next(triple for triple in triples("ns") if triple.predicate == predicate)
    assert isinstance(found.object, NamedNode)
    return found.object.value


async def published(request: Request) -> Response:
    """Answer for one of :data:`PUBLISHED`: a page for people, RDF for programs."""
    row = PUBLISHED[request.url.path.strip("/").partition("/")[0].partition(".")[0]]
    suffix = request.path_params.get("suffix", "")
    asked = request.path_params.get("version", "")
    if (ending := asked.rpartition(".")[2]) in SUFFIXES or ending == "html":
        asked, suffix = asked.rpartition(".")[0], ending
    accept = accepted(request)
    if asked and asked != version():
        words = f"/{row.path} is here in version {version()}; there is no version {asked[:40]}"
        chinese = f"此处的 /{row.path} 为 {version()} 版;没有 {asked[:40]} 版"
        return failure(ProtocolError(404, "version", words, message_zh=chinese), accept)
    stem = f"/{row.path}/{asked}" if asked else f"/{row.path}"
    headers = {"vary": "Accept", "link": f"{alternates(stem, f'{stem}.html')}, {_licensed()}"}
    if suffix == "html" or (not suffix and negotiation.prefers_html(accept)):
        return _page(row, headers)
    if suffix and suffix not in SUFFIXES:
        return failure(ProtocolError(404, "format", f"no {stem}.{suffix}"), accept)
    chosen = SUFFIXES.get(suffix) or negotiation.choose(OFFERED, negotiation.parse_accept(accept))
    if chosen is None:
        return failure(not_acceptable("graph"), accept)
    data = body(row.path, chosen)
    tag = f'"{hashlib.sha256(data).hexdigest()[:12]}"'
    headers |= {"etag": tag, "cache-control": "public, max-age=0, must-revalidate"}
    if unchanged(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(data, headers={**headers, "content-type": negotiation.GRAPHS[chosen]})


def _licensed() -> str:
    return f'<{licence()}>; rel="license"'


def _page(row: Published, headers: dict[str, str]) -> Response:
    if isinstance(row.page, str):
        return RedirectResponse(row.page, 303, headers)
    kind = {"content-type": "text/html; charset=utf-8"}
    return Response(row.page(), headers={**headers, **kind})


def routes() -> list[BaseRoute]:
    """Return the routes of all that is published."""
    return [
        Route(f"/{path}{rest}", published)
        for path, row in PUBLISHED.items()
        for rest in ("", ".{suffix}", *(("/{version}",) if row.versions else ()))
    ]
