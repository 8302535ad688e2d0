"""Single projects that a text names; a class of projects (重点项目) is none."""

from __future__ import annotations

import re
from typing import Final

from loaders.drafting.words import apart, starts_with_verb, trim_left, trim_verbs

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
    r"基础设施|民生|实事|技改)*(?:项目|工程|基地|园区|枢纽|铁路|高速)$|的|[,。]|一批|等|百个|各|有关|相关|补贴|补助|许可|采购|收费|审批|归并|收集|发掘|好项目|"
    r"行动|战略|计划|“[^”]*$|获批"
)

_PROGRAMME: Final = re.compile(
    r"^(?:高水平|示范性|创业|公共|重大|一批|新的?|多个)+[\u4e00-\u9fff]{0,4}(?:基地|园区|学院|项目)$|"
    r"^(?:国家|省|市|县|区|镇|村)级(?!.*[“])|^.{0,6}”工程$|"
    r"(?:人才|培养|培训|培育|引育|教育|素质|创建|惠民|文明|品牌|名师|质量|强基|振兴|领航|倍增|攻坚|提升|行动|帮扶|"
    r"志愿|科普|育苗|关爱|招聘|就业|培优|示范|专家|短期|青年)(?:项目|工程|基地)$|"
    r"(?:项目|工程|高速公路|高速|铁路|高铁|机场|水库|电站|港区|枢纽|大桥|隧道|基地|园区)[和及与]|^[\d.]+万?平方"
)
"""Programmes and classes of works that end as projects do."""


def find_projects(dense: str) -> list[tuple[int, int]]:
    """Find names of single projects; a class of projects (重点项目) is none."""
    found = [span for match in _AND_SO_ON.finditer(dense) for span in _listed_names(dense, match)]
    found += [
        span
        for match in _SITE.finditer(dense)
        for span in _listed_names(dense, match)
        if _WORKS.search(dense[slice(*span)]) and not _ANY_SITE.match(dense[slice(*span)])
    ]
    found += [
        match.span("name")
        for match in _LINE.finditer(dense)
        if not (_ANY_SITE.match(match["name"]) or starts_with_verb(match["name"]))
    ]
    for match in _PROJECT.finditer(dense):
        start, end = match.span("name")
        start += trim_left(match["name"])
        name = dense[start:end]
        if not (_BAD_PROJECT.search(name) or _PROGRAMME.search(name)) and end - start >= 5:
            found.append((start, end))
    return apart(found)


def _listed_names(dense: str, match: re.Match[str]) -> list[tuple[int, int]]:
    """Return the names of 甲城、乙线等项目, which end at marks; classes of things are none."""
    spans = []
    at = match.start("names")
    for words in re.split("[、和]", match["names"]):
        start = at + trim_verbs(words)
        end = at + len(words)
        at = end + 1
        name = dense[start:end]
        if len(name) >= SHORTEST and not _BAD_PROJECT.search(name) and not _CLASS.search(name):
            spans.append((start, end))
    return spans


