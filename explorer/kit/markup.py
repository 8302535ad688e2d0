"""Small helpers that templates call: numbers, rules of quotation, the parts of an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

from markupsafe import Markup

from explorer.kit.fieldnames import field_name, language_name, stage_name
from explorer.view.tables import kind_of
from graph.exports.references import licence_name
from ontology.kinds import BY_IRI
from ontology.namespaces import PK_NS
from ontology.palette import UNKNOWN

RULES: Final[dict[str, tuple[str, str]]] = {
    "width": ("全角半角统一", "full and half width"),
    "space": ("略去空白与换行", "blanks and line breaks"),
    "script": ("繁简转换", "traditional and simplified"),
    "ruby": ("略去注音", "pinyin glosses left out"),
    "readings": ("遮蔽或误字的校读", "reading of masked or damaged characters"),
}
"""The named rules under which a quote equals its source, in both languages."""


def rule_name(rule: str, lang: str) -> str:
    """Return the name of a normalisation rule."""
    zh, en = RULES.get(rule, (rule, rule))
    return zh if lang == "zh" else en


def number(value: Any, places: int = 0) -> str:
    """Write a number with thousands apart."""
    if isinstance(value, float):
        text = f"{value:,.{places or 2}f}".rstrip("0").rstrip(".")
        return text or "0"
    return f"{value:,}" if isinstance(value, int) else str(value)


def heat(value: float, most: float) -> int:
    """Return one of ten steps of a heat map; 0 only for nothing."""
    if value <= 0 or most <= 0:
        return 0
    return max(1, min(9, round(9 * value / most)))


def plural(count: float, one: str, many: str) -> str:
    """Return the English word for a count."""
    return one if count == 1 else many


_EDTF: Final = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?([~?%]?)\Z")


def _date(text: str, lang: str) -> str:
    match = _EDTF.match(text)
    if match is None:
        return text
    year, month, day, sign = match.groups()
    if lang == "zh":
        words = (
            f"{year}年" + (f"{int(month)}月" if month else "") + (f"{int(day)}日" if day else "")
        )
        return {"~": "约", "?": "疑为", "%": "约"}.get(sign, "") + words
    words = year if not month else f"{year}-{month}" + (f"-{day}" if day else "")
    return {"~": "c. ", "?": "perhaps ", "%": "c. "}.get(sign, "") + words


def period(text: str, lang: str) -> str:
    """Write an EDTF date or interval in words: ``2007~``, ``2006/2010``, ``../2012``."""
    if "/" not in text:
        return _date(text, lang)
    start, end = (_date(piece, lang) for piece in text.split("/", 1))
    if start in ("..", ""):
        return f"至{end}" if lang == "zh" else f"by {end}"
    if end in ("..", ""):
        return f"{start}起" if lang == "zh" else f"since {start}"
    return f"{start}–{end}"


def kind_hue(view: Any, iri: str, lang: str) -> tuple[str, str]:
    """Return the colour of a thing's class and the name of its kind."""
    cls = kind_of(view, iri) or main_type(view, iri)
    return colour_of(cls), view.label(cls, lang)


def colour_of(cls: str) -> str:
    """Return the name of the colour of a class."""
    return BY_IRI[cls].colour if cls in BY_IRI else UNKNOWN


def main_type(view: Any, iri: str) -> str:
    """Return the class of a fact that is no thing of its own: ours before those of others."""
    return main_of(view.types(iri))


def main_of(types: Sequence[str]) -> str:
    """Return the same of a fact of some classes."""
    return next((t for t in types if t.startswith(PK_NS)), types[0] if types else "")


_HAN: Final = re.compile(r"[\u3400-\u9fff]")


_HAN_RUN: Final = re.compile(
    r"((?:[\d.,%~\u2018-\u201d]*[\u3001-\u9fff\uff01-\uff5e][\d.,%~\u2018-\u201d]*)+)"
)


def lang_of(text: str) -> str:
    """Return the language of words that may be either: Chinese if they hold a Chinese sign."""
    return "zh-Hans" if _HAN.search(text) else "en"


def cap(text: str) -> str:
    """Begin a label with a capital letter."""
    return text[:1].upper() + text[1:]


def tagged(text: Any, lang: str) -> Markup | str:
    """Mark the Chinese words of a text on an English page as Chinese."""
    if lang != "en" or isinstance(text, Markup) or not _HAN.search(str(text)):
        return cast("str", text)
    pieces = _HAN_RUN.split(str(text))
    chinese = Markup('<span lang="zh-Hans">{}</span>')
    return Markup("").join(chinese.format(p) if i % 2 else p for i, p in enumerate(pieces))


GLOBALS: Final[dict[str, Callable[..., Any]]] = {
    "field_name": field_name,
    "heat": heat,
    "kind_hue": kind_hue,
    "lang_of": lang_of,
    "language_name": language_name,
    "licence_name": licence_name,
    "period_text": period,
    "plural": plural,
    "rule_name": rule_name,
    "stage_name": stage_name,
}
FILTERS: Final[dict[str, Callable[..., Any]]] = {"number": number, "tagged": tagged, "cap": cap}
