"""A way through the explorer in a real browser, which may ask nothing of the outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.support.browser import Visit, until, visit
from tests.support.explorer_app import built, explorer
from tests.support.journeys import address

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.sweep, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def server(sources: Path) -> Iterator[httpx.Client]:
    with explorer(built(), sources) as client:
        yield client


@pytest.mark.parametrize(
    ("lang", "words", "body", "task", "table_head"),
    [
        ("zh", "发改", "绍兴市发展和改革委员会", "实施", "网络"),
        ("en", "发改", "Shaoxing Municipal Development and Reform Commission", "", "Network"),
    ],
)
def test_from_the_overview_to_the_words_and_their_data(
    browser: Browser,
    server: httpx.Client,
    lang: str,
    words: str,
    body: str,
    task: str,
    table_head: str,
) -> None:
    locale = "zh-CN" if lang == "zh" else "en-GB"
    with visit(browser, locale=locale, accept_downloads=True) as found:
        page = found.page
        page.goto(address(server, "/"))
        assert f"/{lang}/" in page.url
        assert page.locator("html").get_attribute("lang") == ("zh-Hans" if lang == "zh" else "en")

        # Search as one types, keyboard only.
        page.keyboard.press("/")
        page.keyboard.type(words)
        option = page.get_by_role("option", name=re.compile(body))
        option.wait_for()
        while option.get_attribute("aria-selected") != "true":
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/page/shaoxing-drc")
        assert body in page.locator("h1").inner_text()

        # Who leads what: a cell of the matrix opens its tasks.
        page.get_by_role("navigation").locator(f"a[href='/{lang}/leads']").click()
        page.wait_for_url(f"**/{lang}/leads")
        row = page.locator("tr", has=page.get_by_role("link", name=body, exact=True)).first
        row.locator("td a").first.click()
        page.wait_for_load_state()
        link = page.locator("main a[href*='_task_']").first
        link.click()
        page.wait_for_url("**/page/shaoxing-plan_task_*")

        # From the task to its words in the text.
        page.locator("main summary").filter(has_text=re.compile("原文|Words")).first.click()
        page.locator("main a[href*='/reader/']:visible").first.click()
        page.wait_for_url("**/reader/shaoxing-plan#q_*")
        anchor = page.url.partition("#")[2]
        assert page.locator(f"[id='{anchor}']").is_visible()

        # Back in the data: the SPARQL behind the page, in the editor, and its CSV.
        page.locator("details.sparql > summary").click()
        page.locator("details.sparql a.button").click()
        page.wait_for_url("**/query?*")
        page.locator(".editor[data-ready]").wait_for()
        assert page.locator("table.result tbody tr").count() > 10
        with page.expect_download() as download:
            page.get_by_role("link", name="CSV", exact=True).first.click()
        text = download.value.path().read_text(encoding="utf-8")
        assert len(text.splitlines()) > 10
        found.assert_quiet()


PAGES = (
    "/zh/reader/shaoxing-plan",
    "/zh/indicators",
    "/zh/query?query=SELECT%20*%20%7B%3Ft%20pk%3AledBy%20%3Fb%7D%20LIMIT%2030",
)


@pytest.mark.parametrize("path", PAGES)
def test_pages_say_what_they_hold_without_javascript(
    browser: Browser, server: httpx.Client, path: str
) -> None:
    with visit(browser, java_script_enabled=False) as found:
        found.page.goto(address(server, path))
        assert len(found.page.locator("main").inner_text()) > 200
        assert found.refused == []


def open_page(found: Visit, url: str) -> None:
    page = found.page
    page.goto(url)
    if "/network" in url:
        page.locator("#net[data-ready]").wait_for()
    if "/query" in url:
        page.locator(".editor[data-ready]").wait_for()


def test_a_network_opens_the_words_of_an_edge_and_grows(
    browser: Browser, server: httpx.Client
) -> None:
    with visit(browser, viewport={"width": 1440, "height": 1000}) as found:
        page = found.page
        page.goto(address(server, "/en/network/co-leads"))
        page.locator("#net[data-ready]").wait_for()
        page.locator("table.edges button[data-show]").first.click()
        page.locator("table.edges tr.net-row blockquote").first.wait_for()
        page.locator("#net").press("n")
        before = page.evaluate("policykgNetwork.network.body.nodeIndices.length")
        page.get_by_role("button", name="Expand here").click()
        until(page, "n => policykgNetwork.network.body.nodeIndices.length > n", before)
        chip = page.locator("#net-chips button").first
        chip.click()
        assert chip.get_attribute("aria-pressed") == "false"
        assert "hide=" in page.url
        found.assert_quiet()


def test_the_editor_completes_underlines_and_lets_go_of_the_keyboard(
    browser: Browser, server: httpx.Client
) -> None:
    with visit(browser) as found:
        page = found.page
        page.goto(address(server, "/zh/query"))
        page.locator(".editor[data-ready]").wait_for()
        page.locator(".cm-content").click()
        page.keyboard.press("Control+A")
        page.keyboard.type("SELECT * { ?t pk:ledB")
        page.locator(".cm-tooltip-autocomplete").get_by_text(
            "pk:ledBy", exact=False
        ).first.wait_for()
        page.keyboard.press("Enter")
        page.keyboard.type(" foo:bar }")
        page.locator(".cm-lintRange-error").first.wait_for()
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.type") == "submit"
        found.assert_quiet()
