"""The labels of a figure's SVG, measured by another library than the one that placed them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from PIL import ImageFont

SVG = "{http://www.w3.org/2000/svg}"
FINE = 20
"""How many times larger labels are measured, so that whole pixels do not matter."""


@dataclass(frozen=True)
class Label:
    """One line of text: its words, size, width, and the box that its ink fills, in points."""

    words: str
    size: float
    advance: float
    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Label) -> bool:
        """Tell whether the ink of two labels shares an area."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return across > 0.05 and down > 0.05


@cache
def _face(path: Path, family: str, size: int) -> ImageFont.FreeTypeFont:
    for number in range(64):
        face = ImageFont.truetype(str(path), size, index=number)
        if face.getname()[0] == family:
            return face
    raise AssertionError(f"{path} has no face {family}")


def labels_of(svg: bytes, font: Path) -> tuple[list[Label], float, float]:
    """Return every label, and the width and height of the figure in points."""
    root = ElementTree.fromstring(svg)
    _, _, wide, high = map(float, root.attrib["viewBox"].split())
    return [_label(e, font) for e in root.iter(SVG + "text")], wide, high


def _label(element: ElementTree.Element, font: Path) -> Label:
    words, size = element.text or "", float(element.attrib["font-size"])
    family = re.match(r"'([^']+)'", element.attrib["font-family"])
    assert family, element.attrib
    face = _face(font, family[1], round(size * FINE))
    advance = face.getlength(words, features=["-kern", "-liga"]) / FINE
    left, top, right, bottom = (n / FINE for n in face.getbbox(
        words, anchor="ls", features=["-kern", "-liga"]))  # fmt: skip
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    shift = {"start": 0.0, "middle": advance / 2, "end": advance}[element.attrib["text-anchor"]]
    if "transform" in element.attrib:  # read from below
        return Label(words, size, advance, x + top, y - right + shift, x + bottom, y - left + shift)
    return Label(words, size, advance, x - shift + left, y + top, x - shift + right, y + bottom)


def faults(svg: bytes, font: Path) -> list[str]:
    """Return what is wrong with the labels of a figure, in words; nothing for a good one."""
    labels, wide, high = labels_of(svg, font)
    found = [] if labels else ["no label at all"]
    for one in labels:
        if one.size < 7:
            found.append(f"{one.words!r} is {one.size} pt")
        if one.words.rstrip().endswith(("…", "...")):
            found.append(f"{one.words!r} is cut")
        if one.left < -0.6 or one.right > wide + 0.6 or one.top < 0 or one.bottom > high + 0.2:
            found.append(f"{one.words!r} leaves the figure")
    order = sorted(labels, key=lambda label: label.top)
    for i, one in enumerate(order):
        for other in order[i + 1 :]:
            if other.top >= one.bottom:
                break
            if one.touches(other):
                found.append(f"{one.words!r} touches {other.words!r}")
    return found
