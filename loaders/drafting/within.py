"""What a clause may say beside itself: its deed, names in quotes, what it makes.

A reader selects the words that a fact rests on; what the fact is called is often a part of them:
the last clause behind its condition (对……的企业,可以展期), the deed behind those who are to do it
(支持企业组建联盟), a name in quotes, or the thing that is built or set up.  These are offered to
her beside what the readers of drafts find; she takes one or none.  All of it is linear in the
length of the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from loaders.drafting.people import is_person
from loaders.drafting.words import trim_verbs

__all__ = ["deeds", "duty_of", "names", "person_of"]

Proposal = tuple[str, dict[str, Any]]
_OPENING: Final = "“‘《（(「『【"
_CLOSING: Final = "”’》）)」』】"
_STOP: Final = "，,；;。：:"
_EDGE: Final = " \t\n\u3000，,。；;：:、"
_VERBS: Final = (
    "开展|组建|组织|建设|改造|新建|新增|参与|申报|开发|设立|开设|提供|实施|利用|承接|打造|建立|建成|制定|制订|编制|"
    "发布|办理|给予|予以|享受|纳入|采取|落实|推进|推动|推广|完善|健全|优化|加强|强化|提升|提高|扩大|拓展|拓宽|"
    "培育|培养|引进|吸引|招引|成立|创建|构建|搭建|举办|实行|推行|启动|开通|进行|协助|支持|鼓励|引导|"
    "简化|压缩|降低|减免|免收|免除|免于|缓缴|缓收|返还|延长|延期|发挥|确保|"
    "做好|抓好|牵头|联合|设置|配备|购买|发放|安排|定制|认定|评选|奖补|处置|查处|整治|清理|治理|修复|保护|"
    "补交|提交|公布|公开|共享|对接|入驻|落户|转型|增加|盘活|出台|收取|不得|不再|可以|可|应当|应|须|要|优先|酌情|"
    "适度|适当|减半|积极|依法|及时|免费|定期|按照|按"
)
_DEED: Final = re.compile(_VERBS)
_BEHIND: Final = re.compile(
    r"(?:支持|鼓励|引导|推动|组织|指导|协助|督促|动员|帮助|允许|对|对于|针对|由|将|把|为|向|在|各)"
    r"(?=[^，,；;。]{2})"
)
"""What is followed by somebody, or something, and then by what is done."""
_CONDITION: Final = re.compile(
    r"\s*(?:对|对于|针对|凡|凡是|因|经|待|若|如|如果|在[^，,]{1,40}[，,]|将|为|为了|根据|按照|依托|通过)"
)
_MOST_DEEDS: Final = 5
_QUOTED: Final = re.compile(r"“(?P<name>[^“”\n]{2,30})”")
_WHOLE_QUOTED: Final = re.compile(
    r"“[^“”\n]{2,30}”(?:[\u4e00-\u9fff]{0,8}?(?:行动|计划|工程|项目|活动|政策|机制|平台|制度|模式))"
)
_AWARDED: Final = re.compile(
    r"(?:申报|创建|争创|评选|获评|授予|荣获|入选|评为)(?P<row>(?![为的了])[^，,；;。\n]{2,60})"
)
_MAKES: Final = (
    "规划建设|建立健全|规划|建设|改造|新建|推进|推动|实施|打造|搭建|加快|建成|扩建|改建|完善|参与|布局|开发|"
    "建立|健全|设立|制定|制订|编制|出台|实行|推行|启动|用好|用足|用好用足|落实|列入|纳入|"
    "发挥|探索|执行|发布|开展|深化|组建|成立|运用|依托|通过|享受|提供|做好|推广|优化|实现|由"
)
_HOW: Final = "预先|提前|及时|直接|统一|定期|主动|依法|逐一|现场|全程"
"""What tells how the next thing is done, behind a name."""
_MADE: Final = re.compile(
    rf"(?:{_MAKES})(?P<name>[^，,；;。：:\n“”]{{2,40}}?)"
    rf"(?=$|[，,；;。：:\n]|作用|支撑作用|建设|改造|等(?![级候于])|试点|服务$|{_HOW}|的)"
)
_PROJECT: Final = re.compile(
    r"(?:项目|工程|园区?|集聚区|开发区|基地|中心|[管路电水联]网|[场馆站厂港]|机场|枢纽|平台|网络|系统|"
    r"学校|医院|高速|铁路|公路|水库|大桥)$"
)
_POLICY: Final = re.compile(
    r"(?:制度?|机制|基金|政策|计划|办法|体系|目录|清单|名单|通道|平台|行动|授信|方案|规划|意见|"
    r"标准|模式|活动|专项|工程|改革|试点|券|贷|险)$"
)
_ALOUD: Final = re.compile(
    r"^(?:一批|一个|一系列|多个|若干|全市|全省|全县|全区|相关|有关|\d+[个家项条座])"
)
_BODY_IN: Final = re.compile(
    r"(?:^|(?<=[，,、由和及与对向经])|支持|鼓励|引导|推动|组织|指导|协助|依托|动员)(?P<name>[\u4e00-\u9fff]{2,24}?"
    r"(?:局|委员会|办公室|厅|指挥部|人民政府|银行|农商行|管委会|集团|协会|中心|窗口|市委|省委|县委|区委))"
    rf"(?=$|[，,、;；。》为等或和及与（(于的将要应]|有关|负责|加大|加快|{_VERBS})"
)


def deeds(words: str) -> list[str]:
    """Return the parts of selected words that may be the name of a measure, the likeliest first.

    Args:
        words: One or more clauses.

    Returns:
        At most five, without the whole of the words.
    """
    clauses = _clauses(words)
    given = [words[start:end].strip(_EDGE) for start, end in clauses]
    last, first = given[-1], given[0]
    conditional = _CONDITION.match(words) is not None or first.endswith(
        ("的", "后", "时", "期间", "前")
    )
    found: list[str] = []
    if len(given) > 1:
        behind = words[clauses[1][0] : clauses[-1][1]].strip(_EDGE)
        found = [last, behind, *given[1:-1]] if conditional else [first, last, *given[1:-1]]
    for clause in dict.fromkeys([*found[:2], last]):
        found += _behind(clause)
    return [one for one in dict.fromkeys(found) if one != words.strip(_EDGE)][:_MOST_DEEDS]


def _behind(clause: str) -> list[str]:
    """Return what is done of a clause, without those who do it, and without how."""
    inside = _inside(clause)
    starts = [match.start() for match in _DEED.finditer(clause) if match.start() >= 2]
    starts = [at for at in starts if len(clause) - at >= _SHORTEST and not inside[at]]
    if not starts:
        return []
    if not _BEHIND.match(clause):
        return [clause[at:] for at in dict.fromkeys((starts[0], starts[-1]))]
    return [clause[at:] for at in dict.fromkeys((starts[-1], starts[0]))]


_SHORTEST: Final = 4


def _inside(words: str) -> list[bool]:
    """Tell of each character whether it lies between brackets or quotes."""
    depth, found = 0, []
    for character in words:
        depth = max(0, depth + (character in _OPENING) - (character in _CLOSING))
        found.append(depth > 0)
    return found


def _clauses(words: str) -> list[tuple[int, int]]:
    """Return where clauses begin and end; brackets and quotes are not cut."""
    found, depth, start = [], 0, 0
    for at, character in enumerate(words):
        depth += (character in _OPENING) - (character in _CLOSING)
        if character in _STOP and depth <= 0:
            found.append((start, at))
            start = at + 1
    found.append((start, len(words)))
    return [one for one in found if words[one[0] : one[1]].strip(_EDGE)] or [(0, len(words))]


def names(words: str) -> Iterator[Proposal]:
    """Yield records of what selected words name: in quotes, behind a verb, as bodies and places."""
    for match in _AWARDED.finditer(words):
        for one in _row(match["row"]):
            yield "recognitions", {"title": one}
    whole = list(_WHOLE_QUOTED.finditer(words))
    for match in _QUOTED.finditer(words):
        yield "policies", {"name": match["name"]}
    for match in whole:
        yield (
            ("projects" if match[0].endswith(("项目", "工程")) else "policies"),
            {"name": match[0]},
        )
    for match in chain(_MADE.finditer(words), _inner(words)):
        for one in _row(_ALOUD.sub("", match["name"])):
            if _PROJECT.search(one):
                yield "projects", {"name": one}
            if _POLICY.search(one):
                yield "policies", {"name": one}
    for match in _BODY_IN.finditer(words):
        name = match["name"]
        if len(name := name[trim_verbs(name) :].lstrip("由和及与")) >= _SHORTEST:
            yield "organisations", {"name": name}


def _inner(words: str) -> Iterator[re.Match[str]]:
    """Yield what the last verb of each clause makes."""
    for start, end in _clauses(words):
        for match in _MAKE.finditer(words, start, end):
            found = _MADE.match(words, match.start(), end)
            if found is not None:
                yield found


_MAKE: Final = re.compile(_MAKES)


def _row(words: str) -> list[str]:
    """Return names that stand beside each other, without the words around them."""
    pieces, depth, start = [], 0, 0
    for at, character in enumerate(words):
        depth += (character in _OPENING) - (character in _CLOSING)
        if character in "、和及与" and depth <= 0 and (character == "、" or at - start >= _APART):
            pieces.append(words[start:at])
            start = at + 1
    pieces.append(words[start:])
    return [one for piece in pieces if 2 <= len(one := piece.strip(_EDGE)) <= _LONGEST]


_APART: Final = 4
_LONGEST: Final = 40


_DUTY: Final = re.compile(
    r"(?P<lead>牵头|主办|总负责)|(?P<support>配合|协助|协办|参与|支持配合)|"
    r"(?P<oversight>监督|督促|督导|督查|监管|考核|检查)|(?P<responsible>负责|负主体责任)|"
    r"(?P<implement>承担|实施|组织|承办|执行|落实|开展|做好|提供|办理)"
)
_WHO: Final = re.compile(
    r"(?:^|[，,；;。]|由|请)(?P<who>[^，,；;。由请]{2,60}?)(?:要|应当?|须|应对|对|按|共同|分别|积极)?$"
)


def duty_of(words: str) -> dict[str, Any] | None:
    """Return the duty that a sentence tells: the role by its verb, the names before it; or none."""
    verb = _DUTY.search(words)
    if verb is None or verb.lastgroup is None:
        return None
    who = _WHO.search(words[: verb.start()][-_BEFORE:])
    named = list(_row(who["who"])) if who is not None else []
    return {"role": verb.lastgroup, "names": named} if named else None


_BEFORE: Final = 80


def person_of(text: str, start: int, end: int) -> Proposal | None:
    """Return the person that selected words name, with the post that stands before, or above.

    A list of tasks tells those responsible by a label (责任领导：某某) or in a column of a table.

    Args:
        text: The whole text; the columns of its tables are divided by tabs.
        start: Where the selection begins.
        end: Where it ends.
    """
    person = text[start:end].strip()
    if not is_person(person):
        return None
    line = text.rfind("\n", 0, start) + 1
    before = text[max(line, start - _REACH) : start]
    label = _LABEL.search(before)
    if label is not None:
        return "posts", {"person": person, "post": label["post"]}
    columns = before.count("\t")
    head = _head(text, line, columns) if columns and line >= start - _REACH else ""
    return ("posts", {"person": person, "post": head}) if _OFFICE.search(head) else None


def _head(text: str, line: int, column: int) -> str:
    """Return what stands over a cell in the first row of its table."""
    head = ""
    for _ in range(_ROWS):
        above = text.rfind("\n", 0, max(0, line - 1)) + 1
        cells = text[above : line - 1].split("\t")
        if line == 0 or len(cells) <= column:
            break
        head, line = cells[column].strip(), above
    return head


_REACH: Final = 400
"""A cell further from the beginning of its line is none of a table of names."""
_ROWS: Final = 200
_OFFICE: Final = re.compile(
    r"^[\u4e00-\u9fff]{0,6}(?:领导|责任人|负责人|联系人|组长|河长|书记|主任|秘书|院长|校长)$"
)
_LABEL: Final = re.compile(
    r"(?P<post>[\u4e00-\u9fff]{0,6}(?:领导|责任人|负责人|联系人|组长|河长))[：:]\s*"
    r"(?:[\u4e00-\u9fff]{2,4}[、，,\s])*$"
)
