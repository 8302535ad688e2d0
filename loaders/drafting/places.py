"""Places that a text names: divisions of every level, regions, zones."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import Final

from loaders.drafting.words import starts_with_verb, trim_left
from loaders.identity.gazetteer import DIVISIONS, KNOWN, counties, needs_level, stem_of

__all__ = ["find_places", "is_class_of_places"]

Span = tuple[int, int]

_EDGE: Final = r"(?:(?<![\u4e00-\u9fff])|(?<=[由向与和及经报在对到于赴为按将以从至入驻抵含如跨距]))"
_BELOW: Final = re.compile(
    r"(?=(?P<stem>[\u4e00-\u9fff]{2,4}?)(?P<level>自治县|县|镇|乡|街道|村|社区|"
    r"区)(?![级办域块间]|位(?![于居列处])))"
)
_HARD: Final = re.compile(r"[^\u4e00-\u9fff]|[由向与和及经报在对到于赴为从至距]")
_NO_STEM: Final = re.compile(
    r"[的了在与和及对为以各全每个两三这该本我其等到将被把从让使有是之所不更最都也可向由经报按至及赴于入驻日月年亩座条个家扩]|"
    r"^(?:.?特色|美丽|重点|中心|自然|行政|建制|文明|贫困|"
    r"薄弱|示范|试点|先进|强|新型|现代|传统|历史|文化|旅游|工业|农业|商业|居民|住宅|老旧|智慧|"
    r"城市|城乡|乡|农|山|库|林|景|灾|牧|郊|市|园|特|小|大|古|老|新|城|镇|村|街|社|校|厂|矿|社会|"
    r"省市|市县|县乡|所辖|下辖|周边|相关|有关|沿线|经济|开发|高新|综合|生态|保护|试验|产业|创新|"
    r"物流|科技|功能|核心|优势|集聚|服务|合作|保税|发达|欠发达|少数|民族|沿海|内陆|欠|山)+$"
    r"|(?:小|城|园|中心|特色|示范|开发|高新|工业|产业|试验|功能|核心|保税|合作|度假|集聚|服务|景|"
    r"社|山|库|灾|市|郊|辖|地|城镇|乡|管理|先行|老城|规划|建成|城市|园中|城中|街|强|名|重|集|"
    r"生态|省|市|县|居住|[立兴强富建治美活])$"
    r"|^[一二三四五六七八九十两].?[一二三四五六七八九十两]|^(?:推进|加快|建设|打造|实施|开展|加强|完善|支持|培育|创建|发展|促进|提升|组织|成立|扶持|"
    r"鼓励|引导|做好|抓好|形成|建立|推动|构建|攻坚|负责|牵头|配合|位于|来自|发起|提高|注重|激发|"
    r"改造|确保|协同|进[农社企园校]|棚户)"
)
_ZONE: Final = re.compile(
    rf"(?:{_EDGE}|(?<=[市县区镇省]))(?P<name>[\u4e00-\u9fffA-Za-z]{{2,12}}?(?:经济技术开发区|"
    rf"高新技术产业开发区|经济开发区|高新技术开发区|工业园区|产业园区|科技园区|开发区|试验区|"
    rf"示范区|自贸区|保税区|"
    r"高新区|经开区|度假区|先行区|合作区|新区|风景区|风景名胜区|工业园|产业园|科技园|软件园|"
    r"物流园|创业园|大道|广场|火车站|高铁站|机场|经济区|经济带|产业带|都市圈|城市群|小镇|古镇|古城|新城|湿地公园|"
    r"森林公园|城市公园|公园|景区|工业区|组团|走廊|大桥|街区|水库|运河|码头|港区))(?![\u4e00-\u9fff]{0,12}?(?:管委会|领导小组))"
)
_GENERIC: Final = re.compile(
    r"^(?:各|全|我|本|该|此|某|两|每|多|老|新|旧|小|大|古|强|中心|重点|特色|城|乡|集|建制|试点|"
    r"示范|美丽|行政|自然|文明|贫困|薄弱|所有|相关|有关|"
    r"周边|附近|国家级?|省级|市级|县级|区级|镇级|乡级|村级|现代|农业|产业|一批|一个|推进|建设|加快|支持|鼓励|"
    r"国际|创新|高新|经济|工业|综合|生态|旅游|特|街|社|"
    r"打造|创建|培育|建成|构建|建立|设立|推动|深化|完善|推广|开展|实施|发展|加强|统筹|争创|启动|"
    r"规划|联合|数字|智慧|绿色|低空|科技|文化|物流)+"
    r"(?:型|级|的)?[\u4e00-\u9fff]{0,3}?(?:县|镇|乡|街道|村|区|园|大道|广场|机场|火车站|高铁站)$"
)
_BAD: Final = re.compile(
    r"[的了等和与及、]|建设|推进|打造|一批|加快|重点|作为|成为|国家级|省级|市级|各|全[省市县镇]|"
    r"城乡|乡镇|农村|乡村|新农村|小城镇"
)


_ONE_ZONE: Final = re.compile(
    r"(?!文明|先行|引领|样板|优质|标准|一体|循环|国家|产城|城乡|高质量|乡村|共同|改革|开放|核心|"
    r"临空|综合)"
    r"[\u4e00-\u9fff]{2,4}(?:新区|高新区|经开区|自贸区|示范区|机场)"
)
"""Zones whose name is short and plain enough to be found where it stands once."""


def is_class_of_places(name: str) -> bool:
    """Tell whether a name means places of a kind (重点镇, 产业园区) and no single one."""
    stem = re.sub(r"(?:自治县|县|镇|乡|街道|村|社区|区)$", "", name)
    short = stem != name and len(stem) <= LONGEST_STEM
    return bool(_GENERIC.search(name) or _BAD.search(name) or (short and _NO_STEM.search(stem)))


LONGEST_STEM: Final = 4


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
        if match["region"] and dense[match.start() - 1 : match.start()] in ("有", "相"):
            continue  # 有关中小企业
        if name and needs_level(name) and not level:
            continue
        if name and not level and re.match(r"[路街道]", dense[match.end() : match.end() + 1]):
            continue
        found.append((*match.span(), True))
    known = sorted((start, end) for start, end, _ in found)
    here = [*_counties(dense), *_in_rows(dense, known)]
    found += [(start, end, True) for start, end in here]
    local = sorted({*_local(dense), *here})
    found += _zones(dense, local)
    found += [(start, end, False) for start, end in local]
    found += [(start, end, False) for start, end in _land(dense)]
    return _longest([one for one in found if not _inside(one, solid)])


def _counties(dense: str) -> list[Span]:
    """Find counties and districts that the gazetteer knows, with the word for their level."""
    known = counties()
    spans = []
    for match in _COUNTY_LEVEL.finditer(dense) if known else ():
        end = match.end()
        for size in range(LONGEST_COUNTY, 2, -1):
            name = dense[max(0, end - size) : end]
            if name in known and not _NO_STEM.search(name[: -len(match[0])]):
                spans.append((end - len(name), end))
                break
    return spans


def _in_rows(dense: str, known: list[Span]) -> list[Span]:
    """Find counties named without their level: in a row of places, or by a word of where.

    Most of their names are words as well, so a province of the text has to hold such a one.
    """
    names = counties()
    if not names:
        return []
    provinces = {word for start, end in known if (word := stem_of(dense[start:end])) in DIVISIONS}
    spans = []
    for match in _ROW_PART.finditer(dense):
        name = match["name"]
        if name not in names or _NO_STEM.search(name):
            continue
        at, end = match.span("name")
        row = match["left"] in ("、", "和", "与") or match["right"] in ("、", "和", "与")
        around = (dense[max(0, at - 12) : at], dense[end : end + 12])
        beside = row and any(_names_place(words, names) for words in around)
        if beside or (match["left"] in _WHERE and names[name] & provinces):
            spans.append(match.span("name"))
    return spans


def _names_place(words: str, names: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether one of the next names in a row is that of a county or a prefecture."""
    parts = [part for part in re.split("[^\u4e00-\u9fff]|[和与]", words) if part]
    return any(part in names or part in DIVISIONS for part in parts)


