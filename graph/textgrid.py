"""Tables in a terminal, aligned for Chinese, and the same as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, Literal, NamedTuple
from unicodedata import combining, east_asian_width


@dataclass(slots=True)
class Display:
    """How a notebook shows tables and pictures; ``policykg.open`` sets it for all of them."""

    language: Literal["zh", "en"] = "zh"


DISPLAY: Final = Display()

_STYLE: Final = (
    "<style>.policykg-table{max-width:100%;overflow-x:auto}"
    "@media(max-width:600px){"
    ".policykg-table thead{display:block;position:absolute;overflow:hidden;"
    "clip-path:inset(50%);width:1px;height:1px}"
    ".policykg-table caption,.policykg-table table,.policykg-table tbody{display:block}"
    ".policykg-table caption{overflow-wrap:anywhere;text-align:left}"
    ".policykg-table tr{display:block;border-bottom:1px solid #8888;padding:4px 0}"
    ".policykg-table td{display:block;text-align:left!important;white-space:normal;"
    "overflow-wrap:anywhere}"
    '.policykg-table td[data-head]::before{content:attr(data-head) ": ";opacity:.75}'
    ".policykg-table td:empty{display:none}}</style>"
)
"""On a narrow screen a row stands as a card: each value on a line, behind its heading."""


class GridCell(NamedTuple):
    """What a cell shows; ``link`` and ``language`` are for HTML."""

    text: str
    right: bool = False
    link: str = ""
    language: str = ""


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def clip(text: str, columns: int) -> str:
    """Shorten a text to so many columns, with an ellipsis."""
    if width(text) <= columns:
        return text
    kept, used = [], 0
    for char in text:
        used += width(char)
        if used > columns - 1:
            break
        kept.append(char)
    return "".join(kept) + "…"


def pad(text: str, columns: int, right: bool = False) -> str:
    """Fill a text up to so many columns."""
    blanks = " " * max(0, columns - width(text))
    return blanks + text if right else text + blanks


def as_text(header: Sequence[str], rows: Sequence[Sequence[GridCell]], columns: int = 0) -> str:
    """Return a table of aligned text, at most ``columns`` wide (0: as wide as it needs)."""
    header = [_one_line(name) for name in header]
    flat = [[GridCell(_one_line(cell.text), cell.right) for cell in row] for row in rows]
    widths = [
        max([width(name), *(width(row[i].text) for row in flat)]) for i, name in enumerate(header)
    ]
    if columns:
        widths = _fitted(widths, columns - 2 * (len(widths) - 1))
    lines = ["  ".join(pad(clip(name, w), w) for name, w in zip(header, widths, strict=True))]
    lines.append("  ".join("─" * w for w in widths))
    lines += [
        "  ".join(
            pad(clip(cell.text, w), w, cell.right) for cell, w in zip(row, widths, strict=True)
        )
        for row in flat
    ]
    return "\n".join(line.rstrip() for line in lines)


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _fitted(widths: list[int], total: int) -> list[int]:
    """Take from the widest columns until the sum fits; no column below six."""
    fitted = list(widths)
    while sum(fitted) > total and (widest := max(fitted)) > 6:
        others = [w for w in fitted if w < widest]
        count = fitted.count(widest)
        floor = max([6, *others])
        cut = min(widest - floor, -(-(sum(fitted) - total) // count)) or 1
        fitted = [w - cut if w == widest else w for w in fitted]
    return fitted


def as_html(header: Sequence[str], rows: Sequence[Sequence[GridCell]], caption: str = "") -> str:
    """Return a table as HTML; every text is escaped, only http(s) addresses become links."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in header)
    lines = (
        "".join(_html_cell(cell, name) for cell, name in zip(row, header, strict=True))
        for row in rows
    )
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    rows_of = f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
    table = f'<table class="policykg">{title}{rows_of}</table>'
    return f'<div class="policykg-table">{_STYLE}{table}</div>'


def _html_cell(cell: GridCell, heading: str) -> str:
    text = escape(cell.text)
    if cell.link.startswith(("http://", "https://")):
        text = f'<a href="{escape(cell.link)}" title="{escape(cell.link)}">{text}</a>'
    language = f' lang="{escape(cell.language)}"' if cell.language else ""
    style = ' style="text-align:right"' if cell.right else ' style="text-align:left"'
    return f'<td data-head="{escape(heading)}"{language}{style}>{text}</td>'
