"""Rows of tables and cards that give tasks to bodies.

Four forms: rows with cells set apart by tabs or ``|``; cells one a line or in a stream; cards of
labelled lines (重点工作: … 牵头单位: …); and rows whose body stands in a cell of its own under no
heading.
"""

from __future__ import annotations

import re
from typing import Final

from loaders.drafting.bodies import is_body
from loaders.drafting.cells import DUTY_KINDS, NUMBER, Cell, Row, column_of
from loaders.drafting.deadlines import is_time
from loaders.drafting.streams import loose_rows

__all__ = ["read_tables"]

_LABEL: Final = re.compile(r"[ \t]*([\u4e00-\u9fff]{2,10})[ \t]*:[ \t]*\|?[ \t]*")


def read_tables(dense: str) -> list[Row]:
    """Return the rows of all tables and cards, in the order of the text."""
    lines = _lines(dense)
    rows = [*_cell_rows(lines), *_cards(lines)]
    rows += loose_rows(dense, rows)
    rows.sort(key=lambda row: (row.start, row.end))
    kept: list[Row] = []
    for row in rows:
        if not kept or row.start >= kept[-1].end:
            kept.append(row)
    return kept


def _lines(dense: str) -> list[Cell]:
    lines, at = [], 0
    for line in dense.split("\n"):
        lines.append(Cell(at, at + len(line), line))
        at += len(line) + 1
    return lines


def _cells(line: Cell) -> list[Cell]:
    """Cut a line at tabs, or at bars."""
    separator = "\t" if "\t" in line.text else "|" if line.text.count("|") >= 2 else ""
    if not separator:
        return []
    cells, at = [], line.start
    for part in line.text.split(separator):
        words = part.strip()
        start = at + (part.index(words) if words else 0)
        cells.append(Cell(start, start + len(words), words))
        at += len(part) + 1
    if separator == "|":
        cells = cells[1:] if cells and not cells[0].text else cells
        cells = cells[:-1] if cells and not cells[-1].text else cells
    return cells


def _cell_rows(lines: list[Cell]) -> list[Row]:
    """Read tables whose rows are lines."""
    rows: list[Row] = []
    head: list[str | None] = []
    named: dict[str, str] = {}
    section: Cell | None = None
    body: Cell | None = None
    number: str | None = None
    for line in lines:
        cells = _cells(line)
        if len(cells) < 3:
            head = head if cells or not line.text else []
            continue
        kinds = [column_of(cell.text) for cell in cells]
        if "title" in kinds and sum(kind is not None for kind in kinds) >= 2:
            head, section, body, number = kinds, None, None, None
            named = {kind: c.text for kind, c in zip(kinds, cells, strict=True) if kind}
            continue
        if not head or all(re.fullmatch(r"[-: ]*", cell.text) for cell in cells):
            continue
        row = _row(line, cells, head, number)
        if row is None:
            words = (c for c in cells if c.text and not NUMBER.fullmatch(c.text))
            section = next(words, section)
            continue
        if row.section is None:
            row.section = section
        else:
            section = row.section
        row.continued = row.number is None
        row.heads = named
        number = row.number = row.number or number
        duty = next((row.cells[kind] for kind in DUTY_KINDS if kind in row.cells), None)
        if duty is None and body is not None:
            row.inherited = body
        body = duty or body
        rows.append(row)
    return rows


def _row(line: Cell, cells: list[Cell], head: list[str | None], last: str | None) -> Row | None:
    """Read a row under its heads; cells are counted from the right, for merged ones are left."""
    row = Row(line.start, line.end)
    shift = len(cells) - len(head)
    spare: list[Cell] = []
    for index, cell in enumerate(cells):
        kind = head[index - shift] if 0 <= index - shift < len(head) else None
        if not cell.text:
            continue
        if kind in (None, "number") or (kind in ("title", "section") and index < len(cells) // 2):
            spare.append(cell)
        if kind and kind not in ("number", "section") and kind not in row.cells:
            row.cells[kind] = cell
        elif kind == "title":
            row.cells[kind] = cell  # the last of two columns of tasks is the smaller one
    first = cells[0].text
    follows = last is not None and last.isdigit() and first == str(int(last) + 1)
    if NUMBER.fullmatch(first) and (shift >= 0 or follows):
        row.number = first.rstrip(".、")
    _by_their_form(row, cells, spare)
    title = row.cells.get("title")
    texts = [c for c in cells if c.text and not re.fullmatch(r"[\d.%]+", c.text)]
    if (
        re.match(r"[一二三四五六七八九十]{1,3}、", first)
        and len(texts) <= 3
        and "duty" not in row.cells
    ):
        return None  # 一、 with a heading alone
    if title is None or NUMBER.fullmatch(title.text) or title.text.isdigit():
        return None
    named = [c for c in spare if c is not row.cells.get("duty") and c is not title]
    words = [c for c in named if not NUMBER.fullmatch(c.text) and not c.text.isdigit()]
    if shift > 0 and words:
        row.section = words[0]
    if sum(bool(cell.text) for cell in cells) < 3 and not any(k in row.cells for k in DUTY_KINDS):
        return None
    return row


def _by_their_form(row: Row, cells: list[Cell], spare: list[Cell]) -> None:
    """Find a body and a time in cells whose heads do not tell."""
    if not any(kind in row.cells for kind in DUTY_KINDS):
        for cell in spare:
            if is_body(cell.text) and len(cell.text) <= 20:
                row.cells["duty"] = cell
    if "deadline" not in row.cells:
        times = [cell for cell in cells if is_time(cell.text)]
        if len(times) == 1:
            row.cells["deadline"] = times[0]


def _cards(lines: list[Cell]) -> list[Row]:
    """Read cards: a labelled task, then labelled lines for its bodies and its time."""
    rows: list[Row] = []
    card: Row | None = None
    for line in lines:
        match = _LABEL.match(line.text)
        kind = column_of(match[1]) if match else None
        if match is None or kind is None:
            if card is not None:
                card.end = line.end if line.text.strip() else card.end
            continue
        words = line.text[match.end() :].rstrip(" |\t")
        cell = Cell(line.start + match.end(), line.start + match.end() + len(words), words)
        if kind == "title" and words:
            if card is not None and not set(card.cells) & {*DUTY_KINDS}:
                card.end = line.end
                continue
            card = Row(line.start, line.end, {"title": cell}, card=True)
            rows.append(card)
        elif card is not None:
            card.end = line.end
            if words:
                card.cells.setdefault(kind, cell)
    return [row for row in rows if set(row.cells) & {*DUTY_KINDS}]
