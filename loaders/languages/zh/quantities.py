"""One quantity at a place of a text: a number or a range, its unit, and the bound behind it.

The grammar of what stands around a quantity (下降, 从…到…, 高于全省平均) is in
:mod:`loaders.languages.zh.frames`; here is what both reading a value and finding values in
running text need.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from loaders.languages.zh.bounds import AFTER, AFTER_WORD
from loaders.languages.zh.characters import DASHES
from loaders.languages.zh.numerals import NUMBER_START, Number, scan_number
from loaders.languages.zh.units import Unit, match_unit
from ontology.codes import Bound

__all__ = ["QUANTITY_START", "Quantity", "scan_quantity"]

SIGNS: Final = "-\u2212\u2010\u2011\u2012\u2013\u2014\u2015\ufe63"
QUANTITY_START: Final = NUMBER_START + "半大多负+" + SIGNS

Why = Literal["", "year", "unit", "range", "vague", "date"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity in a plain text."""

    start: int
    end: int
    low: Decimal = Decimal(0)
    high: Decimal | None = None
    """The other end of a range."""
    hedge: Literal["", "more-than", "about"] = ""
    after: Bound | None = None
    code: str = "NUM"
    word: str = ""
    """The unit or measure word as written."""
    share: bool = False
    """Whether it is told as a share: 三分之二, 六成, 一半."""
    why: Why = ""
    """Why it is no value, though figures stand there: a year, a date, an unknown unit."""


class _Amount(NamedTuple):
    """One end of a quantity, before its unit."""

    end: int
    low: Decimal
    high: Decimal | None = None
    hedge: Literal["", "more-than", "about"] = ""
    code: str = ""
    """The unit that the words themselves hold: 百分之五."""
    number: Number | None = None
    bound: Bound | None = None
    tenths: bool = False


_TO: Final = re.compile(rf"(?:[{re.escape(DASHES)}]{{1,2}}|~|至|到|和|与)")
_SIGN: Final = re.compile(rf"负|零下|[+{re.escape(SIGNS)}]")
_SIGN_STARTS: Final = frozenset(f"负零+{SIGNS}")
_PARTS: Final = {"百": (Decimal(1), "PERCENT"), "千": (Decimal(1), "PERMILLE"),
                 "万": (Decimal("0.01"), "PERCENT")}  # fmt: skip
_WHOLES: Final = frozenset({20, 25, 50, 100, 1000})
_OF: Final = re.compile(r"([百千万])分之|(?P<whole>[二两三四五六七八九十0-9]{1,4})分之")
_RATIO: Final = re.compile(r"(\d{1,6})/(\d{1,6})(?![\d/.,])")
_TENTHS: Final = re.compile(
    r"(?P<low>[一二三四五六七八九两1-9])(?P<high>[二三四五六七八九])?成"
    r"(?P<rest>[一二三四五六七八九半1-9])?(?![立为功果员交本都熟片绩分就套批长效品型])"
)
_NO_SHARE: Final = re.compile(r"[0-9]+(?![0-9/分成两十二三四五六七八九])")
"""Digits behind which nothing begins that would make a share of them."""
_HALF: Final = re.compile(r"(?P<more>大半|多半)|一半|半数|半(?!径|导|岛|成|小时|年|天|个|日|月)")
_HALF_OF: Final = re.compile(r"半(?=个?小时|年|天|个月)")
_LATE: Final = re.compile(r"多(?!个|元|边|项|种|功)|余(?!额|下|热|量|款|粮)")


def scan_quantity(text: str, at: int) -> Quantity | None:
    """Read the quantity that starts at a place of a plain text, or none.

    A quantity whose unit is unknown ends behind its number, with ``word`` empty; what follows
    is the caller's to judge.
    """
    first = _amount(text, at)
    if first is None:
        return None
    unit = _unit(text, first)
    ranged = _range(text, at, first, unit)
    if ranged is not None:
        return ranged
    return _single(text, at, first, unit)


def _amount(text: str, at: int) -> _Amount | None:
    sign = _SIGN.match(text, at) if text[at : at + 1] in _SIGN_STARTS else None
    start = sign.end() if sign else at
    if start >= len(text):
        return None
    minus = sign is not None and sign[0] != "+"
    amount = _share(text, start) or _plain_amount(text, start)
    if amount is None or not minus:
        return amount
    if amount.high is not None or amount.bound:
        return None
    return _Amount(amount.end, -amount.low, None, amount.hedge, amount.code, amount.number)


