"""Finding quotes: what is accepted, and every kind of wrong quote that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.evidence.quotes import locate, longest_match
from loaders.evidence.sources import SourceText
from loaders.facts.model import Located
from loaders.languages.zh.normalise import Folder
from loaders.languages.zh.package import CHINESE
from loaders.problems import Position, Problem

AT = Position("facts.yaml", 3, 5)
TEXT = (
    "7.实施“培优”工程。力争到2010年,全区规模企业\n达到500家以上,其中超亿元的企业达200家以上。损耗率降到5‰,"
    "税负>3倍。\n\n8.实施“换新”工程。面积不少于1000亩、力争超过2000亩,增长-5%。*开发区要完善配套。"
    "全面推进,不得新增污染。没有退路。全面推进。总量达1,234.5万元。A区与B区。他说“一定办好”。"
)


FOLDER = Folder([("*", "青河")])


def find(quote: str, **more: object) -> Located | Problem:
    source = SourceText("t.txt", TEXT, "", FOLDER, language=CHINESE)
    return locate(quote, source, AT, **more)  # type: ignore[arg-type]


ACCEPTED = {
    "as it stands": "力争到2010年",
    "line break in the source": "全区规模企业达到500家以上",
    "line break in the quote": "全区规模企业\n达到500家以上",
    "blank where the source has a line break": "全区规模企业 达到500家以上",
    "full-width comma for a half-width one": "力争到2010年\uff0c全区规模企业",
    "full-width digits": "力争到\uff12\uff10\uff11\uff10年",
    "whole value at the end": "其中超亿元的企业达200家以上",
    "per mille whole": "损耗率降到5‰",
    "comparison whole": "税负>3倍",
    "minus whole": "增长-5%",
    "negation inside": "面积不少于1000亩、力争超过2000亩",
    "mask kept": "*开发区要完善配套",
    "mask read": "青河开发区要完善配套",
    "number with its thousands": "总量达1,234.5万元",
    "heading with its number": "8.实施“换新”工程",
    "heading without its number": "实施“换新”工程",
    "behind a quotation mark": "一定办好",
}


@pytest.mark.parametrize("quote", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_a_true_quote_is_found(quote: str) -> None:
    found = find(quote)
    assert isinstance(found, Located), found
    clean = FOLDER.clean(TEXT[found.start : found.end])
    assert FOLDER.clean(quote) == clean


REJECTED = {
    "stitched in reverse by an ellipsis": (
        "其中超亿元的企业达200家以上…力争到2010年",
        "quote-stitched",
    ),
    "stitched by three dots": ("力争到2010年...达到500家以上", "quote-stitched"),
    "a single character": ("区", "quote-short"),
    "a single character with marks": ("“区”", "quote-short"),
    "blank": ("   ", "quote-short"),
    "a dropped mask": ("开发区要完善配套", "quote-mask"),
    "another number": ("达到600家以上", "quote-not-found"),
    "-5 for 5": ("增长-6%", "quote-not-found"),
    "5 for -5": ("5%。*开发区要完善配套", "quote-edge-value"),
    "per cent for per mille": ("损耗率降到5%", "quote-not-found"),
    "per mille cut off": ("损耗率降到5", "quote-edge-value"),
    "less for more": ("税负<3倍", "quote-not-found"),
    "comparison cut off": ("3倍", "quote-edge-value"),
    "cut behind a negation": ("少于1000亩、力争超过2000亩", "quote-edge-negation"),
    "stopped behind a negation": ("全面推进,不得", "quote-edge-negation"),
    "started behind 不得": ("新增污染", "quote-edge-negation"),
    "started behind 没有": ("退路", "quote-edge-negation"),
    "negation dropped inside": ("面积少于1000亩", "quote-not-found"),
    "negation added": ("不全面推进", "quote-not-found"),
    "unit cut off": ("面积不少于1000", "quote-edge-value"),
    "以上 cut off": ("达到500家", "quote-edge-value"),
    "year cut": ("10年,全区规模企业", "quote-edge-value"),
    "year without 年": ("力争到2010", "quote-edge-value"),
    "thousands cut": ("234.5万元", "quote-edge-value"),
    "decimals cut": ("总量达1,234", "quote-edge-value"),
    "scale cut": ("总量达1,234.5", "quote-edge-value"),
    "unit behind scale cut": ("总量达1,234.5万", "quote-edge-value"),
    "told twice": ("全面推进", "quote-ambiguous"),
    "words left out": ("全区企业达到500家以上", "quote-not-found"),
    "order of words": ("2010年力争到", "quote-not-found"),
    "across a paragraph": ("税负>3倍。8.实施“换新”工程", "quote-not-found"),
    "similar characters": ("力争到2010牟", "quote-not-found"),
    "blank between digits": ("力争到20 10年", "quote-not-found"),
    "traditional without declaration": ("實施“換新”工程", "quote-not-found"),
}


@pytest.mark.parametrize(("quote", "rule"), REJECTED.values(), ids=REJECTED.keys())
def test_a_wrong_quote_is_refused(quote: str, rule: str) -> None:
    found = find(quote)
    assert isinstance(found, Problem), found
    assert found.rule == rule
    assert found.at == AT
    assert found.en and found.zh


def test_an_occurrence_says_which_is_meant() -> None:
    first, second = find("全面推进", occurrence=1), find("全面推进", occurrence=2)
    assert isinstance(first, Located) and isinstance(second, Located)
    assert first.start < second.start


def test_an_occurrence_beyond_the_last_is_refused() -> None:
    found = find("全面推进", occurrence=3)
    assert isinstance(found, Problem) and found.rule == "quote-occurrence"


def test_the_part_settles_what_is_meant() -> None:
    end = TEXT.index("没有退路")
    found = find("全面推进", part=(0, end))
    assert isinstance(found, Located) and found.end <= end


def test_a_quote_from_the_neighbouring_part_is_refused() -> None:
    found = find("面积不少于1000亩、力争超过2000亩", part=(0, TEXT.index("8.")))
    assert isinstance(found, Problem) and found.rule == "quote-outside-part"


def test_a_further_quote_may_lie_outside_the_part() -> None:
    found = find("力争到2010年", part=(TEXT.index("8."), len(TEXT)), anywhere=True)
    assert isinstance(found, Located)


def test_a_narrowed_quote_lies_in_its_passage() -> None:
    inside = (0, TEXT.index("损耗率"))
    assert isinstance(find("其中超亿元的企业达200家以上", passage=inside), Located)
    outside = find("损耗率降到5‰", passage=inside)
    assert isinstance(outside, Problem) and outside.rule == "quote-outside-passage"


def test_what_stands_outside_the_article_is_refused() -> None:
    source = SourceText(
        "t.txt",
        "首页菜单\n正文内容在此。\n版权所有",
        "",
        Folder(),
        start=5,
        end=12,
        language=CHINESE,
    )
    found = locate("首页菜单", source, AT)
    assert isinstance(found, Problem) and found.rule == "quote-outside-article"


def test_rules_are_used_only_when_needed_and_recorded() -> None:
    plain, folded = find("力争到2010年"), find("青河开发区要完善配套")
    assert isinstance(plain, Located) and isinstance(folded, Located)
    assert plain.rules == ()
    assert folded.rules == ("readings",)


def test_a_cut_value_comes_with_its_repair() -> None:
    found = find("其中超亿元的企业达200家")
    assert isinstance(found, Problem) and found.fix is not None
    assert found.fix.new == "其中超亿元的企业达200家以上"


def test_the_message_shows_the_place_and_what_would_have_matched() -> None:
    found = find("全区规模企业达到600家以上")
    assert isinstance(found, Problem)
    assert "⟦" in found.context and "⏎" in found.context


def test_a_quote_may_not_cut_a_damaged_passage() -> None:
    source = SourceText(
        "t.txt",
        "重要?恿ΑI大企业很多",
        "",
        Folder([("?恿ΑI大企业", "动力。骨干企业")]),
        language=CHINESE,
    )
    cut = locate("ΑI大企业很多", source, AT)
    assert isinstance(cut, Problem) and cut.rule == "quote-edge-reading"
    widened = locate("骨干企业很多", source, AT)
    assert isinstance(widened, Located)
    assert source.text[widened.start : widened.end] == "?恿ΑI大企业很多"
    assert widened.rules == ("readings",)


def test_the_longest_piece_is_found_for_the_message() -> None:
    source = SourceText("t.txt", "甲乙丙丁戊己", "", Folder(), language=CHINESE)
    assert longest_match(source, "甲乙丙丁辛") == (0, 4)
    assert longest_match(source, "子丑寅卯辰") is None


def raw(sources: Path, number: str, **folder: object) -> SourceText:
    text = next(sources.glob(f"{number}_*.txt")).read_bytes().decode()
    return SourceText("s", text, "", Folder(**folder), language=CHINESE)  # type: ignore[arg-type]


ODDITIES = [
    ("001", {}, "〈牵头单位:市国土局、各开发区(工业区、新区)管委会〉", ()),
    ("001", {"readings": [("*", "绍兴")]}, "绍兴经济开发区要完善生态产业园功能配套", ("readings",)),
    ("001", {}, "(绍市委发〔2006〕112号)", ()),
    ("002", {}, "加快推进投融资体制改革", ()),
    ("002", {}, "来源:浙江省发展和改革委员会", ()),
    ("003", {"script": True}, "规上限上企业总量达1341家,每平方公里土地", ("script",)),
    ("003", {"script": True, "readings": [("甯", "宁")]}, "正在推动约625亩", ("script",)),
    ("003", {"script": True}, "企业开办平均时限压缩至0.5个工作日内", ("script",)),
    ("004", {"script": True, "ruby": True}, "腾退面积228.8亩", ("script",)),
    (
        "004",
        {"script": True, "ruby": True},
        "聚力聚焦转型升级奏响高质量发展时代“强音”",
        ("ruby", "space", "script"),
    ),
    (
        "004",
        {"script": True, "ruby": True},
        "补短板、强弱项,统筹结合整治",
        ("ruby", "space", "script"),
    ),
]


@pytest.mark.parametrize(("number", "folder", "quote", "rules"), ODDITIES)
def test_the_oddities_of_the_texts_are_read(
    sources: Path, number: str, folder: dict[str, object], quote: str, rules: tuple[str, ...]
) -> None:
    source = raw(sources, number, **folder)
    found = locate(quote, source, AT)
    if isinstance(found, Problem):
        found = locate(quote, source, AT, occurrence=1)
    assert isinstance(found, Located), found
    assert found.rules == rules


WRONG = [
    ("001", {}, "经济开发区要完善生态产业园功能配套", "quote-mask"),
    ("001", {}, "企业达到500家", "quote-edge-value"),
    ("000", {}, "总产值占全镇的90%", "quote-edge-value"),
    ("000", {}, "常住人口达到10", "quote-edge-value"),
    ("003", {"script": True}, "到10名小榄人中就有一个“老板”", "quote-edge-negation"),
    ("003", {"script": True}, "退路的攻坚战", "quote-edge-negation"),
    ("004", {"script": True, "ruby": True}, "骨干企业嘉兴市光泰照明有限公司", "quote-not-found"),
]


@pytest.mark.parametrize(("number", "folder", "quote", "rule"), WRONG)
def test_wrong_quotes_of_the_texts_are_refused(
    sources: Path, number: str, folder: dict[str, object], quote: str, rule: str
) -> None:
    found = locate(quote, raw(sources, number, **folder), AT)
    assert isinstance(found, Problem)
    assert found.rule == rule


def test_pinyin_agrees_with_its_characters_but_once(sources: Path) -> None:
    source = raw(sources, "004", script=True, ruby=True)
    left = source.folded.text.count("(")
    assert source.text.count("(") - left == 561
