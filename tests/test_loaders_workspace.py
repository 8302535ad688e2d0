"""Workspaces: found from below, bounded to their folder, refused with a reason."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from loaders.checking.workspace import check_workspace
from loaders.compile import compile_workspace
from loaders.errors import WorkspaceNotFound, WorkspaceUnsound
from loaders.workspace import find_workspace, is_inside, open_workspace
from ontology.messages import is_plain
from tests.support.command import run_cli

TITLE = "title: {zh: 甲, en: A}\n"


def make(folder: Path, settings: str = TITLE) -> Path:
    (folder / "policykg.yaml").write_text(settings, encoding="utf-8")
    return folder


def test_is_found_from_any_folder_below(tmp_path: Path) -> None:
    make(tmp_path)
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)

    assert find_workspace(below) == tmp_path
    assert open_workspace(below).root == tmp_path


def test_none_found_is_wrong_use_and_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceNotFound) as raised:
        open_workspace(tmp_path)

    assert raised.value.exit_code == 2
    assert "policykg init" in raised.value.en
    assert "policykg init" in raised.value.zh


def test_lists_facts_and_authority_files_apart_and_no_ledgers(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "facts/authority").mkdir(parents=True)
    (tmp_path / "facts/locks").mkdir()
    for name in (
        "b.yaml",
        "a.yml",
        "omissions.yaml",
        "evidence.lock",
        "locks/a.lock",
        "authority/p.yaml",
    ):
        (tmp_path / "facts" / name).write_text("x", encoding="utf-8")

    workspace = open_workspace(tmp_path)

    assert [path.name for path in workspace.facts_files()] == ["a.yml", "b.yaml"]
    assert [path.name for path in workspace.authority_files()] == ["p.yaml"]


def test_looks_for_sources_in_its_own_folder_first(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "sources").mkdir()
    other = tmp_path / "other"
    other.mkdir()

    folders = open_workspace(tmp_path, [other, tmp_path / "absent"]).source_folders

    assert folders == (tmp_path / "sources", other)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ("", "empty"),
        ("title: x\n", "policykg.yaml:1:8"),
        (f"{TITLE}licens: x\n", "did you mean `licence`"),
        (f"{TITLE}base: example.org/\n", "base IRI"),
        (f"{TITLE}base: https://example.org/a\n", "base IRI"),
        (f"{TITLE}base: 'https://example.org/a b/'\n", "base IRI"),
        (f"{TITLE}base: 'https://example.org/#'\n", "base IRI"),
        (f"{TITLE}base: 'https://example.org/><x/'\n", "base IRI"),
        (f"{TITLE}facts: ../elsewhere\n", "leaves the workspace"),
        (f"{TITLE}licence: CC BY 4.0\n", "is no address"),
        (f"{TITLE}licence: 'https://example.org/a b'\n", "is no address"),
        (f"{TITLE}contact: {{name: Office}}\n", "nowhere to write to"),
        (f"{TITLE}contact: {{name: Office, email: office}}\n", "is no address"),
        (f"{TITLE}contact: {{name: Office, email: a@b c}}\n", "is no address"),
        (f"{TITLE}contact: {{name: Office, url: example.org}}\n", "is no address"),
        *(
            (f"{TITLE}{key}{address!r}{end}\n", "is no address")
            for key, end in (("licence: ", ""), ("contact: {name: Office, url: ", "}"))
            for address in (
                "https://example.org/%zz",
                "https://example.org/%",
                "https://[::1",
                "https://example.org/[x]",
                "http://a:b:c/",
                "https://example.org/a#b#c",
                "https://",
                "https:///path",
                "https://?query",
            )
        ),
        *(
            (f"{TITLE}contact: {{name: Office, email: {address!r}}}\n", "is no address")
            for address in (
                "mailto:a@b.c",
                "a%zz@b.c",
                "a[b@c.d",
                "a@b.c?subject=x",
                "a@b.c,d",
                "a@b@c",
                "a@b/c",
            )
        ),
        (f"{TITLE}contact: {{email: a@example.org}}\n", "name"),
        (f"{TITLE}keywords: [roads]\n", "policykg.yaml:2:"),
        (f"{TITLE}build: /tmp\n", "leaves the workspace"),
        (f"{TITLE}languages: [fr]\n", "not in the list"),
        (f"{TITLE}title: {{zh: 甲, en: A}}\n", "given twice"),
    ],
)
def test_refuses_unsound_settings_with_a_reason(tmp_path: Path, settings: str, words: str) -> None:
    make(tmp_path, settings)

    with pytest.raises(WorkspaceUnsound) as raised:
        open_workspace(tmp_path)

    assert words in raised.value.en
    assert raised.value.problems


def test_a_link_may_not_lead_out(tmp_path: Path) -> None:
    root = tmp_path / "w"
    root.mkdir()
    (root / "out").symlink_to(tmp_path)
    (root / "loop").symlink_to("loop")

    assert is_inside(root, "facts/x.yaml")
    assert not is_inside(root, "out/x.yaml")
    assert not is_inside(root, "../x")
    assert not is_inside(root, "/etc/passwd")
    assert not is_inside(root, "a\x00b")


MISNAMED = {
    "bytes that are no UTF-8": b"\xff\xfe",
    "a Chinese name in another encoding": "绍兴".encode("gb18030"),
    "the end of a line": b"a\nb",
    "a tab": b"a\tb",
    "an order to the terminal": b"a\x1b[31mb",
    "letters turned round": "a\u202eb".encode(),
    "the end of a paragraph": "a\u2029b".encode(),
}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
@pytest.mark.parametrize("folder", ["facts", "facts/authority"])
@pytest.mark.parametrize("name", MISNAMED.values(), ids=MISNAMED)
def test_a_file_that_nothing_can_name_is_refused_in_a_line(
    tmp_path: Path, folder: str, name: bytes
) -> None:
    shutil.copytree(Path(__file__).parent / "examples" / "locked", tmp_path / "w")
    file = os.path.join(os.fsencode(tmp_path / "w" / folder), name + b".yaml")  # noqa: PTH118
    try:
        Path(os.fsdecode(file)).write_text("x: y\n", encoding="utf-8")
    except OSError:
        pytest.skip("this file system has no such names")
    workspace = open_workspace(tmp_path / "w")

    (found,) = [one for one in check_workspace(workspace).problems if one.severity == "error"]

    assert found.rule == "file-name" and found.at.file.startswith(f"{folder}/")
    assert is_plain(found.at.file) and "rename" in found.en and "重命名" in found.zh
    assert compile_workspace(workspace).problems[0].rule == "file-name"
    assert run_cli("-w", str(tmp_path / "w"), "build").exit_code == 1


@pytest.mark.parametrize("name", ["绍兴", "a (1)", "~$a", "東 部", "a’s", "é", "-rf", "😀"])
def test_other_names_of_authority_files_are_read(tmp_path: Path, name: str) -> None:
    make(tmp_path)
    (tmp_path / "facts/authority").mkdir(parents=True)
    (tmp_path / "facts/authority" / f"{name}.yaml").write_text("x", encoding="utf-8")

    workspace = open_workspace(tmp_path)

    assert len(workspace.authority_files()) == 1 and not workspace.without_facts()


@pytest.mark.skipif(os.name == "nt", reason="Windows lets a plain user make no links")
@pytest.mark.parametrize("what", ["text", "given"])
def test_texts_behind_links_in_a_circle_are_not_at_hand(tmp_path: Path, what: str) -> None:
    shutil.copytree(Path(__file__).parent / "examples" / "locked", tmp_path / "w")
    loop = tmp_path / ("loop" if what == "given" else "w/sources")
    if what == "text":
        loop.mkdir(exist_ok=True)
        loop = (
            loop
            / next((tmp_path / "w/facts/locks").glob("*.lock"))
            .read_text("utf-8")
            .split("@source\t")[1]
            .split("\t")[0]
        )
    loop.unlink(missing_ok=True)
    loop.symlink_to(loop.name)

    workspace = open_workspace(tmp_path / "w", [loop] if what == "given" else [])
    found = [one for one in check_workspace(workspace).problems if one.severity == "error"]

    assert len(found) == (1 if what == "text" else 0)
    assert all(loop.name in one.en + one.zh + one.at.file for one in found)
