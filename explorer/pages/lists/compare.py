"""Two documents, bodies, places or years side by side, with the words under each number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from explorer.kit.amounts import amount, difference
from explorer.kit.cells import Cell, Group, Rows, Section, gloss_of, plain, text, things
from explorer.kit.facts_facets import key_of
from explorer.kit.named import resolve
from explorer.kit.request import Ask, Page
from explorer.kit.table import Table
from explorer.kit.years import Years
from explorer.pages.lists.sides import (
    KINDS,
    SHOWN,
    made_for,
    offered,
    sides_of,
)
from explorer.pages.lists.slopes import slopes_of
from explorer.view.reported import Reported, reported, reported_at
from explorer.view.tables import Duty, tables_of
from explorer.view.values import values_of
from ontology.conversions import common, converted
from ontology.terms import PK

_ROLE, _FUNCTION, _VALUE = (
    ("角色", "Assignments by role"),
    ("职能部门", "Assignments by function of the body"),
    ("指标", "Values by indicator and unit"),
)


@dataclass(frozen=True, slots=True)
class Side:
    """What one of two compared things has."""

    iri: str
    duties: tuple[Duty, ...]
    values: tuple[Reported, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what is compared, and the facts of either side."""

    group: tuple[str, str]
    key: tuple[str, ...]
    """IRI of what is compared, for values of its common unit, and of two years of its subject."""
    left: tuple[str, ...]
    right: tuple[str, ...]


def side_of(ask: Ask, kind: str, iri: str) -> Side:
    """Return the assignments and values of a document, body, place or year.

    Those of a year are all of that year; those of anything else can be narrowed by years, and
    all values to one indicator.
    """
    duties, values = tables_of(ask.view).duties, values_of(ask.view)
    belongs = sides_of(ask, kind, iri)
    years = Years.of(ask) if kind != "year" else Years()
    one = indicator_of(ask)
    theirs = belongs.values & values.in_years(years.holds)
    if one:
        theirs &= values.coded("indicator").is_one_of(one.__eq__)
    chosen = duties.where(belongs.duties & duties.in_years(years.holds))
    places = theirs.nonzero()[0]
    return Side(
        iri,
        () if one else tuple(chosen),
        tuple(reported_at(ask.view, values.numbers(places))),
    )


def indicator_of(ask: Ask) -> str:
    """Return the indicator to which a comparison is narrowed; empty for none."""
    iri = ask.view.iri(ask.query.get("indicator", ""))
    return iri if ask.query.get("indicator") and iri in ask.view else ""


def lines_of(ask: Ask, kind: str, left: Side, right: Side) -> list[Line]:
    """Return the rows of two sides: roles, functions of the bodies, values that compare.

    Values share a row whose units measure the same; of two years, those of one thing.
    """
    found: dict[tuple[tuple[str, str], tuple[str, ...]], tuple[list[str], list[str]]]
    found = defaultdict(lambda: ([], []))
    for at, side in enumerate((left, right)):
        actors = list(dict.fromkeys(duty.actor for duty in side.duties))
        ends = tables_of(ask.view).ends(actors, PK.function)
        functions = dict(zip(actors, ends, strict=True))
        for duty in side.duties:
            found[_ROLE, (duty.role,)][at].append(duty.iri)
            for function in functions[duty.actor]:
                found[_FUNCTION, (function, duty.role)][at].append(duty.iri)
        for value in side.values:
            whose = (value.subject,) if kind == "year" else ()
            found[_VALUE, (value.indicator, common(value.unit), *whose)][at].append(value.iri)
    order = (_ROLE, _FUNCTION, _VALUE)
    keys = sorted(
        found,
        key=lambda k: (order.index(k[0]), not all(found[k]), -sum(map(len, found[k])), k[1]),
    )
    return [Line(*key, *map(tuple, found[key])) for key in keys]


