"""Narrow tables of lists, counts and the search say what a walk over the whole graph says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

from explorer.kit.sections import sole_and_joint
from explorer.view.model import GraphView, read_nquads
from explorer.view.opening import view_of_build
from explorer.view.search_index import index_of
from explorer.view.tables import Tables, kind_of, tables_of
from graph.builds import search_lines as lines_of
from graph.builds.generation import open_current
from graph.builds.grams import ANY
from graph.builds.pages import PageFile, write_pages
from graph.builds.search_lines import GAP, search_lines
from ontology.kinds import KINDS, LISTED
from ontology.namespaces import PK_NS
from ontology.terms import CODE, OA, PK, PROV, RDF, RDFS
from policykg import KG

ID = "https://example.org/id/"


@pytest.fixture(scope="module")
def view(kg: KG, workspace: Path) -> GraphView:
    return view_of_build(open_current(workspace / "build"))


def walked_documents(view: GraphView) -> dict[str, set[str]]:
    """Return for every thing the documents that speak of it, a statement at a time."""
    found: dict[str, set[str]] = defaultdict(set)
    for document in view.documents:
        for iri in view.subjects(PK.statedIn, document):
            found[iri].add(document)
            for end in (PK.actor, PK.mentions, RDF.subject, RDF.object, PK.indicator):
                for other in view.objects(iri, end):
                    found[other].add(document)
        for iri in view.objects(document, PK.refersTo):
            found[iri].add(document)
    return found


def walked_counts(view: GraphView, documents: dict[str, set[str]]) -> dict[str, Counter[str]]:
    counted = [kind.iri for kind in KINDS if kind.counted]
    counts: dict[str, Counter[str]] = {d: Counter() for d in view.documents}
    for iri, those in documents.items():
        kind = kind_of(view, iri) or next((c for c in counted if view.is_a(iri, c)), "")
        if kind:
            for document in those:
                counts[document][kind] += 1
    for document in view.documents:
        quoted = view.subjects(PROV.wasQuotedFrom, document)
        counts[document][PK.Quotation] = sum(view.is_a(q, PK.Quotation) for q in quoted)
    return counts


def test_what_documents_speak_of_is_what_a_walk_finds(view: GraphView) -> None:
    tables, documents = tables_of(view), walked_documents(view)
    assert tables.documents_of == {iri: sorted(those) for iri, those in documents.items()}
    assert tables.counts == walked_counts(view, documents)
    assert sum(map(len, tables.things_of.values())) == sum(map(len, documents.values())) > 1_000


def test_lists_totals_and_pointers_are_those_of_a_walk(view: GraphView) -> None:
    tables = tables_of(view)
    totals: Counter[str] = Counter()
    for kind in KINDS:
        members = [i for i in view.of_type(kind.iri) if kind_of(view, i) == kind.iri]
        totals[kind.iri] = len(members) if kind.slug else len(view.of_type(kind.iri))
        if kind.slug:
            assert tables.listed[kind.iri] == members, kind.name
            for iri in members:
                assert tables.often[iri] == sum(map(len, view.into(iri).values())), iri
    assert tables.totals == totals
    assert sum(totals.values()) > 1_000


def test_duties_are_those_of_a_walk_in_the_order_of_the_texts(view: GraphView) -> None:
    tables = tables_of(view)
    assert {d.iri for d in tables.duties} == set(view.of_type(PK.Responsibility))
    assert [d.order for d in tables.duties] == sorted(d.order for d in tables.duties)
    for d in tables.duties:
        document = view.object(d.iri, PK.statedIn)
        starts = [view.number(q, OA.start) for q in view.objects(d.iri, PK.evidence)]
        year = view.number(d.iri, PK.year) or view.number(document, PK.year)
        ends = (view.object(d.iri, PK.task), view.object(d.iri, PK.actor))
        assert (d.task, d.actor, d.document, d.year) == (*ends, document, year)
        assert (d.role, d.start) == (view.object(d.iri, PK.role), min(starts))
        assert d.name == view.text(d.iri, PK.nameAsWritten)
        numbers = (view.number(d.iri, PK.position), view.number(d.iri, PK.outOf))
        assert (d.position, d.out_of) == numbers
        assert d.group == view.is_a(d.actor, PK.GroupReference)
        assert (d.series, d.inferred) == (tables.series(d.task), view.inferred(d.iri))


def test_what_is_looked_up_alone_is_what_all_of_it_says(view: GraphView) -> None:
    alone, whole = Tables.of(view), Tables.of(view)
    for name in ("by_task", "by_actor", "by_document", "by_series", "documents_of", "counts"):
        one, every = getattr(alone, name), getattr(whole, name).whole
        assert every, name
        for key in every:
            assert one[key] == every[key], (name, key)
        assert "nobody" not in one
        assert one.get("nobody", "none") == "none"
        assert "whole" not in vars(one)


def test_bases_leaders_and_quotations_are_counted_as_a_walk_counts_them(view: GraphView) -> None:
    tables = Tables.of(view)
    for basis in (CODE.stated, CODE.partly_inferred, CODE.inferred):
        assert tables.bases[basis] == len(view.subjects(PK.basis, basis))
    assert tables.quoted == {d: tables.counts[d][PK.Quotation] for d in view.documents}
    leading = {}
    for actor, duties in tables.by_actor.items():
        counts = sole_and_joint(duties)
        if counts["led"] and not duties[0].group:
            leading[actor] = (int(counts["led"]), int(counts["first"]))
    assert tables.leading == leading
    assert len(leading) > 10


def test_places_read_at_once_are_those_that_are_looked_up(
    view: GraphView, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = [iri for kind in LISTED for iri in view.of_type(kind.iri)]
    monkeypatch.setattr("explorer.view.tables.MANY", len(facts) + 1)
    one_by_one = type(tables_of(view)).of(view).in_order(facts)
    monkeypatch.setattr("explorer.view.tables.MANY", 0)
    assert type(tables_of(view)).of(view).in_order(facts) == one_by_one


def test_every_label_and_name_is_found(view: GraphView) -> None:
    index, held = index_of(view), defaultdict(list)
    for _, block in view.whole.blocks(f'"{ANY}"', 0, (1 << 63) - 1):
        for iri, names, sounds in zip(
            block.iris.split("\n"), block.names.split("\n"), block.sounds.split("\n"), strict=True
        ):
            held[block.cls].append(iri)
            (line,) = search_lines([view.texts(iri, RDFS.label) + view.names(iri)])
            assert (names, sounds) == (f"{GAP}{line.names}{GAP}", f"{GAP}{line.sounds}{GAP}")
            assert line.shortest == block.shortest
    listed = tables_of(view).listed
    assert {cls: sorted(iris) for cls, iris in held.items()} == {
        cls: sorted(iris) for cls, iris in listed.items() if iris
    }
    assert index.kinds == frozenset(held)


# ---- several graphs --------------------------------------------------------------------------


def quads(*triples: str) -> list[str]:
    prefixes = {"a": RDF.type, "label": RDFS.label, "in": PK.statedIn, "of": PK.mentions}
    lines = []
    for triple in triples:
        subject, predicate, thing = triple.split(" ", 2)
        name = prefixes.get(predicate, PK_NS + predicate)
        end = f"<{PK_NS}{thing}>" if predicate == "a" else thing.replace("~", ID)
        lines.append(f"<{ID}{subject}> <{name}> {end} <{ID}g> .")
    return lines


AUTHORITY = quads(
    "bureau a Organization", 'bureau label "教育局"@zh-hans', "pupils a Indicator",
    'pupils label "学生"@zh-hans', "town a Place",
)  # fmt: skip
LINKS = quads('bureau name "市教育局"@zh-hans', "bureau a GroupReference", 'town name "Qinghe"')
FIRST = quads(
    "one a Document", "m1 a Mention", "m1 in <~one>", "m1 of <~bureau>", "t1 a Task",
    "t1 in <~one>", 't1 label "办学"@zh-hans', "m2 a Mention", "m2 in <~one>", "m2 of <~t2>",
)  # fmt: skip
SECOND = quads(
    "two a Document", "t2 a Task", "t2 in <~two>", "m3 a Mention", "m3 in <~two>",
    "m3 of <~bureau>", "two refersTo <~pupils>", "r a Relation", "r in <~two>",
)  # fmt: skip


def file_of(path: Path, graphs: Iterable[list[str]]) -> GraphView:
    sources = [(str(number), graph.copy) for number, graph in enumerate(graphs)]
    write_pages(path, sources)
    return GraphView.of(PageFile(path, [name for name, _ in sources]), "v", ID.removesuffix("id/"))


def test_what_several_graphs_say_of_a_thing_is_put_together(tmp_path: Path) -> None:
    file = file_of(tmp_path / "pages.sqlite", [AUTHORITY, LINKS, FIRST, SECOND])
    memory = GraphView("v", ID.removesuffix("id/"))
    for graph in (AUTHORITY, LINKS, FIRST, SECOND):
        memory.add(read_nquads(graph))
    mine, theirs = tables_of(file), tables_of(memory)
    documents = walked_documents(memory)
    for tables in (mine, theirs):
        assert tables.documents_of == {iri: sorted(those) for iri, those in documents.items()}
        assert tables.counts == walked_counts(memory, documents)
    assert mine.documents_of[f"{ID}bureau"] == [f"{ID}one", f"{ID}two"]
    assert mine.documents_of[f"{ID}t2"] == [f"{ID}one", f"{ID}two"]
    assert (mine.listed, mine.totals, mine.often) == (theirs.listed, theirs.totals, theirs.often)
    assert mine.listed[kind_of(memory, f"{ID}bureau")] == [f"{ID}bureau"]
    for word in ("教育局", "市教育局", "jyj", "shijiaoyuju", "qinghe", "学生", "办学"):
        assert index_of(file).find(word) == index_of(memory).find(word) != {}, word


def test_a_graph_of_another_generation_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "pages.sqlite"
    file_of(path, [AUTHORITY, LINKS, FIRST, SECOND])
    view = GraphView.of(PageFile(path, ["0", "2"]), "v", ID.removesuffix("id/"))
    tables = tables_of(view)
    assert set(tables.counts) == {f"{ID}one"}
    assert tables.totals[PK.Task] == 1
    assert tables.documents_of[f"{ID}bureau"] == [f"{ID}one"]
    assert not index_of(view).find("市教育局")


def test_an_edited_graph_takes_the_sounds_of_its_names_from_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "pages.sqlite"
    write_pages(path, [("before", lambda: FIRST)])
    monkeypatch.setattr(lines_of, "_sounds", lambda text: pytest.fail(f"sounds of {text} again"))
    write_pages(path, [("after", lambda: [*FIRST, *quads("t1 about <~bureau>")])])
    view = GraphView.of(PageFile(path, ["after"]), "v", ID.removesuffix("id/"))
    assert index_of(view).find("banxue")


@pytest.mark.parametrize(
    "name", ["重庆银行行长", "长江音乐厅", "2018年GDP增长8%", "（一）乐清市", "朝阳"]
)
def test_sounds_word_by_word_are_those_of_the_whole_name(name: str) -> None:
    from pypinyin import lazy_pinyin

    (line,) = search_lines([[name]])
    folded = lines_of.fold(name)
    assert line.sounds.split(GAP)[0] == "".join(
        lazy_pinyin("".join(c for c in folded if c.isalnum()))
    )


def test_a_name_beside_one_that_was_edited_sounds_as_it_did(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = [["水利局", "Water"], ["Only English"], ["重庆", "行长", "Bank"], ["〇" * 60, "乙"]]
    edited = [["水利局", "Water bureau"], ["其他"], ["行长", "Bank"], ["〇" * 60, "乙", "B"]]
    known = {line.names: line.sounds for line in search_lines(before)}
    expected = search_lines(edited)
    asked: list[str] = []
    sounds = lines_of._sounds

    def noted(name: str) -> tuple[str, ...]:
        asked.append(name)
        return sounds(name)

    monkeypatch.setattr(lines_of, "_sounds", noted)
    assert search_lines(edited, known) == expected
    assert not {"水利局", "行长", "乙"} & {*asked}
    assert "其他" in asked
