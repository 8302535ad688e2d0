"""Enterprises that a text names: by the end of the name, by a row of firms, by what firms do."""

from __future__ import annotations

import re
from typing import Final

from loaders.drafting.bodies import ENTERPRISE_END, is_body, is_enterprise
from loaders.drafting.words import starts_with_verb, trim_left

__all__ = ["TRADE", "find_enterprises", "is_company", "is_kind_of_firm", "is_works"]

_EDGE: Final = (
    r"(?:(?<![\u4e00-\u9fff])|(?<=[由向与和及经对在为以如让使是的元])|(?<=引进|组织|支持|推动|"
    r"包括|依托|携手|联合|鼓励|发挥|利用|通过|其中|培育|发展|例如|比如|牵手|企业|公司))"
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
    r"机构|企业(?!集团|管理|发展|服务|咨询)|[的了等]|一批|家$|企业集团$|产业集团$|若干|重点|政府|两级|^其|[及和与]"
)
_BESIDE_CLASS: Final = re.compile(
    r"(?:(?:骨干|龙头|链主|重点|知名|本土|领军|民营|上市|优质)+企业|上市公司)(?=.{4})"
)
"""What stands right before the name of a firm and says of what class it is."""
_ONE_COMPANY: Final = re.compile(rf"[\u4e00-\u9fffA-Za-z0-9()·*]{{2,30}}{ENTERPRISE_END}")
TRADE: Final = (
    "股份|控股|实业|药业|制药|医药|重工|酒业|乳业|矿业|铜业|铝业|纸业|盐业|水务|置业|集团|钢铁|机电|"
    "光电|电气|电器|电子|电缆|电力|热电|金属|照明|新材料?|新能源|能源|石化|化工|水泥|玻璃|纺织|服饰|"
    "食品|生物|通信|软件|科技|智能|装备|机械|精密|汽车|航空|航天|影视|传媒|物流|商贸|百货|光伏|"
    "半导体|微电子|材料"
)
"""Words that end the short names of firms: what they make or deal in, and what form they have."""
_WORKS: Final = re.compile(rf"[\u4e00-\u9fffA-Za-z0-9]{{2,8}}?(?:厂|{TRADE})")
_HOTEL: Final = re.compile(
    r"(?:^|(?<=[,。;、:\n]))(?P<name>[\u4e00-\u9fff]{2,6}?(?:国际|商务|开元|度假)?大?(?:酒店|宾馆))"
    r"(?=成功|正式|建成|开业|创建|通过|获|被|、|和|等)"
)
_GOODS: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}(?:产业|行业|领域|高|新|现代|数字|绿色|农业|金融|海洋|航天|国防|先进|"
    r"污水处理|垃圾|发电|自来水|加工|大型|小|老|一批))+[\u4e00-\u9fff]{0,4}"
)
_KIND: Final = re.compile(
    r"(?:新型|现代|先进|高端|智能|绿色|传统|精细|生物|电子|新|数字|节能|汽车|航空|航天|农副|文化|"
    r"工业|五金|小|微|大|中|外|民营|国有|集体|高|精密|基础|特色|优势|主导|新兴|战略性|清洁|可再生|"
    r"电器|电气|信息|化工|石化|医药|制药|纺织|印染|机械|装备|建材|冶金|食品|轻工|钢铁|有色|金属|"
    r"能源|材料|光伏|物流|金融|地产|房地产|建筑|旅游|餐饮|住宿|零售|批发|农业|林业|渔业|科技|环保|"
    r"软件|服装|服饰|家具|造纸|印刷|塑料|铸造|加工|制造|零部件|配件|通信|通讯|芯片|集成电路|半导体|"
    r"人工智能|机器人|电商|商务|商贸|贸易|运输|供水|供电|供气|燃气|保险|银行|证券|担保|设计|咨询|"
    r"培训|养老|托育|家政|影视|动漫|游戏|体育|健康|冷链|仓储|珠宝|陶瓷|皮革|包装|酿酒|种植|养殖|"
    r"屠宰|电力|煤炭|煤|油气|石油|天然气|风电|核电|水电|水泥|玻璃|电缆|照明|家电|家居|玩具|百货|"
    r"矿业|水务|传媒|出版|航运|高新技术|高新|专精特新|小巨人|瞪羚|独角兽|科技型|创新型|规上|限上|"
    r"规模以上|上市|外贸|内资|外资|台资|港资|劳动密集型|出口|进口|重点|骨干|龙头|成长型|初创|初创型|"
    r"新材料?|新能源|数字经济|低空经济|互联网|大数据|云计算|区块链|平台|农产品|水产|畜牧|"
    r"管业|水暖|业|类|型|性|及|与|和)+"
)
"""Words for industries and for classes of firms: a row of them names kinds of firms."""
_LISTED: Final = re.compile(
    r"(?:(?<=[,。;、“\n])|(?<=推动|支持|助力|实现))(?P<name>[\u4e00-\u9fffA-Za-z0-9]{2,6}?)"
    r"(?=(?:成功|正式|顺利|先后|相继)?(?:在(?:[\u4e00-\u9fff]{2,5})?)?(?:登陆|挂牌上市|主板上市|"
    r"敲钟|首发上市)(?:科创板|创业板|北交所|港交所|新三板|主板|A股|,|。|;|、))"
)
_ONE: Final = r"[\u4e00-\u9fffA-Za-z0-9()·]{2,10}"
_RANKED: Final = re.compile(
    rf"(?:(?<=[,。;:\n])|(?<=支持|推动|助力|其中))(?P<names>{_ONE}?(?:、{_ONE}?){{0,7}}?)等?(?:\d{{1,3}}[家户个]企业)?"
    r"(?:成功|连续|首次|再次|同时|双双|分别|新|顺利|[一二三四五六七八九十\d]{1,2}年|蝉联)*(?:入围|入选|跻身|上榜|进入|位列|登上|"
    r"荣登|登陆|成为|晋升)(?:[\d一二三四五六七八九十]{0,4}年?)?(?:财富|福布斯|胡润|国家级?|全国|全球|世界|中国|民营企业?|制造业|首批|新晋)*"
    r"(?:企业|制造业|民营企业|民企)?(?:500强|百强企业|独角兽|A股|科创板|创业板|北交所|港交所|专精特新|单项冠军|小巨人)"
)
_PARTNERS: Final = re.compile(
    rf"(?<=[与同和])(?P<names>{_ONE}?(?:、{_ONE}?){{0,7}}?)(?:等(?:\d{{1,3}}[家户个])?(?:企业|公司|央企|单位)?)?"
    r"(?:签署|签订|达成|深化|开展)(?:了|\d+[项个份])?(?:全面|深度|新一轮|战略|投资|框架)*合作"
)
"""Whom an agreement is made with; governments and colleges are no firms."""
_LED: Final = re.compile(
    r"(?:引进|引入|签约|携手|牵手|招引|依托|支持|骨干企业|龙头企业|链主企业|上市公司|本土企业|"
    r"知名企业|企业|公司)"
    rf"(?P<name>[\u4e00-\u9fffA-Za-z0-9]{{2,6}}?(?:{TRADE}))(?=[,。;、]|和|与|等|两大|"
    r"(?:成功|正式)?(?:上市|入选|获|投产|落户))"
)


