"""The Sankey picture: bands as wide as leads are many, in the order of the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import pytest
from httpx import Client

from explorer.pages.leads.sankey_layout import UNIT, Flow, layout
from tests.support.explorer_app import built, explorer

FLOWS = [
    Flow("c:1", "t:1", "b:x", 1.0),
    Flow("c:1", "t:1", "b:y", 1.0),
    Flow("c:1", "t:2", "b:x", 1.0),
    Flow("c:2", "t:3", "b:z", 1.0),
]


def test_heights_add_up_in_every_column() -> None:
    drawn = layout(FLOWS)
    heights: dict[int, float] = defaultdict(float)
    for box in drawn.boxes:
        heights[box.column] += box.height
    assert heights == {0: 4 * UNIT, 1: 4 * UNIT, 2: 4 * UNIT}


def test_campaigns_and_tasks_keep_the_order_of_the_text() -> None:
    drawn = layout(FLOWS)
    for column, expected in ((0, ["c:1", "c:2"]), (1, ["t:1", "t:2", "t:3"])):
        boxes = sorted((b for b in drawn.boxes if b.column == column), key=lambda b: b.y)
        assert [b.iri for b in boxes] == expected


def test_boxes_of_a_column_do_not_overlap_and_lie_in_the_picture() -> None:
    drawn = layout(FLOWS * 3)
    for column in range(3):
        boxes = sorted((b for b in drawn.boxes if b.column == column), key=lambda b: b.y)
        for before, after in pairwise(boxes):
            assert before.y + before.height <= after.y
        assert boxes[0].y >= 0
        assert boxes[-1].y + boxes[-1].height <= drawn.height


def test_nothing_is_drawn_of_nothing() -> None:
    assert layout([]).boxes == []


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with explorer(built()) as found:
        yield found


@pytest.mark.parametrize("counting", ["whole", "fractional", "first"])
def test_counting_rules_agree_with_what_they_say(client: Client, counting: str) -> None:
    rows = client.get(f"/en/leads/sankey.json?counting={counting}&groups=no").json()["rows"]
    tasks = {row["task_iri"] for row in rows}
    total = sum(row["weight"] for row in rows)
    if counting == "whole":
        assert total == len(rows) > len(tasks)
    else:
        assert total == pytest.approx(len(tasks), abs=1e-3)


def test_groups_can_be_left_out(client: Client) -> None:
    everyone = client.get("/en/leads/sankey.json").json()["rows"]
    named = client.get("/en/leads/sankey.json?groups=no").json()["rows"]
    assert len(named) < len(everyone)
