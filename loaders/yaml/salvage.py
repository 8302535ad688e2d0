"""What can be used of a facts file that has errors of form; what is left out is told.

A facts file that is to be built must be sound.  A second reading is evidence as it stands: a key
that does not exist is dropped and the record stays; a record without what it needs is dropped and
the others stay.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError

from loaders.problems import Problem
from loaders.yaml import records
from loaders.yaml.parse import Parsed, parse_document, validate
from loaders.yaml.reader import Map, Seq, read_yaml
from loaders.yaml.validation import TAGS

__all__ = ["readable_bytes", "salvage_document"]

_ROUNDS: Final = 200
_AT_ONCE: Final = 200
"""Errors told and taken out in a round; a record that lacks something falls in the next."""


_BREAKS: Final = 25
"""Places that are cut out of a file that is no YAML; one with more of them is no facts file."""


def readable_bytes(data: bytes, file: str) -> tuple[bytes, list[Problem]]:
    """Blank the records of a file that keep it from being YAML; lines keep their numbers.

    What goes is the key at the place of the error with what is below it, or the whole item where
    the error is in its first line: so nothing that stays comes under another record.

    Returns:
        The bytes, and a problem for every place that was blanked; of a file that cannot be read
        all the same, the bytes as they were.
    """
    told: list[Problem] = []
    lines = data.split(b"\n")
    broken = _break(lines, file)
    while broken is not None and len(told) < _BREAKS:
        told.append(broken)
        line = broken.at.line - 1
        tries = [blanked for at in (line, line - 1) if (blanked := _blanked(lines, at)) is not None]
        if not tries:
            return data, []
        results = [(_break(one, file), one) for one in tries]
        broken, lines = max(results, key=lambda result: _reach(result[0]))
    return (b"\n".join(lines), told) if broken is None else (data, [])


def _break(lines: list[bytes], file: str) -> Problem | None:
    """Return what keeps the lines from being read at all, or none."""
    tree, problems = read_yaml(b"\n".join(lines), file)
    return problems[-1] if tree is None and problems else None


def _reach(broken: Problem | None) -> int:
    return 1 << 31 if broken is None else broken.at.line


def _blanked(lines: list[bytes], at: int) -> list[bytes] | None:
    """Return the lines without the one at a place and those that are deeper below it."""
    if not 0 <= at < len(lines) or not lines[at].strip():
        return None
    depth = _depth(lines[at])
    end = at + 1
    while end < len(lines) and (not lines[end].strip() or _depth(lines[end]) > depth):
        end += 1
    return [*lines[:at], *[b""] * (end - at), *lines[end:]]


def _depth(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" "))


def salvage_document(data: bytes, file: str, header: Map | None = None) -> Parsed:
    """Read a facts file, leaving out what has no sound form.

    Args:
        data: Its bytes, readable as YAML: see :func:`readable_bytes`.
        file: Its name in messages.
        header: The header of the same document in another file, from which fields are taken that
            this one lacks.

    Returns:
        The records that are sound, and a problem for everything that was left out.  Without
        records, the file cannot be used at all.
    """
    parsed = parse_document(data, file)
    tree = parsed.tree
    if parsed.document is not None or tree is None:
        return parsed
    if header is not None:
        _complete(tree, header)
    problems = list(parsed.problems)
    for _ in range(_ROUNDS):
        try:
            document = records.DocumentFile.model_validate(tree)
        except ValidationError as error:
            details = error.errors(include_url=False)[:_AT_ONCE]
            problems += _unknown(validate(records.DocumentFile, tree, parsed.path)[1], problems)
            if not _cut(tree, details):
                break
            if header is not None:
                _complete(tree, header)
        else:
            return Parsed(parsed.path, document, tree, problems)
    return Parsed(parsed.path, None, tree, problems)


def _complete(tree: Map, header: Map) -> None:
    """Give a header the fields of another that it has not got itself."""
    own = tree.get("document")
    if not isinstance(own, Map):
        tree["document"], tree.marks["document"] = header, (header.mark, header.mark)
        return
    for key, value in header.items():
        if key not in own:
            own[key], own.marks[key] = value, header.marks[key]


def _unknown(found: list[Problem], known: list[Problem]) -> list[Problem]:
    places = {(problem.at, problem.rule) for problem in known}
    return [problem for problem in found if (problem.at, problem.rule) not in places]


def _cut(tree: Map, details: list[Any]) -> bool:
    """Take out of a tree what its model refuses; tell whether anything was there to take."""
    lists: dict[int, tuple[Seq, set[int]]] = {}
    cut = False
    for detail in details:
        place = _place(tree, detail)
        if place is None:
            continue
        node, key = place
        if isinstance(node, Seq):
            lists.setdefault(id(node), (node, set()))[1].add(key)
        else:
            cut = node.pop(key, None) is not None or cut
            node.marks.pop(key, None)
    for items, numbers in lists.values():
        for number in sorted(numbers, reverse=True):
            del items[number], items.marks[number]
            cut = True
    return cut


def _place(tree: Map, detail: Any) -> tuple[Any, Any] | None:
    """Return the map or list, and the key or number in it, that an error would have gone.

    What is missing takes the record away that lacks it.
    """
    steps: list[tuple[Any, Any]] = []
    node: Any = tree
    for step in detail["loc"]:
        inside = (isinstance(node, Map) and step in node) or (
            isinstance(node, Seq) and isinstance(step, int) and step < len(node)
        )
        if inside:
            steps.append((node, step))
            node = node[step]
        elif step not in TAGS:
            break
    return steps[-1] if steps else None
