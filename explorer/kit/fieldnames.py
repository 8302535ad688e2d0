"""Words for what stands in facts files as a code: fields, stages, languages.

Facts name an inferred field as the file spells it (``also-named``); people read a word.  A test
compares :data:`FIELDS` with the fields of ``facts.schema.json``.
"""

from __future__ import annotations

from typing import Final

from explorer.i18n import words

FIELDS: Final[dict[str, tuple[str, str]]] = {
    "also": ("另名", "other name"),
    "also-named": ("又称", "other name"),
    "article": ("正文范围", "extent of the article"),
    "body": ("内容", "content"),
    "bound": ("数值界限", "bound"),
    "by": ("时限", "due date"),
    "campaign": ("系列活动", "campaign"),
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
    "enterprises": ("企业", "enterprises"),
    "events": ("事件", "events"),
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
    "measure": ("举措", "measure"),
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
    "organisations": ("单位", "organisations"),
    "organiser": ("主办方", "organiser"),
    "oversight": ("督查单位", "overseeing body"),
    "part-of": ("所属", "whole it is part of"),
    "participants": ("参与方", "participants"),
    "parts": ("部分", "parts"),
    "period": ("时间", "period"),
    "person": ("人物", "person"),
    "person-en": ("人物(英文)", "person (English)"),
    "place": ("地点", "place"),
    "places": ("地点", "places"),
    "policies": ("政策", "policies"),
    "policy": ("政策", "policy"),
    "post": ("职务", "post"),
    "posts": ("职务", "posts"),
    "projects": ("项目", "projects"),
    "publisher": ("出版者", "publisher"),
    "quote": ("引文", "quote"),
    "quotes": ("引文", "quotes"),
    "rank": ("等次", "rank"),
    "raw": ("原文字符", "characters of the text"),
    "reading": ("读法", "reading"),
    "readings": ("读法", "readings"),
    "recognitions": ("荣誉", "recognitions"),
    "recurring": ("周期", "recurrence"),
    "relation": ("关系", "relation"),
    "relations": ("关系", "relations"),
    "responsible": ("责任单位", "responsible body"),
    "responsibilities": ("职责", "responsibilities"),
    "retrieved": ("获取日期", "date of retrieval"),
    "role": ("角色", "role"),
    "ruby": ("注音", "pinyin glosses"),
    "safeguard": ("保障措施", "safeguard"),
    "source": ("来源", "source"),
    "stage": ("阶段", "stage"),
    "statement": ("所说", "statement"),
    "status": ("状态", "status"),
    "strategy": ("战略板块", "strategy"),
    "subject": ("主体", "subject"),
    "subject-en": ("主体(英文)", "subject (English)"),
    "support": ("配合单位", "supporting body"),
    "targets": ("目标", "targets"),
    "task": ("任务", "task"),
    "title": ("称号", "title"),
    "to": ("终点", "end"),
    "unit": ("单位", "unit"),
    "url": ("网址", "address"),
    "value": ("数值", "value"),
    "values": ("数值", "values"),
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
    """Return the word for a field of a facts file; a field without one stands as it is."""
    return _word(FIELDS, name, lang)


def stage_name(stage: str, lang: str) -> str:
    """Return the word for a stage: as the text writes it, or what it implies."""
    return _word(STAGES, stage, lang)


def language_name(tag: str, lang: str) -> str:
    """Return the name of a language by its tag, in any case of letters."""
    return _word(LANGUAGES, tag.lower(), lang)
