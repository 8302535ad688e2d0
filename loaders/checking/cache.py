"""What ``.policykg/check.sqlite`` keeps: each document's result under all that it depends on.

The lock's lines stand in a table of their own, since only locking reads them; so do the questions
that the document put to the authority files, since only an edit of these asks them again.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from loaders.checking.document import Checked
from loaders.problems import Problem, problem_as_json, problem_from
from loaders.reuse.locked import lines_digest

if TYPE_CHECKING:
    from ontology.rows import Rows

__all__ = ["Kept", "ResultCache", "kept_of"]

_RESULT: Final = "result"
_LOCK: Final = "lock"
_USES: Final = "uses"
_MARKS: Final = "marks"
_PROBLEMS: Final = "problems"


@dataclass(slots=True)
class Kept:
    """A result as it is kept, and what it depends on."""

    key: str
    """Digest of files and program."""
    authority: str
    """Digest of all authority files when the uses were last asked."""
    lock: str
    """Digest of the lines of the lock as they would be written; empty without the text."""
    compared: str
    """Digest of the lines of the lock that it was compared with."""
    found: int
    """How many problems there are."""
    errors: int
    """How many of them are errors."""
    result: Checked
    """Without the lines of the lock, and without problems until they are asked for."""


class ResultCache:
    """Results of earlier runs by the name of the facts file.

    Args:
        rows: Where they are kept.
        trusted: Whether they are read; they are written in any case.
    """

    def __init__(self, rows: Rows, *, trusted: bool = True) -> None:
        self._rows = rows
        self._known = rows.read(_RESULT) if trusted else {}
        self._problems: dict[str, str] | None = None
        self._changed: dict[str, dict[str, str | None]] = {
            table: {} for table in (_RESULT, _PROBLEMS, _LOCK, _USES, _MARKS)
        }

    def get(self, name: str) -> Kept | None:
        """Return what is kept of a file; none where there is nothing or it is damaged."""
        text = self._known.get(name)
        return None if text is None else _from_json(name, text)

    def problems(self, name: str, kept: Kept, *, many: bool) -> list[Problem] | None:
        """Return the problems of a kept result; none where they are lost.

        Args:
            name: Of the facts file.
            kept: The result.
            many: Whether those of other files will be asked for too.
        """
        if not kept.found:
            return []
        if many and self._problems is None:
            self._problems = self._rows.read(_PROBLEMS)
        text = self._problems.get(name) if self._problems else self._rows.get(_PROBLEMS, name)
        try:
            found = [problem_from(item) for item in json.loads(text or "")]
        except (KeyError, TypeError, ValueError):
            return None
        return found if len(found) == kept.found else None

    def uses(self, name: str) -> str | None:
        """Return what a document asked the authority files."""
        return self._rows.get(_USES, name)

    def marks(self) -> dict[str, str]:
        """Return what each document's questions to the authority files speak of."""
        return self._rows.read(_MARKS)

    def lock(self, name: str, kept: Kept) -> str | None:
        """Return the lines of the lock as they would be written; none where they are lost."""
        if not kept.lock:
            return ""
        text = self._rows.get(_LOCK, name)
        if text is None or lines_digest(text.rstrip("\n").split("\n")) != kept.lock:
            return None
        return text

    def keep(self, name: str, kept: Kept, uses: tuple[str, str] | None = None) -> None:
        """Keep a result; with uses and their marks it is a new one, else one that holds still."""
        self._changed[_RESULT][name] = _to_json(kept)
        if uses is not None:
            self._changed[_USES][name], self._changed[_MARKS][name] = uses
            self._changed[_LOCK][name] = kept.result.lock or None
            self._keep_problems(name, kept)

    def locked(self, name: str, kept: Kept, compared: str) -> None:
        """Note that the lock says of a document what it would say now: nothing is wrong there."""
        kept.result.problems = [p for p in kept.result.problems if not p.rule.startswith("lock-")]
        kept.compared, kept.found = compared, len(kept.result.problems)
        kept.errors = sum(problem.severity == "error" for problem in kept.result.problems)
        self._keep_problems(name, kept)
        self.keep(name, kept)

    def _keep_problems(self, name: str, kept: Kept) -> None:
        problems = [problem_as_json(problem) for problem in kept.result.problems]
        self._changed[_PROBLEMS][name] = json.dumps(problems) if problems else None

    def forget(self, name: str) -> None:
        """Drop what is kept of a file."""
        if name in self._known:
            for rows in self._changed.values():
                rows[name] = None

    def names(self) -> set[str]:
        """Return the names of the files of which something is kept."""
        return set(self._known)

    def write(self) -> None:
        """Write what has changed, and let go of the file: other processes may be forked."""
        self._rows.write(self._changed)
        for name, text in self._changed[_RESULT].items():
            if text is None:
                self._known.pop(name, None)
            else:
                self._known[name] = text
        for rows in self._changed.values():
            rows.clear()
        self._rows.close()

    def close(self) -> None:
        """Let go of the file, so that no connection is taken into a forked process."""
        self._rows.close()


def kept_of(key: str, authority: str, compared: str, result: Checked) -> Kept:
    """Return a result as it is to be kept."""
    errors = sum(problem.severity == "error" for problem in result.problems)
    lock = lines_digest(result.lock.rstrip("\n").split("\n")) if result.lock else ""
    return Kept(key, authority, lock, compared, len(result.problems), errors, result)


def _to_json(kept: Kept) -> str:
    result = kept.result
    return json.dumps(
        {
            "key": kept.key,
            "authority": kept.authority,
            "lock": kept.lock,
            "compared": kept.compared,
            "document": result.document,
            "source": result.source_file,
            "problems": [kept.found, kept.errors],
            "checked": result.checked,
            "quotes": result.quotes,
            "unseen": result.unseen,
            "states": result.states,
        }
    )


def _from_json(name: str, text: str) -> Kept | None:
    try:
        entry: dict[str, Any] = json.loads(text)
        result = Checked(
            name,
            entry["document"],
            entry["source"],
            checked=entry["checked"],
            quotes=entry["quotes"],
            unseen=entry["unseen"],
            states=entry["states"],
        )
        found, errors = entry["problems"]
        lock, compared = entry["lock"], entry["compared"]
        return Kept(entry["key"], entry["authority"], lock, compared, found, errors, result)
    except (KeyError, TypeError, ValueError):
        return None
