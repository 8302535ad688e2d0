"""Sizes are measured within a budget, and a run that was broken off goes on where it was."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import size_report
from benchmarks.size import Cost, Measured, OutOfTimeError, Size, keep_measured, read_measured, run
from benchmarks.size_report import growth, picture, report
from benchmarks.synthetic import write_workspace
from tests.support.command import ROOT


def measured(documents: int, cpu: float) -> Measured:
    found = Measured(documents, "2026-11-30", "2 cores")
    found.steps = {"cold build": Cost(cpu, cpu / 2, 100), "one edit": Cost(1.0, 1.0, 50)}
    found.pages = {"overview": [3.0, 9.0, 3.0]}
    return found


@pytest.mark.parametrize(
    ("points", "power"),
    [
        ([(100, 5), (1000, 50)], 1.0),
        ([(100, 5), (400, 5)], 0.0),
        ([(100, 1), (200, 4), (400, 16)], 2.0),
        ([(10, 4), (100, 5), (1000, 50)], 1.0),
    ],
)
def test_the_exponent_is_the_power_by_which_a_figure_grows(
    points: list[tuple[float, float]], power: float
) -> None:
    assert growth(points) == pytest.approx(power, abs=1e-9)


@pytest.mark.parametrize("points", [[], [(100, 5)], [(10, 1), (100, 5)], [(100, 5), (100, 6)]])
def test_of_one_size_no_exponent_is_told(points: list[tuple[float, float]]) -> None:
    assert growth(points) is None


def test_tables_name_every_step_size_and_what_was_not_finished() -> None:
    late = measured(1000, 200.0)
    late.unfinished = {"bundle": "ended when the time of this size was over"}
    text = "\n".join(report([measured(100, 20.0), late]))
    assert "| cold build | 20.00 | 200.00 | 1.00 |" in text
    assert "| one edit | 1.00 | 1.00 | 0.00 | 1/200 |" in text
    assert "1,000 documents, bundle: ended when" in text
    assert "| overview | 3.0 | 9.0 | 3.0 | 9.0 | 0.00 |" in text


def test_the_picture_has_a_line_for_each_step_that_was_measured() -> None:
    drawing = picture([measured(100, 20.0), measured(1000, 200.0)])
    words = [text.words for text in drawing.texts]
    assert "cold build (1.00)" in words
    assert "build after one edit (0.00)" in words
    assert "1,000" in words


def test_a_report_stands_where_the_page_has_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size_report, "DOCS", tmp_path)
    (tmp_path / "pictures").mkdir()
    page = tmp_path / "benchmarks.md"
    page.write_text(
        f"before\n{size_report.BEGIN}what stood here\n{size_report.END}\nafter\n", "utf-8"
    )
    for _ in range(2):
        size_report.write_report([measured(100, 20.0), measured(1000, 200.0)])
    text = page.read_text("utf-8")
    assert text.startswith("before\n")
    assert text.endswith(f"{size_report.END}\nafter\n")
    assert "what stood here" not in text
    assert text.count("cold build |") == 3


def test_what_was_measured_is_kept_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "100.json"
    keep_measured(path, measured(100, 20.0))
    assert read_measured(path, 100) == measured(100, 20.0)
    assert read_measured(tmp_path / "7.json", 7) == Measured(7)


def test_a_command_is_ended_when_its_time_is_over(tmp_path: Path) -> None:
    write_workspace(tmp_path, 2)
    with pytest.raises(OutOfTimeError):
        run(tmp_path, "build", seconds=0.05)


def test_without_time_nothing_is_begun_and_what_is_known_stays(tmp_path: Path) -> None:
    keep_measured(tmp_path / "3.json", measured(3, 20.0))
    found = Size(tmp_path, 3, 0).measure()
    assert found.steps == measured(3, 20.0).steps
    assert found.unfinished["nothing changed"].startswith("not begun")
    assert not (tmp_path / "workspace-3").exists()
    assert json.loads((tmp_path / "3.json").read_text("utf-8"))["unfinished"] == found.unfinished


def test_the_docs_have_the_place_of_the_report() -> None:
    assert size_report.BEGIN in (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
