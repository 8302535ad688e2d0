"""A network as a small picture: marks and lines without labels, on a paper of either theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from xml.sax.saxutils import escape

from graph.pictures.marks import mark_svg

WIDE: Final = 320
HIGH: Final = 180
_CAPTION: Final = 26
_MARGIN: Final = 14
_SOFT: Final = {"light": "#545f6e", "dark": "#b7b3a8"}
_FACE: Final = "'Noto Sans','Liberation Sans','Noto Sans CJK SC','Microsoft YaHei',sans-serif"


def thumbnail(data: Mapping[str, Any], theme: str, caption: str) -> str:
    """Return what :func:`graph.pictures.data.picture_data` gave as a small SVG.

    Args:
        data: Nodes with places, edges and kinds.
        theme: ``light`` or ``dark``: of the paper that it will stand on.
        caption: One line below the picture.
    """
    nodes = data["nodes"]
    place = _scaled(nodes)
    lines = []
    for edge in data["edges"]:
        (x1, y1), (x2, y2) = place[edge["f"]], place[edge["t"]]
        colour = data["edgeKinds"][edge["k"]][theme]
        lines.append(f'<path d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}" stroke="{colour}"/>')
    faint = 0.22 if len(lines) > 200 else 0.42
    size = 3.0 if len(nodes) > 60 else 4.2
    marks = [
        f'<g transform="translate({x:.1f},{y:.1f})" color="{data["kinds"][node["k"]][theme]}">'
        f"{mark_svg(data['kinds'][node['k']]['shape'], size * (node['r'] / 9) ** 0.5)}</g>"
        for node, (x, y) in zip(nodes, place, strict=True)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH + _CAPTION}" '
        f'width="{WIDE}" height="{HIGH + _CAPTION}" role="img">'
        f"<title>{escape(caption)}</title>"
        f'<g stroke-opacity="{faint}" fill="none">{"".join(lines)}</g>{"".join(marks)}'
        f'<text x="{_MARGIN}" y="{HIGH + 17}" font-size="12.5" font-family="{_FACE}" '
        f'fill="{_SOFT[theme]}">{escape(caption)}</text></svg>\n'
    )


def _scaled(nodes: list[dict[str, Any]]) -> list[tuple[float, float]]:
    """Return the places of nodes in the small picture, both ways stretched to fill it."""
    if not nodes:
        return []
    xs, ys = [n["x"] for n in nodes], [n["y"] for n in nodes]
    left, top = min(xs), min(ys)
    wide, high = max(max(xs) - left, 1), max(max(ys) - top, 1)
    return [
        (
            _MARGIN + (x - left) / wide * (WIDE - 2 * _MARGIN),
            _MARGIN + (y - top) / high * (HIGH - 2 * _MARGIN),
        )
        for x, y in zip(xs, ys, strict=True)
    ]
