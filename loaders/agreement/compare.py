"""Two readings compared: units first, then field by field, with coefficients and differences."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from loaders.agreement.coefficients import (
    alpha_interval,
    alpha_nominal,
    cohen_kappa,
    percent_agreement,
)
from loaders.agreement.matching import match_units, same_meaning
from loaders.agreement.model import FAMILIES, YEAR, FieldValue, Reading, Unit

__all__ = [
    "ALL",
    "Comparison",
    "FieldAgreement",
    "Item",
    "UnitAgreement",
    "compare_readings",
    "field_rows",
]

ALL = "all"
"""Stands for every kind, or every field, in a row of totals."""
RECORD = "record"
"""The field that says of which kind a unit is at all."""
NOT_GIVEN = ("",)
"""The label of a field that one reading leaves out and the other gives."""

Label = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One field of one pair of units, where at least one reading gives it."""

    first: Unit
    second: Unit
    field: str
    values: tuple[FieldValue | None, FieldValue | None]
    agrees: bool
    labels: tuple[Label, Label]

    @property
    def cut(self) -> bool:
        """Whether the readings differ only in how much of the same words they take."""
        one, other = self.values
        if self.agrees or one is None or other is None or one.is_code or other.is_code:
            return False
        if one.identity and other.identity:
            return False
        mine, theirs = one.text or "", other.text or ""
        return mine != theirs and bool(mine and theirs) and (mine in theirs or theirs in mine)

    @property
    def kind(self) -> str:
        """The kind of record, or the family where the readings differ about the kind."""
        same = self.first.kind == self.second.kind and self.field != RECORD
        return self.first.kind if same else self.first.family


@dataclass(frozen=True, slots=True)
class UnitAgreement:
    """How many units of a kind each reading has, and how many of them have a partner."""

    kind: str
    first: int
    second: int
    first_paired: int
    second_paired: int

    @property
    def share_first(self) -> float | None:
        """Share of the first reading's units that the second has as well."""
        return self.first_paired / self.first if self.first else None

    @property
    def share_second(self) -> float | None:
        """Share of the second reading's units that the first has as well."""
        return self.second_paired / self.second if self.second else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of both shares: 2 · paired / (all units of both)."""
        total = self.first + self.second
        return (self.first_paired + self.second_paired) / total if total else None


@dataclass(frozen=True, slots=True)
class FieldAgreement:
    """Coefficients of one field of one kind of record."""

    kind: str
    field: str
    n: int
    """Pairs of units of which at least one reading gives the field."""
    agreeing: int
    cut: int
    """Of those that differ: how many differ only in how much of the same words they take."""
    percent: float | None
    kappa: float | None
    alpha: float | None
    """Krippendorff's alpha, nominal."""
    alpha_interval: float | None = None
    """Krippendorff's alpha of the numbers themselves, where both are of one scale."""
    n_interval: int = 0


@dataclass(slots=True)
class Comparison:
    """What comes of comparing two readings."""

    readings: tuple[Reading, Reading]
    pairs: list[tuple[Unit, Unit]]
    alone: tuple[list[Unit], list[Unit]]
    """Units without a partner, of each reading."""
    items: list[Item]
    units: list[UnitAgreement] = field(default_factory=list)
    fields: list[FieldAgreement] = field(default_factory=list)

    @property
    def differences(self) -> list[Item]:
        """The items in which the readings differ."""
        return [item for item in self.items if not item.agrees]

    @property
    def by_persons(self) -> bool:
        """Whether both readings are of persons; else coefficients are of machine re-readings."""
        return all(reading.kind == "person" for reading in self.readings)


def compare_readings(first: Reading, second: Reading) -> Comparison:
    """Compare two readings of one document.

    A pair of units counts for a field where at least one of the readings gives it; what one
    leaves out and the other gives is a difference ("not given" is a label of its own).  Units
    without a partner count for no field, and are counted by themselves.
    """
    pairs = [
        (first.units[pair.first], second.units[pair.second])
        for pair in match_units(first.units, second.units)
    ]
    paired = {one.key for one, _ in pairs}, {other.key for _, other in pairs}
    alone = (
        [unit for unit in first.units if unit.key not in paired[0]],
        [unit for unit in second.units if unit.key not in paired[1]],
    )
    partners = {other.key: one.key for one, other in pairs}
    items = [item for pair in pairs for item in _items(pair, partners)]
    out = Comparison((first, second), pairs, alone, items)
    out.units = list(_unit_rows(first, second, paired))
    out.fields = field_rows(items)
    return out