def _plain_amount(text: str, at: int) -> _Amount | None:
    if text.startswith("半", at) and (half := _HALF_OF.match(text, at)):
        return _Amount(half.end(), Decimal("0.5"), code="half")
    number = scan_number(text, at)
    if number is None:
        return None
    return _Amount(number.end, number.low, number.high, number.hedge, "", number)


def _share(text: str, at: int) -> _Amount | None:  # noqa: PLR0911 - one return a form
    """Read a share told in words or as a fraction: 百分之五, 三分之二, 2/3, 六成五, 一半."""
    if _NO_SHARE.match(text, at):
        return None  # most numbers
    if match := _RATIO.match(text, at):
        return _fraction(match.end(), Decimal(match[1]), Decimal(match[2]))
    if match := _OF.match(text, at):
        part = scan_number(text, match.end())
        if part is None:
            return None
        if not match["whole"]:
            factor, code = _PARTS[match[1]]
            high = part.high * factor if part.high is not None else None
            return _Amount(part.end, part.low * factor, high, part.hedge, code)
        whole = scan_number(text, at)
        if whole is None or whole.end != match.end() - 2 or part.hedge or part.high:
            return None
        return _fraction(part.end, part.low, whole.low)
    if match := _TENTHS.match(text, at):
        return _tenths(text, match)
    if match := _HALF.match(text, at):
        return _Amount(
            match.end(), Decimal(50), code="PERCENT", bound="more-than" if match["more"] else None
        )
    return None


def _fraction(end: int, top: Decimal, bottom: Decimal) -> _Amount | None:
    # 24/7 and 21/12 are no shares of anything.
    if not bottom or top >= bottom or (bottom > 10 and bottom not in _WHOLES):
        return None  # 12/31 is a date
    number = top * 100 / bottom
    return _Amount(end, number if number == round(number, 6) else round(number, 6), code="PERCENT")


def _tenths(text: str, match: re.Match[str]) -> _Amount | None:
    low = scan_number(match["low"])
    assert low is not None
    number = low.low * 10
    if match["high"]:
        high = scan_number(match["high"])
        assert high is not None
        if match["rest"] or high.low != low.low + 1:
            return None
        return _Amount(match.end(), number, high.low * 10, code="PERCENT")
    if match["rest"]:
        rest = scan_number(match["rest"])
        number += 5 if match["rest"] == "半" else (rest.low if rest else 0)
    hedge: Literal["", "more-than"] = "more-than" if text.startswith("多", match.end()) else ""
    return _Amount(match.end() + bool(hedge), number, None, hedge, "PERCENT", tenths=True)


def _unit(text: str, amount: _Amount) -> Unit | None:
    if amount.code and amount.code != "half":
        return Unit(amount.end, "", amount.code)
    unit = match_unit(text, amount.end)
    number = amount.number
    if unit and number and not _fits(unit, number):
        return None
    if unit is None and number and number.scale >= 10**4 and text.startswith("度", amount.end):
        return Unit(amount.end + 1, "度", "KiloW-HR")  # 5度 may be warmth, 1.5亿度 is none
    return unit


def _fits(unit: Unit, number: Number) -> bool:
    """Tell the words that count only beside some numbers: 三大板块, but no 100万大卡."""
    if unit.word == "大":
        return number.low < 100 and number.scale < 100
    if unit.word == "方":  # 三方 are three parties
        return number.scale >= 10**4
    if unit.word in ("类", "期", "路"):  # 三类水 is water of the third class
        return number.arabic
    return True


def _end_of(amount: _Amount, unit: Unit | None) -> int:
    return unit.end if unit else amount.end


def _single(text: str, at: int, amount: _Amount, unit: Unit | None) -> Quantity:
    end = _end_of(amount, unit)
    low, high, hedge = amount.low, amount.high, amount.hedge
    word, code = (unit.word, unit.code) if unit else ("", "NUM")
    if unit and (late := _LATE.match(text, end)) and not hedge and not amount.code:
        hedge, end = "more-than", late.end()
    if unit and word.startswith("个多"):
        hedge = "more-than"
    half = unit is not None and unit.half
    if unit and text.startswith("半", end) and code in ("YR", "DAY", "fold", "WK"):
        half, end = True, end + 1
    if half:
        if high is not None or hedge:
            return Quantity(at, end, why="vague")
        low += Decimal("0.5")
    after = AFTER_WORD.match(text, end)
    if after and after[0] == "起" and text.startswith(("来", "点", "步"), after.end()):
        after = None
    bound = amount.bound or (AFTER[after[0]] if after else None)
    end = after.end() if after else end
    why = _no_value(text, amount, unit, after is not None, end)
    share = bool(amount.code) and amount.code != "half"
    return Quantity(at, end, low, high, hedge, bound, code, word, share, why)


