"""Lists of bodies in a text: brackets, labels, sentences, and the rule that the first one leads."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import Final

from loaders.drafting.bodies import is_body, is_group
from loaders.drafting.cells import Cell, Row
from loaders.drafting.deadlines import is_time
from loaders.drafting.readers import (
    Duty,
    find_brackets,
    find_first_leads,
    find_labels,
    split_bracket,
)

__all__ = ["DutyList", "Named", "duty_lists", "first_leads", "row_duties"]

_LABEL: Final = (
    r"(?:总?牵头|首要责任|责任|配合|主办|协办|承办|负责|实施|落实|执行|参与|参加|监督|"
    r"督办)(?:单位|部门|机构|领导|主体|处室)?"
)
_UNCLOSED: Final = re.compile(rf"[(〈<〔【\[](?={_LABEL}[:】\]])")
_LEADS_MARK: Final = re.compile(r"[((](?:总?牵头|主办)(?:单位|部门)?[))]$")


@dataclass(frozen=True, slots=True)
class Named:
    """A body as a list names it, with its place in the dense text."""

    name: str
    start: int
    end: int
    role: str
    """lead, support, oversight; a group has its role too."""
    group: bool
    cue: str
    code: str = "responsible"
    """The role as the facts know it: lead, support, responsible, implement, oversight."""


@dataclass(frozen=True, slots=True)
class DutyList:
    """One list of bodies: a bracket, a labelled line, a cell or a sentence."""

    start: int
    end: int
    names: tuple[Named, ...]
    form: str
    """bracket, label, cell, sentence or unclosed."""


def first_leads(dense: str) -> tuple[int, int] | None:
    """Return the words by which the body named first in a list leads, or none."""
    return next(iter(find_first_leads(dense)), None)


def duty_lists(dense: str, stops: list[int]) -> list[DutyList]:
    """Find all lists of bodies outside tables.

    Args:
        dense: The dense text.
        stops: Sorted places where an item starts, which no unclosed bracket crosses.
    """
    found = [
        _listed(start, bracket.duties, "bracket", end)
        for start, end, bracket in find_brackets(dense)
    ]
    found += [
        _listed(start, bracket.duties, "label", end) for start, end, bracket in find_labels(dense)
    ]
    found = sorted((one for one in found if one.names), key=lambda one: one.start)
    found += _others(dense, stops, found)
    found.sort(key=lambda one: one.start)
    found += _unclosed(dense, stops, found)
    found = [one for one in found if one.names]
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[DutyList] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


def _others(dense: str, stops: list[int], known: list[DutyList]) -> list[DutyList]:
    """Read brackets that end with a word for a role, and labels at the start of a line.

    The reader of brackets asks for the usual ends of bodies; a list of bodies under a label may
    hold zones, task forces and offices of offices as well.
    """
    covered = _Covered(known)
    found, bare = [], []
    for match in _TAILED.finditer(dense):
        close = _close(dense, match.start())
        if close < 0 or covered.at(match.start()):
            continue
        words = dense[match.start() : close + 1]
        one = _listed(match.start(), split_bracket(words).duties, "bracket", close + 1)
        good = sum(named.group or is_body(named.name) for named in one.names)
        if not one.names or good * 2 < len(one.names):
            continue
        if any(named.cue for named in one.names):
            found.append(one)
        elif good == len(one.names) and _ENDS_ITEM.match(dense, close + 1):
            bare.append(one)
    # A bracket with bodies alone counts where the text has no other form, and several of it.
    if len(bare) > 1 and not known and not found:
        found += bare
    return found + _labelled(dense, stops, covered)


def _labelled(dense: str, stops: list[int], covered: _Covered) -> list[DutyList]:
    """Read lists behind a label that starts a line (责任单位:…) or has brackets (【牵头单位】…)."""
    found = []
    for match in _LABELLED.finditer(dense):
        if covered.at(match.start()):
            continue
        index = bisect_right(stops, match.start())
        limit = min(stops[index] if index < len(stops) else len(dense), match.end() + 400)
        ends = (at for mark in "\n。【" if (at := dense.find(mark, match.end(), limit)) >= 0)
        end = min(ends, default=limit)
        label = f"{match['label']}:"
        words = dense[match.end() : end].rstrip()
        duties = split_bracket(label + words).duties
        one = _listed(match.end() - len(label), duties, "label", match.end() + len(words))
        if one.names and all(len(named.name) <= 24 for named in one.names):
            found.append(replace(one, start=match.start()))
    return found


_ENDS_ITEM: Final = re.compile(r"[。;]?(?:[ \n]|$)")
_TAILED: Final = re.compile(r"[(〔\[](?=[\u4e00-\u9fff*])")
_TAIL_WORD: Final = re.compile(
    r"(?:牵头|负责|配合|落实|参与|协办|主办|承办|实施)(?:负责|落实|实施|办理|推进)?$"
)
_LABELLED: Final = re.compile(
    r"(?:^[ ]?|(?P<opens>【))"
    r"(?P<label>(?:总?牵头|责任|配合|主办|协办|承办|参与|协同|落实|实施)(?:单位|部门|机构))"
    r"(?:及责任人)?(?(opens)】:?|:)",
    re.MULTILINE,
)


def _close(dense: str, start: int) -> int:
    """Return where the bracket that opens at ``start`` closes, or -1."""
    depth = 0
    for at in range(start, min(len(dense), start + 500)):
        if dense[at] in "(〔[":
            depth += 1
        elif dense[at] in ")〕]":
            depth -= 1
            if depth == 0:
                return at
        elif dense[at] in "。\n":
            return -1
    return -1


class _Covered:
    """Whether a place lies in one of some lists, sorted by their starts."""

    def __init__(self, lists: list[DutyList]) -> None:
        self.starts = [one.start for one in lists]
        self.lists = lists

    def at(self, place: int) -> bool:
        index = bisect_right(self.starts, place) - 1
        return index >= 0 and place < self.lists[index].end


def _unclosed(dense: str, stops: list[int], known: list[DutyList]) -> list[DutyList]:
    """Read brackets that a damaged text never closes, up to the next item or line."""
    found = []
    covered = _Covered(known)
    for match in _UNCLOSED.finditer(dense):
        at = match.start()
        if covered.at(at):
            continue
        index = bisect_right(stops, at)
        limit = min(stops[index] if index < len(stops) else len(dense), at + 600)
        line = dense.find("\n", at, limit)
        end = line if line >= 0 else limit
        sentence = dense.find("。", at, end)
        end = sentence if sentence >= 0 else end
        words = dense[at:end].rstrip()
        found.append(_listed(at, split_bracket(words).duties, "unclosed", at + len(words)))
    return found


def _listed(start: int, duties: tuple[Duty, ...], form: str, end: int) -> DutyList:
    names = [named for duty in duties for named in _named(duty, start)]
    return DutyList(start, end, tuple(names), form)


def _named(duty: Duty, base: int) -> list[Named]:
    role = _role(duty)
    named = []
    for name, offset in zip(duty.names, duty.offsets, strict=True):
        mark = _LEADS_MARK.search(name)
        words = name[: mark.start()] if mark else name
        start = base + offset
        words, start = words.strip("、,:;. "), start + len(words) - len(words.lstrip("、,:;. "))
        if not words or not _plausible(words):
            continue
        named.append(
            Named(
                words,
                start,
                start + len(words),
                "lead" if mark else role,
                is_group(words),
                duty.cue,
                "lead" if mark else duty.role or "responsible",
            )
        )
    return named


def _plausible(name: str) -> bool:
    """Tell a name from prose that a bracket or an open list has caught."""
    if len(name) > 60 or _NO_NAME.search(name):
        return False
    return not is_time(re.sub(r"(?:底|末)?(?:前|之前)?(?:完成|办结|落实到位|见效)?$", "", name))


_NO_NAME: Final = re.compile(
    r"[。;!?]|电话|(?<!所)附件|^\d+$|^(?:完成|办结|工作|整改)?(?:时限|时间|期限)|"
    r"^(?:总?牵头|责任|配合|主办|协办|承办|负责)(?:单位|部门|领导|人)?$|\d{1,2}月底?前?完成$|"
    r"年底?前?完成$"
)


def _role(duty: Duty) -> str:
    if duty.role in ("lead", "oversight"):
        return duty.role
    return "support"


def row_duties(row: Row) -> list[DutyList]:
    """Read the cells of a row that hold bodies."""
    lists = []
    for kind, label in (("lead", "牵头单位:"), ("support", "配合单位:"), ("duty", "责任单位:")):
        cell = row.cells.get(kind)
        if cell is not None:
            lists.append(_cell_list(cell, label))
    return sorted((one for one in lists if one.names), key=lambda one: one.start)


def _cell_list(cell: Cell, label: str) -> DutyList:
    words = cell.text
    own = re.match(_LABEL + ":", words)
    if not re.search(r"[、,;]", words) and " " in words and not own:
        parts = words.split(" ")
        if all(is_body(part) or is_group(part) for part in parts if part):
            words = "、".join(parts)
    head = "" if own else label
    duties = split_bracket(head + words).duties
    listed = _listed(cell.start - len(head), duties, "cell", cell.end)
    return replace(listed, start=cell.start)
