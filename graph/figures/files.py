"""A figure as a file: SVG, PDF, PNG, or its caption as text."""

from __future__ import annotations

from typing import Final

from graph.figures.fonts import Font
from graph.figures.frame import Figure, caption_text, draw
from graph.figures.pdf import to_pdf, to_png
from graph.figures.svg import to_svg
from graph.figures.words import Languages

TYPES: Final = {
    "svg": "image/svg+xml",
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
}
"""What a figure can be had as, and its media type."""


def write_figure(
    figure: Figure, kind: str, font: Font, width: int = 89, languages: Languages = "zh"
) -> bytes:
    """Return the bytes of a figure.

    Args:
        figure: what to draw.
        kind: one of :data:`TYPES`; ``txt`` is the caption alone.
        font: what to set it in.
        width: millimetres, 89 or 183.
        languages: ``zh``, ``en`` or ``both``.

    Raises:
        BadParameter: there is no such width or language.
        MissingPackage: a library for PDF or PNG is not installed.
        KeyError: there is no such kind.
    """
    if kind == "txt":
        return caption_text(figure, font, width, languages).encode()
    writers = {"svg": to_svg, "pdf": to_pdf, "png": to_png}
    return writers[kind](draw(figure, font, width, languages), font)
