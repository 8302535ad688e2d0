"""The tests of FOOPS!, which judges how FAIR ontologies are, by id: what each asks, and its proof.

They ask a running server, as FOOPS! does; where it would go out to the web (registries, w3id.org),
the row says why that cannot be had here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, VANN, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, FOAF

from graph.builds.build import publish
from ontology.declarations import version
from ontology.namespaces import PK_NS
from tests.support.serving import Server, serving
from tests.support.small_graph import BASE, INFO, small_parts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
BIBO = Namespace("http://purl.org/ontology/bibo/")
HOME = PK_NS.removesuffix("ns#")
ONTOLOGY = URIRef(PK_NS.removesuffix("#"))
RDF_TYPES = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
    "application/n-triples": "nt",
}
TERMS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("fair")
    text = f"base: {BASE}\ntitle: {{zh: 小图, en: Small graph}}\n"
    (folder / "policykg.yaml").write_text(text, encoding="utf-8")
    publish(folder / "build", small_parts(), info=INFO)
    with serving(workspace=folder) as found:
        yield found


@dataclass
class Asked:
    """The ontology as a client sees it who asks the server instead of w3id.org."""

    server: Server

    def get(self, iri: str, accept: str = "text/turtle") -> httpx.Response:
        assert iri.startswith(HOME), f"{iri} is not of this server"
        address = f"{self.server.url}/{iri.removeprefix(HOME)}".partition("#")[0]
        return httpx.get(address, headers={"accept": accept}, follow_redirects=True, timeout=30)

    def graph(self, iri: str, accept: str = "text/turtle") -> Graph:
        response = self.get(iri, accept)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"].startswith(accept)
        return Graph().parse(data=response.content, format=RDF_TYPES[accept])

    @property
    def ontology(self) -> Graph:
        return self.graph(str(ONTOLOGY))


@pytest.fixture(scope="module")
def asked(server: Server) -> Asked:
    return Asked(server)


def said(graph: Graph, *predicates: URIRef) -> None:
    """Prove that the ontology says each of these of itself."""
    assert [p for p in predicates if (ONTOLOGY, p, None) not in graph] == []


def terms(graph: Graph) -> set[URIRef]:
    found = {s for kind in TERMS for s in graph.subjects(RDF.type, kind)}
    return {s for s in found if isinstance(s, URIRef) and s.startswith(PK_NS)}


def worded(graph: Graph, *predicates: URIRef) -> None:
    """Prove that every term has words in both languages under each predicate."""
    for predicate in predicates:
        for term in terms(graph):
            words = [o for o in graph.objects(term, predicate) if isinstance(o, Literal)]
            assert sorted(str(w.language) for w in words) == ["en", "zh-hans"], (term, predicate)


# ---- one function a test ---------------------------------------------------------------------


def persistent(asked: Asked) -> None:
    assert str(ONTOLOGY).startswith("https://w3id.org/")


def resolves(asked: Asked) -> None:
    for accept in RDF_TYPES:
        assert (ONTOLOGY, RDF.type, OWL.Ontology) in asked.graph(str(ONTOLOGY), accept)
    for term in sorted(terms(asked.ontology))[:5]:  # terms are fragments of the ontology's document
        assert (term, RDF.type, None) in asked.graph(str(term))


def same_id(asked: Asked) -> None:
    assert list(asked.ontology.subjects(RDF.type, OWL.Ontology)) == [ONTOLOGY]
    assert {str(t).partition("#")[0] for t in terms(asked.ontology)} == {str(ONTOLOGY)}


def version_named(asked: Asked) -> None:
    iri = asked.ontology.value(ONTOLOGY, OWL.versionIRI)
    assert iri == URIRef(f"{ONTOLOGY}/{version()}")
    assert asked.ontology.value(ONTOLOGY, OWL.versionInfo) == Literal(version())


def version_resolves(asked: Asked) -> None:
    iri = f"{ONTOLOGY}/{version()}"
    for accept in RDF_TYPES:
        assert (ONTOLOGY, OWL.versionIRI, URIRef(iri)) in asked.graph(iri, accept)
    assert asked.get(iri, "text/html").headers["content-type"].startswith("text/html")
    assert asked.get(f"{ONTOLOGY}/0.0.1").status_code == 404


def minimum(asked: Asked) -> None:
    said(
        asked.ontology, DCTERMS.title, DCTERMS.description, DCTERMS.license, OWL.versionIRI,
        DCTERMS.creator, VANN.preferredNamespaceUri,
    )  # fmt: skip
    creator = asked.ontology.value(ONTOLOGY, DCTERMS.creator)
    for accept in RDF_TYPES:
        assert (creator, FOAF.name, None) in asked.graph(str(creator), accept)
    assert "policykg" in asked.get(str(creator), "text/html").text


def recommended(asked: Asked) -> None:
    said(
        asked.ontology, VANN.preferredNamespacePrefix, OWL.versionInfo, DCTERMS.created,
        DCTERMS.bibliographicCitation, DCTERMS.contributor,
    )  # fmt: skip
    assert version() in str(asked.ontology.value(ONTOLOGY, DCTERMS.bibliographicCitation))


def detailed(asked: Asked) -> None:
    said(
        asked.ontology, DCTERMS.publisher, BIBO.status, DCTERMS.source, DCTERMS.issued,
        DCTERMS.modified,
    )  # fmt: skip


def licensed(asked: Asked) -> None:
    assert isinstance(asked.ontology.value(ONTOLOGY, DCTERMS.license), URIRef)
    licence = asked.ontology.value(ONTOLOGY, DCTERMS.license)
    assert f'<{licence}>; rel="license"' in asked.get(str(ONTOLOGY)).headers["link"]


def provenance(asked: Asked) -> None:
    said(asked.ontology, DCTERMS.creator, DCTERMS.created)


def more_provenance(asked: Asked) -> None:
    said(asked.ontology, DCTERMS.issued, DCTERMS.publisher)
    for predicate in (DCTERMS.created, DCTERMS.issued, DCTERMS.modified):
        (value,) = asked.ontology.objects(ONTOLOGY, predicate)
        assert isinstance(value, Literal) and value.datatype == XSD.date


def prefixed(asked: Asked) -> None:
    assert asked.ontology.value(ONTOLOGY, VANN.preferredNamespacePrefix) == Literal("pk")
    assert dict(asked.ontology.namespaces())["pk"] == URIRef(PK_NS)


def open_protocol(asked: Asked) -> None:
    assert str(ONTOLOGY).startswith("https://")
    assert asked.get(str(ONTOLOGY)).http_version.startswith("HTTP/1.")


def negotiated(asked: Asked) -> None:
    for accept in (*RDF_TYPES, "text/html"):
        response = asked.get(str(ONTOLOGY), accept)
        assert response.headers["content-type"].startswith(accept)
        assert "Accept" in response.headers["vary"]
    weighted = "text/turtle;q=0.2, application/rdf+xml;q=0.9, text/html;q=0.1"
    answer = asked.get(str(ONTOLOGY), weighted).headers["content-type"]
    assert answer.startswith("application/rdf+xml")
    assert asked.get(str(ONTOLOGY), "image/png").status_code == 406


def documented(asked: Asked) -> None:
    page = asked.get(str(ONTOLOGY), "text/html").text
    for term in terms(asked.ontology):
        assert f"id='{term.removeprefix(PK_NS)}'" in page
    assert version() in page


def in_rdf(asked: Asked) -> None:
    graphs = [asked.graph(str(ONTOLOGY), accept) for accept in RDF_TYPES]
    assert {len(graph) for graph in graphs} == {len(graphs[0])}
    assert len(terms(graphs[0])) > 150


def metadata_vocabularies(asked: Asked) -> None:
    used = {str(p) for p in asked.ontology.predicates(ONTOLOGY, None)}
    for namespace in (DCTERMS, VANN, OWL, FOAF):
        assert any(p.startswith(str(namespace)) for p in used)


def other_vocabularies(asked: Asked) -> None:
    values = {str(o) for o in asked.ontology.objects(None, RDFS.range)}
    assert any(v.startswith(str(SKOS)) for v in values)
    alignment = asked.graph(f"{HOME}alignment")
    aligned = {str(o) for o in alignment.objects(None, RDFS.subClassOf)}
    assert {o for o in aligned if "prov#" in o} and {o for o in aligned if "/org#" in o}


def labelled(asked: Asked) -> None:
    worded(asked.ontology, RDFS.label)


def defined(asked: Asked) -> None:
    worded(asked.ontology, RDFS.comment, SKOS.definition)


Check = Callable[[Asked], None]

# id, what it asks, and how it is proved or why it cannot be had here
FOOPS: tuple[tuple[str, str, Check | str], ...] = (
    ("PURL1", "the IRI is persistent (w3id, purl, DOI, W3C)", persistent),
    ("URI1", "the IRI resolves; on our own server, until w3id.org leads to it", resolves),
    ("URI2", "the ontology bears the IRI at which it is found", same_id),
    ("VER1", "there is a version IRI", version_named),
    ("VER2", "the version IRI resolves", version_resolves),
    ("OM1", "title, description, licence, version IRI, creator, namespace", minimum),
    ("OM2", "prefix, version, creation date, citation, contributor", recommended),
    ("OM3", "publisher, status, source, issued, modified; DOI, logo, earlier version", detailed),
    ("OM4.1", "a licence is named", licensed),
    ("OM4.2", "the licence resolves", "creativecommons.org cannot be asked in tests without a net"),
    ("OM5.1", "author and creation date", provenance),
    ("OM5.2", "issued date and publisher", more_provenance),
    ("FIND1", "a prefix is declared", prefixed),
    ("FIND2", "the prefix is in prefix.cc or LOV", "registration is an act of the owner, not done"),
    ("FIND3", "the ontology is in LOV", "registration is an act of the owner, not done"),
    ("FIND_3_BIS", "metadata stay where the ontology goes", "needs a registry such as LOV"),
    ("HTTP1", "an open protocol", open_protocol),
    ("CN1", "content negotiation", negotiated),
    ("DOC1", "documentation in HTML", documented),
    ("RDF1", "it can be had in RDF", in_rdf),
    ("VOC1", "metadata in well-known vocabularies", metadata_vocabularies),
    ("VOC2", "other vocabularies are used", other_vocabularies),
    ("VOC3", "every term has labels", labelled),
    ("VOC4", "every term has a comment or definition", defined),
)
MISSING_OM3 = {
    "DOI": "given by a registrar to a release; none has been asked for",
    "logo": "there is none",
    "earlier version": "none was released; FOOPS! takes nothing off for it",
}
"""What OM3 asks for and the ontology cannot say."""


@pytest.mark.parametrize(
    "check", [pytest.param(c, id=name) for name, _, c in FOOPS if not isinstance(c, str)]
)
def test_it_holds(check: Check, asked: Asked) -> None:
    check(asked)


def test_every_test_of_foops_is_here_and_four_cannot_be_had() -> None:
    assert len({name for name, _, _ in FOOPS}) == 24
    assert [name for name, _, c in FOOPS if isinstance(c, str)] == [
        "OM4.2", "FIND2", "FIND3", "FIND_3_BIS",
    ]  # fmt: skip


# ---- beyond FOOPS! ---------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["alignment", "shapes"])
def test_the_files_beside_the_ontology_answer_and_bear_its_version(asked: Asked, path: str) -> None:
    for accept in RDF_TYPES:
        graph = asked.graph(f"{HOME}{path}", accept)
        (about,) = graph.subjects(RDF.type, OWL.Ontology)
        assert graph.value(about, OWL.versionInfo) == Literal(version())
        assert graph.value(about, OWL.versionIRI) == URIRef(f"{HOME}{path}/{version()}")
        for predicate in (DCTERMS.title, DCTERMS.license, DCTERMS.creator, DCTERMS.modified):
            assert (about, predicate, None) in graph
    assert asked.get(f"{HOME}{path}/{version()}").status_code == 200
    assert asked.get(f"{HOME}{path}", "text/html").status_code == 200


@pytest.mark.parametrize("name", ["lead", "bound", "mu", "co-leads", "function"])
def test_a_code_answers_although_the_graph_lacks_the_vocabulary(asked: Asked, name: str) -> None:
    for accept in RDF_TYPES:
        graph = asked.graph(f"{HOME}code/{name}", accept)
        assert (URIRef(f"{HOME}code/{name}"), RDFS.label, None) in graph
    assert asked.get(f"{HOME}code/{name}", "text/html").status_code == 200


def test_a_comment_is_the_definition(asked: Asked) -> None:
    graph = asked.ontology
    for term in terms(graph):
        assert set(graph.objects(term, RDFS.comment)) == set(graph.objects(term, SKOS.definition))


AXIOMS = (
    (OWL.SymmetricProperty, {"cooperatesWith", "linkedTo"}),
    (
        OWL.TransitiveProperty,
        {"locatedIn", "parent", "partOf", "partOfIndicator", "partOfPlace", "subsetOf"},
    ),
)


@pytest.mark.parametrize(("kind", "names"), AXIOMS, ids=["symmetric", "transitive"])
def test_properties_have_the_axioms_that_hold_for_every_text(
    asked: Asked, kind: URIRef, names: set[str]
) -> None:
    found = {str(s).removeprefix(PK_NS) for s in asked.ontology.subjects(RDF.type, kind)}
    assert found == names


def test_inverses_and_subproperties_join_properties_of_ours_only(asked: Asked) -> None:
    graph = asked.ontology
    inverse = {
        (str(s).removeprefix(PK_NS), str(o).removeprefix(PK_NS))
        for s, o in graph.subject_objects(OWL.inverseOf)
    }
    assert inverse == {
        ("adjacentEast", "adjacentWest"), ("adjacentNorth", "adjacentSouth"), ("leads", "ledBy"),
    }  # fmt: skip
    for _, above in graph.subject_objects(RDFS.subPropertyOf):
        assert above in terms(graph)


def test_nothing_is_claimed_to_be_a_web_annotation(asked: Asked) -> None:
    oa = "http://www.w3.org/ns/oa#"
    for path in ("ns", "alignment"):
        graph = asked.graph(f"{HOME}{path}")
        above = {str(o) for p in (RDFS.subClassOf, RDF.type) for o in graph.objects(None, p)}
        assert {o for o in above if o.startswith(oa)} == set()
