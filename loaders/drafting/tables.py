"""Rows of tables and cards that give tasks to bodies.

Four forms: rows with cells set apart by tabs or ``|``; cells one a line or in a stream; cards of
labelled lines (重点工作: … 牵头单位: …); and rows whose body stands in a cell of its own under no
heading.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final

from loaders.drafting.bodies import is_body, is_group
from loaders.drafting.deadlines import is_time

__all__ = ["COLUMNS", "Cell", "Row", "column_of", "read_tables"]

COLUMNS: Final[tuple[tuple[str, str], ...]] = (
    ("number", r"序号|编号|序|号|项号"),
    (
        "lead",
        r"(?:总?牵头|主办|主责|主要责任|第一责任|首要责任)(?:部门|单位|处室|科室|领导|"
        r"责任单位)?(?:及责任人)?",
    ),
    ("support", r"(?:配合|协办|协同|协助|参与|参加|协作)(?:部门|单位|处室|科室|责任单位)?"),
    (
        "duty",
        r"(?:责任|承办|负责|实施|落实|主管|完成|执行|考核|管理)(?:部门|单位|处室|科室|主体|乡镇|"
        r"街道)(?:\(.{1,12}\))?|责任分工|分工|单位|部门|责任主体",
    ),
    (
        "deadline",
        r"(?:完成|办结|工作|整改|实施|落实|推进|计划完成)?(?:时限|时间|期限|时间节点|"
        r"日期)(?:要求|安排)?|进度(?:要求|安排)|完成时限要求|时间进度",
    ),
    ("section", r"(?:工作)?(?:类别|领域|分类|板块|大类|一级指标)"),
    ("target", r"(?:目标|目标值|年度目标|工作目标|任务目标|预期目标|量化指标|指标值)(?:要求)?"),
    (
        "note",
        r"备\s?注|说明|进展(?:情况)?|完成情况|落实情况|工作进展|分值|评分标准|分管领导|责任领导|"
        r"牵头领导|包保领导|责任人|联系人",
    ),
    (
        "title",
        r"(?:重点|工作|主要|具体|目标|年度|考核|任务|项目|建设|整治|改革|整改|实施|"
        r"事项)*(?:任务|内容|事项|措施|举措|工作|项目|要点|目标任务|问题)(?:名称|"
        r"内容)?(?:及内容)?|重点工作",
    ),
)  # fmt: skip
"""Kinds of columns by the words of their heads, in the order of trial."""
_COLUMN: Final = tuple((kind, re.compile(rf"(?:{words})")) for kind, words in COLUMNS)
_NUMBER: Final = re.compile(
    r"\d{1,3}[.、]?|[一二三四五六七八九十]{1,3}、?|\([一二三四五六七八九十\d]{1,3}\)"
)
_DUTY_KINDS: Final = ("lead", "support", "duty")
_LABEL: Final = re.compile(r"[ \t]*([\u4e00-\u9fff]{2,10})[ \t]*:[ \t]*\|?[ \t]*")
_TOKEN: Final = re.compile(r"[^ \t\n|]+")
_TIME: Final = re.compile(r"\d{4}年|月底|年底|年内|长期|持续|季度|\d{1,2}月|\d{4}[.-]\d")
MAX_TOKENS: Final = 60
"""No row of a stream has more cells."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A span of the dense text."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Row:
    """One row or card that holds a task."""

    start: int
    end: int
    cells: dict[str, Cell] = field(default_factory=dict)
    number: str | None = None
    section: Cell | None = None
    inherited: Cell | None = None
    """The body of a merged cell above, which this row continues."""
    card: bool = False
    continued: bool = False
    """Whether its number is that of the merged cell above."""
    heads: dict[str, str] = field(default_factory=dict)
    """The heads of its columns, by their kind."""


def column_of(head: str) -> str | None:
    """Return the kind of a column by its head, or none."""
    words = re.sub(r"[\s*:]", "", head)
    return next((kind for kind, pattern in _COLUMN if pattern.fullmatch(words)), None)


