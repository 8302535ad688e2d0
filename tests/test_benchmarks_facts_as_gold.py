"""Curated facts as gold: a facts file and its text in the form that drafts are scored by."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.facts_as_gold import AsGold, facts_as_gold
from loaders.workspace import open_workspace


@pytest.fixture(scope="module")
def converted(root: Path) -> AsGold:
    (one,) = facts_as_gold(open_workspace(root / "policykg" / "example"))
    return one


def rows(converted: AsGold) -> list[tuple[str, dict[str, Any]]]:
    return [(kind, row) for kind, facts in converted.gold["facts"].items() for row in facts]


def test_every_fact_stands_in_the_text_where_it_says(converted: AsGold) -> None:
    text = converted.text

    assert rows(converted)
    for _, row in rows(converted):
        for low, high in row.get("mentions", [row.get("span")]):
            words = text[low:high].replace("\n", "")
            assert words == row.get("quote", words).replace("\n", "")
            if "quote" not in row:
                assert words in {row["name"], *row["name_alt"]}


def test_numbers_have_their_place_unit_bound_and_status(converted: AsGold) -> None:
    numbers = [row for kind, row in rows(converted) if kind in ("value", "target")]

    assert numbers
    for row in numbers:
        low, high = row["value_span"]
        assert converted.text[low:high] == row["value"]
        assert row["number"] is not None
        assert row["bound"] in "=≥>≤<≈-"
        assert row["status"] in ("actual", "expected", "planned", "target")


def test_bodies_of_brackets_are_bodies_and_groups_count_neither_way(converted: AsGold) -> None:
    names = {row["name"] for row in converted.gold["facts"]["organisation"]}
    free = {one["quote"] for one in converted.gold["optional"] if one["kind"] == "organisation"}

    assert names
    assert names.isdisjoint(name for name in free if name.startswith("各"))


def test_no_fact_is_without_its_words(converted: AsGold) -> None:
    assert converted.skipped == 0
    low, high = converted.gold["scope"]
    assert all(
        low <= row["mentions"][0][0] < high for _, row in rows(converted) if "mentions" in row
    )
