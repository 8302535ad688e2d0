"""What grows is paged, by addresses that stay; nothing is lost between the pages."""

from __future__ import annotations

import csv
import gc
import io
import re
import weakref
from pathlib import Path

import pytest

from explorer.kit.cells import Cell, Group, Rows, Section, text
from explorer.kit.request import view_of
from explorer.pages.leads import matrix
from explorer.view.model import Lit, read_nquads
from explorer.view.opening import view_of_files
from explorer.view.search_index import index_of
from explorer.view.tables import tables_of
from ontology.rdf import Literal, RdfFormat, parse
from tests.support.pages_example import ID, Builder, Site, leading

VALUES = 230
BODIES = 130


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    graph = leading()
    stated = {"basis": "code:stated", "statedIn": ID + "d"}
    for number in range(VALUES):
        graph.thing(
            f"d_value_{number}", "Observation", f"值{number}", indicator=ID + "gdp",
            year=2000 + number, period=str(2000 + number), value=str(number),
            valueAsWritten=f"{number}亿元",
            subject=ID + "town", status="code:target" if number % 2 else "code:actual",
            unit="code:yuan", evidence=graph.quote(10_000 + 20 * number, f"{number}亿元"), **stated,
        )  # fmt: skip
    for number in range(BODIES):
        graph.thing(f"office-{number}", "Organization", f"第{number}林业局")
    return graph.site(tmp_path_factory.mktemp("large"), "large")


def shown_values(page: str) -> list[str]:
    return re.findall(r'href="/en/page/d_value_(\d+)"', page)


def test_the_values_of_an_indicator_are_paged_and_none_is_lost(site: Site) -> None:
    pages = [site.get(f"/en/indicators/gdp?page={n}").text for n in (1, 2, 3)]
    shown = [shown_values(page) for page in pages]
    assert sorted(int(v) for page in shown for v in set(page)) == list(range(VALUES))
    assert max(len(set(page)) for page in shown) <= 100
    quoted = [re.findall(r'<figure class="quote" id="([^"]+)"', page) for page in pages]
    assert max(map(len, quoted)) <= 100
    assert len({quote for page in quoted for quote in page}) == sum(map(len, quoted)) >= VALUES


def test_bars_keep_one_scale_on_all_pages(site: Site) -> None:
    first = site.get("/en/indicators/gdp?status=target").text
    last = site.get("/en/indicators/gdp?status=target&page=2").text
    assert not re.search(r'class="size" x="[^"]*" width="100', first)
    assert re.search(r'class="size" x="[^"]*" width="100', last)


def test_an_indicator_is_narrowed_by_status(site: Site) -> None:
    page = site.get("/en/indicators/gdp?status=actual").text
    assert {int(v) % 2 for v in shown_values(page)} == {0}


def test_the_results_of_one_kind_are_paged(site: Site) -> None:
    pages = [site.get(f"/zh/search?q=林业&kind=organisations&page={n}").text for n in (1, 2)]
    found = [set(re.findall(r"/zh/page/(office-\d+)", page)) for page in pages]
    assert found[0] | found[1] == {f"office-{n}" for n in range(BODIES)}
    assert not found[0] & found[1]


@pytest.mark.parametrize(
    ("query", "local"),
    [
        ("第7林业局", "office-7"), ("第7林業局", "office-7"), ("en 第7林", "office-7"),
        ("发改", "drc"), ("fgw", "drc"), ("shifazhan", "drc"), ("局 建设", "bureau"),
        ("设", "bureau"),
    ],
)  # fmt: skip
def test_what_a_search_finds_first(site: Site, query: str, local: str) -> None:
    found = site.get(f"/zh/search.json?q={query}&kind=organisations").json()
    assert found["groups"][0]["results"][0]["iri"] == ID + local


def test_a_list_by_a_word_has_all_that_hold_it(site: Site) -> None:
    rows = site.get("/zh/things/organisations.json?q=林业").json()["rows"]
    assert {row["iri"] for row in rows} == {f"{ID}office-{n}" for n in range(BODIES)}


