"""The records of a draft as lines of YAML: parts, passages and the facts below them."""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from loaders.drafting.model import Draft, Fact, Field, Section
from loaders.drafting.readers import read_value, spelling_of

__all__ = ["bare", "body_lines", "spelled_id", "text_of"]

Span = tuple[int, int]

_LISTS: Final = {
    "value": "values", "target": "targets", "project": "projects", "enterprise": "enterprises",
    "organisation": "organisations", "place": "places", "policy": "policies",
    "recognition": "recognitions", "event": "events", "post": "posts",
}  # fmt: skip
_TIMED: Final = frozenset({"value", "target", "recognition", "event", "post"})
_EVENTS: Final = (
    ("meeting", "会"),
    ("publication", "印发|发布|出台"),
    ("founding", "成立|挂牌|揭牌"),
    ("signing", "签"),
    ("completion", "竣工|投产|建成|开通|通过"),
    ("merger", "合并"),
    ("visit", "调研|视察|考察|参加"),
    ("opening", "开幕|开业|开工|奠基"),
)
_SIGNS: Final = {
    "≥": "at-least", ">": "more-than", "≤": "at-most", "<": "less-than", "≈": "about",
    "=": "exact", "-": "range",
}  # fmt: skip
_EDGE: Final = frozenset("\uff0c。\uff1b\uff1a\uff01\uff1f、,;:!?\n\r\t|")
REACH: Final = 60
"""How far a quote is widened to the next mark."""
UNTOLD: Final = "a cell of its own in the row, under no heading"
TODO: Final = "en: TODO  # open: translate"


@dataclass(slots=True)
class _Node:
    """A part with what lies in it; its lines are made when the span of its parent is known."""

    span: Span
    make: Callable[[Span], list[str]]
    part: bool = True
    body: list[_Node] = field(default_factory=list)


def bare(words: str) -> str:
    """Return words without line breaks and the blanks beside them."""
    return re.sub(r"[ \t\u3000\xa0]*[\r\n]+[ \t\u3000\xa0]*", "", words).strip()


def text_of(words: str) -> str:
    """Write a text as a YAML scalar in quotation marks."""
    return json.dumps(words, ensure_ascii=False)


def spelled(name: str, most: int) -> str:
    """Spell a name in small ASCII letters, cut behind a whole syllable or word.

    Args:
        name: Chinese becomes pinyin.
        most: No more characters than these; a single longer word is cut inside.
    """
    text = ""
    for part in _WORDS.findall(name):
        piece = part.lower() if part.isascii() else spelling_of(part).lower()
        piece = piece if piece.isascii() and piece.isalnum() else "-"
        if piece == "-" and text[-1:] in ("", "-"):
            continue
        if len(text) + len(piece) > most:
            return text.strip("-") or piece[:most]
        text += piece
    return text.strip("-")


_WORDS: Final = re.compile("[a-zA-Z0-9]+|[^a-zA-Z0-9]")


def spelled_id(name: str) -> str:
    """Spell the id of a document or a thing in small ASCII letters: Chinese in pinyin."""
    words = spelled(name, 60)
    return words if words and words[0].isalpha() else f"d-{words}".rstrip("-")


def body_lines(draft: Draft) -> list[str]:
    """Return the lines of ``body``, in the order of the text."""
    roots = _tree(draft)
    starts = sorted(node.span[0] for node in _parts(roots))
    whole = (0, len(draft.raw))
    return [line for node in roots for line in _written(node, 1, whole, starts)]


def _parts(nodes: list[_Node]) -> list[_Node]:
    return [one for node in nodes if node.part for one in (node, *_parts(node.body))]


def _tree(draft: Draft) -> list[_Node]:
    """Put tasks into sections, and passages into the innermost part around them."""
    raw = draft.raw
    nodes = [_Node(one.span, _section_maker(raw, one)) for one in draft.sections]
    nodes += [_Node(fact.span, _task_maker(raw, fact)) for fact in draft.of("task")]
    nodes += _passages(draft)
    nodes.sort(key=lambda node: (node.span[0], not node.part, -node.span[1]))
    roots: list[_Node] = []
    open_nodes: list[_Node] = []
    for node in nodes:
        while open_nodes and open_nodes[-1].span[1] <= node.span[0]:
            open_nodes.pop()
        (open_nodes[-1].body if open_nodes else roots).append(node)
        if node.part:
            open_nodes.append(node)
    return roots


def _written(node: _Node, depth: int, within: Span, starts: list[int]) -> list[str]:
    pad = "  " * depth
    lines = [pad + line for line in node.make(within)]
    if node.body:
        lines.append(f"{pad}  body:")
        # The checker lets a part reach to the next heading that is not below it.
        after = bisect_left(starts, node.span[1])
        inner = (node.span[0], starts[after] if after < len(starts) else within[1])
        for child in node.body:
            lines += _written(child, depth + 2, inner, starts)
    return lines


