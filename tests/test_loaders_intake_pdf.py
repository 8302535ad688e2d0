"""PDFs with a text layer: lines, columns, heads, notes, tables."""

from __future__ import annotations

import pytest

pytest.importorskip("pypdfium2")
pytest.importorskip("pdfplumber")
pytest.importorskip("reportlab")

from loaders.intake.blocks import assemble
from loaders.intake.characters import clean
from loaders.intake.pdf import read_pdf
from loaders.intake.refusals import Refused
from loaders.intake.wrapping import first_word, joined, width
from tests.intake_files import SENTENCES, TITLE, draw_grid, pages, pdf, typeset


def lines_of(data: bytes) -> list[str]:
    return assemble(read_pdf(data).blocks).text.splitlines()


def test_sentences_are_whole_over_lines_and_pages() -> None:
    assert lines_of(pdf(pages(typeset()))) == list(SENTENCES)


@pytest.mark.parametrize("columns", [22, 25, 28, 31, 34])
def test_they_are_whole_at_any_width(columns: int) -> None:
    assert lines_of(pdf(pages(typeset(columns=columns)))) == list(SENTENCES)


@pytest.mark.parametrize(
    "foot",
    [
        "— {n} —",
        "- {n} -",
        "第{n}页",
        "第{n}页 共{of}页",
        "{n} / {of}",
        "{n}",
        "Page {n} of {of}",
        "·{n}·",
    ],
)
def test_page_numbers_and_running_heads_are_left_out(foot: str) -> None:
    made = pages(typeset(SENTENCES * 2))
    for number, page in enumerate(made, 1):
        page.insert(0, (90, 800, 9, "溪口市人民政府公报  2021年第3期"))
        page.append((280, 40, 9, foot.format(n=number, of=len(made))))
    reading = read_pdf(pdf(made))
    assert assemble(reading.blocks).text.splitlines() == list(SENTENCES * 2)
    assert {why for why, _ in reading.left_out} <= {"running-head", "page-number"}


def test_quotation_marks_get_no_blank() -> None:
    """The marks are drawn after their line, as programs do that take them from another font."""
    line = "重点培养“新世纪”人才，支持“羊城”学者"
    glyphs = [(90.0 + 12 * n, 700.0, 12.0, char) for n, char in enumerate(line)]
    marks = [glyph for glyph in glyphs if glyph[3] in "“”"]
    assert lines_of(pdf([[*(g for g in glyphs if g not in marks), *marks]])) == [line]


def test_a_title_on_two_centred_lines_is_one() -> None:
    half = len(TITLE) // 2
    head = [
        (297 - 10 * half, 790, 20, TITLE[:half]),
        (297 - 10 * (len(TITLE) - half), 762, 20, TITLE[half:]),
    ]
    made = pages(typeset(columns=34))
    made[0] = head + made[0]
    assert lines_of(pdf(made)) == [TITLE, *SENTENCES]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = typeset(SENTENCES, size=10, columns=20, left=60)
    right = typeset(tuple(reversed(SENTENCES)), size=10, columns=20, left=320)
    page = [(x, 760.0 - 16 * n, s, w) for n, (x, s, w) in enumerate(left)]
    page += [(x, 757.0 - 16 * n, s, w) for n, (x, s, w) in enumerate(right)]
    assert lines_of(pdf([page])) == [*SENTENCES, *reversed(SENTENCES)]


def test_a_footnote_stands_behind_its_paragraph_and_its_mark_is_not_in_the_text() -> None:
    made = pages(typeset(SENTENCES[:2]), a_page=40)
    last = made[0][-1]
    made[0][-1] = (last[0], last[1], last[2], last[3])
    made[0].append((last[0] + width(last[3], 12), last[1] + 5, 6, "1"))
    made[0].append((90, 60, 9, "1 竹产业总产值含竹旅游收入，由市统计局核定。"))
    blocks = read_pdf(pdf(made)).blocks
    assert [block.text for block in blocks] == [
        *SENTENCES[:2],
        "1 竹产业总产值含竹旅游收入，由市统计局核定。",
    ]
    assert blocks[-1].kind == "note"


def cells(words: list[list[str]]) -> list[tuple[float, float, float, str]]:
    return [
        (104 + (0, 100, 300)[column], 682 - 30 * number, 10, text)
        for number, row in enumerate(words)
        for column, text in enumerate(row)
    ]


