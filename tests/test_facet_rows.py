"""What lists are narrowed by is read from rows, and is what a walk over the whole graph finds."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.datastructures import QueryParams
from starlette.requests import Request

from explorer.kit.duty_facets import ASSIGNMENTS, index_of_duties
from explorer.kit.facets import index_of
from explorer.kit.facts_facets import facets_of, index_of_kind, years_of
from explorer.kit.request import Ask
from explorer.view.faceted import known_of
from explorer.view.model import GraphView
from explorer.view.opening import view_of_build
from explorer.view.tables import kind_of, kinds_of, tables_of
from explorer.view.word_fits import Fits
from graph.builds.generation import open_current
from graph.builds.pages import PageFile, write_pages
from ontology import declarations
from ontology.kinds import BY_SLUG, LISTED, Kind
from ontology.namespaces import CODE_NS, PK_NS
from ontology.terms import PK, RDF, RDFS
from policykg import KG

ID = "https://example.org/id/"
ENDS = {"a": RDF.type, "label": RDFS.label, "in": PK.statedIn}


@pytest.fixture(scope="module")
def view(kg: KG, workspace: Path) -> GraphView:
    return view_of_build(open_current(workspace / "build"))


def ask_about(view: GraphView) -> Ask:
    app = SimpleNamespace(state=SimpleNamespace())
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "app": app}
    request = Request({**scope, "query_string": b"", "path_params": {}})
    return Ask(request, view, "zh", "/", {}, QueryParams(""))


def sets(row: tuple[tuple[str, ...], ...]) -> list[set[str]]:
    return [set(values) for values in row]


def assert_as_walked(view: GraphView, kind: Kind) -> int:
    """Compare the values of all things of a kind with those that are asked for one by one."""
    ask, items = ask_about(view), tables_of(view).listed[kind.iri]
    read, years = index_of_kind(ask, kind)
    walked = index_of(ask, facets_of(kind), items)
    for iri in items:
        assert sets(read.row(iri)) == sets(walked.row(iri)), iri
        assert sorted(years(iri)) == sorted(years_of(ask, iri)), iri
    for facet in facets_of(kind):
        for some in (items, items[::2]):
            counts = walked.counted(facet.name, some)
            assert read.counted(facet.name, some) == counts
            wanted = set(sorted(counts)[:2])
        assert read.passing(facet.name, wanted) == walked.passing(facet.name, wanted)
    return len(known_of(view, kind.iri))


@pytest.mark.parametrize("kind", LISTED, ids=[kind.slug for kind in LISTED])
def test_facets_of_a_list_are_those_of_a_walk(view: GraphView, kind: Kind) -> None:
    known = assert_as_walked(view, kind)
    listed = len(tables_of(view).listed[kind.iri])
    assert known >= 0.9 * listed  # else every first visit walks the graph again


def assert_assignments_as_walked(view: GraphView) -> int:
    ask, duties = ask_about(view), tables_of(view).duties
    iris = duties.iris()
    read, walked = index_of_duties(ask, duties), index_of(ask, ASSIGNMENTS, iris)
    for place, iri in enumerate(iris):
        assert sets(read.row(place)) == sets(walked.row(iri)), iri
    for facet in ASSIGNMENTS:
        for step in (1, 2, 3):
            places = range(0, len(iris), step)
            counts = walked.counted(facet.name, iris[::step])
            assert read.counted(facet.name, places) == counts
            wanted = set(sorted(counts)[:2])
        passing = {iris[place] for place in read.passing(facet.name, wanted)}
        assert passing == walked.passing(facet.name, wanted)
    return len(iris)


def test_facets_of_assignments_are_those_of_a_walk(view: GraphView) -> None:
    assert assert_assignments_as_walked(view) > 100


def quads(*triples: str) -> list[str]:
    lines = []
    for triple in triples:
        subject, predicate, thing = triple.split(" ", 2)
        name = ENDS.get(predicate, PK_NS + predicate)
        end = f"<{PK_NS}{thing}>" if predicate == "a" else thing.replace("~", ID)
        lines.append(f"<{ID}{subject}> <{name}> {end.replace('code:', CODE_NS)} <{ID}g> .")
    return lines


AUTHORITY = quads(
    "bureau a Organization", "bureau kind <code:department>", "town a Place", "hall a Organization",
    "road a Project", "road status <code:planned>",
)  # fmt: skip
LINKS = quads(
    "bureau jurisdiction <~town>", "bureau function <code:education>", "hall jurisdiction <~town>",
    "road locatedIn <~town>", 'hall year "1999"',
)  # fmt: skip
FIRST = quads(
    "one a Document", 'one year "2010"', "c1 a Campaign", "c1 in <~one>", "t1 a Task",
    "t1 in <~one>", "t1 partOf <~c1>", 't1 year "2015"', "t2 a Task", "t2 in <~one>",
    "r1 a Responsibility", "r1 in <~one>", "r1 task <~t1>", "r1 actor <~bureau>",
    "r1 role <code:lead>", "v1 a Observation", "v1 in <~one>", "v1 status <code:actual>",
)  # fmt: skip
SECOND = quads(
    "two a Document", "t3 a Task", "t3 in <~two>", "m3 a Measure", "m3 in <~two>",
    "m3 partOf <~t2>", 'm3 year "2020"', "r2 a Responsibility", "r2 in <~two>", "r2 task <~road>",
    "r2 actor <~hall>", "r2 role <code:lead>", "t4 a Task", "t4 in <~two>", "t4 partOf <~c1>",
    "x a Mention", "x in <~two>", "x mentions <~t3>", "v1 status <code:planned>",
)  # fmt: skip
GRAPHS = [AUTHORITY, LINKS, FIRST, SECOND]


def file_of(path: Path, graphs: list[list[str]]) -> GraphView:
    sources = [(str(number), graph.copy) for number, graph in enumerate(graphs)]
    write_pages(path, sources)
    return GraphView.of(PageFile(path, [name for name, _ in sources]), "v", ID.removesuffix("id/"))


@pytest.mark.parametrize("slug", ["organisations", "tasks", "measures", "projects", "values"])
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_what_several_graphs_say_is_joined_or_asked_for(
    tmp_path: Path, slug: str, order: tuple[int, ...]
) -> None:
    view = file_of(tmp_path / "pages.sqlite", [GRAPHS[place] for place in order])
    assert_as_walked(view, BY_SLUG[slug])


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_assignments_of_work_that_others_describe_are_asked_for(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    further = quads(
        "r3 a Responsibility", "r3 in <~two>", "r3 task <~t3>", "r3 actor <~bureau>",
        "r3 role <code:lead>", "r4 a Responsibility", "r4 in <~two>", "r4 task <~c1>",
        "r4 actor <~nobody>", "r4 role <code:support>", "r5 a Responsibility", "r5 in <~two>",
        "r5 task <~t1>", "r5 actor <~hall>", "r5 role <code:lead>", "r1 in <~two>",
    )  # fmt: skip
    graphs = [AUTHORITY, LINKS, FIRST, [*SECOND, *further]]
    view = file_of(tmp_path / "pages.sqlite", [graphs[place] for place in order])
    assert assert_assignments_as_walked(view) == 5


def test_parts_are_joined_and_work_of_two_graphs_is_left_to_the_whole_graph(
    tmp_path: Path,
) -> None:
    view = file_of(tmp_path / "pages.sqlite", GRAPHS)
    bodies = known_of(view, PK.Organization)
    assert bodies[f"{ID}bureau"].facts.codes == [f"{CODE_NS}department"]
    assert bodies[f"{ID}bureau"].facts.places == [f"{ID}town"]
    assert bodies[f"{ID}bureau"].documents == (f"{ID}one",)
    tasks = known_of(view, PK.Task)
    assert f"{ID}t2" not in tasks  # its measure, and the year of it, stand in another graph
    assert f"{ID}t4" not in tasks  # its campaign stands in another graph


def test_a_document_that_no_other_graph_speaks_of_is_read_from_its_rows(tmp_path: Path) -> None:
    view = file_of(tmp_path / "pages.sqlite", [AUTHORITY, LINKS, FIRST])
    known = known_of(view, PK.Task)[f"{ID}t1"]
    assert (known.documents, known.facts.series) == ((f"{ID}one",), f"{ID}c1")
    assert (known.facts.due, known.facts.leads) == ("2015-12-31", [f"{ID}bureau"])


def test_classes_of_many_things_are_those_of_each(
    view: GraphView, monkeypatch: pytest.MonkeyPatch
) -> None:
    iris = [iri for members in tables_of(view).listed.values() for iri in members]
    iris += [f"{view.base}id/nothing", view.of_type(PK.Quotation)[0]]
    monkeypatch.setattr("explorer.view.tables.MANY", 0)
    assert kinds_of(view, iris) == {iri: kind_of(view, iri) for iri in iris}


def test_what_a_word_fits_among_many_is_what_it_fits_of_each(view: GraphView) -> None:
    tables = tables_of(view)
    tasks, bodies = tables.listed[PK.Task], tables.listed[PK.Organization]
    documents = frozenset({max(view.documents, key=lambda d: tables.counts[d][PK.Task])})
    some = frozenset([*tasks, *bodies])
    fit = Fits(frozenset(bodies[:3]), documents, PK.Campaign)
    spoken = {i for i in some if not documents.isdisjoint(tables.documents_of.get(i, ()))}
    assert fit.among(view, some) == spoken | set(bodies[:3])
    assert 3 < len(spoken) < len(some)
    few = frozenset(tasks[:1])  # fewer than the documents: looked up one by one
    assert fit.among(view, few) == few & spoken
    assert Fits(frozenset(), frozenset(), PK.Task).among(view, some) == set(tasks)


def test_uses_of_classes_are_counted_as_a_walk_counts_them(view: GraphView) -> None:
    uses = tables_of(view).uses
    assert {c.iri: uses[c.iri] for c in declarations.classes()} == {
        c.iri: len(view.of_type(c.iri)) for c in declarations.classes()
    }
    assert uses[PK.Task] > 10


def test_threads_that_read_assignments_at_once_take_nothing_from_each_other(
    kg: KG, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.builds.blocks.MOST", 1)  # each document is a block of its own
    monkeypatch.setattr("explorer.view.duties._BLOCKS", 1)
    duties = tables_of(view_of_build(open_current(workspace / "build"))).duties
    wanted, documents = duties.iris(), duties.codes("document").tolist()
    rows = [documents.index(code) for code in set(documents)]
    assert len(rows) > 2

    def read(number: int) -> None:
        for at in (rows if number % 2 else rows[::-1]) * 200:
            assert duties[at].iri == wanted[at]

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(read, range(4)))
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.parametrize("name", ["document", "task", "actor", "role", "name", "series", "at"])
def test_a_column_of_few_assignments_has_their_texts_alone(view: GraphView, name: str) -> None:
    every = tables_of(view).duties
    whole = [every.texts(name)[code] for code in every.codes(name).tolist()]
    for step in (1, 7, len(every) // 2, len(every)):
        some = every.at(range(0, len(every), step))
        column = some.coded(name)
        assert [column.texts[code] for code in column.codes.tolist()] == whole[::step]
        assert len(column.texts) <= max(len(some), len(set(whole)))
        assert list(column.counted()) == [t for t in every.texts(name) if t in whole[::step]]
