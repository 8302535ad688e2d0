"""Where a record belongs in a facts file, and the file with it there.

A fact goes under the passage of its own words, or under a new passage where the text has it; a
part goes into the body of the part that encloses it.  Only lines are added: everything else of
the file, comments and blank lines too, stays as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, cast

from loaders.desk.opened import Opened, plain
from loaders.yaml.canonical import format_tree, tree_of
from loaders.yaml.reader import Map, Seq
from loaders.yaml.records import FACT_LISTS

__all__ = ["NewFact", "NewPart", "NewPassage", "has_passage", "place_fact", "place_part"]

Span = tuple[int, int]
_STEP: Final = "  "


@dataclass(frozen=True, slots=True)
class NewFact:
    """A fact that is to be written: its record, its list, and the words that it rests on."""

    list: str
    """Such as ``targets``."""
    record: dict[str, Any]
    passage: dict[str, Any]
    """``quote``, and ``to`` or ``occurrence`` where they are needed."""
    span: Span
    """Of the passage in the source."""
    around: tuple[Span, ...] | None = None
    """Headings of the parts that enclose it, the innermost first; none: as the text has it."""


@dataclass(frozen=True, slots=True)
class NewPart:
    """A part that is to be written, without what lies under it."""

    record: dict[str, Any]
    """Its first key is its kind."""
    span: Span
    """Of its heading in the source."""
    around: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True)
class NewPassage:
    """Facts of the same words, which no passage of the file has yet."""

    record: dict[str, Any]
    """The words, and the lists of the facts."""
    span: Span
    around: tuple[Span, ...] | None = None


def has_passage(opened: Opened, fact: NewFact) -> bool:
    """Tell whether the words of a fact have a passage where it goes."""
    return _passage_of(opened, _enclosing(opened, fact), fact) is not None


def _passage_of(opened: Opened, around: Map | None, fact: NewFact) -> Map | None:
    body = opened.body if around is None else around.get("body")
    return _same_passage(opened, body, fact) if isinstance(body, Seq) else None


def place_fact(opened: Opened, fact: NewFact) -> str:
    """Return the text of a facts file with one more fact."""
    around = _enclosing(opened, fact)
    passage = _passage_of(opened, around, fact)
    if passage is None:
        return _into_body(opened, around, {**fact.passage, fact.list: [fact.record]}, fact.span)
    listed = passage.get(fact.list)
    if listed is None:
        return _new_list(opened, passage, fact)
    if listed.flow or not listed:
        return _list_anew(opened, passage, fact, listed)
    column = _column(opened.text, listed.marks[0].line)
    return _with_lines(opened, opened.line_after(listed), column, [fact.record])


def place_part(opened: Opened, part: NewPart | NewPassage) -> str:
    """Return the text of a facts file with one more part, or one more passage with its facts."""
    around = _enclosing(opened, part)
    return _into_body(opened, around, part.record, part.span)


def _enclosing(opened: Opened, new: NewFact | NewPart | NewPassage) -> Map | None:
    """Return the part into whose body a record goes; none: the document's own."""
    if new.around is None:
        return _innermost(opened, new.span)
    headings = {
        opened.spans[id(fact.node)]: fact.node
        for fact in opened.document.facts
        if id(fact.node) in opened.extents
    }
    return next((headings[span] for span in new.around if span in headings), None)


def _innermost(opened: Opened, span: Span) -> Map | None:
    """Return the smallest part of the file that a span of the source lies under."""
    best: tuple[int, Map] | None = None
    for fact in opened.document.facts:
        extent = opened.extents.get(id(fact.node))
        if extent is None or not (extent[0] <= span[0] and span[1] <= extent[1]):
            continue
        if opened.spans.get(id(fact.node)) == span:
            continue  # its own heading
        size = extent[1] - extent[0]
        if best is None or size <= best[0]:
            best = (size, fact.node)
    return best[1] if best is not None else None


