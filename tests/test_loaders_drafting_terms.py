"""Starts, hedged ranges, slashes, eligibility, rates, attachments and long lists in drafts."""

from __future__ import annotations

import pytest

from loaders.drafting.drafters import draft_text
from loaders.drafting.model import Draft
from loaders.languages.zh.brackets import split_bracket
from loaders.languages.zh.values import read_value

PLAN = "甲市造林行动方案\n一、主要任务\n1.造林。{}。(责任单位:市林业局)"


def told(draft: Draft, kind: str, *fields: str) -> list[tuple[object, ...]]:
    return [tuple(fact.get(one) for one in fields) for fact in draft.facts if fact.kind == kind]


def reasons(draft: Draft) -> list[str]:
    return [one.reason for one in draft.left_out]


@pytest.mark.parametrize(
    "words",
    [
        "2031年底前启动造林工程",
        "2031年6月底前开工建设苗圃",
        "2031年3月前全面启动普查",
        "2032年底前正式动工",
        "年底前着手编目",
        "2031年9月30日前开始试种",
    ],
)
def test_when_work_starts_is_no_limit(words: str) -> None:
    draft = draft_text(PLAN.format(words))

    assert told(draft, "task", "deadline") == [(None,)]
    assert "when work starts, not when it ends" in reasons(draft)


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("2031年启动建设,2032年底前完成", "2032年底前"),
        ("2031年底前启动并完成普查", "2031年底前"),
        ("2031年6月底前启动,2033年底前建成", "2033年底前"),
        ("2031年底前全面完成造林", "2031年底前"),
        ("用3年时间造林一遍", "3年时间"),
        ("春节前完成补植", "春节前"),
        ("2031年6月底前完成项目申报工作", "2031年6月底前"),
        ("到2032年,建立管护制度", "2032年"),
    ],
)
def test_a_time_of_what_is_finished_is_the_limit(words: str, limit: str) -> None:
    assert told(draft_text(PLAN.format(words)), "task", "deadline") == [(limit,)]


@pytest.mark.parametrize(
    ("words", "hedge"),
    [
        ("培育企业约50-60家", "约"),
        ("培育企业50-60家左右", "左右"),
        ("引进博士大约10至12名", "大约"),
        ("造林近2-3万亩", "近"),
        ("建成公寓约300~400套", "约"),
    ],
)
def test_a_hedged_range_keeps_its_hedge_and_is_open(words: str, hedge: str) -> None:
    draft = draft_text(PLAN.format(words))
    (target,) = [fact for fact in draft.facts if fact.kind == "target"]

    assert (target.get("bound"), target.get("hedge")) == ("-", hedge)
    assert "bound" in target.open


@pytest.mark.parametrize("words", ["培育企业50-60家", "培育企业约50家", "引进博士10至12名"])
def test_other_numbers_have_no_hedge(words: str) -> None:
    assert told(draft_text(PLAN.format(words)), "target", "hedge") == [(None,)]


@pytest.mark.parametrize(
    ("bracket", "names"),
    [
        ("(牵头单位:市财政局/市税务局)", ("市财政局", "市税务局")),
        ("(责任单位:市发改委/市工信局/市商务局)", ("市发改委", "市工信局", "市商务局")),
        ("(甲局/乙局负责)", ("甲局", "乙局")),
        ("(责任单位:市科技局\uff0f市教育局等)", ("市科技局", "市教育局")),
        ("(牵头单位:市水利局/市林业局、市财政局)", ("市水利局", "市林业局", "市财政局")),
        ("(配合单位:各县(市/区)政府)", ("各县(市/区)政府",)),
        ("(责任单位:县住房/城乡建设局)", ("县住房/城乡建设局",)),
        ("(责任单位:A/B测试中心)", ("A/B测试中心",)),
    ],
)
def test_a_slash_behind_a_body_separates(bracket: str, names: tuple[str, ...]) -> None:
    split = split_bracket(bracket)

    assert split.names == names
    for duty in split.duties:
        for name, offset in zip(duty.names, duty.offsets, strict=True):
            assert bracket[offset:].startswith(name)


@pytest.mark.parametrize(
    "words",
    [
        "营业收入不少于2000万元、研发人员不少于20人的企业可认定为示范企业",
        "造林面积不低于500亩的,可认定为示范林场",
        "带动农户超过100户的合作社优先纳入名录",
        "申报条件为年销售额不低于500万元",
        "申报企业须具备苗圃100亩以上",
        "认定标准要求苗木存活不少于300株",
    ],
)
def test_who_may_be_recognised_is_no_target(words: str) -> None:
    draft = draft_text(PLAN.format(words))

    assert told(draft, "target", "value") == []
    assert draft.left_out


@pytest.mark.parametrize(
    "words", ["认定示范林场20家", "申报项目不少于10个", "新增示范企业30家,符合条件的可享受政策"]
)
def test_how_many_are_to_be_recognised_is_a_target(words: str) -> None:
    assert len(told(draft_text(PLAN.format(words)), "target", "value")) == 1