_ABOVE: Final = re.compile(r"(?:[\u4e00-\u9fff]{2,4}?(?:省|市|县|区|镇|乡|街道))+")
"""The places, with their levels, in which a zone or site lies."""
LEAST_SITE: Final = 5
_COUNTY_LEVEL: Final = re.compile(r"自治县|自治旗|[县旗]|市(?![场民值容辖区])|区(?![域划间块位级])")
LONGEST_COUNTY: Final = 12
_ROW_PART: Final = re.compile(
    r"(?P<left>[、和与在到赴至从位于抵连接邻距往])"
    r"(?P<name>[\u4e00-\u9fff]{2,3})(?=(?P<right>[、和与,。;]|等|召|举|开|设|建|投|调|考))"
)
_WHERE: Final = tuple("在到赴至从于抵连接邻距往")
_LAND_NAME: Final = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[由向与和及经对在到于赴为以从至抵含如跨距、]))"
    r"(?P<name>(?:[\u4e00-\u9fff]{1,4}?(?:江|河|湖|海|山|岭|岛|湾|峡)(?![区域口岸水面景滨畔南北东西边头]))|\d{1,3}(?:国道|省道))"
    r"(?=[、,。;\n]|和|与|及|等|流域|沿线|沿岸|两岸)"
)
_NO_LAND: Final = re.compile(
    r"^(?:.?[连接邻靠倚濒望]|[各大小全本我该两每治护清禁开封登爬上下出入过内外城滨沿临靠跨引调补南北东西高青绿荒火矿金银冰雪假]|"
    r"一江|母亲|绿水|青山|荒山|秃山|矿山|江|河|湖|海|山|大好)*(?:江|河|湖|海|山|岭|岛|湾|峡)$|[的了]"
)


