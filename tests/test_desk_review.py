"""Reviews in a spreadsheet: verdicts come back through the gate of the desk, whoever saved them."""

from __future__ import annotations

import json
import random
import re
import shutil
import sys
import zipfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from loaders.desk.forms import FieldForm
from policykg.desk.cells import given
from policykg.desk.columns import verdict_of
from policykg.desk.reviewing import Outcome, take_review
from policykg.desk.service import DeskService
from policykg.desk.sheet import review_sheet
from policykg.desk.xlsx import Cell, NotReadable, letters, read_book
from tests.support.command import run_cli
from tests.support.desk_example import DOCUMENT, PLACE, TEXT, desk_of, drafted_workspace
from tests.support.review_file import Filled, filled, office, resaved
from tests.support.sizes import sized

Fill = Callable[[Filled], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drafted_workspace(tmp_path_factory.mktemp("made"))


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "ws"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "review.xlsx"


def taken(root: Path, path: Path, **more: Any) -> Outcome:
    return take_review(DeskService(root), path, **more)


def verdicts(root: Path) -> dict[str, str]:
    return {card.title: verdict for card, verdict in desk_of(root).cards()}


def facts(root: Path) -> str:
    file = root / "facts" / f"{DOCUMENT}.yaml"
    return file.read_text("utf-8") if file.exists() else ""


def rules(outcome: Outcome) -> list[str]:
    return [one.rule for one in outcome.refused]


# ---- what is written ---------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "heading"), [("en", "verdict"), ("zh", "结论")])
def test_a_row_a_card_with_words_sentence_proposal_reasons_and_a_list_of_verdicts(
    root: Path, path: Path, lang: str, heading: str
) -> None:
    outcome = run_cli("-w", str(root), "--lang", lang, "draft", DOCUMENT, "--xlsx", str(path))
    assert outcome.exit_code == 0, outcome.output
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    cards = {f"c-{card.id}": card for card, _ in desk_of(root).cards()}
    assert {row[0] for row in rows[1:]} == set(cards)
    assert len(rows) == len(cards) + 1
    assert [row[1] for row in rows[1:]] == list(range(1, len(cards) + 1))
    for row in rows[1:]:
        card = cards[str(row[0])]
        assert row[4] == TEXT[slice(*card.span)]
        assert str(row[4]) in str(row[5])
        assert card.title in row
    offered = {str(v.sqref): v.formula1 for v in sheet.data_validations.dataValidation}
    at = [cell.value for cell in sheet[1]].index(heading)
    letter = letters(at + 1)
    listed = offered[f"{letter}2:{letter}{len(rows)}"].strip('"').split(",")
    assert [verdict_of(word) for word in listed] == ["accept", "change", "dismiss", "later"]
    assert sheet.freeze_panes == "D2"
    assert book["policykg"].sheet_state == "hidden"
    said = {str(row[0]): str(row[1]) for row in book["policykg"].iter_rows(values_only=True)}
    assert said["document"] == DOCUMENT and len(said["drafts"]) == 64 and said["software"]
    if lang == "zh":
        assert "待译" in str(rows) and "waiting" not in str(rows)


NAMES = ("=1+1", "@SUM(A1)", "+1 _x0041_", "-2")


def test_text_stays_text_whatever_it_begins_with(root: Path, path: Path) -> None:
    drafts = root / "drafts" / f"{DOCUMENT}.yaml"
    text = drafts.read_text("utf-8")
    parts = ("整治河道", "培育规模企业", "改善民生", "加快园区建设")
    for old, new in zip(parts, NAMES, strict=True):
        text = re.sub(f"((?:task|strategy): ){old}", lambda m, n=new: f"{m[1]}'{n}'", text)  # type: ignore[misc]
    drafts.write_text(text, "utf-8")
    path.write_bytes(review_sheet(DeskService(root).desk(DOCUMENT), "en"))
    book = openpyxl.load_workbook(path)
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert all(cell.quotePrefix for cell in cells if str(cell.value)[0] in "=+-@")
    assert {"=1+1", "@SUM(A1)", "-2", "+1 _x005F_x0041_"} <= {str(cell.value) for cell in cells}
    outcome = taken(root, filled(root, path, accept_all))
    assert not outcome.refused, outcome.refused[0].line("en")
    assert all(name in facts(root) for name in NAMES)


def accept_all(one: Filled) -> None:
    for row in range(2, one.sheet.max_row + 1):
        one.sheet.cell(row, one.column("verdict"), "accept")


def test_words_that_no_cell_can_hold_stand_in_parts_and_are_told(
    tmp_path: Path, path: Path
) -> None:
    long = "完成河道清淤32公里" + "\u3000" * 40_000 + "完毕"  # blanks do not count in a quote
    root = drafted_workspace(tmp_path, TEXT.replace("完成河道清淤32公里", long))
    drafts = root / "drafts" / f"{DOCUMENT}.yaml"
    quote = "quote: 完成河道清淤32公里"
    found = drafts.read_text("utf-8").replace(quote, f"{quote}\n            to: 完毕")
    drafts.write_text(found, "utf-8")
    path.write_bytes(review_sheet(DeskService(root).desk(DOCUMENT), "en"))
    book = openpyxl.load_workbook(path)
    rows = list(book["long"].iter_rows(values_only=True))
    assert "".join(str(row[2]) for row in rows if row[1] == "words") == long
    assert any(
        f"{len(long):,}" in str(row[4]) for row in book.worksheets[0].iter_rows(values_only=True)
    )
    outcome = taken(root, filled(root, path, accept_all))
    assert not outcome.refused and "to: 完毕" in facts(root)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--xlsx", "r.csv"), "ends in .xlsx"),
        (("--xlsx", "full.xlsx"), "holds something"),
        (("--xlsx", "r.xlsx", "--json"), "takes one DOCUMENT"),
        (("--xlsx", "r.xlsx", "--into", "x.yaml"), "takes one DOCUMENT"),
        (("--xlsx", "r.xlsx", "other.txt"), "takes one DOCUMENT"),
    ],
)
def test_what_cannot_be_written_is_refused_with_the_reason(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], why: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("full.xlsx").write_bytes(b"mine")
    outcome = run_cli("-w", str(root), "draft", DOCUMENT, *words)
    assert outcome.exit_code in (1, 2) and why in outcome.output
    assert Path("full.xlsx").read_bytes() == b"mine"


