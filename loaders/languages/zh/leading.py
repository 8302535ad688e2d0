"""The sentence by which the first body of every list leads, in all its forms.

列首位的为牵头单位, 排名第一的为牵头单位, 排在第一位的是牵头部门, 第一个单位为牵头单位, 牵头单位列首位 …
"""

# ruff: noqa: E501 - tables of words read better unbroken

from __future__ import annotations

import re
from typing import Final

__all__ = ["find_first_leads", "says_first_leads"]

_FIRST: Final = (
    r"(?:第[一1](?:位|个|名|顺位|序位|家)?|首位|首个|首名|首家|最前面|最前|最先|首列|首)"
)
_STAND: Final = r"(?:排名|排序|排列|排位|位列|名列|位居|居于|位于|处于|列名|列出|列入|写在|放在|列|排|居|名次)(?:在|于|为)?"
_UNIT: Final = r"(?:责任)?(?:单位|部门|机构|者)?"
_BE: Final = r"(?:即为|视为|作为|担任|均为|都是|为|是|系|任|即)?"
_LEAD: Final = r"(?:本项|该项|此项)?(?:工作|任务)?(?:总牵头|牵头|主办|主责|抓总)(?:负责|责任)?(?:单位|部门|机构)?"
_FORMS: Final = re.compile(
    rf"(?:由|以)?{_STAND}{_FIRST}(?:的|之)?{_UNIT}{_BE}{_LEAD}"
    rf"|(?:由|以)?{_FIRST}(?:排名|列名)?的?(?:责任)?(?:单位|部门|机构|者){_BE}{_LEAD}"
    rf"|首列{_UNIT}{_BE}{_LEAD}"
    rf"|(?:由|以)?{_FIRST}的?(?:即为|为|是|系){_LEAD}"
    rf"|(?:总牵头|牵头|主办)(?:责任)?(?:单位|部门|机构)(?:均|都)?(?:为|是)?(?:{_STAND})?{_FIRST}(?:的)?{_UNIT}"
)


def find_first_leads(text: str) -> list[tuple[int, int]]:
    """Return where a plain text says that the first body of a list leads."""
    return [match.span() for match in _FORMS.finditer(text)]


def says_first_leads(words: str) -> bool:
    """Tell whether words hold such a sentence."""
    return _FORMS.search(words) is not None