def test_rows_are_made_only_as_they_are_shown() -> None:
    made: list[int] = []

    def make(number: int) -> list[Cell]:
        made.append(number)
        return [text(number)]

    section = Section("s", "", ("n",), [Group(rows=Rows(range(1000), make))])
    (group,) = section.part(3, 100)
    assert (made, section.total, group.total) == (list(range(200, 300)), 1000, 1000)


def test_a_large_matrix_is_written_cell_by_cell(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = site.get("/en/leads.json").json()
    monkeypatch.setattr(matrix, "CELLS", 0)
    rows = list(
        csv.DictReader(io.StringIO(site.get("/en/leads.csv?role=lead").text.lstrip("\ufeff")))
    )
    data = site.get("/en/leads.json?role=lead").json()
    expected = {
        (row["iri"], whole["columns"][at]["iri"]): value
        for row in whole["rows"]
        for at, value in enumerate(row["cells"])
        if value
    }
    assert {(r["iri"], r["column_iri"]): float(r["value"]) for r in rows} == expected
    assert {
        (row["iri"], data["columns"][int(at)]["iri"]): value
        for row in data["rows"]
        for at, value in row["cells"].items()
    } == expected


def test_a_state_of_the_data_goes_when_another_is_served(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    path.write_text("".join(leading().lines), encoding="utf-8")
    view = view_of_files([path], "old", ID.removesuffix("id/"))
    assert tables_of(view).totals
    assert index_of(view).find("发展")
    gone = weakref.ref(view)
    del view
    gc.collect()
    assert gone() is None


AWKWARD = (
    '"plain"', '"a \\"quoted\\" word"', '"line\\nbreak\\ttab \\\\ back"', '"\\u4E2D文"@zh-hans',
    '"x <http://not.a/graph> ."', '"5"^^<http://www.w3.org/2001/XMLSchema#integer>', '""@en',
    "<http://example.org/o>",
)  # fmt: skip


@pytest.mark.parametrize("term", AWKWARD)
def test_terms_are_read_as_the_engine_reads_them(term: str) -> None:
    line = f"<http://example.org/s> <http://example.org/p> {term} <http://example.org/g> .\n"
    ((_, _, read),) = read_nquads([line])
    (quad,) = parse(line.encode(), RdfFormat.N_QUADS)
    if isinstance(quad.object, Literal):
        literal = quad.object
        assert read == Lit(literal.value, literal.language or "", literal.datatype.value) or (
            literal.language
            and isinstance(read, Lit)
            and read[:2] == (literal.value, literal.language)
        )
    else:
        assert read == quad.object.value


def test_a_graph_without_anything_is_shown(tmp_path: Path) -> None:
    graph = Builder()
    graph.thing("d", "Document", "方案")
    empty = graph.site(tmp_path, "empty")
    paths = ("/en/leads", "/en/leads/pairs", "/en/leads/sankey", "/en/indicators", "/en/search?q=x")
    assert {empty.get(path).status_code for path in paths} == {200}


def test_a_facet_of_many_values_is_cut_and_says_how_many_there_are(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.kit.facets.OFFERED", 5)
    page = site.get("/en/things/values?sort=often").text
    assert f"6 of {VALUES + 1}" in page  # five years, and "no year"
    nothing = site.get("/zh/things/values?document=no-such-document").text
    assert "没有符合条件的条目" in nothing


@pytest.mark.parametrize("word", ["值", "值1", "1", "第7林业局", "zhi", "z", "林业", "没有"])
def test_rare_and_frequent_words_are_found_in_the_same_order(
    site: Site, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = index_of(view_of(site.app))
    at_once = index.find(word, 10_000)
    monkeypatch.setattr("explorer.view.search_index.FEW", -1)
    kind_by_kind = index.find(word, 10_000)
    monkeypatch.setattr("explorer.view.search_index.PROBED", 0)
    without_a_probe = index.find(word, 10_000)
    assert at_once == kind_by_kind == without_a_probe
    assert bool(at_once) == (word != "没有")
