"""Every notebook runs from top to bottom on a fresh build; its own assertions are the test.

What it shows is looked at too: tables in the reader's language, names instead of IRIs, and all of
it within the width of a telephone.
"""

from __future__ import annotations

import json
import os
import re
import sys
from functools import cache
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from policykg.kg import KG
from tests.support.browser import file_url, visit
from tests.support.sizes import FULL

jupytext = pytest.importorskip("jupytext", reason="notebooks need the `notebooks` extra")
nbclient = pytest.importorskip("nbclient", reason="notebooks need the `notebooks` extra")

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.py"))
CASES = [
    pytest.param(path, language, id=f"{path.stem}-{language}")
    for path in NOTEBOOKS
    for language in ("en", "zh")
    if language == "en" or path.stem[:2] in (("01", "02", "04") if FULL else ("01",))
]
CELL = re.compile(r"<t[dh][^>]*>(.*?)</t[dh]>", re.DOTALL)
IRI = re.compile(r"^(?:https?://|(?:id|code|pk|graph|unit):\w)")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def executed(path: Path, language: str, workspace: Path) -> tuple[str, ...]:
    """Run a notebook; return the HTML that its cells show, in order."""
    notebook = jupytext.read(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IPYTHONDIR", str(workspace / ".ipython"))
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
        patch.setenv("POLICYKG_LANG", language)
        patch.delenv("POLICYKG_SOURCES", raising=False)
        nbclient.NotebookClient(
            notebook,
            timeout=300,
            kernel_name="python3",
            resources={"metadata": {"path": workspace}},
        ).execute()
    shown = (out.get("data", {}) for cell in notebook.cells for out in cell.get("outputs", ()))
    return tuple(data["text/html"] for data in shown if "text/html" in data)


def cells(html: str) -> list[str]:
    """Return the texts of a table's cells."""
    return [unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in CELL.findall(html)]


@pytest.mark.sweep
@pytest.mark.parametrize(("path", "language"), CASES)
def test_a_notebook_runs_and_its_tables_show_names_in_the_language_of_the_reader(
    path: Path, language: str, workspace: Path
) -> None:
    tables = [html for html in executed(path, language, workspace) if "<iframe" not in html]
    assert tables or path.stem[:2] == "05"
    texts = [cell for html in tables for cell in cells(html)]
    assert [text for text in texts if IRI.match(text)] == []
    if path.stem[:2] == "01":
        # The table of leads; what a text writes stays Chinese in both languages.
        assert any(CHINESE.search(cell) for cell in cells(tables[0])) is (language == "zh")


@pytest.mark.sweep
@pytest.mark.browser
@pytest.mark.parametrize(("path", "language"), CASES[:2])
def test_what_a_notebook_shows_fits_a_telephone(
    browser: Browser, tmp_path: Path, workspace: Path, path: Path, language: str
) -> None:
    shown = "\n".join(executed(path, language, workspace))
    page = tmp_path / "outputs.html"
    head = (
        '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    )
    page.write_text(f"{head}<title>n</title><body>{shown}", encoding="utf-8")
    with visit(browser, viewport={"width": 390, "height": 844}) as found:
        found.page.goto(file_url(page))
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        ours = found.page.locator(".policykg-table")
        assert ours.count() > 3
        for box in ours.all():
            assert box.evaluate("box => box.scrollWidth - box.clientWidth") <= 0
        found.page.evaluate("document.querySelectorAll('table.dataframe').forEach(t => t.remove())")
        assert found.page.evaluate(over) <= 0
        cell = ours.first.locator("td").first
        assert cell.evaluate("td => getComputedStyle(td, '::before').content") != "none"


WATCH = """
const drawn = window.drawn = new Map();
const fill = CanvasRenderingContext2D.prototype.fillText;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y, most) {
  const size = this.measureText(text), at = this.getTransform();
  const shift = this.textAlign === "center" ? size.width / 2
    : this.textAlign === "right" || this.textAlign === "end" ? size.width : 0;
  const left = at.transformPoint(new DOMPoint(x - shift, y - size.actualBoundingBoxAscent));
  const right = at.transformPoint(
    new DOMPoint(x - shift + size.width, y + size.actualBoundingBoxDescent));
  drawn.set(text, [left.x, left.y, right.x - this.canvas.width, right.y - this.canvas.height]);
  return fill.apply(this, arguments);
};
"""


@pytest.mark.sweep
@pytest.mark.browser
@pytest.mark.parametrize("width", [1000, 390])
@pytest.mark.parametrize("network", ["co-leads", "places"])
def test_a_network_in_a_notebook_shows_its_labels_whole(
    browser: Browser, tmp_path: Path, kg: KG, network: str, width: int
) -> None:
    net = kg.network(network)
    picture: Any = kg.draw(net)
    page = tmp_path / "notebook.html"
    page.write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>n</title>{picture._repr_html_()}",
        encoding="utf-8",
    )
    with visit(browser, viewport={"width": width, "height": 900}) as found:
        found.page.context.add_init_script(WATCH)
        for again in range(6):
            found.page.goto(file_url(page))
            found.page.frame_locator("iframe").locator("html[data-ready]").wait_for()
            found.page.wait_for_timeout(1_000)
            frame = found.page.frames[1]
            # The browser may give a frame its script after the picture was drawn, once.
            if frame.evaluate("window.drawn.size > 5"):
                break
            assert again < 5
        found.page.wait_for_timeout(500)  # the drawing comes to rest
        drawn: dict[str, list[float]] = frame.evaluate("Object.fromEntries(window.drawn)")
        nodes = json.loads(frame.locator("#data").text_content() or "")["nodes"]
        rows = [node["zh"].split("\n") for node in nodes]
        cut = {t: box for t, box in drawn.items() if min(box[:2]) < -1 or max(box[2:]) > 1}
        assert cut == {}
        words = {text for text in drawn if not text.isdigit()}  # weights stand at edges
        assert words <= {row for label in rows for row in label}
        whole = [label for label in rows if all(row in drawn for row in label)]
        assert len(whole) >= (len(rows) / 2 if width == 1000 else 10)
        found.assert_quiet()


def test_no_outputs_are_committed(root: Path) -> None:
    assert list((root / "notebooks").glob("*.ipynb")) == []
