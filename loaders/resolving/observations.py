"""What values, targets and growth rates refer to: indicators, wholes, periods to compare with."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import cast

from loaders.facts.model import Fact
from loaders.problems import Problem
from loaders.resolving.nodes import Node
from loaders.resolving.resolver import Resolver
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.codes import UNITS


def indicator(names: Resolver, fact: Fact) -> None:
    """Answer which measure an observation is of: a shared one, or one of this document."""
    record = cast(R.Value, fact.record)
    key = fact.indicator or ""
    if not key.startswith("ind_"):
        if names.authority.kinds.get(key) == "indicator":
            node: Node | None = names.known(key)
        else:
            node = names.need(key, ("indicator",), fact, "indicator")
    else:
        label = record.label
        zh = label.zh if label else record.name
        english = label.en if label else record.en
        if english is None and key not in names.indicators and names.authority.complete:
            names.problems.append(_needs_english(fact, record.name))
        node = names.local_indicator(key, zh, english or zh)
    names.answers[fact.key, "indicator", key] = node


def _needs_english(fact: Fact, name: str) -> Problem:
    return Problem(
        "label-missing",
        fact.at,
        f"“{name}” is no shared indicator: give its English label as `en`",
        f"“{name}”不是共用指标:请以 en 给出英文标签",
        record=fact.key,
        severity="warning",
        recorded=name,
    )


def read_decimal(text: str) -> Decimal | None:
    """Return a decimal that a record gives in digits; none where it is no such number."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    fits = number.is_finite() and abs(number.adjusted()) < 40 and len(text) < 60
    return number if fits else None


def stated_number(names: Resolver, fact: Fact) -> None:
    """Check the number and the unit that a record gives by hand."""
    record = cast(R.Value, fact.record)
    if record.number is not None and read_decimal(record.number) is None:
        text = record.number[:40]
        names.problem(
            fact,
            "number-unreadable",
            "number",
            f"`number: {text}` is no decimal number: write digits, such as 2500 or 0.5",
            f"“number: {text}”不是十进制数:请写数字,如 2500 或 0.5",
        )
    if record.unit is not None and record.unit not in UNITS:
        listed = ", ".join(UNITS)
        names.problem(
            fact,
            "unit-unknown",
            "unit",
            f"`unit: {record.unit}` is no unit: use one of {listed}",
            f"“unit: {record.unit}”不是单位:请用 {listed} 之一",
        )


def whole(names: Resolver, fact: Fact) -> None:
    """Answer of which observation this one is a part: by id, or by name nearby."""
    ref = cast(R.Value, fact.record).part_of
    if ref is None:
        return
    known = names.refs.get(ref)
    if known is not None and known.startswith("obs_"):
        names.wholes[fact.key] = known
        return
    same = [
        other
        for other in names.facts.facts
        if other.kind in {"value", "target"} and cast(R.Value, other.record).name == ref
    ]
    near = (
        [other for other in same if other.quotes[0] is fact.quotes[0]]
        or [other for other in same if other.period == fact.period]
        or same
    )
    if len(near) == 1 or (near and near[0].quotes[0] is fact.quotes[0]):
        names.wholes[fact.key] = near[0].key
        return
    words = "several values are" if near else "no value of this document is"
    chinese = "有多个数值名为" if near else "本文件没有数值名为"
    names.problem(
        fact,
        "reference-unknown",
        "part-of",
        f"`part-of: {ref}`: {words} called so; give the whole an `id` and name that",
        f"“part-of: {ref}”:{chinese}“{ref}”;请给总量加 id 并引用",
    )


def compared(names: Resolver, fact: Fact) -> None:
    """Read the period that an observation is compared with."""
    text = cast(R.Value, fact.record).compared_with
    if text is not None and names.period(text) is None:
        names.bad_period(text, "compared-with", fact)
