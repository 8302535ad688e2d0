"""Rules for quotes: those that finding them applies, and whole words at their edges."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Final

from loaders.evidence.quotes import MAX_QUOTE, context_of
from loaders.facts.model import Located, QuoteUse
from loaders.facts.words import names_of
from loaders.languages.folding import fold_width
from loaders.languages.language import QuoteEdges
from loaders.problems import Fix, Problem
from loaders.rules.base import Case, Rule

__all__ = ["RULES"]

_SHORTEST: Final = 3
"""Fewer characters between a cut and the next stop are the remains of a clause."""


def _names(case: Case) -> frozenset[str]:
    """Return the words that records of this document name, without quotation marks."""
    words: set[str] = set()
    marks = case.language.punctuation.marks
    for fact in case.document.facts:
        words.update(case.clean(text) for _, text in names_of(fact, case.language))
        for field in ("value", "growth", "investment", "deadline"):
            text = getattr(fact.record, field, None)
            if isinstance(text, str):
                words.add(case.clean(text))
    return frozenset(w for w in (word.strip(marks) for word in words) if len(w) > 1)


def _edges(case: Case) -> Iterable[Problem | None]:
    evidence = case.evidence
    if evidence is None:
        return
    names: frozenset[str] | None = None
    seen: set[tuple[int, int]] = set()
    for use in case.document.quotes:
        located = evidence.located[use.n]
        if located is None or (located.start, located.end) in seen:
            continue
        seen.add((located.start, located.end))
        cut = _cuts(case, located)
        if cut and names is None:
            names = _names(case)
        broken = cut and names is not None and not _excused(case, located, names, cut)
        if broken or _splits_pair(case, located):
            yield Problem(
                "quote-edge-word", use.at,
                "the quote starts or stops in the middle of a clause, perhaps of a word: go to the "
                "next punctuation mark, or to the whole name",
                "引文从分句(或词语)中间截断:请引到标点处,或引完整的名称",
                quote=use.text, context=context_of(evidence.source, located.start, located.end),
            )  # fmt: skip
        else:
            yield None


def _cuts(case: Case, located: Located) -> str:
    """Return which edges have a letter on both sides: L, R, LR or none."""
    assert case.evidence is not None
    raw, letter = case.evidence.source.text, case.language.edges.letter
    left = _joined(raw, located.start, letter)
    right = _joined(raw, located.end, letter) or _behind_ruby(raw, located, letter)
    return ("L" if left else "") + ("R" if right else "")


def _joined(raw: str, edge: int, letter: re.Pattern[str]) -> bool:
    """Tell whether letters stand on both sides of an edge."""
    inner = 0 < edge < len(raw)
    return inner and all(letter.match(raw[at]) is not None for at in (edge - 1, edge))


def _behind_ruby(raw: str, located: Located, letter: re.Pattern[str]) -> bool:
    """Tell whether a quote that ends with a ruby bracket is followed by a letter."""
    if "ruby" not in located.rules or located.end >= len(raw):
        return False
    return raw[located.end - 1] == ")" and letter.match(raw[located.end]) is not None


def _excused(case: Case, located: Located, names: frozenset[str], cut: str) -> bool:
    assert case.evidence is not None
    folded, edges = case.evidence.source.folded, case.language.edges
    start = bisect_left(folded.starts, located.start)
    end = bisect_right(folded.ends, located.end)
    before, quote = folded.text[max(0, start - 40) : start], folded.text[start:end]
    after = folded.text[end : end + 40]
    if "L" in cut and not any(quote.startswith(name) for name in names):
        beside = any(before.endswith(name) for name in names) or edges.before.search(before[-3:])
        if not beside or len(edges.stop.split(quote, maxsplit=1)[0]) < _SHORTEST:
            return False
    if "R" in cut and not any(quote.endswith(name) for name in names):
        next_to = any(after.startswith(name) for name in names) or edges.after.match(after)
        return bool(next_to) and len(edges.stop.split(quote)[-1]) >= _SHORTEST
    return True


def _splits_pair(case: Case, located: Located) -> bool:
    """Tell whether a quotation mark or bracket beside the quote closes one inside it."""
    assert case.evidence is not None
    raw, edges = case.evidence.source.text, case.language.edges
    after, before = (
        raw[located.end : located.end + 1],
        raw[max(0, located.start - 1) : located.start],
    )
    exact = raw[located.start : located.end]
    if after in edges.pairs and after and exact.count(edges.pairs[after]) > exact.count(after):
        return True
    if before == edges.speech and edges.spoken_end.search(exact):
        return False  # direct speech may be quoted from its first word
    closing = next((right for right, left in edges.pairs.items() if left == before), None)
    return closing is not None and exact.count(closing) > exact.count(before)


def _punctuation(case: Case) -> Iterable[Problem | None]:
    for use in case.document.quotes:
        start, end = _idle(use, case.language.edges)
        if start is None and end is None:
            yield None
            continue
        whole = use.text[start.end() if start else 0 : end.start() if end and not use.to else None]
        yield Problem(
            "quote-punctuation", use.at,
            "a quote neither starts behind nor stops at a punctuation mark: leave it off",
            "引文首尾不带标点:请去掉",
            quote=use.text, fix=Fix(use.text, whole) if len(whole) > 1 else None,
        )  # fmt: skip


def _idle(use: QuoteUse, edges: QuoteEdges) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """Return the punctuation before and behind a quote, or before and behind a passage."""
    first, last = fold_width(use.text), fold_width(use.to or use.text)
    return edges.idle_start.match(first), edges.idle_end.search(last)


def _long(case: Case) -> Iterable[Problem | None]:
    for use in case.document.quotes:
        yield None if len(use.text) <= MAX_QUOTE else Problem(
            "quote-long", use.at,
            f"a quote of {len(use.text)} characters copies the text: quote the shortest run of "
            "whole clauses that carries the record",
            f"引文长达 {len(use.text)} 字,近于抄录:请只引能支撑记录的最短完整分句",
            quote=use.text[:60],
        )  # fmt: skip


_LOCATED: Final[tuple[tuple[str, str, str, str, str], ...]] = (
    (
        "quote-not-found",
        "A quote is one contiguous span of the source, equal to it under named normalisations.",
        "引文须是原文中连续的一段,只允许经命名的归一规则后相等。",
        "达到500家以上",
        "达到 500 家左右",
    ),
    (
        "quote-stitched",
        "A quote has no ellipsis; a second place is a second quote.",
        "引文不得用省略号拼接;另一处须另引。",
        "quote: A, also: B",
        "quote: A…B",
    ),
    (
        "quote-short",
        "A quote has at least two characters; one alone proves nothing.",
        "引文至少两字;单字不足为据。",
        "店口镇",
        "镇",
    ),
    (
        "quote-ambiguous",
        "A quote that is found more than once says which is meant.",
        "出现多次的引文须写明是哪一处。",
        "occurrence: 2",
        "an equal clause in two sentences",
    ),
    (
        "quote-to",
        "A passage reaches from its first words to its last, in the order of the text.",
        "段落自开头几个字起,至末尾几个字止,按原文次序。",
        "quote: 力争到2010年, to: 200家以上",
        "to: words that do not follow",
    ),
    (
        "quote-occurrence",
        "The occurrence that is meant exists.",
        "所写的第几处须存在。",
        "occurrence: 2 of 2",
        "occurrence: 3 of 2",
    ),
    (
        "quote-outside-article",
        "What stands outside the article (menus, footers) cannot be quoted.",
        "正文之外(菜单、页脚)不得引用。",
        "a clause of the article",
        "时间:2022-07-22",
    ),
    (
        "quote-outside-part",
        "A quote lies in the span of the part that encloses it.",
        "引文须位于所属部分的范围之内。",
        "task 7 quotes what stands below heading 7",
        "task 7 quotes what stands below heading 8",
    ),
    (
        "quote-outside-passage",
        "A fact's own quote is a piece of its passage's.",
        "记录自己的引文须是所在段落引文的一部分。",
        "达200家以上 ⊂ …其中超亿元的企业达200家以上",
        "a clause of another sentence",
    ),
    (
        "quote-edge-value",
        "A quote does not start or stop inside a number, a unit or a comparison.",
        "引文不得在数字、单位或比较词中间起止。",
        "5‰",
        "5 ← 5‰",
    ),
    (
        "quote-edge-negation",
        "A quote does not cut off a negation.",
        "引文不得切断否定词。",
        "不少于1000亩",
        "少于1000亩 ← 不少于1000亩",
    ),
    (
        "quote-edge-reading",
        "A quote does not cut a damaged passage in two.",
        "引文不得截断残损处。",
        "the whole damaged passage",
        "half of it",
    ),
    (
        "quote-mask",
        "A quote does not drop the mask before its first character.",
        "引文不得丢掉首字前的遮蔽符号。",
        "*文理学院",
        "文理学院 ← *文理学院",
    ),
)

RULES: Final[tuple[Rule, ...]] = (
    *(
        Rule(name, en, zh, accepts, rejects, needs_source=name not in ("quote-short",))
        for name, en, zh, accepts, rejects in _LOCATED
    ),
    Rule(
        "quote-edge-word",
        "A quote starts and stops at a punctuation mark, at a name, or beside a function word.",
        "引文须在标点、名称或虚词处起止。",
        "拥有全省首家乡镇商贸综合体铭仕广场",
        "有全省首家乡镇商贸综合体铭",
        _edges,
        needs_source=True,
    ),
    Rule(
        "quote-punctuation",
        "A quote has no punctuation mark at its ends, but brackets and quotation marks in pairs.",
        "引文首尾不带标点,成对的括号、引号除外。",
        "达到500家以上",
        ",达到500家以上。",
        _punctuation,
        reads_quotes=False,
    ),
    Rule(
        "quote-long",
        "A quote is short: whole clauses, never whole paragraphs.",
        "引文要短:引完整的分句,不引整段。",
        "one sentence",
        "five sentences",
        _long,
        reads_quotes=False,
    ),
)
