"""Which generation is served: said by a link, or by a file where none can be made."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graph.builds.build import open_current, publish
from graph.builds.diff import read_state
from graph.builds.pointer import current_folder, read_current, write_current
from graph.errors import GraphError
from tests.support.small_graph import INFO, small_parts


@pytest.fixture
def unlinkable(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(1314, "a required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refuse)


def smaller() -> dict[str, bytes]:
    parts = small_parts()
    return {name: parts[name] for name in list(parts)[:-1]}


@pytest.mark.usefixtures("unlinkable")
def test_a_build_is_found_by_a_file_where_no_link_can_be_made(tmp_path: Path) -> None:
    first = publish(tmp_path, small_parts(), info=INFO)
    assert (tmp_path / "current").is_file() and not (tmp_path / "current").is_symlink()
    assert open_current(tmp_path).folder.name == first.folder.name
    second = publish(tmp_path, smaller(), info=INFO)
    assert second.folder != first.folder
    assert open_current(tmp_path).data_version == second.data_version
    assert read_state(tmp_path / "current")[1] == read_state(current_folder(tmp_path))[1]


@pytest.mark.parametrize("first_by_file", [True, False])
def test_a_link_and_a_file_take_each_others_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first_by_file: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise NotImplementedError

    real = Path.symlink_to
    monkeypatch.setattr(Path, "symlink_to", refuse if first_by_file else real)
    write_current(tmp_path, "gen-1")
    assert read_current(tmp_path) == "gen-1"
    monkeypatch.setattr(Path, "symlink_to", real if first_by_file else refuse)
    write_current(tmp_path, "gen-2")
    assert read_current(tmp_path) == "gen-2"
    assert (tmp_path / "current").is_symlink() is first_by_file


@pytest.mark.parametrize(
    "text", ["", "gen-", "gen-1.part", "../gen-1", "gen-1/..", "/etc", "gen-1\ngen-2", "x" * 999]
)
def test_a_file_that_names_no_generation_names_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "current").write_text(text, encoding="utf-8")
    assert read_current(tmp_path) is None
    assert current_folder(tmp_path) == tmp_path / "current"


@pytest.mark.skipif(os.name == "nt", reason="Windows lets a plain user make no links")
@pytest.mark.parametrize(
    "links",
    [
        {"current": "current"},
        {"current": "gen-a", "gen-a": "gen-b", "gen-b": "current"},
        {"current": "gen-99"},
        {"current": "."},
        {"current": ".."},
        {"current": "gen-1/manifest.json"},
    ],
    ids=["itself", "in a circle", "nothing", "its folder", "above", "a file"],
)
def test_a_link_that_leads_to_no_build_is_told_and_set_right_by_the_next(
    tmp_path: Path, links: dict[str, str]
) -> None:
    folder = tmp_path / "build"
    publish(folder, small_parts(), info=INFO)
    (folder / "current").unlink()
    for name, target in links.items():
        (folder / name).symlink_to(target)
    with pytest.raises(GraphError):
        open_current(folder)
    made = publish(folder, small_parts(), info=INFO)
    assert open_current(folder) == made
