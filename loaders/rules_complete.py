"""Rules for completeness: what the document counts, numbers and brackets is all there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from loaders import records as R  # noqa: N812 - short, because every record kind is named
from loaders.brackets import find_brackets
from loaders.facts import Fact, Passage
from loaders.flatten import read_part_number
from loaders.normalise import simplified
from loaders.numerals import read_number
from loaders.problems import Fix, Position, Problem
from loaders.quotes import context_of
from loaders.rules_base import Case, Rule, finding

__all__ = ["RULES"]

_PLURALS: Final = {
    "strategies": "strategy", "campaigns": "campaign", "tasks": "task", "measures": "measure",
    "safeguards": "safeguard",
}  # fmt: skip
_PART_KINDS: Final = frozenset(_PLURALS.values())
_NUMBER_IN_HEADING: Final = re.compile(
    r"[((〔【第]?(\d+|[一二三四五六七八九十百]+)(?:[))〕】]|[、.:]|是|要|项|条|章|节)"
)
_ANY_NUMBER: Final = re.compile(
    r"\d{1,3}\.(?!\d)|[(（][一二三四五六七八九十]+[)）]|[一二三四五六七八九十]+[、是]"
)


def _parts(case: Case) -> Iterator[Fact]:
    for fact in case.document.facts:
        if fact.kind in _PART_KINDS and isinstance(fact.record, R.Part):
            yield fact


def _counts(case: Case) -> Iterable[Problem | None]:
    header = case.document.header
    for name, wanted in header.counts.items():
        kind = _PLURALS.get(name)
        told = [fact for fact in _parts(case) if fact.kind == kind and fact.record is not None]
        numbered = [fact for fact in told if getattr(fact.record, "number", None)]
        found = len(numbered) if numbered else len(told)
        at = case.document.positions.get("counts", Position(case.document.path))
        yield None if kind and found == wanted else Problem(
            "count-document", at,
            f"`counts` says {wanted} {name}, the file has {found}"
            + ("" if kind else ": name a kind of part in the plural"),
            f"counts 写 {name} {wanted} 个,文件中有 {found} 个",
            recorded=str(wanted), read=str(found),
        )  # fmt: skip
    for part in _parts(case):
        yield from _part_counts(case, part)
    for passage in case.document.passages:
        yield from _passage_counts(case, passage)


def _part_counts(case: Case, part: Fact) -> Iterable[Problem | None]:
    counts = part.record.counts if isinstance(part.record, R.Part) else {}
    for name, wanted in counts.items():
        kind = _PLURALS.get(name)
        children = [fact for fact in _parts(case) if fact.part == part.key and fact.kind == kind]
        numbered = [fact for fact in children if getattr(fact.record, "number", None)]
        found = len(numbered) if numbered else len(children)
        yield None if found == wanted else finding(
            "count-part", part,
            f"`counts` says {wanted} {name}, below this part there are {found}",
            f"counts 写 {name} {wanted} 个,本部分之下有 {found} 个",
            field_name="counts", recorded=str(wanted), read=str(found),
        )  # fmt: skip


def _passage_counts(case: Case, passage: Passage) -> Iterable[Problem | None]:
    facts = [case.by_key[key] for key in passage.facts if key in case.by_key]
    clean = case.quote(passage.quote)
    for name, wanted in passage.counts.items():
        found = _count_told(case, passage, name, facts)
        at = passage.quote.at
        yield None if found == wanted else Problem(
            "count-passage", at,
            f"`counts` says {wanted} {name}, the passage has {found}",
            f"counts 写 {name} {wanted} 个,本段有 {found} 个",
            quote=passage.quote.text, recorded=str(wanted), read=str(found),
        )  # fmt: skip
        yield None if wanted in _numbers(clean) else Problem(
            "count-in-quote", at,
            f"`counts` says {wanted} {name}, but the quote announces no {wanted}",
            f"counts 写 {name} {wanted} 个,引句中却没有这个数",
            quote=passage.quote.text, recorded=str(wanted),
        )  # fmt: skip


def _count_told(case: Case, passage: Passage, name: str, facts: list[Fact]) -> int:
    if name in _PLURALS or name == "parts":
        told = [fact for fact in facts if isinstance(fact.record, R.PartMention)]
        if not told:  # the parts stand below, not beside
            kind = _PLURALS.get(name)
            return sum(1 for f in _parts(case) if f.part == passage.part and f.kind == kind)
        return len(told)
    given = passage.node.get(name)
    count = len(given) if isinstance(given, list) else 0
    # A thing that stands for the whole (三大功能区) is not one of those counted.
    whole = {getattr(fact.record, "part_of", None) for fact in facts} - {None}
    wholes = sum(1 for item in given or [] if isinstance(item, dict) and item.get("id") in whole)
    return count - wholes


def _numbers(text: str) -> set[int]:
    found = {int(number) for number in re.findall(r"\d{1,6}", text)}
    for words in re.findall(r"[一二三四五六七八九十百两]+", text):
        number = read_number(words)
        if number is not None:
            found.add(int(number))
    return found


def _numbering(case: Case) -> Iterable[Problem | None]:
    groups: dict[tuple[str | None, str], list[Fact]] = {}
    tasks_run_on = case.document.header.counts.get("tasks", 0) > 0
    for fact in _parts(case):
        if read_part_number(getattr(fact.record, "number", None)) is not None:
            parent = None if fact.kind == "task" and tasks_run_on else fact.part
            groups.setdefault((parent, fact.kind), []).append(fact)
    for facts in groups.values():
        before = 0
        for fact in facts:
            number = read_part_number(getattr(fact.record, "number", None)) or 0
            yield None if number == before + 1 else finding(
                "numbering", fact,
                f"{fact.kind} {number} follows {fact.kind} {before}: "
                + ("told twice, or out of order" if number <= before else "what lies between?"),
                f"{fact.kind} {number} 紧接 {fact.kind} {before}:"
                + ("重复或次序颠倒" if number <= before else "中间缺失"),
                field_name="number", recorded=str(number), read=str(before + 1),
            )  # fmt: skip
            before = number


def _heading(case: Case) -> Iterable[Problem | None]:
    for fact in _parts(case):
        record = fact.record
        use = next((use for use in fact.quotes if use.role == "heading"), None)
        if not isinstance(record, R.Part) or use is None:
            continue
        match = _NUMBER_IN_HEADING.match(case.quote(use))
        told = read_part_number(record.number)
        read = read_part_number(match[1]) if match else None
        if told is None or told == read or "number" in fact.inferred:
            yield None
            continue
        fix = Fix(record.number or "", match[1]) if match else None
        yield finding(
            "part-number", fact,
            f"`number: {record.number}`, its heading begins with {match[1] if match else 'none'}",
            f"“number: {record.number}”,标题却以“{match[1] if match else '无编号'}”开头",
            field_name="number", quote=use.text, recorded=record.number or "",
            read=match[1] if match else "", fix=fix,
        )  # fmt: skip


def _unnumbered(case: Case) -> Iterable[Problem | None]:
    for fact in _parts(case):
        use = next((use for use in fact.quotes if use.role == "heading"), None)
        if use is None or getattr(fact.record, "number", None) is not None:
            continue
        match = _ANY_NUMBER.match(case.quote(use))
        yield None if match is None or fact.kind == "measure" else finding(
            "part-unnumbered", fact,
            f"the heading begins with {match[0]}, but the part has no `number`",
            f"标题以“{match[0]}”开头,本部分却没有 number",
            field_name="quote", quote=use.text, read=match[0],
        )  # fmt: skip


def _brackets(case: Case) -> Iterable[Problem | None]:
    evidence = case.evidence
    if evidence is None:
        return
    source = evidence.source
    used: dict[tuple[int, int], list[Fact]] = {}
    for fact in case.document.facts:
        for use in fact.quotes:
            located = evidence.located[use.n]
            if use.role == "bracket" and located is not None and fact.position == 1:
                used.setdefault((located.start, located.end), []).append(fact)
    text = simplified(source.folded.text)
    for start, end, _ in find_brackets(text):
        raw = source.folded.span(start, end)
        users = used.get(raw) or [
            f for span, fs in used.items() if raw[0] >= span[0] and raw[1] <= span[1] for f in fs
        ]
        if len({fact.part for fact in users}) == 1:
            yield None
        elif not users:
            yield Problem(
                "bracket-unused", Position(case.document.path),
                "no part of the file uses this bracket of the text: give it to its task",
                "原文中的这个括号没有任何部分使用:请写入相应任务",
                context=context_of(source, *raw), read=source.text[raw[0] : raw[1]],
            )  # fmt: skip
        else:
            yield finding(
                "bracket-twice", users[1],
                f"this bracket is used by {'、'.join(str(fact.part) for fact in users)}",
                f"这个括号被多处使用:{'、'.join(str(fact.part) for fact in users)}",
                quote=source.text[raw[0] : raw[1]], context=context_of(source, *raw),
            )  # fmt: skip


def _bracket_names(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        if fact.kind != "responsibility" or isinstance(fact.record, R.ResponsibilityRecord):
            continue
        told = case.clean(fact.name or "")
        fine = 1 < len(told) <= 40 and not re.search(r"[:;]", told)
        yield None if fine else finding(
            "bracket-name", fact,
            f"{fact.name} is no name of a body: is the bracket written as in the text?",
            f"“{fact.name}”不像单位名称:括号是否照原文抄写?",
            quote=fact.quotes[0].text if fact.quotes else "", recorded=fact.name or "",
        )  # fmt: skip


def _occurs(case: Case) -> Iterable[Problem | None]:
    if case.evidence is None:
        return
    text = case.evidence.source.text
    at = case.document.positions.get("readings", Position(case.document.path))
    for reading in case.document.header.readings:
        found = text.count(reading.raw)
        yield None if found == reading.occurs else Problem(
            "reading-occurs", at,
            f"the reading of {reading.raw!r} says `occurs: {reading.occurs}`, "
            f"the text has it {found} time(s)",
            f"读法 {reading.raw!r} 写 occurs: {reading.occurs},原文中出现 {found} 次",
            recorded=str(reading.occurs), read=str(found),
        )  # fmt: skip


def _order(case: Case) -> Iterable[Problem | None]:
    evidence = case.evidence
    if evidence is None:
        return
    before: dict[str | None, tuple[int, str]] = {}
    for use in case.document.quotes:
        located = evidence.located[use.n]
        if use.role not in ("heading", "passage") or located is None:
            continue
        start, text = before.get(use.within, (-1, ""))
        yield None if located.start >= start else Problem(
            "body-order", use.at,
            f"in the text this stands before “{text[:24]}”, which is written above it: keep the "
            "order of the text",
            f"原文中此处在“{text[:24]}”之前,文件中却在其后:请按原文次序",
            quote=use.text, context=context_of(evidence.source, located.start, located.end),
        )  # fmt: skip
        before[use.within] = max(before.get(use.within, (-1, "")), (located.start, use.text))


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "count-document",
        "The parts that the document counts are all there.",
        "文件所计的各类部分须齐全。",
        "counts: {tasks: 36} and 36 tasks",
        "counts: {tasks: 36} and 35 tasks",
        _counts,
    ),
    Rule("count-part", "The parts that a part counts are all below it.",
         "部分所计的下级须齐全。", "counts: {measures: 3} and 3 measures",
         "counts: {measures: 3} and 2 measures"),
    Rule("count-passage", "What a passage counts is all told.",
         "段落所计的各项须齐全。", "counts: {campaigns: 10} and ten of them",
         "counts: {campaigns: 10} and nine of them"),
    Rule("count-in-quote", "A count stands in the words that announce it.",
         "所计之数须见于引句。", "counts: {campaigns: 10} ← 十大战役",
         "counts: {campaigns: 9} ← 十大战役"),
    Rule(
        "numbering",
        "Numbered parts follow one another without gap or repetition.",
        "编号的部分须连续、不重复。",
        "task 7, task 8",
        "task 7, task 9",
        _numbering,
    ),
    Rule(
        "part-number",
        "The number of a part is the one at the head of its heading.",
        "部分的编号须与标题开头一致。",
        "number: 7 ← 7.实施…",
        "number: 8 ← 7.实施…",
        _heading,
    ),
    Rule(
        "part-unnumbered",
        "A heading with a number gives its part that number.",
        "带编号的标题,其部分须写 number。",
        "number: 二 ← (二)开展…",
        "no number ← (二)开展…",
        _unnumbered,
    ),
    Rule(
        "bracket-unused",
        "Every responsibility bracket of the text is used by exactly one part.",
        "原文的每个责任括号须恰由一个部分使用。",
        "36 brackets, 36 tasks",
        "a bracket that no task has",
        _brackets,
        needs_source=True,
    ),
    Rule("bracket-twice", "No responsibility bracket is used by two parts.",
         "责任括号不得被两个部分使用。", "one bracket, one task", "one bracket, two tasks",
         needs_source=True),
    Rule(
        "bracket-name",
        "What a bracket lists are names of bodies.",
        "括号中所列须是单位名称。",
        "市经贸委",
        "牵头单位:市经贸委;配合单位",
        _bracket_names,
    ),
    Rule(
        "reading-occurs",
        "A reading says how often its raw form occurs in the text.",
        "读法须写明原形在原文中出现的次数。",
        "raw: '*', occurs: 41",
        "raw: '*', occurs: 40",
        _occurs,
        needs_source=True,
    ),
    Rule(
        "body-order",
        "The body follows the order of the text.",
        "正文部分须按原文次序。",
        "task 7 above task 8",
        "task 8 above task 7",
        _order,
        needs_source=True,
    ),
)  # fmt: skip
