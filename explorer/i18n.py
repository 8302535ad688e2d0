"""The two languages of the interface.

Words stand where they are used, always as a pair ``w("中文", "English")``: a page that forgets
one of the languages is a type error, and there is no catalogue that could lag behind.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final, Literal

from explorer.negotiation import weighted

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
TAGS: Final[dict[str, str]] = {"zh": "zh-Hans", "en": "en"}
"""What stands in the ``lang`` attribute of a page."""
GRAPH_TAGS: Final[dict[str, str]] = {"zh": "zh-hans", "en": "en"}
"""What stands behind a label in the graph."""


_FULL: Final = {ord(mark): chr(ord(mark) + 0xFEE0) for mark in ",;:!?()"}
_NARROW: Final = re.compile(r"(?<=[\u3001-\u9fff\u201d])[,;:!?)(]|\((?=[\u3001-\u9fff\u201c])")


@lru_cache(maxsize=4096)
def typeset(zh: str) -> str:
    """Give words of ours the full-width marks of Chinese typesetting; never used on quotes."""
    return _NARROW.sub(lambda match: match[0].translate(_FULL), zh)


def words(lang: str) -> Callable[[str, str], str]:
    """Return the function that chooses between the Chinese and the English words."""
    if lang == "zh":
        return lambda zh, en: typeset(zh)
    return lambda zh, en: en


def other(lang: str) -> Language:
    """Return the other language."""
    return "en" if lang == "zh" else "zh"


def negotiate(header: str | None, default: Language = "zh") -> Language:
    """Choose the language a browser asks for (RFC 9110, 12.5.4); the order breaks ties."""
    best: tuple[float, int] = (0.0, 0)
    chosen = default
    for tag, quality, position in weighted(header or ""):
        language = tag.split("-")[0]
        if language in LANGUAGES and (quality, -position) > best and quality > 0:
            best, chosen = (quality, -position), language
    return chosen