@pytest.mark.parametrize(
    ("words", "unit"),
    [
        ("每年3次", "count-per-year"),
        ("每年开展2场", "count-per-year"),
        ("每年至少4轮", "count-per-year"),
        ("每月2次", "count-per-month"),
        ("3次/年", "count-per-year"),
        ("每年新增3家", "NUM"),
        ("3次", "NUM"),
    ],
)
def test_how_often_in_a_year_is_a_rate(words: str, unit: str) -> None:
    assert read_value(words).unit == unit


@pytest.mark.parametrize(
    ("words", "per", "ready"),
    [
        ("每年3次检查", "年", True),
        ("每月2次巡查", "月", True),
        ("每季度1场培训", "季度", True),
        ("每年开展检查3次", "年", False),
        ("每周组织巡护2次", "周", False),
    ],
)
def test_a_draft_says_how_often(words: str, per: str, ready: bool) -> None:
    draft = draft_text(PLAN.format(f"确保{words}"))
    (target,) = [fact for fact in draft.facts if fact.kind == "target"]

    assert (target.get("per"), "per" in target.ready) == (per, ready)


@pytest.mark.parametrize("first", [1, 98, 998, 1000, 1500])
def test_lists_of_any_length_are_tasks(first: int) -> None:
    lines = [f"{n}.推进第{n}项工作。(责任单位:县水利局)" for n in range(first, first + 5)]

    draft = draft_text("甲县实施方案\n" + "\n".join(lines))

    assert told(draft, "task", "number") == [(str(n),) for n in range(first, first + 5)]


def test_a_lone_year_at_the_start_of_a_line_is_no_item() -> None:
    draft = draft_text(
        "甲县实施方案\n1.造林。(责任单位:县林业局)\n2031.\n2.修路。(责任单位:县交通局)"
    )

    assert told(draft, "task", "number") == [("1",), ("2",)]


@pytest.mark.parametrize(
    "tail",
    [
        "附件:1.任务分工表\n2.名单",
        "附件:\n1.任务分工表\n2.名单",
        "附:1.任务分工表\n2.名单",
        "附件: 1.任务分工表 2.名单",
        "附件:(1)任务分工表\n(2)名单",
        "附件:1、任务分工表\n2、名单",
    ],
)
def test_the_list_of_attachments_holds_no_tasks(tail: str) -> None:
    plan = "甲县实施方案\n1.造林。(责任单位:县林业局)\n2.修路。(责任单位:县交通局)\n\n" + tail

    assert told(draft_text(plan), "task", "title_quote") == [("造林",), ("修路",)]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("引进200名左右能够突破关键技术、发展高新产业、带动新兴学科的领军人才", "领军人才"),
        ("培育10家掌握核心技术、市场前景好的企业", "企业"),
        ("建设3个功能齐全、管理规范、服务优良的园区", "园区"),
        ("培养50名懂技术、会经营的特派员", "特派员"),
        ("打造5条产业融合、景村一体、主客共享的线路", "线路"),
    ],
)
def test_a_number_counts_the_noun_behind_its_long_attribute(words: str, name: str) -> None:
    assert told(draft_text(PLAN.format(words)), "target", "name") == [(name,)]


@pytest.mark.parametrize("length", [10, 60, 100, 200])
def test_a_row_has_its_number_however_long_its_title_is(length: int) -> None:
    title = "推进改造" + "完善设施" * (length // 4)
    rows = f"序号\t重点任务\t责任单位\n1\t{title}\t县住建局\n2\t修桥\t县交通局\n"

    draft = draft_text("甲县任务分工表\n" + rows)

    assert all(fact.heading for fact in draft.of("task"))
    assert told(draft, "task", "number") == [("1",), ("2",)]


@pytest.mark.parametrize(
    ("words", "statuses"),
    [
        ("预计实现生产总值80亿元,同比增长6%", ["expected", "expected"]),
        ("全年预计完成投资5亿元、新增企业30家", ["expected", "expected"]),
        ("财政收入有望突破10亿元,较上年增长5%", ["expected", "expected"]),
        ("完成投资5亿元,预计全年达到9亿元", ["actual", "expected"]),
        ("预计投资5亿元,目前已完成3亿元", ["expected", "actual"]),
    ],
)
def test_what_is_expected_goes_on_to_the_next_number(words: str, statuses: list[str]) -> None:
    draft = draft_text(f"乙县2031年工作总结\n2031年,{words}。")

    assert [str(fact.get("status")) for fact in draft.of("value")] == statuses


@pytest.mark.parametrize("words", ["三大平台", "五个重点", "两大优势", "四项工程", "三类企业"])
def test_a_small_number_in_words_is_open(words: str) -> None:
    draft = draft_text(f"乙县工作总结\n去年,打造了{words}产业,效益提升。")

    assert all("value" in fact.open for fact in draft.facts if fact.kind == "value")
