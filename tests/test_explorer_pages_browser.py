"""The explorer in a real browser that refuses every outside request."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from explorer.pages import routes
from tests.support.browser import axe_violations, visit
from tests.support.every_page import MAIN, PAGES, ready
from tests.support.serving import Server, serving
from tests.support.sizes import sized

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(workspace: Path) -> Iterator[Server]:
    with serving(workspace=workspace) as found:
        yield found


def serious(page: Page) -> list[str]:
    found = axe_violations(page)
    return [f for f in found if "(serious)" in f or "(critical)" in f]


@pytest.mark.sweep
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


# In the small sweep each kind of page in one of two.
LOOKS = (
    ("zh", "light", 1440, tuple(PAGES)[:: sized(2, 1)]),
    ("en", "dark", 390, tuple(PAGES)[sized(1, 0) :: sized(2, 1)]),
    *sized((), (("en", "light", 1440, MAIN), ("zh", "dark", 1440, MAIN))),
)


@pytest.mark.sweep
@pytest.mark.parametrize(("lang", "scheme", "width", "names"), LOOKS)
def test_every_kind_of_page_is_accessible(
    browser: Browser, server: Server, lang: str, scheme: str, width: int, names: tuple[str, ...]
) -> None:
    faults = {}
    size = {"width": width, "height": 844}
    with visit(browser, viewport=size, color_scheme=scheme) as visited:
        for name in names:
            visited.page.goto(f"{server.url}/{lang}{PAGES[name]}")
            ready(visited.page)
            if found := serious(visited.page):
                faults[name] = found
        assert visited.refused == []
        assert [e for e in visited.errors if "status of 40" not in e] == []
    assert faults == {}


@pytest.mark.sweep
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_kind_of_page_is_wider_than_a_phone(browser: Browser, server: Server, lang: str) -> None:
    wide = {}
    with visit(browser, viewport={"width": 390, "height": 844}) as visited:
        for name, path in PAGES.items():
            visited.page.goto(f"{server.url}/{lang}{path}")
            ready(visited.page)
            width = visited.page.evaluate("document.documentElement.scrollWidth")
            if width > 390:
                wide[name] = width
    assert wide == {}


def test_every_route_of_the_pages_has_a_kind_that_is_looked_at() -> None:
    kinds = [urlsplit(path).path for path in PAGES.values()]
    for route in routes():
        path = getattr(route, "path", "")
        if path.startswith("/{lang:lang}/") and ".{fmt" not in path:
            pattern = re.sub(r"\{[^}]+\}", "[^/]+", path.removeprefix("/{lang:lang}"))
            shown = any(re.fullmatch(pattern, kind) for kind in kinds)
            assert shown or path.removeprefix("/{lang:lang}") in NO_PAGES, path


NO_PAGES = (
    "/cite.{form:path}",
    "/network/evidence",
    "/network-file/{name}.{ext}",
    "/network-thumb/{name:str}-{theme:str}.svg",
    "/query/terms",
    "/suggested/{kind:str}.json",
)
"""What scripts, pictures of pages and other tools ask for: no pages."""


@pytest.mark.sweep
def test_everything_can_be_reached_by_keyboard_and_shows_where_one_is(
    browser: Browser, server: Server
) -> None:
    with visit(browser, viewport={"width": 1440, "height": 900}) as visited:
        page = visited.page
        page.goto(f"{server.url}/en/network/co-leads")
        ready(page)
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"
        seen = []
        for _ in range(40):
            page.keyboard.press("Tab")
            seen.append(page.evaluate(FOCUSED))
            if seen[-1]["id"] == "net-panel":
                break
        assert [place for place in seen if not place["outlined"]] == []
        ids = [place["id"] for place in seen]
        assert {"net-find", "net-in", "net-out", "net-fit", "net", "net-panel"} <= set(ids)
        page.focus("#net")
        page.keyboard.press("n")
        assert page.locator("#net-panel h2").inner_text()
        page.keyboard.press("Escape")
        assert page.locator("#net-panel h2").count() == 0
        visited.assert_quiet()


FOCUSED = """() => {
  const at = document.activeElement, style = getComputedStyle(at);
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
  return {id: at.id, html: at.outerHTML.slice(0, 90), outlined};
}"""


def test_stillness_is_kept_and_print_is_plain(browser: Browser, server: Server) -> None:
    with visit(browser, reduced_motion="reduce") as visited:
        page = visited.page
        page.goto(f"{server.url}/en/page/shaoxing-drc")
        moves = page.evaluate("getComputedStyle(document.querySelector('a')).transitionDuration")
        assert moves == "0s"
        page.emulate_media(media="print")
        for hidden in (".site-nav", ".site-search", ".toc"):
            assert not page.locator(hidden).first.is_visible()
        assert page.locator("h1").is_visible() and page.locator("footer .colophon").is_visible()


def test_the_first_view_needs_no_script(browser: Browser, server: Server) -> None:
    with visit(browser, java_script_enabled=False) as visited:
        visited.page.goto(f"{server.url}/zh/leads")
        assert visited.page.locator("td.heat a").count() > 50
        visited.page.click("td.heat a >> nth=0")
        assert visited.page.locator("details.evidence").count() > 0
