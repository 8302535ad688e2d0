"""What ``.policykg/check.sqlite`` keeps: each document's result under all that it depends on.

The text of its lock stands in a table of its own, since only locking reads it; so do its problems,
which are read where somebody looks at them, and the questions that the document put to the
authority files, since only an edit of these asks them again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from loaders.checking.document import Checked
from loaders.problems import Problem, Tally, problem_as_json, problem_from, tallies_of
from loaders.reuse.locked import text_digest

if TYPE_CHECKING:
    from ontology.rows import Rows

__all__ = ["DocumentProblems", "Kept", "ResultCache", "kept_of"]

_RESULT: Final = "result"
_LOCK: Final = "lock"
_USES: Final = "uses"
_MARKS: Final = "marks"
_PROBLEMS: Final = "problems"
_MISSING: Final = "lock-missing"

AHEAD: Final = 200
"""Results that are read at once."""


@dataclass(frozen=True, slots=True)
class DocumentProblems:
    """The problems of a document: counted, and read where they are looked at."""

    own: tuple[Tally, ...]
    """Those that do not come of comparing it with its lock."""
    of_lock: tuple[Tally, ...]
    """Those that do, but that it has none."""
    missing: bool
    """Whether it is not locked yet."""
    read: Callable[[], list[Problem]]
    """Returns all of them."""

    def tallies(self, *, lock: bool) -> tuple[Tally, ...]:
        """Count them by file, but that the document is not locked yet."""
        return (*self.own, *self.of_lock) if lock else self.own

    def listed(self, lock: bool) -> list[Problem]:
        """Return those that are counted."""
        wanted = lock and bool(self.of_lock)
        return [
            problem
            for problem in self.read()
            if not _is_of_lock(problem) or (wanted and problem.rule != _MISSING)
        ]


@dataclass(slots=True)
class Kept:
    """A result as it is kept, and what it depends on."""

    key: str
    """Digest of files and program."""
    authority: str
    """Digest of all authority files when the uses were last asked."""
    compared: str
    """Digest of the lock that it was compared with."""
    found: int
    """How many problems there are, those of the lock among them."""
    own: tuple[Tally, ...]
    of_lock: tuple[Tally, ...]
    missing: bool
    result: Checked
    """Without the text of the lock, and without problems."""


class ResultCache:
    """Results of earlier runs by the name of the facts file; none is held in memory.

    Args:
        rows: Where they are kept.
        trusted: Whether those of earlier runs are read; they are written in any case.
    """

    def __init__(self, rows: Rows, *, trusted: bool = True) -> None:
        self._rows, self._trusted = rows, trusted
        self._ahead: dict[str, str | None] = {}
        self._expected: Sequence[str] = ()
        self._at = 0
        self._changed: dict[str, dict[str, str | None]] = {
            table: {} for table in (_RESULT, _PROBLEMS, _LOCK, _USES, _MARKS)
        }

    @property
    def waiting(self) -> int:
        """How many results wait to be written."""
        return len(self._changed[_RESULT])

    def get(self, name: str) -> Kept | None:
        """Return what is kept of a file; none where there is nothing or it is damaged."""
        if not self._trusted:
            return None
        if name not in self._ahead:
            self._read_ahead(name)
        text = self._ahead.pop(name, None)
        return None if text is None else _from_json(name, text)

    def expect(self, names: Sequence[str]) -> None:
        """Note the files that will be asked for, in their order: some are read at once."""
        self._expected, self._at = names, 0

    def _read_ahead(self, name: str) -> None:
        expected, at = self._expected, self._at
        if at < len(expected) and expected[at] == name:
            self._at = at + AHEAD
            self._ahead = self._rows.some(_RESULT, expected[at : at + AHEAD])
            for other in expected[at : at + AHEAD]:
                self._ahead.setdefault(other, None)
        else:
            self._ahead[name] = self._rows.get(_RESULT, name)

    def problems(self, name: str, found: int) -> list[Problem] | None:
        """Return all problems of a kept result; none where they are lost.

        Args:
            name: Of the facts file.
            found: How many they are.
        """
        if not found:
            return []
        text = self._row(_PROBLEMS, name)
        try:
            problems = [problem_from(item) for item in json.loads(text or "")]
        except (KeyError, TypeError, ValueError):
            return None
        return problems if len(problems) == found else None

    def uses(self, name: str) -> str | None:
        """Return what a document asked the authority files."""
        return self._rows.get(_USES, name)

    def marks(self) -> dict[str, str]:
        """Return what each document's questions to the authority files speak of."""
        return self._rows.read(_MARKS)

    def lock(self, name: str, digest: str) -> str | None:
        """Return the text of a lock as it would be written; none where it is lost.

        Args:
            name: Of the facts file.
            digest: Of the text.
        """
        text = self._row(_LOCK, name)
        return text if text is not None and text_digest(text) == digest else None

    def _row(self, table: str, name: str) -> str | None:
        waiting = self._changed[table]
        return waiting[name] if name in waiting else self._rows.get(table, name)

    def keep(self, name: str, kept: Kept) -> None:
        """Keep that a result of an earlier run still holds."""
        self._changed[_RESULT][name] = _to_json(kept)

    def keep_new(
        self,
        name: str,
        kept: Kept,
        problems: Iterable[Problem],
        lock: str,
        uses: tuple[str, str],
    ) -> None:
        """Keep a new result with its problems, its lock, its questions to the authority files, and
        what these speak of.
        """
        self.keep(name, kept)
        listed = [problem_as_json(problem) for problem in problems]
        self._changed[_PROBLEMS][name] = json.dumps(listed) if listed else None
        self._changed[_LOCK][name] = lock or None
        self._changed[_USES][name], self._changed[_MARKS][name] = uses

    def forget(self, name: str) -> None:
        """Drop what is kept of a file."""
        for rows in self._changed.values():
            rows[name] = None

    def names(self) -> set[str]:
        """Return the names of the files of which something is kept."""
        return self._rows.keys(_RESULT)

    def write(self) -> bool:
        """Write what has changed, and let go of the file: other processes may be forked.

        Returns:
            Whether it could be written.
        """
        done = self._rows.write(self._changed)
        for rows in self._changed.values():
            rows.clear()
        self._rows.close()
        return done

    def close(self) -> None:
        """Let go of the file, so that no connection is taken into a forked process."""
        self._rows.close()


