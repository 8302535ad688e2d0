"""Completeness: what invented sentences demand, what facts carry of them, what is dismissed."""

# ruff: noqa: E501 - facts files read better unbroken

from __future__ import annotations

from dataclasses import replace

import pytest

from loaders.evidence.dismissals import Dismissal
from loaders.evidence.lock import lock_document
from loaders.rules.accounts import account_of, pieces
from loaders.rules.base import Case
from loaders.rules.coverage import coverage_of
from loaders.rules.registry import check_case
from tests.growth import superlinear
from tests.support.evidence_example import HEADER, case_of

BARE = "\n".join(line for line in HEADER.splitlines() if "article:" not in line) + "\n"


def told(body: str, text: str) -> Case:
    case, problems = case_of(body, BARE, text)
    assert problems == []
    return case


def open_in(body: str, text: str) -> set[tuple[str, str]]:
    case = told(body, text)
    assert case.evidence is not None
    words = case.evidence.source.folded.text
    return {(d.kind, words[d.start : d.end]) for d in account_of(case).unaccounted}


WHOLE = "  - quote: {text}\n    places:\n      - {{name: 青河, is: qinghe-town}}\n"

UNSAID = [
    ("青河投入3000万元", ("value", "3000万元")),
    ("青河新建道路12公里", ("value", "12公里")),
    ("青河绿化率提高到35%", ("value", "35%")),
    ("青河依据《云县水污染防治办法》行事", ("title", "云县水污染防治办法")),
    ("青河打响“千村共富”名号", ("phrase", "千村共富")),
    ("青河与云山有限公司往来", ("body", "青河与云山有限公司")),
    ("青河请云县水利局来", ("name", "云县水利局")),
    ("青河由镇党政办牵头", ("duty", "牵头")),
    ("青河改造老旧小区和背街小巷", ("clause", "改造老旧小区和背街小巷")),
]


@pytest.mark.parametrize(("text", "demand"), UNSAID, ids=[text for text, _ in UNSAID])
def test_a_long_quote_accounts_for_nothing_but_its_own_words(
    text: str, demand: tuple[str, str]
) -> None:
    assert demand in open_in(WHOLE.format(text=text), text + "。")


SAID = [
    (
        "今年建成污水管网300公里以上。",
        "  - quote: 今年建成污水管网300公里以上\n    period: 2021\n    values:\n"
        "      - {name: 污水管网, value: 300公里以上}\n",
    ),
    (
        "由县水利局牵头治理河道。",
        "  - quote: 由县水利局牵头治理河道\n    parts:\n"
        "      - {kind: measure, name: 治理河道, id: rivers}\n    responsibilities:\n"
        "      - {role: lead, names: [县水利局], for: rivers}\n",
    ),
    (
        "全面落实《云县河湖条例》。",
        "  - quote: 全面落实《云县河湖条例》\n    policies:\n      - {name: 云县河湖条例, role: implemented}\n",
    ),
    (
        "改造老旧小区、背街小巷、农贸市场。",
        "  - quote: 改造老旧小区、背街小巷、农贸市场\n    parts:\n"
        "      - {kind: measure, name: 改造老旧小区}\n      - {kind: measure, name: 背街小巷}\n"
        "      - {kind: measure, name: 农贸市场}\n",
    ),
    ("因此,与此同时,我们将进一步努力。", "  []\n"),
]


@pytest.mark.parametrize(("text", "body"), SAID, ids=[text for text, _ in SAID])
def test_words_that_facts_carry_are_accounted_for(text: str, body: str) -> None:
    assert open_in(body, text) == set()


TWO = """
  - quote: 建设东湖大桥、南湖大桥、西湖大桥
    projects:
      - {name: 东湖大桥, kind: infrastructure}
      - {name: 西湖大桥, kind: infrastructure}
"""


def test_an_item_of_a_list_needs_what_the_others_have() -> None:
    assert ("list", "南湖大桥") in open_in(TWO, "建设东湖大桥、南湖大桥、西湖大桥。")


def test_of_two_equal_figures_each_needs_its_own_fact() -> None:
    text = "东村修路5公里,西村修渠5公里。"
    one = (
        "  - quote: 东村修路5公里,西村修渠5公里\n    values:\n      - {name: 修路, value: 5公里}\n"
    )
    assert ("value", "5公里") in open_in(one, text)
    assert not any(
        kind == "value" for kind, _ in open_in(one + "      - {name: 修渠, value: 5公里}\n", text)
    )


