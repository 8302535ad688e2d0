"""What the form of a missed fact begins with, and the keys that write it in a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.desk.placing import NewFact
from loaders.desk.prefill import stands
from loaders.drafting.selection import MOST, distinct, plain_records, proposals_of
from loaders.drafting.within import deeds, names, person_of
from loaders.states.fields import fields_of
from loaders.yaml.records import FACT_LISTS
from tests.growth import superlinear
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


@pytest.mark.parametrize(
    ("words", "list_", "key", "value"),
    [
        ("对还款有困难的商户，可予以展期", "body", "name", "可予以展期"),
        ("支持行业协会牵头组建产业联盟", "body", "name", "组建产业联盟"),
        ("由县文旅局会同各镇开展古树普查", "body", "name", "开展古树普查"),
        ("设立果蔬快检通道，保障农产品上市", "body", "name", "设立果蔬快检通道"),
        ("逾期缴费期间，不收取违约金", "body", "name", "不收取违约金"),
        ("深化“湖畔讲堂”品牌", "policies", "name", "湖畔讲堂"),
        ("推广“码上办”“掌上查”两项做法", "policies", "name", "掌上查"),
        ("建立耕地保护补偿机制", "policies", "name", "耕地保护补偿机制"),
        ("加快建设城北污水处理厂", "projects", "name", "城北污水处理厂"),
        ("支持企业申报“瞪羚企业”、单项冠军产品", "recognitions", "title", "单项冠军产品"),
        ("推动青禾银行加大信贷投放", "organisations", "name", "青禾银行"),
    ],
)
def test_what_a_clause_names_is_offered_beside_the_clause(
    words: str, list_: str, key: str, value: str
) -> None:
    found = proposals_of(words)[:9]
    assert (list_, value) in [(one[0], one[1].get(key)) for one in found], found


@pytest.mark.parametrize(
    ("text", "person", "post"),
    [
        (
            "序号\t任务\t牵头领导\t时限\n1\t修路\t周海\t6月\n2\t架桥\t王小川\t9月\n",
            "王小川",
            "牵头领导",
        ),
        ("任务\t联系人\n修路\t周海\n", "周海", "联系人"),
        ("（责任领导：周海、王小川；责任单位：县局）", "王小川", "责任领导"),
        ("组长：周海", "周海", "组长"),
        ("镇级河长: 周海", "周海", "镇级河长"),
        ("任务\t责任单位\n修路\t周海\n", "周海", None),
        ("由周海负责", "周海", None),
        ("负责人：周海路改造", "周海路改造", None),
    ],
)
def test_a_person_is_proposed_with_the_post_of_the_label_or_the_column(
    text: str, person: str, post: str | None
) -> None:
    start = text.index(person)
    found = person_of(text, start, start + len(person))
    expected = None if post is None else ("posts", {"person": person, "post": post})
    assert found == expected


@pytest.mark.parametrize("unit", ["支持企业建设“甲”，", "“", "（", "建设", "由县局", "a\t"])
def test_reading_a_selection_for_names_grows_with_its_length_only(unit: str) -> None:
    def read(words: str) -> object:
        return list(names(words)), deeds(words), person_of(words, len(words) - 2, len(words))

    assert not superlinear(read, lambda size: unit * (size // len(unit)), 20_000)


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


WHERE = """(words) => {
    const piece = [...document.querySelectorAll('#desk-text [data-at], #desk-new-form mark')]
        .filter((one) => one.textContent.includes(words)).at(-1);
    const at = piece.textContent.indexOf(words);
    if (!piece.closest('dialog')) piece.scrollIntoView({block: 'center'});
    const box = (from) => {
        const range = document.createRange();
        range.setStart(piece.firstChild, from);
        range.setEnd(piece.firstChild, from + 1);
        return range.getBoundingClientRect();
    };
    const [first, last] = [box(at), box(at + words.length - 1)];
    return [first.left + 1, first.top + 5, last.right - 1, last.top + 5];
}"""
FORM = "#desk-new-form[open]"


def stroke(page: Page, words: str) -> None:
    """Draw the mouse over words: of the quote, where the form stands open and has them."""
    left, top, right, bottom = page.evaluate(WHERE, words)
    page.mouse.move(left, top)
    page.mouse.down()
    page.mouse.move(right, bottom, steps=3)
    page.mouse.up()


def pressed(page: Page, key: str) -> None:
    """Press a key that writes or takes back, and wait for what the form shows then."""
    turn = page.get_attribute("#desk-new-form", "data-turn")
    page.keyboard.press(key)
    page.wait_for_selector(f"{FORM}:not([data-turn='{turn}'])")


@pytest.fixture
def desk_page(browser: Browser, tmp_path: Path, lang: str) -> Iterator[tuple[Page, Path]]:
    root = drafted_workspace(tmp_path)
    assert run_cli("-w", str(root), "build").exit_code == 0
    locale = "zh-CN" if lang == "zh" else "en-GB"
    with exploring(root) as (url, desk), visit(browser, locale=locale) as found:
        page = found.page
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(desk)
        page.goto(f"{url}{lang}/desk/{DOCUMENT}")
        page.wait_for_selector("#desk-cards article")
        page.wait_for_selector("#desk-report span")  # it comes above the text
        yield page, root
        found.assert_quiet()


both = pytest.mark.parametrize("lang", ["en", "zh"])


@pytest.mark.sweep
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@both
def test_keys_alone_write_facts_of_one_selection_that_a_verdict_does_not_lose(
    desk_page: tuple[Page, Path],
) -> None:
    page, root = desk_page
    page.locator("h1").first.click()
    page.keyboard.press("a")
    stroke(page, "做强实体经济")
    page.wait_for_selector(FORM)
    page.keyboard.press("Escape")
    page.wait_for_timeout(1500)  # the report of the verdict came meanwhile
    assert page.evaluate("() => String(document.getSelection())") == "做强实体经济"

    page.keyboard.press("n")
    page.wait_for_selector(f"{FORM} #desk-new-kind")
    page.keyboard.press("y")
    assert page.input_value("#desk-new-kind") == "policies"
    pressed(page, "Enter")  # written; the form stays for more of the same words
    assert "做强实体经济" in page.inner_text(f"{FORM} .desk-written")
    page.keyboard.press("p")
    pressed(page, "Enter")
    page.keyboard.press("Escape")
    page.wait_for_selector(FORM, state="detached")
    text = desk_of(root).facts_text()
    assert "policies:\n" in text and "projects:\n" in text
    assert text.count("name: 做强实体经济") == 2


@pytest.mark.sweep
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@both
def test_a_stroke_opens_the_form_and_a_digit_writes_what_its_line_shows(
    desk_page: tuple[Page, Path], lang: str
) -> None:
    page, root = desk_page
    stroke(page, "新建幼儿园6所，新增学位2400个")
    page.wait_for_selector(f"{FORM} .desk-ready")
    lines = page.locator(f"{FORM} .desk-ready li").all_inner_texts()
    value = {"en": "Value: 学位", "zh": "数值: 学位"}[lang]
    at = next(n for n, line in enumerate(lines) if value in line and "2400个" in line)
    pressed(page, str(at + 1))
    told = page.inner_text(f"{FORM} .desk-written")
    assert all(part in told for part in lines[at].split(" ", 1)[1].split(" · "))
    text = desk_of(root).facts_text()
    assert text.count("name: 学位") == 1 and "2400个" in text
    # What was written is not offered again; a key pressed twice, or Enter, writes nothing more.
    assert lines[at] not in page.locator(f"{FORM} .desk-ready li").all_inner_texts()
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert desk_of(root).facts_text() == text

    pressed(page, "u")
    assert "学位" not in desk_of(root).facts_text()
    stroke(page, "整治河道")  # the form goes to the next selection
    page.wait_for_selector(f"{FORM} .desk-ready button:has-text('整治河道')")
    page.keyboard.press("Escape")
    page.wait_for_selector(FORM, state="detached")


@pytest.mark.sweep
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("lang", ["en"])
def test_a_digit_whose_record_a_rule_refuses_fills_the_form_and_writes_nothing(
    desk_page: tuple[Page, Path],
) -> None:
    page, root = desk_page
    before = desk_of(root).facts_text()
    page.route("**/suggest", lambda route: route.fulfill(json={"records": [
        {"list": "policies", "record": {"name": "不在原文中的名称"}},
        {"list": "targets", "record": {"name": "学位"}},
    ], "plain": {}}))  # fmt: skip
    stroke(page, "完善教育设施")
    page.wait_for_selector(f"{FORM} .desk-ready")
    page.keyboard.press("2")  # no value: the form is filled in with it
    page.wait_for_selector(f"{FORM}[data-refused='1']")
    assert page.input_value("#desk-new-kind") == "targets"
    page.locator(f"{FORM} .primary").focus()
    page.keyboard.press("1")
    page.wait_for_selector(f"{FORM}[data-refused='2']")
    assert page.input_value("#desk-new-kind") == "policies"
    assert desk_of(root).facts_text() == before


@pytest.mark.sweep
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("lang", ["en"])
def test_words_marked_in_the_quote_stay_when_a_letter_changes_the_kind(
    desk_page: tuple[Page, Path],
) -> None:
    page, root = desk_page
    stroke(page, "新建标准厂房15万平方米")
    page.wait_for_selector(f"{FORM} .quote mark")
    page.wait_for_selector(f"{FORM} .desk-ready")
    stroke(page, "标准厂房")
    page.keyboard.press("p")
    assert page.input_value("#desk-field-name") == "标准厂房"
    pressed(page, "Enter")
    assert "projects:" in desk_of(root).facts_text()
    assert "name: 标准厂房" in desk_of(root).facts_text()
