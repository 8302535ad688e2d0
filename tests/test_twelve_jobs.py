"""Twelve jobs of a researcher in a real browser: from the overview, in four clicks, to a file.

Each ends in something that is read back and held against the graph: a table, a figure, a
reference, a shared address.  All run in both languages and on a desk and a phone, those of a
canvas on a desk (:mod:`tests.test_explorer_network_journeys` has what a phone gets instead).
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import httpx
import openpyxl
import pypdfium2
import pytest

from tests.support.browser import Visit, until, visit
from tests.support.explorer_app import built, explorer
from tests.support.journeys import CLICKS, SIZES, Clicks, address, assert_accessible
from tests.support.sizes import FULL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
PREFIX = """PREFIX pk: <https://w3id.org/policykg/ns#>
PREFIX code: <https://w3id.org/policykg/code/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX id: <https://w3id.org/policykg/id/>
"""
ID = "https://w3id.org/policykg/id/"
DESK, PHONE = SIZES
EVERYWHERE = [
    pytest.param(lang, size, id=f"{lang}-{name}",
                 marks=() if (lang, name) == ("zh", "desk") else pytest.mark.sweep)
    for lang in ("zh", "en")
    for size, name in ((DESK, "desk"), (PHONE, "phone"))
    if FULL or (lang, name) == ("zh", "desk")
]  # fmt: skip
"""Both languages, both sizes in the full sweep; Chinese at the desk in the small one."""
ALL_SWEPT = [
    pytest.param(p.values[0], p.values[1], id=p.id, marks=pytest.mark.sweep) for p in EVERYWHERE
]


@pytest.fixture(scope="module")
def server(sources: Path) -> Iterator[httpx.Client]:
    with explorer(built(), sources) as client:
        yield client


class Job(NamedTuple):
    """A job under way."""

    found: Visit
    clicks: Clicks
    server: httpx.Client
    lang: str

    @property
    def page(self) -> Page:
        return self.found.page

    @property
    def phone(self) -> bool:
        return self.page.viewport_size == PHONE

    def words(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en

    def saved(self, selector: str) -> bytes:
        """Click what saves a file; return the file."""
        with self.page.expect_download() as download:
            self.clicks.on(selector)
        return download.value.path().read_bytes()

    def table(self, selector: str) -> list[dict[str, str]]:
        """Click what saves a CSV; return its rows."""
        text = self.saved(selector).decode("utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def ask(self, query: str) -> list[dict[str, str]]:
        """Ask the endpoint, for what a file is held against."""
        asked = {"query": PREFIX + query}
        answer = self.server.get("/sparql", params=asked, headers={"accept": "text/csv"})
        assert answer.status_code == 200, answer.text
        return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.fixture(scope="module")
def texts(server: httpx.Client, sources: Path) -> dict[str, str]:
    """The source texts by the IRI of their document, found by their checksums."""
    files = {hashlib.sha256(f.read_bytes()).hexdigest(): f for f in sources.glob("*.txt")}
    query = PREFIX + "SELECT ?d ?sum { ?d pk:sourceSha256 ?sum }"
    answer = server.get("/sparql", params={"query": query}, headers={"accept": "text/csv"}).text
    return {
        row["d"]: files[row["sum"]].read_text(encoding="utf-8-sig")
        for row in csv.DictReader(io.StringIO(answer))
    }


def bare(text: str) -> str:
    """A text without white space, which a page and a file break differently."""
    return "".join(text.split())


@pytest.fixture
def job(browser: Browser, server: httpx.Client, lang: str, size: dict[str, int]) -> Iterator[Job]:
    """A browser at the overview; afterwards: four clicks, a page for all, and nothing outside."""
    with visit(browser, viewport=size, accept_downloads=True,
               permissions=["clipboard-read", "clipboard-write"]) as found:  # fmt: skip
        found.page.goto(address(server, f"/{lang}/"))
        one = Job(found, Clicks(found.page), server, lang)
        yield one
        assert 1 <= one.clicks.count <= CLICKS
        assert_accessible(found.page)
        found.assert_quiet()


def number_in(text: str) -> int:
    return int(re.sub(r"\D", "", text))


@pytest.mark.parametrize(("lang", "size"), EVERYWHERE)
def test_1_who_leads_most_and_the_words(job: Job, texts: dict[str, str]) -> None:
    job.clicks.on(f".site-nav a[href='/{job.lang}/leads']")
    first = job.page.locator("table.matrix tbody tr").first
    body, total = (
        first.locator("th").inner_text(),
        number_in(first.locator("td.total").inner_text()),
    )
    job.clicks.on("table.matrix tbody tr td.total a")
    job.clicks.on("main details.evidence summary")
    quote = job.page.locator("details.evidence[open] blockquote").first.inner_text()
    assert bare(quote) in bare(texts[ID + "shaoxing-plan"])
    rows = job.table("footer a[href$='.csv'], footer a[href*='.csv?']")
    assert len(rows) == total
    most = job.ask(
        "SELECT ?body (COUNT(DISTINCT ?task) AS ?n) { ?d a pk:Responsibility ; pk:role code:lead ;"
        " pk:actor ?body ; pk:task ?task ; pk:basis ?b FILTER(?b != code:inferred)"
        " FILTER NOT EXISTS { ?body a pk:GroupReference } }"
        " GROUP BY ?body ORDER BY DESC(?n) LIMIT 1"
    )[0]
    assert int(most["n"]) == total
    assert job.server.get(f"/{job.lang}/page/{most['body'].rsplit('/', 1)[1]}.json").json()[
        "label"][job.lang] == body.strip()  # fmt: skip


@pytest.mark.parametrize(("lang", "size"), ALL_SWEPT)
def test_2_pairs_and_a_figure_for_print(job: Job, tmp_path: Path) -> None:
    job.clicks.on(f".site-nav a[href='/{job.lang}/leads']")
    job.clicks.on(f"a[href^='/{job.lang}/leads/pairs']")
    rows = job.server.get(f"/{job.lang}/leads/pairs.json").json()["rows"]
    job.clicks.on("details.save summary")
    (tmp_path / "pairs.pdf").write_bytes(
        job.saved("details.save a[href*='pairs.pdf'][href*='width=89']")
    )
    sheet = pypdfium2.PdfDocument(tmp_path / "pairs.pdf")[0]
    assert round(sheet.get_width() / 72 * 25.4) == 89
    text = "".join(sheet.get_textpage().get_text_range().split())
    best = max(rows, key=lambda r: int(r["together"]))
    for name in (best["a"], best["b"]):
        assert "".join(name.split()) in text
    assert job.server.get("/version").json()["version"] in text


@pytest.mark.parametrize(("lang", "size"), EVERYWHERE)
def test_3_targets_against_results(job: Job) -> None:
    job.clicks.on(f".site-nav a[href='/{job.lang}/indicators']")
    job.clicks.on(f"main a[href='/{job.lang}/results']")
    said = [int(n) for n in re.findall(r"\d+", job.page.locator("p.lead").inner_text())][:2]
    assert job.words("文中没有结果", "no result in these texts") in job.page.locator(
        "main tbody").inner_text()  # fmt: skip
    rows = job.table("footer a[href*='.csv']")
    assert [len(rows), sum(bool(r["result_iri"]) for r in rows)] == said
    aims = job.ask(
        "SELECT ?t { ?t a pk:Observation ; pk:status ?s . VALUES ?s { code:target code:planned }"
        " FILTER NOT EXISTS { ?t pk:subsetOf ?whole } FILTER EXISTS { ?t pk:value|pk:minValue|"
        "pk:maxValue ?v } }"
    )
    assert {r["target_iri"] for r in rows} == {a["t"] for a in aims}
    for row in rows:
        if row["gap"] and row["unit"]:
            assert float(row["gap"]) == pytest.approx(float(row["result"]) - float(row["target"]))


@pytest.mark.parametrize(("lang", "size"), ALL_SWEPT)
def test_4_everything_about_a_theme(job: Job) -> None:
    job.page.fill("#site-q", "特色小镇")
    job.clicks.on(".site-search button")
    job.page.wait_for_url("**/search?q=*")
    towns = job.ask("SELECT DISTINCT ?t { ?t a pk:Place ; pk:kind code:characteristic-town }")
    places = job.page.locator("#places li")
    assert len(towns) >= 5
    assert places.count() >= len(towns)
    total = number_in(job.page.locator("#quotes h2 .count").inner_text())
    job.clicks.on("#quotes a[href*='kind=quotes']")
    job.page.wait_for_url("**kind=quotes*")
    rows = job.table("footer a[href*='.csv']")
    assert len(rows) == total
    assert all("特色小镇" in r["label"] for r in rows)
    stated = job.ask('SELECT ?q { ?q a pk:Quotation ; oa:exact ?w '
                     'FILTER(CONTAINS(?w, "特色小镇")) }')  # fmt: skip
    assert {s["q"] for s in stated} <= {r["iri"] for r in rows}


@pytest.mark.parametrize(("lang", "size"), ALL_SWEPT)
def test_5_assignments_as_a_spreadsheet(job: Job, texts: dict[str, str]) -> None:
    job.clicks.on(f"main a[href='/{job.lang}/assignments']")
    if job.phone:
        job.page.locator("details[name='facet-role']:not([open])").wait_for()
        job.clicks.on("details[name='facet-role'] > summary")
    job.clicks.on("#f-role-lead")
    job.page.wait_for_url("**role=lead*")
    job.page.locator(".chips a").first.wait_for()
    shown = number_in(job.page.locator(".of b").inner_text())
    book = openpyxl.load_workbook(io.BytesIO(job.saved(".of a[href*='.xlsx']")), read_only=True)
    head, *rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == shown
    stated = job.ask("SELECT ?d { ?d a pk:Responsibility ; pk:role code:lead }")
    at = {str(name): i for i, name in enumerate(head)}
    name = {w: at[job.words(*w)] for w in (
        ("引文", "quote"), ("起点", "start"), ("终点", "end"), ("译文(英文)", "gloss (English)"),
        ("IRI", "IRI"), ("文献IRI", "document IRI"))}  # fmt: skip
    assert {str(r[name["IRI", "IRI"]]) for r in rows} == {s["d"] for s in stated}
    for row in rows:
        text = texts[str(row[name["文献IRI", "document IRI"]])]
        start, end = (int(str(row[name[w]])) for w in (("起点", "start"), ("终点", "end")))
        span = bare(text[start:end])  # from the first quote to the last
        pieces = [bare(p) for p in str(row[name["引文", "quote"]]).split("…")]
        assert span.startswith(pieces[0]) and span.endswith(pieces[-1])
        assert all(piece in span for piece in pieces)
    assert sum(bool(row[name["译文(英文)", "gloss (English)"]]) for row in rows) > 90


@pytest.mark.parametrize(("lang", "size"), ALL_SWEPT)
def test_6_firms_by_town_and_project(job: Job) -> None:
    job.clicks.on(f"main a[href='/{job.lang}/things/places']")
    job.clicks.on(f"main a[href='/{job.lang}/page/zhuji']")
    shown = number_in(job.page.locator("#firms h2 .count").inner_text())
    rows = job.table("#firms .as-file a[href*='.csv']")
    firms = job.ask(
        "SELECT DISTINCT ?f { ?f a pk:Enterprise ; pk:locatedIn/pk:partOfPlace* id:zhuji }"
    )
    assert len(rows) == shown == len(firms)
    under, firm = (job.words(*w) for w in (("归于", "Under"), ("企业", "Enterprise")))
    assert all(job.words("店口", "Diankou") in row[under] and row[firm] for row in rows)
    projects = job.table("#projects .as-file a[href*='.csv']")
    told = job.words("投资或建设方", "Investor, developer")
    investors = job.ask(
        "SELECT ?p { ?p a pk:Project ; pk:investor|pk:developer ?f ;"
        " pk:locatedIn/pk:partOfPlace* id:zhuji }"
    )
    assert sum(bool(row[told]) for row in projects) == len({i["p"] for i in investors}) > 0


@pytest.mark.parametrize(("lang", "size"), ALL_SWEPT)
def test_7_cite_a_fact(job: Job, texts: dict[str, str]) -> None:
    job.clicks.on(f".site-nav a[href='/{job.lang}/indicators']")
    job.clicks.on(f"main a[href='/{job.lang}/results']")
    job.clicks.on("main tbody td:nth-child(3) a")
    job.clicks.on(".thing-cite button")
    job.page.get_by_text(job.words("已复制", "Copied")).wait_for()
    copied = job.page.evaluate("navigator.clipboard.readText()")
    fact = job.page.url.rsplit("/", 1)[1]
    stated = job.ask(
        "SELECT ?words ?start ?end ?d {"
        f" <{ID}{fact}> pk:evidence ?q ; pk:statedIn ?d ."
        " ?q oa:exact ?words ; oa:start ?start ; oa:end ?end }"
    )
    assert ID + fact in copied
    assert any(f"{s['start']}–{s['end']}" in copied and s["words"] in copied for s in stated)
    for one in stated:
        assert bare(texts[one["d"]][int(one["start"]) : int(one["end"])]) == bare(one["words"])
    assert job.server.get("/version").json()["version"] in copied
    assert "127.0.0.1" not in copied and "localhost" not in copied


@pytest.mark.parametrize(("lang", "size"), EVERYWHERE)
def test_8_tasks_without_a_deadline(job: Job) -> None:
    job.clicks.on(f"main a[href='/{job.lang}/things/tasks?due=none']")
    shown = number_in(job.page.locator(".of b").inner_text())
    rows = job.table(".of a[href*='.csv']")
    assert len(rows) == shown > 10
    due = job.words("时限", "Deadline")
    assert not any(row.get(due) for row in rows)
    every = job.server.get(f"/{job.lang}/things/tasks.json").json()["rows"]
    with_one = {row["iri"] for row in every if row[due]}
    assert {row["iri"] for row in rows} == {row["iri"] for row in every} - with_one


@pytest.mark.parametrize(("lang", "size"), ALL_SWEPT)
def test_9_a_body_over_documents_and_time(job: Job) -> None:
    job.clicks.on(f".site-nav a[href='/{job.lang}/leads']")
    job.clicks.on(f"main a[href='/{job.lang}/over-time']")
    job.clicks.on("main ul.some a")
    body = ID + re.findall(r"body=([^&]+)", job.page.url)[0]
    rows = job.table("footer a[href*='.csv']")
    stated = job.ask(
        f"SELECT ?f ?d ?r {{ ?f a pk:Responsibility ; pk:actor <{body}> ; pk:statedIn ?d ;"
        " pk:role ?r }"
    )
    assert {(r["fact"], r["document_iri"]) for r in rows} == {(s["f"], s["d"]) for s in stated}
    counted = Counter((r["year"], r["document"], r["role"]) for r in rows)
    cells = job.page.locator("main td.c-number").all_inner_texts()
    assert sorted(number_in(c) for c in cells) == sorted(counted.values())
    assert all(r["words"] for r in rows)


@pytest.mark.parametrize(("lang", "size"), [p for p in ALL_SWEPT if "desk" in str(p.id)])
def test_10_share_a_network_that_is_filtered_and_expanded(job: Job, browser: Browser) -> None:
    job.clicks.on(f".site-nav a[href='/{job.lang}/network']")
    job.clicks.on(f"a[href='/{job.lang}/network/co-leads']")
    drawn(job.page)
    job.clicks.on("details.menu:has(form.filters) > summary")
    job.page.select_option("select[name=document]", "shaoxing-plan")
    job.page.fill("input[name=weight]", "2")
    job.page.press("input[name=weight]", "Enter")
    job.page.wait_for_url("**weight=2**")
    drawn(job.page)
    before = job.page.evaluate(NODES)
    job.page.locator("#net").press("n")
    job.page.locator("#net").press("Enter")
    until(job.page, f"n => {NODES}.length > n", len(before))
    shared, seen = job.page.url, sorted(job.page.evaluate(NODES))
    assert "open=" in shared and "=&" not in shared
    with visit(browser, viewport=DESK) as other:
        other.page.goto(shared)
        drawn(other.page)
        assert sorted(other.page.evaluate(NODES)) == seen
    weights = {
        frozenset((r["a"], r["b"])): int(r["n"])
        for r in job.ask(
            "SELECT ?a ?b (COUNT(DISTINCT ?t) AS ?n) { ?x pk:role code:lead ; pk:actor ?a ;"
            " pk:task ?t ; pk:statedIn ?d ; pk:basis ?i . ?y pk:role code:lead ; pk:actor ?b ;"
            " pk:task ?t ; pk:basis ?j . FILTER(STR(?a) < STR(?b) && ?i != code:inferred && ?j !="
            " code:inferred) VALUES ?d { id:shaoxing-plan }"
            " FILTER NOT EXISTS { ?a a pk:GroupReference }"
            " FILTER NOT EXISTS { ?b a pk:GroupReference } } GROUP BY ?a ?b"
        )
    }
    file = job.server.get(f"/{job.lang}/network/co-leads.csv?document=shaoxing-plan&weight=2").text
    rows = list(csv.DictReader(io.StringIO(file.lstrip("\ufeff"))))
    assert {frozenset((r["source"], r["target"])): int(float(r["weight_whole"])) for r in rows} == {
        pair: n for pair, n in weights.items() if n >= 2
    }  # fmt: skip


NODES = "policykgNetwork.network.body.data.nodes.getIds()"


def drawn(page: Page) -> None:
    page.locator("#net[data-restored]").wait_for(state="attached")


@pytest.mark.parametrize(("lang", "size"), ALL_SWEPT)
def test_11_the_query_behind_a_table(job: Job) -> None:
    job.clicks.on(f"main a[href='/{job.lang}/things/tasks?due=none']")
    listed = job.server.get(f"/{job.lang}/things/tasks.json?due=none").json()["rows"]
    job.clicks.on("details.sparql > summary")
    job.clicks.on("details.sparql a.button")
    job.page.wait_for_url("**/query?*")
    job.page.locator("table.result").wait_for()
    rows = job.table(".downloads a:has-text('CSV')")
    assert [r["thing"] for r in rows] == sorted(r["iri"] for r in listed)


@pytest.mark.sweep
@pytest.mark.parametrize(("lang", "size"), [("zh", PHONE), ("en", PHONE)])
def test_12_on_a_phone_a_network_leads_to_the_words(job: Job, texts: dict[str, str]) -> None:
    job.clicks.on(f".site-nav a[href='/{job.lang}/network']")
    job.clicks.on(f"a[href='/{job.lang}/network/co-leads']")
    drawn(job.page)
    job.clicks.on("#net-list button")
    sheet = job.page.locator("#net-panel.net-sheet")
    job.clicks.on("#net-panel.net-sheet button.net-words")
    quote: Any = sheet.locator(".net-row blockquote").first
    quote.wait_for()
    words = bare(quote.inner_text()).strip("“”")
    assert words
    assert any(words in bare(text) for text in texts.values())
