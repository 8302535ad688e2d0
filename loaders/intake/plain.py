"""Read a plain text: any usual encoding; lines that were wrapped at a column are put together."""

from __future__ import annotations

from typing import Final

from loaders.intake.blocks import CELL, Block, Piece, Reading, row
from loaders.intake.encodings import decode
from loaders.intake.wrapping import ENDS, Line, Measure, is_item, joined, paragraphs, width

_LEAST: Final = 20
"""Cells: no text is wrapped at fewer."""


def read_plain(data: bytes) -> Reading:
    """Read a text file.

    Raises:
        Refused: no encoding fits.
    """
    text, encoding = decode(data)
    reading = Reading(encoding=encoding)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
    edge = _edge(lines)
    if edge is None:
        reading.blocks = _as_they_are(_sewn(lines))
    else:
        reading.blocks = _unwrapped(lines, edge)
    return reading


def _sewn(lines: list[str]) -> list[str]:
    """Put lines of Latin script together where a sentence plainly goes on in the next one."""
    done: list[str] = []
    lengths = sorted(len(line) for line in lines if line.strip())
    usual = lengths[len(lengths) * 19 // 20] if lengths else 0
    before = 0
    for line in lines:
        words, last = line.strip(), done[-1] if done else ""
        latin = words[:1].isascii() and words[:1].isalnum() and last[-1:].isascii()
        full = before >= 2 * _LEAST and before > 0.85 * usual and not is_item(words)
        goes_on = latin and last[-1:] not in ENDS and (words[0].islower() or full)
        if goes_on and before >= _LEAST and CELL not in words + last:
            done[-1] = last + joined(last, words) + words
        else:
            done.append(line if CELL in line else words)
        before = len(words)
    return done


def _as_they_are(lines: list[str]) -> list[Block]:
    """Keep each line; one with tabs inside is a row of a table."""
    blocks: list[Block] = []
    rows = table = 0
    for line in lines:
        cells = line.strip(" \r\n\u3000").split(CELL)
        if len(cells) > 1 and cells[0].strip() + cells[1].strip() and line.strip().count(CELL):
            table, rows = (table, rows + 1) if rows else (table + 1, 1)
            blocks.append(
                row([[Piece(c, 0, (table, rows, n + 1))] if c else [] for n, c in enumerate(cells)])
            )
            continue
        if line.strip():
            rows = 0
        blocks.append(Block("paragraph", [Piece(line.strip())]))
    return blocks


def _edge(lines: list[str]) -> float | None:
    """Return the column that lines were wrapped at, or none.

    Wrapped text has many lines of one width, and most of these end inside a sentence.
    """
    wide = [(width(line.rstrip(), 2), line.rstrip()) for line in lines if line.strip()]
    if len(wide) < 4 or any(CELL in line.strip() for _, line in wide):
        return None
    # Some lines are longer than the column: closing signs may hang over its edge.
    edge = sorted(cells for cells, _ in wide)[len(wide) * 17 // 20]
    full = [line for cells, line in wide if -6 <= edge - cells <= 4]
    inside = [line for line in full if line[-1] not in ENDS]
    beyond = sum(cells > edge + 8 for cells, _ in wide)
    if (
        not _LEAST <= edge <= 200
        or beyond * 12 > len(wide)
        or len(full) * 3 < len(wide)
        or len(inside) * 2 < len(full)
    ):
        return None
    return edge


def _unwrapped(lines: list[str], edge: float) -> list[Block]:
    set_lines: list[tuple[Line, Measure] | None] = []
    indented = sum(line.startswith(("\u3000\u3000", "    ")) for line in lines) > 0
    for line in lines:
        words = line.strip()
        if not words:
            set_lines.append(None)
            continue
        start = width(line[: len(line) - len(line.lstrip())], 2)
        end = width(line.rstrip(), 2)
        set_lines.append((Line(words, start, end, 2.0), Measure(0.0, edge, indented=indented)))
    blocks: list[Block] = []
    part: list[tuple[Line, Measure]] = []
    for one in [*set_lines, None]:
        if one is not None:
            part.append(one)
            continue
        for found in paragraphs(part):
            words = found[0].text
            for further in found[1:]:
                words += joined(words, further.text) + further.text
            blocks.append(Block("paragraph", [Piece(words)]))
        part = []
    return blocks
