"""Still pictures as SVG, by a writer of our own.

The file names a stack of Chinese fonts, as the page does; whoever opens it sees the first
that is installed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final, Literal
from xml.sax.saxutils import escape, quoteattr

from graph.pictures.caption import caption, caption_rows
from graph.pictures.data import DEFAULT_LIMIT, aggregate, picture_data
from graph.pictures.layout import FONT_SIZE, LINE_HEIGHT, Positions
from graph.pictures.marks import mark_svg
from graph.pictures.text import text_ems

if TYPE_CHECKING:
    from graph.networks.nx import Net

_CHINESE: Final = (
    "'Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei','PingFang SC','Hiragino Sans GB'"
)
FONTS: Final = {
    "zh": f"{_CHINESE},sans-serif",
    # Latin ones first: in a Chinese font an apostrophe is as wide as a character.
    "en": f"'Segoe UI','Helvetica Neue','Noto Sans','Liberation Sans',Arial,{_CHINESE},sans-serif",
}
_SQUEEZED: Final = " style=\"font-feature-settings:'palt'\""
"""Where there is only a Chinese font: its narrow apostrophe and quotation marks."""
_CAPTION: Final = 12
_INK: Final = "#1d2530"
_SOFT: Final = "#545f6e"
_MARGIN: Final = 28


def svg(
    net: Net,
    placed: Positions | None = None,
    *,
    language: Literal["zh", "en"] = "zh",
    limit: int | None = DEFAULT_LIMIT,
) -> str:
    """Return a network as SVG: title, legend, edges, marks and labels."""
    small = aggregate(net, limit)
    data = picture_data(small, placed)
    box = _box(data["nodes"], language)
    title = str(net.graph.get(f"label_{language}", ""))
    body = [*_edges(data), *_nodes(data, language)]
    left, top, right, bottom = box
    about = caption(net, language)
    rows = caption_rows(about, max(right - left, 420) / _CAPTION)
    foot = 14 + len(rows) * (_CAPTION + 5) if rows else 0
    head = 58
    width, height = right - left + 2 * _MARGIN, bottom - top + 2 * _MARGIN + head + foot
    if rows:
        width = max(width, max(map(text_ems, rows)) * _CAPTION + 2 * _MARGIN)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
            f'viewBox="{left - _MARGIN:.1f} {top - _MARGIN - head:.1f} {width:.1f} {height:.1f}" '
            f'lang="{"zh-Hans" if language == "zh" else "en"}" font-family="{FONTS[language]}" '
            f'font-size="{FONT_SIZE}" role="img" aria-label={quoteattr(title)}'
            f"{_SQUEEZED if language == 'en' else ''}>",
            f"<title>{escape(title)}</title>",
            f"<desc>{escape(about)}</desc>",
            f"<metadata>{escape(str(net.graph.get('sparql', '')))}</metadata>",
            f'<rect x="{left - _MARGIN:.1f}" y="{top - _MARGIN - head:.1f}" width="{width:.1f}" '
            f'height="{height:.1f}" fill="#ffffff"/>',
            f'<text x="{left}" y="{top - head + 2:.1f}" font-size="19" font-weight="600" '
            f'fill="{_INK}">{escape(title)}</text>',
            *_legend(data, left, top - head + 28, language),
            *body,
            *(
                _text(row, left, bottom + 24 + i * (_CAPTION + 5), "start", _CAPTION, _SOFT)
                for i, row in enumerate(rows)
            ),
            "</svg>",
            "",
        ]
    )


def _box(nodes: list[dict[str, Any]], language: str) -> tuple[float, float, float, float]:
    box = [0.0, 0.0, 200.0, 60.0] if not nodes else [math.inf, math.inf, -math.inf, -math.inf]
    for node in nodes:
        rows = node[language].split("\n")
        wide = max(text_ems(r) for r in rows) * FONT_SIZE
        side, r = node["side"], node["r"]
        half = node.get("width", 0) / 2
        left = {"left": wide + r + 10, "right": r, "card": half}.get(side, wide / 2)
        right = {"right": wide + r + 10, "left": r, "card": half}.get(side, wide / 2)
        beside = 14 + (len(rows) - 1) * LINE_HEIGHT / 2
        below = r + len(rows) * LINE_HEIGHT + 4 if side == "below" else beside
        above = max(r, 12) if side == "below" else max(r, beside)
        box = [
            min(box[0], node["x"] - left),
            min(box[1], node["y"] - above),
            max(box[2], node["x"] + right),
            max(box[3], node["y"] + below),
        ]
    return box[0], box[1], box[2], box[3]


def _legend(data: dict[str, Any], x: float, y: float, language: str) -> list[str]:
    found = []
    for kind in data["kinds"].values():
        words = f"{kind[language]} {kind['n']}"
        found.append(
            f'<g transform="translate({x + 7:.1f},{y:.1f})" color="{kind["light"]}">'
            f'{mark_svg(kind["shape"])}<text x="14" y="4.5" font-size="13" fill="{_SOFT}">'
            f"{escape(words)}</text></g>"
        )
        x += 34 + text_ems(words) * 13
    if len(data["edgeKinds"]) > 1:
        for kind in data["edgeKinds"].values():
            words = f"{kind[language]} {kind['n']}"
            found.append(
                f'<path d="M{x:.1f} {y:.1f}h20" stroke="{kind["light"]}" stroke-width="2.5"/>'
                f'<text x="{x + 26:.1f}" y="{y + 4.5:.1f}" font-size="13" fill="{_SOFT}">'
                f"{escape(words)}</text>"
            )
            x += 46 + text_ems(words) * 13
    return found


def _edges(data: dict[str, Any]) -> list[str]:
    nodes, found = data["nodes"], []
    edges = len(data["edges"])
    opacity = 0.28 if edges > 400 and edges > 1.2 * len(data["nodes"]) else 0.5
    for edge in data["edges"]:
        a, b = nodes[edge["f"]], nodes[edge["t"]]
        x1, y1, x2, y2 = _port(a, b), a["y"], _port(b, a), b["y"]
        middle = (x1 + x2) / 2
        path = (
            f"M{x1} {y1}C{middle:.1f} {y1} {middle:.1f} {y2} {x2} {y2}"
            if data["layered"]
            else f"M{x1} {y1}L{x2} {y2}"
        )
        width = min(9, 1 + 1.4 * math.log2(max(1, edge["w"])))
        dashes = ' stroke-dasharray="6 5"' if "i" in edge else ""
        colour = data["edgeKinds"][edge["k"]]["light"]
        found.append(
            f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width:.2f}" '
            f'stroke-opacity="{opacity}"{dashes}/>'
        )
        if data["directed"]:
            found.append(_arrowhead(path_end(a, b, data["layered"]), width, colour))
        if data["weights"] and not data["layered"] and edge["w"] != 1:
            found.append(_text(str(edge["w"]), middle, (y1 + y2) / 2, "middle", 12, _SOFT))
    return found


def path_end(
    a: dict[str, Any], b: dict[str, Any], layered: bool
) -> tuple[float, float, float, float]:
    """Return where an edge meets the mark of its target, and its direction there."""
    x1, y1, x2, y2 = _port(a, b), a["y"], _port(b, a), b["y"]
    turn = (math.copysign(1.0, x2 - x1), 0.0) if layered else (x2 - x1, y2 - y1)
    length = math.hypot(*turn) or 1.0
    dx, dy = turn[0] / length, turn[1] / length
    away = 0.0 if b["side"] == "card" else b["r"] * 1.15 + 1
    return x2 - away * dx, y2 - away * dy, dx, dy


def _arrowhead(end: tuple[float, float, float, float], width: float, colour: str) -> str:
    x, y, dx, dy = end
    long = 7 + 1.6 * width
    corners = ((0.0, 0.0), (-1.0, 0.42), (-0.75, 0.0), (-1.0, -0.42))
    points = " ".join(
        f"{x + long * (u * dx - v * dy):.1f},{y + long * (u * dy + v * dx):.1f}" for u, v in corners
    )
    return f'<polygon class="arrow" points="{points}" fill="{colour}" fill-opacity="0.85"/>'


def _port(node: dict[str, Any], other: dict[str, Any]) -> float:
    """Edges meet a card at its side."""
    half = node.get("width", 0) / 2
    return float(node["x"] - half if other["x"] < node["x"] else node["x"] + half)


def _text(words: str, x: float, y: float, anchor: str, size: float, colour: str = _INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y + size * 0.36:.1f}" text-anchor="{anchor}" '
        f'font-size="{size:g}" fill="{colour}" stroke="#fff" stroke-width="{size / 4:.1f}" '
        f'stroke-linejoin="round" paint-order="stroke">{escape(words)}</text>'
    )


def _nodes(data: dict[str, Any], language: str) -> list[str]:
    marks, labels = [], []
    for node in data["nodes"]:
        kind = data["kinds"][node["k"]]
        x, y, r = node["x"], node["y"], node["r"]
        if node["side"] == "card":
            marks += _card(node, kind["light"], node[language].count("\n"))
            labels += _beside(node[language], x - node["width"] / 2 + 12, y, "start")
            continue
        marks.append(
            f'<g transform="translate({x},{y})" color="{kind["light"]}">'
            f"{mark_svg(kind['shape'], r)}</g>"
        )
        labels += _node_labels(node, language)
    return marks + labels


def _card(node: dict[str, Any], colour: str, further: int) -> list[str]:
    """Draw a card that holds a line and so many further ones."""
    width, height = node["width"], 24 + further * LINE_HEIGHT
    at = f'x="{node["x"] - width / 2:.1f}" y="{node["y"] - height / 2:.1f}" height="{height}"'
    dashes = ' stroke-dasharray="4 3"' if "i" in node else ""
    return [
        f'<rect {at} width="{width:.1f}" rx="5" fill="#fff"/>',
        f'<rect {at} width="{width:.1f}" rx="5" fill="{colour}" fill-opacity="0.1" '
        f'stroke="{colour}"{dashes}/>',
        f'<rect {at} width="4" fill="{colour}"/>',
    ]


def _node_labels(node: dict[str, Any], language: str) -> list[str]:
    x, y, r = node["x"], node["y"], node["r"]
    if node["side"] == "left":
        return _beside(node[language], x - r - 8, y, "end")
    if node["side"] == "right":
        return _beside(node[language], x + r + 8, y, "start")
    return [
        _text(row, x, y + r + 13 + i * LINE_HEIGHT, "middle", FONT_SIZE)
        for i, row in enumerate(node[language].split("\n"))
    ]


def _beside(label: str, x: float, y: float, anchor: str) -> list[str]:
    """Draw the lines of a label around the height of its mark."""
    rows = label.split("\n")
    top = y - (len(rows) - 1) * LINE_HEIGHT / 2
    return [_text(row, x, top + i * LINE_HEIGHT, anchor, FONT_SIZE) for i, row in enumerate(rows)]
