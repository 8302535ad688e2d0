"""Narrow tables: declared once, keys that hold, rows in the order of the text."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import pytest

from graph.errors import UnknownDocument, UnknownTable
from graph.tables.columns import CHOICES, TYPES
from graph.tables.computed import uncomputed
from graph.tables.declared import TABLES, table
from graph.tables.reader import Said, Statements, of_generation, of_store
from graph.tables.rows import records, rows, scopes, table_rows
from graph.tables.times import bound_of, precision_of
from policykg import KG

Everything = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def everything(kg: KG) -> Everything:
    made: Everything = {name: [] for name in TABLES}
    for scope in scopes(of_generation(kg.generation)):
        for name, declared in TABLES.items():
            made[name] += [
                dict(zip(declared.names, row, strict=True)) for row in table_rows(declared, scope)
            ]
    return made


def test_every_column_has_a_type_a_heading_and_a_meaning_in_both_languages() -> None:
    for declared in TABLES.values():
        assert declared.en and declared.zh and declared.row_en and declared.row_zh
        assert not uncomputed(declared.columns)
        assert len(set(declared.names)) == len(declared.names)
        for column in declared.columns:
            assert column.type in TYPES
            words = (column.en, column.zh, column.note_en, column.note_zh)
            assert all(words), (declared.name, column.name)


@pytest.mark.parametrize("name", list(TABLES))
def test_a_primary_key_names_one_row(everything: Everything, name: str) -> None:
    keys = [tuple(row[key] for key in TABLES[name].key) for row in everything[name]]
    assert keys
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", list(TABLES))
def test_an_id_that_refers_to_a_table_is_a_row_there(everything: Everything, name: str) -> None:
    for column in TABLES[name].columns:
        if column.refers and not column.many:
            there = {row["id"] for row in everything[column.refers]}
            used = {row[column.name] for row in everything[name]} - {None}
            assert used <= there, column.name


@pytest.mark.parametrize("name", list(TABLES))
def test_what_has_an_id_or_code_has_its_name_in_both_languages(
    everything: Everything, name: str
) -> None:
    for column in TABLES[name].columns:
        if column.of:
            missing = [r for r in everything[name] if r[column.of] and not r[column.name]]
            assert missing == [], column.name


def test_a_store_and_a_build_give_the_same_rows(kg: KG) -> None:
    for name in ("assignments", "targets", "bodies", "field_states"):
        of_files = list(rows(name, of_generation(kg.generation)))
        assert sorted(map(str, rows(name, of_store(kg.store)))) == sorted(map(str, of_files))


def test_documents_narrow_the_rows_and_take_along_what_they_name(kg: KG) -> None:
    reader = of_generation(kg.generation)
    some = list(records("assignments", reader, ["xiaolan-2022"]))
    every = [r for r in records("assignments", reader) if r["document"] == "xiaolan-2022"]
    assert some == every
    bodies = {row["id"] for row in records("bodies", reader, ["xiaolan-2022"])}
    assert {row["body"] for row in some if row["body_class"] == "Organization"} <= bodies
    assert len(bodies) < len(list(rows("bodies", reader)))


def test_an_unknown_table_names_the_nearest() -> None:
    with pytest.raises(UnknownTable, match="did you mean assignments"):
        table("asignments")


def test_an_unknown_document_names_those_there(kg: KG) -> None:
    with pytest.raises(UnknownDocument, match="shaoxing-plan"):
        list(rows("tasks", of_generation(kg.generation), ["nowhere"]))


def test_pages_are_told_where_they_are_known(kg: KG) -> None:
    def page_of(document: str, position: int) -> int:
        assert document in kg.documents
        return 1 + position // 1000

    reader = of_generation(kg.generation, page_of)
    for row in records("assignments", reader):
        assert row["page"] == 1 + row["start"] // 1000


def test_one_document_is_read_at_a_time(kg: KG) -> None:
    read: list[str] = []
    inner = of_generation(kg.generation)

    class Watched:
        base = inner.base
        documents = inner.documents

        def statements(self, graph: str, /) -> Statements:
            read.append(graph)
            return inner.statements(graph)

        def shared(self) -> Said:
            return inner.shared()

        def page(self, document: str, position: int, /) -> int | None:
            return None

    every = scopes(Watched())
    first = weakref.ref(next(every))
    assert read == [inner.documents[0]]
    next(every)
    gc.collect()
    assert first() is None
    assert read == inner.documents[:2]


@pytest.mark.parametrize(
    ("edtf", "precision", "bound"),
    [
        ("2012", "year", "in"),
        ("2012-05", "month", "in"),
        ("2012-05-03", "day", "in"),
        ("2012-34", "quarter", "in"),
        ("2012-40", "half", "in"),
        ("2012-38", "third", "in"),
        ("2012-22", "season", "in"),
        ("201X", "decade", "in"),
        ("2009~", "year", "about"),
        ("2009-05?", "month", "about"),
        ("../2012", "year", "by"),
        ("../2012-06", "month", "by"),
        ("2012/..", "year", "from"),
        ("2009/2012", "year", "between"),
        ("2009/2012-12-31", "day", "between"),
        ("soon", "other", "in"),
    ],
)
def test_precision_and_bound_are_read_from_edtf(edtf: str, precision: str, bound: str) -> None:
    assert (precision_of(edtf), bound_of(edtf)) == (precision, bound)
    assert precision in CHOICES["precision"] and bound in CHOICES["time-bound"]