SHORTEST: Final = 4
_NAME: Final = r"[\u4e00-\u9fffA-Za-z0-9“”+*—\-.]{3,24}"
_AND_SO_ON: Final = re.compile(
    rf"(?P<names>{_NAME}(?:、{_NAME}){{0,8}})"
    r"等(?:\d+[个项]|一批|一系列|[一二三四五六七八九十]+[个项大])?[\u4e00-\u9fff]{0,10}?(?:项目|工程|总部基地)"
    r"(?!经理|资本|管理|化|师|审批|库)"
)
_CLASS: Final = re.compile(
    r"^(?:重大|重点|一批|各类|[^“”]{0,3}$)|(?:产业|领域|行业|设施|改造|建设|方面|企业|服务|教育|医疗|养老|"
    r"住房|交通|能源|水利|环保|发展|升级|整治|提升|保护|治理|旅游|文化|科技|技术|装备|材料|制造|加工|物流|"
    r"经济|生态|卫生|体育|供水|供电|供气|排水|绿化|亮化|电力|通信|农业|工业|商贸|金融|信息|安全|管理|培训|"
    r"种植|养殖|安置|危房|道路|管网|停车|住宅|民生|社会事业|公共服务)$|[的等]"
)
"""Kinds of works, and words that are none."""
_LINE: Final = re.compile(
    r"(?:^|(?<=[,。;、\n]))(?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,14}?(?:高铁|铁路|高速公路|高速|城际|机场|"
    r"水库|大桥|隧道|特大桥|电站|电厂|港区|码头|枢纽|产业园|孵化园|科技园|生产线|综合体|体育馆|博物馆|"
    r"图书馆|档案馆|医院|新校区|校区|新院区|污水处理厂|地铁[一二三四五六七八九十\d]+号线|[\d一二三四五六七八九十]+号线))"
    r"(?=(?:项目|工程)?(?:全线|正式|一期|二期|主体|如期|顺利|已|先后|及早|年底|即将|建设)*(?:建成|通车|开工|竣工|投用|开通|贯通|投运|动工|"
    r"获批|启动建设|落成|封顶|投产|开建|落户|加快建设))"
)
_SITE: Final = re.compile(
    r"(?:推进|推动|加快|启动|抓好|抓紧|做好|完成|实施|开工|谋划|支持|建成|新建|续建|改扩建|扩建|建设|打造){1,3}(?:了|好)?"
    r"(?P<names>[\u4e00-\u9fffA-Za-z0-9“”+*—\-.]{3,24}(?:、[\u4e00-\u9fffA-Za-z0-9“”+*—\-.]{3,24}){0,8})"
    r"(?:开发建设|规划建设|建设|改造|迁建|扩建|开发)(?=[,。;、\n]|$|和运营|进度|步伐)"
)
_WORKS: Final = re.compile(
    r"(?:项目|工程|高速公路|高速|铁路|高铁|城际|轨道|机场|水库|电站|电厂|港区|枢纽|大桥|隧道|总部基地|产业园|"
    r"科技园|工业园|孵化器|孵化园|公园|湿地|景区|度假区|商贸中心|商务区|会展中心|体育中心|文化中心|博物馆|图书馆|"
    r"美术馆|档案馆|展示馆|体育馆|大剧院|医院|院区|校区|学校|学院|处置中心|处理厂|发电厂|变电站|码头|运河|[\d一二三四五六七八九十]号线|"
    r"综合体|[一二三四]期|实训基地|公寓|广场|新城|新区|绿道|步行街|特色街)$"
)
"""Words that end the names of works and sites which somebody builds."""
_ANY_SITE: Final = re.compile(
    r"^(?:各|所有|一批|重点|重大|基层|农村|城市|城乡|社区|乡镇|村级|县级|市级|省级|国家级?|区域性?|现代|高标准|高水平|"
    r"高品质|优质|绿色|智慧|数字|新型|公共|便民|特色|专业|综合|大型|小型|中型|标准化|产业|工业|文化|旅游|生态|"
    r"体育|物流|科技|创新|商业|口袋|山体|郊野|湿地|森林|美丽|中小学|幼儿|职业|技工|乡村|人才|医联体|三甲|"
    r"中医|中心|公立|民营|的|新)*"
    r"(?:项目|工程|高速公路|高速|铁路|高铁|机场|水库|电站|电厂|港区|枢纽|大桥|隧道|总部基地|产业园|科技园|工业园|"
    r"孵化器|孵化园|公园|湿地|景区|度假区|商贸中心|商务区|会展中心|体育中心|文化中心|博物馆|图书馆|美术馆|档案馆|展示馆|"
    r"体育馆|大剧院|医院|院区|校区|学校|学院|处置中心|处理厂|发电厂|变电站|码头|运河|综合体|[一二三四]期|实训基地|公寓|"
    r"广场|新城|新区|绿道|步行街|特色街)$"
)
