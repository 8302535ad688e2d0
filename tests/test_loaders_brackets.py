"""Responsibility brackets: role, names, inner brackets."""

from __future__ import annotations

import pytest

from loaders.languages.zh.brackets import find_brackets, find_labels, roles_in, split_bracket

SPLITS = {
    "(牵头单位:甲局、乙局)": [("lead", ["甲局", "乙局"])],
    "(牵头单位\uff1a甲局\uff1b配合单位\uff1a乙局、丙局)": [
        ("lead", ["甲局"]),
        ("support", ["乙局", "丙局"]),
    ],
    "〈牵头单位:甲区政府、各开发区(工业区、新区)管委会〉": [
        ("lead", ["甲区政府", "各开发区(工业区、新区)管委会"])
    ],
    "〔责任单位:甲局〕": [("responsible", ["甲局"])],
    "【牵头单位】市发改委、市财政局": [("lead", ["市发改委", "市财政局"])],
    "\uff08主办单位:甲局,协办单位:乙局\uff09": [("lead", ["甲局"]), ("support", ["乙局"])],
    "(市发改委、市财政局负责)": [("responsible", ["市发改委", "市财政局"])],
    "(省发改委、财政厅等按职责分工负责)": [("responsible", ["省发改委", "财政厅"])],
    "(牵头单位:市教育局、市财政局等)": [("lead", ["市教育局", "市财政局"])],
    "(牵头单位:市教育局、市财政局等有关部门)": [("lead", ["市教育局", "市财政局"])],
    "(牵头单位:甲局、乙局和丙委)": [("lead", ["甲局", "乙局", "丙委"])],
    "(牵头单位:市住房和城乡建设局、市人力资源和社会保障局)": [
        ("lead", ["市住房和城乡建设局", "市人力资源和社会保障局"])
    ],
    "(牵头单位:*经济开发区管委会、人行*市中心支行)": [
        ("lead", ["*经济开发区管委会", "人行*市中心支行"])
    ],
    "牵头单位:甲局、乙局": [("lead", ["甲局", "乙局"])],
    "(牵头单位: 甲局 、 乙局)": [("lead", ["甲局", "乙局"])],
    "(责任单位:甲局牵头,乙局、丙局配合)": [("lead", ["甲局"]), ("support", ["乙局", "丙局"])],
    "(甲局牵头,乙局、丙局按职责分工负责)": [("lead", ["甲局"]), ("responsible", ["乙局", "丙局"])],
    "(责任单位:甲局、乙局,各县(市、区)政府;列首位的为牵头单位,下同)": [
        ("responsible", ["甲局", "乙局", "各县(市、区)政府"])
    ],
    "(甲厅牵头,各市、县〔区〕人民政府、丙新区管委会配合)": [
        ("lead", ["甲厅"]),
        ("support", ["各市、县〔区〕人民政府", "丙新区管委会"]),
    ],
    "(配合单位:乙局,各区、县级市)": [("support", ["乙局", "各区、县级市"])],
    "(责任单位:各县、市、区人民政府,市直各部门)": [
        ("responsible", ["各县、市、区人民政府", "市直各部门"])
    ],
    "(责任单位:各区、市政府)": [("responsible", ["各区", "市政府"])],
    "(责任单位:各镇、街道、市教育局)": [("responsible", ["各镇、街道", "市教育局"])],
    "(牽頭單位:省發展改革委;責任單位:省編辦、省國土資源廳、": [
        ("lead", ["省發展改革委"]),
        ("responsible", ["省編辦", "省國土資源廳"]),
    ],
    "(省市場監管委牽頭,省稅務局配合)": [("lead", ["省市場監管委"]), ("support", ["省稅務局"])],
    "(责任单位:甲局、乙局": [("responsible", ["甲局", "乙局"])],
    "(责任单位:、甲局)": [("responsible", ["甲局"])],
    "牵头单位: | 甲办 |": [("lead", ["甲办"])],
    "责任单位:市人社局、财政局,各银行机构": [("responsible", ["市人社局", "财政局", "各银行机构"])],
    "甲工作部、乙工作部": [(None, ["甲工作部", "乙工作部"])],
    "(甲局、乙局)": [(None, ["甲局", "乙局"])],
    "()": [(None, [])],
    "": [(None, [])],
}


@pytest.mark.parametrize(("text", "duties"), SPLITS.items())
def test_a_bracket_is_split(text: str, duties: list[tuple[str | None, list[str]]]) -> None:
    bracket = split_bracket(text)
    assert [(duty.role, list(duty.names)) for duty in bracket.duties] == duties


@pytest.mark.parametrize("text", SPLITS)
def test_offsets_point_at_the_names(text: str) -> None:
    for duty in split_bracket(text).duties:
        for name, offset in zip(duty.names, duty.offsets, strict=True):
            assert text.startswith(name, offset)


def test_brackets_of_every_kind_are_found_in_running_text() -> None:
    text = "做好服务。(牵头单位:甲局)改善〈责任单位:各区(县)政府〉环境(一期)。"
    assert [bracket.names for _, _, bracket in find_brackets(text)] == [
        ("甲局",),
        ("各区(县)政府",),
    ]


def test_brackets_that_end_with_a_word_for_a_role_are_found() -> None:
    text = "推进就业(省教育厅、各县(市)政府负责)。一期(含扩建)开工(已落实)。"
    found = find_brackets(text)
    assert [bracket.names for _, _, bracket in found] == [("省教育厅", "各县(市)政府")]
    assert found[0][2].role == "responsible"


def test_groups_are_bodies_too() -> None:
    found = find_brackets("落实到位(各有关部门负责)。按时开工(各县区负责)。做细做实(双方负责)。")
    assert [bracket.names for _, _, bracket in found] == [("各有关部门",), ("各县区",)]


def test_names_of_one_role_are_gathered() -> None:
    bracket = split_bracket("(牵头单位:甲局;配合单位:乙局、丙局)")
    assert bracket.names_as("support") == ("乙局", "丙局")
    assert (bracket.role, bracket.cue, bracket.names) == ("lead", "牵头", ("甲局",))


LABELS = {
    "1.完善服务。责任单位:甲局、乙局,各银行机构 2.纾解困难。 责任单位\uff1a丙局": [
        "责任单位:甲局、乙局,各银行机构",
        "责任单位\uff1a丙局",
    ],
    "重点工作:提质\n牵头单位: 甲局\n\n年度目标:建成": ["牵头单位: 甲局"],
    "牵头单位: | 甲办 |\n完成时限: | 2015年 |": ["牵头单位: | 甲办 |"],
    "責任單位:甲廳、乙廳。下一項": ["責任單位:甲廳、乙廳"],
    "(各有关部门负责)。责任单位:各行政执法部门": ["责任单位:各行政执法部门"],
    "(责任单位:甲局)在括号中;责任单位是甲局;序号 责任单位 |\n甲部": [],
    "责任单位:要切实负起责任。": [],
}


@pytest.mark.parametrize(("text", "found"), LABELS.items())
def test_labels_without_brackets_are_found_with_their_names(text: str, found: list[str]) -> None:
    assert [text[start:end].rstrip() for start, end, _ in find_labels(text)] == found


@pytest.mark.parametrize(
    ("words", "roles"),
    {
        "责任单位": {"responsible"},
        "列首位的为牵头单位": {"lead"},
        "責任單位": {"responsible"},
        "序号": set(),
    }.items(),
)
def test_a_heading_tells_a_role(words: str, roles: set[str]) -> None:
    assert roles_in(words) == roles
