"""Short ASCII names for the keys of facts, stable whatever stands before or after them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b

MAX_LENGTH = 48

_NOT_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=65536)
def slug(words: str) -> str:
    """Spell words in small ASCII letters, digits and hyphens; Chinese becomes a short digest.

    >>> slug("Gross output (2009), in yuan")
    'gross-output-2009-in-yuan'
    """
    plain = unicodedata.normalize("NFKD", words) if not words.isascii() else words
    ascii_only = plain.encode("ascii", "ignore").decode("ascii")
    if not words.isascii() and len(ascii_only) * 2 < len(words):
        return digest(words)
    found = _NOT_WORD.sub("-", ascii_only.lower()).strip("-")
    if len(found) > MAX_LENGTH:
        found = found[:MAX_LENGTH].rpartition("-")[0] or found[:MAX_LENGTH]
    return found or digest(words)


def digest(words: str) -> str:
    """Return ten hexadecimal digits that stand for words, the same on every machine."""
    return blake2b(words.encode("utf-8"), digest_size=5).hexdigest()
