"""The columns of a review in a spreadsheet, and the words for its verdicts, in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Final, Literal

from explorer.kit.fieldnames import field_name
from loaders.desk.forms import forms

__all__ = [
    "BY_LANGUAGE",
    "CARD_PREFIX",
    "COMMON",
    "META",
    "VERDICTS",
    "Verdict",
    "card_id",
    "field_header",
    "folded",
    "header",
    "header_key",
    "verdict_of",
]

Verdict = Literal["accept", "change", "dismiss", "later"]
Words = tuple[str, str]
"""Chinese and English."""
META: Final = "policykg"
"""The hidden sheet that says what the file was written from."""
CARD_PREFIX: Final = "c-"
"""Before the id of a card, so that no program takes twelve digits, or 12e3456789, for a number."""

VERDICTS: Final[dict[Verdict, Words]] = {
    "accept": ("采纳", "accept"),
    "change": ("修改", "change"),
    "dismiss": ("不采纳", "dismiss"),
    "later": ("稍后", "later"),
}
_SYNONYMS: Final[dict[Verdict, tuple[str, ...]]] = {
    "accept": ("accepted", "采用", "接受", "同意", "已采纳", "採納", "採用", "✓", "✔", "√"),
    "change": (
        "changed", "edit", "accept with a change", "accept with change", "修改后采纳", "修改采纳",
        "改", "改为", "更改", "修改後採納",
    ),
    "dismiss": ("dismissed", "reject", "rejected", "未采纳", "不同意", "拒绝", "驳回", "舍弃",
                "不採納", "拒絕", "✗", "✘"),
    "later": ("postpone", "postponed", "稍候", "待定", "暂缓", "以后", "延后", "稍後", "暫緩"),
}  # fmt: skip
"""What people and translations write instead."""

BY_LANGUAGE: Final[dict[str, Words]] = {
    "id": ("卡片", "card"),
    "order": ("序号", "order"),
    "list": ("记录", "record"),
    "state": ("现状", "state"),
    "words": ("原文", "words"),
    "sentence": ("所在句", "sentence"),
    "rest": ("其他字段", "other fields"),
    "open": ("为何待核", "why open"),
    "verdict": ("结论", "verdict"),
    "reason": ("理由", "reason"),
    "other": ("改其他字段", "change other fields"),
}
_PROPOSED: Final[Words] = ("拟", "proposed")
_CHANGE: Final[Words] = ("改", "change")
COMMON: Final = (
    "kind", "name", "en", "title", "person", "post", "subject", "relation", "object", "role",
    "names", "value", "growth", "bound", "unit", "baseline", "period", "by", "deadline", "status",
    "level", "number", "lead", "support", "of", "place", "indicator",
)  # fmt: skip
"""Fields with columns of their own, where any card has them; the rest is text in one column."""
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\ufe0e\ufe0f]")
_BETWEEN: Final = re.compile(r"[\s/,;|()、。,:.!\-–—\"'“”‘’]+")
_ID: Final = re.compile(r"(?:c-)?([0-9a-f]{12}(?:-[0-9]{1,6})?)", re.ASCII)


def folded(text: str) -> str:
    """Return a text without what programs change: width, case, blanks, characters unseen."""
    plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return "".join(plain.split()).casefold()


def verdict_of(text: str) -> Verdict | None:
    """Return the verdict that a cell gives, in whatever language, width and case; none: unknown.

    Several words for the same, such as ``采纳 / accept``, are one verdict.
    """
    whole = _KNOWN.get(folded(text).strip(".。!"))
    if whole is not None:
        return whole
    parts = [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", text)[:200]) if part]
    found = {_KNOWN.get(folded(part)) for part in parts}
    return found.pop() if len(found) == 1 else None


def card_id(text: str) -> str | None:
    """Return the id of a card from its cell; none where it is none."""
    found = _ID.fullmatch(folded(text))
    return found[1] if found else None


def header(key: str, lang: str) -> str:
    """Return the heading of a column that is not of a field."""
    return BY_LANGUAGE[key][lang != "zh"]


def field_header(key: str, lang: str, *, change: bool) -> str:
    """Return the heading of the column of a field: what is proposed, or what it changes to."""
    words = _CHANGE if change else _PROPOSED
    return f"{words[lang != 'zh']}: {_label(key, lang)}"


def header_key(text: str) -> tuple[str, str] | None:
    """Return what a heading names: ``("column", "verdict")``, ``("change", "value")``; or none."""
    return _headers().get(folded(text))


@cache
def _headers() -> dict[str, tuple[str, str]]:
    found = {folded(word): ("column", key) for key, words in BY_LANGUAGE.items() for word in words}
    for key in _fields():
        for lang, index in (("zh", 0), ("en", 1)):
            for words, what in ((_PROPOSED, "proposed"), (_CHANGE, "change")):
                for label in (_label(key, lang), key):
                    found[folded(f"{words[index]}: {label}")] = (what, key)
    return found


@cache
def _fields() -> tuple[str, ...]:
    return tuple(dict.fromkeys(field.key for fields in forms().values() for field in fields))


@cache
def _label(key: str, lang: str) -> str:
    """Return the word for a field, with its key where another has the same word."""
    word = field_name(key, lang)
    same = [other for other in _fields() if field_name(other, lang) == word]
    return f"{word} [{key}]" if len(same) > 1 else word


def _known(words: Iterable[tuple[Verdict, tuple[str, ...]]]) -> dict[str, Verdict]:
    return {folded(word): verdict for verdict, all_ in words for word in (*all_, verdict)}


_KNOWN: Final = _known([(v, (*VERDICTS[v], *_SYNONYMS[v])) for v in VERDICTS])
