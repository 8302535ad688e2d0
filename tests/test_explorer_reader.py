"""The reader: text cut at the edges of quotes, and the page that sets it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from httpx import Client
from hypothesis import given
from hypothesis import strategies as st

from explorer.pages.reader.coverage import bare_words
from explorer.pages.reader.text import (
    EditorialReading,
    Paragraph,
    Stretch,
    bounds,
    known_text,
    paragraphs,
)
from explorer.view.model import Quote
from tests.support.explorer_app import built, explorer

TEXT = "标题\n  市经贸委牵头,力争达到500家以上。\n第二段,没有引文。\n附注"


def quote(start: int, end: int, text: str = TEXT, context: int = 3) -> Quote:
    return Quote(
        f"q:{start}-{end}", "d:1", text[start:end], text[max(0, start - context) : start],
        text[end : end + context], start, end,
    )  # fmt: skip


def at(words: str, text: str = TEXT) -> Quote:
    start = text.index(words)
    return quote(start, start + len(words), text)


def flat(found: list[Paragraph]) -> str:
    return "\n".join("".join(b.text for p in para.pieces for b in p.bits) for para in found)


def test_pieces_are_the_text_without_its_indents() -> None:
    found = paragraphs([Stretch(0, TEXT)], [at("市经贸委牵头"), at("500家以上")])
    assert flat(found) == "\n".join(line.strip() for line in TEXT.split("\n"))


def test_a_piece_under_two_quotes_names_the_narrower_first() -> None:
    wide, narrow = at("市经贸委牵头,力争达到500家以上"), at("500家以上")
    pieces = paragraphs([Stretch(0, TEXT)], [wide, narrow])[1].pieces
    assert [[q.iri for q in p.quotes] for p in pieces] == [
        [wide.iri], [narrow.iri, wide.iri], []
    ]  # fmt: skip


def test_quotes_that_overlap_without_nesting_share_a_piece() -> None:
    first, second = at("市经贸委牵头,力争"), at("力争达到500家以上")
    pieces = paragraphs([Stretch(0, TEXT)], [first, second])[1].pieces
    assert [len(p.quotes) for p in pieces] == [1, 2, 1, 0]


def test_a_quote_begins_once_even_where_it_spans_lines() -> None:
    spanning = quote(5, TEXT.index("第二段") + 3)
    found = paragraphs([Stretch(0, TEXT)], [spanning])
    assert [q.iri for para in found for q in para.quotes] == [spanning.iri]


def test_a_reading_stands_with_the_characters_it_reads() -> None:
    text = "建设生态*、和谐*。"
    found = paragraphs(
        [Stretch(0, text)],
        [],
        [EditorialReading("*", "某市"), EditorialReading("生态*", "生态某市")],
    )
    assert [(b.text, b.reading) for b in found[0].pieces[0].bits] == [
        ("建设", ""), ("生态*", "生态某市"), ("、和谐", ""), ("*", "某市"), ("。", "")
    ]  # fmt: skip


def test_the_article_reaches_from_the_line_of_the_first_quote_to_that_of_the_last() -> None:
    assert bounds(TEXT, [at("牵头"), at("500家")]) == (3, TEXT.index("\n", 4))


def test_without_the_text_the_quotes_alone_are_known() -> None:
    found = known_text([at("市经贸委"), at("没有引文")])
    assert [s.text for s in found] == ["市经贸委", "没有引文"]


def test_without_the_text_a_gap_says_how_many_characters_are_missing() -> None:
    found = paragraphs(
        known_text([at("市经贸委"), at("没有引文")]), [at("市经贸委"), at("没有引文")]
    )
    assert [p.gap for p in found if p.gap] == [TEXT.index("没有引文") - TEXT.index("牵头")]


@given(
    st.text(alphabet="一二三 \n\u3000*,。", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20)), max_size=8),
)
def test_no_character_is_lost_or_doubled(text: str, spans: list[tuple[int, int]]) -> None:
    quotes = [quote(a, min(a + n, len(text)), text) for a, n in spans if a < len(text)]
    pieces = [p for para in paragraphs([Stretch(0, text)], quotes) for p in para.pieces]
    for before, after in pairwise(pieces):
        assert before.end <= after.start
    for piece in pieces:
        assert "".join(b.text for b in piece.bits) == text[piece.start : piece.end]
        expected = {q.iri for q in quotes if q.start <= piece.start and q.end >= piece.end}
        assert {q.iri for q in piece.quotes} == expected


# ---- the page ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def with_texts(sources: Path) -> Iterator[Client]:
    with explorer(built(), sources) as client:
        yield client


@pytest.fixture(scope="module")
def without_texts() -> Iterator[Client]:
    with explorer(built()) as client:
        yield client


DOCUMENTS = ("diankou-town", "jiashan-towns", "shaoxing-plan", "shendang-2018", "xiaolan-2022")


def anchors(page: str) -> list[str]:
    return re.findall(r'id="(q_\d+-\d+)"', page)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_quote_is_an_anchor_once_and_has_its_note(with_texts: Client, document: str) -> None:
    page = with_texts.get(f"/zh/reader/{document}").text
    listed = with_texts.get(f"/zh/reader/{document}.json").json()["rows"]
    expected = {f"q_{row['start']}-{row['end']}" for row in listed}
    found = anchors(page)
    assert len(found) == len(set(found))
    assert expected <= set(found)
    assert {a[2:] for a in found} == set(re.findall(r'id="f_(\d+-\d+)"', page))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_without_the_text_every_quote_is_an_anchor_too(
    without_texts: Client, document: str
) -> None:
    page = without_texts.get(f"/en/reader/{document}").text
    found = anchors(page)
    assert len(found) == len(set(found)) > 50
    assert "The source text is not at hand" in page
    assert 'class="bare"' not in page


def test_a_mask_stands_as_it_is_with_its_reading_above(with_texts: Client) -> None:
    page = with_texts.get("/zh/reader/shaoxing-plan").text
    assert '<ruby class="reading">*<rp>(</rp><rt>绍兴</rt>' in page


def test_a_text_that_is_not_the_one_that_was_quoted_is_not_shown(
    tmp_path: Path, sources: Path
) -> None:
    for file in sources.glob("*.txt"):
        (tmp_path / file.name).write_text("别的文字", encoding="utf-8")
    with explorer(built(), tmp_path) as client:
        assert "The source text is not at hand" in client.get("/en/reader/diankou-town").text


def test_a_document_that_is_not_there_is_a_helpful_404(without_texts: Client) -> None:
    answer = without_texts.get("/en/reader/no-such-plan")
    assert answer.status_code == 404
    assert "<h1" in answer.text


def test_pinyin_behind_its_characters_is_set_apart() -> None:
    found = paragraphs([Stretch(0, "面對(duì)嚴(yán)峻(2007年)")], [])
    assert [(b.text, b.gloss) for b in found[0].pieces[0].bits] == [
        ("面對", False), ("(duì)", True), ("嚴", False), ("(yán)", True), ("峻(2007年)", False)
    ]  # fmt: skip


def test_words_that_no_quote_covers_are_listed_with_what_stands_around_them() -> None:
    text = "一、目的\n发展工业,以及其他,由市经贸委牵头。第2章,完。\n"

    found = bare_words(text, 0, len(text), [at("发展工业", text), at("由市经贸委牵头", text)])
    assert [(b.before, b.text, b.after) for b in found] == [
        ("", "一、目的", ""),
        ("发展工业,", "以及其他", ",由市经贸委牵头。第2章,完"),
        (",以及其他,由市经贸委牵头。", "第2章,完", "。"),
    ]
    assert bare_words(text, 0, len(text), [at(text.strip(), text)]) == []


def test_the_quotes_alone_say_that_the_whole_text_is_at_hand(with_texts: Client) -> None:
    page = with_texts.get("/en/reader/diankou-town?view=excerpt").text
    assert "The quotes alone" in page and "not at hand" not in page
