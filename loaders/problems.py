"""What is wrong with the data, as data: where, what, why and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, Final, Literal, NamedTuple, overload

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


class Tally(NamedTuple):
    """How many problems there are at a file."""

    file: str
    errors: int
    warnings: int


def tallies_of(problems: Iterable[Problem]) -> tuple[Tally, ...]:
    """Count problems by file."""
    counts: dict[str, list[int]] = {}
    for problem in problems:
        count = counts.setdefault(problem.at.file, [0, 0])
        count[problem.severity != "error"] += 1
    return tuple(Tally(file, *count) for file, count in counts.items())


class Findings(Sequence[Problem]):
    """Problems, the file with most errors first, within a file by place.

    Those of many documents are not held: they are counted, and read where they are looked at.

    Args:
        problems: The first of them.
    """

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        self._batches: list[tuple[tuple[Tally, ...], Callable[[], Sequence[Problem]]]] = []
        self.add(problems)

    def add(self, problems: Iterable[Problem]) -> None:
        """Add problems that are at hand."""
        held = tuple(problems)
        if held:
            self._batches.append((tallies_of(held), lambda: held))

    def add_kept(self, tallies: tuple[Tally, ...], read: Callable[[], Sequence[Problem]]) -> None:
        """Add problems that are read where they are looked at, as often as that is.

        Args:
            tallies: How many they are, by file; a file may be named more than once.
            read: Returns them.
        """
        if tallies:
            self._batches.append((tallies, read))

    def by_file(self) -> Iterator[tuple[str, list[Problem]]]:
        """Yield each file with its problems."""
        return self._by_file([True] * len(self._batches))

    @property
    def errors(self) -> Iterator[Problem]:
        """The problems that make the data unfit to build."""
        wanted = [any(tally.errors for tally in tallies) for tallies, _ in self._batches]
        for _, found in self._by_file(wanted):
            yield from (problem for problem in found if problem.severity == "error")

    @property
    def error_count(self) -> int:
        """How many of the problems are errors."""
        return sum(tally.errors for tallies, _ in self._batches for tally in tallies)

    def _by_file(self, wanted: Sequence[bool]) -> Iterator[tuple[str, list[Problem]]]:
        weights: dict[str, int] = {}
        batches: dict[str, dict[int, None]] = {}
        for number, (tallies, _) in enumerate(self._batches):
            for file, errors, warnings in tallies if wanted[number] else ():
                weights[file] = weights.get(file, 0) + 1000 * errors + warnings
                batches.setdefault(file, {})[number] = None
        for file in sorted(weights, key=lambda file: (-weights[file], file)):
            found = [
                problem
                for number in batches[file]
                for problem in self._batches[number][1]()
                if problem.at.file == file
            ]
            found.sort(key=lambda p: (p.at.line, p.at.column, p.rule, p.record))
            yield file, found

    def __iter__(self) -> Iterator[Problem]:
        """Yield all of them, in their order."""
        for _, found in self.by_file():
            yield from found

    def __len__(self) -> int:
        """Count them, without reading any."""
        return sum(
            tally.errors + tally.warnings for tallies, _ in self._batches for tally in tallies
        )

    @overload
    def __getitem__(self, index: int) -> Problem: ...
    @overload
    def __getitem__(self, index: slice) -> list[Problem]: ...
    def __getitem__(self, index: int | slice) -> Problem | list[Problem]:
        """Return some of them; reads all."""
        return list(self)[index]

    def __iadd__(self, problems: Iterable[Problem]) -> Findings:
        """Add problems that are at hand."""
        self.add(problems)
        return self

    def __eq__(self, other: object) -> bool:
        """Tell whether another row of problems is the same; reads all."""
        return isinstance(other, Findings | list) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(slots=True)
class Report:
    """All findings of a run, and how many checks of each rule ran."""

    problems: Findings = field(default_factory=Findings)
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
        return list(self.problems.errors)

    def count(self, rule: str, times: int = 1) -> None:
        """Note that a rule looked at something."""
        self.checked[rule] = self.checked.get(rule, 0) + times
