"""The years that running text names, and the words that may carry a period."""

from __future__ import annotations

import re
from typing import Final

from loaders.languages.edtf import read_edtf
from loaders.languages.language import Years
from loaders.languages.zh.characters import plain
from loaders.languages.zh.dates import is_without_end, read_plan
from loaders.languages.zh.numerals import read_number

__all__ = ["YEARS"]

_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_NUMERAL_YEAR: Final = re.compile(r"[一二]?[〇零一二三四五六七八九]{3,4}(?=年)")
_TWO_YEARS: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)[-~—–至到]{1,2}((?:19|20)?\d\d)(?!\d)")
_STATED: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?!度|代)")
_TIME: Final = re.compile(r"[0-9\uff10-\uff19年月季旬]")
_PLAN: Final = re.compile(
    r"第?十[一二三四五六七八九]?(?:个五年|五(?=[”\"」』]|末|期|时期|规划|以来|计划))"
)
_RELATIVE: Final = {
    "前年": -2, "去年": -1, "上年": -1, "过去一年": -1, "今年": 0, "本年度": 0, "明年": 1,
}  # fmt: skip
_CUES: Final = (("去年", -1), ("今年", 0), ("明年", 1), ("前年", -2), ("上年", -1))


def _years_in(text: str, written: str) -> set[int]:
    """Return the years that a text names, in figures or relative to the document's date."""
    text = plain(text)
    years = {int(found) for found in _YEAR.findall(text)}
    for plan in _PLAN.findall(text):
        read = read_plan(plan.replace("个五年", "五"), quoted=True)
        years |= {int(year) for year in _YEAR.findall(read.edtf)} if read else set()
    for low, high in _TWO_YEARS.findall(text):
        first = int(low)
        last = int(high) if len(high) == 4 else first // 100 * 100 + int(high)
        years |= {first, last}
    for found in _NUMERAL_YEAR.findall(text):
        number = read_number(found)
        if number is not None and 1900 <= number < 2100:
            years.add(int(number))
    own = read_edtf(written)
    if own is not None and own.year is not None:
        years |= {own.year + offset for word, offset in _RELATIVE.items() if word in text}
    return years


def _says_days_of(edtf: str, text: str) -> bool:
    """Tell whether the months and days of a period stand in a text too."""
    for _, month, day in re.findall(r"(\d{4})-(\d\d)(?:-(\d\d))?", edtf):
        if int(month) <= 12 and not re.search(rf"(?<!\d)0?{int(month)}[月.-]", text):
            return False
        if day and not re.search(rf"(?<!\d)0?{int(day)}[日号]|[-.]0?{int(day)}(?!\d)", text):
            return False
    return True


def _leaves_open(deadline: str) -> bool:
    """Tell whether the words of a deadline name no time that could be read."""
    return _TIME.search(deadline) is None or is_without_end(deadline)


def _in_words(year: str) -> str:
    return f"{year}年"


YEARS: Final = Years(
    years_in=_years_in,
    says_days_of=_says_days_of,
    stated=_STATED,
    leaves_open=_leaves_open,
    in_words=_in_words,
    relative=_CUES,
)
