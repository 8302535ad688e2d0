"""Messages: as much of the workspace as people read, in one line, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.builds.build import open_current
from graph.errors import UnknownDocument
from graph.exports.export import selected
from graph.tables.reader import of_generation
from graph.tables.rows import scopes
from ontology.messages import MOST_NAMES, escaped, is_plain, some_of
from policykg.building import build_workspace
from tests.support.command import run_cli
from tests.support.edits import made

MANY = MOST_NAMES + 3


@pytest.mark.parametrize(
    ("count", "en", "zh"),
    [
        (0, "", ""),
        (1, "d0", "d0"),
        (MOST_NAMES, f"d{MOST_NAMES - 1}", f"d{MOST_NAMES - 1}"),
        (MOST_NAMES + 1, "and 1 more", "另有 1 个"),
        (10_000, f"and {10_000 - MOST_NAMES:,} more", f"另有 {10_000 - MOST_NAMES:,} 个"),
    ],
)
def test_the_first_of_many_names_are_listed_and_the_others_counted(
    count: int, en: str, zh: str
) -> None:
    found = some_of(f"d{n}" for n in range(count))
    assert found[0].endswith(en) and found[1].endswith(zh)
    assert max(map(len, found)) < 300


@pytest.mark.parametrize(
    "text", ["a\nb", "\x1b[2J", "a\udcffb", "\u202e", "\ufeff", "\x85", "\u2029"]
)
def test_what_no_line_can_show_is_written_as_an_escape(text: str) -> None:
    assert not is_plain(text)
    assert is_plain(escaped(text)) and "\\" in escaped(text)
    assert escaped(text).encode("ascii").decode("unicode_escape") == text


@pytest.mark.parametrize("text", ["绍兴.yaml", "a b\u3000c", "é", "😀", "\\x1b", "C:\\x"])
def test_all_else_stays_as_it_is(text: str) -> None:
    assert is_plain(text) and escaped(text) == text


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of more documents than a message lists; only few of them hold facts."""
    workspace = made(tmp_path_factory.mktemp("many") / "w", 3)
    build_workspace(workspace)
    for number in range(3, MANY):
        name = workspace.facts_folder / f"plan-{number:05d}.yaml"
        name.write_text("document: {}\n", encoding="utf-8")
    return workspace.root


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_locks_a_document_that_is_none_is_told_some_that_are(many: Path, language: str) -> None:
    outcome = run_cli("--lang", language, "-w", str(many), "lock", "nowhere")
    assert outcome.exit_code == 2
    assert ("and 3 more" if language == "en" else "另有 3 个") in outcome.output


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_locks_a_draft_is_told_that_it_is_one(many: Path, language: str) -> None:
    (many / "drafts").mkdir(exist_ok=True)
    (many / "drafts" / "shaanxi.yaml").write_text("document: {}\n", encoding="utf-8")
    outcome = run_cli("--lang", language, "-w", str(many), "lock", "shaanxi")
    assert outcome.exit_code == 2 and "drafts/shaanxi.yaml" in outcome.output
    assert ("only a draft" if language == "en" else "草稿") in outcome.output


@pytest.mark.parametrize("ask", ["table", "export"])
def test_exports_name_some_documents_too(
    many: Path, ask: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ontology.messages.MOST_NAMES", 2)
    generation = open_current(many / "build")
    with pytest.raises(UnknownDocument) as raised:
        if ask == "export":
            selected(generation, ["nowhere"])
        else:
            list(scopes(of_generation(generation), ["nowhere"]))
    assert raised.value.en.endswith("plan-00000, plan-00001 … and 1 more")
    assert raised.value.zh.endswith("另有 1 个")
