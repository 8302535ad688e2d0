"""Drafts of numbers and names; invented places and bodies."""

from __future__ import annotations

import pytest

from loaders.drafting.bodies_in_prose import bodies_in
from loaders.drafting.drafters import draft_text
from loaders.drafting.model import Draft

PLAN = "甲市造林行动方案\n一、主要任务\n1.造林。{}。（责任单位：市林业局）"


def told(draft: Draft, kind: str, *fields: str) -> list[tuple[object, ...]]:
    return [tuple(fact.get(one) for one in fields) for fact in draft.facts if fact.kind == kind]


TARGETS = {
    "5年内培育100家左右企业": [("100家左右", 100, "家", "≈")],
    "引进10名博士、20名硕士": [("10名", 10, "名", "="), ("20名", 20, "名", "=")],
    "选拔不少于200名青年": [("不少于200名", 200, "名", "≥")],
    "森林覆盖率达到60%以上": [("60%以上", 60, "%", "≥")],
    "融资成本较上年至少下降0.5个百分点": [("0.5个百分点", 0.5, "个百分点", "≥")],
    "办理时间压缩至3个工作日以内": [("3个工作日以内", 3, "个工作日", "≤")],
    "年产值突破30亿元": [("突破30亿元", 3_000_000_000, "元", ">")],
    "建成1万套公寓": [("1万套", 10_000, "套", "=")],
}


@pytest.mark.parametrize(("words", "expected"), TARGETS.items())
def test_a_number_set_for_the_work_is_a_target(
    words: str, expected: list[tuple[object, ...]]
) -> None:
    draft = draft_text(PLAN.format(words))

    assert told(draft, "target", "value", "number", "unit", "bound") == expected


TERMS = {
    "对引进人才给予30万元补贴": "a term of a measure",
    "按每人每天100元标准补助": "a term of a measure",
    "对职工30人以下的企业减免租金": "a term of a measure",
    "贷款贴息期限不超过1年": "a term of a measure",
    "每季度开展检查，历时3天": "a length of time",
}


@pytest.mark.parametrize(("words", "reason"), TERMS.items())
def test_terms_of_a_measure_are_left_out_with_the_reason(words: str, reason: str) -> None:
    draft = draft_text(PLAN.format(words))

    assert told(draft, "target", "value") == []
    assert draft.left_out and all(one.reason.startswith(reason) for one in draft.left_out)


def test_values_of_a_report_have_status_and_year() -> None:
    draft = draft_text(
        "乙县政府工作报告\n一、2030年工作回顾\n地区生产总值达到80亿元，增长6%。新增企业12家。\n"
        "二、2031年工作安排\n主要预期目标是：地区生产总值增长7%左右。力争引进项目20个。"
    )

    assert told(draft, "value", "value", "status", "year") == [
        ("80亿元", "actual", "2030"),
        ("6%", "actual", "2030"),
        ("12家", "actual", "2030"),
    ]
    assert told(draft, "target", "value", "year") == [("7%左右", "2031"), ("20个", "2031")]


def test_a_growth_rate_is_named_as_the_value_before_it() -> None:
    draft = draft_text("丙镇总结\n全镇实现工业产值15.5亿元（预计数，下同），同比增长8%。")

    assert told(draft, "value", "name", "value") == [("工业产值", "15.5亿元"), ("工业产值", "8%")]


IDIOMS = [
    "统筹两个大局",
    "“三个全面”要求",
    "第二批项目",
    "市委十三届五次全会精神",
    "讲好“一带一路”故事",
]


@pytest.mark.parametrize("words", IDIOMS)
def test_names_and_idioms_are_no_numbers(words: str) -> None:
    draft = draft_text(f"丁市总结\n大家{words}。")

    assert told(draft, "value", "value") == []


def test_titles_carry_their_number_and_issuers() -> None:
    draft = draft_text(
        "为落实《戊市委、戊市人民政府关于加快造林的意见》（戊发〔2030〕5号），制定办法。"
    )

    assert told(draft, "policy", "name", "number", "issuers") == [
        ("戊市委、戊市人民政府关于加快造林的意见", "戊发〔2030〕5号", ["戊市委", "戊市人民政府"])
    ]


def test_newspapers_are_no_policies_and_programmes_are() -> None:
    draft = draft_text(
        "据《己市日报》报道，全市深入实施“育苗计划”，推进森林城市建设工程，成效明显。"
    )

    assert told(draft, "policy", "name") == [("育苗计划",), ("森林城市建设工程",)]


PROGRAMMES = {
    "扎实推进国企改革深化提升行动、城市更新工程,成效明显。": [
        "国企改革深化提升行动",
        "城市更新工程",
    ],
    "持续开展营商环境攻坚提升行动,出台民营经济发展促进条例。": [
        "营商环境攻坚提升行动",
        "民营经济发展促进条例",
    ],
    "制定促进消费若干措施,修订完善科技奖励办法。": ["促进消费若干措施", "科技奖励办法"],
    "组织联合行动,采取自觉行动,开展各类活动。": [],
    "推进重大工程,制定相关办法,出台一批政策措施。": [],
}


