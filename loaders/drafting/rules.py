"""The drafter by rules: everything that it reads in one text, as facts with fields."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from loaders.drafting.amounts import Amount, find_amounts
from loaders.drafting.deadlines import (
    deadline_in_list,
    find_deadline,
    labelled_deadline,
    starting_times,
)
from loaders.drafting.header import Header, read_header
from loaders.drafting.measures import (
    FALLING,
    SIGNS,
    YEAR,
    hedge_of,
    how_often,
    measure_name,
    number_of,
    parts_of,
    year_of,
)
from loaders.drafting.model import Draft, Fact, Field, LeftOut, Section
from loaders.drafting.naming import named_facts
from loaders.drafting.structure import Item
from loaders.drafting.tasks import Outline, TaskDraft, outline
from loaders.drafting.text import Text
from loaders.drafting.titles import Title, find_titles

__all__ = ["draft_by_rules"]

Span = tuple[int, int]
SPOKEN: Final = re.compile("[一二三四五六七八九十两]{1,2}[大个项类种方条点张件次期级字]?")
"""A number that may count what is said: 三大平台, 五个重点."""


@dataclass(slots=True)
class _Reader:
    text: Text
    header: Header
    outline: Outline
    titles: list[Title]


def draft_by_rules(text: Text) -> Draft:
    """Draft the facts of a text by rules.  Linear in the length of the text."""
    dense = text.dense
    plan = outline(dense)
    header = read_header(dense, assigned=any(task.lists for task in plan.tasks))
    titles = find_titles(dense, plan.items, header.title if header.plan else None)
    reader = _Reader(text, header, plan, titles)
    draft = Draft(written=header.date, raw=text.raw)
    if header.title:
        draft.title = text.span(*header.title)
    draft.facts += [_task_fact(reader, task) for task in plan.tasks]
    for task in plan.tasks:
        draft.left_out += [
            LeftOut(text.span(*span), text.cut(*span), "when work starts, not when it ends")
            for span in starting_times(dense, task.title[0], _own_words_end(task))
        ]
    _add_amounts(reader, draft)
    draft.facts += named_facts(text, plan, titles, header.year, ahead=header.plan)
    _add_frame(reader, draft)
    order = {id(fact): index for index, fact in enumerate(draft.facts)}
    draft.facts.sort(key=lambda fact: (fact.span, fact.kind, order[id(fact)]))
    return draft


def _add_frame(reader: _Reader, draft: Draft) -> None:
    """Add what stands around the facts: sections, the rule of who leads, heads of columns."""
    text, plan = reader.text, reader.outline
    sections = _sections(plan)
    for item in plan.items:
        if id(item) in sections:
            name = text.cut(item.text_start, item.title_end).strip()
            draft.sections.append(
                Section(
                    text.span(item.start, item.end),
                    item.number,
                    name,
                    text.cut(item.start, item.title_end).strip(),
                )
            )
    draft.sections += _row_sections(text, plan.tasks)
    for task in plan.tasks:
        for kind, role in (("lead", "lead"), ("support", "support"), ("duty", "responsible")):
            if kind in task.heads and kind != "title":
                draft.columns.setdefault(role, task.heads[kind])
        if "deadline" in task.heads:
            draft.columns.setdefault("deadline", task.heads["deadline"])
    if plan.first_leads:
        draft.lead_rule = text.cut(*plan.first_leads)
    draft.plan = reader.header.plan


def _sections(plan: Outline) -> set[int]:
    """Return the items that are drafted as sections, by identity.

    They are those around a task, and those before them in their series, such as the aims: with 一
    left out, 二 would follow nothing.
    """
    items = {id(task.item) for task in plan.tasks if task.item}
    rows = {task.section[0] for task in plan.tasks if task.form == "row" and task.section}
    sections = {id(task.item.parent) for task in plan.tasks if task.item and task.item.parent}
    before: dict[tuple[int | None, str], Item] = {}
    last: dict[int, Item] = {}
    for item in plan.items:
        series = (id(item.parent) if item.parent else None, item.scheme)
        elder = before.get(series)
        if elder is not None and elder.value == item.value - 1:
            last[id(item)] = elder
        before[series] = item
    for item in plan.items:
        if id(item) not in sections:
            continue
        elder = last.get(id(item))
        while elder is not None and id(elder) not in sections and id(elder) not in items:
            if elder.text_start not in rows:  # else the rows of a table make a section of it
                sections.add(id(elder))
            elder = last.get(id(elder))
    return sections


def _row_sections(text: Text, tasks: list[TaskDraft]) -> list[Section]:
    """Make a section of the rows of a table that share a heading."""
    sections: list[Section] = []
    spans: dict[Span, Span] = {}
    for task in tasks:
        if task.form == "row" and task.section is not None:
            low, high = spans.get(task.section, (min(task.section[0], task.start), task.end))
            spans[task.section] = (low, max(high, task.end))
    for name, span in spans.items():
        words = text.cut(*name)
        sections.append(Section(text.span(*span), "", words, words))
    return sections


def _task_fact(reader: _Reader, task: TaskDraft) -> Fact:
    text = reader.text
    fact = Fact("task", text.span(task.start, task.end))
    fact.heading = text.span(*task.heading) if task.heading else None
    number = task.number
    if number and task.item is not None:
        number = text.cut(task.item.start, task.item.start + len(number))
    title = task.title
    fact.fields["title_quote"] = Field(
        text.cut(*title),
        task.form != "paragraph",
        "" if task.form != "paragraph" else "its number is lost",
    )
    fact.fields["number"] = Field(
        number, number is not None, "" if number else "no number stands here"
    )
    if task.section:
        fact.fields["section"] = Field(
            text.cut(*task.section).strip(),
            task.form == "item",
            "" if task.form == "item" else "read from a table's column",
        )
    sure = {one.form for one in task.lists} <= {"bracket", "cell", "label"}
    why = "" if sure else "the list of bodies is not closed, or stands in a sentence"
    for role, key in (("lead", "leads"), ("support", "supports")):
        names = [text.cut(n.start, n.end) for n in task.names if n.role == role and not n.group]
        fact.fields[key] = Field(
            names, sure and bool(task.lists), why or ("" if task.lists else "no list of bodies")
        )
    groups = [text.cut(n.start, n.end) for n in task.names if n.group]
    fact.fields["groups"] = Field(
        groups, sure and bool(task.lists), why or ("" if task.lists else "no list of bodies")
    )
    if task.inherited is not None:
        name = text.cut(task.inherited.start, task.inherited.end)
        fact.fields["inherited"] = Field(name, False, "from a merged cell above")
    for one in task.lists:
        if one.form == "sentence":
            continue
        words = text.cut(one.start, one.end)
        for code in dict.fromkeys(named.code for named in one.names):
            fact.lists.setdefault(code, []).append(words)
    cells = any(one.form == "cell" for one in task.lists)
    fact.untold_role = cells and not {"duty", "lead", "support"} & set(task.heads)
    deadline = task.deadline or labelled_deadline(reader.text.dense, task.title[0], task.end)
    for one in task.lists if deadline is None else ():
        within = deadline_in_list(reader.text.dense[one.start : one.end])
        if within is not None:
            deadline = (one.start + within[0], one.start + within[1])
    cell = deadline is not None
    if deadline is None:
        deadline = find_deadline(reader.text.dense, task.title[0], _own_words_end(task))
    fact.fields["deadline"] = Field(
        text.cut(*deadline) if deadline else None,
        cell,
        "" if cell else "read from a sentence" if deadline else "no limit was found",
    )
    if deadline:
        fact.fields["deadline"].ready = cell or text.dense[deadline[1] - 1] in "前内"
    return fact


def _own_words_end(task: TaskDraft) -> int:
    after = [
        one.start for one in task.lists if one.start > task.title[0] and one.form != "sentence"
    ]
    if task.form in ("row", "card"):
        return task.end
    return min(after, default=task.end)


def _add_amounts(reader: _Reader, draft: Draft) -> None:
    text, dense = reader.text, reader.text.dense
    solid = [(one.start, one.end) for one in reader.outline.lists]
    solid += [(one.start, one.end) for one in reader.titles]
    solid += [(item.start, item.text_start) for item in reader.outline.items]
    tasks = [(task.start, task.end) for task in reader.outline.tasks]
    amounts, left = find_amounts(dense, reader.outline.items, tasks, solid, plan=reader.header.plan)
    years = [(m.start(), m[0]) for m in YEAR.finditer(dense)]
    at = 0
    last: str | None = None
    for amount in amounts:
        while at < len(years) and years[at][0] < amount.start:
            last, at = years[at][1], at + 1
        draft.facts.append(_amount_fact(reader, amount, last))
    draft.left_out += [LeftOut(text.span(a, b), text.cut(a, b), reason) for a, b, reason in left]


def _amount_fact(reader: _Reader, amount: Amount, last: str | None) -> Fact:
    text, dense = reader.text, reader.text.dense
    name = measure_name(dense, amount)
    start, end = _quote(dense, amount, name)
    fact = Fact("target" if amount.is_target else "value", text.span(start, end))
    if name is not None:
        fact.extent = text.span(min(start, name[0]), max(end, name[1]))
    value = text.cut(amount.start, amount.end)
    number, unit = parts_of(dense[amount.start : amount.end], amount.reading)
    fact.fields["quote"] = Field(text.cut(start, end), True)
    fact.fields["name"] = Field(
        text.cut(*name) if name else None, False, "measures are named in many ways"
    )
    spoken = SPOKEN.fullmatch(dense[amount.start : amount.end]) is not None
    fact.fields["value"] = Field(
        value, not spoken, "a small number in words may only count headings" if spoken else ""
    )
    fact.fields["number"] = Field(number_of(amount.reading), not amount.reading.unread)
    fact.fields["unit"] = Field(_unit(amount), True)
    fact.fields["bound"] = Field(SIGNS[amount.reading.bound], True)
    if hedge := hedge_of(dense[amount.start : amount.end], amount.reading):
        fact.fields["bound"] = Field(
            SIGNS[amount.reading.bound], False, "a range, and the text hedges it too"
        )
        fact.fields["hedge"] = Field(hedge, True)
    fact.fields["status"] = Field(amount.status, not amount.reason, amount.reason)
    year = year_of(dense, amount, reader.header.year, amount.heading, last)
    fact.fields["year"] = Field(year, False, "years are told once for many sentences")
    fact.fields["value_span"] = Field(list(text.span(amount.start, amount.end)), True)
    fall = FALLING.search(dense[amount.clause[0] : amount.start])
    if fall:
        copied = text.cut(amount.clause[0] + fall.start(), amount.end)
        fact.fields["copied"] = Field(copied, True)
    if each := how_often(dense, amount):
        per, beside = each
        apart = "" if beside else "how often: told apart from the number"
        fact.fields["per"] = Field(text.cut(*per), beside, apart)
        if beside and not fall:
            fact.fields["copied"] = Field(text.cut(per[0] - 1, amount.end), True)
    fact.fields["written"] = Field([_surface(text, amount, number), unit], True)
    return fact


def _surface(text: Text, amount: Amount, number: str) -> str:
    """Return the number as the raw text writes it."""
    at = text.dense.find(number, amount.start, amount.end)
    return text.cut(at, at + len(number)) if at >= 0 else number


def _unit(amount: Amount) -> str:
    if amount.reading.unit in ("PERCENT", "PERMILLE") and not amount.reading.measure.startswith(
        "个"
    ):
        return "%" if amount.reading.unit == "PERCENT" else "‰"
    return amount.reading.measure


def _quote(dense: str, amount: Amount, name: Span | None) -> Span:
    """Return the clause's words from the name or the verb to the end of value and name."""
    low, high = amount.clause
    start, end = max(low, dense.rfind("、", low, amount.start) + 1), amount.end
    if name is not None:
        start, end = min(start, name[0]) if name[0] >= low else start, max(end, name[1])
    return start, min(max(end, amount.end), max(high, amount.end))
