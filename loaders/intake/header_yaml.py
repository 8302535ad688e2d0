"""The draft of a facts file: its `document:` block, each field with the words it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from loaders.intake.header import Header
from loaders.intake.proposals import Proposal
from loaders.yaml.canonical import format_text
from loaders.yaml.canonical import scalar as canonical_scalar

_NEEDED: Final = {
    "genre": "genre: one of the codes of docs/curating.md · 文种",
    "jurisdiction": "jurisdiction: the place it speaks for · 所属地区",
    "written": "written: a date, such as 2020-02-04 or 2020~ · 成文日期",
}


def draft_text(identity: str, header: Header) -> str:
    """Write a draft; what was not found stands as a comment that says what to fill in."""
    text = "\n".join(_lines(identity, header)) + "\n"
    return format_text(text.encode("utf-8"), f"drafts/{identity}.yaml")


def _lines(identity: str, header: Header) -> Iterator[str]:
    fields = header.fields
    yield "# A draft, never built: correct it, then move it into facts/."
    yield "# 草稿,不参与构建:核对修改后移入 facts/。"
    yield "# Behind each field: the words it was read from. 各项之后为其所据原文。"
    yield "document:"
    yield f"  id: {identity}"
    language = "en" if header.language == "en" else "zh"
    if "title" in fields:
        yield "  title:"
        yield f"    {language}: {scalar(fields['title'].value)}{_from(fields['title'])}"
        if language == "zh":
            yield "    en: TODO"
    else:
        yield "  # title: not found · 未找到标题"
    for name in ("genre", "jurisdiction", "written"):
        yield from _field(name, fields.get(name))
    if "issuer" in fields:
        yield from _issuer(fields["issuer"])
    if "number" in fields:
        yield f"  number: {scalar(fields['number'].value)}{_from(fields['number'])}"
    yield "  source:"
    yield f"    file: {identity}.txt"
    yield f"    language: {header.language}"
    yield "  article:"
    yield f"    from: {scalar(fields['article.from'].value)}"
    yield f"    to: {scalar(fields['article.to'].value)}"
    if header.counts:
        yield "  counts:"
        for name, found in header.counts.items():
            yield f"    {name}: {found.value}  # 1–{found.value}"
    yield "body: []"


def _field(name: str, found: Proposal | None) -> Iterator[str]:
    if found is None:
        yield f"  # {_NEEDED[name]}"
    else:
        yield f"  {name}: {scalar(found.value)}{_from(found)}"


def _issuer(found: Proposal) -> Iterator[str]:
    names = [name for name in re.split(r"[\s、,，]+", found.value) if name]
    if len(names) == 1:
        yield f"  issuer: {scalar(names[0])}{_from(found)}"
        return
    yield f"  issuer:{_from(found)}"
    for name in names:
        yield f"    - {scalar(name)}"


def _from(found: Proposal) -> str:
    words = " ".join(found.words.split())[:80]
    if not words:
        return ""
    where = "" if found.source == "text" else f" ({found.source})"
    return f"  # {words}{where}"


def scalar(text: str) -> str:
    """Write words as a YAML scalar on one line."""
    return canonical_scalar(" ".join(text.split()))
