"""Brackets of bodies of every kind, and groups that a separator does not cut."""

from __future__ import annotations

import time

import pytest

from loaders.languages.zh.bodies import ends_like_body
from loaders.languages.zh.brackets import find_brackets, split_bracket
from loaders.languages.zh.groups import USUAL
from loaders.languages.zh.leading import find_first_leads

FOUND = {
    "(市政府办公室牵头,市财政局配合)": [("lead", ["市政府办公室"]), ("support", ["市财政局"])],
    "(市妇联牵头,市财政局配合)": [("lead", ["市妇联"]), ("support", ["市财政局"])],
    "(乙市海关牵头、市商务局配合)": [("lead", ["乙市海关"]), ("support", ["市商务局"])],
    "(省联社负责)": [("responsible", ["省联社"])],
    "(人民银行乙市中支、各银行负责)": [("responsible", ["人民银行乙市中支", "各银行"])],
    "(市水务集团牵头,供电公司配合)": [("lead", ["市水务集团"]), ("support", ["供电公司"])],
    "(市总工会、团市委、市残联负责)": [("responsible", ["市总工会", "团市委", "市残联"])],
    "(市气象台、市电视台落实)": [("implement", ["市气象台", "市电视台"])],
    "(市法院、市检察院参与)": [("support", ["市法院", "市检察院"])],
    "(由市国资委牵头,市城投公司配合)": [("lead", ["市国资委"]), ("support", ["市城投公司"])],
    "[市领导小组办公室牵头]": [("lead", ["市领导小组办公室"])],
    "\uff08市妇联牵头\uff0c市财政局配合\uff09": [("lead", ["市妇联"]), ("support", ["市财政局"])],
    "(市妇联和团市委负责)": [("responsible", ["市妇联", "团市委"])],
    "(市教育局牵头,2021年底前完成)": [("lead", ["市教育局"])],
    "(市教育局、市财政局负责;2021年6月底前)": [("responsible", ["市教育局", "市财政局"])],
    "(责任单位:市教育局;完成时限:2021年底前)": [("responsible", ["市教育局"])],
    "(责任单位:市教育局,长期坚持)": [("responsible", ["市教育局"])],
    "(市发改委牵头,下同)": [("lead", ["市发改委"])],
    "(由市教育局会同市财政局负责)": [("responsible", ["市教育局", "市财政局"])],
    "(市住房和城乡建设局、市文化和旅游局负责)": [
        ("responsible", ["市住房和城乡建设局", "市文化和旅游局"])
    ],
}


@pytest.mark.parametrize(("text", "duties"), FOUND.items())
def test_a_bracket_of_duties_is_found_whatever_its_bodies_are(
    text: str, duties: list[tuple[str, list[str]]]
) -> None:
    found = find_brackets(f"做好服务。{text}改善环境")
    assert len(found) == 1
    assert [(duty.role, list(duty.names)) for duty in found[0][2].duties] == duties


NONE = [
    "(双方负责)",
    "(已落实)",
    "(全面贯彻落实)",
    "(场所落实)",
    "(分级负责)",
    "(社会参与)",
    "(含扩建)",
]


@pytest.mark.parametrize("text", NONE)
def test_other_brackets_are_none(text: str) -> None:
    assert find_brackets(f"做好服务{text}。") == []


ONE_GROUP = [
    "各市、自治州人民政府",
    "各州、市人民政府",
    "各省、自治区、直辖市人民政府",
    "各市、县(区)人民政府",
    "各地州市、兵团",
    "各省、自治区、直辖市、新疆生产建设兵团",
    "各县、区、管委会",
    "各县(市、区)政府、管委会",
    "各开发区、园区管委会",
    "各盟行政公署、市人民政府",
    "各市、县财政局",
    "各县党委、政府",
    "各区、县级市",
    "各乡镇、街道",
    "各镇、街道、园区",
    "各旗、县、区人民政府",
    "各自治州、自治县人民政府",
]


@pytest.mark.parametrize("group", ONE_GROUP)
def test_words_for_one_group_are_one_name(group: str) -> None:
    assert split_bracket(f"(责任单位:{group})").names == (group,)
    assert split_bracket(f"(责任单位:市教育局、{group},市财政局)").names == (
        "市教育局",
        group,
        "市财政局",
    )


TWO = [
    ("各区", "市政府"),
    ("各镇、街道", "市教育局"),
    ("各县区", "市财政局"),
    ("各街道办事处", "各园区管委会"),
    ("各有关部门", "各县(市、区)政府"),
    ("市委", "市政府办公室"),
]


@pytest.mark.parametrize("names", TWO)
def test_two_names_stay_two(names: tuple[str, str]) -> None:
    assert split_bracket(f"(责任单位:{'、'.join(names)})").names == names


@pytest.mark.parametrize(
    "remark",
    [
        "排名第一的为牵头单位",
        "列首位的为牵头单位",
        "列第一位的是牵头单位,下同",
        "第一个单位为牵头单位",
    ],
)
def test_the_sentence_by_which_the_first_leads_is_no_body(remark: str) -> None:
    assert split_bracket(f"(责任单位:甲局、乙局,{remark})").names == ("甲局", "乙局")
    assert len(find_first_leads(f"责任单位:甲局、乙局,{remark}")) == 1


@pytest.mark.parametrize(
    "piece", ["(", "(市局和市局和", "各市、", "列第一位", "(责任单位:", "(市", "排列在"]
)
def test_bracket_reading_grows_with_the_text_only(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size] + str(size)
        started = time.process_time()
        find_brackets(text)
        find_first_leads(text)
        split_bracket(text)
        return time.process_time() - started

    seconds(1_000)
    small, large = min(seconds(4_000 + extra) for extra in (0, 1)), seconds(16_000)
    assert large < 10 * max(small, 0.01), (small, large)


def test_a_name_with_an_inner_bracket_ends_before_it() -> None:
    assert ends_like_body("各开发区(工业区)管委会(筹)")
    assert not ends_like_body("")


TRADITIONAL = {
    "(市政府辦公室牽頭,市財政局配合)": [("lead", ["市政府辦公室"]), ("support", ["市財政局"])],
    "(市婦聯、乙市海關負責)": [("responsible", ["市婦聯", "乙市海關"])],
    "(責任單位:各市、自治州人民政府)": [("responsible", ["各市、自治州人民政府"])],
    "(責任單位:甲局、乙局,列首位的為牽頭單位)": [("responsible", ["甲局", "乙局"])],
    "(省農業銀行負責)": [("responsible", ["省農業銀行"])],
}


@pytest.mark.parametrize(("text", "duties"), TRADITIONAL.items())
def test_brackets_in_traditional_characters_are_found_alike(
    text: str, duties: list[tuple[str, list[str]]]
) -> None:
    found = find_brackets(f"做好服務。{text}改善環境".translate(USUAL))
    assert len(found) == 1
    bracket = split_bracket(text)
    assert [(duty.role, list(duty.names)) for duty in bracket.duties] == duties


@pytest.mark.parametrize(
    "name",
    [
        "园区和示范区管委会",
        "拖欠账款的所有部门和单位",
        "开发区和新区管委会",
        "各部门和单位",
        "市发展和改革委员会",
    ],
)
def test_and_inside_one_name_does_not_cut_it(name: str) -> None:
    assert split_bracket(f"(责任单位:{name}、市财政局)").names == (name, "市财政局")
