"""The endpoint described in RDF (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from explorer import negotiation
from explorer.endpoint.protocol import ProtocolError, not_acceptable
from explorer.endpoint.service import Service
from explorer.workers.engine import GRAPH_FORMATS
from ontology.formats import holding
from ontology.namespaces import PREFIXES
from ontology.rdf import Literal, NamedNode, RdfFormat, Triple, serialize

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = "http://www.w3.org/ns/formats/"
_RESULTS = [row.w3c for row in {**holding("rows"), **holding("graph")}.values()]


def triples(service: Service, url: str) -> list[Triple]:
    """Return the description of the endpoint at ``url``; nodes have IRIs below it."""
    rdf_type = NamedNode(PREFIXES["rdf"] + "type")

    def sd(name: str) -> NamedNode:
        return NamedNode(SD + name)

    me, dataset, default = NamedNode(url), NamedNode(f"{url}#dataset"), NamedNode(f"{url}#default")
    found = [
        Triple(me, rdf_type, sd("Service")),
        Triple(me, sd("endpoint"), me),
        Triple(me, sd("supportedLanguage"), sd("SPARQL11Query")),
        Triple(me, sd("defaultDataset"), dataset),
        Triple(dataset, rdf_type, sd("Dataset")),
        Triple(dataset, sd("defaultGraph"), default),
        Triple(default, rdf_type, sd("Graph")),
    ]
    if service.pool.about["union"]:
        found.append(Triple(me, sd("feature"), sd("UnionDefaultGraph")))
    found += [Triple(me, sd("resultFormat"), NamedNode(FORMATS + name)) for name in _RESULTS]
    for position, iri in enumerate(sorted(service.graphs), 1):
        node = NamedNode(f"{url}#graph-{position}")
        found += [
            Triple(dataset, sd("namedGraph"), node),
            Triple(node, rdf_type, sd("NamedGraph")),
            Triple(node, sd("name"), NamedNode(iri)),
        ]
    found.append(
        Triple(
            me,
            NamedNode(PREFIXES["rdfs"] + "comment"),
            Literal("read-only; SERVICE is not run", language="en"),
        )
    )
    return found


def respond(request: Request, service: Service, accept: str | None) -> Response:
    """Answer with the description in the format the client likes best.

    Raises:
        ProtocolError: 406.
    """
    chosen = negotiation.choose(negotiation.GRAPHS, negotiation.parse_accept(accept))
    if chosen is None:
        raise not_acceptable("graph")
    if chosen not in GRAPH_FORMATS:
        raise ProtocolError(406, "not-acceptable", chosen)
    url = str(request.url.replace(query="", fragment=""))
    kind = GRAPH_FORMATS[chosen]
    short = kind in (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML)
    body = serialize(
        triples(service, url), format=kind, prefixes={"sd": SD, **PREFIXES} if short else None
    )
    return Response(
        body,
        headers={
            "content-type": negotiation.GRAPHS[chosen],
            "vary": "Accept",
        },
    )
