"""What the form of a missed fact begins with, and the keys that write it in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.desk.placing import NewFact
from loaders.desk.prefill import stands
from loaders.drafting.selection import MOST, distinct, plain_records, proposals_of
from loaders.states.fields import fields_of
from loaders.yaml.records import FACT_LISTS
from tests.support.browser import visit
from tests.support.command import run_cli
from tests.support.desk_example import DOCUMENT, TEXT, desk_of, drafted_workspace, exploring

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.mark.parametrize(
    ("words", "list_", "record"),
    [
        ("三、改善营商环境", "body", {"kind": "task", "name": "改善营商环境", "number": "三"}),
        (
            "（二）扩大有效投资。",
            "body",
            {"kind": "task", "name": "扩大有效投资", "number": "（二）"},
        ),
        ("12.建设数字乡村", "body", {"kind": "task", "name": "建设数字乡村", "number": "12"}),
        ("第五条 优化审批流程", "body", {"kind": "task", "number": "第五条"}),
        ("同时，鼓励社会力量参与养老服务", "body", {"name": "鼓励社会力量参与养老服务"}),
        ("此外推动老旧小区改造提速。", "body", {"kind": "measure", "name": "推动老旧小区改造提速"}),
        ("县水利局", "organisations", {"name": "县水利局"}),
        ("各乡镇人民政府", "organisations", {"name": "各乡镇人民政府", "group": "true"}),
        ("《云溪县水网规划》", "policies", {"name": "云溪县水网规划"}),
        ("根据省委全会精神", "policies", {"name": "省委全会精神"}),
    ],
)
def test_the_likeliest_record_of_selected_words_comes_first(
    words: str, list_: str, record: dict[str, str]
) -> None:
    found = proposals_of(words)
    assert found[0][0] == list_, found
    assert record.items() <= found[0][1].items(), found


def test_names_beside_each_other_are_proposed_one_by_one() -> None:
    names = [one[1]["name"] for one in proposals_of("各街道办事处，县水利局、县财政局")]
    assert names[:3] == ["各街道办事处", "县水利局", "县财政局"]


def test_names_within_a_sentence_are_no_list_of_names() -> None:
    assert proposals_of("由县水利局牵头清理河道，改善水质，修复岸线")[0][0] == "body"


def test_a_number_prefills_values_and_targets_alike() -> None:
    plain = plain_records("力争到2025年，全县规上工业企业达到120家以上")
    assert "120" in plain["targets"]["value"] and "120" in plain["values"]["value"]
    assert plain["targets"]["name"]


@given(st.text(max_size=60))
def test_any_selection_gives_each_list_a_beginning(words: str) -> None:
    plain = plain_records(words)
    assert set(plain) >= {*FACT_LISTS, "body"}
    assert proposals_of(words) == distinct(proposals_of(words))


def test_a_huge_selection_is_read_to_a_limit() -> None:
    assert proposals_of("一、" + "推" * (50 * MOST))[0][1]["name"] == "推" * (MOST - 2)


def test_what_stands_already_is_not_proposed_again(tmp_path: Path) -> None:
    desk = desk_of(drafted_workspace(tmp_path))
    start = TEXT.index("县水利局")
    span = start, start + 4
    proposal = ("organisations", {"name": "县水利局"})
    assert not stands(desk.facts(), proposal, span)
    desk.add_fact(NewFact("organisations", {"name": "县水利局"}, {"quote": "县水利局"}, span))
    assert stands(desk.facts(), proposal, span)
    assert not stands(desk.facts(), proposal, (0, 5))
    assert not stands(desk.facts(), ("organisations", {"name": "县财政局"}), span)


def test_a_group_signs_no_field_that_the_drafters_left_open(tmp_path: Path) -> None:
    desk = desk_of(drafted_workspace(tmp_path))
    cards = [card for card, _ in desk.cards() if card.list == "targets" and "name" in card.open]
    assert len(cards) > 1
    ids = [card.id for card in cards]
    desk.sign_accepted(desk.accept(ids, {}, reader="Reader", shown=ids))
    case = desk._case(desk.facts())
    assert case is not None
    held = desk.signatures()
    signed = {claim.field for claim in fields_of(case) if held.holding(claim)}
    assert "value" in signed and "name" not in signed


# -- in a browser


SELECT = """([words, length]) => {
    const piece = [...document.querySelectorAll('#desk-text [data-at]')]
        .find((one) => one.textContent.includes(words));
    const at = piece.textContent.indexOf(words);
    document.getSelection().setBaseAndExtent(
        piece.firstChild, at, piece.firstChild, at + length);
}"""


def select(page: Page, words: str) -> None:
    page.evaluate(SELECT, [words, len(words)])


@pytest.mark.sweep
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_keys_alone_write_facts_of_one_selection_that_a_verdict_does_not_lose(
    browser: Browser, tmp_path: Path, lang: str
) -> None:
    root = drafted_workspace(tmp_path)
    assert run_cli("-w", str(root), "build").exit_code == 0
    locale = "zh-CN" if lang == "zh" else "en-GB"
    with exploring(root) as (url, desk), visit(browser, locale=locale) as found:
        page = found.page
        page.goto(desk)
        page.goto(f"{url}{lang}/desk/{DOCUMENT}")
        page.wait_for_selector("#desk-cards article")
        page.locator("h1").first.click()
        page.keyboard.press("a")
        select(page, "做强实体经济")
        page.wait_for_timeout(1500)  # the report of the verdict came meanwhile
        assert page.evaluate("() => String(document.getSelection())") == "做强实体经济"

        page.keyboard.press("n")
        page.wait_for_selector("dialog[open] #desk-new-kind")
        page.keyboard.press("y")
        assert page.input_value("#desk-new-kind") == "policies"
        with page.expect_response("**/suggest"):
            page.keyboard.press("n")  # written, and one more of the same words
        page.wait_for_selector("dialog[open] #desk-new-kind")
        page.keyboard.press("p")
        page.keyboard.press("Enter")
        page.wait_for_selector("dialog[open]", state="detached")
        found.assert_quiet()
    text = desk_of(root).facts_text()
    assert "policies:\n" in text and "projects:\n" in text
    assert text.count("name: 做强实体经济") == 2