def test_without_openpyxl_the_line_that_installs_it_is_told(
    root: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(root, path, lambda _: None)
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for words in (("draft", DOCUMENT, "--xlsx", str(path) + ".xlsx"), ("review", str(path))):
        outcome = run_cli("-w", str(root), *words)
        assert outcome.exit_code != 0 and "pip install 'policykg[xlsx]'" in outcome.output


# ---- what is taken -----------------------------------------------------------------------


def everything(one: Filled) -> None:
    one.say("做强实体经济", "accept")
    one.say("加快园区建设", "accept")
    one.say("标准厂房", "change", change_English_name="Standard factory floor")
    one.say("推进技术改造", "采纳")
    one.say("技改项目", "dismiss", reason="told already")
    one.say("技改投资", "later", reason="ask the bureau")


def test_verdicts_are_written_signed_and_undone_as_at_the_desk(root: Path, path: Path) -> None:
    filled(root, path, everything)
    outcome = taken(root, path, reader="王一")
    assert not outcome.refused
    found = verdicts(root)
    assert found["标准厂房"] == "accepted"
    assert (found["技改项目"], found["技改投资"]) == ("dismissed", "postponed")
    assert found["学位"] == "waiting" and outcome.blank == 15 - 6
    assert "en: Standard factory floor" in facts(root)
    desk = desk_of(root)
    marks = desk.signatures().marks.values()
    assert {mark.how for mark in marks} == {"read"} and {m.reader.name for m in marks} == {"王一"}
    dismissed = [a for a in desk.journal.actions.values() if a.what == "dismiss"]
    assert dismissed[0].details["reason"] == "told already"
    put_off = [a for a in desk.journal.actions.values() if a.what == "postpone"]
    assert list(put_off[0].details["reasons"].values()) == ["ask the bureau"]
    while desk.undo():
        pass
    assert facts(root) == "" and set(verdicts(root).values()) == {"waiting"}
    assert not (root / desk.signatures_path).exists()


def test_a_file_taken_twice_changes_nothing_and_an_unsigned_one_is_signed_later(
    root: Path, path: Path
) -> None:
    filled(root, path, everything)
    first = taken(root, path)
    state = facts(root), verdicts(root)
    assert first.signed == 0 and not desk_of(root).signatures().marks
    again = taken(root, path)
    assert not again.actions and not again.refused and len(again.already) == 6
    signed = taken(root, path, reader="王一")
    assert signed.signed and {m.how for m in desk_of(root).signatures().marks.values()} == {"read"}
    assert not taken(root, path, reader="王一").actions
    assert (facts(root), verdicts(root)) == state


def test_a_dry_run_judges_every_row_and_writes_nothing(root: Path, path: Path) -> None:
    filled(root, path, everything)
    before = sorted(p for p in root.rglob("*") if p.is_file() and ".policykg" not in str(p))
    outcome = run_cli("-w", str(root), "review", str(path), "--dry-run", "--json", "--as", "王一")
    found = json.loads(outcome.stdout)
    assert outcome.exit_code == 0 and found["dry_run"]
    assert (len(found["accepted"]), len(found["changed"])) == (3, 1)
    assert set(verdicts(root).values()) == {"waiting"} and not found["actions"]
    assert sorted(p for p in root.rglob("*") if p.is_file() and ".policykg" not in str(p)) == before


WORDS = [
    ("accept", ["采纳", "ACCEPT", " accept ", "ａｃｃｅｐｔ", "Accepted", "采纳 / accept", "採納",
                "采 纳", "\u200b采纳\ufeff", "采纳。", "同意", "接受", "√", "accept\n"]),
    ("change", ["修改", "ＣＨＡＮＧＥ", "修改后采纳", "Accept with a change", "edit",
                "修改(change)"]),
    ("dismiss", ["不采纳", "dismissed", "拒绝", "不採納", "Reject", "不采纳 dismiss"]),
    ("later", ["稍后", "稍後", "postpone", "Later", "待定", "暂缓", "ｌａｔｅｒ"]),
    (None, ["maybe", "1", "true", "采纳 / 不采纳", "accept later", "不", "=accept()", "?" * 5000]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "text"), [(verdict, text) for verdict, texts in WORDS for text in texts]
)
def test_verdicts_are_known_in_both_languages_and_every_width(
    verdict: str | None, text: str
) -> None:
    assert verdict_of(text) == verdict


def rich(one: Filled) -> None:
    one.say("标准厂房", CellRichText("ac", TextBlock(InlineFont(b=True), "cept")))


def sorted_rows(one: Filled) -> None:
    one.say("标准厂房", "accept")
    rows = [[c.value for c in row] for row in one.sheet.iter_rows(min_row=2)]
    random.Random(3).shuffle(rows)
    for at, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            one.sheet.cell(at, column).value = value
            one.sheet.cell(at, column).data_type = "s" if isinstance(value, str) else "n"


def hidden(one: Filled) -> None:
    one.say("标准厂房", "accept")
    one.sheet.row_dimensions[one.row("标准厂房")].hidden = True
    one.sheet.auto_filter.add_filter_column(0, ["c-nothing"])


def moved(one: Filled) -> None:
    one.say("标准厂房", "accept")
    last = one.sheet.max_column + 3
    at = one.column("verdict")
    for row in range(1, one.sheet.max_row + 1):
        one.sheet.cell(row, last).value = one.sheet.cell(row, at).value
        one.sheet.cell(row, at).value = None
    one.sheet.insert_cols(1)


def titled(one: Filled) -> None:
    one.say("标准厂房", "accept")
    one.sheet.insert_rows(1, 3)
    one.sheet.cell(1, 1, "县政府工作要点:审读")


def more_sheets(one: Filled) -> None:
    one.say("标准厂房", "accept")
    one.book.create_sheet("mine", 0)["A1"] = "notes"
    one.book.create_chartsheet("chart")
    one.book["policykg"].title = "hidden stuff"
    one.sheet.title = "改过名"


def fewer_columns(one: Filled) -> None:
    one.say("标准厂房", "accept")
    one.sheet.delete_cols(one.column("state"))
    one.sheet.delete_cols(one.column("sentence"))
    one.sheet.delete_cols(one.column("proposed: value"))
    one.sheet.delete_cols(one.column("other fields"))


def numbers(one: Filled) -> None:
    one.say("标准厂房", "accept")
    one.at("标准厂房", "order").value = "6.0"
    one.at("规上工业企业", "proposed: due date").value = 2025.0
    one.say("规上工业企业", "accept")
    one.at("技改投资", "proposed: value").value = 0.12
    one.at("技改投资", "proposed: value").number_format = "0%"
    one.say("技改投资", "accept")
    one.at("加快园区建设", "proposed: number").value = 2
    one.say("加快园区建设", "accept")


def other_language(one: Filled) -> None:
    one.say("标准厂房", "accept")
    chinese = {
        "card": "卡片",
        "verdict": "结 论",
        "words": "原文",
        "proposed: name": "拟：名称 [name]",
    }
    for old, new in chinese.items():
        one.sheet.cell(1, one.column(old)).value = new


def repeated(one: Filled) -> None:
    one.say("标准厂房", "accept")
    row = [cell.value for cell in one.sheet[one.row("标准厂房")]]
    one.sheet.append([cell.value for cell in one.sheet[1]])
    one.sheet.append(row)
    one.sheet.append([*row[: one.column("verdict") - 1]])


def far_away(one: Filled) -> None:
    one.say("标准厂房", "accept")
    one.sheet["XFD1048576"] = "x"


@pytest.mark.parametrize(
    "fill",
    [rich, sorted_rows, hidden, moved, titled, more_sheets, fewer_columns, numbers, other_language,
     repeated, far_away],
)  # fmt: skip
def test_a_verdict_is_found_whatever_people_did_to_the_sheet(
    root: Path, path: Path, fill: Fill
) -> None:
    outcome = taken(root, filled(root, path, fill))
    assert not outcome.refused, outcome.refused[0].line("en")
    assert verdicts(root)["标准厂房"] == "accepted"
    assert "标准厂房" in facts(root)


@pytest.mark.parametrize(
    ("field", "cell", "shape", "expected"),
    [
        ("due_date", 45838, "General", "by: 2025-06-30"),
        ("due_date", datetime(2025, 6, 30), "yyyy-mm-dd", "by: 2025-06-30"),
        ("due_date", datetime(2025, 6, 1), 'yyyy"年"m"月"', "by: 2025-06"),
        ("due_date", datetime(2025, 6, 1), "mmm-yy", "by: 2025-06"),
        ("due_date", 2025.0, "General", "by: 2025"),
        ("due_date", "2025 ", "@", "by: 2025"),
        ("name", "工业企业", "@", "name: 工业企业"),
        ("English_name", "  Firms above size ", "@", "en: Firms above size"),
    ],
)
def test_a_change_is_read_from_whatever_a_program_made_of_it(
    root: Path, path: Path, field: str, cell: object, shape: str, expected: str
) -> None:
    def fill(one: Filled) -> None:
        one.say("规上工业企业", "change", **{f"change_{field}": cell})
        one.at("规上工业企业", "change: " + field.replace("_", " ")).number_format = shape

    outcome = taken(root, filled(root, path, fill))
    assert not outcome.refused, outcome.refused[0].line("en")
    assert expected in facts(root)
    if isinstance(cell, int):
        assert any("was read as 2025-06-30" in note.line("en") for note in outcome.notes)


@pytest.mark.parametrize("mark", ["-", "—", "－", "清空", " - "])
def test_a_hyphen_takes_a_field_away(root: Path, path: Path, mark: str) -> None:
    filled(root, path, lambda one: one.say("整治河道", "change", change_deadline=mark))
    outcome = taken(root, path)
    assert not outcome.refused and len(outcome.changed) == 1
    assert "整治河道" in facts(root) and "deadline" not in facts(root)


def test_fields_without_a_column_are_changed_line_by_line(root: Path, path: Path) -> None:
    def fill(one: Filled) -> None:
        one.say("整治河道", "change", change_other_fields="also-named: 河道清淤\ncertainty：high")
        one.say("幼儿园", "change", change_other_fields="certainty: HIGH\n英文名: Kindergartens")
        one.say("学位", "change", change_other_fields="Certainty: low")

    outcome = taken(root, filled(root, path, fill))
    assert rules(outcome) == ["field-unknown"], [one.line("en") for one in outcome.refused]
    assert "a record of this kind has no field certainty" in outcome.refused[0].line("en")
    text = facts(root)
    assert text.count("certainty: high") == 1 and "en: Kindergartens" in text
    assert "certainty: low" in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [("甲", "甲"), ("甲\n乙", ["甲", "乙"]), (" 甲 \n\n 乙\n", ["甲", "乙"]), ("甲；乙", "甲；乙")],
)
def test_several_values_stand_one_a_line(text: str, expected: object) -> None:
    assert given(Cell(1, 1, text), FieldForm("lead", "texts"))[0] == expected


