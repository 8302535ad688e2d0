"""Numbers in running text: which are targets, which are values, and which only terms of a measure.

The readers find and read the numbers; here stands what the words around say about them.  A
number whose role the words do not tell is left out, with the reason.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import Final, Literal

from loaders.drafting.readers import Reading, far_bound, find_values
from loaders.drafting.structure import Item

__all__ = ["Amount", "Context", "find_amounts"]

Status = Literal["actual", "expected", "planned", "target"]

_DURATION: Final = frozenset({"YR", "MO", "WK", "DAY", "working-day", "HR", "MIN"})
_LEVELS: Final = frozenset("部位区镇村县市门度方园校店室院厂乡首篇本")
_SENTENCE: Final = re.compile(r"[^。;!?\n\t|]{1,400}")
"""Longer ones are cut, so that the work for a number never grows with the text."""
_CLAUSE: Final = ",。;!?\n:"

TARGET_CUES: Final = (
    r"力争|确保|争取|目标|(?<!直)达到|达(?=\d|[一二三四五六七八九])|不低于|不少于|不超过|不高于|"
    r"控制在|压减|压缩至|压缩到|缩短至|缩短到|"
    r"提高到|提高至|提升到|提升至|增加到|增加至|扩大到|扩大至|降至|降到|降低到|降低至|突破|超过|"
    r"保持在|稳定在|新增|"
    r"至少|左右|以上|以内"
)
_DOING: Final = (
    r"建成|建设|新建|改建|扩建|改造|培育|培养|引进|引育|培训|轮训|扶持|支持|打造|完成|新增|形成|"
    r"发展|开发|设立|选拔|遴选|资助|"
    r"评选|组织|举办|创建|认定|推广|落实|用好|种植|治理|整治|关闭|淘汰|建立|配备|覆盖|筹建|发动|"
    r"征集|募集|招引|引入|签约|落地|"
    r"投放|投入|推进|实施|启动|开工|竣工|开通|布局|孵化|聚集|集聚|壮大|遴选|储备|推出|打通|修复|"
    r"栽植|造林|争创|争取|创成|"
    r"发放|供应|筹集|消除|化解|盘活|处置|转移|吸纳|带动|服务|跟踪|查处|进行|开展|增加|增长|提高|"
    r"提升|降低|下降|减少|下浮"
)
_DO: Final = re.compile(_DOING)
_TARGET: Final = re.compile(TARGET_CUES)
_FUTURE: Final = re.compile(
    r"力争|争取|确保|目标|预期|将(?!近|军|来)|到20[2-9]\d年|计划|拟|今后|未来|下一步|明年|年底前|"
    r"要(?!求|素|点|害|闻)|规划"
)
_AHEAD: Final = re.compile(r"到20[2-9]\d年(?:底|末)?(?!,?(?:已|达到了|实现了))|力争|争取|确保")
_PAST: Final = re.compile(
    r"同比|比上年|较上年|上年同期|已(?!发放)|累计|完成了|实现了|达到了|截至|截止|去年|先后|共有|"
    r"现有|拥有|增幅|位居|位列|占全|"
    r"荣获|获评|被评为|连续[\d一二两三四五六七八九十]+年|了\d|目前|当前|至今|以来|过去"
)
_TERMS: Final = re.compile(
    r"补贴|补助|奖励|奖补|奖金|给予|按照?[^,。;]{0,14}(?:标准|比例|的\d)|标准为|每人每|每户|"
    r"每平方米|贴息|免收|减免|免征|减半|减按|租金|房租|"
    r"罚款|扣\d|扣完|得\d|得分|\d分|分值|计分|缴纳|缴费|征收|补缴|返还|退还|滞纳金|收费标准|"
    r"利率(?!低于|降)|风险补偿|担保费|保费|抵扣|扣除|工资|"
    r"薪酬|岗位津贴|期限|展期|缓缴|参保|有效期|违约|个人(?:承担|负担)|差额|限额|上限|封顶|最高|"
    r"分期|首付|税|费用|基点|折合|电话|邮编|"
    r"一次性|延期|延长"
)
_THRESHOLD: Final = re.compile(
    r"^(?:\(含\)|\(不含\))?(?:及|或)?(?:以上|以下|以内|之内)?(?:\(含\))?(?:不等)?的(?!目标|要求|"
    r"速度|水平|任务)[^,。;、]{0,16}"
    r"(?:企业|单位|个人|项目|家庭|人员|机构|学生|农户|业务|贷款|产品|职工|毕业生|用户|园区|载体|"
    r"部分|标准|比例|给予|可|,)"
)
_CONDITION: Final = re.compile(
    r"(?:对(?!接|标|口|外|应|照|全|等)|凡|符合|满足|具备|若|如果|超出部分|享受)[^,。;]*$"
)
_FOR_WHOM: Final = re.compile(
    r"[^,:]{0,3}(?:对(?!接|标|口|外|应|照|全|等)|凡)[^,]*(?:的|以[上下])[^,的]{0,16}$"
)
_MONEY_CUE: Final = re.compile(
    r"资金|额度|投资|产值|收入|规模|总量|总额|基金|生产总值|GDP|融资|贷款|营收|利润|销售|增加值|"
    r"税收|信贷|交易额|出口|进出口|存款|余额|财政|支出|消费|引资"
)
_SECTION_TARGET: Final = re.compile(
    r"目标|安排|打算|下一步|任务|计划|今年工作|思路|指标|展望|重点工作"
)
_SECTION_PAST: Final = re.compile(
    r"回顾|成效|现状|成绩|成就|基础|落实情况|进展|总结|完成情况|主要做法|经验|概况|基本情况"
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a place in a text is part of."""

    plan: bool
    """Whether the text as a whole tells what is to be done."""
    in_task: bool


