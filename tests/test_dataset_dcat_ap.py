"""The served description of the dataset, property by property as DCAT-AP 3 asks for it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, VOID, Namespace

from ontology.formats import holding
from tests.support.command import run_cli
from tests.support.serving import Server, serving

pyshacl = pytest.importorskip("pyshacl")

DCAT = Namespace("http://www.w3.org/ns/dcat#")  # version 3, later than rdflib's
SPDX = Namespace("http://spdx.org/rdf/terms#")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
SHAPES = Path(__file__).parent / "examples" / "dcat-ap.ttl"
BASE = "https://example.org/qingxi/"
CLASSES = {
    "Catalogue": DCAT.Catalog,
    "Dataset": DCAT.Dataset,
    "Distribution": DCAT.Distribution,
    "Data service": DCAT.DataService,
    "Agent": FOAF.Agent,
    "Kind": VCARD.Kind,
    "Checksum": SPDX.Checksum,
    "Period of time": DCTERMS.PeriodOfTime,
}

# class, property, how much it is asked for, and, where it cannot be had here, why
DCAT_AP: tuple[tuple[str, URIRef, str, str], ...] = (
    ("Catalogue", DCTERMS.title, "mandatory", ""),
    ("Catalogue", DCTERMS.description, "mandatory", ""),
    ("Catalogue", DCTERMS.publisher, "mandatory", ""),
    ("Catalogue", DCAT.dataset, "recommended", ""),
    ("Catalogue", DCAT.service, "recommended", ""),
    ("Catalogue", FOAF.homepage, "recommended", ""),
    ("Catalogue", DCTERMS.language, "recommended", ""),
    ("Catalogue", DCTERMS.license, "recommended", ""),
    ("Catalogue", DCTERMS.issued, "recommended", "a build knows no day, so that it is the same"),
    ("Catalogue", DCTERMS.modified, "recommended", "a build knows no day, so that it is the same"),
    ("Catalogue", DCTERMS.spatial, "recommended", "the dataset's; a catalogue of one adds nothing"),
    ("Catalogue", DCAT.themeTaxonomy, "recommended", "all themes are codes of one list of the EU"),
    ("Dataset", DCTERMS.title, "mandatory", ""),
    ("Dataset", DCTERMS.description, "mandatory", ""),
    ("Dataset", DCAT.contactPoint, "recommended", ""),
    ("Dataset", DCAT.distribution, "recommended", ""),
    ("Dataset", DCAT.keyword, "recommended", ""),
    ("Dataset", DCTERMS.publisher, "recommended", ""),
    ("Dataset", DCTERMS.spatial, "recommended", ""),
    ("Dataset", DCTERMS.temporal, "recommended", ""),
    ("Dataset", DCAT.theme, "recommended", ""),
    ("Dataset", DCAT.version, "ours", ""),
    ("Distribution", DCAT.accessURL, "mandatory", ""),
    ("Distribution", DCTERMS.description, "recommended", ""),
    ("Distribution", DCTERMS.format, "recommended", ""),
    ("Distribution", DCTERMS.license, "recommended", ""),
    (
        "Distribution", URIRef("http://data.europa.eu/r5r/availability"), "recommended",
        "nobody but who runs a server can say how long it will stay",
    ),
    ("Distribution", DCAT.mediaType, "ours", ""),
    ("Distribution", DCAT.downloadURL, "ours", ""),
    ("Data service", DCTERMS.title, "mandatory", ""),
    ("Data service", DCAT.endpointURL, "mandatory", ""),
    ("Data service", DCAT.endpointDescription, "recommended", ""),
    ("Data service", DCAT.servesDataset, "recommended", ""),
    ("Data service", DCAT.contactPoint, "recommended", ""),
    ("Data service", DCAT.keyword, "recommended", ""),
    ("Data service", DCTERMS.publisher, "recommended", ""),
    ("Data service", DCAT.theme, "recommended", ""),
    ("Agent", FOAF.name, "mandatory", ""),
    ("Agent", DCTERMS.type, "recommended", "whether a publisher is public nobody is asked"),
    ("Kind", VCARD.fn, "ours", ""),
    ("Checksum", SPDX.algorithm, "mandatory", ""),
    ("Checksum", SPDX.checksumValue, "mandatory", ""),
    ("Period of time", DCAT.startDate, "recommended", ""),
    ("Period of time", DCAT.endDate, "recommended", ""),
)  # fmt: skip
HAD = [(kind, name) for kind, name, _, why in DCAT_AP if not why]


@pytest.fixture(scope="module")
def small(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked example, with what the repository says of its dataset."""
    folder = tmp_path_factory.mktemp("dcat") / "small"
    shutil.copytree(root / "policykg" / "example", folder)
    said = (root / "policykg.yaml").read_text(encoding="utf-8")
    settings = said.replace("base: https://w3id.org/policykg/", f"base: {BASE}")
    (folder / "policykg.yaml").write_text(settings, encoding="utf-8")
    outcome = run_cli("-w", str(folder), "build")
    assert outcome.exit_code == 0, outcome.output
    return folder