# ---- what is refused ---------------------------------------------------------------------


def merged(one: Filled) -> None:
    at = one.sheet.cell(1, one.column("verdict")).column_letter
    one.sheet[f"{at}2"] = "accept"
    one.sheet.merge_cells(f"{at}2:{at}4")


def conflicting(one: Filled) -> None:
    one.say("学位", "accept")
    row = [cell.value for cell in one.sheet[one.row("学位")]]
    row[one.column("verdict") - 1] = "later"
    one.sheet.append(row)


def partly_sorted(one: Filled) -> None:
    one.say("学位", "accept")
    one.say("整治河道", "accept")
    a, b = one.at("学位", "card"), one.at("整治河道", "card")
    a.value, b.value = b.value, a.value


def set_cell(name: str, heading: str, value: object, verdict: object = "accept") -> Fill:
    def fill(one: Filled) -> None:
        one.at(name, "verdict").value = verdict
        one.at(name, heading).value = value

    return fill


REFUSED: list[tuple[str, Fill, list[str]]] = [
    ("no word", set_cell("学位", "verdict", "perhaps"), ["verdict-unknown"]),
    ("both words", set_cell("学位", "verdict", "accept / 不采纳"), ["verdict-unknown"]),
    ("a flag", set_cell("学位", "verdict", True), ["verdict-unknown"]),
    ("a formula", set_cell("学位", "verdict", '=IF(1,"accept","")'), ["formula"]),
    ("an error", set_cell("学位", "change: value", "#NAME?", "change"), ["error-cell"]),
    ("merged", merged, ["merged"] * 3),
    ("no card", set_cell("学位", "card", None), ["id-missing"]),
    ("card cut", set_cell("学位", "card", "c-60a0c0"), ["id-missing"]),
    ("card a number", set_cell("学位", "card", 1.2e10), ["id-missing"]),
    ("card gone", set_cell("学位", "card", "c-000000000000"), ["card-gone"]),
    ("two verdicts", conflicting, ["verdicts-conflict"] * 2),
    ("sorted in part", partly_sorted, ["words-differ"] * 2),
    ("words edited", set_cell("学位", "words", "别的话"), ["words-differ"]),
    ("proposal edited", set_cell("学位", "proposed: value", "2500个"), ["proposal-edited"]),
    ("proposal emptied", set_cell("学位", "proposed: value", None), ["proposal-edited"]),
    ("proposal a date", set_cell("学位", "proposed: value", datetime(2024, 1, 1)),
     ["proposal-edited"]),
    ("no reason", set_cell("学位", "verdict", "dismiss"), ["reason-missing"]),
    ("no change", set_cell("学位", "verdict", "change"), ["change-empty"]),
    ("change with accept", set_cell("学位", "change: name", "新增学位"), ["change-unused"]),
    ("change with later", set_cell("学位", "change: name", "新增学位", "later"), ["change-unused"]),
    ("change, no verdict", set_cell("学位", "change: name", "新增学位", None), ["verdict-missing"]),
    ("reason, no verdict", set_cell("学位", "reason", "unsure", None), ["verdict-missing"]),
    ("no such field", set_cell("学位", "change: lead body", "县教育局", "change"),
     ["field-unknown"]),
    ("no such other field", set_cell("学位", "change other fields", "colour: red", "change"),
     ["field-unknown"]),
    ("no lines", set_cell("学位", "change other fields", "just words", "change"), ["value-unfit"]),
    ("no choice", set_cell("学位", "change other fields", "bound: around", "change"),
     ["value-unfit"]),
    ("name taken away", set_cell("学位", "change: name", "-", "change"), ["value-unfit"]),
    ("value not in the words", set_cell("学位", "change: value", "9999个", "change"), ["rules"]),
    ("full cell", set_cell("学位", "reason", "长" * 32_767, "later"), ["too-long"]),
]  # fmt: skip


