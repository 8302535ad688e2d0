"""Small helpers that templates call: numbers, rules of quotation, the parts of an address."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

RULES: Final[dict[str, tuple[str, str]]] = {
    "width": ("全角半角统一", "full and half width"),
    "space": ("略去空白与换行", "blanks and line breaks"),
    "script": ("繁简转换", "traditional and simplified"),
    "ruby": ("略去注音", "pinyin glosses left out"),
    "readings": ("遮蔽或误字的读法", "reading of masked or damaged characters"),
}
"""The named rules under which a quote equals its source, in both languages."""


def rule_name(rule: str, lang: str) -> str:
    """Return the name of a normalisation rule."""
    zh, en = RULES.get(rule, (rule, rule))
    return zh if lang == "zh" else en


def number(value: Any, places: int = 0) -> str:
    """Write a number with thousands apart."""
    if isinstance(value, float):
        text = f"{value:,.{places or 2}f}".rstrip("0").rstrip(".")
        return text or "0"
    return f"{value:,}" if isinstance(value, int) else str(value)


def heat(value: float, most: float) -> int:
    """Return one of ten steps of a heat map; 0 only for nothing."""
    if value <= 0 or most <= 0:
        return 0
    return max(1, min(9, round(9 * value / most)))


def plural(count: float, one: str, many: str) -> str:
    """Return the English word for a count."""
    return one if count == 1 else many


_EDTF: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?([~?%]?)\Z")


def _date(text: str, lang: str) -> str:
    match = _EDTF.match(text)
    if match is None:
        return text
    year, month, day, sign = match.groups()
    if lang == "zh":
        words = (
            f"{year}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")
        )
        return {"~": "约", "?": "疑为", "%": "约"}.get(sign, "") + words
    words = year if not month else f"{year}-{month}" + (f"-{day}" if day else "")
    return {"~": "c. ", "?": "perhaps ", "%": "c. "}.get(sign, "") + words


def period(text: str, lang: str) -> str:
    """Write an EDTF date or interval in words: ``2007~``, ``2006/2010``, ``../2012``."""
    if "/" not in text:
        return _date(text, lang)
    start, end = (_date(piece, lang) for piece in text.split("/", 1))
    if start in ("..", ""):
        return f"至{end}" if lang == "zh" else f"until {end}"
    if end in ("..", ""):
        return f"{start}起" if lang == "zh" else f"since {start}"
    return f"{start}–{end}"


def kind_hue(view: Any, iri: str, lang: str) -> tuple[str, str]:
    """Return the colour of a thing's class and the name of its kind."""
    from explorer.pages.tables import HUES, kind_of

    cls = kind_of(view, iri)
    types = [cls] if cls else view.types(iri)
    name = view.label(types[0], lang) if types else ""
    return HUES.get(cls, "other"), name


GLOBALS: Final[dict[str, Callable[..., Any]]] = {
    "heat": heat,
    "kind_hue": kind_hue,
    "period_text": period,
    "plural": plural,
    "rule_name": rule_name,
}
FILTERS: Final[dict[str, Callable[..., Any]]] = {"number": number}
