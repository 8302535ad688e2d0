"""Numbers in Arabic digits and Chinese numerals, as texts write them."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Final

__all__ = ["NUMERAL", "SCALE", "read_number", "read_pair", "scale_of"]

_DIGITS: Final = {ch: n for n, ch in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL: Final = {"十": 10, "百": 100, "千": 1000}
_LARGE: Final = {"万": 10**4, "亿": 10**8}

SCALE: Final = r"[十百千]?[万亿]亿?|[百千]"
"""A scale behind Arabic digits: 万, 亿, 万亿, 千万, 百万, 千."""

NUMERAL: Final = (
    r"半|[零〇一二两三四五六七八九十百千万亿][零〇一二两三四五六七八九十百千万亿多余点]*"
)
"""A run of Chinese numerals, perhaps with 多 or 余 inside (三十多万); bounded, as all
runs here are, so that no text takes more than linear time."""

_ARABIC = re.compile(r"(-?\d[\d,]*(?:\.\d+)?)[多余来]?([十百千万亿]*)\Z")


def scale_of(text: str) -> Decimal:
    """Return the factor of a scale: 万 is 10000, 千万 is 10000000."""
    factor = 1
    for ch in text:
        factor *= _SMALL.get(ch) or _LARGE.get(ch) or 1
    return Decimal(factor)


def read_number(text: str) -> Decimal | None:
    """Read one number, or none where the text is none (几百, 数十)."""
    if match := _ARABIC.match(text):
        try:
            return Decimal(match[1].replace(",", "")) * scale_of(match[2])
        except InvalidOperation:  # pragma: no cover - the pattern lets only digits through
            return None
    if text == "半":
        return Decimal("0.5")
    text = re.sub("[多余]", "", text)
    whole, point, fraction = text.partition("点")
    number = _read_numerals(whole)
    if number is None or not point:
        return number
    digits = [str(_DIGITS[ch]) for ch in fraction if ch in _DIGITS]
    if not fraction or len(digits) != len(fraction):
        return None
    return number + Decimal("0." + "".join(digits))


def _read_numerals(text: str) -> Decimal | None:
    if not text or any(ch not in _DIGITS and ch not in _SMALL and ch not in _LARGE for ch in text):
        return None
    if all(ch in _DIGITS for ch in text):
        return _read_digits(text)
    total, section, digit, any_digit = 0, 0, 0, False
    for ch in text:
        if ch in _DIGITS:
            if any_digit and digit:
                return None
            digit, any_digit = _DIGITS[ch], True
        elif ch in _SMALL:
            section += (digit if any_digit and digit else 1) * _SMALL[ch]
            digit, any_digit = 0, False
        else:
            total = (total + section + digit or 1) * _LARGE[ch]
            section, digit, any_digit = 0, 0, False
    return Decimal(total + section + digit)


def _read_digits(text: str) -> Decimal | None:
    # 二〇一〇 is read digit by digit; 三四 ("three or four") is no one number.
    if len(text) > 1 and not any(ch in "零〇" for ch in text) and len(text) < 4:
        return None
    return Decimal("".join(str(_DIGITS[ch]) for ch in text))


def read_pair(text: str) -> tuple[Decimal, Decimal] | None:
    """Read two neighbouring numerals as a range: 两三 is 2 to 3, 三四百 is 300 to 400."""
    if len(text) < 2 or text[0] not in _DIGITS or text[1] not in _DIGITS:
        return None
    low, high = _DIGITS[text[0]], _DIGITS[text[1]]
    rest = text[2:]
    if high != low + 1 or any(ch not in _SMALL and ch not in _LARGE for ch in rest):
        return None
    return low * scale_of(rest), high * scale_of(rest)
