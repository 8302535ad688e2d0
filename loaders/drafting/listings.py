"""Names in a row that a class noun closes: 甲、乙、丙等企业; 甲市、乙县等地; 甲、乙等部门."""

from __future__ import annotations

import re
from typing import Final, Literal

from loaders.drafting.bodies import is_body, is_group
from loaders.drafting.firms import is_company, is_kind_of_firm, is_works
from loaders.drafting.words import starts_with_verb, trim_left
from loaders.identity.gazetteer import DIVISIONS, counties

__all__ = ["listed_names"]

ListedKind = Literal["enterprise", "organisation", "place"]

_NAME: Final = r"[\u4e00-\u9fffA-Za-z0-9()*·]{2,18}"
_COUNT: Final = r"(?:\d{1,4}多?余?[家个所]|[一二三四五六七八九十两]{1,3}[家个所]|一批|多家)?"
_LIST: Final = re.compile(
    rf"(?P<names>{_NAME}(?:、{_NAME}){{0,12}})等(?P<count>{_COUNT})"
    r"(?:(?P<enterprise>(?:国内外|国际|国内|知名|龙头|骨干|重点|头部|规上|规模|上市|世界500强|行业|"
    r"本土|民营|国有|优质|领军|大型|科技|链主|外资|高端)*"
    r"(?:企业|公司|集团|车企|药企|央企|国企|民企|厂商|巨头|上市公司|世界500强))|"
    r"(?P<works>[\u4e00-\u9fff]{1,3}厂(?!房|区|家|矿))|"
    r"(?P<organisation>(?:国内外|知名|重点|科研)*(?:高校|院校|科研院所|院所|研究机构))|"
    r"(?P<department>(?:有关|相关|职能|市级|县级|区级|省级|市直|县直|多|责任|牵头)*(?:部门|委办局|单位))|"
    r"(?P<place>(?:主要|周边|沿线|重点|个)*(?:省份|省市|地市|城市|县市区|县市|县区|区县|乡镇|"
    r"镇街|地区|地(?!方|块|产|级|质|带|段)))|"
    r"(?P<described>[\u4e00-\u9fffA-Za-z0-9]{2,14}的(?:企业|公司))|"
    r"(?P<counted>[\u4e00-\u9fffA-Za-z0-9]{2,10}?(?:企业|公司|500强)))"
)
_CLASS: Final = re.compile(
    r"(?:产业|行业|领域|设施|方面|企业|单位|部门|装备|产品|服务|技术|制造|经济|农村|"
    r"社区|乡村|学校|"
    r"医院|车站|码头|港口|市场|商场|超市|园区|景区|机关|高校|院所)$|[的了]|^(?:各|全|中小|小微|大(?:中|型|小|企业|$))"
)
_DEPARTMENT: Final = re.compile(
    r"(?:发改委?|发展改革|财政|公安|教育|科技|工信|民政|司法|人社|人力社保|自然资源|国土(?:资源)?|规划|"
    r"生态环境|环保|住建|建设|城管|城建|交通(?:运输)?|水利|水务|农业(?:农村)?|林业|商务|文旅|文化|旅游|"
    r"卫健|卫生|应急(?:管理)?|安监|审计|统计|税务|国税|地税|市场监管|工商|质监|食药监|医保|金融|国资|信访|"
    r"气象|海关|消防|电力|供电|通信|经信|经贸|外经贸|海洋|渔业|粮食|物价|体育|广电|组织|宣传|统战|政法|"
    r"纪检|监察|编办|团委|妇联|工会|残联|科协|人武|综治|扶贫|乡村振兴)(?:局|委|办|部)?"
)
"""Departments of local government by the short names that prose gives them."""
_PLACE: Final = re.compile(r"[\u4e00-\u9fff]{1,6}(?:省|市|县|区|州|盟|旗|镇|乡|街道|新区)")


def listed_names(dense: str) -> list[tuple[ListedKind, int, int]]:
    """Find names that stand in a row before a noun for their class."""
    found: list[tuple[ListedKind, int, int]] = []
    for match in _LIST.finditer(dense):
        if not re.search(r".[、和].", match["names"]):
            continue
        kind, spans = _kind_of(match), _pieces(dense, match.start("names"), match["names"])
        if match["department"]:
            spans = _departments(dense, spans)
        names = [dense[a:b] for a, b in spans]
        if kind is None or not names or not _fits(match, kind, names):
            continue
        found += [(kind, start, end) for start, end in spans]
    return found


def _departments(dense: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Drop the words before the first department of a row: 抽调发改 of 抽调发改、财政等部门."""
    if not spans:
        return spans
    start, end = spans[0]
    low = next((at for at in range(start, end) if _DEPARTMENT.fullmatch(dense, at, end)), start)
    return [(low, end), *spans[1:]]


def _kind_of(match: re.Match[str]) -> ListedKind | None:
    if match["place"]:
        return "place"
    if match["organisation"] or match["department"]:
        return "organisation"
    return "enterprise"


def _fits(match: re.Match[str], kind: ListedKind, names: list[str]) -> bool:
    """Tell whether the names of a row are single things of the class that closes it."""
    if match["department"]:
        short = [_DEPARTMENT.fullmatch(name) is not None for name in names]
        whole = [is_body(name) and not is_group(name) for name in names]
        return all(map(any, zip(short, whole, strict=True)))
    if any(is_kind_of_firm(name) or _CLASS.search(name) for name in names):
        return False  # 电子、汽车等企业: kinds of firms, none by its name
    if kind == "place":
        return any(_is_place(name) for name in names)
    kind_of = (match["counted"] or "").removesuffix("企业").removesuffix("公司")
    if kind_of and is_kind_of_firm(kind_of) and all(len(name) <= SHORT for name in names):
        return True  # 甲、乙等光伏企业
    if match["described"] or match["counted"]:
        return any(is_company(name) or is_works(name) for name in names)
    return True


SHORT: Final = 6
"""Short names of firms are no longer."""


def _is_place(name: str) -> bool:
    return name in DIVISIONS or name in counties() or _PLACE.fullmatch(name) is not None


def _pieces(dense: str, start: int, words: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for match in re.finditer(r"[^、]+", words):
        low, high = start + match.start(), start + match.end()
        if not spans and match.start() == 0:
            low += trim_left(dense[low:high], least=2)
            function = re.match(r".*(?:[与在对向由将把]|[境域区]内|其中)(?=..)", dense[low:high])
            low += function.end() if function else 0
        name = dense[low:high]
        if "和" in name[1:-1] and len(name) > 4:  # 甲和乙, at the end of a row
            cut = low + name.index("和", 1)
            parts = [(low, cut), (cut + 1, high)]
        else:
            parts = [(low, high)]
        spans += [span for span in parts if _is_name(dense[span[0] : span[1]])]
    return spans


def _is_name(name: str) -> bool:
    return len(name) >= 2 and not starts_with_verb(name)
