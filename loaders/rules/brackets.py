"""Rules for completeness: every list of bodies under a role is used, each by one part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from loaders.evidence.locate import Evidence
from loaders.evidence.quotes import Span, context_of
from loaders.evidence.sources import SourceText
from loaders.facts.model import Fact
from loaders.problems import Position, Problem
from loaders.rules.base import Case, Rule, finding

__all__ = ["RULES"]

_BETWEEN: Final = "，,；;。、 "
"""What stands between the lists of two roles in one bracket."""


def _brackets(case: Case) -> Iterable[Problem | None]:
    evidence = case.evidence
    if evidence is None:
        return
    used = _used(case, evidence)
    source = evidence.source
    for raw in _lists_of_bodies(source):
        users = used.get(raw) or [f for span, fs in used.items() if _overlap(raw, span) for f in fs]
        if len({fact.part for fact in users}) == 1:
            yield None
        elif not users:
            yield Problem(
                "bracket-unused", _place(case, evidence, raw),
                "no part of the file uses this list of bodies in the text: give it to its task",
                "原文中的这组责任单位没有任何部分使用:请写入相应任务",
                context=context_of(source, *raw), read=source.text[raw[0] : raw[1]],
            )  # fmt: skip
        else:
            yield finding(
                "bracket-twice", next(fact for fact in users if fact.part != users[0].part),
                f"this bracket is used by {'、'.join(str(fact.part) for fact in users)}",
                f"这个括号被多处使用:{'、'.join(str(fact.part) for fact in users)}",
                quote=source.text[raw[0] : raw[1]], context=context_of(source, *raw),
            )  # fmt: skip


def _lists_of_bodies(source: SourceText) -> list[Span]:
    """Return the raw span of every list under a role, in brackets or behind a bare label."""
    folded = source.folded
    brackets = source.language.find_brackets(folded.text.translate(source.language.usual))
    # Blanks and line breaks, which folding drops, end a list behind a label.
    labels = source.language.find_labels(source.text[source.start : source.end])
    spans = [folded.span(start, end) for start, end, _ in brackets]
    return sorted([*spans, *((source.start + s, source.start + e) for s, e, _ in labels)])


def _used(case: Case, evidence: Evidence) -> dict[Span, list[Fact]]:
    """Return the facts by the span of the list that they copy, or that their quote holds."""
    used: dict[Span, list[Fact]] = {}
    for fact in case.document.facts:
        for use in fact.quotes if fact.kind == "responsibility" else ():
            located = evidence.located[use.n]
            if located is not None:
                users = used.setdefault((located.start, located.end), [])
                if all(other.part != fact.part for other in users):
                    users.append(fact)
    return used


def _whole(case: Case) -> Iterable[Problem | None]:
    """Find lists that were copied in part: names stand before or behind what the part copies."""
    evidence = case.evidence
    if evidence is None:
        return
    raw, marks = evidence.source.text, case.language.punctuation
    lists = _lists_of_bodies(evidence.source)
    seen: set[int] = set()
    led = {use.follows.n for use in case.document.quotes if use.follows is not None}
    labelled = _labelled(case, evidence)
    for fact in case.document.facts:
        use = fact.quotes[0] if fact.quotes else None
        located = evidence.located[use.n] if use else None
        if use is None or located is None or use.role != "bracket" or use.n in seen | led:
            continue  # what another name follows at once is whole behind
        seen.add(use.n)
        start, end = located.start, located.end
        behind = end + len(raw[end : end + 4]) - len(raw[end : end + 4].lstrip(_BETWEEN))
        if behind > end and (fact.part, behind) in labelled:
            yield None  # 牵头单位:甲局;配合单位:乙局, each role with its own names
            continue
        # A damaged text may stop behind a separator; then nothing goes on.
        cut = marks.list_goes_on.match(raw[end : end + 2]) or (
            use.follows is None and raw[max(0, start - 1) : start] == marks.enumeration
        )
        around = next((one for one in lists if one[0] <= start < end < one[1]), None)
        left = raw[end : around[1]] if around else ""
        yield None if not cut and not marks.letter.search(left) else finding(
            "bracket-whole", fact,
            "the list of bodies goes on in the text: copy it whole",
            "原文中这组单位尚未结束:请完整抄录",
            quote=use.text, context=context_of(evidence.source, start, end),
            read=raw[around[0] : around[1]] if around else "",
        )  # fmt: skip


def _labelled(case: Case, evidence: Evidence) -> set[tuple[str | None, int]]:
    """Return where the lists of each part begin that open with a label of their own."""
    found = set()
    for fact in case.document.facts:
        use = fact.quotes[0] if fact.quotes else None
        located = evidence.located[use.n] if use else None
        if use and located and use.role == "bracket" and set(use.text) & {":", "："}:
            found.add((fact.part, located.start))
    return found


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _place(case: Case, evidence: Evidence, raw: Span) -> Position:
    """Return where the innermost part stands in the file that a span of the text lies in."""
    around = [
        (span[1] - span[0], key)
        for key, span in evidence.parts.items()
        if span[0] <= raw[0] and raw[1] <= span[1] and key in case.by_key
    ]
    return case.by_key[min(around)[1]].at if around else Position(case.document.path)


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "bracket-unused",
        "Every list of bodies under a role in the text, in brackets or behind a label such as "
        "责任单位:, is used by exactly one part.",
        "原文中每组责任单位(括号内或“责任单位:”之后)须恰由一个部分使用。",
        "36 brackets, 36 tasks",
        "a bracket that no task has",
        _brackets,
        needs_source=True,
    ),
    Rule(
        "bracket-whole",
        "A list of bodies is copied whole.",
        "责任单位须完整抄录。",
        "responsible: 责任单位:甲局、乙局",
        "responsible: 责任单位:甲局 ← 责任单位:甲局、乙局",
        _whole,
        needs_source=True,
    ),
    Rule(
        "bracket-twice",
        "No responsibility bracket is used by two parts.",
        "责任括号不得被两个部分使用。",
        "one bracket, one task",
        "one bracket, two tasks",
        needs_source=True,
    ),
)
