"""Numbered headings of a text, as a tree: 一、 (一) 1. (1) ① 第一章 and their kin.

Many texts come without line breaks, so a mark may stand inside a line.  There it counts only
where it goes on with a series (…一、…二、…): a lone `2.` in a sentence is no heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from loaders.drafting.readers import read_number

__all__ = ["Item", "headings", "is_general", "title_end"]

_CN: Final = "[一二三四五六七八九十百零〇]{1,4}"
_MARK: Final = re.compile(
    rf"(?P<part>第(?P<part_n>{_CN}|\d{{1,3}})[编章节部分篇条](?![,、的]))"
    rf"|(?P<card>(?:重点|主要|工作)?(?:任务|事项|项目|工程|措施|行动|专栏)(?P<card_n>{_CN}|"
    rf"\d{{1,3}})(?=[:.、\s]))"
    rf"|(?P<cn>(?P<cn_n>{_CN})(?:、|\.(?!\d)))"
    rf"|(?P<cnp>\((?P<cnp_n>{_CN})\)、?)"
    r"|(?P<num>(?P<num_n>\d{1,4})(?:[、]|\.(?!\d)|\.(?=\d{1,2}月|\d{3,4}年|"
    r"\d{2,5}[\u4e00-\u9fff])))"
    r"|(?P<nump>\((?P<nump_n>\d{1,4})\)[、.]?|(?P<half_n>\d{1,2})\)(?!\d))"
    r"|(?P<circle>[①-⑳⑴-⒇⒈-⒛㈠-㈩❶-❿])"
)
_BULLET: Final = re.compile(r"[ \t]*(?:[#\-*•●■◆◇▲▪·]+[ \t]*){0,3}")
_SCHEMES: Final = ("part", "card", "cn", "cnp", "num", "nump", "circle")
_LINE: Final = re.compile(r"^", re.MULTILINE)
_INLINE: Final = re.compile(r"(?<=[\s。;)\]!?:>〉】])")
_TITLE_END: Final = re.compile(r"[。\n\t|:;]|[!?](?!\")| (?=[^ ])")
_GENERAL: Final = re.compile(
    r"^.{0,6}(?:总体(?:要求|目标|思路|考虑)|指导思想|基本原则|(?:工作|主要|发展|行动|总体|"
    r"具体)目标|"
    r"目标(?:任务)?|工作(?:要求|思路|原则)|适用(?:范围|对象)|形势|背景|重要意义|附则|附件|名词解释|"
    r"总则|编制依据|发展(?:基础|环境|现状)|现状|工作回顾|主要成效|存在(?:的)?问题)"
)
LONGEST_TITLE: Final = 200
FOUR_DIGITS: Final = 1000
"""From here on a number opens an item only in a series."""
_CIRCLES: Final = (("①", 1), ("⑴", 1), ("⒈", 1), ("㈠", 1), ("❶", 1))


@dataclass(slots=True)
class Item:
    """A numbered item; all offsets are those of the dense text."""

    number: str
    """As written: (一), 12, 第三条."""
    value: int
    scheme: str
    start: int
    text_start: int
    """Where its title starts, behind the mark."""
    line_start: bool
    """Whether its mark stands at the start of a line."""
    end: int = 0
    title_end: int = 0
    parent: Item | None = None
    children: list[Item] = field(default_factory=list)

    def ancestors(self) -> Iterator[Item]:
        """Yield the parent, its parent and so on."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent


def is_general(title: str) -> bool:
    """Tell whether a heading opens a general part (总体要求, 工作目标), which assigns nothing."""
    return _GENERAL.match(title) is not None


def title_end(dense: str, start: int, stop: int) -> int:
    """Return where a heading that starts at ``start`` ends: at its sentence, line or blank."""
    match = _TITLE_END.search(dense, start, min(stop, start + LONGEST_TITLE))
    end = match.start() if match else min(stop, start + LONGEST_TITLE)
    while end < stop and match and dense[match.start()] in ":;" and end - start < 4:
        match = _TITLE_END.search(dense, match.end(), min(stop, start + LONGEST_TITLE))
        end = match.start() if match else min(stop, start + LONGEST_TITLE)
    return end


def headings(dense: str, skip: list[tuple[int, int]] | None = None) -> list[Item]:
    """Return all numbered items in the order of the text, each with parent and children.

    Args:
        dense: The dense text.
        skip: Sorted spans that hold no headings: rows of tables.
    """
    marks = _accepted(list(_marks(dense, skip or [])))
    return _without_contents(_tree(marks, dense), dense)


def _marks(dense: str, skip: list[tuple[int, int]]) -> Iterator[Item]:
    """Yield every mark that may open an item."""
    lines = _line_starts(dense)
    at_skip = 0
    for match in _MARK.finditer(dense):
        at = match.start()
        while at_skip < len(skip) and skip[at_skip][1] <= at:
            at_skip += 1
        if at_skip < len(skip) and skip[at_skip][0] <= at:
            continue
        begins = at in lines
        if not begins and not (at and _INLINE.match(dense, at)):
            continue
        scheme = match.lastgroup or ""
        scheme = next(name for name in _SCHEMES if match[name] is not None)
        value = _value(match, scheme)
        if value is None:
            continue
        number = match["part"] or match["card"] or match["cnp"] or match["nump"] or match["circle"]
        number = number or match["cn_n"] or match["num_n"]
        start = match.end()
        while start < len(dense) and dense[start] in " \t:、.":
            start += 1
        if dense[start : start + 1] == "\n" and scheme != "card":
            start += 1  # the line breaks behind the mark
        yield Item(number.rstrip("、."), value, scheme, at, start, begins)


