"""Small files for the tests of `policykg add`, made on the spot."""

from __future__ import annotations

import io
import zipfile

OFFICE = "溪口市人民政府办公室"
TITLE = "溪口市人民政府办公室关于加快竹产业发展的实施意见"
SENTENCES = (
    "为贯彻落实省委、省政府关于竹产业高质量发展的决策部署，结合我市实际，现就加快竹产业发展提出如下实施意见，请认真贯彻执行。",
    "到2025年，全市竹林面积稳定在35万亩以上，竹产业总产值达到48亿元，年均增长12%以上，带动农民人均增收3000元。",
    "市林业局负责竹林道路建设，每年新建和改造竹林道路不少于120公里；各乡镇人民政府、街道办事处具体组织实施，按季度报送进度。",
    "支持龙头企业建设竹材精深加工生产线，对设备投资额超过500万元的项目，按实际投资额的10%给予补助，单个企业最高不超过200万元。",
)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def docx(body: str, **parts: str) -> bytes:
    """Return a Word document with this body and further parts (``numbering``, ``footnotes`` …)."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>',
        )
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", f'<w:{name} xmlns:w="{W}">{text}</w:{name}>')
    return out.getvalue()


def paragraph(text: str, properties: str = "") -> str:
    """Return a paragraph of Word's XML."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def pdf(lines_of_pages: list[list[tuple[float, float, float, str]]], rules: bool = False) -> bytes:
    """Return a PDF: for each page lines of (left, from the bottom, size, words)."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    for lines in lines_of_pages:
        for left, up, size, words in lines:
            canvas.setFont("STSong-Light", size)
            canvas.drawString(left, up, words)
        if rules:
            draw_grid(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


GRID = (100.0, 200.0, 400.0, 480.0)
ROWS = (700.0, 670.0, 640.0, 610.0)


def draw_grid(canvas: object) -> None:
    """Draw the lines of a table of three rows and three columns."""
    for x in GRID:
        canvas.line(x, ROWS[0], x, ROWS[-1])  # type: ignore[attr-defined]
    for y in ROWS:
        canvas.line(GRID[0], y, GRID[-1], y)  # type: ignore[attr-defined]


def typeset(
    texts: tuple[str, ...] = SENTENCES, *, size: float = 12, columns: int = 30, left: float = 90
) -> list[tuple[float, float, str]]:
    """Break paragraphs into lines of a number of ideographs, the first one indented by two.

    Returns:
        Left, size and words of each line.
    """
    lines = []
    for text in texts:
        room, start, line = columns - 2.0, left + 2 * size, ""
        for char in text:
            wide = 1.0 if ord(char) > 255 else 0.5
            if room < wide and char not in "，。；、":
                lines.append((start, size, line))
                room, start, line = float(columns), left, ""
            line, room = line + char, room - wide
        lines.append((start, size, line))
    return lines


def pages(
    lines: list[tuple[float, float, str]], a_page: int = 6, pitch: float = 20
) -> list[list[tuple[float, float, float, str]]]:
    """Put lines onto pages, from the top."""
    return [
        [
            (x, 720 - pitch * n, size, words)
            for n, (x, size, words) in enumerate(lines[at : at + a_page])
        ]
        for at in range(0, len(lines), a_page)
    ]
