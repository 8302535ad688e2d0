"""The query page: it works without JavaScript, shows labels, and says what is wrong where."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from httpx import Client

from explorer.pages.sparql.answer import undeclared
from ontology.namespaces import PREFIXES
from tests.support.explorer_app import built, explorer


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with explorer(built()) as found:
        yield found


def ask(client: Client, query: str, lang: str = "en", **more: str) -> str:
    return client.get(f"/{lang}/query", params={"query": query, **more}).text


def test_an_empty_page_offers_a_query_that_runs(client: Client) -> None:
    page = client.get("/zh/query").text
    text = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert text is not None
    import html

    assert "行结果" in ask(client, html.unescape(text[1]), "zh")


def test_things_bear_their_labels_and_links(client: Client) -> None:
    page = ask(client, "SELECT ?b { id:shaoxing-plan_task_7 pk:ledBy ?b }", "zh")
    assert '<a href="/zh/page/shaoxing-etc">绍兴市经济贸易委员会</a>' in page


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [
        ("SELECT * { ?s foo:bar ?o }", 1, 22),
        ("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }", 1, 12),
        ("DELETE WHERE { ?s ?p ?o }", 1, 1),
    ],
)
def test_a_fault_stands_at_its_line_and_column(
    client: Client, query: str, line: int, column: int
) -> None:
    answer = client.get("/en/query", params={"query": query})
    assert answer.status_code in (400, 403)
    found = re.search(r'data-line="(\d+)" data-column="(\d+)"', answer.text)
    assert found is not None
    assert (int(found[1]), int(found[2])) == (line, column)


def test_faults_are_told_in_chinese_too(client: Client) -> None:
    assert "前缀 foo: 未定义" in ask(client, "SELECT * { ?s foo:bar ?o }", "zh")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("ASK { ?s pk:ledBy ?b }", "Yes"),
        ("ASK { id:nobody pk:ledBy ?b }", "No"),
        ("SELECT * { id:nobody pk:ledBy ?b }", "Nothing matches"),
        ("CONSTRUCT { ?s pk:leads ?o } { ?o pk:ledBy ?s }", "triples"),
        ("DESCRIBE id:shaoxing-drc", "triples"),
    ],
)
def test_every_kind_of_answer_is_shown(client: Client, query: str, expected: str) -> None:
    assert expected in ask(client, query)


def test_long_answers_are_paged_and_downloads_are_whole(client: Client) -> None:
    query = "SELECT ?s ?o { ?s rdfs:label ?o } LIMIT 250"
    page = ask(client, query, page="3")
    assert page.count("<tr><td") == 50
    url = re.search(r'href="(/sparql\?[^"]*format=csv)"', page)
    assert url is not None
    csv = client.get(url[1].replace("&amp;", "&")).text
    assert len(csv.strip().splitlines()) == 251


def test_a_count_can_be_seen_as_bars_and_pairs_as_a_network(client: Client) -> None:
    counts = "SELECT ?b (COUNT(*) AS ?n) { ?t pk:ledBy ?b } GROUP BY ?b ORDER BY DESC(?n)"
    assert 'class="bars"' in ask(client, counts, view="chart")
    pairs = ask(client, "SELECT ?t ?b { ?t pk:ledBy ?b }", view="network")
    data = re.search(r'id="net-data">(.*?)</script>', pairs)
    assert data is not None
    assert len(json.loads(data[1])["nodes"]) > 40


def test_a_query_too_long_for_an_address_can_be_posted(client: Client) -> None:
    query = "SELECT (1 AS ?one) {} #" + "x" * 9000
    answer = client.post("/en/query", data={"query": query})
    assert answer.status_code == 200
    assert "1 row" in answer.text


def test_the_terms_for_completion_hold_prefixes_classes_properties_codes_things_names(
    client: Client,
) -> None:
    found = client.get("/zh/query/terms.json").json()
    assert PREFIXES.items() <= found["prefixes"].items()
    terms = {term["v"]: term for term in found["terms"]}
    assert terms["pk:ledBy"]["l"] == "牵头单位"
    assert {"pk:Task", "code:lead", "id:shaoxing-drc", "rdfs:label"} <= terms.keys()
    assert "市发展改革委" in found["names"]


HOSTILE = (
    "SELECT ('<img src=x onerror=alert(1)>' AS ?x) {}",
    "SELECT ('</script><script>alert(1)</script>' AS ?x) {} #</textarea><script>alert(2)</script>",
    "SELECT (<javascript:alert(1)> AS ?a) (<x:\\u0022onmouseover=alert(1)> AS ?b) {}",
)


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("view", ["table", "chart", "network"])
def test_hostile_answers_are_inert(client: Client, query: str, view: str) -> None:
    page = ask(client, query, view=view)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert 'href="javascript:' not in page


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_the_endpoint_sends_browsers_to_the_editor_with_their_query(client: Client) -> None:
    url = "/sparql?query=ASK%20%7B%7D"
    answer = client.get(url, headers={"accept": BROWSER, "sec-fetch-mode": "navigate"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/query?query=ASK%20%7B%7D")
    assert client.get(url).json()["boolean"] is True
    assert client.get(url, headers={"accept": BROWSER}).status_code == 200
    assert client.get(url + "&format=json", headers={"accept": BROWSER}).status_code == 200


@pytest.mark.parametrize(
    ("query", "prefixes"),
    [
        ("SELECT * { ?t foo:bar ?c ; pk:name ?n }", ["foo"]),
        ("PREFIX foo: <x:> SELECT * { ?t foo:bar 'a:b' }", []),
        ('SELECT * { ?t <urn:x> "say foo:bar" } # bar:x', []),
        ("SELECT * { ?t a b:C, d:E . ?t b:f ?g }", ["b", "d"]),
    ],
)
def test_prefixes_that_nobody_declares_are_named(query: str, prefixes: list[str]) -> None:
    assert undeclared(query, "https://example.org/") == prefixes
