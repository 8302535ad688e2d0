"""Real clients of the endpoint: what people use to ask SPARQL from Python and the shell."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from rdflib import Graph, URIRef
from rdflib.namespace import RDF

from tests.support.serving import DATA, Server, serving

pytestmark = [pytest.mark.sweep, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
EX = "http://example.org/"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("data") / "data.trig"
    file.write_text(DATA, encoding="utf-8")
    with serving("--data", file) as found:
        yield found


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_through_its_store(server: Server, method: str) -> None:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    store = SPARQLStore(server.sparql, method=method, returnFormat="json")
    graph = Graph(store, identifier=URIRef(EX + "g1"))
    assert {str(o) for o in graph.objects(URIRef(EX + "s"), URIRef(EX + "p"))} == {"one"}
    assert [str(s) for s in graph.subjects(RDF.type, URIRef(EX + "Thing"))] == [EX + "one"]
    assert len(graph) == 2


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("kind", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_reads_every_format(server: Server, method: str, kind: str) -> None:
    from SPARQLWrapper import SPARQLWrapper

    wrapper = SPARQLWrapper(server.sparql)
    wrapper.setMethod(method)
    wrapper.setReturnFormat(kind)
    wrapper.addDefaultGraph(EX + "g2")
    wrapper.setQuery("SELECT ?o { ?s ?p ?o }")
    found: Any = wrapper.query().convert()
    text = found.toxml() if kind == "xml" else json.dumps(found) if kind == "json" else found
    assert "two" in (text if isinstance(text, str) else text.decode())


def test_sparqlwrapper_reads_graphs(server: Server) -> None:
    from SPARQLWrapper import POSTDIRECTLY, RDFXML, TURTLE, SPARQLWrapper

    wrapper = SPARQLWrapper(server.sparql)
    wrapper.setQuery(f"CONSTRUCT {{ ?s a <{EX}X> }} {{ ?s <{EX}p> 'default' }}")
    wrapper.setReturnFormat(RDFXML)
    found: Any = wrapper.queryAndConvert()
    assert len(found) == 1
    wrapper.setMethod("POST")
    wrapper.setRequestMethod(POSTDIRECTLY)
    wrapper.setReturnFormat(TURTLE)
    found = wrapper.queryAndConvert()
    assert len(Graph().parse(data=found, format="turtle")) == 1


def test_pandas_reads_a_query_url(server: Server) -> None:
    pandas = pytest.importorskip("pandas")
    query = f"SELECT ?s ?o {{ ?s <{EX}p> ?o }} ORDER BY STR(?o)"
    url = f"{server.sparql}?{urlencode({'query': query, 'format': 'csv'})}"
    frame = pandas.read_csv(url)
    assert list(frame.columns) == ["s", "o"]
    assert list(frame.o) == ["1", "default", "zwölf 十二"]


def curl_lines(root: Path) -> list[str]:
    """Return the curl commands of the documentation."""
    text = (root / "docs" / "endpoint.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:sh|console|bash)\n(.*?)```", text, re.DOTALL)
    joined = "\n".join(blocks).replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.startswith("curl ")]


def test_the_curl_lines_of_the_documentation_work(root: Path, workspace: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    lines = curl_lines(root)
    assert len(lines) >= 4
    with serving(workspace=workspace) as server:
        for line in lines:
            command = line.replace("http://127.0.0.1:8040", server.url)
            done = subprocess.run(
                ["/bin/sh", "-c", f"{command} --fail --silent --show-error --max-time 60"],
                check=False,
                capture_output=True,
            )
            assert done.returncode == 0, (line, done.stderr)
            assert done.stdout, line


def test_node_asks_by_fetch(server: Server) -> None:
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    script = """
    const [url] = process.argv.slice(1);
    const body = new URLSearchParams({query: "SELECT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o"});
    const response = await fetch(url, {method: "POST", body,
        headers: {accept: "application/sparql-results+json"}});
    const found = await response.json();
    console.log(found.results.bindings.map((row) => row.o.value).join(" "));
    """
    command = ["node", "--input-type=module", "-e", script, server.sparql]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "one" in done.stdout and "three" in done.stdout


def test_an_answer_can_be_read_by_any_csv_reader(server: Server) -> None:
    import csv
    import urllib.request

    query = "SELECT ('a,\"b\"\\n' AS ?x) (1 AS ?y) {}"
    url = f"{server.sparql}?{urlencode({'query': query, 'format': 'csv'})}"
    with urllib.request.urlopen(url) as response:
        text = response.read().decode()
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["x", "y"], ['a,"b"\n', "1"]]
