"""The nearest of many names: by what they have in common, whatever the script."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from ontology.similar import COMPARED, LONGEST, Likeness

SHORT = 200
"""Characters of a name whose folded form is remembered; longer ones are never near."""


def nearest(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """Return up to ``limit`` of the ``known`` names that come near ``name``, best first.

    Traditional and simplified characters count as equal.  A name that holds the other whole
    comes near whatever its length.  Names of absurd length have no near ones, and of very many
    the first are compared, so that a file of unknown names is read in linear time.
    """
    if len(name) > LONGEST:
        return []
    folded = _fold(name)
    likeness = Likeness(folded)
    scored: list[tuple[float, str]] = []
    for other in islice(known, COMPARED):
        if len(other) > SHORT or not likeness.may_reach(len(other), 0.4):
            continue
        plain = _fold(other)
        ratio = likeness.to(plain)
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