def _items(pair: tuple[Unit, Unit], partners: dict[str, str]) -> Iterable[Item]:
    one, other = pair
    kinds = FieldValue(one.kind, is_code=True), FieldValue(other.kind, is_code=True)
    yield _item(pair, RECORD, kinds, partners)
    for name in sorted(one.values.keys() | other.values.keys()):
        mine = one.values.get(name) or one.elsewhere.get(name)
        theirs = other.values.get(name) or other.elsewhere.get(name)
        yield _item(pair, name, (mine, theirs), partners)


def _item(
    pair: tuple[Unit, Unit],
    name: str,
    values: tuple[FieldValue | None, FieldValue | None],
    partners: dict[str, str],
) -> Item:
    mine, theirs = values
    if mine is None or theirs is None:
        labels = tuple(NOT_GIVEN if one is None else _label(one) for one in values)
        return Item(*pair, name, values, False, (labels[0], labels[1]))
    agrees = same_meaning(mine, theirs, partners)
    label = _label(mine)
    if agrees:
        label = min(label, _label(theirs))
        return Item(*pair, name, values, True, (label, label))
    other = _label(theirs)
    if other == label:  # the same words, meaning two things
        other = (*other, theirs.identity)
    return Item(*pair, name, values, False, (label, other))


def _label(value: FieldValue) -> Label:
    return ("is", value.identity) if value.identity else ("words", value.digest)


# -- rows ------------------------------------------------------------------------------------


def _unit_rows(
    first: Reading, second: Reading, paired: tuple[set[str], set[str]]
) -> Iterable[UnitAgreement]:
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for side, reading in enumerate((first, second)):
        for unit in reading.units:
            if unit.kind == "document":
                continue
            for kind in (unit.kind, ALL):
                counts[kind][side] += 1
                counts[kind][side + 2] += unit.key in paired[side]
    for kind in _in_order(counts):
        yield UnitAgreement(kind, *counts[kind])


def _in_order(kinds: Iterable[str]) -> list[str]:
    order = [*FAMILIES, *dict.fromkeys(FAMILIES.values()), ALL]
    return sorted(kinds, key=order.index)


def field_rows(items: Sequence[Item]) -> list[FieldAgreement]:
    """Return the coefficients of items by kind and field, over all kinds, and over everything.

    Args:
        items: Of one comparison, or of several pooled.
    """
    return list(_field_rows(items))


def _field_rows(items: Sequence[Item]) -> Iterable[FieldAgreement]:
    rows: dict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in items:
        rows[item.kind, item.field].append(item)
    for kind in _in_order({kind for kind, _ in rows}):
        for name in sorted(name for of, name in rows if of == kind):
            yield from _rows_of(kind, name, rows[kind, name])
    for name in sorted({item.field for item in items}):
        yield from _rows_of(ALL, name, [item for item in items if item.field == name])
    agreeing = sum(item.agrees for item in items)
    percent = agreeing / len(items) if items else None
    cut = sum(item.cut for item in items)
    yield FieldAgreement(ALL, ALL, len(items), agreeing, cut, percent, None, None)


def _rows_of(kind: str, name: str, items: list[Item]) -> Iterable[FieldAgreement]:
    """Return the row of a field, and one more for each scale on which its numbers are."""
    labels = [item.labels for item in items]
    agreeing = sum(item.agrees for item in items)
    numbers: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        one, other = item.values
        numeric = one and other and one.number is not None and other.number is not None
        if one and other and numeric and one.scale == other.scale:
            numbers[one.scale].append(item)
    coefficients = percent_agreement(labels), cohen_kappa(labels), alpha_nominal(labels)
    scales = {scale: _interval(of) for scale, of in numbers.items()}
    whole = scales.pop(YEAR, None)
    cut = sum(item.cut for item in items)
    yield FieldAgreement(
        kind, name, len(items), agreeing, cut, *coefficients, whole, len(numbers.get(YEAR, ()))
    )
    for scale in sorted(scales):
        of = numbers[scale]
        same = sum(item.agrees for item in of)
        pairs = [item.labels for item in of]
        yield FieldAgreement(
            kind, f"{name} ({scale})", len(of), same, 0, percent_agreement(pairs),
            cohen_kappa(pairs), alpha_nominal(pairs), scales[scale], len(of),
        )  # fmt: skip


def _interval(items: list[Item]) -> float | None:
    return alpha_interval(
        [value.number for value in item.values if value is not None] for item in items
    )
