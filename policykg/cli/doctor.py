"""What `doctor` looks at: packages, tools, the workspace, the build."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from policykg.cli.context import Settings


class Finding(NamedTuple):
    """One thing that was looked at."""

    state: Literal["ok", "extra", "missing"]
    what: str
    mend: str = ""


NEEDED = ("click", "pydantic", "pyoxigraph", "PyYAML", "rdflib", "networkx", "pyvis", "opencc")
EXTRAS = {"pandas": "dataframe", "openpyxl": "xlsx", "pyarrow": "parquet", "pyshacl": "shapes"}
TOOLS = {
    "sfdp": ("Graphviz lays networks out better", "用 Graphviz 可得更好的网络布局"),
    "chromium": ("Chromium draws PNG pictures", "用 Chromium 可输出 PNG 图片"),
}


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at everything; cheap first."""
    yield _python()
    for name in NEEDED:
        found = _version(name)
        yield (
            Finding("ok", f"{name} {found}")
            if found
            else Finding("missing", name, f"pip install {name}")
        )
    for name, extra in EXTRAS.items():
        found = _version(name)
        yield (
            Finding("ok", f"{name} {found}")
            if found
            else Finding("extra", name, f"pip install 'policykg[{extra}]'")
        )
    for tool, (en, zh) in TOOLS.items():
        state: Literal["ok", "extra"] = "ok" if shutil.which(tool) else "extra"
        yield Finding(state, tool, "" if state == "ok" else settings.say(en, zh))
    yield from _workspace(settings)


def _python() -> Finding:
    return Finding("ok", f"Python {sys.version.split()[0]}")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _workspace(settings: Settings) -> Iterator[Finding]:
    from graph.build import open_current
    from graph.errors import GraphError
    from loaders.errors import LoadersError

    try:
        workspace = settings.open_workspace()
    except LoadersError as error:
        yield Finding(
            "missing", settings.say("a workspace", "工作区"), settings.say(error.en, error.zh)
        )
        return
    files = workspace.facts_files()
    yield Finding(
        "ok",
        settings.say(f"workspace with {len(files)} facts files", f"工作区,{len(files)} 个事实文件"),
    )
    yield _sources(settings, [workspace.root / "sources", *settings.sources])
    try:
        generation = open_current(workspace.build_folder)
        yield Finding(
            "ok",
            settings.say(f"build {generation.data_version}", f"构建 {generation.data_version}"),
        )
    except GraphError as error:
        yield Finding(
            "extra", settings.say("no build", "尚无构建"), settings.say(error.en, error.zh)
        )


def _sources(settings: Settings, folders: list[Path]) -> Finding:
    texts = [path for folder in folders if folder.is_dir() for path in folder.glob("*.txt")]
    if texts:
        return Finding("ok", settings.say(f"{len(texts)} source texts", f"{len(texts)} 份原文"))
    return Finding(
        "extra",
        settings.say("no source texts", "没有原文"),
        settings.say(
            "quotes are verified against facts/evidence.lock; put the texts into sources/ "
            "or name their folder in POLICYKG_SOURCES",
            "将按 facts/evidence.lock 校验引句;可把原文放入 sources/ 或用 POLICYKG_SOURCES 指明",
        ),
    )