@pytest.mark.parametrize(("fill", "expected"), [row[1:] for row in REFUSED],
                         ids=[row[0] for row in REFUSED])  # fmt: skip
def test_a_refused_row_is_told_with_its_cell_and_the_others_are_taken(
    root: Path, path: Path, fill: Fill, expected: list[str]
) -> None:
    def both(one: Filled) -> None:
        fill(one)
        if expected != ["merged"] * 3:
            one.say("标准厂房", "accept")

    outcome = taken(root, filled(root, path, both))
    assert rules(outcome) == expected
    for one in outcome.refused:
        assert re.fullmatch(r"review![A-Z]{1,2}\d+", str(one.at))
        for words in (one.what, one.why, one.mend):
            assert all(words) and "{" not in "".join(words)
            assert re.search("[\u4e00-\u9fff]", words[0])
    found = verdicts(root)
    assert found["学位"] == "waiting"
    assert found["标准厂房"] == ("accepted" if expected != ["merged"] * 3 else "waiting")
    told = run_cli("-w", str(root), "review", str(path))
    assert told.exit_code == 1 and str(outcome.refused[0].at) in told.output


def test_what_lies_under_a_refused_or_postponed_part_waits_with_it(root: Path, path: Path) -> None:
    def fill(one: Filled) -> None:
        one.say("整治河道", "later")
        one.say("河道清淤", "accept")
        one.say("完善教育设施", "perhaps")
        one.say("学位", "accept")
        one.say("推进技术改造", "dismiss", reason="no task")
        one.say("技改项目", "accept")

    outcome = taken(root, filled(root, path, fill))
    assert sorted(rules(outcome)) == ["part-refused", "part-refused", "verdict-unknown"]
    found = verdicts(root)
    assert (found["整治河道"], found["河道清淤"], found["学位"]) == (
        "postponed",
        "waiting",
        "waiting",
    )
    assert found["技改项目"] == "accepted" and "推进技术改造" not in facts(root)


