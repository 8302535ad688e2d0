"""The one door to PyYAML: libyaml's events into plain data that knows where it stands.

Only what facts files need passes: maps, lists and text.  Tags, anchors, aliases, merge keys,
directives and further documents are refused, as are empty values, duplicate keys and bytes
that editors would not show.  Scalars stay text until the records give them a type.  The
reader never raises on any bytes; what is wrong comes back as problems.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Any, Final, Protocol, cast

from yaml import YAMLError
from yaml._yaml import CParser
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceStartEvent,
)

from loaders.problems import Position, Problem
from loaders.yamlmessages import explain_syntax

MAX_BYTES: Final = 4 * 1024 * 1024
MAX_DEPTH: Final = 40
MAX_NODES: Final = 200_000
MAX_PROBLEMS: Final = 100

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
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


def read_bytes(path: Path, file: str) -> tuple[bytes | None, list[Problem]]:
    """Read a regular file of at most :data:`MAX_BYTES`; never a device, pipe or endless link."""
    return read_regular(path, file, MAX_BYTES)


def read_regular(path: Path, file: str, limit: int) -> tuple[bytes | None, list[Problem]]:
    """Read a regular file of at most ``limit`` bytes, or say why not."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return None, [
            _whole(file, "file-unreadable", f"cannot be read: {reason}", f"无法读取:{reason}")
        ]
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None, [
                _whole(
                    file,
                    "file-irregular",
                    "is not a regular file; put a plain text file here",
                    "不是普通文件;请放置一个纯文本文件",
                )
            ]
        if status.st_size > limit:
            return None, [_too_large(file, status.st_size, limit)]
        with os.fdopen(os.dup(descriptor), "rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        return None, [
            _whole(file, "file-unreadable", f"cannot be read: {reason}", f"无法读取:{reason}")
        ]
    finally:
        os.close(descriptor)
    if len(data) > limit:
        return None, [_too_large(file, len(data), limit)]
    return data, []


def read_yaml(data: bytes, file: str) -> tuple[Node | None, list[Problem]]:
    """Build the tree of one YAML document.

    Args:
        data: The bytes of the file.
        file: Its name for messages.

    Returns:
        The tree, or none where there is no usable one, and everything found wrong.  A tree
        that comes with problems is for finding more of them, not for building a graph.
    """
    problems = _check_bytes(data, file)
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
        builder.problems.append(_empty(file))
    return (None if builder.broken else builder.root), builder.problems


def scalar_spans(data: bytes) -> list[tuple[int, int]]:
    """Return where each scalar of a readable file begins and ends, in characters.

    Keys and values in the order of the file; what lies between them is punctuation, blanks
    and comments, which the tree does not keep.
    """
    parser = CParser(data)
    spans = []
    while (event := parser.get_event()) is not None:
        if type(event) is ScalarEvent:
            start, end = cast(Any, event.start_mark), cast(Any, event.end_mark)
            spans.append((start.index, end.index))
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
                    self._stop(event.start_mark, "yaml-too-many", *_too_many())
                mark = event.start_mark
                value: Any = event.value
                if event.style == '"' and _CONTROL.search(value):
                    self._note(mark, "file-character", *_ESCAPED)
                if event.anchor is not None or event.tag is not None:
                    self._refuse_properties(event)
                if in_map:
                    if key is None:
                        key = value
                        key_mark = mark
                        if value in parent.marks:  # type: ignore[union-attr]
                            self._duplicate(parent, value, mark)
                        elif value == "<<" and event.implicit[0]:
                            self._note(mark, "yaml-merge", *_MERGE)
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
                        self._note(mark, "yaml-empty-value", *_EMPTY_ITEM)
                    parent.append(value)  # type: ignore[union-attr]
                    parent.marks.append(mark)  # type: ignore[union-attr]
                continue
            if kind is MappingStartEvent or kind is SequenceStartEvent:
                nodes += 1
                if nodes > MAX_NODES:
                    self._stop(event.start_mark, "yaml-too-many", *_too_many())
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
                        self._stop(mark, "yaml-key", *_COMPLEX_KEY)
                    parent[key] = child  # type: ignore[index,call-overload]
                    parent.marks[key] = (key_mark, mark)  # type: ignore[union-attr,index,call-overload]
                elif parent is None:
                    self.root = child
                else:
                    parent.append(child)  # type: ignore[union-attr]
                    parent.marks.append(mark)  # type: ignore[union-attr]
                stack.append((parent, None, None))
                if len(stack) > MAX_DEPTH:
                    self._stop(mark, "yaml-too-deep", *_too_deep())
                parent = child
                key = None
                in_map = kind is MappingStartEvent
            elif kind is AliasEvent:
                self._stop(event.start_mark, "yaml-alias", *_ALIAS)
            elif kind is DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._stop(event.start_mark, "yaml-documents", *_DOCUMENTS)
                if event.version or event.tags:
                    self._note(event.start_mark, "yaml-directive", *_DIRECTIVE)
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
            self._note(mark, "yaml-tag", *_TAG)
        if event.anchor is not None:
            self._note(mark, "yaml-anchor", *_ANCHOR)

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


