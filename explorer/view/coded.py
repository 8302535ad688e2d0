"""Columns of summaries put together: numbers, and texts as the places of the different ones."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from graph.builds.packing import Columns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Places = NDArray[np.int64]
    Numbers = NDArray[Any]

__all__ = ["Coded", "column_of", "joined", "numbers_of", "ranks_of", "together"]


class Coded(NamedTuple):
    """A column of texts: the different ones, and which of them stands in each row."""

    texts: list[str]
    codes: Numbers

    def is_one_of(self, wanted: Callable[[str], bool]) -> Numbers:
        """Tell of each row whether its text is wanted."""
        import numpy as np

        return np.fromiter(map(wanted, self.texts), bool, len(self.texts))[self.codes]

    def ranks(self) -> Numbers:
        """Return the place of each row's text among all in their order."""
        return ranks_of(self.texts)[self.codes]


def ranks_of(texts: list[str]) -> Numbers:
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


def joined(blocks: Iterable[Columns], name: str) -> Coded:
    """Return a column of texts of all blocks: each block has a list of its own."""
    import numpy as np

    known: dict[str, int] = {}
    parts = []
    for block in blocks:
        texts = [known.setdefault(text, len(known)) for text in block.texts(name)]
        codes = numbers_of(block, f"{name} #")
        parts.append(np.array(texts, np.int64)[codes] if texts else codes)
    return Coded(list(known), together(parts, np.int64))
