"""The tutorial from a PDF to the graph: its commands, run in their order on an invented plan."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from tests.intake_files import pages, pdf, typeset
from tests.support.command import ROOT, run_cli

ENGLISH, CHINESE = (
    (ROOT / "docs" / name).read_text(encoding="utf-8")
    for name in ("from-a-pdf.md", "from-a-pdf.zh.md")
)
PLAN = (
    "广州市人民政府关于印发绿道建设若干措施的通知",
    "穗府〔2031〕7号",
    "为建设绿道，制定本措施。",
    "一、主要任务",
    "（一）新建绿道。力争到2033年新建绿道30公里以上。",
    "（牵头单位：市林业园林局，配合单位：市财政局、各区政府）",
    "（二）养护绿道。建立养护队伍，每年检查绿道。",
    "（牵头单位：市水务局、市财政局）",
    "广州市人民政府",
    "2031年5月6日",
)


def commands(part: str) -> list[list[str]]:
    blocks = re.findall(r"^```console\n(.*?)^```", part, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines()]
    return [shlex.split(line[2:], comments=True) for line in lines if line.startswith("$ ")]


def test_both_languages_have_the_same_commands() -> None:
    chinese = commands(CHINESE)
    assert [words for words in commands(ENGLISH) if words in chinese] == chinese


@pytest.mark.parametrize("part", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_commands_lead_from_a_pdf_to_the_graph(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.delenv("POLICYKG_SOURCES", raising=False)
    (tmp_path / "low-altitude.pdf").write_bytes(pdf(pages(typeset(PLAN), 30)))
    monkeypatch.chdir(tmp_path)

    for program, *words in commands(part):
        if program == "cd":
            monkeypatch.chdir(words[0])
        elif program == "mv":
            shutil.move(words[0], words[1])
        elif program == "policykg" and words[0] != "explore":
            outcome = run_cli(*words)
            assert outcome.exit_code == 0, (words, outcome.output)

    leads = run_cli("ask", "bodies-by-tasks-led", "-f", "csv").output
    assert "guangzhou-finance-bureau,1," in leads


def test_what_the_tutorial_shows_of_other_commands_exists() -> None:
    inline = re.findall(r"`(policykg [^`]+)`", " ".join(f"{ENGLISH} {CHINESE}".split()))
    assert inline
    for command in inline:
        name, *words = shlex.split(command)[1:]
        usage = run_cli(name, "--help")
        assert usage.exit_code == 0, name
        assert [w for w in words if w.startswith("--") and w not in usage.output] == []
