"""Structures of other documents: labels without brackets, tables, numbering, groups."""

# ruff: noqa: E501 - short texts and records read better unbroken

from __future__ import annotations

import pytest

from loaders.facts.flatten import flatten
from loaders.facts.model import DocumentFacts
from loaders.identity.authority import Authority
from loaders.languages.zh.periods import read_by, read_period
from loaders.problems import Problem
from loaders.rdf.document import compile_document
from loaders.resolving.references import resolve_document
from loaders.rules.registry import check_case
from loaders.yaml.parse import parse_document
from tests.support.evidence_example import authority, broken, case_of, findings

HEADER = """\
document:
  id: other
  title: {zh: 乙市若干措施, en: Measures of Yi}
  genre: opinion
  jurisdiction: qinghe-town
  written: 2020
  source: {file: other.txt, language: zh-hans}
"""


def part(
    words: str, *, number: str = "", more: str = "", kind: str = "task", deeper: int = 0
) -> str:
    """A part whose heading is its number and name."""
    told = f"\n    number: {number}" if number else ""
    heading = words if not number or words.startswith(number) else f"{number}.{words}"
    english = "Part " + "".join(chr(ord("a") + ord(letter) % 26) for letter in words)
    text = f"  - {kind}: {words}{told}\n    en: {english}\n    quote: {heading}\n{more}"
    return "".join(f"{'    ' * deeper}{line}\n" for line in text.splitlines())


def duty(names: str, role: str = "responsible") -> str:
    """A list of bodies of a part; all are said to be the water bureau, which does not matter here."""
    return f"    {role}: {names}\n"


def graph_of(facts: DocumentFacts, authority: Authority) -> str:
    """The N-Quads of a document."""
    names = resolve_document(facts, authority, "https://example.org/")
    return compile_document(names, "https://example.org/").quads.decode()


def found(rule: str, body: str, text: str, header: str = HEADER) -> list[Problem]:
    """The findings of one rule."""
    return [problem for problem in findings(body, header, text) if problem.rule == rule]


RUN_ON = "一、金融支持 1.降低成本。责任单位:甲局、乙局 2.续贷。责任单位:甲局、乙局 二、用工 3.返还。责任单位:丙局"


def test_a_list_without_bracket_belongs_to_the_item_before_the_next_number() -> None:
    body = (
        part("降低成本", number="1", more=duty("责任单位:甲局、乙局"))
        + part("续贷", number="2", more=duty("责任单位:甲局、乙局"))
        + part("返还", number="3", more=duty("责任单位:丙局"))
    )
    assert broken(body, HEADER, RUN_ON) == set()


def test_a_list_without_bracket_that_no_part_uses_is_missed_at_its_part() -> None:
    body = (
        part("降低成本", number="1", more=duty("责任单位:甲局、乙局"))
        + part("续贷", number="2")
        + part("返还", number="3", more=duty("责任单位:丙局"))
    )
    missed = found("bracket-unused", body, RUN_ON)
    assert [(problem.read, problem.at.line) for problem in missed] == [("责任单位:甲局、乙局", 14)]


def test_two_lists_of_one_part_are_both_used() -> None:
    more = "    lead:\n      - (牵头单位:甲局)\n      - (牵头单位:乙局、丙局)\n"
    text = "1.降低成本。加大投入。(牵头单位:甲局)扩大信贷。(牵头单位:乙局、丙局)"
    body = part("降低成本", number="1", more=more)
    assert broken(body, HEADER, text) == set()
    assert [p.read for p in found("bracket-unused", body.replace("乙局、丙局", "甲局"), text)] == [
        "(牵头单位:乙局、丙局)"
    ]


CUT = {
    "责任单位:甲局、乙局": False,
    "责任单位:甲局": True,
    "乙局": True,
}


@pytest.mark.parametrize(("words", "cut"), CUT.items())
def test_a_list_is_copied_whole(words: str, cut: bool) -> None:
    body = part("降低成本", number="1", more=duty(words))
    text = "1.降低成本。责任单位:甲局、乙局\n2.续贷。"
    assert ("bracket-whole" in broken(body, HEADER, text)) == cut


def test_a_list_that_the_text_itself_breaks_off_is_whole() -> None:
    body = part("降低成本", number="1", more=duty("(责任单位:甲局、乙局"))
    assert "bracket-whole" not in broken(body, HEADER, "1.降低成本。(责任单位:甲局、乙局、\n")


def test_a_cell_is_copied_whole() -> None:
    assert "bracket-whole" in broken(
        ROW.replace("responsible: 县水利局、", "responsible: "), COLUMNS, TABLE
    )
    assert "bracket-whole" not in broken(ROW, COLUMNS, TABLE)