_TAG: Final = ("tags (!…) are not used here: remove it", "此处不使用标签(!…):请删去")
_ANCHOR: Final = ("anchors (&…) are not used here: remove it", "此处不使用锚点(&…):请删去")
_ALIAS: Final = (
    "a value that begins with * is an alias in YAML, which is not used here; "
    "if the text itself begins with *, put it in quotation marks",
    "以 * 开头的值在 YAML 中是别名,此处不使用;若文字本身以 * 开头,请加引号",
)
_MERGE: Final = (
    "merge keys (<<) are not used here: write the keys out",
    "此处不使用合并键(<<):请逐一写出",
)
_DIRECTIVE: Final = (
    "directives (%…) are not used here: remove the line",
    "此处不使用指令(%…):请删去该行",
)
_DOCUMENTS: Final = (
    "a second document begins here: one file holds one document, remove the line ---",
    "此处开始了第二个文档:一个文件只放一个文档,请删去 --- 行",
)
_ESCAPED: Final = (
    "an escape in this text stands for an invisible character: remove it",
    "此处文字中的转义代表不可见字符:请删去",
)
_COMPLEX_KEY: Final = (
    "a key must be plain text, not a list or map",
    "键必须是文字,不能是列表或映射",
)
_EMPTY_ITEM: Final = (
    "this item of the list is empty: write it, or remove it",
    "列表中此项为空:请填写或删去",
)


def _too_many() -> tuple[str, str]:
    return (
        f"more than {MAX_NODES:,} values: divide the document",
        f"值超过 {MAX_NODES:,} 个:请拆分文档",
    )


def _too_deep() -> tuple[str, str]:
    return (f"nested deeper than {MAX_DEPTH} levels", f"嵌套超过 {MAX_DEPTH} 层")


def _whole(file: str, rule: str, en: str, zh: str) -> Problem:
    return Problem(rule, Position(file), f"the file {en}", f"文件{zh}")


def _too_large(file: str, size: int, limit: int) -> Problem:
    return _whole(
        file,
        "file-too-large",
        f"has {size:,} bytes; at most {limit:,} are read: divide it",
        f"有 {size:,} 字节,上限为 {limit:,}:请拆分",
    )


def _empty(file: str) -> Problem:
    return _whole(
        file,
        "file-empty",
        "is empty: it must hold a map, for facts `document:` and `body:`",
        "是空的:应含一个映射,事实文件须有 document: 与 body:",
    )


def _check_bytes(data: bytes, file: str) -> list[Problem]:
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return [
            _whole(
                file,
                "file-encoding",
                "begins with a byte order mark: save it as UTF-8 without BOM",
                "以字节顺序标记开头:请另存为无 BOM 的 UTF-8",
            )
        ]
    if len(data) > MAX_BYTES:
        return [_too_large(file, len(data), MAX_BYTES)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return [_bad_utf8(data, error, file)]
    found = _CONTROL.search(text)
    if found is None:
        return []
    at = _place(text, found.start(), file)
    code = f"U+{ord(found.group()):04X}"
    return [
        Problem(
            "file-character",
            at,
            f"the invisible character {code} stands here: delete it",
            f"此处有不可见字符 {code}:请删去",
        )
    ]


def _bad_utf8(data: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    before = data[: error.start].decode("utf-8")
    byte = data[error.start]
    return Problem(
        "file-encoding",
        _place(before, len(before), file),
        f"the byte 0x{byte:02X} here is not UTF-8: save the file as UTF-8",
        f"此处字节 0x{byte:02X} 不是 UTF-8:请将文件另存为 UTF-8",
    )


def _place(text: str, offset: int, file: str) -> Position:
    start = text.rfind("\n", 0, offset) + 1
    return Position(file, text.count("\n", 0, offset) + 1, offset - start + 1)
