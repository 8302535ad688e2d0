"""A page of a PDF as a picture, with some of its words marked; drawn in the confined process."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from loaders.intake.characters import clean
from loaders.intake.pdf_pages import Glyph, page_and_sheet
from loaders.intake.refusals import Refused

__all__ = ["Box", "Drawn", "answer_of", "boxes_of", "draw"]

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points, as the page is seen."""
WIDTH: Final = 1100
"""Pixels of a page; what a screen shows of it."""
MOST_PIXELS: Final = 6_000_000
_SAMPLE: Final = 400
"""Characters of a page that are looked at, to tell whether they were drawn."""
_SHORTEST: Final = 4
"""Characters of a piece of words that is sought by itself."""
_BREAKS: Final = re.compile(r"[\s,,、;;。:::()()\[\]〔〕!!??]+")
_DIMMED: Final = bytes(value * 9 // 20 for value in range(256))
"""What becomes of the blue of a marked pixel: white turns yellow, black stays black."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page drawn."""

    png: bytes
    width: int
    height: int
    boxes: tuple[Box, ...]
    """Where the words stand, as shares of width and height; none where they were not found."""


def draw(data: bytes, number: int, words: str, nth: int) -> Drawn:
    """Draw a page with words marked.

    Args:
        data: The PDF.
        number: Of the page, from 1.
        words: What to mark; blanks and breaks of lines in it do not count.
        nth: Which of several equal places is meant, from 0, in the order of the page.

    Raises:
        Refused: damaged, locked, or there is no such page; or
            its fonts are not in the file.
    """
    page, sheet = page_and_sheet(data, number)
    boxes = boxes_of(page.glyphs, words, nth)
    scale = min(WIDTH / page.width, (MOST_PIXELS / (page.width * page.height)) ** 0.5)
    bitmap = sheet.render(scale=scale, rev_byteorder=False, fill_color=(255, 255, 255, 255))
    width, height, stride = bitmap.width, bitmap.height, bitmap.stride
    channels = bitmap.n_channels
    pixels = bytearray(memoryview(bitmap.buffer)[: stride * height])
    form = stride, channels, width, height
    if _is_blank(pixels, form, page.glyphs, scale):
        raise Refused("fonts")
    for box in boxes:
        _mark(pixels, form, box, scale)
    png = _png(pixels, width, height, stride, channels)
    shares = tuple(
        (x0 / page.width, top / page.height, x1 / page.width, bottom / page.height)
        for x0, top, x1, bottom in boxes
    )
    return Drawn(png, width, height, shares)


def boxes_of(glyphs: Sequence[Glyph], words: str, nth: int = 0) -> list[Box]:
    """Return the boxes of words on a page, one for each line.

    Words that do not stand on the page in one run, as in a table that was read cell by cell, are
    sought piece by piece; of a piece only a single place counts.
    """
    letters = [(one, glyph) for glyph in glyphs for one in _letters(glyph.text)]
    text = "".join(one for one, _ in letters)
    wanted = "".join(_letters(words))
    if not wanted:
        return []
    places = list(_places(text, wanted))
    if places:
        at = places[min(nth, len(places) - 1)]
        return list(_lines(glyph for _, glyph in letters[at : at + len(wanted)]))
    boxes: list[Box] = []
    for piece in _BREAKS.split(words):
        sought = "".join(_letters(piece))
        found = list(_places(text, sought)) if len(sought) >= _SHORTEST else []
        if len(found) == 1:
            run = letters[found[0] : found[0] + len(sought)]
            boxes += _lines(glyph for _, glyph in run)
    return boxes


def _letters(text: str) -> Iterator[str]:
    return (one for one in clean(text) if not one.isspace())


def _places(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + len(wanted))


def _lines(glyphs: Iterable[Glyph]) -> Iterator[Box]:
    """Join the boxes of characters that follow one another on a line."""
    box: Box | None = None
    for one in glyphs:
        if box is not None and _same_line(box, one):
            box = (
                min(box[0], one.x0), min(box[1], one.top), max(box[2], one.x1),
                max(box[3], one.bottom),
            )  # fmt: skip
            continue
        if box is not None:
            yield box
        box = one.x0, one.top, one.x1, one.bottom
    if box is not None:
        yield box


def _same_line(box: Box, glyph: Glyph) -> bool:
    middle = (glyph.top + glyph.bottom) / 2
    return box[1] <= middle <= box[3] and -glyph.size < glyph.x0 - box[2] < 4 * glyph.size


def _is_blank(
    pixels: bytearray, form: tuple[int, int, int, int], glyphs: Sequence[Glyph], scale: float
) -> bool:
    """Tell whether characters are not drawn: a font that the file does not bring along.

    No font of the system can be opened here, so such a page would be shown without its words.
    """
    inked = [one for one in glyphs if one.text.strip()]
    sample = inked[:: 1 + len(inked) // _SAMPLE]
    blank = sum(_is_even(pixels, form, one, scale) for one in sample)
    return blank * 5 > len(sample)


def _is_even(
    pixels: bytearray, form: tuple[int, int, int, int], glyph: Glyph, scale: float
) -> bool:
    """Tell whether a character's box has one colour only."""
    stride, channels, width, height = form
    left, right = (max(0, min(width, round(x * scale))) for x in (glyph.x0, glyph.x1))
    top, bottom = (max(0, min(height, round(y * scale))) for y in (glyph.top, glyph.bottom))
    seen: set[int] = set()
    for y in range(top, bottom):
        seen.update(pixels[y * stride + left * channels : y * stride + right * channels : channels])
    return len(seen) < 2


def _mark(pixels: bytearray, form: tuple[int, int, int, int], box: Box, scale: float) -> None:
    """Let a box of a bitmap in the order blue, green, red look as under a yellow pen."""
    stride, channels, width, height = form
    left, right = (max(0, min(width, round(x * scale))) for x in (box[0], box[2]))
    for y in range(max(0, round(box[1] * scale)), min(height, round(box[3] * scale))):
        row = slice(y * stride + left * channels, y * stride + right * channels, channels)
        pixels[row] = pixels[row].translate(_DIMMED)


def _png(pixels: bytearray, width: int, height: int, stride: int, channels: int) -> bytes:
    """Write a bitmap as PNG (W3C, Portable Network Graphics, third edition): 8 bits, RGB."""
    rows = bytearray()
    for y in range(height):
        line = pixels[y * stride : y * stride + width * channels]
        out = bytearray(3 * width)
        for place, channel in enumerate((2, 1, 0) if channels >= 3 else (0, 0, 0)):
            out[place::3] = line[channel::channels]
        rows += b"\x00" + out
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(rows), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, *zip(*chunks, strict=True)))


def _chunk(name: bytes, data: bytes) -> bytes:
    check = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", check)


def answer_of(data: bytes, asked: dict[str, Any]) -> dict[str, Any]:
    """Answer what the parent asked, as plain data.

    Raises:
        Refused: the page cannot be drawn.
    """
    drawn = draw(data, int(asked["page"]), str(asked["words"]), int(asked["nth"]))
    return {
        "png": base64.b64encode(drawn.png).decode("ascii"),
        "width": drawn.width, "height": drawn.height, "boxes": drawn.boxes,
    }  # fmt: skip
