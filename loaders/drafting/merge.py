"""Several drafters' facts made one draft: where they agree a field is ready, else it is marked.

Facts are the same when their kind is and their words overlap and their names, values or persons
are equal, or one holds the other.  Nothing of a drafter is dropped: what only one says stays,
open, with the reason.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from loaders.drafting.model import Draft, Fact, Field

__all__ = ["merge"]

_KEYS: Final = {
    "task": "title_quote", "value": "value", "target": "value", "recognition": "title",
    "post": "person",
}  # fmt: skip
ALONE: Final = "only {} said it"
DIFFER: Final = "drafters differ: {}"


def merge(drafts: list[tuple[str, Draft]]) -> Draft:
    """Merge the drafts of one text.

    Args:
        drafts: Drafters' names with their drafts, the first one leading: its words and its order
            stay where the others agree.

    Returns:
        One draft.  A field that two drafters give alike is ready; one that they give differently
        is open, with both contents in its reason.
    """
    name, first = drafts[0]
    merged = Draft(
        list(first.facts), list(first.left_out), list(first.sections), first.lead_rule,
        dict(first.columns), first.raw, first.plan, first.title, first.written,
    )  # fmt: skip
    for other_name, other in drafts[1:]:
        _join(merged, name, other, other_name)
        merged.left_out += [one for one in other.left_out if one not in merged.left_out]
    merged.facts.sort(key=lambda fact: (fact.span, fact.kind))
    return merged


def _join(merged: Draft, name: str, other: Draft, other_name: str) -> None:
    own = sorted(merged.facts, key=lambda fact: fact.span)
    starts = [fact.span[0] for fact in own]
    longest = max((fact.span[1] - fact.span[0] for fact in own), default=0)
    used: set[int] = set()
    for fact in other.facts:
        low = bisect_left(starts, fact.span[0] - longest)
        high = bisect_left(starts, fact.span[1])
        match = next((f for f in own[low:high] if id(f) not in used and _same(f, fact)), None)
        if match is None:
            for one in fact.fields.values():
                one.ready, one.said_by = False, (other_name,)
                one.reason = one.reason or ALONE.format(other_name)
            merged.facts.append(fact)
            continue
        used.add(id(match))
        _agree(match, fact, other_name)


def _same(one: Fact, other: Fact) -> bool:
    if one.kind != other.kind or not (one.span[0] < other.span[1] and other.span[0] < one.span[1]):
        return False
    key = _KEYS.get(one.kind, "name")
    mine, theirs = _plain(one.get(key)), _plain(other.get(key))
    return bool(mine and theirs) and (mine in theirs or theirs in mine)


def _agree(fact: Fact, other: Fact, name: str) -> None:
    """Compare field by field."""
    for key, theirs in other.fields.items():
        mine = fact.fields.get(key)
        if mine is None or mine.value in (None, []):
            fact.fields[key] = Field(theirs.value, False, ALONE.format(name), (name,))
        elif theirs.value in (None, []):
            continue
        elif _plain(mine.value) == _plain(theirs.value):
            mine.ready, mine.reason = True, ""
            mine.said_by = (*mine.said_by, name)
        else:
            said = f"{_plain(mine.value)} / {_plain(theirs.value)} ({name})"
            mine.ready, mine.reason = False, DIFFER.format(said)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "、".join(_plain(one) for one in value)
    return "" if value is None else "".join(str(value).split()).strip("《》“”")
