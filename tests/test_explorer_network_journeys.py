"""Three jobs with networks in a real browser, in both languages: share, ask behind, on a phone."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.support.browser import Visit, axe_violations, until, visit
from tests.support.explorer_app import built, explorer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.sweep, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
MOST_CLICKS = 4
COUNT = "policykgNetwork.network.body.data.nodes.length"


@pytest.fixture(scope="module")
def server(sources: Path) -> Iterator[str]:
    with explorer(built(), sources) as client:
        yield str(client.base_url).rstrip("/")


class Walk:
    """A way from the overview that counts its clicks."""

    def __init__(self, page: Page, start: str) -> None:
        self.page, self.clicks = page, 0
        page.goto(start)

    def click(self, what: str | Locator) -> None:
        place = self.page.locator(what).first if isinstance(what, str) else what
        place.click()
        self.clicks += 1
        assert self.clicks <= MOST_CLICKS


def rows_of(page: Page, url: str) -> list[dict[str, str]]:
    text = page.request.get(url).text().lstrip("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def drawn(page: Page) -> None:
    page.locator("#net[data-restored]").wait_for(state="attached")


def settled(found: Visit) -> None:
    found.assert_quiet()
    assert [f for f in axe_violations(found.page) if "(serious)" in f or "(critical)" in f] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_filtered_and_expanded_network_is_shared_by_its_address(
    browser: Browser, server: str, lang: str
) -> None:
    with visit(browser, viewport={"width": 1440, "height": 1000}) as found:
        page = found.page
        walk = Walk(page, f"{server}/{lang}/")
        walk.click(f".site-nav a[href='/{lang}/network']")
        walk.click(f"a[href='/{lang}/network/co-leads']")
        drawn(page)
        walk.click(
            page.locator("details.menu", has=page.locator("form.filters")).locator("summary")
        )
        page.select_option("select[name=document]", "shaoxing-plan")
        page.fill("input[name=weight]", "2")
        page.press("input[name=weight]", "Enter")
        page.wait_for_url("**weight=2**")
        assert "=&" not in page.url
        assert not page.url.endswith("=")
        drawn(page)
        before = page.evaluate(COUNT)
        page.locator("#net").press("n")
        page.locator("#net").press("Enter")
        until(page, f"n => {COUNT} > n", before)
        page.locator("#net").press("Shift+ArrowRight")
        page.locator("#net").press("Shift+ArrowRight")
        walk.click("#net-chips button[data-kind]:not([data-kind=Organization], [data-kind=''])")
        shared, seen = page.url, look(page)
        assert {"open=", "chosen=", "hide=", "moved="} <= set(
            re.findall(r"(?:open|chosen|hide|moved)=", shared)
        )
        settled(found)
    with visit(browser, viewport={"width": 1440, "height": 1000}) as found:
        found.page.goto(shared)
        drawn(found.page)
        assert look(found.page) == seen
        assert found.page.url == shared
        settled(found)


def look(page: Page) -> dict[str, object]:
    """Return what a network shows: its nodes, where they are, what is hidden and chosen."""
    page.wait_for_timeout(300)
    script = """() => {
      const { network, state } = policykgNetwork, nodes = network.body.data.nodes;
      return {
        count: nodes.length, hidden: nodes.get({ filter: (n) => n.hidden }).map((n) => n.id).sort(),
        chosen: state.chosen, at: network.getPosition(state.chosen),
        panel: document.querySelector("#net-panel h2").textContent,
      };
    }"""
    found = page.evaluate(script)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_query_behind_a_table_gives_that_table(
    browser: Browser, server: str, lang: str
) -> None:
    with visit(browser, viewport={"width": 1440, "height": 1000}) as found:
        page = found.page
        walk = Walk(page, f"{server}/{lang}/")
        walk.click(f".site-nav a[href='/{lang}/network']")
        walk.click(f"a[href='/{lang}/network/leads']")
        drawn(page)
        address = page.locator("footer a[href$='.csv']").get_attribute("href")
        table = rows_of(page, server + str(address))
        walk.click("details.sparql > summary")
        walk.click("details.sparql a.button")
        page.wait_for_url("**/query?*")
        page.locator("table.result").wait_for()
        url = str(page.locator(".downloads a", has_text="CSV").get_attribute("href"))
        answer = rows_of(page, server + url)
        assert {(r["source"], r["target"]) for r in answer} == {
            (r["source"], r["target"]) for r in table
        }
        weights = {(r["source"], r["target"]): float(r["weight_whole"]) for r in table}
        counted: dict[tuple[str, str], set[str]] = {}
        for row in answer:
            counted.setdefault((row["source"], row["target"]), set()).add(row["fact"])
        assert sum(weights.values()) == sum(len(facts) for facts in counted.values())
        settled(found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_a_list_and_a_sheet_lead_to_the_words(
    browser: Browser, server: str, lang: str
) -> None:
    with visit(browser, viewport={"width": 390, "height": 844}, has_touch=True) as found:
        page = found.page
        walk = Walk(page, f"{server}/{lang}/")
        walk.click(f".site-nav a[href='/{lang}/network']")
        walk.click(f"a[href='/{lang}/network/co-leads']")
        drawn(page)
        assert not page.locator("#net").is_visible()
        walk.click("#net-list button")
        sheet = page.locator("#net-panel.net-sheet")
        box = sheet.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] == pytest.approx(844, abs=2)
        assert box["height"] <= 0.71 * 844
        walk.click(sheet.locator("button.net-words").first)
        sheet.locator(".net-row blockquote").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        settled(found)
        page.keyboard.press("Escape")
        assert not sheet.is_visible()
        page.locator("[data-narrow=picture]").click()
        assert page.locator("#net").is_visible()
        settled(found)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_on_a_phone_the_flow_is_a_list_with_sheets(
    browser: Browser, server: str, lang: str
) -> None:
    with visit(browser, viewport={"width": 390, "height": 844}) as found:
        page = found.page
        walk = Walk(page, f"{server}/{lang}/")
        walk.click(f".site-nav a[href='/{lang}/leads']")
        walk.click(f"a[href*='/{lang}/leads/sankey']")
        page.wait_for_url("**/leads/sankey*")
        assert not page.locator("svg.sankey").is_visible()
        walk.click(".sankey-list li > button")
        sheet = page.locator(".sankey-sheet:popover-open")
        assert sheet.locator("blockquote").first.is_visible()
        settled(found)
        sheet.locator(".sankey-close").click()
        assert sheet.count() == 0


def test_the_canvas_is_as_wide_as_the_window_and_fills_the_screen(
    browser: Browser, server: str
) -> None:
    with visit(browser, viewport={"width": 1900, "height": 1000}) as found:
        page = found.page
        page.goto(f"{server}/en/network/co-leads")
        drawn(page)
        whole = page.locator("#net-whole").bounding_box()
        assert whole is not None
        assert whole["width"] > 1800
        page.locator("#net-full").click()
        page.locator("#net-whole.net-filled").wait_for()
        page.wait_for_timeout(400)
        box = page.locator("#net").bounding_box()
        assert box is not None
        assert box["height"] > 700
        page.keyboard.press("Escape")
        found.assert_quiet()


HOSTILE = (
    "chosen=%3Cimg+src%3Dx+onerror%3Dalert(1)%3E", "open=%3Cscript%3Ealert(1)%3C/script%3E",
    "moved=a@1e9,NaN+__proto__@1,1", "hide=%22%3E%3Cb%3E", "from=%3Cb%3E&to=%27%22%3E",
    "by=%3Cb%3E", "function=%22%3E%3Cscript%3E", "level=../..", "weight=99999999999",
)  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_parameters_are_inert(browser: Browser, server: str, query: str) -> None:
    with visit(browser) as found:
        answer = found.page.goto(f"{server}/en/network/co-leads?{query}")
        assert answer is not None
        assert answer.status == 200
        found.page.wait_for_timeout(200)
        assert found.page.locator("main img[src=x], main b").count() == 0
        found.assert_quiet()


def test_without_scripts_paths_and_groups_are_still_there(server: str) -> None:
    page = httpx.get(f"{server}/en/network/leads?by=document").text
    assert "<tbody><tr><td>" in page


@pytest.mark.parametrize(("lang", "total"), [("zh", "列出 3 个,共 3 个。"), ("en", "3 of 3.")])
def test_the_ends_of_a_path_are_suggested_as_one_types(
    browser: Browser, server: str, lang: str, total: str
) -> None:
    with visit(browser, viewport={"width": 1440, "height": 1000}) as found:
        page = found.page
        page.goto(f"{server}/{lang}/network/co-leads")
        page.locator(".net-paths").locator("xpath=..").locator("summary").click()
        page.locator("input[name=from]").press_sequentially("fagai", delay=20)
        page.locator(f".net-paths [data-offered]:has-text('{total}')").wait_for()
        names = page.locator("#bodies option")
        assert names.count() == 3
        first = names.first.get_attribute("value") or ""
        page.locator("input[name=from]").fill(first)
        settled(found)
