"""Two things side by side as a figure: dots for each, and slopes between two years."""

from __future__ import annotations

from functools import partial
from typing import Final

from explorer.i18n import LANGUAGES
from explorer.kit.amounts import amount
from explorer.kit.markup import period
from explorer.kit.named import resolve
from explorer.kit.request import Ask
from explorer.pages.figures.about import about, name_of
from explorer.pages.figures.charts import dot_of, unit_words, value_words
from explorer.pages.indicators import shared_unit, two_years
from explorer.pages.lists.compare import Line as Row
from explorer.pages.lists.compare import Side, lines_of, side_of
from explorer.pages.lists.sides import KINDS, offered
from explorer.pages.lists.slopes import slopes_of
from explorer.view.reported import Reported, all_reported, reported
from graph.figures.dots import Dot, Dots, Line, Panel, Status, dots
from graph.figures.frame import Figure
from graph.figures.slopes import Panel as SlopePanel
from graph.figures.slopes import Slope, Slopes, slopes
from graph.figures.words import NOTHING, Words, same
from ontology.palette import PALETTE

TITLE: Final = Words("并排比较", "Side by side")
_COUNTED: Final = Words("次", "assignments")


def compare_figure(ask: Ask) -> Figure:
    """Return what the page of comparisons shows for the same address.

    Where the address names none, the first two that the page suggests are compared; of years,
    the two of which most things have a value of one indicator.
    """
    kind = ask.choice("kind", list(KINDS), "document") or "document"
    asked = [resolve(ask, kind, ask.query.get(k, "").strip()[:200]) for k in ("a", "b")]
    if not any(ask.query.get(k) for k in ("a", "b")):
        asked = _first_two(ask, kind)
    if not all(asked):
        return Figure("compare", about(ask, "compare", TITLE, NOTHING, ()), lambda canvas: None, 0)
    return (_years if kind == "year" else _sides)(ask, kind, asked[0], asked[1])


def _first_two(ask: Ask, kind: str) -> list[str]:
    if kind == "year":
        pairs = two_years(all_reported(ask.view), 1)
        return [str(year) for year in pairs[0]] if pairs else ["", ""]
    found = [resolve(ask, kind, value) for value, _ in offered(ask, kind).values[:2]]
    return [*found, "", ""][:2]


def _sides(ask: Ask, kind: str, first: str, second: str) -> Figure:
    left, right = side_of(ask, kind, first), side_of(ask, kind, second)
    names = name_of(ask, first), name_of(ask, second)
    looks = {
        "a": Status("dot", PALETTE["organisation"].light, False, names[0]),
        "b": Status("square", PALETTE["campaign"].light, True, names[1]),
    }
    panels = _panels(ask, lines_of(ask, kind, left, right))
    rule = Words(
        "次数按分工关系计，一个单位有几种职能便各计一次；数值只在指标相同、单位可换算、"
        "两侧都有时才画，单位不同者已换算",
        "Counts are assignments, a body of several functions under each; values are drawn where "
        "both have the same indicator in units that measure the same, converted where these differ",
    )
    title = Words(f"{TITLE.zh}：{names[0].zh}与{names[1].zh}",
                  f"{TITLE.en}: {names[0].en} and {names[1].en}")  # fmt: skip
    said = about(ask, "compare", title, rule, _documents(left, right), chosen=("kind",))
    data = Dots(tuple(panels), Words("组", "groups"), looks)
    return Figure("compare", said, partial(dots, data=data), len(panels))


def _documents(*sides: Side) -> set[str]:
    duties = {duty.document for side in sides for duty in side.duties}
    return duties | {value.document for side in sides for value in side.values}


def _panels(ask: Ask, lines: list[Row]) -> list[Panel]:
    counted: dict[tuple[str, str], list[Line]] = {}
    values: list[Panel] = []
    for row in lines:
        left, right = len(row.left), len(row.right)
        if row.group[1].startswith("Values"):
            if left and right:
                values.append(_values(ask, row))
            continue
        named = [name_of(ask, key) for key in row.key]
        name = Words(" · ".join(n.zh for n in named), " · ".join(n.en for n in named))
        told = same(f"{left} | {right}")
        entry = Line(name, (Dot(left, "a"), Dot(right, "b")), told, joined=True)
        counted.setdefault(row.group, []).append(entry)
    found = [Panel(Words(*group), _COUNTED, tuple(entries)) for group, entries in counted.items()]
    return [*found, *values]


def _values(ask: Ask, row: Row) -> Panel:
    sides = [[reported(ask.view, iri) for iri in facts] for facts in (row.left, row.right)]
    sides = [[one for one in side if one.size is not None] for side in sides]
    unit = shared_unit(one for side in sides for one in side) if any(sides) else row.key[1]
    entries = tuple(
        Line(_whose(ask, one), (dot_of(one, unit, look),), value_words(ask, one))
        for look, side in zip("ab", sides, strict=True)
        for one in side
    )
    return Panel(name_of(ask, row.key[0]), unit_words(ask, unit), entries)


def _whose(ask: Ask, row: Reported) -> Words:
    name = name_of(ask, row.subject) if row.subject else Words("未写明", "not stated")
    if not row.period:
        return name
    zh, en = (period(row.period, lang) for lang in LANGUAGES)
    return Words(f"{name.zh} {zh}", f"{name.en}, {en}")


def _years(ask: Ask, kind: str, first: str, second: str) -> Figure:
    found = slopes_of(ask, first, second)
    panels = tuple(
        SlopePanel(
            name_of(ask, one.indicator),
            NOTHING,
            tuple(_slope(ask, one.unit, *pair) for pair in one.rows),
        )
        for one in found
    )
    rule = Words(
        "只画同一事物的同一指标在两年都有数值者，单位不同者已换算；一年有几个数值时先取实际，"
        "再取预计、计划、目标；斜线不表示两年之间的数值",
        "Drawn is what has a value of the same indicator in both years, converted where units "
        "differ; of several in a year the actual one, else expected, planned, aimed at; a line "
        "says nothing of the years between",
    )
    title = Words(f"{first}年与{second}年", f"{first} and {second}")
    documents = {row.document for one in found for pair in one.rows for row in pair}
    said = about(ask, "compare", title, rule, documents, chosen=("kind",))
    years = Words(f"{first}年", first), Words(f"{second}年", second)
    return Figure("compare", said, partial(slopes, data=Slopes(panels, years)), len(panels))


def _slope(ask: Ask, unit: str, left: Reported, right: Reported) -> Slope:
    return Slope(
        name_of(ask, left.subject),
        dot_of(left, unit),
        dot_of(right, unit),
        (_told(ask, left), _told(ask, right)),
    )


def _told(ask: Ask, row: Reported) -> Words:
    size = row.size or 0.0
    zh, en = (amount(ask.view, size, row.unit, lang) for lang in LANGUAGES)
    return Words(f"{row.sign}{zh}", f"{row.sign}{en}")


__all__ = ["compare_figure"]
