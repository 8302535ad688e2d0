"""Numbers that Word makes when it shows a paragraph: 一、 and （1） stand nowhere in its text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from loaders.intake.markup import attribute, child, children

_PLACE: Final = re.compile(r"%([1-9])")
_DIGITS: Final = "零一二三四五六七八九"
_LEVELS: Final = 9


def chinese(number: int) -> str:
    """Spell a number below 10,000 in Chinese.

    >>> [chinese(n) for n in (3, 10, 12, 20, 105, 110)]
    ['三', '十', '十二', '二十', '一百零五', '一百一十']
    """
    if not 0 < number < 10_000:
        return str(number)
    out, skipped = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            out += ("零" if skipped and out else "") + _DIGITS[digit] + unit
            skipped = False
        else:
            skipped = bool(out)
    return out.removeprefix("一") if out.startswith("一十") else out


def roman(number: int) -> str:
    """Spell a number in Roman numerals."""
    out = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    ):
        while number >= value and len(out) < 20:
            out, number = out + sign, number - value
    return out


def _letter(number: int) -> str:
    return chr(64 + (number - 1) % 26 + 1) * ((number - 1) // 26 + 1) if 0 < number < 500 else ""


def _circled(number: int) -> str:
    return chr(0x245F + number) if 0 < number <= 20 else str(number)


_WIDE: Final = str.maketrans("0123456789", "０１２３４５６７８９")
_FORMS: Final[dict[str, Callable[[int], str]]] = {
    "chineseCounting": chinese,
    "chineseCountingThousand": chinese,
    "chineseLegalSimplified": chinese,
    "japaneseCounting": chinese,
    "ideographDigital": chinese,
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": chinese,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "upperRoman": roman,
    "lowerRoman": lambda number: roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate(_WIDE),
}


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document, and how far each has been counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    """Levels by a list's id."""
    abstract: dict[str, str] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=dict)
    """By abstract list: how many at each level; lists of one form go on counting."""

    @classmethod
    def read(cls, root: Any | None) -> Numbering:
        """Read ``word/numbering.xml``."""
        numbering = cls()
        if root is None:
            return numbering
        forms = {
            attribute(one, "abstractNumId") or "": _levels(one)
            for one in children(root, "abstractNum")
        }
        for one in children(root, "num"):
            number, link = attribute(one, "numId") or "", child(one, "abstractNumId")
            name = (attribute(link, "val") if link is not None else None) or ""
            own = dict(forms.get(name, {}))
            changed = False
            for override in children(one, "lvlOverride"):
                level = int(attribute(override, "ilvl") or 0)
                start = child(override, "startOverride")
                if start is not None and level in own:
                    old = own[level]
                    own[level] = _Level(old.form, old.text, _whole(attribute(start, "val"), 1))
                    changed = True
            numbering.levels[number] = own
            numbering.abstract[number] = number if changed else f"abstract {name}"
        return numbering

    def next(self, number: str, level: int) -> str:
        """Count one paragraph of a list, and return the mark that Word shows before it."""
        levels = self.levels.get(number)
        if not levels or not 0 <= level < _LEVELS or level not in levels:
            return ""
        counts = self.counts.setdefault(self.abstract[number], [0] * _LEVELS)
        counts[level] = counts[level] + 1 if counts[level] else levels[level].start
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        own = levels[level]
        if own.form in ("bullet", "none"):
            return ""

        def spelled(match: re.Match[str]) -> str:
            at = int(match[1]) - 1
            form = levels[at].form if at in levels else "decimal"
            return _FORMS.get(form, str)(counts[at] or (levels[at].start if at in levels else 1))

        return _PLACE.sub(spelled, own.text)


def _levels(abstract: Any) -> dict[int, _Level]:
    found = {}
    for level in children(abstract, "lvl"):
        form, text, start = (child(level, name) for name in ("numFmt", "lvlText", "start"))
        found[_whole(attribute(level, "ilvl"), 0)] = _Level(
            (attribute(form, "val") if form is not None else None) or "decimal",
            (attribute(text, "val") if text is not None else None) or "",
            _whole(attribute(start, "val") if start is not None else None, 1),
        )
    return found


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default
