"""Write long brackets of bodies name by name: the role's word with the first, then the others."""

from __future__ import annotations

import re
from typing import Final

from loaders.languages.language import Language
from loaders.yaml.canonical import scalar
from loaders.yaml.parse import parse_document
from loaders.yaml.reader import Map, Seq

__all__ = ["LONG", "bracket_items", "list_brackets"]

LONG: Final = 16
"""Characters from which on a bracket is written as a list."""
_ROLES: Final = ("lead", "support", "responsible", "oversight", "implement")
_OPENING: Final = "(（〈【〔[ "
_LINE: Final = re.compile(r"^(?P<indent>\s*)(?P<key>[a-z]+): ")


def bracket_items(bracket: str, language: Language) -> list[str]:
    """Return a bracket's names one by one; none where it is short, or of several roles.

    (牵头单位:甲局、乙局) is 牵头单位:甲局 and 乙局.
    """
    split = language.split_bracket(bracket)
    if len(bracket) < LONG or len(split.duties) != 1 or len(split.names) < 2:
        return []
    duty = split.duties[0]
    spans = [(at, at + len(name)) for name, at in zip(duty.names, duty.offsets, strict=True)]
    whole = all(
        bracket[start:end] == name for (start, end), name in zip(spans, duty.names, strict=True)
    )
    if not whole or duty.role is None:
        return []
    return [bracket[: spans[0][1]].lstrip(_OPENING), *duty.names[1:]]


def list_brackets(text: str, name: str, language: Language) -> tuple[str, int]:
    """Write the long brackets of a facts file in canonical form as lists.

    Returns:
        The file, and how many brackets changed.
    """
    parsed = parse_document(text.encode(), name)
    assert parsed.tree is not None, "the file was sound"
    lines = text.split("\n")
    changed = 0
    for number in sorted(_bracket_lines(parsed.tree)):
        match = _LINE.match(lines[number])
        if match is None:
            continue
        given = next((b for b in _brackets(parsed.tree, number)), "")
        items = bracket_items(given, language)
        if items:
            rows = [f"{match['indent']}  - {scalar(item)}" for item in items]
            lines[number] = "\n".join([f"{match['indent']}{match['key']}:", *rows])
            changed += 1
    return "\n".join(lines), changed


def _bracket_lines(node: object) -> set[int]:
    return {line for line, _ in _told(node)}


def _brackets(node: object, number: int) -> list[str]:
    return [text for line, text in _told(node) if line == number]


def _told(node: object) -> list[tuple[int, str]]:
    """Return the line and the words of every single bracket below a node."""
    found: list[tuple[int, str]] = []
    if isinstance(node, Map):
        for key, value in node.items():
            if key in _ROLES and isinstance(value, str):
                found.append((node.marks[key][1].line, value))
            found += _told(value)
    elif isinstance(node, Seq):
        for item in node:
            found += _told(item)
    return found
