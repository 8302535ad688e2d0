"""The named normalisations under which a quote may equal its source, and no others.

Each rule keeps, for every character that it leaves, where that character stands in the raw
text.  So whatever is found in the folded text is a span of the raw one, in code points.

``readings``  a document's declared readings of masks, misprints and broken bytes
``ruby``      pinyin in brackets after the character that it belongs to, 風(fēng)
``space``     blanks and line breaks, but never a paragraph's end
``width``     full and half width forms of letters, digits and punctuation
``look-alike``  radicals and compatibility characters that PDFs write for characters, ⻓ for 长
``invisible``  characters that print nothing: zero-width joiners, soft hyphens, marks of direction
``script``    traditional and simplified characters
"""

# ruff: noqa: E501 - tables of words read better unbroken

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable
from functools import lru_cache
from itertools import combinations
from pathlib import Path
from typing import Final
from unicodedata import combining, normalize

from loaders.languages.folding import Folded, fold_width

__all__ = ["RULES", "Folder", "is_syllable_of", "simplified", "spelling_of"]

RULES: Final = ("readings", "ruby", "space", "width", "look-alike", "invisible", "script")
"""Every rule by its name, in the order of application."""

_CJK: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTERS: Final = "a-z\u00e0-\u01ff\u0261\u1e00-\u1eff\u0300-\u036f"
_BLANK: Final = " \\t\\r\\n\\f\\v\u0085\u00a0\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_BREAKS: Final = "\n\u0085\u2028\u2029"
INVISIBLE: Final = "\u00ad\u034f\u061c\u180e\u200c-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
"""What prints nothing and is no blank, as a range of a regular expression."""
_RUBY: Final = rf"[({chr(0xFF08)}](?P<syllable>[{_LETTERS}]{{1,7}})[){chr(0xFF09)}]"
_SPACE: Final = rf"[{_BLANK}]+"
_NEW_ITEM: Final = re.compile(
    rf"[{_BLANK}]*(?:[(\uff08]?[一二三四五六七八九十]{{1,3}}[)\uff09、.是]|第[一二三四五六七八九十]+|\d+[.、\uff0e]|[●■◆【])"
)
_SENTENCE_END: Final = "。!?:\uff01\uff1f\uff1a"


_RADICALS: Final = dict(
    zip(
        "⺁⺄⺅⺆⺇⺈⺊⺌⺍⺎⺐⺒⺓⺔⺖⺗⺘⺙⺛⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬⺭⺮⺯⺱⺳⺶⺷⺸⺹⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂乙亻冂几刀卜小小兀尣巳幺彑忄心扌攵旡月歺母民氵水灬爫爫丬牛犭王罒示礻竹糸罓罒羊羊羊老聿月臼艹艹艹虎衤西西见角角讠贝足车辶辶辶阝钅長镸长门阜阝雨青韦页风飞食飠飠饣首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龟亀龟",
        strict=True,
    )
)
"""Radicals of the CJK supplement, for which Unicode gives no compatibility character."""
_ALIKE: Final = "\u2e80-\u2fdf\uf900-\ufad9\U0002f800-\U0002fa1d"


class _Looks(dict[int, int]):
    """Look-alikes to the character that they stand for: Kangxi 0x2F00 is 一."""

    def __missing__(self, code: int) -> int:
        self[code] = code
        ch = chr(code)
        if ch in _RADICALS:
            self[code] = ord(_RADICALS[ch])
        elif 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAD9 or 0x2F800 <= code <= 0x2FA1D:
            usual = normalize("NFKC", ch)
            self[code] = ord(usual) if len(usual) == 1 else code
        return self[code]


_LOOKS: Final = _Looks()


_PAIRS: Final = (
    "著着 甯宁 寜宁 妳你 祇只 衹只 祗只 馀余 藉借 徧遍 戸户 靑青 緖绪 淸清 徳德 衞卫 敍叙 犂犁 呑吞 堦阶 痺痹 汚污 "
    "鬪斗 鬬斗 歩步 呉吴 硏研 硷碱 粧妆 糭粽 経经 荘庄 輭软 隣邻 鉱矿 鑛矿 隄堤 隷隶 雑杂 飜翻 髙高 麤粗 煇辉 勲勋 勗勖 "
    "浄净 廻回 囘回 逈迥 囯国 畧略 両两 亁干 乹干 朶朵 擧举 検检 寳宝 県县 濶阔 灋法 賙周 凖准 锺钟 牠它 倣仿 阯址 蔴麻 "
    "鷰燕 諮咨 発发 楽乐 図图 団团 対对 伝传 価价 気气 竜龙 広广 総总 県县 労劳 応应 戦战 鉄铁 関关 駅驿 験验 変变 辺边"
)
_LEFT: Final = {pair[0]: pair[1] for pair in _PAIRS.split()}
"""Variants that OpenCC leaves as they are, and what they are variants of."""


class _Simplified(dict[int, int]):
    """Characters to their simplified class, looked up in OpenCC once each."""

    def __missing__(self, code: int) -> int:
        self[code] = code
        if code >= 0x3400:
            converted = _LEFT.get(chr(code)) or _opencc().convert(chr(code))
            if len(converted) == 1:
                self[code] = ord(converted)
        return self[code]


_SIMPLIFIED: Final = _Simplified()


@lru_cache(maxsize=1)
def _opencc():  # type: ignore[no-untyped-def]  # the package has no types
    from opencc import OpenCC

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """Return each character's simplified class: for finding, not for reading.

    Character by character, so that offsets stay and a phrase dictionary never rewrites words.
    """
    return text.translate(_SIMPLIFIED)


