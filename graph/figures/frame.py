"""What stands around every chart: title, keys, counting rule, filter, source, data version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from graph.errors import BadParameter
from graph.figures.canvas import LEADING, SIZE, Canvas
from graph.figures.drawing import HAIR, MM, SOFT, Drawing, line
from graph.figures.fonts import Font
from graph.figures.words import LANGUAGES, NOTHING, Languages, Words, broken

WIDTHS: Final = (89, 183)
"""Millimetres of one column and of two, as most journals set them."""
TALLEST: Final = 240 * MM
"""Points that a figure may be high: a page of a journal."""
TITLE: Final = 8.5
_GAP: Final = 5.0
_APART: Final = 8.0
"""Between columns of keys."""
_NARROWEST: Final = 112.0
"""Points that a column of keys is wide at least."""
_NOTES: Final = 4 * LEADING
"""Room kept for what a chart says of itself."""


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a figure beside what it shows."""

    title: Words
    rule: Words
    """What is counted, and how."""
    filter: Words
    """What it was narrowed to; empty for nothing."""
    source: Words
    """The documents."""
    version: Words
    """The hash of the data, and the release they belong to."""
    address: str = ""
    """The lasting address of the figure."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that can be drawn at any width: what is said of it, and what draws its chart."""

    name: str
    about: About
    chart: Callable[[Canvas], None]
    rows: int
    """How many rows it is drawn from; 0 means that there is nothing to show."""


def draw(figure: Figure, font: Font, width: int = 89, languages: Languages = "zh") -> Drawing:
    """Draw a figure.

    Args:
        figure: what to draw.
        font: what to set it in.
        width: millimetres, one of :data:`WIDTHS`.
        languages: ``zh``, ``en`` or ``both``.

    Raises:
        BadParameter: there is no such width or language.
    """
    if width not in WIDTHS or languages not in LANGUAGES:
        raise BadParameter(
            f"a figure is {' or '.join(map(str, WIDTHS))} mm wide and in {', '.join(LANGUAGES)}; "
            f"not {width} and {languages}",
            f"图宽为 {'或'.join(map(str, WIDTHS))} 毫米，语言为 {'、'.join(LANGUAGES)}；"
            f"不能为 {width} 与 {languages}",
        )
    canvas = Canvas(width * MM, languages, font)
    for text in figure.about.title.said(languages):
        rows = broken(text, canvas.width, TITLE, font)
        canvas.paragraph(rows, TITLE, TITLE * 1.3)
    canvas.top += _GAP
    below = sum(len(broken(t, canvas.width, SIZE, font)) for t in caption(figure.about, languages))
    canvas.room = TALLEST - canvas.top - below * LEADING - _NOTES - 3 * _GAP
    if figure.rows:
        figure.chart(canvas)
    else:
        canvas.note("没有符合条件的内容。", "Nothing fits these filters.")
    canvas.top += _GAP
    _keys(canvas)
    _caption(canvas, figure.about)
    title = " / ".join(figure.about.title.said(languages))
    told = "\n".join(caption(figure.about, languages, canvas.notes))
    return Drawing(canvas.width, canvas.top + 2, title, told, languages, canvas.items)


def caption(about: About, languages: Languages, notes: Sequence[Words] = ()) -> list[str]:
    """Return the caption as paragraphs, one a language."""
    parts = [
        about.rule,
        *notes,
        Words("筛选：", "Filter: ") if about.filter else Words("筛选：无。", "Filter: none."),
        about.filter,
        about.source,
        about.version,
    ]
    zh, en = "", ""
    for part in parts:
        zh += part.zh
        en += part.en if not en or en.endswith(" ") or not part.en else " " + part.en
    return list(Words(zh, en.rstrip()).said(languages))


def caption_text(figure: Figure, font: Font, width: int, languages: Languages) -> str:
    """Return title, caption and address as text, with what this width leaves out."""
    drawn = draw(figure, font, width, languages)
    lines = [*figure.about.title.said(languages), *drawn.about.split("\n"), figure.about.address]
    return "\n".join(filter(None, lines)) + "\n"


def keys_height(canvas: Canvas, keys: Sequence[tuple[str, Words]]) -> float:
    """Return the height that keys will take."""
    return _height(_columns(canvas, keys)) + _GAP if keys else 0.0


def _columns(
    canvas: Canvas, keys: Sequence[tuple[str, Words]]
) -> list[list[tuple[str, list[str], float]]]:
    """Return keys in as many columns as make them least high: key, its lines, their height."""
    if not keys:
        return []
    most = max(1, int((canvas.width + _APART) // (_NARROWEST + _APART)))
    found = [_in_columns(canvas, keys, count) for count in range(1, most + 1)]
    return min(found, key=_height)


def _height(columns: list[list[tuple[str, list[str], float]]]) -> float:
    return max(sum(h for *_, h in column) for column in columns)


def _in_columns(
    canvas: Canvas, keys: Sequence[tuple[str, Words]], count: int
) -> list[list[tuple[str, list[str], float]]]:
    wide = _step(canvas, count) - _APART - _indent(canvas, keys)
    entries = []
    for key, words in keys:
        rows = canvas.lines(words, wide) or [""]
        entries.append((key, rows, len(rows) * LEADING))
    each = sum(h for *_, h in entries) / count
    columns: list[list[tuple[str, list[str], float]]] = [[] for _ in range(count)]
    used = 0.0
    for entry in entries:
        columns[min(int((used + entry[2] / 2) / each), count - 1)].append(entry)
        used += entry[2]
    return columns


def _step(canvas: Canvas, count: int) -> float:
    """Return the distance from one column of keys to the next."""
    return (canvas.width + _APART) / count


def _indent(canvas: Canvas, keys: Sequence[tuple[str, Words]]) -> float:
    return max(canvas.measure(k) for k, _ in keys) + 4


def _keys(canvas: Canvas) -> None:
    columns = _columns(canvas, canvas.keys)
    if not columns:
        return
    step, first = _step(canvas, len(columns)), _indent(canvas, canvas.keys)
    for i, column in enumerate(columns):
        y = canvas.top
        for key, rows, height in column:
            canvas.text(i * step + first - 4, y + LEADING / 2, key, "end")
            for j, row in enumerate(rows):
                canvas.text(i * step + first, y + LEADING * (j + 0.5), row, colour=SOFT)
            y += height
    canvas.top += keys_height(canvas, canvas.keys)


def _caption(canvas: Canvas, about: About) -> None:
    canvas.add(line(0, canvas.top, canvas.width, canvas.top, stroke=HAIR, width=0.5))
    canvas.top += 3
    for text in caption(about, canvas.languages, canvas.notes):
        rows = broken(text, canvas.width, SIZE, canvas.font)
        canvas.paragraph(rows, SIZE, LEADING, SOFT)
        canvas.top += 1.5


__all__ = ["NOTHING", "TALLEST", "WIDTHS", "About", "Figure", "caption", "caption_text", "draw"]
