"""SPARQL 1.1 Protocol, section 2, and what users need of an endpoint, over real sockets."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from rdflib import Dataset, Graph

from tests.support.serving import COMMAND, DATA, Server, serving

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
SELECT = "SELECT ?o { <http://example.org/s> <http://example.org/p> ?o } ORDER BY STR(?o)"
ASK = "ASK { ?s ?p 'default' }"
CONSTRUCT = "CONSTRUCT { ?s a <http://example.org/X> } { ?s <http://example.org/p> 'default' }"
DESCRIBE = "DESCRIBE <http://example.org/s>"
EX = "http://example.org/"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    file = tmp_path_factory.mktemp("data") / "data.trig"
    file.write_text(DATA, encoding="utf-8")
    with serving("--data", file, "--max-rows", "1000", "--timeout", "5") as found:
        yield found


@pytest.fixture(scope="module")
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as found:
        yield found


def values(response: httpx.Response) -> list[str]:
    assert response.status_code == 200, response.text
    return [row["o"]["value"] for row in response.json()["results"]["bindings"]]


# ---- 2.1 Query operation -----------------------------------------------------------------


def test_query_by_get(client: httpx.Client) -> None:
    assert "default" in values(client.get("/sparql", params={"query": SELECT}))


def test_query_by_form(client: httpx.Client) -> None:
    assert "default" in values(client.post("/sparql", data={"query": SELECT}))


def test_a_mark_of_the_encoding_before_a_posted_query_is_no_part_of_it(
    client: httpx.Client,
) -> None:
    response = client.post(
        "/sparql", content=b"\xef\xbb\xbf" + b"ASK {}", headers={"content-type": DIRECT}
    )
    assert (response.status_code, response.json()["boolean"]) == (200, True)


@pytest.mark.parametrize(
    "kind", [DIRECT, DIRECT + ";charset=UTF-8", DIRECT + '; charset="utf-8"', DIRECT.upper()]
)
def test_query_by_direct_post(client: httpx.Client, kind: str) -> None:
    response = client.post("/sparql", content=SELECT, headers={"content-type": kind})
    assert "default" in values(response)


def test_parameters_of_a_direct_post_stand_in_the_url(client: httpx.Client) -> None:
    response = client.post(
        "/sparql",
        params={"default-graph-uri": EX + "g1"},
        content=SELECT,
        headers={"content-type": DIRECT},
    )
    assert values(response) == ["one"]


def test_a_body_may_come_in_chunks(client: httpx.Client) -> None:
    def chunks() -> Iterator[bytes]:
        yield SELECT[:10].encode()
        yield SELECT[10:].encode()

    response = client.post("/sparql", content=chunks(), headers={"content-type": DIRECT})
    assert "default" in values(response)


def test_chinese_survives_every_way_in(client: httpx.Client) -> None:
    query = "SELECT ?o { ?s ?p ?o FILTER(CONTAINS(STR(?o), '十二')) }"
    direct = {"content-type": DIRECT}
    for response in (
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
        client.post("/sparql", content=query.encode(), headers=direct),
    ):
        assert values(response) == ["zwölf 十二"]


# ---- 2.1.4 Dataset -----------------------------------------------------------------------

DATASETS = [
    ([("default-graph-uri", "g1")], "{ ?s :p ?o }", ["one"]),
    ([("default-graph-uri", "g1"), ("default-graph-uri", "g2")], "{ ?s :p ?o }", ["one", "two"]),
    ([("named-graph-uri", "g1")], "{ GRAPH ?g { ?s :p ?o } }", ["one"]),
    ([("named-graph-uri", "g1"), ("named-graph-uri", "g2")], "{ GRAPH ?g {?s :p ?o} }",
     ["one", "two"]),
    ([("named-graph-uri", "g1")], "{ ?s :p ?o }", []),
    ([("default-graph-uri", "g1")], "{ GRAPH ?g { ?s :p ?o } }", []),
    ([("default-graph-uri", "g1"), ("named-graph-uri", "g2")],
     "{ { ?s :p ?o } UNION { GRAPH ?g { ?s :p ?o } } }", ["one", "two"]),
    ([("default-graph-uri", "g,3")], "{ ?s :p ?o }", ["three"]),
    ([("default-graph-uri", "g2")], "FROM <http://example.org/g1> { ?s :p ?o }", ["two"]),
    ([("default-graph-uri", "g2")], "FROM <http://example.org/none> { ?s :p ?o }", ["two"]),
    ([("named-graph-uri", "g2")], "FROM NAMED :g1 { GRAPH ?g { ?s :p ?o } }", ["two"]),
    ([], "FROM <http://example.org/g1> { ?s :p ?o }", ["one"]),
    ([], "FROM :g1 FROM :g2 { ?s :p ?o }", ["one", "two"]),
    ([], "FROM NAMED :g1 { GRAPH ?g { ?s :p ?o } }", ["one"]),
    ([], "FROM NAMED :g1 { ?s :p ?o }", []),
]  # fmt: skip


@pytest.mark.parametrize(("parameters", "where", "expected"), DATASETS)
@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_the_dataset_of_the_request_prevails(
    client: httpx.Client,
    parameters: list[tuple[str, str]],
    where: str,
    expected: list[str],
    way: str,
) -> None:
    query = f"PREFIX : <{EX}> SELECT ?o {where} ORDER BY ?o"
    pairs = [(key, EX + name) for key, name in parameters]
    params = httpx.QueryParams(tuple(pairs))
    if way == "get":
        response = client.get("/sparql", params=params.add("query", query))
    elif way == "form":
        body = str(params.add("query", query))
        response = client.post("/sparql", content=body, headers={"content-type": FORM})
    else:
        response = client.post(
            "/sparql", params=params, content=query, headers={"content-type": DIRECT}
        )
    assert values(response) == expected


@pytest.mark.parametrize("key", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_that_is_not_held_is_refused_by_name(client: httpx.Client, key: str) -> None:
    response = client.get("/sparql", params={"query": ASK, key: "http://example.org/none"})
    assert response.status_code == 400
    assert "http://example.org/none" in response.json()["message"]


@pytest.mark.parametrize(
    "clause", ["FROM <file:///etc/passwd>", "FROM NAMED <http://127.0.0.1:1/x>", "FROM\n<urn:x>"]
)
def test_from_fetches_nothing(client: httpx.Client, clause: str) -> None:
    response = client.get("/sparql", params={"query": f"SELECT * {clause} {{ ?s ?p ?o }}"})
    assert response.status_code == 400
    said = response.json()
    assert said["error"] == "unknown-graph"
    assert said["line"] >= 1 and said["column"] >= 1


def test_without_a_dataset_the_standard_default_graph_is_asked(client: httpx.Client) -> None:
    query = f"SELECT ?o {{ ?s <{EX}p> ?o FILTER(isLiteral(?o)) }} ORDER BY STR(?o)"
    found = values(client.get("/sparql", params={"query": query}))
    assert found == ["1", "default", "zwölf 十二"]


# ---- 2.1.5, 2.1.6 Accepted types, status ----------------------------------------------------

ACCEPT = [
    (SELECT, None, JSON),
    (SELECT, "*/*", JSON),
    (SELECT, JSON, JSON),
    (SELECT, "application/json", JSON),
    (SELECT, XML, XML),
    (SELECT, "application/xml", XML),
    (SELECT, "text/csv", "text/csv"),
    (SELECT, "text/tab-separated-values", "text/tab-separated-values"),
    (SELECT, f"{XML};q=0.3, {JSON};q=0.9", JSON),
    (SELECT, f"{JSON};q=0.3, {XML};q=0.9", XML),
    (SELECT, f"text/turtle, {XML};q=0.1", XML),
    (SELECT, "text/*", "text/csv"),
    (SELECT, "application/*;q=0.2, text/csv;q=0.5", "text/csv"),
    (SELECT, f"*/*;q=0.1, {XML}", XML),
    (SELECT, f"{JSON};q=0, */*", XML),
    (SELECT, "image/png, */*;q=0.01", JSON),
    (SELECT, "APPLICATION/SPARQL-RESULTS+XML", XML),
    (SELECT, "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", JSON),
    (ASK, None, JSON),
    (ASK, XML, XML),
    (ASK, "text/csv", "text/csv"),
    (ASK, "text/tab-separated-values", "text/tab-separated-values"),
    (CONSTRUCT, None, "text/turtle"),
    (CONSTRUCT, "*/*", "text/turtle"),
    (CONSTRUCT, "text/turtle", "text/turtle"),
    (CONSTRUCT, "application/n-triples", "application/n-triples"),
    (CONSTRUCT, "text/plain", "application/n-triples"),
    (CONSTRUCT, "application/ld+json", "application/ld+json"),
    (CONSTRUCT, "application/rdf+xml", "application/rdf+xml"),
    (CONSTRUCT, "application/trig", "application/trig"),
    (CONSTRUCT, "application/n-quads", "application/n-quads"),
    (CONSTRUCT, f"{JSON}, application/rdf+xml;q=0.5", "application/rdf+xml"),
    (CONSTRUCT, "application/json", "application/ld+json"),
    (CONSTRUCT, f"{JSON}, application/xml;q=0.5", "application/rdf+xml"),
    (CONSTRUCT, "application/json, text/turtle;q=0.1", "text/turtle"),
    (DESCRIBE, None, "text/turtle"),
    (DESCRIBE, "application/n-triples;q=0.9,text/turtle;q=0.1", "application/n-triples"),
]


@pytest.mark.parametrize(("query", "accept", "expected"), ACCEPT)
def test_the_best_accepted_type_is_sent(
    client: httpx.Client, query: str, accept: str | None, expected: str
) -> None:
    request = client.build_request("GET", "/sparql", params={"query": query})
    del request.headers["accept"]
    if accept is not None:
        request.headers["accept"] = accept
    response = client.send(request)
    assert response.status_code == 200, response.text
    assert response.headers["content-type"].split(";")[0] == expected
    assert response.headers["vary"] == "Accept"
    parses(response)


FORMATS = [
    (SELECT, "json", JSON),
    (SELECT, "xml", XML),
    (SELECT, "csv", "text/csv"),
    (SELECT, "tsv", "text/tab-separated-values"),
    (SELECT, JSON, JSON),
    (ASK, "xml", XML),
    (CONSTRUCT, "turtle", "text/turtle"),
    (CONSTRUCT, "ttl", "text/turtle"),
    (CONSTRUCT, "nt", "application/n-triples"),
    (CONSTRUCT, "jsonld", "application/ld+json"),
    (CONSTRUCT, "json", "application/ld+json"),
    (CONSTRUCT, "rdfxml", "application/rdf+xml"),
    (CONSTRUCT, "xml", "application/rdf+xml"),
    (CONSTRUCT, "trig", "application/trig"),
    (CONSTRUCT, "nq", "application/n-quads"),
    (DESCRIBE, "nt", "application/n-triples"),
]


@pytest.mark.parametrize(("query", "name", "expected"), FORMATS)
def test_format_names_the_type_whatever_is_accepted(
    client: httpx.Client, query: str, name: str, expected: str
) -> None:
    params = {"query": query, "format": name}
    response = client.get("/sparql", params=params, headers={"accept": BROWSER})
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == expected
    parses(response)


def parses(response: httpx.Response) -> None:
    """Read a body by other software than wrote it."""
    kind = response.headers["content-type"].split(";")[0]
    if kind == JSON:
        json.loads(response.content)
    elif kind == XML:
        ElementTree.fromstring(response.content)
    elif kind in ("text/csv", "text/tab-separated-values"):
        assert list(csv.reader(io.StringIO(response.text)))
    else:
        names = {"text/turtle": "turtle", "application/n-triples": "nt",
                 "application/ld+json": "json-ld", "application/rdf+xml": "xml",
                 "application/trig": "trig", "application/n-quads": "nquads"}  # fmt: skip
        assert len(read(response.content, names[kind])) > 0


def read(data: bytes, name: str) -> Graph:
    graph = Graph() if name in ("turtle", "nt", "xml") else Dataset(default_union=True)
    return graph.parse(data=data, format=name)


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (SELECT, "text/turtle"),
        (SELECT, "image/png"),
        (SELECT, f"{JSON};q=0"),
        (CONSTRUCT, JSON),
        (CONSTRUCT, "text/csv"),
        (ASK, "text/turtle"),
    ],
)
def test_what_cannot_be_sent_is_not_acceptable(
    client: httpx.Client, query: str, accept: str
) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.status_code == 406
    assert "offered are" in response.text


def test_answers_have_columns_and_rows(client: httpx.Client) -> None:
    query = "SELECT ?a ?b { VALUES (?a ?b) { (1 'x,\"y\"\\n') (2 UNDEF) } } ORDER BY ?a"
    rows = list(csv.reader(io.StringIO(
        client.get("/sparql", params={"query": query, "format": "csv"}).text, newline=""
    )))  # fmt: skip
    assert rows == [["a", "b"], ["1", 'x,"y"\n'], ["2", ""]]
    tsv = client.get("/sparql", params={"query": query, "format": "tsv"}).text.split("\n")
    assert tsv[:3] == ["?a\t?b", '1\t"x,\\"y\\"\\n"', "2\t"]
    counted = client.get("/sparql", params={"query": query}).headers["x-policykg-rows"]
    assert counted == "2"


def test_ask_answers_in_every_format(client: httpx.Client) -> None:
    def said(name: str) -> str:
        return client.get("/sparql", params={"query": "ASK {}", "format": name}).text.strip()

    assert json.loads(said("json"))["boolean"] is True
    assert "<boolean>true</boolean>" in said("xml")
    assert said("csv") == said("tsv") == "true"


# ---- what is no query ---------------------------------------------------------------------

Q = {"query": ASK}
CAPTURED: Any = {"capture_output": True, "text": True, "timeout": 60}
REFUSED: list[tuple[str, str, dict[str, object], int]] = [
    ("no query in the form", "POST", {"data": {"format": "json"}}, 400),
    ("no query in the URL", "GET", {"params": {"format": "json"}}, 400),
    ("an empty query", "GET", {"params": {"query": ""}}, 400),
    ("a blank query", "GET", {"params": {"query": " \n"}}, 400),
    ("two queries", "GET", {"params": [("query", ASK), ("query", ASK)]}, 400),
    ("two in a form", "POST", {"content": "query=ASK%7B%7D&query=ASK%7B%7D",
                               "headers": {"content-type": FORM}}, 400),
    ("in URL and body", "POST", {"params": Q, "content": ASK,
                                 "headers": {"content-type": DIRECT}}, 400),
    ("in URL and form", "POST", {"params": Q, "data": Q}, 400),
    ("a syntax error", "GET", {"params": {"query": "SELECT * WHERE {"}}, 400),
    ("an undeclared prefix", "GET", {"params": {"query": "ASK { ?s foaf:name ?o }"}}, 400),
    ("an undeclared own prefix", "GET", {"params": {"query": "ASK { ?s pk:x ?o }"}}, 400),
    ("an unknown format", "GET", {"params": {**Q, "format": "docx"}}, 400),
    ("not UTF-8 in the URL", "GET", {"params": b"query=ASK%7B%3Fs+%3Fp+%22%FF%22%7D"}, 400),
    ("not UTF-8 in the body", "POST", {"content": b"ASK { ?s ?p '\xff' }",
                                       "headers": {"content-type": DIRECT}}, 400),
    ("not UTF-8 in the form", "POST", {"content": b"query=%FF",
                                       "headers": {"content-type": FORM}}, 400),
    ("UTF-16", "POST", {"content": ASK.encode("utf-16"),
                        "headers": {"content-type": DIRECT + ";charset=utf-16"}}, 415),
    ("another charset", "POST", {"content": ASK.encode(),
                                 "headers": {"content-type": DIRECT + ";charset=latin-1"}}, 415),
    ("text/plain", "POST", {"content": ASK, "headers": {"content-type": "text/plain"}}, 415),
    ("JSON", "POST", {"json": Q}, 415),
    ("a multipart form", "POST", {"files": {"query": ASK}}, 415),
    ("no type", "POST", {"content": ASK.encode()}, 415),
    ("an update in a form", "POST", {"data": {"update": "CLEAR ALL"}}, 403),
    ("an update by GET", "GET", {"params": {"update": "CLEAR ALL"}}, 403),
    ("a direct update", "POST", {"content": "CLEAR ALL", "headers":
                                 {"content-type": "application/sparql-update"}}, 403),
    ("an update as a query", "GET", {"params": {"query": "INSERT DATA { <a:a> <a:b> 1 }"}}, 403),
    ("LOAD as a query", "GET", {"params": {"query": "LOAD <file:///etc/passwd>"}}, 403),
    ("DROP after a prefix", "GET", {"params": {"query": "PREFIX a: <b:c> DROP ALL"}}, 403),
    ("PUT", "PUT", {"content": ASK}, 405),
    ("DELETE", "DELETE", {}, 405),
    ("PATCH", "PATCH", {"content": ASK}, 405),
    ("SERVICE", "GET", {"params": {"query": "ASK { SERVICE <http://127.0.0.1:1/> { } }"}}, 400),
    ("another path", "GET", {"url": "/sparqll"}, 404),
    ("a body that is too large", "POST", {"content": b"x" * (2 << 20),
                                          "headers": {"content-type": DIRECT}}, 413),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "how", "status"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
def test_what_is_no_query_is_refused_with_a_reason(
    client: httpx.Client, method: str, how: dict[str, object], status: int
) -> None:
    words = dict(how)
    url = str(words.pop("url", "/sparql"))
    if isinstance(words.get("params"), bytes):
        url += "?" + words.pop("params").decode()  # type: ignore[attr-defined]
    response = client.request(method, url, **words)  # type: ignore[arg-type]
    assert response.status_code == status, response.text
    assert len(response.text) > 20
    assert "Traceback" not in response.text


def test_errors_come_as_json_or_as_text(client: httpx.Client) -> None:
    bad = {"query": "SELECT *\nWHERE { ?s ?p }"}
    said = client.get("/sparql", params=bad)
    assert said.headers["content-type"] == "application/json"
    assert (said.json()["line"], said.json()["column"]) == (2, 16)
    plain = client.get("/sparql", params=bad, headers={"accept": "text/plain"})
    assert plain.headers["content-type"].startswith("text/plain")
    assert "line 2, column 16" in plain.text


def test_a_packed_body_is_refused_by_name(client: httpx.Client) -> None:
    import gzip

    headers = {"content-type": "application/sparql-query", "content-encoding": "gzip"}
    said = client.post("/sparql", content=gzip.compress(b"ASK {}"), headers=headers)
    assert (said.status_code, said.json()["error"]) == (415, "content-encoding")


def test_405_says_what_is_allowed(client: httpx.Client) -> None:
    assert client.put("/sparql").headers["allow"] == "GET, HEAD, POST, OPTIONS"


# ---- HEAD, OPTIONS, CORS, headers ------------------------------------------------------------


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    get = client.get("/sparql", params={"query": SELECT})
    head = client.head("/sparql", params={"query": SELECT})
    assert head.status_code == 200
    assert head.content == b""
    for name in ("content-type", "content-length", "vary"):
        assert head.headers[name] == get.headers[name]


def test_no_other_origin_may_ask_unless_it_was_let_in(client: httpx.Client) -> None:
    origin = {"origin": "https://yasgui.example"}
    for response in (
        client.get("/sparql", params={"query": ASK}, headers=origin),
        client.post("/sparql", data={"query": ASK}, headers=origin),
        client.options("/sparql", headers={**origin, "access-control-request-method": "POST"}),
    ):
        assert response.status_code == 403
        assert "access-control-allow-origin" not in response.headers


def test_options_says_what_may_be_sent(client: httpx.Client) -> None:
    response = client.options("/sparql")
    assert response.status_code == 204
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "Content-Type" in response.headers["access-control-allow-headers"]
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("path", ["/sparql", "/sparql?query=ASK%7B%7D", "/healthz", "/none"])
def test_every_answer_bears_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


# ---- service description -------------------------------------------------------------------


@pytest.mark.parametrize(
    "kind", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"]
)
def test_the_endpoint_describes_itself(client: httpx.Client, kind: str) -> None:
    response = client.get("/sparql", headers={"accept": kind})
    assert response.headers["content-type"].split(";")[0] == kind
    names = {"text/turtle": "turtle", "application/n-triples": "nt",
             "application/ld+json": "json-ld", "application/rdf+xml": "xml"}  # fmt: skip
    graph = read(response.content, names[kind])
    sd = "http://www.w3.org/ns/sparql-service-description#"
    found = graph.query(
        f"PREFIX sd: <{sd}> SELECT ?g {{ ?s a sd:Service ; sd:endpoint ?s ;"
        " sd:supportedLanguage sd:SPARQL11Query ; sd:defaultDataset/sd:namedGraph/sd:name ?g }"
    )
    assert {str(row[0]) for row in found} == {EX + "g1", EX + "g2", EX + "g,3"}  # type: ignore[index]


def test_people_get_a_page_where_programs_get_a_description(client: httpx.Client) -> None:
    response = client.get("/sparql", headers={"accept": BROWSER}, follow_redirects=True)
    assert response.headers["content-type"].startswith("text/html")
    assert "SPARQL" in response.text


# ---- the query language as it arrives ---------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        "ASK { ?SERVICE ?p ?o }",
        "ASK {} # SERVICE <http://127.0.0.1:1/>",
        "ASK { FILTER('SERVICE' = 'SERVICE') }",
        "ASK { FILTER('''SERVICE <x> {''' != \"\"\"SERVICE\"\"\") }",
        "PREFIX service: <http://example.org/> ASK { FILTER NOT EXISTS { ?s service:none ?o } }",
        "ASK { FILTER NOT EXISTS { ?s <http://example.org/SERVICE#x> ?o } }",
        "PREFIX : <http://example.org/> ASK { FILTER NOT EXISTS { ?s :SERVICE ?o } }",
        "ASK { FILTER(LANG('x'@service) = 'service') }",
        "ASK { FILTER('from' != 'FROM <file:///x>') }",
    ],
)
def test_words_within_strings_names_and_comments_are_no_keywords(
    client: httpx.Client, query: str
) -> None:
    response = client.get("/sparql", params={"query": query})
    assert response.status_code == 200, response.text
    assert response.json()["boolean"] is True


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <http://127.0.0.1:1/> {} }",
        "ASK { service silent <http://127.0.0.1:1/> {} }",
        "ASK { SERVICESILENT<http://127.0.0.1:1/> {} }",
        "PREFIX : <http://127.0.0.1:1/> ASK { SERVICE:x {} }",
        "PREFIX : <http://127.0.0.1:1/> ASK { SERVICESILENT:x {} }",
        "ASK { ?s ?p trueSERVICE<http://127.0.0.1:1/> {} }",
        "ASK { FILTER(1<2)SERVICE?s#>\n{?s ?p ?o} }",
        "ASK { #\n SERVICE#\n<http://127.0.0.1:1/>{} }",
        "ASK { \\u0053ERVICE <http://127.0.0.1:1/> {} }",
        "ASK { OPTIONAL { GRAPH ?g { SERVICE ?g {} } } }",
        "ASK { { SELECT * { SERVICE <http://127.0.0.1:1/> {} } } }",
    ],
)
def test_no_other_server_is_asked_in_any_disguise(client: httpx.Client, query: str) -> None:
    response = client.get("/sparql", params={"query": query})
    assert response.status_code == 400
    assert {"line", "column"} <= set(response.json())


def test_relative_iris_are_relative_to_the_endpoint(client: httpx.Client, server: Server) -> None:
    query = "SELECT ?o { BIND(<x/y> AS ?o) }"
    assert values(client.get("/sparql", params={"query": query})) == [server.url + "/x/y"]
    based = "BASE <http://example.org/> SELECT ?o { <s> <p> ?o FILTER(?o = 'default') }"
    assert values(client.get("/sparql", params={"query": based})) == ["default"]


def test_nul_never_makes_xml_that_does_not_parse(client: httpx.Client) -> None:
    query = f"SELECT ?o {{ <{EX}nul> ?p ?o }}"
    assert values(client.get("/sparql", params={"query": query})) == ["a\0b"]
    response = client.get("/sparql", params={"query": query, "format": "xml"})
    assert response.status_code == 406
    assert "XML" in response.json()["message"]


def test_a_literal_of_markup_is_escaped(client: httpx.Client) -> None:
    params = {"query": "SELECT ('<b>&\"' AS ?o) {}", "format": "xml"}
    root = ElementTree.fromstring(client.get("/sparql", params=params).content)
    assert [node.text for node in root.iter() if node.tag.endswith("literal")] == ['<b>&"']


# ---- other paths ------------------------------------------------------------------------------


def test_health_readiness_and_metrics(client: httpx.Client) -> None:
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").text.startswith("ready ")
    client.get("/sparql", params={"query": ASK})
    metrics = client.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert 'policykg_answers_total{status="200"}' in metrics.text


def test_the_access_log_holds_no_query(client: httpx.Client, server: Server) -> None:
    client.get("/sparql", params={"query": "ASK { ?s ?p 'a secret' }"})
    log = server.log.read_text(encoding="utf-8")
    assert "GET '/sparql' 200" in log
    assert "secret" not in log


def test_a_port_in_use_is_named_plainly(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "a.nt"
    file.write_text("<a:a> <a:b> <a:c> .\n", encoding="utf-8")
    words = ["serve", "--data", str(file), "--port", str(server.port)]
    done = subprocess.run([*COMMAND, *words], check=False, **CAPTURED)
    assert done.returncode == 2
    assert "another port" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_does_not_parse_is_named_plainly(tmp_path: Path) -> None:
    file = tmp_path / "bad.ttl"
    file.write_text("<a:a> <a:b> .", encoding="utf-8")
    words = ["serve", "--data", str(file), "--port", "0"]
    done = subprocess.run([*COMMAND, *words], check=False, **CAPTURED)
    assert done.returncode == 1
    assert "bad.ttl" in done.stderr
    assert "Traceback" not in done.stderr
