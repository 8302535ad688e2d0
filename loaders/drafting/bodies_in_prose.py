"""Names of bodies in running prose: by level, by place, by short names, by their founding."""

from __future__ import annotations

import re
from typing import Final

from loaders.drafting.bodies import HEAD, LEVEL, LONG_END, SHORT_END, is_body, is_group
from loaders.identity.gazetteer import DIVISIONS

__all__ = ["bodies_in"]

_FOLLOWS: Final = (
    r"(?![\u4e00-\u9fff])|(?=关于|办理|承办|受理|审批|研究|牵头|负责|配合|会同|联合|共同|等|的|"
    r"和|与|及|在|要|应|将|已|对|"
    r"按|印发|组织|召开|制定|审定|"
    r"审议|批准|同意|常务|报告|统筹|主办|承办|具体|根据|依据|发布|出台|下发|指导|通过|为|于|是|有|"
    r"同志|党组|主要|分管|领导(?!小组)|支持|高度|坚强|正确|决策|部署|安排)"
)
_BEFORE: Final = (
    r"(?:(?<![\u4e00-\u9fff*])|(?<=[由向与和及经报同在对请是到于赴为按将托日月年以从])|"
    r"(?<=成立|组建|设立|联合|会同|来自|根据|按照|通过|接受|代表))"
)
_IN_TEXT: Final = re.compile(
    rf"{_BEFORE}(?P<name>(?:(?:(?![年月日来我全各本两])[\u4e00-\u9fff*]){{2,4}}?"
    rf"(?=[省市县区州旗镇乡]))?{HEAD}[\u4e00-\u9fff]{{0,16}}?(?:{LONG_END}|"
    rf"[{SHORT_END}]))(?:{_FOLLOWS})"
)
_FOUNDED: Final = re.compile(
    r"(?:成立|组建|设立)了?(?:由[^,。]{2,30}(?:组成|参加)的)?(?P<name>(?:[\u4e00-\u9fff]|[()]|"
    r"(?<=[\u4e00-\u9fff])、(?=[\u4e00-\u9fff]{1,6}\))){2,40}?"
    r"(?:领导小组办公室|领导小组|专班|指挥部|工作组|委员会|联席会议|协会|联盟|"
    r"商会))(?![\u4e00-\u9fff]{0,12}?(?:领导小组|指挥部))"
)
_SET_UP: Final = re.compile(
    r"(?:(?:新|率先|正式|挂牌|联合|专门|牵头)?(?:成立|组建|设立|建立|筹建|新设|揭牌))了?(?:一个)?"
    r"(?P<name>[\u4e00-\u9fff*]{2,18}?(?:局|服务站|工作站|服务点|工作室|服务中心|促进中心|指挥中心|管理中心|调解中心|"
    r"研究院|研究中心|基金会|联合会|促进会|法庭|分院|分局|学院|管委会|办公室|工作队|服务队|志愿队|队伍))"
    r"(?=[,。;、\n]|和|及|并|负责|统筹|承担|牵头)"
)
"""A body that somebody sets up; several of a kind (服务站12个) are none."""
_SET_UP_CLASS: Final = re.compile(
    r"^(?:了|以|由|相应|专门|各|多|一批|一支|健全|完善|全国?|首|院士|博士后?|专家|企业|村级|基层|社区|乡镇|"
    r"国家级?|省级|市级|县级|区级|重点|联合|新型|一站式|便民|综合|志愿|党员|人才|技术|产业|公共|法律|"
    r"创业|就业|专业化?|高素质)*"
    r"(?:局|服务站|工作站|服务点|工作室|服务中心|促进中心|指挥中心|管理中心|调解中心|研究院|研究中心|法庭|学院|"
    r"办公室|工作队|服务队|志愿队|队伍)$|[的了等]|\d"
)
_FIRST: Final = re.compile(
    r"(?:全[国省市县区]|[我本][省市县区]|唯一|首[个家]|第一[个家]|一[个家支]|"
    r"国内)+的?"
)
_SEATED: Final = (
    r"管委会|管理委员会|中心支行|支行|分行|学院|大学|医院|研究院|研究所|海关|电视台|图书馆|博物馆|档案馆|"
    r"商会|协会|中级人民法院|人民法院|人民检察院|仲裁委员会|供电公司|师范学校|党校|日报社"
)
_SHORTENED: Final = re.compile(
    r"(?P<full>[\u4e00-\u9fff]{4,30})[(](?:以下|下)(?:统?简称|称)[:为]?[“\"]?(?P<short>[\u4e00-\u9fff]{2,12})[”\"]?[)]"
)
"""A short name that the text gives a body: 甲县领导小组(以下简称领导小组)."""
_SEATS: Final = (
    "中国|国家|东北|西北|西南|东南|华东|华南|华中|华北|中南|中央|北方|南方|首都|"
    + "|".join(sorted(DIVISIONS, key=lambda word: (-len(word), word)))
)
_INSTITUTE: Final = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[与和及在由对向、])|(?<=支持|依托|推进|推动|加快|建设|联合|会同|携手|引进|牵手|"
    rf"签约|[邀]请|来自))(?P<name>(?:{_SEATS})"
    r"[\u4e00-\u9fff]{0,12}?(?:大学|学院|医院|研究院|研究所|实验室|科学院|博物馆|图书馆|"
    r"(?<=[\u4e00-\u9fff]{2})(?:交大|工大|师大|农大|医大|科大|外大|理工)))"
    r"(?!等?(?:生|路|城|科技园|校区|附属))"
)
_SHORT_NAME: Final = re.compile(
    r"(?<![\u4e00-\u9fff])(?:人大|政协)(?=(?:及其常委会)?(?:法律|工作|依法|民主|的)?监督)|"
    r"(?<=接受)(?:同级)?(?:人大|政协)(?=(?:及其常委会)?(?:法律|工作|依法|民主|的)?监督)|"
    r"(?<=[和与、])(?:人大|政协)(?=(?:及其常委会)?(?:法律|工作|依法|民主|的)?监督)|"
    r"(?:(?<![\u4e00-\u9fff])|(?<=[由经与和及向对受在]))(?:省|市|县|区|州)人大(?!代表|常|[一二三四五六七八九十])|"
    r"(?:(?<![\u4e00-\u9fff])|(?<=[被由经与和及获受得向从在对]))(?:工信|科技|财政|教育|商务|公安|民政|"
    r"司法|人社|自然资源|生态环境|住建|交通运输|水利|农业农村|文旅|文化和旅游|卫健|应急管理|"
    r"工业和信息化|住房城乡建设|人力资源社会保障)部(?![门署队分长级件委落族])|"
    r"党中央|(?<!中共)中共中央(?!政治|委员|办公|组织|宣传)|国务院(?!令|办|关于|国资|扶贫|侨|港|"
    r"研究|特殊|安委|食安|[\u4e00-\u9fff]{0,8}部门)|全国人大(?!代表|[一二三四五六七八九十]|常)|"
    r"全国政协(?!委员|[一二三四五六七八九十])|"
    r"(?:(?<![\u4e00-\u9fff])|(?<=[由经与和及对向按报请受据])|(?<=落实|贯彻|按照|根据|坚持|围绕|响应|遵照|依靠|"
    r"接受|配合|协助|报经|提请|经过|代表))(?:省|市|县|区|镇|州)(?:委(?!员|托|派|屈|书记|常委|组织|宣传|统战|政法|"
    r"办|党校|编|改革|巡|副|[\u4e00-\u9fff]{0,3}(?:部|局|办))|人大常委会|政协(?!委员|主席|"
    r"[一二三四五六七八九十])|政府(?!办|工作|副|常务|各|所属|直属|组成|投资|采购|债|性|引导|网|部门|秘书|法|督|"
    r"信息|[\u4e00-\u9fff]{0,3}(?:局|办|委)))"
    r"|(?<=在)(?:省|市|县|区|镇|州)委(?=[、\u4e00-\u9fff]{0,8}(?:领导|统一))"
)


