"""Events: what happened at a time, and meetings, fairs and festivals by their names."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from loaders.drafting.words import apart

__all__ = ["find_events"]

_EVENT: Final = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d)年)?(?P<m>1[0-2]|0?[1-9])月(?P<d>[12]\d|3[01]|"
    r"0?[1-9])(?:日)?(?:[-—~至、]+(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2}))?日"
)
_HAPPENS: Final = re.compile(
    r"召开|举行|举办|印发|成立|签署|签订|启动|通过|开工|发布|揭牌|开幕|竣工|投产|合并|撤销|挂牌|"
    r"组织|调研|视察|发起|开业|奠基|获批|开通|参加|出席|开展"
)
_WHEN: Final = re.compile(
    r"(?:^|(?<=[,。;\n(]))(?P<when>(?:(?P<y>(?:19|20)\d\d)年|(?P<rel>去年|今年|前年|本年|同年))"
    r"(?:(?P<m>1[0-2]|0?[1-9])月(?:份|[初中底上下]旬?)?|[初春夏秋冬]|[上下]半年|[一二三四]季度)?|"
    r"(?P<only>1[0-2]|[1-9])月(?:份|[初中底上下]旬?)?)(?P<comma>,)?"
)
"""A time that opens a clause: 去年5月, 2019年, 今年初."""
_DONE: Final = re.compile(
    r"(?:已经?|正式|成功|顺利|圆满|隆重|全线|如期|率先|首次)(?:在[\u4e00-\u9fff]{2,12})?"
    r"(?P<a>召开|举行|举办|印发|成立|签署|签订|签约|启动|开工|发布|揭牌|开幕|竣工|投产|投用|合并|撤销|挂牌|开业|"
    r"奠基|获批|开通|通车|建成|落户|投运|上市|上线|完工|封顶|落成)|"
    r"(?P<b>合并[为成]|更名为|升格为|撤[县市镇乡]设|揭牌成立|正式成立|挂牌成立|签约落户|建成通车|建成投[产用运]|"
    r"(?:召开|举行|举办|成立|签署|签订|启动|发布|开通|通过|完成)了)"
)
_NOT_YET: Final = re.compile(
    r"(?:[前起内]|以前|之前|底前|末前|期间)|拟|计划|预计|将(?!军)|力争|争取|确保|有望|要(?!求|素)"
)
_NTH: Final = r"第[一二三四五六七八九十百\d]{1,3}届"
_SHOWS: Final = (
    "博览会|交易会|洽谈会|展览会|展销会|推介会|招商会|签约会|对接会|运动会|残运会|论坛|峰会|大会|研讨会|"
    "座谈会|推进会|现场会|例会|恳谈会|联席会议|工作会议|动员会|发布会|旅游节|文化节|艺术节|电影节|音乐节|"
    "美食节|购物节|啤酒节|采摘节|马拉松|大赛|锦标赛|联赛"
)
_FAIR: Final = re.compile(
    rf"{_NTH}[\u4e00-\u9fff“”()—\-]{{1,18}}?(?:博览会|论坛|大会|峰会|"
    r"运动会|交易会|洽谈会|旅游节|文化节|艺术节|电影节|大赛)"
)
_MEETING: Final = re.compile(
    r"(?:[中省市县区]|全国|中央|"
    r"党的)?第?[一二三四五六七八九十\d]{1,4}[次届](?:[一二三四五六七八九十]{1,3}次)?[\u4e00-\u9fff]{0,4}?(?:党代会|"
    r"人代会|代表大会|全会|全体会议|博览会|运动会|交易会)"
)
_CALLED: Final = re.compile(
    r"(?:成功|圆满|隆重|连续|精心|先后|积极|定期)?(?:举办|召开|举行|承办|主办|协办|办好|出席|参加|参展|亮相|组团参加)(?:了|好)?"
    rf"(?:{_NTH})?(?P<name>[\u4e00-\u9fffA-Za-z0-9“”·—\-]{{1,20}}?(?:{_SHOWS}))"
    r"(?=[,。;、\n)]|等|和|与|及|上|\d|并|期间|活动|开幕)"
)
_AT: Final = re.compile(
    rf"(?:在|于)(?:\d{{1,2}}月\d{{1,2}}日)?(?P<name>[\u4e00-\u9fffA-Za-z0-9“”·—\-]{{2,20}}?(?:{_SHOWS}))上"
)
_HELD: Final = re.compile(
    rf"(?:^|(?<=[,。;\n]))(?P<name>[\u4e00-\u9fffA-Za-z0-9“”·—\-]{{2,24}}?(?:{_SHOWS}))"
    r"(?=(?:在[\u4e00-\u9fff]{2,14}?)?(?:成功|圆满|隆重|顺利)?(?:召开|举行|举办|开幕|落幕))"
)
_SHORT: Final = re.compile(
    rf"(?:{_NTH}|(?<![\u4e00-\u9fff])|(?<=[在届加赴办好为和与于]))(?![在届赴办好为和与于])[\u4e00-\u9fff]{{1,2}}(?:交会|洽会|博会)"
)
"""Fairs by their usual short names: 广交会, 进博会."""
_FESTIVAL: Final = re.compile(
    r"(?:(?<=[、,])|(?<=举办)|(?<=办好)|(?<=承办)|(?<=举行))(?P<name>[\u4e00-\u9fff]{2,10}?(?:艺术|文化|旅游|"
    r"美食|购物|音乐|电影|戏剧|书法|茶|酒|花|桃|梨|橘|樱|荷|菊|年货|采摘|丰收|民俗|动漫|读书|体育)节)"
    r"(?=[、,。;\n]|等|和|与|及)"
)
_STATED: Final = re.compile(
    r"(?:党中央|中央|全国|全省|全市|全县|全区|省委|市委|县委|区委)(?:[\u4e00-\u9fff]{0,8}?)"
    r"(?:工作会议|座谈会|两会)"
)
_VAGUE: Final = re.compile(
    r"^(?:各类|各种|一系列|系列|有关|相关|多种|大型|国内外|国际性?|重要|重大|专题|境内外|高规格|"
    r"多场|[\d一二三四五六七八九十两]+[场次个届]|一批|党委|党组)*"
    r"(?:[\u4e00-\u9fff]{0,2})(?:博览会|交易会|洽谈会|展览会|展销会|推介会|招商会|签约会|对接会|运动会|论坛|峰会|大会|"
    r"研讨会|座谈会|推进会|现场会|恳谈会|联席会议|工作会议|动员会|发布会|大赛|联赛|锦标赛)$|"
    r"[的了等]|各[省市县区类]|定期"
)

Event = tuple[int, int, str | None]
Span = tuple[int, int]


def find_events(dense: str, year: int | None, *, plan: bool = True) -> list[Event]:
    """Find what happened at a time, and meetings and fairs by their names.

    Args:
        dense: The dense text.
        year: The year of the text.
        plan: Whether the text tells what is to be done; there a time without a day opens no event.

    Returns:
        Start, end, and date as EDTF or none.
    """
    found = _dated(dense, year)
    if not plan:
        found += _timed(dense, year, sorted(span[:2] for span in found))
    named = apart([*_named(dense)])
    dated = sorted(span[:2] for span in found)
    starts = [start for start, _ in dated]
    for start, end in named:
        before = bisect_right(starts, start) - 1
        if before < 0 or start >= dated[before][1]:
            found.append((start, end, None))
    return found


def _named(dense: str) -> list[Span]:
    """Return the names of meetings, fairs and festivals."""
    spans = [match.span() for match in [*_MEETING.finditer(dense), *_FAIR.finditer(dense)]]
    for pattern in (_STATED, _SHORT):
        spans += [match.span() for match in pattern.finditer(dense)]
    for pattern in (_CALLED, _AT, _HELD, _FESTIVAL):
        for match in pattern.finditer(dense):
            if not _VAGUE.search(match["name"]):
                spans.append(match.span("name"))
    return spans


def _dated(dense: str, year: int | None) -> list[Event]:
    found = []
    for match in _EVENT.finditer(dense):
        low = (
            max(dense.rfind(mark, max(0, match.start() - 60), match.start()) for mark in ",。;\n")
            + 1
        )
        low = max(low, match.start() - 12)
        ends = [
            at for mark in "。;\n" if (at := dense.find(mark, match.end(), match.end() + 120)) >= 0
        ]
        end = min(ends, default=min(len(dense), match.end() + 60))
        comma = dense.find(",", match.end() + 4, end)
        happens = _HAPPENS.search(dense, match.end(), end)
        if (
            not happens
            or "此件" in dense[low:end]
            or re.search(r"[前起]|到期|期限|以前|之前", dense[match.end() : match.end() + 2])
        ):
            continue
        if comma > happens.end():
            end = comma
        found.append(
            (low if dense[low : match.start()].strip() else match.start(), end, _date(match, year))
        )
    return found


def _timed(dense: str, year: int | None, dated: list[Span]) -> list[Event]:
    """Return clauses that a year or a month opens and that tell of something done."""
    starts = [start for start, _ in dated]
    found: list[Event] = []
    for match in _WHEN.finditer(dense):
        stops = (dense.find(mark, match.end(), match.end() + 90) for mark in "。;\n")
        last = min(len(dense), match.end() + 60)
        stop = min((at for at in stops if at >= 0), default=last)
        comma = dense.find(",", match.end(), stop)
        end = comma if comma > match.end() + SHORTEST else stop
        done = _DONE.search(dense, match.end(), end)
        index = bisect_right(starts, end) - 1
        known = index >= 0 and dated[index][1] > match.start()
        if done and not known and not _NOT_YET.search(dense, match.end(), done.start() + 1):
            found.append((match.start(), end, _month(match, year)))
    return found


SHORTEST: Final = 4
"""A comma nearer to the time than this does not end its clause."""


def _month(match: re.Match[str], year: int | None) -> str | None:
    offset = {"去年": -1, "前年": -2}.get(match["rel"] or "", 0)
    own = int(match["y"]) if match["y"] else None if year is None else year + offset
    if own is None or match["rel"] == "同年":
        return None
    month = match["m"] or match["only"]
    return f"{own}-{int(month):02d}" if month else str(own)


def _date(match: re.Match[str], year: int | None) -> str | None:
    own = int(match["y"]) if match["y"] else year
    if own is None:
        return None
    first = f"{own}-{int(match['m']):02d}-{int(match['d']):02d}"
    if not match["d2"]:
        return first
    month = int(match["m2"] or match["m"])
    return f"{first}/{own}-{month:02d}-{int(match['d2']):02d}"
