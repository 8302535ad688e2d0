"""Names of departments: one function whatever the form, English, full name, kind."""

from __future__ import annotations

import time
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.languages.zh.department_words import ORGANS, PARTY, SUBJECTS, TAILS, WHOLE, ZONES
from loaders.languages.zh.departments import english_of, function_of, kind_of, read_department
from ontology.codes import Function, OrganisationKind

SAME = {
    "development-reform": "发展和改革委员会 发展改革委 发改委 发展改革局 市发改局 浙江省发展改革委 "
    "三明市发展和改革委员会 县发改委",
    "public-finance": "财政部 省财政厅 市财政局 石城县财政局 区财政局 财政局 镇财政所",
    "human-resources-social-security": "人力资源社会保障厅 市人社局 人力社保局 劳动保障局 人事局",
    "market-regulation": "市场监管局 市工商局 县质监局 食品药品监督管理局 省市场监督管理局",
    "emergency-management": "市应急局 应急管理厅 县安监局 市消防救援支队 市气象局 市地震局",
    "environmental-protection": "市生态环境局 环保局 省环境保护厅 三明市永安生态环境局",
    "housing-construction": "住建局 市建委 住房城乡建设厅 县房管局 市住房公积金管理中心",
    "justice-law": "市司法局 市中级人民法院 县检察院 省委政法委 市委政法委员会",
    "party-organisation": "市委组织部 县委编办 区委老干部局 省直机关工委",
    "publicity": "市委宣传部 县委宣传部 市委网信办 市文明办",
    "discipline-supervision": "市纪委监委 县纪委 中共三明市纪律检查委员会 区监委",
    "general-government": "市政府 三明市人民政府 县政府办公室 省人民政府办公厅 市信访局",
    "mass-organisations": "市总工会 团市委 共青团三明市委 县妇联",
    "financial-affairs": "市金融办 人民银行三明市中心支行 三明银保监分局",
    "government-services": "市大数据局 县行政审批局 政务服务管理局 公共资源交易中心",
    "zone-administration": "高新区管委会 经济技术开发区管委会 泉州台商投资区管委会",
}
"""Functions with names of them, of several places and times."""


@pytest.mark.parametrize(
    ("name", "function"), [(n, function) for function, ns in SAME.items() for n in ns.split()]
)
def test_names_of_one_field_have_one_function(name: str, function: str) -> None:
    assert function in function_of(name, "三明市")


SEVERAL = {
    "市文化广电旅游体育局": "cultural-affairs broadcasting-publishing tourism-development sport",
    "县自然资源和规划局": "natural-resources spatial-planning",
    "区教育体育局": "education-affairs sport",
    "县农业农村和水利局": "agriculture-rural-affairs water-resources",
    "市商务和招商局": "commerce-trade investment-promotion",
    "州林业和草原局": "forestry-grassland",
}


@pytest.mark.parametrize(("name", "functions"), SEVERAL.items())
def test_a_body_of_several_fields_has_all_of_them(name: str, functions: str) -> None:
    assert set(function_of(name)) == set(functions.split())


ENGLISH = {
    "市财政局": "Sanming Municipal Finance Bureau",
    "发改委": "Sanming Municipal Development and Reform Commission",
    "三明市卫健委": "Sanming Municipal Health Commission",
    "市委宣传部": "Publicity Department of the CPC Sanming Municipal Committee",
    "市政府": "Sanming Municipal People’s Government",
    "团市委": "Communist Youth League Sanming Municipal Committee",
    "市政府办": "General Office of the Sanming Municipal People’s Government",
    "市公路局": "Sanming Municipal Highway Bureau",
    "市旅游发展委": "Sanming Municipal Tourism Development Commission",
    "中共三明市委": "CPC Sanming Municipal Committee",
    "南平海关": "Nanping Customs",
    "永安市教育局": "Yong’an Municipal Education Bureau",
    "市文化和旅游局": "Sanming Municipal Culture and Tourism Bureau",
}


@pytest.mark.parametrize(("name", "english"), ENGLISH.items())
def test_english_names_say_place_field_and_form(name: str, english: str) -> None:
    assert english_of(name, "Sanming Municipal", "三明市") == english


FULL = {
    "市人社局": "{place}人力资源和社会保障局",
    "住建委": "{place}住房和城乡建设委员会",
    "县编办": "中共{place}委员会机构编制委员会办公室",
    "市残联": "{place}残疾人联合会",
    "团县委": "共产主义青年团{place}委员会",
    "市规划和自然资源局": "{place}规划和自然资源局",
    "市交通局": "{place}交通局",
    "市国资委": "{place}国有资产监督管理委员会",
    "人行市中心支行": "中国人民银行{place}中心支行",
}


@pytest.mark.parametrize(("name", "full"), FULL.items())
def test_short_names_have_a_full_one(name: str, full: str) -> None:
    read = read_department(name)
    assert read is not None and read.full == full


KINDS = {
    "市财政局": "department", "市委": "party-committee", "县委办公室": "party-body",
    "市政府": "government", "妇联": "association", "市交警支队": "agency",
    "工业园区管委会": "management-committee", "市疾控中心": "public-institution",
    "防汛抗旱指挥部": "leading-group", "市城投集团": "state-enterprise",
}  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_names_say_what_kind_a_body_is(name: str, kind: str) -> None:
    assert kind_of(name) == kind


NOT_READ = [
    "各有关部门", "张三", "阿里巴巴集团", "某某局", "财政", "局", "", "市", "管理局", "和局",
    "县财政局、教育局", "财政局财政局局", "工作办公室",
]  # fmt: skip


@pytest.mark.parametrize("name", NOT_READ)
def test_what_is_not_understood_whole_is_not_read(name: str) -> None:
    assert read_department(name) is None


TABLES = {
    "subjects": (SUBJECTS, 3), "tails": (TAILS, 2), "organs": (ORGANS, 3), "party": (PARTY, 3),
    "whole": (WHOLE, 4), "zones": (ZONES, 2),
}  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_rows_of_the_glossary_name_codes_that_exist(table: str) -> None:
    text, cells = TABLES[table]
    for row in text.strip().replace("\n  ", "").splitlines():
        parts = [part.strip() for part in row.split("|")]
        assert len(parts) == cells, row
        if table in ("subjects", "party", "whole"):
            assert parts[-1] and set(parts[-1].split()) <= set(get_args(Function)), row
        if table in ("organs", "whole"):
            assert parts[2] in get_args(OrganisationKind), row


def test_the_glossary_has_the_standard_names_that_it_promises() -> None:
    rows = "\n".join((SUBJECTS, PARTY, WHOLE)).replace("\n  ", "").strip().splitlines()
    assert len([row for row in rows if row]) >= 150


@given(st.text(alphabet="三明市省县委发展和改革教育财政局办公室管理中心", max_size=80))
def test_any_name_is_read_or_not_and_never_fails(name: str) -> None:
    read = read_department(name)
    assert read is None or (read.full and read.functions is not None)


def test_reading_a_name_costs_little_however_it_is_made() -> None:
    names = ["管理" * n + "发展" * n + "局" for n in range(1, 15)] + ["市" * 59 + "局"]
    begin = time.perf_counter()
    for name in names * 20:
        read_department.__wrapped__(name)
    assert time.perf_counter() - begin < 5
