"""Words of a text that no fact carries on purpose, each with its reason."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from loaders.evidence.sources import SourceText
from loaders.yaml.records import Label

__all__ = ["Dismissal", "dismissed_spans"]

MOST: Final = 10_000
"""Places of one dismissal's words; a word that stands more often says nothing by itself."""


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Some words of one document that are left out, and why."""

    reason: str | Label
    words: tuple[str, ...] = ()
    occurrence: int | None = None
    """Which place of the words is meant, from 1; none: every place."""
    at: tuple[tuple[int, int], ...] = ()
    """Places in the raw text, in code points: a finished document keeps places, not words."""

    def why(self, lang: str) -> str:
        """Return the reason in a language, or as it was given in one."""
        if isinstance(self.reason, str):
            return self.reason
        return self.reason.zh if lang == "zh" else self.reason.en


def dismissed_spans(
    dismissals: tuple[Dismissal, ...], source: SourceText
) -> Iterator[tuple[int, int, int]]:
    """Yield the folded spans of dismissed words, each with the index of its dismissal."""
    folded = source.folded
    for index, dismissal in enumerate(dismissals):
        for start, end in dismissal.at:
            low, high = bisect_left(folded.starts, start), bisect_right(folded.ends, end)
            if low < high:
                yield low, high, index
        for words in dismissal.words:
            wanted = source.folder.clean(words)
            at, number = folded.text.find(wanted) if wanted else -1, 0
            while at >= 0 and number < MOST:
                number += 1
                if dismissal.occurrence in (None, number):
                    yield at, at + len(wanted), index
                at = folded.text.find(wanted, at + len(wanted))
