"""The command line, used as its users use it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Graph

from policykg.cli import COMMANDS
from tests.conftest import run_cli


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    outcome = run_cli(name, "--help")
    assert outcome.exit_code == 0
    assert "Example" in outcome.output or name in ("doctor", "completion")


def test_a_new_workspace_checks_builds_and_shows_at_once(example: Path) -> None:
    for words, said in (
        (("check",), "0 errors"),
        (("build",), "Built 1 documents"),
        (("stats",), "Three-year action plan of Qingxi"),
        (("ask",), "Run one"),
        (("network", "leads", str(example / "leads.html")), "nodes"),
        (("export", "turtle", str(example / "graph.ttl")), "Wrote"),
    ):
        outcome = run_cli("-w", str(example), *words)
        assert outcome.exit_code == 0, outcome.output
        assert said in outcome.output
    assert len(Graph().parse(example / "graph.ttl")) > 200


def test_a_wrong_quote_stops_the_build_and_keeps_the_last_good_graph(example: Path) -> None:
    run_cli("-w", str(example), "build")
    before = run_cli("-w", str(example), "stats").output
    facts = example / "facts" / "qingxi-plan.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("总投资8000万元", "总投资9000万元"), encoding="utf-8")
    outcome = run_cli("-w", str(example), "build")
    assert outcome.exit_code == 1
    assert "quote-not-found" in outcome.output
    assert f"{facts.name}:{_line(text, '总投资8000万元')}:" in outcome.output
    assert run_cli("-w", str(example), "stats").output == before


def _line(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_a_changed_fact_must_be_locked_again(example: Path) -> None:
    assert run_cli("-w", str(example), "check").exit_code == 0
    facts = example / "facts" / "qingxi-plan.yaml"
    text = facts.read_text(encoding="utf-8")
    facts.write_text(text.replace("en: Restore the", "en: Renew the"), encoding="utf-8")
    stale = run_cli("-w", str(example), "check")
    assert (stale.exit_code, "lock-stale" in stale.output) == (1, True)
    assert run_cli("-w", str(example), "lock").exit_code == 0
    assert run_cli("-w", str(example), "check").exit_code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("quary", "ASK {}"), 2, "Did you mean query"),
        (("query",), 2, "Missing argument"),
        (("-w", "/nowhere/at/all", "stats"), 1, "/nowhere/at/all"),
        (("check", "--explain", "quote-notfound"), 2, "quote-not-found"),
        (("query", "SELECT ?x { ?x a "), 1, "line 1"),
        (("query", "ASK { SERVICE <http://x/> { ?s ?p ?o } }"), 1, "SERVICE"),
        (("query", "DROP ALL"), 1, "no write path"),
        (("ask", "no-such-question"), 1, "no-such-question"),
        (("network", "leeds"), 2, "leads"),
        (("export", "word"), 1, "turtle"),
    ],
)
def test_wrong_use_gets_a_message_and_no_traceback(
    workspace: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    where = () if words[0] == "-w" else ("-w", str(workspace))
    outcome = run_cli(*where, *words)
    assert (outcome.exit_code, "Traceback" in outcome.output) == (code, False), outcome.output
    assert said in outcome.output
    assert outcome.exception is None or isinstance(outcome.exception, SystemExit)


def test_messages_come_in_chinese_too(workspace: Path) -> None:
    outcome = run_cli("--lang", "zh", "-w", str(workspace), "query", "DROP ALL")
    assert "只读" in outcome.output


def test_a_misspelt_term_is_named_with_the_nearest(workspace: Path) -> None:
    outcome = run_cli("-w", str(workspace), "query", "SELECT ?t { ?t pk:leadBy ?b }")
    assert (outcome.exit_code, "did you mean pk:ledBy" in outcome.output) == (0, True)


def test_a_value_is_bound_as_a_term_and_never_pasted(workspace: Path) -> None:
    hostile = '市建设局" } # \\'
    outcome = run_cli(
        "-w", str(workspace), "query", "SELECT ?t { ?t pk:ledBy/pk:name ?b }", f"b={hostile}"
    )
    assert (outcome.exit_code, "0 rows" in outcome.output) == (0, True)


def test_stats_as_json_hold_the_headline_numbers(workspace: Path) -> None:
    outcome = run_cli("-w", str(workspace), "stats", "--format", "json")
    found = json.loads(outcome.output)
    plan = found["documents"]["shaoxing-plan"]
    assert (plan["Campaign"], plan["Task"], plan["Safeguard"]) == (7, 36, 5)
    assert found["lead-assignments-to-named-bodies"] == 92
    assert found["lead-bodies"] == 36


def test_the_program_starts_as_a_program(root: Path) -> None:
    command = [sys.executable, "-c", "from policykg.cli import main; main()", "--version"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[0]) == (0, "policykg")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands(shell: str) -> None:
    assert "_POLICYKG_COMPLETE" in run_cli("completion", shell).output
