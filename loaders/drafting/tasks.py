"""Tasks of a text: the smallest numbered items that have a list of bodies, rows and cards."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Final

from loaders.drafting.bodies import is_body
from loaders.drafting.cells import Row
from loaders.drafting.responsibilities import DutyList, Named, duty_lists, first_leads, row_duties
from loaders.drafting.sentences import sentence_duties
from loaders.drafting.structure import Item, headings, is_general, title_end
from loaders.drafting.tables import read_tables

__all__ = ["Outline", "TaskDraft", "outline"]

_TAIL: Final = re.compile(
    r"(?:^|(?<=[\s。)]))(?:附件|附[::]|抄送|来源:|扫一扫|分享到|相关解读|政策解读|联系人|主办:|"
    r"打印|"
    r"本(?:意见|措施|政策|办法|方案|计划|规定|通知|细则|行动计划|实施意见|"
    r"若干措施)[^。]{0,20}(?:自|由|从|有效|执行|施行|适用))"
)


_ATTACHED: Final = re.compile(
    r"(?:^|(?<=[\n。 ]))附件?[ ]?:[ \n]?(?:[(]?\d{1,2}[.、)][^\n。;]{2,60}"
    r"(?:\n|$|[ ](?=[(]?\d{1,2}[.、)])))+"
)
"""The list of what is attached to a document; its numbers count papers, no tasks."""
_LABELS: Final = re.compile(
    r"(?:[ \n]*(?:完成|办结|工作|整改|推进|实施|落实|计划完成)?(?:时限|时间|期限|时间节点|"
    r"进度安排|目标)(?:要求)?:[^\n]{1,80})+"
)


LONGEST_HEADING: Final = 240
"""The number of a row and its title are one heading up to so many characters."""
FEWEST: Final = 3
"""A text with fewer items is no list of measures."""


@dataclass(slots=True)
class TaskDraft:
    """A task as drafted; offsets are those of the dense text."""

    number: str | None
    section: tuple[int, int] | None
    title: tuple[int, int]
    start: int
    end: int
    lists: list[DutyList] = field(default_factory=list)
    names: list[Named] = field(default_factory=list)
    deadline: tuple[int, int] | None = None
    form: str = "item"
    """item, row, card, or paragraph (an item whose number is lost)."""
    inherited: Named | None = None
    item: Item | None = None
    heading: tuple[int, int] | None = None
    """Its number and title as one piece of the text."""
    heads: dict[str, str] = field(default_factory=dict)
    """The heads of a table's columns, by their kind."""


@dataclass(slots=True)
class Outline:
    """The structure of a text: its items, rows, lists of bodies and tasks."""

    items: list[Item]
    rows: list[Row]
    lists: list[DutyList]
    tasks: list[TaskDraft]
    first_leads: tuple[int, int] | None


def outline(dense: str) -> Outline:
    """Read the structure of a text and its tasks, with the bodies that it gives each."""
    rows = read_tables(dense)
    solid = [(row.start, row.end) for row in rows if not row.card]
    items = headings(dense, solid)
    lists = duty_lists(dense, [item.start for item in items])
    first = first_leads(dense)
    tasks = [*_row_tasks(rows, items, lists), *_item_tasks(dense, items, lists, rows)]
    tasks.sort(key=lambda task: (task.start, task.end))
    for task in tasks:
        if not task.lists:
            task.lists = sentence_duties(dense, task.start, task.end)
        task.names = _names(task, first is not None)
    return Outline(items, rows, lists, tasks, first)


def _names(task: TaskDraft, first: bool) -> list[Named]:
    names: list[Named] = []
    for one in task.lists:
        listed = list(one.names)
        labelled = any(named.role == "lead" for named in listed)
        lead = next((i for i, named in enumerate(listed) if not named.group), None)
        if first and not labelled and lead is not None and listed[lead].role == "support":
            old = listed[lead]
            listed[lead] = Named(old.name, old.start, old.end, "lead", old.group, "first", old.code)
        names += listed
    seen: set[tuple[str, str]] = set()
    kept = []
    for named in names:
        if (named.name, named.role) not in seen:
            seen.add((named.name, named.role))
            kept.append(named)
    return kept