def test_a_responsibility_told_as_a_record_uses_its_bracket() -> None:
    body = part(
        "降低成本",
        number="1",
        more="    body:\n      - quote: (责任单位:县水利局)\n        responsibilities:\n          - {role: responsible, names: [县水利局]}\n",
    )
    assert found("bracket-unused", body, "1.降低成本。(责任单位:县水利局)") == []


NUMBERS = {
    "begins anew in each part": ([("一", ["1", "2"]), ("二", ["1"])], []),
    "runs on through the parts": ([("一", ["1", "2"]), ("二", ["3", "4"])], []),
    "has a gap": ([("一", ["1", "3"])], [3]),
    "has a gap between parts": ([("一", ["1", "2"]), ("二", ["4"])], [4]),
    "lost a number in a damaged text": ([("一", ["1", "", "3"])], []),
    "lost one number, misses two": ([("一", ["1", "", "4"])], [4]),
}


@pytest.mark.parametrize(("sections", "wrong"), NUMBERS.values(), ids=NUMBERS)
def test_numbering(sections: list[tuple[str, list[str]]], wrong: list[int]) -> None:
    body, text = "", ""
    for section, numbers in sections:
        body += f"  - strategy: 篇{section}\n    number: {section}\n    en: s{section}\n    quote: {section}、篇{section}\n    body:\n"
        text += f"{section}、篇{section}。"
        for index, number in enumerate(numbers):
            words = f"任务{'甲乙丙丁'[index]}{section}"
            body += part(words, number=number, deeper=1)
            text += f"{number}.{words}。" if number else f"{words}。"
    told = [int(problem.recorded) for problem in found("numbering", body, text)]
    assert told == wrong


def test_a_gap_that_the_text_has_is_explained() -> None:
    body = part("完善服务", number="1") + part(
        "推进同城化", number="9", more="    inferred: {number: the page shows two tasks of many}\n"
    )
    assert found("numbering", body, "1.完善服务。9.推进同城化。") == []


def test_a_number_that_the_text_gives_twice_needs_an_id_and_a_reason() -> None:
    more = "    id: energy\n    inferred: {number: the table has two rows 1}\n"
    body = part("推进园区", number="1") + part("推进沼气", number="1", more=more)
    assert broken(body, HEADER, "1.推进园区。1.推进沼气。") == set()


HEADINGS = {
    "a cell of its own": ("2 | 建设园区", "", "2"),
    "a tab behind it": ("2\t建设园区", "", "2"),
    "a line of its own": ("建设园区", "任务41", "41"),
}


@pytest.mark.parametrize(("quote", "also", "number"), HEADINGS.values(), ids=HEADINGS)
def test_a_number_apart_from_its_heading_is_seen(quote: str, also: str, number: str) -> None:
    more = f"    also: {also}\n" if also else ""
    record = "  - task: 建设园区\n    number: NUMBER\n    en: Park\n    quote: QUOTE\n" + more
    record = record.replace("QUOTE", f'"{quote}"'.replace("\t", "\\t"))
    text = f"任务清单\n{also}\n{quote}"
    assert found("part-number", record.replace("NUMBER", number), text) == []
    assert len(found("part-number", record.replace("NUMBER", "7"), text)) == 1


LISTS = "1.降低成本。〔责任单位:县水利局、县财政局;列首位的为牵头单位,下同〕 2.续贷。(责任单位:县财政局、县水利局、各镇)"
RULED = HEADER + "  lead-rule: 列首位的为牵头单位\n"


def roles(body: str, header: str = HEADER, text: str = LISTS) -> list[tuple[str, str, str]]:
    """Each name with its task and role; nothing is wrong with any."""
    case, problems = case_of(body, header, text)
    assert problems + [p for p in check_case(case)[0] if not p.rule.startswith("uncovered")] == []
    facts = (fact for fact in case.document.facts if fact.kind == "responsibility")
    return [(fact.ref or "", fact.role or "", fact.name or "") for fact in facts]


FIRST = part(
    "降低成本", number="1", more=duty("〔责任单位:县水利局、县财政局;列首位的为牵头单位,下同〕")
) + part("续贷", number="2", more=duty("(责任单位:县财政局、县水利局、各镇)"))


def test_the_first_of_each_list_leads_where_the_text_says_so() -> None:
    assert roles(FIRST, RULED) == [
        ("task_1", "lead", "县水利局"),
        ("task_1", "responsible", "县财政局"),
        ("task_2", "lead", "县财政局"),
        ("task_2", "responsible", "县水利局"),
        ("task_2", "responsible", "各镇"),
    ]