def read_tables(dense: str) -> list[Row]:
    """Return the rows of all tables and cards, in the order of the text."""
    lines = _lines(dense)
    rows = [*_cell_rows(lines), *_cards(lines)]
    rows += _loose_rows(dense, rows)
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
            words = (c for c in cells if c.text and not _NUMBER.fullmatch(c.text))
            section = next(words, section)
            continue
        if row.section is None:
            row.section = section
        else:
            section = row.section
        row.continued = row.number is None
        row.heads = named
        number = row.number = row.number or number
        duty = next((row.cells[kind] for kind in _DUTY_KINDS if kind in row.cells), None)
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
    if _NUMBER.fullmatch(first) and (shift >= 0 or follows):
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
    if title is None or _NUMBER.fullmatch(title.text) or title.text.isdigit():
        return None
    named = [c for c in spare if c is not row.cells.get("duty") and c is not title]
    words = [c for c in named if not _NUMBER.fullmatch(c.text) and not c.text.isdigit()]
    if shift > 0 and words:
        row.section = words[0]
    if sum(bool(cell.text) for cell in cells) < 3 and not any(k in row.cells for k in _DUTY_KINDS):
        return None
    return row


def _by_their_form(row: Row, cells: list[Cell], spare: list[Cell]) -> None:
    """Find a body and a time in cells whose heads do not tell."""
    if not any(kind in row.cells for kind in _DUTY_KINDS):
        for cell in spare:
            if is_body(cell.text) and len(cell.text) <= 20:
                row.cells["duty"] = cell
    if "deadline" not in row.cells:
        times = [cell for cell in cells if is_time(cell.text)]
        if len(times) == 1:
            row.cells["deadline"] = times[0]


def _loose_rows(dense: str, taken: list[Row]) -> list[Row]:
    """Read tables that came out as a stream of cells: one a line, or set apart by blanks.

    A row starts at the next number of its first column.  Where its cells are not as many as the
    heads, bodies and times are told by their form; where that fails, the row is left out.
    """
    tokens = [Cell(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(dense)]
    rows: list[Row] = []
    index = 0
    spans = sorted((row.start, row.end) for row in taken)
    while index < len(tokens):
        kinds = _heads(tokens, index)
        at = bisect_right(spans, (tokens[index].start, len(dense))) - 1
        if not kinds or (at >= 0 and tokens[index].start < spans[at][1]):
            index += 1
            continue
        index += len(kinds)
        heads = {kind: tokens[index - len(kinds) + i].text for i, kind in enumerate(kinds) if kind}
        groups, index = _grouped(tokens, index, kinds)
        found = [row for group in groups if (row := _loose_row(group, kinds)) is not None]
        for row in found:
            row.heads = heads
        rows += found
    return rows


def _heads(tokens: list[Cell], index: int) -> list[str | None]:
    """Return the kinds of a run of heads that starts at a token, or nothing."""
    kinds: list[str | None] = []
    for token in tokens[index : index + 12]:
        kind = column_of(token.text)
        if kind is None and (len(token.text) > 8 or not kinds or _NUMBER.fullmatch(token.text)):
            break
        kinds.append(kind)
        if len(kinds) > 1 and kind is None and kinds[-2] is None:
            break
    while kinds and kinds[-1] is None:
        kinds.pop()
    duties = any(kind in _DUTY_KINDS for kind in kinds)
    return kinds if duties and "title" in kinds and len(kinds) >= 2 else []


def _grouped(
    tokens: list[Cell], index: int, kinds: list[str | None]
) -> tuple[list[list[Cell]], int]:
    """Cut a stream of cells into rows; return them and where the table ends."""
    groups: list[list[Cell]] = []
    if kinds[0] != "number":
        size = len(kinds)
        while index + size <= len(tokens):
            group = tokens[index : index + size]
            if not _fits(group, kinds):
                break
            groups.append(group)
            index += size
        return groups, index
    expected = 1
    while index < len(tokens) and _is_number(tokens[index].text, expected):
        end = index + 1
        limit = index + 1 + MAX_TOKENS
        while end < min(len(tokens), limit) and not _is_number(tokens[end].text, expected + 1):
            if end - index >= len(kinds) and not _is_number_ahead(tokens, end, expected + 1, limit):
                break
            end += 1
        groups.append(tokens[index:end])
        index, expected = end, expected + 1
    return groups, index


def _is_number(words: str, number: int) -> bool:
    return bool(_NUMBER.fullmatch(words)) and words.strip("().、") in (str(number), cn(number))


def _is_number_ahead(tokens: list[Cell], start: int, number: int, limit: int) -> bool:
    return any(_is_number(token.text, number) for token in tokens[start:limit])


def cn(number: int) -> str:
    """Write a number below a hundred in Chinese numerals."""
    digits = "零一二三四五六七八九"
    if number < 10:
        return digits[number]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else digits[tens % 10]) + "十" + (digits[ones] if ones else "")


