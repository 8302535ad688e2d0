"""Indicators compare only what is of one unit, one definition and one scope."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from httpx import Client

from explorer.pages.indicators import bar, panels
from explorer.view.reported import Reported
from tests.support.explorer_app import built, explorer

ROW = Reported(
    iri="o:1", indicator="i:gdp", subject="p:a", document="d:1", status="actual", bound="exact",
    written="70亿元", value=7e9, low=7e9, high=7e9, unit="u:yuan", period="2009", year=2009,
    stage="", definition="", part=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("other", "together"),
    [
        (replace(ROW, iri="o:2", subject="p:b", year=2021), True),
        (replace(ROW, iri="o:2", status="target"), True),
        (replace(ROW, iri="o:2", unit="u:percent"), False),
        (replace(ROW, iri="o:2", definition="of the town proper"), False),
        (replace(ROW, iri="o:2", part=True), False),
        (replace(ROW, iri="o:2", indicator="i:output"), False),
    ],
)
def test_what_stands_in_one_panel(other: Reported, together: bool) -> None:
    assert (len(panels([ROW, other])) == 1) is together


def test_a_panel_is_in_the_order_of_time() -> None:
    later = replace(ROW, iri="o:2", year=2021, period="2021")
    undated = replace(ROW, iri="o:3", year=None, period="")
    (panel,) = panels([undated, later, ROW])
    assert [r.year for r in panel.rows] == [2009, 2021, None]


def test_bars_start_at_zero_and_a_range_is_as_long_as_it_says() -> None:
    ranged = replace(ROW, iri="o:2", bound="range", value=None, low=3.5e9, high=5.25e9)
    (panel,) = panels([ROW, ranged])
    assert bar(panel, ROW) == {"start": 0.0, "end": 100.0}
    assert bar(panel, ranged) == {"start": 50.0, "end": 75.0}
    assert bar(panel, replace(ROW, value=None, low=None, high=None)) is None


@pytest.mark.parametrize(
    ("bound", "sign"),
    [("exact", ""), ("at-least", "≥"), ("more-than", ">"), ("about", "≈"), ("at-most", "≤")],
)
def test_bounds_have_signs(bound: str, sign: str) -> None:
    assert replace(ROW, bound=bound).sign == sign


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with explorer(built()) as found:
        yield found


def test_the_pages_show_values_as_written_with_bound_and_status(client: Client) -> None:
    page = client.get("/en/indicators/gdp").text
    assert "超70亿元" in page
    assert '<span class="sign">&gt;</span>' in page
    assert "status-expected" in page


def test_the_csv_holds_every_value_once(client: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/zh/indicators.csv").text.lstrip("\ufeff"))))
    assert len({row["observation"] for row in rows}) == len(rows) > 100
    assert {row["status"] for row in rows} <= {"actual", "expected", "planned", "target"}


def test_filters_narrow_page_and_csv_alike(client: Client) -> None:
    text = client.get("/zh/indicators.csv?document=xiaolan-2022").text
    rows = list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))
    assert {row["document"] for row in rows} == {"xiaolan-2022"}
    assert "店口镇" not in client.get("/zh/indicators?document=xiaolan-2022").text.split("<h2")[1]


def test_nothing_left_under_the_filters_is_said(client: Client) -> None:
    page = client.get("/en/indicators?document=xiaolan-2022&subject=no-such-place")
    assert page.status_code == 200
    assert "No value fits these conditions together." in page.text


def test_a_value_stands_with_what_it_is_about_and_not_with_the_place_where_that_lies(
    client: Client,
) -> None:
    text = client.get("/en/indicators.csv").text.lstrip("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["subject"] for row in rows if row["indicator"] == "Investment"} == {
        "Large store", "Ultra-fine enamelled wire project",
        "Dream Jiashan phase 1", "AI and robot complex for entrepreneurship and innovation",
        "Project to replace labour by intelligent machines",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "shown", "hidden"),
    [("zh", "雁型梯队的骨干", "the backbone"), ("en", "the backbone", "雁型梯队的骨干")],
)
def test_a_definition_is_told_in_the_language_of_the_page(
    client: Client, lang: str, shown: str, hidden: str
) -> None:
    indicator = "diankou-town_ind_enterprises-above-designated-size"
    page = client.get(f"/{lang}/indicators/{indicator}").text
    assert (shown in page, hidden in page) == (True, False)


@pytest.mark.parametrize(
    "path",
    [
        "/indicators.csv?document=no-such-document",
        "/indicators.json?document=no-such-document",
        "/indicators.xlsx?document=no-such-document",
        "/leads.csv?document=no-such-document",
        "/leads.json?actor=no-such-body",
        "/leads/pairs.csv?campaign=no-such-campaign",
        "/leads/tasks.json?place=no-such-place",
    ],
)
def test_data_narrowed_by_what_is_not_there_are_not_those_of_everything(
    client: Client, path: str
) -> None:
    """A page says that a word names nothing and shows all; no program reads that."""
    answer = client.get(f"/en{path}")
    assert answer.status_code == 404
    assert "no-such" in answer.text
    page = client.get(f"/en{path.replace(path[path.index('.') : path.index('?')], '')}")
    assert page.status_code == 200
    assert "no-such" in page.text


def test_a_figure_narrowed_by_what_is_not_there_draws_nothing(client: Client) -> None:
    whole = client.get("/en/figures/indicators.svg").content
    nothing = client.get("/en/figures/indicators.svg?document=no-such-document").content
    assert len(nothing) < len(whole) / 3
