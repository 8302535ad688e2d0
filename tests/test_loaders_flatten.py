"""Nested records into facts: keys, what is handed down, references."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.facts.flatten import flatten
from loaders.facts.model import DocumentFacts, Fact
from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.languages.zh.numbering import NUMBERING
from loaders.problems import Problem
from loaders.workspace import open_workspace
from loaders.yaml.parse import parse_document

AUTHORITY = """
places:
  shaoxing: {name: {zh: 绍兴市, en: Shaoxing}, kind: prefecture-city}
  yuecheng: {name: {zh: 越城区, en: Yuecheng}, kind: district, in: shaoxing}
organisations:
  drc: {name: {zh: 绍兴市发改委, en: DRC}, kind: department, scope: shaoxing, aliases: [市发改委]}
indicators:
  gdp: {name: {zh: 地区生产总值, en: GDP}, aliases: [生产总值]}
periods:
  十一五: {is: 2006/2010, en: 11th five-year plan}
"""
HEAD = """document:
  id: plan
  title: {zh: 方案, en: Plan}
  genre: action-plan
  jurisdiction: shaoxing
  written: 2007~
  source: {file: plan.txt}
body:
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    path = tmp_path_factory.mktemp("authority") / "a.yaml"
    path.write_text(AUTHORITY, encoding="utf-8")
    known, problems = load_authority([(path, "a.yaml")])
    assert problems == []
    return known


def run(authority: Authority, body: str) -> tuple[DocumentFacts, list[Problem]]:
    parsed = parse_document((HEAD + body).encode(), "plan.yaml")
    assert parsed.problems == []
    facts, problems = flatten(parsed, authority)
    assert facts is not None
    return facts, problems


def keys(authority: Authority, body: str) -> list[str]:
    facts, problems = run(authority, body)
    assert problems == []
    return [fact.key for fact in facts.facts]


def by_key(facts: DocumentFacts) -> dict[str, Fact]:
    return {fact.key: fact for fact in facts.facts}


