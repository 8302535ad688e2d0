"""The keys by which a thing is found: its names in one width, case and script, and their pinyin.

Pinyin and its initials are keys only; they are never shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, NamedTuple

__all__ = ["GAP", "Line", "fold", "fold_all", "search_lines", "without_commas"]

GAP: Final = "\t"
"""Between the keys of a thing."""
SOUNDED: Final = 40
"""Characters of a name that is found by its sound; a longer one is a sentence."""
REMEMBERED: Final = 1 << 14
"""Names and words whose sound is held: the same ones come in every document."""
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_BLANKS: Final = re.compile(r"\s+")
_COMMA: Final = re.compile(r"(?<=\d)[,，](?=\d{3}(?!\d))")
_MARKED: Final = re.compile("[\u00e0-\u024f]")
_LETTERS: Final = {
    code: "v" if set(parts) >= {"u", "\u0308"} else parts[0]  # as pinyin is typed: lv for lü
    for code in range(0xE0, 0x250)
    if len(parts := unicodedata.normalize("NFD", chr(code))) > 1 and parts[0].isascii()
}
"""Latin letters without their marks."""


class Line(NamedTuple):
    """The keys of one thing."""

    names: str
    """Folded names, between them a :data:`GAP`."""
    sounds: str
    """Pinyin of the names that are Chinese, and its initials, in turn."""
    shortest: int
    """Characters of the shortest name."""


@cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def fold(text: str) -> str:
    """Fold width, case, script and the marks of Latin letters, such as the tones of pinyin."""
    return str(_converter().convert(_plain(text)))


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return folded.translate(_LETTERS) if _MARKED.search(folded) else folded


def without_commas(text: str) -> str:
    """Return a text without the commas between the thousands of its numbers."""
    return _COMMA.sub("", text)


def fold_all(texts: Sequence[str]) -> list[str]:
    """Fold many texts by one call of the converter; blanks of any kind become one."""
    clean = (_BLANKS.sub(" ", _plain(t)) for t in texts)
    return str(_converter().convert("\n".join(clean))).split("\n") if texts else []


def search_lines(
    names: Iterable[Iterable[str]], known: Mapping[str, str] = MappingProxyType({})
) -> list[Line]:
    """Return the keys of things, each given by all of its names in any order.

    Args:
        names: Of each thing.
        known: Sounds by names, as in lines made before; those are not worked out again.
    """
    texts: list[str] = []
    ends: list[int] = []
    for each in names:
        texts += sorted(set(each)) or [""]
        ends.append(len(texts))
    folded = fold_all(texts)
    lines = []
    parts: dict[str, tuple[str, ...]] | None = None
    for start, end in zip([0, *ends], ends, strict=False):
        keys = list(dict.fromkeys(folded[start:end]))
        joined = GAP.join(keys)
        sounds = known.get(joined)
        if sounds is None:
            parts = _sounds_by_name(known) if parts is None else parts
            sounds = GAP.join(s for key in keys for s in parts.get(key) or _sounds(key))
        lines.append(Line(joined, sounds, min(map(len, keys))))
    return lines


def _sounds_by_name(known: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return what is known of single names: a thing of which one is new has the others still."""
    found: dict[str, tuple[str, ...]] = {}
    for joined, sounds in known.items():
        parts = iter(sounds.split(GAP))
        for name in joined.split(GAP):
            if _is_sounded(name):
                found[name] = tuple(islice(parts, 2))
    return found


def _is_sounded(name: str) -> bool:
    return len(name) <= SOUNDED and _HAN.search(name) is not None


@lru_cache(REMEMBERED)
def _sounds(text: str) -> tuple[str, ...]:
    """Return the pinyin and the initials of a Chinese name of moderate length."""
    if not _is_sounded(text):
        return ()
    from pypinyin.seg.simpleseg import seg

    clean = "".join(c for c in text if c.isalnum())
    syllables = [syllable for word in seg(clean) for syllable in _syllables(word)]
    return ("".join(syllables), "".join([s[0] for s in syllables]))


@lru_cache(REMEMBERED)
def _syllables(word: str) -> tuple[str, ...]:
    """Return the sound of a word; sounds do not depend on the words beside it."""
    from pypinyin import lazy_pinyin

    return tuple(str(s) for s in lazy_pinyin([word]) if s)