def _same_passage(opened: Opened, body: Seq, fact: NewFact) -> Map | None:
    for item in body:
        if "name" in item or opened.spans.get(id(item)) != fact.span:
            continue
        if (item.get("quote"), item.get("to")) == (fact.passage["quote"], fact.passage.get("to")):
            return item  # type: ignore[no-any-return]
    return None


def _into_body(opened: Opened, around: Map | None, item: dict[str, Any], span: Span) -> str:
    """Return the text with one more item in a body, in the order of the source."""
    body = opened.body if around is None else around.get("body")
    if body:
        before = [one for one in body if opened.spans.get(id(one), (span[0], 0))[0] <= span[0]]
        column = _column(opened.text, body.marks[0].line)
        line = opened.line_after(before[-1]) if before else _first_line(opened, body)
        return _with_lines(opened, line, column, [item])
    holder = opened.tree if around is None else around
    if "body" in holder:  # body: []
        line = holder.marks["body"][0].line
        return _with_body(opened, line, line + 1, holder.marks["body"][0].column, item)
    line = opened.line_after(holder)
    return _with_body(opened, line, line, _key_column(holder), item)


def _with_body(opened: Opened, line: int, end: int, column: int, item: dict[str, Any]) -> str:
    lines = [" " * column + "body:", *_indented([item], column + len(_STEP))]
    return _spliced(opened.text, line, end, lines)


def _new_list(opened: Opened, passage: Map, fact: NewFact) -> str:
    """Return the text with a list that its passage did not have, after those before it."""
    wanted = FACT_LISTS.index(fact.list)
    before = [
        name for name in passage
        if name not in FACT_LISTS or FACT_LISTS.index(name) < wanted
    ]  # fmt: skip
    last = max(before, key=lambda name: passage.marks[name][0].line)
    following = [
        mark[0].line
        for mark in passage.marks.values()
        if mark[0].line > passage.marks[last][0].line
    ]
    value = passage[last]
    if isinstance(value, Map | Seq):
        line = opened.line_after(value)
    elif following:
        line = min(following)
    else:
        line = opened.line_after(passage)
    column = _key_column(passage)
    lines = [" " * column + f"{fact.list}:", *_indented([fact.record], column + len(_STEP))]
    return _spliced(opened.text, line, line, lines)


def _list_anew(opened: Opened, passage: Map, fact: NewFact, listed: Seq) -> str:
    """Return the text with a list in flow style written as a block, and one more record in it."""
    start = passage.marks[fact.list][0].line
    column = passage.marks[fact.list][0].column
    records = [*plain(listed), fact.record]
    lines = [" " * column + f"{fact.list}:", *_indented(records, column + len(_STEP))]
    return _spliced(opened.text, start, opened.line_after(listed), lines)


def _first_line(opened: Opened, body: Seq) -> int:
    """Return the line before which a first item goes: above the comments of the next one."""
    line = body.marks[0].line
    lines = opened.text.split("\n")
    while line > 0 and lines[line - 1].lstrip().startswith("#"):
        line -= 1
    return line


def _key_column(node: Map) -> int:
    return min(mark[0].column for mark in node.marks.values())


def _column(text: str, line: int) -> int:
    """Return where the dash of an item stands."""
    content = text.split("\n")[line]
    return len(content) - len(content.lstrip(" "))


def _with_lines(opened: Opened, line: int, column: int, items: list[Any]) -> str:
    return _spliced(opened.text, line, line, _indented(items, column))


def _indented(items: list[Any], column: int) -> list[str]:
    return format_tree(cast(Seq, tree_of(items)), column)


def _spliced(text: str, start: int, end: int, lines: list[str]) -> str:
    """Return a text with lines in the place of those from one number to before another."""
    ending = "\r\n" if "\r\n" in text else "\n"
    have = text.splitlines(keepends=True)
    if start and start == len(have) and not have[-1].endswith("\n"):
        have[-1] += ending
    have[start:end] = [line + ending for line in lines]
    return "".join(have)
