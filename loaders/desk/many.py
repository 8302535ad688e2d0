"""Many records written into a facts file at once: what lies apart is placed in one pass.

Records that go under a part which is written too are put into it first, as one item, and so are
facts of the same words that have no passage yet; the items are then placed pass by pass.  A file
is read again after every pass, since an item may go where another was just written, so that
thousands of records take a few readings, not thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from loaders.desk.hunks import Hunk, hunk_between
from loaders.desk.opened import Opened
from loaders.desk.placing import (
    NewFact,
    NewPart,
    NewPassage,
    has_passage,
    place_fact,
    place_part,
)
from loaders.yaml.records import FACT_LISTS

__all__ = ["place_many"]

Span = tuple[int, int]
New = NewFact | NewPart | NewPassage
_Passage = tuple[Any, ...]


def place_many(
    opened: Opened, records: Sequence[NewFact | NewPart], reopen: Callable[[str], Opened]
) -> str:
    """Return the text of a facts file with more records, as if each were placed after the other.

    Args:
        opened: The file.
        records: What is to be written; the parts around a record stand before it.
        reopen: Opens the text of a later pass.
    """
    left = _nested(opened, records)
    text = opened.text
    while left:
        text, left = _pass(opened, left)
        if left:
            opened = reopen(text)
    return text


# -- parts with what lies under them -------------------------------------------------------


@dataclass(slots=True)
class _Part:
    part: NewPart
    inner: list[_Part | list[NewFact]] = field(default_factory=list)
    """Parts, and the facts of one passage each."""


def _nested(opened: Opened, records: Sequence[NewFact | NewPart]) -> list[New]:
    """Put records into the parts among them that enclose them; return what is left outside."""
    there = {
        opened.spans[id(f.node)] for f in opened.document.facts if id(f.node) in opened.extents
    }
    parts = {one.span: _Part(one) for one in records if isinstance(one, NewPart)}
    passages: dict[_Passage, list[NewFact]] = {}
    outside: list[NewFact | NewPart | _Part] = []
    for one in records:
        holder = _holder(one, parts, there)
        if isinstance(one, NewPart):
            made = parts[one.span]
            (outside if holder is None else holder.inner).append(made)
        elif holder is None:
            outside.append(one)
        else:
            key = (id(holder), one.span, *(one.passage.get(k) for k in ("quote", "to")))
            if key not in passages:
                passages[key] = []
                holder.inner.append(passages[key])
            passages[key].append(one)
    return _together(opened, [_whole(one) if isinstance(one, _Part) else one for one in outside])


def _together(opened: Opened, records: Sequence[NewFact | NewPart]) -> list[New]:
    """Put facts of the same words into one passage, where the file has none of these words."""
    same: dict[_Passage, list[NewFact]] = {}
    for one in records:
        if isinstance(one, NewFact):
            same.setdefault(_key(one), []).append(one)
    out: list[New] = []
    for one in records:
        facts = same.get(_key(one), []) if isinstance(one, NewFact) else []
        if len(facts) < 2 or has_passage(opened, facts[0]):
            out.append(one)
        elif one is facts[0]:
            out.append(NewPassage(_passage(facts), one.span, one.around))
    return out


def _holder(one: NewFact | NewPart, parts: dict[Span, _Part], there: set[Span]) -> _Part | None:
    """Return the nearest part around a record that is written with it, unless one is there."""
    for span in one.around or ():
        if span in there:
            return None
        if span in parts and span != one.span:
            return parts[span]
    return None


def _whole(node: _Part) -> NewPart:
    """Return a part with everything that lies under it in its record."""
    if not node.inner:
        return node.part
    inner = sorted(node.inner, key=_start)
    body = [_whole(one).record if isinstance(one, _Part) else _passage(one) for one in inner]
    return NewPart({**node.part.record, "body": body}, node.part.span, node.part.around)


def _start(one: _Part | list[NewFact]) -> int:
    return one.part.span[0] if isinstance(one, _Part) else one[0].span[0]


def _passage(facts: list[NewFact]) -> dict[str, Any]:
    """Return one passage with its facts, list by list in the order of the model."""
    item = dict(facts[0].passage)
    for name in FACT_LISTS:
        listed = [fact.record for fact in facts if fact.list == name]
        if listed:
            item[name] = listed
    return item


# -- passes --------------------------------------------------------------------------------


def _pass(opened: Opened, records: list[New]) -> tuple[str, list[New]]:
    """Place what lies apart; return the text, and what is still to be placed, in its order."""
    taken: dict[int, list[tuple[int, Hunk]]] = {}
    cuts: list[Hunk] = []
    later: list[New] = []
    passages: set[_Passage] = set()
    for record in records:
        if _key(record) in passages:
            later.append(record)
            continue
        hunk = hunk_between(opened.text, _placed(opened, record))
        beside = [other for _, other in taken.get(hunk.line, ())]
        near = [one for at in taken.values() for _, one in at] if hunk.removed else cuts
        if any(_touch(hunk, one) for one in near) or not all(
            _siblings(hunk, one) for one in beside[:1]
        ):
            later.append(record)
            continue
        taken.setdefault(hunk.line, []).append((record.span[0], hunk))
        cuts += [hunk] if hunk.removed else []
        passages.add(_key(record))
    lines = opened.text.splitlines(keepends=True)
    for line in sorted(taken, reverse=True):
        placed = sorted(taken[line], key=lambda one: one[0])
        added = [text for _, hunk in placed for text in hunk.added]
        lines[line : line + len(placed[0][1].removed)] = added
    return "".join(lines), later


def _key(record: New) -> _Passage:
    """Return what no two records of one pass share: a passage, or else the record itself."""
    if not isinstance(record, NewFact):
        return (id(record),)
    return (record.span, record.around, record.passage.get("quote"), record.passage.get("to"))


def _siblings(one: Hunk, other: Hunk) -> bool:
    """Tell whether two changes add items to the same list at the same place."""
    if one.removed or other.removed:
        return False
    first, second = one.added[0], other.added[0]
    return _dash(first) >= 0 and _dash(first) == _dash(second)


def _dash(line: str) -> int:
    content = line.lstrip(" ")
    return len(line) - len(content) if content.startswith("- ") else -1


def _touch(one: Hunk, other: Hunk) -> bool:
    """Tell whether two changes, one of which takes lines away, meet."""
    first, second = sorted((one, other), key=lambda hunk: hunk.line)
    return second.line <= first.line + len(first.removed)


def _placed(opened: Opened, new: New) -> str:
    return place_fact(opened, new) if isinstance(new, NewFact) else place_part(opened, new)
