"""Fields by which a form chooses things: a list while it is short, else a field to type into.

A list of thousands of options is long to send and nobody reads it: beyond :data:`MOST` values a
form shows the commonest and suggests others as one types; how many there are is said.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Final, NamedTuple

from markupsafe import Markup, escape

__all__ = ["MOST", "SUGGESTED", "Choices", "Offered", "offered_of"]

MOST: Final = 300
"""Values that a list of options has; of more, the commonest are suggested."""
SUGGESTED: Final = 50
"""Values that a field to type into suggests before anything is typed."""
LONGEST: Final = 42
"""Characters of a label in a list of options."""
CHECKED: Final = 12
"""Further values that are shown beside a field, each of which can be dropped."""


class Offered(NamedTuple):
    """What a field offers in one language; to be held for a state of the data."""

    values: tuple[tuple[str, str], ...]
    """What stands in the address, and its label."""
    total: int
    """How many there are."""

    @property
    def many(self) -> bool:
        """Whether there are too many for a list."""
        return self.total > len(self.values)


def offered_of(
    keys: Sequence[str], often: Mapping[str, int], written: Callable[[str], tuple[str, str]]
) -> Offered:
    """Return what a field offers of some things.

    Args:
        keys: The things, in the order of a list.
        often: How often each occurs.
        written: Gives what stands for a thing in the address, and its label.
    """
    few = keys if len(keys) <= MOST else nlargest(SUGGESTED, keys, key=lambda key: often[key])
    return Offered(tuple(map(written, few)), len(keys))


@dataclass(frozen=True, slots=True)
class Choices:
    """A field as a form shows it."""

    name: str
    """The parameter in the address."""
    offered: Offered
    chosen: tuple[tuple[str, str], ...]
    """The values that are chosen, as they stand in the address, and their labels."""
    kind: str = ""
    """What kind of thing is suggested as one types: see :mod:`explorer.pages.lists.suggested`."""

    @property
    def many(self) -> bool:
        """Whether there are too many for a list."""
        return self.offered.many

    @property
    def total(self) -> int:
        """How many there are to choose from."""
        return self.offered.total

    @property
    def typed(self) -> str:
        """The value in a field to type into."""
        return self.chosen[0][0] if self.chosen else ""

    @property
    def further(self) -> tuple[tuple[str, str], ...]:
        """Values beside the one in the field that are shown, and can be dropped."""
        return self.chosen[1 : 1 + CHECKED]

    @property
    def unseen(self) -> tuple[tuple[str, str], ...]:
        """Values that are sent along without being shown."""
        return self.chosen[1 + CHECKED :]

    @property
    def options(self) -> Markup:
        """The options of the list, or of the suggestions."""
        chosen = {} if self.many else dict(self.chosen)
        values = list(self.offered.values)
        known = {key for key, _ in values} if chosen else frozenset()
        values += [(key, label) for key, label in chosen.items() if key not in known]
        return Markup("").join(_option(key, label, key in chosen) for key, label in values)


def _option(key: str, label: str, on: bool) -> Markup:
    said = label if len(label) <= LONGEST else f"{label[: LONGEST - 1]}…"
    mark = " selected" if on else ""
    return Markup(f'<option value="{escape(key)}"{mark}>{escape(said)}</option>')
