"""Keep what is left out on purpose by its places in the text, not by its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loaders.evidence.dismissals import Dismissal, dismissed_spans
from loaders.evidence.sources import SourceText
from loaders.yaml.canonical import format_text, scalar
from loaders.yaml.reader import Map, Seq, read_yaml

__all__ = ["omissions_by_place", "places_of"]


def places_of(words: str, occurrence: int | None, source: SourceText) -> list[str]:
    """Return the places in the raw text that dismissing some words dismisses."""
    starts, ends = source.folded.starts, source.folded.ends
    spans = dismissed_spans((Dismissal("", (words,), occurrence),), source)
    return [f"{starts[low]}-{ends[high - 1]}" for low, high, _ in spans]


def omissions_by_place(text: str, sources: Mapping[str, SourceText]) -> str:
    """Write a file of omissions with places instead of words.

    Args:
        text: The file, sound.
        sources: The texts that are at hand, by document; the others keep their words.

    Returns:
        The file, the same where it names places alone.  It leaves out what it left out before:
        words that stand nowhere in the text stay as they are, with their reason.
    """
    tree, _ = read_yaml(text.encode(), "omissions.yaml")
    listed = tree.get("omissions") if isinstance(tree, Map) else None
    if not isinstance(listed, Map):
        return text
    if not any(_has_words(item) for items in listed.values() for item in items):
        return text
    head = [line for line in text.split("\n") if line.startswith("#")]
    lines = [*head, "omissions:"]
    for document, items in listed.items():
        if not isinstance(items, Seq):
            return text
        lines.append(f"  {document}:")
        for item in items:
            lines += _item(item, sources.get(document))
    return format_text(("\n".join(lines) + "\n").encode(), "omissions.yaml")


def _has_words(item: Any) -> bool:
    return isinstance(item, Map) and "words" in item


def _item(item: Any, source: SourceText | None) -> list[str]:
    words, known = list(item.get("words", ())), list(item.get("at", ()))
    told = item.get("occurrence")
    if source is not None:
        found = {word: places_of(word, int(told) if told else None, source) for word in words}
        known += [place for places in found.values() for place in places]
        words = [word for word in words if not found[word]]
    known = sorted(set(known), key=lambda place: tuple(map(int, place.split("-"))))
    rows = []
    if words:
        rows.append(f"words: [{', '.join(scalar(word, flow=True) for word in words)}]")
    if known:
        rows.append(f"at: [{', '.join(known)}]")
    if words and told:
        rows.append(f"occurrence: {told}")
    reason = item.get("reason")
    if isinstance(reason, Map):
        inner = ", ".join(f"{key}: {scalar(value, flow=True)}" for key, value in reason.items())
        rows.append(f"reason: {{{inner}}}")
    else:
        rows.append(f"reason: {scalar(str(reason))}")
    return [f"    - {rows[0]}", *(f"      {row}" for row in rows[1:])]
