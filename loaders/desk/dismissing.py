"""Words that no fact carries on purpose, written into ``facts/omissions.yaml`` with the reason."""

from __future__ import annotations

from typing import Any, cast

from loaders.desk.changing import change_record
from loaders.desk.opened import open_tree, plain
from loaders.yaml.canonical import format_tree, tree_of
from loaders.yaml.reader import Map, Seq

__all__ = ["with_dismissal"]

Span = tuple[int, int]


def with_dismissal(text: str, document: str, span: Span, reason: dict[str, str]) -> str:
    """Return the text of the omissions with one more place dismissed.

    A place whose reason is there already joins the others of that reason.

    Args:
        text: The file; empty where it is new.
        document: The document's id.
        span: The place in the raw text, in code points.
        reason: In both languages.

    Raises:
        ValueError: the file cannot be read.
    """
    place = f"{span[0]}-{span[1]}"
    entry = {"at": [place], "reason": reason}
    if not text.strip():
        return _written({"omissions": {document: [entry]}}, 0)
    opened = open_tree(text)
    documents = opened.tree.get("omissions")
    have = text.splitlines(keepends=True)
    if not isinstance(documents, Map) or not documents:
        kept = "".join(line for line in have if not line.startswith("omissions:"))
        return (
            kept.rstrip("\n")
            + "\n" * bool(kept.strip())
            + _written({"omissions": {document: [entry]}}, 0)
        )
    listed = documents.get(document)
    if not isinstance(listed, Seq) or not listed:
        at = opened.line_after(documents)
        have[at:at] = _written({document: [entry]}, 2).splitlines(keepends=True)
        return "".join(have)
    for item in listed:
        if isinstance(item, Map) and plain(item.get("reason")) == reason and "at" in item:
            places = plain(item["at"])
            together = [places] if isinstance(places, str) else places
            if place in together:
                return text
            return change_record(opened, item, {"at": [*together, place]})
    at = opened.line_after(listed)
    have[at:at] = _written([entry], 4).splitlines(keepends=True)
    return "".join(have)


def _written(data: Any, column: int) -> str:
    return "".join(f"{line}\n" for line in format_tree(cast(Map, tree_of(data)), column))