@dataclass(slots=True)
class Amount:
    """A number with what it says; offsets are those of the dense text."""

    start: int
    end: int
    reading: Reading
    status: Status
    sentence: tuple[int, int]
    clause: tuple[int, int]
    heading: str = ""
    """The headings above."""
    reason: str = ""
    """Why the status is not sure; empty where words tell it."""

    @property
    def is_target(self) -> bool:
        return self.status == "target"


def find_amounts(
    dense: str,
    items: list[Item],
    tasks: list[tuple[int, int]],
    solid: list[tuple[int, int]],
    *,
    plan: bool,
    span: tuple[int, int] | None = None,
) -> tuple[list[Amount], list[tuple[int, int, str]]]:
    """Find the numbers that are values or targets.

    Args:
        dense: The dense text.
        items: Its numbered items, for what their headings say.
        tasks: Spans of tasks, sorted.
        solid: Spans that hold no numbers of this kind: lists of bodies, names of documents.
        plan: Whether the text tells what is to be done rather than what was.
        span: The part of the text to read.

    Returns:
        The amounts, and what was left out: start, end, reason.
    """
    amounts: list[Amount] = []
    left: list[tuple[int, int, str]] = []
    starts = [task[0] for task in tasks]
    item_starts = [item.start for item in items]
    blocked = _Blocked(solid)
    label_starts, labels = _labels(dense)
    low, high = span or (0, len(dense))
    for sentence in _SENTENCE.finditer(dense, low, high):
        before: Amount | None = None
        marks = [match.start() for match in re.finditer('"', sentence[0])]
        at = sentence.start()
        words = sentence[0]
        for value in find_values(words):
            start, end = at + value.start, at + value.end
            if blocked.covers(start, end):
                continue
            quoted = len(marks) % 2 == 0 and bisect_right(marks, value.start) % 2 == 1
            reason = "-" if quoted else _no_quantity(dense, start, end, value.reading)
            if reason:
                if reason != "-":
                    left.append((start, end, reason))
                continue
            index = bisect_right(starts, start) - 1
            in_task = index >= 0 and start < tasks[index][1]
            above = bisect_right(item_starts, start) - 1
            heading = _headings(dense, items, above)
            label = bisect_right(label_starts, start) - 1
            if label >= 0 and (
                above < 0
                or item_starts[above] < label_starts[label]
                or items[above].scheme == "num"
            ):
                heading = labels[label]
                in_task = in_task and not _SECTION_PAST.search(heading)
            frame = sentence.span()
            if above >= 0 and frame[0] <= items[above].text_start <= start:
                frame = (items[above].text_start, frame[1])
            clause = _clause(dense, start, end, frame)
            reading = _with_far_bound(value.reading, dense[clause[0] : start])
            amount = Amount(start, end, reading, "actual", frame, clause, heading)
            told = _status(dense, amount, Context(plan, in_task), heading, before)
            if told is None:
                left.append((start, end, amount.reason))
                continue
            amount.status = told
            amounts.append(amount)
            before = amount
    return amounts, left


