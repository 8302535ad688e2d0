"""Values, targets, growth rates and investments, and the indicators they measure."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, cast

from loaders.facts.model import Fact
from loaders.languages.edtf import UNSTATED
from loaders.languages.model import Reading
from loaders.rdf import terms as t
from loaders.rdf.common import Write, extras, named
from loaders.rdf.literals import in_languages
from loaders.rdf.nquads import decimal, edtf
from loaders.resolving.nodes import Node
from loaders.resolving.observations import read_decimal
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.codes import UNITS

if TYPE_CHECKING:
    from loaders.rdf.writer import Writer

VALUE_CORE: Final = frozenset({"name", "value"})
GROWTH_CORE: Final = frozenset({"name", "growth"})
INVESTMENT_CORE: Final = frozenset({"name", "investment"})


def observation(w: Writer, fact: Fact) -> None:
    """Write a value or target at its level."""
    record = cast(R.Value, fact.record)
    indicator = _indicator(w, fact)
    s = _observe(w, fact, indicator, record.value or "", VALUE_CORE)
    if s is None:
        return
    _number(w, s, fact, record, indicator)
    _baseline(w, s, record.value or "", record)
    if record.part_of is not None:
        whole = w.names.wholes.get(fact.key)
        if whole is not None:
            w.put(s, t.SUBSET_OF, f"{w.prefix}{whole}>")
    _compared(w, s, fact, record)
    if record.definition is not None:
        for one in in_languages(record.definition):
            w.put(s, t.DEFINITION, one)


def growth(w: Writer, fact: Fact) -> None:
    """Write a growth rate as an observation of its own."""
    record = cast(R.Value, fact.record)
    base = _indicator(w, fact)
    indicator = _growth_indicator(w, fact, base)
    s = _observe(w, fact, indicator, record.growth or "", GROWTH_CORE)
    if s is None:
        return
    if fact.ref is not None:
        w.put(s, t.CHANGE_OF, f"{w.prefix}{fact.ref}>")
        _read_number(w, s, w.language.read_value(record.growth or ""))
    else:
        _number(w, s, fact, record, indicator, record.growth)
    _baseline(w, s, record.growth or "", record)
    _compared(w, s, fact, record)


def investment(w: Writer, fact: Fact) -> None:
    """Write the money that goes into a project."""
    record = cast(R.Project, fact.record)
    project = w.names.of_key_or_id(fact.ref or "")
    if "investment" in w.authority.kinds:
        indicator = w.names.known("investment")
    else:
        indicator = _local_indicator(w, fact, "ind_investment", "投资额", "Investment")
    s = _observe(w, fact, indicator, record.investment or "", INVESTMENT_CORE, project)
    if s is not None:
        _read_number(w, s, w.language.read_value(record.investment or ""))


def _observe(
    w: Writer,
    fact: Fact,
    indicator: Node | None,
    written: str,
    core: frozenset[str],
    subject: Node | None = None,
) -> str | None:
    """Write what all observations have; returns the IRI, or none where an end is unknown."""
    subject = subject or w.names.subject(fact)
    if subject is None or indicator is None:
        return None
    s, _ = w.fact(fact, _class(fact), core)
    w.put(s, t.INDICATOR, indicator.iri)
    w.put(s, t.SUBJECT, subject.iri)
    if fact.part is not None:
        w.put(s, t.TASK, f"{w.prefix}{fact.part}>")
    if fact.place is not None:
        where = w.names.node(fact, "place", fact.place)
        if where is not None:
            w.put(s, t.PLACE, where.iri)
    w.code(s, t.STATUS, fact.status or _default_status(fact))
    w.text(s, t.VALUE_AS_WRITTEN, written)
    record = fact.record
    if isinstance(record, R.Value):
        w.text(s, t.STAGE, record.stage)
    by = record.by if isinstance(record, (R.Target, R.Project)) else None
    w.period(s, fact, by, unstated=True)
    label_zh, label_en = _own_label(fact, indicator)
    when_zh, when_en = _when(w, fact, by)
    w.label(
        s,
        f"{subject.zh} {label_zh}{when_zh and f' {when_zh}'}:{written}",
        f"{label_en}, {subject.en}{when_en and f', {when_en}'}: {written}",
    )
    extras(w, s, fact)
    return s


def _when(w: Writer, fact: Fact, by: str | None) -> tuple[str, str]:
    """Say the period of an observation in both languages; 今年 is the year that it means."""
    text = by or fact.period
    if text is None or text == UNSTATED:
        return "", ""
    named = w.authority.periods.get(text)
    if named is not None:
        return text, named.en
    period = w.names.period(text, by is not None)
    when = text if period is None else period.edtf
    if when.startswith("../"):
        return w.language.until(when[3:]), f"by {when[3:]}"
    return when, when


def _own_label(fact: Fact, indicator: Node) -> tuple[str, str]:
    label = cast(R.Fact, fact.record).label
    if label is not None and fact.kind in {"value", "target"}:
        return label.zh, label.en
    return indicator.zh, indicator.en


def _class(fact: Fact) -> str:
    is_target = isinstance(fact.record, R.Target)
    return "Target" if is_target else "Observation"


def _default_status(fact: Fact) -> str:
    if isinstance(fact.record, R.Target):
        return "target"
    return "planned" if isinstance(fact.record, R.Project) and fact.record.by else "actual"


# -- numbers -------------------------------------------------------------------------------


def _number(
    w: Writer,
    s: str,
    fact: Fact,
    record: R.Value,
    indicator: Node | None,
    written: str | None = None,
) -> None:
    reading = w.language.read_value(written or record.value or "")
    if record.number is None and record.bound is None and record.unit is None:
        _read_number(w, s, reading)
        return
    number = read_decimal(record.number) if record.number is not None else reading.number
    # A single number given by hand for what reads as a range is no end of that range.
    single = record.number is not None and reading.bound == "range"
    bound = record.bound or ("exact" if single else reading.bound)
    unit = record.unit or reading.unit or "NUM"
    if unit not in UNITS:
        return
    low, high = reading.minimum, reading.maximum
    if number is not None:
        low, high = bounds(number, bound)
    _put_number(w, s, bound, number if bound != "range" else None, low, high, unit)


def _read_number(w: Writer, s: str, reading: Reading) -> None:
    if reading.readable:
        _put_number(
            w,
            s,
            reading.bound,
            reading.number,
            reading.minimum,
            reading.maximum,
            reading.unit or "NUM",
        )


def _baseline(w: Writer, s: str, written: str, record: R.Value) -> None:
    """Write what a value is relative to, and the number that it starts from."""
    reading = w.language.read_value(written)
    if record.baseline or reading.baseline:
        w.text(s, t.BASELINE, record.baseline or reading.baseline)
    if reading.baseline_number is not None:
        w.put(s, t.BASELINE_VALUE, decimal(reading.baseline_number))


def bounds(number: Decimal, bound: str) -> tuple[Decimal | None, Decimal | None]:
    """Return the least and the most that a number with a bound allows."""
    low = number if bound in {"exact", "at-least", "more-than"} else None
    high = number if bound in {"exact", "at-most", "less-than"} else None
    return low, high


def _put_number(
    w: Writer,
    s: str,
    bound: str,
    number: Decimal | None,
    low: Decimal | None,
    high: Decimal | None,
    unit: str,
) -> None:
    w.code(s, t.BOUND, bound)
    w.put(s, t.UNIT, t.UNIT_IRIS[unit])
    if number is not None:
        w.put(s, t.VALUE, decimal(number))
    if low is not None:
        w.put(s, t.MIN_VALUE, decimal(low))
    if high is not None:
        w.put(s, t.MAX_VALUE, decimal(high))


# -- indicators ----------------------------------------------------------------------------


def _indicator(w: Writer, fact: Fact) -> Node | None:
    key = fact.indicator or ""
    node = w.names.node(fact, "indicator", key)
    if key.startswith("ind_") and node is not None:
        _describe(w, fact, node, cast(R.Value, fact.record).name)
    return node


def _describe(w: Writer, fact: Fact, node: Node, name: str | None = None) -> None:
    """Write a measure that only this document knows; evidence adds up over its uses."""
    if node.iri not in w.described:
        w.described.add(node.iri)
        w.label(node.iri, node.zh, node.en)
        w.trace[node.iri[1:-1]] = f"{fact.file}:{fact.node.mark.line + 1}"
        w.put(node.iri, t.BASIS, t.STATED)
        w.rows[node.iri].append(w.stated_in)
        for cls in t.types_of("Indicator"):
            w.put(node.iri, t.TYPE, cls)
        named(w, node.iri, node.zh)
    w.rows[node.iri] += w.quotations.evidence(fact)
    named(w, node.iri, name)


def _local_indicator(w: Writer, fact: Fact, key: str, zh: str, en: str) -> Node:
    node = w.names.local_indicator(key, zh, en)
    _describe(w, fact, node)
    return node


def _growth_indicator(w: Writer, fact: Fact, base: Node | None) -> Node | None:
    if base is None:
        return None
    key = fact.indicator or ""
    known = w.growth_of.get(key)
    if known is not None:
        return w.names.known(known)
    local = f"ind_{key.removeprefix('ind_')}-growth"
    zh, en = f"{base.zh}增长率", f"Growth of {base.en[:1].lower()}{base.en[1:]}"
    node = _local_indicator(w, fact, local, zh, en)
    w.put(node.iri, t.GROWTH_OF, base.iri)
    return node


def _compared(w: Writer, s: str, fact: Fact, record: R.Value) -> None:
    if record.compared_with is None:
        return
    period = w.names.period(record.compared_with)
    if period is not None:
        w.put(s, t.COMPARED_WITH, edtf(period.edtf))


WRITERS: Final[dict[str, Write]] = {
    "value": observation,
    "target": observation,
    "growth": growth,
    "investment": investment,
}
"""The writer of each kind of record that is written here."""
