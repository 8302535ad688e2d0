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


PAIRS = (
    "SELECT ?a ?b (COUNT(?t) AS ?n) { ?t pk:ledBy ?a, ?b FILTER(STR(?a) < STR(?b)) } "
    "GROUP BY ?a ?b ORDER BY DESC(?n)"
)
YEARS = (
    "SELECT ?indicator ?year (SUM(?v) AS ?total) (COUNT(?v) AS ?count) { ?o pk:indicator "
    "?indicator ; pk:year ?year ; pk:value ?v } GROUP BY ?indicator ?year ORDER BY ?year"
)


@pytest.mark.parametrize(
    ("query", "chart", "sign"),
    [
        (PAIRS, "bar", 'class="bar"'),
        (PAIRS, "dot", 'class="dot"'),
        (PAIRS, "matrix", 'class="matrix chart-matrix"'),
        (YEARS, "line", "<polyline"),
    ],
)
def test_an_answer_is_drawn_by_the_kind_that_the_address_names(
    client: Client, query: str, chart: str, sign: str
) -> None:
    page = ask(client, query, view="chart", chart=chart)
    assert sign in page
    assert f'<option value="{chart}" selected>' in page


def test_axes_are_chosen_and_stand_in_the_address(client: Client) -> None:
    def selects(**more: str) -> dict[str, list[str]]:
        page = ask(client, YEARS, view="chart", **more)
        form = page.partition('class="filters chart-form"')[2].partition("</form>")[0]
        found = re.findall(r'<select name="(\w+)">(.*?)</select>', form, re.DOTALL)
        return {k: re.findall(r'value="([^"]+)" selected', v) for k, v in found}

    assert selects(chart="line") == {
        "chart": ["line"], "x": ["year"], "y": ["count"], "across": ["indicator"]
    }  # fmt: skip
    assert selects(chart="line", y="total", across="-")["y"] == ["total"]
    assert selects(chart="matrix", x="indicator", y="total")["x"] == ["indicator"]
    assert selects(chart="nonsense", x="nobody")["chart"] == ["bar"]


def test_a_matrix_has_the_numbers_of_the_table(client: Client) -> None:
    rows = client.get("/sparql", params={"query": PAIRS, "format": "csv"}).text.splitlines()[1:]
    page = ask(client, PAIRS, view="chart", chart="matrix", x="a", across="b", y="n")
    body = page.partition("chart-matrix")[2].partition("</table>")[0]
    cells = [int(n) for n in re.findall(r'class="number heat heat-\d">(\d+)<', body)]
    assert sum(cells) <= sum(int(row.rsplit(",", 1)[1]) for row in rows)
    assert len(cells) > 20


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("SELECT * { ?t pk:ledBi ?b }", "pk:ledBy"),
        ("SELECT * { ?t a pk:Taks }", "pk:Task"),
        ("SELECT * { ?t pk:role code:laed }", "code:lead"),
        ("SELECT * { ?t pk:partOff ?c }", "pk:partOf"),
        ("SELECT * { ?t pk:ledBy id:shaoxing-dcr }", "id:shaoxing-drc"),
        ("SELECT * { ?t pk:statdIn ?d }", "pk:statedIn"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_unknown_term_says_what_may_be_meant_in_the_answer(
    client: Client, query: str, meant: str, lang: str
) -> None:
    page = ask(client, query, lang)
    part = page.partition('class="meant"')[2].partition("</div>")[0]
    assert f"<code>{meant}</code>" in part
    link = re.search(rf'href="([^"]+)"><code>{meant}<', part)
    assert link is not None
    answer = client.get(link[1].replace("&amp;", "&"))
    assert 'class="meant"' not in answer.text


def test_a_query_of_known_terms_says_nothing_of_meaning(client: Client) -> None:
    assert 'class="meant"' not in ask(client, PAIRS)
    assert 'class="meant"' not in ask(client, "SELECT * { ?s ?p 'pk:ledBi' }")


def test_saved_questions_have_heads_in_the_language_of_the_page(client: Client) -> None:
    page = client.get("/zh/questions").text
    names = sorted(set(re.findall(r'href="/zh/questions/([\w-]+)"', page)))
    assert len(names) > 20
    plain: dict[str, list[str]] = {}
    for name in names:
        table = client.get(f"/zh/questions/{name}").text.partition('class="result"')[2]
        heads = re.findall(r"<th [^>]*>([^<]*)</th>", table.partition("</thead>")[0])
        plain[name] = [head for head in heads if not re.search(r"[\u4e00-\u9fff]", head)]
    assert {name: found for name, found in plain.items() if found} == {}


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


@pytest.mark.parametrize("form", ["", ".csv", ".xlsx", ".ttl", "?q=1"])
def test_what_programs_alone_read_is_no_page_and_says_so(client: Client, form: str) -> None:
    for lang in ("zh", "en"):
        assert client.get(f"/{lang}/query/terms{form}").status_code in (404, 406)


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
