"""Places that a text names: divisions of every level, regions, zones."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from loaders.drafting.gazetteer import KNOWN, needs_level
from loaders.drafting.things import trim_left

__all__ = ["find_places"]

_EDGE: Final = r"(?:(?<![\u4e00-\u9fff])|(?<=[由向与和及经报在对到于赴为按将以从至入驻抵含如跨距]))"
_BELOW: Final = re.compile(
    rf"{_EDGE}(?P<name>[\u4e00-\u9fff]{{1,3}}(?:自治县|县|镇|乡|街道|村))"
    r"(?![级办域])"
)
_ZONE: Final = re.compile(
    rf"(?:{_EDGE}|(?<=[市县区镇省]))(?P<name>[\u4e00-\u9fffA-Za-z]{{2,12}}?(?:经济技术开发区|高新技术产业开发区|经济开发区|高新技术开发区|工业园区|产业园区|科技园区|开发区|试验区|示范区|自贸区|保税区|"
    r"高新区|经开区|度假区|先行区|合作区|新区|风景区|风景名胜区|工业园|产业园|科技园|软件园|物流园|创业园|大道|广场|火车站|高铁站|机场))(?![\u4e00-\u9fff]*?(?:管委会|领导小组))"
)
_GENERIC: Final = re.compile(
    r"^(?:各|全|我|本|该|此|某|两|每|多|老|新|旧|小|大|古|强|中心|重点|特色|城|乡|集|建制|试点|示范|美丽|行政|自然|文明|贫困|薄弱|所有|相关|有关|"
    r"周边|附近|国家级?|省级|市级|县级|区级|现代|农业|产业|一批|一个|推进|建设|加快|支持|鼓励|国际|创新|高新|经济|工业|综合|生态|旅游|特|街|社|"
    r"打造|创建|培育|建成|构建|建立|设立|推动|深化|完善|推广|开展|实施|发展|加强|统筹|争创|启动|规划|联合|数字|智慧|绿色|低空|科技|文化|物流)+"
    r"(?:型|级|的)?[\u4e00-\u9fff]{0,3}?(?:县|镇|乡|街道|村|区|园|大道|广场|机场|火车站|高铁站)$"
)
_BAD: Final = re.compile(r"[的了等和与及、]|建设|推进|打造|一批|加快|重点|作为|成为|国家级|省级|市级|各|全[省市县镇]|城乡|乡镇|农村|乡村|新农村|小城镇")


def find_places(dense: str, solid: list[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    """Find the names of places outside longer names.

    Args:
        dense: The dense text.
        solid: Sorted spans of longer names: bodies, documents, enterprises.

    Returns:
        Start, end, and whether a list of divisions knows the name.
    """
    found: list[tuple[int, int, bool]] = []
    for match in KNOWN.finditer(dense):
        name, level = match["name"], match["level"]
        if name and needs_level(name) and not level:
            continue
        if name and not level and re.match(r"[路街道]", dense[match.end() : match.end() + 1]):
            continue
        found.append((*match.span(), True))
    for pattern in (_ZONE, _BELOW):
        for match in pattern.finditer(dense):
            start, end = match.span("name")
            start += trim_left(match["name"]) if pattern is _ZONE else 0
            name = dense[start:end]
            if not _GENERIC.search(name) and not _BAD.search(name) and len(name) > 2:
                found.append((start, end, False))
    return _longest([one for one in found if not _inside(one, solid)])


def _inside(one: tuple[int, int, bool], solid: list[tuple[int, int]]) -> bool:
    index = bisect_right(solid, (one[0], 1 << 60)) - 1
    return any(
        solid[i][0] <= one[0] and one[1] <= solid[i][1] for i in range(max(0, index - 1), index + 1)
    )


def _longest(found: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """Keep the longest of names that overlap."""
    kept: list[tuple[int, int, bool]] = []
    for one in sorted(found, key=lambda span: (span[0], -span[1])):
        if not kept or one[0] >= kept[-1][1]:
            kept.append(one)
    return kept
