"""Rules for values: what the machine reads in the quote must be what the record says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

from loaders.evidence.readings import reading_text, value_text
from loaders.facts.model import Fact
from loaders.languages.language import Language
from loaders.languages.model import ValueSpan
from loaders.problems import Fix, Problem
from loaders.rules.base import Case, Rule, finding
from loaders.yaml.records import IndicatorAuthority, Value
from ontology.codes import UNITS

__all__ = ["RULES"]

_FIELDS: Final = {
    "value": "value",
    "target": "value",
    "growth": "growth",
    "investment": "investment",
}
_RATES: Final = frozenset({"PERCENT", "PERMILLE", "fold", "percentage-point"})


def _values(case: Case) -> Iterator[tuple[Fact, str, str]]:
    """Yield each observation with its field and its value as written, clean."""
    for fact, text in case.observations:
        if _FIELDS[fact.kind] not in fact.inferred:
            yield fact, _FIELDS[fact.kind], case.clean(text)


def _copied_from_quote(case: Case) -> Iterable[Problem | None]:
    for fact, field, text in _values(case):
        if any(text in quote for quote in case.quotes(fact)):
            yield None
            continue
        quote = fact.quotes[0].text if fact.quotes else ""
        yield finding(
            "value-in-quote", fact,
            f"`{field}: {text}` does not stand in the quote: copy the value as the text writes it",
            f"“{field}: {text}”不在引文中:请照原文抄写数值",
            field_name=field, quote=quote, recorded=text,
            read="、".join(_written(case.clean(quote), case.language)),
        )  # fmt: skip


def _written(quote: str, language: Language) -> list[str]:
    return [quote[span.start : span.end] for span in language.find_values(quote)]


def _occurrences(text: str, quote: str) -> Iterator[int]:
    at = quote.find(text)
    while at >= 0:
        yield at
        at = quote.find(text, at + 1)


def _whole(case: Case) -> Iterable[Problem | None]:
    for fact, field, text in _values(case):
        cut = _cut_value(case, fact, text)
        if cut is None:
            yield None
            continue
        yield finding(
            "value-whole", fact,
            f"`{field}: {text}` leaves off a part of {cut[0]}: number, unit or comparison",
            f"“{field}: {text}”没有抄全“{cut[0]}”:缺数字、单位或比较词",
            field_name=field, quote=cut[1], recorded=text, read=cut[0], fix=Fix(text, cut[0]),
        )  # fmt: skip


def _cut_value(case: Case, fact: Fact, text: str) -> tuple[str, str] | None:
    """Return the whole value and its quote, where the first quote that has a text cuts it."""
    for quote in case.quotes(fact):
        spans = case.language.find_values(quote)
        cut: tuple[str, str] | None = None
        for at in _occurrences(text, quote):
            span = _cutting(spans, at, at + len(text))
            if span is None:
                return None
            cut = cut or (quote[min(at, span.start) : max(at + len(text), span.end)], quote)
        if cut is not None:
            return cut
    return None


def _falls(case: Case) -> Iterable[Problem | None]:
    for fact, field, text in _values(case):
        reading = case.language.read_value(text)
        if not reading.readable or reading.unit not in _RATES or fact.kind == "investment":
            continue
        cut = _fall_before(case, fact, text)
        yield None if cut is None else finding(
            "value-fall", fact,
            f"the text says {cut} before {text}: copy it with the value, or it is read as a rise",
            f"原文“{text}”之前有“{cut}”:请一并抄录,否则会读作上升",
            field_name=field, quote=fact.quotes[0].text, recorded=text, read=cut + text,
            fix=Fix(text, cut + text),
        )  # fmt: skip


def _fall_before(case: Case, fact: Fact, text: str) -> str | None:
    """Return the fall that stands before every occurrence of a value, where the name has none."""
    name = fact.record.name if isinstance(fact.record, Value) else ""
    if case.language.falling_name.search(name) or "number" in fact.inferred:
        return None
    cut: str | None = None
    for quote in case.quotes(fact):
        for at in _occurrences(text, quote):
            match = case.language.fall.search(quote[max(0, at - 8) : at])
            if match is None:
                return None
            cut = cut or match[0]
    return cut


def _baseline(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        record = fact.record
        if not isinstance(record, Value) or record.baseline is None or fact.kind == "growth":
            continue
        words = case.clean(record.baseline)
        fine = any(words in quote for quote in case.quotes(fact)) or "baseline" in fact.inferred
        yield None if fine else finding(
            "value-baseline", fact,
            f"`baseline: {record.baseline}` does not stand in a quote of the record",
            f"“baseline: {record.baseline}”不在记录的引文中",
            field_name="baseline", quote=fact.quotes[0].text if fact.quotes else "",
            recorded=record.baseline,
        )  # fmt: skip


def _cutting(spans: list[ValueSpan], start: int, end: int) -> ValueSpan | None:
    """Return the value that an occurrence of a text begins or ends inside of."""
    for span in spans:
        if span.start < start < span.end or span.start < end < span.end:
            return span
    return None


_WHY: Final[dict[str, tuple[str, str]]] = {
    "unit": ("its unit is not one that is known", "单位未知"),
    "several": (
        "it holds more than one number: write one record for each",
        "含有多个数字:请分别记录",
    ),
    "year": ("a year is no value: give it as `period` or `by`", "年份不是数值:请写 period 或 by"),
    "date": ("a date is no value: give it as `period` or `by`", "日期不是数值:请写 period 或 by"),
    "ordinal": ("a rank is no amount", "名次不是数量"),
    "vague": ("it names no certain number", "没有确定的数"),
    "bound": ("its comparisons contradict or blur each other", "限定词互相矛盾"),
    "range": ("its two ends make no range in one unit", "两端不能构成同一单位的区间"),
    "rate": ("this rate has no unit code", "这种比率没有单位代码"),
    "long": ("it is too long for a value", "过长"),
}
"""Why a value is unread, in both languages; what is not listed names the rest."""


def _readable(case: Case) -> Iterable[Problem | None]:
    for fact, field, text in _values(case):
        reading = case.language.read_value(text)
        by_hand = isinstance(fact.record, Value) and fact.record.number is not None
        if not reading.unread or (by_hand and "number" in fact.inferred):
            yield None
            continue
        en, zh = _WHY.get(reading.unread, ("it is not understood", "未能理解"))
        rest = reading.rest if reading.unread not in ("bound", "rate") else text
        yield finding(
            "value-readable", fact,
            f"the machine cannot read `{field}: {text}` whole: {en} (unread: {rest}); copy the "
            "number with its own unit and comparison only, or give `number` and `unit` by hand "
            "and say why in `inferred: {number: …}`",
            f"机器不能完整读出“{field}: {text}”:{zh}(未读:{rest});"
            "请只抄数字及其单位、限定词,或另写 number 与 unit,并在 inferred: {number: …} 中说明",
            field_name=field, recorded=text, read=rest,
        )  # fmt: skip


def _agrees(case: Case) -> Iterable[Problem | None]:
    for fact, _, text in _values(case):
        record = fact.record
        if not isinstance(record, Value) or fact.kind == "growth":
            continue
        reading = case.language.read_value(text)
        for field, said, read in (
            ("number", record.number, reading.number),
            ("unit", record.unit, reading.unit),
            ("bound", record.bound, reading.bound if reading.readable else None),
        ):
            if said is None:
                continue
            by_hand = record.number is not None or field == "unit"
            # Where no number was read, none can be bounded, unless it is given by hand.
            agrees = by_hand if read is None else _same(said, read)
            agrees = agrees or _given(field, reading.measure, fact, case.language)
            agrees = agrees or (field == "bound" and said in _far_bounds(case, fact, text))
            yield None if agrees else finding(
                "value-agrees", fact,
                f"`{field}: {said}` is not what the machine reads in {text}: "
                f"{reading_text(reading)}; leave `{field}` out, or say why in `inferred`",
                f"“{field}: {said}”与机器在“{text}”中读到的不符:{reading_text(reading)};"
                f"请删去 {field},或在 inferred 中说明",
                field_name=field, recorded=str(said), read=reading_text(reading),
            )  # fmt: skip


def _far_bounds(case: Case, fact: Fact, text: str) -> set[str]:
    """Return the bounds told by words apart from the value: 至少培育一个."""
    found = set()
    for quote in case.quotes(fact):
        for at in _occurrences(text, quote):
            if bound := case.language.far_bound(quote[:at]):
                found.add(str(bound))
    return found


def _far(case: Case) -> Iterable[Problem | None]:
    for fact, field, text in _values(case):
        record = fact.record
        far = _far_bounds(case, fact, text)
        if (
            not isinstance(record, Value)
            or not far
            or case.language.read_value(text).bound != "exact"
        ):
            continue
        yield None if record.bound in far else finding(
            "value-far-bound", fact,
            f"a word apart from {text} bounds it: give `bound: {min(far)}`",
            f"“{text}”之前另有限定词:请写 bound: {min(far)}",
            field_name=field, quote=fact.quotes[0].text, recorded=record.bound or "exact",
            read=min(far),
        )  # fmt: skip


def _given(field: str, measure: str, fact: Fact, language: Language) -> bool:
    """Tell whether a field is given by hand with its reason.

    A number with a reason stands, and its unit and bound with it; a unit alone may differ only
    where the text leaves it open.
    """
    if "number" in fact.inferred:
        return True
    return field in fact.inferred and (field != "unit" or measure in language.open_measures)


def _same(said: str, read: Decimal | str) -> bool:
    if isinstance(read, str):
        return said == read
    try:
        return Decimal(said) == read
    except InvalidOperation:
        return False


def _rate(case: Case) -> Iterable[Problem | None]:
    for fact, field, text in _values(case):
        if fact.kind != "growth":
            continue
        reading = case.language.read_value(text)
        fine = reading.unit in _RATES or not reading.readable
        yield None if fine else finding(
            "growth-rate", fact,
            f"`{field}: {text}` is no rate: an increase in absolute numbers is a value of its own",
            f"“{field}: {text}”不是增长率:绝对增量请另作数值记录",
            field_name=field, recorded=text, read=reading_text(reading),
        )  # fmt: skip


def _unit(case: Case) -> Iterable[Problem | None]:
    for fact, field, text in _values(case):
        known = case.authority.indicators.get(fact.indicator or "")
        if not isinstance(known, IndicatorAuthority) or known.unit is None or fact.kind == "growth":
            continue
        reading = case.language.read_value(text)
        unit = (fact.record.unit if isinstance(fact.record, Value) else None) or reading.unit
        fine = unit == known.unit or not reading.readable or _kin(unit, known.unit)
        yield None if fine else finding(
            "value-unit", fact,
            f"{text} is told in {unit}, but the indicator `{fact.indicator}` in {known.unit}: "
            "another measure?",
            f"“{text}”的单位是 {unit},而指标“{fact.indicator}”的单位是 {known.unit}:指标是否有误?",
            field_name=field, recorded=f"{fact.indicator}: {known.unit}", read=str(unit),
        )  # fmt: skip


_KIN: Final = (
    frozenset({"M2", "KiloM2", "HA", "mu"}),
    frozenset(unit for unit in UNITS if unit.startswith("CCY_")),
    frozenset({"DAY", "working-day", "HR", "MO", "YR", "WK", "MIN", "SEC"}),
    frozenset({"KiloM", "M", "CentiM", "MilliM", "MicroM", "NanoM"}),
    frozenset({"W", "KiloW", "MegaW", "GigaW"}),
    frozenset({"KiloW-HR", "MegaW-HR", "GigaW-HR"}),
    frozenset({"TONNE", "KiloGM", "GM"}),
    frozenset({"M3", "L"}),
    frozenset({"KiloV-A", "MegaV-A"}),
)


def _kin(one: str | None, other: str) -> bool:
    return any(one in group and other in group for group in _KIN)


def _subset(case: Case) -> Iterable[Problem | None]:
    by_name: dict[str, list[Fact]] = {}
    for fact in case.document.facts:
        if isinstance(fact.record, Value) and fact.kind in ("value", "target"):
            for name in (fact.record.name, fact.record.id or ""):
                by_name.setdefault(name, []).append(fact)
    for fact, field, text in _values(case):
        record = fact.record
        if not isinstance(record, Value) or record.part_of is None or fact.kind == "growth":
            continue
        wholes = by_name.get(record.part_of, [])
        part = case.language.read_value(text)
        larger = [whole for whole in wholes if _exceeds(case, part.number, part.unit, whole)]
        yield None if len(larger) < len(wholes) or not wholes else finding(
            "value-subset", fact,
            f"{text} is said to be part of {record.part_of}, but is larger than it",
            f"“{text}”记为“{record.part_of}”的一部分,却大于整体",
            field_name=field, recorded=text,
            read="、".join(value_text(whole) or "" for whole in larger),
        )  # fmt: skip


def _exceeds(case: Case, part: Decimal | None, unit: str | None, whole: Fact) -> bool:
    reading = case.language.read_value(case.clean(value_text(whole) or ""))
    comparable = reading.unit == unit and part is not None and reading.number is not None
    return bool(comparable and part is not None and part > (reading.number or 0))


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "value-in-quote",
        "A value is copied from the text: it stands in the quote as written.",
        "数值照原文抄写,须原样出现在引文中。",
        "value: 超70亿元 ← 生产总值超70亿元",
        "value: 超71亿元 ← 生产总值超70亿元",
        _copied_from_quote,
    ),
    Rule(
        "value-whole",
        "A value is copied whole: with its unit, its scale and its comparison (超, 以上, 近, 余).",
        "数值须抄全:连同单位、数量级和比较词(超、以上、近、余)。",
        "value: 500家以上 ← 达到500家以上",
        "value: 500家 ← 达到500家以上",
        _whole,
    ),
    Rule(
        "value-readable",
        "The machine reads all of a value, or the record gives the number by hand and its reason.",
        "机器须能完整读出数值,否则由记录写明数字及理由。",
        "value: 10~12万",
        "value: 3000余套、12万平方米",
        _readable,
        reads_quotes=False,
    ),
    Rule(
        "value-agrees",
        "What a record says of number, unit and bound agrees with what the machine reads.",
        "记录所写的数、单位、界限须与机器所读一致。",
        "value: 超5万, bound: more-than",
        "value: 超5万, bound: exact",
        _agrees,
    ),
    Rule(
        "value-far-bound",
        "A comparison that stands apart from its number is told by `bound`.",
        "与数字不相连的比较词须用 bound 写明。",
        "value: 一个, bound: at-least ← 至少培育一个",
        "value: 一个 ← 至少培育一个",
        _far,
    ),
    Rule(
        "value-fall",
        "A fall that stands before a rate is copied with it.",
        "比率之前的“下降”“下浮”等词须一并抄录。",
        "value: 下降13.5%以上",
        "value: 13.5%以上 ← 下降13.5%以上",
        _falls,
    ),
    Rule(
        "value-baseline",
        "What a value is relative to stands in a quote of the record.",
        "数值所相对的基准须在记录的引文中。",
        "value: 不低于2019年同期, baseline: 2019年同期",
        "value: 不低于2019年同期, baseline: 2018年同期",
        _baseline,
    ),
    Rule(
        "growth-rate",
        "A growth is a rate: per cent, per mille, points or fold.",
        "growth 须是比率:百分数、千分数、百分点或倍数。",
        "growth: 同比增长18.8%",
        "growth: 增加3亿元",
        _rate,
        reads_quotes=False,
    ),
    Rule(
        "value-unit",
        "The unit of a value fits its indicator.",
        "数值的单位须与指标相符。",
        "生产总值: 超70亿元",
        "生产总值: 105.7平方公里",
        _unit,
        reads_quotes=False,
    ),
    Rule(
        "value-subset",
        "A part (其中) is not larger than its whole.",
        "部分(其中)不大于整体。",
        "规上工业产值 42.21亿元 ⊂ 工业总产值 56.58亿元",
        "规上工业产值 42.21亿元 ⊂ 工业总产值 15.5亿元",
        _subset,
        reads_quotes=False,
    ),
)
