"""One filter by years on every view: the same two parameters, the same rule."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from starlette.datastructures import QueryParams

from explorer.kit.request import Ask, Page, plain_ask, view_at
from explorer.kit.years import Years
from explorer.pages import contents, indicators
from explorer.pages.figures.results import results
from explorer.pages.figures.timeline import page_of as timeline
from explorer.pages.leads.page import leads
from explorer.pages.leads.sankey import sankey
from explorer.pages.lists.assignments import assignments
from explorer.pages.lists.compare import compare
from explorer.pages.lists.over_time import over_time
from explorer.pages.network.data import net_of
from explorer.snapshots import BuildFolder
from explorer.view.tables import tables_of
from ontology.terms import PK
from tests.support.explorer_app import built


@cache
def app() -> Any:
    """What pages are asked for, without a server."""
    snapshot = BuildFolder(built() / "build").open()
    settings = types.SimpleNamespace(sources=(), questions=None, workspace=built())
    return types.SimpleNamespace(state=types.SimpleNamespace(snapshot=snapshot, settings=settings))


def asked(query: str, **params: str) -> Ask:
    ask = plain_ask(app(), view_at(app().state.snapshot), "en", "/x")
    return replace(ask, query=QueryParams(query), params=params, format="csv")


def rows(page: Page) -> list[dict[str, Any]]:
    table = page.rows()
    assert table is not None
    return table.records()


@pytest.mark.parametrize(
    ("query", "year", "holds"),
    [
        ("", 0, True), ("", None, True), ("from=2012", 2012, True), ("from=2012", 2011, False),
        ("from=2012", 0, False), ("to=2012", 0, False), ("to=2012", None, False),
        ("to=2012", 2012, True), ("from=2012&to=2010", 2011, False), ("from=12", 1, True),
        ("from=²012", 1, True), ("from=20121", 1, True), ("from=<b>&to=", 1, True),
    ],
)  # fmt: skip
def test_a_year_passes_between_its_bounds(query: str, year: int | None, holds: bool) -> None:
    assert Years.of(asked(query)).holds(year) is holds


def _year_of_duty(row: dict[str, Any]) -> int:
    ask = asked("")
    iri = next(str(row[key]) for key in ("iri", "fact") if row.get(key))
    duties = tables_of(ask.view).once("by-iri", lambda: {
        d.iri: d.year for d in tables_of(ask.view).duties})  # fmt: skip
    return duties[iri]


VIEWS: dict[str, tuple[Callable[[Ask], Page], str, Callable[[dict[str, Any]], int]]] = {
    "assignments": (assignments, "", _year_of_duty),
    "over-time": (over_time, "body=shaoxing-drc", lambda r: int(r["year"] or 0)),
    "results": (results, "", lambda r: int(r["target_year"] or 0)),
    "timeline": (timeline, "", lambda r: int(r["year"])),
    "indicators": (indicators.index, "", lambda r: int(r["year"] or 0)),
}


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("bounds", [(2009, 2012), (2017, 0), (0, 2010), (2100, 0)])
def test_a_view_shows_what_is_of_the_years_and_all_of_it(
    name: str, bounds: tuple[int, int]
) -> None:
    view, query, year = VIEWS[name]
    whole = rows(view(asked(query)))
    found = rows(view(asked(f"{query}&from={bounds[0] or ''}&to={bounds[1] or ''}")))
    assert whole
    assert found == [row for row in whole if Years(*bounds).holds(year(row))]


@pytest.mark.parametrize("kind", ["tasks", "organisations", "projects", "events", "documents"])
def test_a_list_of_things_goes_by_their_own_year_or_that_of_their_documents(kind: str) -> None:
    pages = [contents.listing(asked(q, kind=kind)) for q in ("", "to=2010", "from=2011")]
    whole, early, late = ({r["iri"] for r in rows(page)} for page in pages)
    assert early | late <= whole
    assert early != late
    view = asked("").view
    stated = {i for i in whole if view.number(i, PK.year)}
    assert {i for i in stated if view.number(i, PK.year) <= 2010} == early & stated


def test_the_years_stand_in_the_words_above_a_list() -> None:
    found = assignments(asked("from=2009&to=2010")).context["found"]
    assert [chip[1] for chip in found.chips] == ["2009–2010"]
    assert "from=" not in found.chips[0][2]


def _sum(values: Iterable[float]) -> int:
    return round(sum(values))


@pytest.mark.parametrize("bounds", ["from=2010", "to=2009", "from=2008&to=2010"])
def test_matrix_flow_compare_and_network_count_the_same_years(bounds: str) -> None:
    document = "document=shaoxing-plan"
    ask = asked(f"{bounds}&{document}")
    years = Years.of(ask)
    duties = [
        d for d in tables_of(ask.view).by_document[ask.view.iri("shaoxing-plan")]
        if d.role.endswith("/lead") and not d.inferred and years.holds(d.year)
    ]  # fmt: skip
    pairs = {(d.actor, d.task) for d in duties}
    matrix = leads(ask).context["matrix"]
    assert _sum(row.total for row in matrix.rows) == len(pairs)
    assert len(sankey(ask).context["flows"]) == len(pairs)
    side = compare(asked(f"{bounds}&kind=document&a=shaoxing-plan&b=xiaolan-2022"))
    counted = [r for r in rows(side) if r["side"] == "a" and r["unit_or_role"] == ""
               and r["compared"] == "lead"]  # fmt: skip
    assert len([r for r in counted if r["fact"]]) == len(duties)
    net = net_of(asked(bounds.replace("from", "since").replace("to", "until") + f"&{document}"),
                 "leads")  # fmt: skip
    assert _sum(d["weight_whole"] for _, _, d in net.edges(data=True)) == len(pairs)
