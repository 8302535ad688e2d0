"""Take pictures of the running explorer, for the tour and to look at every page.

    python tools/screenshots.py http://127.0.0.1:8765/ docs/pictures/tour [--all]

Without ``--all`` the few pictures of the tour are taken; with it every kind of page, at both
widths, in both languages, light, and the main ones dark.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path
from typing import Literal

TOUR = {
    "overview": "/zh/",
    "matrix": "/zh/leads?document=shaoxing-plan&work=tasks",
    "department": "/zh/page/shaoxing-drc",
}
PAGES = {
    "overview": "/",
    "search": "/search?q=fzggw",
    "search-empty": "/search?q=qqqqzz",
    "search-start": "/search",
    "leads": "/leads",
    "leads-fractional": "/leads?document=shaoxing-plan&counting=fractional",
    "leads-tasks": "/leads/tasks?actor=shaoxing-drc&campaign=shaoxing-plan_campaign_1",
    "leads-pairs": "/leads/pairs",
    "contents": "/things",
    "organisations": "/things/organisations",
    "values": "/things/values",
    "department": "/page/shaoxing-drc",
    "task": "/page/shaoxing-plan_task_7",
    "campaign": "/page/shaoxing-plan_campaign_2",
    "document": "/page/xiaolan-2022",
    "place": "/page/chocolate-town",
    "policy": "/page/opinions-2006-112",
    "indicator": "/page/gdp",
    "data": "/data",
    "ontology": "/about/ontology",
    "shapes": "/about/shapes",
    "cite": "/about/cite",
    "coverage": "/coverage/shaoxing-plan",
    "changelog": "/about/changelog",
    "missing": "/page/shaoxing-dcr",
}
SIZES = {"wide": (1440, 900), "phone": (390, 844)}


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("--lang", action="append", default=[])
    parser.add_argument("--size", action="append", default=[])
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=["--no-sandbox", "--disable-gpu"]
        )
        base = options.url.rstrip("/")
        scheme: Literal["dark", "light"] = "dark" if options.dark else "light"
        if not options.all:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            for name, address in TOUR.items():
                page.goto(base + address)
                page.screenshot(path=options.folder / f"{name}.png")
            return
        for size, (width, height) in SIZES.items():
            if options.size and size not in options.size:
                continue
            page = browser.new_page(
                viewport={"width": width, "height": height}, color_scheme=scheme
            )
            for lang in options.lang or ("zh", "en"):
                for name, address in PAGES.items():
                    if options.only and name not in options.only:
                        continue
                    page.goto(f"{base}/{lang}{address}")
                    file = f"{name}-{lang}-{size}{'-dark' if options.dark else ''}.png"
                    page.screenshot(path=options.folder / file, full_page=True)
        browser.close()


if __name__ == "__main__":
    main()
