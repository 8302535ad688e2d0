"""Two readings settled side by side: what is written, signed, undone, and refused."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from loaders.desk.desk import Desk, NotAtDesk
from loaders.desk.readings import Difference
from loaders.identity.loading import load_authority
from loaders.workspace import open_workspace
from tests.support.browser import axe_violations, until, visit
from tests.support.command import run_cli
from tests.support.desk_example import exploring
from tests.support.readings import SECOND

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
DOCUMENT = "qingxi-plan"
NAME = f"readings/{DOCUMENT}/wang.yaml"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    root = tmp_path / "ws"
    assert run_cli("init", str(root)).exit_code == 0
    folder = root / "readings" / DOCUMENT
    folder.mkdir(parents=True)
    (folder / "wang.yaml").write_text(SECOND, "utf-8")
    return opened(root)


def opened(root: Path) -> Desk:
    workspace = open_workspace(root)
    named = [(path, workspace.name_of(path)) for path in workspace.authority_files()]
    authority = load_authority(named)[0]
    return Desk(workspace, DOCUMENT, lambda: authority)


def all_of(desk: Desk, name: str = NAME) -> list[Difference]:
    return [one for one in desk.compared(name).differences if not one.settled]


def one_of(desk: Desk, kind: str, field: str, title: str = "", name: str = NAME) -> Difference:
    return next(
        one for one in all_of(desk, name)
        if (one.kind, one.field) == (kind, field) and title in one.title
    )  # fmt: skip


def test_each_difference_has_both_values_and_the_words_of_both(desk: Desk) -> None:
    one = one_of(desk, "target", "period")
    assert (one.left.value, one.right.value) == ("2026", "2027")
    text = desk.facts().evidence
    assert text is not None
    words = [text.source.text[a:b] for side in (one.left, one.right) for a, b in side.spans]
    assert "到2026年培训竹编工匠300人" in "".join(words[-1].split())
    assert all("300人" in "".join(quote.split()) for quote in words)


@pytest.mark.parametrize(
    ("kind", "field", "title", "before", "after"),
    [
        ("target", "period", "培训竹编工匠", "300人, by: 2026", "300人, by: 2027"),
        ("project", "place", "竹产业园", "place: 溪口村", None),
        ("target", "name", "规模以上竹制品企业", "{name: 规模以上竹制品企业", "{name: 竹制品企业"),
        ("target", "only", "河道清淤", "name: 河道清淤", None),
        ("growth", "only", "生产总值", "growth: 同比增长6.5%", None),
        ("enterprise", "only", "青竹坊", "name: 青竹坊工艺有限公司", None),
    ],
)
def test_what_is_taken_of_the_other_reading_is_written_and_undone(
    desk: Desk, kind: str, field: str, title: str, before: str, after: str | None
) -> None:
    text = desk.facts_text()
    one = one_of(desk, kind, field, title)
    assert before in text and one.takes_right
    desk.settle(NAME, one.id, "right")
    written = desk.facts_text()
    assert before not in written and (after is None or after in written)
    assert "value: 超12亿元" in written  # the record around a growth stays
    assert one.id not in {other.id for other in desk.compared(NAME).differences}
    desk.undo()
    assert desk.facts_text() == text
    assert one.id in {other.id for other in all_of(desk)}


def test_a_record_of_the_other_reading_alone_is_written_where_the_text_has_it(desk: Desk) -> None:
    gone = one_of(desk, "target", "only", "河道清淤")
    whole = desk.facts_text()
    desk.settle(NAME, gone.id, "right")
    other = desk.workspace.root / "readings" / DOCUMENT / "whole.yaml"
    other.write_text(whole, "utf-8")
    name = f"readings/{DOCUMENT}/whole.yaml"
    (alone,) = all_of(desk, name)
    assert not alone.left.record and alone.right.record and alone.takes_right
    desk.settle(name, alone.id, "right", "Wang")
    assert "value: 12公里" in desk.facts_text()
    assert all_of(desk, name) == []
    held = desk.signatures().marks
    assert {mark.how for mark in held.values() if mark.reader.name == "Wang"} == {"settled"}


@pytest.mark.parametrize("choice", ["left", "open", "postponed"])
def test_other_decisions_write_no_fact_and_last_over_a_restart(desk: Desk, choice: str) -> None:
    text, one = desk.facts_text(), one_of(desk, "target", "period")
    desk.settle(NAME, one.id, choice)  # type: ignore[arg-type]
    assert desk.facts_text() == text
    again = opened(desk.workspace.root)
    settled = {each.id: each.settled for each in again.compared(NAME).differences}
    assert settled[one.id] == choice
    again.undo()
    settled = {each.id: each.settled for each in again.compared(NAME).differences}
    assert settled[one.id] == ""


@pytest.mark.parametrize("choice", ["left", "right"])
def test_a_decision_signs_the_field_it_was_about_and_undo_takes_both_back(
    desk: Desk, choice: str
) -> None:
    before = desk.signatures().text()
    one = one_of(desk, "target", "period")
    done = desk.settle(NAME, one.id, choice, "Li")  # type: ignore[arg-type]
    assert [action.what for action in done] == ["settle", "sign"]
    mine = [mark for mark in desk.signatures().marks.values() if mark.reader.name == "Li"]
    assert {mark.how for mark in mine} == {"settled"}
    assert {mark.field for mark in mine} <= {"period", "by"}
    assert len(desk.undo()) == 2
    assert desk.signatures().text() == before


def test_without_a_name_nothing_is_signed(desk: Desk) -> None:
    one = one_of(desk, "target", "period")
    assert len(desk.settle(NAME, one.id, "left")) == 1


def test_only_shown_records_that_agree_are_signed_as_a_group(desk: Desk) -> None:
    agreed = desk.agreed(NAME)
    shown = [unit.key for unit, _ in agreed][:3]
    assert len(agreed) > 3
    action = desk.sign_agreed(NAME, shown, "Li")
    assert action is not None and set(action.details["facts"]) <= set(shown)
    (group,) = desk.signatures().groups.values()
    assert group.reader.name == "Li"
    assert desk.sign_agreed(NAME, shown, "Li") is None
    with pytest.raises(NotAtDesk):
        desk.sign_agreed(NAME, shown, "")


def test_what_cannot_be_taken_by_itself_is_refused_and_says_so(desk: Desk) -> None:
    one = next(one for one in all_of(desk) if not one.takes_right)
    text = desk.facts_text()
    with pytest.raises(NotAtDesk, match="change it there"):
        desk.settle(NAME, one.id, "right")
    assert desk.facts_text() == text
    with pytest.raises(NotAtDesk, match="load the page again"):
        desk.settle(NAME, "0" * 16, "left")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.txt", SECOND.encode()),
        ("..", b""),
        ("x.yaml", b""),
        ("x.yaml", b"\xff\xfe\x00"),
        ("x.yaml", b"[1, 2]"),
        ("x.yaml", b"a: [" * 2000),
        ("x.yaml", b"body: nothing"),
        ("x.yaml", b"x" * (9 << 20)),
    ],
)
def test_a_file_that_is_no_reading_of_this_document_is_refused_and_not_kept(
    desk: Desk, name: str, data: bytes
) -> None:
    with pytest.raises(NotAtDesk):
        desk.keep_reading(name, data)
    assert desk.readings() == [NAME]


def test_a_dropped_reading_lies_beside_the_journal_whatever_its_name(desk: Desk) -> None:
    kept = desk.keep_reading("../../etc/另读<b>.yaml", SECOND.encode())
    assert kept == f".policykg/desk/readings/{DOCUMENT}/另读<b>.yaml"
    assert {one.id for one in all_of(desk, kept)} == {one.id for one in all_of(desk)}


def test_no_reading_outside_of_the_workspace_is_compared(desk: Desk) -> None:
    for name in ("../x.yaml", "policykg.yaml", "/etc/passwd", f"facts/{DOCUMENT}.yaml"):
        with pytest.raises(NotAtDesk):
            desk.compared(name)


# -- in the browser ----------------------------------------------------------------------------


@pytest.mark.sweep
@pytest.mark.parametrize(("lang", "width"), [("zh", 1440), ("en", 1440), ("zh", 390), ("en", 390)])
def test_a_dropped_reading_is_settled_by_keys(
    browser: Browser, desk: Desk, lang: str, width: int, tmp_path: Path
) -> None:
    root = desk.workspace.root
    assert run_cli("-w", str(root), "build").exit_code == 0
    file = tmp_path / "wang.yaml"
    file.write_text(SECOND, "utf-8")
    locale = "zh-CN" if lang == "zh" else "en-GB"
    viewport = {"width": width, "height": 900}
    with (
        exploring(root) as (url, address),
        visit(browser, locale=locale, viewport=viewport) as found,
    ):
        page = found.page
        page.goto(address)
        page.goto(f"{url}{lang}/desk/{DOCUMENT}")
        page.locator(".desk-head a").last.click()
        page.wait_for_url("**/readings**")  # scripts have run when a page is loaded
        page.set_input_files("#desk-file", str(file))
        page.wait_for_selector("#desk-cards article")
        waiting = all_of(desk)
        assert page.locator("#desk-cards article").count() == len(waiting)
        assert page.locator("#desk-cards mark").count() >= len(waiting)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe_violations(page) == []

        # The group of what agrees needs a name, and says so.
        page.locator("h1").click()
        page.keyboard.press("g")
        assert page.evaluate("document.activeElement.id") == "desk-who"
        page.fill("#desk-who", "王一")
        page.locator("h1").click()

        period = one_of(desk, "target", "period")
        page.locator(f'[data-card="{period.id}"] h2').click()
        page.keyboard.press("r")
        until(
            page, "n => document.querySelectorAll('#desk-cards article').length < n", len(waiting)
        )
        assert "300人, by: 2027" in opened(root).facts_text()
        for key in ("l", "b", "p"):
            left = page.locator("#desk-cards article").count()
            page.keyboard.press(key)
            until(
                page, "n => document.querySelectorAll('#desk-cards article').length === n", left - 1
            )
        page.keyboard.press("u")
        until(page, "n => document.querySelectorAll('#desk-cards article').length === n", left)
        page.keyboard.press("g")
        page.wait_for_selector("dialog .desk-alike li")
        page.wait_for_timeout(300)
        assert axe_violations(page) == []
        page.keyboard.press("Enter")
        end = time.monotonic() + 20
        while time.monotonic() < end and not opened(root).signatures().groups:
            page.wait_for_timeout(100)
        found.assert_quiet()
    signatures = opened(root).signatures()
    assert [group.reader.name for group in signatures.groups.values()] == ["王一"]
    assert "settled" in {mark.how for mark in signatures.marks.values()}
