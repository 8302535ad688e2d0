"""Heads of the columns of saved questions, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Final

from ontology.declarations import term
from ontology.namespaces import CODE_NS, PK_NS

ZH: Final[dict[str, str]] = {
    "n": "数目", "value": "数值", "values": "数值数", "tasks": "任务数", "documents": "文献数",
    "departments": "单位数", "campaigns": "系列活动数", "bodies": "单位数", "units": "单位数",
    "places": "地方数", "facts": "事实数", "whole": "整计数", "fractional": "分数计数",
    "wholeValue": "总量值", "joint": "联合牵头", "sole": "独家牵头", "first": "首位牵头",
    "rank": "名次", "percent": "百分比", "growth": "增长", "yuan": "元", "unit": "单位",
    "body": "单位", "department": "单位", "partner": "共同单位", "other": "另一方", "one": "一方",
    "lead": "牵头", "group": "泛指单位", "holder": "持有者", "post": "职务", "investor": "投资方",
    "neighbour": "相邻地方", "from": "起", "to": "止", "inner": "内部", "part": "部分",
    "division": "分部", "words": "原文", "quote": "引文", "text": "文本", "label": "名称",
    "name": "名称", "title": "标题", "thing": "事物", "fact": "事实", "object": "客体",
    "statement": "陈述", "reading": "校读", "how": "方式", "why": "缘由", "field": "字段",
    "reason_zh": "理由(中文)", "reason_en": "理由(英文)", "raw": "原写法", "due": "期限",
    "stage": "阶段", "direction": "方向", "occurs": "出现", "within": "所在范围",
    "inferred": "推断", "certainty": "确定程度", "minimum": "下限", "code": "代码",
    "class": "类", "groups": "泛指单位数", "assignments": "指派数", "ofBodies": "其中点名单位",
    "ofGroups": "其中泛指单位", "action": "工作",
    "work": "工作", "changeOf": "变化所指", "issuer": "发布单位",
}  # fmt: skip
"""Columns that are no term of the ontology, or mean more than the term of that name."""
EN: Final[dict[str, str]] = {
    "n": "number", "outOf": "of how many", "wholeValue": "whole value", "changeOf": "change of",
    "reason_zh": "reason (Chinese)", "reason_en": "reason (English)", "yuan": "yuan",
}  # fmt: skip


def heads(columns: Sequence[str], lang: str) -> list[str]:
    """Return what columns are called; an unknown one keeps the name that the query gives it."""
    return [_head(name, lang) for name in columns]


@cache
def _head(name: str, lang: str) -> str:
    own = (ZH if lang == "zh" else EN).get(name)
    if own:
        return own
    for iri in (PK_NS + name, PK_NS + name[:1].upper() + name[1:], CODE_NS + name):
        known = term(iri)
        if known is not None:
            return (known.label_zh if lang == "zh" else known.label_en) or name
    return name
