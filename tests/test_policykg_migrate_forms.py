"""Workspaces of every earlier form, as the programs of their days wrote them, become present ones.

``tests/examples/earlier`` holds the worked example once a form; its text is that of the example.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from loaders.compile import compile_workspace
from loaders.evidence.dismissals import dismissed_spans
from loaders.evidence.ledgers import read_ledgers
from loaders.evidence.lock_paths import HEADER
from loaders.evidence.sources import SourceText
from loaders.languages.zh.normalise import Folder
from loaders.languages.zh.package import CHINESE
from loaders.migration.omissions import omissions_by_place
from loaders.workspace import open_workspace
from tests.support.command import run_cli

EARLIER = Path(__file__).parent / "examples" / "earlier"
FORMS: Mapping[str, str] = {
    "whole-quotes": "quotes are whole clauses, reasons in one language, no lock; words dismissed",
    "lock-1": "the first lock, which repeats the words of quotes and those around them",
    "passages": "quotes are passages, the second lock holds no words; words dismissed",
    "places": "words dismissed by their places; the lock knows the text's blanks",
    "header": "the lock holds a digest of the header",
    "states": "the lock holds proofs; fields are signed",
    "one-lock": "release 1.0.0: the lock holds the lines of all documents",
}
DOCUMENT = "qingxi-plan"


@pytest.fixture(params=FORMS)
def earlier(request: pytest.FixtureRequest, root: Path, tmp_path: Path,
            monkeypatch: pytest.MonkeyPatch) -> Path:  # fmt: skip
    monkeypatch.delenv("POLICYKG_SOURCES", raising=False)
    return with_text(request.param, root, tmp_path)


def with_text(form: str, root: Path, tmp_path: Path) -> Path:
    folder = tmp_path / form
    shutil.copytree(EARLIER / form, folder)
    shutil.copytree(root / "policykg" / "example" / "sources", folder / "sources")
    return folder


def facts_of(folder: Path) -> set[str]:
    """What the graph says, but for quotations, what points at them, and states of fields."""
    quads = compile_workspace(open_workspace(folder)).documents[DOCUMENT].decode().splitlines()
    states = ("proved>", "proofs>", "open>", "Count>", "signed>", "signature>")
    skipped = ("_q_", "_passage_", "ns#words>", *states)
    return {quad for quad in quads if not any(part in quad for part in skipped)}


def dismissed(folder: Path, source: SourceText) -> set[tuple[int, int, str]]:
    """Where which reason dismisses words, in the folded text."""
    listed = read_ledgers(open_workspace(folder)).omissions[DOCUMENT]
    return {(start, end, listed[n].why("en")) for start, end, n in dismissed_spans(listed, source)}


def source_of(folder: Path) -> SourceText:
    text = (folder / "sources" / f"{DOCUMENT}.txt").read_text(encoding="utf-8")
    return SourceText("t.txt", text, "", Folder(), language=CHINESE)


def comments(folder: Path) -> list[str]:
    text = (folder / "facts" / f"{DOCUMENT}.yaml").read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if line.lstrip().startswith("#")]


def files(folder: Path) -> dict[str, bytes]:
    found = (path for path in (folder / "facts").rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_every_form_has_its_example() -> None:
    assert {path.name for path in EARLIER.iterdir()} == set(FORMS)


def test_without_write_nothing_changes(earlier: Path) -> None:
    before = files(earlier)
    assert run_cli("-w", str(earlier), "migrate").exit_code == 0
    assert files(earlier) == before


def test_it_migrates_to_what_checks_clean_and_loses_nothing(earlier: Path) -> None:
    source = source_of(earlier)
    facts, left, said, before = (
        facts_of(earlier), dismissed(earlier, source), comments(earlier), files(earlier),
    )  # fmt: skip
    outcome = run_cli("-w", str(earlier), "migrate", "--write")
    assert outcome.exit_code == 0, outcome.output
    assert facts_of(earlier) == facts and len(facts) > 300
    assert dismissed(earlier, source) == left and len(left) >= 7
    assert comments(earlier) == said
    check = run_cli("-w", str(earlier), "check")
    assert check.exit_code == 0 and "0 errors, 0 warnings" in check.output, check.output
    after = files(earlier)
    for name in before:
        assert name in after or name == "facts/evidence.lock"
        if "authority" in name or "signatures" in name:
            assert after[name] == before[name]
    kept = earlier / ".policykg" / "before-migration-1"
    assert {f"facts/{p.relative_to(kept / 'facts').as_posix()}": p.read_bytes()
            for p in (kept / "facts").rglob("*") if p.is_file()} == before  # fmt: skip


def test_migrating_again_changes_nothing(earlier: Path) -> None:
    assert run_cli("-w", str(earlier), "migrate", "--write").exit_code == 0
    once = files(earlier)
    assert run_cli("-w", str(earlier), "migrate", "--write").exit_code == 0
    assert files(earlier) == once


def test_the_lock_of_the_migrated_holds_no_words_and_verifies_without_the_text(
    earlier: Path,
) -> None:
    assert run_cli("-w", str(earlier), "migrate", "--write").exit_code == 0
    lock = (earlier / "facts" / "locks" / "qingxi-plan.lock").read_text(encoding="utf-8")
    assert lock.startswith(HEADER)
    assert not (earlier / "facts" / "evidence.lock").exists()
    assert "\t@span\t" not in lock and not any("\u4e00" <= sign <= "\u9fff" for sign in lock)
    shutil.rmtree(earlier / "sources")
    check = run_cli("-w", str(earlier), "check")
    assert check.exit_code == 0 and "0 errors" in check.output, check.output


def test_what_is_signed_stays_signed(root: Path, tmp_path: Path) -> None:
    folder = with_text("states", root, tmp_path)
    before = run_cli("-w", str(folder), "check").output
    assert run_cli("-w", str(folder), "migrate", "--write").exit_code == 0
    told = [line for line in run_cli("-w", str(folder), "check").output.splitlines()
            if "fields:" in line]  # fmt: skip
    assert told and told[0] in before and " 38 signed" in told[0]


def test_without_its_text_a_workspace_keeps_its_quotes_and_dismissed_words(earlier: Path) -> None:
    shutil.rmtree(earlier / "sources")
    before = yaml.safe_load((earlier / "facts" / "omissions.yaml").read_text(encoding="utf-8"))
    outcome = run_cli("-w", str(earlier), "migrate", "--write")
    assert outcome.exit_code == 0, outcome.output
    assert "policykg texts add" in outcome.output
    after = yaml.safe_load((earlier / "facts" / "omissions.yaml").read_text(encoding="utf-8"))
    assert after == before


LOCKS = (
    ("nothing", b""),
    ("a line cut short", b"# evidence.lock 1\nqingxi-plan\t@span\t1-2"),
    ("another program's", b"{}\n"),
    ("bytes that are no text", bytes(range(256))),
)


@pytest.mark.parametrize("lock", [lock for _, lock in LOCKS], ids=[name for name, _ in LOCKS])
def test_a_damaged_lock_of_old_is_written_anew(root: Path, tmp_path: Path, lock: bytes) -> None:
    folder = with_text("lock-1", root, tmp_path)
    (folder / "facts" / "evidence.lock").write_bytes(lock)
    outcome = run_cli("-w", str(folder), "migrate", "--write")
    assert outcome.exit_code == 0, outcome.output
    check = run_cli("-w", str(folder), "check")
    assert check.exit_code == 0 and "0 errors, 0 warnings" in check.output, check.output


# ---- dismissed words become places -----------------------------------------------------------

TEXT = "因此要建路。因此要修桥。建设管网。"
OMISSIONS = (
    ("every place of the words", "words: [因此]", {"at": ["0-2", "6-8"]}),
    ("one place", "words: [因此]\n      occurrence: 2", {"at": ["6-8"]}),
    ("several words", "words: [建路, 修桥]", {"at": ["3-5", "9-11"]}),
    ("places already", "at: [12-14]", {"at": ["12-14"]}),
    ("both", "words: [建设]\n      at: [0-2]", {"at": ["0-2", "12-14"]}),
    ("words that stand nowhere", "words: [隧道]", {"words": ["隧道"]}),
    ("some that stand nowhere", "words: [隧道, 管网]", {"words": ["隧道"], "at": ["14-16"]}),
    (
        "one place of words that stand nowhere",
        "words: [隧道]\n      occurrence: 3",
        {"words": ["隧道"], "occurrence": 3},
    ),
)


@pytest.mark.parametrize(
    ("given", "wanted"), [case[1:] for case in OMISSIONS], ids=[case[0] for case in OMISSIONS]
)
def test_dismissed_words_become_their_places(given: str, wanted: dict[str, object]) -> None:
    source = SourceText("t.txt", TEXT, "", Folder(), language=CHINESE)
    text = f"# why\nomissions:\n  plan:\n    - {given}\n      reason: {{zh: 衔接, en: a link}}\n"
    new = omissions_by_place(text, {"plan": source})
    (item,) = yaml.safe_load(new)["omissions"]["plan"]
    assert item == {**wanted, "reason": {"zh": "衔接", "en": "a link"}}
    assert new.startswith("# why\n")
    elsewhere = yaml.safe_load(omissions_by_place(text, {}))["omissions"]["plan"]
    assert elsewhere == yaml.safe_load(text)["omissions"]["plan"]


OF_PLACES = """omissions:
  plan:
    - at: [1-2,
           3-4]
      reason:
        zh: 修辞
        en: praise
"""


@pytest.mark.parametrize(
    "text",
    [
        OF_PLACES,
        OF_PLACES.replace("[1-2,\n           3-4]", "\n        - 1-2"),
        OF_PLACES.replace(
            "      reason:\n        zh: 修辞\n        en: praise\n", "      reason: no\n"
        ),
        f"# ours\n{OF_PLACES}# the end\n",
        "omissions:\n  plan: []\n",
    ],
)
def test_omissions_that_name_places_alone_stay_byte_for_byte(text: str) -> None:
    assert omissions_by_place(text, {}) == text
