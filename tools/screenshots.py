"""Take pictures of the running explorer, for the docs and to look at every page.

    python tools/screenshots.py http://127.0.0.1:8765/ docs/pictures
    python tools/screenshots.py http://127.0.0.1:8765/ /tmp/pictures --all

Without ``--all`` the few pictures of the README and the tour are taken; with it every kind of
page, at both widths, in both languages, light or, with ``--dark``, dark; ``--print`` makes PDF
files.  ``--only NAME`` may be given more than once.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from tests.support.every_page import MAIN, PAGES, ready

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MOST_BYTES = 150_000
"""What a picture in the repository may weigh."""
COLOURS = 256


def type_ahead(page: Page) -> None:
    """Type into the search field and wait for what comes up."""
    page.locator("#site-q").press_sequentially("fzggw")
    page.locator("#suggest a").first.wait_for()


def open_words(page: Page) -> None:
    """Open the words of the first duty."""
    page.locator("#duties details.evidence > summary").first.click()
    page.locator("#duties").scroll_into_view_if_needed()


def see_edge(page: Page) -> None:
    """Wait until the words of the edge that the address names stand at the network's side."""
    page.locator("#net-panel blockquote").first.wait_for()
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.wait_for_timeout(300)


def to_answer(page: Page) -> None:
    """Scroll so that query and answer are both in view."""
    page.evaluate("scrollTo(0, 190)")


class Shot(NamedTuple):
    """One picture of the docs."""

    address: str
    act: Callable[[Page], None] | None = None
    height: int = 800


NETWORK = Shot("/network/co-leads?chosen=shaoxing-drc~shaoxing-etc", see_edge)
TOUR = {
    "overview": Shot("/"),
    "search": Shot("/", type_ahead, 480),
    "department": Shot("/page/shaoxing-drc"),
    "matrix": Shot("/leads?document=shaoxing-plan&work=tasks"),
    "task": Shot("/page/shaoxing-plan_task_7", open_words),
    "reader": Shot("/reader/diankou-town"),
    "flow": Shot("/leads/sankey"),
    "query": Shot(PAGES["query-chart"], to_answer),
}
ENDINGS = {"en": "", "zh": ".zh"}
"""What stands behind the name of a picture by the language of its page."""
SHOTS = {
    f"{name}{ending}": shot._replace(address=f"/{lang}{shot.address}")
    for lang, ending in ENDINGS.items()
    for name, shot in {"explorer": NETWORK, **{f"tour/{n}": s for n, s in TOUR.items()}}.items()
}
"""The pictures of the README and the tour: name below ``docs/pictures``, and what they show."""
SIZES = {"wide": (1440, 900), "phone": (390, 844)}
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"),
    "--hide-scrollbars",
)


def tour(browser: Browser, base: str, folder: Path) -> None:
    """Take the pictures of the README and the tour."""
    for name, shot in SHOTS.items():
        page = browser.new_page(viewport={"width": 1280, "height": shot.height})
        page.goto(base + shot.address)
        ready(page)
        if shot.act:
            shot.act(page)
        file = folder / f"{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file)
        page.close()
        shrink(file)


def shrink(file: Path) -> None:
    """Write a picture with few colours, as the repository keeps it."""
    from PIL import Image

    with Image.open(file) as picture:
        few = picture.convert("RGB").quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE)
    few.save(file, optimize=True)
    if file.stat().st_size > MOST_BYTES:
        raise SystemExit(f"{file}: {file.stat().st_size:,} bytes, more than {MOST_BYTES:,}")


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
