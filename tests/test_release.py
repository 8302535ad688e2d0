"""`make release`: what it refuses, what it writes, and that it changes nothing before."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.support.command import ROOT, run_cli
from tests.support.sizes import FULL
from tools import release
from tools.release import PLACES, Refused, changelog, section, write_versions

LOG = """# Changelog

## Unreleased

### Software
- One.

### Dataset

### Vocabulary
- Two.

## 0.1.0 – 2026-01-01

### Software
- First.
"""


def test_what_is_unreleased_gets_its_version_and_an_empty_section_begins() -> None:
    text = changelog(LOG, "1.0.0", "2026-11-30")
    assert text.index("## Unreleased") < text.index("## 1.0.0 – 2026-11-30") < text.index("One.")
    assert section(text, "Unreleased") == ""
    assert section(text, "1.0.0") == "### Software\n- One.\n\n### Vocabulary\n- Two."
    assert section(text, "0.1.0") == "### Software\n- First."
    assert text.count("### Dataset") == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (LOG.replace("0.1.0 – 2026-01-01", "1.0.0 – 2026-01-01"), "has a section 1.0.0 already"),
        (LOG.replace("- One.", "").replace("- Two.", ""), None),
        (LOG.replace("## Unreleased", "## Later"), "nothing unreleased"),
    ],
)
def test_a_changelog_without_anything_to_tell_is_refused(text: str, why: str | None) -> None:
    if why is None:  # headings alone tell nothing
        text, why = re.sub(r"### \w+\n", "", text), "nothing unreleased"
    with pytest.raises(Refused, match=why):
        changelog(text, "1.0.0", "2026-11-30")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A git repository of the files that tell a version, all committed."""
    for name in PLACES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return committed(tmp_path)


def committed(folder: Path) -> Path:
    """Commit all, with something in the changelog that is not released yet."""
    log = folder / "CHANGELOG.md"
    head, text = "## Unreleased\n", log.read_text(encoding="utf-8")
    log.write_text(text.replace(head, f"{head}\n- New.\n", 1), encoding="utf-8")
    git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "All"]):
        subprocess.run([*git, *words], check=True)
    return folder


def test_every_place_tells_the_version_and_no_other_line_changes(copy: Path) -> None:
    told = {name: (copy / name).read_text("utf-8").splitlines() for name in PLACES}
    write_versions(copy, "7.8.9", "2031-02-03")
    for name, before in told.items():
        after = (copy / name).read_text("utf-8").splitlines()
        new = [line for line in after if line not in before]
        assert any("7.8.9" in line for line in new), name
        assert all(re.search(r"7\.8\.9|2031-02-03|status/published", line) for line in new), (
            name,
            new,
        )
    citation = (copy / "CITATION.cff").read_text("utf-8")
    assert "version: 7.8.9\ndate-released: 2031-02-03\n" in citation
    again = PLACES["CITATION.cff"](citation, "8.0.0", "2032-01-01")
    assert again.count("date-released") == 1


def test_a_vocabulary_tells_its_version_wherever_it_does(copy: Path) -> None:
    write_versions(copy, "7.8.9", "2031-02-03")
    text = (copy / "ontology/policykg.ttl").read_text("utf-8")
    for words in (
        "owl:versionIRI <https://w3id.org/policykg/ns/7.8.9>", 'owl:versionInfo "7.8.9"',
        ", version 7.8.9. https://w3id.org/policykg/ns", 'dcterms:modified "2031-02-03"^^xsd:date',
    ):  # fmt: skip
        assert words in text
    status = "bibo:status <http://purl.org/ontology/bibo/status/"
    told = PLACES["ontology/alignment.ttl"](
        f'owl:versionIRI <https://a.example/b/0.2.0> ; owl:versionInfo "0.2.0" ; {status}draft> .',
        "7.8.9",
        "2031-02-03",
    )
    assert told == (
        'owl:versionIRI <https://a.example/b/7.8.9> ; owl:versionInfo "7.8.9" ; '
        f"{status}published> ."
    )


def test_every_file_of_the_vocabulary_that_tells_a_version_is_written() -> None:
    told = {
        str(path.relative_to(ROOT))
        for path in ROOT.glob("ontology/*.ttl")
        if "owl:versionInfo" in path.read_text("utf-8")
    }
    assert told == {name for name in PLACES if name.endswith(".ttl")}


