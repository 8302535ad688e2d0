"""Targets against results: pairs by indicator and place, each on the axis of its indicator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, overload

from explorer.i18n import LANGUAGES
from explorer.kit.amounts import NUMBER, difference
from explorer.kit.request import Ask, Page
from explorer.kit.routing import Table
from explorer.kit.years import Years
from explorer.pages.figures.about import about, name_of
from explorer.pages.figures.charts import dot_of, unit_words, value_words
from explorer.pages.indicators import shared_unit, status_name
from explorer.view.coded import ranks_of, recoded
from explorer.view.model import GraphView, local_name
from explorer.view.reported import Reported, reported_at
from explorer.view.tables import tables_of
from explorer.view.values import values_of
from graph.builds.summaries import NO_YEAR
from graph.figures.dots import Dots, Line, Panel, dots
from graph.figures.frame import Figure
from graph.figures.words import Words
from ontology.conversions import common, converted

if TYPE_CHECKING:
    from explorer.view.coded import Numbers, Places

ROWS: Final = 80
_AT_ONCE: Final = 2_000
"""Pairs that are read at once where all are gone through."""
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


class Pairs(Sequence[Pair]):
    """Targets with their results as rows of columns; the values are read when they are asked for.

    Args:
        view: The graph.
        targets: Places of the targets among all values.
        results: Of each target, the place of its result; -1 where there is none.
    """

    def __init__(self, view: GraphView, targets: Places, results: Places) -> None:
        self._view = view
        self.targets: Final = targets
        self.results: Final = results

    def __len__(self) -> int:
        return len(self.targets)

    @property
    def met(self) -> int:
        """How many targets have a result."""
        return int((self.results >= 0).sum())

    @overload
    def __getitem__(self, at: int) -> Pair: ...

    @overload
    def __getitem__(self, at: slice) -> Pairs: ...

    def __getitem__(self, at: int | slice) -> Pair | Pairs:
        if isinstance(at, slice):
            return Pairs(self._view, self.targets[at], self.results[at])
        return next(iter(self.where([at])))

    def __iter__(self) -> Iterator[Pair]:
        for at in range(0, len(self), _AT_ONCE):
            targets = self.targets[at : at + _AT_ONCE].tolist()
            results = self.results[at : at + _AT_ONCE].tolist()
            rows = values_at(self._view, [*targets, *(place for place in results if place >= 0)])
            for target, result in zip(targets, results, strict=True):
                yield Pair(rows[target], rows[result] if result >= 0 else None)

    def where(self, passes: Any) -> Pairs:
        """Return those for which something holds, or those at some places."""
        return Pairs(self._view, self.targets[passes], self.results[passes])


def pairs_of(view: GraphView) -> Pairs:
    """Return every target with its result, those with one first; by indicator, place and year."""
    return tables_of(view).once("targets and results", lambda: _pairs_of(view))


def _pairs_of(view: GraphView) -> Pairs:
    import numpy as np

    values = values_of(view)
    status = values.coded("status")
    whole = values.has_size & ~values.is_part
    actual = status.is_one_of(lambda code: local_name(code) == "actual") & whole
    aimed = status.is_one_of(lambda code: local_name(code) in AIMED) & whole
    subject = values.coded("subject")
    key = values.group * max(1, len(subject.texts)) + subject.codes
    targets = np.flatnonzero(aimed)
    places = np.flatnonzero(actual & np.isin(key, key[targets]))
    year = np.where(values.year == NO_YEAR, 0, values.year)
    results: dict[int, list[int]] = defaultdict(list)
    for place, of in zip(places.tolist(), key[places].tolist(), strict=True):
        results[of].append(place)
    nearest = _Nearest(view, year.tolist())
    found = [
        nearest.of(target, results[of]) if of in results else -1
        for target, of in zip(targets.tolist(), key[targets].tolist(), strict=True)
    ]
    found_at = np.array(found, np.int64)
    order = _in_order(view, targets, found_at < 0, year[targets])
    return Pairs(view, targets[order], found_at[order])


class _Nearest(NamedTuple):
    """Finds the result that a target is held against."""

    view: GraphView
    years: list[int]
    """Of all values; 0: none."""

    def of(self, target: int, results: Sequence[int]) -> int:
        """Return the result of the target's year, else the latest before it, else the first."""
        years, year = self.years, self.years[target]

        def distance(result: int) -> tuple[bool, bool, int]:
            own = years[result]
            return own != year, own > (year or 9999), -own

        least = min(map(distance, results))
        equal = [result for result in results if distance(result) == least]
        if len(equal) == 1:
            return equal[0]
        rows = values_at(self.view, equal)
        return min(equal, key=lambda place: rows[place].iri)


def _in_order(view: GraphView, targets: Places, alone: Numbers, year: Numbers) -> Numbers:
    """Return the order of targets: those with a result first, then by what they are about."""
    import numpy as np

    values = values_of(view)
    unit = values.coded("unit")
    columns = [
        values.coded("indicator"),
        recoded(map(common, unit.texts), unit.codes),
        values.coded("definition"),
        values.coded("subject"),
    ]
    keys = [alone, *(ranks_of(one.texts)[one.codes[targets]] for one in columns), year]
    order = np.lexsort(keys[::-1])
    same = np.logical_and.reduce([key[order][1:] == key[order][:-1] for key in keys])
    at = 0
    found: list[int] = order.tolist()
    for end in [*np.flatnonzero(~same).tolist(), len(found) - 1] if len(found) else ():
        if end > at:  # several with all of it the same: by their IRI
            run = found[at : end + 1]
            rows = values_at(view, targets[run].tolist())
            iris = dict(zip(run, (rows[place].iri for place in targets[run].tolist()), strict=True))
            found[at : end + 1] = sorted(run, key=iris.__getitem__)
        at = end + 1
    return np.array(found, np.int64)


def values_at(view: GraphView, places: Sequence[int]) -> dict[int, Reported]:
    """Return the values at some places among all."""
    found = reported_at(view, values_of(view).numbers(list(places)))
    return dict(zip(places, found, strict=True))


def chosen(ask: Ask) -> Pairs:
    """Return the pairs that pass the filters of the address."""
    import numpy as np

    found, values = pairs_of(ask.view), values_of(ask.view)
    wanted = {k: ask.view.iri(v) for k in ("document", "subject", "indicator")
              if (v := ask.query.get(k))}  # fmt: skip
    years = Years.of(ask)
    if not wanted and not years:
        return found
    passes = values.in_years(years.holds)
    for name, iri in wanted.items():
        passes &= values.coded(name).is_one_of(iri.__eq__)
    return found.where(np.flatnonzero(passes[found.targets]))


def results_figure(ask: Ask) -> Figure:
    """Return targets against results, an axis for each indicator."""
    found = chosen(ask)
    grouped: dict[tuple[str, str, str], list[Pair]] = defaultdict(list)
    for pair in found:
        target = pair.target
        grouped[target.indicator, common(target.unit), target.definition].append(pair)
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
        "pairs": list(found[(number - 1) * ROWS : number * ROWS]),
        "count": len(found),
        "met": found.met,
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


__all__ = ["Pair", "Pairs", "chosen", "pairs_of", "results", "results_figure"]
