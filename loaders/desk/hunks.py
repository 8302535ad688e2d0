"""One change of a text file: which lines went, which came, and between which others.

A change made at the desk is one run of lines.  It can be made again or taken back after the file
was edited elsewhere, as long as the lines that it touches, and those beside it, are still there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

__all__ = ["CONTEXT", "Hunk", "hunk_between"]

CONTEXT: Final = 3
"""So many lines on each side say where a change belongs."""


@dataclass(frozen=True, slots=True)
class Hunk:
    """A run of lines in the place of another; lines keep their ends."""

    line: int
    """Index of the first line that it touches, from 0."""
    removed: tuple[str, ...]
    added: tuple[str, ...]
    before: tuple[str, ...] = ()
    """Lines that stand before it, at most :data:`CONTEXT`."""
    after: tuple[str, ...] = ()
    """Lines that stand behind it."""

    @property
    def reversed(self) -> Hunk:
        """The change that takes this one back."""
        return Hunk(self.line, self.added, self.removed, self.before, self.after)

    def applied(self, text: str) -> str | None:
        """Return a text with this change made, or none where it does not fit.

        It fits at its own line, or else at the only place where its lines stand between the same
        neighbours.

        Args:
            text: The whole of the file.
        """
        lines = text.splitlines(keepends=True)
        at = self.line if self._fits(lines, self.line) else self._only_place(lines)
        if at is None:
            return None
        lines[at : at + len(self.removed)] = self.added
        return "".join(lines)

    def _only_place(self, lines: list[str]) -> int | None:
        """Return where it fits, if that is one place; neighbours tell places of equal lines apart.

        A change that only adds lines, with no neighbour on either side, fits nowhere by itself.
        """
        if not (self.removed or self.before or self.after):
            return 0 if not lines else None
        places = [at for at in range(len(lines) + 1) if self._fits(lines, at)]
        return places[0] if len(places) == 1 else None

    def _fits(self, lines: list[str], at: int) -> bool:
        end, low = at + len(self.removed), at - len(self.before)
        return (
            0 <= low <= at <= len(lines)
            and tuple(lines[at:end]) == self.removed
            and tuple(lines[low:at]) == self.before
            and tuple(lines[end : end + len(self.after)]) == self.after
        )

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        return {
            "line": self.line,
            "removed": list(self.removed),
            "added": list(self.added),
            "before": list(self.before),
            "after": list(self.after),
        }

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Hunk:
        """Read what :meth:`as_data` wrote.

        Raises:
            KeyError, TypeError, ValueError: it is something else.
        """
        return cls(
            int(data["line"]),
            *(tuple(map(str, data[name])) for name in ("removed", "added", "before", "after")),
        )


def hunk_between(before: str, after: str) -> Hunk:
    """Return the change between two states of a file: the shortest single run of lines.

    Args:
        before: The file as it was.
        after: The file as it is to be.
    """
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    most = min(len(old), len(new)) - head
    while tail < most and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    end = len(old) - tail
    return Hunk(
        head,
        tuple(old[head:end]),
        tuple(new[head : len(new) - tail]),
        tuple(old[max(0, head - CONTEXT) : head]),
        tuple(old[end : end + CONTEXT]),
    )
