"""The one door to PyYAML: libyaml's events into plain data that knows where it stands.

Only what facts files need passes: maps, lists and text.  Tags, anchors, aliases, merge keys,
directives and further documents are refused, as are empty values, duplicate keys and bytes
that editors would not show.  Scalars stay text until the records give them a type.  The
reader never raises on any bytes; what is wrong comes back as problems.
"""

from __future__ import annotations

from typing import Any, Final, Protocol, cast

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from loaders.problems import Position, Problem
from loaders.yaml.bytes import CONTROL, MAX_BYTES, check_bytes, empty_file, read_bytes, read_regular
from loaders.yaml.messages import (
    ALIAS,
    ANCHOR,
    COMPLEX_KEY,
    DIRECTIVE,
    DOCUMENTS,
    EMPTY_ITEM,
    ESCAPED,
    MAX_DEPTH,
    MAX_NODES,
    MERGE,
    TAG,
    explain_syntax,
    too_deep,
    too_many,
)

__all__ = [
    "MAX_BYTES",
    "MAX_DEPTH",
    "MAX_NODES",
    "Map",
    "Mark",
    "Node",
    "Seq",
    "leaf_spans",
    "position",
    "read_bytes",
    "read_regular",
    "read_yaml",
]

MAX_PROBLEMS: Final = 100

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


class Mark(Protocol):
    """libyaml's place of an event; counts from 0."""

    line: int
    column: int


class Map(dict[str, Any]):
    """A YAML map; ``marks`` holds the places of each key and its value."""

    __slots__ = ("flow", "mark", "marks")
    mark: Mark
    marks: dict[str, tuple[Mark, Mark]]
    flow: bool


class Seq(list[Any]):
    """A YAML list; ``marks`` holds the place of each item."""

    __slots__ = ("flow", "mark", "marks")
    mark: Mark
    marks: list[Mark]
    flow: bool


Node = Map | Seq | str


def position(file: str, mark: Mark) -> Position:
    """Say a mark as editors do."""
    return Position(file, mark.line + 1, mark.column + 1)


def read_yaml(data: bytes, file: str) -> tuple[Node | None, list[Problem]]:
    """Build the tree of one YAML document.

    Args:
        data: The bytes of the file.
        file: Its name for messages.

    Returns:
        The tree, or none where there is no usable one, and everything found wrong.  A tree
        that comes with problems is for finding more of them, not for building a graph.
    """
    problems = check_bytes(data, file)
    if problems:
        return None, problems
    builder = _Builder(file)
    parser = CParser(data)
    try:
        builder.run(parser)
    except YAMLError as error:
        builder.problems.append(explain_syntax(error, file))
        builder.broken = True
    finally:
        parser.dispose()
    if builder.root is None and not builder.problems:
        builder.problems.append(empty_file(file))
    return (None if builder.broken else builder.root), builder.problems


def leaf_spans(data: bytes) -> list[tuple[int, int]]:
    """Return where each leaf of a readable file begins and ends, in characters.

    Keys and values in the order of the file, and the opening bracket of what is empty; what lies
    between them is punctuation, blanks and comments, which the tree does not keep.
    """
    parser = CParser(data)
    spans = []
    opened: Any = None
    while (event := parser.get_event()) is not None:
        kind = type(event)
        start, end = cast(Any, event.start_mark), cast(Any, event.end_mark)
        if kind is ScalarEvent:
            spans.append((start.index, end.index))
        elif opened is not None and kind in (MappingEndEvent, SequenceEndEvent):
            spans.append((opened.index, opened.index + 1))
        opened = start if kind in (MappingStartEvent, SequenceStartEvent) else None
    parser.dispose()
    return spans


class _Stop(Exception):
    """A bound was reached; the problem is already noted."""


