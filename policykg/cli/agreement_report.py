"""Agreement of two readings for people and for programs: tables, differences, JSON."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from graph.textgrid import GridCell, as_text
from loaders.agreement.compare import ALL
from ontology.messages import counted

if TYPE_CHECKING:
    from loaders.agreement.compare import Comparison, FieldAgreement, Item, UnitAgreement
    from loaders.agreement.model import FieldValue, Reading, Unit
    from loaders.agreement.reading import Opened
    from policykg.cli.context import Settings

__all__ = ["as_data", "differences_text", "heading", "tables_text"]

KINDS: Final[dict[str, tuple[str, str]]] = {
    "document": ("document", "文献"),
    "strategy": ("strategy block", "战略板块"),
    "campaign": ("campaign", "系列活动"),
    "task": ("task", "任务"),
    "measure": ("measure", "举措"),
    "safeguard": ("safeguard", "保障措施"),
    "responsibility": ("responsibility", "责任关系"),
    "organisation": ("organisation", "单位"),
    "enterprise": ("enterprise", "企业"),
    "post": ("post holding", "任职"),
    "place": ("place", "地方"),
    "policy": ("policy", "政策"),
    "project": ("project", "项目"),
    "indicator": ("indicator", "指标"),
    "value": ("value", "指标数值"),
    "growth": ("growth", "增长率"),
    "investment": ("investment", "投资额"),
    "target": ("target", "目标值"),
    "event": ("event", "事件"),
    "recognition": ("recognition", "荣誉"),
    "relation": ("relation", "有据关系"),
    "mention": ("mention", "提及"),
    "part": ("any part", "各类部分"),
    "thing": ("any named thing", "各类文中事物"),
    "observation": ("any observation", "各类数值"),
    ALL: ("all", "合计"),
}
"""Kinds of record, their families, and all of them: English and Chinese."""

READERS: Final = {
    "person": ("person", "人"),
    "machine-rereading": ("machine re-reading", "机器重读"),
}
OWN_FACTS: Final = "facts"
"""The reader of the workspace's own facts, where nobody says whose they are."""
_UNTOLD: Final = ("as curated here, no person's by itself", "本工作区所编,未写明为某人所读")
FEWEST_NUMBERS: Final = 5
"""Pairs of numbers of one unit that a row of their own takes on the terminal."""


def heading(comparison: Comparison, settings: Settings) -> str:
    """Say what was compared, and that a machine re-reading is none of a person's."""
    first, second = comparison.readings
    lines = [
        settings.say(
            f"Agreement of persons: {first.document}", f"人工阅读的一致性:{first.document}"
        )
        if comparison.by_persons
        else settings.say(
            f"Agreement with a machine re-reading: {first.document}\n"
            "(how stable the reading is; not the agreement of two people)",
            f"与机器重读的一致性:{first.document}\n(说明读法的稳定程度,不是两人之间的一致性)",
        )
    ]
    for name, reading in (("A", first), ("B", second)):
        lines.append(f"{name}  {_reader(reading, settings)}")
    return "\n".join(lines)


def _reader(reading: Reading, settings: Settings) -> str:
    untold = reading.reader == OWN_FACTS and reading.kind != "person"
    kind = settings.say(*(_UNTOLD if untold else READERS[reading.kind]))
    count = sum(unit.kind != "document" for unit in reading.units)
    return settings.say(
        f"{reading.reader} ({kind}), {counted(count, 'record')}",
        f"{reading.reader}({kind}),{count} 条记录",
    )


def tables_text(comparison: Comparison, settings: Settings, only: str | None, width: int) -> str:
    """Return both tables, and what their columns mean."""
    units = [row for row in comparison.units if only in (None, row.kind)]
    fields = [row for row in comparison.fields if only in (None, row.kind) and _is_shown(row)]
    unit_head, field_head = _heads(settings)
    unit_rows = [_unit_row(row, settings) for row in units]
    field_rows = [_field_row(row, settings) for row in fields]
    return "\n".join(
        [
            "",
            as_text(unit_head, unit_rows, width),
            "",
            as_text(field_head, field_rows, width),
            "",
            settings.say(*_MEANING),
        ]
    )


_MEANING: Final = (
    "n: pairs of which at least one reading gives the field; what the other leaves out is a "
    "difference.\ncut: differences that only take more or less of the same words.\n"
    "κ: Cohen 1960. α: Krippendorff 2011, nominal; α#: interval, over years and over numbers of "
    "one unit.\n-: not defined (nothing to compare, or no variation). "
    "Method: docs/agreement.md",
    "n:至少一方给出该字段的记录对数;另一方未给出即为不一致。\n"
    "取词:仅所取原文长短不同的不一致。\n"
    "κ:Cohen 1960。α:Krippendorff 2011,名义尺度;α#:等距尺度,用于年份和同一单位的数值。\n"
    "-:无定义(无可比较,或全无变化)。方法见 docs/agreement.md",
)


def _is_shown(row: FieldAgreement) -> bool:
    return "(" not in row.field or row.n >= FEWEST_NUMBERS


def _heads(settings: Settings) -> tuple[list[str], list[str]]:
    say = settings.say
    units = [
        say("record", "记录"), "A", "B", say("paired A", "A 有对应"), say("paired B", "B 有对应"),
        say("only A", "仅 A"), say("only B", "仅 B"), say("of A", "占 A"), say("of B", "占 B"),
        "F1",
    ]  # fmt: skip
    fields = [
        say("record", "记录"), say("field", "字段"), "n", say("same", "一致"), say("cut", "取词"),
        "%", "κ", "α", "α#",
    ]  # fmt: skip
    return units, fields


