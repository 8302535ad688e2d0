"""Words by which a field is read in the text with certainty, or by which it cannot be."""

from __future__ import annotations

import re
from typing import Final

from loaders.languages.language import ProofCues

__all__ = ["PROOFS"]

_ADVERBS: Final = (
    "(?:进一步|精心|大力|全力|全面|积极|加快|着力|切实|深入|坚决|努力|不断|重点|稳步|扎实|继续|充分|适当|逐步|基本|广泛|"
    "主动|有效|严格|认真|及时|统筹|合理|科学|尽快|抓紧|优先|持续|强力|协调|共同|集中|率先|深度|高标准|高起点|高水平|"
    "高质量|高品质|定期|还|已经?|要|将|可以|能够|必须|始终|先后|专门|一直|更好|更多地?|地)"
)
_VERBS: Final = (
    "(?:部署|完善|推进|推动|实施|建立|健全|开展|深化|强化|加强|打造|建设|编制|制[定订]|落实|启动|举办|组织|构建|创建|"
    "培育|培养|发展|引进|引入|优化|提升|扩大|提高|鼓励|支持|引导|规范|整合|创新|坚持|围绕|按照|根据|通过|形成|"
    "贯彻|执行|出台|修编|修订|规划|办好|抓好|做好|打好|搞好|拥有|荣获|获得|获|举行|召开|参加|成立|设立|建成|完成|"
    "改造|保护|利用|发挥|依托|立足|聚焦|针对|面对|应对|服务|承接|列入|入选|授予|评为|作为|成为|倡导|弘扬|树立|"
    "突出|把握|瞄准|探索|试行|推行|推广|运用|采取|采用|加大|增加|增强|保障|确保|促进|助推|助力|带动|拉动|引领|"
    "联合|委托|投资|新建|扩建|续建|加快|力争|争创|争取|发起|参与|对接|位于|落户|名为|称为|定位为|打造为|建成为|"
    "建设成为|发展成为|培育成为|转变为|如|包括|即|是|为|以|将|把|对|对于|在|向|由|于|从|被|让|使|给)"
)
_STOP: Final = "[,。;:!?、\\n“”《》‘’()〔〕—-]"
_NUMBER: Final = (
    r"(?:[(第]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:[).、:]|是|要)|其[一二三四五六])"
)
_HARD: Final = rf"(?:^|{_STOP}|{_NUMBER})"
_EDGE: Final = (
    rf"(?:{_HARD}|[的和与及]|以及|等|了|中|[年月日]|[全本我][国省市县区镇乡村]|"
    "累计|总计|合计|年均|其中)"
)
"""What stands before a word that begins: a mark, the number of a heading, a function word."""

_POLICIES: Final = {
    "plan": re.compile("(?:规划|行动计划|工作方案|行动方案|实施方案)$"),
    "normative-document": re.compile("(?:意见|办法|条例|规定|细则|通知|决定|暂行办法)$"),
    "reform": re.compile("改革$"),
    "strategy": re.compile("战略$"),
    "mechanism": re.compile("(?:机制|制度|体制|模式)$"),
    "principle": re.compile("(?:原则|理念|方针)$"),
    "campaign-activity": re.compile("(?:整治|专项行动|专项执法|活动)$"),
    "programme": re.compile("工程$"),
    "brand": re.compile("品牌$"),
    "standard": re.compile("标准$"),
}
_PROJECTS: Final = {
    "transport": re.compile(
        "(?:大桥|公路|铁路|轨道|机场|枢纽|港区|大道|高速|立交|隧道)(?:工程|项目|建设)?$"
    ),
    "tourism": re.compile("(?:景区|度假区|旅游区)(?:工程|项目|建设)?$"),
    "culture": re.compile("(?:博物馆|美术馆|图书馆|文化馆|文化中心|大剧院)(?:工程|项目|建设)?$"),
    "social": re.compile("(?:学校|中学|小学|医院|档案馆|福利院|养老院|敬老院)(?:工程|项目|建设)?$"),
    "housing": re.compile("(?:公寓|住房|安置房|廉租房)(?:工程|项目|建设)?$"),
    "park": re.compile("(?:产业园|工业园|公园)(?:工程|项目|建设)?$"),
    "platform": re.compile("平台(?:工程|项目|建设)?$"),
    "technology": re.compile("(?:研发中心|研究院|实验室|科研中心)(?:工程|项目|建设)?$"),
}
_EVENTS: Final = {
    "meeting": re.compile("(?:会议|例会|座谈会|研讨会|论坛|推进会|动员会|报告会|代表大会)$"),
    "festival": re.compile("(?:[^季环春佳]节|庙会|公祭.*)$"),
    "competition": re.compile("(?:大赛|竞赛|比赛|锦标赛|邀请赛)$"),
    "fair": re.compile("(?:博览会|交易会|洽谈会|展销会|[广高]交会|[进农]博会|投洽会)$"),
    "merger": re.compile("合并$"),
}
_RELATIONS: Final = {
    "develops": re.compile(
        "(?:(?:大力|加快|重点|积极|优先|着力|鼓励|引导)(?:发展|培育)|[,。;、:]发展)$"
    ),
    "aims-at": re.compile("(?:[,。;]|^)(?:强化|让|形成|构建|迈向|力争|争创|努力实现)$"),
    "applies-to": re.compile("(?:[,。;、]|^)(?:对|对于|鼓励|引导)$"),
    "positioned-as": re.compile(
        "(?:逐步成为|努力成为|定位为|打造为|打造成为?|建设成为?|[使之区镇市县园城]成为)$"
    ),
    "relies-on": re.compile("依托$"),
    "based-on": re.compile("(?:根据|立足|依据)$"),
    "faces": re.compile("(?:面对|面临|应对)(?:了|着)?$"),
    "implements": re.compile("(?:贯彻|落实|贯彻落实|贯彻执行)$"),
    "adjacent-east": re.compile("东(?:连|接|邻|临|靠|与)$"),
    "adjacent-west": re.compile("西(?:连|接|邻|临|靠|与)$"),
    "adjacent-north": re.compile("北(?:连|接|邻|临|靠|与)$"),
    "adjacent-south": re.compile("南(?:连|接|邻|临|靠|与)$"),
    "part-of-place": re.compile("(?:位于|隶属于?|属于?)$"),
    "succeeds": re.compile("(?:进入|合并为|转变为|更名为|改名为|升级为)$"),
    "cooperates-with": re.compile("(?:携手|联合)$"),
    "located-at": re.compile("(?:落户|坐落于|坐落在)$"),
}
_ROLES: Final = {
    "guiding": re.compile("(?:坚持|按照|遵循|围绕|[,。;:、]以|^以|把握|秉持|树立)$"),
    "implemented": re.compile("(?:实施|落实|贯彻|执行|贯彻落实|开展)$"),
    "formulated": re.compile("(?:编制|制[定订]|出台|修编|修订|起草)了?$"),
    "promoted": re.compile("(?:推进|推动|深化|推行|推广)$"),
}

