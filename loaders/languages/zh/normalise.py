"""The named normalisations under which a quote may equal its source, and no others.

Each rule keeps, for every character that it leaves, where that character stands in the raw
text.  So whatever is found in the folded text is a span of the raw one, in code points.

``readings``  a document's declared readings of masks, misprints and broken bytes
``ruby``      pinyin in brackets after the character that it belongs to, 風(fēng)
``space``     blanks and line breaks, but never a paragraph's end
``width``     full and half width forms of letters, digits and punctuation
``script``    traditional and simplified characters
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Final
from unicodedata import combining, normalize

__all__ = ["RULES", "Folded", "Folder", "fold_width", "is_syllable_of", "simplified"]

RULES: Final = ("readings", "ruby", "space", "width", "script")
"""Every rule by its name, in the order of application."""

_WIDTH: Final = str.maketrans(
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
)
_CJK: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTERS: Final = "a-z\u00e0-\u01ff\u0261\u1e00-\u1eff\u0300-\u036f"
_BLANK: Final = " \\t\\r\\n\\f\\v\u00a0\u2000-\u200b\u202f\u205f\u3000\ufeff"
_RUBY: Final = rf"[({chr(0xFF08)}](?P<syllable>[{_LETTERS}]{{1,7}})[){chr(0xFF09)}]"
_SPACE: Final = rf"[{_BLANK}]+"
_NEW_ITEM: Final = re.compile(
    rf"[{_BLANK}]*(?:[(\uff08]?[一二三四五六七八九十]{{1,3}}[)\uff09、.是]|第[一二三四五六七八九十]+|\d+[.、\uff0e]|[●■◆【])"
)
_SENTENCE_END: Final = "。!?:\uff01\uff1f\uff1a"


def fold_width(text: str) -> str:
    """Return the text with half-width forms; character by character, so offsets stay."""
    return text.translate(_WIDTH)


class _Simplified(dict[int, int]):
    """Characters to their simplified class, looked up in OpenCC once each."""

    def __missing__(self, code: int) -> int:
        self[code] = code
        if code >= 0x3400:
            converted = _opencc().convert(chr(code))
            if len(converted) == 1:
                self[code] = ord(converted)
        return self[code]


_SIMPLIFIED: Final = _Simplified()


@lru_cache(maxsize=1)
def _opencc():  # type: ignore[no-untyped-def]  # the package has no types
    from opencc import OpenCC

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Return each character's simplified class: for finding, not for reading.

    Character by character, so that offsets stay and a phrase dictionary never rewrites words.
    """
    return text.translate(_SIMPLIFIED)


@lru_cache(maxsize=1)
def _syllables() -> dict[int, str]:
    # The plain table of pypinyin; importing the package would load 47,000 phrases too.
    from importlib.util import find_spec, module_from_spec, spec_from_file_location

    found = find_spec("pypinyin")
    if found is None or not found.submodule_search_locations:  # pragma: no cover
        return {}
    path = Path(next(iter(found.submodule_search_locations)), "pinyin_dict.py")
    spec = spec_from_file_location("_pinyin_table", path)
    if spec is None or spec.loader is None:  # pragma: no cover
        return {}
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    table: dict[int, str] = module.pinyin_dict
    return table


@lru_cache(maxsize=16384)
def is_syllable_of(syllable: str, character: str) -> bool:
    """Tell whether a character is read so: fēng is a syllable of 風, PPP is one of none."""
    known = _syllables().get(ord(character), "") if len(character) == 1 else ""
    return syllable.replace("\u0261", "g") in known.split(",")


def spelling_of(character: str) -> str:
    """Return a character's commonest reading without its tone mark, or the character itself."""
    known = _syllables().get(ord(character), "").split(",")[0]
    plain = normalize("NFD", known)
    return "".join(c for c in plain if not combining(c)) or character


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and where each of its characters stands in the raw one."""

    text: str
    starts: array[int]
    ends: array[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the raw span of a folded one (which must not be empty)."""
        return self.starts[start], self.ends[end - 1]