def compare(ask: Ask) -> Page:
    """Show two things of a kind side by side, the words under each number."""
    kind = ask.choice("kind", list(KINDS), "document")
    suggested = offered(ask, kind)
    asked = [ask.query.get(k, "").strip()[:200] for k in ("a", "b")]
    found = [resolve(ask, kind, word) for word in asked]
    unknown = [word for word, iri in zip(asked, found, strict=True) if word and not iri]
    lines: list[Line] = []
    if all(found):
        lines = lines_of(ask, kind, *(side_of(ask, kind, iri) for iri in found))
    number = ask.page_number()
    names = [_name(ask, kind, iri) for iri in found]
    title = ask.w("比较", "Compare")
    return Page(
        "compare.html",
        f"{title}: {' · '.join(names)}" if all(found) else title,
        {
            "kinds": [(k, ask.w(zh, en)) for k, (zh, en, _) in KINDS.items()],
            "kind": kind,
            "asked": asked,
            "named": [
                n if resolve(ask, kind, n) == i else w
                for n, i, w in zip(names, found, asked, strict=True)
            ],
            "unknown": unknown,
            "offered": suggested.values,
            "offered_total": suggested.total,
            "all_of": f"/things/{KINDS[kind][2]}" if KINDS[kind][2] else "",
            "indicator": indicator_of(ask),
            "drawn": bool(lines) and (kind != "year" or bool(slopes_of(ask, *found))),
            "ready": all(found),
            "section_": _section(ask, kind, lines, names, found),
            "total": len(lines),
            "number": number,
            "last": max(1, -(-len(lines) // SHOWN)),
            "size": SHOWN,
        },
        late_table=lambda: _table(ask, lines, found),
        section="/leads",
        description=ask.w("并排比较,附原文", "Side by side, with the words"),
    )


def _name(ask: Ask, kind: str, iri: str) -> str:
    return iri if kind == "year" or not iri else ask.label(iri)


def _section(
    ask: Ask, kind: str, lines: Iterable[Line], names: list[str], found: Sequence[str]
) -> Section:
    by_group: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        by_group[line.group].append(line)
    groups = [
        Group([text(ask.w(*group))], Rows(those, lambda line: _cells(ask, line, kind, found)))
        for group, those in by_group.items()
    ]
    heads = [ask.w("比较项", "Compared"), names[0], ask.w("甲的原文", "Words of the first"),
             names[1], ask.w("乙的原文", "Words of the second"),
             ask.w("差(乙减甲)", "Second less first")]  # fmt: skip
    first, second = ask.w("甲", "First"), ask.w("乙", "Second")
    short = [heads[0], first, heads[2], second, heads[4], ask.w("差", "Difference")]
    return Section("compare", "", heads, groups, short=short)


def _cells(ask: Ask, line: Line, kind: str, found: Sequence[str]) -> list[Cell]:
    cells = [_what(ask, line)]
    for facts, side in zip((line.left, line.right), found, strict=True):
        cells += _side_cells(ask, line, facts, kind, side)
    return [*cells, text(_difference(ask, line))]


def _what(ask: Ask, line: Line) -> Cell:
    return things(*(k for k in line.key if k))


def _side_cells(ask: Ask, line: Line, facts: tuple[str, ...], kind: str, side: str) -> list[Cell]:
    if not facts:
        return [text(ask.w("这些文献中没有", "none in these texts")), Cell("evidence", [])]
    if line.group != _VALUE:
        number = Cell("number", len(facts), _list_of(ask, line, kind, side))
        return [number, Cell("evidence", list(facts))]
    told = "year subject" if kind == "year" else ""
    return [Cell("amounts", list(facts), told), Cell("evidence", list(facts))]


def _list_of(ask: Ask, line: Line, kind: str, side: str) -> str:
    """Return the address of the assignments that a number counts."""
    coded = dict(zip(("function", "role")[-len(line.key) :], line.key, strict=True))
    whose: dict[str, Any] = {name: key_of(ask, iri) for name, iri in coded.items()}
    whose |= {bound: ask.query.get(bound, "") for bound in ("from", "to") if kind != "year"}
    if kind == "year":
        whose |= {"from": side, "to": side}
    elif kind == "place":
        whose["document"] = [ask.view.local(d) for d in made_for(ask, side)]
    else:
        whose["actor" if kind == "body" else "document"] = ask.view.local(side)
    return ask.url("/assignments", **whose)


def _difference(ask: Ask, line: Line) -> str:
    """Return second less first: of counts, and of values where either side has one number."""
    if line.group != _VALUE:
        more = len(line.right) - len(line.left)
        return f"{more:+d}".replace("-", "−") if more else "0"
    if len(line.left) != 1 or len(line.right) != 1:
        return ""
    sides = [[reported(ask.view, i) for i in facts] for facts in (line.left, line.right)]
    if any(side[0].value is None for side in sides):
        return ""
    unit = line.key[1]
    first, second = (converted(s[0].value or 0.0, s[0].unit, unit) for s in sides)
    return difference(ask.view, round(second - first, 10), unit, ask.lang)


def _table(ask: Ask, lines: Iterable[Line], found: list[str]) -> Table:
    """Return a row for each fact, and one for a side that has none."""
    columns = ("group", "compared", "unit_or_role", "subject", "side", "of", "count", "fact",
               "value", "year", "status", "in_common_unit", "as_read", "words", "gloss",
               "gloss_state")  # fmt: skip
    return Table(columns, list(_records(ask, lines, found)))


def _records(ask: Ask, lines: Iterable[Line], found: list[str]) -> Iterator[tuple[object, ...]]:
    for line in lines:
        names = [ask.label(k) if k else "" for k in line.key]
        head = (ask.w(*line.group), *(names + [""] * 2)[:2])
        for at, facts in (("a", line.left), ("b", line.right)):
            of = found[at == "b"]
            for fact in facts or ("",):
                if not fact:
                    yield (*head, "", at, of, 0, "", "", None, "", None, "", "", "", "")
                    continue
                said = plain(Cell("evidence", [fact]), ask.view, ask.lang)
                glossed = gloss_of(ask.view, ask.lang, fact)
                yield (*head, *_value_columns(ask, line, fact, at, of, len(facts)), said, *glossed)


def _value_columns(
    ask: Ask, line: Line, fact: str, at: str, of: str, count: int
) -> tuple[object, ...]:
    if line.group != _VALUE:
        return ("", at, of, count, fact, "", None, "", None, "")
    row, unit = reported(ask.view, fact), line.key[1]
    size = row.size_in(unit)
    read = amount(ask.view, size, unit, ask.lang) if size is not None else ""
    subject = ask.label(row.subject) if row.subject else ""
    return (subject, at, of, count, fact, row.written, row.year, row.status, size, read)


__all__ = ["compare", "indicator_of", "lines_of", "side_of"]
