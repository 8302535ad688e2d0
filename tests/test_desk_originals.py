"""The page of the original beside a fact: where words stand, drawn, and the file to be saved."""

from __future__ import annotations

import io
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

pytest.importorskip("reportlab")
pytest.importorskip("pypdfium2")

from loaders.desk.desk import Desk
from loaders.intake.confined import draw_page
from loaders.intake.records import read_record
from loaders.intake.refusals import Refused
from policykg.desk.originals import words_on_page
from policykg.desk.service import DeskService
from tests.intake_files import pdf
from tests.support.browser import axe_violations, until, visit
from tests.support.command import run_cli
from tests.support.desk_example import TEXT, exploring

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def latin(*pages: list[str]) -> bytes:
    """Return a PDF in a font that every reader of PDFs has."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for lines in pages:
        canvas.setFont("Helvetica", 12)
        for number, words in enumerate(lines):
            canvas.drawString(100, 700 - 20 * number, words)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("words", "nth", "lines"),
    [
        ("invest 30 million", 0, [0]),
        ("invest\n30   million", 0, [0]),
        ("Build roads", 0, [1]),
        ("Build roads", 1, [3]),
        ("Build roads", 9, [3]),
        ("million.\nBuild", 0, [0, 1]),
        ("no such words", 0, []),
        ("", 0, []),
    ],
)
def test_words_are_marked_where_they_stand(words: str, nth: int, lines: list[int]) -> None:
    data = latin(["We invest 30 million.", "Build roads", "and bridges", "Build roads"])
    png, boxes = draw_page(data, 1, words, nth)
    assert png.startswith(b"\x89PNG")
    tops = [round((box[1] * 841.9 - 131.5) / 20) for box in boxes]
    assert tops == lines
    assert all(0 <= x <= 1 for box in boxes for x in box)


def test_a_marked_page_differs_from_an_unmarked_one_and_is_drawn_the_same_twice() -> None:
    data = latin(["We invest 30 million."])
    plain, marked = draw_page(data, 1, "")[0], draw_page(data, 1, "invest")[0]
    assert plain != marked and marked == draw_page(data, 1, "invest")[0]


@pytest.mark.parametrize(
    ("data", "page", "reason"),
    [
        (latin(["one page"]), 2, "damaged"),
        (latin(["one page"]), 0, "damaged"),
        (latin(["one page"]), -1, "damaged"),
        (latin(["one page"])[:400], 1, "damaged"),
        (pdf([[(100, 700, 12, "实施技改项目60个,投资增长12%。")]]), 1, "fonts"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_reason(data: bytes, page: int, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        draw_page(data, page, "x")
    assert refused.value.reason == reason


# -- the desk ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> tuple[Path, str]:
    """A workspace to which a typeset PDF of two pages was added and drafted."""
    folder = tmp_path_factory.mktemp("original")
    head, _, rest = TEXT.partition("二、改善民生")
    shown = browser.new_page()
    body = "".join(f"<p>{line}</p>" for line in head.splitlines() if line)
    more = "".join(f"<p>{line}</p>" for line in ("二、改善民生" + rest).splitlines() if line)
    shown.set_content(f'<div>{body}</div><div style="break-before: page">{more}</div>')
    shown.pdf(path=str(folder / "要点 2023.pdf"), format="A4", margin={"top": "2cm", "left": "2cm"})
    shown.close()
    root = folder / "ws"
    assert run_cli("init", str(root)).exit_code == 0
    outcome = run_cli("-w", str(root), "add", str(folder / "要点 2023.pdf"))
    assert outcome.exit_code == 0, outcome.output
    document = next((root / "sources").glob("*.json")).stem
    drafted = run_cli("-w", str(root), "draft", "--drafter", "rules", document)
    assert drafted.exit_code == 0, drafted.output
    (root / "facts" / "authority" / "yunxi.yaml").write_text(
        "places:\n  yunxi:\n    name: {zh: 云溪县, en: Yunxi County}\n    kind: county\n", "utf-8"
    )
    drafts = root / "drafts" / f"{document}.yaml"
    _, _, records = drafts.read_text("utf-8").partition("\nbody:")
    drafts.write_text(
        f"document:\n  id: {document}\n  title: {{zh: 要点, en: Points}}\n  genre: task-list\n"
        f"  jurisdiction: yunxi\n  written: 2023\n"
        f"  source: {{file: {document}.txt, language: zh-hans}}\nbody:{records}", "utf-8"
    )  # fmt: skip
    assert run_cli("-w", str(root), "build").exit_code == 0
    return root, document


def test_words_that_go_over_to_the_next_page_are_marked_as_far_as_the_page_has_them(
    added: tuple[Path, str],
) -> None:
    root, document = added
    record = read_record(root / "sources" / f"{document}.json")
    assert record is not None and [page for *_, page in record.pages] == [1, 2]
    text = (root / "sources" / f"{document}.txt").read_text("utf-8")
    start, end = text.index("技改投资增长"), text.index("改善民生") + 4
    assert words_on_page(record, text, 1, start, end)[0].startswith("技改投资增长12%")
    assert words_on_page(record, text, 2, start, end) == ("二、改善民生", 0)
    again = text.index("县经信局", text.index("县经信局") + 1)
    assert words_on_page(record, text, 1, again, again + 4) == ("县经信局", 1)


def test_the_original_is_for_the_desk_alone_and_only_to_be_saved(
    added: tuple[Path, str],
) -> None:
    root, document = added
    with exploring(root) as (url, desk), httpx.Client(base_url=url) as found:
        for address in (f"/desk/{document}/original", f"/desk/{document}/page.png?start=0&end=3"):
            assert found.get(address).status_code == 403
        found.get(desk)
        answer = found.get(f"/desk/{document}/original")
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in answer.headers["content-security-policy"]
        drawn = found.get(f"/desk/{document}/page.png?start=0&end=4")
        assert drawn.status_code == 200 and drawn.headers["content-type"] == "image/png"
        for query in ("", "?start=a&end=b", "?start=-4&end=3", "?start=9&end=3", "?start=0"):
            refused = found.get(f"/desk/{document}/page.png{query}")
            assert refused.status_code in (400, 404) and refused.json()["message"]["zh"]
        # A record that names a file elsewhere opens nothing.
        path = root / "sources" / f"{document}.json"
        before = path.read_text("utf-8")
        data = json.loads(before)
        data["original"]["file"] = "../facts/authority/yunxi.yaml"
        path.write_text(json.dumps(data), "utf-8")
        try:
            refused = found.get(f"/desk/{document}/original")
            assert refused.status_code == 404 and "originals" in refused.json()["message"]["en"]
        finally:
            path.write_text(before, "utf-8")


def test_the_page_of_a_fact_says_where_its_words_stand_in_the_original(
    added: tuple[Path, str], tmp_path: Path
) -> None:
    root = tmp_path / "copy"
    shutil.copytree(added[0], root)
    document = added[1]
    desk = DeskService(root).desk(document)
    desk.accept([card.id for card, _ in desk.cards()])
    for one in desk.proposals():
        desk.make_identity(one.section, one.id, one.record)
    outcome = run_cli("-w", str(root), "build")
    assert outcome.exit_code == 0, outcome.output
    with exploring(root) as (url, _), httpx.Client(base_url=url, follow_redirects=True) as found:
        for lang, words in (
            ("en", "page {} of 要点 2023.pdf"),
            ("zh", "《要点 2023.pdf》第 {} 页"),
        ):
            told = [found.get(f"/{lang}/page/{document}_{key}").text for key in _keys(desk)]
            assert any(words.format(1) in page for page in told)
            assert any(words.format(2) in page for page in told)


def _keys(desk: Desk) -> list[str]:
    return [fact.key for fact in desk.facts().document.facts]


@pytest.mark.sweep
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_card_says_its_page_and_shows_it(
    browser: Browser, added: tuple[Path, str], lang: str
) -> None:
    root, document = added
    locale = "zh-CN" if lang == "zh" else "en-GB"
    with exploring(root) as (url, desk), visit(browser, locale=locale) as found:
        page = found.page
        page.goto(desk)
        page.goto(f"{url}{lang}/desk/{document}")
        page.wait_for_selector("#desk-cards article")
        told = page.locator(".desk-where").all_inner_texts()
        wanted = "第 1 页" if lang == "zh" else "page 1 of 要点 2023.pdf"
        assert len(told) == page.locator("#desk-cards article").count()
        assert any(wanted in one for one in told)
        page.locator("h1").click()
        page.keyboard.press("v")
        page.wait_for_selector(".desk-sheet img")
        until(page, "document.querySelector('.desk-sheet img').naturalWidth > 900")
        assert axe_violations(page) == []
        found.assert_quiet()
