# ruff: noqa: E501 - files as they are
"""Word documents, read as they read when all changes are accepted."""

from __future__ import annotations

import pytest

pytest.importorskip("lxml")

from loaders.intake.blocks import assemble
from loaders.intake.docx import read_docx
from loaders.intake.docx_numbers import chinese
from tests.intake_files import SENTENCES, docx, paragraph

WHO = 'w:id="1" w:author="a" w:date="2021-01-01T00:00:00Z"'


def lines_of(body: str, **parts: str) -> list[str]:
    return assemble(read_docx(docx(body, **parts)).blocks).text.splitlines()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_insertions_are_taken_and_deletions_dropped() -> None:
    body = (
        f"<w:p>{run('竹产业总产值达到')}<w:del {WHO}><w:r><w:delText>40亿元</w:delText></w:r></w:del>"
        f"<w:ins {WHO}>{run('48亿元')}</w:ins>{run('。')}</w:p>"
    )
    assert lines_of(body) == ["竹产业总产值达到48亿元。"]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    first = paragraph("市林业局负责", f"<w:rPr><w:del {WHO}/></w:rPr>")
    assert lines_of(first + paragraph("竹林道路。")) == ["市林业局负责竹林道路。"]


def test_what_was_moved_stands_where_it_went() -> None:
    body = (
        f"<w:p><w:moveFrom {WHO}>{run('甲。')}</w:moveFrom>{run('乙。')}</w:p>"
        f"<w:p><w:moveTo {WHO}>{run('甲。')}</w:moveTo></w:p>"
    )
    assert lines_of(body) == ["乙。", "甲。"]


def test_a_deleted_row_is_gone() -> None:
    row = "<w:tr>{}<w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr>"
    body = "<w:tbl>{}{}</w:tbl>".format(
        row.format("", paragraph("1"), paragraph("道路")),
        row.format(f"<w:trPr><w:del {WHO}/></w:trPr>", paragraph("2"), paragraph("删去")),
    )
    assert lines_of(body) == ["1\t道路"]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph('框中文字。')}</w:txbxContent>"
    body = (
        '<w:p><w:r><mc:AlternateContent xmlns:mc="urn:mc"><mc:Choice><w:drawing>'
        f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback>"
        f"</mc:AlternateContent></w:r>{run('正文。')}</w:p>"
    )
    assert lines_of(body) == ["正文。", "框中文字。"]


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
    '</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num>'
)


def numbered(text: str, level: int) -> str:
    return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="5"/></w:numPr>')


def test_numbers_that_word_makes_are_written_out() -> None:
    body = numbered("目标", 0) + numbered("面积", 1) + numbered("产值", 1) + numbered("措施", 0)
    body += numbered("道路", 1)
    assert lines_of(body, numbering=NUMBERING) == [
        "一、目标",
        "一.1面积",
        "一.2产值",
        "二、措施",
        "二.1道路",
    ]


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (19, "十九"), (30, "三十"), (101, "一百零一"), (1010, "一千零一十")],
)
def test_chinese_numbers_are_spelt(number: int, words: str) -> None:
    assert chinese(number) == words


def test_a_footnote_follows_its_paragraph() -> None:
    body = (
        f'<w:p>{run("产值48亿元")}<w:r><w:footnoteReference w:id="2"/></w:r>{run("。")}</w:p>'
        + paragraph("完。")
    )
    notes = f'<w:footnote w:id="2">{paragraph("含竹旅游。")}</w:footnote>'
    assert lines_of(body, footnotes=notes) == ["产值48亿元。", "含竹旅游。", "完。"]


def test_cells_that_span_stand_in_the_first_place() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"

    start, wide = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'
    body = (
        f"<w:tbl><w:tr>{cell('牵头', start)}{cell('甲')}{cell('乙')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('跨两列', wide)}</w:tr></w:tbl>"
    )
    assert lines_of(body) == ["牵头\t甲\t乙", "\t跨两列\t"]


def test_a_table_in_a_cell_and_paragraphs_in_it_stay_on_the_row() -> None:
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('内')}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{paragraph('1')}</w:tc><w:tc>{paragraph('甲。')}{paragraph('乙。')}{inner}</w:tc></w:tr></w:tbl>"
    assert lines_of(body) == ["1\t甲。 乙。 内"]


def test_a_footnote_of_a_cell_follows_the_table() -> None:
    cell = f'<w:p>{run("48亿元")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    body = f"<w:tbl><w:tr><w:tc>{paragraph('产值')}</w:tc><w:tc>{cell}</w:tc></w:tr></w:tbl>"
    notes = f'<w:footnote w:id="2">{paragraph("含竹旅游。")}</w:footnote>'
    assert lines_of(body, footnotes=notes) == ["产值\t48亿元", "含竹旅游。"]


def test_hidden_words_fields_and_a_table_of_contents_are_left_out() -> None:
    body = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent>{paragraph('一、目标 1')}</w:sdtContent></w:sdt>"
        f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>{run('正文。')}</w:p>"
    )
    assert lines_of(body) == ["正文。"]


def test_a_document_of_python_docx_is_read_whole() -> None:
    import io

    document = pytest.importorskip("docx").Document()
    for text in SENTENCES:
        document.add_paragraph(text)
    document.sections[0].header.paragraphs[0].text = "页眉"
    out = io.BytesIO()
    document.save(out)
    assert assemble(read_docx(out.getvalue()).blocks).text.splitlines() == list(SENTENCES)
