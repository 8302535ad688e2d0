"""Source texts: read from where they lie, never from outside, and only as UTF-8."""

# ruff: noqa: E501 - a table of forms reads better unbroken

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loaders.evidence.sources import SourceText, load_source
from loaders.problems import Position, Problem
from tests.support.evidence_example import HEADER, TEXT, broken, document, findings

AT = Position("qinghe.yaml", 8, 3)


def load(folder: Path, name: str = "qinghe.txt") -> SourceText | Problem | None:
    header = document("  []\n", HEADER.replace("qinghe.txt", name)).header
    return load_source(header, [folder], AT)


def test_a_text_is_read_with_its_checksum_and_article(tmp_path: Path) -> None:
    (tmp_path / "qinghe.txt").write_text(TEXT, encoding="utf-8")
    source = load(tmp_path)
    assert isinstance(source, SourceText)
    assert len(source.sha256) == 64
    assert source.text[source.start :].startswith("青河镇2021年工作方案")
    assert source.text[: source.end].endswith("管委会〉")


def test_line_ends_are_left_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "qinghe.txt").write_bytes(TEXT.replace("\n", "\r\n").encode())
    source = load(tmp_path)
    assert isinstance(source, SourceText) and "\r\n" in source.text


def test_a_text_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert load(tmp_path) is None


def test_folders_are_searched_in_order(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "qinghe.txt").write_text(TEXT + name, encoding="utf-8")
    header = document("  []\n").header
    source = load_source(header, [tmp_path / "none", tmp_path / "two", tmp_path / "one"], AT)
    assert isinstance(source, SourceText) and source.text.endswith("two")


@pytest.mark.parametrize("name", ["../secret.txt", "a/b.txt", "..", "/etc/passwd", "a\\b.txt"])
def test_a_path_is_refused(tmp_path: Path, name: str) -> None:
    found = load(tmp_path, f"'{name}'")
    assert isinstance(found, Problem) and found.rule == "source-path"


def test_a_link_to_a_device_is_refused(tmp_path: Path) -> None:
    (tmp_path / "qinghe.txt").symlink_to("/dev/zero")
    found = load(tmp_path)
    assert isinstance(found, Problem) and found.rule == "source-unreadable"


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret").write_text(TEXT, encoding="utf-8")
    (inside / "qinghe.txt").symlink_to(tmp_path / "secret")
    found = load(inside)
    assert isinstance(found, Problem) and found.rule == "source-unreadable"


def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "qinghe.txt")
    found = load(tmp_path)
    assert isinstance(found, Problem) and found.rule == "source-unreadable"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "qinghe.txt").mkdir()
    found = load(tmp_path)
    assert isinstance(found, Problem) and found.rule == "source-unreadable"


def test_a_text_in_another_encoding_says_where(tmp_path: Path) -> None:
    (tmp_path / "qinghe.txt").write_bytes("网站首页\n".encode() + "青河镇".encode("gb18030"))
    found = load(tmp_path)
    assert isinstance(found, Problem) and found.rule == "source-encoding"
    assert "line 2" in found.en


@pytest.mark.parametrize("encoding", ["GB18030", "UTF-16"])
def test_a_text_in_another_encoding_says_how_to_convert_it(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "qinghe.txt").write_bytes(TEXT.encode(encoding))
    found = load(tmp_path)
    assert isinstance(found, Problem) and f"iconv -f {encoding} -t UTF-8" in found.en


def test_an_article_that_is_not_in_the_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "qinghe.txt").write_text("别的文章。", encoding="utf-8")
    found = load(tmp_path)
    assert isinstance(found, Problem) and found.rule == "article-bounds"


def test_an_article_turned_round_is_refused(tmp_path: Path) -> None:
    turned = "管委会〉在前。\n青河镇2021年工作方案在后。"
    (tmp_path / "qinghe.txt").write_text(turned, encoding="utf-8")
    found = load(tmp_path)
    assert isinstance(found, Problem) and found.rule == "article-bounds"


def test_a_page_that_shows_its_article_twice_has_it_once(tmp_path: Path) -> None:
    article = TEXT[TEXT.index("青河镇2021年工作方案") : TEXT.index("版权所有")].strip()
    (tmp_path / "qinghe.txt").write_text(f"首页\n{article}\n打印\n{article}\n", encoding="utf-8")
    found = load(tmp_path)
    assert isinstance(found, SourceText)
    assert found.text[found.start : found.end] == article


def test_article_bounds_are_found_under_the_normalisations(tmp_path: Path) -> None:
    (tmp_path / "qinghe.txt").write_text(
        TEXT.replace("2021年工作", "\uff12021年\u3000工作"), encoding="utf-8"
    )
    source = load(tmp_path)
    assert isinstance(source, SourceText) and source.start > 0


BREAKS = {"U+2028": "\u2028", "U+2029": "\u2029", "U+0085": "\u0085", "CR LF": "\r\n"}


@pytest.mark.parametrize("mark", BREAKS.values(), ids=BREAKS)
def test_a_quote_spans_every_kind_of_line_break(mark: str) -> None:
    text = TEXT.replace("财政收入完成10亿元", f"财政收入{mark}完成10亿元")
    body = "  - quote: 财政收入完成10亿元\n    period: 2020\n    values: [{name: 财政收入, value: 10亿元}]\n"
    assert "quote-not-found" not in broken(body, text=text)


@pytest.mark.parametrize(
    "mark", ["\u200b", "\u200d", "\u00ad", "\u2060", "\ufe0f", "\u200e", "\ufeff"]
)
def test_a_quote_spans_characters_that_print_nothing(mark: str) -> None:
    text = TEXT.replace("财政收入完成", f"财政{mark}收入完成")
    body = "  - quote: 财政收入完成10亿元\n    period: 2020\n    values: [{name: 财政收入, value: 10亿元}]\n"
    assert "quote-not-found" not in broken(body, text=text)


@pytest.mark.parametrize(
    ("mark", "name"),
    [("\ue000", "U+E000"), ("\ufffd", "U+FFFD REPLACEMENT CHARACTER"), ("\u0007", "U+0007")],
)
def test_an_unseen_character_that_hides_a_quote_is_named(mark: str, name: str) -> None:
    text = TEXT.replace("财政收入完成", f"财政{mark}收入完成")
    body = "  - quote: 财政收入完成10亿元\n    period: 2020\n    values: [{name: 财政收入, value: 10亿元}]\n"
    missing = [p for p in findings(body, text=text) if p.rule == "quote-not-found"]
    assert len(missing) == 1
    assert name in missing[0].en and name in missing[0].zh
