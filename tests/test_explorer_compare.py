"""Two things side by side, and one body over documents and years: the numbers and the words."""

from __future__ import annotations

import csv
import io
import re
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
    name = by_id.split('name="body"')[1].split('value="')[1].split('"')[0]
    assert name != "shaoxing-drc"
    again = rows(server, f"/{lang}/over-time.json?body={name}")
    assert again == rows(server, f"/{lang}/over-time.json?body=shaoxing-drc")


# ---- units, years, glosses ------------------------------------------------------------------


def test_counts_and_values_of_two_sides_are_held_against_each_other(server: httpx.Client) -> None:
    page = server.get("/en/compare?kind=place&a=shaoxing&b=xiaolan").text
    found = rows(server, "/en/compare.json?kind=place&a=shaoxing&b=xiaolan")
    lead = [r for r in found if r["compared"] == "lead" and str(r["group"]).endswith("role")]
    less = sum(r["side"] == "b" for r in lead) - sum(r["side"] == "a" for r in lead)
    assert f"{less:+d}".replace("-", "−") in page
    values = [r for r in found if r["value"]]
    assert any(r["in_common_unit"] is not None for r in values)
    for row in values:
        if "亿元" in str(row["value"]):
            assert float(str(row["in_common_unit"])) >= 1e8
            assert "yuan" in str(row["as_read"])


def test_two_years_hold_values_of_one_thing_against_each_other(server: httpx.Client) -> None:
    found = rows(server, "/en/compare.json?kind=year&a=2017&b=2018")
    kinds = {(r["compared"], r["unit_or_role"], r["subject"]) for r in found if r["value"]}
    assert kinds
    sided = [r for r in found if r["fact"] and r["year"]]
    assert all(str(r["year"]) == {"a": "2017", "b": "2018"}[str(r["side"])] for r in sided)


PATHS = (
    "/compare.json?kind=document&a=shaoxing-plan&b=jiashan-towns",
    "/over-time.json?body=shaoxing-drc", "/things/projects.json",
    "/leads/tasks.json?actor=shaoxing-drc", "/indicators.json",
    "/page/shaoxing-drc.json?section=duties", "/assignments.json",
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_words_have_their_english_and_its_state_beside_them(
    server: httpx.Client, path: str
) -> None:
    path = path.replace(".json", ".csv")
    text = server.get(f"/en{path}").text.lstrip("\ufeff")
    found = list(csv.DictReader(io.StringIO(text)))
    head = {k.lower(): k for k in found[0]}
    gloss = head.get("gloss (english)") or head["gloss"]
    state = head.get("state of the gloss") or head["gloss_state"]
    with_one = [r for r in found if r[gloss]]
    assert with_one
    assert {r[state] for r in with_one} <= {"machine translation", "machine-translation", "signed"}
    assert not any(r[state] for r in found if not r[gloss])
    assert not any(re.search("[\u4e00-\u9fff]", r[gloss]) for r in with_one)


def test_the_words_of_an_edge_have_their_english_and_say_how_many_there_are(
    server: httpx.Client,
) -> None:
    net = server.get("/en/network/leads.json?document=shaoxing-plan&by=function").json()
    heaviest = max(net["edges"], key=lambda e: e["w"])
    ends = [net["nodes"][heaviest[k]]["iri"] for k in ("f", "t")]
    asked = {"network": "leads", "document": "shaoxing-plan", "by": "function",
             "source": ends[0], "target": ends[1]}  # fmt: skip
    found = server.get("/en/network/evidence.json", params=asked).json()
    assert len(found["quotes"]) <= 60 and found["total"] >= len(found["quotes"])
    assert any(q.get("gloss") for q in found["quotes"])
    chinese = server.get("/zh/network/evidence.json", params=asked).json()
    assert not any(q.get("gloss") for q in chinese["quotes"])
    if found["total"] > 60:
        page = server.get("/en/network/evidence", params=asked).text
        assert f"60 of {found['total']} quotes" in page