def test_every_body_of_a_bracket_needs_its_duty() -> None:
    text = "1.治理河道。(牵头单位:县水利局、县财政局)"
    body = "  - task: 治理河道\n    number: 1\n    quote: 1.治理河道\n    lead: (牵头单位:县水利局、县财政局)\n"
    case = told(body, text)
    assert account_of(case).unaccounted == []
    last = case.document.facts[-1]
    fewer = replace(case.document, facts=case.document.facts[:-1])
    assert last.name == "县财政局"
    assert "duty" in {d.kind for d in account_of(replace(case, document=fewer)).unaccounted}


def test_a_header_accounts_for_its_publisher() -> None:
    header = BARE.replace("language: zh-hans", "language: zh-hans, publisher: 云县水利局网站")
    case, _ = case_of("  []\n", header, "云县水利局网站\n")
    assert account_of(case).unaccounted == []


# -- dismissals ------------------------------------------------------------------------------

TEXT = "青河风景如画人人称赞。青河风景如画人人称赞。"
ONE = WHOLE.format(text="青河风景如画人人称赞")
QUOTED = "".join(ONE.replace("\n", f"\n    occurrence: {n}\n", 1) for n in (1, 2))


@pytest.mark.parametrize(
    ("dismissal", "left"),
    [
        (Dismissal("praise", words=("风景如画人人称赞",)), 0),
        (Dismissal("praise", words=("风景如画人人称赞",), occurrence=2), 1),
        (Dismissal("praise", words=("风景如画人人称赞",), occurrence=3), 2),
        (Dismissal("praise", at=((2, 10),)), 1),
        (Dismissal("praise", words=("风景",)), 2),
    ],
)
def test_a_dismissal_covers_its_own_words_only(dismissal: Dismissal, left: int) -> None:
    case = replace(told(QUOTED, TEXT), omissions=(dismissal,))
    assert len(account_of(case).unaccounted) == left


def test_what_is_dismissed_is_counted_by_reason() -> None:
    gone = Dismissal("praise", words=("风景如画人人称赞",))
    found = coverage_of(replace(told(QUOTED, TEXT), omissions=(gone,)))
    assert [(d.reason, d.items, d.characters) for d in found.dismissed] == [("praise", 2, 16)]
    assert found.dismissed_share == pytest.approx(16 / 20)
    states = [piece.state for sentence in found.sentences for piece in sentence.pieces]
    assert "dismissed" in states and "open" not in states


def test_unaccounted_words_are_errors_once_a_document_has_dismissals() -> None:
    case = told(QUOTED, TEXT)
    gone = Dismissal("praise", words=("风景如画人人称赞",), occurrence=1)
    severities = [
        {p.severity for p in check_case(each)[0] if p.rule == "uncovered-clause"}
        for each in (case, replace(case, omissions=(gone,)))
    ]
    assert severities == [{"warning"}, {"error"}]


# -- the lock ---------------------------------------------------------------------------------


def test_an_accepted_fact_that_vanished_is_unaccounted_for_even_where_words_are_dismissed() -> None:
    case = told(*reversed(SAID[0]))
    assert case.evidence is not None
    lock = lock_document(case.document, case.evidence.as_data(), 20, lambda fact: "")
    empty = replace(case.document, facts=[])
    gone = Dismissal("no reason", at=((0, 40),))
    kinds = {
        d.kind
        for d in account_of(
            replace(case, document=empty, locked=lock, omissions=(gone,))
        ).unaccounted
    }
    assert kinds == {"deleted"}


def test_pieces_of_a_sentence_are_its_words_in_order() -> None:
    case = told(*reversed(SAID[1]))
    assert case.evidence is not None
    cut = pieces(account_of(case), 0, len(case.evidence.source.folded.text))
    assert "".join(TEXT_OF(case)[piece.start : piece.end] for piece in cut) == SAID[1][0]
    assert {piece.state for piece in cut} <= {"fact", "plain"}


def TEXT_OF(case: Case) -> str:  # noqa: N802 - reads as a constant
    assert case.evidence is not None
    return case.evidence.source.text


LONG = [
    "青河改造老旧小区、背街小巷、农贸市场和“旧厂房(一期)”共3万元",
    "改",
    "、",
    "“甲",
    "(牵头单位:县水利局",
    "县水利局和",
]


@pytest.mark.parametrize("unit", LONG)
def test_accounts_grow_with_the_text_and_no_faster(unit: str) -> None:
    def read(text: str) -> object:
        return account_of(case_of("  []\n", BARE, text)[0])

    assert not superlinear(read, lambda size: unit * (size // len(unit)), 4000)
