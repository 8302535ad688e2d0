"""An edit of authority records asks only the documents again that speak of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.identity.stored import SEAL, Read, open_stored, store
from loaders.identity.uses import RecordingAuthority, holds

FILES = {
    "a.yaml": """\
periods:
  十一五: {is: 2006/2010, en: 11th plan}
places:
  north: {name: {zh: 北方省, en: North}, kind: province}
  river: {name: {zh: 河东县, en: River}, kind: county, in: north}
  hill: {name: {zh: 山西村, en: Hill}, kind: county, in: north}
""",
    "b.yaml": """\
organisations:
  river-water:
    {name: {zh: 河东县水利局, en: Water}, aliases: [水利局], scope: river, kind: department}
indicators:
  output: {name: {zh: 产值, en: Output}, unit: 元}
  output-growth: {name: {zh: 产值增长率, en: Growth}, unit: '%', growth-of: output}
""",
}
NORTH = "north: {name: {zh: 北方省, en: North}, kind: province}"


def load(files: dict[str, str], digest: str, folder: Path) -> Authority:
    """Read files, keep what was read, and return it as a later run has it."""
    authority, problems = load_authority([(files[n].encode(), n) for n in sorted(files)])
    authority.digest = digest
    store(authority, problems, folder)
    stored = open_stored(folder, digest)
    assert stored is not None
    return stored[0]


def edited(old: str, new: str) -> dict[str, str]:
    found = {name: text.replace(old, new) for name, text in FILES.items()}
    assert found != FILES
    return found


@pytest.mark.parametrize(
    ("old", "new", "records", "moved"),
    [
        ("en: River", "en: The river", {"river"}, False),
        ("en: North}", "en: The north}", {"north"}, True),  # what follows in the line is moved
        ("unit: '%'", "unit: 个", {"output-growth"}, False),
        ("kind: department", "kind: agency", {"river-water"}, False),
        (
            "kind: county, in: north}\n  hill",
            "kind: district, in: north}\n  hill",
            {"river"},
            False,
        ),
        ("places:\n", "# a line\nplaces:\n", set(), True),
        # nothing of this can be told by the ids of records alone
        (", en: Hill}", ", en: Hill}, since: 2001", None, False),
        ("zh: 河东县,", "zh: 河西县,", None, False),
        ("aliases: [水利局]", "aliases: [水利局, 水局]", None, False),
        ("scope: river", "scope: hill", None, False),
        ("growth-of: output", "broader: output", None, False),
        ("is: 2006/2010", "is: 2006/2011", None, False),
        ("in: north}\n  hill", "in: hill}\n  hill", None, False),
        (NORTH, f"{NORTH}\n  far: {{name: {{zh: 远方省, en: Far}}, kind: province}}", None, False),
        ("output: {name: {zh: 产值", "product: {name: {zh: 产值", None, False),
    ],
)
def test_records_of_which_something_else_is_said_are_told_apart(
    tmp_path: Path, old: str, new: str, records: set[str] | None, moved: bool
) -> None:
    load(FILES, "before", tmp_path)
    altered = load(edited(old, new), "now", tmp_path).altered["before"]
    if records is None or not moved:
        assert altered.records == (None if records is None else frozenset(records))
        assert altered.moved == moved
    else:
        assert altered.records == frozenset(records)


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("en: River", "en: The river", False),
        ("en: Hill", "en: The hill", True),
        ("kind: department", "kind: agency", True),
        ("unit: 元", "unit: 万元", True),
        ("unit: '%', growth-of: output", "unit: '%', broader: output", False),
        ("places:\n", "# a line\nplaces:\n", False),  # it asked where a record stands
    ],
)
def test_only_what_was_asked_of_an_edited_record_is_asked_again(
    tmp_path: Path, old: str, new: str, same: bool
) -> None:
    asking = RecordingAuthority(load(FILES, "before", tmp_path))
    assert asking.resolve(("place",), "河东县", "north", 2008).id == "river"
    assert asking.places["river"].kind == "county"
    assert asking.growth_of().get("output") == "output-growth"
    assert str(asking.positions["hill"]).startswith("a.yaml")
    told = asking.uses.to_json()
    now = load(edited(old, new), "now", tmp_path)
    assert holds(told, now, {}, "before") is same
    now.altered = {}
    assert holds(told, now, {}, "before") is same, "asked one by one"


def test_edits_one_after_the_other_are_put_together(tmp_path: Path) -> None:
    load(FILES, "one", tmp_path)
    load(edited("en: River", "en: The river"), "two", tmp_path)
    text = edited("en: River", "en: The river")
    text["a.yaml"] = text["a.yaml"].replace("en: Hill", "en: The hill")
    now = load(text, "three", tmp_path)
    assert now.altered["two"].records == frozenset({"hill"})
    assert now.altered["one"].records == frozenset({"hill", "river"})
    text["a.yaml"] = text["a.yaml"].replace("zh: 山西村", "zh: 山东村")
    last = load(text, "four", tmp_path)
    assert [last.altered[since].records for since in ("one", "two", "three")] == [None] * 3


def test_a_record_that_goes_as_another_comes_in_another_file_is_noticed(tmp_path: Path) -> None:
    """Of two files that have as many records together as before, none stands in the same row."""
    hill = "  hill: {name: {zh: 山西村, en: Hill}, kind: county, in: north}\n"
    share = "  share: {name: {zh: 占比, en: Share}, unit: '%'}\n"
    load_numbered(FILES, "before", tmp_path)
    files = {"a.yaml": FILES["a.yaml"].replace(hill, ""), "b.yaml": FILES["b.yaml"] + share}
    altered = load_numbered(files, "now", tmp_path).altered["before"]
    assert {"hill", "share"} <= altered.ids
    assert altered.records is None


def load_numbered(files: dict[str, str], digest: str, folder: Path) -> Authority:
    authority, _ = load_authority([(files[n].encode(), n) for n in sorted(files)])
    authority.digest = digest
    store(authority, [], folder, Read(tuple((n, digest) for n in sorted(files)), "program"))
    stored = open_stored(folder, digest)
    assert stored is not None
    return stored[0]


@pytest.mark.parametrize(
    "seal",
    [
        {"form": 1},
        {"form": None},
        {"form": "2"},
        {"digest": "another"},
        {"sha256": "0" * 64},
        {"sha256": None},
    ],
)
def test_what_another_version_kept_is_read_anew(tmp_path: Path, seal: dict[str, object]) -> None:
    load(FILES, "first", tmp_path)
    told = json.loads((tmp_path / SEAL).read_bytes())
    (tmp_path / SEAL).write_text(json.dumps({**told, **seal}), encoding="utf-8")
    assert open_stored(tmp_path, "first") is None
    again = load(FILES, "first", tmp_path)
    assert again.record("river-water") == load(FILES, "third", tmp_path).record("river-water")


ALIKE = """\
places:
  north: {name: {zh: 北方省, en: North}, kind: province}
  river: {name: {zh: 河东县, en: River}, kind: county, in: north}
  hill: {name: {zh: 河西县, en: Hill}, kind: county, in: north}
