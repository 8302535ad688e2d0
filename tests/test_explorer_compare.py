"""Two things side by side, and one body over documents and years: the numbers and the words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.explorer_app import built, explorer

PLAN = "/compare.json?kind=document&a=shaoxing-plan&b=xiaolan-2022"


@pytest.fixture(scope="module")
def server(sources: Path) -> Iterator[httpx.Client]:
    with explorer(built(), sources) as client:
        yield client


def rows(server: httpx.Client, path: str) -> list[dict[str, object]]:
    found = server.get(path).json()
    return list(found["rows"] if isinstance(found, dict) else found)


def test_the_leads_of_a_compared_document_are_those_of_the_list_of_assignments(
    server: httpx.Client,
) -> None:
    listed = rows(server, "/en/assignments.json?document=shaoxing-plan&role=lead")
    found = [
        r for r in rows(server, "/en" + PLAN)
        if r["group"] == "Assignments by role" and r["side"] == "a" and r["compared"] == "lead"
    ]  # fmt: skip
    assert found and len(found) == len(listed) == found[0]["count"]
    assert all(r["words"] for r in found)


@pytest.mark.parametrize("kind", ["document", "body", "place", "year"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kind_is_compared_with_what_its_fields_suggest(
    server: httpx.Client, kind: str, lang: str
) -> None:
    start = server.get(f"/{lang}/compare?kind={kind}").text
    values = [p.split('"')[0] for p in start.split('<option value="')[1:]]
    page = server.get(f"/{lang}/compare", params={"kind": kind, "a": values[0], "b": values[1]})
    assert page.status_code == 200
    assert "evidence" in page.text or "empty" in page.text


def test_exchanged_sides_exchange_their_facts(server: httpx.Client) -> None:
    there = rows(server, "/en" + PLAN)
    back = rows(server, "/en/compare.json?kind=document&b=shaoxing-plan&a=xiaolan-2022")
    facts = {(r["fact"], r["side"]) for r in there if r["fact"]}
    assert {(f, "b" if s == "a" else "a") for f, s in facts} == {
        (r["fact"], r["side"]) for r in back if r["fact"]
    }


@pytest.mark.parametrize("word", ["qqqqzz", "<script>alert(1)</script>", "99999", "gdp"])
def test_a_name_that_is_none_of_the_kind_is_said_and_inert(server: httpx.Client, word: str) -> None:
    page = server.get("/en/compare", params={"kind": "body", "a": word, "b": "shaoxing-drc"})
    assert page.status_code == 200 and "Nothing of this kind is called" in page.text
    assert "<script>alert" not in page.text


def test_a_body_over_time_has_every_assignment_once(server: httpx.Client) -> None:
    listed = rows(server, "/en/assignments.json?actor=shaoxing-drc")
    found = rows(server, "/en/over-time.json?body=shaoxing-drc")
    assert found and len({r["fact"] for r in found}) == len(found)
    assert len(found) == len(listed)
    years = {r["year"] for r in found if r["year"]}
    parts = [rows(server, f"/en/over-time.json?body=shaoxing-drc&year={y}") for y in years]
    assert sum(map(len, parts)) == sum(bool(r["year"]) for r in found)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("path", ["/compare", "/over-time"])
def test_tables_are_offered_as_files(server: httpx.Client, path: str, form: str) -> None:
    asked = "?kind=document&a=shaoxing-plan&b=xiaolan-2022&body=shaoxing-drc"
    assert len(server.get(f"/en{path}.{form}{asked}").content) > 500


@pytest.mark.parametrize(("asked", "holds"), [
    ("from=2012&to=2015", lambda y: 2012 <= y <= 2015), ("from=2016", lambda y: y >= 2016),
    ("to=2012", lambda y: 0 < y <= 2012), ("from=x&to=", lambda y: True),
    ("from=2020&to=2010", lambda y: False),
])  # fmt: skip
def test_targets_are_narrowed_by_their_year(
    server: httpx.Client, asked: str, holds: Callable[[int], bool]
) -> None:
    whole = rows(server, "/en/results.json")
    found = rows(server, f"/en/results.json?{asked}")
    assert found == [r for r in whole if holds(int(str(r["target_year"] or 0)))]
    assert all(r["gap"] is None for r in found if not r["result_iri"])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_fields_show_names_that_lead_back_to_the_same_page(
    server: httpx.Client, lang: str
) -> None:
    by_id = server.get(f"/{lang}/over-time?body=shaoxing-drc").text
    name = by_id.split('<input name="body"')[1].split('value="')[1].split('"')[0]
    assert name != "shaoxing-drc"
    again = rows(server, f"/{lang}/over-time.json?body={name}")
    assert again == rows(server, f"/{lang}/over-time.json?body=shaoxing-drc")
