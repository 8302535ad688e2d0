"""Two documents, bodies, places or years side by side; one body over documents and time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from explorer.kit.cells import Cell, Group, Section, plain, text, things
from explorer.kit.request import Ask, Page
from explorer.kit.table import Table
from explorer.pages.indicators import Reported, all_reported
from explorer.pages.lists.sides import resolve, sides_of
from explorer.view.tables import Duty, tables_of
from ontology.kinds import BY_SLUG
from ontology.terms import PK

KINDS: Final = {
    "document": ("文献", "Documents", "documents"),
    "body": ("单位", "Bodies", "organisations"),
    "place": ("地方", "Places", "places"),
    "year": ("年份", "Years", ""),
}
"""What can be compared: its name in both languages, and the slug of its list."""
SHOWN: Final = 200
"""Rows of a page."""
OFFERED: Final = 400
"""Names that the fields suggest; others can be typed."""
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
    """IRI of what is compared, and for values of its unit."""
    left: tuple[str, ...]
    right: tuple[str, ...]


def side_of(ask: Ask, kind: str, iri: str) -> Side:
    """Return the assignments and values of a document, body, place or year."""
    duties, values = tables_of(ask.view).duties, all_reported(ask.view)
    belongs = sides_of(ask, kind, iri)
    return Side(
        iri,
        tuple(d for d in duties if belongs.duty(d)),
        tuple(v for v in values if belongs.value(v)),
    )


def lines_of(ask: Ask, left: Side, right: Side) -> list[Line]:
    """Return the rows of two sides: roles, functions of the bodies, values of one unit."""
    found: dict[tuple[tuple[str, str], tuple[str, ...]], tuple[list[str], list[str]]]
    found = defaultdict(lambda: ([], []))
    for at, side in enumerate((left, right)):
        for duty in side.duties:
            found[_ROLE, (duty.role,)][at].append(duty.iri)
            for function in ask.view.objects(duty.actor, PK.function):
                found[_FUNCTION, (function, duty.role)][at].append(duty.iri)
        for value in side.values:
            found[_VALUE, (value.indicator, value.unit)][at].append(value.iri)
    order = (_ROLE, _FUNCTION, _VALUE)
    keys = sorted(
        found,
        key=lambda k: (order.index(k[0]), not all(found[k]), -sum(map(len, found[k])), k[1]),
    )
    return [Line(*key, *map(tuple, found[key])) for key in keys]


def compare(ask: Ask) -> Page:
    """Show two things of a kind side by side, the words under each number."""
    kind = ask.choice("kind", list(KINDS), "document")
    offered = _offered(ask, kind)
    asked = [ask.query.get(k, "").strip()[:200] for k in ("a", "b")]
    found = [resolve(ask, kind, word) for word in asked]
    unknown = [word for word, iri in zip(asked, found, strict=True) if word and not iri]
    lines: list[Line] = []
    if all(found):
        lines = lines_of(ask, *(side_of(ask, kind, iri) for iri in found))
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
            "offered": offered[:OFFERED],
            "offered_total": len(offered),
            "ready": all(found),
            "section_": _section(ask, lines, names),
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


def _offered(ask: Ask, kind: str) -> list[tuple[str, str]]:
    """Return what the fields suggest, the most connected first."""
    tables = tables_of(ask.view)
    if kind == "year":
        years = {d.year for d in tables.duties} | {v.year for v in all_reported(ask.view)}
        return [(str(y), "") for y in sorted(filter(None, years), reverse=True)]
    if kind == "document":
        iris = ask.view.documents
    else:
        iris = tables.listed_in(BY_SLUG[KINDS[kind][2]].iri, ask.lang, "often")
    return [(ask.view.local(i), ask.label(i)) for i in iris]


def _section(ask: Ask, lines: Iterable[Line], names: list[str]) -> Section:
    groups: dict[tuple[str, str], Group] = {}
    for line in lines:
        group = groups.setdefault(line.group, Group([text(ask.w(*line.group))], []))
        cells = [_what(ask, line)]
        for facts in (line.left, line.right):
            cells += _side_cells(ask, line, facts)
        group.rows.append(cells)  # type: ignore[attr-defined]
    word = ask.w("原文", "Words")
    heads = [ask.w("比较项", "Compared"), names[0], word, names[1], word]
    return Section("compare", "", heads, list(groups.values()))


def _what(ask: Ask, line: Line) -> Cell:
    return things(*(k for k in line.key if k))


def _side_cells(ask: Ask, line: Line, facts: tuple[str, ...]) -> list[Cell]:
    if not facts:
        return [text(ask.w("这些文献中没有", "none in these texts")), Cell("evidence", [])]
    shown = Cell("values", list(facts[:3])) if line.group == _VALUE and len(facts) < 4 else text(
        str(len(facts))
    )  # fmt: skip
    return [shown, Cell("evidence", list(facts))]


def _table(ask: Ask, lines: Iterable[Line], found: list[str]) -> Table:
    """Return a row for each fact, and one for a side that has none."""
    columns = ("group", "compared", "unit_or_role", "side", "of", "count", "fact", "value", "words")
    return Table(columns, list(_records(ask, lines, found)))


def _records(ask: Ask, lines: Iterable[Line], found: list[str]) -> Iterator[tuple[object, ...]]:
    for line in lines:
        names = [ask.label(k) if k else "" for k in line.key]
        head = (ask.w(*line.group), names[0], names[1] if len(names) > 1 else "")
        for at, facts in (("a", line.left), ("b", line.right)):
            of = found[at == "b"]
            for fact in facts or ("",):
                said = plain(Cell("evidence", [fact]), ask.view, ask.lang) if fact else ""
                value = ask.view.text(fact, PK.valueAsWritten) if fact else ""
                yield (*head, at, of, len(facts), fact, value, said)


def over_time(ask: Ask) -> Page:
    """Show what one body does in every document, by year, the words beside each count."""
    body = resolve(ask, "body", ask.query.get("body", "").strip()[:200])
    duties = tables_of(ask.view).by_actor.get(body, []) if body else []
    years = sorted({d.year for d in duties if d.year})
    year = ask.choice("year", [str(y) for y in years])
    shown = [d for d in duties if not year or str(d.year) == year]
    cells: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for d in shown:
        cells[d.year, d.document, d.role].append(d.iri)
    rows = [
        [text(y or ask.w("未注明", "not stated")), things(document), Cell("code", role),
         Cell("number", len(facts)), Cell("evidence", facts)]
        for (y, document, role), facts in sorted(cells.items())
    ]  # fmt: skip
    heads = [ask.w("年", "Year"), ask.w("文献", "Document"), ask.w("角色", "Role"),
             ask.w("次数", "Assignments"), ask.w("原文", "Words")]  # fmt: skip
    name = ask.label(body) if body else ""
    title = ask.w("一个单位:各文献与各年", "A body over documents and time")
    offered = _offered(ask, "body")
    return Page(
        "over_time.html",
        f"{name} · {title}" if body else title,
        {
            "body": ask.view.local(body) if body else ask.query.get("body", ""),
            "named": name
            if name and resolve(ask, "body", name) == body
            else ask.query.get("body", ""),
            "known": bool(body),
            "offered": offered[:OFFERED],
            "offered_total": len(offered),
            "years": years,
            "year": year,
            "section_": Section("over-time", "", heads, [Group(rows=rows)]),
            "total": len(rows),
            "count": len(shown),
            "number": ask.page_number(),
            "last": max(1, -(-len(rows) // SHOWN)),
            "size": SHOWN,
        },
        late_table=lambda: _time_table(ask, shown),
        section="/leads",
    )


def _time_table(ask: Ask, duties: Iterable[Duty]) -> Table:
    columns = ("year", "document", "document_iri", "role", "work", "work_iri", "fact", "words")
    return Table(
        columns,
        [
            (d.year or None, ask.label(d.document), d.document, ask.label(d.role),
             ask.label(d.task), d.task, d.iri,
             plain(Cell("evidence", [d.iri]), ask.view, ask.lang))
            for d in sorted(duties, key=lambda d: (d.year, d.order))
        ],
    )  # fmt: skip


__all__ = ["compare", "lines_of", "over_time", "side_of"]