def _occurrence(raw: str, words: str, at: int, within: Span) -> list[str]:
    """Say which of several equal quotes is meant, counted within the part around it."""
    low, high = within
    if not words or raw.find(words, raw.find(words, low, high) + 1, high) < 0:
        return []
    nth, place = 0, raw.find(words, low, high)
    while 0 <= place <= at and nth < MOST:
        nth, place = nth + 1, raw.find(words, place + 1, high)
    return [f"occurrence: {nth}"] if nth else []


MOST: Final = 200


def _section_maker(raw: str, section: Section) -> Callable[[Span], list[str]]:
    def lines(within: Span) -> list[str]:
        number = _inner(section.number)
        at = raw.find(section.quote, section.span[0])
        return [
            f"- strategy: {text_of(bare(section.name))}",
            *([] if number else [f"  id: {spelled_id(section.name)}"]),
            *([f"  number: {text_of(number)}"] if number else []),
            f"  {TODO}",
            f"  quote: {text_of(bare(section.quote))}",
            *(f"  {line}" for line in _occurrence(raw, bare(section.quote), at, within)),
        ]

    return lines


def _task_maker(raw: str, fact: Fact) -> Callable[[Span], list[str]]:
    def lines(within: Span) -> list[str]:
        return _task_lines(raw, fact, within)

    return lines


def _inner(number: str) -> str:
    return number.strip("()\uff08\uff09、. ")


def _task_lines(raw: str, fact: Fact, within: Span) -> list[str]:
    title = bare(str(fact.get("title_quote")))
    number = fact.get("number")
    lines = [f"- task: {text_of(title)}{_note(fact.fields['title_quote'])}"]
    quote, at = title, raw.find(str(fact.get("title_quote")), fact.span[0])
    if fact.heading:
        quote, at = bare(raw[fact.heading[0] : fact.heading[1]]), fact.heading[0]
    if not (number and fact.heading):
        lines.append(f"  id: {spelled_id(title)}")
    card = number and not fact.heading and str(number) in raw[: fact.span[0]][-200:]
    if number and (fact.heading or (card and not str(number).isdigit())):
        digits = re.search(r"\d+", str(number)) if card else None
        lines.append(f"  number: {text_of(digits[0] if digits else _inner(str(number)))}")
    lines += [f"  {TODO}", f"  quote: {text_of(quote)}"]
    lines += [f"  {line}" for line in _occurrence(raw, quote, at, within)]
    if card and not str(number).isdigit():
        lines.append(f"  also: {text_of(str(number))}")
    return [*lines, *_list_lines(fact)]


def _list_lines(fact: Fact) -> list[str]:
    """Write the lists of bodies, whole, then the deadline and the groups."""
    lines = []
    for code, words in fact.lists.items():
        note = _note(fact.fields["supports" if code != "lead" else "leads"])
        if len(words) == 1:
            lines.append(f"  {code}: {text_of(bare(words[0]))}{note}")
        else:
            lines.append(f"  {code}:")
            lines += [f"    - {text_of(bare(one))}" for one in words]
    if fact.untold_role and fact.lists:
        lines += ["  inferred:", f"    role: {text_of(UNTOLD)}"]
    deadline = fact.fields["deadline"]
    if deadline.value:
        lines.append(f"  deadline: {text_of(bare(str(deadline.value)))}{_note(deadline)}")
    groups = fact.get("groups")
    if isinstance(groups, list) and groups:
        lines.append("  groups:")
        for name in groups:
            lines += [
                f"    - name: {text_of(bare(str(name)))}",
                "      group: yes",
                f"      {TODO}",
            ]
    return lines


def _passages(draft: Draft) -> list[_Node]:
    """Return a passage for every sentence that holds facts.

    A body of a list stands in the list; the text's own title stands in the header.
    """
    listed: set[object] = set()
    for task in draft.of("task"):
        for key in ("leads", "supports", "groups"):
            names = task.get(key)
            listed.update(names if isinstance(names, list) else ())
    grouped: dict[tuple[int, int], list[Fact]] = {}
    tasks = sorted(fact.span for fact in draft.of("task"))
    starts = [span[0] for span in tasks]
    for fact in draft.facts:
        known = fact.kind in ("organisation", "enterprise") and fact.get("name") in listed
        if fact.kind != "task" and not known and fact.get("form") != "own":
            around = bisect_left(starts, fact.span[0] + 1)
            grouped.setdefault((fact.sentence, around), []).append(fact)
    edges = sorted({*starts, *(section.span[0] for section in draft.sections)})
    nodes = []
    for facts in grouped.values():
        spans = [fact.extent or fact.span for fact in facts]
        inner = (min(span[0] for span in spans), max(span[1] for span in spans))
        span = _widened(draft.raw, inner, edges)
        nodes.append(_Node((inner[0], span[1]), _passage_maker(draft.raw, span, facts), part=False))
    return nodes