def _with_far_bound(reading: Reading, lead: str) -> Reading:
    """Take over a bound that stands apart from its number: 至少下降0.5个百分点."""
    bound = far_bound(lead) if reading.bound == "exact" else None
    return replace(reading, bound=bound) if bound else reading


class _Blocked:
    """Sorted spans, asked in any order."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self.spans = sorted(spans)
        self.starts = [start for start, _ in self.spans]

    def covers(self, start: int, end: int) -> bool:
        index = bisect_right(self.starts, start) - 1
        return index >= 0 and end <= self.spans[index][1]


def _headings(dense: str, items: list[Item], index: int) -> str:
    if index < 0:
        return ""
    lineage = [items[index], *items[index].ancestors()]
    return " ".join(dense[item.text_start : item.title_end][:40] for item in lineage)


_LABEL: Final = re.compile(r"(?:^|(?<=[\n|]))[ ]?(?P<label>[\u4e00-\u9fff]{2,12}):", re.MULTILINE)


def _labels(dense: str) -> tuple[list[int], list[str]]:
    """Return where labelled lines start that say what follows (落实情况:, 工作目标:)."""
    found = [
        match
        for match in _LABEL.finditer(dense)
        if _SECTION_PAST.search(match["label"]) or _SECTION_TARGET.search(match["label"])
    ]
    return [match.start() for match in found], [match["label"] for match in found]


def _clause(dense: str, start: int, end: int, sentence: tuple[int, int]) -> tuple[int, int]:
    """Return the span between the marks around a number."""
    low, high = sentence
    left = max(dense.rfind(mark, low, start) for mark in ",: ")
    rights = [at for mark in ",: " if (at := dense.find(mark, end, high)) >= 0]
    return max(left + 1, low), min(rights, default=high)


def _no_quantity(dense: str, start: int, end: int, reading: Reading) -> str:
    """Return why a number is no quantity of the text's own, or an empty string."""
    words = dense[start:end]
    before, after = dense[max(0, start - 6) : start], dense[end : end + 4]
    numerals = not re.search(r"\d", words)
    scaled = not numerals and re.search(r"[万亿]", words) is not None
    if not reading.measure and not scaled and reading.unit not in ("PERCENT", "PERMILLE"):
        return "-"
    if numerals and (
        not re.search(r"[一二三四五六七八九两半]", words)
        or re.search(r"[省市县区国这该上述]$", before)
    ):
        return "-"
    if re.search(r"[“‘][^”’]{0,10}$", dense[max(0, start - 11) : start]) and re.match(
        r"[^“‘,。]{0,10}[”’]", dense[end : end + 11]
    ):
        if not re.match(r"[”’]", after) or not scaled:
            return "-"
    if reading.measure == "届" or re.match(r"[次届]?(?:全会|会议|全体|党代会|人大)", after):
        return "-"
    if (
        numerals
        and reading.measure in _LEVELS | {"次", "期"}
        and re.match(r"[\u4e00-\u9fff]", after)
    ):
        return "-"
    if re.search(r"第$|[〔\[]$|\d$|[A-Za-z]-?$", before) or (
        after[:1] == "号" and reading.measure != "个"
    ):
        return "-"
    number = reading.number if reading.number is not None else reading.minimum
    if reading.measure in ("年", "日", "月") and (number is None or number > 31 or numerals):
        return "-"
    if numerals and (number == 1 or number is None):
        return "-"
    if numerals and re.match(r"(?:方面|层面|环节|维度|阶段|统一|结合|确保|坚持)", after):
        return "-"
    if re.match(r"[(]?(?:含)?[)]?分[)]?|分(?!会|公司|支)", after) and not reading.measure:
        return "a score"
    if reading.measure == "级":
        return "-"
    return ""


