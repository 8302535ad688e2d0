"""A figure as PDF with its font embedded, and as PNG made from that PDF.

reportlab keeps the fonts it knows by name for the whole process, and PDFium is not made for
threads, so one figure is written at a time.
"""

from __future__ import annotations

import io
import threading
from typing import TYPE_CHECKING, Any, Final

from graph.errors import MissingPackage
from graph.figures.drawing import PAPER, Drawing, Path, Text
from graph.figures.fonts import EXTRA, Font, script

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

DPI: Final = 600
"""Pixels of an inch of a PNG: what journals ask of drawings."""
_lock = threading.Lock()


def to_pdf(drawing: Drawing, font: Font) -> bytes:
    """Return a figure as PDF, one page of its size; the same figure gives the same bytes.

    Raises:
        MissingPackage: reportlab is not installed.
    """
    try:
        from reportlab.pdfgen.canvas import Canvas
    except ImportError:
        raise MissingPackage("reportlab", EXTRA, "writing PDF", "写 PDF") from None
    out = io.BytesIO()
    with _lock:
        names = _register(drawing, font)
        canvas = Canvas(out, pagesize=(drawing.width, drawing.height), invariant=1)
        canvas.setTitle(drawing.title)
        canvas.setSubject(drawing.about)
        canvas.setFillColor(PAPER)
        canvas.rect(0, 0, drawing.width, drawing.height, stroke=0, fill=1)
        for item in drawing.items:
            if isinstance(item, Text):
                _text(canvas, item, drawing.height, names[script(item.words)])
            else:
                _path(canvas, item, drawing.height)
        canvas.save()
        _forget(names.values())
    return out.getvalue()


def _register(drawing: Drawing, font: Font) -> dict[str, str]:
    """Give reportlab the glyphs of a figure; return the names of its fonts by script."""
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    names: dict[str, str] = {}
    for kind, face in (("han", font.han), ("latin", font.latin)):
        used = "".join(t.words for t in drawing.texts if script(t.words) == kind)
        if used:
            names[kind] = f"policykg-figure-{kind}"
            registerFont(TTFont(names[kind], io.BytesIO(face.embedded(used))))
    return names


def _forget(names: Iterable[str]) -> None:
    """Take fonts out of reportlab's registers, which have no call for it: each figure has its own.

    Else the first figure's glyphs would be drawn in all later ones, and every one would stay.
    """
    from reportlab.pdfbase import pdfmetrics

    for name in names:
        font = pdfmetrics._fonts.pop(name, None)
        if font is not None:
            pdfmetrics._dynFaceNames.pop(font.face.name, None)


def _text(canvas: Any, item: Text, height: float, name: str) -> None:
    canvas.saveState()
    canvas.setFont(name, item.size)
    canvas.setFillColor(item.colour)
    canvas.translate(item.x, height - item.y)
    if item.turned:
        canvas.rotate(90)
    draw: Callable[[float, float, str], None] = {
        "start": canvas.drawString,
        "middle": canvas.drawCentredString,
        "end": canvas.drawRightString,
    }[item.anchor]
    draw(0, 0, item.words)
    canvas.restoreState()


def _path(canvas: Any, item: Path, height: float) -> None:
    path = canvas.beginPath()
    calls = {"M": path.moveTo, "L": path.lineTo, "C": path.curveTo}
    for step, at in item.steps:
        if step == "Z":
            path.close()
        else:
            calls[step](*(height - n if i % 2 else n for i, n in enumerate(at)))
    canvas.saveState()
    if item.fill:
        canvas.setFillColor(item.fill)
        canvas.setFillAlpha(item.opacity)
    if item.stroke:
        canvas.setStrokeColor(item.stroke)
        canvas.setStrokeAlpha(item.opacity)
        canvas.setLineWidth(item.width)
        canvas.setDash(*([list(item.dashes), 0] if item.dashes else [[]]))
    canvas.drawPath(path, stroke=int(bool(item.stroke)), fill=int(bool(item.fill)))
    canvas.restoreState()


def to_png(drawing: Drawing, font: Font) -> bytes:
    """Return a figure as PNG with :data:`DPI` pixels an inch, drawn from its PDF.

    Raises:
        MissingPackage: reportlab or pypdfium2 is not installed.
    """
    data = to_pdf(drawing, font)
    try:
        import pypdfium2
    except ImportError:
        raise MissingPackage("pypdfium2", EXTRA, "writing PNG", "写 PNG") from None
    out = io.BytesIO()
    with _lock:
        document = pypdfium2.PdfDocument(data)
        try:
            image = document[0].render(scale=DPI / 72).to_pil()
        finally:
            document.close()
    image.save(out, "PNG", dpi=(DPI, DPI), optimize=False)
    return out.getvalue()
