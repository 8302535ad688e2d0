"""Sections of a page by declared columns: a heading in both languages, and what makes the cell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from functools import cached_property
from typing import Final, overload

from explorer.kit.cells import Cell, Group, Rows, Section, evidence, section, text, things, words
from explorer.kit.request import Ask
from explorer.view.tables import tables_of
from ontology.terms import CODE, PK

Make = Callable[[Ask, str, str], Cell]
"""Makes the cell of a fact on the page of a thing, from the request, the fact and the thing."""
Columns = tuple[tuple[str, str, Make], ...]
"""Chinese heading, English heading, what makes the cell."""


def period_cell(ask: Ask, iri: str) -> Cell:
    """Return the period of a fact."""
    found = ask.view.text(iri, PK.period)
    if not found and ask.view.text(iri, PK.periodUnstated):
        return text(ask.w("未注明", "not stated"))
    return Cell("period", found)


def itself(ask: Ask, fact: str, here: str) -> Cell:
    """Link the fact's own page."""
    return things(fact)


def links(*predicates: str) -> Make:
    """Return a column of the things that properties name, without the one whose page it is."""

    def make(ask: Ask, fact: str, here: str) -> Cell:
        return things(*(t for p in predicates for t in ask.view.objects(fact, p) if t != here))

    return make


def code(predicate: str) -> Make:
    """Return a column of a property's code."""
    return lambda ask, fact, here: Cell("code", ask.view.object(fact, predicate))


def status_cell(ask: Ask, iri: str) -> Cell:
    """Return the status of a fact that is not there yet: planned, expected or aimed at."""
    status = ask.view.object(iri, PK.status)
    return Cell("code", "" if status == CODE.actual else status)


def source_words(predicate: str) -> Make:
    """Return a column of a text's own words."""
    return lambda ask, fact, here: words(ask.view.text(fact, predicate))


PERIOD: Final = ("时间", "Period", lambda ask, fact, here: period_cell(ask, fact))
STATUS: Final = ("状态", "Status", lambda ask, fact, here: status_cell(ask, fact))
EVIDENCE: Final = ("原文", "Words", lambda ask, fact, here: evidence(fact))


def rows_of(ask: Ask, here: str, columns: Columns, facts: Iterable[str]) -> Rows:
    """Return the rows of facts in the order given, each made when it is shown."""
    items = facts if isinstance(facts, Sequence) else list(facts)
    return Rows(items, lambda fact: [make(ask, fact, here) for _, _, make in columns])


class InOrder(Sequence[str]):
    """Facts in the order of their texts, put in order when the first of them is shown."""

    def __init__(self, ask: Ask, facts: Collection[str]) -> None:
        self._ask, self._facts = ask, facts

    def __len__(self) -> int:
        return len(self._facts)

    @cached_property
    def _ordered(self) -> list[str]:
        return tables_of(self._ask.view).in_order(self._facts)

    @overload
    def __getitem__(self, at: int) -> str: ...

    @overload
    def __getitem__(self, at: slice) -> list[str]: ...

    def __getitem__(self, at: int | slice) -> str | list[str]:
        return self._ordered[at]


def listed(
    ask: Ask, here: str, slug: str, title: tuple[str, str], columns: Columns, facts: Iterable[str]
) -> Section | None:
    """Return a section of facts in the order of the texts; none where there are none."""
    rows = rows_of(ask, here, columns, tables_of(ask.view).in_order(facts))
    return section(slug, ask.w(*title), _headings(ask, columns), rows)


def grouped(
    ask: Ask, slug: str, title: tuple[str, str], columns: Columns, groups: list[Group]
) -> Section | None:
    """Return a section of groups of rows; none where there are none."""
    return Section(slug, ask.w(*title), _headings(ask, columns), groups) if groups else None


def _headings(ask: Ask, columns: Columns) -> list[str]:
    return [ask.w(zh, en) for zh, en, _ in columns]
