"""Indicators: values and targets over time and across places, as far as they compare."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Final, NamedTuple

from starlette.routing import BaseRoute

from explorer.kit.cells import gloss_of
from explorer.kit.choices import Choices, Offered, offered_of
from explorer.kit.named import asked_for
from explorer.kit.request import Ask, NotFound, Page
from explorer.kit.routing import Table, page
from explorer.kit.years import Years
from explorer.view.memo import per_view
from explorer.view.model import GraphView, local_name
from explorer.view.reported import (
    STATUSES,
    Reported,
    all_reported,
    in_time,
    reported_at,
    reported_of,
)
from explorer.view.tables import tables_of
from explorer.view.values import Values, values_of
from ontology.conversions import common, converted
from ontology.declarations import term
from ontology.namespaces import CODE_NS
from ontology.terms import PK, RDFS, SKOS

if TYPE_CHECKING:
    from explorer.view.coded import Places

ROWS: Final = 80
VALUES: Final = 100
"""Values of one indicator that a page shows, each with its words."""
PANELS: Final = 16
PANEL_ROWS: Final = 8
"""Values that one panel of the list shows; the indicator's own page shows them all."""
SUBJECTS: Final = 80
"""Things a value is about that a filter offers, those with most values."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Observations that compare: one indicator, units that measure the same, one definition."""

    indicator: str
    unit: str
    """The unit of all, or the common one of the several that they are stated in."""
    definition: str
    rows: tuple[Reported, ...]
    more: int = 0
    """How many values the list leaves to the indicator's own page."""
    largest: float = 0.0
    """The largest size of all its values, shown or not, for the scale."""


def _largest(rows: Iterable[Reported], unit: str) -> float:
    sizes = (r.size_in(unit) for r in rows)
    return max((abs(size) for size in sizes if size is not None), default=0.0)


def shared_unit(rows: Iterable[Reported]) -> str:
    """Return the unit of all values, or the common unit of several that measure the same."""
    return unit_of({r.unit for r in rows})


def unit_of(units: set[str]) -> str:
    """Return the unit, or the common one of several."""
    return next(iter(units)) if len(units) == 1 else common(min(units))


def panels(rows: Iterable[Reported]) -> list[Panel]:
    """Group observations that may be compared; a part is never compared with its whole."""
    grouped: dict[tuple[str, str, str, bool], list[Reported]] = defaultdict(list)
    for row in rows:
        grouped[row.indicator, common(row.unit), row.definition, row.part].append(row)
    return [_panel(*key[:3:2], found) for key, found in grouped.items()]


def _panel(indicator: str, definition: str, rows: list[Reported]) -> Panel:
    unit = shared_unit(rows)
    return Panel(
        indicator, unit, definition, tuple(sorted(rows, key=in_time)), 0, _largest(rows, unit)
    )


def bar(panel: Panel, row: Reported) -> dict[str, float] | None:
    """Return start, end and mark of a bar on a scale of 100; none where there is no number."""
    if row.size is None or not panel.largest:
        return None
    scale = 100 / panel.largest
    end = converted(row.size, row.unit, panel.unit)
    low = 0.0
    if row.low is not None and row.bound == "range":
        low = converted(row.low, row.unit, panel.unit)
    return {"start": round(abs(low) * scale, 2), "end": round(abs(end) * scale, 2)}


