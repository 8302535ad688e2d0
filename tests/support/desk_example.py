"""A workspace with one drafted document about an invented county, for tests of the desk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from loaders.desk.desk import Desk
from loaders.identity.loading import load_authority
from loaders.workspace import open_workspace
from tests.support.command import ROOT, run_cli

__all__ = ["DOCUMENT", "TEXT", "desk_of", "drafted_workspace", "exploring"]

DOCUMENT = "yunxi-points"
TEXT = """云溪县人民政府2023年工作要点

一、做强实体经济
1.培育规模企业。力争到2025年，全县规上工业企业达到120家以上。（牵头单位：县经信局；配合单位：县财政局、县税务局）
2.加快园区建设。新建标准厂房15万平方米，完成投资8.5亿元。（牵头单位：县开发区管委会；配合单位：县自然资源局）
3.推进技术改造。实施技改项目60个，技改投资增长12%。（牵头单位：县经信局；配合单位：县发改局）

二、改善民生
4.完善教育设施。新建幼儿园6所，新增学位2400个。（牵头单位：县教育局；配合单位：县住建局）
5.整治河道。完成河道清淤32公里，2023年底前完成。（牵头单位：县水利局；配合单位：县生态环境局）
"""
PLACE = """places:
  yunxi:
    name: {zh: 云溪县, en: Yunxi County}
    kind: county
"""
HEADER = """document:
  id: yunxi-points
  title: {zh: 云溪县人民政府2023年工作要点, en: Work points of the government of Yunxi for 2023}
  genre: task-list
  jurisdiction: yunxi
  written: 2023
  source: {file: yunxi-points.txt, language: zh-hans}
"""


def drafted_workspace(folder: Path, words: str = TEXT) -> Path:
    """Make a workspace with a text, its drafts, and the place that it speaks of."""
    root = folder / "ws"
    assert run_cli("init", str(root)).exit_code == 0
    (root / "sources").mkdir(exist_ok=True)
    (root / "sources" / f"{DOCUMENT}.txt").write_text(words, encoding="utf-8")
    (root / "facts" / "authority" / "yunxi.yaml").write_text(PLACE, encoding="utf-8")
    outcome = run_cli("-w", str(root), "draft", "--drafter", "rules", f"{DOCUMENT}.txt")
    assert outcome.exit_code == 0, outcome.output
    drafts = root / "drafts" / f"{DOCUMENT}.yaml"
    _, _, body = drafts.read_text("utf-8").partition("\nbody:")
    drafts.write_text(f"{HEADER}body:{body}", encoding="utf-8")
    return root


def desk_of(root: Path) -> Desk:
    """Open the desk of the drafted document."""
    workspace = open_workspace(root)
    named = [(path, workspace.name_of(path)) for path in workspace.authority_files()]
    authority = load_authority(named)[0]
    return Desk(workspace, DOCUMENT, lambda: authority)


@contextmanager
def exploring(root: Path) -> Iterator[tuple[str, str]]:
    """Serve a built workspace as ``explore`` does; yield its address and that of its desk."""
    words = ["-w", str(root), "explore", "--foreground", "--port", "0"]
    code = "from policykg.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "POLICYKG_DESK_TOKEN": "t" * 32}
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        desk = process.stdout.readline().strip()
        yield url, "http" + desk.rpartition("http")[2]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)
        if process.stdout is not None:
            process.stdout.close()
