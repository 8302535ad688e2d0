"""Policies: documents in 《》 or named without, and programmes and strategies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from loaders.drafting.bodies import is_body
from loaders.drafting.readers import split_bracket
from loaders.drafting.structure import Item
from loaders.drafting.words import trim_left

__all__ = ["PROGRAMME_VERB", "Title", "find_titles"]

_BOOK: Final = re.compile(r"《(?P<name>(?:[^《》\n]|《[^《》\n]{1,80}》){2,120})》")
_NUMBER: Final = re.compile(
    r"\s?[(\[](?P<number>[\u4e00-\u9fff]{2,14}[〔\[(【]?(?:19|20)\d\d[〕\])】]?(?:第)?\d{1,4}号)"
)
_NOT_POLICY: Final = re.compile(
    r"(?:报|杂志|晚报|日报|周刊|频道|新闻联播|焦点访谈|之歌|演义|合同|证书|证|执照|许可证|承诺书|"
    r"通知书|登记表|申请表|申报表)$"
)
_WORK: Final = re.compile(
    r"(?:通讯|文章|社论|评论|报道|歌曲|歌剧|舞剧|话剧|京剧|戏曲|小说|散文|诗歌?|电影|影片|电视剧|纪录片|专题片|"
    r"节目|专著|著作|一书|报告文学|图书|画册|舞蹈|节目|剧目|新编|大型[\u4e00-\u9fff]{0,4}剧)$"
)
"""What a name in 《》 is that is no policy."""
_ISSUER: Final = re.compile(r"^(?P<names>(?:中共)?[\u4e00-\u9fff、]{2,40}?)关于")
_ENDS: Final = (
    "行动计划|行动方案|工作方案|实施方案|三年行动|专项行动|计划|工程|战略|行动|规划|纲要|政策|方针"
)
_PROGRAMME: Final = r"(?:计划|工程|战略|行动|规划|纲要|政策|战役|攻坚战|活动|制度|机制|理念|思想)"
_QUOTED: Final = re.compile(
    r"“(?P<name>[^“”\n]{2,24})”(?P<behind>[\u4e00-\u9fff]{0,8}?(?:行动计划|工程|战略|行动|计划|"
    r"规划|倡议|攻坚战|大会战|保卫战|试点|活动|改革|政策|专项整治))?"
)
_QUOTED_POLICY: Final = re.compile(rf"(?:{_ENDS})$|20[2-9]\d$|(?:制造|规划|愿景)20\d\d$|倡议$")
_VERB: Final = (
    "深入实施|纵深推进|扎实推进|大力推进|统筹推进|接续实施|深入开展|扎实开展|大力开展|集中开展|出台|"
    "打好|抓好|组织实施|大力实施|全面实施|启动实施|加快实施|继续实施|持续实施|实施好?|推进|开展|"
    "启动|落实|深化|贯彻|围绕|制定|编制|推动"
)
PROGRAMME_VERB: Final = re.compile(rf"(?:{_VERB})了?[“]?$")
"""A verb that programmes stand behind, at the end of some words."""
_VERBED: Final = re.compile(
    rf"(?:{_VERB})(?:了|"
    rf"“[^”\n]{{2,40}}”)?(?P<name>[\u4e00-\u9fffA-Za-z0-9+\-]{{3,18}}?(?:行动计划|专项行动|"
    rf"三年行动|工程|战略|行动方案|(?<!联合)(?<!统一)(?<!自觉)(?<!实际)(?<!具体)(?<!救援)行动))(?=[,。;、:\n)(]|和|及|与|实施|落实|建设)"
)
_DRAFTED: Final = re.compile(
    r"(?:审议通过|讨论通过|签署|签订|印发|起草|出台|编制完成|编制|"
    r"制定)(?!实施|出台|印发)了?(?P<name>[\u4e00-\u9fffA-Za-z0-9]{4,40}?(?:工作方案|实施方案|行动方案|备忘录|"
    r"实施意见|发展规划|行动计划|合作协议|框架协议))(?=[,。;])"
)
_NEXT: Final = re.compile(
    r"[、和](?P<name>[\u4e00-\u9fffA-Za-z0-9+\-]{3,16}?(?:行动计划|专项行动|三年行动|行动|工程|战略))"
    r"(?=[,。;、\n)(]|和|及|与|等)"
)
"""The next one of a row of programmes: 实施甲行动、乙工程."""
_LAID_DOWN: Final = re.compile(
    r"(?:制定出台|制定实施|修订完善|颁布实施|出台实施|编制完成|出台|制定|修订|颁布|印发)了?"
    r"(?P<name>[\u4e00-\u9fffA-Za-z0-9“”]{4,28}?(?:条例|办法|若干措施|若干意见|若干政策|实施意见|"
    r"指导意见|行动方案|实施细则|行动计划|发展规划|总体规划|政策措施))(?=[,。;、\n]|和|及|等)"
)
"""A document that is named without 《》 behind a word that lays it down."""
_CITED: Final = re.compile(
    r"(?:(?:根据|按照|依据|依照|对照|衔接|对接|执行|贯彻)了?|"
    r"(?:修编|编制完成|编制好?|落实|实施好?)了?(?=[^,。;、\n]{4,26}(?:规划|纲要)))"
    r"(?P<name>[\u4e00-\u9fffA-Za-z0-9“”()—\-]{4,28}?(?:规划纲要|规划|纲要|条例|管理办法|若干意见|若干规定|"
    r"指导意见|实施意见|行动计划|行动方案|总体方案|实施方案))(?=[,。;、\n]|要求|编制|和|及|确定|提出|明确|规定)"
)
"""A document that is named without 《》 behind a word that goes by it."""
_CLASS: Final = re.compile(
    r"(?:各类|各项|各级|有关|相关|上级|国家|省|市|县|区|本|全|新一轮|近期|中长期|年度|五年|十年|城市|城乡|土地|"
    r"利用|空间|国土|产业|行业|区域|专项|总体|控制性|详细|修建性|发展|建设|保护|工作|具体|配套|系列|一批|"
    r"实施|布局|战略|交通|基础设施|体系|经济|社会|国民经济和|和|与|及|、|的)*"
    r"(?:规划纲要|规划|纲要|条例|管理办法|若干意见|若干规定|指导意见|实施意见|行动计划|行动方案|总体方案|"
    r"实施方案)"
)
"""Documents by their kind, none by its own name: 控制性详细规划."""
_REFORM: Final = re.compile(
    r"(?:推进|推动|深化|开展|实施|推行|完成|启动|探索|加快|抓好|融合|的|、|、和)了?"
    r"(?P<name>[\u4e00-\u9fff]{2,14}?(?:体制(?:机制)?|制度|机制|市场化|产权|事业单位|财税|金融|农村|林权|户籍|审批|"
    r"商事|国资国企|国企|供给侧结构性|综合配套|综合执法)改革)(?=[,。;、\n]|和|及|与|试点|等|取得|落地|为)"
)
_CALLED_FOR: Final = re.compile(
    r"(?:深入|全面|大力|扎实|持续|纵深|积极|统筹|接续|组织|集中)?(?:实施|开展|推进|推行|启动|深化|推广|践行)(?:了|好)?"
    r"(?:“[^”]{1,4})?$"
)
_NO_PROGRAMME: Final = re.compile(
    r"^.{1,2}$|[,。;的]|^[一不零多全].+[一见上跑办次]|.策$|审批|电商$|[A-Za-z0-9]|^“"
)
"""Words in quotes for a way of working: 一企一策, 不见面审批."""
_BEHIND: Final = re.compile(
    r"[的式型化]|(?:服务|管理|办理|模式|机制|制度|审批|登记|监管|审核|窗口|平台|系统|培训|教育|理念|原则|思路|要求|"
    r"建设|品牌|联动|经济|产业|农业|企业|问题|整治|治理|攻坚|督查|检查|评选|竞赛|采购|招标|支付|保障|关系|"
    r"一体|融合|协同|等|[0-9])"
)
"""What follows words in quotes that name no programme: “一对一”服务, “双随机”监管."""
_MANY: Final = re.compile("[,。;]|(?:、[^、]*){5}")
_EVERY_REFORM: Final = re.compile(
    r"(?:全面|深化|综合|配套|相关|重点|领域|各项|系列|关键|体制|机制|制度|农村|金融|审批|财税|的|和)*改革"
)
"""Reforms in general, and none by its own name."""
_BAD_NAME: Final = re.compile(
    r"^(?:的|重大|重点|一批|各类|相关|民生|有关|该|本|这|系列|项目|建设|政府投资|实事)|等|了|并|"
    r"以及|一批|[,。]|(?:计划|规划|方案|意见|办法|条例)[及和与、].|^[^“]{1,3}(?:、|和)"
)


@dataclass(frozen=True, slots=True)
class Title:
    """A policy that a text names; offsets are those of the dense text."""

    start: int
    end: int
    form: str
    """book (in 《》), own (the text's own title), programme, or named (a document without 《》)."""
    sure: bool
    number: tuple[int, int] | None = None
    issuers: tuple[tuple[int, int], ...] = ()


def find_titles(dense: str, items: list[Item], own: tuple[int, int] | None) -> list[Title]:
    """Find the policies that a text names."""
    found = list(_books(dense))
    if own is not None:
        found.append(Title(*own, "own", sure=True))
    found += _programmes(dense)
    for item in items:
        words = dense[item.text_start : item.title_end]
        match = re.fullmatch(
            r"(?:实施|推进|开展)?(.{3,18}(?:行动计划|专项行动|行动|工程|战略))", words
        )
        if match and not re.search(r"[,、]|项目|推进.*工程$|重点|建设工程$", words):
            start = item.text_start + match.start(1)
            found.append(Title(start, start + len(match[1]), "programme", sure=False))
    found.sort(key=lambda one: (one.start, -one.end))
    kept: list[Title] = []
    for one in found:
        if not kept or one.start >= kept[-1].end or kept[-1].form == "own":
            kept.append(one)
    return kept


_NATIONAL: Final = re.compile(
    r"“?一带一路”?(?!沿线)|西部大开发|东北振兴战略|中部崛起战略|京津冀协同发展|长江经济带发展战略|"
    r"乡村振兴战略|科教兴国战略|人才强国战略|创新驱动发展战略|可持续发展战略|区域协调发展战略|"
    r"“[一二三四五六七八九十]+五”规划(?:纲要)?"
)
"""Strategies of the state that every document may name."""


def _books(dense: str) -> Iterator[Title]:
    for match in _BOOK.finditer(dense):
        start, end = match.span("name")
        if _NOT_POLICY.search(match["name"]) or "《" in match["name"][:1]:
            continue
        if _WORK.search(dense[max(0, match.start() - 8) : match.start()]):
            continue
        number = _NUMBER.match(dense, match.end(), min(len(dense), match.end() + 60))
        yield Title(
            start,
            end,
            "book",
            True,
            number.span("number") if number else None,
            _issuers(dense, match.start(), start),
        )


def _issuers(dense: str, book: int, start: int) -> tuple[tuple[int, int], ...]:
    """Read the bodies in the name (甲市委、甲市政府关于…) or right before the book mark."""
    match = _ISSUER.match(dense[start : start + 60])
    if match:
        return _bodies(dense, start, start + match.end("names"))
    low = max(dense.rfind(mark, max(0, book - 40), book) for mark in ",。;:\n》“")
    words = dense[max(low + 1, book - 40) : book]
    verb = re.search(
        r"(?:落实|贯彻|根据|按照|执行|依据|遵照|印发|转发|下发|"
        r"出台)(?:了)?(?P<names>[\u4e00-\u9fff、和]{2,30})$",
        words,
    )
    if verb:
        return _bodies(dense, book - len(verb["names"]), book)
    return ()


def _bodies(dense: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    spans = []
    for duty in split_bracket(dense[start:end]).duties:
        for name, offset in zip(duty.names, duty.offsets, strict=True):
            if not is_body(name) and not re.fullmatch(r"国务院|党中央|中央|[省市县区]委", name):
                return ()
            spans.append((start + offset, start + offset + len(name)))
    return tuple(spans)


def _is_programme(dense: str, match: re.Match[str]) -> bool:
    """Tell whether words in quotes are a programme by the verb before them: 实施“千村示范”."""
    return (
        _CALLED_FOR.search(dense[max(0, match.start() - 8) : match.start()]) is not None
        and not _NO_PROGRAMME.search(match["name"])
        and not _BEHIND.match(dense, match.end())
    )


def _programmes(dense: str) -> Iterator[Title]:
    for match in _QUOTED.finditer(dense):
        name, behind = match["name"], match["behind"] or ""
        if _QUOTED_POLICY.search(name) and not re.search(r"[,。;]", name):
            yield Title(
                *match.span("name"),
                "programme",
                sure=bool(re.search("计划$|工程$|战略$|行动$", name)),
            )
        elif behind and behind[0] not in "等的和与" and not _MANY.search(name):
            yield Title(match.start(), match.end(), "programme", sure=False)
        elif not behind and _is_programme(dense, match):
            yield Title(*match.span("name"), "programme", sure=False)
    for match in _NATIONAL.finditer(dense):
        yield Title(*match.span(), "programme", sure=True)
    for pattern, form in (
        (_VERBED, "programme"), (_DRAFTED, "named"), (_LAID_DOWN, "named"), (_CITED, "named"),
        (_REFORM, "reform"),
    ):  # fmt: skip
        for match in pattern.finditer(dense):
            if _BAD_NAME.search(match["name"]) or _CLASS.fullmatch(match["name"]):
                continue
            start = match.start("name") + (trim_left(match["name"], 5) if form == "reform" else 0)
            if form == "reform" and _EVERY_REFORM.fullmatch(dense, start, match.end("name")):
                continue
            yield Title(start, match.end("name"), form, sure=False)
            more = _NEXT.match(dense, match.end("name")) if form == "programme" else None
            while more is not None and not _BAD_NAME.search(more["name"]):
                yield Title(*more.span("name"), form, sure=False)
                more = _NEXT.match(dense, more.end("name"))
