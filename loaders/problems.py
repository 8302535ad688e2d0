"""What is wrong with the data, as data: where, what, why and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

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
    """Return a problem from what :func:`dataclasses.asdict` made of it."""
    fields = dict(item)
    fields["at"] = Position(**fields["at"])
    fields["fix"] = Fix(**fields["fix"]) if fields.get("fix") else None
    return Problem(**fields)


@dataclass(slots=True)
class Report:
    """All findings of a run, and how many checks of each rule ran."""

    problems: list[Problem] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
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
