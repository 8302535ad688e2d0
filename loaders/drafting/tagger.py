"""The drafter by the tagger: bodies, places, enterprises, programmes and people, by their class.

A second opinion, not a judge: the tagger cuts unusual names of bodies in pieces and joins two
with the verb between them.  So what it says is drafted only where the form of the name, or the
words around it, say so too; and it does not read lists of bodies, numbers or tasks.  A time that
it sees is no limit for doing, so it has no say on deadlines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loaders.drafting.bodies import is_body, is_group
from loaders.drafting.firms import is_company, is_works
from loaders.drafting.model import Draft, Fact, Field, Kind
from loaders.drafting.people import POST
from loaders.drafting.places import is_class_of_places
from loaders.drafting.tagging import Word, tag
from loaders.drafting.text import Text
from loaders.drafting.titles import PROGRAMME_VERB
from loaders.drafting.words import starts_with_verb
from loaders.identity.gazetteer import DIVISIONS, KNOWN

__all__ = ["draft_by_tagger"]

Span = tuple[int, int]

_LEVELS: Final = "省市县区州盟旗镇乡"
_ROOTED: Final = re.compile(
    rf"中共|党中央|国务院|国家|中国|中央|全国|团[{_LEVELS}]|[{_LEVELS}]|"
    rf"[\u4e00-\u9fff]{{2,8}}?(?:自治区|街道|新区|开发区|示范区|合作区|试验区|园区|度假区|高新区|"
    rf"经开区|[{_LEVELS}])|" + "|".join(sorted(DIVISIONS, key=lambda name: (-len(name), name)))
)
"""How the name of a body opens: with its level, its place, or the state."""
_INSTITUTE: Final = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:大学|学院|研究院|研究所|科学院|工程院|实验室|医院|银行|分行|博物馆|"
    r"图书馆|美术馆|协会|学会|商会|联合会|基金会|工会)"
)
_SHORT: Final = re.compile(
    rf"[{_LEVELS}](?:委|政府|人大|政协|人大常委会|纪委|纪委监委)|党中央|中共中央|国务院|全国人大|"
    r"全国政协"
)
_LED: Final = re.compile(
    rf"(?:以上|以下|径向|径报|直接|统一|分别|[向请由经报与和及同])+(?=[{_LEVELS}])"
)
"""Words of function that the tagger takes into a name."""
_JOINED: Final = re.compile(r"会同|牵头|联合(?!会|国|大学|体)|配合|以及")
"""Verbs that the tagger takes into a name."""
_CLASS: Final = re.compile(
    r"(?:国家|省级|市级|县级|区级|全国|部级)*(?:重点|工程|技术|综合|高水平|职业|技师|中等|应用型|"
    r"一流)*(?:实验室|(?:工程)?"
    r"(?:技术)?(?:研究|创新)中心|企业|高校|院校|医院|学校|学院|大学|银行|部门|单位|机构|党委|政府|"
    r"委员会|法院|检察院|公安|服务|中小|党校|党组织|工会)+"
)
_ROW_END: Final = re.compile(
    r"等(?:一批|多家|[\d一二三四五六七八九十两]{1,4}[多余]?[家个])?(?:国内外|国际|知名|龙头|骨干|"
    r"重点|头部|行业|本土|民营|国有|优质|领军|大型|科技|上市|链主)*(?:企业|公司|药企|车企|央企)"
)
_FIRM_BEHIND: Final = re.compile(
    r"(?:[\u4e00-\u9fffA-Za-z0-9]{0,4}?)(?:生产线|工厂|基地|项目|总部)|下线|量产|产能|产销|产量|产值|销量|年产|"
    r"整车|汽车|芯片|电池|面板|投产|扩产|扩能|达产|增产|技改|上市|股份|集团|入驻|落户|增资|新能源|动力|智能|"
    r"[一二三四]期|研发|做[大强优]|为(?:龙头|链主|引领|核心)|(?:成功)?(?:入选|跻身|上榜)|牵头建设"
)
_FIRM_BEFORE: Final = re.compile(
    r"(?:引进|引入|签约|携手|牵手|招引|支持|依托|推动|助力|推进|扶持|对接|"
    r"(?:龙头|链主|骨干|本土|领军|知名|重点|民营|上市|科技)(?:企业|公司)|央企|车企|药企)$"
)
_FIRM: Final = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{2,12}")
_NO_FIRM: Final = re.compile(
    r"企业|产业|行业|工业|农业|服务|部门|单位|机构|学生|人员|机关|社会|[省市县区镇]$|[的了各等和与]|"
    r"项目|基地|园区|园$|工程|平台|银行|文旅|工贸|商贸|科教|农林|教育|卫生|"
    r"队$|会$|网$|联盟?$|台$|[局委厅办院校]$|^[东南西北上下中内外].$"
)
_LEVEL_END: Final = re.compile(
    rf"(?:自治区|自治州|自治县|特别行政区|街道|新区|高新区|经开区|开发区|示范区|[{_LEVELS}])$"
)
_LAND: Final = re.compile(
    r"[\u4e00-\u9fff]{1,6}(?:江|河|湖|海|山|岭|岛|湾|原|峡|流域|地区|盆地|半岛|走廊)"
)
_FACILITY: Final = re.compile(
    r"公路|铁路|公寓|园区|集聚区|大街|小区|校园|港口|车站|境外|海外|国内|国外|农村|乡村|城镇|城乡|"
    r"城市$|^公园$|^(?:历史|生态|文化|产业|工业|农业|科技|经济|旅游|商业|创新)$|全[国省市县区镇]|我[国省市县区]|中国|世界|全球|本[省市县]|社区|景区|市场|[路街号]$|\d"
)
_PARTS: Final = re.compile(
    r"[\u4e00-\u9fff]+?(?:自治区|特别行政区|省)|[\u4e00-\u9fff]{2,}?(?:自治州|市|州|盟)(?=.{2})|.+"
)
_PROGRAMME_END: Final = re.compile(r"(?:战略|规划|纲要|计划|行动|工程|行动方案|方案)$")
_NOUNS: Final = frozenset({"n", "nz", "nw", "vn", "an", "LOC", "ORG", "s", "f"})
_PLAIN: Final = re.compile(
    r"^(?:发展|建设|重大|重点|工作|相关|专项|年度|国家|总体|城市|项目|实施|民生|基础|投资|"
    r"土地|产业)*(?:战略|规划|纲要|计划|行动|工程|方案)+$"
)


def draft_by_tagger(text: Text) -> Draft:
    """Draft the names of a text by the classes of its words.

    Raises:
        CannotDraft: the extra ``tagger`` is not installed.
    """
    dense = text.dense
    words = _joined(dense, tag(dense))
    found: dict[tuple[Kind, str], Fact] = {}
    for kind, start, end in _names(dense, words):
        name = text.cut(start, end)
        fact = found.get((kind, name))
        if fact is None:
            fact = Fact(kind, text.span(start, end))
            fact.fields["name"] = Field(name, False, "found by its form alone", ("tagger",))
            found[kind, name] = fact
        fact.mentions.append(text.span(start, end))
    draft = Draft([*found.values(), *_people(text, words)], raw=text.raw)
    draft.facts.sort(key=lambda fact: (fact.span, fact.kind))
    return draft


def _joined(dense: str, words: list[Word]) -> list[Word]:
    """Join a level or a place with the body right behind it: 市 and 发改委."""
    joined: list[Word] = []
    for word in words:
        last = joined[-1] if joined else None
        if last is not None and word.tag == "ORG" and last.end == word.start:
            opening = dense[last.start : last.end]
            if last.tag == "LOC" or (len(opening) == 1 and opening in _LEVELS):
                joined[-1] = Word(last.start, word.end, "ORG")
                continue
        joined.append(word)
    return joined


def _names(dense: str, words: list[Word]) -> Iterator[tuple[Kind, int, int]]:
    rows = _rows(dense, words)
    reached = 0
    for index, word in enumerate(words):
        if word.tag == "ORG":
            yield from _organisations(dense, word)
        elif word.tag == "LOC":
            for start, end in _places(dense, words, index):
                if start >= reached:
                    reached = end
                    yield "place", start, end
        if word.tag in ("n", "vn") and _PROGRAMME_END.search(dense[word.start : word.end]):
            first = _programme(dense, words, index)
            if first is not None:
                yield "policy", first, word.end
    yield from (("enterprise", start, end) for start, end in rows)


def _organisations(dense: str, word: Word) -> Iterator[tuple[Kind, int, int]]:
    at = word.start
    for piece in _JOINED.split(dense[word.start : word.end]):
        start = dense.index(piece, at)
        at = start + len(piece)
        name = piece.strip()
        start += len(piece) - len(piece.lstrip())
        led = _LED.match(name)
        if led:
            name, start = name[led.end() :], start + led.end()
        if len(name) < 2 or _cut_off(dense, start, start + len(name)):
            continue
        if _in_group(dense, start, start + len(name)):
            continue
        if not _SHORT.fullmatch(name) and (
            is_group(name) or _CLASS.fullmatch(name) or starts_with_verb(name)
        ):
            continue
        if is_company(name) or _is_works(dense, start, start + len(name)):
            yield "enterprise", start, start + len(name)
        elif _is_rooted(name):
            yield "organisation", start, start + len(name)


def _in_group(dense: str, start: int, end: int) -> bool:
    """Tell whether a name is a piece of words for several: 各区政府, 市政府各部门."""
    before, behind = dense[max(0, start - 2) : start], dense[end : end + 2]
    return before.endswith(("各", "所有", "有关", "相关")) or behind.startswith(
        ("各", "所属", "直属", "有关", "相关")
    )


_HAN: Final = re.compile(r"(?![等和与在的及为将已])[\u4e00-\u9fff]")


def _is_works(dense: str, start: int, end: int) -> bool:
    """Tell whether a name ends there, with a word that firms have: 厂, 股份, 重工."""
    return is_works(dense[start:end]) and _HAN.match(dense, end) is None


def _cut_off(dense: str, start: int, end: int) -> bool:
    """Tell whether a name seems to go on: 市规划和 | 自然资源局, 省政府 | 办公厅."""
    before = dense[start - 1 : start]
    return (before == "和" and not _ROOTED.match(dense[start:end])) or re.match(
        r"办公|党组|分公司|支行|分行|局|厅|委(?![托派])|部(?![署分])", dense[end : end + 3]
    ) is not None


def _places(dense: str, words: list[Word], index: int) -> Iterator[Span]:
    """Return the places of one word: whole with the noun behind it, or level by level."""
    word = words[index]
    longer = _SITE.match(dense, word.end, min(len(dense), word.end + 14))
    if longer and len(dense[word.start : word.end]) >= 2:
        if not _FACILITY.search(dense[word.start : word.end]):
            yield word.start, longer.end()
        return
    parts = list(_PARTS.finditer(dense, word.start, word.end))
    for part in parts:
        name = part[0]
        if len(name) < 2 or _FACILITY.search(name) or is_class_of_places(name):
            continue
        levelled = len(name) > 2 and (_LEVEL_END.search(name) or _OWN_SITE.fullmatch(name))
        plain = len(parts) == 1 and len(name) <= 3 and _beside_places(dense, words, index)
        if KNOWN.fullmatch(name) or levelled or _LAND.fullmatch(name) or plain:
            yield part.span()


def _beside_places(dense: str, words: list[Word], index: int) -> bool:
    """Tell whether a bare name stands in a row of places, or between a preposition and a mark."""
    word = words[index]
    before, behind = dense[word.start - 1 : word.start], dense[word.end : word.end + 1]
    row = (before in ("、", "和", "与") and index > 1 and words[index - 2].tag == "LOC") or (
        behind in ("、", "和", "与") and index + 2 < len(words) and words[index + 2].tag == "LOC"
    )
    return row or (before in _TOWARDS and behind in _CLOSED)


_OWN_SITE: Final = re.compile(
    r"(?!国家|省级|市级|湿地|森林|特色|工业|产业|科技|城市|历史|文化)[\u4e00-\u9fff]{2,8}(?:公园|风景区|景区|街区|"
    r"保护区|产业园|工业园|新城|大学城|科技城|经济区|经济带|城市群|都市圈|大道|大桥|广场|小镇|古镇|古城|水库|机场|"
    r"港区|湾区)"
)
"""Names of sites that the tagger sees as one word."""
_TOWARDS: Final = tuple("在到赴从至于驻往入")
_CLOSED: Final = tuple(",。;、\n召举开设建投调考参")
_SITE: Final = re.compile(
    r"(?:(?!老旧|低效|村镇|现有|重点|特色|传统|小型|完善|建设|推进|支持|打造|培育|[要跨到至以为的和与在是将把对"
    r"向由从入各全等])[\u4e00-\u9fff]){0,6}?(?:湿地公园|森林公园|地质公园|文化公园|公园|风景区|风景名胜区|景区|度假区|"
    r"历史街区|街区|保护区|产业园|工业园|科技园|物流园|软件园|创业园|产业园区|工业园区|开发区|高新区|"
    r"经开区|工业区|新区|新城|大学城|科技城|自贸区|示范区|试验区|保税区|经济区|经济带|城市群|都市圈|"
    r"产业带|走廊|大道|大桥|广场|小镇|古镇|古城|水库|机场|火车站|高铁站|港区|码头|流域|地区|湾区)"
    r"(?![\u4e00-\u9fff]{0,6}(?:管委会|委员会|领导小组|公司|集团))"
)
"""What makes a longer name of a place, right behind it."""


def _rows(dense: str, words: list[Word]) -> list[Span]:
    """Find firms without 公司 or 集团 in their names, by their neighbours in a row."""
    found: list[Span] = []
    row: list[Word] = []
    for index, word in enumerate(words):
        if word.tag == "ORG" and row and row[-1].end == word.start and row[-1].tag == "ORG":
            row[-1] = Word(row[-1].start, word.end, "ORG")  # the tagger cuts foreign names
        elif word.tag in ("ORG", "nz") or (word.tag == "PER" and row):
            row.append(word)
        following = words[index + 1] if index + 1 < len(words) else None
        if row and (following is None or not _goes_on(dense, word, following)):
            found += _firms(dense, row)
            row = []
    return found


def _goes_on(dense: str, word: Word, following: Word) -> bool:
    """Tell whether a row of names goes on with the next word."""
    mark = dense[following.start : following.end] in ("、", "和", "与")
    if word.tag == following.tag == "ORG":
        return True
    return mark or (
        dense[word.start : word.end] in ("、", "和", "与") and following.tag in ("ORG", "nz", "PER")
    )


def _firms(dense: str, row: list[Word]) -> list[Span]:
    names = [dense[word.start : word.end] for word in row]
    last = row[-1].end
    closed = _ROW_END.match(dense, last) is not None
    firm = closed or any(
        is_company(dense[word.start : word.end]) or _is_works(dense, word.start, word.end)
        for word in row
    )
    if not firm and row[0].tag == "ORG":
        firm = _FIRM_BEHIND.match(dense, last) is not None or (
            _FIRM_BEFORE.search(dense[max(0, row[0].start - 4) : row[0].start]) is not None
        )
    bodies = [_is_rooted(name) or is_group(name) for name in names]
    if not firm and not any(bodies):
        firm = sum(word.tag == "ORG" for word in row) >= 2
    if not firm:
        return []
    several = sum(word.tag == "ORG" for word in row) >= 2 and not any(bodies)
    return [
        (word.start, word.end)
        for word, name, body in zip(row, names, bodies, strict=True)
        if _FIRM.fullmatch(name)
        and (word.tag == "ORG" or closed or several)
        and not (body or is_company(name) or _NO_FIRM.search(name))
        and not dense.startswith("企业", word.end)
    ]


def _is_rooted(name: str) -> bool:
    """Tell whether a name is a body's by its end, and opens with its level, place or college."""
    if _SHORT.fullmatch(name):
        return True
    return is_body(name) and (_ROOTED.match(name) or _INSTITUTE.match(name)) is not None


