"""Limits for doing a task: 2020年6月底前, 5年内, 到2025年.

A limit is not the life of a subsidy, a relief window, or the validity of a document: where the
clause speaks of those, the draft abstains.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["deadline_in_list", "find_deadline", "is_time", "labelled_deadline", "starting_times"]

_YEAR: Final = r"(?:19|20)\d{2}年|今年|明年|本年度?|当年|20\d{2}"
_POINT: Final = (
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?:份)?(?:(?:\d{1,2}|"
    r"[一二三四五六七八九十]{1,3})日|[底末初]|[上中下]旬)?|"
    r"第?[一二三四1-4]季度(?:末|底)?|[上下]半年|年?[底末中]|年)"
)
_FULL: Final = re.compile(
    rf"(?P<full>(?:{_YEAR}){_POINT}?(?P<tail>之前|以前|前|内|止|(?=力争|完成|建成|实现|全面|基本|投入|"
    rf"竣工|出台|印发|形成|通车|投产|投用|落实|制定|编制|上线|达到|消除|创建|建立|组建|培育|新增|新建|打造))"
    rf"|(?P<feast>(?:{_YEAR})?(?:春节|元旦|五一|端午节?|国庆节?|中秋节?|元宵节?|清明节?|汛期|入汛|入冬|入夏|"
    rf"春耕|秋收|开学|全?[国省市县]?“?两会”?|采暖[季期]|供暖[季期])(?:来临|到来)?(?:之前|以前|前))"
    rf"|(?P<effort>(?:(?<=用)|(?<=通过)|(?<=经过))(?:\d{{1,2}}|[一二两三四五六七八九十])(?:[-~至到](?:\d|"
    rf"[一二两三四五六七八九十]))?年(?:左右)?的?(?:时间|努力))"
    rf"|(?P<part>(?<![\d年个])(?:{_POINT})(?:之前|以前|前)(?!半|三|瞻|沿|景|提|期|列|来|往))"
    r"|(?P<within>(?:未来)?(?:\d{1,2}|[一二两三四五六七八九十]{1,3})年(?:之内|以内|内|左右时间)|"
    r"年内|(?:十[一二三四五]五)(?:期间|末|时期))"
    rf"|(?P<until>(?:(?<=到)|(?<=至)|(?<=截至)|(?<=截止))(?:{_YEAR})(?:{_POINT})?(?P<only>[,、]|"
    rf"(?=力争|确保|实现|建成|建立|完成|全[市省县区]|基本|形成|培育|达到|打造|新增|新建|累计|引进|初步)))"
    r"|(?P<months>(?:\d{1,2}|[一二三四五六七八九十]{1,2})个月(?:之内|以内|内)|\d{1,3}(?:个工作日|"
    r"日|天)(?:之内|以内|内)))"
)
_WHOLE: Final = re.compile(
    rf"(?:到|至|于|截至)?(?:(?:{_YEAR})?[.-]?(?:{_POINT}|\d{{1,2}})?(?:之前|以前|前|内)?(?:完成)?|"
    r"长期(?:坚持|推进|任务|实施)?|持续(?:推进|实施)?|常年|年内|全年|20\d\d[-~—]+20\d\d年?|"
    r"[一二三四1-4]季度|即时|立行立改)"
)
_NOT_A_LIMIT: Final = re.compile(
    r"缴|补办|延期|延长|延至|展期|缓|期限|有效|到期|减免|免征|减征|贴息|补贴|补助|补偿|申报|申请|"
    r"享受|毕业|出生|年满|"
    r"注册|登记|成立|贷款|税|收费|费率|降费|聘期|任期|施行|起执行|执行至|印发之日|公布之日|退出|"
    r"以来|新增的|发生的|受理之|自.{0,12}之日起"
)
_NEVER: Final = re.compile(
    r"缴|补办|延期|延长|延至|展期|缓|有效|到期|减免|免征|减征|贴息|补偿|享受|毕业|出生|年满|聘期|任期|施行|"
    r"起执行|执行至|印发之日|公布之日|以来|新增的|发生的|受理之|自.{0,12}之日起|注册|登记的"
)
_DONE: Final = re.compile(
    r",?(?:要|须|应|力争|确保|全面|基本|全部|提前)*(?:完成|建成|实现|出台|制定|印发|建立|组建|形成|落实到位)"
)
"""Right behind a time, verbs that make it the limit of what follows, whatever that is."""
_SERVICE: Final = re.compile(
    r"之日|收到|接到|受理|提交|审核|审批|办结|答复|办理|疫情|解除|结束后|后$"
)
_STARTS: Final = re.compile(
    r",?(?:全面|正式|率先|尽快|陆续|逐步|同步|分批|分步|适时|力争|完成前期(?:工作)?并|要|须|应|再|先行?)*"
    r"(?:启动|开工|动工|开始|着手|起步|奠基|破土|开建|上马|部署)"
)
"""Words right behind a time by which it is when work starts, not when it ends."""
_ENDS: Final = re.compile(
    r"完成|建成|竣工|投产|投用|投入使用|见效|运营|通车|交付|验收|落成|基本|启动率|开工率"
)
_CLAUSE: Final = "。;\n!?"
_SHORT: Final = ",:"


def _clause(dense: str, start: int, end: int, low: int, high: int, marks: str) -> str:
    """Return the words around a span up to the next mark on each side."""
    left = max((dense.rfind(mark, low, start) for mark in marks), default=-1)
    rights = [at for mark in marks if (at := dense.find(mark, end, high)) >= 0]
    return dense[max(left + 1, low) : min(rights, default=high)]


def find_deadline(dense: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the first limit for doing what a task says, or none.

    Args:
        dense: The dense text.
        start: Where the task's own words start.
        end: Where they end, before its list of bodies.
    """
    best: tuple[int, int, int] | None = None
    for match in _FULL.finditer(dense, start, end):
        weight = _weight(dense, match, start, end)
        if weight and (best is None or weight > best[0]):
            best = (weight, *_trimmed(match))
    return None if best is None else best[1:]


