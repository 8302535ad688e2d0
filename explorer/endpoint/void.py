"""The dataset described (VoID, DCAT): what the build says, and what only the server knows.

That is: its own addresses, the size and checksum of the files it has made, and, read from the
graph, the places and years that the documents are of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from graph.rdf.store import Readable
from ontology.formats import holding
from ontology.namespaces import PREFIXES
from ontology.rdf import BlankNode, Literal, NamedNode, Quad, Triple

EXAMPLES = 5
Sums = Mapping[str, tuple[int, str]]
"""Format → bytes and SHA-256 of the whole graph in it, as it is sent."""
_YEAR: Final = re.compile(r"(?<![0-9-])[12][0-9]{3}")


def dataset(store: Readable, root: str, sums: Sums | None = None) -> list[Triple]:
    """Return the description of the whole graph as served.

    Args:
        store: the graph.
        root: the server's own address.
        sums: of the files that have been made already.
    """
    graph = NamedNode(f"{store.base}graph/dataset")
    found = {quad.triple for quad in store.raw.quads_for_pattern(None, None, None, graph)}
    whole = NamedNode(f"{store.base}id/dataset")
    versions = (t.object for t in found if t.predicate == _term("dcat:hasVersion"))
    nodes = [whole, *(node for node in versions if isinstance(node, NamedNode))]
    found.update(_here(store, whole, root.rstrip("/")))
    found.update(_files(store, root.rstrip("/"), sums or {}))
    found.update(_covered(nodes, store))
    return sorted(found, key=str)


def _term(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)


_TYPE: Final = _term("rdf:type")
_DATASET: Final = _term("dcat:Dataset")


def _here(store: Readable, whole: NamedNode, root: str) -> Iterator[Triple]:
    yield Triple(whole, _TYPE, _term("void:Dataset"))
    yield Triple(whole, _TYPE, _DATASET)
    sparql, endpoint = NamedNode(f"{root}/sparql"), NamedNode(f"{store.base}id/dataset_endpoint")
    yield Triple(whole, _term("void:sparqlEndpoint"), sparql)
    for property in ("dcat:endpointURL", "dcat:endpointDescription"):
        yield Triple(endpoint, _term(property), sparql)
    for row in holding("graph").values():  # VoID's dumps are of RDF; DCAT has the tables too
        dump = NamedNode(f"{root}/download/graph{row.file_suffix}")
        yield Triple(whole, _term("void:dataDump"), dump)
    for quad in _examples(store):
        yield Triple(whole, _term("void:exampleResource"), quad.subject)


def _examples(store: Readable) -> list[Quad]:
    """Return a few documents, whose descriptions lead everywhere."""
    quads = store.raw.quads_for_pattern(None, _TYPE, _term("pk:Document"), None)
    return sorted(quads, key=str)[:EXAMPLES]


def _files(store: Readable, root: str, sums: Sums) -> Iterator[Triple]:
    for name, row in holding("whole").items():
        node = NamedNode(f"{store.base}id/dataset_file_{name}")
        say = partial(Triple, node)
        for property in ("dcat:accessURL", "dcat:downloadURL"):
            address = NamedNode(f"{root}/download/graph{row.file_suffix}")
            yield say(_term(property), address)
        if name in sums:
            size, digest = sums[name]
            checksum = BlankNode(f"sha256{name}")
            kind = _term("xsd:nonNegativeInteger")
            yield say(_term("dcat:byteSize"), Literal(str(size), datatype=kind))
            yield say(_term("spdx:checksum"), checksum)
            yield Triple(checksum, _TYPE, _term("spdx:Checksum"))
            algorithm = _term("spdx:checksumAlgorithm_sha256")
            yield Triple(checksum, _term("spdx:algorithm"), algorithm)
            value = Literal(digest, datatype=_term("xsd:hexBinary"))
            yield Triple(checksum, _term("spdx:checksumValue"), value)


def _coverage(store: Readable) -> tuple[set[NamedNode], list[str]]:
    """Return the places that documents speak of, and the years in which they were written."""
    places: set[NamedNode] = set()
    years: set[str] = set()
    for document in store.raw.quads_for_pattern(None, _TYPE, _term("pk:Document"), None):
        subject = document.subject
        for quad in store.raw.quads_for_pattern(subject, _term("pk:jurisdiction"), None, None):
            if isinstance(quad.object, NamedNode):
                places.add(quad.object)
        for quad in store.raw.quads_for_pattern(subject, _term("pk:written"), None, None):
            if isinstance(quad.object, Literal):
                years.update(_YEAR.findall(quad.object.value))
    return places, sorted(years)


def _covered(nodes: Iterable[NamedNode], store: Readable) -> Iterator[Triple]:
    places, years = _coverage(store)
    period, kind = BlankNode("period"), _term("xsd:gYear")
    for node in nodes:
        for place in places:
            yield Triple(node, _term("dcterms:spatial"), place)
            yield Triple(place, _TYPE, _term("dcterms:Location"))
        if years:
            yield Triple(node, _term("dcterms:temporal"), period)
    if years:
        yield Triple(period, _TYPE, _term("dcterms:PeriodOfTime"))
        for name, year in (("dcat:startDate", years[0]), ("dcat:endDate", years[-1])):
            yield Triple(period, _term(name), Literal(year, datatype=kind))