def kept_of(key: str, authority: str, compared: str, result: Checked) -> Kept:
    """Return a result as it is to be kept."""
    of_lock = [problem for problem in result.problems if _is_of_lock(problem)]
    return Kept(
        key,
        authority,
        compared,
        len(result.problems),
        tallies_of(problem for problem in result.problems if not _is_of_lock(problem)),
        tallies_of(problem for problem in of_lock if problem.rule != _MISSING),
        any(problem.rule == _MISSING for problem in of_lock),
        result,
    )


def _is_of_lock(problem: Problem) -> bool:
    return problem.rule.startswith("lock-")


def _to_json(kept: Kept) -> str:
    result = kept.result
    return json.dumps(
        {
            "key": kept.key,
            "authority": kept.authority,
            "lock": result.lock_digest,
            "compared": kept.compared,
            "document": result.document,
            "source": result.source_file,
            "problems": [kept.found, kept.own, kept.of_lock, kept.missing],
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
            lock_digest=entry["lock"],
        )
        found, own, of_lock, missing = entry["problems"]
        return Kept(
            entry["key"],
            entry["authority"],
            entry["compared"],
            found,
            tuple(Tally(*tally) for tally in own),
            tuple(Tally(*tally) for tally in of_lock),
            missing,
            result,
        )
    except (KeyError, TypeError, ValueError):
        return None
