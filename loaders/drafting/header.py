"""What a text is: its title, its date, and whether it tells what is to be done or what was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

__all__ = ["Header", "read_header"]

_GENRES: Final = (
    "方案|计划|规划|意见|措施|通知|要点|任务|决定|清单|办法|政策|规定|细则|部署|安排|纲要|行动|"
    "预案|分工|考核细则|责任书|条例|指南"
)
_REPORTS: Final = (
    "报告|总结|纪实|回顾|经验|做法|纪要|特写|公报|调研|综述|汇报|落实情况|进展|新闻|侧记|巡礼|"
    "简报|材料"
)
_PLAN: Final = re.compile(
    f"(?:{_GENRES})(?:\\(.{{1,16}}\\))?(?:的通知|的决定|的意见)?$|关于印发|若干(?:政策|措施|意见)"
)
_REPORT: Final = re.compile(_REPORTS)
_PAST: Final = re.compile(r"同比|比上年|去年|累计完成|实现了|荣获|成功|先后|位居")
_TODO: Final = re.compile(r"牵头|责任单位|负责\)|力争|确保|鼓励|支持|加大|加快|严格落实|应当|不得")
_DATE: Final = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?:年|[-./])(?P<m>\d{1,2})(?:(?:月|[-./])(?P<d>\d{1,2})日?|月)"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?=年)")
_TITLE: Final = re.compile(
    rf"(?:^|(?<=[\n \t>号#]))(?!《|(?:19|20)\d\d年\d|为|对|要|按|根据|现|经|请|各|一、|"
    rf"二、)(?:[\u4e00-\u9fffA-Za-z0-9“”《》()、,\-—·]|(?<=[\u4e00-\u9fff])[ "
    rf"\n](?=[\u4e00-\u9fff])){{4,90}}?(?:{_GENRES}|{_REPORTS})(?:\([^)\n]{{1,16}}\))?(?=[ \n\t]|"
    rf"$|的通知)(?:的通知)?"
)


@dataclass(frozen=True, slots=True)
class Header:
    """The head of a text; offsets are those of the dense text."""

    title: tuple[int, int] | None
    date: str | None
    """The date that the text gives itself, as EDTF."""
    plan: bool

    @property
    def year(self) -> int | None:
        """The year of the text's own date."""
        return int(self.date[:4]) if self.date else None


def read_header(dense: str, *, assigned: bool = False) -> Header:
    """Read the head and the foot of a text.

    Args:
        dense: The dense text.
        assigned: Whether the text gives tasks to bodies, as plans do.
    """
    match = _TITLE.search(dense, 0, min(len(dense), 600))
    title = match.span() if match else None
    return Header(title, _date(dense), _is_plan(dense, title, assigned))


def _is_plan(dense: str, title: tuple[int, int] | None, assigned: bool) -> bool:
    head = dense[title[0] : title[1]] if title else dense[: min(80, len(dense))]
    if _PLAN.search(head):
        return True
    if _REPORT.search(head):
        return False
    if assigned:
        return True
    sample = dense[:20000]
    todo, past = (sum(1 for _ in words.finditer(sample)) for words in (_TODO, _PAST))
    return todo > 2 * past


def _date(dense: str) -> str | None:
    """Return the last full date of the foot, else of the head, else the commonest late year."""
    for part in (dense[-300:], dense[:600]):
        dates = [m for m in _DATE.finditer(part) if _near_edge(part, m)]
        if dates:
            one = dates[-1] if part is not dense[:600] else dates[0]
            day = f"-{int(one['d']):02d}" if one["d"] else ""
            return f"{one['y']}-{int(one['m']):02d}{day}"
    years = [match[0] for match in _YEAR.finditer(dense)]
    return max(sorted(set(years)), key=years.count) if years else None


def _near_edge(part: str, match: re.Match[str]) -> bool:
    """Tell a date that stands alone (a signature's) from one inside a sentence."""
    after = part[match.end() : match.end() + 1]
    before = part[match.start() - 1 : match.start()]
    return after in ("", " ", "\n", "\t", ")") and before not in ("于", "到", "至", "在", "自")