_LAB: Final = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=[与和及在由对向、]))(?P<name>[\u4e00-\u9fff]{2,14}?"
    r"(?:国家实验室|全国重点实验室|国家重点实验室|实验室|技术创新中心|制造业创新中心))"
)
_NO_LAB: Final = re.compile(
    r"^[以为]?(?:国家级?|省级?|市级|全国|重点|联合|一批|高水平|新型|各类|企业|高校|"
    r"\d+)+(?:重点)?实验室$|^(?:国家|省级|一批)?"
    r"(?:国家)?(?:技术|制造业)创新中心$|[的了等]|一批|若干"
)


def _lab(match: re.Match[str]) -> tuple[int, int] | None:
    """Return a laboratory's name without the verbs before it, or none if it is a class of them."""
    start, end = match.span("name")
    verb = re.match(
        r".*(?:建设|支持|推进|推动|打造|组建|争创|布局|成立|依托|加快|建好|新增|获批|创建)",
        match["name"],
    )
    start += verb.end() if verb else 0
    name = match["name"][start - match.start("name") :]
    return (start, end) if len(name) >= 6 and not _NO_LAB.search(name) else None


_LINK: Final = re.compile(
    rf"(?:已|均|须|需|应|经|报经|报请|提请|呈报|报送|上报|按照|根据|配合|协助|会同|落实|贯彻|报|由|向|请){{1,3}}(?=(?:{LEVEL}|国务院|中共))"
)
"""What stands between a body and the words before it: 已经市政府同意, 须报省政府批准."""
_TWO_BODIES: Final = re.compile(f"[{SHORT_END}府会](?:和|与|及|以及)(?=[省市县区镇国])")


