"""How exactly an EDTF period is known, and how it bounds what it is said of."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = ["bound_of", "precision_of"]

_BELOW_YEAR: Final = {
    **dict.fromkeys(range(1, 13), "month"),
    **dict.fromkeys(range(21, 33), "season"),
    **dict.fromkeys(range(33, 37), "quarter"),
    **dict.fromkeys(range(37, 40), "third"),
    **dict.fromkeys(range(40, 42), "half"),
}
"""The second group of digits of EDTF, level 2."""


def _points(edtf: str) -> tuple[str, str]:
    first, slash, last = edtf.partition("/")
    return first, last if slash else first


@lru_cache(maxsize=4096)
def precision_of(edtf: str) -> str:
    """Return how exactly the end of a period is known; its beginning where it has no end."""
    first, last = _points(edtf)
    point = re.sub(r"[~?%]", "", last if last not in ("", "..") else first)
    if re.fullmatch(r"-?\d{4}", point):
        return "year"
    if re.fullmatch(r"-?\d{4}-\d{2}-\d{2}", point):
        return "day"
    if re.fullmatch(r"-?\d{4}-\d{2}", point):
        return _BELOW_YEAR.get(int(point[-2:]), "other")
    return "decade" if re.fullmatch(r"\d{3}X", point) else "other"


@lru_cache(maxsize=4096)
def bound_of(edtf: str) -> str:
    """Return a choice of ``time-bound``."""
    first, slash, last = edtf.partition("/")
    if slash and first in ("", ".."):
        return "by"
    if slash and last in ("", ".."):
        return "from"
    if slash:
        return "between"
    return "about" if re.search(r"[~?%]", edtf) else "in"