def test_without_the_rule_nobody_leads() -> None:
    plain = LISTS.replace(";列首位的为牵头单位,下同", "")
    body = FIRST.replace(";列首位的为牵头单位,下同", "")
    assert {role for _, role, _ in roles(body, text=plain)} == {"responsible"}


FIRST_LEADS = [
    "列首位的为牵头单位", "列第一位的为牵头单位", "排名第一的为牵头单位", "排名第一的单位牵头",
    "排在第一位的是牵头部门", "排在首位的为牵头单位", "排第一的单位为牵头单位", "居首位的为牵头单位",
    "位列第一的为牵头单位", "第一个单位为牵头单位", "第一责任单位为牵头单位", "首位单位为牵头单位",
    "首列单位为牵头单位", "以排在首位的单位为牵头单位", "牵头单位列首位", "牵头单位排在第一位",
]  # fmt: skip


@pytest.mark.parametrize("words", FIRST_LEADS)
def test_the_sentence_by_which_the_first_leads_is_asked_for_and_applied(words: str) -> None:
    text, body = (
        LISTS.replace("列首位的为牵头单位", words),
        FIRST.replace("列首位的为牵头单位", words),
    )
    missing = [p for p in findings(body, HEADER, text) if p.rule == "lead-rule"]
    assert [problem.read for problem in missing] == [words]
    ruled = HEADER + f"  lead-rule: {words}\n"
    assert [name for _, role, name in roles(body, ruled, text) if role == "lead"] == [
        "县水利局",
        "县财政局",
    ]


def test_a_rule_inside_one_bracket_holds_for_that_bracket_only() -> None:
    text, body = LISTS.replace(",下同", ""), FIRST.replace(",下同", "")
    assert [(task, name) for task, role, name in roles(body, RULED, text) if role == "lead"] == [
        ("task_1", "县水利局")
    ]


@pytest.mark.parametrize("words", ["第一产业牵头发展", "第一书记牵头", "排名第一", "牵头单位"])
def test_other_words_for_first_give_no_lead(words: str) -> None:
    plain = LISTS.replace(";列首位的为牵头单位,下同", "") + f"。{words}"
    body = FIRST.replace(";列首位的为牵头单位,下同", "")
    assert found("lead-rule", body, plain) == []
    assert len(found("lead-rule", body, plain, HEADER + f"  lead-rule: {words}\n")) == 1


def test_names_beside_a_bracket_stand_in_place_of_what_the_machine_splits() -> None:
    text = "1.降低成本。(责任单位:县水利局县财政局)"
    more = duty("(责任单位:县水利局县财政局)")
    given = "    names: {responsible: [县水利局, 县财政局]}\n"
    assert [
        name for _, _, name in roles(part("降低成本", number="1", more=more + given), text=text)
    ] == [
        "县水利局",
        "县财政局",
    ]
    for wrong in ("[县水利局, 县教育局]", "[县财政局, 县水利局]"):
        body = part("降低成本", number="1", more=more + f"    names: {{responsible: {wrong}}}\n")
        assert flattening_problems(body) == ["names-in-bracket"]
    body = part("降低成本", number="1", more=more + "    names: {support: [县水利局]}\n")
    assert flattening_problems(body) == ["names-in-bracket"]


def flattening_problems(body: str) -> list[str]:
    """The rules that reading the records breaks."""
    parsed = parse_document((HEADER + "body:\n" + body).encode(), "other.yaml")
    assert parsed.problems == []
    return [problem.rule for problem in flatten(parsed, authority())[1]]


def test_the_rule_stands_in_the_text_and_is_evidence_of_the_lead() -> None:
    case, _ = case_of(FIRST, RULED, LISTS)
    lead = next(fact for fact in case.document.facts if fact.key == "task_2_lead_1")
    assert [use.text for use in lead.quotes] == [
        "(责任单位:县财政局、县水利局、各镇)",
        "列首位的为牵头单位",
    ]
    assert (lead.position, lead.out_of) == (1, 1)
    invented = RULED.replace("列首位的为牵头单位", "列首位的单位牵头负责")
    assert "quote-not-found" in broken(FIRST, invented, LISTS)
    assert "role-word" in broken(FIRST, RULED.replace("列首位的为牵头单位", "降低成本"), LISTS)


TABLE = """责任清单
序号 |
重点工作 |
责任单位 |
完成时限 |
1 |
建设园区,力争引进企业10家。 |
县水利局、县财政局 |
全年 |
2 |
修缮道路 |
县财政局 |
2020年6月底前 |
"""
ROW = (
    '  - task: 建设园区\n    number: 1\n    en: Park\n    quote: "1 | 建设园区,力争引进企业10家"\n'
    "    responsible: 县水利局、县财政局\n    deadline: 全年\n"
    '  - task: 修缮道路\n    number: 2\n    en: Road\n    quote: "2 | 修缮道路"\n'
    "    responsible: 县财政局\n    deadline: 2020年6月底前\n"
)
COLUMNS = HEADER + "  columns: {responsible: 责任单位, deadline: 完成时限}\n"


