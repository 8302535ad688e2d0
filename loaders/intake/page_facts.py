"""What a web page says of its article outside of it, and words as a browser shows them."""

from __future__ import annotations

import re
from typing import Any, Final

from loaders.intake.characters import clean, is_cjk
from loaders.intake.html_article import Part

_SPACE: Final = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_META: Final = re.compile(
    r"articletitle|title|og:title|pubdate|publishdate|contentsource|author|source|"
    r"article:published_time|sitename|columnname|docid|others",
    re.I,
)


def meta_of(root: Any) -> dict[str, str]:
    """Read what the page's head says of it."""
    found: dict[str, str] = {}
    for one in root.iter("meta"):
        name = one.get("name") or one.get("property") or ""
        content = _SPACE.sub(" ", clean(one.get("content") or "")).strip()
        if content and _META.fullmatch(name):
            found.setdefault(f"meta:{name.lower()}", content[:300])
    for one in root.iter("title"):
        words = _SPACE.sub(" ", clean("".join(one.itertext()))).strip()
        if words:
            found.setdefault("title", words[:300])
    return found


_FACT: Final = re.compile(
    r"(索\s*引\s*号|发文机[关構构]|发布机构|成文日期|生成日期|发布日期|发布时间|发文日期|印发日期|"
    r"文\s*号|发文字号|公文字号|标\s*题|名\s*称|主题分类|来源|信息来源|文章来源|稿源|公开日期|日期|时间|"
    r"有\s*效\s*性)\s*[:：]?\s*"
)


def facts_around(parts: list[Part]) -> dict[str, str]:
    """Read the lines of a page that say who issued the document, when, and under which number."""
    found: dict[str, str] = {}
    for part in parts:
        if len(part.text) > 400:
            continue
        text = part.text.replace("\t", " ")
        marks = list(_FACT.finditer(text))
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        for mark, end in zip(marks, ends, strict=False):
            value = text[mark.end() : end].strip(" |[]【】\n：:")
            name = "".join(mark[1].split())
            starts = mark.start() == 0 or not text[mark.start() - 1].isalnum()
            marked = part.rows or ":" in mark[0] or "：" in mark[0]
            if value and len(value) < 120 and starts and marked:
                found.setdefault(f"page:{name}", value)
    return found


def flattened(text: str) -> str:
    """Return a block's words as a browser shows them; no blank where a line ended in Chinese.

    >>> flattened("  市\\n  政府 \\xa0 plan\\n of ")
    '市政府 plan of'
    """
    out: list[str] = []
    at = 0
    text = clean(text.replace("\r", "\n"))
    for blank in _SPACE.finditer(text):
        out.append(text[at : blank.start()])
        before, after = text[blank.start() - 1 : blank.start()], text[blank.end() : blank.end() + 1]
        broken = "\n" in blank.group() or "\r" in blank.group()
        if before and after and not (broken and is_cjk(before) and is_cjk(after)):
            out.append(" ")
        at = blank.end()
    out.append(text[at:])
    return "".join(out)
