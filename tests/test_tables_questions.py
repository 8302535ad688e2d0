"""Every number has one definition: narrow tables and saved questions say the same."""

from __future__ import annotations

import doctest
from collections import Counter
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from graph.tables.declared import TABLES
from graph.tables.reader import of_generation
from graph.tables.rows import SEPARATOR, records
from policykg import KG

Record = dict[str, Any]


def table(kg: KG, name: str) -> list[Record]:
    return list(records(name, of_generation(kg.generation)))


def plain(value: Any) -> Any:
    """Return a value as tables have it: ids and codes without what stands before them."""
    if value is None or isinstance(value, bool | int | Decimal):
        return value
    text = str(value)
    return text.rpartition("/")[2].rpartition("#")[2] if "://" in text else text


def asked(kg: KG, name: str, columns: Iterable[str], **given: Any) -> Counter[tuple[Any, ...]]:
    wanted = list(columns)
    return Counter(
        tuple(plain(row.as_dict()[column]) for column in wanted) for row in kg.ask(name, **given)
    )


def several(cell: str | None) -> list[str | None]:
    return list(cell.split(SEPARATOR)) if cell else [None]


Rows = Callable[[KG], Counter[tuple[Any, ...]]]


def _documents(kg: KG) -> Counter[tuple[Any, ...]]:
    return Counter(
        (r["id"], r["genre"], r["place"], r["year"], r["facts"]) for r in table(kg, "documents")
    )


def _roles(kg: KG) -> Counter[tuple[Any, ...]]:
    return Counter(
        (r["body"], r["role"], r["name_as_written"], r["action"], r["document"], r["basis"])
        for r in table(kg, "assignments")
        if r["role"] != "lead"
    )


def _statuses(kg: KG) -> Counter[tuple[Any, ...]]:
    found = Counter((r["document"], r["status"]) for r in table(kg, "values"))
    return Counter((*key, count) for key, count in found.items())


def _targets(kg: KG) -> Counter[tuple[Any, ...]]:
    columns = ("year", "indicator", "subject", "value_as_written", "bound", "document")
    return Counter(tuple(r[name] for name in columns) for r in table(kg, "targets"))


def _posts(kg: KG) -> Counter[tuple[Any, ...]]:
    columns = ("person", "post", "body", "year", "statement", "document")
    return Counter(tuple(r[name] for name in columns) for r in table(kg, "posts"))


def _recognitions(kg: KG) -> Counter[tuple[Any, ...]]:
    columns = ("level", "holder", "title", "status", "year", "document")
    return Counter(tuple(r[name] for name in columns) for r in table(kg, "recognitions"))


def _events(kg: KG) -> Counter[tuple[Any, ...]]:
    return Counter(
        (r["year"], r["period"], r["id"], r["kind"], place, r["document"])
        for r in table(kg, "events")
        for place in several(r["place"])
    )


def _located(kg: KG) -> Counter[tuple[Any, ...]]:
    listed = [("enterprises", "Enterprise", None), ("projects", "Project", "status")]
    return Counter(
        (place, kind, r["id"], r["kind"], r[status] if status else None, industry)
        for name, kind, status in listed
        for r in table(kg, name)
        for place in several(r["place"])
        for industry in several(r["industry"])
        if place
    )


def _place_kinds(kg: KG) -> Counter[tuple[Any, ...]]:
    found = Counter(r["kind"] for r in table(kg, "places") if r["kind"])
    return Counter(found.items())


def _issued(kg: KG) -> Counter[tuple[Any, ...]]:
    return Counter(
        (r["id"], r["document_number"], issuer)
        for r in table(kg, "policies")
        for issuer in several(r["issued_by"])
        if r["document_number"] or issuer
    )


@pytest.mark.parametrize(
    ("question", "columns", "rows"),
    [
        ("documents", "document genre jurisdiction year facts", _documents),
        ("roles-of-bodies", "unit role written action document basis", _roles),
        ("values-by-status", "document status values", _statuses),
        ("targets-by-year", "year indicator subject value bound document", _targets),
        ("people-in-posts", "person post body year statement document", _posts),
        ("recognitions-by-level", "level holder title status year document", _recognitions),
        ("events-by-time", "year period event kind place document", _events),
        ("enterprises-and-projects-by-place", "place class thing kind status industry", _located),
        ("places-by-kind", "kind places", _place_kinds),
        ("policies-by-issuer", "policy number issuer", _issued),
    ],
)
def test_a_table_and_a_saved_question_have_the_same_rows(
    kg: KG, question: str, columns: str, rows: Rows
) -> None:
    wanted = asked(kg, question, columns.split())
    assert wanted
    assert rows(kg) == wanted


