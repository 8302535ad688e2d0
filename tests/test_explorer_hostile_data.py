"""Labels, quotes and values that are markup, script or formulas stay words on every page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

import httpx
import pytest

from ontology.namespaces import CODE_NS, DEFAULT_BASE
from ontology.rdf import Literal, NamedNode
from ontology.terms import CODE, OA, PK, PROV, RDF, RDFS, SKOS
from tests.support.browser import start_browser, visit
from tests.support.serving import serving

pytestmark = pytest.mark.sweep

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EVIL = (
    "<script>window.pwned=1</script>",
    "</script><script>window.pwned=1</script><!--",
    '"><img src=x onerror=window.pwned=1>',
    "=HYPERLINK(\"http://x.example\";\"click\")",
    "{{ 7*7 }} ${7*7} \u202egnol\u0000\u2028]]>",
)  # fmt: skip
ID = DEFAULT_BASE + "id/"
GRAPH = f"<{DEFAULT_BASE}graph/plan>"


def quads() -> str:
    """Return a small graph in which every text is hostile."""
    lines: list[str] = []

    def say(subject: str, predicate: str, value: object) -> None:
        term = value if isinstance(value, Literal) else NamedNode(str(value))
        lines.append(f"<{ID}{subject}> <{predicate}> {term} {GRAPH} .")

    def thing(name: str, number: int, *classes: str) -> None:
        for cls in classes:
            say(name, RDF.type, cls)
        for tag in ("zh-hans", "en"):
            say(name, RDFS.label, Literal(EVIL[number], language=tag))
        say(name, PK.name, Literal(EVIL[number]))

    thing("plan", 0, PK.Document)
    say("plan", PK.sourceFile, Literal("../../etc/passwd"))
    for n, evil in enumerate(EVIL):
        start = 1000 * n
        quote, task, body, lead = f"plan_q_{start}-{start + len(evil)}", f"t{n}", f"b{n}", f"l{n}"
        say(quote, RDF.type, PK.Quotation)
        say(quote, PROV.wasQuotedFrom, ID + "plan")
        for predicate, text in ((OA.exact, evil), (OA.prefix, EVIL[n - 1]), (OA.suffix, EVIL[0])):
            say(quote, predicate, Literal(text))
        say(quote, OA.start, Literal(start))
        say(quote, OA.end, Literal(start + len(evil)))
        thing(task, n, PK.Task, PK.Action)
        thing(body, n, PK.Organization)
        thing(lead, n, PK.Responsibility)
        thing(f"i{n}", n, PK.Indicator)
        thing(f"o{n}", n, PK.Observation)
        for name in (task, lead, f"o{n}"):
            say(name, PK.statedIn, ID + "plan")
            say(name, PK.evidence, ID + quote)
            say(name, PK.basis, CODE.stated)
        say(task, PK.ledBy, ID + body)
        say(lead, PK.task, ID + task)
        say(lead, PK.actor, ID + body)
        say(lead, PK.role, CODE_NS + "lead")
        say(f"o{n}", PK.indicator, ID + f"i{n}")
        say(f"o{n}", PK.subject, ID + body)
        say(f"o{n}", PK.status, CODE_NS + "target")
        say(f"o{n}", PK.valueAsWritten, Literal(evil))
        say(f"o{n}", PK.period, Literal(evil))
        say(f"o{n}", SKOS.definition, Literal(evil, language="en"))
        say(f"r{n}", RDF.type, PK.Reading)
        say(f"r{n}", PK.statedIn, ID + "plan")
        say(f"r{n}", PK.raw, Literal(evil[:2]))
        say(f"r{n}", PK.reading, Literal(evil))
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    file: Path = tmp_path_factory.mktemp("hostile") / "hostile.nq"
    file.write_text(quads(), encoding="utf-8")
    with (
        serving("--data", file, "--workers", "2") as found,
        httpx.Client(base_url=found.url, timeout=60) as client,
    ):
        yield client


ALL = quote_plus(f"SELECT * {{ ?t <{PK.ledBy}> ?b . ?t <{RDFS.label}> ?l }}")
PAGES = (
    "/zh/reader/plan",
    "/en/network",
    "/zh/network/everything",
    "/en/network?around=b0",
    "/zh/network?from=<script>window.pwned=1</script>&to=b1",
    "/en/indicators",
    "/zh/indicators/i1",
    "/en/leads/sankey",
    "/en/coverage/plan",
    f"/zh/query?query={ALL}",
    f"/en/query?query={ALL}&view=network",
    "/en/query?query=</textarea><script>window.pwned=1</script>",
)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_holds_markup_from_the_data(server: httpx.Client, path: str) -> None:
    page = server.get(path)
    assert page.status_code == (400 if "textarea" in path else 200), page.text[:200]
    assert re.search(r"<script>|<img src=x|<!--\s*$", page.text) is None
    assert "49 $" not in page.text
    assert "script-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/en/reader/plan.csv", "/en/indicators.csv", "/zh/leads/sankey.csv"]
)
def test_no_cell_of_a_csv_is_a_formula(server: httpx.Client, path: str) -> None:
    import csv
    import io

    text = server.get(path).text.lstrip("\ufeff")
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


@pytest.mark.parametrize("kind", ["html", "svg", "graphml", "gexf"])
def test_exports_of_networks_are_inert(server: httpx.Client, kind: str) -> None:
    text = server.get(f"/en/network-file/leads.{kind}").text
    assert "<script>window.pwned" not in text
    assert "<img src=x" not in text


def test_a_browser_runs_nothing_of_it(server: httpx.Client) -> None:
    for browser in start_browser():
        _walk(browser, str(server.base_url).rstrip("/"))


def _walk(browser: Browser, base: str) -> None:
    with visit(browser) as found:
        for path in PAGES:
            found.page.goto(base + path)
            found.page.wait_for_timeout(200)
            assert found.page.evaluate("window.pwned") is None
        assert found.refused == []