def test_the_heading_of_a_column_gives_its_cells_their_role() -> None:
    assert roles(ROW, COLUMNS, TABLE) == [
        ("task_1", "responsible", "县水利局"),
        ("task_1", "responsible", "县财政局"),
        ("task_2", "responsible", "县财政局"),
    ]
    assert "role-word" in broken(ROW, HEADER, TABLE)
    assert "role-word" in broken(
        ROW, COLUMNS.replace("responsible: 责任单位", "responsible: 重点工作"), TABLE
    )


def test_a_deadline_is_read_and_rests_on_its_own_words() -> None:
    case, _ = case_of(ROW, COLUMNS, TABLE)
    facts, _ = case.document, case.authority
    task = next(fact for fact in facts.facts if fact.key == "task_2")
    assert [use.text for use in task.quotes] == ["2 | 修缮道路", "2020年6月底前", "完成时限"]
    rows = graph_of(facts, case.authority)
    written = [line for line in rows.splitlines() if "other_task_2>" in line]
    assert any('deadline> "2020年6月底前"' in line for line in written)
    assert any('"2020-06-30"' in line and "#end>" in line for line in written)


DEADLINES = {
    "deadline: 2020年6月底前": set[str](),
    "deadline: 2020年6月底前\n    by: 2020-06": set(),
    "deadline: 2020年6月底前\n    by: 2020": {"deadline-agrees"},
    "deadline: 2020年入冬前": {"deadline-agrees", "quote-not-found"},
    "deadline: 长期坚持": {"quote-not-found"},
}


@pytest.mark.parametrize(("fields", "rules"), DEADLINES.items())
def test_deadlines(fields: str, rules: set[str]) -> None:
    assert broken(ROW.replace("deadline: 2020年6月底前", fields), COLUMNS, TABLE) == rules


def test_a_document_has_its_own_number_and_several_issuers() -> None:
    header = HEADER + "  number: 云政发〔2020〕3号\n  issuer: [water-bureau, finance-bureau]\n"
    body = part("降低成本", number="1")
    assert broken(body, header, "云政发〔2020〕3号\n1.降低成本") == set()
    assert broken(body, header, "云政发〔2020〕4号\n1.降低成本") == {"document-number"}
    case, _ = case_of(body, header, "云政发〔2020〕3号\n1.降低成本")
    text = graph_of(case.document, case.authority)
    assert text.count("ns#issuedBy>") == 2
    assert 'ns#documentNumber> "云政发〔2020〕3号"' in text


def test_two_groups_of_one_english_name_are_two() -> None:
    more = duty("(责任单位:各镇、各村)") + (
        "    groups:\n      - {name: 各镇, group: yes, en: All}\n"
        "      - {name: 各村, group: yes, en: All}\n"
    )
    case, _ = case_of(
        part("降低成本", number="1", more=more), HEADER, "1.降低成本。(责任单位:各镇、各村)"
    )
    rows = graph_of(case.document, case.authority)
    subjects = {line.split(" ")[0] for line in rows.splitlines() if "ns#GroupReference>" in line}
    assert len(subjects) == 2


DATES = {
    "2020年底前": "../2020",
    "2020年6月底前": "../2020-06",
    "2020年6月30日前完成": "../2020-06-30",
    "6月底前": "../2020-06",
    "年内": "../2020",
    "全年": "../2020",
    "今年年底前": "../2020",
    "明年6月底前": "../2021-06",
    "2021—2023年": "../2023",
    "2020年1月1日至3月31日": "../2020-03-31",
    "第一季度": "../2020-33",
    "2024年上半年": "../2024-40",
    "二〇二〇年底": "../2020",
    "三月底前": "../2020-03",
    "长期坚持": None,
    "1年内": "../2021-02-04",
    "3个月": None,
    "2020年13月": None,
    "2020年2月30日": None,
    "2023年至2021年": None,
    "2020年春节前": None,
}


@pytest.mark.parametrize(("words", "edtf"), DATES.items())
def test_dates_and_deadlines_in_the_words_of_the_text(words: str, edtf: str | None) -> None:
    period = read_by(words, "2020-02-04", {})
    assert (period.edtf if period else None) == edtf


def test_a_year_that_the_words_leave_open_is_an_inference() -> None:
    assert (found := read_period("年底前", "2020", {})) is not None and found.reason is not None
    assert (found := read_period("2020年底", "2020", {})) is not None and found.reason is None