organisations:
  north-water: {name: {zh: 北方省水利厅, en: A}, aliases: [水利厅], scope: north, kind: department}
  river-water: {name: {zh: 河东县水利局, en: B}, aliases: [水利局], scope: river, kind: department}
  river-old:
    {name: {zh: 河东县水电局, en: C}, aliases: [水利局], scope: river, kind: department,
     until: "1990"}
  hill-water: {name: {zh: 河西县水利局, en: D}, aliases: [水利局], scope: hill, kind: department}
  mill: {name: {zh: 河东纺织厂, en: E}, aliases: [河东县], kind: enterprise, source: a plate}
"""


@pytest.mark.parametrize("place", ["river", "hill", "north", None, "nowhere"])
@pytest.mark.parametrize("kinds", [("organisation",), ("place", "organisation"), ()])
@pytest.mark.parametrize("at_once", [1, 3, 500])
def test_names_sought_by_one_query_mean_what_they_mean_one_by_one(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str | None,
    kinds: tuple[str, ...],
    at_once: int,
) -> None:
    monkeypatch.setattr("loaders.identity.stored._AT_ONCE", at_once)
    names = ("水利局", "水利厅", "河东县", "河东县水利局", "无此名", "河西县", "河东纺织厂", "")
    whole, _ = load_authority([(ALIKE.encode(), "a.yaml")])
    stored = load({"a.yaml": ALIKE}, "digest", tmp_path)

    assert stored.held(names, kinds, place) == whole.held(names, kinds, place)
    asked = [RecordingAuthority(one) for one in (stored, whole)]
    assert [one.held(names, kinds, place) for one in asked] == [whole.held(names, kinds, place)] * 2
    assert asked[0].uses.to_json() == asked[1].uses.to_json()
    assert all(holds(asked[0].uses.to_json(), one) for one in (stored, whole))
    for name in names:
        for kind in (*kinds, "policy"):
            known = stored.named((kind,), name, place, 1985)
            assert known == whole.named((kind,), name, place, 1985)