def _unit_row(row: UnitAgreement, settings: Settings) -> list[GridCell]:
    counts = (
        row.first, row.second, row.first_paired, row.second_paired,
        row.first - row.first_paired, row.second - row.second_paired,
    )  # fmt: skip
    shares = (row.share_first, row.share_second, row.f1)
    return [
        GridCell(settings.say(*KINDS[row.kind])),
        *(GridCell(str(count), right=True) for count in counts),
        *(GridCell(_share(share), right=True) for share in shares),
    ]


def _field_row(row: FieldAgreement, settings: Settings) -> list[GridCell]:
    name = settings.say(*KINDS[ALL]) if row.field == ALL else row.field
    cells = (
        str(row.n), str(row.agreeing), str(row.cut), _share(row.percent),
        *map(_coefficient, (row.kappa, row.alpha, row.alpha_interval)),
    )  # fmt: skip
    first = GridCell(settings.say(*KINDS[row.kind]))
    return [first, GridCell(name), *(GridCell(cell, right=True) for cell in cells)]


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _coefficient(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


# -- differences -------------------------------------------------------------------------------


def differences_text(
    comparison: Comparison, opened: tuple[Opened, Opened], settings: Settings, only: str | None
) -> str:
    """Return every difference with its places, its words and both values."""
    lines: list[str] = []
    for item in comparison.differences:
        if only in (None, item.first.kind, item.second.kind, item.kind):
            lines += _difference(item, opened[0], settings)
    for side, units in zip("AB", comparison.alone, strict=True):
        source = opened[0 if side == "A" else 1]
        for unit in units:
            if unit.kind != "document" and only in (None, unit.kind):
                lines += _alone(side, unit, source, settings)
    return "\n".join(lines)


def _difference(item: Item, opened: Opened, settings: Settings) -> list[str]:
    kind = settings.say(*KINDS[item.kind])
    cut = settings.say("  (cut)", "(取词)") if item.cut else ""
    return [
        f"{kind} · {item.field}{cut}",
        f"    “{_words(item.first, opened)}”",
        f"    A {item.first.at}: {_shown(item.values[0], settings)}",
        f"    B {item.second.at}: {_shown(item.values[1], settings)}",
    ]


def _alone(side: str, unit: Unit, opened: Opened, settings: Settings) -> list[str]:
    kind = settings.say(*KINDS[unit.kind])
    name = next((v.shown for f in _NAMING if (v := unit.values.get(f))), "")
    return [
        settings.say(f"{kind} · only in {side}", f"{kind} · 仅见于 {side}"),
        f"    “{_words(unit, opened)}”",
        f"    {side} {unit.at}: {name}",
    ]


_NAMING: Final = ("name", "title", "person", "subject", "kind")


def _words(unit: Unit, opened: Opened) -> str:
    from loaders.agreement.places import raw_words

    return raw_words(opened.source, unit.spans)


def _shown(value: FieldValue | None, settings: Settings) -> str:
    if value is None:
        return settings.say("not given", "未给出")
    more = f" = {value.identity}" if value.identity else ""
    text = value.text or value.shown if value.is_code else value.shown
    return f"{text}{more}"


# -- JSON --------------------------------------------------------------------------------------


def as_data(comparison: Comparison, opened: tuple[Opened, Opened]) -> dict[str, Any]:
    """Return the whole comparison as plain data."""
    first, second = comparison.readings
    return {
        "document": first.document,
        "heading": "persons" if comparison.by_persons else "machine-rereading",
        "readings": [_reading(first), _reading(second)],
        "records": [
            {**asdict(row), "share_first": row.share_first, "share_second": row.share_second,
             "f1": row.f1}
            for row in comparison.units
        ],
        "fields": [asdict(row) for row in comparison.fields],
        "differences": [_difference_data(item, opened) for item in comparison.differences],
        "alone": {
            "A": _alone_data(comparison.alone[0], opened[0]),
            "B": _alone_data(comparison.alone[1], opened[1]),
        },
    }  # fmt: skip


def _reading(reading: Reading) -> dict[str, Any]:
    return {
        "reader": reading.reader,
        "kind": reading.kind,
        "records": sum(unit.kind != "document" for unit in reading.units),
        "problems": [asdict(problem) for problem in reading.problems],
    }


def _difference_data(item: Item, opened: tuple[Opened, Opened]) -> dict[str, Any]:
    sides = zip("AB", (item.first, item.second), item.values, opened, strict=True)
    return {
        "kind": item.kind,
        "field": item.field,
        "cut": item.cut,
        **{side: _side(unit, value, of) for side, unit, value, of in sides},
    }


def _side(unit: Unit, value: FieldValue | None, opened: Opened) -> dict[str, Any]:
    return {
        "record": unit.key,
        "kind": unit.kind,
        "at": str(unit.at),
        "spans": unit.spans,
        "words": _words(unit, opened),
        "value": None if value is None else value.text,
        "identity": None if value is None else value.identity or None,
        "written": None if value is None else value.shown,
    }


def _alone_data(units: Iterable[Unit], opened: Opened) -> list[dict[str, Any]]:
    return [
        {"record": unit.key, "kind": unit.kind, "at": str(unit.at), "spans": unit.spans,
         "words": _words(unit, opened)}
        for unit in units
        if unit.kind != "document"
    ]  # fmt: skip
