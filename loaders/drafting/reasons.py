"""Why a field is open or a number was left out, in English and in Chinese.

Code says a reason in English; :func:`told` gives it in the reader's language.  A test holds that
every reason that drafts give stands here.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["REASONS", "differs", "told"]

REASONS: Final[dict[str, str]] = {
    "its number is lost": "编号缺失",
    "no number stands here": "此处没有编号",
    "read from a table's column": "读自表格的栏目",
    "the list of bodies is not closed, or stands in a sentence": "单位名单未闭合,或写在句子里",
    "no list of bodies": "没有单位名单",
    "from a merged cell above": "来自上方合并的单元格",
    "read from a sentence": "读自句子",
    "no limit was found": "没有找到时限",
    "measures are named in many ways": "指标名称写法不一",
    "years are told once for many sentences": "年份往往只写一次,管多句",
    "the year may be that of the text": "年份可能取自全文日期",
    "by the words before a name": "依姓名前的词语",
    "no 《》 marks it as a title": "没有书名号",
    "found by its form alone": "仅依词形找到",
    "where a change starts": "变化的起点",
    "a term of a measure: subsidy, threshold, fee or period": "政策条款:补贴、门槛、费用或期限",
    "a condition": "条件",
    "a length of time": "时长",
    "a small number in words may only count headings": "汉字小数目,可能只是分点的说法",
    "when work starts, not when it ends": "启动时间,并非完成时限",
    "who may be recognised: a condition of eligibility": "认定、申报的条件",
    "a range, and the text hedges it too": "既是区间,原文又称约数",
    "how often: told apart from the number": "频次与数值分开写出",
    "money that is no sum of a fund, an output or an investment": "并非资金规模、产出或投资的金额",
    "no word says that the number is aimed at": "没有词语表明该数为目标",
    "a score": "分值",
    "no title was found": "没有找到标题",
    "translate": "待译",
    "guessed from the title": "据标题推测",
    "the id of the place whose document it is": "本文件所属地方的标识",
    "the date that stands alone in the text": "文中单独成行的日期",
    "no name was found": "没有找到名称",
    "by its words": "依词语",
    "by a word apart from the number": "依与数值分开的词语",
    "no time was found": "没有找到时间",
    "a language model says so": "语言模型所提出",
    "the model's answer is not of the form asked for": "模型的回答不合所要求的格式",
    "the model stopped before the end of its answer": "模型的回答没有写完",
    "the model refused to answer": "模型拒绝回答",
    "a fact of the model is not of the form asked for": "模型所给的一条事实不合所要求的格式",
    "the model's words are not in the text": "模型所引文字不在原文中",
    "the model gives no name": "模型没有给出名称",
    "the model's value is no number that can be read": "模型所给的数值无法读取",
    "inside a task of the leading drafter": "位于主起草者所列的任务之内",
}
"""Every reason, with its Chinese."""
_PATTERNS: Final = (
    (re.compile(r"only (.+) said it"), r"仅 \1 提出"),
    (re.compile(r"drafters differ: (.+)"), r"起草者意见不一:\1"),
)


def told(reason: str, lang: str) -> str:
    """Return a reason in a language: ``zh``, else English."""
    if lang != "zh" or not reason:
        return reason
    if reason in REASONS:
        return REASONS[reason]
    for pattern, words in _PATTERNS:
        if pattern.fullmatch(reason):
            return pattern.sub(words, reason)
    return reason


def differs(reason: str) -> bool:
    """Tell whether a reason, in either language, is that two drafters say different things."""
    return reason.startswith(("drafters differ:", "起草者意见不一:"))