def starting_times(dense: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of times by which something is to start, which limit nothing."""
    return [
        _trimmed(match)
        for match in _FULL.finditer(dense, start, end)
        if _starts_work(dense, match.end(), end)
    ]


_LABELLED: Final = re.compile(
    r"(?:^|(?<=[\s;。,(|]))(?:完成|办结|工作|整改|推进|实施|落实|计划完成)?(?:时限|时间|期限|"
    r"时间节点)(?:要求)?:[ |]*(?P<words>[^。;,)\n|]{2,30})",
    re.MULTILINE,
)


def labelled_deadline(dense: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of a limit behind a label (完成时限:2025年底前), or none."""
    match = _LABELLED.search(dense, start, end)
    return match.span("words") if match else None


def deadline_in_list(words: str) -> tuple[int, int] | None:
    """Return the span of a limit at the end of a list of bodies: …、乙局,6月底完成)."""
    match = _AT_END.search(words[-40:])
    if match is None or not is_time(match["words"]):
        return None
    base = max(0, len(words) - 40)
    return base + match.start("words"), base + match.end("words")


_AT_END: Final = re.compile(
    r"[,;、](?P<words>[^,;、]{2,20}?)(?:完成|办结|落实到位|见效)?[)〕\]】]?。?$"
)


def is_time(words: str) -> bool:
    """Tell whether the whole of a cell is a time: 2025年12月底, 长期坚持."""
    return len(words) >= 2 and not words.isdigit() and _WHOLE.fullmatch(words) is not None


def _trimmed(match: re.Match[str]) -> tuple[int, int]:
    first, last = match.span("full")
    if match["only"]:
        last -= len(match["only"])
    return first, last


def _starts_work(dense: str, at: int, end: int) -> bool:
    """Tell whether a time that ends at a place is when work starts: 2021年底前启动…."""
    match = _STARTS.match(dense, at, end)
    if match is None:
        return False
    stops = (stop for mark in _CLAUSE + "," if (stop := dense.find(mark, match.end(), end)) >= 0)
    return _ENDS.search(dense, match.end(), min(stops, default=end)) is None


def _weight(dense: str, match: re.Match[str], start: int, end: int) -> int:
    """Return how sure a limit is, 0 for none."""
    near = _clause(dense, match.start(), match.end(), start, end, _CLAUSE + ",")
    after = dense[match.end() : min(match.end() + 1, end)]
    done = _DONE.match(dense, match.end(), end)
    hindered = _NOT_A_LIMIT.search(near) if done is None else _NEVER.search(near)
    if hindered or after in ("的", "度") or _starts_work(dense, match.end(), end):
        return 0
    before = dense[max(start, match.start() - 6) : match.start()]
    if match["months"]:
        return 0 if _SERVICE.search(near + before) or "起" not in before else 1
    if match["within"]:
        if re.search(r"[分连续最长不超过期满近过去前超第每毕业后]$|最多$|至少$|原则上$", before):
            return 0
        return 2
    if match["until"] or match["feast"] or match["effort"]:
        return 2
    return 4 if match["tail"] in ("之前", "以前", "前") or match["part"] else 3