def test_a_verdict_against_a_fact_that_stands_is_refused(root: Path, path: Path) -> None:
    filled(root, path, lambda one: one.say("学位", "accept"))
    assert not taken(root, path).refused
    before = facts(root)
    for words in ({"verdict": "dismiss", "reason": "x"}, {"verdict": "later"},
                  {"verdict": "change", "change_name": "新增学位"}):  # fmt: skip
        filled(root, path, lambda one, w=words: one.say("学位", **w))  # type: ignore[misc]
        assert rules(taken(root, path)) == ["accepted-already"]
    assert facts(root) == before


def test_a_file_of_older_drafts_keeps_what_is_the_same_and_tells_what_is_gone(
    root: Path, path: Path
) -> None:
    def fill(one: Filled) -> None:
        one.say("学位", "accept")
        one.say("标准厂房", "accept")

    filled(root, path, fill)
    drafts = root / "drafts" / f"{DOCUMENT}.yaml"
    drafts.write_text(drafts.read_text("utf-8").replace("name: 学位", "name: 新增学位"), "utf-8")
    outcome = taken(root, path)
    assert outcome.older and rules(outcome) == ["card-gone"]
    assert verdicts(root)["标准厂房"] == "accepted"


def test_a_file_of_another_document_or_of_none_is_refused_as_a_whole(
    root: Path, path: Path
) -> None:
    def other(one: Filled) -> None:
        everything(one)
        one.book["policykg"]["B2"] = "other-document"

    filled(root, path, other)
    assert "no document other-document" in run_cli("-w", str(root), "review", str(path)).output
    filled(root, path, everything)
    told = run_cli("-w", str(root), "review", str(path), "--document", "else").output
    assert "is a review of" in told

    def lost(one: Filled) -> None:
        everything(one)
        one.book.remove(one.book["policykg"])

    filled(root, path, lost)
    told = run_cli("-w", str(root), "review", str(path)).output
    assert "--document ID" in told and verdicts(root)["标准厂房"] == "waiting"
    assert not taken(root, path, document=DOCUMENT).refused


