"""The dataset described (VoID, DCAT): what the build says, and where this server gives it."""

from __future__ import annotations

from collections.abc import Iterator

from graph.rdf.store import Readable
from ontology.formats import holding
from ontology.namespaces import PREFIXES
from ontology.rdf import NamedNode, Quad, Triple

EXAMPLES = 5


def dataset(store: Readable, root: str) -> list[Triple]:
    """Return the description of the whole graph as served at ``root``."""
    graph = NamedNode(f"{store.base}graph/dataset")
    found = {quad.triple for quad in store.raw.quads_for_pattern(None, None, None, graph)}
    whole = NamedNode(f"{store.base}id/dataset")
    found.update(_here(store, whole, root.rstrip("/")))
    return sorted(found, key=str)


def _term(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


def _here(store: Readable, whole: NamedNode, root: str) -> Iterator[Triple]:
    yield Triple(whole, _term("rdf:type"), _term("void:Dataset"))
    yield Triple(whole, _term("rdf:type"), _term("dcat:Dataset"))
    yield Triple(whole, _term("void:sparqlEndpoint"), NamedNode(f"{root}/sparql"))
    for row in holding("graph").values():  # VoID's dumps are of RDF; DCAT has the tables too
        dump = NamedNode(f"{root}/download/graph{row.file_suffix}")
        yield Triple(whole, _term("void:dataDump"), dump)
    for quad in _examples(store):
        yield Triple(whole, _term("void:exampleResource"), quad.subject)


def _examples(store: Readable) -> list[Quad]:
    """Return a few documents, whose descriptions lead everywhere."""
    quads = store.raw.quads_for_pattern(None, _term("rdf:type"), _term("pk:Document"), None)
    return sorted(quads, key=str)[:EXAMPLES]
