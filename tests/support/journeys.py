"""Ways through the explorer in a real browser: what is clicked is counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from tests.support.browser import axe_violations

if TYPE_CHECKING:
    import httpx
    from playwright.sync_api import Page

CLICKS: Final = 4
"""So many clicks from the overview a job may take."""
SIZES: Final = ({"width": 1440, "height": 900}, {"width": 390, "height": 844})


def address(server: httpx.Client, path: str) -> str:
    """Return the address of a page."""
    return str(server.base_url).rstrip("/") + path


class Clicks:
    """Counts what a person clicks."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def on(self, selector: str) -> None:
        """Click the first thing that a selector finds and that can be seen."""
        self.count += 1
        self.page.locator(selector).locator("visible=true").first.click()


def assert_accessible(page: Page) -> None:
    """Hold a page to axe's rules, and to the width of its window."""
    assert axe_violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