def _fits_short(group: list[Cell], kinds: list[str | None]) -> bool:
    """Tell whether no cell contradicts its head, where there are as many cells as heads."""
    for cell, kind in zip(group, kinds, strict=False):
        timed = is_time(cell.text) or _TIME.search(cell.text) is not None
        if kind in _DUTY_KINDS and (timed or cell.text.isdigit() or "。" in cell.text):
            return False
        if kind == "deadline" and not timed and _is_bodies(cell.text):
            return False
        if kind == "title" and timed and len(cell.text) <= 10:
            return False
    return True


def _fits(group: list[Cell], kinds: list[str | None]) -> bool:
    """Tell whether the cells are of the kinds that their heads say."""
    pairs = list(zip(group, kinds, strict=True))
    duties = all(_is_bodies(cell.text) for cell, kind in pairs if kind in _DUTY_KINDS)
    times = (cell.text for cell, kind in pairs if kind == "deadline")
    return duties and all(is_time(words) or _TIME.search(words) for words in times)


def _is_bodies(words: str) -> bool:
    names = [name for name in re.split(r"[、,;]", words) if name]
    good = sum(is_body(name) or is_group(name) for name in names)
    return bool(names) and good * 2 >= len(names)


def _loose_row(group: list[Cell], kinds: list[str | None]) -> Row | None:
    row = Row(group[0].start, group[-1].end)
    if kinds[0] == "number":
        row.number = group[0].text.strip(".、")
    if len(group) in (len(kinds), len(kinds) - (kinds[-1] == "note")) and _fits_short(group, kinds):
        pairs = zip(kinds, group, strict=False)
        row.cells = {kind: cell for kind, cell in pairs if kind and kind not in ("number", "note")}
    elif (
        len(group) > len(kinds)
        and group[-1] is not group[len(kinds) - 1]
        and _fits(group[: len(kinds)], kinds)
    ):
        pairs = zip(kinds, group, strict=False)
        row.end = group[len(kinds) - 1].end
        row.cells = {kind: cell for kind, cell in pairs if kind and kind not in ("number", "note")}
    else:
        _by_form(row, group, kinds)
    return row if "title" in row.cells else None


def _by_form(row: Row, group: list[Cell], kinds: list[str | None]) -> None:
    """Give cells to heads by what they look like, in the order of the heads."""
    left = group[1:] if kinds[0] == "number" else list(group)
    duties = [kind for kind in kinds if kind in _DUTY_KINDS]
    bodies = [cell for cell in left if _is_bodies(cell.text)]
    times = [c for c in left if is_time(c.text) or (_TIME.search(c.text) and len(c.text) <= 20)]
    times = [cell for cell in times if cell not in bodies]
    if (
        len(bodies) > len(duties) > 0
        and left.index(bodies[-1]) - left.index(bodies[0]) == len(bodies) - 1
    ):
        # One column's bodies, set apart by blanks.
        rest = bodies[len(duties) - 1 :]
        words = " ".join(cell.text for cell in rest)
        bodies = [*bodies[: len(duties) - 1], Cell(rest[0].start, rest[-1].end, words)]
        left = [cell for cell in left if cell not in rest]
    if len(bodies) != len(duties) or (times and "deadline" not in kinds):
        return
    row.cells = {kind: cell for kind, cell in zip(duties, bodies, strict=True) if kind}
    if len(times) == 1:
        row.cells["deadline"] = times[0]
    rest = [cell for cell in left if cell not in bodies and cell not in times]
    if rest:
        row.cells["title"] = rest[0]


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
            if card is not None and not set(card.cells) & {*_DUTY_KINDS}:
                card.end = line.end
                continue
            card = Row(line.start, line.end, {"title": cell}, card=True)
            rows.append(card)
        elif card is not None:
            card.end = line.end
            if words:
                card.cells.setdefault(kind, cell)
    return [row for row in rows if set(row.cells) & {*_DUTY_KINDS}]
