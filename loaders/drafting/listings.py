"""Names in a row that a class noun closes: 甲、乙、丙等企业; 甲市、乙县等地."""

from __future__ import annotations

import re
from typing import Final, Literal

from loaders.drafting.gazetteer import DIVISIONS
from loaders.drafting.things import starts_with_verb, trim_left

__all__ = ["listed_names"]

ListedKind = Literal["enterprise", "organisation", "place"]

_NAME: Final = r"[\u4e00-\u9fffA-Za-z0-9()*·]{2,18}"
_COUNT: Final = r"(?:\d{1,4}多?余?[家个所]|[一二三四五六七八九十两]{1,3}[家个所]|一批|多家)?"
_LIST: Final = re.compile(
    rf"(?P<names>{_NAME}(?:、{_NAME}){{0,12}})等{_COUNT}"
    r"(?:(?P<enterprise>(?:国内外|国际|知名|龙头|骨干|重点|头部|规上|规模|上市|世界500强|行业|"
    r"本土|民营|国有|"
    r"优质|领军|大型|科技)*(?:企业|公司|车企|药企|央企|厂商))|"
    r"(?P<organisation>(?:国内外|知名|重点|科研)*(?:高校|院校|科研院所|院所|研究机构))|"
    r"(?P<place>(?:主要|周边|沿线|重点|个)*(?:省份|省市|地市|城市|县市区|县市|县区|区县|乡镇|"
    r"镇街|地区|地(?!方|块|产|级|质|带|段))))"
)
_CLASS: Final = re.compile(
    r"(?:产业|行业|领域|设施|方面|企业|单位|部门|装备|产品|服务|技术|材料|能源|制造|经济|农村|"
    r"社区|乡村|学校|"
    r"医院|车站|码头|港口|市场|商场|超市|园区|景区|机关|高校|院所)$|[的了]|^(?:各|全|大|中小|小微)"
)
_INDUSTRY: Final = re.compile(
    r"(?:新型|现代|先进|高端|智能|绿色|传统|精细|生物|电子|新|数字|节能|汽车|航空|农副|文化|工业|"
    r"五金|小|微|大|中|外|民营|国有|集体|"
    r"电器|电气|信息|化工|石化|医药|制药|纺织|印染|机械|装备|建材|冶金|食品|轻工|钢铁|有色|金属|"
    r"能源|材料|光伏|物流|金融|地产|"
    r"房地产|建筑|旅游|餐饮|住宿|零售|批发|农业|林业|渔业|科技|环保|软件|服装|家具|造纸|印刷|"
    r"塑料|水暖|管业|铸造|加工|制造|"
    r"零部件|配件|软件|通信|通讯|芯片|集成电路|人工智能|机器人|电商|商务|商贸|贸易|运输|供水|"
    r"供电|供气|燃气|保险|银行|"
    r"证券|担保|设计|咨询|培训|养老|托育|家政|影视|动漫|游戏|体育|健康|冷链|仓储|珠宝|陶瓷|皮革|"
    r"包装|酿酒|种植|养殖|屠宰)+"
)
"""Words for industries: a row of them names kinds of firms."""
_PLACE: Final = re.compile(r"[\u4e00-\u9fff]{1,6}(?:省|市|县|区|州|盟|旗|镇|乡|街道|新区)")


def listed_names(dense: str) -> list[tuple[ListedKind, int, int]]:
    """Find names that stand in a row before a noun for their class."""
    found: list[tuple[ListedKind, int, int]] = []
    for match in _LIST.finditer(dense):
        kind: ListedKind = (
            "enterprise" if match["enterprise"] else "place" if match["place"] else "organisation"
        )
        if not re.search(r".[、和].", match["names"]):
            continue
        spans = _pieces(dense, match.start("names"), match["names"])
        if any(_INDUSTRY.fullmatch(dense[a:b]) or _CLASS.search(dense[a:b]) for a, b in spans):
            continue  # 电子、汽车等企业: kinds of firms, none by its name
        if kind == "place" and not any(_is_place(dense[a:b]) for a, b in spans):
            continue
        found += [(kind, start, end) for start, end in spans]
    return found


def _is_place(name: str) -> bool:
    return name in DIVISIONS or _PLACE.fullmatch(name) is not None


def _pieces(dense: str, start: int, words: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for match in re.finditer(r"[^、]+", words):
        low, high = start + match.start(), start + match.end()
        if not spans and match.start() == 0:
            low += trim_left(dense[low:high], least=2)
            function = re.match(r".*[与在对向由将把](?=..)", dense[low:high])
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
