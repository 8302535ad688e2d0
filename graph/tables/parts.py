"""Pieces that many tables share: label, evidence, period, deadline, states."""

from __future__ import annotations

from typing import Final

from graph.tables.columns import Column

_BOTH: Final = {"zh": ("Chinese", "中文"), "en": ("English", "英文")}


def both(
    name: str, source: str, en: str, zh: str, note_en: str, note_zh: str
) -> tuple[Column, ...]:
    """Return two columns of a text that exists in both languages."""
    return tuple(
        Column(
            f"{name}_{code}", "label", source, f"{en} ({words[0]})", f"{zh}({words[1]})",
            note_en, note_zh, language=code,
        )
        for code, words in _BOTH.items()
    )  # fmt: skip


def own_id(en: str, zh: str) -> tuple[Column, ...]:
    """Return the columns of the row's own id and names."""
    key = Column(
        "id", "text", "=id", f"{en} id", f"{zh}标识",
        "Id of the row's thing or fact; its IRI is in the column iri.",
        "该行事物或事实的标识;其IRI见iri列。",
    )  # fmt: skip
    return key, *both("name", "=name", en, zh, "Name for display.", "供显示的名称。")


IRI: Final = Column(
    "iri", "iri", "=iri", "IRI", "IRI", "IRI of the row's thing or fact.", "该行事物或事实的IRI。"
)
DOCUMENT: Final = Column("document", "id", "pk:statedIn", "document", "文献", refers="documents")
OWN_DOCUMENT: Final = Column(
    "document", "id", "pk:statedIn", "document", "文献",
    "The document that names it; empty for what the authority files define.",
    "写明该事物的文献;由权威文件定义者为空。", refers="documents",
)  # fmt: skip
NOTES: Final = both("note", "skos:note", "note", "附注", "Remark of the editor.", "编者的说明。")
GLOSS: Final = (
    Column(
        "gloss", "text", "=gloss", "gloss (English)", "译文(英文)",
        "English of the editors' own for the words, or for the passage that they stand in; "
        "several joined by ….",
        "编者对引文或其所在段落的英文译文;多条以……相连。",
    ),
    Column(
        "gloss_state", "choice", "=gloss_state", "state of the gloss", "译文状态",
        "The weakest of its glosses: signature void, machine translation, signed; the fact's own "
        "state is another.",
        "各条译文中最弱者:签核已失效、机器翻译、签核;与事实本身的状态无关。", choices="gloss-state",
    ),
)  # fmt: skip
PLACES: Final = (
    Column(
        "quote", "text", "pk:words", "quote", "引文",
        "The words of all quotations that the fact rests on, with … between them.",
        "该事实所依据的全部引文文字,以……相连。",
    ),
    *GLOSS,
    Column(
        "start", "integer", "=start", "start", "起点",
        "Code points of the source text before the first quotation, from 0.",
        "首条引文之前的原文字符数,从0起。", "code point",
    ),
    Column(
        "end", "integer", "=end", "end", "终点",
        "Code points of the source text up to the end of the last quotation.",
        "至末条引文末尾的原文字符数。", "code point",
    ),
    Column(
        "page", "integer", "=page", "page", "页码",
        "Page of the source on which the first quotation begins, where that is known.",
        "首条引文起始处在来源文件中的页码,已知者才有。",
    ),
)  # fmt: skip
STATES: Final = (
    Column(
        "state", "choice", "=state", "state", "核实状态",
        "The weakest state of the fact's fields, English wording apart: "
        "open, inferred, signed, proved.",
        "该事实各字段中最弱的状态(英文措辞不计),由弱到强:未核、推断、签核、机核。", choices="state",
    ),
    Column(
        "fields_inferred", "text", "=fields_inferred", "fields inferred", "推断字段",
        "Names of the fields that the text implies.", "原文隐含的字段名。", many=True,
    ),
    Column(
        "fields_open", "text", "=fields_open", "fields open", "未核字段",
        "Names of the fields that nobody has compared with the words yet.",
        "尚无人与原文比较的字段名。", many=True,
    ),
    Column("basis", "code", "pk:basis"),
)  # fmt: skip
EVIDENCE: Final = (DOCUMENT, *PLACES, *STATES, *NOTES, IRI)
"""The last columns of every fact."""
THING: Final = (OWN_DOCUMENT, *PLACES, *STATES, *NOTES, IRI)
"""The last columns of what may be defined by a document or by the authority files."""

PERIOD: Final = (
    Column("period", "text", "pk:period"),
    Column("year", "integer", "pk:year"),
    Column("until", "date", "pk:end"),
    Column(
        "precision", "choice", "=precision", "precision", "时间精度",
        "How exactly the end of the period is known.", "时期终点的精确程度。", choices="precision",
    ),
    Column(
        "time_bound", "choice", "=time_bound", "bound in time", "时间界限",
        "Whether the period is meant whole, as its end, its beginning, or about.",
        "指整个时期、其终点、起点,还是约数。", choices="time-bound",
    ),
)  # fmt: skip
DEADLINE: Final = (
    Column(
        "deadline", "date", "=deadline", "deadline", "完成时限",
        "The last day by which the work is to be done: its own deadline or period, else the "
        "latest of its parts, else the latest year of its targets; empty: none is stated.",
        "该项工作完成的最后一天:取其自身的时限或时期,否则取其各部分中最晚者,再否则取其目标值的"
        "最晚年份;为空即未注明。",
    ),
    Column(
        "deadline_precision", "choice", "=deadline_precision", "precision of the deadline",
        "时限精度", "How exactly the deadline is known.", "时限的精确程度。", choices="precision",
    ),
    Column(
        "deadline_bound", "choice", "=deadline_bound", "bound of the deadline", "时限界限",
        "How the words bound it: by, in, from … to, about.", "原文如何限定:截至、当期、起止、约。",
        choices="time-bound",
    ),
    Column(
        "deadline_as_written", "text", "=deadline_as_written", "deadline as written", "原文时限",
        "The deadline in the words of the text, where they were recorded, else its EDTF.",
        "时限的原文用语;未记录者为EDTF。",
    ),
    Column(
        "deadline_of", "choice", "=deadline_of", "deadline of", "时限出处",
        "What the deadline was stated for.", "时限是就何者注明的。", choices="deadline-of",
    ),
)  # fmt: skip
SECTION: Final = both(
    "section", "=section", "section", "章节",
    "Names of the parts of the document above it, from the outermost inwards, joined by ›.",
    "其上各级部分的名称,由外至内,以›相连。",
)  # fmt: skip
TASK: Final = (
    Column(
        "task", "id", "=task", "task", "任务",
        "The numbered task to which it belongs: the work itself, or the task above it.",
        "所属的编号任务:该项工作本身,或其上的任务。", refers="tasks",
    ),
)  # fmt: skip
CAMPAIGN: Final = Column(
    "campaign", "id", "=campaign", "campaign", "系列活动",
    "The nearest campaign or strategy above it.", "其上最近的系列活动或战略板块。",
    refers="actions",
)  # fmt: skip