PROOFS: Final = ProofCues(
    respectively=re.compile("分别|依次|各为|各达"),
    then_=re.compile("[,(]?(?:分别|并)?[,]?"),
    of_=re.compile("(?:[的、和与及]|以及)$"),
    article=re.compile("一[个家批座条项种类支份]"),
    and_=re.compile("和(?![谐平])|与|及|并"),
    reaches=re.compile(
        "(?:已|共|约|总计|累计|预计|就|可|将|全年)?(?:达到?|达成|为|有|完成|实现|至|增至|增加到|提高到)?"
    ),
    before_name=re.compile(rf"(?:{_EDGE}|{_EDGE}{_ADVERBS}{{0,3}}{_VERBS}?{_ADVERBS}?{_VERBS})$"),
    before_part=re.compile(
        rf"(?:{_HARD}|{_HARD}{_ADVERBS}{{1,3}}|[^主重首需必只紧]要{_ADVERBS}?)$"
    ),
    inseparable=re.compile(
        "和[谐平解睦煦]|谐和|及[时格早]|普及|与[会众其]|参与|等[级候待于]|[平同均]等|[目]的|的[确士]|"
        "中[心国央小型医药]|[集其]中|了[解得]|[为]了|年[级轻龄代销产均度薪收]|[青少]年|[每当]年|日[常本报]|[节]日|以[及来上下内外]"
    ),
    no_start=re.compile("[以是将由把]"),
    derived=re.compile("籍|商[人会帮]"),
    governs="将把以对使让",
    object_first=frozenset(
        {
            "contains",
            "based-on",
            "applies-to",
            "part-of-place",
            "named-after",
            "serves",
            "succeeds",
            "implements",
            "entrusts",
            "adjacent-east",
            "adjacent-west",
            "adjacent-north",
            "adjacent-south",
        }
    ),
    no_name=re.compile(
        "^[在由把]|^[的和与及了等](?![谐平解级])|[的和与及了等、后](?<![平同]等)$|^、"
    ),
    after_name=re.compile(
        rf"$|{_STOP}|的(?!确)|以及|与(?!会)|及(?!时)|等(?!级)|和(?![谐平])|为(?!主|了)|已|要(?!求|素|点|闻|领)|"
        "将(?!近|来)|是(?!否)|位于|成为|称号|荣誉"
    ),
    marks={"“": "”", "《": "》", "‘": "’"},
    title_end="》",
    list_marks="、",
    item_before=re.compile(r"[^、和及与,。;:!?\n]{1,24}(?:、|和(?![谐平])|及|与|以及)[“《‘]?$"),
    aimed=re.compile("力争|争取(?!到了)|确保|努力|目标|军令状|争创"),
    planned=re.compile(
        "计划(?!单列|经济|生育)|拟(?=[建投引新于])|将(?!近|来|[^,。;]{1,12}(?:作为|建设成|打造))"
    ),
    month=re.compile(
        r"(?<!\d)\d{1,2}月(?!均)|[一二三四五六七八九十]{1,2}月(?:份|初|中|底|末|\d)|上半年|下半年|季度"
    ),
    by_then=re.compile(r"[到至]|[年月底末]?(?:之|以)?前|底|末|以内|年内"),
    policies=_POLICIES,
    projects=_PROJECTS,
    events=_EVENTS,
    finished=re.compile("(?<![为除])了(?![解结])|便成为|跃居|现有|共有|下辖|现拥有|已有"),
    campaign=re.compile(
        "(?:战役|会战|攻坚战|大战|系列活动|专项行动|百日行动|活动|行动|[^挑]战|[年月])$"
    ),
    step=re.compile(r"(?:[一二三四五六七八九十]+(?:是|要)|[(]?\d+[)]|其[一二三四五])"),
    relations=_RELATIONS,
    mention_roles=_ROLES,
)
