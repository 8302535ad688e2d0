"""Fields of forms: a list while it is short, else a field to type into."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams
from starlette.requests import Request

from explorer.kit.choices import MOST, Choices, Offered, offered_of
from explorer.kit.counted import counted_address, counted_by, counted_pairs, counted_query
from explorer.kit.facets import choose
from explorer.kit.facts_facets import facets_of, index_of_kind
from explorer.kit.request import Ask, view_of
from explorer.snapshots import BuildFolder
from explorer.view.model import GraphView
from explorer.view.tables import tables_of
from graph.pictures.text import text_ems, wrap
from ontology.kinds import BY_SLUG
from tests.support.pages_example import ID, Builder, Site

FORMS = ["/leads", "/leads/pairs", "/leads/sankey", "/indicators", "/indicators/gdp"]
VALUES = ("/indicators", "/indicators/gdp")
"""Forms of values, of which every document states one."""


def counties(folder: Path, count: int, version: str = "") -> Site:
    """Return a graph of so many documents, each of a county of its own with two bureaus."""
    graph = Builder()
    graph.thing("gdp", "Indicator", "生产总值")
    for n in range(count):
        place = graph.thing(f"county-{n}", "Place", f"第{n}县", kind="code:county")
        document = graph.thing(f"plan-{n}", "Document", f"第{n}县方案", jurisdiction=place)
        stated = {"basis": "code:stated", "statedIn": document}
        series = graph.thing(f"plan-{n}/c", "Campaign Action", f"第{n}县活动", number=1, **stated)
        for at in (1, 2) if n % 7 == 3 else (1,):
            quote = graph.quote(10_000 * n + at * 100, f"任务{n}甲{at}", document)
            task = graph.thing(
                f"plan-{n}/t{at}", "Task Action", f"任务{n}甲{at}", number=at, partOf=series,
                evidence=quote, **stated,
            )  # fmt: skip
            for position, name in enumerate(("建设局", "交通局"), 1):
                actor = f"county-{n}-b{position}"
                graph.thing(
                    actor, "Organization", f"第{n}县{name}", kind="code:department",
                    jurisdiction=place,
                )  # fmt: skip
                graph.thing(
                    f"plan-{n}/r{at}-{position}", "Responsibility", f"分工{n}-{at}-{position}",
                    task=task, actor=ID + actor, role="code:lead", position=position, outOf=2,
                    evidence=quote, **stated,
                )  # fmt: skip
        graph.thing(
            f"plan-{n}/v", "Observation", f"值{n}", indicator=ID + "gdp", subject=place,
            value=str(n), valueAsWritten=f"{n}亿元", status="code:actual", unit="code:yuan",
            period="2009", year=2009, evidence=graph.quote(10_000 * n + 900, f"{n}亿元", document),
            **stated,
        )  # fmt: skip
    return graph.site(folder, version or f"counties-{count}")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return counties(tmp_path_factory.mktemp("large"), MOST + 20)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return counties(tmp_path_factory.mktemp("small"), 20)


def form_of(page: str) -> str:
    return page.partition('<form class="filters"')[2].partition("</form>")[0]


def values(text: str) -> list[str]:
    return re.findall(r'<option value="([^"]+)"', text)


@pytest.mark.parametrize("path", FORMS[:4])
def test_a_short_list_has_every_document(small: Site, path: str) -> None:
    form = form_of(small.get(f"/en{path}").text)
    assert "data-offer" not in form
    documents = form.partition('name="document"')[2].partition("</select>")[0]
    assert len(values(documents)) == 20


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", FORMS)
def test_of_very_many_documents_the_commonest_are_suggested_and_all_are_counted(
    large: Site, path: str, lang: str
) -> None:
    form = form_of(large.get(f"/{lang}{path}").text)
    assert f'data-offer="/{lang}/suggested/document.json"' in form
    offered = values(form.partition('id="offered-document"')[2].partition("</datalist>")[0])
    assert 0 < len(offered) < MOST
    if path not in VALUES:
        assert all(int(name.rpartition("-")[2]) % 7 == 3 for name in offered[:40])
    if path != "/leads/sankey":  # which shows one document
        told = f"共 {MOST + 20} 个" if lang == "zh" else f"{MOST + 20} to choose from"
        assert told in form


@pytest.mark.parametrize("word", ["plan-17", "第17县方案", "di17xianfangan"])
@pytest.mark.parametrize("path", FORMS)
def test_a_name_in_a_field_means_what_its_id_means(large: Site, path: str, word: str) -> None:
    rows = large.get(
        f"/en{path}.json",
    ).json()["rows"]
    found = large.get(f"/en{path}.json?document={word}").json()["rows"]
    assert found == large.get(f"/en{path}.json?document=plan-17").json()["rows"]
    assert found
    assert path == "/leads/sankey" or len(found) < len(rows)  # which shows one document


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", FORMS)
def test_a_word_that_names_nothing_is_said_and_inert(large: Site, path: str, lang: str) -> None:
    page = large.get(f"/{lang}{path}?document=<b>qqqq&document={'x' * 400}").text
    assert "<b>qqqq" not in page
    told = "没有找到" if lang == "zh" else "Nothing of this kind is called"
    assert told in page


def test_several_values_of_a_filter_are_kept_and_each_can_be_dropped(large: Site) -> None:
    form = form_of(large.get("/en/leads?document=plan-1&document=plan-2&document=plan-3").text)
    assert 'value="plan-1" placeholder' in re.sub(r"\s+", " ", form)
    kept = re.findall(r'type="checkbox" name="document" value="([^"]+)" checked', form)
    assert kept == ["plan-2", "plan-3"]


def test_a_field_sends_along_what_it_does_not_show() -> None:
    chosen = tuple((f"d{n}", f"Document {n}") for n in range(40))
    field = Choices("document", Offered((("d0", ""),), 900), chosen, "document")
    told = [field.typed, *(key for key, _ in (*field.further, *field.unseen))]
    assert told == [key for key, _ in chosen]


def test_a_value_that_is_chosen_stands_in_a_list_that_lacks_it() -> None:
    offered = offered_of(["a", "b"], Counter("ab"), lambda key: (key, key.upper()))
    options = Choices("x", offered, (("z", "<Z>"), ("b", "B"))).options
    assert values(options) == ["a", "b", "z"]
    assert re.findall(r'value="(\w)" selected', options) == ["b", "z"]
    assert "&lt;Z&gt;" in options


def test_campaigns_are_suggested_as_one_types(large: Site) -> None:
    found = large.get("/zh/suggested/campaign.json?q=第12县").json()
    assert [each["id"] for each in found["things"]] == ["plan-12/c"]


VISITED = [
    *FORMS, "/leads/tasks", "/leads?document=plan-5", "/things/tasks", "/things/organisations",
    "/things/documents", "/things/values", "/assignments", "/data", "/compare", "/over-time",
    "/compare?kind=body",
]  # fmt: skip


@pytest.fixture(scope="module")
def larger(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return counties(tmp_path_factory.mktemp("larger"), 2 * MOST + 40)


@pytest.mark.parametrize("path", VISITED)
def test_a_further_visit_asks_no_more_of_twice_as_many_documents(
    large: Site, larger: Site, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Counter[str]()
    for name in ("text_in", "objects", "object", "text", "is_a"):
        real = getattr(GraphView, name)

        def counted(view: GraphView, *rest: str, real: object = real) -> object:
            asked[view.version] += 1
            return real(view, *rest)  # type: ignore[operator]

        monkeypatch.setattr(GraphView, name, counted)
    further = "&lang=en" if "?" in path else "?lang=en"  # another address: nothing is kept of it
    for site in (large, larger):
        site.get(f"/en{path}")
        asked[view_of(site.app).version] = 0
        assert site.get(f"/en{path}{further}").status_code == 200
    first, second = (asked[view_of(site.app).version] for site in (large, larger))
    assert first > 0
    assert second <= 1.2 * first + 50


def test_numbers_bear_the_same_address_however_it_is_made(small: Site) -> None:
    for path in ("/en/things/tasks?q=任务&sort=often", "/zh/assignments?role=lead&page=1"):
        page = small.get(path).text
        boxes = re.findall(
            r'name="([\w-]+)" value="([^"]+)"[^>]*> <span>[^<]*</span> <span\s+class="count"'
            r' data-count="([^"]+)"',
            page,
        )
        assert boxes
        for name, value, address in boxes:
            narrowed = QueryParams(path.partition("?")[2])
            pairs = [(k, v) for k, v in narrowed.multi_items() if k != name]
            pairs.append((name, unescape(value)))
            url = f"{path.partition('?')[0]}?{_written(pairs)}"
            assert unescape(address) == counted_address(url)


def _written(pairs: list[tuple[str, str]]) -> str:
    return "&".join(f"{k}={v.replace('/', '%2F')}" for k, v in pairs)


TEXT = st.text(st.characters(codec="utf-8"), max_size=8)


@given(st.lists(st.tuples(st.sampled_from(["actor", "document", "page", "from", "sort"]), TEXT)))
def test_an_address_made_of_parameters_is_the_one_read_from_a_url(
    pairs: list[tuple[str, str]],
) -> None:
    scope = {
        "type": "http", "method": "GET", "path": "/en/leads/tasks", "query_string": b"",
        "headers": [],
    }  # fmt: skip
    ask = Ask(Request(scope), GraphView("", ""), "en", "/leads/tasks", {}, QueryParams(pairs))
    lists: dict[str, list[str]] = {}
    for name, value in pairs:
        lists.setdefault(name, []).append(value)
    expected = counted_address(ask.url("/leads/tasks", "", "", **lists))
    assert counted_query("/leads/tasks", lists) == expected
    assert counted_pairs("/leads/tasks", pairs) == expected
    for name, value in pairs:
        if value and name not in ("page", "sort"):
            others = {key: several for key, several in lists.items() if key != name}
            whole = counted_query("/leads/tasks", {**others, name: value})
            assert counted_by("/leads/tasks", name, pairs)(value) == whole


@pytest.mark.parametrize("slug", ["tasks", "organisations", "values", "documents", "places"])
@pytest.mark.parametrize(
    "query",
    [
        "", "document=shaoxing-plan", "document=nope", "due=none", "due=2099&due=2010",
        "document=shaoxing-plan&state=proved", "from=2007&to=2012", "code=department",
        "from=2007&document=shendang-2018", "place=none", "status=target&year=2010",
    ],
)  # fmt: skip
def test_what_is_held_of_a_whole_list_changes_nothing(
    workspace: Path, slug: str, query: str
) -> None:
    site = Site(BuildFolder(workspace / "build").open())
    view, kind = view_of(site.app), BY_SLUG[slug]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}
    path = f"/things/{slug}"
    ask = Ask(Request(scope), view, "en", path, {}, QueryParams(query))
    items = tables_of(view).listed[kind.iri]
    index, years = index_of_kind(ask, kind)
    held: dict[str, object] = {}

    def once(name: str, make: object) -> object:
        return held.setdefault(name, make()) if name not in held else held[name]  # type: ignore[operator]

    facets = facets_of(kind)
    plain = choose(ask, facets, index, items, years)
    for _ in range(2):
        found = choose(ask, facets, index, items, years, once)
        assert list(found.items) == list(plain.items)
        assert found.offers == plain.offers
        assert (found.chips, found.left, found.of) == (plain.chips, plain.left, plain.of)


@given(
    st.text("发展改革“”、，。工程()aBc -\u3000①", max_size=60),
    st.sampled_from([5.5, 9.0, 15.0, 27.0]),
    st.sampled_from([0, 1, 3, 99]),
)
def test_a_label_is_broken_without_losing_a_sign(label: str, ems: float, lines: int) -> None:
    rows = wrap(label, ems, lines).split("\n")
    assert "".join("".join(rows).split()) == "".join(label.split())
    assert text_ems("".join(rows)) <= text_ems(label) + 1e-9
