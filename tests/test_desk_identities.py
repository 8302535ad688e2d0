"""Bodies and places made at the desk: none that is known already, by whatever name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loaders.desk.desk import Desk, NotAtDesk
from loaders.desk.placing import NewFact
from loaders.desk.same import AlreadyThere
from tests.support.command import run_cli
from tests.support.desk_example import TEXT, desk_of, drafted_workspace

BUREAU = {
    "name": {"zh": "云溪县水利局", "en": "Yunxi Water Bureau"}, "kind": "department",
    "scope": "yunxi", "aliases": ["县水利局"],
}  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return drafted_workspace(tmp_path)


def told_of_water(root: Path, **fields: str) -> Desk:
    """Write a record of the water bureau into the facts, with some fields."""
    desk = desk_of(root)
    start = TEXT.index("县水利局")
    record = {"name": "县水利局", **fields}
    desk.add_fact(
        NewFact("organisations", record, {"quote": "县水利局"}, (start, start + 4)), "Reader"
    )
    return desk_of(root)


@pytest.mark.parametrize(
    ("record", "twin"),
    [
        ({}, True),
        ({"name": {"zh": "云溪县水务局", "en": "B"}}, True),  # the short name is the same
        ({"aliases": []}, True),
        ({"scope": None}, True),
        ({"name": {"zh": "雲溪縣水利局", "en": "B"}}, True),  # traditional characters
        ({"name": {"zh": "云溪县 水利局", "en": "B"}, "aliases": []}, True),
        ({"name": {"zh": "云溪县林业局", "en": "B"}, "aliases": ["县林业局"]}, False),
        ({"since": "2031"}, False),  # another time: the one that is there ends before
    ],
)
def test_a_body_that_an_authority_file_has_is_told_before_it_is_made(
    root: Path, record: dict[str, Any], twin: bool
) -> None:
    desk_of(root).make_identity("organisations", "water", {**BUREAU, "until": "2030"})
    desk = desk_of(root)
    path = root / "facts" / "authority" / f"{desk.document}.yaml"
    before = path.read_text("utf-8")
    asked = {key: value for key, value in {**BUREAU, **record}.items() if value is not None}
    if not twin:
        desk.make_identity("organisations", "another", asked)
        assert "another:" in path.read_text("utf-8")
        return
    with pytest.raises(AlreadyThere) as told:
        desk.make_identity("organisations", "another", asked)
    assert told.value.known == "water"
    assert "`water`" in told.value.en and "water" in told.value.zh
    assert path.read_text("utf-8") == before


@pytest.mark.parametrize(
    ("inside", "twin"), [({"in": "yunxi"}, True), ({}, False)], ids=["same", "elsewhere"]
)
def test_a_place_is_another_only_where_it_lies_elsewhere(
    root: Path, inside: dict[str, str], twin: bool
) -> None:
    town = {"name": {"zh": "城关镇", "en": "Chengguan Town"}, "kind": "town"}
    desk_of(root).make_identity("places", "chengguan", {**town, "in": "yunxi", "scope": "yunxi"})
    desk = desk_of(root)
    if twin:
        with pytest.raises(AlreadyThere):
            desk.make_identity("places", "chengguan-2", {**town, **inside})
    else:
        desk.make_identity("places", "chengguan-2", {**town, **inside})


def test_a_body_that_the_document_defines_is_told_and_joined_in_one_action(root: Path) -> None:
    desk = told_of_water(root, id="water")
    before = desk.facts_text()
    with pytest.raises(AlreadyThere) as told:
        desk.make_identity("organisations", "yunxi-water", BUREAU)
    assert told.value.joinable and "org_water" in told.value.en
    assert desk.facts_text() == before

    desk.make_identity("organisations", "yunxi-water", BUREAU, join=True)
    assert "is: yunxi-water" in desk.facts_text() and "id: water" not in desk.facts_text()
    assert "entity-twice" not in run_cli("-w", str(root), "check").output
    desk_of(root).undo()
    assert desk_of(root).facts_text() == before
    assert not (root / "facts" / "authority" / "yunxi-points.yaml").exists()


def test_a_record_that_others_refer_to_by_its_id_is_not_taken_from_under_them(root: Path) -> None:
    desk = told_of_water(root, id="water")
    start = TEXT.index("县教育局")
    part = {"name": "县教育局", "id": "school", "part-of": "water"}
    desk.add_fact(NewFact("organisations", part, {"quote": "县教育局"}, (start, start + 4)))
    desk = desk_of(root)
    before = desk.facts_text()
    with pytest.raises(AlreadyThere) as told:
        desk.make_identity("organisations", "yunxi-water", BUREAU, join=True)
    assert not told.value.joinable and "in the file" in told.value.en
    assert desk.facts_text() == before


def test_a_record_that_means_a_body_by_its_name_alone_stands_in_nobodys_way(root: Path) -> None:
    desk = told_of_water(root)
    desk.make_identity("organisations", "yunxi-water", BUREAU)
    assert "entity-twice" not in run_cli("-w", str(root), "check").output


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"scope": "nowhere"}, "no known place"),
        ({"aliases": ["林草委"]}, "no short form"),
        ({"since": "soon"}, "since"),
        ({"parent": "nobody"}, "no known organisation"),
    ],
)
def test_what_the_rules_of_authority_files_refuse_is_not_made(
    root: Path, record: dict[str, Any], words: str
) -> None:
    with pytest.raises(NotAtDesk, match=words):
        desk_of(root).make_identity("organisations", "water", {**BUREAU, **record})
    assert not (root / "facts" / "authority" / "yunxi-points.yaml").exists()
