"""A facts file opened at the desk: its text, its tree, and where its records stand in the source.

The tree knows lines and columns, the evidence knows spans of the source text; here both are
brought together, so that a record can be put where the text has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from loaders.evidence.locate import Evidence, locate_document
from loaders.facts.flatten import flatten
from loaders.yaml.parse import Parsed, parse_document
from loaders.yaml.reader import Map, Seq, leaf_spans, read_yaml

if TYPE_CHECKING:
    from loaders.evidence.sources import SourceText
    from loaders.facts.model import DocumentFacts
    from loaders.identity.authority import Authority
    from loaders.problems import Problem

__all__ = ["Opened", "open_text", "open_tree", "plain"]

Span = tuple[int, int]


@dataclass(slots=True)
class Opened:
    """One facts file, or one file of drafts, with where everything of it stands."""

    name: str
    text: str
    tree: Map
    document: DocumentFacts
    evidence: Evidence | None
    problems: list[Problem]
    ends: dict[int, int] = field(default_factory=dict)
    """Identity of a map or list → where its last leaf ends in the file, in characters."""
    spans: dict[int, Span] = field(default_factory=dict)
    """Identity of a part's or passage's map → its quote's span in the source."""
    extents: dict[int, Span] = field(default_factory=dict)
    """Identity of a part's map → the span of the source that lies under it."""
    line_starts: list[int] = field(default_factory=list)

    @property
    def body(self) -> Seq:
        """The list of parts and passages."""
        return cast(Seq, self.tree.get("body") or Seq())

    def line_after(self, node: Map | Seq) -> int:
        """Return the number of the first line behind a map or list, from 0."""
        end = self.ends[id(node)]
        if end and self.text[end - 1] == "\n":  # a block scalar ends where the next line begins
            end -= 1
        return self.text.count("\n", 0, end) + 1


def plain(node: Any) -> Any:
    """Return a tree as plain data; a part has its kind as first key again."""
    if (
        isinstance(node, Map)
        and node.marks.get("kind", (0, 1))[0] is node.marks.get("kind", (0, 1))[1]
    ):
        first = {node["kind"]: plain(node["name"])}
        rest = {key: plain(node[key]) for key in _as_written(node) if key != "name"}
        return {**first, **rest}
    if isinstance(node, dict):
        return {key: plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(item) for item in node]
    return node


def open_text(
    text: str,
    name: str,
    authority: Authority,
    source: SourceText | None,
    parsed: Parsed | None = None,
) -> Opened | list[Problem]:
    """Open the text of a facts file.

    Args:
        text: The whole file.
        name: Its name in messages.
        authority: The authority files.
        source: The text that it rests on, where it is at hand.
        parsed: The file as it was parsed, where that was done already.

    Returns:
        The file, or what keeps it from being read.
    """
    parsed = parsed or parse_document(text.encode("utf-8"), name)
    document, problems = flatten(parsed, authority)
    if document is None or parsed.tree is None:
        return parsed.problems + problems
    evidence = locate_document(document, source) if source is not None else None
    opened = Opened(name, text, parsed.tree, document, evidence, parsed.problems + problems)
    leaves = leaf_spans(text.encode("utf-8"))
    _note_ends(opened.tree, iter(leaves), opened.ends)
    if evidence is not None:
        _note_spans(opened, evidence)
    return opened


def open_tree(text: str) -> Opened:
    """Open any YAML file of a workspace for changes of its lines, whatever its records say.

    Raises:
        ValueError: it is no sound YAML, or no map.
    """
    tree, problems = read_yaml(text.encode("utf-8"), "file")
    if problems or not isinstance(tree, Map):
        raise ValueError(str(problems[0].en) if problems else "no map")
    opened = Opened("file", text, tree, cast(Any, None), None, problems)
    _note_ends(tree, iter(leaf_spans(text.encode("utf-8"))), opened.ends)
    return opened


def _note_ends(node: Any, leaves: Iterator[Span], ends: dict[int, int]) -> int:
    """Note where each map and list ends; return the end of this one."""
    if isinstance(node, str) or not node:
        end = next(leaves)[1]
        if not isinstance(node, str):
            ends[id(node)] = end
        return end
    end = 0
    if isinstance(node, Map):
        for key in _as_written(node):
            next(leaves)
            end = _note_ends(node[key], leaves, ends)
    else:
        for item in node:
            end = _note_ends(item, leaves, ends)
    ends[id(node)] = end
    return end


def _as_written(node: Map) -> list[str]:
    """Return the keys of a map in the order of the file.

    The parser turns the first key of a part, ``task: name``, into ``name`` and ``kind``, which
    then has no place of its own.
    """
    own = [key for key in node if node.marks[key][0] is not node.marks[key][1]]
    return sorted(own, key=lambda key: (node.marks[key][0].line, node.marks[key][0].column))


def _note_spans(opened: Opened, evidence: Evidence) -> None:
    for passage in opened.document.passages:
        located = evidence.of(passage.quote)
        if located is not None:
            opened.spans[id(passage.node)] = (located.start, located.end)
    for fact in opened.document.facts:
        if fact.key not in evidence.parts or "name" not in fact.node:
            continue
        heading = next((use for use in fact.quotes if use.role == "heading"), None)
        located = evidence.of(heading) if heading is not None else None
        if located is not None:
            opened.spans[id(fact.node)] = (located.start, located.end)
            opened.extents[id(fact.node)] = evidence.parts[fact.key]
