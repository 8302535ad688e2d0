"""Linked data: IRIs that answer, in the form the asker reads, and say when nothing has changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from rdflib import Dataset, Graph, URIRef
from rdflib.namespace import DCAT, FOAF, RDF, RDFS, VOID

from graph.builds.build import publish
from tests.support.serving import Server, serving
from tests.support.small_graph import BASE, INFO, small_parts

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
THING = "hill-plan_task_1"
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "nt": "nt", "rdf": "xml"}
TYPES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that is built, without facts."""
    folder = tmp_path_factory.mktemp("small")
    (folder / "policykg.yaml").write_text(
        f"base: {BASE}\ntitle: {{zh: 小图, en: Small graph}}\n", encoding="utf-8"
    )
    publish(folder / "build", small_parts(), info=INFO)
    return folder


@pytest.fixture(scope="module")
def server(small: Path) -> Iterator[Server]:
    with serving(workspace=small) as found:
        yield found


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as found:
        yield found


def read(response: httpx.Response, suffix: str) -> Graph:
    assert response.status_code == 200, response.text
    graph = Dataset(default_union=True) if suffix in ("jsonld", "trig", "nquads") else Graph()
    return graph.parse(data=response.content, format=PARSERS.get(suffix, suffix))


@pytest.mark.parametrize("suffix", TYPES)
def test_a_thing_leads_to_its_description(client: httpx.Client, suffix: str) -> None:
    response = client.get(f"/id/{THING}", headers={"accept": TYPES[suffix]})
    assert response.status_code == 303
    assert response.headers["location"] == f"/data/{THING}.{suffix}"
    assert "Accept" in response.headers["vary"]
    described = client.get(response.headers["location"])
    assert described.headers["content-type"].split(";")[0] == TYPES[suffix]
    graph = read(described, suffix)
    thing = URIRef(f"{BASE}id/{THING}")
    assert (thing, RDF.type, None) in graph
    assert (None, None, thing) in graph
    assert (None, FOAF.primaryTopic, thing) in graph
    for iri in set(graph.objects(thing, RDF.type)):
        assert (iri, RDFS.label, None) in graph or not str(iri).startswith(BASE + "id/")


def test_a_suffix_on_the_thing_chooses_too(client: httpx.Client) -> None:
    response = client.get(f"/id/{THING}.jsonld", headers=BROWSER)
    assert (response.status_code, response.headers["location"]) == (303, f"/data/{THING}.jsonld")


def test_a_browser_is_led_to_a_page(client: httpx.Client) -> None:
    response = client.get(f"/id/{THING}", headers=BROWSER)
    assert (response.status_code, response.headers["location"]) == (303, f"/page/{THING}")
    page = client.get(f"/id/{THING}", headers=BROWSER, follow_redirects=True)
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")


def test_the_other_forms_are_linked(client: httpx.Client) -> None:
    for path in (f"/id/{THING}", f"/data/{THING}.ttl"):
        link = client.get(path).headers["link"]
        for suffix, kind in TYPES.items():
            assert f'</data/{THING}.{suffix}>; rel="alternate"; type="{kind}"' in link
        assert f'</page/{THING}>; rel="alternate"; type="text/html"' in link


@pytest.mark.parametrize(
    "path",
    [
        f"/data/{THING}.ttl",
        "/graph/hill-plan.nt",
        "/ns.ttl",
        "/.well-known/void",
        "/download/graph.nq",
    ],
)
def test_what_has_not_changed_is_not_sent_again(client: httpx.Client, path: str) -> None:
    tag = client.get(path).headers["etag"]
    for said in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        response = client.get(path, headers={"if-none-match": said})
        assert (response.status_code, response.content) == (304, b"")
        assert response.headers["etag"] == tag
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200
    assert client.head(path).headers["etag"] == tag