def _row_tasks(rows: list[Row], items: list[Item], lists: list[DutyList]) -> list[TaskDraft]:
    tasks = []
    starts = [item.start for item in items]
    for row in rows:
        title = row.cells["title"]
        above = (
            items[bisect_right(starts, row.start) - 1] if bisect_right(starts, row.start) else None
        )
        number = row.number
        if row.card and number is None and above is not None and above.scheme == "card":
            number = above.number
        task = TaskDraft(
            number, None, _clipped(title.start, title.end, title.text), row.start, row.end
        )
        task.form = "card" if row.card else "row"
        task.heads = row.heads
        if (
            row.number
            and not row.continued
            and not row.card
            and task.title[1] - row.start <= LONGEST_HEADING
        ):
            task.heading = (row.start, task.title[1])
        task.lists = row_duties(row)
        if row.inherited is not None and is_body(row.inherited.text):
            cell = row.inherited
            task.inherited = Named(cell.text, cell.start, cell.end, "support", False, "merged cell")
        if "deadline" in row.cells:
            cell = row.cells["deadline"]
            task.deadline = (cell.start, cell.end)
        if row.section is not None:
            task.section = (row.section.start, row.section.end)
        elif above is not None and not row.card:
            task.section = (above.text_start, above.title_end)
        tasks.append(task)
    return tasks


def _clipped(start: int, end: int, words: str) -> tuple[int, int]:
    """Return the span of a title without its last mark."""
    return start, end - (len(words) - len(words.rstrip("。;,:. ")))


def _item_tasks(
    dense: str, items: list[Item], lists: list[DutyList], rows: list[Row]
) -> list[TaskDraft]:
    owned = _owners(dense, items, lists, rows)
    holders = {id(item) for item in items if owned.get(id(item))}
    above = {id(up) for item in items if id(item) in holders for up in item.ancestors()}
    beside = {id(item.parent) for item in items if id(item) in holders}
    spans = [(row.start, row.end) for row in rows]
    flat = len(items) >= FEWEST and not any(item.children for item in items)
    attached = [match.span() for match in _ATTACHED.finditer(dense)]
    tasks: list[TaskDraft] = []
    for item in items:
        row = bisect_right(spans, (item.start, len(dense))) - 1
        if id(item) in holders:
            if id(item) not in above:
                tasks += _holder_tasks(dense, item, owned[id(item)])
        elif (row >= 0 and item.start < spans[row][1]) or _within(attached, item.start):
            continue
        elif _is_measure(dense, item, _Known(holders, above, beside, bool(lists), flat)):
            tasks.append(_task(dense, item, item.start, _own_end(dense, item), []))
        elif not lists and not item.children and item.scheme != "part":
            told = sentence_duties(dense, item.text_start, item.end)
            if told:
                tasks.append(_task(dense, item, item.start, _own_end(dense, item), told))
    return tasks


def _within(spans: list[tuple[int, int]], at: int) -> bool:
    """Tell whether a place lies in one of some sorted spans."""
    index = bisect_right(spans, (at, 1 << 60)) - 1
    return index >= 0 and at < spans[index][1]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a text's items: who holds lists, who stands above or beside them."""

    holders: set[int]
    above: set[int]
    beside: set[int]
    assigned: bool
    flat: bool
    """Whether the text is one list of items, none below another."""


