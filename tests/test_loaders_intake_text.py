"""Plain text: encodings, and lines that were wrapped."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("charset_normalizer")

from loaders.intake.blocks import Block, Piece, assemble
from loaders.intake.encodings import decode
from loaders.intake.plain import read_plain
from loaders.intake.refusals import Refused
from tests.intake_files import SENTENCES, TITLE

TEXT = "\n".join((TITLE, *SENTENCES)) + "\n"
OLD = (
    "關於加快竹產業發展的實施意見\n到2025年,全市竹林面積穩定在35萬畝以上,竹產業總產值達到48億元。\n"
)


@pytest.mark.parametrize(
    ("text", "encoding", "mark"),
    [
        (TEXT, "utf-8", b""),
        (TEXT, "utf-8", codecs.BOM_UTF8),
        (TEXT, "gb18030", b""),
        (TEXT, "gbk", b""),
        (TEXT, "utf-16-le", codecs.BOM_UTF16_LE),
        (TEXT, "utf-16-be", codecs.BOM_UTF16_BE),
        (TEXT, "utf-16-le", b""),
        (TEXT, "utf-32", b""),
        (OLD, "big5", b""),
        (OLD, "gb18030", b""),
        ("A plan for growth – “more”.\n", "cp1252", b""),
    ],
)
def test_any_usual_encoding_is_told(text: str, encoding: str, mark: bytes) -> None:
    assert decode(mark + text.encode(encoding))[0].removeprefix("\ufeff") == text


@pytest.mark.parametrize("length", [8, 12, 20, 40, 80, 160])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_short_texts_too(length: int, encoding: str) -> None:
    assert decode(TEXT[:length].encode(encoding))[0] == TEXT[:length]


def test_bytes_of_no_encoding_are_refused() -> None:
    with pytest.raises(Refused):
        decode(bytes(range(128, 256)) * 3 + b"\xff\xff\xff\x81")


@pytest.mark.parametrize("columns", [24, 30, 38])
def test_wrapped_lines_are_put_together(columns: int) -> None:
    from tests.intake_files import typeset

    lines = [TITLE, *("　　" * (left > 90) + words for left, _, words in typeset(columns=columns))]
    read = assemble(read_plain("\r\n".join(lines).encode("gb18030")).blocks).text
    assert read.splitlines() == [TITLE, *SENTENCES]


def test_lines_that_were_not_wrapped_stay() -> None:
    lines = ["一、目标", "（一）面积", "到2025年达到35万亩。", "二、措施", "新建竹林道路120公里。"]
    assert assemble(read_plain("\n".join(lines).encode()).blocks).text.splitlines() == lines


def test_rows_keep_their_tabs_and_know_their_cells() -> None:
    text = assemble(read_plain("序号\t任务\t单位\n1\t道路\t林业局\n".encode()).blocks)
    assert text.text == "序号\t任务\t单位\n1\t道路\t林业局\n"
    assert text.cells[-1] == (14, 17, 0, 1, 2, 3)


@given(
    st.lists(
        st.lists(st.text("甲乙丙 ⾏a1", min_size=1, max_size=6), min_size=1, max_size=4),
        min_size=1,
        max_size=6,
    )
)
def test_every_run_of_a_page_is_where_it_says(pieces: list[list[str]]) -> None:
    blocks = [
        Block("paragraph", [Piece(words, number + 1) for words in block])
        for number, block in enumerate(pieces)
    ]
    try:
        text = assemble(blocks)
    except Refused as refused:
        assert refused.reason == "blank"
        return
    for start, end, page in text.pages:
        kept = "".join(text.text[start:end].split())
        assert kept == "".join("".join(pieces[page - 1]).replace("⾏", "行").split())
