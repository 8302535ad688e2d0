"""Whether a number is reached, expected, planned or aimed at, by the words around it.

Cues are closed lists.  A number whose role the words do not tell is left out, with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from loaders.drafting.readers import DOING

__all__ = ["SECTION_PAST", "SECTION_TARGET", "Surroundings", "Verdict", "judge"]

Status = Literal["actual", "expected", "planned", "target"]

_DURATION: Final = frozenset({"YR", "MO", "WK", "DAY", "working-day", "HR", "MIN"})
_MONEY: Final = frozenset({"CCY_CNY", "CCY_USD"})
TARGET_CUES: Final = (
    r"力争|确保|争取|目标|(?<!直)达到|达(?=\d|[一二三四五六七八九])|不低于|不少于|不超过|不高于|"
    r"控制在|压减|压缩至|压缩到|缩短至|缩短到|"
    r"提高到|提高至|提升到|提升至|增加到|增加至|扩大到|扩大至|降至|降到|降低到|降低至|突破|超过|"
    r"保持在|稳定在|新增|"
    r"至少|左右|以上|以内"
)
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
    r"利率(?![低降]|下[降浮调]|基础上下浮)|风险补偿|担保费|保费|抵扣|扣除|工资|"
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
_ELIGIBLE: Final = re.compile(
    r"^(?:\([^)]{1,12}\))?(?:(?:[、,]|且|并|或|同时)(?:且|并|或)?[^,、。;的]{0,16}?"
    r"(?:不少于|不低于|不超过|不高于|超过|达到|达|以上|满)[^,、。;的]{0,16}){0,6}"
    r"(?:以上|以下|以内|及以上)?的[^,。;、]{0,14},?(?:均|都|即|方|才)?(?:可|经|给予|予以|认定|评定|评为|纳入|列为|列入|"
    r"授予|授牌|享受|申报|申请|优先|视为)"
)
"""A number that ends a condition, behind which stands what follows from it: …的,可认定为…."""
_ASKED_OF: Final = re.compile(
    r"(?:认定|申报|申请|评定|评选|遴选|入选|入库|入驻|准入|参评|备案|登记|注册)[^,。;:]{0,14}?"
    r"(?:条件|标准|门槛|要求|资格|应|须|需|必须|应当)[^。;]{0,60}$"
)
_FOR_WHOM: Final = re.compile(
    r"[^,:]{0,3}(?:对(?!接|标|口|外|应|照|全|等)|凡)[^,]*(?:的|以[上下])[^,的]{0,16}$"
)
_MONEY_CUE: Final = re.compile(
    r"资金|额度|投资|产值|收入|规模|总量|总额|基金|生产总值|GDP|融资|贷款|营收|利润|销售|增加值|"
    r"税收|信贷|交易额|出口|进出口|存款|余额|财政|支出|消费|引资"
)
SECTION_TARGET: Final = re.compile(
    r"目标|安排|打算|下一步|任务|计划|今年工作|思路|指标|展望|重点工作"
)
SECTION_PAST: Final = re.compile(
    r"回顾|成效|现状|成绩|成就|基础|落实情况|进展|总结|完成情况|主要做法|经验|概况|基本情况"
)


_CONDITIONS: Final = re.compile(
    r"(?:申报|认定|评定|评选|遴选|入选|入库|准入|申请|参评|资格)[\u4e00-\u9fff]{0,4}(?:条件|标准|门槛|资格)$|"
    r"^(?:基本|具体|必备|资格)条件$"
)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A number's unit and the words around it."""

    unit: str | None
    words: str
    """The number itself, with its bound."""
    sentence: str
    upto: str
    """The sentence before the number."""
    clause: str
    lead: str
    """The clause before the number."""
    tail: str
    """Some words behind the number."""
    rest: str
    """The sentence behind the number."""
    heading: str
    plan: bool
    """Whether the text as a whole tells what is to be done."""
    in_task: bool
    follows_target: bool
    """Whether the number before it in the sentence is a target of the same unit."""

    @property
    def cued(self) -> bool:
        """Whether a word says that the number is aimed at."""
        return _TARGET.search(self.lead + self.words) is not None

    @property
    def conditions(self) -> bool:
        """Whether the nearest heading tells who may apply."""
        return _CONDITIONS.search(self.heading.split(" ", maxsplit=1)[0]) is not None

    @property
    def past(self) -> bool:
        """Whether the heading tells of what was."""
        return SECTION_PAST.search(self.heading) is not None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The status of a number, or why it has none."""

    status: Status | None
    reason: str = ""


def judge(around: Surroundings) -> Verdict:
    """Say whether a number is reached, expected, planned or aimed at; or why it is neither."""
    if _FROM.search(around.lead) and _TO.match(around.tail):
        return Verdict(None, "where a change starts")
    if (around.in_task or around.plan) and not around.past:
        reason = _no_aim(around)
        if reason:
            return Verdict(None, reason)
    if around.unit in _DURATION:
        return _of_duration(around)
    return _in_task(around) if around.in_task else _outside(around)


def _no_aim(around: Surroundings) -> str:
    """Return why a number of a plan is no aim: a term of a measure, or a condition."""
    term = _TERMS.search(around.clause) and not _NO_TERM.search(around.clause)
    if term or _THRESHOLD.match(around.tail):
        return "a term of a measure: subsidy, threshold, fee or period"
    if _ELIGIBLE.match(around.rest) or _ASKED_OF.search(around.upto[-90:]) or around.conditions:
        return "who may be recognised: a condition of eligibility"
    if (_CONDITION.search(around.lead) and not around.cued) or _FOR_WHOM.match(around.clause):
        return "a condition"
    return ""


def _of_duration(around: Surroundings) -> Verdict:
    """Judge a length of time: a record of speed, or an aim to be quicker."""
    if _TOOK.search(around.lead[-12:]) and (around.past or not around.plan):
        return Verdict("actual")
    if _QUICKER.search(around.lead + around.tail[:6]):
        return Verdict("target" if around.plan else _told(around))
    return Verdict(None, "a length of time")


def _in_task(around: Surroundings) -> Verdict:
    if _PAST.search(_COMPARED.sub("", around.lead)):
        return Verdict("actual")
    if around.unit in _MONEY and not _MONEY_CUE.search(around.clause):
        return Verdict(None, "money that is no sum of a fund, an output or an investment")
    if around.cued or DOING.search(around.lead) or around.follows_target:
        return Verdict("target")
    return Verdict(None, "no word says that the number is aimed at")


def _outside(around: Surroundings) -> Verdict:
    status = _told(around)
    aimed = around.cued or DOING.search(around.upto) is not None
    if status == "target" and around.plan and not aimed:
        return Verdict(None, "no word says that the number is aimed at")
    return Verdict(status)


def _told(around: Surroundings) -> Status:
    """Return the status by the nearest cue, else by the heading, else by the kind of text."""
    near = around.upto[-40:]
    ahead = _AHEAD.search(around.upto)
    if ahead and not _PAST.search(around.upto[ahead.end() :].replace("累计", "")):
        return "target"
    hoped = _EXPECTED.search(around.upto)
    if hoped and not _PAST.search(_COMPARED.sub("", around.upto[hoped.end() :])):
        return "expected"  # 预计实现80亿元,同比增长6%: both are
    if _PAST.search(near.replace("累计", "") if around.plan else near) and not _AIM.search(near):
        return "actual"
    for status, cue, words in (
        ("expected", _EXPECTED, near),
        ("target", _AIM, around.upto),
        ("planned", _PLANNED, near),
    ):
        if cue.search(words):
            return status  # type: ignore[return-value]  # one of the three above
    if around.past:
        return "planned" if _UNDER_WAY.search(near[-14:]) else "actual"
    later = SECTION_TARGET.search(around.heading) or _FUTURE.search(around.upto[-30:])
    return "target" if later or around.plan else "actual"


_FROM: Final = re.compile(r"(?:由|从)[^,由从]{0,16}$")
_TO: Final = re.compile(
    r"(?:左右)?(?:压缩|压减|缩短|提高|提升|增加|增长|降低|下降|减少|扩大|上升|调整|延长)(?:至|到|"
    r"为)"
)
_NO_TERM: Final = re.compile(r"利率(?:低于|降至)|融资成本|费率(?:至|降)|覆盖率|参保率")
_TOOK: Final = re.compile(r"仅用|只用|用时|耗时|跑出")
_QUICKER: Final = re.compile(r"压缩|缩短|控制|提速|压减|缩减")
_COMPARED: Final = re.compile(
    r"累计|同比|[比较]上年(?:同期)?|上年同期|连续[\d一二两三四五六七八九十]+年"
)
_AIM: Final = re.compile(r"力争|争取|确保|目标")
_EXPECTED: Final = re.compile(r"预计|预期完成|可望|有望")
_PLANNED: Final = re.compile(r"拟(?!定|订)")
_UNDER_WAY: Final = re.compile(r"计划(?=[\u4e00-\u9fff])|拟|推进")