@pytest.fixture(scope="module")
def server(small: Path) -> Iterator[Server]:
    with serving(workspace=small) as found:
        yield found


def described(server: Server, path: str = "/.well-known/void") -> Graph:
    answer = httpx.get(
        server.url + path, headers={"accept": "text/turtle"}, follow_redirects=True, timeout=60
    )
    assert answer.status_code == 200, answer.text
    return Graph().parse(data=answer.content, format="turtle")


@pytest.fixture(scope="module")
def graph(server: Server) -> Graph:
    return described(server)


@pytest.fixture(scope="module")
def shapes() -> Graph:
    return Graph().parse(SHAPES)


def of_dcat(graph: Graph) -> Graph:
    """Return the part that DCAT-AP speaks of, without VoID's counts: it is judged many times."""
    kinds = (*CLASSES.values(), DCTERMS.Location)
    nodes = {node for kind in kinds for node in graph.subjects(RDF.type, kind)}
    found = Graph()
    for subject, predicate, value in graph:
        if subject in nodes and not str(predicate).startswith(str(VOID)):
            found.add((subject, predicate, value))
    return found


def broken(graph: Graph, shapes: Graph) -> set[tuple[str, URIRef]]:
    """Return class and property of each result."""
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus, path = report.value(result, SH.focusNode), report.value(result, SH.resultPath)
        for kind, iri in CLASSES.items():
            if (focus, RDF.type, iri) in graph:
                found.add((kind, path))
    return found


def test_the_description_has_the_shape_that_is_asked_for(graph: Graph, shapes: Graph) -> None:
    conforms, _, report = pyshacl.validate(graph, shacl_graph=shapes)
    assert conforms, report  # warnings count too


@pytest.mark.parametrize(
    ("kind", "name"), HAD, ids=[f"{k} {n.rpartition('/')[2].rpartition('#')[2]}" for k, n in HAD]
)
def test_a_property_is_there_and_would_be_missed(
    graph: Graph, shapes: Graph, kind: str, name: URIRef
) -> None:
    nodes = list(graph.subjects(RDF.type, CLASSES[kind]))
    assert nodes
    assert [node for node in nodes if (node, name, None) not in graph] == []
    without = Graph()
    for triple in of_dcat(graph):
        if not (triple[1] == name and triple[0] in nodes):
            without.add(triple)
    assert (kind, name) in broken(without, shapes)


def test_what_cannot_be_had_is_not_claimed(graph: Graph) -> None:
    for kind, name, _, why in DCAT_AP:
        if why:
            assert not [
                n for n in graph.subjects(RDF.type, CLASSES[kind]) if (n, name, None) in graph
            ]


WRONG = (
    ("size as a text", (DCAT.byteSize, Literal("12 kB"))),
    ("format of a list of one's own", (DCTERMS["format"], URIRef("https://example.org/ttl"))),
    ("media type as a text", (DCAT.mediaType, Literal("text/turtle"))),
    ("two licences", (DCTERMS.license, URIRef("https://example.org/licence"))),
)


@pytest.mark.parametrize(("name", "value"), [w[1] for w in WRONG], ids=[w[0] for w in WRONG])
def test_a_false_value_is_reported(
    graph: Graph, shapes: Graph, name: URIRef, value: Literal
) -> None:
    changed = of_dcat(graph)
    file = next(iter(graph.subjects(RDF.type, DCAT.Distribution)))
    changed.add((file, name, value))
    assert ("Distribution", name) in broken(changed, shapes)


# ---- it is true ------------------------------------------------------------------------------