def _land(dense: str) -> list[Span]:
    """Find mountains and waters between marks, and numbered roads."""
    spans = []
    for match in _LAND_NAME.finditer(dense):
        verb = _KEEPING.match(match["name"])
        start = match.start("name") + (verb.end() if verb else 0)
        name = dense[start : match.end("name")]
        if len(name) > 1 and not (_NO_LAND.search(name) or starts_with_verb(name)):
            spans.append((start, match.end("name")))
    return spans


_KEEPING: Final = re.compile("保护|治理|守护|整治|开发|利用|修复|绿化|美化|打造|建设")


def _zones(dense: str, local: list[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    """Find zones and parks that are named twice, or that bear the name of a place."""
    spots = {dense[start:end] for start, end in local}
    seen: dict[str, list[tuple[int, int]]] = {}
    alone: set[str] = set()
    for match in _ZONE.finditer(dense):
        start, end = match.span("name")
        start += trim_left(match["name"])
        above = _ABOVE.match(dense, start, end)
        if above and _GENERIC.search(dense[above.end() : end]):
            continue  # 甲市特色小镇: a kind of them, in a place
        if above and end - above.end() >= LEAST_SITE:
            start = above.end()
        name = dense[start:end]
        if name[0] in "亩个家座条处项":
            continue
        if not _GENERIC.search(name) and not _BAD.search(name) and len(name) > 2:
            seen.setdefault(name, []).append((start, end))
            if _ONE_ZONE.fullmatch(name) and start == match.start("name"):
                alone.add(name)
    return [
        (*span, False)
        for name, spans in seen.items()
        if len(spans) > 1
        or name in alone
        or KNOWN.match(name)
        or any(name[:size] in spots for size in range(2, 7))
        for span in spans
    ]


def _local(dense: str) -> list[tuple[int, int]]:
    """Find counties, towns and villages by what stands left of them.

    A name is what stays the same while its left neighbours change; a name that stands once needs
    a mark or a word of function on its left.  The bare name of a place that was found with the
    word for its level (店口 of 店口镇 in a text on it) is found too.
    """
    seen: dict[str, list[int]] = {}
    lefts: dict[str, set[str]] = {}
    for match in _BELOW.finditer(dense):
        stem = match["stem"]
        if _NO_STEM.search(stem) or len(stem) > 3 or starts_with_verb(stem):
            continue
        at = match.start()
        left = dense[at - 1 : at] if at else ""
        name = stem + match["level"]
        seen.setdefault(name, []).append(at)
        lefts.setdefault(name, set()).add("" if not left or _HARD.match(left) else left)
    names = {
        name
        for name, left in lefts.items()
        if len(left) >= 3 or (len(left) >= 2 and "" in left) or left == {""}
    }
    names = {name for name in names if not any(name[cut:] in names for cut in (1, 2))}
    spans = [(at, at + len(name)) for name in names for at in seen[name]]
    stems = sorted(
        {
            re.sub(r"(?:自治县|县|镇|乡|街道|村|社区|区)$", "", name)
            for name in names
            if len(seen[name]) > 1
        }
    )
    known = set(stems)
    spans += [
        (at, at + size)
        for size in {len(stem) for stem in stems}
        for at in range(len(dense) - size + 1)
        if dense[at : at + size] in known
    ]
    return spans


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