CAMPAIGN = "  - campaign: 甲\n    number: 二\n    en: A\n    quote: (二)甲\n    body:\n"
KEYS = [
    ("  - task: 甲\n    number: 7\n    en: A\n    quote: 7.甲\n", ["task_7"]),
    ("  - safeguard: 甲\n    number: (三)\n    en: A\n    quote: 甲\n", ["safeguard_3"]),
    ("  - measure: 甲\n    id: drive\n    en: A\n    quote: 甲\n", ["measure_drive"]),
    ("  - measure: 甲\n    en: Go far\n    quote: 甲\n", ["measure_go-far"]),
    (
        CAMPAIGN + "      - measure: 乙\n        number: 一\n        en: B\n        quote: 乙\n"
        "  - measure: 丙\n    number: 一\n    en: C\n    quote: 丙\n",
        ["campaign_2", "campaign_2_measure_1", "measure_1"],
    ),
    (
        "  - task: 甲\n    number: 7\n    en: A\n    quote: 7.甲\n    lead: (牵头单位:乙、丙)\n",
        ["task_7", "task_7_lead_1", "task_7_lead_2"],
    ),
    ("  - quote: 甲\n    period: 2009\n    values: [{name: 生产总值, value: "
    "1亿}]\n", ["obs_gdp_2009"]),
    (
        "  - quote: 甲\n    values: [{name: 生产总值, value: 1亿, growth: 2%, period: 2009}]\n",
        ["obs_gdp_2009", "obs_gdp_2009_growth"],
    ),
    ("  - quote: 甲\n    targets: [{name: 生产总值, value: 1亿, by: "
    "十一五}]\n", ["obs_gdp_by-2010"]),
    (
        "  - quote: 甲\n    of: 越城区\n    values: [{name: 新房, en: New flats, value: 3套,"
        " stage: one}]\n",
        ["obs_new-flats_yuecheng_unstated_one"],
    ),
    ("  - quote: 甲\n    values: [{name: 生产总值, id: total, value: 1亿}]\n", ["obs_total"]),
    (
        "  - quote: 甲\n    projects: [{name: 乙厂, en: Plant B, investment: 5亿元}]\n",
        ["project_plant-b", "project_plant-b_investment"],
    ),
    ("  - quote: 甲\n    organisations: [{name: 市发改委}, {name: "
    "市发改委}]\n", ["mention_drc", "mention_drc_2"]),
    ("  - quote: 甲\n    organisations: [{name: 乙协会, id: b, en: B}, {name: "
    "乙协会}]\n", ["org_b", "mention_org_b"]),
    ("  - quote: 甲\n    posts: [{person: 丁, post: 书记, en: Secretary}]\n", ["post_secretary"]),
    ("  - quote: 甲\n    events: [{name: 丁会, en: Meeting, kind: meeting}]\n", ["event_meeting"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "expected"), KEYS)
def test_keys_are_spelled_by_content(authority: Authority, body: str, expected: list[str]) -> None:
    assert keys(authority, body) == expected


def test_keys_do_not_change_when_a_record_is_inserted_before(authority: Authority) -> None:
    after = "  - quote: 乙\n    relations: [{subject: 绍兴市, relation: serves, object: 民众}]\n"
    before = "  - quote: 甲\n    relations: [{subject: 绍兴市, relation: serves, object: 企业}]\n"

    assert keys(authority, before + after)[1:] == keys(authority, after)


def test_a_key_that_two_records_share_asks_for_an_id(authority: Authority) -> None:
    value = "values: [{name: 生产总值, value: 1亿, period: 2009}]"
    facts, problems = run(authority, f"  - quote: 甲\n    {value}\n  - quote: 乙\n    {value}\n")

    assert [fact.key for fact in facts.facts] == ["obs_gdp_2009"]
    assert [(p.rule, p.at.line) for p in problems] == [("key-clash", 12)]
    assert "line 10" in problems[0].en


def test_the_same_relation_told_twice_is_one_fact_with_two_quotes(authority: Authority) -> None:
    relation = "relations: [{subject: 绍兴市, relation: serves, object: 企业}]"
    facts, _ = run(authority, f"  - quote: 甲\n    {relation}\n  - quote: 乙\n    {relation}\n")

    assert [[use.text for use in fact.quotes] for fact in facts.facts] == [["甲", "乙"]]


def test_the_nearest_of_what_is_handed_down_wins(authority: Authority) -> None:
    facts, _ = run(
        authority,
        "  - campaign: 甲\n    en: A\n    quote: 甲\n    period: 2007\n    of: 越城区\n    body:\n"
        "      - quote: 乙\n        status: planned\n        values:\n"
        "          - {name: 生产总值, id: a, value: 1亿}\n"
        "          - {name: 生产总值, id: b, value: 1亿, period: 2008, status: expected, of:"
        " 绍兴市}\n",
    )

    a, b = (by_key(facts)[key] for key in ("obs_a", "obs_b"))
    assert (a.part, a.subject, a.period, a.status) == ("campaign_a", "越城区", "2007", "planned")
    assert (b.part, b.subject, b.period, b.status) == ("campaign_a", "绍兴市", "2008", "expected")


def test_an_inferred_period_is_handed_down_with_its_reason(authority: Authority) -> None:
    facts, _ = run(
        authority,
        "  - quote: 乙\n    period: 2007\n    inferred: {period: year of the plan}\n    values:\n"
        "      - {name: 生产总值, id: a, value: 1亿}\n"
        "      - {name: 生产总值, id: b, value: 1亿, period: 2008}\n",
    )

    found = by_key(facts)
    assert found["obs_a"].inferred == {"period": "year of the plan"}
    assert found["obs_b"].inferred == {}


def test_facts_rest_on_the_quote_of_their_passage_and_on_what_they_add(
    authority: Authority,
) -> None:
    facts, _ = run(
        authority,
        "  - quote: 甲乙丙\n    also: 丁\n    values:\n"
        "      - {name: 生产总值, id: a, value: 1亿}\n"
        "      - {name: 生产总值, id: b, value: 1亿, quote: 乙, also: [戊, {quote: 己, "
        "occurrence: 2}]}\n",
    )

    a, b = facts.facts
    assert [(use.role, use.text) for use in a.quotes] == [("passage", "甲乙丙"), ("also", "丁")]
    assert [(use.role, use.text) for use in b.quotes] == [
        ("narrowed", "乙"), ("also", "丁"), ("also", "戊"), ("also", "己"),
    ]  # fmt: skip
    assert b.quotes[0].inside is a.quotes[0]
    assert b.quotes[3].occurrence == 2


def test_a_heading_is_not_handed_down_and_a_bracket_is_its_own_quote(authority: Authority) -> None:
    facts, _ = run(
        authority,
        "  - task: 甲\n    number: 7\n    en: A\n    quote: 7.甲\n    lead: (牵头单位:市发改委)\n"
        "    body:\n      - quote: 乙\n        values: [{name: 生产总值, id: a, value: 1亿}]\n",
    )

    roles = [[use.role for use in fact.quotes] for fact in facts.facts]
    assert roles == [["heading"], ["bracket"], ["passage"]]
    assert [use.n for use in facts.quotes] == [0, 1, 2]


def test_names_of_a_bracket_stay_in_order_and_groups_stay_groups(authority: Authority) -> None:
    facts, _ = run(
        authority,
        "  - task: 甲\n    number: 21\n    en: A\n    quote: 21.甲\n"
        "    lead: 〈牵头单位:越城区政府、各开发区(工业区、新区)管委会〉\n"
        "    groups: [{name: 各开发区(工业区、新区)管委会, group: yes}]\n",
    )

    found = [(f.name, f.position, f.out_of, f.group) for f in facts.facts[1:]]
    assert found == [
        ("越城区政府", 1, 2, False),
        ("各开发区(工业区、新区)管委会", 2, 2, True),
    ]


def test_references_may_be_ids_paths_keys_and_names(authority: Authority) -> None:
    facts, _ = run(
        authority,
        CAMPAIGN + "      - task: 乙\n        number: 7\n        en: B\n        quote: 7.乙\n"
        "        also-named: 乙之又名\n        body:\n          - quote: 丙\n"
        "            projects: [{name: 丁厂, id: plant, en: P}]\n",
    )

    wanted = {"c2/t7": "task_7", "task_7": "task_7", "乙": "task_7", "乙之又名": "task_7",
              "c2": "campaign_2", "plant": "project_plant", "丁厂": "project_plant"}  # fmt: skip
    assert {ref: facts.refs[ref] for ref in wanted} == wanted


PROBLEMS = [
    ("  - quote: 甲\n    values: [{name: 生产总值}]\n", "value-missing", 10),
    ("  - quote: 甲\n    places: [{claim: 最大}]\n", "thing-name", 10),
    ("  - quote: 甲\n    places: [{name: 乙, is: nowhere}]\n", "reference-unknown", 10),
    ("  - quote: 甲\n    responsibilities: [{role: lead, names: 乙}]\n", "responsibility-for", 10),
    ("  - task: 甲\n    number: 1\n    en: A\n", "part-quote", 9),
    ("  - task: 甲\n    number: 1\n    en: A\n    quote: 甲\n    lead: ()\n", "bracket-empty", 13),
]


@pytest.mark.parametrize(("body", "rule", "line"), PROBLEMS)
def test_says_what_a_record_lacks(authority: Authority, body: str, rule: str, line: int) -> None:
    _, problems = run(authority, body)

    assert [(problem.rule, problem.at.line) for problem in problems] == [(rule, line)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("二", 2),
        ("十二", 12),
        ("(三)", 3),
        ("三是", 3),
        ("第五章", 5),
        ("1.", 1),
        ("x", None),
    ],
)
def test_reads_the_numbers_of_parts(text: str, number: int | None) -> None:
    assert NUMBERING.read(text) == number


def test_the_committed_facts_flatten_without_a_problem(root: Path) -> None:
    paths = sorted((root / "facts/authority").glob("*.yaml"))
    known, _ = load_authority([(path, path.name) for path in paths])

    for path in open_workspace(root).facts_files():
        facts, problems = flatten(parse_document(path), known)
        assert facts is not None
        assert problems == []
        assert len({fact.key for fact in facts.facts}) == len(facts.facts) > 100
