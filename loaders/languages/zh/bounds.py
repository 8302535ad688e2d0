"""Words that bound a number, before it and behind it, and how they go together."""

from __future__ import annotations

import re
from typing import Final

from ontology.codes import Bound

__all__ = ["AFTER", "AFTER_WORD", "BEFORE", "BEFORE_WORD", "combined", "turned"]

_BEFORE_WORDS: Final[dict[Bound, str]] = {
    "at-least": "不少于 不低于 不小于 不下于 不下 不弱于 至少 最少 最低 不止 ≥ ≧ ⩾ 满 年满 上 下限 "
    "下限为 保底 保底为",
    "at-most": "不超过 不高于 不多于 不大于 不超出 不突破 不逾 未超过 未突破 至多 最多 最高 ≤ ≦ ⩽ "
    "上限 上限为 不得超过 不能超过 不得高于",
    "less-than": "不足 不到 不满 未满 未达 未达到 低于 少于 小于 短于 <",
    "more-than": "超过 超出 突破 高于 大于 多于 长于 超 逾 过 破 远超 >",
    "about": "大约 约 将近 接近 近 大致 大概 约为 ~ ≈",
}
BEFORE: Final[dict[str, Bound]] = {
    word: bound for bound, words in _BEFORE_WORDS.items() for word in words.split()
} | {"不得少于": "at-least", "不得低于": "at-least", "不能少于": "at-least", "不能低于": "at-least"}
_AFTER_WORDS: Final[dict[Bound, str]] = {
    "at-least": "及以上 (含)以上 含以上 以上(含) 以上 起 及其以上 或以上",
    "at-most": "及以下 (含)以下 含以下 以下(含) 以下 以内(含) 以内 之内 内 封顶 为限 及以内 或以下",
    "about": "左右 上下",
}
AFTER: Final[dict[str, Bound]] = {
    word: bound for bound, words in _AFTER_WORDS.items() for word in words.split()
}


def _any(words: dict[str, Bound]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


# 过 compares only where it is no part of 通过, 经过, 超过; 上 only before a bare scale (上千).
BEFORE_WORD: Final = re.compile(
    rf"(?:{_any({word: b for word, b in BEFORE.items() if word not in {'过', '上', '破'}})}"
    r"|(?<![通经超不])过|(?<![突打])破|(?<![以增])上(?=[百千万亿]))"
)
AFTER_WORD: Final = re.compile(f"(?:{_any(AFTER)})")

_TURNED: Final[dict[Bound, Bound]] = {
    "at-least": "at-most", "at-most": "at-least", "more-than": "less-than",
    "less-than": "more-than",
}  # fmt: skip
_UP: Final = frozenset({"at-least", "more-than"})
_DOWN: Final = frozenset({"at-most", "less-than"})


def turned(bound: Bound) -> Bound:
    """Return the bound of a fall: 下降5%以上 is at most -5."""
    return _TURNED.get(bound, bound)


def combined(before: list[Bound], inside: str, after: Bound | None) -> Bound | None:
    """Return the bound that words before, inside (多, 余) and behind a number give together.

    ``None`` where they contradict each other (不足5%以上), or blur a bound (约5%以上).
    """
    told: list[Bound] = [*before]
    if inside == "more-than":
        told.append("more-than")
    elif inside == "about":
        told.append("about")
    if after is not None:
        told.append(after)
    kinds = set(told)
    if not kinds:
        return "exact"
    if kinds == {"about"} or (kinds == {"about", "more-than"} and inside and after is None):
        return "about"  # 近3000余套 says no more than 近
    if kinds <= _UP:
        return "more-than" if "more-than" in kinds else "at-least"
    if kinds <= _DOWN:
        return "less-than" if "less-than" in kinds else "at-most"
    return None
