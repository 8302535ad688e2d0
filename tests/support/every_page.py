"""Every kind of page of the explorer, by a short name: what pictures, axe and widths go through.

A new kind of page gets a line here; a test fails while a route has none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode

from tests.support.browser import until

if TYPE_CHECKING:
    from playwright.sync_api import Page

LEADS_PER_BODY: Final = (
    "SELECT ?body (COUNT(?task) AS ?tasks) { ?task pk:ledBy ?body } GROUP BY ?body "
    "ORDER BY DESC(?tasks)"
)
PAIRS: Final = (
    "SELECT ?a ?b (COUNT(?task) AS ?tasks) { ?task pk:ledBy ?a, ?b FILTER(STR(?a) < STR(?b)) } "
    "GROUP BY ?a ?b ORDER BY DESC(?tasks)"
)


YEARS: Final = (
    "SELECT ?indicator ?year (SUM(?value) AS ?total) { ?o pk:indicator ?indicator ; "
    "pk:year ?year ; pk:value ?value } GROUP BY ?indicator ?year ORDER BY ?year"
)


def query_page(query: str, view: str = "", **more: str) -> str:
    """Return the address of the query page with a question asked."""
    return "/query?" + urlencode({"query": query, **({"view": view} if view else {}), **more})


PAGES: Final[dict[str, str]] = {
    "overview": "/",
    "search": "/search?q=fzggw",
    "search-empty": "/search?q=qqqqzz",
    "search-start": "/search",
    "leads": "/leads",
    "leads-fractional": "/leads?document=shaoxing-plan&counting=fractional",
    "leads-empty": "/leads?document=xiaolan-2022&from=1901&to=1902",
    "leads-tasks": "/leads/tasks?actor=shaoxing-drc&campaign=shaoxing-plan_campaign_1",
    "leads-pairs": "/leads/pairs",
    "sankey": "/leads/sankey",
    "network-gallery": "/network",
    "network": "/network/leads",
    "network-co-leads": "/network/co-leads",
    "network-filtered": "/network/co-leads?document=shaoxing-plan&weight=2&inferred=no",
    "network-around": "/network?around=shaoxing-drc",
    "network-paths": "/network?from=shaoxing-drc&to=shaoxing-science-bureau",
    "network-inside": "/network/co-leads?from=shaoxing-drc&to=shaoxing-planning-bureau",
    "network-ends": "/network?from=" + quote("局") + "&to=shaoxing-drc",
    "network-everything": "/network/everything",
    "network-empty": "/network/leads?since=1901&until=1902",
    "indicators": "/indicators",
    "indicator-values": "/indicators/gdp",
    "results": "/results",
    "timeline": "/timeline",
    "compare": "/compare?kind=document&a=shaoxing-plan&b=xiaolan-2022",
    "compare-start": "/compare?kind=place",
    "over-time": "/over-time?body=shaoxing-drc",
    "figure": "/figures/leads",
    "figure-wide": "/figures/network?network=co-leads&width=183&labels=both",
    "cite-figure": "/cite?figure=leads",
    "cite-fact": "/cite?thing=shaoxing-plan_task_7",
    "assignments": "/assignments?due=none",
    "contents": "/things",
    "organisations": "/things/organisations",
    "values": "/things/values",
    "document": "/page/xiaolan-2022",
    "plan": "/page/shaoxing-plan",
    "department": "/page/shaoxing-drc",
    "group": "/page/drc-and-other-departments",
    "task": "/page/shaoxing-plan_task_7",
    "campaign": "/page/shaoxing-plan_campaign_2",
    "measure": "/page/diankou-town_measure_capacity",
    "place": "/page/chocolate-town",
    "policy": "/page/opinions-2006-112",
    "indicator": "/page/gdp",
    "enterprise": "/page/shaoxing-chengtou",
    "project": "/page/diankou-town_project_fine-wire",
    "person": "/page/xiaolan-2022_person_1246cfa7e6",
    "event": "/page/diankou-town_event_canton-fair",
    "recognition": "/page/diankou-town_recognition_central-town",
    "observation": "/page/diankou-town_obs_built-up-area_by-2012",
    "relation": "/page/diankou-town_rel_adjacent-east_b311ccb27e",
    "responsibility": "/page/diankou-town_resp_oversight_measure_positioning_1",
    "reader": "/reader/diankou-town",
    "reader-pinyin": "/reader/shendang-2018",
    "reader-excerpts": "/reader/xiaolan-2022?view=excerpt",
    "coverage": "/coverage/shaoxing-plan",
    "query": "/query",
    "query-table": query_page(LEADS_PER_BODY),
    "query-chart": query_page(LEADS_PER_BODY, "chart"),
    "query-dots": query_page(LEADS_PER_BODY, "chart", chart="dot"),
    "query-lines": query_page(YEARS, "chart", chart="line"),
    "query-matrix": query_page(PAIRS, "chart", chart="matrix"),
    "query-meant": query_page("SELECT ?task { ?task pk:ledBi id:shaoxing-dcr }"),
    "query-network": query_page(PAIRS, "network"),
    "query-yes-no": query_page("ASK { ?task pk:ledBy ?body }"),
    "query-error": query_page("SELECT * WHERE {\n  ?task pk:ledBi ?body .\n  ?task pk:name name }"),
    "questions": "/questions",
    "question": "/questions/q01b-tasks-of-a-body",
    "data": "/data",
    "ontology": "/about/ontology",
    "shapes": "/about/shapes",
    "cite": "/about/cite",
    "changelog": "/about/changelog",
    "missing": "/page/shaoxing-dcr",
    "unacceptable": "/search.ttl?q=" + quote("发改"),
}
"""Name and address below ``/zh`` or ``/en``."""

MAIN: Final = (
    "overview", "search", "leads", "sankey", "network", "indicators", "department", "task",
    "document", "reader", "query-chart", "question", "coverage", "data",
)  # fmt: skip
"""The pages that are looked at in dark and in print as well."""


def ready(page: Page) -> None:
    """Wait until what scripts draw stands there."""
    for drawn in ("#net", ".editor"):
        # On a phone the list is shown instead of the picture, which is drawn when it is asked for.
        until(
            page,
            """(drawn) => {
                const [place] = document.querySelectorAll(drawn);
                return !place || "ready" in place.dataset || place.offsetParent === null;
            }""",
            drawn,
        )
