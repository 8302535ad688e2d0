"""Read a value as a text writes it: number, range, unit, bound, baseline; whole or not at all.

One grammar, used twice: :func:`read_value` reads a value that a record copied from the text and
consumes all of it, or names the rest; :func:`find_values` finds every quantity in running text.
Nothing is converted: 亩 stay 亩, and numbers are scaled by powers of ten only (70亿元 is
7000000000 CCY_CNY).  Shares become per cent, and a rise by twice (提高2倍) is threefold.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from loaders.languages.model import Reading, Unread, ValueSpan
from loaders.languages.zh import frames
from loaders.languages.zh.bounds import BEFORE, BEFORE_WORD, combined, turned
from loaders.languages.zh.characters import plain, squeeze
from loaders.languages.zh.made import clean, single
from loaders.languages.zh.numerals import scan_number
from loaders.languages.zh.quantities import QUANTITY_START, Quantity, scan_quantity
from loaders.languages.zh.running import far_bound, find_values
from loaders.languages.zh.units import per_unit, rate
from ontology.codes import Bound

__all__ = ["Reading", "ValueSpan", "far_bound", "find_values", "plain", "read_value"]

MAX_LENGTH = 400
"""No value as written is longer; the grammar is not tried on more."""


class _Parser:
    """One pass over a value, left to right; each step consumes what it reads."""

    def __init__(self, text: str, words: str) -> None:
        self.text, self.words, self.at = text, words, 0
        self.before: list[Bound] = []
        self.change: Literal["", "rise", "fall"] = ""
        self.per = ""
        self.yearly = False
        self.baseline = ""
        self.reached = False
        """Whether a level is reached (提高到): a year behind it is when, not a baseline."""

    def read(self) -> Reading:  # noqa: PLR0911 - one return a form
        if self.words == "减半":
            return single(self.text, Decimal(-50), "exact", "PERCENT", "")
        if _ZERO_GROWTH.fullmatch(self.words):
            return single(self.text, Decimal(0), "exact", "PERCENT", "")
        if (than := self._than()) is not None:
            return than
        if self.words[:1] in ("从", "由") and (start := self._from()) is not None:
            return start
        while self.at < len(self.words):
            if (of := frames.COMPARED.match(self.words, self.at)) and of["c"] and self._step():
                continue
            if self._quantity_here():
                quantity = scan_quantity(self.words, self.at)
                if quantity is not None and (reading := self._finish(quantity)) is not None:
                    return reading
                if quantity is None and (times := self._doubling()) is not None:
                    return times
            if (times := self._doubling()) is not None:
                return times
            if not self._step():
                break
        return self._fail(self.at)

    # -- what may stand before the number ---------------------------------------------------

    def _quantity_here(self) -> bool:
        return self.words[self.at] in QUANTITY_START

    def _step(self) -> bool:
        """Consume one piece of the frame; tells whether there was one."""
        return (
            self._relative()
            or self._compared()
            or self._level()
            or self._changing()
            or self._bound_word()
            or self._per_word()
            or self._neutral()
        )

    def _relative(self) -> bool:
        """Consume 高于全省平均 before a number: how much more or less than a baseline."""
        match = frames.OVER.match(self.words, self.at)
        if match is None or match.end() >= len(self.words) or self.change or self.before:
            return False
        end = match.end()
        if self.words[end] not in QUANTITY_START and not BEFORE_WORD.match(self.words, end):
            return False
        self.change = "fall" if match["word"][0] in "低慢少小落" else "rise"
        self.baseline, self.at = match["base"], end
        return True

    def _compared(self) -> bool:
        """Consume 比上年, 在2020年基础上, perhaps with 高 or 低 behind it."""
        match = frames.COMPARED.match(self.words, self.at)
        if match is None:
            return False
        self.baseline = (match["a"] or match["b"] or match["c"]).removesuffix("的")
        self.reached = self.reached and bool(match["c"])
        self.at = match.end()
        if more := frames.MORE.match(self.words, self.at):
            self.change, self.at = "rise", more.end()
        elif less := frames.LESS.match(self.words, self.at):
            self.change, self.at = "fall", less.end()
        return True

    def _level(self) -> bool:
        """Consume 下降到, 提高至, 达到: what follows is a level, no change."""
        match = frames.LEVEL.match(self.words, self.at)
        if match is None:
            return False
        if (match[0][-1] in "到至为成了" and len(match[0]) > 1) or not self.change:
            self.change = ""
        self.reached = len(match[0]) > 1 and not match[0].startswith("恢复")
        self.at = match.end()
        return True

    def _changing(self) -> bool:
        rise = frames.RISE.match(self.words, self.at)
        match = rise or frames.FALL.match(self.words, self.at)
        if match is None:
            return False
        change: Literal["rise", "fall"] = "rise" if rise else "fall"
        if self.change not in ("", change):
            return False
        self.change, self.at = change, match.end()
        return True

    def _bound_word(self) -> bool:
        match = BEFORE_WORD.match(self.words, self.at)
        if match is None:
            return False
        self.before.append(BEFORE[match[0]])
        self.at = match.end()
        return True

    def _per_word(self) -> bool:
        each = per_unit(self.words, self.at)
        if each is None or self.per:
            return False
        self.at, self.per = each
        if self.per == "年":  # each year is when, not what, except for how often
            self.per, self.yearly = "", True
        return True

    def _neutral(self) -> bool:
        best = frames.NEUTRAL.match(self.words, self.at)
        noun = frames.NOUN.match(self.words, self.at)
        if noun is None and best is None and self.per:
            noun = frames.BETWEEN_PER.match(self.words, self.at)
        if noun and not frames.UNSAFE.search(noun[0]) and (not best or noun.end() > best.end()):
            best = noun
        if best is None:
            return False
        self.at = best.end()
        return True

    def _than(self) -> Reading | None:
        """Read a value that is only a comparison: 不低于2019年同期."""
        words = re.sub(r"^(?:力争|争取|确保|保持|努力|原则上)+", "", self.words)
        match = frames.THAN.match(words)
        if match is None or (match["word"] is None and match["same"] is None):
            return None
        told = match["same"] if match["same"] in frames.THAN_BOUNDS else match["word"]
        bound = frames.THAN_BOUNDS.get(told or "", "exact")
        return Reading(self.text, bound=bound, baseline=match["base"])  # type: ignore[arg-type]

    # -- from A to B ------------------------------------------------------------------------

    def _from(self) -> Reading | None:
        match = frames.FROM.match(self.words)
        assert match is not None
        at = match.end()
        first = scan_quantity(self.words, at)
        if first is None or first.high is not None or first.why or first.after or first.hedge:
            return None
        to = frames.FROM_TO.match(self.words, first.end)
        if to is None:
            return None
        self.at = to.end()
        while match2 := BEFORE_WORD.match(self.words, self.at):
            self.before.append(BEFORE[match2[0]])
            self.at = match2.end()
        last = scan_quantity(self.words, self.at) if self.at < len(self.words) else None
        reading = self._finish(last) if last else None
        if reading is None or not reading.readable:
            return self._fail(self.at)
        bare = first.code == "NUM" and not first.word and not first.share
        if not bare and first.code != reading.unit:
            return self._fail(at)
        start = first.low
        scaled = scan_number(self.words, last.start) if bare and last else None
        if scaled and scaled.scale > 1 and start < scaled.low / scaled.scale:
            start *= scaled.scale  # 从3.5增加到10.2亿元
        return replace(reading, baseline=match["time"] or "", baseline_number=clean(start))

    # -- the number and what stands behind it -----------------------------------------------

    def _finish(self, quantity: Quantity) -> Reading | None:
        """Make a reading of a quantity if the rest of the words fits; none to go on."""
        if quantity.why:
            return self._fail(quantity.start, quantity.why)
        if self.words[quantity.start - 1 : quantity.start] == "第":
            return self._fail(quantity.start - 1, "ordinal")
        tail = self.words[quantity.end :]
        if tail == "级" and self._is_scale(quantity):
            word = quantity.word + tail
            return single(self.text, quantity.low, "about", quantity.code, word)
        if not self._tail(quantity, tail):
            if quantity.start < quantity.end and self.words[quantity.start] in _WORDY:
                return None  # 一般, 三次 may begin a word
            return self._fail(quantity.end, self._why(quantity, tail))
        return self._reading(quantity)

    def _is_scale(self, quantity: Quantity) -> bool:
        """Tell a scale without a figure: 亿 in 超亿元, 千亿 in 千亿级."""
        number = None if quantity.share else scan_number(self.words, quantity.start)
        return number is not None and number.bare and not number.hedge and number.scale >= 100

    def _tail(self, quantity: Quantity, tail: str) -> bool:
        if not tail:
            return True
        if quantity.code == "NUM" and quantity.word:
            noun = frames.TAIL_NOUN.match(tail)
            numerals = self.words[quantity.start] not in "0123456789" and (
                frames.NUMERAL.search(tail) is not None or self._is_scale(quantity)
            )  # 三区三州, 千人计划
            return noun is not None and not numerals and frames.UNSAFE_TAIL.search(tail) is None
        known = bool(quantity.word or quantity.share or quantity.code != "NUM")
        if quantity.code == "fold" and "增" in tail:
            return False  # 10倍增长 may be tenfold or elevenfold
        return known and frames.TAIL_WORD.match(tail) is not None

    def _why(self, quantity: Quantity, tail: str) -> Unread:
        if _other_value(tail):
            return "several"
        known = quantity.word or quantity.share or quantity.code != "NUM"
        return "rest" if known else "unit"

    def _reading(self, quantity: Quantity) -> Reading:
        bound = self._bound_of(quantity)
        why = "bound" if bound is None else self._no_number(quantity, bound)
        per = self.per or ("年" if self.yearly and quantity.word in _OFTEN else "")
        code = rate(quantity.code, per) if per else quantity.code
        if why or bound is None:
            return self._fail(0, why or "bound")
        if code is None:
            return self._fail(0, "rate")
        low, high = quantity.low, quantity.high
        if code == "fold" and self.change == "rise":  # 提高2倍 is threefold
            low, high = low + 1, None if high is None else high + 1
        reading = self._signed(low, high, bound, code, quantity.word)
        when = self.reached and code != "fold" and self.baseline[:1].isdigit()
        return replace(reading, baseline="" if when else self.baseline)

    def _signed(
        self, low: Decimal, high: Decimal | None, bound: Bound, code: str, word: str
    ) -> Reading:
        """Make the reading; a fall turns the sign, and the bounds with it."""
        falls = self.change == "fall"
        if high is not None:
            ends = (clean(-high), clean(-low)) if falls else (clean(low), clean(high))
            return Reading(self.text, None, *ends, code, "range", word)
        if falls:
            return single(self.text, -low, turned(bound), code, word)
        return single(self.text, low, bound, code, word)

    def _bound_of(self, quantity: Quantity) -> Bound | None:
        if quantity.high is None:
            return combined(self.before, quantity.hedge, quantity.after)
        fine = quantity.after is None and not quantity.hedge and set(self.before) <= {"about"}
        return "range" if fine else None

    def _no_number(self, quantity: Quantity, bound: Bound) -> Unread:
        """Return why a quantity that was read is no certain number, or nothing."""
        if bound == "exact" and self._is_scale(quantity):
            return "vague"  # 万亩, 百亿 without 超 or 级 is a way of speaking
        if quantity.word in ("批", "批次") and self.words[quantity.start] == "一":
            return "vague"
        if quantity.code == "fold" and quantity.low <= 1 and not (self.change or self.baseline):
            return "vague"
        if self.change == "fall" and (quantity.low < 0 or quantity.code == "fold"):
            return "bound"  # 下降-5%, 下降2倍
        if quantity.low < 0 and bound == "at-most" and self.words[: quantity.end].endswith("内"):
            return "bound"  # -5%以内 is no fall of more than 5 %
        return ""

    # -- doubling ---------------------------------------------------------------------------

    def _doubling(self) -> Reading | None:
        match = _DOUBLES.match(self.words, self.at)
        if match is None:
            return None
        written = match["n"] or match["m"] or "一"
        number = scan_number(written)
        count = int(number.low) if number else 0
        if not 1 <= count <= 10 or (match["after"] and self.before):
            return self._fail(self.at)
        after: Bound | None = {"以上": "at-least", "左右": "about"}.get(match["after"] or "")  # type: ignore[assignment]
        bound = combined(self.before, "", after)
        if bound is None or self.change == "fall":
            return self._fail(self.at, "bound")
        reading = single(self.text, Decimal(2**count), bound, "fold", "番")
        return replace(reading, baseline=self.baseline) if self.baseline else reading

    def _fail(self, at: int, why: Unread = "rest") -> Reading:
        """Return the reading of what is not read: none but the rest and the reason."""
        rest = self.words[at:]
        if not _has_figure(self.words) and not _numeric(self.words):
            return Reading(self.text)
        return Reading(self.text, unread=why, rest=rest)


_ZERO_GROWTH: Final = re.compile(r"(?:实现|保持)?零增长")
_OFTEN: Final = frozenset({"次", "场", "场次", "回", "轮", "轮次"})
"""Measure words for times: 每年3次 is a rate, 每年3家 a number of the year."""
_WORDY: Final = frozenset("一二两三四五六七八九十百千万亿半大多")
_FIGURES: Final = re.compile(r"[0-9]")
_DOUBLES: Final = re.compile(
    r"(?:实现|力争|预计)?(?:翻(?P<n>[一两二三四1-4])?番|翻了?(?P<m>[一两二三四1-4])番|倍增(?!计划|器)|翻一倍)(?P<after>以上|左右)?"
    r"(?:的?目标)?$"
)


def _has_figure(words: str) -> bool:
    """Tell figures of every make: 3, ½, ③; roman ones (Ⅲ类) name a class."""
    return any(ch.isdigit() or unicodedata.category(ch) == "No" for ch in words)


def _numeric(words: str) -> bool:
    """Tell whether Chinese numerals with a unit stand in words without figures."""
    return any(span.reading.measure or span.reading.unit != "NUM" for span in find_values(words))


def _other_value(tail: str) -> bool:
    return any(ch.isdigit() for ch in tail) or bool(find_values(tail))


def read_value(text: str) -> Reading:
    """Read a value as written, such as 超70亿元, 10~12万, 下降13.5%以上 or 从55%提高到60%.

    All of the text is read or none of it: where a part is not understood, the reading has no
    number, :attr:`Reading.rest` names the part and :attr:`Reading.unread` says why.
    """
    return _read_value(text)


_WRAPPED: Final = {"“": "”", "(": ")", '"': '"'}


def _bare(words: str) -> str:
    """Return words without the marks around all of them, and without a stop behind."""
    words = words.rstrip("。;,、")
    inner = words[1:-1]
    if len(words) > 2 and _WRAPPED.get(words[0]) == words[-1] and not set(inner) & set('“”()"'):
        return inner
    return words


_VAGUE: Final = re.compile(r"(?<!十)[几数][十百千万亿]")


@lru_cache(maxsize=8192)
def _read_value(text: str) -> Reading:
    if len(text) > MAX_LENGTH:
        return Reading(text[:MAX_LENGTH], unread="long", rest=text[:20])
    words = _bare(squeeze(text).strip())
    if not words:
        return Reading(text)
    if _VAGUE.search(words) and not _FIGURES.search(words):
        return Reading(text)
    return _Parser(text, words).read()
