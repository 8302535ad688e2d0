"""Columns of summaries put together: numbers, and texts as the places of the different ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from graph.builds.packing import Columns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Numbers = NDArray[Any]

T = TypeVar("T")
__all__ = [
    "Coded",
    "column_of",
    "first_of_each",
    "gathered",
    "joined",
    "numbers_of",
    "ranks_of",
    "recoded",
    "together",
]


class Coded(NamedTuple, Generic[T]):
    """A column of texts or of tuples of them: the different ones, and which stands in each row."""

    texts: list[T]
    codes: Numbers

    def counted(self) -> dict[T, int]:
        """Return how often each text occurs."""
        import numpy as np

        counts = np.bincount(self.codes, minlength=len(self.texts))
        there = np.flatnonzero(counts)
        texts = map(self.texts.__getitem__, there.tolist())
        return dict(zip(texts, counts[there].tolist(), strict=True))

    def at(self, rows: Places) -> Coded[T]:
        """Return the column of some rows; where these are few, with the texts alone that they have.

        The texts keep their order, and what is worked out of each is worked out of few.
        """
        import numpy as np

        codes = self.codes[rows]
        if len(codes) >= len(self.texts):
            return Coded(self.texts, codes)
        there, places = np.unique(codes, return_inverse=True)
        return Coded([self.texts[code] for code in there.tolist()], places)

    def is_one_of(self, wanted: Callable[[T], bool]) -> Numbers:
        """Tell of each row whether its text is wanted."""
        import numpy as np

        return np.fromiter(map(wanted, self.texts), bool, len(self.texts))[self.codes]

    def ranks(self) -> Numbers:
        """Return the place of each row's text among all in their order."""
        return ranks_of(self.texts)[self.codes]


def recoded(of_codes: Iterable[T], codes: Numbers) -> Coded[T]:
    """Return another column that depends on a column of codes.

    Args:
        of_codes: What stands for each code, in their order; several may have the same.
        codes: The codes.
    """
    import numpy as np

    known: dict[T, int] = {}
    numbers = [known.setdefault(one, len(known)) for one in of_codes]
    return Coded(list(known), np.array(numbers, np.int32)[codes] if numbers else codes)


def ranks_of(texts: list[Any]) -> Numbers:
    """Return the place of each text among all in their order."""
    import numpy as np

    found = np.empty(len(texts), np.int64)
    found[sorted(range(len(texts)), key=texts.__getitem__)] = np.arange(len(texts))
    return found


def together(parts: Iterable[Numbers], kind: Any) -> Numbers:
    """Return numbers of all blocks one after the other."""
    import numpy as np

    return np.concatenate([np.empty(0, kind), *parts]).astype(kind, copy=False)


def numbers_of(columns: Columns, name: str) -> Numbers:
    """Return a column of numbers of one block."""
    import numpy as np

    return np.asarray(columns.numbers(name))


def column_of(blocks: Iterable[Columns], name: str, kind: Any) -> Numbers:
    """Return a column of numbers of all blocks."""
    return together((numbers_of(block, name) for block in blocks), kind)


def joined(blocks: Iterable[Columns], name: str) -> Coded[str]:
    """Return a column of texts of all blocks: each block has a list of its own."""
    import numpy as np

    known: dict[str, int] = {}
    parts = []
    for block in blocks:
        texts = [known.setdefault(text, len(known)) for text in block.texts(name)]
        codes = numbers_of(block, f"{name} #")
        parts.append(np.array(texts, np.int64)[codes] if texts else codes)
    return Coded(list(known), together(parts, np.int64))


def gathered(
    blocks: Iterable[Columns], texts: Sequence[str], numbers: Sequence[str]
) -> tuple[dict[str, Coded[str]], dict[str, Numbers]]:
    """Return columns of all blocks, each of which is read once and not held.

    Args:
        blocks: The blocks.
        texts: Names of columns of texts.
        numbers: Names of columns of whole numbers below 2³¹.
    """
    import numpy as np

    known: dict[str, dict[str, int]] = {name: {} for name in texts}
    parts: dict[str, list[Numbers]] = {name: [] for name in (*texts, *numbers)}
    for block in blocks:
        for name in texts:
            places = known[name]
            here = [places.setdefault(text, len(places)) for text in block.texts(name)]
            codes = numbers_of(block, f"{name} #")
            parts[name].append(np.array(here, np.int32)[codes] if here else codes)
        for name in numbers:
            parts[name].append(numbers_of(block, name))
    return (
        {name: Coded(list(known[name]), together(parts[name], np.int32)) for name in texts},
        {name: together(parts[name], np.int32) for name in numbers},
    )


def first_of_each(*columns: Numbers) -> Numbers:
    """Return the places at which each combination of numbers occurs first, in their order.

    Args:
        columns: Numbers from nought on, so small that their product is below 2⁶³.
    """
    import numpy as np

    key = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        key *= int(column.max(initial=0)) + 1
        key += column
    found: Numbers = np.sort(np.unique(key, return_index=True)[1])
    return found
