"""Rules for completeness: what the document counts, numbers and brackets is all there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from loaders.evidence.quotes import context_of
from loaders.facts.model import Fact, Passage
from loaders.languages.folding import fold_width
from loaders.languages.language import Numbering
from loaders.problems import Fix, Position, Problem
from loaders.rules.base import Case, Rule, finding
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.kinds import PART_OF_PLURAL

__all__ = ["RULES"]

_PART_KINDS: Final = frozenset(PART_OF_PLURAL.values())


def _parts(case: Case) -> Iterator[Fact]:
    for fact in case.document.facts:
        if fact.kind in _PART_KINDS and isinstance(fact.record, R.Part):
            yield fact


def _counts(case: Case) -> Iterable[Problem | None]:
    header = case.document.header
    for name, wanted in header.counts.items():
        kind = PART_OF_PLURAL.get(name)
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
        kind = PART_OF_PLURAL.get(name)
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
        found = _count_recorded(case, passage, name, facts)
        at = passage.quote.at
        yield None if found == wanted else Problem(
            "count-passage", at,
            f"`counts` says {wanted} {name}, the passage has {found}",
            f"counts 写 {name} {wanted} 个,本段有 {found} 个",
            quote=passage.quote.text, recorded=str(wanted), read=str(found),
        )  # fmt: skip
        announced = wanted in case.language.numbering.numbers_in(clean)
        yield None if not case.readable(passage.quote) or announced else Problem(
            "count-in-quote", at,
            f"`counts` says {wanted} {name}, but the quote announces no {wanted}",
            f"counts 写 {name} {wanted} 个,引文中却没有这个数",
            quote=passage.quote.text, recorded=str(wanted),
        )  # fmt: skip


def _count_recorded(case: Case, passage: Passage, name: str, facts: list[Fact]) -> int:
    if name in PART_OF_PLURAL or name == "parts":
        told = [fact for fact in facts if isinstance(fact.record, R.PartMention)]
        if not told:  # the parts stand below, not beside
            kind = PART_OF_PLURAL.get(name)
            return sum(1 for f in _parts(case) if f.part == passage.part and f.kind == kind)
        return len(told)
    given = passage.node.get(name)
    count = len(given) if isinstance(given, list) else 0
    # A thing that stands for the whole (三大功能区) is not one of those counted.
    whole = {getattr(fact.record, "part_of", None) for fact in facts} - {None}
    wholes = sum(1 for item in given or [] if isinstance(item, dict) and item.get("id") in whole)
    return count - wholes


def _numbering(case: Case) -> Iterable[Problem | None]:
    inside: dict[tuple[str | None, str], _Counted] = {}
    overall: dict[str, _Counted] = {}
    tasks_run_on = case.document.header.counts.get("tasks", 0) > 0
    others = _Others()
    for fact in _parts(case):
        here = inside.setdefault((fact.part, fact.kind), _Counted())
        whole = overall.setdefault(fact.kind, _Counted())
        number = case.language.numbering.read(getattr(fact.record, "number", None))
        others.see(fact, number)
        if number is None:
            here.unnumbered += 1
            whole.unnumbered += 1
            continue
        # Numbers begin anew in a part, or run on from the part before it.
        runs_on = fact.kind == "task" and tasks_run_on
        fine = whole.goes_on(number) if runs_on else here.goes_on(number)
        fine = fine or (here.number == 0 and whole.goes_on(number))
        before = whole.number if runs_on else here.number or (number > 1 and whole.number) or 0
        explained = "number" in fact.inferred or others.bear(fact, int(before) + 1, number)
        yield None if fine or explained else _out_of_order(fact, number, int(before))
        here.take(number)
        whole.take(number)
        others.take(fact)


class _Others:
    """Numbers that other kinds of parts bear in one run: 1.目标 is none of the tasks 2 to 15."""

    def __init__(self) -> None:
        self._kinds: dict[str, str] = {}
        self._seen: list[tuple[str, str | None, bool, int]] = []
        self._since: dict[str, int] = {}

    def see(self, fact: Fact, number: int | None) -> None:
        """Take note of a part, and of the kind of the part that it stands in."""
        self._kinds[fact.key] = fact.kind
        if number is not None:
            inside = self._kinds.get(fact.part or "")
            self._seen.append((fact.kind, inside, _in_digits(fact), number))

    def bear(self, fact: Fact, first: int, end: int) -> bool:
        """Tell whether other kinds bear the numbers from `first` up to `end`, written alike.

        What stands inside a part of the same kind counts anew and bears none of them.
        """
        told = {
            (digits, number)
            for kind, inside, digits, number in self._seen[self._since.get(fact.kind, 0) :]
            if fact.kind not in (kind, inside)
        }
        return first < end and all((_in_digits(fact), n) in told for n in range(first, end))

    def take(self, fact: Fact) -> None:
        """Go on behind a numbered part of a kind."""
        self._since[fact.kind] = len(self._seen)


def _in_digits(fact: Fact) -> bool:
    return str(getattr(fact.record, "number", "")).strip("().、（）．").isascii()


@dataclass(slots=True)
class _Counted:
    """The last number of a run of parts, and how many without a number followed it."""

    number: int = 0
    unnumbered: int = 0

    def goes_on(self, number: int) -> bool:
        """Tell whether a number follows; parts between that lost theirs may account for a gap."""
        return self.number < number <= self.number + self.unnumbered + 1

    def take(self, number: int) -> None:
        """Go on from a number."""
        self.number, self.unnumbered = number, 0


def _out_of_order(fact: Fact, number: int, before: int) -> Problem:
    again = number <= before
    en = f"{fact.kind} {number} follows {fact.kind} {before}: "
    zh = f"{fact.kind} {number} 紧接 {fact.kind} {before}:"
    if not before:
        en = f"{fact.kind} {number} is the first: those before it are not recorded; add them."
        zh = f"首个 {fact.kind} 编号为 {number}:其前各部分未录入,请补录"
    else:
        en += "told twice, or out of order." if again else "what lies between?"
        zh += "重复或次序颠倒" if again else "中间缺失"
    return finding(
        "numbering", fact,
        f"{en} If the text has it so, say so as `inferred: {{number: …}}`",
        f"{zh};若原文如此,请以 inferred: {{number: …}} 说明",
        field_name="number", recorded=str(number), read=str(before + 1),
    )  # fmt: skip


def _heading(case: Case) -> Iterable[Problem | None]:
    numbering = case.language.numbering
    for fact in _parts(case):
        record = fact.record
        use = next((use for use in fact.quotes if use.role == "heading"), None)
        if not isinstance(record, R.Part) or use is None:
            continue
        match = numbering.heading.match(case.quote(use)) or _number_apart(use.text, numbering)
        told = numbering.read(record.number)
        read = numbering.read(match[1]) if match else None
        beside = (_number_apart(also.text, numbering) for also in fact.quotes if also is not use)
        apart = told in {numbering.read(found[1]) for found in beside if found}
        if told is None or told == read or apart or "number" in fact.inferred:
            yield None
            continue
        fix = Fix(record.number or "", match[1]) if match else None
        yield finding(
            "part-number", fact,
            f"`number: {record.number}`, its heading begins with {match[1] if match else 'none'}"
            + ("" if match else ": quote the number too, there or by `also`, or mark it inferred"),
            f"“number: {record.number}”,标题却以“{match[1] if match else '无编号'}”开头"
            + ("" if match else ":请连同编号引用(标题或 also),或写 inferred: {number: 理由}"),
            field_name="number", quote=use.text, recorded=record.number or "",
            read=match[1] if match else "", fix=fix,
        )  # fmt: skip


def _number_apart(quote: str, numbering: Numbering) -> re.Match[str] | None:
    return numbering.apart.match(fold_width(quote).strip())


def _unnumbered(case: Case) -> Iterable[Problem | None]:
    for fact in _parts(case):
        use = next((use for use in fact.quotes if use.role == "heading"), None)
        if use is None or getattr(fact.record, "number", None) is not None:
            continue
        match = case.language.numbering.any.match(case.quote(use))
        yield None if match is None or fact.kind == "measure" else finding(
            "part-unnumbered", fact,
            f"the heading begins with {match[0]}, but the part has no `number`",
            f"标题以“{match[0]}”开头,本部分却没有 number",
            field_name="quote", quote=use.text, read=match[0],
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
            f"校读 {reading.raw!r} 写 occurs: {reading.occurs},原文中出现 {found} 次",
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
        reads_quotes=False,
    ),
    Rule("count-part", "The parts that a part counts are all below it.",
         "部分所计的下级须齐全。", "counts: {measures: 3} and 3 measures",
         "counts: {measures: 3} and 2 measures"),
    Rule("count-passage", "What a passage counts is all told.",
         "段落所计的各项须齐全。", "counts: {campaigns: 10} and ten of them",
         "counts: {campaigns: 10} and nine of them"),
    Rule("count-in-quote", "A count stands in the words that announce it.",
         "所计之数须见于引文。", "counts: {campaigns: 10} ← 十大战役",
         "counts: {campaigns: 9} ← 十大战役"),
    Rule(
        "numbering",
        "Numbered parts follow one another without gap or repetition.",
        "编号的部分须连续、不重复。",
        "task 7, task 8",
        "task 7, task 9",
        _numbering,
        reads_quotes=False,
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
        "bracket-name",
        "What a bracket lists are names of bodies.",
        "括号中所列须是单位名称。",
        "市经贸委",
        "牵头单位:市经贸委;配合单位",
        _bracket_names,
        reads_quotes=False,
    ),
    Rule(
        "reading-occurs",
        "A reading says how often its raw form occurs in the text.",
        "校读须写明原形在原文中出现的次数。",
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