def find_enterprises(dense: str) -> list[tuple[int, int]]:
    """Find names of companies in running text."""
    found = []
    for match in _COMPANY.finditer(dense):
        start, end = match.span("name")
        amount = re.match(r"[\d.]+(?:亿|万)?元?(?:的)?", match["name"])
        start += amount.end() if amount else 0
        start = max(start, dense.rfind("的", start, end) + 1)
        start += trim_left(dense[start:end])
        class_noun = _BESIDE_CLASS.match(dense, start, end)
        start = class_noun.end() if class_noun else start
        longer = re.match(r"(?:有限责任|股份有限|股份|有限)?(?:集团|公司)+", dense[end : end + 12])
        end += longer.end() if longer else 0
        name = dense[start:end]
        if starts_with_verb(name):
            continue
        if _GENERIC_COMPANY.match(name) or _BAD_COMPANY.search(name) or len(name) < 4:
            continue
        found.append((start, end))
    for pattern in (_RANKED, _PARTNERS):
        for match in pattern.finditer(dense):
            found += _row(dense, *match.span("names"))
    for pattern in (_LED, _LISTED, _HOTEL):
        for match in pattern.finditer(dense):
            name = match["name"]
            if not (is_kind_of_firm(name) or starts_with_verb(name) or _NO_NAME.search(name)):
                found.append(match.span("name"))
    return found


def _row(dense: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the names of a row; none where one of them is no single firm."""
    spans = [
        (start + m.start(), start + m.end()) for m in re.finditer("[^、和]+", dense[start:end])
    ]
    names = [dense[a:b] for a, b in spans]
    bad = any(
        is_kind_of_firm(name) or starts_with_verb(name) or _NO_NAME.search(name)
        or (is_body(name) and not is_enterprise(name)) or _NO_PARTNER.search(name)
        for name in names
    )  # fmt: skip
    return [] if bad or any(end - start < 2 for start, end in spans) else spans


_NO_PARTNER: Final = re.compile(
    r"[省市县区州国盟镇乡村]$|政府|大学|学院|高校|院校|院所|研究|部门|机构|单位|医院|协会|项目|产业|地区|国家|"
    r"斯坦$|东盟|欧盟|联盟|周边|[\d一二三四五六七八九十]+[家户个名项]|园$|银行$|板块|产品|品牌|技术|"
    r"基地|平台|学校|[东南西北中]部"
)
_NO_NAME: Final = re.compile(
    r"[的了等各其该本我和与是在有将被已年月日]|^(?:一批|多家|数家|全[省市县区]|更多|优质|企业|"
    r"[一二三四五六七八九十两\d])|星级|[省市县区]级|企业|公司$|项目$|产业$"
)


def is_company(name: str) -> bool:
    """Tell whether the whole of a name is that of one company, and of no class of companies."""
    return (
        len(name) >= 4
        and _ONE_COMPANY.fullmatch(name) is not None
        and not _GENERIC_COMPANY.match(name)
        and not _BAD_COMPANY.search(name)
    )


def is_works(name: str) -> bool:
    """Tell whether a name ends with a word that firms have: 厂, 股份, 重工."""
    return (
        _WORKS.fullmatch(name) is not None
        and _GOODS.fullmatch(name) is None
        and not is_kind_of_firm(name)
    )


def is_kind_of_firm(name: str) -> bool:
    """Tell whether a name is that of an industry or of a class of firms: 电子, 专精特新."""
    return _KIND.fullmatch(name) is not None