@pytest.mark.parametrize("name", ["-", "a" * 81, "a\nb"])
def test_a_name_that_cannot_sign_is_refused_before_anything_is_written(
    root: Path, path: Path, name: str
) -> None:
    filled(root, path, everything)
    outcome = run_cli("-w", str(root), "review", str(path), "--as", name)
    assert outcome.exit_code == 2 and facts(root) == ""


def test_two_columns_of_one_heading_and_no_columns_are_refused(root: Path, path: Path) -> None:
    def twice(one: Filled) -> None:
        one.sheet.cell(1, one.sheet.max_column + 2, "Verdict")

    told = run_cli("-w", str(root), "review", str(filled(root, path, twice))).output
    assert "two columns are called `Verdict`" in told and re.search(r"review![A-Z]+1", told)

    def none(one: Filled) -> None:
        one.sheet.cell(1, one.column("verdict")).value = "what I think"

    told = run_cli("-w", str(root), "review", str(filled(root, path, none))).output
    assert "sheet review, row 1: the heading lacks the columns `card` or `verdict`" in told

    def all_(one: Filled) -> None:
        for sheet in one.book.worksheets:
            for cell in sheet[1]:
                cell.value = f"of ours {cell.column}"

    told = run_cli("-w", str(root), "review", str(filled(root, path, all_))).output
    assert "no sheet has the columns" in told


@pytest.mark.parametrize("sheet", ["review", "document"])
@pytest.mark.parametrize("column", ["card", "verdict"])
def test_a_sheet_that_lost_a_chief_column_is_not_passed_over(
    root: Path, path: Path, sheet: str, column: str
) -> None:
    def lose(one: Filled) -> None:
        (cell,) = (cell for cell in one.book[sheet][1] if cell.value == column)
        cell.value = "mine"

    told = run_cli("-w", str(root), "review", str(filled(root, path, lose))).output
    assert f"sheet {sheet}, row 1: the heading lacks" in told


# ---- damaged and hostile files -----------------------------------------------------------


