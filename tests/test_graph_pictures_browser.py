"""Pictures opened in a real browser that refuses every request leaving loopback."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graph.networks.build import build_network
from graph.pictures.html import picture, write_picture
from graph.pictures.png import write_png
from tests.support.browser import axe_violations, chromium, file_url, until, visit
from tests.support.networks_example import example_store
from tests.support.pictures_example import HOSTILE, big_net, hostile_net

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

pytestmark = pytest.mark.browser

CHOSEN = "#chosen:not([hidden])"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pictures")
    store = example_store()
    for name in ("leads", "co-leads", "campaign-task-department", "everything"):
        write_picture(build_network(store, name), made / f"{name}.html")
    write_picture(hostile_net(), made / "hostile.html")
    return made


def open_picture(page: Page, path: Path) -> None:
    page.goto(file_url(path))
    until(page, "document.documentElement.dataset.ready")


@pytest.mark.sweep
@pytest.mark.parametrize("name", ["leads", "co-leads", "campaign-task-department", "everything"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_opens_offline_without_complaint_and_accessible(
    browser: Browser, folder: Path, name: str, scheme: Any
) -> None:
    with visit(browser, color_scheme=scheme) as found:
        open_picture(found.page, folder / f"{name}.html")
        assert axe_violations(found.page) == []
        found.assert_quiet()
        assert len(found.requests) == 1


def test_hostile_words_do_nothing(browser: Browser, folder: Path) -> None:
    with visit(browser) as found:
        alerts: list[str] = []

        def note(dialog: Dialog) -> None:
            alerts.append(dialog.message)
            dialog.dismiss()

        found.page.on("dialog", note)
        open_picture(found.page, folder / "hostile.html")
        count = found.page.evaluate("policykgPicture.network.body.data.nodes.length")
        for i in range(count):
            found.page.evaluate(f"policykgPicture.chooseNode({i}, true)")
        found.page.fill("#search", "<img")
        assert found.page.locator("#found li").count() > 0
        found.page.keyboard.press("Enter")
        assert HOSTILE.replace("\u2028", "") in found.page.inner_text(CHOSEN).replace("\u2028", "")
        assert found.page.locator("#chosen img, #found img").count() == 0
        assert alerts == []
        found.assert_quiet()


def test_an_edge_opens_its_words_document_and_position(browser: Browser, folder: Path) -> None:
    with visit(browser) as found:
        open_picture(found.page, folder / "co-leads.html")
        found.page.locator("#e0 button.show").click()
        text = found.page.inner_text(CHOSEN)
        assert "发展改革委" in text and "经贸委" in text
        assert "培大育强工程" in text
        assert "(牵头单位:发展改革委、经贸委、财政局)" in text
        assert "发展行动方案" in text and "–" in text
        found.assert_quiet()


@pytest.mark.sweep
def test_a_click_on_a_mark_opens_its_node(browser: Browser, folder: Path) -> None:
    with visit(browser) as found:
        open_picture(found.page, folder / "co-leads.html")
        at = found.page.evaluate(
            "(() => { const p = policykgPicture.network.canvasToDOM("
            "policykgPicture.network.getPosition(0)); const r = document.getElementById('picture')"
            ".getBoundingClientRect(); return [p.x + r.x, p.y + r.y]; })()"
        )
        found.page.mouse.click(*at)
        found.page.wait_for_selector(CHOSEN)
        assert "发展改革委" in found.page.inner_text(CHOSEN)
        assert found.page.locator("#n0.lit").count() == 1


@pytest.mark.sweep
def test_search_finds_by_either_language(browser: Browser, folder: Path) -> None:
    with visit(browser) as found:
        open_picture(found.page, folder / "leads.html")
        for words in ("economy and", "经贸"):
            found.page.fill("#search", words)
            found.page.keyboard.press("Enter")
            assert "Economy and Trade" in found.page.inner_text(CHOSEN)


@pytest.mark.sweep
def test_both_languages_are_in_the_file(browser: Browser, folder: Path) -> None:
    with visit(browser) as found:
        open_picture(found.page, folder / "leads.html")
        assert found.page.locator("h1").inner_text() == "谁牵头什么"
        found.page.click("text=English")
        assert found.page.locator("h1").inner_text().lower() == "who leads what"
        assert found.page.evaluate("document.documentElement.lang") == "en"
        assert axe_violations(found.page) == []


@pytest.mark.sweep
def test_a_kind_is_hidden_and_shown_by_its_legend(browser: Browser, folder: Path) -> None:
    hidden = "policykgPicture.network.body.data.nodes.get({filter: n => n.hidden}).length"
    with visit(browser) as found:
        open_picture(found.page, folder / "leads.html")
        chip = found.page.locator("[data-kind=GroupReference]")
        chip.click()
        assert chip.get_attribute("aria-pressed") == "false"
        assert found.page.evaluate(hidden) == 1
        chip.click()
        assert found.page.evaluate(hidden) == 0


@pytest.mark.sweep
def test_inferred_edges_can_be_set_apart(browser: Browser, folder: Path) -> None:
    hidden = "policykgPicture.network.body.data.edges.get({filter: e => e.hidden}).length"
    with visit(browser) as found:
        open_picture(found.page, folder / "leads.html")
        found.page.click("[data-inferred]")
        assert found.page.evaluate(hidden) == 1


@pytest.mark.sweep
def test_keys_move_zoom_and_clear(browser: Browser, folder: Path) -> None:
    with visit(browser) as found:
        page = found.page
        open_picture(page, folder / "leads.html")
        page.evaluate("policykgPicture.chooseNode(0)")
        page.focus("#picture")
        before = page.evaluate("policykgPicture.network.getViewPosition().x")
        page.keyboard.press("ArrowRight")
        assert page.evaluate("policykgPicture.network.getViewPosition().x") > before
        scale = page.evaluate("policykgPicture.network.getScale()")
        page.keyboard.press("+")
        assert page.evaluate("policykgPicture.network.getScale()") > scale
        page.keyboard.press("Escape")
        assert page.locator(CHOSEN).count() == 0


@pytest.mark.sweep
def test_print_opens_the_tables(browser: Browser, folder: Path) -> None:
    with visit(browser) as found:
        open_picture(found.page, folder / "leads.html")
        found.page.evaluate("document.getElementById('edge-table').open = false")
        assert found.page.pdf()[:4] == b"%PDF"
        assert found.page.evaluate("document.getElementById('edge-table').open")


@pytest.mark.sweep
def test_the_tables_stand_without_script(browser: Browser, folder: Path) -> None:
    with visit(browser, java_script_enabled=False) as found:
        found.page.goto(file_url(folder / "leads.html"))
        assert "(牵头单位:发展改革委、经贸委)" in found.page.inner_text("#edge-table")
        found.assert_quiet()


@pytest.mark.sweep
def test_a_frame_in_a_notebook_runs_closed_in(browser: Browser, tmp_path: Path) -> None:
    frame = picture(hostile_net())._repr_html_()
    (tmp_path / "notebook.html").write_text(
        f"<!DOCTYPE html><html lang=en><title>n</title>{frame}", encoding="utf-8"
    )
    with visit(browser) as found:
        found.page.goto(file_url(tmp_path / "notebook.html"))
        inner = found.page.frame_locator("iframe")
        inner.locator("html[data-ready]").wait_for()
        assert inner.locator("#picture canvas").count() == 1
        found.assert_quiet()


@pytest.mark.sweep
def test_a_thousand_nodes_are_drawn_at_once(browser: Browser, tmp_path: Path) -> None:
    write_picture(big_net(1000), tmp_path / "big.html", limit=None)
    with visit(browser) as found:
        open_picture(found.page, tmp_path / "big.html")
        ready = found.page.evaluate("performance.getEntriesByName('picture-ready')[0].startTime")
        assert ready < 3000  # benchmarks/picture_speed.py measures; this only guards
        found.assert_quiet()


# Keeps the canvas as it is when the picture says that it stands.
KEEP = """
const mark = performance.mark.bind(performance);
const pixels = () => {
    const canvas = document.querySelector("#picture canvas");
    return canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
};
performance.mark = (name) => {
    if (name === "picture-ready") window.first = pixels();
    return mark(name);
};
window.changed = () => {
    const now = pixels();
    let count = 0;
    for (let i = 3; i < now.length; i += 4) count += Math.abs(now[i] - window.first[i]) > 40;
    return count / (now.length / 4);
};
window.drawn = () => window.first.filter((value, i) => i % 4 === 3 && value > 0).length;
"""


@pytest.mark.sweep
@pytest.mark.parametrize("directed", [True, False])
def test_a_large_picture_stays_as_it_is_first_drawn(
    browser: Browser, tmp_path: Path, directed: bool
) -> None:
    net = big_net(1000)
    write_picture(net if directed else net.to_undirected(), tmp_path / "big.html", limit=None)
    with visit(browser) as found:
        found.page.add_init_script(KEEP)
        open_picture(found.page, tmp_path / "big.html")
        found.page.wait_for_timeout(1500)  # by now vis-network draws the lines itself
        assert found.page.evaluate("() => window.drawn()") > 20_000
        assert found.page.evaluate("() => window.changed()") < 0.005
        found.page.click("#edge-table summary")
        found.page.click("[data-edge='3']")
        assert found.page.locator(CHOSEN).count() == 1
        found.assert_quiet()


@pytest.mark.sweep
@pytest.mark.skipif(chromium() is None, reason="no Chromium on this machine")
def test_png_is_written_by_the_browser(tmp_path: Path) -> None:
    write_png(build_network(example_store(), "leads"), tmp_path / "leads.png", scale=1)
    assert (tmp_path / "leads.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
