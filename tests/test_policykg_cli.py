"""The command line, used as its users use it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.shell_completion import ShellComplete
from rdflib import Graph

from policykg.cli import COMMANDS, cli
from tests.support.command import ROOT, run_cli


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    outcome = run_cli(name, "--help")
    assert outcome.exit_code == 0
    assert "Example" in outcome.output or name in ("doctor", "completion")


def test_a_new_workspace_checks_builds_and_shows_at_once(example: Path) -> None:
    for words, said in (
        (("check",), "0 errors"),
        (("build",), "Built 1 document,"),
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
        (("-w", "/nowhere/at/all", "stats"), 2, "/nowhere/at/all"),
        (("check", "--explain", "quote-notfound"), 2, "quote-not-found"),
        (("query", "SELECT ?x { ?x a "), 2, "line 1"),
        (("query", "ASK { SERVICE <http://x/> { ?s ?p ?o } }"), 2, "SERVICE"),
        (("query", "DROP ALL"), 2, "no write path"),
        (("query", "ASK { ?a ?b $c }", "c"), 2, "name=value"),
        (("query", "ASK { ?a ?b $c }", "c=1", "c=2"), 2, "given twice"),
        (("query", "not-there.rq"), 2, "not-there.rq"),
        (("query", "ASK {}", "--format", "turtle"), 2, "json"),
        (("ask", "no-such-question"), 2, "no-such-question"),
        (("ask", "q07", "year=soon"), 2, "soon"),
        (("network", "leeds"), 2, "leads"),
        (("export", "word"), 2, "turtle"),
        (("export", "turtle", "--document", "no-such-plan"), 2, "shaoxing-plan"),
        (("raw", "no-such-plan", "重要"), 2, "shaoxing-plan"),
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


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("query", "DROP ALL"), "只读"),
        (("query", "ASK { ?a ?b $c }", "c"), "名称=值"),
        (("check", "--explain", "nonsense"), "没有规则"),
        (("check", "elsewhere.yaml"), "不是"),
        (("coverage", "no-such-plan"), "没有文献"),
        (("network", "leeds"), "没有名为"),
        (("release", "next"), "版本号"),
    ],
)
def test_messages_come_in_chinese_too(workspace: Path, words: tuple[str, ...], said: str) -> None:
    outcome = run_cli("--lang", "zh", "-w", str(workspace), *words)
    assert said in outcome.output


def test_a_query_that_is_not_utf8_is_told_with_its_line(workspace: Path, tmp_path: Path) -> None:
    file = tmp_path / "latin.rq"
    file.write_bytes(b"ASK {\n?s ?p '\xe9' }")
    for words, given in (((str(file),), b""), (("-",), file.read_bytes())):
        outcome = run_cli("-w", str(workspace), "query", *words, input=given)
        assert (outcome.exit_code, ":2: this is not UTF-8" in outcome.output) == (2, True)


def test_a_query_saved_with_a_byte_order_mark_is_read(workspace: Path, tmp_path: Path) -> None:
    file = tmp_path / "marked.rq"
    file.write_text("ASK {}", encoding="utf-8-sig")
    assert run_cli("-w", str(workspace), "query", str(file)).output == "true\n"


def program(workspace: Path, *words: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "policykg", "-w", str(workspace), *words]
    return subprocess.run(command, cwd=ROOT, check=False, timeout=120, **options)


@pytest.mark.parametrize("locale", ["C", "zh_CN.GB18030", "en_US.ISO-8859-1"])
def test_chinese_words_are_understood_in_any_locale(workspace: Path, locale: str) -> None:
    bare = {"LC_ALL": locale, "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "POLICYKG_LANG": "en"}
    asked = ("query", 'SELECT ?t { ?t pk:ledBy/pk:name "市建设局" }', "-f", "csv")
    done = program(workspace, *asked, capture_output=True, env={**os.environ, **bare})
    assert (done.returncode, done.stderr, len(done.stdout.splitlines())) == (0, b"", 8)
    shown = program(
        workspace, "--lang", "zh", "stats", capture_output=True, env={**os.environ, **bare}
    )
    assert (shown.returncode, b"Traceback" in shown.stderr) == (0, False)


def test_a_reader_that_leaves_early_is_no_error(workspace: Path) -> None:
    command = f"{sys.executable} -m policykg -w {workspace} query 'SELECT * {{ ?s ?p ?o }}' -f csv"
    piped = ["bash", "-c", f"set -o pipefail; {command} | head -1"]
    done = subprocess.run(piped, cwd=ROOT, capture_output=True, check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"o,p,s\r\n", b"")


def test_a_full_disk_is_told_and_a_closed_output_is_borne(workspace: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        done = program(workspace, "ask", "q01", stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, b"No space left" in done.stderr) == (1, True)
    command = f"{sys.executable} -m policykg -w {workspace} query 'ASK {{}}' >&-"
    closed = subprocess.run(["bash", "-c", command], cwd=ROOT, capture_output=True, check=False)
    assert (closed.returncode, closed.stderr) == (0, b"")


@pytest.mark.sweep
def test_ctrl_c_ends_a_query_at_once(workspace: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    command = [sys.executable, "-m", "policykg", "-w", str(workspace), "query", endless]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        # A shell's background jobs, this test run among them, may ignore the signal.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    ) as process:
        try:
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(4)
            process.send_signal(signal.SIGINT)
            said = process.communicate(timeout=60)[1]
        finally:
            process.kill()
    assert (process.returncode, b"Traceback" in said) == (1, False)


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
    command = [sys.executable, "-m", "policykg", "--version"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.split()[0]) == (0, "policykg")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_commands(shell: str) -> None:
    assert "_POLICYKG_COMPLETE" in run_cli("completion", shell).output


def test_fmt_mends_what_it_can_and_says_what_it_cannot(example: Path) -> None:
    facts = example / "facts"
    (facts / "broken.yaml").write_bytes("中".encode("gbk"))
    os.mkfifo(facts / "pipe.yaml")
    (facts / "out.yaml").symlink_to("/etc/hostname")
    loose = next(path for path in facts.glob("*.yaml") if path.name.startswith("qingxi"))
    text = loose.read_text(encoding="utf-8")
    loose.write_text(text.replace("body:\n", "body:\n\n\n", 1).replace("  id:", "  id:   ", 1))
    result = run_cli("-w", str(example), "fmt")
    assert result.exit_code == 1
    for name, rule in (
        ("broken", "file-encoding"),
        ("pipe", "file-irregular"),
        ("out", "workspace-path"),
    ):
        assert f"facts/{name}.yaml:1:1" in result.output and rule in result.output
    assert "  id:   " not in loose.read_text(encoding="utf-8")


def test_a_lock_that_is_no_text_is_written_anew(example: Path) -> None:
    (example / "facts" / "locks" / "qingxi-plan.lock").write_bytes(b"\xff\xfe\x00")
    assert run_cli("-w", str(example), "lock").exit_code == 0
    assert run_cli("-w", str(example), "check").exit_code == 0


@pytest.mark.parametrize(
    ("words", "proposed"),
    [
        (("bu",), {"build", "bundle"}),
        (("query", "--format", "t"), {"table", "trig", "tsv", "turtle"}),
        (("ask", "q01"), {"q01-lead-profile", "q01b-tasks-of-a-body"}),
        (("ask", "q01-lead-profile", ""), {"body=", "document="}),
        (("ask", "q01-lead-profile", "body=x", ""), {"document="}),
        (("ask", "nonsense", ""), set()),
        (("network", "co-"), {"co-leads"}),
        (("network", "leads", "--document", "sh"), {"shaoxing-plan", "shendang-2018"}),
        (("export", "tu"), {"turtle"}),
        (("export", "turtle", "-d", "x"), {"xiaolan-2022"}),
        (("raw", "d"), {"diankou-town"}),
        (("check", "--explain", "quote-not"), {"quote-not-found"}),
    ],
)
def test_a_shell_completes_what_stands_behind_a_command(
    workspace: Path, words: tuple[str, ...], proposed: set[str]
) -> None:
    before, last = words[:-1], words[-1]
    found = ShellComplete(cli, {}, "policykg", "_POLICYKG_COMPLETE").get_completions(
        ["-w", str(workspace), *before], last
    )
    assert {item.value for item in found} == proposed


def test_bash_completes_really(workspace: Path) -> None:
    script = """
    source <(policykg completion bash) 2>/dev/null
    COMP_WORDS=(policykg -w WORKSPACE ask q03); COMP_CWORD=4
    _policykg_completion policykg && echo "${COMPREPLY[@]}"
    """.replace("WORKSPACE", str(workspace))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={**os.environ, "PATH": path},
    )
    assert done.stdout.decode().split() == ["q03-tasks-with-one-lead"], done.stderr
