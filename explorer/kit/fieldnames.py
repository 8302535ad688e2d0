"""Words for what stands in facts files as a code: fields, stages, languages.

Facts name an inferred field as the file spells it (``also-named``); people read a word.  A test
compares :data:`FIELDS` with the fields of ``facts.schema.json``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from explorer.i18n import words
from ontology import declarations
from ontology.kinds import KINDS
from ontology.namespaces import PK_NS


def _kinds() -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the words for the lists of records, and for parts: those of their classes."""
    for kind in KINDS:
        term = declarations.term(kind.iri)
        chinese = term.label_zh if term else kind.zh
        for record in kind.records:
            if record.form == "part":
                yield record.kind, (chinese, record.kind)
            elif record.list:
                yield record.list, (chinese, record.list.replace("-", " "))


FIELDS: Final[dict[str, tuple[str, str]]] = {
    **dict(_kinds()),
    "also": ("另名", "other name"),
    "also-named": ("又称", "other name"),
    "article": ("正文范围", "extent of the article"),
    "body": ("内容", "content"),
    "baseline": ("基准", "baseline"),
    "bound": ("数值界限", "bound"),
    "by": ("时限", "due date"),
    "certainty": ("把握程度", "certainty"),
    "claim": ("评价", "claim"),
    "columns": ("表格各栏", "columns of a table"),
    "compared-with": ("比较基准", "basis of comparison"),
    "count": ("数目", "count"),
    "counts": ("数目", "counts"),
    "covers": ("涵盖", "what it covers"),
    "deadline": ("期限", "deadline"),
    "definition": ("口径", "definition"),
    "developer": ("建设方", "developer"),
    "document": ("文献", "document"),
    "en": ("英文名", "English name"),
    "file": ("文件", "file"),
    "for": ("对象", "purpose"),
    "from": ("起点", "start"),
    "genre": ("体裁", "genre"),
    "group": ("泛指单位", "group"),
    "groups": ("泛指单位", "groups"),
    "growth": ("增长", "growth"),
    "id": ("标识", "identifier"),
    "implement": ("实施单位", "implementing body"),
    "in": ("所在", "whole it is in"),
    "indicator": ("指标", "indicator"),
    "industry": ("行业", "industry"),
    "inferred": ("推断", "inference"),
    "into": ("结果", "outcome"),
    "investment": ("投资额", "investment"),
    "investor": ("投资方", "investor"),
    "is": ("种类", "kind"),
    "issuer": ("发布单位", "issuer"),
    "issuers": ("发布单位", "issuers"),
    "jurisdiction": ("辖区", "jurisdiction"),
    "kind": ("类别", "kind"),
    "label": ("名称", "label"),
    "language": ("语言", "language"),
    "lead": ("牵头单位", "lead body"),
    "lead-rule": ("首列即牵头的规定", "rule that the first listed leads"),
    "level": ("级别", "level"),
    "merged": ("合并各方", "merged bodies"),
    "name": ("名称", "name"),
    "names": ("名称", "names"),
    "note": ("编者注", "note"),
    "number": ("编号", "number"),
    "object": ("关系对象", "end of the relation"),
    "object-en": ("关系对象(英文)", "end of the relation (English)"),
    "occurrence": ("第几次出现", "occurrence"),
    "occurs": ("次数", "times"),
    "of": ("所述对象", "whom it is about"),
    "organiser": ("主办方", "organiser"),
    "oversight": ("督查单位", "overseeing body"),
    "cue": ("状态词", "cue of status"),
    "part-of": ("所属", "whole it is part of"),
    "participants": ("参与方", "participants"),
    "parts": ("部分", "parts"),
    "passage": ("段落开头", "first words"),
    "period": ("时间", "period"),
    "person": ("人物", "person"),
    "person-en": ("人物(英文)", "person (English)"),
    "place": ("地点", "place"),
    "policy": ("政策", "policy"),
    "post": ("职务", "post"),
    "publisher": ("出版者", "publisher"),
    "quote": ("引文", "quote"),
    "quotes": ("引文", "quotes"),
    "rank": ("等次", "rank"),
    "raw": ("原文字符", "characters of the text"),
    "reading": ("校读", "reading"),
    "readings": ("校读", "readings"),
    "recurring": ("周期", "recurrence"),
    "relation": ("关系", "relation"),
    "responsible": ("责任单位", "responsible body"),
    "retrieved": ("获取日期", "date of retrieval"),
    "role": ("角色", "role"),
    "ruby": ("注音", "pinyin glosses"),
    "source": ("来源", "source"),
    "stage": ("阶段", "stage"),
    "statement": ("所说", "statement"),
    "status": ("状态", "status"),
    "subject": ("主体", "subject"),
    "subject-en": ("主体(英文)", "subject (English)"),
    "support": ("配合单位", "supporting body"),
    "title": ("称号", "title"),
    "to": ("终点", "end"),
    "unit": ("单位", "unit"),
    "url": ("网址", "address"),
    "value": ("数值", "value"),
    "written": ("写作时间", "date of writing"),
    "written-reason": ("写作时间的理由", "reason for the date of writing"),
    "zh": ("中文名", "Chinese name"),
}
"""Fields of facts files: Chinese and English."""

STAGES: Final[dict[str, tuple[str, str]]] = {
    "floor": ("底线目标", "floor"),
    "stretch": ("力争目标", "stretch goal"),
}
"""Stages that a text implies without a name of their own."""

LANGUAGES: Final[dict[str, tuple[str, str]]] = {
    "zh-hans": ("中文(简体)", "Chinese, simplified characters"),
    "zh-hant": ("中文(繁体)", "Chinese, traditional characters"),
    "zh": ("中文", "Chinese"),
    "en": ("英文", "English"),
}
"""Languages of source texts, by the tag that the graph uses."""


def _word(table: dict[str, tuple[str, str]], key: str, lang: str) -> str:
    zh, en = table.get(key, (key, key))
    return words(lang)(zh, en)


def field_name(name: str, lang: str) -> str:
    """Return the word for a field of a facts file; a field without one stands as it is.

    A field that has no word here has that of the property of its name: ``document-number`` is
    ``pk:documentNumber``.
    """
    if name not in FIELDS:
        first, *rest = name.split("-")
        known = declarations.term(PK_NS + first + "".join(word.capitalize() for word in rest))
        return known.label(lang) if known else name
    return _word(FIELDS, name, lang)


def stage_name(stage: str, lang: str) -> str:
    """Return the word for a stage: as the text writes it, or what it implies."""
    return _word(STAGES, stage, lang)


def language_name(tag: str, lang: str) -> str:
    """Return the name of a language by its tag, in any case of letters."""
    return _word(LANGUAGES, tag.lower(), lang)