def index(ask: Ask) -> Page:
    """List indicators: first those that compare, then all values."""
    view = ask.view
    document, unknown = asked_for(ask, "document", "document")
    subject, status = (ask.query.get(name, "") for name in ("subject", "status"))
    chosen = _chosen(view, document, subject, status, Years.of(ask))
    number = ask.page_number()
    return Page(
        "indicators.html",
        ask.w("指标", "Indicators"),
        {
            "panels": chosen.panels,
            "rows": reported_at(view, chosen.numbers((number - 1) * ROWS, number * ROWS)),
            "count": len(chosen.places),
            "indicators": chosen.indicators,
            "number": number,
            "last": max(1, -(-len(chosen.places) // ROWS)),
            "documents": Choices(
                "document",
                _all_documents(view, ask.lang),
                ((view.local(document), ask.label(document)),) if document else (),
                "document",
            ),
            "unknown": [("document", unknown)] if unknown else [],
            "subjects": _subjects(view, ask.lang, subject),
            "subjects_total": values_of(view).subjects,
            "panels_total": chosen.panels_total,
            "statuses": STATUSES,
            "status_name": lambda s: status_name(s, ask.lang),
            "unit_name": lambda u: ask.label(u) if u else "",
            "bar": bar,
        },
        late_table=lambda: _table(ask, reported_at(view, chosen.numbers())),
        sparql=_sparql(ask, ""),
        section="/indicators",
        description=ask.w("数值与目标", "Values and targets"),
    )


@dataclass(frozen=True, slots=True)
class _Chosen:
    """The values under some filters."""

    values: Values
    places: Places
    """Of these values, in order."""
    indicators: int
    panels: list[Panel]
    """As many of those that compare as fit on a page."""
    panels_total: int

    def numbers(self, start: int = 0, end: int | None = None) -> list[int]:
        """Return the numbers of the rows of some of these values."""
        return self.values.numbers(self.places[start:end])


def _chosen(view: GraphView, document: str, subject: str, status: str, years: Years) -> _Chosen:
    values = values_of(view)
    places = values.passing(document, view.iri(subject) if subject else "", status, years)
    indicators, found, total = _compared(view, document, subject, status, years)
    return _Chosen(values, places, indicators, found, total)


@per_view
def _compared(
    view: GraphView, document: str, subject: str, status: str, years: Years
) -> tuple[int, list[Panel], int]:
    """Return how many indicators the values under some filters have, and the first panels.

    Also how many panels there are.
    """
    values = values_of(view)
    places = values.passing(document, view.iri(subject) if subject else "", status, years)
    groups = values.groups(places)
    best = groups.best(PANELS)
    panels_ = [_first_rows(view, values, groups.members(group)) for group in best]
    return groups.indicators, panels_, groups.total


def _first_rows(view: GraphView, values: Values, places: Places) -> Panel:
    """Return the panel of values that compare, with the first of its rows."""
    first = values.first_in_time(places, PANEL_ROWS)
    rows = sorted(reported_at(view, values.numbers(first)), key=in_time)[:PANEL_ROWS]
    unit = unit_of(values.units(places))
    return Panel(
        rows[0].indicator, unit, rows[0].definition, tuple(rows), len(places) - len(rows),
        _largest(rows, unit),
    )  # fmt: skip


def comparable(
    view: GraphView,
    document: str = "",
    subject: str = "",
    status: str = "",
    years: Years = Years(),  # noqa: B008 (it cannot change)
) -> tuple[list[Reported], list[Panel]]:
    """Return the values under some filters, and the panels of those that compare, all whole."""
    rows = [
        r
        for r in all_reported(view)
        if (not document or view.local(r.document) == document)
        and (not subject or view.local(r.subject) == subject)
        and (not status or r.status == status)
        and years.holds(r.year)
    ]
    return rows, sorted(
        (p for p in panels(rows) if len(p.rows) > 1 and p.largest),
        key=lambda p: (-len({r.document for r in p.rows}), -len(p.rows), p.indicator),
    )


def _page_of(found: Sequence[Panel], number: int) -> list[Panel]:
    """Return the panels, or the parts of them, that stand on one page; scales stay whole."""
    shown, skip, left = [], (number - 1) * VALUES, VALUES
    for panel in found:
        rows = panel.rows[skip : skip + left]
        skip = max(0, skip - len(panel.rows))
        left -= len(rows)
        if rows:
            shown.append(replace(panel, rows=rows, more=len(panel.rows) - len(rows)))
    return shown


@per_view
def _subjects(view: GraphView, lang: str, chosen: str) -> list[tuple[str, str]]:
    """Return whom a filter offers: those with most values, and the one that is chosen."""
    used = values_of(view).of_each("subject")
    best = sorted((s for s in used if s), key=lambda s: (-used[s], s))
    best = best[:SUBJECTS] + [s for s in best[SUBJECTS:] if view.local(s) == chosen]
    return sorted(((view.local(s), view.label(s, lang)) for s in best), key=lambda pair: pair[1])


def indicator(ask: Ask) -> Page:
    """Show one indicator: all its values, those of its growth, what compares and what does not."""
    view = ask.view
    iri = view.iri(ask.params["local"])
    if not view.is_a(iri, PK.Indicator):
        raise NotFound(ask.params["local"])
    family = [iri, *sorted(view.subjects(PK.growthOf, iri)), *view.objects(iri, PK.growthOf)]
    status, years = ask.choice("status", STATUSES), Years.of(ask)
    document, unknown = asked_for(ask, "document", "document")
    known = _family(view, *family)
    every = known.rows
    compared = list(known.panels)
    rows: Sequence[Reported] = every
    if document or status or years:
        rows = [
            r
            for r in every
            if (not document or r.document == document)
            and (not status or r.status == status)
            and years.holds(r.year)
        ]
        compared = panels(rows)
    number, last = ask.page_number(), max(1, -(-len(rows) // VALUES))
    shown = _page_of(compared, number)
    drawn = [r for panel in shown for r in panel.rows]
    label = ask.label(iri)
    return Page(
        "indicator.html",
        label,
        {
            "iri": iri,
            "family": family,
            "panels": shown,
            "rows": drawn,
            "count": len(rows),
            "all": len(every),
            "number": number,
            "last": last,
            "narrowed": len(every) > VALUES or bool(years),
            "documents": Choices(
                "document",
                _documents(view, ask.lang, *family),
                ((view.local(document), ask.label(document)),) if document else (),
                "document",
            ),
            "unknown": [("document", unknown)] if unknown else [],
            "slopes": known.slopes,
            "statuses": STATUSES,
            "given": status,
            "quotes": view.quotes(*(r.iri for r in drawn)),
            "definition": view.text_in(iri, SKOS.definition, ask.lang)
            or view.text_in(iri, RDFS.comment, ask.lang),
            "names": view.shown_names(iri),
            "status_name": lambda s: status_name(s, ask.lang),
            "unit_name": lambda u: ask.label(u) if u else "",
            "bar": bar,
        },
        table=_table(ask, rows),
        sparql=_sparql(ask, iri),
        section="/indicators",
        description=ask.w(f"{label}:各地各年的数值", f"{label}: values by place and year"),
    )


def two_years(rows: Iterable[Reported], most: int = 6) -> list[tuple[int, int]]:
    """Return the pairs of years of which most things have a value of one indicator in both."""
    found: Counter[tuple[int, int]] = Counter()
    seen: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for row in rows:
        if row.year and row.size is not None and not row.part and row.subject:
            seen[row.indicator, common(row.unit), row.definition, row.subject].add(row.year)
    for years in seen.values():
        found.update(combinations(sorted(years), 2))
    return sorted(found, key=lambda pair: (-found[pair], pair))[:most]


class Family(NamedTuple):
    """What there is of some indicators."""

    rows: list[Reported]
    panels: tuple[Panel, ...]
    slopes: list[tuple[int, int]]
    """Pairs of years: see :func:`two_years`."""


def _family(view: GraphView, *indicators: str) -> Family:
    """Return the values of some indicators, those that compare, and years to compare.

    Of ten thousand documents they are too many for the cache of small results.
    """

    def make() -> Family:
        rows = [row for indicator in indicators for row in reported_of(view, indicator)]
        return Family(rows, tuple(panels(rows)), two_years(rows))

    return tables_of(view).recent(("family", indicators), make)


@per_view
def _documents(view: GraphView, lang: str, *indicators: str) -> Offered:
    """Return the documents that state values of some indicators."""
    often = Counter(r.document for r in _family(view, *indicators).rows)
    return offered_of(sorted(often), often, lambda d: (view.local(d), view.label(d, lang)))


@per_view
def _all_documents(view: GraphView, lang: str) -> Offered:
    """Return the documents that state values."""
    often = values_of(view).of_each("document")
    return offered_of(
        sorted(filter(None, often)), often, lambda d: (view.local(d), view.label(d, lang))
    )


def status_name(status: str, lang: str) -> str:
    """Return the word for a status."""
    known = term(CODE_NS + status)
    return known.label(lang) if known else status


def _table(ask: Ask, rows: Sequence[Reported]) -> Table:
    view = ask.view
    columns = ("indicator", "indicator_iri", "subject", "subject_iri", "period", "year", "status",
               "bound", "value_as_written", "value", "min", "max", "unit", "stage", "definition",
               "document", "observation", "quote", "gloss", "gloss_state")  # fmt: skip
    return Table(
        columns,
        []
        if ask.format == "html"
        else [
            (
                ask.label(r.indicator), r.indicator, ask.label(r.subject) if r.subject else "",
                r.subject, r.period, r.year, r.status, r.bound, r.written,
                view.text(r.iri, PK.value), view.text(r.iri, PK.minValue),
                view.text(r.iri, PK.maxValue), local_name(r.unit) if r.unit else "", r.stage,
                r.definition, view.local(r.document), r.iri,
                " | ".join(q.exact for q in view.quotes(r.iri)), *gloss_of(view, ask.lang, r.iri),
            )
            for r in rows
        ],
    )  # fmt: skip


def _sparql(ask: Ask, iri: str) -> str:
    lang = "zh" if ask.lang == "zh" else "en"
    only = f"  VALUES ?indicator {{ <{iri}> }}\n" if iri else ""
    return f"""SELECT ?indicator ?name ?about ?period ?status ?bound ?written ?unit WHERE {{
{only}  ?value a pk:Observation ; pk:indicator ?indicator ; pk:subject ?about ;
    pk:status ?status ; pk:valueAsWritten ?written .
  ?indicator rdfs:label ?name .
  OPTIONAL {{ ?value pk:period ?period }}
  OPTIONAL {{ ?value pk:bound ?bound }}
  OPTIONAL {{ ?value pk:unit ?unit }}
  FILTER(langMatches(lang(?name), "{lang}"))
}} ORDER BY ?name ?period"""


def routes() -> list[BaseRoute]:
    """Return the routes of indicators."""
    return [*page("/indicators", index), *page("/indicators/{local}", indicator)]


__all__ = [
    "Panel", "bar", "comparable", "index", "indicator", "panels", "routes", "shared_unit",
    "status_name", "two_years",
]  # fmt: skip
