"""The matrix of who leads what aggregates by itself where it would not fit, and says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explorer.i18n import LANGUAGES
from explorer.kit.request import plain_ask, view_of
from explorer.pages.figures.charts import leads
from tests.support.pages_example import ID, Builder, Site

FUNCTIONS = ("education", "health", "transport", "housing")


def many(folder: Path, *, bodies: int, series: int, functions: int, documents: int = 1) -> Site:
    """Return a graph of so many bodies, each of which leads one task."""
    graph = Builder()
    for number in range(documents):
        place = graph.thing(f"town-{number}", "Place", f"镇{number}", kind="code:town")
        graph.thing(f"d{number}", "Document", f"方案{number}", jurisdiction=place)
    for number in range(series):
        stated = {"basis": "code:stated", "statedIn": f"{ID}d{number % documents}"}
        graph.thing(f"c{number}", "Campaign Action", f"活动{number}", **stated)
    for number in range(bodies):
        document = f"{ID}d{(number % series) % documents}"
        coded = {"function": f"code:{FUNCTIONS[number % functions]}"} if functions else {}
        graph.thing(f"b{number}", "Organization", f"单位{number}", **coded)
        task = graph.thing(
            f"t{number}",
            "Task Action",
            f"任务{number}",
            number=number,
            partOf=f"{ID}c{number % series}",
            basis="code:stated",
            statedIn=document,
        )
        graph.thing(
            f"r{number}",
            "Responsibility",
            f"分工{number}",
            task=task,
            actor=f"{ID}b{number}",
            role="code:lead",
            position=1,
            outOf=1,
            basis="code:stated",
            statedIn=document,
        )
    return graph.site(folder, f"{bodies}-{series}-{functions}-{documents}")


def shape(site: Site, query: str = "") -> tuple[int, int, int]:
    """Return rows and columns of the data, and the sum of the totals."""
    found = site.get(f"/en/leads.json{query}").json()
    total = sum(row["total"] for row in found["rows"])
    return len(found["rows"]), len(found["columns"]), total


@pytest.mark.parametrize(
    ("bodies", "series", "functions", "documents", "rows", "columns"),
    [
        (80, 40, 4, 1, 80, 40),  # fits
        (81, 40, 4, 1, 4, 40),  # bodies by function
        (81, 41, 4, 5, 4, 5),  # and campaigns by document
        (60, 41, 4, 5, 60, 5),  # campaigns alone
        (100, 60, 0, 3, 100, 3),  # no function is known: bodies stay
        (100, 60, 1, 3, 100, 3),  # one function divides nothing
    ],
)
def test_it_aggregates_by_what_fits(
    tmp_path: Path,
    bodies: int,
    series: int,
    functions: int,
    documents: int,
    rows: int,
    columns: int,
) -> None:
    site = many(tmp_path, bodies=bodies, series=series, functions=functions, documents=documents)
    assert shape(site) == (rows, columns, bodies)
    for lang, words in (("en", "do not fit"), ("zh", "一页放不下")):
        page = site.get(f"/{lang}/leads").text
        assert (words in page) is (rows < bodies or columns < series)
        assert (f"{bodies:,}" in page) and page.count('<th scope="col" class="slant"') == columns


def test_bodies_are_had_one_by_one_and_parts_say_of_how_many(tmp_path: Path) -> None:
    site = many(tmp_path, bodies=100, series=50, functions=4)
    assert shape(site, "?rows=body&by=campaign") == (100, 50, 100)
    page = site.get("/en/leads?rows=body&by=campaign").text
    assert "do not fit" not in page
    assert "80 of 100 rows on this page" in page and "Columns 1–40 of 50" in page
    aggregated = site.get("/en/leads").text
    assert re.search(r'href="/en/leads\?rows=body"', aggregated)
    assert re.search(r'href="/en/leads\?by=campaign"', aggregated)


def test_a_row_opens_the_assignments_behind_it_under_the_same_filters(tmp_path: Path) -> None:
    site = many(tmp_path, bodies=100, series=50, functions=4, documents=2)
    page = site.get("/en/leads?document=d0&rows=function").text
    links = set(re.findall(r'href="(/en/assignments\?[^"]*function=education[^"]*)"', page))
    assert links and all("document=d0" in link for link in links)


def test_the_figure_has_the_rows_of_the_page(tmp_path: Path) -> None:
    site = many(tmp_path, bodies=100, series=50, functions=4)
    for lang in LANGUAGES:
        figure = leads(plain_ask(site.app, view_of(site.app), lang, "/leads"))
        assert figure.rows == shape(site)[0] == 4