def bodies_in(dense: str) -> list[tuple[int, int]]:
    """Find names that open with a level of government and end as bodies do, in running text."""
    found = []
    for match in _IN_TEXT.finditer(dense):
        start, end = match.span("name")
        extra = re.match(
            r"(?:关于)?(?:印发|转发|下发|批转)|以?下(?:统?简称|称)为?", match["name"]
        ) or re.match(
            r"[拟与和及由向经报在对将请同并又号]+(?=[\u4e00-\u9fff]{2,3}[省市县区州旗镇乡])",
            match["name"],
        )
        extra = extra or _LINK.match(match["name"])
        start += extra.end() if extra else 0
        name = dense[start:end]
        if re.match(r"报?[两各三我本全]|报", name) or _TWO_BODIES.search(name):
            continue
        if re.search(
            r"(?:市|区)域|[次副主]中心$|(?:集散|服务|供求|旅游|休闲|商务|消费|金融|创新|物流|"
            r"文化|交通|航运|贸易)中心$(?<!政务服务中心)",
            name,
        ):
            continue
        if len(name) < 2 or not is_body(name) or is_group(name) or re.search(_BAD_INSIDE, name):
            continue
        found += _parted(start, name)
    found += [span for match in _LAB.finditer(dense) if (span := _lab(match)) is not None]
    found += [match.span("name") for match in _INSTITUTE.finditer(dense)]
    found += [match.span() for match in _SHORT_NAME.finditer(dense)]
    found += _seated(dense)
    found += _shortened(dense)
    for match in _SET_UP.finditer(dense):
        first = _FIRST.match(match["name"])
        name = match["name"][first.end() if first else 0 :]
        several = is_group(name) or re.search("[及和与]", name)
        if not several and not _SET_UP_CLASS.search(name):
            found.append((match.end("name") - len(name), match.end("name")))
    for match in _FOUNDED.finditer(dense):
        name = match["name"]
        if not is_group(name) and not re.match(
            r"由|以|了|一个|[\u4e00-\u9fff]?个|相应|专门|工作", name
        ):
            found.append(match.span("name"))
    return _longest(found)


_SEAT: Final = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=[与和及在由对向、到于的]))(?P<name>(?:人行|中国人民银行|国家|国网)?"
    rf"(?:{'|'.join(sorted(DIVISIONS, key=lambda word: (-len(word), word)))})(?:[省市县区州])?"
    rf"[\u4e00-\u9fff]{{0,12}}?(?:{_SEATED}))(?=$|[^\u4e00-\u9fff]|[和与及等在的将为已要负牵配])"
)
"""Bodies that open with the bare name of their place: 甲州学院, 甲州开发区管委会."""


def _seated(dense: str) -> list[tuple[int, int]]:
    return [
        match.span("name")
        for match in _SEAT.finditer(dense)
        if not is_group(match["name"]) and not re.search(_BAD_INSIDE, match["name"])
    ]


def _shortened(dense: str) -> list[tuple[int, int]]:
    """Find every place of the short names that a text gives to bodies."""
    found: list[tuple[int, int]] = []
    for match in _SHORTENED.finditer(dense):
        short = match["short"]
        if not (is_body(short) and is_body(match["full"][-16:])):
            continue
        at = dense.find(short, match.start("short"))
        while at >= 0 and len(found) < MOST_SHORT:
            found.append((at, at + len(short)))
            at = dense.find(short, at + len(short))
    return found


MOST_SHORT: Final = 2_000
"""No more places of short names are looked at, so that the work stays linear."""
_PARTY_AND_STATE: Final = re.compile(
    r"([\u4e00-\u9fff]{0,6}?(?:[省市县区州镇乡]委|党委))([省市县区州镇乡](?:人民)?政府)"
)


def _parted(start: int, name: str) -> list[tuple[int, int]]:
    """Return the span of a name; of both, where 省委省政府 stands without a mark between them."""
    both = _PARTY_AND_STATE.fullmatch(name)
    return (
        [(start + low, start + high) for low, high in both.regs[1:]]
        if both
        else [(start, start + len(name))]
    )


def _longest(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep the longest of names that overlap."""
    kept: list[tuple[int, int]] = []
    for span in sorted(found, key=lambda one: (one[0], -one[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
        elif span[1] > kept[-1][1] and span[0] <= kept[-1][0]:
            kept[-1] = span
    return kept


_BAD_INSIDE: Final = (
    r"关于|各|工作|建设(?!局|厅|委|部|银行|集团)|推进(?!办)|发展(?=的)|加强|实施|提高|落实|成立|"
    r"召开|加快|促进(?!会|中心|局)|深入|全面|积极|组织(?!部)|级以上"
)
