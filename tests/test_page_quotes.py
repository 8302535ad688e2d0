"""Quotations and values read from the page file are those that a walk over the graph finds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.pages.indicators import _documents as documents_of
from explorer.pages.indicators import _family as family
from explorer.view.model import GraphView, local_name, read_nquads
from explorer.view.opening import view_of_build
from explorer.view.quotes_index import pattern_of, quotes_of, search_words
from explorer.view.reported import Reported, all_reported
from graph.builds.generation import open_current
from graph.builds.grams import grams, matching
from graph.builds.pages import PageFile, write_pages
from graph.builds.search_lines import fold, without_commas
from graph.builds.whole_graph import WholeGraph
from ontology.terms import OA, PK, PROV, RDFS, SKOS
from policykg import KG
from tests.support.command import run_cli

SEARCHES = (
    "发展", "特色小镇", "特色小鎮", "领导小组", "县", "的", "亿元", "500亿元", "5", "2020", "100",
    "2020年", "5000", "10000", "5千", "%", "。", "a", "gdp", "GDP", "5g", "3.5", "第5", "“",
    "1,000", "绍兴 发展", "嘉善 特色小镇", "小镇 建设 发展", "2020 亿元", "平台 2017", "无此词",
    "发展 无此词",
)  # fmt: skip


@pytest.fixture(scope="module", params=["five", "shelf"])
def view(
    request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> GraphView:
    if request.param == "five":
        request.getfixturevalue("kg")
        return view_of_build(open_current(request.getfixturevalue("workspace") / "build"))
    folder = tmp_path_factory.mktemp("shelf")
    import shutil

    shutil.copytree(root / "examples" / "shelf", folder / "w")
    outcome = run_cli("-w", str(folder / "w"), "build", "--no-check")
    assert outcome.exit_code == 0, outcome.output
    return view_of_build(open_current(folder / "w" / "build"))


def walked(view: GraphView, query: str) -> list[str]:
    """Return the quotations that all words of a search fit, by a look at every one of them."""
    words = search_words(query)
    rows = []
    for iri in set(view.of_type(PK.Quotation)):
        written, read = view.text(iri, OA.exact), view.text(iri, PK.readAs)
        text = without_commas(
            fold(" ".join(f"{written} {read if read != written else ''}".split()))
        )
        document = view.object(iri, PROV.wasQuotedFrom)
        named = [document, *view.objects(document, PK.jurisdiction)]
        title = fold(
            "\t".join(
                name
                for thing in named
                for p in (RDFS.label, SKOS.prefLabel, PK.name)
                for name in view.texts(thing, p)
            )
        )
        inside = [bool(pattern_of(word).search(text)) for word in words]
        if any(inside) and all(
            here or (len(words) > 1 and word in title)
            for here, word in zip(inside, words, strict=True)
        ):
            rows.append((document, view.number(iri, OA.start), iri))
    return [iri for _, _, iri in sorted(rows)]


@pytest.mark.parametrize("query", SEARCHES)
def test_a_search_finds_the_quotations_that_a_look_at_each_finds(
    view: GraphView, query: str
) -> None:
    found = quotes_of(view).find(search_words(query))
    assert list(found) == walked(view, query)
    assert list(found[3:9]) == list(found)[3:9]


def test_every_word_of_some_quotations_finds_them(view: GraphView) -> None:
    index = quotes_of(view)
    for iri in sorted(view.of_type(PK.Quotation))[::40]:
        words = without_commas(fold(view.text(iri, OA.exact))).split()
        for size in (1, 2, 3, 7):
            word = words[0][:size]
            if not (word[:1].isdigit() or word[-1:].isdigit()):
                assert iri in set(index.find([word])), word


def looked_up(view: GraphView, iri: str) -> Reported:
    """Return a value as its statements say."""

    def size(predicate: str) -> float | None:
        text = view.text(iri, predicate)
        return float(text) if text else None

    period = view.text(iri, PK.period)
    year = re.search(r"\d{4}", period or view.text(iri, PK.end))
    return Reported(
        iri=iri,
        indicator=view.object(iri, PK.indicator),
        subject=view.object(iri, PK.subject),
        document=view.object(iri, PK.statedIn),
        status=local_name(view.object(iri, PK.status)),
        bound=local_name(view.object(iri, PK.bound)) if view.object(iri, PK.bound) else "",
        written=view.text(iri, PK.valueAsWritten),
        value=size(PK.value),
        low=size(PK.minValue),
        high=size(PK.maxValue),
        unit=view.object(iri, PK.unit),
        period=period,
        year=view.number(iri, PK.year) or (int(year[0]) if year else None),
        stage=view.text(iri, PK.stage),
        definition=view.text_in(iri, SKOS.definition, "en"),
        part=bool(view.object(iri, PK.subsetOf)),
    )


def test_values_are_those_that_their_statements_say_in_the_order_of_the_texts(
    view: GraphView,
) -> None:
    iris = view.of_type(PK.Observation)
    first = {i: min((q.start for q in view.quotes(i)), default=0) for i in iris}
    wanted = sorted(
        (looked_up(view, i) for i in iris), key=lambda r: (r.document, first[r.iri], r.iri)
    )
    assert all_reported(view) == wanted
    assert wanted


def test_an_indicator_has_the_values_that_point_at_it(view: GraphView) -> None:
    seen = 0
    for indicator in view.of_type(PK.Indicator):
        rows = family(view, indicator).rows
        assert [r.iri for r in rows] == sorted(view.subjects(PK.indicator, indicator))
        offered = documents_of(view, "en", indicator)
        assert {value for value, _ in offered.values} == {view.local(r.document) for r in rows}
        seen += len(rows)
    assert seen


# ---- words that nobody has thought of -----------------------------------------------------

SIGNS = st.text(st.sampled_from("0123456789.,发展县亿元千万 a-б𠮷\t5"), min_size=1, max_size=12)


@given(st.lists(SIGNS, min_size=1, max_size=6), st.data())
def test_the_index_leaves_out_no_word_of_any_text(texts: list[str], data: st.DataObject) -> None:
    lines = [without_commas(" ".join(text.split())) for text in texts]
    word = "".join(data.draw(st.sampled_from(lines)).split()[:1])[: data.draw(st.integers(1, 6))]
    if not word:
        return
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE VIRTUAL TABLE q USING fts5(grams, content='', tokenize=ascii)")
        base.executemany(
            "INSERT INTO q (rowid, grams) VALUES (?, ?)",
            [(n, grams(t)) for n, t in enumerate(lines)],
        )
        rows = base.execute("SELECT rowid FROM q WHERE q MATCH ?", (matching(word),))
        found = {number for (number,) in rows}
    assert found >= {n for n, text in enumerate(lines) if pattern_of(word).search(text)}
    if not re.search(r"\d", word):
        assert found == {n for n, text in enumerate(lines) if word in text}


# ---- generations ---------------------------------------------------------------------------

BASE = "https://example.org/"


def graph_of(name: str, *words: str) -> list[str]:
    """Return the lines of a document with quotations."""
    document = f"<{BASE}id/{name}>"
    a, stated = f"<{RDFS.label}>", f"<{PROV.wasQuotedFrom}>"
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    lines = [
        f"{document} {kind} <{PK.Document}> <{BASE}graph/{name}> .",
        f'{document} {a} "{name}"@zh-hans <{BASE}graph/{name}> .',
    ]
    for at, text in enumerate(words):
        quote = f"<{BASE}id/{name}_q_{at}>"
        lines += [
            f"{quote} {kind} <{PK.Quotation}> <{BASE}graph/{name}> .",
            f"{quote} {stated} {document} <{BASE}graph/{name}> .",
            f'{quote} <{OA.exact}> "{text}" <{BASE}graph/{name}> .',
            f'{quote} <{OA.start}> "{at * 100}" <{BASE}graph/{name}> .',
        ]
    return lines


def test_quotations_of_other_generations_are_not_found_and_go_with_their_graph(
    tmp_path: Path,
) -> None:
    path = tmp_path / "pages.sqlite"
    old, new = graph_of("b", "旧词在此", "都有"), graph_of("b", "新词在此", "都有")
    first, other = ("1" * 64, lambda: old), ("2" * 64, lambda: graph_of("a", "都有", "别的"))
    second = ("3" * 64, lambda: new)
    write_pages(path, [other, first])
    reader = GraphView.of(PageFile(path, [other[0], first[0]]), "1", BASE)
    write_pages(path, [other, second], keep=[])
    later = GraphView.of(PageFile(path, [other[0], second[0]]), "2", BASE)
    for view, there, gone in ((reader, "旧词", "新词"), (later, "新词", "旧词")):
        index = quotes_of(view)
        assert list(index.find([there])) == [f"{BASE}id/b_q_0"]
        assert list(index.find([gone])) == []
        assert [i.rsplit("/", 1)[1] for i in index.find(["都有"])] == ["a_q_0", "b_q_1"]
        assert [i.rsplit("/", 1)[1] for i in index.find(["a", "都有"])] == ["a_q_0"]
    write_pages(path, [other], keep=[])
    left = WholeGraph.in_memory({}, {})
    assert left.matching(matching("都有")).tolist() == []
    assert len(PageFile(path, [other[0]]).whole.matching(matching("都有"))) == 1


def test_quotations_of_a_document_in_several_graphs_are_in_the_order_of_the_text() -> None:
    view = GraphView("1", BASE)
    view.add(read_nquads(graph_of("b", "都有", "都有一")))
    view.add(read_nquads(graph_of("a", "都有", "没")))
    assert [i.rsplit("/", 1)[1] for i in quotes_of(view).find(["都有"])] == [
        "a_q_0", "b_q_0", "b_q_1",
    ]  # fmt: skip


def test_a_quotation_of_no_document_is_found_too() -> None:
    view = GraphView("1", BASE)
    view.add(read_nquads(line for line in graph_of("b", "都有") if "wasQuotedFrom" not in line))
    assert list(quotes_of(view).find(["都有"])) == [f"{BASE}id/b_q_0"]


def test_more_quotations_than_fit_a_page_are_all_counted_and_paged(kg: KG) -> None:
    view = view_of_build(kg.generation)
    found = quotes_of(view).find(["的"])
    assert len(found) == len(walked(view, "的")) == len(list(found)) > 100
