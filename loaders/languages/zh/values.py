"""Read a value as a text writes it: number, range, unit, bound, baseline; whole or not at all.

One grammar, used twice: :func:`read_value` reads a value that a record copied from the text and
consumes all of it, or names the rest; :func:`find_values` finds every quantity in running text.
Nothing is converted: 亩 stay 亩, and numbers are scaled by powers of ten only (70亿元 is
7000000000 CCY_CNY).  Shares become per cent, and a rise by twice (提高2倍) is threefold.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal

from loaders.languages.model import Reading, Unread, ValueSpan
from loaders.languages.zh import frames
from loaders.languages.zh.bounds import BEFORE, BEFORE_WORD, combined, turned
from loaders.languages.zh.characters import plain, squeeze
from loaders.languages.zh.numerals import NUMBER_START, scan_number
from loaders.languages.zh.quantities import QUANTITY_START, Quantity, scan_quantity
from loaders.languages.zh.units import per_unit, rate
from ontology.codes import Bound

__all__ = ["Reading", "ValueSpan", "far_bound", "find_values", "plain", "read_value"]

MAX_LENGTH = 400
"""No value as written is longer; the grammar is not tried on more."""


def _limits(number: Decimal, bound: Bound) -> tuple[Decimal | None, Decimal | None]:
    low = number if bound in ("exact", "at-least", "more-than") else None
    high = number if bound in ("exact", "at-most", "less-than") else None
    return low, high


def _clean(number: Decimal) -> Decimal:
    """Return the number without idle zeros or exponent: 85000, not 85000.0 or 8.5E+4."""
    whole = number.to_integral_value()
    if number == whole:
        return whole.quantize(Decimal(1)) if abs(whole) < Decimal(10) ** 27 else whole
    return number.normalize()


def _single(text: str, number: Decimal, bound: Bound, unit: str, measure: str) -> Reading:
    number = _clean(number)
    low, high = _limits(number, bound)
    return Reading(text, number, low, high, unit, bound, measure)


class _Parser:
    """One pass over a value, left to right; each step consumes what it reads."""

    def __init__(self, text: str, words: str) -> None:
        self.text, self.words, self.at = text, words, 0
        self.before: list[Bound] = []
        self.change: Literal["", "rise", "fall"] = ""
        self.per = ""
        self.baseline = ""
        self.started: Quantity | None = None

    def read(self) -> Reading:
        if self.words == "减半":
            return _single(self.text, Decimal(-50), "exact", "PERCENT", "")
        if _ZERO_GROWTH.fullmatch(self.words):
            return _single(self.text, Decimal(0), "exact", "PERCENT", "")
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
        words, at = self.words, self.at
        if match := frames.OVER.match(words, at):
            if self._relative(match["word"], match["base"], match.end()):
                return True
        if match := frames.COMPARED.match(words, at):
            self.baseline = (match["a"] or match["b"] or match["c"]).removesuffix("的")
            self.at = match.end()
            if more := frames.MORE.match(words, self.at):
                self.change, self.at = "rise", more.end()
            elif less := frames.LESS.match(words, self.at):
                self.change, self.at = "fall", less.end()
            return True
        if match := frames.LEVEL.match(words, at):
            if (match[0][-1] in "到至为成了" and match.end() - at > 1) or not self.change:
                self.change = ""
            self.at = match.end()
            return True
        for change, pattern in (("rise", frames.RISE), ("fall", frames.FALL)):
            if match := pattern.match(words, at):
                if self.change == change or self.change == "":
                    self.change = change  # type: ignore[assignment]
                    self.at = match.end()
                    return True
                return False
        if match := BEFORE_WORD.match(words, at):
            self.before.append(BEFORE[match[0]])
            self.at = match.end()
            return True
        if (each := per_unit(words, at)) is not None and not self.per:
            self.at, self.per = each
            if self.per in ("年", "天年"):
                self.per = ""
            return True
        return self._neutral()

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

    def _relative(self, word: str, base: str, end: int) -> bool:
        """Read 高于全省平均1.5个百分点: how much more or less than a baseline."""
        if end >= len(self.words):
            return False
        bound_or_number = self.words[end] in QUANTITY_START or BEFORE_WORD.match(self.words, end)
        if not bound_or_number or self.change or self.before:
            return False
        less = word[0] in "低慢少小落"
        self.change, self.baseline, self.at = ("fall" if less else "rise"), base, end
        return True

    def _than(self) -> Reading | None:
        """Read a value that is only a comparison: 不低于2019年同期."""
        words = re.sub(r"^(?:力争|争取|确保|保持|努力|原则上|稳定在)+", "", self.words)
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
        return replace(reading, baseline=match["time"] or "", baseline_number=_clean(first.low))

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
            return _single(self.text, quantity.low, "about", quantity.code, word)
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
        text, code = self.text, quantity.code
        bound = combined(self.before, quantity.hedge, quantity.after)
        if quantity.high is not None:
            fine = quantity.after is None and quantity.hedge == "" and set(self.before) <= {"about"}
            bound = "range" if fine else None
        if bound is None:
            return self._fail(0, "bound")
        if bound == "exact" and self._is_scale(quantity):
            return self._fail(0, "vague")  # 万亩, 百亿 without 超 or 级 is a way of speaking
        if quantity.word in ("批", "批次") and self.words[quantity.start] == "一":
            return self._fail(0, "vague")
        if code == "fold" and quantity.low <= 1 and not (self.change or self.baseline):
            return self._fail(0, "vague")
        if self.per:
            whole = rate(code, self.per)
            if whole is None:
                return self._fail(0, "rate")
            code = whole
        low, high = quantity.low, quantity.high
        if code == "fold" and self.change:
            if self.change == "fall":
                return self._fail(0, "rest")
            low, high = low + 1, None if high is None else high + 1
        falls = self.change == "fall"
        if falls and low < 0:
            return self._fail(0, "bound")
        if high is not None:
            ends = (-high, -low) if falls else (low, high)
            reading = Reading(
                text, None, _clean(ends[0]), _clean(ends[1]), code, "range", quantity.word
            )
        elif falls:
            reading = _single(text, -low, turned(bound), code, quantity.word)
        else:
            reading = _single(text, low, bound, code, quantity.word)
        return replace(reading, baseline=self.baseline) if self.baseline else reading

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
        reading = _single(self.text, Decimal(2**count), bound, "fold", "番")
        return replace(reading, baseline=self.baseline) if self.baseline else reading

    def _fail(self, at: int, why: Unread = "rest") -> Reading:
        """Return the reading of what is not read: none but the rest and the reason."""
        rest = self.words[at:]
        if not _FIGURES.search(self.words) and not _numeric(self.words):
            return Reading(self.text)
        return Reading(self.text, unread=why, rest=rest)


_ZERO_GROWTH: Final = re.compile(r"(?:实现|保持)?零增长")
_WORDY: Final = frozenset("一二两三四五六七八九十百千万亿半大多")
_FIGURES: Final = re.compile(r"[0-9]")
_DOUBLES: Final = re.compile(
    r"(?:实现|力争|预计)?(?:翻(?P<n>[一两二三四1-4])?番|翻了?(?P<m>[一两二三四1-4])番|倍增(?!计划|器)|翻一倍)(?P<after>以上|左右)?"
    r"(?:的?目标)?$"
)


def _numeric(words: str) -> bool:
    """Tell whether Chinese numerals with a unit stand in words without figures."""
    return any(span.reading.measure or span.reading.unit != "NUM" for span in find_values(words))


def _other_value(tail: str) -> bool:
    return any(ch.isdigit() for ch in tail) or bool(find_values(tail))


_FAR: Final = re.compile(
    r"(至少|不少于|不低于|最多|至多|不超过|超过)[^0-9零〇一二三四五六七八九十百千万亿两半,。;、]{1,8}$"
)


def far_bound(before: str) -> Bound | None:
    """Return the bound that the words before a value tell apart from it: 至少培育(一个)."""
    match = _FAR.search(before[-16:])
    return BEFORE[match[1]] if match else None


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


_DATE: Final = re.compile(
    r"(?:19|20)\d\d年|\d{1,2}月\d{1,2}日|(?:19|20)\d\d-\d\d?-\d\d?|[一二][〇零一二三四五六七八九]{3}年"
)
_CLUSTER: Final = re.compile(rf"[\d,./:\u00b7]+|[{re.escape(NUMBER_START)}]{{25,}}")
"""Figures of which none is a value if the first is not, and runs longer than any number."""


def find_values(text: str) -> list[ValueSpan]:
    """Find the values in running text, with their comparisons and units.

    Dates are left out; so are bare numerals without a unit (一是, 统一).  Offsets are those
    of the text given, which should hold no blanks inside values.
    """
    return list(_find_values(text))


_STARTS: Final = re.compile(
    "[" + re.escape("".join(sorted(set(QUANTITY_START) | {word[0] for word in BEFORE}))) + "]"
)


@lru_cache(maxsize=8192)
def _find_values(text: str) -> tuple[ValueSpan, ...]:
    folded = plain(text)
    dates = [match.span() for match in _DATE.finditer(folded)]
    spans: list[ValueSpan] = []
    at = date = 0
    while match := _STARTS.search(folded, at):
        start = match.start()
        while date < len(dates) and dates[date][1] <= start:
            date += 1
        span = _value_at(folded, start)
        in_date = date < len(dates) and dates[date][0] < (span.end if span else start + 1)
        if in_date:
            at = max(start + 1, dates[date][1])
        elif span is None:
            cluster = _CLUSTER.match(folded, start)
            at = max(start + 1, cluster.end() if cluster else 0)
        else:
            spans.append(span)
            at = span.end
    return tuple(spans)


def _value_at(folded: str, start: int) -> ValueSpan | None:
    at, before = start, list[Bound]()
    while len(before) < 3 and (word := BEFORE_WORD.match(folded, at)):
        before.append(BEFORE[word[0]])
        at = word.end()
    if at >= len(folded) or folded[at] not in QUANTITY_START:
        return None
    previous = folded[at - 1 : at] if not before else ""
    if previous == "第" or (previous in ("几", "数") and folded[at] in NUMBER_START):
        return None
    if (
        previous
        and folded[at] in "-+\u2212\u2010\u2011\u2012\u2013\u2014\u2015"
        and (previous.isalnum() or previous in "-\u2014~")
    ):
        return None  # a dash, not a sign
    quantity = scan_quantity(folded, at)
    if quantity is None or quantity.why or not _looks_like_value(folded, at, quantity):
        return None
    bound = combined(before, quantity.hedge, quantity.after)
    if quantity.high is not None:
        reading = Reading(
            folded[start : quantity.end], None, _clean(quantity.low), _clean(quantity.high),
            quantity.code, "range", quantity.word,
        )  # fmt: skip
    else:
        low = quantity.low
        number = scan_number(folded, at)
        if number and number.bare and not quantity.word and folded.startswith("级", quantity.end):
            quantity, bound = replace(quantity, end=quantity.end + 1, word="级"), "about"
        reading = _single(
            folded[start : quantity.end], low, bound or (before or ["exact"])[-1],
            quantity.code, quantity.word,
        )  # fmt: skip
    return ValueSpan(start, quantity.end, reading)


def _looks_like_value(folded: str, at: int, quantity: Quantity) -> bool:
    """Tell a value from a bare numeral without a unit (一是, 统一)."""
    if quantity.word or quantity.share or quantity.code != "NUM":
        return True
    if _FIGURES.search(folded, at, quantity.end):
        return True
    return folded.startswith("级", quantity.end) and folded[quantity.end - 1] in "百千万亿"
