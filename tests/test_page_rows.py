"""Rows for pages made on several cores are those made on one, and a file made anew is whole."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from graph.builds import page_rows, pages
from graph.builds.page_rows import Source
from graph.builds.page_tables import TABLES
from graph.builds.pages import PAGES, PageFile, write_pages
from ontology.terms import RDFS

GRAPHS = 40


def lines_of_graph(number: int) -> list[str]:
    """Return a graph with a predicate that only later graphs have, and one that all have."""
    graph = f"<urn:g{number}> ."
    things = [f"<urn:g{number}_s{n}>" for n in range(30)]
    names = [f'{s} <{RDFS.label}> "县{n}局"@zh-hans {graph}' for n, s in enumerate(things)]
    predicate = f"<urn:new{number // 10}>"
    return names + [f"{s} {predicate} <urn:shared{n % 7}> {graph}" for n, s in enumerate(things)]


def sources(graphs: int = GRAPHS) -> list[Source]:
    return [(str(n), lambda n=n: lines_of_graph(n)) for n in range(graphs)]  # type: ignore[misc]


def contents(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    with sqlite3.connect(path) as base:
        told = {
            table: base.execute(f"SELECT * FROM {table} ORDER BY id").fetchall()
            for table in ("shard", "predicate", "out", '"into"', *TABLES)
        }
        told["index"] = base.execute("SELECT name FROM sqlite_master ORDER BY name").fetchall()
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return told


@pytest.mark.parametrize("most", [1 << 30, 40], ids=["any size", "all are large"])
def test_rows_are_the_same_whoever_made_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(page_rows, "MOST_ELSEWHERE", most)
    write_pages(tmp_path / "alone", sources(), processes=1)
    monkeypatch.setattr(page_rows, "FORK_ABOVE", 2)
    write_pages(tmp_path / "three", sources(), processes=3)
    assert contents(tmp_path / "alone") == contents(tmp_path / "three")


def test_indexes_are_there_after_few_and_after_many_new_graphs(tmp_path: Path) -> None:
    path = tmp_path / PAGES
    write_pages(path, sources(4))
    whole = contents(path)["index"]
    assert {("out_key",), ("into_key",)} <= set(whole)
    for graphs in (5, 30):
        write_pages(path, sources(graphs))
        assert contents(path)["index"] == whole
        file = PageFile(path, [str(n) for n in range(graphs)])
        assert file.into[f"urn:shared{graphs % 7}"]
        assert len(file.out[f"urn:g{graphs - 1}_s0"]) == 2


def test_what_killed_writers_have_left_is_removed_and_a_living_ones_is_not(tmp_path: Path) -> None:
    path = tmp_path / PAGES
    dead, living = tmp_path / f".{PAGES}.999999999", tmp_path / f".{PAGES}.{os.getppid()}"
    for left in (dead, living):
        left.write_bytes(b"half")
    write_pages(path, sources(2))
    assert not dead.exists()
    assert living.exists()


def test_where_it_cannot_be_made_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pages, "_sync", full)
    with pytest.raises(OSError, match="No space"):
        write_pages(tmp_path / PAGES, sources(2))
    assert list(tmp_path.iterdir()) == []


def test_the_log_of_a_file_before_is_not_taken_for_that_of_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / PAGES
    write_pages(path, sources(2))
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("UPDATE shard SET statements = 7")  # stands in the log as long as it is open
    log = (tmp_path / f"{PAGES}-wal").read_bytes()
    base.close()
    path.unlink()
    (tmp_path / f"{PAGES}-wal").write_bytes(log)
    write_pages(path, sources(2))
    assert [row[2] for row in contents(path)["shard"]] == [60, 60]
