"""Targets against results: pairs by indicator and place, each on the axis of its indicator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Final

from explorer.i18n import LANGUAGES
from explorer.kit.amounts import NUMBER, difference
from explorer.kit.request import Ask, Page
from explorer.kit.routing import Table
from explorer.kit.years import Years
from explorer.pages.figures.about import about, name_of
from explorer.pages.figures.charts import dot_of, unit_words, value_words
from explorer.pages.indicators import shared_unit, status_name
from explorer.view.memo import per_view
from explorer.view.model import GraphView
from explorer.view.reported import Reported, all_reported
from graph.figures.dots import Dots, Line, Panel, dots
from graph.figures.frame import Figure
from graph.figures.words import Words
from ontology.conversions import common, converted

ROWS: Final = 80
AIMED: Final = ("target", "planned")
"""Statuses of what is aimed at; what is expected is neither an aim nor a result."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A target, and the result it is held against."""

    target: Reported
    result: Reported | None
    """None where these texts state no result of the same indicator, place and definition, in a
    unit that measures the same."""

    @property
    def same_year(self) -> bool:
        """Whether the result is of the year that the target is set for."""
        return self.result is not None and self.result.year == self.target.year

    @property
    def gap(self) -> float | None:
        """Result less target in the target's unit, where both are single numbers."""
        if self.result is None or self.result.value is None:
            return None
        aim = self.target.value
        if aim is None:
            return None
        return round(converted(self.result.value, self.result.unit, self.target.unit) - aim, 10)

    @property
    def reached(self) -> bool | None:
        """Whether a result of the target's own year meets its bound; None where none can say."""
        if not self.same_year or self.gap is None:
            return None
        below = {"at-most", "less-than"}
        return self.gap <= 0 if self.target.bound in below else self.gap >= 0


def pairs_of(view: GraphView) -> list[Pair]:
    """Return every target with its result, those with one first; by indicator, place and year."""
    return _pairs_of(view)


@per_view
def _pairs_of(view: GraphView) -> list[Pair]:
    results: dict[tuple[str, ...], list[Reported]] = defaultdict(list)
    for row in all_reported(view):
        if row.status == "actual" and not row.part:
            results[_key(row)].append(row)
    found = [
        Pair(row, _nearest(row, results[_key(row)]))
        for row in all_reported(view)
        if row.status in AIMED and row.size is not None and not row.part
    ]
    return sorted(
        found, key=lambda p: (p.result is None, _key(p.target), p.target.year or 0, p.target.iri)
    )


def _key(row: Reported) -> tuple[str, ...]:
    return (row.indicator, common(row.unit), row.definition, row.subject)


def _nearest(target: Reported, results: Iterable[Reported]) -> Reported | None:
    """Return the result of the target's year, or else the latest before it, or else the first."""
    found = [r for r in results if r.size is not None]
    year = target.year or 9999
    return min(
        found,
        key=lambda r: (r.year != target.year, (r.year or 0) > year, -(r.year or 0), r.iri),
        default=None,
    )


def chosen(ask: Ask) -> list[Pair]:
    """Return the pairs that pass the filters of the address."""
    wanted = {k: ask.view.iri(v) for k in ("document", "subject", "indicator")
              if (v := ask.query.get(k))}  # fmt: skip
    years = Years.of(ask)
    return [
        p
        for p in pairs_of(ask.view)
        if all(getattr(p.target, key) == iri for key, iri in wanted.items())
        and years.holds(p.target.year)
    ]


def results_figure(ask: Ask) -> Figure:
    """Return targets against results, an axis for each indicator."""
    found = chosen(ask)
    grouped: dict[tuple[str, str, str], list[Pair]] = defaultdict(list)
    for pair in found:
        grouped[_key(pair.target)[:3]].append(pair)  # type: ignore[index]
    order = sorted(
        grouped, key=lambda k: (-sum(p.result is not None for p in grouped[k]), -len(grouped[k]), k)
    )
    panels = tuple(
        Panel(
            name_of(ask, key[0]),
            unit_words(ask, unit),
            tuple(_line(ask, p, unit) for p in sorted(grouped[key], key=lambda p: not p.result)),
        )
        for key in order
        for unit in (shared_unit(r for p in grouped[key] for r in (p.target, p.result) if r),)
    )
    rule = Words(
        "目标与结果同指标、同地方、同口径，单位可换算才相比；取目标当年的结果，没有则取此前最近一年的；"
        "差距为结果减目标",
        "A target is held against a result of the same indicator, place and definition, in units "
        "that measure the same: that "
        "of its own year, or else the latest before it; the gap is result less target",
    )
    documents = {r.document for p in found for r in (p.target, p.result) if r is not None}
    said = about(ask, "results", TITLE, rule, documents)
    data = Dots(panels, Words("个指标", "indicators"))
    return Figure("results", said, partial(dots, data=data), len(found))


