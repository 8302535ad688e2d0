"""How far a document is: states of its fields, words that nothing carries, errors."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from loaders.desk.dismissing import with_dismissal
from loaders.desk.files import DeskFiles, NotAtDesk
from loaders.desk.journal import Action
from loaders.evidence.ledgers import read_ledgers
from loaders.problems import Problem
from loaders.rules.accounts import account_of
from loaders.rules.registry import check_case
from loaders.states.states import states_of

__all__ = ["DeskReport", "Report"]

Span = tuple[int, int]
Label = dict[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """What the gate says of a document as it stands."""

    states: dict[str, int]
    """How many fields are proved, signed, inferred, open."""
    unaccounted: list[tuple[int, int, str]]
    """Places of the raw text that no fact carries and no reason dismisses, with their kind."""
    errors: list[Problem]
    facts: int
    """How many facts the document has."""


class DeskReport(DeskFiles):
    """What the gate says of the facts as they stand, and words that are dismissed."""

    def report(self) -> Report | None:
        """Return what the gate says of the facts as they stand: slower than a verdict may be.

        It is worked out whole, and apart from verdicts, which need not wait for it; where one
        changes the facts meanwhile, the report is given up, since the next one is asked for.

        Returns:
            None where the facts were changed meanwhile.
        """
        with self.lock:  # a verdict need not wait for what follows
            opened = self.facts()
        stamp = self._stamp()

        def wanted() -> bool:
            return self._stamp() == stamp

        case = self._case(opened)
        problems = list(opened.problems)
        if case is None:
            errors = [one for one in problems if one.severity == "error"]
            return Report({}, [], errors, len(opened.document.facts))
        assert case.resolved is not None and opened.evidence is not None
        case.omissions = read_ledgers(self.workspace).omissions.get(self.document, ())
        problems += [*opened.evidence.problems, *case.resolved.problems]
        problems += check_case(case, wanted)[0]
        if not wanted():
            return None
        counts: Counter[str] = Counter(one.state for one in states_of(case, self.signatures()))
        if not wanted():
            return None
        folded = opened.evidence.source.folded
        left: list[tuple[int, int, str]] = [
            (*folded.span(demand.start, demand.end), demand.kind)
            for demand in account_of(case).unaccounted
        ]
        errors = [one for one in problems if one.severity == "error"]
        return Report(dict(counts), left, errors, len(opened.document.facts))

    def _stamp(self) -> tuple[int, int] | None:
        """Return what changes when the facts file is written; none where there is none yet."""
        try:
            known = (self.workspace.root / self.facts_path).stat()
        except FileNotFoundError:
            return None
        return known.st_mtime_ns, known.st_size

    def dismiss_words(self, span: Span, reason: Label) -> Action:
        """Say why no fact carries some words of the text.

        Raises:
            NotAtDesk: the file of omissions cannot be read.
        """
        with self.lock:
            self.journal.refresh()
            path = self.workspace.name_of(self.workspace.facts_folder / "omissions.yaml")
            before = self.journal.text(path)
            try:
                text = with_dismissal(before, self.document, span, reason)
            except ValueError as error:
                raise NotAtDesk(f"{path}: {error}", f"{path}:{error}") from None
            return self.journal.act("omit", {path: (before, text)}, {"span": list(span)})
