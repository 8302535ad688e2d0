"""What can be used of a facts file that has errors of form; what is left out is told.

A facts file that is to be built must be sound.  A second reading is evidence as it stands: a key
that does not exist is dropped and the record stays; a record without what it needs is dropped and
the others stay.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from loaders.problems import Problem
from loaders.yaml import records
from loaders.yaml.parse import Parsed, parse_document, validate
from loaders.yaml.reader import Map, Seq
from loaders.yaml.validation import TAGS

__all__ = ["salvage_document"]

_ROUNDS: Final = 200
_AT_ONCE: Final = 200
"""Errors told and taken out in a round; a record that lacks something falls in the next."""


def salvage_document(source: Path | bytes, file: str = "", header: Map | None = None) -> Parsed:
    """Read a facts file, leaving out what has no sound form.

    Args:
        source: The file, or its bytes.
        file: Its name in messages; by default the path.
        header: The header of the same document in another file, from which fields are taken that
            this one lacks.

    Returns:
        The records that are sound, and a problem for everything that was left out.  Without
        records, the file cannot be used at all.
    """
    parsed = parse_document(source, file)
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
