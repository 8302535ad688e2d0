"""Two small committed lists: exceptions to rules, and words left out on purpose.

``facts/exceptions.yaml`` may only shrink: an exception that no finding needs is a finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from loaders.evidence.dismissals import Dismissal
from loaders.evidence.ledger_paths import ledger_files
from loaders.problems import Position, Problem
from loaders.workspace import Workspace
from loaders.yaml.parse import read_tree, validate
from loaders.yaml.reader import Map, Seq, position
from loaders.yaml.records import Model, Said, Text

__all__ = ["Exception_", "Ledgers", "Tolerance", "read_ledgers"]


class Exception_(Model):  # noqa: N801 - Exception is taken
    """One tolerated finding."""

    rule: Text
    record: Text
    """``document/key`` of the record, or ``document`` where the finding has none."""
    reason: Said


class _Exceptions(Model):
    exceptions: list[Exception_] = []


Place = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,8}-[0-9]{1,8}$")]
"""Start and end in the raw text, in code points."""


class _Omission(Model):
    words: list[Text] = []
    at: list[Place] = []
    """Where the words stand: a finished document keeps places, not words."""
    occurrence: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Which place of the words is meant, from 1; without it, every place."""
    reason: Said

    def dismissal(self) -> Dismissal:
        """Return it as the accounts of a text use it."""
        places = (place.split("-") for place in self.at)
        at = tuple((int(start), int(end)) for start, end in places)
        return Dismissal(self.reason, tuple(self.words), self.occurrence, at)


class _Omissions(Model):
    omissions: dict[str, list[_Omission]] = {}


@dataclass(slots=True)
class Ledgers:
    """What both files say."""

    exceptions: list[tuple[Exception_, Position]] = field(default_factory=list)
    omissions: dict[str, tuple[Dismissal, ...]] = field(default_factory=dict)
    """By document: words that no fact carries on purpose, each with its reason."""
    problems: list[Problem] = field(default_factory=list)


def read_ledgers(workspace: Workspace) -> Ledgers:
    """Read both lists; a file that is not there is an empty one."""
    ledgers = Ledgers()
    exceptions, path = ledger_files(workspace)
    if exceptions.exists() or exceptions.is_symlink():
        _read_exceptions(exceptions, workspace, ledgers)
    if path.exists() or path.is_symlink():
        name = workspace.name_of(path)
        tree, problems = read_tree(path, name)
        ledgers.problems += problems
        if tree is not None:
            found, problems = validate(_Omissions, tree, name)
            ledgers.problems += problems
            for document, listed in (found.omissions if found else {}).items():
                ledgers.omissions[document] = tuple(item.dismissal() for item in listed)
    return ledgers


def _read_exceptions(path: Path, workspace: Workspace, ledgers: Ledgers) -> None:
    name = workspace.name_of(path)
    tree, problems = read_tree(path, name)
    ledgers.problems += problems
    if tree is None:
        return
    found, problems = validate(_Exceptions, tree, name)
    ledgers.problems += problems
    nodes = tree.get("exceptions")
    for index, exception in enumerate(found.exceptions if found else []):
        node = nodes[index] if isinstance(nodes, Seq) else None
        at = position(name, node.mark) if isinstance(node, Map) else Position(name)
        ledgers.exceptions.append((exception, at))


class Tolerance:
    """Leaves out the findings that exceptions tolerate, and says which exceptions tolerate none."""

    def __init__(self, ledgers: Ledgers) -> None:
        self._known = {(item.rule, item.record): at for item, at in ledgers.exceptions}
        self._used: set[tuple[str, str]] = set()
        self.documents = {record.partition("/")[0] for _, record in self._known}
        """Of which documents findings are tolerated."""

    def left(self, problems: Iterable[Problem], ids: Mapping[str, str]) -> list[Problem]:
        """Return the findings that are not tolerated.

        Args:
            problems: Findings.
            ids: The document's id by the name of its file.
        """
        kept = []
        for problem in problems:
            document = ids.get(problem.at.file, "")
            record = f"{document}/{problem.record}" if problem.record else document
            if (problem.rule, record) in self._known:
                self._used.add((problem.rule, record))
            else:
                kept.append(problem)
        return kept

    def unused(self) -> Iterator[Problem]:
        """Say of each exception that no finding needed that it is to be deleted."""
        for (rule, record), at in self._known.items():
            if (rule, record) not in self._used:
                yield Problem(
                    "exception-unused",
                    at,
                    f"nothing breaks {rule} at {record} any more: delete this exception",
                    f"{record} 已不再违反 {rule}:请删去这条例外",
                    record=record,
                )
