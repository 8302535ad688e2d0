"""Drafts of tasks: numbering, brackets, labels, sentences, tables, cards; invented places."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from loaders.drafting.drafters import draft_text
from loaders.drafting.model import Fact

Row = tuple[str | None, str, list[str], list[str], list[str], str | None]


def tasks(raw: str) -> list[Row]:
    """Return number, title, leads, supports, groups and deadline of every task."""
    return [
        (
            str(number) if (number := fact.get("number")) else None,
            str(fact.get("title_quote")),
            names(fact, "leads"),
            names(fact, "supports"),
            names(fact, "groups"),
            str(limit) if (limit := fact.get("deadline")) else None,
        )
        for fact in draft_text(raw).of("task")
    ]


def names(fact: Fact, role: str) -> list[str]:
    value = fact.get(role)
    return [str(one) for one in value] if isinstance(value, list) else []


LISTS = {
    "labels in one bracket": (
        "一、主要任务\n1.建设河道。抓好清淤。（牵头单位：市水务局；配合单位：市财政局、各区政府）\n"
        "2.修路。（牵头单位：市交通局）",
        [
            ("1", "建设河道", ["市水务局"], ["市财政局"], ["各区政府"], None),
            ("2", "修路", ["市交通局"], [], [], None),
        ],
    ),
    "no line breaks at all": (
        "甲市行动方案 一、支持企业 减轻负担。（市财政局、市税务局负责） 二、稳定就业 "
        "扩大岗位。（市人社局负责）",
        [
            ("一", "支持企业", [], ["市财政局", "市税务局"], [], None),
            ("二", "稳定就业", [], ["市人社局"], [], None),
        ],
    ),
    "words for roles behind the names": (
        "(一)修桥。加快建设。(市政府办公室、市交通局牵头,市级有关部门配合)\n(二)铺路。(市交通局牵头)",
        [
            ("(一)", "修桥", ["市政府办公室", "市交通局"], [], ["市级有关部门"], None),
            ("(二)", "铺路", ["市交通局"], [], [], None),
        ],
    ),
    "square and angular brackets": (
        "1.造林。[责任单位:市林业局,各县(市、区)政府]\n2.种草。〈牵头单位:市林业局〉",
        [
            ("1", "造林", [], ["市林业局"], ["各县(市、区)政府"], None),
            ("2", "种草", ["市林业局"], [], [], None),
        ],
    ),
    "brackets that never close": (
        "1.办学校。（责任单位：区教育局、区财政局 2.建医院。（责任单位：区卫健委） "
        "3.修公园。（责任单位：区城管局）",
        [
            ("1", "办学校", [], ["区教育局", "区财政局"], [], None),
            ("2", "建医院", [], ["区卫健委"], [], None),
            ("3", "修公园", [], ["区城管局"], [], None),
        ],
    ),
    "labels on lines of their own": (
        "1.产值增长5%。\n\n牵头单位:区发改局\n\n责任单位:甲山经济开发区,各街道\n\n2.投资增长6%。\n\n牵头单位:区工信局",
        [
            ("1", "产值增长5%", ["区发改局"], ["甲山经济开发区"], ["各街道"], None),
            ("2", "投资增长6%", ["区工信局"], [], [], None),
        ],
    ),
    "a limit behind a label": (
        "（一）招商\n做好招商。\n责任单位：县招商局\n完成时限：2031年6月底前\n（二）安商\n责任单位：县商务局\n完成时限：长期坚持",
        [
            ("（一）", "招商", [], ["县招商局"], [], "2031年6月底前"),
            ("（二）", "安商", [], ["县商务局"], [], "长期坚持"),
        ],
    ),
    "the first one leads": (
        "1.清淤。（责任单位：市水务局、市财政局；列首位的为牵头单位，下同）\n2.绿化。（责任单位：各区政府、市林业局、市财政局）",
        [
            ("1", "清淤", ["市水务局"], ["市财政局"], [], None),
            ("2", "绿化", ["市林业局"], ["市财政局"], ["各区政府"], None),
        ],
    ),
    "a limit among the names": (
        "1.放权。（牵头单位：州甲局；责任单位：州乙局及州直相关单位，各县市人民政府，6月底完成）\n"
        "2.服务。（牵头单位：州丙局；完成时限：2031年12月底前）",
        [
            ("1", "放权", ["州甲局"], ["州乙局"], ["州直相关单位", "各县市人民政府"], "6月底"),
            ("2", "服务", ["州丙局"], [], [], "2031年12月底前"),
        ],
    ),
    "brackets with bodies alone": (
        "1.修路（县交通局）\n2.造林（县林业局、县财政局）\n3.种草（各乡镇）",
        [
            ("1", "修路", [], ["县交通局"], [], None),
            ("2", "造林", [], ["县林业局", "县财政局"], [], None),
            ("3", "种草", [], [], ["各乡镇"], None),
        ],
    ),
    "labels in brackets of their own": (
        "（一）修路。【牵头单位】县交通局【配合单位】县财政局、各乡镇\n（二）造林。【牵头单位】县林业局",
        [
            ("（一）", "修路", ["县交通局"], ["县财政局"], ["各乡镇"], None),
            ("（二）", "造林", ["县林业局"], [], [], None),
        ],
    ),
    "sentences at the end of items": (
        "1.修路。县交通局牵头，县财政局、县水利局配合，2031年底前完成。\n2.造林。县林业局负责，各乡镇配合。",
        [
            ("1", "修路", ["县交通局"], ["县财政局", "县水利局"], [], "2031年底前"),
            ("2", "造林", [], ["县林业局"], ["各乡镇"], None),
        ],
    ),
    "tasks numbered in words": (
        "重点任务一：修路\n责任单位：县交通局\n重点任务二：造林\n责任单位：县林业局",
        [
            ("重点任务一", "修路", [], ["县交通局"], [], None),
            ("重点任务二", "造林", [], ["县林业局"], [], None),
        ],
    ),
    "a sentence": (
        "一、任务\n1.数字档案。由市档案局牵头，市财政局配合，年内建成。\n2.其他工作。支持企业牵头组建联盟。",
        [
            ("1", "数字档案", ["市档案局"], ["市财政局"], [], "年内"),
            ("2", "其他工作", [], [], [], None),
        ],
    ),
    "an item whose number is lost": (
        "1.甲事。（责任单位：区甲局） 乙事也要办好，不得拖延。（责任单位：区丙局、区丁局） "
        "3.丙事。（责任单位：区戊局）",
        [
            ("1", "甲事", [], ["区甲局"], [], None),
            (None, "乙事也要办好，不得拖延", [], ["区丙局", "区丁局"], [], None),
            ("3", "丙事", [], ["区戊局"], [], None),
        ],
    ),
    "traditional characters with pinyin": (
        "(一)優(yōu)化環(huán)境。(牽頭單(dān)位:市發展改革委;責任單位:市財政局)",
        [("(一)", "優(yōu)化環(huán)境", ["市發展改革委"], ["市財政局"], [], None)],
    ),
}


@pytest.mark.parametrize(("raw", "expected"), LISTS.values(), ids=LISTS)
def test_items_have_their_bodies(raw: str, expected: list[Row]) -> None:
    assert tasks(raw) == expected


STREAM = (
    "甲开发区任务分解表 序号 工作任务 年度目标 责任单位 完成时限 "
    "1 加强招商 新签约项目20个以上 招商部、安商部 全年 2 推进建设 完成厂房2万平方米 建设部 "
    "2031年6月底"
)
ROWS: list[Row] = [
    ("1", "加强招商", [], ["招商部", "安商部"], [], "全年"),
    ("2", "推进建设", [], ["建设部"], [], "2031年6月底"),
]
TABLES = {
    "a stream of cells": (STREAM, ROWS),
    "a cell a line": (STREAM.replace(" ", "\n"), ROWS),
    "a blank line between cells": (STREAM.replace(" ", "\n\n"), ROWS),
    "tabs": (
        "序号\t工作任务\t责任单位\t完成时限\n1\t加强招商\t招商部、安商部\t全年\n2\t推进建设\t建设部\t2031年6月底",
        ROWS,
    ),
    "bars": (
        "| 序号 | 重点任务 | 责任单位 | 完成时限 |\n|---|---|---|---|\n"
        "| 1 | 加强招商 | 招商部、安商部 | 全年 |\n| 2 | 推进建设 | 建设部 | 2031年6月底 |",
        ROWS,
    ),
    "merged cells on the left": (
        "序号\t类别\t重点任务\t牵头单位\t责任单位\n1\t项目\t修甲桥\t县交通局\t县财政局\n2\t修乙桥\t县交通局\t县水利局",
        [
            ("1", "修甲桥", ["县交通局"], ["县财政局"], [], None),
            ("2", "修乙桥", ["县交通局"], ["县水利局"], [], None),
        ],
    ),
    "bodies set apart by blanks": (
        "清单 序号 任务内容 牵头部门 配合部门 时限要求 1 修路 县交通局 县发改委 县财政局 "
        "12月底前 2 造林 县林业局 各乡镇 长期",
        [
            ("1", "修路", ["县交通局"], ["县发改委", "县财政局"], [], "12月底前"),
            ("2", "造林", ["县林业局"], [], ["各乡镇"], "长期"),
        ],
    ),
    "cards": (
        "任务7\n重点工作: 整治河道。\n牵头单位: 市水务局\n完成时限: 2031年\n\n任务9\n重点工作: "
        "修路。\n牵头单位: 市交通局",
        [
            ("任务7", "整治河道", ["市水务局"], [], [], "2031年"),
            ("任务9", "修路", ["市交通局"], [], [], None),
        ],
    ),
}


@pytest.mark.parametrize(("raw", "expected"), TABLES.values(), ids=TABLES)
def test_rows_and_cards_are_tasks(raw: str, expected: list[Row]) -> None:
    assert tasks(raw) == expected


def test_a_row_under_a_merged_cell_takes_no_body_over() -> None:
    raw = "序号\t考核内容\t评分标准\n1\t县甲局\t60\t抓好造林\t种树\n20\t抓好种草\t种草"

    found = draft_text(raw).of("task")

    assert [(names(one, "supports"), one.get("inherited")) for one in found] == [
        (["县甲局"], None),
        ([], "县甲局"),
    ]


LIMITS = {
    "2031年6月底前完成清淤": "2031年6月底前",
    "三年内建成": "三年内",
    "5年内重点引进100名人才": "5年内",
    "到2035年，建成水厂": "2035年",
    "2031年一季度前办结": "2031年一季度前",
    "贴息期限不超过1年": None,
    "征收期延长至2031年3月底前": None,
    "对毕业2年内的学生": None,
    "对2031年6月30日前到期的贷款": None,
    "自2030年1月1日至2031年12月31日，减免租金": None,
    "连续3年每年给予支持": None,
}


@pytest.mark.parametrize(("words", "limit"), LIMITS.items())
def test_a_limit_is_for_doing_not_the_life_of_a_relief(words: str, limit: str | None) -> None:
    raw = f"一、任务\n1.办事。{words}。（责任单位：市甲局）"

    assert [row[-1] for row in tasks(raw)] == [limit]


def test_general_parts_and_contents_hold_no_tasks() -> None:
    raw = (
        "目录\n一、总体要求……1\n二、主要任务……2\n一、总体要求\n1.坚持创新。要坚持。\n"
        "二、主要任务\n1.修路。加快修路，完善路网。\n2.造林。加快造林，扩大绿地。"
    )

    assert [row[1] for row in tasks(raw)] == ["修路", "造林"]


def test_a_plain_list_of_measures_is_tasks() -> None:
    raw = "县教体局民生实事\n1.加固校舍3万平方米。\n2.新建幼儿园3所。\n3.改造食堂。"

    assert [row[1] for row in tasks(raw)] == ["加固校舍3万平方米", "新建幼儿园3所", "改造食堂"]


def test_a_second_series_under_the_next_heading_hangs_below_it() -> None:
    found = draft_text(
        "1.总体目标\n做好。\n二、任务\n(一)建设\n1.修桥。修好桥。\n2.铺路。铺好路。"
    ).of("task")

    assert [(one.get("section"), one.get("title_quote")) for one in found] == [
        ("(一)建设", "修桥"),
        ("(一)建设", "铺路"),
    ]


LONG = (
    "甲河县造林行动方案\n"
    "为了加快推进全县造林绿化工作，改善生态环境，提升森林质量，保障林业健康发展，制定本方案。\n"
    "一、主要任务\n"
    "（一）加快造林绿化步伐。各地要抢抓季节，组织群众上山造林，2031年底前新造林2万亩，做到应种尽种、"
    "种一片活一片。（牵头单位：县林业局；责任单位：县财政局、县水利局、各乡镇人民政府）\n"
    "（二）修建林区道路。统筹安排资金，新修林区道路30公里以上，方便群众出行和防火巡护，确保质量安全。"
    "（牵头单位：县交通局；配合单位：县林业局）\n"
)


def wrapped(raw: str, width: int) -> str:
    return "\n".join(
        line[at : at + width]
        for line in raw.split("\n")
        for at in range(0, max(len(line), 1), width)
    )


def numbered_pages(raw: str) -> str:
    lines = wrapped(raw, 40).split("\n")
    return "\n".join([*lines[:5], "— 1 —", *lines[5:], "— 2 —", ""])


SHAPES: dict[str, Callable[[str], str]] = {
    "lines that break inside sentences": lambda raw: wrapped(raw, 33),
    "numbers of pages": numbered_pages,
    "no lines": lambda raw: " ".join(raw.split("\n")),
    "lines of another system": lambda raw: raw.replace("\n", "\r\n"),
    "blanks around marks": lambda raw: raw.replace("，", " ， ").replace("、", " 、 "),
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_the_shape_of_the_text_changes_no_task(shape: Callable[[str], str]) -> None:
    def squeezed(raw: str) -> list[tuple[object, ...]]:
        return [
            tuple(re.sub(r"\s|\\n|\\r|— \d —", "", repr(part)) for part in row)
            for row in tasks(raw)
        ]

    assert squeezed(shape(LONG)) == squeezed(LONG)
    assert [row[2] for row in tasks(LONG)] == [["县林业局"], ["县交通局"]]


@pytest.mark.parametrize("mark", ["\n", "\r", "\r\n", "\u2028", "\u2029", "\u0085", "\n\u2028"])
def test_every_line_break_of_unicode_parts_lines(mark: str) -> None:
    lines = [
        "一、主要任务",
        "1.建设河道。抓好清淤。(牵头单位:市水务局)",
        "2.修路。(牵头单位:市交通局)",
    ]
    assert tasks(mark.join(lines)) == tasks("\n".join(lines)) != []