@lru_cache(maxsize=1)
def _syllables() -> dict[int, str]:
    # The plain table of pypinyin; importing the package would load 47,000 phrases too.
    from importlib.util import find_spec, module_from_spec, spec_from_file_location

    found = find_spec("pypinyin")
    if found is None or not found.submodule_search_locations:  # pragma: no cover
        return {}
    path = Path(next(iter(found.submodule_search_locations)), "pinyin_dict.py")
    spec = spec_from_file_location("_pinyin_table", path)
    if spec is None or spec.loader is None:  # pragma: no cover
        return {}
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    table: dict[int, str] = module.pinyin_dict
    return table


@lru_cache(maxsize=16384)
def is_syllable_of(syllable: str, character: str) -> bool:
    """Tell whether a character is read so: fēng is a syllable of 風, PPP is one of none."""
    known = _syllables().get(ord(character), "") if len(character) == 1 else ""
    return syllable.replace("\u0261", "g") in known.split(",")


def spelling_of(character: str) -> str:
    """Return a character's commonest reading without its tone mark, or the character itself."""
    known = _syllables().get(ord(character), "").split(",")[0]
    plain = normalize("NFD", known)
    return "".join(c for c in plain if not combining(c)) or character


class Folder:
    """Folds texts by the rules that a document allows."""

    def __init__(
        self,
        readings: Iterable[tuple[str, str]] = (),
        *,
        ruby: bool = False,
        script: bool = False,
    ) -> None:
        self.readings = dict(readings)
        allowed = {"space", "width", "look-alike", "invisible"}
        allowed |= {"readings"} if self.readings else set()
        allowed |= {"ruby"} if ruby else set()
        allowed |= {"script"} if script else set()
        self.rules = tuple(rule for rule in RULES if rule in allowed)
        self._plain: re.Pattern[str] | None = None
        self._patterns: dict[frozenset[str], re.Pattern[str] | None] = {}

    def _pattern(self, rules: frozenset[str]) -> re.Pattern[str] | None:
        if rules not in self._patterns:
            parts = []
            if "readings" in rules:
                raws = sorted(self.readings, key=lambda raw: (-len(raw), raw))
                parts.append(f"(?P<raw>{'|'.join(map(re.escape, raws))})")
            if "ruby" in rules:
                parts.append(f"(?P<ruby>{_RUBY})")
            if "space" in rules:
                parts.append(f"(?P<space>{_SPACE})")
            if "invisible" in rules:
                parts.append(f"(?P<invisible>[{INVISIBLE}]+)")
            self._patterns[rules] = re.compile("|".join(parts)) if parts else None
        return self._patterns[rules]

    def clean(self, text: str) -> str:
        """Return the text folded by all allowed rules, without its offsets."""
        plain = self._plain
        if plain is None:
            raws = "|".join(map(re.escape, self.readings)) or r"(?!)"
            simple = not {"ruby", "script"} & set(self.rules)
            changes = rf"[{_BLANK}{INVISIBLE}\uff01-\uff5e\uffe5{_ALIKE}]|{raws}" if simple else ""
            plain = self._plain = re.compile(changes)
        return self.fold(text).text if plain.search(text) else text

    def fold(self, text: str, rules: Iterable[str] | None = None) -> Folded:
        """Fold a text by some of the allowed rules, or by all."""
        chosen = frozenset(self.rules if rules is None else rules)
        out: list[str] = []
        starts, ends = array("I"), array("I")
        at = 0

        def keep(start: int, end: int) -> None:
            out.append(text[start:end])
            starts.extend(range(start, end))
            ends.extend(range(start + 1, end + 1))

        pattern = self._pattern(chosen)
        for match in pattern.finditer(text) if pattern else ():
            start, end = match.span()
            keep(at, start)
            at = end
            kind = match.lastgroup if match.lastgroup != "syllable" else "ruby"
            if kind == "raw":
                reading = self.readings[match[0]]
                out.append(reading)
                starts.extend([start] * len(reading))
                ends.extend([end] * len(reading))
            elif kind == "ruby":
                if start and ends and is_syllable_of(match["syllable"], text[start - 1]):
                    ends[-1] = end
                else:
                    keep(start, end)
            elif kind == "invisible":
                continue
            elif left := _blank(text, start, end):
                out.append(left)
                starts.append(start)
                ends.append(end)
        keep(at, len(text))
        folded = "".join(out)
        if "width" in chosen:
            folded = fold_width(folded)
        if "look-alike" in chosen:
            folded = folded.translate(_LOOKS)
        if "script" in chosen:
            folded = simplified(folded)
        return Folded(folded, starts, ends)

    def needed(self, raw: str, quote: str) -> tuple[str, ...] | None:
        """Return the fewest rules under which a raw span equals a quote, or none.

        A span that was widened to the whole of a reading holds the quote instead.
        """
        for size in range(len(self.rules) + 1):
            for rules in combinations(self.rules, size):
                left = self.fold(raw, rules).text
                right = self.fold(quote, rules).text
                if left == right or ("readings" in rules and right in left):
                    return rules
        return None


def _blank(text: str, start: int, end: int) -> str:
    """Return what a run of blanks folds to: nothing, a blank, or a paragraph's end."""
    blanks = text[start:end]
    before = text[start - 1] if start else ""
    after = text[end] if end < len(text) else ""
    breaks = sum(map(blanks.count, _BREAKS))
    ends = breaks > 1 or before in _SENTENCE_END or _NEW_ITEM.match(text, end)
    if breaks and before and after and ends:
        return "\n"
    # 5 000 is not 5000, and two Latin words are not one.
    if before.isascii() and before.isalnum() and after.isascii() and after.isalnum():
        return " "
    return ""
