"""Every number that several pages show is the same on all of them, in files and commands too.

A number on a page bears the address of the list that it is the length of; all pages are crawled,
and each address has one number, which is that of the list itself and of its CSV.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest

import policykg
from explorer.kit.counted import counted_address
from explorer.snapshots import Snapshot
from graph.networks.specs import NETWORKS
from ontology.kinds import BY_SLUG, KINDS, LISTED
from ontology.namespaces import PK_NS
from policykg.kg import KG
from tests.support.command import ROOT, run_cli
from tests.support.every_page import PAGES
from tests.support.pages_example import Site
from tests.support.sizes import FULL

COUNT = re.compile(
    r'data-count="(?P<address>[^"]*)"(?: data-n="(?P<told>\d+)")?[^>]*>\s*(?P<shown>[\d,]*)'
)
LINK = re.compile(r'href="(/(?:zh|en)/[^"#]*)')
LISTS = re.compile(r"/(things/|assignments|leads/tasks|leads/pairs|reader/|page/[^?]*\?section=)")
ASKED = re.compile(r"/(query|questions/)")
"""Pages that need workers."""
SHELF = ROOT / "examples" / "shelf"
STARTS = [
    "/", "/things", "/data", "/leads", "/leads/pairs", "/leads/tasks", "/assignments",
    "/indicators", "/timeline", "/results", "/network", "/about/ontology",
    "/leads?inferred=yes", "/leads?work=task", "/leads?role=support", "/leads?role=oversight",
    "/leads?from=2000&to=2012", "/leads?from=2013", "/leads?counting=fractional&work=task",
    "/leads?by=document", "/leads?by=place&inferred=yes", "/leads?rows=function",
    "/leads/pairs?work=task", "/search?q=任务", "/search?q=文献", "/search?q=values",
    "/network", "/network/relations", "/network/relations?by=class", "/network/responsibilities",
    "/network/co-leads", "/network/co-leads?counting=fractional",
]  # fmt: skip


def site_of(kg: KG) -> Site:
    generation = kg.generation
    snapshot = Snapshot(generation.files, generation.data_version, kg.base, generation=generation)
    return Site(snapshot, kg.workspace)


@dataclass
class Crawl:
    """What pages say, by the address of what is counted."""

    site: Site
    numbers: dict[str, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    """Number and the first page that shows it."""
    own: dict[str, int] = field(default_factory=dict)
    """What the list at an address says of itself."""
    seen: set[str] = field(default_factory=set)
    links: dict[str, None] = field(default_factory=dict)
    """Pages that are linked to and not visited yet, in the order in which they were found."""

    def visit(self, path: str) -> None:
        """Read the numbers and links of a page."""
        if path in self.seen:
            return
        self.seen.add(path)
        answer = self.site.get(path)
        if answer.status_code != 200 or "html" not in answer.headers["content-type"]:
            return
        for found in COUNT.finditer(answer.text):
            address = counted_address(unescape(found["address"]))
            told = found["told"] or found["shown"].replace(",", "")
            assert told, f"{path}: {found[0]}"
            self.numbers[address].setdefault(int(told), path)
            if address == counted_address(path):
                self.own.setdefault(address, int(told))
        found_links = dict.fromkeys(map(unescape, LINK.findall(answer.text)))
        self.links |= {link: None for link in found_links if link not in self.seen}

    def follow(self, wanted: str, most: int) -> None:
        """Visit the pages that are linked to, those whose path matches."""
        matches = re.compile(wanted)
        while self.links and len(self.seen) < most:
            path = next(iter(self.links))
            del self.links[path]
            if matches.match(urlsplit(path).path[3:]):
                self.visit(path)

    @property
    def contradictions(self) -> dict[str, dict[int, str]]:
        """Addresses for which pages show different numbers."""
        return {a: found for a, found in self.numbers.items() if len(found) > 1}


def crawled(kg: KG, lists: Iterable[str], most: int) -> Crawl:
    """Crawl the pages of a graph in both languages, and every list that a number names."""
    crawl = Crawl(site_of(kg))
    for lang in ("zh", "en"):
        for path in (*STARTS, *lists):
            crawl.visit(f"/{lang}{path}")
    crawl.follow(r"/(page|reader|coverage|leads|over-time|indicators)(/|$)", most)
    for address in list(crawl.numbers):
        if LISTS.match(address) and "#" not in address:
            crawl.visit("/zh" + address)
    return crawl


def lists_of() -> list[str]:
    return [f"/things/{slug}" for slug in BY_SLUG]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> KG:
    folder = tmp_path_factory.mktemp("numbers")
    shutil.copy(SHELF / "policykg.yaml", folder)
    for name in ("facts", "queries"):
        shutil.copytree(SHELF / name, folder / name)
    outcome = run_cli("-w", str(folder), "build", "--no-check")
    assert outcome.exit_code == 0, outcome.output
    return policykg.open(folder)


def check(kg: KG, most: int, extra: Iterable[str] = ()) -> Crawl:
    crawl = crawled(kg, [*lists_of(), *extra], most)
    assert crawl.contradictions == {}
    lists = {a for path in crawl.seen if LISTS.match(a := counted_address(path))}
    assert lists & crawl.numbers.keys() <= crawl.own.keys()
    assert len(lists) > 200 and len(crawl.seen) > 300
    return crawl


def test_all_pages_of_the_five_documents_agree(kg: KG) -> None:
    check(kg, 150, [path for path in PAGES.values() if not ASKED.match(path)])


COMPARED = [
    "kind=document&a=shaoxing-plan&b=shendang-2018",
    "kind=document&a=shaoxing-plan&b=jiashan-towns&from=2007&to=2010",
    "kind=body&a=shaoxing-drc&b=shaoxing-construction-bureau",
    "kind=place&a=shaoxing&b=jiashan",
    "kind=place&a=zhejiang&b=xiaolan",
    "kind=year&a=2007&b=2010",
]


@pytest.mark.parametrize("asked", COMPARED)
def test_cells_of_a_comparison_are_the_lengths_of_lists_and_the_counts_of_its_file(
    kg: KG, asked: str
) -> None:
    crawl = Crawl(site_of(kg))
    crawl.visit(f"/en/compare?{asked}")
    cells = {a: n for a, found in crawl.numbers.items() for n in found if "/assignments?" in a}
    assert cells
    for address in cells:
        crawl.visit("/en" + address)
        crawl.visit("/zh" + address)
    assert crawl.contradictions == {}
    assert cells.items() <= crawl.own.items()
    told = crawl.site.get(f"/en/compare.csv?{asked}").text.lstrip("\ufeff")
    rows = [row for row in csv.DictReader(io.StringIO(told)) if "Assignments" in row["group"]]
    sides = {
        (r["group"], r["compared"], r["unit_or_role"], r["side"]): int(r["count"]) for r in rows
    }
    assert sorted(n for n in sides.values() if n) == sorted(
        int(n) for n in re.findall(r'data-n="(\d+)"', crawl.site.get(f"/en/compare?{asked}").text)
    )
    assert sum(1 for row in rows if row["fact"]) == sum(sides.values())


@pytest.mark.parametrize("body", ["shaoxing-drc", "shaoxing-construction-bureau", "xiaolan-gov"])
def test_rows_of_a_body_over_time_are_the_lengths_of_lists(kg: KG, body: str) -> None:
    crawl = Crawl(site_of(kg))
    crawl.visit(f"/zh/over-time?body={body}")
    cells = [a for a in crawl.numbers if "/assignments?" in a]
    for address in cells:
        crawl.visit("/en" + address)
    assert crawl.contradictions == {}
    assert set(cells) <= crawl.own.keys() or not cells


@pytest.mark.parametrize("name", list(NETWORKS))
@pytest.mark.parametrize("query", ["", "?document=shaoxing-plan"])
def test_a_network_has_one_size_on_its_page_in_its_files_and_by_the_command(
    kg: KG, name: str, query: str, tmp_path: Path
) -> None:
    crawl = Crawl(site_of(kg))
    for lang in ("zh", "en"):
        crawl.visit(f"/{lang}/network/{name}{query}")
    filters = {"document": "shaoxing-plan"} if query else {}
    net = kg.network(name, **filters)
    told = crawl.site.get(f"/en/network/{name}.csv{query}").text.lstrip("\ufeff")
    rows = len(list(csv.reader(io.StringIO(told)))) - 1
    address = f"/network/{name}{query}"
    if not len(net):
        assert rows == 0 and f"{address}#nodes" not in crawl.numbers
        return
    assert crawl.contradictions == {}
    assert list(crawl.numbers[f"{address}#nodes"]) == [len(net)]
    assert list(crawl.numbers[f"{address}#edges"]) == [net.number_of_edges()] == [rows]
    small = crawl.site.get(f"/en/network-thumb/{name}-light.svg{query}").text
    assert f"{len(net)} nodes · {net.number_of_edges()} edges" in small


def test_the_command_draws_the_network_of_the_page(kg: KG, tmp_path: Path) -> None:
    for name in ("co-leads", "targets"):
        path = tmp_path / f"{name}.csv"
        outcome = run_cli("-w", str(kg.workspace), "network", name, str(path))
        assert outcome.exit_code == 0, outcome.output
        net = kg.network(name)
        found = {p.name: p.read_text("utf-8-sig") for p in tmp_path.glob(f"{name}*.csv")}
        sizes = {len(list(csv.reader(io.StringIO(text)))) - 1 for text in found.values()}
        assert net.number_of_edges() in sizes, (sizes, found.keys())


@pytest.mark.parametrize(
    "local", ["shaoxing", "shaoxing-drc", "shaoxing-plan", "jiashan", "diankou"]
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sections_have_as_many_rows_as_their_headings_say(kg: KG, lang: str, local: str) -> None:
    crawl = Crawl(site_of(kg))
    crawl.visit(f"/{lang}/page/{local}")
    sections = {
        address.partition("section=")[2]: next(iter(found))
        for address, found in crawl.numbers.items()
        if address.startswith(f"/page/{local}?section=")
    }
    assert sections
    for section, number in sections.items():
        told = crawl.site.get(f"/{lang}/page/{local}.csv?section={section}").text.lstrip("\ufeff")
        assert len(list(csv.reader(io.StringIO(told)))) - 1 == number, section
    whole = crawl.site.get(f"/{lang}/page/{local}.csv").text.lstrip("\ufeff")
    heads, *rows = csv.reader(io.StringIO(whole))
    assert len(rows) == sum(sections.values())
    assert len(heads) == len(set(heads)) and all(heads)
    assert not any(re.fullmatch(r"c\d+", head) for head in heads)
    assert all(re.search(r"[\u3400-\u9fff]", head) for head in heads) == (lang == "zh")


@pytest.mark.sweep
@pytest.mark.parametrize("documents", ["kg", "shelf"] if FULL else ["shelf"])
def test_every_page_there_is_agrees(documents: str, request: pytest.FixtureRequest) -> None:
    check(request.getfixturevalue(documents), 1_000_000 if FULL else 300)


@pytest.mark.parametrize("documents", ["kg", "shelf"])
def test_files_have_as_many_rows_as_pages_say(
    documents: str, request: pytest.FixtureRequest
) -> None:
    site = site_of(request.getfixturevalue(documents))
    crawl = Crawl(site)
    lists = [*lists_of(), "/assignments", "/leads/tasks", "/leads/pairs"]
    for path in (*lists, "/leads/tasks?role=support", "/things/tasks?due=none"):
        crawl.visit(f"/zh{path}")
        bare, _, query = path.partition("?")
        for lang in ("zh", "en"):
            told = site.get(f"/{lang}{bare}.csv?{query}").text.lstrip("\ufeff")
            rows = len(list(csv.reader(io.StringIO(told)))) - 1
            assert rows == crawl.own.get(counted_address(path), 0), path


@pytest.mark.parametrize("documents", ["kg", "shelf"])
def test_the_command_line_counts_as_the_overview_does(
    documents: str, request: pytest.FixtureRequest
) -> None:
    kg: KG = request.getfixturevalue(documents)
    crawl = Crawl(site_of(kg))
    crawl.visit("/en/")
    told = json.loads(run_cli("-w", str(kg.workspace), "stats", "--format", "json").stdout)
    assert list(crawl.numbers["/#triples"]) == [told["triples"]]
    assert list(crawl.numbers["/things/documents"]) == [len(told["documents"])]
    compared = 0
    for kind in KINDS:
        if not kind.short[0] or not kind.is_part:
            continue
        for document, counts in told["documents"].items():
            address = f"/things/{kind.slug}?document={document}" if kind.slug else ""
            if address in crawl.numbers:
                assert list(crawl.numbers[address]) == [counts[kind.name]], address
                compared += 1
    assert compared


def test_the_command_line_and_sparql_count_leads_as_pages_do(kg: KG) -> None:
    crawl = Crawl(site_of(kg))
    words = ("measure", "leadership", "-f", "csv")
    rows = csv.DictReader(io.StringIO(run_cli("-w", str(kg.workspace), *words).stdout))
    measured = {row["iri"]: int(float(row["whole"])) for row in rows if float(row["whole"])}
    asked = {
        str(row.body): int(row.n)
        for row in kg.query(
            "SELECT ?body (COUNT(DISTINCT ?task) AS ?n) { ?r a pk:Responsibility ; pk:role "
            "code:lead ; pk:actor ?body ; pk:task ?task ; pk:basis ?b "
            "FILTER(?b != code:inferred) } GROUP BY ?body"
        )
    }
    for body, number in asked.items():
        local = body.rsplit("/", 1)[-1]
        crawl.visit(f"/zh/leads/tasks?actor={local}")
        assert crawl.own[f"/leads/tasks?actor={local}"] == number == measured.get(body, number)
    assert len(asked) > 30


@pytest.mark.parametrize("documents", ["kg", "shelf"])
def test_sparql_counts_as_lists_do(documents: str, request: pytest.FixtureRequest) -> None:
    kg: KG = request.getfixturevalue(documents)
    crawl = Crawl(site_of(kg))
    for kind in LISTED:
        crawl.visit(f"/zh/things/{kind.slug}")
        shown = crawl.own.get(f"/things/{kind.slug}", 0)
        found = kg.query(f"SELECT DISTINCT ?thing {{ ?thing a <{PK_NS}{kind.name}> }}")
        # A list shows each thing under its narrowest class.
        assert shown <= len(found), kind.name
        if kind.is_part:
            assert shown == len(found), kind.name


def test_an_address_says_what_is_counted_and_not_how_it_is_shown() -> None:
    same = ["/zh/things/tasks?due=2010&page=2", "/en/things/tasks?sort=name&due=2010"]
    assert {counted_address(url) for url in same} == {"/things/tasks?due=2010"}
    assert counted_address("/zh") == "/" and counted_address("/en/") == "/"
    assert counted_address("/zhx/a") == "/zhx/a"
