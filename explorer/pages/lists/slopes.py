"""Values of one indicator and one thing in two years: what slopes are drawn from."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from explorer.kit.request import Ask
from explorer.pages.indicators import shared_unit
from explorer.view.reported import STATUSES, Reported, reported_at
from explorer.view.values import values_of
from ontology.conversions import common


class Between(NamedTuple):
    """An indicator of which things have a value in both years."""

    indicator: str
    unit: str
    """The unit that all its values are drawn in."""
    rows: tuple[tuple[Reported, Reported], ...]


def slopes_of(ask: Ask, first: str, second: str) -> list[Between]:
    """Return the indicators with values of the same thing in two years, those of most things first.

    A thing with several values in a year gives what is actual, else expected, planned, aimed at.
    The part of a total is never held against the total.
    """
    one = ask.view.iri(ask.query.get("indicator", "")) if ask.query.get("indicator") else ""
    found: dict[tuple[str, ...], dict[str, dict[str, Reported]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    values = values_of(ask.view)
    passes = values.in_years(lambda year: str(year) in (first, second))
    passes &= values.has_size & ~values.is_part & values.coded("subject").is_one_of(bool)
    if one:
        passes &= values.coded("indicator").is_one_of(one.__eq__)
    for row in reported_at(ask.view, values.numbers(passes.nonzero()[0])):
        year = str(row.year)
        years = found[row.indicator, common(row.unit), row.definition][row.subject]
        if year not in years or _rank(row) < _rank(years[year]):
            years[year] = row
    pairs = [
        Between(key[0], _unit(rows), rows)
        for key, subjects in sorted(found.items())
        if (rows := tuple((y[first], y[second]) for y in subjects.values() if len(y) == 2))
    ]
    return sorted(pairs, key=lambda b: (-len(b.rows), b.indicator, b.unit))


def _rank(row: Reported) -> tuple[int, str]:
    known = row.status in STATUSES
    return (STATUSES.index(row.status) if known else len(STATUSES), row.iri)


def _unit(rows: tuple[tuple[Reported, Reported], ...]) -> str:
    return shared_unit(row for pair in rows for row in pair)
