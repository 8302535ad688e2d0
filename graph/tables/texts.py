"""Tables of documents and of the words that facts rest on."""

from __future__ import annotations

from typing import Final

from graph.tables.columns import Column, Table, expanded
from graph.tables.parts import EVIDENCE, GLOSS, IRI, NOTES, PERIOD, own_id


def _count(name: str, source: str) -> Column:
    return Column(name, "integer", source, unit="1")


DOCUMENTS: Final = Table(
    "documents", "Documents", "文献", "One source text.", "一篇原文。", ("id",),
    expanded((
        *own_id("document", "文献"), Column("genre", "code", "pk:genre"),
        Column("place", "id", "pk:jurisdiction", refers="places"),
        Column("issued_by", "id", "pk:issuedBy", many=True),
        Column("document_number", "text", "pk:documentNumber"),
        Column("written", "text", "pk:written"), Column("year", "integer", "pk:year"),
        Column("issued", "text", "dcterms:issued"),
        Column("language", "text", "dcterms:language"),
        Column("source", "text", "dcterms:source", many=True),
        Column("source_file", "text", "pk:sourceFile"),
        Column("source_sha256", "text", "pk:sourceSha256"),
        _count("fields_proved", "pk:provedCount"), _count("fields_signed", "pk:signedCount"),
        _count("fields_inferred", "pk:inferredCount"), _count("fields_open", "pk:openCount"),
        Column("facts", "integer", "=facts", "facts", "事实数",
               "How many things and facts the document states.",
               "该文献所陈述的事物和事实数。", "1"),
        *NOTES, IRI,
    )),
    classes=("Document",), source="?row a pk:Document", question="documents",
)  # fmt: skip

MENTIONS: Final = Table(
    "mentions", "Mentions", "提及", "One place in a document where a known thing is named.",
    "文献中提到某一已知事物的一处。", ("id",),
    expanded((
        *own_id("mention", "提及"), Column("thing", "id", "pk:mentions", refers="things"),
        Column("thing_class", "choice", "=mentioned_class", "class of the thing", "事物类别",
               "The most specific class of the thing that is named.", "所提事物最具体的类。",
               choices="class"),
        Column("name_as_written", "text", "pk:nameAsWritten"),
        Column("mention_role", "code", "pk:mentionRole", many=True),
        Column("mentioned_in", "id", "pk:mentionedIn", refers="things"),
        Column("certainty", "code", "pk:certainty"), Column("claim", "text", "pk:claim", many=True),
        *PERIOD, *EVIDENCE,
    )),
    classes=("Mention",), source="?row a pk:Mention",
)  # fmt: skip

FIELD_STATES: Final = Table(
    "field_states", "States of fields", "字段状态",
    "One field of one fact, English wording apart.", "一个事实的一个字段,英文措辞不计。",
    ("fact", "field"),
    expanded((
        Column("fact", "id", "=iri", "fact", "事实", "The fact of which it is a field.",
               "该字段所属的事实。", refers="things"),
        Column("fact_class", "choice", "=class", "class of the fact", "事实类别",
               "The most specific class of the fact.", "该事实最具体的类。", choices="class"),
        Column("field", "code", "=field", "field", "字段", "The field.", "字段。"),
        Column("state", "choice", "=field_state", "state", "核实状态",
               "Whether the field is proved, signed, inferred or open.",
               "该字段为机核、签核、推断还是未核。", choices="state"),
        Column("rule", "text", "=rule", "rule", "规则", "The rule that read it, where proved.",
               "机核者:读出该字段的规则。"),
        Column("start", "integer", "=rule_start", "start", "起点",
               "Code points of the source text before the words that were read.",
               "所读文字之前的原文字符数。", "code point"),
        Column("end", "integer", "=rule_end", "end", "终点",
               "Code points up to the end of the words that were read.",
               "至所读文字末尾的原文字符数。", "code point"),
        Column("document", "id", "=graph", "document", "文献", "The document of the fact.",
               "该事实所在的文献。", refers="documents"),
    )),
    source="?fact pk:proved|pk:signed|pk:inferred|pk:open ?field", question="fields-by-state",
)  # fmt: skip

QUOTATIONS: Final = Table(
    "quotations", "Quotations", "引文", "One verbatim span of a document.",
    "从文献中逐字引用的一段连续文字。", ("id",),
    expanded((
        Column("id", "text", "=id", "quotation id", "引文标识", "Id of the quotation.",
               "引文的标识。"),
        Column("document", "id", "prov:wasQuotedFrom", "document", "文献", refers="documents"),
        Column("quote", "text", "oa:exact"),
        Column("read_as", "text", "pk:readAs"), *GLOSS,
        Column("start", "integer", "oa:start", unit="code point"),
        Column("end", "integer", "oa:end", unit="code point"),
        Column("page", "integer", "=own_page", "page", "页码",
               "Page of the source on which it begins, where that is known.",
               "其起始处在来源文件中的页码,已知者才有。"),
        Column("anchor_role", "text", "pk:anchorRole", many=True), IRI,
    )),
    classes=("Quotation",), source="?row a pk:Quotation",
)  # fmt: skip

QUOTES_OF_FACTS: Final = Table(
    "evidence", "Evidence", "出处", "One quotation of one fact.", "一个事实的一条引文。",
    ("fact", "quotation"),
    expanded((
        Column("fact", "id", "=iri", "fact", "事实", "The fact.", "事实。", refers="things"),
        Column("quotation", "text", "=quotation", "quotation id", "引文标识",
               "The quotation on which it rests.", "该事实所依据的引文。", refers="quotations"),
        Column("document", "id", "=graph", "document", "文献", "The document.", "文献。",
               refers="documents"),
    )),
    source="?fact pk:evidence ?quotation",
)  # fmt: skip

TEXTS: Final = (DOCUMENTS, MENTIONS, FIELD_STATES, QUOTATIONS, QUOTES_OF_FACTS)
