"""Demands that one fact of several tells of: the item of a list that lacks the tie of the others,
and a word that tells of an event, a recognition or a person in a post."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from loaders.rules.base import Case
from loaders.rules.layers import Layers
from loaders.rules.status import PLANS
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["cue_spans", "untied_items"]

Span = tuple[int, int]
_LEAST: Final = 3
"""Items of a list from which on the others say what is missing of one."""


def untied_items(case: Case, text: str, layers: Layers) -> Iterator[Span]:
    """Yield the item of a list that alone is no end of a relation, or holder of a recognition.

    Args:
        case: The document.
        text: Its folded text.
        layers: What is carried.
    """
    groups = list(_groups(case, layers).values())
    content, mark = case.language.content, case.language.punctuation.enumeration
    for match in content.listing.finditer(text):
        if match[0].count(mark) + 1 < _LEAST - 1:
            continue
        items = [item.span() for item in content.item.finditer(text, *match.span())]
        if len(items) < _LEAST:
            continue
        low, high = match.span()
        for spans in groups:
            near = [span for span in spans if low <= span[0] and span[1] <= high]
            if len(near) < len(items) - 1:
                continue
            bare = [
                (start, end) for start, end in items
                if not any(start <= a and b <= end for a, b in near)
            ]  # fmt: skip
            if len(bare) == 1 and not _joined(layers, bare[0]):
                yield bare[0]


def _joined(layers: Layers, item: Span) -> bool:
    """Tell whether an item is a piece of a name that goes on in the item beside it."""
    return any(
        (one.start < item[0] - 1 and one.end > item[0]) or (one.start < item[1] < one.end - 1)
        for one in layers.near(*item, layers.longest)
        if one.layer in ("name", "act", "tie")
    )


def _groups(case: Case, layers: Layers) -> dict[tuple[str, ...], list[Span]]:
    """Return where the ends stand that several facts vary, by what they say alike."""
    alike: dict[tuple[str, str], tuple[str, ...]] = {}
    for fact in case.document.facts:
        record = fact.record
        if isinstance(record, R.RelationRecord):
            alike[fact.key, "object"] = (record.relation, "of", record.subject)
            alike[fact.key, "subject"] = (record.relation, "with", record.object)
        elif isinstance(record, R.Recognition):
            alike[fact.key, "of"] = ("recognition", record.title)
    found: dict[tuple[str, ...], list[Span]] = {}
    for item in layers.carried:
        told = alike.get((item.fact, item.field))
        if told is not None and item.layer != "cue":
            found.setdefault(told, []).append((item.start, item.end))
    return found


def cue_spans(case: Case, text: str, layers: Layers) -> Iterator[Span]:
    """Yield words for an event, a recognition or a person in a post, of which no fact tells."""
    if case.document.header.genre in PLANS:
        return  # a plan supports 举办 and rewards 获评: mostly nothing has happened
    for kind, words in case.language.content.tells.items():
        for match in words.finditer(text):
            start, end = match.span()
            if layers.has(start, end, "name", "act", "number"):
                continue
            if not any(item.kind == kind for item in layers.near(start, end, layers.longest)):
                yield start, end
