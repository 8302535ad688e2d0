"""Small helpers that templates call: numbers, rules of quotation, the parts of an address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

RULES: Final[dict[str, tuple[str, str]]] = {
    "width": ("全角半角统一", "full and half width"),
    "space": ("略去空白与换行", "blanks and line breaks"),
    "script": ("繁简转换", "traditional and simplified"),
    "ruby": ("略去注音", "pinyin glosses left out"),
    "reading": ("遮蔽或误字的读法", "reading of masked or damaged characters"),
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


GLOBALS: Final[dict[str, Callable[..., Any]]] = {
    "heat": heat,
    "plural": plural,
    "rule_name": rule_name,
}
FILTERS: Final[dict[str, Callable[..., Any]]] = {"number": number}
