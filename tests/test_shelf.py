"""The second workspace, `examples/shelf`: documents of other places, curated from their texts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import policykg
from examples.shelf import tally, typeset
from loaders.evidence.shares import folded_files, grams, share_of
from loaders.evidence.sources import SourceText, load_source
from loaders.problems import Position
from loaders.workspace import open_workspace
from loaders.yaml.parse import parse_document
from policykg.kg import KG
from tests.support.command import ROOT, run_cli

SHELF = ROOT / "examples" / "shelf"
CURATED = sorted(path.stem for path in (SHELF / "facts").glob("*-*.yaml"))
MOST_REPEATED = 0.5
"""Greatest share of a text that its facts may hold."""


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shelf as git has it: no text, no draft, no build."""
    monkeypatch.delenv("POLICYKG_SOURCES", raising=False)
    folder = tmp_path / "shelf"
    folder.mkdir()
    shutil.copy(SHELF / "policykg.yaml", folder)
    for name in ("facts", "queries"):
        shutil.copytree(SHELF / name, folder / name)
    return folder


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of the texts that the files are made of; skips where it is not at hand."""
    told = [os.environ.get("POLICYKG_CORPUS", ""), str(ROOT.parent / "shared" / "corpus" / "dev")]
    sources = os.environ.get("POLICYKG_SOURCES", "").split(os.pathsep)
    told += [str(Path(one).parent / "corpus" / "dev") for one in sources if one]
    for folder in map(Path, filter(None, told)):
        if all((folder / f"{item.source}.txt").is_file() for item in typeset.SHELF.values()):
            return folder
    pytest.skip("the texts of the shelf are not here: set POLICYKG_CORPUS to their folder")


@pytest.fixture(scope="session")
def texts(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the texts: each file set, then taken in by `policykg add`."""
    files, fresh = tmp_path_factory.mktemp("files"), tmp_path_factory.mktemp("fresh")
    shutil.copy(SHELF / "policykg.yaml", fresh)  # a workspace without facts takes files in
    for name in CURATED:
        absent = [one for one in typeset.SHELF[name].needs if not shutil.which(one)]
        if absent:
            pytest.skip(f"{name} cannot be set without {absent[0]}")
        file = typeset.typeset(name, corpus, files)
        outcome = run_cli("-w", str(fresh), "add", "--no-header", "--id", name, str(file))
        assert outcome.exit_code == 0, outcome.output
    return fresh / "sources"


@pytest.fixture
def with_texts(shelf: Path, texts: Path) -> Path:
    """The shelf with its texts."""
    shutil.copytree(texts, shelf / "sources")
    return shelf


def built(folder: Path) -> KG:
    outcome = run_cli("-w", str(folder), "build")
    assert outcome.exit_code == 0, outcome.output
    return policykg.open(folder)


def test_every_document_of_the_shelf_can_be_set_and_is_curated() -> None:
    assert set(CURATED) == set(typeset.SHELF) and len(CURATED) == 6


def test_the_shelf_keeps_to_its_lock_without_the_texts(shelf: Path) -> None:
    outcome = run_cli("-w", str(shelf), "check")
    assert outcome.exit_code == 0, outcome.output
    assert " 0 errors, 0 warnings" in outcome.output
    assert f"passages of {len(CURATED)} documents could not be looked up" in outcome.output


def test_every_field_of_the_shelf_is_proved_signed_or_inferred(shelf: Path) -> None:
    outcome = run_cli("-w", str(shelf), "check", "--strict")
    assert outcome.exit_code == 0, outcome.output
    counts = [line for line in outcome.output.splitlines() if " fields: " in line]
    assert len(counts) == len(CURATED)
    assert all(line.count(" 0 open") == 2 for line in counts), counts


def test_the_shelf_checks_clean_against_the_files_that_are_set(with_texts: Path) -> None:
    outcome = run_cli("-w", str(with_texts), "check")
    assert outcome.exit_code == 0, outcome.output
    assert " 0 errors, 0 warnings" in outcome.output
    assert "could not be looked up" not in outcome.output


def test_a_changed_fact_of_the_shelf_is_found_with_the_texts(with_texts: Path) -> None:
    facts = with_texts / "facts" / "guangzhou-talent-2012.yaml"
    text = facts.read_text(encoding="utf-8")
    assert "value: 320万名左右" in text
    facts.write_text(text.replace("value: 320万名左右", "value: 230万名左右"), encoding="utf-8")
    outcome = run_cli("-w", str(with_texts), "check")
    assert outcome.exit_code == 1 and "value-in-quote" in outcome.output


