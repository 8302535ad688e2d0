"""What a reader of files hands on: lines of text, each piece with its page and table cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from loaders.intake.characters import clean
from loaders.intake.limits import MAX_TEXT
from loaders.intake.refusals import Refused

CELL: Final = "\t"
"""What stands between the cells of a table's row."""
Kind = Literal["heading", "paragraph", "row", "note"]
_BLANKS: Final = re.compile(r"[ \u00a0\u2000-\u200a\u202f\u205f\u3000\t\r\n\f\v]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that come from one page, or from one cell of one page."""

    text: str
    page: int = 0
    """From 1; 0 where the file has no pages."""
    cell: tuple[int, int, int] | None = None
    """Table, row and column, each from 1."""


@dataclass(slots=True)
class Block:
    """A line of the text: a heading, a paragraph, a table's row or a footnote."""

    kind: Kind
    pieces: list[Piece]

    @property
    def text(self) -> str:
        """The words of the block."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class Reading:
    """What was read of a file."""

    blocks: list[Block] = field(default_factory=list)
    meta: dict[str, str] = field(default_factory=dict)
    """What the file says of itself outside its text: title, date, source of a web page."""
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """Why (navigation, running-head, page-number …), and the words."""
    encoding: str = ""

    def omit(self, why: str, words: str) -> None:
        """Note words that are not of the text."""
        words = _BLANKS.sub(" ", words).strip()
        if words and len(self.left_out) < 400:
            self.left_out.append((why, words[:120]))


@dataclass(slots=True)
class Text:
    """A text, and where its characters come from; offsets are code points, ends exclusive."""

    text: str
    pages: list[tuple[int, int, int]]
    """Start, end, page."""
    cells: list[tuple[int, int, int, int, int, int]]
    """Start, end, page, table, row, column."""
    kinds: list[tuple[int, int, str]]
    """Start, end and kind of the headings and notes."""

    def as_json(self) -> dict[str, Any]:
        """Return it as plain lists."""
        return {
            "text": self.text,
            "pages": self.pages,
            "cells": self.cells,
            "kinds": self.kinds,
        }


def row(cells: Sequence[Sequence[Piece]]) -> Block:
    """Make the line of a table's row out of its cells; inside a cell a blank ends a paragraph."""
    pieces: list[Piece] = []
    for number, cell in enumerate(cells):
        if number:
            pieces.append(Piece(CELL))
        pieces += [Piece(_BLANKS.sub(" ", p.text), p.page, p.cell) for p in _trimmed(cell)]
    return Block("row", pieces)


def _trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """Take the blanks off both ends of a run of pieces."""
    kept = [piece for piece in pieces if piece.text]
    while kept and not kept[0].text.strip():
        del kept[0]
    while kept and not kept[-1].text.strip():
        del kept[-1]
    if kept:
        kept[0] = Piece(kept[0].text.lstrip(), kept[0].page, kept[0].cell)
        kept[-1] = Piece(kept[-1].text.rstrip(), kept[-1].page, kept[-1].cell)
    return kept


def assemble(blocks: Iterable[Block]) -> Text:
    """Write blocks below one another, and note where each character comes from.

    Raises:
        Refused: there are no words, or too many.
    """
    out: list[str] = []
    made = Text("", [], [], [])
    at = size = 0
    for block in blocks:
        start = at
        pieces = block.pieces if block.kind == "row" else _trimmed(block.pieces)
        for piece in pieces:
            words = clean(piece.text)
            if words and words != CELL and piece.page:
                _page(made, at, at + len(words), piece.page)
            if words and piece.cell is not None:
                _cell(made, at, at + len(words), piece)
            out.append(words)
            at += len(words)
            size += len(words.encode("utf-8"))
        if at == start:
            continue
        if block.kind in ("heading", "note"):
            made.kinds.append((start, at, block.kind))
        out.append("\n")
        at += 1
        if size > MAX_TEXT - 64:
            raise Refused("too-long", f"{MAX_TEXT >> 20} MB of text")
    made.text = "".join(out)
    if not made.text.strip():
        raise Refused("blank")
    return made


def _page(made: Text, start: int, end: int, page: int) -> None:
    """Add a run of a page, or lengthen the last one; what stands between two runs is a break."""
    if made.pages and made.pages[-1][2] == page:
        made.pages[-1] = (made.pages[-1][0], end, page)
    else:
        made.pages.append((start, end, page))


def _cell(made: Text, start: int, end: int, piece: Piece) -> None:
    assert piece.cell is not None
    if (
        made.cells
        and made.cells[-1][1] == start
        and made.cells[-1][2:]
        == (
            piece.page,
            *piece.cell,
        )
    ):
        start = made.cells.pop()[0]
    made.cells.append((start, end, piece.page, *piece.cell))