@pytest.mark.parametrize(("words", "expected"), PROGRAMMES.items())
def test_programmes_and_documents_are_found_without_book_marks(
    words: str, expected: list[str]
) -> None:
    draft = draft_text(f"己市总结\n{words}")

    assert [name for (name,) in told(draft, "policy", "name")] == expected


def test_party_and_government_without_a_mark_between_them_are_two_bodies() -> None:
    draft = draft_text("己市总结\n在省委省政府和市委市政府领导下,大家努力。")

    assert {name for (name,) in told(draft, "organisation", "name")} == {
        "省委", "省政府", "市委", "市政府",
    }  # fmt: skip


def test_numerals_in_idioms_are_no_places() -> None:
    draft = draft_text("己市总结\n建设“一园六区”,推进“一地六县”合作。“一园六区”成形。")

    assert told(draft, "place", "name") == []


NAMES = {
    "organisation": (
        "由庚山市财政局会同市林业局办理，报市政府批准，成立市造林工作领导小组。",
        ["庚山市财政局", "市林业局", "市政府", "市造林工作领导小组"],
    ),
    "enterprise": (
        "与庚山木业有限公司签约，引进总投资3.8亿元辛林家具集团公司项目，支持中小企业和大公司发展。",
        ["庚山木业有限公司", "辛林家具集团公司"],
    ),
    "place": ("庚河镇位于杭州市西部，庚河镇与壬岭镇相邻。庚河镇发展了，壬岭镇也要发展。", None),
    "recognition": ("该镇荣获“全省园林镇”、“平安镇”称号。", ["全省园林镇", "平安镇"]),
    "event": (
        "3月5日，全县召开造林动员大会，部署工作。",
        ["3月5日，全县召开造林动员大会"],
    ),
    "post": ("庚河镇党委书记王大林说，要多种树。", ["王大林"]),
}


@pytest.mark.parametrize("kind", NAMES)
def test_names_stand_as_written(kind: str) -> None:
    raw, expected = NAMES[kind]
    key = {"recognition": "title", "post": "person"}.get(kind, "name")

    found = [str(one) for (one,) in told(draft_text(raw), kind, key)]

    if expected is None:
        assert {"庚河镇", "杭州市", "壬岭镇"} <= set(found)
    else:
        assert found == expected


LISTINGS = {
    "支持林山重工、河海科技等龙头企业扩产": [
        ("enterprise", "林山重工"),
        ("enterprise", "河海科技"),
    ],
    "与庚河大学、辛海学院等高校合作": [("organisation", "庚河大学"), ("organisation", "辛海学院")],
    "在长沙、株洲等地设点": [("place", "长沙"), ("place", "株洲")],
    "发展电子、汽车等重点企业": [],
    "加强农村、社区等地管理": [],
}


@pytest.mark.parametrize(("words", "expected"), LISTINGS.items())
def test_a_class_noun_behind_a_row_of_names_tells_their_kind(
    words: str, expected: list[tuple[str, str]]
) -> None:
    found = [
        (fact.kind, fact.get("name"))
        for fact in draft_text(f"癸县总结\n大家{words}。").facts
        if fact.kind in ("enterprise", "organisation", "place")
    ]

    assert found == expected


CHANGES = ["办理时间由20个工作日压缩至5个工作日", "覆盖率从55%提高到60%"]


@pytest.mark.parametrize("words", CHANGES)
def test_where_a_change_starts_is_no_target(words: str) -> None:
    draft = draft_text(PLAN.format(words))

    assert len(told(draft, "target", "value")) == 1
    assert [one.reason for one in draft.left_out] == ["where a change starts"]


def test_every_field_is_ready_or_says_why_not() -> None:
    draft = draft_text(PLAN.format("2031年底前引进10名博士，建设林场项目"))

    for fact in draft.facts:
        for one in fact.fields.values():
            assert one.ready or one.reason or one.value in (None, [])


def test_surfaces_are_the_raw_words_of_their_spans() -> None:
    raw = PLAN.format("培 育 100 家 企业，引進“林王”，落实《造林條例》（甲府〔2030〕1號）")

    for fact in draft_text(raw).facts:
        if fact.kind in ("policy", "organisation", "enterprise", "place"):
            assert fact.get("name") == raw[fact.span[0] : fact.span[1]]


LINKED = {
    "已经市人民政府同意": ["市人民政府"],
    "经省人民政府批准": ["省人民政府"],
    "须报市政府批准": ["市政府"],
    "报请省人民政府批准": ["省人民政府"],
    "均由区财政局负责": ["区财政局"],
    "报经县林业局审批": ["县林业局"],
    "已报国务院批准": ["国务院"],
    "由经开区管委会负责": ["经开区管委会"],
    "向阳区人民政府负责": ["向阳区人民政府"],
    "市政府各部门、各直属机构": [],
    "县政府所属部门": [],
}


@pytest.mark.parametrize(("words", "names"), LINKED.items())
def test_the_words_before_a_body_are_no_part_of_its_name(words: str, names: list[str]) -> None:
    assert [words[start:end] for start, end in bodies_in(words)] == names
