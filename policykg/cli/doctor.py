"""What `doctor` looks at: packages, tools, the workspace, the build."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import explorer
from explorer.workers.confinement import can_fork, expected
from graph.errors import GraphError, NoBuild
from loaders.checking.cases import open_cases
from loaders.errors import LoadersError
from loaders.evidence.lock_paths import earlier_lock, lock_files
from loaders.states.signature_file import signature_files
from ontology.locks import holds_in_kernel
from ontology.messages import counted
from policykg.bundle import sha256

if TYPE_CHECKING:
    from loaders.workspace import Workspace
    from policykg.cli.context import Settings


class Finding(NamedTuple):
    """One thing that was looked at."""

    state: Literal["ok", "extra", "missing"]
    what: str
    mend: str = ""


_REQUIREMENT = re.compile(
    r"(?P<name>[\w.-]+)>=(?P<least>[\d.]+)(?P<extra>;.*extra == .(?P<of>\w+).)?"
)
EXTRAS = ("dataframe", "xlsx", "parquet", "shapes", "add")
TOOLS = {
    "sfdp": ("Graphviz lays networks out better", "用 Graphviz 可得更好的网络布局"),
    "chromium": ("Chromium draws PNG pictures", "用 Chromium 可输出 PNG 图片"),
}
_SHOWN = 5


def findings(settings: Settings) -> Iterator[Finding]:
    """Look at everything; cheap first."""
    yield Finding("ok", f"Python {sys.version.split()[0]}")
    yield from _packages(settings)
    for tool, (en, zh) in TOOLS.items():
        state: Literal["ok", "extra"] = "ok" if shutil.which(tool) else "extra"
        yield Finding(state, tool, "" if state == "ok" else settings.say(en, zh))
    yield _pages(settings)
    yield from _platform(settings)
    yield from _workspace(settings)


def _packages(settings: Settings) -> Iterator[Finding]:
    """Compare what policykg asks for with what is installed."""
    for line in requires("policykg") or ():
        asked = _REQUIREMENT.match(line)
        if asked is None or (asked["extra"] and asked["of"] not in EXTRAS) or asked["of"] == "all":
            continue
        name, least = asked["name"], asked["least"]
        words = f"policykg[{asked['of']}]" if asked["of"] else f"{name}>={least}"
        found = _version(name)
        if found and _numbers(found) >= _numbers(least):
            yield Finding("ok", f"{name} {found}")
            continue
        said = f"{name} {found}".strip() + settings.say(f" (needs {least})", f"(需要 {least})")
        yield Finding(
            "extra" if asked["of"] and not found else "missing", said, f"pip install '{words}'"
        )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text)[:3])


def _pages(settings: Settings) -> Finding:
    """Tell whether the explorer's JavaScript was built at installation."""
    folder = Path(explorer.__file__).parent / "static" / "js"
    name = settings.say("JavaScript of the pages", "网页脚本")
    if (folder / "page.entry.js").is_file():
        return Finding("ok", name)
    return Finding("missing", name, settings.say("install policykg again", "请重新安装 policykg"))


def _platform(settings: Settings) -> Iterator[Finding]:
    """Tell which limits hold on this system, and what stands in for what it lacks."""
    if can_fork():
        yield Finding("ok", settings.say("queries run in forks", "查询在分叉进程中运行"))
    else:
        yield Finding(
            "extra",
            settings.say("queries run in processes of their own", "查询在各自的进程中运行"),
            settings.say(
                "this system has no way to share the graph: each of two or more processes loads it",
                "本系统无法共享图谱:两个或更多进程各自载入一份",
            ),
        )
    yield Finding("ok", settings.say("limit of a query: time", "查询限制:时间"))
    holding = expected()
    for name, (en, zh, why_en, why_zh) in _LIMITS.items():
        said = settings.say(f"limit of a query: {en}", f"查询限制:{zh}")
        if name in holding:
            yield Finding("ok", said)
        else:
            yield Finding("extra", said, settings.say(why_en, why_zh))
    if not holds_in_kernel():
        yield Finding(
            "extra",
            settings.say("locks of files", "文件锁"),
            settings.say(
                "this system has none: after a crash, a lock may have to wait until it is noticed",
                "本系统不支持:崩溃之后,可能要等系统发现才能解锁",
            ),
        )


