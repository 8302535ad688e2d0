"""Shorten the titles of measures to verb and object, as the text writes them."""

from __future__ import annotations

import re
from typing import Any, Final

from loaders.languages.language import Language
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
"""A list behind one of these stands before its verb: its first item alone says nothing."""
_OPENING: Final = "“《‘(（〈【〔"
_CLOSING: Final = "”》’)）〉】〕"
_LINE: Final = re.compile(r"^(?P<head>\s*(?:- )*measure: )")


def short_title(title: str, language: Language) -> str:
    """Return the shortest beginning of a title that ends at a stop outside quotation marks.

    重点发展文化旅游、出版传媒、会展等产业 is 重点发展文化旅游.
    """
    clause = _cut(title, _CLAUSES, language)
    if len(clause) < _LIST:
        return clause
    first = _cut(clause, _ITEMS, language)
    return clause if language.edges.before_verb.search(first) else first


def _cut(title: str, stops: str, language: Language) -> str:
    depth = 0
    for at, character in enumerate(title):
        depth += (character in _OPENING) - (character in _CLOSING)
        if character in stops and depth == 0 and at >= _LEAST and _is_whole(title, at, language):
            return title[:at]
    return title


def _is_whole(title: str, at: int, language: Language) -> bool:
    """Tell whether a title may end here: not in a value, and not before its verb (对…、…)."""
    return not any(value.start < at < value.end for value in language.find_values(title))


def shorten_titles(text: str, name: str, language: Language) -> tuple[str, list[tuple[str, str]]]:
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
        new = short_title(title, language)
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
