"""What a number on a page counts: the address of the list that it is the length of.

Every number that counts something bears this address as ``data-count``, so that a test compares
all numbers with the lists, and with each other.  What counts no list has an address of its own
after ``#``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from explorer.i18n import LANGUAGES

__all__ = ["counted_address"]

SHOWING: Final = frozenset((
    "lang", "page", "sort", "columns", "chart", "chosen", "counting", "by", "hide", "rows",
    "moved", "open",
))  # fmt: skip
"""Parameters that say how a list is shown, not what is in it."""


@lru_cache(maxsize=4096)
def counted_address(url: str) -> str:
    """Return an address without language and without what only says how a list is shown."""
    parts = urlsplit(url)
    path = parts.path
    for lang in LANGUAGES:
        if path == f"/{lang}" or path.startswith(f"/{lang}/"):
            path = path[len(lang) + 1 :] or "/"
    pairs = sorted({(k, v) for k, v in parse_qsl(parts.query) if k not in SHOWING})
    query = "?" + urlencode(pairs) if pairs else ""
    return path + query + (f"#{parts.fragment}" if parts.fragment else "")
