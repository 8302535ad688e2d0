"""Anchors: a fact's own words inside a passage that is named by its first and last words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from loaders.evidence.identities import Identities
from loaders.evidence.locate import Evidence, locate_document
from loaders.evidence.lock import compare_lock, located_from_lock, lock_document
from loaders.evidence.lock_text import lock_text, parse_lock
from loaders.facts.model import DocumentFacts, Fact
from loaders.rdf.document import compile_document
from loaders.resolving.references import resolve_document
from tests.support.evidence_example import TEXT, authority, broken, document, source

BODY = """
  - quote: 2020年,全镇预计
    to: 完成10亿元
    period: 2020
    status: expected
    values:
      - {name: 生产总值, value: 超70亿元, growth: 同比增长18.8%}
      - {name: 财政收入, value: 10亿元}
  - task: 实施“清水”工程
    number: 1
    en: Clear water
    quote: 1.实施“清水”工程
    lead:
      - 牵头单位:县水利局
      - 县住建局
      - "*开发区管委会"
    body:
      - quote: 力争到2025年
        to: 100公里以上
        targets:
          - {name: 污水管网, en: Sewers, value: 300公里以上, by: 2025}
          - {name: 主管网, en: Mains, value: 100公里以上, by: 2025, part-of: 污水管网}
"""


def evidence_of(body: str = BODY, text: str = TEXT) -> Evidence:
    facts = document(body)
    evidence = locate_document(facts, source(text, facts.header))
    assert evidence.problems == []
    return evidence


def anchors(evidence: Evidence, key: str) -> dict[str, str]:
    found = evidence.anchors[key]
    return {a.role.rstrip("-0123456789"): TEXT[a.span.start : a.span.end] for a in found if a.span}


def faults(body: str, text: str | None = TEXT) -> set[str]:
    """The rules that a body breaks; the text has more brackets than it uses."""
    return broken(body, text=text) - {"bracket-unused"}


def resolved(facts: DocumentFacts) -> Callable[[Fact], str]:
    return Identities(facts, authority()).digest


def test_a_value_rests_on_its_name_its_number_its_year_and_its_cue() -> None:
    assert anchors(evidence_of(), "obs_gdp_2020") == {
        "name": "生产总值",
        "value": "超70亿元",
        "period": "2020年",
        "cue": "预计",
    }


def test_of_two_targets_in_one_passage_each_has_its_own_words() -> None:
    evidence = evidence_of()
    keys = [key for key in evidence.anchors if "sewers" in key or "mains" in key]
    assert [anchors(evidence, key)["value"] for key in keys] == ["300公里以上", "100公里以上"]
    assert [anchors(evidence, key)["name"] for key in keys] == ["污水管网", "主管网"]


def test_a_record_without_words_rests_on_the_first_words_of_its_passage() -> None:
    body = """
  - quote: 去年,镇道路
    to: 到现场调研
    period: 2020
    events: [{label: {zh: 调研, en: Visit}, kind: visit, inferred: {period: year}}]
"""
    found = locate_document(document(body), source()).anchors["event_visit"]
    assert [(anchor.role, anchor.words) for anchor in found] == [("passage", "去年,镇道路")]


@pytest.mark.parametrize(
    ("first", "last", "rule"),
    [
        ("力争到2026年", "100公里以上", "quote-not-found"),
        ("力争到2025年", "200公里以上", "quote-not-found"),
        ("100公里以上", "力争到2025年", "quote-to"),
        ("力争到2025年", "100公里", "quote-edge-value"),
        ("到2025年", "100公里以上", None),
        ("力争到2025年", "常住人口10~12万", "quote-to"),
        ("力争到2025年", "上", "quote-short"),
        ("力争到2025年", "100公里以上。", "quote-punctuation"),
    ],
)
def test_the_ends_of_a_passage_are_words_of_the_text_in_its_order(
    first: str, last: str, rule: str | None
) -> None:
    body = BODY.replace("力争到2025年", first).replace("to: 100公里以上", f"to: {last}")
    assert rule in faults(body) if rule else faults(body) <= {"quote-edge-word"}


FALSIFIED = {
    "value longer": ("value: 超70亿元", "value: 超70亿元同比"),
    "value shorter": ("value: 超70亿元", "value: 70亿元"),
    "value shifted": ("value: 超70亿元", "value: 值超70亿元"),
    "name longer": ("{name: 生产总值", "{name: 计实现生产总值及"),
    "name of another place": ("{name: 生产总值", "{name: 生产产值"),
    "values swapped": (
        "超70亿元, growth: 同比增长18.8%}\n      - {name: 财政收入, value: 10亿元",
        "10亿元, growth: 同比增长18.8%}\n      - {name: 财政收入, value: 超70亿元",
    ),
    "another body": ("- 县住建局", "- 县财政局"),
    "bodies swapped": (
        '- 县住建局\n      - "*开发区管委会"',
        '- "*开发区管委会"\n      - 县住建局',
    ),
    "a body left out": ("      - 县住建局\n", ""),
    "the last body left out": ('      - "*开发区管委会"\n', ""),
    "another year": ("by: 2025", "by: 2026"),
}  # fmt: skip


@pytest.mark.parametrize("what", FALSIFIED)
def test_falsified_words_are_an_error_with_the_text_and_stale_without_it(what: str) -> None:
    old, new = FALSIFIED[what]
    assert faults(BODY) == set()
    body = BODY.replace(old, new, 1)
    assert body != BODY
    assert faults(body), what
    facts = document(BODY)
    fresh = lock_document(facts, evidence_of().as_data(), len(TEXT), resolved(facts), ("2", "x:1"))
    lock, _ = parse_lock(lock_text(fresh), "qinghe", "qinghe.lock")
    assert lock is not None
    changed = document(body)
    problems, _ = compare_lock(changed, lock, None, resolved(changed), "2")
    assert {problem.rule for problem in problems} & {"lock-stale", "lock-vanished"}, what


def test_a_graph_built_from_the_lock_alone_is_the_same_bytes() -> None:
    facts = document(BODY)
    seen = evidence_of().as_data()
    lock = lock_document(facts, seen, len(TEXT), resolved(facts), ("2", ""))
    again, _ = parse_lock(lock_text(lock), "qinghe", "qinghe.lock")
    assert again is not None
    base = "https://example.org/"
    one, other = (
        compile_document(resolve_document(document(BODY), authority(), base), base, evidence).quads
        for evidence in (seen, located_from_lock(document(BODY), again))
    )
    assert one == other
    words = set(re.findall(r'exact> "([^"]*)"', one.decode()))
    assert {"生产总值", "超70亿元", "预计", "牵头单位:县水利局", "县住建局"} <= words
    assert b"oa#prefix" not in one and b"oa#suffix" not in one


def test_rules_that_read_a_passage_are_left_to_the_lock_without_the_text() -> None:
    false = BODY.replace("超70亿元", "超71亿元")
    assert faults(false) == {"value-in-quote"}
    assert faults(false, text=None) == set()
    unreadable = BODY.replace("超70亿元", "3000套、12亿元")
    assert "value-readable" in faults(unreadable, text=None)


def test_a_name_of_a_list_stands_next_behind_the_one_before() -> None:
    evidence = evidence_of()
    uses = [use for use in document(BODY).quotes if use.role == "bracket"]
    spans = [evidence.located[use.n] for use in uses]
    assert [TEXT[s.start : s.end] for s in spans if s] == [
        "牵头单位:县水利局",
        "县住建局",
        "*开发区管委会",
    ]
