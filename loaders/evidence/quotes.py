"""Find a quote in its source: one contiguous span, whole, and only one.

Nothing here is fuzzy.  A quote is first sought as it stands; where that fails, under the named
rules of its language.  Then its edges are guarded: it may not start or
stop inside a number, a unit or a comparison, leave off a negation, or drop a mask.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from unicodedata import category, name

from loaders.evidence.sources import SourceText
from loaders.facts.model import Located
from loaders.problems import Fix, Position, Problem

__all__ = ["MAX_QUOTE", "Span", "candidates", "context_of", "edge_fault", "extents", "locate"]

MAX_QUOTE: Final = 400
"""Characters: a longer passage is no passage, and a longer quote is copying."""

MAX_FOUND: Final = 1000
"""Of equal spans no more are counted."""

Span = tuple[int, int]

_MASKS: Final = "*＊×□■Ｘ"


def context_of(source: SourceText, start: int, end: int, around: int = 16) -> str:
    """Return a span of the text with its surroundings, marked ⟦…⟧, on one line."""
    before = source.text[max(0, start - around) : start]
    after = source.text[end : end + around]
    return f"…{before}⟦{source.text[start:end]}⟧{after}…".replace("\n", "⏎")


def candidates(source: SourceText, quote: str) -> list[Span]:
    """Return every raw span of the article that equals a quote, by the least means.

    Spans that equal it as it stands are wanted; only where there are none, folded ones.
    """
    return _exact(source, quote) or _folded(source, quote)


def _exact(source: SourceText, quote: str) -> list[Span]:
    found: list[Span] = []
    at = source.text.find(quote, source.start, source.end)
    while at >= 0 and len(found) < MAX_FOUND:
        found.append((at, at + len(quote)))
        at = source.text.find(quote, at + 1, source.end)
    return found


def _folded(source: SourceText, quote: str) -> list[Span]:
    wanted = source.folder.fold(quote).text
    if not wanted:
        return []
    folded = source.folded
    found: list[Span] = []
    at = folded.text.find(wanted)
    while at >= 0 and len(found) < MAX_FOUND:
        span = folded.span(at, at + len(wanted))
        if not found or span != found[-1]:
            found.append(span)
        at = folded.text.find(wanted, at + 1)
    return found


def extents(source: SourceText, quote: str, to: str | None) -> list[Span]:
    """Return every raw span that a quote names: its words, or from its first words to its last.

    A passage reaches from its first words to the nearest of its last ones behind them, within
    :data:`MAX_QUOTE` characters of the folded text.
    """
    starts = candidates(source, quote)
    if to is None or not starts:
        return starts
    ends = sorted(candidates(source, to))
    found = []
    for start in starts:
        last = next((end for end in ends if end[0] >= start[1]), None)
        if last is not None and _length(source, start[0], last[1]) <= MAX_QUOTE:
            found.append((start[0], last[1]))
    return found


def _length(source: SourceText, start: int, end: int) -> int:
    folded = source.folded
    return bisect_right(folded.ends, end) - bisect_left(folded.starts, start)


def locate(
    quote: str,
    source: SourceText,
    at: Position,
    *,
    to: str | None = None,
    to_at: Position | None = None,
    record: str = "",
    occurrence: int | None = None,
    part: Span | None = None,
    passage: Span | None = None,
    anywhere: bool = False,
    guarded: bool = True,
) -> Located | Problem:
    """Find a quote in its source text.

    Args:
        quote: The quote as the record has it.
        source: The text, with what its document declares.
        at: Where the quote stands in the facts file.
        to: Last words of a longer passage, of which the quote gives the first.
        to_at: Where these stand in the facts file.
        record: Key of the record, for messages.
        occurrence: Which of several equal spans is meant, from 1, within the part.
        part: Raw span of the enclosing part; the quote must lie in it.
        passage: Raw span of the passage that a narrowed quote must lie in.
        anywhere: The part only settles ambiguity; the quote may lie outside it (``also``).
        guarded: Whether to judge its edges; a build after a check need not do so again.

    Returns:
        Where it was found, or what is wrong.
    """
    text = quote.strip()
    last = to.strip() if to is not None else None
    letter = source.language.edges.letter
    if any(len(letter.findall(words)) < 2 for words in (text, last) if words is not None):
        return _problem(
            "quote-short", at, record, quote,
            "a quote of one character proves nothing: quote the whole clause",
            "只有一个字的引文证明不了什么:请引用完整的分句",
        )  # fmt: skip
    found = extents(source, text, last)
    if not found:
        return _missing(text, last, source, (at, to_at or at), record)
    scope = passage or part
    inside = [span for span in found if scope is None or _within(span, scope)]
    if not inside and anywhere:
        inside = found
    if not inside:
        return _elsewhere(text, source, at, record, found[0], passage is not None)
    chosen = _choose(inside, occurrence)
    if chosen is None:
        return _ambiguous(text, source, at, record, inside, occurrence)
    if guarded and (fault := edge_fault(source, *chosen)):
        return _edge_problem(text, source, at, record, chosen, fault)
    return _located(source, text, last, chosen)


def _within(span: Span, scope: Span) -> bool:
    return scope[0] <= span[0] and span[1] <= scope[1]


def _choose(spans: list[Span], occurrence: int | None) -> Span | None:
    if occurrence is not None:
        return spans[occurrence - 1] if 0 < occurrence <= len(spans) else None
    return spans[0] if len(spans) == 1 else None


def _located(source: SourceText, quote: str, to: str | None, span: Span) -> Located:
    start, end = span
    if to is None:
        return Located(start, end, rules_of(source, start, end, quote))
    head = next(found for found in candidates(source, quote) if found[0] == start)
    tail = next(found for found in candidates(source, to) if found[1] == end)
    needed = {*rules_of(source, *head, quote), *rules_of(source, *tail, to)}
    return Located(
        start, end, tuple(rule for rule in source.language.normalisations if rule in needed)
    )


def rules_of(source: SourceText, start: int, end: int, words: str) -> tuple[str, ...]:
    """Return the normalisations under which a raw span equals some words; none if it does so."""
    exact = source.text[start:end]
    return () if exact == words else source.folder.needed(exact, words) or source.folder.rules


@dataclass(frozen=True, slots=True)
class EdgeFault:
    """What an edge of a quote cuts, and the span that would be whole."""

    rule: str
    en: str
    zh: str
    whole: Span | None = None


def edge_fault(source: SourceText, start: int, end: int) -> EdgeFault | None:
    """Return what the edges of a raw span cut apart, if anything."""
    raw = source.text
    if start and raw[start - 1] in _MASKS and raw[start] not in _MASKS:
        return EdgeFault(
            "quote-mask",
            "the quote drops the mask before its first character",
            "引文丢掉了首字前的遮蔽符号",
            (start - 1, end),
        )
    return (
        _cuts_reading(source, start, end)
        or _cuts_negation(source, start, end)
        or _cuts_value(source, start, end)
    )


def _cuts_reading(source: SourceText, start: int, end: int) -> EdgeFault | None:
    # Only a raw quote can cut a declared reading: a folded one is widened to the whole of it.
    for raw in source.folder.readings:
        if len(raw) < 2:
            continue
        for edge in (start, end):
            at = source.text.find(raw, max(0, edge - len(raw) + 1), edge + len(raw) - 1)
            if 0 <= at < edge < at + len(raw):
                return EdgeFault(
                    "quote-edge-reading",
                    f"the quote cuts the damaged passage {raw!r} in two",
                    f"引文把残损处 {raw!r} 截断了",
                    (min(start, at), max(end, at + len(raw))),
                )
    return None


def _cuts_negation(source: SourceText, start: int, end: int) -> EdgeFault | None:
    raw, edges = source.text, source.language.edges
    before = edges.negation.search(raw[max(0, start - 3) : start])
    if before and edges.letter.match(raw[start : start + 1]):
        return EdgeFault(
            "quote-edge-negation",
            f"the quote starts behind {before[0]}, so that the negation is lost",
            f"引文从“{before[0]}”之后开始,否定丢失",
            (start - len(before[0]), end),
        )
    behind = edges.negation.search(raw[max(start, end - 3) : end])
    if behind and edges.letter.match(raw[end : end + 1]):
        return EdgeFault(
            "quote-edge-negation",
            f"the quote stops behind {behind[0]}, cutting off what is negated",
            f"引文在“{behind[0]}”处截断,被否定的内容丢失",
        )
    return None


def _cuts_value(source: SourceText, start: int, end: int) -> EdgeFault | None:
    folded = source.folded
    left = bisect_left(folded.starts, start)
    right = bisect_right(folded.ends, end)
    edges = [edge for edge in (left, right) if not _parts_cells(source, edge)]
    units = source.language.edges.behind_number
    digit_cut = any(_digit_cut(folded.text, edge, units) for edge in edges)
    for span in source.values_at(left, right):
        for edge in edges:
            if span.start < edge < span.end:
                words = folded.text[span.start : span.end]
                whole = (
                    min(start, folded.starts[span.start]),
                    max(end, folded.ends[span.end - 1]),
                )
                return EdgeFault(
                    "quote-edge-value",
                    f"the quote cuts {words} apart",
                    f"引文把“{words}”截断了",
                    whole,
                )
    if digit_cut:
        return EdgeFault(
            "quote-edge-value", "the quote cuts a number apart", "引文把一个数字截断了"
        )
    return None


_CELL: Final = re.compile(r"[\t|\uff5c]")
_ROW_NUMBER: Final = re.compile(r"[ \u3000]*[0-9\uff10-\uff19]{1,4}[ \u3000]*")


def _parts_cells(source: SourceText, edge: int) -> bool:
    """Tell whether two cells of a table meet at a place of the folded text.

    Folding drops the tab between 3 and 县财政局; a number that fills a line is a cell as well.
    """
    folded = source.folded
    if not 0 < edge < len(folded.text):
        return False
    low, high = folded.ends[edge - 1], folded.starts[edge]
    gap = source.text[low:high]
    if _CELL.search(gap):
        return True
    if not re.search(r"[\r\n]", gap):
        return False
    line = re.split(r"[\r\n\t|]", source.text[max(0, low - 12) : low])
    return len(line) > 1 and _ROW_NUMBER.fullmatch(line[-1]) is not None


def _digit_cut(text: str, edge: int, units: str) -> bool:
    if not 0 < edge < len(text):
        return False
    before, after = text[edge - 1], text[edge]
    if before.isdigit() and before.isascii():
        return (
            (after.isascii() and after.isdigit())
            or (after in ".," and text[edge + 1 : edge + 2].isdigit() and not _is_list(text, edge))
            or after in units
        )
    return (
        before in ".-<>"
        and after.isascii()
        and after.isdigit()
        and edge > 1
        and (text[edge - 2].isdigit() or before in "<>-")
    )


def _is_list(text: str, edge: int) -> bool:
    return text[edge] == "," and not re.match(r",\d{3}(?!\d)", text[edge : edge + 5])


def _problem(
    rule: str, at: Position, record: str, quote: str, en: str, zh: str, context: str = "",
    fix: Fix | None = None,
) -> Problem:  # fmt: skip
    return Problem(
        rule=rule, at=at, en=en, zh=zh, record=record, quote=quote, context=context, fix=fix
    )


def _not_found(quote: str, source: SourceText, at: Position, record: str) -> Problem:
    if "…" in quote or "..." in quote:
        return _problem(
            "quote-stitched", at, record, quote,
            "a quote is one contiguous span: write a second quote under `also` instead of …",
            "引文须是一段连续的原文:不要用省略号拼接,另一段写在 also 下",
        )  # fmt: skip
    outside = _outside_article(quote, source)
    if outside is not None:
        return _problem(
            "quote-outside-article", at, record, quote,
            "the quote stands outside the article (menu, footer or date line of the page)",
            "引文位于正文之外(网页菜单、页脚或日期行)",
            context_of(source, *outside),
        )  # fmt: skip
    near = longest_match(source, quote)
    context = context_of(source, *near) if near else ""
    odd = _odd_characters(source.text, near, len(quote)) if near else []
    odd += _odd_characters(quote, (0, 0), len(quote))
    named = ", ".join(dict.fromkeys(odd))
    return _problem(
        "quote-not-found", at, record, quote,
        "the quote does not stand in the source text: copy it exactly"
        + (" (the context shows the longest piece of it that does)" if near else "")
        + (f"; characters that are not seen stand there: {named}" if named else ""),
        "原文中没有这段引文:请照原文抄写" + ("(下面显示其中能找到的最长一段)" if near else "")
        + (f";此处有看不见的字符:{named}" if named else ""),
        context,
    )  # fmt: skip


def _missing(
    quote: str, to: str | None, source: SourceText, at: tuple[Position, Position], record: str
) -> Problem:
    """Say which end of a passage is not in the text, at its own place."""
    if to is not None and candidates(source, quote):
        return _no_end(to, source, at[1], record)
    return _not_found(quote, source, at[0], record)


def _no_end(to: str, source: SourceText, at: Position, record: str) -> Problem:
    if not candidates(source, to):
        return _not_found(to, source, at, record)
    return _problem(
        "quote-to", at, record, to,
        f"the passage that begins with the quote has no {to} within {MAX_QUOTE} characters behind "
        "it: copy its own last words",
        f"以该引文开头的段落,其后 {MAX_QUOTE} 字之内没有“{to}”:请抄该段自己的末尾几个字",
    )  # fmt: skip


_UNSEEN: Final = frozenset({"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp", "Mn"})


def _odd_characters(text: str, near: Span, length: int) -> list[str]:
    """Name the characters around a span that print nothing, or nothing certain."""
    around = text[max(0, near[0] - length) : near[1] + length]
    return [
        f"U+{ord(ch):04X} {name(ch, '')}".rstrip()
        for ch in dict.fromkeys(around)
        if (category(ch) in _UNSEEN and ch not in "\n\r\t") or ch == "\ufffd"
    ]


def _outside_article(quote: str, source: SourceText) -> Span | None:
    if source.start == 0 and source.end == len(source.text):
        return None
    at = source.text.find(quote)
    return (at, at + len(quote)) if at >= 0 else None


def longest_match(source: SourceText, quote: str) -> Span | None:
    """Return the raw span of the longest beginning or end of a quote that the text has."""
    wanted = source.folder.fold(quote).text
    text = source.folded.text
    head = _longest(wanted, text, lambda size: wanted[:size])
    tail = _longest(wanted, text, lambda size: wanted[-size:])
    size = max(head, tail)
    if size < 4:
        return None
    at = text.find(wanted[:head] if head >= tail else wanted[-tail:])
    return source.folded.span(at, at + size)


def _longest(wanted: str, text: str, piece: Callable[[int], str]) -> int:
    """Return the greatest size of a piece that the text has; if it has one, it has the shorter."""
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        if piece(middle) in text:
            low = middle
        else:
            high = middle - 1
    return low


def _elsewhere(
    quote: str, source: SourceText, at: Position, record: str, span: Span, narrowed: bool
) -> Problem:
    if narrowed:
        return _problem(
            "quote-outside-passage", at, record, quote,
            "a fact's own quote must be a piece of its passage's quote; use `also` to add one",
            "记录自己的引文须是所在段落引文的一部分;另加的引文请写在 also 下",
            context_of(source, *span),
        )  # fmt: skip
    return _problem(
        "quote-outside-part", at, record, quote,
        "the quote stands in the text, but not under the heading of the part that encloses it",
        "引文在原文中,但不在所属部分的标题之下",
        context_of(source, *span),
    )  # fmt: skip


def _ambiguous(
    quote: str, source: SourceText, at: Position, record: str, spans: list[Span],
    occurrence: int | None,
) -> Problem:  # fmt: skip
    places = " | ".join(context_of(source, *span, around=8) for span in spans[:4])
    if occurrence is not None:
        return _problem(
            "quote-occurrence", at, record, quote,
            f"occurrence {occurrence} does not exist: the quote is found {len(spans)} time(s)",
            f"没有第 {occurrence} 处:引文只出现 {len(spans)} 次",
            places,
        )  # fmt: skip
    return _problem(
        "quote-ambiguous", at, record, quote,
        f"the quote is found {len(spans)} times: lengthen it, or say which (`occurrence: 2`)",
        f"引文出现 {len(spans)} 次:请加长引文,或写明第几处(occurrence: 2)",
        places,
    )  # fmt: skip


def _edge_problem(
    quote: str, source: SourceText, at: Position, record: str, span: Span, fault: EdgeFault
) -> Problem:
    fix = None
    if fault.whole and source.text[span[0] : span[1]] == quote:
        fix = Fix(quote, source.text[fault.whole[0] : fault.whole[1]])
    return _problem(
        fault.rule, at, record, quote, fault.en + ": quote the whole", fault.zh + ":请引用完整",
        context_of(source, *span), fix,
    )  # fmt: skip
