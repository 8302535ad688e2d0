"""Two jobs in a real browser, each within four clicks: a figure for print, and citing a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pypdfium2
import pytest

from tests.support.browser import until, visit
from tests.support.explorer_app import built, explorer
from tests.support.journeys import CLICKS, SIZES, Clicks, address, assert_accessible

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.sweep, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@pytest.fixture(scope="module")
def server(sources: Path) -> Iterator[httpx.Client]:
    with explorer(built(), sources) as client:
        yield client


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_pairs_and_a_print_figure(
    browser: Browser, server: httpx.Client, lang: str, size: dict[str, int], tmp_path: Path
) -> None:
    with visit(browser, viewport=size, accept_downloads=True) as found:
        found.page.goto(address(server, f"/{lang}"))
        clicks = Clicks(found.page)
        clicks.on(f"nav a[href='/{lang}/leads']")
        clicks.on(f"a[href^='/{lang}/leads/pairs']")
        clicks.on("details.save summary")
        with found.page.expect_download() as download:
            clicks.on("details.save a[href*='pairs.pdf'][href*='width=89']")
        assert clicks.count <= CLICKS
        path = tmp_path / "figure.pdf"
        download.value.save_as(path)
        assert download.value.suggested_filename.startswith(f"pairs_89mm_{lang}_")
        page = pypdfium2.PdfDocument(path)[0]
        assert round(page.get_width() / 72 * 25.4) == 89
        text = page.get_textpage().get_text_range()
        assert {"zh": "谁与谁共同牵头", "en": "Who leads together"}[lang] in text
        found.assert_quiet()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_cite_a_fact(
    browser: Browser, server: httpx.Client, lang: str, size: dict[str, int]
) -> None:
    with visit(browser, viewport=size, permissions=["clipboard-read", "clipboard-write"]) as found:
        found.page.goto(address(server, f"/{lang}"))
        clicks = Clicks(found.page)
        clicks.on(f"nav a[href='/{lang}/indicators']")
        clicks.on(f"main a[href='/{lang}/results']")
        clicks.on("main tbody td:nth-child(3) a")
        clicks.on(".thing-cite button")
        assert clicks.count <= CLICKS
        found.page.get_by_text({"zh": "已复制", "en": "Copied"}[lang]).wait_for()
        copied = found.page.evaluate("navigator.clipboard.readText()")
        fact = found.page.url.rsplit("/", 1)[1]
        assert f"https://w3id.org/policykg/id/{fact}" in copied
        assert re.search(r"\d+–\d+", copied) and "“" in copied
        assert "127.0.0.1" not in copied and "localhost" not in copied
        found.assert_quiet()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_form_of_a_reference_and_the_caption_are_copied_by_one_button(
    browser: Browser, server: httpx.Client, lang: str
) -> None:
    with visit(browser, permissions=["clipboard-read", "clipboard-write"]) as found:
        page = found.page
        page.goto(address(server, f"/{lang}/cite?figure=timeline"))
        for button in page.locator("button[data-copy]").all():
            button.click()
            until(page, "navigator.clipboard.readText().then((t) => t.length > 20)")
            name = str(button.get_attribute("data-copy"))
            shown = page.locator(f"[id='{name}']").inner_text()
            copied = page.evaluate("navigator.clipboard.readText()")
            assert copied.split() == shown.split()
        page.goto(address(server, f"/{lang}/figures/timeline?labels=both"))
        page.locator("button[data-copy='caption-text']").click()
        page.get_by_text({"zh": "已复制", "en": "Copied"}[lang]).wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert "时间线" in copied and "Timeline" in copied
        image = page.locator(".figure-sheet img")
        assert image.evaluate("(i) => i.complete && i.naturalWidth") > 100
        found.assert_quiet()


PAGES = ("/figures/leads", "/figures/network?network=co-leads&width=183&labels=both", "/cite",
         "/cite?figure=pairs", "/results", "/timeline")  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_of_figures_and_references_break_no_rule_of_accessibility(
    browser: Browser, server: httpx.Client, lang: str, size: dict[str, int]
) -> None:
    with visit(browser, viewport=size) as found:
        for path in PAGES:
            found.page.goto(address(server, f"/{lang}{path}"))
            for summary in found.page.locator("details.save > summary").all():
                summary.click()
            assert_accessible(found.page)
        found.assert_quiet()
