"""What is refused of a review: where, what, why and how to mend it, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

__all__ = ["Note", "Place", "Refusal", "Words", "refusal"]

Words = tuple[str, str]
"""Chinese and English."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of the file."""

    sheet: str
    cell: str
    """Such as ``M12``."""

    def __str__(self) -> str:
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not taken."""

    rule: str
    at: Place
    what: Words
    why: Words
    mend: Words
    card: str = ""

    def line(self, lang: str) -> str:
        """Return it as one sentence."""
        index = int(lang != "zh")
        what, why, mend = self.what[index], self.why[index], self.mend[index]
        return f"{self.at}: {what}: {why}; {mend}" if index else f"{self.at}:{what}:{why};{mend}"

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data for JSON."""
        told = {name: {"zh": pair[0], "en": pair[1]} for name, pair in (
            ("what", self.what), ("why", self.why), ("mend", self.mend))}  # fmt: skip
        return {"rule": self.rule, "sheet": self.at.sheet, "cell": self.at.cell,
                "card": self.card, **told}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Note:
    """Something of a row that was taken which its reader should know."""

    at: Place
    words: Words

    def line(self, lang: str) -> str:
        """Return it as one sentence."""
        return f"{self.at}: {self.words[1]}" if lang != "zh" else f"{self.at}:{self.words[0]}"


def refusal(kind: str, at: Place, card: str = "", **given: object) -> Refusal:
    """Return a refusal of one of the known kinds.

    Args:
        kind: A key of the table below.
        at: The cell at fault.
        card: Id of the card, where it is known.
        given: What its words name.
    """
    shown = {
        key: _short(str(value), _SENTENCE if key in ("zh", "en") else _WORDS)
        for key, value in given.items()
    }
    what, why, mend = ((pair[0].format(**shown), pair[1].format(**shown)) for pair in _KINDS[kind])
    return Refusal(kind, at, what, why, mend, card)


_WORDS: Final = 160
"""Characters that are shown of what a cell holds."""
_SENTENCE: Final = 1000
"""Characters that are shown of what another part of the program says, which may list choices."""