def _programme(dense: str, words: list[Word], index: int) -> int | None:
    """Return where a programme starts whose name ends at a word: nouns in a row behind a verb."""
    first = index
    while (
        first > 0
        and index - first < MOST_WORDS
        and words[first - 1].tag in _NOUNS
        and words[first - 1].end == words[first].start
    ):
        first -= 1
    start, end = words[first].start, words[index].end
    name = dense[start:end]
    if not 5 <= end - start <= LONGEST or _PLAIN.match(name) or starts_with_verb(name):
        return None
    led = PROGRAMME_VERB.search(dense[max(0, start - 6) : start]) is not None
    closed = re.match(r"[,。;、:\n)(]|和|及|与|实施|落实|$", dense[end : end + 2]) is not None
    return start if led and closed else None


MOST_WORDS: Final = 6
LONGEST: Final = 18


def _people(text: Text, words: list[Word]) -> list[Fact]:
    """Return people right behind the name of a post."""
    facts: dict[tuple[str, str], Fact] = {}
    for word in words:
        if word.tag != "PER" or not 2 <= word.end - word.start <= 4:
            continue
        post = POST.search(text.dense[max(0, word.start - 16) : word.start].rstrip())
        if post is None:
            continue
        person = text.cut(word.start, word.end)
        fact = Fact("post", text.span(word.start, word.end), mentions=[])
        fact.mentions.append(fact.span)
        fact.fields["person"] = Field(person, False, "found by its form alone", ("tagger",))
        fact.fields["post"] = Field(post[0], False, "by the words before a name", ("tagger",))
        facts.setdefault((person, post[0]), fact)
    return list(facts.values())
