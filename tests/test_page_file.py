"""The file that pages read says what a graph in memory says, whatever happens to it."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams
from starlette.requests import Request

from benchmarks.page_speed import Case, cases
from explorer.app import misspelt_terms
from explorer.kit import request
from explorer.kit.request import Ask
from explorer.kit.routing import answer
from explorer.snapshots import BuildFolder, Snapshot
from explorer.view.model import GraphView, Lit, read_nquads
from explorer.view.opening import view_of_build, view_of_files
from explorer.view.tables import tables_of
from graph.builds import page_rows
from graph.builds import pages as page_file
from graph.builds.build import publish
from graph.builds.generation import Generation, open_current
from graph.builds.packing import packed
from graph.builds.page_tables import TABLES
from graph.builds.pages import PAGES, PageFile, write_pages
from policykg import KG
from tests.support.pages_example import Site
from tests.support.small_graph import INFO, small_parts

ROOT = Path(__file__).parent.parent


def in_memory(generation: Generation) -> GraphView:
    """Return the same graph, held whole in memory."""
    view = GraphView(generation.data_version, generation.manifest.base, generation.folder)
    for data in generation.chunks():
        view.add(read_nquads(data.decode().split("\n")))
    return view


def assert_equal(file: GraphView, memory: GraphView) -> None:
    for iri, row in memory.spo.items():
        assert file.out(iri) == row
        assert list(file.out(iri)) == list(row)
    for iri, rows in memory.pos.items():
        assert file.into(iri) == rows
        assert list(file.into(iri)) == list(rows)
    assert file.triples == memory.triples


def smaller() -> dict[str, bytes]:
    return {name: data for name, data in small_parts().items() if name != "lake-report"}


def numbers(path: Path) -> dict[str, int]:
    with sqlite3.connect(path) as base:
        return dict(base.execute("SELECT sha256, id FROM shard"))


# ---- the five documents ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def both(kg: KG, workspace: Path) -> tuple[GraphView, GraphView]:
    generation = open_current(workspace / "build")
    return view_of_build(generation), in_memory(generation)


def test_every_row_of_the_five_documents_is_as_in_memory(both: tuple[GraphView, GraphView]) -> None:
    assert_equal(*both)
    file, _ = both
    assert "https://nobody.example/x" not in file
    assert file.out("https://nobody.example/x") == {}


def bodies(view: GraphView, site: Site, case: Case) -> Iterator[bytes]:
    for lang in ("zh", "en"):
        for path, params, query in case.asked[:4]:
            scope = {
                "type": "http", "method": "GET", "path": path, "query_string": query.encode(),
                "headers": [(b"host", b"localhost")], "server": ("localhost", 80),
                "scheme": "http", "app": site.app, "path_params": params,
            }  # fmt: skip
            ask = Ask(Request(scope), view, lang, path, params, QueryParams(query), case.format)
            kept = answer(ask, case.handler)
            assert kept.status == 200
            yield kept.body


def test_pages_of_every_kind_are_byte_for_byte_those_of_the_graph_in_memory(
    both: tuple[GraphView, GraphView], workspace: Path
) -> None:
    file, memory = both
    site = Site(BuildFolder(workspace / "build").open(), workspace)
    compared = 0
    for one, other in zip(cases(tables_of(file)), cases(tables_of(memory)), strict=True):
        assert one == other
        for mine, theirs in zip(bodies(file, site, one), bodies(memory, site, other), strict=True):
            assert mine == theirs, one.name
            compared += 1
    assert compared > 150


# ---- generations -----------------------------------------------------------------------------


def test_only_the_rows_of_a_changed_graph_are_replaced(tmp_path: Path) -> None:
    publish(tmp_path, small_parts(), info=INFO)
    before = numbers(tmp_path / PAGES)
    parts = small_parts()
    lines = parts["lake-report"].splitlines(keepends=True)
    made = publish(tmp_path, {**parts, "lake-report": b"".join(lines[:-1])}, info=INFO)
    after = numbers(tmp_path / PAGES)
    new = {one.sha256 for one in made.manifest.parts.values()} - set(before)
    assert made.manifest.parts["lake-report"].sha256 in new
    assert made.manifest.parts["hill-plan"].sha256 not in new
    assert {sha: n for sha, n in after.items() if sha not in new} == before  # still read
    assert_equal(view_of_build(made), in_memory(made))


def test_a_reader_goes_on_reading_its_generation_after_many_others(tmp_path: Path) -> None:
    first = publish(tmp_path, small_parts(), info=INFO)
    memory = in_memory(first)
    view = view_of_build(first)
    for number in range(4):
        publish(
            tmp_path,
            smaller() if number % 2 else {"hill-plan": small_parts()["hill-plan"]},
            info=INFO,
        )
    gone = first.manifest.parts["lake-report"].sha256
    assert gone in numbers(tmp_path / PAGES)  # somebody may open the file for it only now
    assert first.hold is not None
    first.hold.close()
    publish(tmp_path, {"hill-plan": small_parts()["hill-plan"]}, info=INFO)
    assert gone not in numbers(tmp_path / PAGES)
    assert_equal(view, memory)


def test_old_graphs_are_removed_from_the_file(tmp_path: Path) -> None:
    publish(tmp_path, small_parts(), info=INFO)
    for version in "123":
        last = publish(tmp_path, smaller(), info=type(INFO)(base=INFO.base, version=version))
    known = numbers(tmp_path / PAGES)
    assert {one.sha256 for one in last.manifest.parts.values()} <= set(known)
    assert len(known) <= len(last.manifest.parts) + 1  # the description of the one before
    with sqlite3.connect(tmp_path / PAGES) as base:
        for table in ("out", '"into"', *TABLES):
            shards = {n for (n,) in base.execute(f"SELECT DISTINCT id >> 32 FROM {table}")}
            assert shards <= set(known.values())


# ---- accidents -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no database at all" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: sqlite3.connect(path).executescript("PRAGMA user_version=99"),
        lambda path: sqlite3.connect(path).executescript("DELETE FROM shard"),
        lambda path: sqlite3.connect(path).executescript("DROP TABLE out"),
    ],
    ids=["missing", "empty", "other", "cut", "layout", "no shards", "no table"],
)
@pytest.mark.parametrize("who", ["reader", "builder"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: object, who: str) -> None:
    made = publish(tmp_path, smaller(), info=INFO)
    for ending in ("-wal", "-shm"):
        (tmp_path / (PAGES + ending)).unlink(missing_ok=True)
    damage(tmp_path / PAGES)  # type: ignore[operator]
    if who == "builder":
        made = publish(tmp_path, small_parts(), info=INFO)
    assert_equal(view_of_build(made), in_memory(made))


def _row_no_json(base: sqlite3.Connection) -> None:
    base.execute("UPDATE out SET body = CAST('[\"a' AS BLOB)")


def _row_no_text(base: sqlite3.Connection) -> None:
    base.execute("UPDATE out SET body = x'5b2280ff225d'")


def _row_of_another_form(base: sqlite3.Connection) -> None:
    base.execute("UPDATE out SET body = CAST('[1, 2]' AS BLOB)")


def _row_of_unknown_predicates(base: sqlite3.Connection) -> None:
    base.execute("""UPDATE out SET body = CAST('["a", {"999": ["b"]}]' AS BLOB)""")


def _name_no_text(base: sqlite3.Connection) -> None:
    base.execute("UPDATE counted SET class = CAST(x'80ff' AS TEXT)")


def _no_column(base: sqlite3.Connection) -> None:
    base.execute("ALTER TABLE counted RENAME COLUMN class TO x")


def _summary_of_another_form(base: sqlite3.Connection) -> None:
    base.execute("UPDATE summary SET body = CAST('no columns' AS BLOB)")


def _summary_without_its_columns(base: sqlite3.Connection) -> None:
    base.execute("UPDATE summary SET body = ?", (packed({"x": ["y"]}),))


def _no_summary_column(base: sqlite3.Connection) -> None:
    base.execute("ALTER TABLE summary RENAME COLUMN body TO x")


@pytest.mark.parametrize(
    "damage",
    [
        _row_no_json, _row_no_text, _row_of_another_form, _row_of_unknown_predicates,
        _name_no_text, _no_column, _summary_of_another_form, _summary_without_its_columns,
        _no_summary_column,
    ],
)  # fmt: skip
def test_a_file_that_proves_damaged_when_a_page_is_read_is_made_again(
    tmp_path: Path, damage: Callable[[sqlite3.Connection], None]
) -> None:
    made = publish(tmp_path, small_parts(), info=INFO)
    site = Site(Snapshot((made.file,), made.data_version, made.manifest.base, made))
    with closing(sqlite3.connect(tmp_path / PAGES, isolation_level=None)) as base:
        damage(base)
    host = tmp_path.name  # answers are kept by host and version
    answers = [site.get("/en/", host=host) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [503, 200, 200]
    assert int(answers[0].headers["retry-after"]) > 0
    assert "made anew" in answers[0].text and "重建" in answers[0].text
    assert_equal(view_of_build(made), in_memory(made))


def _subject(made: Generation) -> str:
    base = made.manifest.base
    return next(iri for iri in sorted(in_memory(made).spo) if iri.startswith(f"{base}id/"))


@pytest.mark.parametrize("damage", [_row_no_json, _row_of_another_form])
def test_terms_of_queries_are_compared_with_the_file_that_was_made_anew(
    tmp_path: Path, damage: Callable[[sqlite3.Connection], None]
) -> None:
    made = publish(tmp_path, small_parts(), info=INFO)
    snapshot = Snapshot((made.file,), made.data_version, made.manifest.base, made)
    known = _subject(made)
    query = f"SELECT * {{ ?s pk:ledBi ?o . <{known}> ?p ?x ; pk:ledBy id:nobody-at-all }}"
    before = misspelt_terms(snapshot, query)
    assert {warning.why for warning in before} == {"undeclared", "absent"}
    with closing(sqlite3.connect(tmp_path / PAGES, isolation_level=None)) as base:
        damage(base)
        base.execute('UPDATE "into" SET body = (SELECT body FROM out LIMIT 1)')
    request._views.clear()  # a server that has read nothing of these rows yet
    assert misspelt_terms(snapshot, query) == ()  # damaged: no warning this once
    assert misspelt_terms(snapshot, query) == before
    assert_equal(view_of_build(made), in_memory(made))


def test_a_file_is_not_made_again_over_and_over(tmp_path: Path) -> None:
    made = publish(tmp_path, small_parts(), info=INFO)
    snapshot = Snapshot((made.file,), made.data_version, made.manifest.base, made)
    assert [request.renew(snapshot) for _ in range(3)] == [True, False, False]


WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from graph.builds.pages import write_pages
lines = [f"<urn:s{n}> <urn:p> <urn:o{n % 50}> <urn:g> ." for n in range(4000)]
print("ready", flush=True)
number = 0
while True:
    number += 1
    write_pages(Path(sys.argv[1]), [("one", lambda: lines), (f"x{number}", lambda: lines)], [])
    print("written", flush=True)
"""


