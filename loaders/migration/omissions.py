"""Keep what is left out on purpose by its places in the text, not by its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loaders.rules.base import Case
from loaders.rules.coverage import coverage_of
from loaders.yaml.canonical import format_text, scalar
from loaders.yaml.reader import Map, Seq, read_yaml

__all__ = ["omissions_by_place", "places_of"]


def places_of(case: Case) -> dict[str, list[str]]:
    """Return where the words stand that no record uses: words, and their places."""
    found: dict[str, list[str]] = {}
    for unused in coverage_of(case).unused:
        places = found.setdefault(unused.text, [])
        place = f"{unused.start}-{unused.end}"
        if place not in places:
            places.append(place)
    return found


def omissions_by_place(text: str, places: Mapping[str, Mapping[str, list[str]]]) -> str:
    """Write a file of omissions with places instead of words.

    Args:
        text: The file, sound.
        places: By document, the words that no record uses and where they stand; documents whose
            text is not at hand are left out, and keep their words.

    Returns:
        The file; words that nothing leaves out any more are dropped with their reason.
    """
    tree, _ = read_yaml(text.encode(), "omissions.yaml")
    listed = tree.get("omissions") if isinstance(tree, Map) else None
    if not isinstance(listed, Map):
        return text
    head = [line for line in text.split("\n") if line.startswith("#")]
    lines = [*head, "omissions:"]
    for document, items in listed.items():
        if not isinstance(items, Seq):
            return text
        lines.append(f"  {document}:")
        for item in items:
            lines += _item(item, places.get(document))
    return format_text(("\n".join(lines) + "\n").encode(), "omissions.yaml")


def _item(item: Any, places: Mapping[str, list[str]] | None) -> list[str]:
    words = list(item.get("words", ()))
    known = list(item.get("at", ()))
    if places is not None:
        known += [place for word in words for place in places.get(word, ())]
        words = []
    if not words and not known:
        return []
    known = sorted(set(known), key=lambda place: tuple(map(int, place.split("-"))))
    rows = []
    if words:
        rows.append(f"words: [{', '.join(scalar(word, flow=True) for word in words)}]")
    if known:
        rows.append(f"at: [{', '.join(known)}]")
    reason = item.get("reason")
    if isinstance(reason, Map):
        inner = ", ".join(f"{key}: {scalar(value, flow=True)}" for key, value in reason.items())
        rows.append(f"reason: {{{inner}}}")
    else:
        rows.append(f"reason: {scalar(str(reason))}")
    return [f"    - {rows[0]}", *(f"      {row}" for row in rows[1:])]
