"""Take pictures of the running explorer, for the docs and to look at every page.

    python tools/screenshots.py http://127.0.0.1:8765/ docs/pictures/tour
    python tools/screenshots.py http://127.0.0.1:8765/ /tmp/pictures --all

Without ``--all`` the few pictures of the README and the tour are taken; with it every kind of
page, at both widths, in both languages, light or, with ``--dark``, dark; ``--print`` makes PDF
files.  ``--only NAME`` may be given more than once.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from tests.every_page import MAIN, PAGES, ready

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TOUR = {
    "overview": "/zh/",
    "matrix": "/zh/leads?document=shaoxing-plan&work=tasks",
    "department": "/zh/page/shaoxing-drc",
}
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    "--hide-scrollbars",
)


def tour(browser: Browser, base: str, folder: Path) -> None:
    """Take the pictures of the README and the tour."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    for name, address in TOUR.items():
        page.goto(base + address)
        ready(page)
        page.screenshot(path=folder / f"{name}.png")


def chosen(options: argparse.Namespace) -> Iterator[tuple[str, str]]:
    """Yield the pages that are asked for: all, the named ones, or the main ones in print."""
    for name, address in PAGES.items():
        if options.only and name not in options.only:
            continue
        if options.print and not options.only and name not in MAIN:
            continue
        yield name, address


def every(browser: Browser, base: str, options: argparse.Namespace) -> None:
    """Take a picture, or make a PDF file, of every kind of page."""
    scheme: Literal["dark", "light"] = "dark" if options.dark else "light"
    for size, (width, height) in SIZES.items():
        if options.size and size not in options.size:
            continue
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        for lang in options.lang or ("zh", "en"):
            for name, address in chosen(options):
                page.goto(f"{base}/{lang}{address}")
                ready(page)
                file = options.folder / f"{name}-{lang}-{size}{'-dark' if options.dark else ''}"
                if options.print:
                    page.pdf(path=f"{file}.pdf", format="A4", print_background=True)
                else:
                    page.screenshot(path=f"{file}.png", full_page=True)


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--print", action="store_true")
    parser.add_argument("--only", action="append", default=[], choices=PAGES)
    parser.add_argument("--lang", action="append", default=[], choices=("zh", "en"))
    parser.add_argument("--size", action="append", default=[], choices=SIZES)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        if options.all:
            every(browser, options.url.rstrip("/"), options)
        else:
            tour(browser, options.url.rstrip("/"), options.folder)
        browser.close()


if __name__ == "__main__":
    main()
