"""What the rules say of one record, before it is written: fast, since only it is judged."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final, cast

from loaders.desk.opened import Opened, open_text, plain
from loaders.desk.placing import NewFact, NewPart
from loaders.resolving.references import resolve_document
from loaders.rules.base import Case
from loaders.rules.registry import check_case
from loaders.yaml.canonical import format_tree, tree_of
from loaders.yaml.reader import Map, Seq

if TYPE_CHECKING:
    from loaders.evidence.sources import SourceText
    from loaders.identity.authority import Authority
    from loaders.problems import Problem

__all__ = ["problems_of"]

_WHOLE: Final = (
    "uncovered-", "count-", "bracket-unused", "numbering", "passage-empty", "body-order",
    "quote-edge-word", "quote-outside-part", "quote-ambiguous",
)  # fmt: skip
"""Rules, by how their names begin, that judge a document as a whole, or a quote among others."""


def problems_of(
    opened: Opened,
    new: NewFact | NewPart,
    authority: Authority,
    source: SourceText | None,
    base: str,
) -> list[Problem]:
    """Judge one record by the rules of records.

    It is put into a document of its own, with the headings above it; what it refers to by an id
    or a name of the whole file is known there.

    Args:
        opened: The facts file that it is to go into.
        new: The record.
        authority: The authority files.
        source: The text.
        base: Of the workspace's IRIs.

    Returns:
        What is wrong with the record itself; lines are those of the small document.
    """
    text = _small_document(opened, new)
    small = open_text(text, opened.name, authority, source)
    if isinstance(small, list):
        return small
    case = Case(small.document, authority, source.folder, small.evidence) if source else None
    resolved = resolve_document(small.document, authority, base)
    problems = list(small.problems)
    if small.evidence is not None:
        problems += small.evidence.problems
    problems += [
        problem
        for problem in resolved.problems
        if not (problem.rule == "reference-unknown" and _is_told(opened, problem.recorded))
    ]
    if case is not None:
        case.resolved = resolved
        problems += check_case(case)[0]
    headings = {opened.spans.get(id(node)) for node, _ in _chain(opened, new)}
    own = {
        fact.key
        for fact in small.document.facts
        if fact.kind == "responsibility" or small.spans.get(id(fact.node)) not in headings
    }
    others = {fact.key for fact in small.document.facts} - own
    return [  # a record that is no fact, such as a target without a value, is named by its words
        problem
        for problem in problems
        if not problem.rule.startswith(_WHOLE) and problem.record not in others
    ]


def _is_told(opened: Opened, ref: str) -> bool:
    """Tell whether the whole file defines what a record refers to."""
    document = opened.document
    return ref in document.refs or any(
        ref in (getattr(fact.record, "name", None), getattr(fact.record, "id", None))
        for fact in document.facts
    )


def _small_document(opened: Opened, new: NewFact | NewPart) -> str:
    """Write a facts file with one record, and the headings of the parts around it."""
    items = [new.record if isinstance(new, NewPart) else {**new.passage, new.list: [new.record]}]
    for node, following in _chain(opened, new):
        items = [{**_heading_of(node), "body": items}]
        if following is not None:
            items.append(_heading_of(following))
    header = opened.text.split("\n")[: opened.tree.marks["body"][0].line]
    return "\n".join([*header, "body:", *format_tree(cast(Seq, tree_of(items)), 2), ""])


def _heading_of(node: Map) -> dict[str, Any]:
    kept = {key: plain(node[key]) for key in _HANDED_DOWN if key in node}
    return {node["kind"]: node["name"], **kept}


_HANDED_DOWN: Final = (
    "number", "also-named", "quote", "to", "occurrence", "also", "en", "of", "place", "period",
    "status", "inferred",
)  # fmt: skip


def _chain(opened: Opened, new: NewFact | NewPart) -> list[tuple[Map, Map | None]]:
    """Return the parts around a record, the innermost first, each with the next one beside it.

    The next one bounds the words that lie under a part, as it does in the whole file.
    """
    wanted = set(new.around or ())
    found: list[tuple[Map, Map | None]] = []

    def walk(body: Any) -> bool:
        parts = [item for item in body if "name" in item]
        for node, following in zip_longest(parts, parts[1:]):
            inner = walk(node.get("body") or [])
            if inner or opened.spans.get(id(node)) in wanted:
                found.append((node, following))
                return True
        return False

    walk(opened.body)
    return found