WHOLE = URIRef(f"{BASE}id/dataset")


def test_the_dataset_answers_by_its_own_iri_with_the_same(server: Server, graph: Graph) -> None:
    by_iri = described(server, "/id/dataset")
    for predicate in set(graph.predicates(WHOLE, None)):
        mine = {o for o in graph.objects(WHOLE, predicate) if not isinstance(o, BNode)}
        assert mine <= set(by_iri.objects(WHOLE, predicate)), predicate
    html = {"accept": "text/html"}
    page = httpx.get(f"{server.url}/id/dataset", headers=html, follow_redirects=True)
    assert page.status_code == 200 and page.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "predicate", [DCTERMS.publisher, DCTERMS.creator, DCAT.contactPoint, DCAT.hasCurrentVersion]
)
def test_what_the_dataset_points_at_answers(
    server: Server, graph: Graph, predicate: URIRef
) -> None:
    iri = str(graph.value(WHOLE, predicate))
    for accept in ("text/turtle", "text/html"):
        answer = httpx.get(
            iri.replace(BASE, f"{server.url}/"), headers={"accept": accept}, follow_redirects=True
        )
        assert (answer.status_code, accept in answer.headers["content-type"]) == (200, True)


def test_sizes_and_checksums_are_those_of_the_files(server: Server) -> None:
    for row in holding("whole").values():
        httpx.get(f"{server.url}/download/graph{row.file_suffix}", timeout=120)
    graph = described(server)
    seen = 0
    for name, row in holding("whole").items():
        file = URIRef(f"{BASE}id/dataset_file_{name}")
        (url,) = [u for u in graph.objects(file, DCAT.downloadURL) if str(u).startswith(server.url)]
        data = httpx.get(str(url), timeout=120).content
        assert int(str(graph.value(file, DCAT.byteSize))) == len(data), row.name
        checksum = graph.value(file, SPDX.checksum)
        digest = hashlib.sha256(data).hexdigest()
        assert str(graph.value(checksum, SPDX.checksumValue)).lower() == digest, row.name
        seen += 1
    assert seen == len(holding("whole"))


def test_the_tag_changes_when_more_files_are_told(small: Path) -> None:
    with serving(workspace=small) as server:
        first = httpx.get(f"{server.url}/.well-known/void", timeout=60)
        httpx.get(f"{server.url}/download/graph.nt", timeout=60)
        again = httpx.get(
            f"{server.url}/.well-known/void",
            headers={"if-none-match": first.headers["etag"]},
            timeout=60,
        )
        assert (again.status_code, again.headers["etag"] != first.headers["etag"]) == (200, True)


def test_the_nquads_have_their_checksum_before_anybody_asks(graph: Graph) -> None:
    file = URIRef(f"{BASE}id/dataset_file_nquads")
    assert graph.value(file, DCAT.byteSize) is not None


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("triples", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"),
        ("distinctSubjects", "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o }"),
        ("classes", "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?s a ?c }"),
        ("properties", "SELECT (COUNT(DISTINCT ?p) AS ?n) { ?s ?p ?o }"),
    ],
)
def test_a_count_is_what_the_endpoint_counts(
    server: Server, graph: Graph, said: str, query: str
) -> None:
    rows = httpx.get(server.sparql, params={"query": query}, timeout=60).json()
    assert int(rows["results"]["bindings"][0]["n"]["value"]) == int(
        str(graph.value(WHOLE, VOID[said]))
    )


def test_spatial_and_temporal_are_those_of_the_documents(server: Server, graph: Graph) -> None:
    query = "SELECT DISTINCT ?p { ?d a pk:Document ; pk:jurisdiction ?p }"
    rows = httpx.get(server.sparql, params={"query": query}).json()["results"]["bindings"]
    assert {str(o) for o in graph.objects(WHOLE, DCTERMS.spatial)} == {
        r["p"]["value"] for r in rows
    }
    period = graph.value(WHOLE, DCTERMS.temporal)
    query = "SELECT ?w { ?d a pk:Document ; pk:written ?w }"
    rows = httpx.get(server.sparql, params={"query": query}).json()["results"]["bindings"]
    years = sorted(r["w"]["value"][:4] for r in rows)
    assert str(graph.value(period, DCAT.startDate)) == years[0]
    assert str(graph.value(period, DCAT.endDate)) == years[-1]
