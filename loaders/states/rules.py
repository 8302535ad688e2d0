"""The rules by which a field is proved, in words: what each has read when it says yes."""

from __future__ import annotations

from typing import Final

__all__ = ["PROOF_RULES", "chinese_proof_rules_table", "proof_rules_table"]

PROOF_RULES: Final[dict[str, tuple[str, str]]] = {
    "value-read": (
        "number, unit and bound of the value that stands with its measure, read by the machine",
        "机器在与指标相配的数值中读出的数、单位、界限",
    ),
    "nearest-value": (
        "the value stands whole, nearest to its measure: no other value of its sort and no other "
        "measure is as near",
        "数值完整,且与指标最近:同类数值与其他指标都不如其近",
    ),
    "measure-beside-value": (
        "a measure that begins at an edge and stands beside its value",
        "指标自词界起,紧邻其数值",
    ),
    "measure-named": ("the indicator is called by the measure's own words", "指标名即原文用词"),
    "marked-name": (
        "a name in 《》, or in quotation marks behind which it does not go on",
        "书名号内,或引号内且其后不再延续的名称",
    ),
    "whole-words": (
        "words between two edges: marks, headings' numbers, function words, or the verb behind one",
        "两端均为词界:标点、标题编号、虚词,或其后的动词",
    ),
    "known-name": (
        "a name of the authority files that is no piece of a longer known one",
        "权威文件中的名称,且不是更长名称的一段",
    ),
    "bracket": (
        "the bracket's reader gives the name, its role, its place in the list",
        "括号读出的名称、角色、次序",
    ),
    "list": (
        "names told one behind the other with separators only, and none beside them",
        "依次列出、仅以分隔符相连的名称,前后再无他名",
    ),
    "column": ("the heading of the column gives the role", "表格列标题所示的角色"),
    "first-leads": (
        "the text's own rule that the first of a list leads",
        "原文“列首位者牵头”之规则",
    ),
    "role-word": (
        "the only word for a role beside a name outside brackets",
        "括号之外,名称旁唯一的角色用词",
    ),
    "bracket-under-heading": (
        "the bracket stands under the heading of the part",
        "括号位于该部分标题之下",
    ),
    "heading-above": (
        "the words stand under the heading: the nearest, or the nearest with a number",
        "引文位于该标题之下:最近的标题,或最近的带编号标题",
    ),
    "heading-number": ("the number at the head of the heading", "标题开头的编号"),
    "heading-form": (
        "the kind of a part by the form of its heading: its last word, its number, who is to do it",
        "由标题形式(末词、编号、责任)读出的部分类别",
    ),
    "only-years": (
        "the only years, months and days that the words name, with the words for an end; 去年 only "
        "where the day of writing stands on the page",
        "文字中仅有的年、月、日,及表示截止的用词;“去年”等须页面载有成文日期",
    ),
    "no-time-word": (
        "neither the words, nor their sentence, nor a heading above names a time",
        "引文、所在句及上级标题均未言明时间",
    ),
    "only-cue": (
        "the words for one status only, in the sentence of the value",
        "数值所在句中仅有一种状态的用词",
    ),
    "one-identity": (
        "the words stand whole and can mean one thing only, whose full name holds them",
        "名称完整,且只能指一个事物,其全称含有这些字",
    ),
    "level-word": (
        "全市, 全镇 … at the measure, of a place of that level, where the text names whence it "
        "speaks",
        "指标处的“全市”“全镇”等,且原文提到其所述地方",
    ),
    "only-named": (
        "named before the words in their sentence, the only known thing there",
        "在所在句中先行提到,且为其中唯一已知事物",
    ),
    "only-place": ("the only place that the sentence names", "所在句中唯一的地名"),
    "verb": (
        "the verb right before the object, or before the list that it is in",
        "紧接宾语(或其所在并列项)之前的动词",
    ),
    "object-named": (
        "the object stands whole behind the subject, or is new words of the clause",
        "宾语完整,位于主语之后,或为分句中的新词",
    ),
    "last-word": ("the kind by the last word of a name: …规划, …机制", "由名称末词读出的类别"),
    "tier-word": ("the only tier that the title tells: 省, 市, 县", "称号中唯一的级别用词"),
    "title": ("the title stands at the head of the text", "标题位于文首"),
}
"""Name of a rule → what it has read, in English and Chinese."""


def proof_rules_table() -> str:
    """Return the rules as the Markdown table of ``docs/evidence.md``."""
    lines = ["| rule | has read | 所读 |", "|---|---|---|"]
    lines += [f"| `{name}` | {en} | {zh} |" for name, (en, zh) in PROOF_RULES.items()]
    return "\n".join(lines) + "\n"


def chinese_proof_rules_table() -> str:
    """Return the rules as the Markdown table of ``docs/evidence.zh.md``."""
    lines = ["| 规则 | 所读 |", "|---|---|"]
    lines += [f"| `{name}` | {zh} |" for name, (_, zh) in PROOF_RULES.items()]
    return "\n".join(lines) + "\n"