def _widened(raw: str, span: Span, edges: list[int]) -> Span:
    """Widen a quote to the marks around it, so that no word is cut.

    Args:
        raw: The text.
        span: The words that facts rest on.
        edges: Where parts begin, in order; a quote does not cross into another part.
    """
    start, end = span
    after = bisect_left(edges, end)
    first = edges[bisect_right(edges, start) - 1] if edges and edges[0] <= start else 0
    last = edges[after] if after < len(edges) else len(raw)
    low, high = max(first, start - REACH), min(last, end + REACH)
    while start > low and raw[start - 1] not in _EDGE:
        start -= 1
    while end < high and raw[end] not in _EDGE:
        end += 1
    return (start if start > low or start == first else span[0]), (
        end if end < high or end == last else span[1]
    )


def _passage_maker(raw: str, span: Span, facts: list[Fact]) -> Callable[[Span], list[str]]:
    def lines(within: Span) -> list[str]:
        quote = bare(raw[span[0] : span[1]])
        made = [f"- quote: {text_of(quote)}"]
        made += [f"  {line}" for line in _occurrence(raw, quote, span[0], within)]
        for kind, key in _LISTS.items():
            chosen = [fact for fact in facts if fact.kind == kind]
            if chosen:
                made.append(f"  {key}:")
            for fact in chosen:
                rows = _fact_rows(fact, quote)
                made.append(f"    - {rows[0]}")
                made += [f"      {row}" for row in rows[1:]]
        return made

    return lines


def _fact_rows(fact: Fact, quote: str) -> list[str]:
    name = {"recognition": "title", "post": "person"}.get(fact.kind, "name")
    one = fact.fields[name]
    missing = one.value is None
    rows = [
        f"{name}: TODO  # open: no name was found"
        if missing
        else f"{name}: {text_of(bare(str(one.value)))}{_note(one)}"
    ]
    rows.append(TODO)
    if fact.kind not in ("post", "value", "target") and not missing:
        rows.append(f"id: {spelled_id(f'{fact.kind} {bare(str(one.value))}')}")
    for key in ("value", "post"):
        if key in fact.fields:
            words = fact.get("copied") if key == "value" and "copied" in fact.fields else None
            words = bare(str(words or fact.get(key)))
            rows.append(f"{key}: {text_of(words)}{_note(fact.fields[key])}")
    if fact.kind in ("value", "target"):
        rows += _number_rows(fact)
    if fact.kind == "policy":
        rows += _policy_rows(fact)
    if fact.kind == "event":
        words = str(fact.get("name"))
        kind = next((kind for kind, cue in _EVENTS if re.search(cue, words)), "meeting")
        rows.append(f"kind: {kind}  # open: by its words")
    return [*rows, *(_time_rows(fact, quote) if fact.kind in _TIMED else [])]


def _number_rows(fact: Fact) -> list[str]:
    """Write what the reader does not see in the value alone, and a status that is not usual."""
    rows = []
    status = fact.fields["status"]
    if status.value in ("expected", "planned"):
        rows.append(f"status: {status.value}{_note(status)}")
    bound = _SIGNS.get(str(fact.get("bound")), "exact")
    # A fall turns bounds round, and the reader of values knows it.
    if "copied" not in fact.fields and read_value(str(fact.get("value"))).bound != bound:
        rows.append(f"bound: {bound}  # open: by a word apart from the number")
    return rows


def _policy_rows(fact: Fact) -> list[str]:
    rows = []
    if number := fact.get("number"):
        rows.append(f"number: {text_of(bare(str(number)))}")
    issuers = fact.get("issuers")
    if isinstance(issuers, list):
        rows.append(f"issuers: [{', '.join(text_of(bare(str(one))) for one in issuers)}]")
    return rows


def _time_rows(fact: Fact, quote: str) -> list[str]:
    """Write the time, or that none is told; one from elsewhere in the text is inferred."""
    key = "by" if fact.kind == "target" else "period"
    one = fact.fields.get("date") or fact.fields.get("year")
    if one is None or one.value is None:
        told = re.search(r"(?:19|20)\d\d(?=年)", quote)
        words = told[0] if told else "unstated"
        return [f"{key if told else 'period'}: {words}  # open: no time was found"]
    rows = [f"{key}: {text_of(str(one.value))}{_note(one)}"]
    if str(one.value)[:4] not in quote:
        rows += ["inferred:", f"  {key}: {text_of('the year that the text names before')}"]
    return rows


def _note(one: Field) -> str:
    return "" if one.ready or not one.reason else f"  # open: {one.reason}"
