"""The canonical form of facts and authority files: ``policykg fmt``.

Order and comments stay, and so does the choice between block and flow style where both are
allowed.  Indentation is two blanks, also for lists; texts are written plain where YAML lets
them, else in quotation marks; a map or list in flow style holds short plain values only and
fits on a line.  Quotes always stand on a line of their own.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, Final

from loaders.errors import Unreadable
from loaders.problems import Position, Problem
from loaders.yaml.reader import Map, Node, Seq, leaf_spans, read_yaml

MAX_WIDTH: Final = 120
"""Of a line with a flow map or list; East Asian characters count two."""
MAX_VALUE: Final = 60
"""Characters of one value in a flow map."""
OWN_LINE: Final = frozenset({"quote", "also", "body"})
"""Keys that no flow map holds."""

_NOT_FIRST: Final = frozenset(",[]{}#&*!|>'\"%@`")
_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL", "<<", "=", "---", "..."})
_FLOW_UNSAFE: Final = re.compile(r"[,\[\]{}:]")
_BLOCK_UNSAFE: Final = re.compile(r":(?=[\s]|\Z)|\s#|[\n\r\t]|\s\s")


@dataclass(slots=True)
class _Gap:
    """What lies before a leaf: a comment behind the one before, and lines of their own."""

    trailing: str = ""
    lines: list[str] = field(default_factory=list)
    """Comments; an empty text is a blank line."""

    @property
    def empty(self) -> bool:
        return not self.trailing and not any(self.lines)


def format_text(data: bytes, file: str = "<bytes>") -> str:
    """Write a file in its canonical form.

    Args:
        data: Its bytes.
        file: Its name in messages.

    Returns:
        The text; the same records, the same comments, the same order.

    Raises:
        Unreadable: it is no sound YAML of our kind.
    """
    tree, problems = read_yaml(data, file)
    if tree is None or problems:
        first = problems[0]
        raise Unreadable(f"{first.at}: {first.en}", f"{first.at}: {first.zh}", problems)
    text = data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    gaps = _gaps_of(text)
    comments = _comments(gaps)
    writer = _Writer(gaps)
    writer.write(tree)
    written = "\n".join(writer.lines) + "\n"
    again, problems = read_yaml(written.encode("utf-8"), file)
    if problems or again != tree or _comments(_gaps_of(written)) != comments:
        raise _not_kept(file)  # a fault of ours must never cost a record or a comment
    return written


def tree_of(data: Any) -> Node:
    """Return plain data as a tree that :func:`format_tree` writes.

    Args:
        data: Maps, lists and texts; what is short stands in flow style where that is allowed.
    """
    if isinstance(data, dict):
        tree = Map((key, tree_of(value)) for key, value in data.items())
        tree.marks, tree.flow = {}, all(_flows(value) for value in tree.values())
        return tree
    if isinstance(data, list | tuple):
        items = Seq(tree_of(item) for item in data)
        items.marks, items.flow = [], all(isinstance(item, str) for item in items)
        return items
    return str(data)


def _flows(node: Node) -> bool:
    return isinstance(node, str) or node.flow


def format_tree(tree: Map | Seq, column: int = 0) -> list[str]:
    """Write a map or list without comments in canonical form, as lines without their ends.

    Args:
        tree: It holds something.
        column: Where it begins in its lines.
    """
    writer = _Writer([_Gap() for _ in range(_leaves(tree) + 1)])
    writer._block(tree, " " * column, "")
    return writer.lines


def _leaves(node: Any) -> int:
    """Return the number of leaves: texts, and maps and lists that are empty."""
    if isinstance(node, str) or not node:
        return 1
    if isinstance(node, Map):
        return sum(1 + _leaves(value) for value in node.values())
    return sum(_leaves(item) for item in node)


def _not_kept(file: str) -> Unreadable:
    problem = Problem(
        "file-format",
        Position(file),
        "this file cannot be written anew without a loss, and stays as it is: put each comment "
        "on a line of its own, above what it is about",
        "此文件无法在不丢失内容的情况下重新整理,故保持原样:请将每条注释单独成行,置于所注内容之上",
    )
    return Unreadable(f"{file}: {problem.en}", f"{file}:{problem.zh}", [problem])


def _gaps_of(text: str) -> list[_Gap]:
    """Read the comments before each leaf and, last, behind all of them."""
    gaps: list[_Gap] = []
    end = 0
    header = None
    for start, stop in [*leaf_spans(text.encode("utf-8")), (len(text), len(text))]:
        gaps.append(_gap(text[end:start], header, not gaps, start == len(text)))
        header = _header_comment(text, start, stop)
        end = stop
    return gaps


def _comments(gaps: list[_Gap]) -> list[str]:
    """Return all comments in their order."""
    return [line for gap in gaps for line in (gap.trailing, *gap.lines) if line]


def _header_comment(text: str, start: int, stop: int) -> str | None:
    """Return the comment behind the sign of a block scalar; nothing for other scalars.

    A block scalar ends where the next line begins: what follows it stands on lines of its own.
    """
    if text[start : start + 1] not in ("|", ">"):
        return None
    return _comment(text[start:stop].partition("\n")[0])


def _gap(between: str, header: str | None, is_first: bool, is_last: bool) -> _Gap:
    gap = _Gap(trailing=header or "")
    has_before = not is_first
    lines = between.split("\n")
    for number, line in enumerate(lines):
        found = _comment(line)
        if number == 0 and has_before and header is None:
            gap.trailing = found
        elif found:
            gap.lines.append(found)
        elif not line.strip() and number < len(lines) - 1 and gap.lines[-1:] != [""]:
            gap.lines.append("")
    if not has_before or is_last:
        gap.lines = _without_outer_blanks(gap.lines, first=not has_before)
    return gap


def _comment(line: str) -> str:
    """Return the comment in a stretch that holds no text but punctuation."""
    _, sign, rest = line.partition("#")
    return f"{sign}{rest}".rstrip()


def _without_outer_blanks(lines: list[str], *, first: bool) -> list[str]:
    kept = list(lines)
    while first and kept and not kept[0]:
        kept.pop(0)
    while not first and kept and not kept[-1]:
        kept.pop()
    return kept


class _Writer:
    """Writes a tree line by line, and each comment beside what it stood beside."""

    def __init__(self, gaps: list[_Gap]) -> None:
        self.gaps = gaps
        self.lines: list[str] = []
        self.at = 0
        """The next leaf, in the order of the file."""

    def write(self, tree: Node) -> None:
        if isinstance(tree, str) or not tree:
            self._line("", tree)
        else:
            self._block(tree, "", "")
        last = self.gaps[-1]
        if last.trailing and self.lines:
            self._trail(last)
        self.lines += last.lines

    # -- blocks ----------------------------------------------------------------------------

    def _block(self, node: Map | Seq, indent: str, lead: str) -> None:
        """Write a map or list; ``lead`` is what stands before its first entry (``- ``)."""
        if isinstance(node, Map):
            for key, value in node.items():
                self._before(_indent(lead or indent))
                self._entry(indent, lead or indent, key, value)
                lead = ""
        else:
            for item in node:
                head = lead or indent
                self._before(_indent(head))
                self._item(indent, head, item)
                lead = ""

    def _entry(self, indent: str, head: str, key: str, value: Any) -> None:
        name = f"{head}{scalar(key)}:"
        self.at += 1
        if isinstance(value, str) or not value or self._fits(value, len(_wide(name)) + 1):
            self._line(f"{name} ", value)
        else:
            self._put(name)
            self._block(value, f"{indent}  ", "")

    def _item(self, indent: str, head: str, item: Any) -> None:
        if isinstance(item, str) or not item or self._fits(item, len(_wide(head)) + 2):
            self._line(f"{head}- ", item)
        else:
            self._block(item, f"{indent}  ", f"{head}- ")

    def _line(self, head: str, value: Any) -> None:
        """Write a value that needs no lines of its own."""
        if self.at < len(self.gaps) - 1:
            self._pull_up(_indent(head))
        self.at += _leaves(value)
        text = scalar(value) if isinstance(value, str) else _flow(value)
        self.lines.append(f"{head}{text}".rstrip())
        self._trail(self.gaps[min(self.at, len(self.gaps) - 1)])

    def _put(self, line: str) -> None:
        self.lines.append(line)
        self._trail(self.gaps[min(self.at, len(self.gaps) - 1)])

    # -- comments --------------------------------------------------------------------------

    def _before(self, indent: str) -> None:
        """Write the comments that stand on lines of their own before the next leaf."""
        gap = self.gaps[self.at] if self.at < len(self.gaps) - 1 else None
        if gap is not None:
            self.lines += [f"{indent}{line}".rstrip() for line in gap.lines]
            gap.lines = []

    def _pull_up(self, indent: str) -> None:
        """Comments between a key and its value go before the key."""
        gap = self.gaps[self.at]
        found = [line for line in (gap.trailing, *gap.lines) if line]
        gap.trailing, gap.lines = "", []
        self.lines += [f"{indent}{line}" for line in found]

    def _trail(self, gap: _Gap) -> None:
        if gap.trailing:
            self.lines[-1] += f"  {gap.trailing}"
            gap.trailing = ""

    # -- flow ------------------------------------------------------------------------------

    def _fits(self, node: Map | Seq, column: int) -> bool:
        """Whether a map or list may stand in flow style at a column."""
        if not node.flow or not _is_short(node):
            return False
        inner = self.gaps[self.at + 1 : self.at + _leaves(node)]
        if any(not gap.empty for gap in inner):
            return False
        return column + len(_wide(_flow(node))) <= MAX_WIDTH


def _indent(head: str) -> str:
    """Return the blanks with which a line begins."""
    return head[: len(head) - len(head.lstrip())]


def _is_short(node: Any) -> bool:
    if isinstance(node, str):
        return len(node) <= MAX_VALUE and _is_plain(node, flow=True)
    if isinstance(node, Map):
        keys = OWN_LINE.isdisjoint(node) and all(_is_plain(key, flow=True) for key in node)
        return keys and all(_is_short(value) for value in node.values())
    return all(_is_short(item) for item in node)


def _flow(node: Any) -> str:
    if isinstance(node, str):
        return scalar(node, flow=True)
    if isinstance(node, Map):
        inner = ", ".join(f"{scalar(key, flow=True)}: {_flow(v)}" for key, v in node.items())
        return f"{{{inner}}}"
    return f"[{', '.join(_flow(item) for item in node)}]"


def _wide(text: str) -> str:
    """Return a text whose length is the columns that another takes."""
    if text.isascii():
        return text
    return "".join("xx" if unicodedata.east_asian_width(ch) in "WF" else "x" for ch in text)


# -- scalars -------------------------------------------------------------------------------


def _is_plain(text: str, *, flow: bool = False) -> bool:
    """Whether a text can stand without quotation marks and is read back as it is."""
    if text in _NULLS or text[0] in _NOT_FIRST or text[0].isspace() or text[-1].isspace():
        return False
    if text[0] in "-?:" and (len(text) == 1 or flow or text[1].isspace()):
        return False
    if text.startswith(("---", "...")) or not text.isprintable():
        return False
    if _BLOCK_UNSAFE.search(text):
        return False
    return not (flow and _FLOW_UNSAFE.search(text))


def scalar(text: str, *, flow: bool = False) -> str:
    """Write a text as YAML: plain where that reads back as it is, else in quotation marks."""
    if _is_plain(text, flow=flow):
        return text
    if text.isprintable() and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{"".join(_escape(ch) for ch in escaped)}"'


def _escape(character: str) -> str:
    if character.isprintable() or character in "\u3000\u00a0":
        return character
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
