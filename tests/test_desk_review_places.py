"""A place that nothing knows yet, made by the rows of a review in a spreadsheet."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from loaders.identity.gazetteer import gazetteer_installed
from policykg.desk.columns import header_key
from policykg.desk.reviewing import Outcome, take_review
from policykg.desk.service import DeskService
from tests.support.command import run_cli
from tests.support.desk_example import DOCUMENT, desk_of, drafted_workspace
from tests.support.review_file import Filled, filled

TITLES = {"en": ("places", "accept"), "zh": ("地方", "采纳")}


def workspace(folder: Path, place: str) -> Path:
    """Make the drafted workspace with a jurisdiction that nothing knows."""
    root = drafted_workspace(folder)
    (root / "facts" / "authority" / "yunxi.yaml").unlink()
    drafts = root / "drafts" / f"{DOCUMENT}.yaml"
    text = drafts.read_text("utf-8").replace("jurisdiction: yunxi", f"jurisdiction: {place}")
    drafts.write_text(text, "utf-8")
    return root


@pytest.fixture(scope="module")
def unlisted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return workspace(tmp_path_factory.mktemp("unlisted"), "云溪县")


@pytest.fixture
def root(unlisted: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(unlisted, tmp_path / "ws"))


def reviewed(
    root: Path,
    folder: Path,
    fill: Callable[[Filled], None],
    lang: str = "en",
    *,
    dry_run: bool = False,
) -> Outcome:
    """Accept every card, fill in the sheet of places, and take the file."""

    def both(cards: Filled) -> None:
        for row in range(2, cards.sheet.max_row + 1):
            cards.sheet.cell(
                row, cards.column("verdict" if lang == "en" else "结论")
            ).value = TITLES[lang][1]
        fill(Filled(cards.book, cards.book[TITLES[lang][0]]))

    path = filled(root, folder / "review.xlsx", both, lang)
    return take_review(DeskService(root), path, dry_run=dry_run)


YUNXI = {"change_id": "yunxi", "change_en": "Yunxi County", "change_kind": "county"}


def named(places: Filled, **more: str) -> None:
    """Fill in the row of the one place, under whatever words its columns have."""
    head = [str(cell.value) for cell in places.sheet[1]]
    for key, value in {**YUNXI, "verdict": "change", **more}.items():
        what, _, name = key.rpartition("_")
        at = [header_key(one) for one in head].index((what or "column", name))
        places.sheet.cell(2, at + 1).value = value or None


def test_the_command_writes_a_sheet_for_a_place_and_takes_it_back(
    root: Path, tmp_path: Path
) -> None:
    path = tmp_path / "plan.xlsx"
    outcome = run_cli("-w", str(root), "draft", DOCUMENT, "--xlsx", str(path))
    assert outcome.exit_code == 0, outcome.output
    assert "1 place to make" in outcome.output
    book = openpyxl.load_workbook(path)
    assert [cell.value for cell in book["places"][2]][:2] == ["p-", "Place"]
    head = [header_key(str(cell.value)) for cell in book["places"][1]]
    assert {("change", key) for key in ("id", "name", "en", "kind", "in")} <= set(head)


def test_a_place_that_is_filled_in_is_made_and_the_cards_with_it(
    root: Path, tmp_path: Path
) -> None:
    outcome = reviewed(root, tmp_path, named)
    assert outcome.places == ["yunxi"] and not outcome.refused
    assert len(outcome.accepted) == len(desk_of(root).cards())
    text = (root / "facts" / "authority" / f"{DOCUMENT}.yaml").read_text("utf-8")
    assert "zh: 云溪县" in text and "en: Yunxi County" in text
    assert desk_of(root).header()[1] == []
    desk = desk_of(root)
    while desk.undo():
        pass
    assert not (root / "facts" / "authority" / f"{DOCUMENT}.yaml").exists()


def test_taking_the_file_twice_changes_nothing(root: Path, tmp_path: Path) -> None:
    reviewed(root, tmp_path, named)
    number = len(desk_of(root).journal.actions)
    again = take_review(DeskService(root), tmp_path / "review.xlsx")
    assert not again.places and not again.refused
    assert len(desk_of(root).journal.actions) == number


def test_tried_only_nothing_is_made(root: Path, tmp_path: Path) -> None:
    outcome = reviewed(root, tmp_path, named, dry_run=True)
    assert outcome.places == ["yunxi"] and not outcome.refused
    assert not desk_of(root).journal.actions
    assert not (root / "facts" / "authority" / f"{DOCUMENT}.yaml").exists()


def test_tried_only_a_record_that_could_not_be_made_is_refused_at_its_cell(
    root: Path, tmp_path: Path
) -> None:
    for kind in ("县", "County seat", "7", "县级县"):
        tried = reviewed(root, tmp_path, lambda p, k=kind: named(p, change_kind=k), dry_run=True)  # type: ignore[misc]
        taken = reviewed(root, tmp_path, lambda p, k=kind: named(p, change_kind=k))  # type: ignore[misc]
        assert tried.refused[0] == taken.refused[0]
        assert tried.refused[0].rule == "not-written" and not tried.places
        for said in tried.refused[0].why:
            assert f"kind: {kind}" in said and said.count("(") == said.count(")")
        assert "county (county)" in tried.refused[0].why[1]
        assert "县级 (county)" in tried.refused[0].why[0]
    assert not desk_of(root).journal.actions


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({"verdict": "accept"}, "change-unused"),
        ({"change_en": ""}, "place-lacks"),
        ({"change_id": ""}, "place-lacks"),
        ({"change_kind": "hamletish"}, "not-written"),
        ({"change_in": "nowhere"}, "not-written"),
        ({"verdict": "perhaps"}, "verdict-unknown"),
        ({"verdict": ""}, "verdict-missing"),
        ({"change_en": "=1+1"}, "formula"),
    ],
)
def test_a_row_that_cannot_make_the_place_is_told_and_no_fact_is_written(
    root: Path, tmp_path: Path, given: dict[str, str], rule: str
) -> None:
    outcome = reviewed(root, tmp_path, lambda places: named(places, **given))
    assert outcome.refused[0].rule == rule
    assert str(outcome.refused[0].at).startswith("places!")
    assert {one.rule for one in outcome.refused[1:]} == {"place-unknown"}
    assert not outcome.accepted and not outcome.places
    assert not (root / "facts" / f"{DOCUMENT}.yaml").exists()


def test_a_place_without_a_verdict_keeps_the_cards_waiting(root: Path, tmp_path: Path) -> None:
    outcome = reviewed(root, tmp_path, lambda places: None)
    assert {one.rule for one in outcome.refused} == {"place-unknown"}
    assert "places" in outcome.refused[0].line("en") and "地方" in outcome.refused[0].line("zh")


@pytest.mark.skipif(not gazetteer_installed(), reason="the gazetteer is an extra")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_a_place_lies_in_is_made_with_it_from_the_gazetteer(tmp_path: Path, lang: str) -> None:
    root = workspace(tmp_path, "安吉县")

    def accept(places: Filled) -> None:
        verdict = places.column("verdict" if lang == "en" else "结论")
        for row in range(2, places.sheet.max_row + 1):
            places.sheet.cell(row, verdict).value = TITLES[lang][1]

    outcome = reviewed(root, tmp_path, accept, lang)
    assert outcome.places == ["zhejiang", "huzhou", "anji"] and not outcome.refused
    assert desk_of(root).header()[1] == []


def test_kinds_of_places_are_shown_in_the_language_of_the_sheet(root: Path, tmp_path: Path) -> None:
    if not gazetteer_installed():
        pytest.skip("the gazetteer is not installed")
    other = workspace(tmp_path / "other", "衢州市")
    for lang, words in (("en", {"prefecture-level city", "province"}), ("zh", {"地级市", "省级"})):
        path = tmp_path / f"{lang}.xlsx"
        filled(other, path, lambda _: None, lang)
        sheet = openpyxl.load_workbook(path)[TITLES[lang][0]]
        head = [header_key(str(cell.value)) for cell in sheet[1]]
        at = head.index(("proposed", "kind"))
        assert words <= {row[at].value for row in sheet.iter_rows(min_row=2)}


@pytest.mark.parametrize(
    "kind",
    [
        "county",
        "County",
        "县级",
        " 县 级",
        "ＣＯＵＮＴＹ",
        "county-city",
        "县级市",
        "county-level city",
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_kind_is_read_by_its_words_in_both_languages_and_by_its_code(
    root: Path, tmp_path: Path, kind: str, lang: str
) -> None:
    verdict = {"en": "change", "zh": "修改"}[lang]
    outcome = reviewed(root, tmp_path, lambda p: named(p, change_kind=kind, verdict=verdict), lang)
    assert not outcome.refused and outcome.places == ["yunxi"]
    text = (root / "facts" / "authority" / f"{DOCUMENT}.yaml").read_text("utf-8")
    wanted = "county-city" if kind in ("county-city", "县级市", "county-level city") else "county"
    assert f"kind: {wanted}\n" in text or f"kind: {wanted}," in text or f"kind: {wanted}}}" in text


@pytest.mark.parametrize(
    ("kind", "meant"), [("countty", "county"), ("县级事", "县级"), ("provinse", "province")]
)
def test_a_misspelt_kind_is_refused_with_the_nearest(
    root: Path, tmp_path: Path, kind: str, meant: str
) -> None:
    outcome = reviewed(root, tmp_path, lambda p: named(p, change_kind=kind), dry_run=True)
    assert any(f"did you mean `{meant}`" in why or f"是否应为“{meant}”" in why
               for why in outcome.refused[0].why)  # fmt: skip
