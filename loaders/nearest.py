"""The nearest of many names: by edit distance, whatever the script."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache


def nearest(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Return up to ``limit`` of the ``known`` names that come near ``name``, best first.

    Traditional and simplified characters count as equal.  A name that holds the other whole
    comes near whatever its length.
    """
    folded = _fold(name)
    scored: list[tuple[float, str]] = []
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(folded)
    for other in known:
        plain = _fold(other)
        matcher.set_seq1(plain)
        if matcher.real_quick_ratio() < 0.4:
            continue
        ratio = matcher.ratio()
        if len(plain) >= 2 and len(folded) >= 2 and (plain in folded or folded in plain):
            ratio = max(ratio, 0.6)
        if ratio >= 0.5:
            scored.append((-ratio, other))
    scored.sort()
    return [other for _, other in scored[:limit]]


@lru_cache(maxsize=8192)
def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    converter = _converter()
    return str(converter.convert(text)).lower()


@lru_cache(maxsize=1)
def _converter():  # type: ignore[no-untyped-def]
    from opencc import OpenCC

    return OpenCC("t2s")