def _owners(
    dense: str, items: list[Item], lists: list[DutyList], rows: list[Row]
) -> dict[int, list[DutyList]]:
    """Give each list to the deepest item around it, or to the one above where siblings share it."""
    starts = [item.start for item in items]
    owned: dict[int, list[DutyList]] = {}
    spans = [(row.start, row.end) for row in rows]
    for one in lists:
        at = bisect_right(starts, one.start) - 1
        row = bisect_right(spans, (one.start, len(dense))) - 1
        if at < 0 or (row >= 0 and spans[row][0] <= one.start < spans[row][1]):
            continue
        owned.setdefault(id(items[at]), []).append(one)
    lifted = [parent for parent in items if _shares(dense, parent, owned)]
    parents = sum(1 for item in items if len(item.children) > 1)
    for parent in lifted:
        last = parent.children[-1]
        one = owned[id(last)][-1]
        apart = dense[: one.start][-1:] == "\n"
        if apart or len(lifted) * 2 > parents:
            owned.setdefault(id(parent), []).append(one)
            owned[id(last)].remove(one)
    return owned


def _shares(dense: str, parent: Item, owned: dict[int, list[DutyList]]) -> bool:
    """Tell whether only the last of several children has a list, at its end."""
    if len(parent.children) < 2 or owned.get(id(parent)):
        return False
    having = [child for child in parent.children if owned.get(id(child))]
    return having == parent.children[-1:] and not parent.children[-1].children


def _is_measure(dense: str, item: Item, known: _Known) -> bool:
    """Tell whether an item without bodies is a task: the smallest numbered measure."""
    if item.children or item.scheme in ("part", "circle"):
        return False
    lineage = [item, *item.ancestors()]
    if any(id(up) in known.holders for up in lineage[1:]):
        return False
    if any(is_general(dense[up.text_start : up.title_end]) for up in lineage):
        return False
    if item.scheme == "nump" and not item.line_start:
        return False
    if known.assigned:
        return id(item.parent) in known.beside or (
            len(lineage) > 1 and id(lineage[-1]) in known.above
        )
    return (len(lineage) > 1 or known.flat) and item.scheme != "card"


def _own_end(dense: str, item: Item) -> int:
    tail = _TAIL.search(dense, item.title_end, item.end)
    return tail.start() if tail else item.end


def _holder_tasks(dense: str, item: Item, lists: list[DutyList]) -> list[TaskDraft]:
    """Make a task of an item; paragraphs after its list that have lists of their own are more."""
    groups: list[list[DutyList]] = [[lists[0]]]
    for one in lists[1:]:
        gap = dense[groups[-1][-1].end : one.start]
        new_paragraph = (
            re.match(r"[。;]?[ \n]+(?=[^ \n])", gap) is not None and len(gap.strip("。; \n")) > 8
        )
        if new_paragraph and not item.children:
            groups.append([one])
        else:
            groups[-1].append(one)
    tasks = []
    start = item.start
    for index, group in enumerate(groups):
        end = group[-1].end
        if end < len(dense) and dense[end] in "。;)":
            end += 1
        labels = _LABELS.match(dense, end, item.end)
        end = labels.end() if labels else end
        tasks.append(_task(dense, item, start, end, group, lost=index > 0))
        start = end
        while start < item.end and dense[start] in " \n。;)":
            start += 1
    return tasks


def _task(
    dense: str, item: Item, start: int, end: int, lists: list[DutyList], *, lost: bool = False
) -> TaskDraft:
    parent = item.parent
    section = (parent.start, parent.title_end) if parent else None
    if lost:
        title = (start, title_end(dense, start, end))
        return TaskDraft(None, section, title, start, end, lists, form="paragraph", item=item)
    first = min([one.start for one in lists] or [item.title_end])
    title = (item.text_start, max(min(item.title_end, first), item.text_start + 1))
    title = _clipped(title[0], title[1], dense[title[0] : title[1]])
    heading = (item.start, title[1])
    return TaskDraft(item.number, section, title, start, end, lists, item=item, heading=heading)


def task_at(tasks: list[TaskDraft], at: int) -> TaskDraft | None:
    """Return the task around a place, or none."""
    index = bisect_left([task.start for task in tasks], at + 1) - 1
    return tasks[index] if index >= 0 and at < tasks[index].end else None