class Folder:
    """Folds texts by the rules that a document allows."""

    def __init__(
        self,
        readings: Iterable[tuple[str, str]] = (),
        *,
        ruby: bool = False,
        script: bool = False,
    ) -> None:
        self.readings = dict(readings)
        allowed = {"space", "width"}
        allowed |= {"readings"} if self.readings else set()
        allowed |= {"ruby"} if ruby else set()
        allowed |= {"script"} if script else set()
        self.rules = tuple(rule for rule in RULES if rule in allowed)
        self._plain: re.Pattern[str] | None = None
        self._patterns: dict[frozenset[str], re.Pattern[str] | None] = {}

    def _pattern(self, rules: frozenset[str]) -> re.Pattern[str] | None:
        if rules not in self._patterns:
            parts = []
            if "readings" in rules:
                raws = sorted(self.readings, key=lambda raw: (-len(raw), raw))
                parts.append(f"(?P<raw>{'|'.join(map(re.escape, raws))})")
            if "ruby" in rules:
                parts.append(f"(?P<ruby>{_RUBY})")
            if "space" in rules:
                parts.append(f"(?P<space>{_SPACE})")
            self._patterns[rules] = re.compile("|".join(parts)) if parts else None
        return self._patterns[rules]

    def clean(self, text: str) -> str:
        """Return the text folded by all allowed rules, without its offsets."""
        plain = self._plain
        if plain is None:
            raws = "|".join(map(re.escape, self.readings)) or r"(?!)"
            simple = self.rules in (("space", "width"), ("readings", "space", "width"))
            changes = rf"[{_BLANK}\uff01-\uff5e\uffe5]|{raws}" if simple else ""
            plain = self._plain = re.compile(changes)
        return self.fold(text).text if plain.search(text) else text

    def fold(self, text: str, rules: Iterable[str] | None = None) -> Folded:
        """Fold a text by some of the allowed rules, or by all."""
        chosen = frozenset(self.rules if rules is None else rules)
        out: list[str] = []
        starts, ends = array("I"), array("I")
        at = 0

        def keep(start: int, end: int) -> None:
            out.append(text[start:end])
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))

        pattern = self._pattern(chosen)
        for match in pattern.finditer(text) if pattern else ():
            start, end = match.span()
            keep(at, start)
            at = end
            kind = match.lastgroup if match.lastgroup != "syllable" else "ruby"
            if kind == "raw":
                reading = self.readings[match[0]]
                out.append(reading)
                starts.extend([start] * len(reading))
                ends.extend([end] * len(reading))
            elif kind == "ruby":
                if start and ends and is_syllable_of(match["syllable"], text[start - 1]):
                    ends[-1] = end
                else:
                    keep(start, end)
            elif left := _blank(text, start, end):
                out.append(left)
                starts.append(start)
                ends.append(end)
        keep(at, len(text))
        folded = "".join(out)
        if "width" in chosen:
            folded = fold_width(folded)
        if "script" in chosen:
            folded = simplified(folded)
        return Folded(folded, starts, ends)

    def needed(self, raw: str, quote: str) -> tuple[str, ...] | None:
        """Return the fewest rules under which a raw span equals a quote, or none.

        A span that was widened to the whole of a reading holds the quote instead.
        """
        for size in range(len(self.rules) + 1):
            for rules in combinations(self.rules, size):
                left = self.fold(raw, rules).text
                right = self.fold(quote, rules).text
                if left == right or ("readings" in rules and right in left):
                    return rules
        return None


def _blank(text: str, start: int, end: int) -> str:
    """Return what a run of blanks folds to: nothing, a blank, or a paragraph's end."""
    blanks = text[start:end]
    before = text[start - 1] if start else ""
    after = text[end] if end < len(text) else ""
    breaks = blanks.count("\n")
    ends = breaks > 1 or before in _SENTENCE_END or _NEW_ITEM.match(text, end)
    if breaks and before and after and ends:
        return "\n"
    # 5 000 is not 5000, and two Latin words are not one.
    if before.isascii() and before.isalnum() and after.isascii() and after.isalnum():
        return " "
    return ""
