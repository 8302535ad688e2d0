"""The coverage page and the command: what accounts for each sentence, and what does not."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from policykg.accounts import accounts_reader
from tests.support.command import ROOT, run_cli
from tests.support.explorer_app import explorer


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("accounts") / "example"
    shutil.copytree(ROOT / "policykg" / "example", folder)
    assert run_cli("-w", str(folder), "build").exit_code == 0
    return folder


@pytest.fixture(scope="module")
def pages(example: Path) -> Iterator[httpx.Client]:
    with explorer(example, example / "sources") as client:
        yield client


def test_each_sentence_shows_its_facts_and_dismissals(pages: httpx.Client) -> None:
    page = pages.get("/en/coverage/qingxi-plan").text
    told = pages.get("/en/coverage/qingxi-plan.json").json()["accounts"]
    assert page.count('<li class="account') == len(told["lines"]) > 10
    assert 'class="bit fact"' in page and 'class="bit dismissed"' in page
    assert told["open"] == 0 and 0 < told["dismissed"] < told["carried"] < told["characters"]
    facts = [fact for line in told["lines"] for fact in line["facts"]]
    assert all(pages.get(fact["href"]).status_code == 200 for fact in facts[:5])


def test_the_page_speaks_both_languages(pages: httpx.Client) -> None:
    assert "说明不记的字" in pages.get("/zh/coverage/qingxi-plan").text
    assert "Characters dismissed" in pages.get("/en/coverage/qingxi-plan").text


def test_who_has_no_text_sees_no_accounts(example: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare"
    shutil.copytree(example, bare, ignore=shutil.ignore_patterns("build", "sources"))
    assert run_cli("-w", str(bare), "build").exit_code == 0
    with explorer(bare) as client:
        assert "accounts" not in client.get("/en/coverage/qingxi-plan.json").json()


def test_accounts_follow_their_files(example: Path, tmp_path: Path) -> None:
    folder = tmp_path / "changing"
    shutil.copytree(example, folder)
    read = accounts_reader(folder, (folder / "sources",))
    first = read("qingxi-plan")
    assert first is not None and first.coverage.unaccounted == []
    (folder / "facts" / "omissions.yaml").unlink()
    second = read("qingxi-plan")
    assert second is not None and second.coverage.unaccounted != []
    (folder / "facts" / "qingxi-plan.yaml").write_text("document: [", encoding="utf-8")
    assert read("qingxi-plan") is None
    assert read("../qingxi-plan") is None


def test_the_command_tells_what_is_unaccounted_for(example: Path, tmp_path: Path) -> None:
    folder = tmp_path / "deleted"
    shutil.copytree(example, folder)
    asked = ("-w", str(folder), "coverage", "qingxi-plan", "--unaccounted", "--json")
    assert run_cli(*asked).exit_code == 0
    facts = folder / "facts" / "qingxi-plan.yaml"
    lines = facts.read_text(encoding="utf-8").split("\n")
    at = next(n for n, line in enumerate(lines) if "value:" in line and "- {" in line)
    kept = lines[:at] + lines[at + 1 :]
    if lines[at - 1].endswith("values:") or lines[at - 1].endswith("targets:"):
        kept = lines[: at - 1] + lines[at + 1 :]
    facts.write_text("\n".join(kept), encoding="utf-8")
    outcome = run_cli(*asked)
    found = json.loads(outcome.stdout)[0]["unused"]
    assert outcome.exit_code == 1
    assert {"deleted", "value"} <= {item["kind"] for item in found}