def test_the_leads_of_every_body_are_those_of_the_question_with_their_words(kg: KG) -> None:
    rows = table(kg, "assignments")
    names = {r["thing"]: r["name"] for r in table(kg, "names") if r["document"] is None}
    bodies = {r["body"] for r in rows if r["body"] in names}
    assert len(bodies) > 20
    for body in sorted(bodies):
        columns = ["action", "role", "written", "words", "from", "to", "document"]
        found = asked(kg, "leads-with-evidence", columns, body=names[body])
        mine = Counter(
            (r["action"], r["role"], r["name_as_written"], r["quote"], r["start"], r["end"],
             r["document"])
            for r in rows
            if r["body"] == body
        )  # fmt: skip
        assert mine == found, body


def test_position_and_number_of_every_lead_are_those_of_the_question(kg: KG) -> None:
    found = asked(
        kg, "q01b", ["number", "task", "position", "outOf"],
        body="市发展改革委", document=kg.iri("shaoxing-plan"),
    )  # fmt: skip
    mine = Counter(
        (r["number"], r["task"], r["position"], r["out_of"])
        for r in table(kg, "assignments")
        if r["body"] == "shaoxing-drc" and r["role"] == "lead" and r["action"] == r["task"]
    )
    assert mine == found and len(mine) == 15


@pytest.mark.parametrize("document", ["shaoxing-plan", "xiaolan-2022"])
def test_tasks_without_deadline_are_those_of_the_question(kg: KG, document: str) -> None:
    found = asked(kg, "tasks-without-deadline", ["task"], document=kg.iri(document))
    tasks = [r for r in table(kg, "tasks") if r["document"] == document]
    assert Counter((r["id"],) for r in tasks if not r["has_deadline"]) == found
    assert all((r["deadline_of"] is not None) == r["has_deadline"] for r in tasks)


def test_targets_of_a_task_are_counted_as_in_the_question(kg: KG) -> None:
    for task in table(kg, "tasks"):
        found = kg.ask(
            "targets-of-a-task", document=kg.iri(task["document"]), number=task["number"]
        )
        assert task["targets"] == len(found), task["id"]


def test_states_of_fields_are_those_of_the_graph_and_of_the_question(kg: KG) -> None:
    rows = table(kg, "field_states")
    per_document = {r["id"] for r in table(kg, "documents")}
    counted = kg.query(
        "SELECT ?graph ?state (COUNT(*) AS ?n) { GRAPH ?graph { ?fact ?state ?field } "
        "FILTER(?state IN (pk:proved, pk:signed, pk:inferred, pk:open)) "
        "FILTER(?field != code:field-english) } GROUP BY ?graph ?state"
    )
    mine = Counter((r["document"], r["state"]) for r in rows)
    assert mine == {(plain(r.graph), plain(r.state)): r.n for r in counted}
    found = {
        (plain(r["document"]), plain(r["class"])): [r[n] for n in ("proved", "signed", "inferred")]
        for r in kg.ask("fields-by-state")
    }
    for kind in ("Responsibility", "Mention", "Task", "Event", "Document"):
        for document in per_document:
            states = Counter(
                r["state"] for r in rows if (r["document"], r["fact_class"]) == (document, kind)
            )
            wanted = found.get((document, kind), [0, 0, 0])
            assert [states[state] for state in ("proved", "signed", "inferred")] == wanted


def test_fields_that_are_open_are_those_of_the_question(kg: KG) -> None:
    found = asked(kg, "fields-that-are-open", ["document", "fact"])
    mine = Counter(
        (r["document"], r["fact"]) for r in table(kg, "field_states") if r["state"] == "open"
    )
    assert mine == found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("assignments", "Responsibility"),
        ("mentions", "Mention"),
        ("relations", "Relation"),
        ("actions", "Action"),
        ("projects", "Project"),
        ("indicators", "Indicator"),
        ("quotations", "Quotation"),
        ("values", "Observation"),
    ],
)
def test_a_table_has_a_row_for_every_member_of_its_class(kg: KG, name: str, kind: str) -> None:
    asked_for = f"SELECT (COUNT(DISTINCT ?row) AS ?n) {{ ?row a pk:{kind} }}"
    assert len(table(kg, name)) == kg.query(asked_for)[0].n


def test_the_examples_of_the_page_run(root: Path, kg: KG, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(kg.workspace)
    page = root / "docs" / "tables.md"
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert (failed, tried > 3) == (0, True)


def test_every_question_that_a_table_names_exists(kg: KG) -> None:
    for declared in TABLES.values():
        if declared.question:
            assert kg.questions.find(declared.question)
