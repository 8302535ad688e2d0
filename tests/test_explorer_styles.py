"""Style sheets: every rule has a user, every page asks for the sheets it needs and no other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import httpx
import pytest

from tests.support.browser import start_browser, visit
from tests.support.command import ROOT
from tests.support.every_page import PAGES, ready
from tests.support.explorer_app import built, explorer
from tests.support.sizes import FULL

STATIC: Final = ROOT / "explorer" / "static" / "css"
SHEETS: Final = sorted(str(path.relative_to(STATIC)) for path in STATIC.rglob("*.css"))
SCRIPTS: Final = (ROOT / "explorer" / "frontend" / "src", ROOT / "graph" / "pictures" / "templates")
GENERATED: Final = "palette.css"
"""Has a class for each colour of `ontology/palette.py`, also for kinds that only pictures show."""
ALWAYS: Final = {"tokens.css", "palette.css", "base.css", "components.css"}
MATCHING: Final = """() => {
  const hits = [];
  const walk = (rules, sheet) => {
    for (const rule of rules) {
      if (!rule.selectorText) { if (rule.cssRules) walk(rule.cssRules, sheet); continue; }
      for (const selector of rule.selectorText.split(/,(?![^(]*\\))/)) {
        const bare = selector.trim().replace(/::[a-z-]+/g, "")
          .replace(/:not\\(:(focus|checked)\\)/g, "")
          .replace(/:(hover|focus-visible|focus|target)\\b/g, "");
        hits.push([sheet, selector.trim(), document.querySelector(bare || "*") !== null]);
      }
    }
  };
  for (const sheet of document.styleSheets) {
    walk(sheet.cssRules, new URL(sheet.href).pathname.replace("/static/css/", ""));
  }
  return hits;
}"""


DESK: Final = "pages/desk.css"
"""Asked for by pages that need a token: tests/test_desk_journey.py looks at those."""
SELDOM: Final = frozenset(
    {
        ".status-nominated",
        ".status-sought",
        ".bare-list",
        ".offering",
        *(f".h{step}" for step in range(10)),
    }
)
"""What some data show and ours do not: a title that is only sought, every step of a scale, a
field to type into where there are too many documents for a list."""


def served(sheets: Iterable[str]) -> set[str]:
    """Return the style sheets of the pages that everybody sees."""
    return set(sheets) - {DESK}


@pytest.fixture(scope="module")
def client(sources: Path) -> Iterator[httpx.Client]:
    with explorer(built(), sources) as found:
        yield found


def sheets_of(html: str) -> set[str]:
    return set(re.findall(r'<link rel="stylesheet" href="/static/css/([^"?]+)', html))


def classes_of(text: str) -> set[str]:
    return {name for value in re.findall(r'class="([^"]*)"', text) for name in value.split()}


def scripts() -> str:
    files = (path for folder in SCRIPTS for path in folder.glob("*.js"))
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def set_by_scripts(selector: str, text: str) -> bool:
    """Tell whether a selector waits for what a script or a reader does to a page."""
    state = re.search(r"\[(open|aria-[a-z]+)|:not\(\.js\)", selector)
    names = re.findall(r"\.([A-Za-z][\w-]*)", selector)
    return bool(state) or any(re.search(rf"[\"' ]{name}[\"' ]", text) for name in names)


def family(selector: str) -> str:
    """Return a selector without the steps of a scale, of which a page may show only some."""
    return re.sub(r"(?<=[a-z-])\d\b", "N", selector)


def test_every_class_of_a_style_sheet_stands_on_a_page_or_in_a_script(client: httpx.Client) -> None:
    pages = [client.get(f"/{lang}{path}").text for lang in ("zh", "en") for path in PAGES.values()]
    known = {family("." + name) for page in pages for name in classes_of(page)} | {".js"}
    words = scripts()
    unused = [
        f"{sheet}: .{name}"
        for sheet in sorted(served(SHEETS))
        if sheet != GENERATED
        for name in sorted(set(re.findall(r"\.([A-Za-z][\w-]*)", without_values(sheet))))
        if family("." + name) not in known
        and "." + name not in SELDOM
        and not set_by_scripts("." + name, words)
    ]
    assert unused == []


def without_values(sheet: str) -> str:
    """Return the selectors of a style sheet."""
    text = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text(encoding="utf-8"), flags=re.DOTALL)
    return re.sub(r"\{[^{}]*\}", "{}", text)


def test_every_page_asks_for_the_sheets_that_all_share(client: httpx.Client) -> None:
    for path in PAGES.values():
        text = client.get(f"/en{path}").text
        assert not text.startswith("<!doctype html>") or sheets_of(text) >= ALWAYS, path


def test_every_style_sheet_is_asked_for_by_a_page(client: httpx.Client) -> None:
    asked = {sheet for path in PAGES.values() for sheet in sheets_of(client.get(f"/en{path}").text)}
    assert asked == served(SHEETS)


def test_no_page_bears_a_class_whose_sheet_it_does_not_ask_for(client: httpx.Client) -> None:
    sheets = {
        sheet: set(re.findall(r"\.([A-Za-z][\w-]*)", without_values(sheet))) for sheet in SHEETS
    }
    missed = []
    for path in PAGES.values():
        text = client.get(f"/en{path}").text
        asked = sheets_of(text)
        had = set().union(*(sheets[sheet] for sheet in asked))
        others = set().union(*sheets.values()) - had
        missed += [f"{path}: {name}" for name in sorted(classes_of(text) & others) if asked]
    assert missed == []


def test_colours_are_named_in_tokens_and_palette_only() -> None:
    stray = [
        f"{sheet}: {colour}"
        for sheet in SHEETS
        if sheet not in {"tokens.css", GENERATED}
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b", (STATIC / sheet).read_text("utf-8"))
    ]
    assert stray == []


def test_lines_of_templates_can_be_read() -> None:
    lines = [
        f"{path.name}:{number}"
        for path in sorted((ROOT / "explorer" / "templates").glob("*.html"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 200
    ]
    assert lines == []


@pytest.mark.browser
@pytest.mark.sweep
@pytest.mark.skipif(not FULL, reason="runs in the full sweep")
def test_every_rule_of_a_style_sheet_matches_something(client: httpx.Client) -> None:
    matched: dict[tuple[str, str], bool] = {}
    shown: dict[str, bool] = {}
    for browser in start_browser():
        with visit(browser) as found:
            for lang in ("zh", "en"):
                for path in PAGES.values():
                    found.page.goto(
                        f"{client.base_url}/{lang}{path}".replace("//" + lang, "/" + lang)
                    )
                    ready(found.page)
                    for sheet, selector, hit in found.page.evaluate(MATCHING):
                        matched[sheet, selector] = matched.get((sheet, selector), False) or hit
                        shown[family(selector)] = shown.get(family(selector), False) or hit
    words = scripts()
    unused = [
        f"{sheet}: {selector}"
        for (sheet, selector), hit in matched.items()
        if sheet != GENERATED
        and not hit
        and not shown[family(selector)]
        and not any(name in selector for name in SELDOM)
        and not set_by_scripts(selector, words)
    ]
    assert unused == []
