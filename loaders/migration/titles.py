"""Shorten the titles of measures to verb and object, as the text writes them."""

from __future__ import annotations

import re
from typing import Any, Final

from loaders.languages.zh.values import find_values
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from loaders.yaml.canonical import scalar
from loaders.yaml.parse import parse_document

__all__ = ["LONG", "short_title", "shorten_titles"]

LONG: Final = 20
"""Characters: a title of one clause that is no longer stays."""
_LIST: Final = 26
"""Characters from which on a list of objects is cut behind the first."""
_LEAST: Final = 6
_CLAUSES: Final = ",，;；:：。"
_ITEMS: Final = "、"
_BEFORE_VERB: Final = re.compile("[在将把以对供向从按被由]|通过|根据|有利于")
"""A list behind one of these stands before its verb: its first item alone says nothing."""
_OPENING: Final = "“《‘(（〈【〔"
_CLOSING: Final = "”》’)）〉】〕"
_LINE: Final = re.compile(r"^(?P<head>\s*(?:- )*measure: )")


def short_title(title: str) -> str:
    """Return the shortest beginning of a title that ends at a stop outside quotation marks.

    >>> short_title("重点发展文化旅游、出版传媒、演出文娱、会展、书画艺术等产业")
    '重点发展文化旅游'
    """
    clause = _cut(title, _CLAUSES)
    if len(clause) < _LIST:
        return clause
    first = _cut(clause, _ITEMS)
    return clause if _BEFORE_VERB.search(first) else first


def _cut(title: str, stops: str) -> str:
    depth = 0
    for at, character in enumerate(title):
        depth += (character in _OPENING) - (character in _CLOSING)
        if character in stops and depth == 0 and at >= _LEAST and _is_whole(title, at):
            return title[:at]
    return title


def _is_whole(title: str, at: int) -> bool:
    """Tell whether a title may end here: not in a value, and not before its verb (对…、…)."""
    return not any(value.start < at < value.end for value in find_values(title))


def shorten_titles(text: str, name: str) -> tuple[str, list[tuple[str, str]]]:
    """Shorten long titles of measures in a facts file in canonical form.

    A title that the file uses elsewhere, as a reference, stays.

    Returns:
        The file, and the titles that changed, old and new.
    """
    parsed = parse_document(text.encode(), name)
    assert parsed.document is not None, "the file was sound"
    titles = {part.name for part in _measures(parsed.document.body) if len(part.name) > LONG}
    used = {title for title in titles if _uses(text, title)}
    changed: list[tuple[str, str]] = []
    lines = text.split("\n")
    for number, line in enumerate(lines):
        match = _LINE.match(line)
        title = next((t for t in titles - used if match and line == match[0] + scalar(t)), None)
        if match is None or title is None:
            continue
        new = short_title(title)
        if new != title:
            lines[number] = match["head"] + scalar(new)
            changed.append((title, new))
    return "\n".join(lines), changed


def _uses(text: str, title: str) -> bool:
    """Tell whether a file refers to a part by its title, besides naming and quoting it."""
    keys = r"(?:subject|object|of|for|place|part-of|name)"
    return (
        re.search(rf"\b{keys}: ['\"]?{re.escape(title)}['\"]?\s*(?:[,}}]|$)", text, re.M)
        is not None
    )


def _measures(body: list[Any]) -> list[R.Part]:
    found = []
    for item in body:
        if isinstance(item, R.Part):
            found += [item] if item.kind == "measure" else []
            found += _measures(item.body)
    return found