def test_nothing_else_that_git_keeps_tells_the_version_of_the_software() -> None:
    """But examples, which are data sets of their own, tests, and the first of all versions."""
    version = release.current(ROOT)
    shown = subprocess.run(
        ["git", "grep", "-lIF", "-e", f'"{version}"', "-e", f"version: {version}",
         "-e", f"version {version}", "--", ".", ":!tests", ":!examples", ":!policykg/example",
         ":!*.lock", ":!*package-lock.json", ":!loaders/workspace.py"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout.split()  # fmt: skip
    assert set(shown) <= {*PLACES, "docs/ontology.md"}


@pytest.mark.parametrize(
    ("version", "why"),
    [("1.0", "no version like"), ("v1.0.0", "no version like"), ("0.0.9", "not later than")],
)
def test_a_version_that_is_none_or_not_later_is_refused(
    copy: Path, version: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert release.main([version], copy) == 1
    assert why in capsys.readouterr().err


def test_files_that_are_not_committed_are_refused(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (copy / "policykg.yaml").write_text("version: 3.0.0\n", encoding="utf-8")
    assert release.main(["99.0.0"], copy) == 1
    assert "1 file is not committed, policykg.yaml for one: " in capsys.readouterr().err


def test_a_place_that_tells_no_version_is_named(copy: Path) -> None:
    (copy / "policykg.yaml").write_text("title: x\n", encoding="utf-8")
    with pytest.raises(Refused, match=r"^policykg\.yaml: nothing there is like"):
        write_versions(copy, "99.0.0", "2031-02-03")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A clone of this checkout, with a small dataset all of whose fields are signed."""
    folder = tmp_path / "checkout"
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True
    ).stdout.decode()
    large = ("facts/", "examples/", "tests/", "readings/")
    for name in filter(None, names.split("\0")):
        kept = not name.startswith(large) or name.endswith(".schema.json")
        if kept and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    shutil.copytree(ROOT / "tests/examples/locked", folder, dirs_exist_ok=True)
    with (folder / "policykg.yaml").open("a", encoding="utf-8") as settings:
        settings.write("version: 0.1.0\n")
    signed = run_cli("-w", str(folder), "sign", "qinghe", "--as", "tester", "--group", "--yes")
    assert signed.exit_code == 0, signed.output
    committed(folder)
    shutil.copytree(ROOT / release.BUNDLED, folder / release.BUNDLED)
    return folder


@pytest.mark.sweep
@pytest.mark.skipif(not FULL, reason="runs in the full sweep")
def test_a_dry_run_makes_all_and_changes_nothing_and_the_release_is_what_it_said(
    checkout: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, words = checkout, ["99.0.0", "--day", "2031-02-03", "--since", "HEAD"]
    assert release.main([*words, "--dry-run"], folder) == 0, capsys.readouterr().err
    told = capsys.readouterr().out
    assert "Would change: CHANGELOG.md, CITATION.cff" in told
    assert "# policykg 99.0.0 – 2031-02-03" in told and "Counted by `policykg diff`" in told
    assert not (folder / "dist").exists()
    status = ["git", "status", "--porcelain"]
    assert subprocess.run(status, cwd=folder, capture_output=True, check=True).stdout == b""

    assert release.main(words, folder) == 0, capsys.readouterr().err
    capsys.readouterr()
    assert release.current(folder) == "99.0.0"
    sums = (folder / "dist" / release.SUMS).read_text("utf-8")
    assert sums.rstrip() in told  # the same bytes, made twice
    made = {line.split("  ")[1]: line.split("  ")[0] for line in sums.splitlines()}
    assert set(made) == {
        "RELEASE-NOTES.md", "policykg-99.0.0-py3-none-any.whl", "policykg-99.0.0.tar.gz",
        "policykg-data-99.0.0.zip", "policykg-data-99.0.0.changes.md",
    }  # fmt: skip
    for name, digest in made.items():
        assert hashlib.sha256((folder / "dist" / name).read_bytes()).hexdigest() == digest
    with zipfile.ZipFile(folder / "dist" / "policykg-data-99.0.0.zip") as archive:
        assert '"version": "99.0.0"' in archive.read("bundle.json").decode()
        assert '"policykg": "99.0.0"' in archive.read("bundle.json").decode()
        assert {"graph.ttl", "facts/locks/qingxi-plan.lock"} <= set(archive.namelist())
