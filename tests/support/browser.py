"""A real browser for tests: Debian's Chromium through Playwright, closed in on loopback.

Every request is recorded; what would leave loopback is refused and makes the test fail.
Where there is no Chromium the tests that need one skip and say so.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Frame, Page, Route

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_LOCAL_SCHEMES = {"file", "data", "blob", "about"}
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


def chromium() -> str | None:
    """Return the path of Chromium, or nothing."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@dataclass
class Visit:
    """What a page asked for and complained about while a test used it."""

    page: Page
    requests: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Requests that would have left loopback."""
    errors: list[str] = field(default_factory=list)
    """Errors on the console and uncaught exceptions."""

    def assert_quiet(self) -> None:
        """Fail if anything left loopback or the console complained."""
        assert self.refused == []
        assert self.errors == []


def is_local(url: str) -> bool:
    """Tell whether a request stays on this machine."""
    parts = urlsplit(url)
    return parts.scheme in _LOCAL_SCHEMES or (parts.hostname or "") in _LOOPBACK


def start_browser() -> Iterator[Browser]:
    """Yield a browser; skips where there is none.  Wrap it in a fixture of your module."""
    path = chromium()
    if path is None:
        pytest.skip("no Chromium on this machine: install Debian's package chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def visit(browser: Browser, **options: Any) -> Iterator[Visit]:
    """Open a page in a fresh profile that refuses and records what leaves loopback."""
    context = browser.new_context(**options)
    page = context.new_page()
    found = Visit(page)

    def decide(route: Route) -> None:
        url = route.request.url
        found.requests.append(url)
        if is_local(url):
            route.continue_()
        else:
            found.refused.append(url)
            route.abort()

    context.route("**/*", decide)
    page.on("console", lambda m: found.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: found.errors.append(str(error)))
    try:
        yield found
    finally:
        context.close()


def until(
    page: Page | Frame, expression: str, argument: object = None, seconds: float = 30
) -> None:
    """Wait for an expression to hold.

    Playwright's own ``wait_for_function`` hands the page a text to evaluate each time it looks
    again, which a page without ``unsafe-eval`` refuses as soon as it does not hold at once.
    """
    from playwright.sync_api import Error

    end = time.monotonic() + seconds
    while True:
        try:
            if page.evaluate(expression, argument):
                return
        except Error as error:
            if "Execution context was destroyed" not in str(error):  # the page is loaded anew
                raise
        assert time.monotonic() < end, f"{expression} did not hold within {seconds:g} seconds"
        page.wait_for_timeout(50)


def axe_violations(page: Page) -> list[str]:
    """Return the accessibility faults that axe finds, one line a fault."""
    from axe_playwright_python.sync_playwright import Axe

    # A colour that is still changing is none that anybody reads.
    page.evaluate(
        "() => document.getAnimations().forEach((one) => {"
        " try { one.finish(); } catch { one.cancel(); } })"
    )
    found = Axe().run(page).response["violations"]
    return [
        f"{fault['id']} ({fault['impact']}): {fault['nodes'][0]['html'][:160]}" for fault in found
    ]


def file_url(path: Path) -> str:
    """Return the address of a file."""
    return path.resolve().as_uri()