def _no_value(text: str, amount: _Amount, unit: Unit | None, bounded: bool, end: int) -> Why:
    number = amount.number
    figures = number.digits if number else ""
    word = unit.word if unit else ""
    if len(figures) == 4 and "1900" <= figures < "2100":
        if word == "年":
            return "year"
        if not word and not bounded and (amount.end == len(text) or end == len(text)):
            return "year"
    if figures and len(figures) <= 2 and not word and text[amount.end : amount.end + 1] in (
        "月", "号", "时",
    ) and text[amount.end : amount.end + 1]:  # fmt: skip
        return "date"
    if word == "年" and not bounded and len(figures) == 2 and figures > "60" and figures[1] != "0":
        return "year"  # 98年
    if word == "日" and not bounded and len(figures) <= 2 and figures:
        return "date"
    return ""


def _range(text: str, at: int, first: _Amount, unit: Unit | None) -> Quantity | None:  # noqa: PLR0911 - one return a form
    """Read a range: 10~12万, 5%-10%, 三到五家, 5%和10%之间."""
    end = _end_of(first, unit)
    mark = _TO.match(text, end)
    if mark is None or first.high is not None or first.hedge or first.bound:
        return None
    last = _amount(text, mark.end() - _holds_sign(mark[0], first))
    if last is None or last.high is not None or last.bound:
        return None
    high_unit = _unit(text, last)
    stop = _end_of(last, high_unit)
    between = text.startswith("之间", stop)
    if mark[0] in "和与" and not between:
        return None
    if _is_year(first) and _is_year(last) and (high_unit is None or high_unit.word == "年"):
        return Quantity(at, stop, why="year")
    code, word = _common(first, unit, last, high_unit)
    if code is None or last.hedge:
        return Quantity(at, stop, why="range")
    low, high = _ends(first, unit, last)
    if low is None or low > high:
        return Quantity(at, stop, why="range")
    stop += 2 * between
    after = AFTER_WORD.match(text, stop)
    if after is not None and AFTER[after[0]] != "about":
        within = after[0] in ("内", "以内", "之内") and code in ("YR", "MO", "DAY", "working-day")
        if not within:
            return Quantity(at, after.end(), why="range")
    stop = after.end() if after else stop
    return Quantity(at, stop, low, high, "", None, code, word, bool(last.code))


def _holds_sign(mark: str, first: _Amount) -> bool:
    """Tell whether the second of two dashes is a minus: -6--5% and -6—-5%, but no 5--6%."""
    return len(mark) == 2 and mark != "——" and (first.low < 0 or mark[0] != mark[1])


def _is_year(amount: _Amount) -> bool:
    figures = amount.number.digits if amount.number else ""
    return len(figures) == 4 and "1900" <= figures < "2100"


def _common(
    first: _Amount, unit: Unit | None, last: _Amount, high_unit: Unit | None
) -> tuple[str | None, str]:
    """Return the unit of both ends; none where they differ (5元-10家)."""
    if unit is None:
        word = high_unit.word if high_unit else ""
        return (high_unit.code if high_unit else "NUM"), word
    if high_unit is None:
        return unit.code, unit.word  # 百分之三到五, 5%-10
    same = unit.code == high_unit.code and (unit.code != "NUM" or unit.word == high_unit.word)
    return (unit.code if same else None), high_unit.word


def _ends(first: _Amount, unit: Unit | None, last: _Amount) -> tuple[Decimal | None, Decimal]:  # noqa: PLR0911 - one return a form
    """Return both ends; 10~12万 has its scale once, for both."""
    low, high = first.low, last.low
    if last.tenths and not first.code and unit is None:
        return (low * 10 if low < 10 else None), high  # 三到五成
    if last.code and not first.code:
        return (low if unit is not None else None), high
    if first.code:
        return low, high
    a, b = first.number, last.number
    if a is None or b is None or unit is not None or a.scale != 1 or b.scale == 1:
        return low, high
    scaled = low * b.scale
    if low >= high / b.scale:
        return low, high
    if b.scale < 10**4 and not a.arabic:
        return None, high  # 三至五百 may be either
    return scaled, high