def test_a_writer_killed_at_any_moment_leaves_whole_graphs(tmp_path: Path) -> None:
    path = tmp_path / PAGES
    for kill in range(8):
        arguments = [sys.executable, "-c", WRITER, str(path), str(ROOT)]
        with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            for _ in range(2 if kill > 5 else 1):  # ready; once written
                process.stdout.readline()
            time.sleep(0.02 + 0.03 * kill)
            process.send_signal(signal.SIGKILL)
        write_pages(path, [("one", lambda: pytest.fail("read again"))] if kill > 5 else [])
        for checksum in numbers(path):
            file = PageFile(path, [checksum])
            assert sum(len(file.out[f"urn:s{n}"]) for n in range(0, 4000, 97)) == 42


def test_a_folder_that_cannot_be_written_is_read(tmp_path: Path) -> None:
    made = publish(tmp_path, small_parts(), info=INFO)
    path = tmp_path / PAGES
    path.chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        assert_equal(view_of_build(made), in_memory(made))
    finally:
        tmp_path.chmod(0o755)


# ---- reading ---------------------------------------------------------------------------------


def test_what_is_held_stays_within_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_file, "MOST", 10_000)
    path = tmp_path / PAGES
    lines = [f'<urn:s{n}> <urn:p> "{"x" * 50}" <urn:g> .' for n in range(2000)]
    write_pages(path, [("a", lambda: lines)])
    file = PageFile(path, ["a"])

    def read() -> None:
        for n in range(2000):
            assert file.out[f"urn:s{n}"] == {"urn:p": [Lit("x" * 50)]}

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 0 < len(file.out) <= 10_000 // 80