TABLE = [["序号", "任务", "单位"], ["1", "建设竹林道路", "林业局"], ["2", "培育龙头企业", "工信局"]]


def test_a_table_is_a_line_a_row_with_its_cells_marked() -> None:
    text = assemble(read_pdf(pdf([cells(TABLE)], rules=True)).blocks)
    assert text.text.splitlines() == ["\t".join(row) for row in TABLE]
    start = text.text.index("林业局")
    assert (start, start + 3, 1, 1, 2, 3) in text.cells


def test_a_table_over_two_pages_repeats_no_head() -> None:
    second = [TABLE[0], ["3", "推广竹材代塑", "商务局"], ["4", "发展竹林旅游", "文旅局"]]
    data = pdf([cells(TABLE), cells(second)], rules=True)
    text = assemble(read_pdf(data).blocks)
    assert text.text.splitlines() == ["\t".join(row) for row in [*TABLE, *second[1:]]]
    start = text.text.index("文旅局")
    assert (start, start + 3, 2, 1, 5, 3) in text.cells


def test_every_character_knows_its_page() -> None:
    made = pages(typeset())
    text = assemble(read_pdf(pdf(made)).blocks)
    covered = {n: text.text[start:end] for start, end, n in text.pages}
    assert list(covered) == list(range(1, len(made) + 1))
    for number, page in enumerate(made, 1):
        assert covered[number].replace("\n", "") == "".join(words for _, _, _, words in page)


@pytest.mark.parametrize(
    ("stored", "meant"),
    [("⾏动⽅案", "行动方案"), ("⻓江", "长江"), ("⺠⽣", "民生"), ("①１％", "①１％")],
)
def test_radicals_become_ideographs_and_nothing_else_changes(stored: str, meant: str) -> None:
    assert clean(stored) == meant


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("的。后", "的。"),
        ("（2020年", "（2020"),
        ("称“633”人", "称“633”人"),
        ("GDP增长", "GDP"),
        ("", ""),
    ],
)
def test_what_a_program_does_not_break_off_goes_to_the_next_line_whole(
    text: str, word: str
) -> None:
    assert first_word(text) == word


@pytest.mark.parametrize(
    ("before", "after", "between"),
    [
        ("市政", "府", ""),
        ("the", "plan", " "),
        ("达到20", "25年建成投产使用", ""),
        ("20", "15 people", " "),
    ],
)
def test_lines_are_joined_as_their_script_asks(before: str, after: str, between: str) -> None:
    assert joined(before, after) == between


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_is_read_as_its_reader_turns_it(turn: int) -> None:
    import io

    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(800, 800))
    canvas.setPageRotation(turn)
    canvas.translate(*{0: (0, 0), 90: (800, 0), 180: (800, 800), 270: (0, 800)}[turn])
    canvas.rotate(turn)
    for left, up, size, words in cells(TABLE):
        canvas.setFont("STSong-Light", size)
        canvas.drawString(left, up, words)
    draw_grid(canvas)
    canvas.save()
    assert lines_of(out.getvalue()) == ["\t".join(row) for row in TABLE]


def with_pictures(words: list[str]) -> bytes:
    """Return a PDF with a page for each text; an empty one is a picture."""
    import io

    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out)
    for text in words:
        canvas.setFont("STSong-Light", 12)
        if text:
            canvas.drawString(90, 700, text)
        else:
            canvas.drawImage(ImageReader(Image.new("L", (20, 30), 128)), 0, 0, 500, 700)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def test_pages_that_are_pictures_are_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_pdf(with_pictures(["", ""]))
    assert (refused.value.reason, refused.value.detail) == ("scanned", "2")


def test_a_single_page_that_is_a_picture_is_told_of() -> None:
    reading = read_pdf(with_pictures([SENTENCES[0][:30], "", *(s[:30] for s in SENTENCES[1:])]))
    assert ("picture", "page 2") in reading.left_out


def test_a_locked_pdf_is_refused() -> None:
    import io

    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret"))
    canvas.drawString(90, 700, "locked")
    canvas.save()
    with pytest.raises(Refused) as refused:
        read_pdf(out.getvalue())
    assert refused.value.reason == "password"
