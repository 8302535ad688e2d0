"""From a dropped file to a signed fact on a page of the explorer, in a real browser."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Error as PlaywrightError

from tests.support.browser import axe_violations, visit
from tests.support.command import run_cli
from tests.support.desk_example import DOCUMENT, TEXT, desk_of, drafted_workspace, exploring

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.sweep, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


def status(page: Page) -> str:
    return page.locator("#desk-status").inner_text()


def until(page: Page, condition: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for something; the page's policy lets no test evaluate strings in it."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, (status(page), counts(page), cards(page))
        page.wait_for_timeout(10)


def settled(page: Page, words: str) -> None:
    until(page, lambda: words in status(page))


def counts(page: Page) -> str:
    return page.locator("#desk-counts").inner_text()


def press_and_wait(page: Page, key: str) -> None:
    before = counts(page)
    page.keyboard.press(key)
    until(page, lambda: counts(page) != before)


def make_first_body(page: Page) -> None:
    rows = page.locator("#desk-who-is-who li")
    left = rows.count()
    rows.first.locator("summary").click()
    rows.first.locator("button.primary").first.click()
    until(page, lambda: rows.count() < left)


def cards(page: Page) -> int:
    return page.locator("#desk-cards article").count()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_from_a_dropped_file_to_a_fact_on_its_page(
    browser: Browser, tmp_path: Path, lang: str
) -> None:
    root = tmp_path / "ws"
    assert run_cli("init", str(root)).exit_code == 0
    assert run_cli("-w", str(root), "build").exit_code == 0
    file = tmp_path / "要点.txt"
    file.write_text(TEXT, "utf-8")
    with (
        exploring(root) as (url, desk),
        visit(browser, locale="zh-CN" if lang == "zh" else "en-GB") as found,
    ):
        page = found.page
        page.goto(desk)
        page.goto(f"{url}{lang}/desk")
        page.set_input_files("#desk-file", str(file))
        page.wait_for_url(re.compile(f"/{lang}/desk/.+"))
        document = page.url.rsplit("/", 1)[1]

        # The header: the place is not known yet.
        page.wait_for_selector("#desk-header")
        page.locator("#desk-header details summary").click()
        for key, value in (("id", "yunxi"), ("zh", "云溪县"), ("en", "Yunxi County")):
            page.fill(f"#place-{key}", value)
        page.select_option("#place-kind", "county")
        with page.expect_navigation():
            page.locator("#desk-header details button").click()
        page.wait_for_selector("#desk-header, #desk-cards article")
        if page.locator("details#desk-header").count():
            page.locator("#desk-header > summary").click()
        page.fill("#head-en", "Work points of Yunxi for 2023")
        page.select_option("#head-genre", "task-list")
        page.fill("#head-place", "yunxi")
        if not page.input_value("#head-written"):
            page.fill("#head-written", "2023")
        # Without a name, or with a place that nothing knows, it says so and keeps what was typed.
        save = page.locator("#desk-header > .desk-actions button")
        save.click()
        assert page.evaluate("document.activeElement.id") == "desk-who"
        page.fill("#desk-who", "王一")
        page.fill("#head-place", "nowhere")
        save.click()
        until(page, lambda: "nowhere" in page.locator("#desk-header .desk-problems").inner_text())
        assert page.evaluate("document.activeElement.id") == "head-place"
        assert page.input_value("#head-en") == "Work points of Yunxi for 2023"
        page.fill("#head-place", "yunxi")
        with page.expect_navigation():
            save.click()

        # The cards, by keys.
        page.wait_for_selector("#desk-cards article")
        assert page.input_value("#desk-who") == "王一"
        page.locator("h1").click()
        total = page.locator("#desk-cards article").count()
        assert total >= 8
        for _ in range(total + 2):
            if not page.locator("#desk-cards article").count():
                break
            press_and_wait(page, "a")
        assert page.locator("#desk-cards article").count() == 0
        page.keyboard.press("u")
        page.wait_for_selector("#desk-cards article")
        page.keyboard.press("r")
        until(page, lambda: cards(page) == 0)

        # Who is who: every body is made as it was proposed.
        page.reload()
        page.locator("#desk-who-is-who > summary").click()
        while page.locator("#desk-who-is-who li").count():
            make_first_body(page)

        # The gate, the graph, the page.
        outcome = run_cli("-w", str(root), "check")
        assert outcome.exit_code == 0, outcome.output
        end = time.monotonic() + 60
        seen = ""
        while time.monotonic() < end and "云溪县" not in seen:
            with suppress(PlaywrightError):  # the page loads itself anew when a build is served
                page.goto(f"{url}{lang}/leads/tasks")
                seen = page.content()
            time.sleep(0.5)
        assert "培育规模企业" in seen or "规模企业" in seen
        found.assert_quiet()
    signed = (root / "facts" / "signatures" / f"{document}.txt").read_text("utf-8")
    assert "王一" in signed and signed.count("\tread\t") > 20


def test_selected_words_become_a_fact_and_a_group_signs_what_was_shown(
    browser: Browser, tmp_path: Path
) -> None:
    root = drafted_workspace(tmp_path)
    assert run_cli("-w", str(root), "build").exit_code == 0
    with exploring(root) as (url, desk), visit(browser, locale="en-GB") as found:
        page = found.page
        page.goto(desk)
        page.goto(f"{url}en/desk/{DOCUMENT}")
        page.wait_for_selector("#desk-cards article")
        page.fill("#desk-who", "Reader")
        page.evaluate("""() => {
            const piece = [...document.querySelectorAll('#desk-text [data-at]')]
                .find((one) => one.textContent.includes('实体经济'));
            const at = piece.textContent.indexOf('做强实体经济');
            const range = document.createRange();
            range.setStart(piece.firstChild, at);
            range.setEnd(piece.firstChild, at + 6);
            const selection = document.getSelection();
            selection.removeAllRanges();
            selection.addRange(range);
        }""")
        page.locator("#desk-new").click()
        page.wait_for_selector("#desk-new-kind")
        page.select_option("#desk-new-kind", "policies")
        page.locator("#desk-field-name").fill("做强实体经济")
        page.locator("#desk-new-form .primary").click()
        settled(page, "written")
        assert "做强实体经济" in desk_of(root).facts_text()

        page.keyboard.press("Escape")
        alike = page.locator("#desk-cards article:has(kbd:text-is('g'))").first
        alike.locator("button:has(kbd:text-is('g'))").click()
        page.wait_for_selector("dialog .desk-alike li")
        page.wait_for_timeout(300)
        page.keyboard.press("Enter")
        settled(page, "written")
        page.keyboard.press("?")
        assert page.locator("dialog kbd").count() > 10
        page.keyboard.press("Escape")
        found.assert_quiet()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and not desk_of(root).signatures().groups:
        time.sleep(0.2)
    groups = desk_of(root).signatures().groups.values()
    assert [group.reader.name for group in groups] == ["Reader"]


@pytest.mark.parametrize(("width", "lang"), [(1440, "zh"), (1440, "en"), (390, "zh"), (390, "en")])
def test_the_desk_is_accessible_and_no_wider_than_the_screen(
    browser: Browser, tmp_path: Path, width: int, lang: str
) -> None:
    root = drafted_workspace(tmp_path)
    assert run_cli("-w", str(root), "build").exit_code == 0
    locale = "zh-CN" if lang == "zh" else "en-GB"
    with (
        exploring(root) as (url, desk),
        visit(browser, locale=locale, viewport={"width": width, "height": 900}) as found,
    ):
        page = found.page
        page.goto(desk)
        for path in ("desk", f"desk/{DOCUMENT}"):
            page.goto(f"{url}{lang}/{path}")
            page.wait_for_selector("h1")
            page.wait_for_timeout(500)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert axe_violations(page) == []
        page.keyboard.press("e")
        page.wait_for_selector("dialog[open] .desk-form")
        assert axe_violations(page) == []
        found.assert_quiet()
