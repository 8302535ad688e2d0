"""Several drafters' facts made one draft: where they agree a field is ready, else it is marked.

Names are the same when kind and name are; other facts when their kind is, their words overlap,
and their titles, values or persons are equal, or one holds the other.  What only one drafter says
stays, open, with the reason; a name inside a longer one of the leading drafter is none of its own.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

from loaders.drafting.model import Draft, Fact, Field, LeftOut
from ontology.printable import one_line

__all__ = ["merge"]

Span = tuple[int, int]
_KEYS: Final = {
    "task": "title_quote", "value": "value", "target": "value", "recognition": "title",
    "post": "person",
}  # fmt: skip
_NAMES: Final = frozenset({"policy", "place", "organisation", "enterprise", "project"})
_LONGER: Final = frozenset({"policy", "organisation", "enterprise", "project", "recognition"})
"""Kinds whose names may hold others."""
ALONE: Final = "only {} said it"
DIFFER: Final = "drafters differ: {}"
NESTED: Final = "inside a task of the leading drafter"
SHOWN: Final = 120
"""Characters of a reading that a reason repeats."""


def merge(drafts: list[tuple[str, Draft]]) -> Draft:
    """Merge the drafts of one text.

    Args:
        drafts: Drafters' names with their drafts, the first one leading: its words and its order
            stay where the others agree.

    Returns:
        One draft.  A field that two drafters give alike is ready; one that they give differently
        is open, with both contents in its reason.
    """
    _, first = drafts[0]
    merged = Draft(
        list(first.facts), list(first.left_out), list(first.sections), first.lead_rule,
        dict(first.columns), first.raw, first.plan, first.title, first.written,
    )  # fmt: skip
    for other_name, other in drafts[1:]:
        _join(merged, other, other_name)
        merged.left_out += [one for one in other.left_out if one not in merged.left_out]
    merged.facts.sort(key=lambda fact: (fact.span, fact.kind))
    return merged


def _join(merged: Draft, other: Draft, other_name: str) -> None:
    facts = _Facts(merged.facts)
    used: set[int] = set()
    alone: list[Fact] = []
    for fact in other.facts:
        match = facts.same(fact, used)
        if match is not None:
            used.add(id(match))
            _agree(match, fact, other_name)
        elif fact.kind == "task" and facts.over(fact.span, frozenset({"task"})):
            words = one_line(str(fact.get("title_quote")), SHOWN)
            merged.left_out.append(LeftOut(fact.span, words, NESTED))
        elif fact.kind not in _NAMES or not _settled(facts, fact, other_name):
            for one in fact.fields.values():
                one.ready, one.said_by = False, (other_name,)
                one.reason = ALONE.format(other_name)
            alone.append(fact)
    merged.facts += alone


class _Facts:
    """The facts of the leading drafters, found by name and by place."""

    def __init__(self, facts: list[Fact]) -> None:
        self._named = {
            (fact.kind, _plain(fact.get("name"))): fact for fact in facts if fact.kind in _NAMES
        }
        places = [(span, fact) for fact in facts for span in fact.mentions or [fact.span]]
        # Names are short and many, tasks long and few: each kind has its own reach.
        self._longest: dict[str, int] = {}
        by_kind: dict[str, list[tuple[Span, Fact]]] = {}
        for span, fact in sorted(places, key=lambda place: place[0]):
            self._longest[fact.kind] = max(span[1] - span[0], self._longest.get(fact.kind, 0))
            by_kind.setdefault(fact.kind, []).append((span, fact))
        self._by_kind = {
            kind: ([span[0] for span, _ in found], found) for kind, found in by_kind.items()
        }

    def same(self, fact: Fact, used: set[int]) -> Fact | None:
        """Return the fact that says the same, if one does."""
        if fact.kind in _NAMES:
            return self._named.get((fact.kind, _plain(fact.get("name"))))
        key = _KEYS.get(fact.kind, "name")
        theirs = _plain(fact.get(key))
        for _, one in self.over(fact.span, frozenset({fact.kind})):
            mine = _plain(one.get(key))
            if id(one) not in used and mine and theirs and (mine in theirs or theirs in mine):
                return one
        return None

    def over(self, span: Span, kinds: frozenset[str]) -> list[tuple[Span, Fact]]:
        """Return the facts of some kinds whose words overlap a span, in the order of the text."""
        found = []
        for kind in sorted(kinds & self._by_kind.keys()):
            starts, places = self._by_kind[kind]
            low = bisect_left(starts, span[0] - self._longest[kind])
            high = bisect_left(starts, span[1])
            found += [place for place in places[low:high] if place[0][1] > span[0]]
        return sorted(found, key=lambda place: place[0])


def _settled(facts: _Facts, fact: Fact, other_name: str) -> bool:
    """Mark what a name differs from; tell whether nothing is left to add.

    Its mentions inside longer names are dropped; a name with another edge, or under another kind,
    opens the leading drafter's name, which keeps its words.
    """
    kept: list[Span] = []
    for span in fact.mentions or [fact.span]:
        over = facts.over(span, _NAMES | _LONGER)
        inside = True
        for place, one in over:
            longer = place[0] <= span[0] and span[1] <= place[1] and place != span
            if longer and one.kind in _LONGER and one.kind != fact.kind:
                continue
            inside = inside and not _holds(span, place, one, fact)
            theirs = _plain(fact.get("name"))
            if one.kind != fact.kind:
                theirs = f"{theirs} = {fact.kind}"
            _differ(one, _KEYS.get(one.kind, "name"), theirs, other_name)
        if not over or not inside:
            kept.append(span)
    if kept:
        fact.mentions = kept
        fact.span = kept[0]
    return not kept


def _holds(span: Span, place: Span, one: Fact, fact: Fact) -> bool:
    """Tell whether a name holds another one of another kind: the college, not its town alone."""
    return span[0] <= place[0] and place[1] <= span[1] and place != span and one.kind != fact.kind


def _agree(fact: Fact, other: Fact, other_name: str) -> None:
    """Compare field by field."""
    fact.mentions += [span for span in other.mentions if span not in fact.mentions]
    for key, theirs in other.fields.items():
        mine = fact.fields.get(key)
        if mine is None or mine.value in (None, []):
            if theirs.value not in (None, []) or mine is None:
                reason = ALONE.format(other_name)
                fact.fields[key] = Field(theirs.value, False, reason, (other_name,))
        elif theirs.value in (None, []):
            continue
        elif _plain(mine.value) == _plain(theirs.value):
            mine.ready, mine.reason = True, ""
            mine.said_by = (*mine.said_by, other_name)
        else:
            _differ(fact, key, _plain(theirs.value), other_name)


def _differ(fact: Fact, key: str, theirs: str, name: str) -> None:
    field = fact.fields[key]
    said = f"{_plain(field.value)[:SHOWN]} / {theirs[:SHOWN]} ({name})"
    field.ready, field.reason = False, DIFFER.format(said)


def _plain(value: object) -> str:
    if isinstance(value, list):
        return "、".join(_plain(one) for one in value)
    return "" if value is None else "".join(str(value).split()).strip("《》“”")