def test_things_with_the_same_number_are_told_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (page_file, page_rows):
        monkeypatch.setattr(module, "key_of", lambda iri: 7)
    lines = ["<urn:a> <urn:p> <urn:b> <urn:g> .", "<urn:b> <urn:q> <urn:a> <urn:g> ."]
    write_pages(tmp_path / PAGES, [("a", lambda: lines)])
    file = PageFile(tmp_path / PAGES, ["a"])
    assert file.out["urn:a"] == {"urn:p": ["urn:b"]}
    assert file.into["urn:a"] == {"urn:q": ["urn:b"]}
    assert file.out["urn:c"] == {}


TERMS = st.one_of(
    st.from_regex(r"urn:[a-z0-9]{1,3}", fullmatch=True).map(lambda iri: f"<{iri}>"),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"\\\n\r')).map(
        lambda text: f'"{text}"'
    ),
    st.text("ab中").map(lambda text: f'"{text}"@zh-hans'),
    st.integers().map(lambda n: f'"{n}"^^<http://www.w3.org/2001/XMLSchema#integer>'),
)
SUBJECTS = st.sampled_from(["<urn:a>", "<urn:b>", "<urn:c>"])


@given(st.lists(st.lists(st.tuples(SUBJECTS, SUBJECTS, TERMS), max_size=12), max_size=4))
def test_any_graphs_read_from_files_are_as_in_memory(
    tmp_path_factory: pytest.TempPathFactory, graphs: list[list[tuple[str, str, str]]]
) -> None:
    folder = tmp_path_factory.mktemp("graphs")
    memory = GraphView("v", "urn:")
    paths = []
    for number, graph in enumerate(graphs):
        path = folder / f"{number}.nq"
        lines = [f"{' '.join(triple)} <urn:g{number}> .\n" for triple in graph]
        path.write_text("".join(lines), encoding="utf-8", newline="\n")
        paths.append(path)
        memory.add(read_nquads(lines))
    file = view_of_files(paths, "v", "urn:")
    memory.triples = file.triples  # of two files each counts its own
    assert_equal(file, memory)


def test_other_formats_are_read_into_a_file_that_goes_with_the_view(tmp_path: Path) -> None:
    path = tmp_path / "small.ttl"
    path.write_text('<urn:a> <urn:p> "words"@en, 5 .', encoding="utf-8")
    view = view_of_files([path], "v", "urn:")
    assert view.texts("urn:a", "urn:p") in (["words", "5"], ["5", "words"])
    assert view.triples == 2