class _Builder:
    """Turns events into a tree without recursion."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.root: Node | None = None
        self.broken = False

    def run(self, parser: Any) -> None:
        try:
            self._loop(parser)
        except _Stop:
            self.broken = True

    def _loop(self, parser: Any) -> None:  # noqa: PLR0912, PLR0915 - the hot loop, kept in one piece
        get = parser.get_event
        stack: list[tuple[Map | Seq | None, str | None, Any]] = []
        parent: Map | Seq | None = None
        key: str | None = None
        key_mark: Any = None
        in_map = False
        nodes = 0
        documents = 0
        while (event := get()) is not None:
            kind = type(event)
            if kind is ScalarEvent:
                nodes += 1
                if nodes > MAX_NODES:
                    self._stop(event.start_mark, "yaml-too-many", *too_many())
                mark = event.start_mark
                value: Any = event.value
                if event.style == '"' and CONTROL.search(value):
                    self._note(mark, "file-character", *ESCAPED)
                if event.anchor is not None or event.tag is not None:
                    self._refuse_properties(event)
                if in_map:
                    if key is None:
                        key = value
                        key_mark = mark
                        if value in parent.marks:  # type: ignore[union-attr]
                            self._duplicate(parent, value, mark)
                        elif value == "<<" and event.implicit[0]:
                            self._note(mark, "yaml-merge", *MERGE)
                        continue
                    if value in _NULLS and event.implicit[0]:
                        self._null(parent, key, key_mark, value)
                    parent[key] = value  # type: ignore[index,call-overload]
                    parent.marks[key] = (key_mark, mark)  # type: ignore[union-attr,call-overload]
                    key = None
                elif parent is None:
                    self.root = value
                    if value in _NULLS and event.implicit[0]:
                        self.root = None
                else:
                    if value in _NULLS and event.implicit[0]:
                        self._note(mark, "yaml-empty-value", *EMPTY_ITEM)
                    parent.append(value)  # type: ignore[union-attr]
                    parent.marks.append(mark)  # type: ignore[union-attr]
                continue
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                nodes += 1
                if nodes > MAX_NODES:
                    self._stop(event.start_mark, "yaml-too-many", *too_many())
                if event.anchor is not None or event.tag is not None:
                    self._refuse_properties(event)
                mark = event.start_mark
                child: Map | Seq
                if kind is MappingStartEvent:
                    child = Map()
                    child.marks = {}
                else:
                    child = Seq()
                    child.marks = []
                child.mark = mark
                child.flow = bool(event.flow_style)
                if in_map:
                    if key is None:
                        self._stop(mark, "yaml-key", *COMPLEX_KEY)
                    parent[key] = child  # type: ignore[index,call-overload]
                    parent.marks[key] = (key_mark, mark)  # type: ignore[union-attr,index,call-overload]
                elif parent is None:
                    self.root = child
                else:
                    parent.append(child)  # type: ignore[union-attr]
                    parent.marks.append(mark)  # type: ignore[union-attr]
                stack.append((parent, None, None))
                if len(stack) > MAX_DEPTH:
                    self._stop(mark, "yaml-too-deep", *too_deep())
                parent = child
                key = None
                in_map = kind is MappingStartEvent
            elif kind is AliasEvent:
                self._stop(event.start_mark, "yaml-alias", *ALIAS)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._stop(event.start_mark, "yaml-documents", *DOCUMENTS)
                if event.version or event.tags:
                    self._note(event.start_mark, "yaml-directive", *DIRECTIVE)
            elif stack:  # the end of a map or list; all other events come outside of them
                parent, key, key_mark = stack.pop()
                in_map = type(parent) is Map

    def _note(self, mark: Mark, rule: str, en: str, zh: str) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(rule, position(self.file, mark), en, zh))

    def _stop(self, mark: Mark, rule: str, en: str, zh: str) -> None:
        self.problems.append(Problem(rule, position(self.file, mark), en, zh))
        raise _Stop

    def _refuse_properties(self, event: Any) -> None:
        mark = event.start_mark
        if event.tag is not None:
            self._note(mark, "yaml-tag", *TAG)
        if event.anchor is not None:
            self._note(mark, "yaml-anchor", *ANCHOR)

    def _duplicate(self, parent: Any, key: str, mark: Mark) -> None:
        first = parent.marks[key][0].line + 1
        shown = key[:60]
        self._note(
            mark,
            "yaml-duplicate-key",
            f"`{shown}` is given twice: first on line {first}, again on line {mark.line + 1}; "
            "keep one of them",
            f"“{shown}”重复:先见于第 {first} 行,又见于第 {mark.line + 1} 行;请保留其一",
        )

    def _null(self, parent: Any, key: str, mark: Mark, value: str) -> None:
        shown = key[:60]
        if parent.flow and value == "":
            self._note(
                mark,
                "yaml-cut-value",
                f"`{shown}` has no value: inside {{…}} a plain text is cut at a comma; "
                "put the text on a line of its own, or in quotation marks",
                f"“{shown}”没有值:花括号内的文字遇英文逗号即被截断;请将该文字单独成行,或加引号",
            )
        else:
            self._note(
                mark,
                "yaml-empty-value",
                f"`{shown}` has no value: write one, or remove the key",
                f"“{shown}”没有值:请填写,或删去该键",
            )