def test_less_than_half_of_each_text_stands_in_the_repository(with_texts: Path) -> None:
    workspace = open_workspace(with_texts, [])
    files = [
        path.read_text(encoding="utf-8")
        for path in SHELF.rglob("*")
        if path.suffix in {".yaml", ".lock", ".md", ".py", ".rq"}
        and not {"sources", "drafts", "build", "typeset"} & set(path.relative_to(SHELF).parts)
    ]
    for path in workspace.facts_files():
        document = parse_document(path, path.name).document
        assert document is not None
        source = load_source(document.document, workspace.source_folders, Position(path.name))
        assert isinstance(source, SourceText)
        share = share_of(source, grams(source, folded_files(files, source.language)))
        assert share.share < MOST_REPEATED, (path.stem, share.share, share.runs[:3])


def test_departments_compare_over_documents_by_their_function(shelf: Path) -> None:
    rows = built(shelf).ask("functions-over-documents").rows
    told = {str(row[0]).rsplit("/", 1)[-1]: [int(str(cell)) for cell in row[1:]] for row in rows}
    documents, bodies, tasks = told["development-reform"]
    assert documents == len(CURATED) and 1 < bodies <= documents <= tasks
    assert told["human-resources-social-security"][0] >= 3


def test_a_body_bears_its_full_name_and_is_found_by_the_name_as_written(shelf: Path) -> None:
    found = built(shelf).query(
        "SELECT ?full { ?t pk:statedIn id:taizhou-2020 . ?duty pk:task ?t ; pk:actor ?b . "
        '?b pk:name "市税务局" ; rdfs:label ?full FILTER(lang(?full) = "zh-hans") }'
    )
    assert "国家税务总局泰州市税务局" in {str(row[0]) for row in found.rows}


def test_setting_says_what_is_missing_where_the_texts_are_not_at_hand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typeset.main(["--corpus", str(tmp_path / "none"), "--to", str(tmp_path)]) == 2
    assert "no such folder" in capsys.readouterr().err
    empty = tmp_path / "empty"
    empty.mkdir()
    words = ["--corpus", str(empty), "--to", str(tmp_path / "out"), "--only", "taizhou-2020"]
    assert typeset.main(words) == 1
    assert "is not at hand" in capsys.readouterr().err


def test_another_text_of_the_same_name_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taizhou_2020.txt").write_text("另一篇文章", encoding="utf-8")
    words = ["--corpus", str(tmp_path), "--to", str(tmp_path / "out"), "--only", "taizhou-2020"]
    assert typeset.main(words) == 1
    assert "its text is another one" in capsys.readouterr().err


def test_the_shelf_holds_no_binary_and_no_text_of_its_documents() -> None:
    told = {".yaml", ".lock", ".md", ".py", ".rq", ""}
    kept = [
        path
        for path in SHELF.rglob("*")
        if path.is_file()
        and not {"sources", "drafts", "build", "typeset", "__pycache__", ".policykg"}
        & set(path.relative_to(SHELF).parts)
    ]
    signed = [path for path in kept if path.parent == SHELF / "facts" / "signatures"]
    assert kept and all(path.suffix in told for path in kept if path not in signed)
    lines = [
        line
        for path in signed
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    assert lines and all(line.isascii() for line in lines)  # fields and digests, none of the words


@pytest.mark.parametrize(
    ("draft", "fact", "column"),
    [
        ({"task": "修路", "number": 1}, {"task": "修路", "number": 1, "en": "Roads"}, "as it was"),
        ({"task": "修路"}, {"task": "修路", "number": 1}, "completed"),
        ({"task": "修路", "number": 2}, {"task": "修路", "number": 1}, "corrected"),
        ({"task": "修路"}, {"task": "修路和架桥"}, "corrected"),
        ({"task": "修路"}, {"task": "植树"}, "wrong"),
        ({"quote": "达到6个", "targets": [{"name": "个", "value": "6个"}]},
         {"quote": "达到6个", "targets": [{"name": "社区", "value": "6个"}]}, "corrected"),
        ({"quote": "甲地", "places": [{"name": "甲地"}]}, {"quote": "乙地"}, "wrong"),
    ],
)  # fmt: skip
def test_a_draft_is_counted_by_what_became_of_its_records(
    draft: dict[str, object], fact: dict[str, object], column: str
) -> None:
    table = tally.compare(list(tally.records([draft])), list(tally.records([fact])))
    assert {name for row in table.values() for name in row} - {"missed"} == {column}


def test_the_lists_of_a_bracket_are_split_by_their_roles() -> None:
    bracket = "（甲局、乙局牵头，丙局等配合）"
    lists: list[dict[str, object]] = [{"task": "修路", "lead": bracket, "support": bracket}]
    told = [(one.words, dict(one.fields)["role"]) for one in list(tally.records(lists))[1:]]
    assert told == [("甲局", "lead"), ("乙局", "lead"), ("丙局等", "support")]
    bracket = "（牵头单位：甲局，配合单位：乙局、丙局）"
    lists = [{"task": "修路", "lead": ["牵头单位：甲局"], "support": bracket}]
    told = [(one.words, dict(one.fields)["role"]) for one in list(tally.records(lists))[1:]]
    assert told == [("甲局", "lead"), ("乙局", "support"), ("丙局", "support")]
