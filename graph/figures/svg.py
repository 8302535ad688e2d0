"""A figure as SVG: text stays text, and the glyphs it needs are embedded."""

from __future__ import annotations

from base64 import b64encode
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from graph.figures.drawing import MM, PAPER, Drawing, Path, Text
from graph.figures.fonts import Font, script

_TAGS: Final = {"zh": "zh-Hans", "en": "en", "both": "zh-Hans"}


def to_svg(drawing: Drawing, font: Font) -> bytes:
    """Return a figure as SVG 1.1, its size in millimetres, a unit of it a point."""
    wide, high = drawing.width, drawing.height
    body = [_text(i, font) if isinstance(i, Text) else _path(i) for i in drawing.items]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide / MM:.2f}mm" '
            f'height="{high / MM:.2f}mm" viewBox="0 0 {wide:.2f} {high:.2f}" '
            f'lang="{_TAGS[drawing.language]}" role="img" aria-label={quoteattr(drawing.title)}>',
            f"<title>{escape(drawing.title)}</title>",
            f"<desc>{escape(drawing.about)}</desc>",
            f"<style>{_faces(drawing, font)}text{{font-kerning:none;"
            "font-variant-ligatures:none}</style>",
            f'<rect width="{wide:.2f}" height="{high:.2f}" fill="{PAPER}"/>',
            *body,
            "</svg>",
            "",
        ]
    ).encode()


def _faces(drawing: Drawing, font: Font) -> str:
    found = []
    for kind, face in (("han", font.han), ("latin", font.latin)):
        used = "".join(t.words for t in drawing.texts if script(t.words) == kind)
        if used:
            data = b64encode(face.embedded(used)).decode()
            found.append(
                f"@font-face{{font-family:'{_plain(face.family)}';"
                f"src:url(data:font/ttf;base64,{data})}}"
            )
    return "".join(found)


def _plain(family: str) -> str:
    return "".join(c for c in family if c.isalnum() or c in " -")


def _text(item: Text, font: Font) -> str:
    turn = f' transform="rotate(-90 {item.x:.2f} {item.y:.2f})"' if item.turned else ""
    family = _plain(font.face(item.words).family)
    # Where the font is missing, another one is fitted into the width that was measured.
    width = font.width(item.words, item.size)
    return (
        f'<text x="{item.x:.2f}" y="{item.y:.2f}" font-size="{item.size:g}" '
        f'font-family="\'{family}\',sans-serif" text-anchor="{item.anchor}" '
        f'fill="{item.colour}" textLength="{width:.2f}" lengthAdjust="spacingAndGlyphs"{turn}>'
        f"{escape(item.words)}</text>"
    )


def _path(item: Path) -> str:
    steps = "".join(f"{step}{' '.join(f'{n:.2f}' for n in at)}" for step, at in item.steps)
    look = f'fill="{item.fill or "none"}"'
    if item.stroke:
        look += f' stroke="{item.stroke}" stroke-width="{item.width:g}"'
    if item.dashes:
        look += f' stroke-dasharray="{" ".join(f"{d:g}" for d in item.dashes)}"'
    if item.opacity < 1:
        look += f' opacity="{item.opacity:g}"'
    return f'<path d="{steps}" {look}/>'
