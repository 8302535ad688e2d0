"""Characters and ruled lines of a PDF's pages; the only door to pypdfium2.

Everything is given as a reader sees the page: turned as the page says, the top left corner 0.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from loaders.intake.limits import MAX_PAGES
from loaders.intake.refusals import Refused

MAX_CHARS: Final = 3_000_000
MAX_RULES: Final = 20_000
"""Ruled lines of one page; a page with more is a drawing, and has no tables."""
_THIN: Final = 3.0
"""Points: a filled rectangle not thicker than this is a ruled line."""
_DEPTH: Final = 6
_BEYOND: Final = 6.0
"""Points that a drawing may stand over the page's edge."""
_NO_ANGLE: Final = -1.0
"""What the library says where it knows no angle."""
_BLANK: Final = 0x20
_LATIN: Final = 0x2000
"""Code points of Latin script and its neighbours end here; “ and ” stand behind it."""
_HYPHEN: Final = 2
"""What the library makes of a hyphen at the end of a line."""
_ASCENT: Final = 0.86
"""Share of an ideograph that stands above the baseline."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character where it stands."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float


@dataclass(frozen=True, slots=True)
class Rule:
    """A ruled line: level if its ends have one height, upright otherwise."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(slots=True)
class Page:
    """What stands on a page."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    turned: str = ""
    """Words that are set across the page: watermarks, marginal marks."""
    pictures: int = 0


class _View:
    """How a page's own coordinates become those of its reader."""

    def __init__(self, page: Any) -> None:
        left, bottom, right, top = page.get_cropbox()
        self.turn = int(page.get_rotation()) % 360
        self.left, self.bottom = left, bottom
        self.wide, self.high = right - left, top - bottom
        sideways = self.turn in (90, 270)
        self.width = self.high if sideways else self.wide
        self.height = self.wide if sideways else self.high

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point is seen: from the left, from the top."""
        x, y = x - self.left, y - self.bottom
        if self.turn == 90:
            return y, x
        if self.turn == 180:
            return self.wide - x, y
        if self.turn == 270:
            return self.high - y, self.wide - x
        return x, self.high - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom of a box as it is seen."""
        a, b = self.point(x0, y0)
        c, d = self.point(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)


def preload() -> None:
    """Load the library, for a process that can open no file afterwards."""
    import pypdfium2.raw

    assert pypdfium2.raw


def read_pages(data: bytes) -> Iterator[Page]:
    """Yield the pages of a PDF.

    Raises:
        Refused: damaged, locked, or too long.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        count = len(document)
    except pypdfium2.PdfiumError as error:
        raise Refused(*_reason(error)) from None
    if count == 0:
        raise Refused("damaged", "no page")
    if count > MAX_PAGES:
        raise Refused("too-long", f"{MAX_PAGES} pages")
    total = 0
    for index in range(count):
        try:
            sheet = document[index]
            page = _page(sheet, index + 1)
            sheet.close()
        except pypdfium2.PdfiumError as error:
            raise Refused("damaged", f"page {index + 1}: {error}") from None
        total += len(page.glyphs)
        if total > MAX_CHARS:
            raise Refused("too-long", f"{MAX_CHARS:,} characters")
        yield page


def page_and_sheet(data: bytes, number: int) -> tuple[Page, Any]:
    """Return what stands on one page of a PDF, and the library's own page to be drawn.

    Args:
        data: The PDF.
        number: Of the page, from 1.

    Raises:
        Refused: damaged, locked, or there is no such page.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        if not 1 <= number <= min(len(document), MAX_PAGES):
            raise Refused("damaged", f"no page {number}")
        sheet = document[number - 1]
        page = _page(sheet, number)
    except pypdfium2.PdfiumError as error:
        raise Refused(*_reason(error)) from None
    if min(page.width, page.height) < 1:
        raise Refused("damaged", f"page {number} has no size")
    return page, sheet


def _reason(error: Exception) -> tuple[str, str]:
    words = str(error)
    if "assword" in words:
        return "password", ""
    return "damaged", words


def _page(sheet: Any, number: int) -> Page:
    view = _View(sheet)
    page = Page(number, view.width, view.height)
    text = sheet.get_textpage()
    _glyphs(text.raw, view, page)
    text.close()
    _drawn(sheet, view, page)
    return page


