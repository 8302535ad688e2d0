"""A record of a facts file changed or removed, and nothing else of the file.

Comments beside a changed line stay; those above a removed record go with it, since they are about
it, and come back when the removal is undone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, cast

from loaders.desk.opened import Opened, plain
from loaders.yaml.canonical import format_tree, tree_of
from loaders.yaml.reader import Map, Seq
from loaders.yaml.records import FACT_LISTS

__all__ = ["change_record", "remove_record"]

_LISTS: Final = frozenset({*FACT_LISTS, "body"})


def change_record(opened: Opened, node: Map, fields: Mapping[str, Any]) -> str:
    """Return the text of a facts file with fields of one record changed.

    Args:
        opened: The file.
        node: The map of the record.
        fields: YAML key → its new value as plain data; none takes the key away.
    """
    lines = opened.text.splitlines(keepends=True)
    ending = "\r\n" if "\r\n" in opened.text else "\n"
    if node.flow:
        return "".join(_flow_anew(opened, node, fields, lines, ending))
    # From below, so that the lines above keep their numbers; new keys stand below the others.
    order = sorted(fields, key=lambda key: (key in node, -_line(node, key)))
    for key in order:
        _change_key(opened, node, key, fields[key], lines, ending)
    return "".join(lines)


def _line(node: Map, key: str) -> int:
    return node.marks[key][0].line if key in node else 0


def _flow_anew(
    opened: Opened, node: Map, fields: Mapping[str, Any], lines: list[str], ending: str
) -> list[str]:
    """Write a record in flow style anew, in flow style where it still fits on a line."""
    data = _updated(plain(node), fields)
    start, end = node.mark.line, opened.line_after(node)
    head = lines[start][: node.mark.column]
    behind = lines[end - 1].rstrip("\r\n").rpartition("}")[2].strip()
    if head.strip() != "-":  # the record is one of several on the line, or the value of a key
        return lines
    column = len(head) - len(head.lstrip())
    new = [line + ending for line in format_tree(cast(Seq, tree_of([data])), column)]
    if behind:
        new[0] = f"{new[0].rstrip()}  {behind}{ending}"
    lines[start:end] = new
    return lines


def _updated(data: dict[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    data.update(fields)
    return {key: value for key, value in data.items() if value is not None}


def _change_key(
    opened: Opened, node: Map, key: str, value: Any, lines: list[str], ending: str
) -> None:
    column = min(mark[0].column for mark in node.marks.values())
    if key not in node:
        if value is not None:
            own = [name for name in node if name not in _LISTS]
            last = max(own, key=lambda name: node.marks[name][0].line)
            at = _end_of(opened, node, last)
            lines[at:at] = _written(key, value, column, ending)
        return
    start, end = node.marks[key][0].line, _end_of(opened, node, key)
    head = lines[start][:column]
    if value is None:
        if not head.strip():  # the first key of an item has its dash before it and stays
            del lines[start:end]
        return
    new = _written(_file_key(node, key), value, column, ending)
    new[0] = head + new[0][column:]
    comment = _comment_beside(opened, node, key) if end == start + 1 else ""
    if comment:
        new[0] = f"{new[0].rstrip()}  {comment}{ending}"
    lines[start:end] = new


def _file_key(node: Map, key: str) -> str:
    """Return a key as the file has it: that of a part's name is the part's kind."""
    is_part = "kind" in node and node.marks["kind"][0] is node.marks["kind"][1]
    return str(node["kind"]) if is_part and key == "name" else key


def _end_of(opened: Opened, node: Map, key: str) -> int:
    """Return the number of the line behind the value of a key."""
    value = node[key]
    if isinstance(value, Map | Seq):
        return opened.line_after(value)
    start = node.marks[key][0].line
    later = [mark[0].line for mark in node.marks.values() if mark[0].line > start]
    first = node.marks[key][1].line
    lines = opened.text.split("\n")
    text = lines[first]
    last = min(later) if later else opened.line_after(node)
    if text[node.marks[key][1].column : node.marks[key][1].column + 1] not in ("|", ">", '"', "'"):
        plain_end = first + 1
        while plain_end < last:
            more = lines[plain_end]
            if not more.strip() or more.lstrip().startswith("#"):
                break
            plain_end += 1
        return plain_end
    return _without_comments(lines, first + 1, last)


def _without_comments(lines: list[str], least: int, end: int) -> int:
    """Return the end of a value without the comments and blank lines that belong to the next."""
    while end > least and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return end


def _comment_beside(opened: Opened, node: Map, key: str) -> str:
    value = node.marks[key][1]
    rest = opened.text.split("\n")[value.line][value.column :]
    given = rest[:1]
    if given in ("'", '"'):
        rest = rest[1:].rpartition(given)[2]
    _, mark, comment = rest.partition(" #")
    return f"#{comment.rstrip()}" if mark else ""


def _written(key: str, value: Any, column: int, ending: str) -> list[str]:
    return [line + ending for line in format_tree(cast(Map, tree_of({key: value})), column)]


def remove_record(opened: Opened, node: Map) -> str:
    """Return the text of a facts file without one record, and without what only it kept there.

    A list that held nothing else goes with it, and so does a passage that held no other fact.

    Raises:
        KeyError: the record is none of the file's.
    """
    chain = _path_to(opened.tree, node)
    if chain is None:
        raise KeyError("no such record")
    target: tuple[Map | Seq, str | int] = chain[-1]
    for holder, step in reversed(chain):
        target = (holder, step)
        if isinstance(holder, Seq) and len(holder) > 1:
            break
        if isinstance(holder, Map) and (step == "body" or _has_more(holder, step)):
            break
    return _cut(opened, *target)


def _has_more(holder: Map, step: str | int) -> bool:
    """Tell whether a map holds more than a list and the words that its facts rest on."""
    facts = [name for name in holder if name in _LISTS and name != step]
    return bool(facts) or "name" in holder or "counts" in holder or "document" in holder


def _cut(opened: Opened, holder: Map | Seq, step: str | int) -> str:
    lines = opened.text.splitlines(keepends=True)
    if isinstance(holder, Map):
        key = cast(str, step)
        start, end = holder.marks[key][0].line, opened.line_after(holder[key])
        if key == "body" and "document" in holder:
            lines[start:end] = ["body: []\n"]
            return "".join(lines)
    else:
        item = holder[cast(int, step)]
        start, end = holder.marks[cast(int, step)].line, opened.line_after(item)
    while (
        start
        and lines[start - 1].lstrip().startswith("#")
        and _indent_of(lines[start - 1]) == _indent_of(lines[start])
    ):
        start -= 1
    del lines[start:end]
    return "".join(lines)


def _indent_of(line: str) -> int:
    return len(line) - len(line.lstrip())


def _path_to(tree: Map | Seq, node: Map) -> list[tuple[Map | Seq, str | int]] | None:
    """Return the maps and lists that lead to a record, each with the step to the next."""
    items = tree.items() if isinstance(tree, Map) else enumerate(tree)
    for step, value in items:
        if value is node:
            return [(tree, step)]
        if isinstance(value, Map | Seq):
            inner = _path_to(value, node)
            if inner is not None:
                return [(tree, step), *inner]
    return None
