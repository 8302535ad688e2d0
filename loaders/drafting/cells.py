"""Cells and rows of tables, and what the heads of columns mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

__all__ = ["COLUMNS", "DUTY_KINDS", "NUMBER", "Cell", "Row", "column_of"]

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
NUMBER: Final = re.compile(
    r"\d{1,4}[.、]?|[一二三四五六七八九十]{1,3}、?|\([一二三四五六七八九十\d]{1,3}\)"
)
DUTY_KINDS: Final = ("lead", "support", "duty")
"""Kinds of columns that hold bodies."""


LONGEST_HEAD: Final = 24


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
    if len(head) > LONGEST_HEAD:
        return None
    words = re.sub(r"[\s*:]", "", head)
    return next((kind for kind, pattern in _COLUMN if pattern.fullmatch(words)), None)
