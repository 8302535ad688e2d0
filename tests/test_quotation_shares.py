"""How much of a text stands in our files: the measure, and our own five texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.evidence.shares import LIMIT, SENTENCES, folded_files, grams, share_of
from loaders.evidence.sources import SourceText
from loaders.languages.zh.normalise import Folder
from loaders.languages.zh.package import CHINESE
from tools.quotation_shares import shares, within_limits

TEXT = (
    "二〇二〇年全镇预计实现生产总值超七十亿元。同比增长百分之十八点八,财政收入超十亿元。\n"
    "镇区建成。"
)


def share(*files: str, text: str = TEXT) -> float:
    source = SourceText("t.txt", text, "", Folder(), language=CHINESE)
    return share_of(source, grams(source, folded_files(files, CHINESE))).share


def test_runs_of_eleven_characters_are_no_copy_and_twelve_are() -> None:
    assert share(TEXT[:11]) == 0
    assert share(TEXT[:12]) == pytest.approx(12 / (len(TEXT) - 1))


@pytest.mark.parametrize(
    "written",
    [
        "二〇二〇年 全镇预计\n实现生产总值",
        "二〇二〇年全鎮預計實現生產總值",
        "二〇二〇年全镇(zhèn)预计实现生产总值",
        "前言二〇二〇年全镇预计实现生产总值后语",
    ],
    ids=["blanks", "script", "ruby", "inside other words"],
)
def test_a_copy_is_known_in_another_dress(written: str) -> None:
    assert share(written) == pytest.approx(15 / (len(TEXT) - 1))


def test_several_files_add_up_and_the_same_words_count_once() -> None:
    assert share(TEXT[:15], TEXT[10:26]) == pytest.approx(26 / (len(TEXT) - 1))
    assert share(TEXT[:15], TEXT[:15]) == pytest.approx(15 / (len(TEXT) - 1))


def test_a_reading_counts_like_the_raw_characters() -> None:
    source = SourceText(
        "t.txt", "加快推进*市区工业化进程促进发展", "", Folder([("*", "绍兴")]), language=CHINESE
    )
    for words in ("加快推进*市区工业化进程促进", "加快推进绍兴市区工业化进程促进"):
        assert share_of(source, grams(source, folded_files([words], CHINESE))).repeated == 15


def test_whole_sentences_are_named() -> None:
    sentence = TEXT.split("。")[1]
    source = SourceText("t.txt", TEXT, "", Folder(), language=CHINESE)
    assert share_of(source, grams(source, folded_files([sentence], CHINESE))).sentences == ()
    longer = TEXT.replace("超十亿元", "超十亿元且税收超三亿元五千万元")
    source = SourceText("t.txt", longer, "", Folder(), language=CHINESE)
    whole = longer.split("。")[1]
    assert share_of(source, grams(source, folded_files([whole], CHINESE))).sentences == (whole,)


def test_no_text_stands_in_our_files_beyond_quotation(root: Path, sources: Path) -> None:
    found = list(shares(root, [sources]))
    assert len(found) == 5
    for header, share in found:
        assert share is not None, header.id
        assert share.share <= LIMIT, (header.id, share.runs[:5])
        assert len(share.sentences) <= SENTENCES, share.sentences
        assert within_limits(header, share)