def _line_starts(dense: str) -> set[int]:
    starts = set()
    for line in _LINE.finditer(dense):
        match = _BULLET.match(dense, line.start())
        starts.add(match.end() if match else line.start())
    return starts


def _value(match: re.Match[str], scheme: str) -> int | None:
    if scheme == "circle":
        code = ord(match["circle"])
        return next(
            code - ord(one) + first for one, first in reversed(_BY_CODE) if code >= ord(one)
        )
    words = match["half_n"] if match["half_n"] else match[f"{scheme}_n"]
    number = read_number(words)
    return None if number is None else int(number)


_BY_CODE: Final = sorted(_CIRCLES, key=lambda pair: ord(pair[0]))


def _accepted(marks: list[Item]) -> list[Item]:
    """Keep marks at a line's start, and those inside a line that go on with a series."""
    kept: list[Item] = []
    last: dict[str, int] = {}
    following: dict[int, bool] = _begins_series(marks)
    for mark in marks:
        before = last.get(mark.scheme, 0)
        goes_on = before and before < mark.value <= before + 3
        begins = mark.value == 1 and (following[mark.start] or _is_first_below(kept, mark))
        if mark.value >= FOUR_DIGITS and not (goes_on or following[mark.start]):
            continue  # a lone 2025. at a line's start is a year
        if mark.line_start or goes_on or begins:
            kept.append(mark)
            last[mark.scheme] = mark.value
            for lower in _SCHEMES[_SCHEMES.index(mark.scheme) + 1 :]:
                if mark.value == 1 and lower != "num":
                    last.pop(lower, None)
    return kept


def _is_first_below(kept: list[Item], mark: Item) -> bool:
    """Tell whether a first mark stands right behind a heading of a higher scheme."""
    if not kept or mark.scheme not in ("cnp", "num"):
        return False
    higher = _SCHEMES.index(kept[-1].scheme) < _SCHEMES.index(mark.scheme)
    return higher and mark.start - kept[-1].text_start <= 40


def _begins_series(marks: list[Item]) -> dict[int, bool]:
    """Return for each mark whether the next mark of its scheme goes on from it."""
    after: dict[str, int] = {}
    goes_on: dict[int, bool] = {}
    for mark in reversed(marks):
        goes_on[mark.start] = mark.value < after.get(mark.scheme, 0) <= mark.value + 2
        after[mark.scheme] = mark.value
    return goes_on


def _tree(marks: list[Item], dense: str) -> list[Item]:
    """Hang each item below the last one of another scheme that is still open."""
    open_items: list[Item] = []
    for mark in marks:
        depth = _depth(open_items, mark)
        if depth is None and mark.scheme in ("part", "card"):
            depth = 0
        if depth is not None:
            for item in open_items[depth:]:
                item.end = mark.start
            del open_items[depth:]
        if open_items:
            mark.parent = open_items[-1]
            mark.parent.children.append(mark)
        open_items.append(mark)
    for item in open_items:
        item.end = len(dense)
    for item in marks:
        stop = item.children[0].start if item.children else item.end
        item.title_end = title_end(dense, item.text_start, stop)
    return marks


def _depth(open_items: list[Item], mark: Item) -> int | None:
    """Return the depth at which a mark closes what is open, or none if it opens a new level."""
    rank = _SCHEMES.index(mark.scheme)
    depth = next((i for i, item in enumerate(open_items) if item.scheme == mark.scheme), None)
    if depth is not None:
        top = _SCHEMES.index(open_items[-1].scheme)
        # 1. under (一) of 二、 is no sibling of a 1. that stood above 二、.
        return None if mark.value == 1 and depth < len(open_items) - 1 and top < rank else depth
    if mark.value > 1 or mark.scheme in ("part", "cn"):
        lower = (i for i, item in enumerate(open_items) if _SCHEMES.index(item.scheme) > rank)
        return next(lower, None)
    return None


def _without_contents(items: list[Item], dense: str) -> list[Item]:
    """Drop the lines of a table of contents: headings that stand again below, with a body."""
    seen: dict[tuple[str, str], Item] = {}
    for item in items:
        seen[item.number, _stripped(dense, item)] = item  # the last one wins
    kept = []
    for item in items:
        last = seen[item.number, _stripped(dense, item)]
        bare = not dense[item.title_end : item.end].strip(" .…·\n\t0123456789")
        if last is not item and bare and not item.children:
            continue
        kept.append(item)
    if len(kept) < len(items):
        ids = {id(item) for item in kept}
        for item in kept:
            item.children = [child for child in item.children if id(child) in ids]
    return kept


def _stripped(dense: str, item: Item) -> str:
    return dense[item.text_start : item.title_end].rstrip(" .…·0123456789")
