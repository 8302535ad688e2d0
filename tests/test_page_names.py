"""Things are found by their names through an index of grams, as a look at each name finds them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.view.everything import everything
from explorer.view.model import GraphView
from explorer.view.name_words import fit_of, matcher_of
from explorer.view.opening import view_of_build
from explorer.view.search_index import index_of
from explorer.view.tables import kind_of, kinds_of, tables_of
from graph.builds.generation import open_current
from graph.builds.grams import ANY, beginning, name_grams, name_matching
from graph.builds.page_names import BODIES, CLASSES
from graph.builds.pages import PageFile, write_pages
from graph.builds.search_lines import GAP, fold, search_lines
from ontology.namespaces import PK_NS
from ontology.terms import PK, RDF, RDFS
from policykg import KG

ID = "https://example.org/id/"
WORDS = (
    "发展", "发展和改革", "县", "局", "的", "a", "e", "an", "th", "town", "jiao", "jiaotong", "fz",
    "shaoxing", "7", "50", "500", "2018", "3.5", "5a", "%", "“", "(", "-", "1,000", "特色小鎮",
    "ＧＤＰ", "建设 局", "town 2018", "绍兴 市", "发" * 200, "*", "县**", "无此词", "shi jian",
)  # fmt: skip


@pytest.fixture(scope="module")
def view(kg: KG, workspace: Path) -> GraphView:
    return view_of_build(open_current(workspace / "build"))


def walked(view: GraphView, query: str) -> dict[str, set[str]]:
    """Return what all words of a query fit, by a look at every name of everything."""
    tests = [matcher_of(word) for word in fold(query).split()]
    found: dict[str, set[str]] = {}
    for kind, iris in tables_of(view).listed.items():
        for iri in iris:
            (line,) = search_lines([view.texts(iri, RDFS.label) + view.names(iri)])
            keys = f"{GAP}{line.names}{GAP}", f"{GAP}{line.sounds}{GAP}"
            if all(test(*keys) for test in tests):
                found.setdefault(kind, set()).add(iri)
    return found


@pytest.mark.parametrize("query", WORDS)
@pytest.mark.parametrize("few", [143, -1], ids=["at once", "kind by kind"])
def test_a_search_finds_what_a_look_at_each_name_finds(
    view: GraphView, query: str, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.view.search_index.FEW", few)
    index, wanted = index_of(view), walked(view, query)
    found = {kind: {hit.iri for hit in hits} for kind, hits in index.find(query, 10_000).items()}
    for kind in CLASSES:
        if kind not in BODIES:  # these are found by short forms too
            assert found.get(kind, set()) == wanted.get(kind, set()), kind
        assert found.get(kind, set()) >= wanted.get(kind, set()), kind
        assert index.all_of(kind, query) == found.get(kind, set()), kind


@pytest.mark.parametrize("word", ["发改", "fgw", "fagai", "财政", "czj", "建局"])
def test_a_short_form_finds_bodies_in_whose_names_its_signs_follow_each_other(
    view: GraphView, word: str
) -> None:
    found = {hit.iri for hit in index_of(view).find(word, 10_000)[PK.Organization]}
    signs = list(word) if not word.isascii() else []
    for iri in tables_of(view).listed[PK.Organization]:
        names = [fold(n) for n in view.texts(iri, RDFS.label) + view.names(iri)]
        for name in names if signs else ():
            places = [name.find(sign) for sign in signs]
            if -1 < places[0] < places[1] <= places[0] + 20:
                assert iri in found, name
    assert found


def test_no_name_is_held_in_memory(view: GraphView) -> None:
    index = index_of(view)
    assert index.find("发展") and index.kinds
    collections = [value for value in vars(index).values() if isinstance(value, dict | frozenset)]
    assert {text for held in collections for text in held} == index.kinds


def test_what_is_cut_says_that_there_is_more(
    view: GraphView, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("explorer.view.search_index.FEW", -1)
    whole = index_of(view).find("的", 10_000)
    assert not any(hits.more for hits in whole.values())
    monkeypatch.setattr("explorer.view.search_index.MANY", 1)
    cut = index_of(view).find("的", 10_000)
    for kind, hits in whole.items():
        found = cut.get(kind)
        assert found is None or found.more or len(found) == len(hits), kind
    assert any(hits.more for hits in cut.values())


# ---- words that nobody has thought of -----------------------------------------------------------

NAMES = st.text(st.sampled_from("0123456789.,发展县局和 a-bcд𠮷*“"), min_size=1, max_size=14)


@given(st.lists(NAMES, min_size=1, max_size=5), st.data())
def test_the_index_leaves_out_no_word_of_any_name(names: list[str], data: st.DataObject) -> None:
    keys = [fold(" ".join(name.split())) for name in names]
    text = f"{GAP} {GAP}".join(["", *keys, ""])
    pieces = [word for key in keys for word in key.split()]
    if not pieces:
        return
    piece = data.draw(st.sampled_from(pieces))
    at = data.draw(st.integers(0, len(piece) - 1))
    word = piece[at : at + data.draw(st.integers(1, 6))]
    if not any(matcher_of(word)(f"{GAP}{key}{GAP}", "") for key in keys):
        return  # a part of a longer number
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute(
            "CREATE VIRTUAL TABLE n USING fts5"
            " (grams, content='', columnsize=0, detail=none, tokenize=ascii)"
        )
        base.execute("INSERT INTO n (rowid, grams) VALUES (7, ?)", (name_grams(text),))
        match = name_matching(word) or beginning(word)
        assert base.execute("SELECT rowid FROM n WHERE n MATCH ?", (match,)).fetchall() == [(7,)]


@pytest.mark.parametrize("word", ["目", "额", "a", "ab", "7", "县", "b县"])
def test_a_sign_before_a_blank_or_at_the_end_is_found(word: str) -> None:
    grams = name_grams(f"{GAP} {GAP}".join(["", "建设项目 投资额", "ab b县 7", "投资额 项目", ""]))
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE VIRTUAL TABLE n USING fts5 (grams, content='', tokenize=ascii)")
        base.execute("INSERT INTO n (rowid, grams) VALUES (7, ?)", (grams,))
        match = name_matching(word) or beginning(word)
        assert base.execute("SELECT rowid FROM n WHERE n MATCH ?", (match,)).fetchall() == [(7,)]


KEYS = st.lists(st.text("ab1局发 .", min_size=1, max_size=26), min_size=1, max_size=4)


def fit_by_keys(word: str, keys: list[str], sounds: list[str]) -> int:
    """Return how well a word fits names, by a look at each key that is cut out."""

    def fit(key: str) -> int:
        at = key.find(word)
        if word == key or at <= 0:
            return 0 if word == key else 9 if at < 0 else 1
        if word.isascii() and key[at - 1].isascii() and key[at - 1].isalnum():
            return 4
        return 2 if len(key) < 24 else 3

    best = min(map(fit, keys))
    latin = best > 2 and word.isascii() and not word.isdigit()
    return min([best, *(fit(key) + 1 for key in sounds)]) if latin else best


@given(KEYS, KEYS, st.lists(st.text("ab1局发", min_size=1, max_size=3), min_size=1, max_size=3))
def test_how_well_words_fit_a_line_is_how_well_they_fit_its_keys(
    names: list[str], sounds: list[str], words: list[str]
) -> None:
    lines = (f"{GAP}{GAP.join(keys)}{GAP}" for keys in (names, sounds))
    assert fit_of(words, *lines) == sum(fit_by_keys(word, names, sounds) for word in words)


def test_documents_that_speak_of_many_things_are_those_of_each(view: GraphView) -> None:
    tables = tables_of(view)
    iris = [iri for members in tables.listed.values() for iri in members]
    known = frozenset(view.documents)
    for iri, documents in tables.speaking_of(iris).items():
        assert sorted(documents & known) == tables.documents_of.get(iri, []), iri


def test_kinds_of_many_things_are_those_of_each(view: GraphView) -> None:
    iris = [iri for members in tables_of(view).listed.values() for iri in members]
    iris += [*view.of_type(PK.Quotation), f"{ID}nothing", "https://example.org/]", "…"]
    assert len(iris) > 500
    assert kinds_of(view, iris) == {iri: kind_of(view, iri) for iri in iris}


@pytest.mark.parametrize("word", ["的", "a", "发展", "县", "jiao", "town", "局"])
def test_where_fewer_are_counted_the_first_are_the_same(
    view: GraphView, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, few = everything(view, word), everything(view, word, most=dict.fromkeys(CLASSES, 5))
    assert few.groups.keys() == whole.groups.keys()
    monkeypatch.setattr("explorer.view.search_index.LOOKED_AT", 5)
    cut = everything(view, word, most=dict.fromkeys(CLASSES, 5))
    assert cut.groups.keys() == whole.groups.keys()
    for kind, hits in cut.groups.items():
        assert kind in cut.more or len(hits) == len(whole.groups[kind])


# ---- generations --------------------------------------------------------------------------------


def graph_of(document: str, tasks: int) -> list[str]:
    lines = [f"<{ID}{document}> <{RDF.type}> <{PK_NS}Document> <{ID}g> ."]
    for number in range(tasks):
        task = f"<{ID}{document}_t{number}>"
        lines += [
            f"{task} <{RDF.type}> <{PK_NS}Task> <{ID}g> .",
            f"{task} <{PK.statedIn}> <{ID}{document}> <{ID}g> .",
            f'{task} <{RDFS.label}> "第{number}号办学工程"@zh-hans <{ID}g> .',
        ]
    return lines


def test_grams_of_a_graph_go_with_it(tmp_path: Path) -> None:
    path = tmp_path / "pages.sqlite"
    one, two = ("1" * 64, lambda: graph_of("a", 70)), ("2" * 64, lambda: graph_of("b", 40))
    three = ("3" * 64, lambda: graph_of("b", 41))
    write_pages(path, [one, two])
    before = GraphView.of(PageFile(path, [one[0], two[0]]), "1", "https://example.org/")
    write_pages(path, [one, three], keep=[])
    after = GraphView.of(PageFile(path, [one[0], three[0]]), "2", "https://example.org/")
    for view, tasks in ((before, 110), (after, 111)):
        for word in ("办学", "banxue", "bx", "工程", "号"):
            found = index_of(view).find(word)[PK.Task]
            assert (len(found), found.more) == (tasks, False), word
            assert found == sorted(found)
        assert [hit.iri for hit in index_of(view).find("40")[PK.Task]] == [
            f"{ID}{name}_t40" for name in ("a", "b")[: tasks - 109]
        ]
    with closing(sqlite3.connect(path)) as base:
        grams = base.execute("SELECT count(*) FROM named WHERE named MATCH ?", (f'"{ANY}"',))
        assert grams.fetchone() == base.execute("SELECT count(*) FROM name").fetchone()


def test_what_is_of_a_class_that_has_a_narrower_one_is_found_once(tmp_path: Path) -> None:
    path = tmp_path / "pages.sqlite"
    town = f"<{ID}town> <{RDF.type}> <{PK_NS}Place> <{ID}g> ."
    first = [town, f'<{ID}town> <{RDFS.label}> "清溪镇"@zh-hans <{ID}g> .']
    second = [town, f'<{ID}town> <{PK.name}> "溪镇人民" <{ID}h> .']
    write_pages(path, [("1" * 64, lambda: first), ("2" * 64, lambda: second)])
    view = GraphView.of(PageFile(path, ["1" * 64, "2" * 64]), "1", "https://example.org/")
    for word in ("溪镇", "清溪 人民", "qingxi", "xz", "镇"):
        found = index_of(view).find(word)
        assert [hit.iri for hit in found.pop(PK.Place)] == [f"{ID}town"], word
        assert not found
    assert kind_of(view, f"{ID}town") == PK.Place
    assert index_of(view).holds("清溪") and index_of(view).holds("人民")
    assert not index_of(view).holds("清民")


def test_each_of_several_things_that_two_graphs_describe_is_found_once(tmp_path: Path) -> None:
    """Also where their shortest names are of one length, so that they stand in one block."""
    path = tmp_path / "pages.sqlite"

    def graph(name: str, predicate: str, names: dict[str, str]) -> list[str]:
        lines = []
        for local, text in names.items():
            thing = f"<{ID}{local}>"
            lines += [
                f"{thing} <{RDF.type}> <{PK_NS}Organization> <{ID}{name}> .",
                f'{thing} <{predicate}> "{text}"@zh-hans <{ID}{name}> .',
            ]
        return lines

    first = graph("g", RDFS.label, {"one": "清溪办公室", "two": "红溪办公室", "three": "溪办"})
    second = graph("h", PK.name, {"one": "溪镇办事处甲", "two": "溪镇办事处乙", "three": "溪边办"})
    write_pages(path, [("1" * 64, lambda: first), ("2" * 64, lambda: second)])
    view = GraphView.of(PageFile(path, ["1" * 64, "2" * 64]), "1", "https://example.org/")
    every = {f"{ID}{local}" for local in ("one", "two", "three")}
    for word in ("溪", "办", "xi", "溪办", "xb"):
        hits = index_of(view).find(word)[PK.Organization]
        assert len(hits) == len(every), word
        assert {hit.iri for hit in hits} == every, word
        assert everything(view, word).total == len(every), word
