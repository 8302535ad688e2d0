"""What is wrong with the data, as data: where, what, why and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, NamedTuple

from ontology.messages import LONGEST, shortened


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file; line and column count from 1, as editors show them."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Fix:
    """A repair that is certain: replace ``old`` by ``new`` at the problem's own position."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding of one rule.  ``zh`` and ``en`` say what is wrong and how to mend it."""

    rule: str
    at: Position
    en: str
    zh: str
    record: str = ""
    severity: Literal["error", "warning"] = "error"
    quote: str = ""
    context: str = ""
    read: str = ""
    """What the machine read in the text."""
    recorded: str = ""
    """What the record says."""
    fix: Fix | None = None

    def __post_init__(self) -> None:
        for name in ("en", "zh", "quote", "context", "read", "recorded"):
            text = getattr(self, name)
            if len(text) > LONGEST:
                object.__setattr__(self, name, shortened(text))


def problem_from(item: dict[str, Any]) -> Problem:
    """Return a problem from what :func:`problem_as_json` made of it."""
    told = dict(item)
    told["at"] = Position(**told["at"])
    told["fix"] = Fix(**told["fix"]) if told.get("fix") else None
    return Problem(**told)


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """Return a problem as :func:`problem_from` reads it, without the copies of ``asdict``."""
    item = {name: getattr(problem, name) for name in _FIELDS}
    at, fix = problem.at, problem.fix
    item["at"] = {"file": at.file, "line": at.line, "column": at.column}
    item["fix"] = None if fix is None else {"old": fix.old, "new": fix.new}
    return item


_FIELDS: Final = tuple(one.name for one in fields(Problem))


class Note(NamedTuple):
    """What a run tells beside its findings, in both languages."""

    en: str
    zh: str


@dataclass(slots=True)
class Report:
    """All findings of a run, and how many checks of each rule ran."""

    problems: list[Problem] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    made: int = 0
    """Documents that were checked in this run."""
    reused: int = 0
    """Documents whose findings are those of an earlier run, because nothing has changed."""
    states: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    """Document → kind of fact → state → how many of its fields are in it."""

    @property
    def errors(self) -> list[Problem]:
        """The findings that make the data unfit to build."""
        return [problem for problem in self.problems if problem.severity == "error"]

    def count(self, rule: str, times: int = 1) -> None:
        """Note that a rule looked at something."""
        self.checked[rule] = self.checked.get(rule, 0) + times
