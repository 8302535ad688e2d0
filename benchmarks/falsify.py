"""Falsify one thing at a time in a facts file: what a falsification is, and how it is made.

Seeded and deterministic.  A falsification is a small edit of the file's tree at the place of one
record, as a slip of the hand or of a machine would make it; the file is then written anew, as
JSON, which is YAML too.  The kinds of falsifications stand in the modules beside this one.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from loaders.evidence.readings import value_text
from loaders.facts.model import Fact, QuoteUse
from loaders.problems import Position
from loaders.rules.base import Case
from loaders.yaml.reader import Map, Seq, read_yaml
from loaders.yaml.records import FACT_LISTS, Part
from ontology.kinds import records_of

Path = tuple[str | int, ...]
Edit = Callable[[Any], None]
"""Changes the tree of a facts file in place."""

PART_KINDS = frozenset(record.kind for record in records_of("part"))


@dataclass(frozen=True, slots=True)
class Falsified:
    """One wrong version of a facts file."""

    kind: str
    record: str
    """Key of the fact in the true file; empty where the edit is to no fact."""
    what: str
    edit: Edit
    quote: str = ""
    """The quote that the record rests on after the falsification (for the peer)."""
    field: str = ""
    """The field that now says something false, by its YAML key; empty where a whole record does."""
    path: Path = ()
    """Where the record stands that was changed, for a note beside it."""


Kind = Callable[["Doc"], Iterator[Falsified]]


@dataclass(slots=True)
class Doc:
    """One true facts file, with all that falsifying it needs."""

    text: str
    case: Case
    rng: Random
    root: Any = None
    _maps: dict[tuple[int, int], Path] | None = None
    _scalars: dict[tuple[int, int], Path] | None = None

    def __post_init__(self) -> None:
        tree, _ = read_yaml(self.text.encode(), "")
        self._maps, self._scalars = {}, {}
        self.root = self._plain(tree, ())

    def _plain(self, node: Any, path: Path) -> Any:
        assert self._maps is not None and self._scalars is not None
        if isinstance(node, Map):
            self._maps[node.mark.line, node.mark.column] = path
            for key, (_, at) in node.marks.items():
                if isinstance(node[key], str):
                    self._scalars[at.line, at.column] = (*path, key)
            return {key: self._plain(value, (*path, key)) for key, value in node.items()}
        if isinstance(node, Seq):
            for i, at in enumerate(node.marks):
                if isinstance(node[i], str):
                    self._scalars[at.line, at.column] = (*path, i)
            return [self._plain(value, (*path, i)) for i, value in enumerate(node)]
        return node

    def render(self, edit: Edit | None = None) -> str:
        """Return the file as it is after an edit."""
        root = json.loads(json.dumps(self.root))
        if edit is not None:
            edit(root)
        return json.dumps(root, ensure_ascii=False, indent=1)

    # -- where things stand ----------------------------------------------------------------

    def path(self, fact: Fact) -> Path:
        """Return where the map of a fact stands in the tree."""
        return self.map_at(fact.node)

    def map_at(self, node: Map) -> Path:
        """Return where a map of the file stands in the tree."""
        assert self._maps is not None
        return self._maps[node.mark.line, node.mark.column]

    def scalar_at(self, at: Position) -> Path | None:
        """Return the path of the text at a place of the file."""
        assert self._scalars is not None
        return self._scalars.get((at.line - 1, at.column - 1))

    @property
    def facts(self) -> list[Fact]:
        """The facts of the true file."""
        return self.case.document.facts

    @property
    def records(self) -> Iterator[Fact]:
        """One fact for each record of the file."""
        seen: set[Path] = set()
        for fact in self.facts:
            path = self.path(fact)
            if path not in seen and not (
                isinstance(fact.record, Part) and fact.kind == "responsibility"
            ):
                seen.add(path)
                yield fact

    def span(self, use: QuoteUse) -> tuple[int, int] | None:
        """Return a quote's span in the folded text."""
        assert self.case.evidence is not None
        located = self.case.evidence.located[use.n]
        if located is None:
            return None
        folded = self.case.evidence.source.folded
        return bisect_left(folded.starts, located.start), bisect_right(folded.ends, located.end)

    @property
    def folded(self) -> str:
        """The clean text of the article."""
        assert self.case.evidence is not None
        return self.case.evidence.source.folded.text

    # -- falsifications --------------------------------------------------------------------

    def put(self, kind: str, fact: Fact, field: str, new: Any) -> Iterator[Falsified]:
        """Yield the file with one field of a record changed or added."""
        path = self.path(fact)
        key = fact.kind if field == "name" and fact.kind in PART_KINDS and field not in (
            at(self.root, path)) else field  # fmt: skip
        old = at(self.root, path).get(key)
        if old == new:
            return
        what = f"{field}: {_short(old)} → {_short(new)}"
        yield Falsified(kind, fact.key, what, setting((*path, key), new), quote(fact), field, path)

    def drop(self, kind: str, fact: Fact, field: str) -> Iterator[Falsified]:
        """Yield the file with one field of a record left out."""
        path = self.path(fact)
        if field in at(self.root, path):
            yield Falsified(
                kind, fact.key, f"{field} left out", deleting((*path, field)), quote(fact), "", path
            )

    def replace(self, kind: str, fact: Fact, use: QuoteUse, new: str) -> Iterator[Falsified]:
        """Yield the file with the words of a quote changed."""
        path = self.scalar_at(use.at)
        if path is not None and at(self.root, path) == use.text and new and new != use.text:
            what = f"{_short(use.text)} → {_short(new)}"
            yield Falsified(kind, fact.key, what, setting(path, new), new, "quote", path[:-1])


def at(root: Any, path: Sequence[str | int]) -> Any:
    """Return what stands at a path of a tree."""
    for step in path:
        root = root[step]
    return root


def setting(path: Path, new: Any) -> Edit:
    """Return an edit that puts something at a path."""

    def edit(root: Any) -> None:
        at(root, path[:-1])[path[-1]] = new

    return edit


def deleting(path: Path) -> Edit:
    """Return an edit that deletes what stands at a path; an empty list goes with its last item."""

    def edit(root: Any) -> None:
        above = at(root, path[:-1])
        del above[path[-1]]
        if isinstance(above, list) and not above:
            del at(root, path[:-2])[path[-2]]

    return edit


def both(*edits: Edit) -> Edit:
    """Return an edit that makes several, in this order."""

    def edit(root: Any) -> None:
        for one in edits:
            one(root)

    return edit


def adding(path: Path, name: str, item: Any) -> Edit:
    """Return an edit that adds an item to a list of a map, made where it is missing."""

    def edit(root: Any) -> None:
        at(root, path).setdefault(name, []).append(item)

    return edit


def list_of(path: Path) -> str:
    """Return the name of the list of records that a path ends in, or none."""
    named = [step for step in path if isinstance(step, str)]
    return named[-1] if named and named[-1] in FACT_LISTS else ""


def passage_of(path: Path) -> Path | None:
    """Return the path of the passage that a record stands in."""
    return path[:-2] if list_of(path) and len(path) > 2 else None


def quote(fact: Fact) -> str:
    """Return the first quote of a fact."""
    return fact.quotes[0].text if fact.quotes else ""


def values(doc: Doc) -> Iterator[tuple[Fact, str, str]]:
    """Yield each observation with its field and its value as written."""
    for fact in doc.facts:
        text = value_text(fact)
        if text is not None:
            field = fact.kind if fact.kind in ("growth", "investment") else "value"
            yield fact, field, text


def _short(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else text[:39] + "…"