_LIMITS: Final = {
    "memory": (
        "memory",
        "内存",
        "not on this system: a query is ended by its deadline only",
        "本系统不支持:查询只受时限约束",
    ),
    "open-files": (
        "files and connections",
        "文件与连接",
        "not on this system: the engine itself opens none",
        "本系统不支持:引擎本身不打开任何文件",
    ),
}
"""Limits of :mod:`explorer.workers.confinement`: names, and what it means that one is missing."""


def _workspace(settings: Settings) -> Iterator[Finding]:
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
        settings.say(
            f"workspace with {counted(len(files), 'facts file')}", f"工作区,{len(files)} 个事实文件"
        ),
    )
    yield _sources(settings, workspace)
    yield from _questions(settings, workspace)
    yield from _build(settings, workspace)


def _sources(settings: Settings, workspace: Workspace) -> Finding:
    """Tell of how many documents the source text is at hand."""
    cases = list(open_cases(workspace))
    without = [case.document.header.id for case in cases if case.evidence is None]
    there = len(cases) - len(without)
    said = settings.say(
        f"source texts of {there} of {len(cases)} documents",
        f"{len(cases)} 份文献中有 {there} 份原文",
    )
    if not without:
        return Finding("ok", said)
    names = ", ".join(without[:_SHOWN]) + (" …" if len(without) > _SHOWN else "")
    return Finding(
        "extra",
        said,
        settings.say(
            f"quotes of {names} are verified against the locks in facts/locks; bring your own "
            "copies by `policykg texts add FILE`, or name their folder in POLICYKG_SOURCES",
            f"{names} 的引文将按 facts/locks 中的锁文件校验;可用 policykg texts add 文件 加入原文,"
            "或用 POLICYKG_SOURCES 指明所在文件夹",
        ),
    )


def _questions(settings: Settings, workspace: Workspace) -> Iterator[Finding]:
    from graph.questions.saved import Questions

    questions = Questions(workspace.queries_folder)
    count = len(questions)
    yield Finding("ok", settings.say(f"{count} saved questions", f"{count} 个现成问题"))
    for name, fault in questions.faults.items():
        said = settings.say(f"question {name}", f"现成问题 {name}")
        yield Finding("missing", said, settings.say(fault.en, fault.zh))


def _build(settings: Settings, workspace: Workspace) -> Iterator[Finding]:
    """Tell whether there is a build, whether it is sound, and of these very facts."""
    from graph.builds.build import open_current

    try:
        generation = open_current(workspace.build_folder)
        assert generation.store
    except NoBuild as error:
        yield Finding(
            "extra", settings.say("no build", "尚无构建"), settings.say(error.en, error.zh)
        )
        return
    except GraphError as error:
        yield Finding(
            "missing", settings.say("a sound build", "完好的构建"), settings.say(error.en, error.zh)
        )
        return
    named = settings.say(f"build {generation.data_version}", f"构建 {generation.data_version}")
    changed = stale(workspace, generation.manifest.inputs)
    if not changed:
        yield Finding("ok", named)
        return
    names = ", ".join(changed[:_SHOWN]) + (" …" if len(changed) > _SHOWN else "")
    yield Finding(
        "extra",
        named + settings.say(" is older than the facts", " 早于事实文件"),
        settings.say(
            f"changed since: {names}; run `policykg build`",
            f"此后有改动:{names};请运行 policykg build",
        ),
    )


def stale(workspace: Workspace, inputs: Mapping[str, str]) -> list[str]:
    """Return the files that are other than when the graph was built, or new, or gone."""
    facts = [
        *workspace.facts_files(),
        *workspace.authority_files(),
        *signature_files(workspace),
        *lock_files(workspace),
        *(path for path in (earlier_lock(workspace),) if path.is_file()),
    ]
    now = {workspace.name_of(path): path for path in facts}
    changed = [name for name in now if name not in inputs]
    for name, recorded in inputs.items():
        path = now.get(name, workspace.root / name)
        if path.is_file():
            changed += [name] if sha256(path) != recorded else []
        elif path.is_relative_to(workspace.facts_folder):
            changed.append(name)
    return sorted(changed)
