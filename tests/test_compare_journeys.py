"""Three jobs in a real browser, each within four clicks from the overview, and both new pages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.support.browser import visit
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
def test_targets_against_results(browser: Browser, server: httpx.Client, lang: str) -> None:
    with visit(browser) as found:
        found.page.goto(address(server, f"/{lang}"))
        clicks = Clicks(found.page)
        clicks.on(f"nav a[href='/{lang}/indicators']")
        clicks.on(f"main a[href='/{lang}/results']")
        assert clicks.count <= CLICKS
        table = found.page.locator("main tbody").inner_text()
        assert {"zh": "文中没有结果", "en": "no result in these texts"}[lang] in table
        found.assert_quiet()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_body_over_documents_and_time(browser: Browser, server: httpx.Client, lang: str) -> None:
    with visit(browser) as found:
        found.page.goto(address(server, f"/{lang}"))
        clicks = Clicks(found.page)
        clicks.on(f"nav a[href='/{lang}/leads']")
        clicks.on(f"main a[href='/{lang}/over-time']")
        clicks.on("main ul.some a")
        clicks.on("main details.evidence summary")
        assert clicks.count <= CLICKS
        assert found.page.locator("details.evidence[open] blockquote, details.evidence[open] figure"
                                  ).first.inner_text()  # fmt: skip
        found.assert_quiet()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_who_leads_most_and_the_words(browser: Browser, server: httpx.Client, lang: str) -> None:
    with visit(browser) as found:
        found.page.goto(address(server, f"/{lang}"))
        clicks = Clicks(found.page)
        clicks.on(f"nav a[href='/{lang}/leads']")
        clicks.on("table.matrix tbody tr td a")
        clicks.on("main details.evidence summary")
        assert clicks.count <= CLICKS
        assert found.page.locator("details.evidence[open]").first.inner_text()
        found.assert_quiet()


PAGES = ("/compare", "/compare?kind=document&a=shaoxing-plan&b=xiaolan-2022", "/over-time",
         "/over-time?body=shaoxing-drc", "/results?from=2012")  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", SIZES)
def test_pages_of_comparisons_break_no_rule_of_accessibility(
    browser: Browser, server: httpx.Client, lang: str, size: dict[str, int]
) -> None:
    with visit(browser, viewport=size) as found:
        for path in PAGES:
            found.page.goto(address(server, f"/{lang}{path}"))
            assert_accessible(found.page)
        found.assert_quiet()
