"""Single projects that a text names; a class of projects (重点项目) is none."""

from __future__ import annotations

import re
from typing import Final

from loaders.drafting.words import apart, trim_left

__all__ = ["find_projects"]

_PROJECT: Final = re.compile(
    r"(?:(?:推进|建设|启动|开工|建成|竣工|引进|签约|实施|谋划|加快|落户|投资|完成|推动|投产|新建|"
    r"投用|抓好|做好|争取)(?:了)?(?:[\d.]+亿元的?|总投资[^,。;、]{2,14}的)?|(?<=、)|(?<=亿元的))"
    r"(?P<name>[\u4e00-\u9fffA-Za-z0-9“”()+\-.]{3,26}?(?:项目|工程|高速公路|高速|铁路|高铁|机场|"
    r"水库|电站|港区|枢纽|大桥|隧道|基地|园区))"
    r"(?:(?:[一二三四]期)?(?:工程|项目)?)(?=[,。;、\n]|等|建设|开工|投产|建成|竣工|加快|落地|和|及)"
)
_BAD_PROJECT: Final = re.compile(
    r"^(?:一批|重大|重点|各类|相关|有关|优质|民生|这些|该|本|[\d一二三四五六七八九十两]+[个批项]|"
    r"政府投资|新|好|大|小|招商|产业|建设|基础设施)?(?:重大|重点|产业|优质|招商|建设|在建|"
    r"基础设施|民生|实事|技改)*(?:项目|工程|基地|园区|枢纽|铁路|高速)$|的|[,。]|一批|等|百个|"
    r"行动|战略|计划|“[^”]*$|获批"
)


def find_projects(dense: str) -> list[tuple[int, int]]:
    """Find names of single projects; a class of projects (重点项目) is none."""
    found = [span for match in _AND_SO_ON.finditer(dense) for span in _listed_names(dense, match)]
    found += [match.span("name") for match in _LINE.finditer(dense)]
    for match in _PROJECT.finditer(dense):
        start, end = match.span("name")
        start += trim_left(match["name"])
        if not _BAD_PROJECT.search(dense[start:end]) and end - start >= 5:
            found.append((start, end))
    return apart(found)


def _listed_names(dense: str, match: re.Match[str]) -> list[tuple[int, int]]:
    """Return the names of 甲城、乙线等项目, which end at marks; classes of things are none."""
    spans = []
    at = match.start("names")
    for words in match["names"].split("、"):
        start = at + trim_left(words)
        end = at + len(words)
        at = end + 1
        name = dense[start:end]
        if len(name) >= 4 and not _BAD_PROJECT.search(name) and not _CLASS.search(name):
            spans.append((start, end))
    return spans


_AND_SO_ON: Final = re.compile(
    r"(?P<names>[\u4e00-\u9fffA-Za-z0-9“”+\-.]{4,24}(?:、[\u4e00-\u9fffA-Za-z0-9“”+\-.]{4,24}){0,6})"
    r"等(?:\d+个|一批|[一二三四五六七八九十]+个)?(?:重大|重点|标志性)?(?:产业|工业|招商|建设|"
    r"文旅|基础设施)?(?:项目|工程)"
)
_CLASS: Final = re.compile(
    r"^(?:重大|重点|一批|各类)|(?:产业|领域|行业|设施|改造|建设|方面|企业|服务|教育|医疗|养老|"
    r"住房|交通|能源|水利|环保)$"
)
_LINE: Final = re.compile(
    r"(?:^|(?<=[,。;、\n]))(?P<name>[\u4e00-\u9fff]{2,8}(?:高铁|铁路|高速公路|高速|城际|机场|"
    r"水库|大桥|隧道|特大桥))"
    r"(?=(?:全线|正式|一期|二期|主体|如期)?(?:建成|通车|开工|竣工|投用|开通|贯通|投运|动工|获批|"
    r"启动建设))"
)
