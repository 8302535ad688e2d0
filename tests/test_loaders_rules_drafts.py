"""What the checker asks of records that were drafted: edges of cells, roles, aims of plans."""

from __future__ import annotations

import pytest

from tests.support.evidence_example import broken

HEADER = """\
document:
  id: other
  title: {zh: 乙市若干措施, en: Measures of Yi}
  genre: %s
  jurisdiction: qinghe-town
  written: 2020
  source: {file: other.txt, language: zh-hans}
"""
PLAN = HEADER % "opinion"

# -- edges of cells --------------------------------------------------------------------------------

CELLS = {
    "a tab": "责任清单\n3\t县水利局\t修缮道路\n",
    "a bar": "责任清单\n3 | 县水利局 | 修缮道路\n",
    "a row number on its own line": "责任清单\n3\n县水利局\n修缮道路\n",
    "a two-digit row number": "责任清单\n12\t个体协会\t修缮道路\n",
}


@pytest.mark.parametrize("text", CELLS.values(), ids=CELLS)
def test_a_quote_may_stop_at_the_edge_of_a_cell(text: str) -> None:
    name = "个体协会" if "个体" in text else "县水利局"
    body = f"  - quote: {name}\n    organisations:\n      - {{name: {name}, en: Body}}\n"

    assert "quote-edge-value" not in broken(body, PLAN, text)


CUT = {
    "in a line": ("共3县水利局", "县水利局"),
    "at the break of a line": ("全市共有企业3\n县水利局", "县水利局"),
    "inside a cell": ("3\t5个水库", "个水库"),
}


@pytest.mark.parametrize(("text", "quote"), CUT.values(), ids=CUT)
def test_a_quote_may_not_cut_a_number_from_its_unit(text: str, quote: str) -> None:
    body = f"  - quote: {quote}\n    organisations:\n      - {{name: {quote}, en: Body}}\n"

    assert "quote-edge-value" in broken(body, PLAN, f"责任清单\n{text}\n修缮道路\n")


# -- roles of bare cells ---------------------------------------------------------------------------

ROW = (
    '  - task: 修缮道路\n    number: 3\n    en: Road\n    quote: "3\\t县水利局\\t修缮道路"\n'
    "    responsible: 县水利局\n"
)
TABLE = "责任清单\n3\t县水利局\t修缮道路\n"


def test_a_body_under_no_heading_needs_a_reason_for_its_role() -> None:
    told = ROW + "    inferred: {role: a cell of its own under no heading}\n"

    assert "role-word" in broken(ROW, PLAN, TABLE)
    assert not {"role-word", "inferred-field", "inferred-empty"} & broken(told, PLAN, TABLE)


def test_a_part_without_bodies_infers_no_role() -> None:
    body = ROW.replace("    responsible: 县水利局\n", "    inferred: {role: none}\n")

    assert "inferred-field" in broken(body, PLAN, TABLE)


# -- aims without a cue ----------------------------------------------------------------------------


def aim(sentence: str, value: str, by: str, header: str) -> bool:
    """Whether the checker asks for a word that says that a number is aimed at."""
    body = (
        f"  - quote: {sentence}\n    targets:\n      - {{name: 人才, en: Talents, value: {value}, "
        f"by: {by}, inferred: {{by: the years ahead}}}}\n"
    )
    return "status-cue" in broken(body, header, f"乙市若干措施\n{sentence}。\n")


CARRIED = {
    "a horizon": ("5年内重点引进100名人才", "100名", "2025"),
    "a verb and a later year": ("重点培养300名人才", "300名", "2025"),
    "this year": ("年内查处非法捕捞10例,引进人才9名", "9名", "2020"),
    "each year": ("每年选拔20名人才", "20名", "2025"),
    "trained": ("分批培训5000名人才", "5000名", "2024"),
}


@pytest.mark.parametrize(("sentence", "value", "by"), CARRIED.values(), ids=CARRIED)
def test_verb_and_time_of_a_plan_carry_an_aim(sentence: str, value: str, by: str) -> None:
    assert not aim(sentence, value, by, PLAN)


BARE = {
    "done already": ("已引进100名人才", "100名", "2025", PLAN),
    "so far": ("累计培养300名人才", "300名", "2025", PLAN),
    "a year gone by": ("重点培养300名人才", "300名", "2015", PLAN),
    "no verb of doing": ("全市人才有300名", "300名", "2025", PLAN),
    "in a report": ("引进300名人才", "300名", "2025", HEADER % "news-feature"),
}


@pytest.mark.parametrize(("sentence", "value", "by", "header"), BARE.values(), ids=BARE)
def test_a_number_that_nothing_aims_at_is_no_target(
    sentence: str, value: str, by: str, header: str
) -> None:
    assert aim(sentence, value, by, header)