def _status(
    dense: str, amount: Amount, context: Context, heading: str, before: Amount | None
) -> Status | None:
    """Say whether a number is reached, expected, planned or aimed at; none if it is neither."""
    low, high = amount.sentence
    clause = dense[amount.clause[0] : amount.clause[1]]
    lead = dense[amount.clause[0] : amount.start]
    tail = dense[amount.end : min(high, amount.end + 30)]
    upto = dense[low : amount.start]
    sentence = dense[low:high]
    bound_words = dense[amount.start : amount.end]
    cued = _TARGET.search(lead + bound_words) is not None
    past = _SECTION_PAST.search(heading) is not None
    if (context.in_task or context.plan) and not past:
        if _THRESHOLD.match(tail) or _is_term(clause, lead, amount):
            amount.reason = "a term of a measure: subsidy, threshold, fee or period"
            return None
        if (_CONDITION.search(lead) and not cued) or _FOR_WHOM.match(clause):
            amount.reason = "a condition"
            return None
    if amount.reading.unit in _DURATION:
        if re.search(r"仅用|只用|用时|耗时|跑出", lead[-12:]) and (past or not context.plan):
            return "actual"
        if re.search(r"压缩|缩短|控制|提速|压减|缩减", lead + tail[:6]):
            return "target" if context.plan else _told_of(sentence, upto, heading, context)
        amount.reason = "a length of time"
        return None
    if context.in_task:
        return _in_task(amount, lead, upto, tail, clause, before, cued)
    return _outside(amount, sentence, upto, heading, context, cued, lead)


def _is_term(clause: str, lead: str, amount: Amount) -> bool:
    if _TERMS.search(clause):
        return not re.search(r"利率(?:低于|降至)|融资成本|费率(?:至|降)|覆盖率|参保率", clause)
    return False


def _in_task(
    amount: Amount, lead: str, upto: str, tail: str, clause: str, before: Amount | None, cued: bool
) -> Status | None:
    told = re.sub(
        r"累计|同比|[比较]上年(?:同期)?|上年同期|连续[\d一二两三四五六七八九十]+年", "", lead
    )
    if _PAST.search(told):
        return "actual"
    money = amount.reading.unit in ("CCY_CNY", "CCY_USD")
    if money and not _MONEY_CUE.search(clause):
        amount.reason = "money that is no sum of a fund, an output or an investment"
        return None
    doing = _DO.search(lead) is not None
    if cued or doing:
        return "target"
    if before is not None and before.is_target and amount.reading.unit == before.reading.unit:
        return "target"
    amount.reason = "no word says that the number is aimed at"
    return None


def _outside(
    amount: Amount, sentence: str, upto: str, heading: str, context: Context, cued: bool, lead: str
) -> Status | None:
    status = _told_of(sentence, upto, heading, context)
    if status == "target" and context.plan and not (cued or _DO.search(upto)):
        amount.reason = "no word says that the number is aimed at"
        return None
    return status


def _told_of(sentence: str, upto: str, heading: str, context: Context) -> Status:
    near = upto[-40:]
    ahead = _AHEAD.search(upto)
    if ahead and not _PAST.search(upto[ahead.end() :].replace("累计", "")):
        return "target"
    if _PAST.search(near.replace("累计", "") if context.plan else near) and not re.search(
        r"力争|争取|确保|目标", near
    ):
        return "actual"
    if re.search(r"预计|预期完成|可望|有望", near):
        return "expected"
    if re.search(r"力争|争取|确保|目标|(?<!20\d\d年)到20[2-9]\d年", upto):
        return "target"
    if re.search(r"(?<!规)计划(?!》|\w)|拟", near):
        return "planned"
    if _SECTION_PAST.search(heading):
        return "planned" if re.search(r"计划(?=[\u4e00-\u9fff])|拟|推进", near[-14:]) else "actual"
    if _SECTION_TARGET.search(heading):
        return "target"
    if _FUTURE.search(upto[-30:]):
        return "target"
    return "target" if context.plan else "actual"
