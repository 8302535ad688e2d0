"""Enterprises, projects, recognitions, events and people in posts that a text names."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from loaders.drafting.bodies import ENTERPRISE_END

__all__ = [
    "POST",
    "find_enterprises",
    "find_events",
    "find_posts",
    "find_projects",
    "find_recognitions",
    "is_company",
    "starts_with_verb",
    "trim_left",
]

_EDGE: Final = (
    r"(?:(?<![\u4e00-\u9fff])|(?<=[由向与和及经对在为以如让使是的元])|(?<=引进|组织|支持|推动|"
    r"包括|依托|携手|联合|鼓励|发挥|利用|通过|其中|培育|发展|例如|比如|牵手))"
)
_COMPANY: Final = re.compile(
    rf"{_EDGE}(?P<name>(?:[\u4e00-\u9fffA-Za-z0-9·*]|"
    rf"\([\u4e00-\u9fff]{{2,6}}\)){{2,24}}?{ENTERPRISE_END})"
    r"(?![\u4e00-\u9fff]{0,12}?(?:有限公司|股份公司))(?!化|型|军|作战|成|员|制|团)"
)
_GENERIC_COMPANY: Final = re.compile(
    r"^(?:世界|全球|全国|各|所有|有关|相关|国有|民营|上市|大型|中小型?|龙头|保险|担保|平台|物业|"
    r"子|母|分|总|该|本|一家|多家|几家|两家|外资|建筑|供电|供水|燃气|旅游|投资|融资|地方|"
    r"政府|各级|物流|农业|科技|骨干|跨国|专业|家|企业|产业|农民|专业|的|城投|平台|信用|出口|基金|"
    r"证券|信托|金融|财务|租赁|小额贷款|个)+"
    rf"{ENTERPRISE_END}$"
)
_BAD_COMPANY: Final = re.compile(
    r"机构|企业(?!集团|管理|发展|服务|咨询)|[的了等]|一批|家$|企业集团$|产业集团$|若干|重点"
)
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
_AWARD: Final = re.compile(
    r"(?:授予|荣膺|摘得|捧回|创成|上榜|入围|认定为|荣获|获评|被评为|被授予|获得|喜获|入选|评为|"
    r"跻身|被认定为|被列为|列入|获批|"
    r"获)(?:了|为|首批|[\u4e00-\u9fff]{0,12}?)?"
    r"(?:“(?P<quoted>[^“”\n]{2,40})”|(?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,28}?(?:奖|称号|百强县|"
    r"百强镇|百强|示范县|示范镇|示范区|示范村|先进集体|先进单位|之乡|城市|强镇|强县|特色小镇|"
    r"名镇|名村|试点)))"
)
_EVENT: Final = re.compile(
    r"(?:(?P<y>(?:19|20)\d\d)年)?(?P<m>1[0-2]|0?[1-9])月(?P<d>[12]\d|3[01]|"
    r"0?[1-9])(?:日)?(?:[-—~至、]+(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2}))?日"
)
_HAPPENS: Final = re.compile(
    r"召开|举行|举办|印发|成立|签署|签订|启动|通过|开工|发布|揭牌|开幕|竣工|投产|合并|撤销|挂牌|"
    r"组织|调研|视察|发起|开业|奠基|获批|开通|参加|出席|开展"
)
_SURNAMES: Final = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常"
    "乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍"
    "虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇"
    "栾暴甘厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充"
    "慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公"
)
_POSTS: Final = (
    "党委书记|党组书记|党工委书记|县委书记|市委书记|区委书记|省委书记|镇长|县长|市长|区长|省长|"
    "副省长|副市长|副县长|副区长|副镇长|党支部书记|村支书|书记|副书记|主任|副主任|局长|副局长|"
    "厅长|董事长|总经理|总裁|会长|理事长|秘书长|院长|校长|主席|副主席|部长|常务副市长|常务副县长|"
    "站长|所长|行长|负责人|创始人|工程师|教授|院士|组长|副组长"
)
_POST: Final = re.compile(
    rf"(?P<body>[\u4e00-\u9fff]{{0,14}}?)(?P<post>代?(?:{_POSTS})(?:、(?:{_POSTS}))*) "
    rf"?(?P<person>[{_SURNAMES}][\u4e00-\u9fff]{{1,2}})"
    r"(?=$|[^\u4e00-\u9fff]|说|作|代表|陪同|深入|赴|来到|表示|介绍|指出|强调|任|率|出席|主持|在|"
    r"参加|同志|为|带领|等|告诉|率领|透露|坦言|认为)"
)

POST: Final = re.compile(rf"代?(?:{_POSTS})(?:、(?:{_POSTS}))*$")
"""The name of a post at the end of some words."""


def trim_left(words: str, least: int = 4) -> int:
    """Return how many characters before a name are verbs and words of function.

    Args:
        words: The name with what stands before it.
        least: How many characters a name has at least.
    """
    cut = 0
    for match in _VERBS.finditer(words):
        if len(words) - match.end() >= least:
            cut = match.end()
    function = re.match(
        r"(?:了|与|和|及|以及|在|对|由|向|将|把|被|让|为(?!民)|以|从|如|的|是|于|一批|一家)+",
        words[cut:],
    )
    return cut + (function.end() if function and len(words) - cut - function.end() >= least else 0)


_VERBS: Final = re.compile(
    r"覆盖|涵盖|推动|推进|指导|督查|检查|监督|协助|开展|建设|组织|加强|引进|引入|支持|打造|实施|"
    r"启动|完善|"
    r"调整|提升|促进|扩大|位于|"
    r"坐落|调研|攻坚|改造|打赢|吹响|注重|激发|编制|起草|共建|"
    r"规划|创建|建成|构建|建立|设立|成立|组建|扶持|规范|做强|做大|培育|依托|按照|包括|成为|作为|"
    r"通过|利用|发挥|鼓励|引导|带动|助推|落户|入驻|签约|"
    r"进入|走进|走访|考察|拜访|联合|携手|统筹|深化|全力|加快|进一步|全面|正在|聚焦|围绕|服务|"
    r"参与|投资|收购|合作(?=[\u4e00-\u9fff]{6})|分别|先后|其中|以及|还有|已有|拥有|同时|跻身|"
    r"入围|位列|荣获|跃居|列入"
)


def starts_with_verb(words: str) -> bool:
    """Tell whether words start with a verb of official prose, so that they are no name."""
    return _VERBS.match(words) is not None


def find_enterprises(dense: str) -> list[tuple[int, int]]:
    """Find names of companies in running text."""
    found = []
    for match in _COMPANY.finditer(dense):
        start, end = match.span("name")
        amount = re.match(r"[\d.]+(?:亿|万)?元?(?:的)?", match["name"])
        start += amount.end() if amount else 0
        start += trim_left(dense[start:end])
        longer = re.match(r"(?:有限责任|股份有限|股份|有限)?(?:集团|公司)+", dense[end : end + 12])
        end += longer.end() if longer else 0
        name = dense[start:end]
        if starts_with_verb(name):
            continue
        if _GENERIC_COMPANY.match(name) or _BAD_COMPANY.search(name) or len(name) < 4:
            continue
        found.append((start, end))
    return found


def is_company(name: str) -> bool:
    """Tell whether the whole of a name is that of one company, and of no class of companies."""
    return (
        len(name) >= 4
        and _ONE_COMPANY.fullmatch(name) is not None
        and not _GENERIC_COMPANY.match(name)
        and not _BAD_COMPANY.search(name)
    )


_ONE_COMPANY: Final = re.compile(rf"[\u4e00-\u9fffA-Za-z0-9()·*]{{2,30}}{ENTERPRISE_END}")


def find_projects(dense: str) -> list[tuple[int, int]]:
    """Find names of single projects; a class of projects (重点项目) is none."""
    found = [span for match in _AND_SO_ON.finditer(dense) for span in _listed_names(dense, match)]
    found += [match.span("name") for match in _LINE.finditer(dense)]
    for match in _PROJECT.finditer(dense):
        start, end = match.span("name")
        start += trim_left(match["name"])
        if not _BAD_PROJECT.search(dense[start:end]) and end - start >= 5:
            found.append((start, end))
    return _apart(found)


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


def _apart(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep the first of names that overlap."""
    kept: list[tuple[int, int]] = []
    for span in sorted(found, key=lambda one: (one[0], -one[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


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


def find_recognitions(dense: str) -> list[tuple[int, int]]:
    """Find the titles and prizes that somebody obtained, one or a row of them in quotes."""
    found = []
    for match in _AWARD.finditer(dense):
        span = match.span("quoted") if match["quoted"] else match.span("name")
        words = dense[span[0] : span[1]]
        if re.search(r"^(?:的|了)|[,。;]", words):
            continue
        found.append(span)
        more = _NEXT_QUOTED.match(dense, match.end()) if match["quoted"] else None
        while more:
            found.append(more.span("quoted"))
            more = _NEXT_QUOTED.match(dense, more.end())
    return found


_NEXT_QUOTED: Final = re.compile(r"[、和及]?“(?P<quoted>[^“”\n]{2,40})”")


_FAIR: Final = re.compile(
    r"第[一二三四五六七八九十百\d]{1,3}届[\u4e00-\u9fff“”()—\-]{1,18}?(?:博览会|论坛|大会|峰会|"
    r"运动会|交易会|洽谈会|旅游节|文化节|艺术节|电影节|大赛)"
)
_MEETING: Final = re.compile(
    r"(?:[中省市县区]|全国|中央|"
    r"党的)?第?[一二三四五六七八九十\d]{1,4}[次届](?:[一二三四五六七八九十]{1,3}次)?[\u4e00-\u9fff]{0,4}?(?:党代会|"
    r"人代会|代表大会|全会|全体会议|博览会|运动会|交易会)"
)


def find_events(dense: str, year: int | None) -> list[tuple[int, int, str | None]]:
    """Find clauses that tell what happened on a day; return span and date as EDTF."""
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
        if not happens or re.search(
            r"[前起]|到期|期限|以前|之前", dense[match.end() : match.end() + 2]
        ):
            continue
        if comma > happens.end():
            end = comma
        found.append(
            (low if dense[low : match.start()].strip() else match.start(), end, _date(match, year))
        )
    named = _apart([m.span() for m in [*_MEETING.finditer(dense), *_FAIR.finditer(dense)]])
    dated = sorted(span[:2] for span in found)
    starts = [start for start, _ in dated]
    for start, end in named:
        before = bisect_right(starts, start) - 1
        if before < 0 or start >= dated[before][1]:
            found.append((start, end, None))
    return found


def _date(match: re.Match[str], year: int | None) -> str | None:
    own = int(match["y"]) if match["y"] else year
    if own is None:
        return None
    first = f"{own}-{int(match['m']):02d}-{int(match['d']):02d}"
    if not match["d2"]:
        return first
    month = int(match["m2"] or match["m"])
    return f"{first}/{own}-{month:02d}-{int(match['d2']):02d}"


def find_posts(dense: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Find people named with their posts; return the spans of the person and of the post."""
    found = []
    for match in _POST.finditer(dense):
        person = match["person"]
        if re.search(r"[的了在和与等是会将要]|工作|负责|全面|同志", person):
            continue
        found.append((match.span("person"), match.span("post")))
    found += [(m.span("person"), m.span("post")) for m in _HEAD_OF_STATE.finditer(dense)]
    return sorted(set(found))


_HEAD_OF_STATE: Final = re.compile(
    rf"(?P<person>[{_SURNAMES}][\u4e00-\u9fff]{{2}})(?P<post>总书记|国家主席|"
    rf"总理)(?![\u4e00-\u9fff]{{0,12}}?[局办]$)"
)
