"""Lists in a real browser: jobs done within four clicks from the overview, in both languages."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx
import openpyxl
import pytest

from tests.support.browser import visit
from tests.support.explorer_app import built, explorer
from tests.support.journeys import address

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.sweep, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
BOTH = pytest.mark.parametrize("lang", ["zh", "en"])


@pytest.fixture(scope="module")
def server(sources: Path) -> Iterator[httpx.Client]:
    with explorer(built(), sources) as client:
        yield client


@BOTH
def test_assignments_of_leads_as_a_spreadsheet(
    browser: Browser, server: httpx.Client, lang: str
) -> None:
    with visit(browser, accept_downloads=True) as found:
        page = found.page
        page.goto(address(server, f"/{lang}/"))
        page.locator(f"main a[href='/{lang}/assignments']").first.click()
        page.locator("#f-role-lead").check()
        page.wait_for_url("**role=lead*")
        page.locator(".chips a").first.wait_for()
        with page.expect_download() as download:
            page.locator(".of").get_by_role("link", name="XLSX").click()
        assert download.value.suggested_filename.startswith("assignments_lead_")
        book = openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))
        shown = int(page.locator(".of b").inner_text().replace(",", ""))
        assert book.worksheets[0].max_row == shown + 1
        found.assert_quiet()


@BOTH
def test_tasks_without_a_deadline(browser: Browser, server: httpx.Client, lang: str) -> None:
    with visit(browser) as found:
        page = found.page
        page.goto(address(server, f"/{lang}/"))
        page.locator(f"main a[href='/{lang}/things/tasks?due=none']").click()
        assert page.locator("#f-due-none").is_checked()
        assert page.locator("table tbody tr").count() > 10
        page.go_back()
        found.assert_quiet()


@BOTH
def test_firms_by_town_and_project(browser: Browser, server: httpx.Client, lang: str) -> None:
    with visit(browser) as found:
        page = found.page
        page.goto(address(server, f"/{lang}/"))
        page.locator(f"main a[href='/{lang}/things/places']").last.click()
        page.locator(f"main a[href='/{lang}/page/zhuji']").first.click()
        words = page.locator("main").inner_text()
        assert ("企业（按地方" if lang == "zh" else "Enterprises by place") in words
        assert ("其下第 1 级" if lang == "zh" else "level 1 below") in words
        page.locator("a[href*='depth=0']").click()
        page.wait_for_url("**depth=0*")
        found.assert_quiet()


def test_without_scripts_a_button_narrows_the_list(browser: Browser, server: httpx.Client) -> None:
    with visit(browser, java_script_enabled=False) as found:
        page = found.page
        page.goto(address(server, "/en/") + "assignments")
        page.locator("#f-role-lead").check()
        page.get_by_role("button", name="Apply").click()
        page.wait_for_url("**role=lead*")
        assert page.locator(".chips a").count() >= 1