@pytest.mark.parametrize(
    "path",
    [
        "/id/nothing",
        "/data/nothing.ttl",
        "/graph/nothing",
        "/code/nothing",
        "/id/a b<>",
        "/download/graph.docx",
        "/ns.docx",
    ],
)
def test_what_is_not_there_is_said_plainly(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.text.strip()


def test_whoever_takes_plain_json_gets_json_ld(client: httpx.Client) -> None:
    answer = client.get(
        f"/id/{THING}", headers={"accept": "application/json"}, follow_redirects=True
    )
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.json()["@context"]


def test_a_thing_in_no_accepted_form_is_not_acceptable(client: httpx.Client) -> None:
    assert client.get(f"/id/{THING}", headers={"accept": "image/png"}).status_code == 406


def test_codes_and_named_graphs_answer(client: httpx.Client) -> None:
    code = client.get("/code/lead", follow_redirects=True)
    assert (None, None, URIRef("https://w3id.org/policykg/code/lead")) in read(code, "ttl")
    page = client.get("/code/lead", headers=BROWSER, follow_redirects=True)
    assert page.headers["content-type"].startswith("text/html")
    graph = client.get("/graph/hill-plan", headers={"accept": "application/n-triples"})
    lines = small_parts()["hill-plan"].count(b"\n")
    assert len(read(graph, "nt")) == lines
    assert len(read(client.get("/graph/hill-plan.nq"), "nquads")) == lines


def test_the_ontology_is_documentation_or_turtle(client: httpx.Client) -> None:
    page = client.get("/ns", headers=BROWSER)
    assert page.headers["content-type"].startswith("text/html")
    assert "id='ledBy'" in page.text and "牵头" in page.text
    for suffix, kind in TYPES.items():
        response = client.get("/ns", headers={"accept": kind})
        assert response.headers["content-type"].split(";")[0] == kind
        assert len(read(response, suffix)) > 100
        assert client.get(f"/ns.{suffix}").content == response.content


def test_the_dataset_is_described(client: httpx.Client, server: Server) -> None:
    graph = read(client.get("/.well-known/void"), "ttl")
    whole = URIRef(f"{BASE}id/dataset")
    assert (whole, RDF.type, VOID.Dataset) in graph
    assert (whole, RDF.type, DCAT.Dataset) in graph
    assert (whole, VOID.sparqlEndpoint, URIRef(server.sparql)) in graph
    for predicate in (VOID.triples, VOID.classPartition, VOID.exampleResource, DCAT.distribution):
        assert (whole, predicate, None) in graph
    for dump in graph.objects(whole, VOID.dataDump):
        assert httpx.get(str(dump)).status_code == 200


@pytest.mark.parametrize("suffix", ["ttl", "trig", "nq", "nt", "jsonld", "rdf"])
def test_the_whole_graph_can_be_had(client: httpx.Client, suffix: str) -> None:
    response = client.get(f"/download/graph.{suffix}")
    assert response.headers["content-disposition"].endswith(f'.{suffix}"')
    parser = {"trig": "trig", "nq": "nquads"}.get(suffix, suffix)
    if parser in ("trig", "nquads"):
        graph: Graph = Dataset(default_union=True).parse(data=response.content, format=parser)
    else:
        graph = read(response, suffix)
    thing = URIRef(f"{BASE}id/{THING}")
    assert (thing, RDF.type, None) in graph
    assert client.get(f"/data/graph.{suffix}").content == response.content


def test_tables_can_be_had(client: httpx.Client) -> None:
    archive = zipfile.ZipFile(io.BytesIO(client.get("/download/graph.csv.zip").content))
    assert any(name.endswith(".csv") for name in archive.namelist())
    assert client.get("/download/graph.xlsx").content[:2] == b"PK"


def test_a_misspelt_term_is_warned_of_in_a_header(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": "SELECT * { ?s pk:ledBi ?o }"})
    assert response.json()["results"]["bindings"] == []
    assert "did you mean pk:ledBy" in response.headers["x-policykg-warning"]
    fine = client.get("/sparql", params={"query": "SELECT * { ?s pk:ledBy ?o }"})
    assert "x-policykg-warning" not in fine.headers


def test_a_workspace_is_asked_as_the_union_of_its_graphs(client: httpx.Client) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s pk:ledBy ?o }"
    rows = client.get("/sparql", params={"query": count}).json()["results"]["bindings"]
    assert int(rows[0]["n"]["value"]) > 0
    relative = "SELECT ?o { BIND(<id/x> AS ?o) }"
    rows = client.get("/sparql", params={"query": relative}).json()["results"]["bindings"]
    assert rows[0]["o"]["value"] == f"{BASE}id/x"


@pytest.mark.sweep
def test_a_store_on_disk_serves_as_one_in_memory(tmp_path: Path) -> None:
    (tmp_path / "policykg.yaml").write_text(
        f"base: {BASE}\ntitle: {{zh: 小图, en: Small graph}}\n", encoding="utf-8"
    )
    generation = publish(tmp_path / "build", small_parts(), info=INFO, memory_quads=10)
    assert generation.manifest.on_disk
    with serving(workspace=tmp_path) as server:
        count = {"query": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", "format": "csv"}
        for _ in range(10):
            said = httpx.get(server.sparql, params=count).text
            assert int(said.split()[1]) == generation.manifest.quads
        hog = {"query": "SELECT (SUM(RAND()) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"}
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(server.sparql, params=hog, timeout=1)
        assert httpx.get(server.sparql, params={"query": "ASK {}"}).status_code == 200
        assert httpx.get(f"{server.url}/data/{THING}.ttl").status_code == 200
