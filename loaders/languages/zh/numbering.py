"""Numbers of headings and parts as written: 7., (三), 第二章, 任务41, 三是."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from loaders.languages.language import Numbering
from loaders.languages.zh.numerals import read_number

__all__ = ["NUMBERING"]

_HEADING: Final = re.compile(
    r"[((〔【第]?(\d+|[一二三四五六七八九十百]+)(?:[))〕】]|[、.:]|是|要|项|条|章|节)"
)
_APART: Final = re.compile(
    r"(?:任务|工作|措施|事项|项目|序号|编号)?\s*第?\s*(\d{1,4}|[一二三四五六七八九十百]{1,4})"
    r"(?=[\s|:.、]|\Z)"
)
"""A number in a cell of its own (7 | 建设…) or a line of its own (任务41)."""
_ANY: Final = re.compile(
    r"\d{1,4}\.(?!\d)|[(（][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+[、是]"
)
_BEGINS: Final = re.compile(
    r"\s*(?:[((\uff08〔【第]?(?:\d{1,4}|[一二三四五六七八九十百]{1,4})(?:[.、\uff0e)\uff09〕】]|[章节条项]))"
)
_WORDS: Final = re.compile(r"[一二三四五六七八九十百两]+")


@lru_cache(maxsize=4096)
def _read(text: str | None) -> int | None:
    """Read a part's number as written: 7, 二, (三), 三是."""
    if text is None:
        return None
    number = read_number(text.strip("()（）第是、.．章节条项 "))
    return int(number) if number is not None and number == int(number) else None


def _numbers_in(text: str) -> set[int]:
    """Return every number of a text, in figures and in words."""
    found = {int(number) for number in re.findall(r"\d{1,6}", text)}
    for words in _WORDS.findall(text):
        number = read_number(words)
        if number is not None:
            found.add(int(number))
    return found


NUMBERING: Final = Numbering(
    read=_read, heading=_HEADING, apart=_APART, any=_ANY, begins=_BEGINS, numbers_in=_numbers_in
)
