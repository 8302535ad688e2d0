"""Lists narrowed by facets: counts, addresses, files, and what other pages say of the same."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import openpyxl
import pytest
from starlette.datastructures import QueryParams

from explorer.kit.filenames import file_name
from explorer.kit.request import view_of
from explorer.snapshots import BuildFolder
from explorer.view.tables import tables_of
from explorer.view.work import deadline
from graph.tables.reader import of_generation
from graph.tables.rows import records
from ontology.terms import CODE, PK
from policykg.kg import KG
from tests.support.pages_example import Site


@pytest.fixture(scope="module")
def site(workspace: Path) -> Site:
    return Site(BuildFolder(workspace / "build").open())


def total(page: str) -> tuple[int, int]:
    found = re.search(r'class="of" role="status"><b[^>]*>([\d,]+)</b>(?: of | / 共 )([\d,]+)', page)
    assert found is not None
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def rows_of_csv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def counts(page: str, facet: str) -> dict[str, int]:
    found = re.findall(
        rf'name="{facet}" value="([^"]+)".*?<span\s+class="count"[^>]*>([\d,]+)</span>',
        page,
        re.DOTALL,
    )
    return {key: int(number.replace(",", "")) for key, number in found}


@pytest.mark.parametrize("path", ["/assignments", "/things/tasks", "/things/enterprises"])
def test_a_count_of_a_facet_is_the_number_of_rows_once_it_is_chosen(site: Site, path: str) -> None:
    page = site.get(f"/en{path}").text
    facets = set(re.findall(r'type="checkbox" name="(\w+)"', page))
    assert facets
    for facet in facets:
        for key, number in list(counts(page, facet).items())[:3]:
            narrowed = site.get(f"/en{path}?{facet}={key}").text
            assert total(narrowed)[0] == number
            assert len(rows_of_csv(site.get(f"/en{path}.csv?{facet}={key}").text)) == number


def test_counts_of_a_facet_stand_under_the_other_filters(site: Site) -> None:
    page = site.get("/en/assignments?role=lead&document=shaoxing-plan").text
    for role, number in counts(page, "role").items():
        other = site.get(f"/en/assignments?role={role}&document=shaoxing-plan").text
        assert total(other)[0] == number
    both = site.get("/en/assignments?role=lead&role=support").text
    each = counts(site.get("/en/assignments").text, "role")
    assert total(both)[0] == each["lead"] + each.get("support", 0)


def test_a_chip_takes_its_filter_away(site: Site) -> None:
    page = site.get("/zh/things/tasks?due=none&document=shaoxing-plan").text
    chips = re.search(r'<ul class="chips".*?</ul>', page, re.DOTALL)
    assert chips is not None
    assert 'href="/zh/things/tasks?document=shaoxing-plan"' in chips[0]
    assert 'href="/zh/things/tasks?due=none"' in chips[0]


def test_tasks_without_deadline_are_those_of_the_saved_question_and_the_narrow_table(
    site: Site, kg: KG
) -> None:
    for document in kg.generation.documents:
        page = rows_of_csv(site.get(f"/en/things/tasks.csv?due=none&document={document}").text)
        asked = kg.ask("tasks-without-deadline", document=f"id:{document}")
        table = [
            row for row in records("tasks", of_generation(kg.generation), [document])
            if not row["has_deadline"]
        ]  # fmt: skip
        assert len(page) == len(asked) == len(table)


def test_deadlines_are_those_of_the_narrow_table(site: Site, kg: KG) -> None:
    view = view_of(site.app)
    for row in records("assignments", of_generation(kg.generation)):
        found = deadline(view, view.object(view.iri(row["id"]), PK.task))
        day = found.day if found else ""
        assert day == (row["deadline"].isoformat() if row.get("deadline") else ""), row["id"]


def test_the_spreadsheet_has_a_row_for_each_assignment_in_both_languages(site: Site) -> None:
    answer = site.get("/en/assignments.xlsx?role=lead&document=shaoxing-plan")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet = book.worksheets[0]
    duties = tables_of(view_of(site.app)).duties
    wanted = [d for d in duties if d.role == CODE.lead and d.document.endswith("/shaoxing-plan")]
    assert sheet.max_row - 1 == len(wanted) > 50
    names = {row[0].value for row in book["columns"].iter_rows(min_row=2)}
    assert {
        "number", "task", "campaign", "body_zh", "body_en", "function", "role", "position",
        "out_of", "deadline", "document", "quote", "start", "end", "task_iri", "body_iri", "iri",
    } <= names  # fmt: skip


@pytest.mark.parametrize(
    "path", ["assignments?role=lead&due=none", "things/tasks?due=none", "things/places"]
)
def test_the_question_behind_a_list_gives_its_rows(site: Site, kg: KG, path: str) -> None:
    page = site.get(f"/en/{path}").text
    shown = re.search(r"<pre tabindex=\"0\"><code>(.*?)</code></pre>", page, re.DOTALL)
    assert shown is not None
    text = shown[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    expected = total(page)[0]
    assert len(kg.query(text)) == min(expected, 200 if "VALUES" in text else expected)


@pytest.mark.parametrize(
    ("path", "asked", "expected"),
    [
        ("/things/tasks", "due=none&page=2", "tasks_none_26c3f44.csv"),
        ("/assignments", "role=lead&document=a-plan", "assignments_lead_a-plan_26c3f44.csv"),
        ("/", "", "overview_26c3f44.csv"),
        ("/page/shaoxing-drc", "", "shaoxing-drc_26c3f44.csv"),
        ("/leads", 'q=a"b\r\nc', "leads_a-b-c_26c3f44.csv"),
    ],
)  # fmt: skip
def test_the_name_of_a_file_says_what_it_holds(path: str, asked: str, expected: str) -> None:
    assert file_name(path, QueryParams(asked), "26c3f44abcdef", "csv") == expected


def test_a_download_has_its_name(site: Site) -> None:
    answer = site.get("/en/things/tasks.csv?due=none")
    version = site.app.state.snapshot.version[:7]
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="tasks_none_{version}.csv"'
    )


@pytest.mark.parametrize("rows", ["function", "level", "place"])
def test_a_matrix_of_groups_of_bodies_counts_each_task_once_a_row(site: Site, rows: str) -> None:
    for row in rows_of_csv(site.get(f"/en/leads.csv?rows={rows}").text):
        key = row["iri"].rsplit("/", 1)[-1] or "none"
        listed = rows_of_csv(site.get(f"/en/assignments.csv?role=lead&{rows}={key}").text)
        stated = [each for each in listed if each["basis"] != "inferred"]
        assert int(row["total"]) == len({each["action"] for each in stated}), row


def test_by_fractional_counting_the_places_of_leads_are_shares_of_the_tasks(site: Site) -> None:
    bodies = rows_of_csv(site.get("/en/leads.csv?counting=fractional").text)
    places = rows_of_csv(site.get("/en/leads.csv?counting=fractional&rows=place").text)
    assert sum(float(r["total"]) for r in places) == pytest.approx(
        sum(float(r["total"]) for r in bodies)
    )


def test_a_county_has_what_its_towns_have_and_shows_only_its_own_when_asked(site: Site) -> None:
    view = view_of(site.app)
    county = next(
        p for p in view.of_type(PK.Place)
        if any(
            view.is_a(f, PK.Enterprise)
            for town in view.subjects(PK.partOfPlace, p)
            for f in view.subjects(PK.locatedIn, town)
        )
    )  # fmt: skip
    local = view.local(county)
    data = site.get(f"/en/page/{local}.json").json()
    firms = next(s for s in data["sections"] if s["id"] == "firms")
    below = [
        f for town in view.subjects(PK.partOfPlace, county)
        for f in view.subjects(PK.locatedIn, town) if view.is_a(f, PK.Enterprise)
    ]  # fmt: skip
    assert {view.label(f, "en") for f in below} <= {r["Enterprise"] for r in firms["rows"]}
    alone = site.get(f"/en/page/{local}.json?depth=0").json()
    only = [r for s in alone["sections"] if s["id"] == "firms" for r in s["rows"]]
    assert len(only) < len(firms["rows"])
    assert "level 1 below" in site.get(f"/en/page/{local}").text


def test_bodies_of_a_place_are_bodies(site: Site) -> None:
    view = view_of(site.app)
    for place in view.of_type(PK.Place):
        data = site.get(f"/en/page/{view.local(place)}.json").json()
        for section in data["sections"]:
            if section["id"] == "bodies":
                labels = {view.label(i, "en") for i in view.of_type(PK.Organization)}
                assert {row["Body"] for row in section["rows"]} <= labels
