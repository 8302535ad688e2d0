"""The named normalisations: each with what it may fold and what it may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.languages.zh.normalise import RULES, Folder, is_syllable_of, simplified

PLAIN = Folder()
SCRIPT = Folder(script=True)
RUBY = Folder(ruby=True, script=True)

FOLDS = [
    (PLAIN, "达到\uff15\uff10\uff10家\uff0c以上", "达到500家,以上"),
    (PLAIN, "\uff08一\uff09\uff1a甲\uff1b乙", "(一):甲;乙"),
    (PLAIN, "完成 投资", "完成投资"),
    (PLAIN, "完成\u00a0投资\u3000额", "完成投资额"),
    (PLAIN, "工业\n企业", "工业企业"),
    (PLAIN, "工业\r\n企业", "工业企业"),
    (PLAIN, "一段完。\n另一段", "一段完。\n另一段"),
    (PLAIN, "一段\n\n另一段", "一段\n另一段"),
    (PLAIN, "推进融合\n一是加强", "推进融合\n一是加强"),
    (PLAIN, "推进融合\n(二)加强", "推进融合\n(二)加强"),
    (PLAIN, "5 000家", "5 000家"),
    (PLAIN, "All Rights", "All Rights"),
    (PLAIN, "A 级", "A级"),
    (PLAIN, "“引号”不变", "“引号”不变"),
    (PLAIN, "發展", "發展"),
    (SCRIPT, "發展産業", "发展产业"),
    (SCRIPT, "乾淨的幹部", "干净的干部"),
    (RUBY, "風(fēng)勁帆滿(mǎn)", "风劲帆满"),
    (RUBY, "合作(PPP)模式", "合作(PPP)模式"),
    (RUBY, "風(shuǐ)", "风(shuǐ)"),
    (RUBY, "企業(作坊)", "企业(作坊)"),
    (RUBY, "(fēng)開頭", "(fēng)开头"),
]


@pytest.mark.parametrize(("folder", "raw", "folded"), FOLDS)
def test_a_text_folds_so(folder: Folder, raw: str, folded: str) -> None:
    assert folder.fold(raw).text == folded


def test_without_its_declaration_ruby_stays() -> None:
    assert PLAIN.fold("風(fēng)").text == "風(fēng)"


def test_a_syllable_is_tested_against_its_character() -> None:
    assert is_syllable_of("fēng", "風")
    assert is_syllable_of("zhòng", "重")
    assert not is_syllable_of("fēng", "水")


def test_readings_apply_first_and_span_their_whole_raw() -> None:
    folder = Folder([("?jiǎng)恿", "动力")], ruby=True, script=True)
    folded = folder.fold("重要?jiǎng)恿的")
    assert folded.text == "重要动力的"
    assert folded.span(2, 3) == (2, 10)
    assert folded.span(4, 5) == (10, 11)


def test_the_longer_reading_wins() -> None:
    folder = Folder([("*", "青河"), ("生态*", "生态城")])
    assert folder.fold("生态*和*").text == "生态城和青河"


def test_a_ruby_bracket_belongs_to_its_character() -> None:
    folded = RUBY.fold("大風(fēng)起")
    assert folded.span(1, 2) == (1, 8)


@pytest.mark.parametrize(
    ("folder", "raw", "quote", "rules"),
    [
        (SCRIPT, "发展", "发展", ()),
        (SCRIPT, "發展", "发展", ("script",)),
        (SCRIPT, "發 展", "发展", ("space", "script")),
        (RUBY, "風(fēng)起", "风起", ("ruby", "script")),
        (PLAIN, "\uff15家", "5家", ("width",)),
        (Folder([("*", "青河")]), "*县", "青河县", ("readings",)),
        (PLAIN, "甲", "乙", None),
    ],
)
def test_only_the_rules_that_were_needed_are_named(
    folder: Folder, raw: str, quote: str, rules: tuple[str, ...] | None
) -> None:
    assert folder.needed(raw, quote) == rules


def test_rules_have_a_fixed_order() -> None:
    assert Folder([("*", "甲")], ruby=True, script=True).rules == RULES


@given(st.text(alphabet="甲乙風發(fēng) \n5,\uff0c*", max_size=40))
def test_every_folded_character_knows_its_raw_span(raw: str) -> None:
    folder = Folder([("*", "青河")], ruby=True, script=True)
    folded = folder.fold(raw)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= a < b <= len(raw) for a, b in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(raw: str) -> None:
    once = SCRIPT.fold(raw).text
    assert SCRIPT.fold(once).text == once


@given(st.text(max_size=40))
def test_script_keeps_the_length(text: str) -> None:
    assert len(simplified(text)) == len(text)


LOOK_ALIKES = {
    "产业⻓⻋⻔": "产业长车门",
    "⼀⼆⽅⾯": "一二方面",
    "\uf9a8\uf96f": "令說",
    "⻢⻜⻰": "马飞龙",
}


@pytest.mark.parametrize(("raw", "usual"), LOOK_ALIKES.items())
def test_look_alikes_of_pdfs_are_folded_by_their_rule(raw: str, usual: str) -> None:
    folder = Folder()
    assert folder.fold(raw).text == usual
    assert folder.clean(raw) == usual
    assert folder.needed(raw, usual) == ("look-alike",)


def test_a_character_that_only_looks_alike_in_print_stays() -> None:
    assert Folder().fold("己已巳日曰未末").text == "己已巳日曰未末"


def test_characters_that_print_nothing_fold_to_nothing() -> None:
    folder = Folder()
    assert folder.needed("产\u00ad业\u200d链\u2060", "产业链") == ("invisible",)
    assert folder.needed("甲\u2028乙", "甲乙") == ("space",)
    assert folder.fold("甲局。\u2028一、乙局").text == "甲局。\n一、乙局"


@pytest.mark.parametrize(
    ("traditional", "usual"),
    [
        ("著力", "着力"),
        ("甯波", "宁波"),
        ("藉助", "借助"),
        ("汚染", "污染"),
        ("浄化", "净化"),
        ("隣裡", "邻里"),
    ],
)
def test_variants_that_the_converter_leaves_are_folded(traditional: str, usual: str) -> None:
    assert Folder(script=True).needed(traditional, usual) == ("script",)
    assert Folder().needed(traditional, usual) is None
