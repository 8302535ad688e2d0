"""The explorer in a real browser that refuses every outside request."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import axe_violations, start_browser, visit
from tests.serving import Server, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGES = (
    *("/", "/search?q=fzggw", "/search?q=qqqqzz", "/leads", "/leads/pairs", "/things"),
    *("/leads/tasks?actor=shaoxing-drc", "/things/organisations", "/page/shaoxing-drc"),
    *("/page/shaoxing-plan_task_7", "/page/xiaolan-2022", "/page/chocolate-town", "/page/gdp"),
    *("/data", "/about/ontology", "/about/shapes", "/about/cite", "/page/nonesuch"),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    yield from start_browser()


@pytest.fixture(scope="module")
def server(workspace: Path) -> Iterator[Server]:
    with serving(workspace=workspace) as found:
        yield found


def serious(page: Page) -> list[str]:
    found = axe_violations(page)
    return [f for f in found if "(serious)" in f or "(critical)" in f]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lang", "alone", "words"), [("zh", "原文", "发改"), ("en", "Words", "fzggw")]
)
def test_one_can_walk_from_the_overview_to_the_words_the_query_and_the_table(
    browser: Browser, server: Server, lang: str, alone: str, words: str
) -> None:
    with visit(browser, viewport={"width": 1440, "height": 900}) as visited:
        page = visited.page
        page.goto(f"{server.url}/{lang}/")
        page.fill("#site-q", words)
        page.press("#site-q", "Enter")
        page.click(".results a[href$='shaoxing-drc']")
        assert page.url.endswith(f"/{lang}/page/shaoxing-drc")
        page.click(".site-nav a[href$='/leads']")
        page.click("td.heat a[href*='actor=shaoxing-drc'][href*='campaign_1']")
        page.click("td.head a[href$='task_4']")
        page.click(f"#duties details summary:has-text('{alone}') >> nth=0")
        page.click("#duties details[open] figcaption a[href*='/reader/']")
        assert "/reader/shaoxing-plan#q_" in page.url
        page.go_back()
        page.click("footer .sparql summary")
        page.click("footer .sparql a.button")
        assert f"/{lang}/query?query=" in page.url
        page.go_back()
        table = page.get_attribute("footer a[href$='.csv']", "href")
        answer = page.request.get(f"{server.url}{table}")
        rows = list(csv.reader(io.StringIO(answer.text())))
        assert any("牵头" in cell or "lead" in cell for row in rows for cell in row)
        visited.assert_quiet()


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_has_a_serious_fault_of_access(browser: Browser, server: Server, lang: str) -> None:
    faults = {}
    with visit(browser, viewport={"width": 1440, "height": 900}) as visited:
        for path in PAGES:
            visited.page.goto(f"{server.url}/{lang}{path}")
            if found := serious(visited.page):
                faults[path] = found
        assert visited.refused == []
    assert faults == {}


@pytest.mark.slow
def test_dark_colours_and_a_narrow_screen_are_as_accessible(
    browser: Browser, server: Server
) -> None:
    faults = {}
    size = {"width": 390, "height": 844}
    with visit(browser, viewport=size, color_scheme="dark") as visited:
        for path in PAGES:
            visited.page.goto(f"{server.url}/zh{path}")
            if found := serious(visited.page):
                faults[path] = found
            if visited.page.evaluate("document.documentElement.scrollWidth") > 390:
                faults[path] = ["wider than the screen"]
    assert faults == {}


def test_the_first_view_needs_no_script(browser: Browser, server: Server) -> None:
    with visit(browser, java_script_enabled=False) as visited:
        visited.page.goto(f"{server.url}/zh/leads")
        assert visited.page.locator("td.heat a").count() > 50
        visited.page.click("td.heat a >> nth=0")
        assert visited.page.locator("details.evidence").count() > 0
