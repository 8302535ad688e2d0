"""Whoever saves a facts file sees the new state, or what is wrong with it, on the open page."""

from __future__ import annotations

import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from policykg.watching import PROBLEMS, rebuild, stamp
from tests.support.browser import until, visit
from tests.support.explorer_app import built, explorer

pytestmark = pytest.mark.sweep

if TYPE_CHECKING:
    from playwright.sync_api import Browser

FILE = "facts/diankou-town.yaml"
SECONDS = 6.0
"""Two seconds are promised; a busy machine that runs other tests gets a few more."""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    folder = tmp_path / "w"
    shutil.copytree(built(), folder, symlinks=True)
    return folder


def edit(workspace: Path, old: str, new: str) -> None:
    path = workspace / FILE
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_good_change_is_built(workspace: Path) -> None:
    before = (workspace / "build" / "current").readlink()
    edit(workspace, "en: ", "en: New ")
    assert rebuild(workspace, ()) == []
    assert (workspace / "build" / "current").readlink() != before


def test_a_bad_change_is_told_with_file_and_line_and_the_graph_stays(workspace: Path) -> None:
    before = (workspace / "build" / "current").readlink()
    edit(workspace, "document:\n", "document:\n  no-such-field: 1\n")
    problems = rebuild(workspace, ())
    assert problems
    problem = problems[0]
    assert (problem["file"], problem["line"]) == (FILE, 3)
    assert problem["en"]
    assert problem["zh"]
    assert (workspace / "build" / "current").readlink() == before
    assert (workspace / "build" / PROBLEMS).is_file()
    edit(workspace, "  no-such-field: 1\n", "")
    assert rebuild(workspace, ()) == []
    assert not (workspace / "build" / PROBLEMS).exists()


def test_saving_adding_and_removing_a_file_is_noticed(workspace: Path) -> None:
    stamps = {stamp(workspace)}
    path = workspace / "facts" / "another.yaml"
    for act in (lambda: path.write_text("a: 1\n"), lambda: path.write_text("a: 22\n"), path.unlink):
        act()
        stamps.add(stamp(workspace))
    assert len(stamps) == 3


def test_an_open_page_shows_the_problem_and_then_the_new_state(
    browser: Browser, workspace: Path
) -> None:
    with explorer(workspace, watch=True) as client, visit(browser, locale="en-GB") as found:
        assert client.get("/version").json()["watching"] is True
        page = found.page
        page.goto(str(client.base_url).rstrip("/") + "/en/page/diankou-town")
        time.sleep(1.0)  # the companion loads its packages
        edit(workspace, "document:\n", "document:\n  no-such-field: 1\n")
        bar = page.locator(".watch code", has_text=f"{FILE}:3")
        bar.wait_for(timeout=SECONDS * 1000)
        before = page.locator("html").get_attribute("data-version")
        edit(workspace, "  no-such-field: 1\n", "")
        edit(workspace, "en: ", "en: Renamed ")
        until(page, "v => document.documentElement.dataset.version !== v", before, SECONDS)
        assert page.locator(".watch:visible").count() == 0
        assert found.refused == []


def test_without_watching_nobody_rebuilds(workspace: Path) -> None:
    with explorer(workspace) as client:
        version = client.get("/version").json()
        edit(workspace, "en: ", "en: New ")
        time.sleep(1.5)
        assert client.get("/version").json() == version == {**version, "watching": False}
