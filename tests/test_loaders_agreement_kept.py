"""Readings kept without the words of the text, and the tables made of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.agreement import comparisons, page_section
from loaders.agreement.compare import compare_readings, field_rows
from loaders.agreement.kept import kept_text, read_kept
from loaders.agreement.reading import CannotCompare, Opened, Shelf
from loaders.workspace import open_workspace
from tests.support.command import ROOT
from tests.support.readings import SECOND, example_text, facts, reading, shelf
from tools.generate import section

__all__ = ["example_text", "facts", "reading", "shelf"]


def kept(opened: Opened, shelf: Shelf, folder: Path) -> Opened:
    path = folder / "kept.txt"
    path.write_text(kept_text(opened), encoding="utf-8")
    return read_kept(path, shelf)


def test_a_kept_reading_has_no_words_and_says_the_same(
    facts: Opened, reading: Callable[[str], Opened], shelf: Shelf, tmp_path: Path
) -> None:
    second = reading(SECOND)
    text = kept_text(second)
    assert not re.search("[\u3400-\u9fff]", text)
    assert "Firms" not in text and "bamboo" not in text
    again = kept(second, shelf, tmp_path)
    assert again.reading.problems == []
    whole = compare_readings(facts.reading, second.reading)
    from_kept = compare_readings(facts.reading, again.reading)
    assert from_kept.fields == whole.fields
    assert from_kept.units == whole.units


def test_a_kept_reading_agrees_with_what_it_was_made_from(
    facts: Opened, shelf: Shelf, tmp_path: Path
) -> None:
    comparison = compare_readings(facts.reading, kept(facts, shelf, tmp_path).reading)
    assert comparison.differences == []
    assert comparison.alone == ([], [])


def test_a_kept_reading_names_its_reader(
    reading: Callable[[str], Opened], shelf: Shelf, tmp_path: Path
) -> None:
    again = kept(reading(SECOND), shelf, tmp_path).reading
    assert (again.reader, again.kind, again.document) == (
        "second", "machine-rereading", "qingxi-plan",
    )  # fmt: skip


def test_a_kept_reading_of_another_text_is_refused(
    facts: Opened, shelf: Shelf, tmp_path: Path, example: Path
) -> None:
    text = kept_text(facts)
    source = example / "sources" / "qingxi-plan.txt"
    source.write_text(source.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    path = tmp_path / "kept.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CannotCompare, match="another text"):
        read_kept(path, shelf)


@given(
    cut=st.tuples(st.integers(0, 4000), st.integers(0, 40)),
    put=st.text(alphabet="0123456789-@#;:,=()\t\nabc统\x00", max_size=12),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_kept_reading_is_told_and_never_a_traceback(
    example_text: tuple[Shelf, str, Path], cut: tuple[int, int], put: str
) -> None:
    shelf, text, path = example_text
    at, length = cut
    path.write_text(text[:at] + put + text[at + length :], encoding="utf-8")
    try:
        read_kept(path, shelf)
    except CannotCompare as error:
        assert error.zh and error.en


@pytest.mark.parametrize("path", sorted((ROOT / "readings").glob("*/*.txt")), ids=str)
def test_no_kept_reading_has_a_word_of_its_text(path: Path) -> None:
    assert not re.search("[\u3400-\u9fff]", path.read_text(encoding="utf-8"))


@pytest.mark.skipif(not (ROOT / "readings").is_dir(), reason="no readings are kept here")
def test_the_tables_of_the_page_are_those_of_the_kept_readings(sources: Path) -> None:
    found = comparisons(ROOT, [sources])
    assert {one.readings[0].document for one in found} == {
        path.stem for path in open_workspace(ROOT).facts_files()
    }
    page = (ROOT / "docs" / "agreement.md").read_text(encoding="utf-8")
    assert section(page, "agreement", page_section(found)) == page


def test_the_page_pools_no_person_with_a_machine(
    facts: Opened, reading: Callable[[str], Opened]
) -> None:
    second = reading(SECOND).reading
    machine = compare_readings(facts.reading, second)
    persons = compare_readings(
        replace(facts.reading, kind="person"), replace(second, kind="person")
    )
    text = page_section([machine, persons])
    assert text.index("### Readings by persons") < text.index("### Machine re-readings")
    assert text.count("| all |") == 4


def test_a_row_of_a_field_is_pooled_over_documents(
    facts: Opened, reading: Callable[[str], Opened]
) -> None:
    one = compare_readings(facts.reading, reading(SECOND).reading)
    pooled = field_rows([*one.items, *one.items])
    for single, double in zip(one.fields, pooled, strict=True):
        assert (double.n, double.percent) == (2 * single.n, single.percent)
