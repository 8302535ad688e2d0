"""A facts or authority file into typed records, with the place of everything in it.

All that is wrong with a file is reported at once, in the file's own words: line and column
of the key or value, the record it belongs to, and the nearest key where one is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from loaders.problems import Position, Problem
from loaders.yaml import records
from loaders.yaml.reader import Map, Seq, position, read_bytes, read_yaml
from loaders.yaml.validation import TAGS, explain
from ontology import codes

PART_KINDS: Final = frozenset(get_args(codes.PartKind))

M = TypeVar("M", bound=BaseModel)


@dataclass(slots=True)
class Parsed:
    """A facts file as read: records, the tree they came from, and what is wrong."""

    path: str
    document: records.DocumentFile | None
    tree: Map | None
    problems: list[Problem] = field(default_factory=list)

    @property
    def positions(self) -> dict[str, Position]:
        """Where each field of the header stands."""
        header = self.tree.get("document") if self.tree else None
        return field_positions(header, self.path) if isinstance(header, Map) else {}


def field_positions(node: Map, file: str) -> dict[str, Position]:
    """Return the place of each value of a map by its key."""
    return {key: position(file, marks[1]) for key, marks in node.marks.items()}


def parse_document(source: Path | bytes, file: str = "") -> Parsed:
    """Read a facts file.

    Args:
        source: The file, or its bytes.
        file: Its name in messages; by default the path.

    Returns:
        The records where the file is sound, and all problems where it is not.
    """
    file = file or (str(source) if isinstance(source, Path) else "<bytes>")
    tree, problems = _tree(source, file)
    if tree is None:
        return Parsed(file, None, None, problems)
    _name_parts(tree.get("body"), file, problems)
    document, more = validate(records.DocumentFile, tree, file)
    problems.extend(_new(more, problems))
    problems.sort(key=lambda problem: (problem.at.line, problem.at.column))
    return Parsed(file, None if problems else document, tree, problems)


def _new(found: list[Problem], known: list[Problem]) -> list[Problem]:
    """Leave out what only follows from a fault of the YAML on the same line."""
    lines = {problem.at.line for problem in known}
    return [problem for problem in found if problem.at.line not in lines]


def _tree(source: Path | bytes, file: str) -> tuple[Map | None, list[Problem]]:
    if isinstance(source, Path):
        data, problems = read_bytes(source, file)
        if data is None:
            return None, problems
    else:
        data = source
    tree, problems = read_yaml(data, file)
    if tree is not None and not isinstance(tree, Map):
        problems.append(
            Problem(
                "yaml-root",
                Position(file),
                "the file must be a map of keys, such as `document:` and `body:`",
                "文件应为键与值的映射,如 document: 与 body:",
            )
        )
        return None, problems
    return tree, problems


def read_tree(source: Path | bytes, file: str) -> tuple[Map | None, list[Problem]]:
    """Read any YAML file of a workspace whose root is a map."""
    return _tree(source, file)


def validate(model: type[M], tree: Map, file: str) -> tuple[M | None, list[Problem]]:
    """Give a tree its types; all errors become problems with their places."""
    try:
        return model.model_validate(tree), []
    except ValidationError as error:
        details = error.errors(include_url=False)
        return None, [_problem(model, tree, file, detail) for detail in details[:200]]


def _name_parts(body: Any, file: str, problems: list[Problem]) -> None:
    """Turn each ``- task: name`` of a body into ``kind`` and ``name``, in place."""
    if not isinstance(body, Seq):
        return
    for item in body:
        if not isinstance(item, Map) or not item:
            continue
        first = next(iter(item))
        if first in PART_KINDS:
            _name_part(item, first, file, problems)
        elif "quote" not in item:
            late = next((key for key in item if key in PART_KINDS), None)
            if late is not None:
                problems.append(_late_kind(item, late, file))
                _name_part(item, late, file, [])
        inner = item.get("body")
        if inner is not None:
            _name_parts(inner, file, problems)


def _name_part(item: Map, kind: str, file: str, problems: list[Problem]) -> None:
    marks = item.marks
    for key in ("kind", "name"):
        if key in item:
            problems.append(
                Problem(
                    "part-key",
                    position(file, marks[key][0]),
                    f"`{key}` is not written in a part: its first key `{kind}` says both",
                    f"部分中不写“{key}”:首键“{kind}”已经说明",
                )
            )
    item["name"] = item.pop(kind)
    item["kind"] = kind
    place = marks[kind]
    marks["name"] = place
    marks["kind"] = (place[0], place[0])


def _late_kind(item: Map, kind: str, file: str) -> Problem:
    return Problem(
        "part-first-key",
        position(file, item.marks[kind][0]),
        f"`{kind}` must be the first key of its part: move it up",
        f"“{kind}”应为该部分的首键:请移到最前",
    )


def _problem(model: type[BaseModel], tree: Map, file: str, detail: Any) -> Problem:
    """Find where in the tree an error of the model belongs, and say it."""
    node: Any = tree
    at = position(file, tree.mark)
    path: list[str] = []
    steps = [step for step in detail["loc"] if step not in TAGS]
    for index, step in enumerate(steps):
        last = index == len(steps) - 1
        if isinstance(node, Map) and step in node.marks:
            marks = node.marks[step]
            at = position(
                file, marks[0] if last and detail["type"] == "extra_forbidden" else marks[1]
            )
            path.append(str(step))
            node = node[step]
        elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
            at = position(file, node.marks[step])
            node = node[step]
            path.append(_item_name(node, step))
        elif isinstance(step, str):
            path.append(step)
    known = _known_keys(model, detail["loc"])
    near = get_close_matches(str(steps[-1]) if steps else "", known, 1, 0.6)
    en, zh = explain(detail, near[0] if near else None, known, parent=node)
    return Problem(f"schema-{detail['type'].replace('_', '-')}", at, en, zh, record="/".join(path))


def _item_name(node: Any, index: int) -> str:
    """Name an item of a list by what it says, so that people recognise it."""
    if isinstance(node, Map):
        for key in ("id", "number", "name", "title", "person"):
            value = node.get(key)
            if isinstance(value, str) and value:
                kind = node.get("kind") if "en" in node and "name" in node else None
                return f"{kind} {value}" if isinstance(kind, str) else value[:40]
    return str(index + 1)


def _known_keys(model: type[BaseModel], loc: tuple[Any, ...]) -> list[str]:
    """Return the keys that the record at ``loc`` may have; its last step is the wrong one."""
    current: type[BaseModel] | None = model
    for step in loc[:-1]:
        if current is None:
            return []
        if step == "part":
            current = records.Part
        elif step == "passage":
            current = records.Passage
        elif isinstance(step, str) and step not in TAGS:
            found = next(
                (f for name, f in current.model_fields.items() if (f.alias or name) == step), None
            )
            if found is None:
                continue
            inner = _model_in(found.annotation)
            current = inner or current
    if current is None:
        return []
    keys = [f.alias or name for name, f in current.model_fields.items()]
    return [*keys, *sorted(PART_KINDS)] if current is records.Part else keys


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in get_args(annotation):
        found = _model_in(part)
        if found is not None:
            return found
    return None
