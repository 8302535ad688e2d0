"""The document's own title in a review: its English is given there, and changed no second time."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from loaders.yaml.canonical import format_text
from policykg.desk.columns import header_key
from policykg.desk.reviewing import Outcome, take_review
from policykg.desk.service import DeskService
from tests.support.command import run_cli
from tests.support.desk_example import DOCUMENT, desk_of, drafted_workspace
from tests.support.review_file import Filled, filled

SHEETS = {"en": "document", "zh": "文件"}
ENGLISH = "Work points of the government of Yunxi for 2023"
TITLE = "云溪县人民政府2023年工作要点"


@pytest.fixture(scope="module")
def untranslated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a drafted workspace whose title has no English, as drafts have none."""
    root = drafted_workspace(tmp_path_factory.mktemp("title"))
    drafts = root / "drafts" / f"{DOCUMENT}.yaml"
    drafts.write_text(drafts.read_text("utf-8").replace(f"en: {ENGLISH}", "en: TODO"), "utf-8")
    return root


@pytest.fixture
def root(untranslated: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(untranslated, tmp_path / "ws"))


def review(
    root: Path,
    path: Path,
    cells: Mapping[tuple[str, str], object],
    lang: str = "en",
    *,
    dry_run: bool = False,
) -> Outcome:
    """Fill in the row of the title, by columns as their headings are read, and take the file."""

    def fill(cards: Filled) -> None:
        sheet = cards.book[SHEETS[lang]]
        head = [header_key(str(cell.value)) for cell in sheet[1]]
        for key, value in cells.items():
            sheet.cell(2, head.index(key) + 1).value = value

    return take_review(DeskService(root), filled(root, path, fill, lang), dry_run=dry_run)


def title(root: Path) -> dict[str, str]:
    found = desk_of(root).header()[0]["title"]
    assert isinstance(found, dict)
    return found


def test_the_sheet_shows_the_title_and_where_its_english_belongs(
    root: Path, tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    outcome = run_cli("-w", str(root), "draft", DOCUMENT, "--xlsx", str(path))
    assert outcome.exit_code == 0, outcome.output
    head, row = (list(one) for one in openpyxl.load_workbook(path)["document"].iter_rows(
        max_row=2, values_only=True))  # fmt: skip
    shown = {header_key(str(name)): value for name, value in zip(head, row, strict=True)}
    assert shown["proposed", "name"] == TITLE and shown["proposed", "en"] is None
    assert ("change", "en") in shown and shown["column", "id"] == "h-" + DOCUMENT


@pytest.mark.parametrize(("lang", "verdict"), [("en", "change"), ("zh", "修改"), ("zh", "change")])
def test_english_that_is_given_stands_in_the_header(
    root: Path, tmp_path: Path, lang: str, verdict: str
) -> None:
    cells = {("column", "verdict"): verdict, ("change", "en"): ENGLISH}
    tried = review(root, tmp_path / "a.xlsx", cells, lang, dry_run=True)
    assert tried.titles == ["en"] and title(root)["en"] == "TODO"
    outcome = review(root, tmp_path / "b.xlsx", cells, lang)
    assert outcome.titles == ["en"] and not outcome.refused and not outcome.older
    assert title(root) == {"zh": TITLE, "en": ENGLISH}
    text = (root / "drafts" / f"{DOCUMENT}.yaml").read_text("utf-8")
    assert format_text(text.encode()) == text
    again = take_review(DeskService(root), tmp_path / "b.xlsx")
    assert not again.titles and not again.actions and not again.refused
    assert desk_of(root).undo()
    assert title(root)["en"] == "TODO"


def test_the_title_reaches_the_facts_with_the_cards_of_the_same_file(
    root: Path, tmp_path: Path
) -> None:
    def fill(cards: Filled) -> None:
        for row in range(2, cards.sheet.max_row + 1):
            cards.sheet.cell(row, cards.column("verdict")).value = "accept"
        sheet = cards.book["document"]
        head = [header_key(str(cell.value)) for cell in sheet[1]]
        sheet.cell(2, head.index(("column", "verdict")) + 1).value = "change"
        sheet.cell(2, head.index(("change", "en")) + 1).value = ENGLISH

    path = filled(root, tmp_path / "review.xlsx", fill)
    outcome = take_review(DeskService(root), path)
    assert outcome.titles == ["en"] and outcome.accepted and not outcome.refused
    assert ENGLISH in (root / "facts" / f"{DOCUMENT}.yaml").read_text("utf-8")


def test_a_dash_takes_the_english_away_as_it_empties_any_field(root: Path, tmp_path: Path) -> None:
    given = {("column", "verdict"): "change", ("change", "en"): ENGLISH}
    assert review(root, tmp_path / "a.xlsx", given).titles == ["en"]
    assert title(root)["en"] == ENGLISH
    emptied = review(root, tmp_path / "b.xlsx", {**given, ("change", "en"): "-"})
    assert emptied.titles == ["en"] and not emptied.refused
    assert title(root) == {"zh": TITLE, "en": "TODO"}


@pytest.mark.parametrize("verdict", ["accept", "later", "dismiss", ""])
def test_a_row_without_a_change_changes_nothing(root: Path, tmp_path: Path, verdict: str) -> None:
    outcome = review(root, tmp_path / "a.xlsx", {("column", "verdict"): verdict or None})
    assert not outcome.refused and not outcome.titles and not outcome.actions
    assert title(root)["en"] == "TODO"


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({("column", "verdict"): "accept", ("change", "en"): "X"}, "change-unused"),
        ({("column", "verdict"): "perhaps"}, "verdict-unknown"),
        ({("change", "en"): "X"}, "verdict-missing"),
        ({("column", "verdict"): "change", ("change", "en"): "=1+1"}, "formula"),
        ({("column", "verdict"): "change", ("column", "id"): "h-other"}, "card-gone"),
        ({("column", "verdict"): "change", ("change", "en"): "x" * 5000}, "not-written"),
        ({("column", "verdict"): "change", ("change", "name"): "-"}, "not-written"),
    ],
)
def test_a_row_that_cannot_be_taken_is_told_and_changes_nothing(
    root: Path, tmp_path: Path, cells: Mapping[tuple[str, str], object], rule: str
) -> None:
    before = (root / "drafts" / f"{DOCUMENT}.yaml").read_bytes()
    outcome = review(root, tmp_path / "a.xlsx", cells)
    assert [one.rule for one in outcome.refused] == [rule]
    assert outcome.refused[0].at.sheet == "document"
    assert (root / "drafts" / f"{DOCUMENT}.yaml").read_bytes() == before