def _glyphs(text: Any, view: _View, page: Page) -> None:
    """Read the characters; those that the library makes up between words are left to us."""
    from pypdfium2 import raw

    box, count = raw.FS_RECTF(), raw.FPDFText_CountChars(text)
    at_x, at_y, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_MATRIX()
    high, turned = "", []
    for index in range(min(count, MAX_CHARS + 1)):
        code = raw.FPDFText_GetUnicode(text, index)
        code = ord("-") if code == _HYPHEN else code
        if code < 0x20:
            continue
        if raw.FPDFText_IsGenerated(text, index) == 1:
            if code == _BLANK and raw.FPDFText_GetUnicode(text, index + 1) < _LATIN:
                _blank(page)
            continue
        char = chr(code) if code < 0x110000 else "\ufffd"
        if 0xD800 <= code < 0xDC00:
            high = char
            continue
        if 0xDC00 <= code < 0xE000:
            pair = (high + char).encode("utf-16", "surrogatepass")
            char, high = pair.decode("utf-16", "replace"), ""
        if not _upright(raw.FPDFText_GetCharAngle(text, index), view.turn):
            turned.append(char)
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box)):
            continue
        x0, top, x1, bottom = view.box(box.left, box.bottom, box.right, box.top)
        if x1 < 0 or bottom < 0 or x0 > view.width or top > view.height:
            continue
        size = raw.FPDFText_GetFontSize(text, index)
        if raw.FPDFText_GetMatrix(text, index, ctypes.byref(matrix)):
            size *= math.hypot(matrix.c, matrix.d)
        size = size if 1 <= size < 400 else max(bottom - top, 1.0)
        # Some fonts give the box of the strokes, so that 一 is flat; all share a baseline.
        if raw.FPDFText_GetCharOrigin(text, index, ctypes.byref(at_x), ctypes.byref(at_y)):
            start, base = view.point(at_x.value, at_y.value)
            top, bottom = base - _ASCENT * size, base + (1 - _ASCENT) * size
            if _is_ideograph(code) and x1 - x0 < size:
                x0, x1 = start, max(x1, start + size * 0.96)
        page.glyphs.append(Glyph(char, x0, x1, top, bottom, size))
    page.turned = "".join(turned)


def _blank(page: Page) -> None:
    """Add the blank that the library sees between two words of Latin script."""
    last = page.glyphs[-1] if page.glyphs else None
    if last is not None and ord(last.text[0]) < _LATIN and not last.text.isspace():
        x = last.x0 + 0.01
        page.glyphs.append(Glyph(" ", x, x + 0.01, last.top, last.bottom, last.size))


def _is_ideograph(code: int) -> bool:
    return 0x2E80 <= code < 0x2FE0 or 0x3400 <= code < 0xA000 or 0xF900 <= code < 0xFB00


def _upright(angle: float, turn: int) -> bool:
    seen = 0.0 if angle == _NO_ANGLE else math.degrees(angle)
    off = (seen - turn) % 360
    back = (seen + turn) % 360
    return min(off, 360 - off, back, 360 - back) < 8


def _drawn(sheet: Any, view: _View, page: Page) -> None:
    """Read pictures and ruled lines, also those inside form objects."""
    from pypdfium2 import raw

    def walk(count: int, get: Any, holder: Any, matrices: list[Any], depth: int) -> None:
        for index in range(count):
            item = get(holder, index)
            kind = raw.FPDFPageObj_GetType(item)
            if kind == raw.FPDF_PAGEOBJ_IMAGE:
                page.pictures += 1
            elif kind == raw.FPDF_PAGEOBJ_PATH and len(page.rules) <= MAX_RULES:
                _path(raw, item, matrices, view, page)
            elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
                inner = raw.FPDFFormObj_CountObjects(item)
                below = [_matrix(raw, item), *matrices]
                walk(inner, raw.FPDFFormObj_GetObject, item, below, depth + 1)

    walk(raw.FPDFPage_CountObjects(sheet.raw), raw.FPDFPage_GetObject, sheet.raw, [], 0)
    if len(page.rules) > MAX_RULES:
        page.rules.clear()


def _matrix(raw: Any, item: Any) -> Any:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        matrix.a = matrix.d = 1.0
    return matrix


def _path(raw: Any, item: Any, matrices: list[Any], view: _View, page: Page) -> None:
    """Add the straight sides of a path that is stroked, and thin filled boxes."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    chain = [_matrix(raw, item), *matrices]
    x, y = ctypes.c_float(), ctypes.c_float()
    outline: list[tuple[float, float]] = []
    for index in range(min(raw.FPDFPath_CountSegments(item), MAX_RULES)):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = view.point(*_moved(x.value, y.value, chain))
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            _outline(outline, bool(stroke.value), page)
            outline = [point]
        else:
            outline.append(point)
            if raw.FPDFPathSegment_GetClose(segment):
                outline.append(outline[0])
    _outline(outline, bool(stroke.value), page)


def _moved(x: float, y: float, chain: list[Any]) -> tuple[float, float]:
    for m in chain:
        x, y = m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f
    return x, y


def _outline(points: list[tuple[float, float]], stroked: bool, page: Page) -> None:
    if len(points) < 2:
        return
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
    if (
        x0 < -_BEYOND
        or top < -_BEYOND
        or x1 > page.width + _BEYOND
        or bottom > page.height + _BEYOND
    ):
        return  # clipped: what is seen of it is no line of a table
    if min(x1 - x0, bottom - top) <= _THIN:
        if x1 - x0 >= bottom - top:
            middle = (top + bottom) / 2
            page.rules.append(Rule(x0, middle, x1, middle))
        else:
            middle = (x0 + x1) / 2
            page.rules.append(Rule(middle, top, middle, bottom))
    elif stroked:
        for (a, b), (c, d) in pairwise(points):
            if abs(a - c) < 0.5 or abs(b - d) < 0.5:
                page.rules.append(Rule(min(a, c), min(b, d), max(a, c), max(b, d)))
