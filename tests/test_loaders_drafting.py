"""Drafts of authority records: bodies that documents name and nothing knows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loaders.drafting.authority import draft_bodies
from loaders.facts.flatten import flatten
from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.yaml.parse import parse_document

PLACES = """\
places:
  jia: {name: {zh: 甲市, en: Jia}, kind: prefecture-city}
  yi: {name: {zh: 乙县, en: Yi}, kind: county}
  bing-county: {name: {zh: 丙县, en: Bing}, kind: county, in: jia}
organisations:
  jia-finance:
    {name: {zh: 甲市财政局, en: Finance}, kind: department, scope: jia, aliases: [市财政局]}
"""
FACTS = """\
document:
  id: {id}
  title: {{zh: {title}, en: text}}
  genre: opinion
  jurisdiction: {place}
  written: 2020
  source: {{file: text.txt, language: zh-hans}}
body:
  - task: 帮扶
    number: 1
    en: Help
    quote: 1.帮扶
    responsible: {names}
"""


def draft(folder: Path, *documents: tuple[str, str], title: str = "文") -> str:
    """The draft for documents, given by their place and their list of bodies."""
    path = folder / "places.yaml"
    path.write_text(PLACES, encoding="utf-8")
    authority, problems = load_authority([(path, path.name)])
    assert problems == []
    facts = []
    for number, (place, names) in enumerate(documents):
        text = FACTS.format(id=f"d{number}", place=place, names=names, title=title)
        found, _ = flatten(parse_document(text.encode(), "d.yaml"), authority)
        assert found is not None
        facts.append(found)
    text, homeless = draft_bodies(facts, authority)
    assert homeless == {place: ["d.yaml"] for place, _ in documents if place == "bing"}
    return text


def test_a_body_is_drafted_once_with_all_its_names(tmp_path: Path) -> None:
    assert draft(tmp_path, ("jia", "责任单位:市人社局、人社局、市财政局")) == (
        "organisations:\n  jia-human-resources-and-social-security-bureau:\n"
        "    name: {zh: 甲市人力资源和社会保障局, "
        "en: Jia Municipal Human Resources and Social Security Bureau}\n"
        "    kind: department\n    function: [human-resources-social-security]\n"
        "    scope: jia\n    aliases: [市人社局, 人社局]\n"
    )


def test_bodies_of_two_places_are_two(tmp_path: Path) -> None:
    text = draft(tmp_path, ("jia", "责任单位:市水务局"), ("yi", "责任单位:县水务局"))
    assert "zh: 甲市水务局" in text and "zh: 乙县水务局" in text


def test_what_the_glossary_lacks_keeps_its_name_and_waits_for_its_english(tmp_path: Path) -> None:
    text = draft(tmp_path, ("jia", "责任单位:市蓝莓办"))
    assert "zh: 甲市蓝莓办, en: TODO" in text and "  jia-lanmeiban:" in text
    assert "function" not in text


def test_a_bare_level_means_what_the_place_lies_in(tmp_path: Path) -> None:
    text = draft(tmp_path, ("bing-county", "责任单位:市教育局、县教育局"))
    assert "zh: 甲市教育局, en: Jia Municipal Education Bureau" in text
    assert "zh: 丙县教育局, en: Bing County Education Bureau" in text


def test_another_name_of_a_known_body_is_an_alias_of_it(tmp_path: Path) -> None:
    text = draft(tmp_path, ("jia", "责任单位:甲市的财政局、财政局"))
    assert "# 财政局: add it to the aliases of jia-finance (甲市财政局)" in text


def test_a_body_that_names_its_place_keeps_it(tmp_path: Path) -> None:
    text = draft(tmp_path, ("jia", "责任单位:宁波海关"))
    assert "zh: 宁波海关, en: Ningbo Customs" in text


PLACED = {
    "sanming": ("三明市人民政府", "三明市", "Sanming City", "prefecture-city", "fujian"),
    "longhua": ("河北省隆化县", "隆化县", "Longhua County", "county", "chengde"),
    "shangcheng": ("杭州市上城区", "上城区", "Shangcheng District", "district", "hangzhou"),
    "guizhou": ("贵州省人民政府", "贵州省", "Guizhou Province", "province", ""),
    "义乌市": ("义乌市", "义乌市", "Yiwu City", "county-city", "jinhua"),
}


@pytest.mark.parametrize(("place", "expected"), PLACED.items())
def test_a_place_that_nothing_knows_is_drafted_from_the_gazetteer(
    tmp_path: Path, place: str, expected: tuple[str, ...]
) -> None:
    title, zh, en, kind, within = expected
    text = draft(tmp_path, (place, "责任单位:财政局"), title=title)
    chain = f", in: {within}" if within else ""
    assert f": {{name: {{zh: {zh}, en: {en}}}, kind: {kind}{chain}" in text
    assert f"zh: {zh}财政局" in text


KINDS = {
    "各县(市、区)人民政府": "group-reference",
    "人行市中心支行": "bank-branch",
    "交发集团": "state-enterprise",
    "甲新区管委会": "management-committee",
    "团市委": "association",
    "市委组织部": "party-body",
    "市纪委": "party-body",
    "市政府": "government",
    "市热线中心": "public-institution",
}


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_a_name_tells_a_kind(tmp_path: Path, name: str, kind: str) -> None:
    text = draft(tmp_path, ("jia", f"责任单位:{name}"))
    assert f"kind: {kind}\n" in text
    assert ("group: yes" in text) == (kind == "group-reference")


def test_a_draft_can_be_read_and_leaves_nothing_unknown(tmp_path: Path) -> None:
    documents = (("jia", "责任单位:" + "、".join(KINDS)), ("yi", "责任单位:县水务局,甲、乙公司"))
    path = tmp_path / "draft.yaml"
    path.write_text(draft(tmp_path, *documents), encoding="utf-8")
    places = tmp_path / "places.yaml"
    authority, problems = load_authority([(places, places.name), (path, path.name)])
    assert {(problem.rule, problem.severity) for problem in problems} == {("english", "warning")}
    facts = [
        flatten(
            parse_document(
                FACTS.format(id="d", place=place, names=names, title="文").encode(), "d"
            ),
            authority,
        )[0]
        for place, names in documents
    ]
    assert draft_bodies([one for one in facts if one is not None], authority) == ("", {})


def test_a_place_that_nothing_knows_is_told(tmp_path: Path) -> None:
    assert draft(tmp_path, ("bing", "责任单位:市水务局")) == ""


def test_a_document_of_another_place_is_drafted_whole_and_once(tmp_path: Path) -> None:
    names = "市发改委、财政局、县区政府、人行、市金融监管局、省药监局、市委宣传部、团市委、投资集团"
    text = draft(tmp_path, ("衢州市", f"责任单位:{names}"), title="衢州市")
    path = tmp_path / "draft.yaml"
    path.write_text(text, encoding="utf-8")
    authority, problems = load_authority([(path, path.name)])
    assert [problem.rule for problem in problems if problem.severity == "error"] == []
    assert authority.chain("quzhou") == ("quzhou", "zhejiang")
    document = FACTS.format(id="d", place="quzhou", names=f"责任单位:{names}", title="衢州市")
    facts, _ = flatten(parse_document(document.encode(), "d"), authority)
    assert facts is not None
    assert draft_bodies([facts], authority) == ("", {})
    assert authority.organisations["zhejiang-drug-regulation-bureau"].scope == "zhejiang"


def test_who_issued_a_document_or_a_policy_it_names_is_drafted(tmp_path: Path) -> None:
    document = FACTS.format(id="d", place="衢州市", names="责任单位:财政局", title="衢州市")
    document = document.replace("  source:", "  issuer: 衢州市人民政府\n  source:") + (
        "  - quote: 丙\n    policies:\n"
        "      - {name: 丙, en: C, kind: plan, issuers: [市政府办公室, 丁]}\n"
    )
    facts, problems = flatten(parse_document(document.encode(), "d"), Authority())
    assert facts is not None and problems == []
    text, _ = draft_bodies([facts], Authority())
    assert "zh: 衢州市人民政府, en: Quzhou Municipal People’s Government" in text
    assert "    governs: quzhou\n" in text
    assert "zh: 衢州市人民政府办公室" in text
    assert "丁" not in text


GOVERNED = {
    "市政府": True,
    "衢州市政府": True,
    "衢州市委": True,
    "柯城区政府": False,
    "江山市人民政府": False,
    "开化县委": False,
    "衢江区政府": False,
}


@pytest.mark.parametrize(("name", "governs"), GOVERNED.items())
def test_only_the_government_of_the_place_itself_governs_it(name: str, governs: bool) -> None:
    document = FACTS.format(id="d", place="衢州市", names=f"责任单位:{name}", title="衢州市")
    facts, _ = flatten(parse_document(document.encode(), "d"), Authority())
    assert facts is not None

    text, _ = draft_bodies([facts], Authority())

    assert ("    governs: quzhou\n" in text) == governs, text


IDS = {
    "广州市住房和城乡建设局": "guangzhou-housing-and-urban-rural-development-bureau",
    "广州空港经济区管委会": "guangzhou-konggangjingjiquguanliweiyuanhui",
    "市财政局": "guangzhou-finance-bureau",
}


@pytest.mark.parametrize(("name", "identity"), IDS.items())
def test_ids_of_bodies_are_whole_words_and_name_the_place_once(name: str, identity: str) -> None:
    document = FACTS.format(id="d", place="广州市", names=f"责任单位:{name}", title="广州市")
    facts, _ = flatten(parse_document(document.encode(), "d"), Authority())
    assert facts is not None

    text, _ = draft_bodies([facts], Authority())

    assert f"\n  {identity}:\n" in text


def test_what_the_glossary_alone_calls_a_body_passes_the_rule_for_aliases(tmp_path: Path) -> None:
    names = "责任单位:市人民银行、广州银保监分局、市人行、市烟草局、市财政局、市文广旅局、市食药局"
    document = FACTS.format(id="d", place="广州市", names=names, title="广州市")
    facts, _ = flatten(parse_document(document.encode(), "d"), Authority())
    assert facts is not None
    text, _ = draft_bodies([facts], Authority())
    path = tmp_path / "bodies.yaml"
    path.write_text(text, encoding="utf-8")

    _, problems = load_authority([(path, path.name)])

    assert "alias-source" not in {one.rule for one in problems}
    records = re.split(r"\n  (?=guang)", text)
    bank = next(one for one in records if "市人民银行" in one)
    treasury = next(one for one in records if "市财政局" in one)
    assert "source: {zh: 全称据部门名称词表" in bank and "source" not in treasury
