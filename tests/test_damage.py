"""A full disk, or a file that others hold, costs none of the caches that are there."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import policykg
from explorer.view.model import GraphView
from explorer.view.opening import view_of_build
from explorer.view.source_index import TEXTS, SourceIndex
from graph.builds.build import publish
from graph.builds.pages import PAGES, PageFile, write_pages
from ontology.damage import is_damage, is_held
from ontology.rows import Rows
from policykg.cli.context import Settings, explained
from policykg.kg import KG
from tests.support.command import run_cli
from tests.support.small_graph import INFO, small_parts

resource = pytest.importorskip("resource")


@contextmanager
def full_after(limit: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes, as on a disk that is full."""
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)


def error_of(path: Path, statement: str, *, uri: str = "") -> sqlite3.Error:
    """Return what SQLite says when a statement fails."""
    with (
        closing(
            sqlite3.connect(uri or path, uri=bool(uri), isolation_level=None, timeout=0)
        ) as base,
        pytest.raises(sqlite3.Error) as raised,
    ):
        base.execute(statement).fetchall()
    return raised.value


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path)) as base:
        base.execute("CREATE TABLE t (a)")
    return path


def test_a_machine_that_cannot_serve_a_file_is_told_from_a_damaged_file(table: Path) -> None:
    read_only = error_of(table, "INSERT INTO t VALUES (1)", uri=f"{table.as_uri()}?mode=ro")
    with closing(sqlite3.connect(table, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        held = error_of(table, "SELECT * FROM t")
    with full_after(0):
        full = error_of(table, "INSERT INTO t VALUES (1)")
    assert not any(map(is_damage, (read_only, held, full)))
    assert [is_held(error) for error in (read_only, held, full)] == [False, True, False]


@pytest.mark.parametrize("data", [b"x" * 5000, b"", None], ids=["no database", "empty", "half"])
def test_a_damaged_file_is_told_from_a_machine_that_cannot_serve_it(
    table: Path, data: bytes | None
) -> None:
    table.write_bytes(table.read_bytes()[:4097] + b"x" * 4095 if data is None else data)
    assert is_damage(error_of(table, "SELECT a FROM t"))
    assert is_damage(sqlite3.DatabaseError("a row is damaged"))
    assert is_damage(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "a message"))


@pytest.mark.parametrize("limit", [0, 512, 5000])
def test_rows_outlive_a_full_disk(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "rows.sqlite"
    assert Rows(path).write({"t": {"a": "1"}})
    rows = Rows(path)
    with full_after(limit):
        done = rows.write({"t": {str(n): os.urandom(40).hex() for n in range(2000)}})
    assert not done
    assert rows.read("t") == {"a": "1"} == Rows(path).read("t")
    assert rows.write({"t": {"b": "2"}}) and Rows(path).get("t", "b") == "2"


@pytest.mark.parametrize("ask", ["write", "get", "read", "keys"])
def test_rows_that_another_process_holds_are_left_to_it(tmp_path: Path, ask: str) -> None:
    path = tmp_path / "rows.sqlite"
    assert Rows(path).write({"t": {"a": "1"}})
    rows = Rows(path)
    rows.keys("t")
    rows._open().execute("PRAGMA busy_timeout=10")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        other.execute("UPDATE row SET name = 'u'")
        if ask == "write":
            assert not rows.write({"t": {"b": "2"}})
        else:
            assert not getattr(rows, ask)(*(("t", "a") if ask == "get" else ("t",)))
        other.execute("ROLLBACK")
    assert Rows(path).read("t") == {"a": "1"}


@pytest.mark.parametrize("limit", [0, 4096, 40_000])
def test_what_pages_read_outlives_a_full_disk(tmp_path: Path, limit: int) -> None:
    made = publish(tmp_path, small_parts(), info=INFO)
    path = tmp_path / PAGES
    before = path.read_bytes()
    lines = [f'<urn:s{n}> <urn:p> "{os.urandom(20).hex()}" .' for n in range(3000)]
    with full_after(limit), pytest.raises(OSError) as raised:
        write_pages(path, [("another", lambda: lines)], [])
    assert raised.value.errno in (errno.ENOSPC, errno.EIO)
    assert path.read_bytes() == before
    assert PageFile(path, [one.sha256 for one in made.manifest.shards]).predicates
    write_pages(path, [("another", lambda: lines)])
    assert PageFile(path, ["another"]).out["urn:s7"]


@pytest.fixture
def town(tmp_path: Path) -> KG:
    assert run_cli("init", str(tmp_path / "w")).exit_code == 0
    assert run_cli("-w", str(tmp_path / "w"), "build").exit_code == 0
    return policykg.open(tmp_path / "w")


def opened(town: KG, view: GraphView) -> SourceIndex:
    folders = [town.workspace / "sources"]
    return SourceIndex(view, folders, town.workspace / "build" / TEXTS)


@pytest.mark.parametrize("limit", [0, 4096, 20_000])
@pytest.mark.parametrize("before", [False, True], ids=["opened then", "open already"])
def test_texts_are_searched_on_a_full_disk(
    town: KG, caplog: pytest.LogCaptureFixture, limit: int, before: bool
) -> None:
    view = view_of_build(town.generation)
    index = opened(town, view) if before else None
    with full_after(limit):
        found = (index or opened(town, view)).find(["竹"])
    assert found.total > 0
    assert "damaged" not in caplog.text and "rollback" not in caplog.text


@pytest.mark.parametrize("gone", ["the file", "the folder", "the folder, for good"])
def test_texts_are_searched_when_the_build_goes_away_meanwhile(town: KG, gone: str) -> None:
    view = view_of_build(town.generation)
    index = opened(town, view)
    total = index.find(["竹"]).total
    assert total > 0
    folder = town.workspace / "build"
    if gone == "the file":
        (folder / TEXTS).unlink()
    else:
        shutil.rmtree(folder)
    if gone == "the folder":
        folder.mkdir()
    source = next((town.workspace / "sources").glob("*.txt"))
    os.utime(source, (1, 1))  # so that the index has something to write
    os.utime(source.parent)
    assert index.find(["竹"]).total == total
    assert opened(town, view).find(["竹"]).total == total


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "No space left on device: make room"), ("zh", "磁盘已满:请腾出空间后重试")],
)
def test_a_full_disk_is_told_with_what_to_do(lang: str, words: str) -> None:
    error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "build/pages.sqlite")
    told = explained(error, Settings(workspace=None, lang=lang, sources=()))
    assert told is not None and told.message.startswith(f"build/pages.sqlite: {words}")


@pytest.mark.parametrize("data", [b"[" * 100_000, b'{"form":' * 50_000, b"[1]", b"1", b"\xff", b""])
def test_what_seals_the_authority_files_may_hold_anything(town: KG, data: bytes) -> None:
    root = town.workspace
    (root / ".policykg" / "authority.json").write_bytes(data)
    with (root / "facts" / "authority" / "qingxi.yaml").open("a", encoding="utf-8") as file:
        file.write("# a note\n")
    outcome = run_cli("-w", str(root), "build")
    assert outcome.exit_code == 0, outcome.output
