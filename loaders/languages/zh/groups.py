"""Words for groups of bodies that a separator does not cut: 各市、县人民政府 is one group."""

from __future__ import annotations

import re
from typing import Final

__all__ = ["USUAL", "join_groups"]

USUAL: Final = str.maketrans(
    "牽頭單責負協辦參與實執監導領機構門處縣區會聯體別職關總屬級開發鎮鄉園場廳團隊",
    "牵头单责负协办参与实执监导领机构门处县区会联体别职关总属级开发镇乡园场厅团队",
)
"""The traditional characters of labels and bodies, one for one, so that offsets stay."""

_LEVEL: Final = (
    "(?:设区市|地级(?:以上)?市|县级市|市州|县市|市|州|盟|地区|县|旗|区|乡镇|乡|镇|街道|"
    "园区|功能区|开发区|新区)"
)
_INNER: Final = r"(?:[(\uff08〔\[][^)\uff09〕\]]{1,20}[)\uff09〕\]])?"
_EACH: Final = re.compile(rf"\s*各{_LEVEL}{_INNER}\s*")
_AND_LEVEL: Final = re.compile(rf"\s*{_LEVEL}{_INNER}\s*")
_AND_BODIES: Final = re.compile(
    rf"\s*{_LEVEL}{_INNER}(?:人民)?(?:政府|党委政府|党委|党工委|管委会|办事处){_INNER}\s*"
)
_BELOW_CITY: Final = re.compile(r"\s*各(?:区|乡|镇|街道|园区)")


def join_groups(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join 各市、县人民政府 and 各区、县级市 again: words for one group, not two names."""
    joined: list[tuple[int, int]] = []
    open_group = False  # whether the last piece is a group that may go on
    for since, to in pieces:
        words = text[since:to].translate(USUAL)
        beside = bool(joined) and text[joined[-1][1]] == "、" and since == joined[-1][1] + 1
        own = "市" in words[:1] and bool(joined) and _BELOW_CITY.match(text, joined[-1][0])
        bodies = _AND_BODIES.fullmatch(words) is not None and not own  # 各区、市政府 are two
        goes_on = open_group and beside and (bodies or _AND_LEVEL.fullmatch(words) is not None)
        if goes_on:
            joined[-1] = (joined[-1][0], to)
        else:
            joined.append((since, to))
        open_group = not bodies if goes_on else _EACH.fullmatch(words) is not None
    return joined