TITLE: Final = Words("目标与结果", "Targets against results")


def _line(ask: Ask, pair: Pair, unit: str) -> Line:
    target, result = pair.target, pair.result
    place = name_of(ask, target.subject) if target.subject else Words("未写明", "not stated")
    aim, year = value_words(ask, target), _year(target)
    told = Words(f"目标{year.zh}{aim.zh}", f"target{year.en} {aim.en}")
    dots_ = [dot_of(target, unit)]
    if result is None:
        told = Words(f"{told.zh}；文中没有结果", f"{told.en}; no result in these texts")
    else:
        dots_.append(dot_of(result, unit))
        is_, when = value_words(ask, result), _year(result)
        told = Words(f"{told.zh}；结果{when.zh}{is_.zh}", f"{told.en}; result{when.en} {is_.en}")
        if pair.gap is not None:
            zh, en = (difference(ask.view, pair.gap, target.unit, lang) for lang in LANGUAGES)
            told = Words(f"{told.zh}；差距{zh}", f"{told.en}; gap {en}")
    return Line(place, tuple(dots_), told, joined=True)


def _year(row: Reported) -> Words:
    if not row.year:
        return Words("（年份未写明）", " (year not stated)")
    return Words(f"({row.year}年）", f" ({row.year})")


def results(ask: Ask) -> Page:
    """List targets with their results."""
    found = chosen(ask)
    number, last = ask.page_number(), max(1, -(-len(found) // ROWS))
    context = {
        "pairs": found[(number - 1) * ROWS : number * ROWS],
        "count": len(found),
        "met": sum(p.result is not None for p in found),
        "number": number,
        "last": last,
        "figure": "results",
        "value": lambda row: ask.w(*value_words(ask, row)),
        "status_name": lambda s: status_name(s, ask.lang),
        "unit_name": lambda u: ask.label(u) if u and u != NUMBER else "",
        "gap": lambda p: difference(ask.view, p.gap, p.target.unit, ask.lang),
    }
    return Page(
        "results.html",
        ask.w(*TITLE),
        context,
        late_table=lambda: _table(ask, found),
        sparql=_SPARQL,
        section="/indicators",
        description=ask.w(*TITLE),
    )


def _table(ask: Ask, found: Iterable[Pair]) -> Table:
    columns = (
        "indicator", "indicator_iri", "place", "place_iri", "unit", "target", "target_bound",
        "target_year", "target_iri", "result", "result_bound", "result_year", "result_iri",
        "gap", "same_year", "reached",
    )  # fmt: skip
    return Table(
        columns,
        [
            (
                ask.label(p.target.indicator), p.target.indicator,
                ask.label(p.target.subject) if p.target.subject else "", p.target.subject,
                ask.label(p.target.unit) if p.target.unit else "", p.target.size, p.target.bound,
                p.target.year, p.target.iri, p.result.size if p.result else None,
                p.result.bound if p.result else "", p.result.year if p.result else None,
                p.result.iri if p.result else "", p.gap, p.same_year, p.reached,
            )
            for p in found
        ],
    )  # fmt: skip


_SPARQL: Final = """SELECT ?indicator ?place ?target ?result WHERE {
  ?target a pk:Observation ; pk:status ?aim ; pk:indicator ?indicator ; pk:subject ?place .
  VALUES ?aim { code:target code:planned }
  OPTIONAL { ?result a pk:Observation ; pk:status code:actual ; pk:indicator ?indicator ;
    pk:subject ?place . }
} ORDER BY ?indicator ?place ?target ?result"""


__all__ = ["Pair", "chosen", "pairs_of", "results", "results_figure"]