def _short(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


_KINDS: Final[dict[str, tuple[Words, Words, Words]]] = {
    "verdict-unknown": (
        ("“{value}”不是结论", "`{value}` is no verdict"),
        ("只有采纳、修改、不采纳、稍后", "there are accept, change, dismiss and later"),
        ("请从列表中选择,或清空此格", "choose one from the list, or clear the cell"),
    ),
    "verdict-missing": (
        ("此行有理由或修改,却没有结论", "this row has a reason or a change and no verdict"),
        ("没有结论不会写入任何内容", "without a verdict nothing is written"),
        ("请填写结论({column} 列),或清空其余各格",
         "give the verdict in column {column}, or clear the other cells"),
    ),
    "formula": (
        ("此格是公式", "the cell holds a formula"),
        ("结论须是读者写下的,公式之值随他处而变",
         "a verdict is what its reader wrote, and a formula's value depends on other cells"),
        ("请复制此列,再“选择性粘贴:数值”", "copy the column and paste it as values"),
    ),
    "error-cell": (
        ("此格是错误值 {value}", "the cell holds the error {value}"),
        ("程序把内容当成了算不出的公式", "the program took what was typed for a formula"),
        ("请重新填写", "type it again"),
    ),
    "merged": (
        ("结论格与他行合并({area})", "the verdict is merged with other rows ({area})"),
        ("无法知道合并格中的结论是否针对每一行",
         "it cannot be known whether each of the rows was meant"),
        ("请取消合并,每行各填结论", "take the merge apart and give each row its verdict"),
    ),
    "id-missing": (
        ("此行有结论,却没有卡片编号", "this row has a verdict and no card"),
        ("“卡片”列须为 c- 加十二位编号,此处为“{value}”",
         "the column `card` holds c- and twelve digits, here it is `{value}`"),
        ("请从原文件把编号抄回,或删去此行",
         "copy the id back from the file as it was written, or delete the row"),
    ),
    "card-gone": (
        ("草稿中没有卡片 {value}", "card {value} is not among the drafts"),
        ("写出此表之后草稿有改动", "the drafts were changed after this file was written"),
        ("请重新运行 policykg draft --xlsx,再审此条",
         "write a new file by policykg draft --xlsx and review this one there"),
    ),
    "words-differ": (
        ("此行原文不是卡片 {value} 的原文", "the words of this row are not those of card {value}"),
        ("可能只排序了部分列,或改动了原文", "perhaps some columns were sorted without the others, "
         "or the words were edited"),
        ("请撤销该排序,或从原文件抄回此行", "undo that sorting, or copy the row back from the file "
         "as it was written"),
    ),
    "proposal-edited": (
        ("拟议的值被改动(原为“{was}”)", "the proposed value was edited (it was `{was}`)"),
        ("拟议各列只供阅读,修改须另写",
         "these columns are only read; changes stand in columns of their own"),
        ("请把新值写入 {column} 列、结论写“修改”,并把此格改回原样",
         "put the new value into column {column} with the verdict `change`, and this cell back as "
         "it was"),
    ),
    "reason-missing": (
        ("不采纳而无理由", "dismissed without a reason"),
        ("理由与结论一并保存,供后来者查看", "the reason is kept with the verdict for those who "
         "come after"),
        ("请填写 {column} 列", "fill in column {column}"),
    ),
    "change-empty": (
        ("结论为修改,却没有写新值", "the verdict is change, and nothing is changed"),
        ("黄色“改: …”各列皆空", "the yellow columns `change: …` are all blank"),
        ("请写入新值;如原样采纳,请改为“采纳”",
         "write the new value, or choose accept to take it as it is"),
    ),
    "change-unused": (
        ("写了新值,结论却是“{value}”", "a new value is given, and the verdict is `{value}`"),
        ("不知应否采用新值", "it cannot be known whether the new value is meant"),
        ("请把结论改为“修改”,或清空新值",
         "choose change as the verdict, or clear the new value"),
    ),
    "field-unknown": (
        ("此类记录没有字段 {field}", "a record of this kind has no field {field}"),
        ("它有:{known}", "it has: {known}"),
        ("请把值移到正确的列,或清空", "move the value to the right column, or clear it"),
    ),
    "value-unfit": (
        ("“{value}”不能作 {field} 的值", "`{value}` is no value of {field}"),
        ("{zh}", "{en}"),
        ("请改写,或清空", "write another, or clear the cell"),
    ),
    "field-twice": (
        ("字段 {field} 改了两次", "field {field} is changed twice"),
        ("它有专列,又写在“改其他字段”中",
         "it has a column of its own and stands among the other fields too"),
        ("请只留一处", "leave one of them"),
    ),
    "too-long": (
        ("此格已满 32,767 字", "the cell is full: 32,767 characters"),
        ("电子表格会把更长的文字截断", "a spreadsheet cuts what is longer"),
        ("请在审读台或 YAML 文件中修改此条", "make this change at the desk or in the YAML file"),
    ),
    "verdicts-conflict": (
        ("卡片 {value} 有两个不同的结论", "card {value} has two different verdicts"),
        ("另一处在 {other}", "the other stands in {other}"),
        ("请只留一行,或令各行一致", "leave one of the rows, or make them say the same"),
    ),
    "accepted-already": (
        ("卡片 {value} 已采纳", "card {value} was accepted already"),
        ("它的记录已写入事实文件,与此行结论不同",
         "its record stands in the facts, and this row says something else"),
        ("请在审读台撤销或修改该事实", "undo it, or change the fact, at the desk"),
    ),
    "part-refused": (
        ("它所属的部分({other})未被采纳", "the part that it stands under ({other}) is not taken"),
        ("该行被拒或留待以后,而事实须写在部分之下",
         "that row was refused or is put off, and a fact is written under its part"),
        ("请先改正那一行,或将此行也留待以后",
         "mend that row first, or put this one off too"),
    ),
    "rules": (
        ("修改后的记录不合规则 {rule}", "the changed record breaks the rule {rule}"),
        ("{zh}", "{en}"),
        ("请改正新值", "mend the new value"),
    ),
    "place-lacks": (
        ("此地缺少 {field}", "this place has no {field}"),
        ("地方的记录须有标识、中英文名和类别",
         "the record of a place has an id, a name in Chinese and in English, and a kind"),
        ("请写入 {column} 列,结论写“修改”",
         "write it into column {column}, with the verdict `change`"),
    ),
    "place-unknown": (
        ("此文件的地区“{value}”尚不可知", "the place of this document, {value}, is not known"),
        ("地区不明,则文中“本市”“县局”所指不明",
         "what its facts name is named from there: without it 县局 means nothing"),
        ("请先在工作表“地方”中填写结论", "give the verdict on the sheet `places` first"),
    ),
    "not-written": (
        ("未能写入", "it could not be written"),
        ("{zh}", "{en}"),
        ("请照此处理后再次运行 policykg review", "do as it says, then run policykg review again"),
    ),
}  # fmt: skip
"""Kind → what is wrong, why, and how to mend it."""