def rewritten(path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    """Change members of an archive."""
    with zipfile.ZipFile(path) as old:
        members = [(name, old.read(name)) for name in old.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members:
            changed = change(name, data)
            if changed is not None:
                new.writestr(*changed)


STRICT = (
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
     b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
     b"http://purl.oclc.org/ooxml/officeDocument/relationships"),
)  # fmt: skip


def strict(name: str, data: bytes) -> tuple[str, bytes]:
    for usual, other in STRICT:
        data = data.replace(usual, other)
    return name, data


def runs(name: str, data: bytes) -> tuple[str, bytes]:
    """Cut a text into runs, with how it is pronounced, as Excel does in China and Japan."""
    cut = b"<is><r><t>acc</t></r><r><t>ept</t></r><rPh sb='0' eb='1'><t>yes</t></rPh></is>"
    return name, data.replace(b"<is><t>accept</t></is>", cut)


def replaced(old: bytes, new: bytes) -> Callable[[str, bytes], tuple[str, bytes]]:
    """Return what puts something in the place of a pattern in every member."""
    return lambda name, data: (name, re.sub(old, new, data))


ODD: list[tuple[str, Callable[[str, bytes], tuple[str, bytes] | None]]] = [
    ("backslashes", lambda n, d: (n.replace("/", "\\"), d)),
    ("leading slash", lambda n, d: ("/" + n, d)),
    ("BOM in the parts", lambda n, d: (n, b"\xef\xbb\xbf" + d)),
    ("strict", strict),
    ("texts in runs", runs),
    ("no styles", lambda n, d: None if n == "xl/styles.xml" else (n, d)),
    ("odd styles", replaced(rb"<fills.*?</fills>", b"<fills><fill><x/></fill></fills>")),
    ("wrong dimension", replaced(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"')),
    ("no properties", lambda n, d: None if n.startswith("docProps") else (n, d)),
]  # fmt: skip


@pytest.mark.parametrize(("change"), [one[1] for one in ODD], ids=[one[0] for one in ODD])
def test_odd_archives_are_read_all_the_same(
    root: Path, path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]
) -> None:
    filled(root, path, everything)
    rewritten(path, change)
    outcome = taken(root, path)
    assert not outcome.refused and len(outcome.accepted) == 3


def test_a_byte_order_mark_before_the_archive_does_no_harm(root: Path, path: Path) -> None:
    filled(root, path, everything)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert len(taken(root, path).accepted) == 3


def entity(name: str, data: bytes) -> tuple[str, bytes]:
    if name != "xl/workbook.xml":
        return name, data
    head = b'<!DOCTYPE x [<!ENTITY a "b">]>'
    return name, data.replace(b"<workbook", head + b"<workbook", 1)


def entity_in_utf16(name: str, data: bytes) -> tuple[str, bytes]:
    name, data = entity(name, data)
    if name == "xl/workbook.xml":
        text = data.decode("utf-8").rpartition("?>")[2]
        data = f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")
    return name, data


def bomb(name: str, data: bytes) -> tuple[str, bytes]:
    return name, data + b" " * 140_000_000 if name == "xl/worksheets/sheet1.xml" else data


def wild_index(name: str, data: bytes) -> tuple[str, bytes]:
    if name == "xl/worksheets/sheet1.xml":
        data = data.replace(b't="inlineStr"><is><t>accept</t></is>', b't="s"><v>99999999</v>')
    return name, data


def put(path: Path, data: bytes) -> None:
    """Put something else into the file."""
    path.write_bytes(data)


def flagged(path: Path) -> None:
    """Set the flag of encryption on every member."""
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        found = data.find(mark)
        while found >= 0:
            data[found + at] |= 1
            found = data.find(mark, found + 4)
    path.write_bytes(bytes(data))


HOSTILE: list[tuple[str, Callable[[Path], None], str]] = [
    ("entity", lambda p: rewritten(p, entity), "declares entities"),
    ("entity in UTF-16", lambda p: rewritten(p, entity_in_utf16), "declares entities"),
    ("bomb", lambda p: rewritten(p, bomb), "too large"),
    ("wild index", lambda p: rewritten(p, wild_index), "damaged"),
    ("no workbook", lambda p: rewritten(p, lambda n, d: None if "book" in n else (n, d)),
     "damaged"),
    ("cut off", lambda p: put(p, p.read_bytes()[:3000]), "damaged"),
    ("csv", lambda p: put(p, b"card,verdict\n"), "is no .xlsx file"),
    ("empty", lambda p: put(p, b""), "is no .xlsx file"),
    ("old or locked", lambda p: put(p, b"\xd0\xcf\x11\xe0" + bytes(600)),
     "old .xls"),
    ("a Word file", lambda p: rewritten(p, lambda n, d: (n.replace("xl/", "word/"), d)),
     "is no .xlsx file"),
    ("broken XML", lambda p: rewritten(p, lambda n, d: (n, d[:-20]) if "sheet1" in n else (n, d)),
     "damaged"),
    ("encrypted", flagged, "damaged"),
]  # fmt: skip


@pytest.mark.parametrize(("spoil", "why"), [one[1:] for one in HOSTILE],
                         ids=[one[0] for one in HOSTILE])  # fmt: skip
def test_a_hostile_or_damaged_file_is_refused_with_a_message_and_nothing_is_written(
    root: Path, path: Path, spoil: Callable[[Path], None], why: str
) -> None:
    filled(root, path, everything)
    spoil(path)
    outcome = run_cli("-w", str(root), "review", str(path))
    assert outcome.exit_code in (1, 2), outcome.output
    assert why in outcome.output and "Traceback" not in outcome.output
    assert facts(root) == ""
    with pytest.raises(NotReadable) as caught:
        read_book(path)
    assert re.search("[\u4e00-\u9fff]", caught.value.zh)


# ---- many rows, other programs -----------------------------------------------------------


@pytest.mark.skipif(office() is None, reason="LibreOffice is not installed")
def test_a_file_saved_by_libreoffice_says_the_same(root: Path, path: Path, tmp_path: Path) -> None:
    def fill(one: Filled) -> None:
        everything(one)
        numbers(one)
        one.say("标准厂房", "change", change_English_name="=HYPERLINK(A)")
        one.at("标准厂房", "change: English name").data_type = "s"
        one.say("规上工业企业", "change", change_due_date=datetime(2025, 6, 30))
        one.at("规上工业企业", "change: due date").number_format = "yyyy-mm-dd"
        one.sheet.row_dimensions[3].hidden = True

    filled(root, path, fill)
    plain = Path(shutil.copytree(root, tmp_path / "plain"))
    expected = taken(plain, path)
    saved = resaved(path, tmp_path)
    outcome = taken(root, saved)
    assert not outcome.refused, outcome.refused[0].line("en")
    assert outcome.as_data() == expected.as_data()
    assert facts(root) == facts(plain) and "=HYPERLINK(A)" in facts(root)
    assert "by: 2025-06-30" in facts(root)


@pytest.mark.skipif(office() is None, reason="LibreOffice is not installed")
def test_an_untouched_file_saved_by_libreoffice_asks_for_nothing(
    root: Path, path: Path, tmp_path: Path
) -> None:
    filled(root, path, lambda _: None, lang="zh")
    outcome = taken(root, resaved(path, tmp_path))
    assert outcome.blank == 15 and not (outcome.refused or outcome.notes or outcome.actions)
    told = run_cli("-w", str(root), "review", str(resaved(path, tmp_path, "ods"))).output
    assert "OpenDocument" in told


def test_a_file_of_many_rows_is_written_taken_in_two_actions_and_signed(
    tmp_path: Path, path: Path
) -> None:
    lines = ["云溪县人民政府2023年工作要点", ""]
    for at in range(sized(60, 1_740)):
        if at % 10 == 0:
            lines += [f"{'一二三四五六七八九十'[at // 10 % 10]}、第{at}项工程", ""]
        name = chr(0x4E00 + at) + chr(0x5E10 + at)
        lines.append(f"{at % 10 + 1}.推进{name}建设。新建{name}厂房{at + 10}万平方米。")
    root = drafted_workspace(tmp_path, "\n".join(lines) + "\n")
    cards = len(desk_of(root).cards())
    outcome = taken(root, filled(root, path, accept_all), reader="王一")
    assert len(outcome.accepted) == cards and not outcome.refused
    assert len(outcome.actions) == 2 and outcome.signed > 0
    drafts = desk_of(root).drafts()
    assert drafts is not None
    assert len(desk_of(root).facts().document.facts) == len(drafts.document.facts)


def test_a_text_from_elsewhere_is_brought_along_and_can_be_reviewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("POLICYKG_SOURCES", raising=False)
    root, text = tmp_path / "ws", tmp_path / "plan.txt"
    assert run_cli("init", str(root)).exit_code == 0
    (root / "facts" / "authority" / "yunxi.yaml").write_text(PLACE, encoding="utf-8")
    text.write_text(TEXT, encoding="utf-8")
    words = ("-w", str(root), "draft", str(text), "--xlsx", str(tmp_path / "plan.xlsx"))

    first = run_cli(*words)
    assert "Traceback" not in first.output
    drafts = root / "drafts" / "plan.yaml"
    filled_in = drafts.read_text("utf-8").replace("en: TODO", "en: Plan", 1)
    for key, value in (("written", "2023"), ("jurisdiction", "yunxi")):
        filled_in = re.sub(f"{key}: .*", f"{key}: {value}", filled_in)
    drafts.write_text(filled_in, encoding="utf-8")
    outcome = run_cli(*words) if first.exit_code else first

    assert outcome.exit_code == 0, outcome.output
    assert (root / "sources" / "plan.txt").read_text("utf-8") == text.read_text("utf-8")
    assert (
        run_cli("-w", str(root), "review", str(tmp_path / "plan.xlsx"), "--dry-run").exit_code == 0
    )
