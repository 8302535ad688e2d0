"""What a number on a page counts: the address of the list that it is the length of.

Every number that counts something bears this address as ``data-count``, so that a test compares
all numbers with the lists, and with each other.  What counts no list has an address of its own
after ``#``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit

from explorer.i18n import LANGUAGES

__all__ = ["counted_address", "counted_by", "counted_pairs", "counted_query"]

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


def counted_query(path: str, query: Mapping[str, Any]) -> str:
    """Return the same of a path without language and its parameters.

    Empty values are left out, lists stand several times, as in
    :meth:`explorer.kit.request.Ask.url`.  A page of many numbers has hundreds of addresses: none
    of them is written to be read again.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        values = value if isinstance(value, (list, tuple)) else (value,)
        pairs += [(name, str(v)) for v in values if v is not None]
    return counted_pairs(path, pairs)


def counted_pairs(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """Return the same of parameters as they stand in an address, one after the other."""
    told = sorted({(name, value) for name, value in pairs if value and name not in SHOWING})
    return f"{path}?{urlencode(told)}" if told else path


def counted_by(path: str, name: str, others: Iterable[tuple[str, str]]) -> Callable[[str], str]:
    """Return what gives the same for each of many values of one parameter.

    Args:
        path: Without language.
        name: The parameter.
        others: Further parameters; those of this name are left out.
    """
    told = sorted({(k, v) for k, v in others if v and k not in SHOWING and k != name})
    before = urlencode([pair for pair in told if pair[0] < name])
    after = urlencode([pair for pair in told if pair[0] > name])
    start = f"{path}?{before}{'&' if before else ''}{quote_plus(name)}="
    end = f"&{after}" if after else ""
    return lambda value: f"{start}{quote_plus(value)}{end}"
