"""What every command shares: settings, languages, errors without tracebacks."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from graph.errors import GraphError, QueryError
from loaders.errors import LoadersError
from ontology.files import NotReplaceable
from ontology.printable import printable
from policykg.reader import language_of_reader

if TYPE_CHECKING:
    from graph.errors import GraphError
    from loaders.workspace import Workspace
    from policykg.kg import KG


@dataclass(frozen=True, slots=True)
class Settings:
    """The options that stand before the command, and what is read from the environment."""

    workspace: Path | None
    lang: str
    sources: tuple[Path, ...]

    @classmethod
    def from_options(cls, workspace: Path | None, lang: str | None) -> Settings:
        """Complete the options from the environment, which is read nowhere else."""
        folders = os.environ.get("POLICYKG_SOURCES", "").split(os.pathsep)
        sources = tuple(Path(folder) for folder in folders if folder)
        return cls(workspace, lang or language_of_reader(), sources)

    def open_workspace(self) -> Workspace:
        """Find and read the workspace, or end with a message."""
        from loaders.workspace import open_workspace

        return open_workspace(self.workspace, self.sources)

    def open_graph(self) -> KG:
        """Open the last good build of the workspace."""
        from policykg.opening import open_graph

        return open_graph(self.open_workspace().root)

    def say(self, en: str, zh: str) -> str:
        """Choose the words for the reader's language."""
        return zh if self.lang == "zh" else en


def reader_language(context: click.Context) -> str:
    """Return ``zh`` or ``en`` also where help is asked for, before any option is complete."""
    root = context.find_root()
    return root.params.get("lang") or language_of_reader()


def say(en: str, zh: str) -> str:
    """Choose the words for whoever runs the current command."""
    context = click.get_current_context(silent=True)
    settings = context.find_object(Settings) if context else None
    return settings.say(en, zh) if settings else en


class Stop(click.ClickException):
    """Something is wrong with the data or the build: exit code 1 and a message."""

    exit_code = 1


class Misuse(Stop):
    """What was asked for makes no sense here: exit code 2 and a message."""

    exit_code = 2


_OF_THE_SYSTEM: Final = {
    errno.ENOENT: "没有此文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "不允许此操作",
    errno.EISDIR: "是文件夹,不是文件",
    errno.ENOTDIR: "不是文件夹",
    errno.EEXIST: "已存在",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.EROFS: "只读,不能写入",
    errno.EADDRINUSE: "端口已被占用",
    errno.ENAMETOOLONG: "名称过长",
    errno.ESTALE: "文件已被另一进程替换,请重试",
}
"""What operating systems say in English whatever the reader's language, by number."""


def explained(error: Exception, settings: Settings | None) -> Stop | None:
    """Turn an error of our packages, or of the operating system, into a message."""
    lang = settings.lang if settings else "en"
    if isinstance(error, LoadersError):
        lines = [error.zh if lang == "zh" else error.en]
        lines += [f"{p.at}: {p.zh if lang == 'zh' else p.en}" for p in error.problems]
        return _ending("\n".join(dict.fromkeys(lines)), error.exit_code)
    if isinstance(error, GraphError):
        return _ending(_in_chinese(error) if lang == "zh" else str(error), error.exit_code)
    if isinstance(error, NotReplaceable):
        return Stop(error.zh if lang == "zh" else error.en)
    if isinstance(error, OSError):
        said = str(error.strerror or error)
        if lang == "zh":
            said = _OF_THE_SYSTEM.get(error.errno or 0, said)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            said += ":请腾出空间后重试" if lang == "zh" else ": make room, then run it again"
        return Stop(f"{error.filename or ''}: {said}".removeprefix(": "))
    return None


def _ending(message: str, code: int) -> Stop:
    message = printable(message)
    return Misuse(message) if code == Misuse.exit_code else Stop(message)


def _in_chinese(error: GraphError) -> str:
    if isinstance(error, QueryError) and error.line is not None:
        return f"第 {error.line} 行第 {error.column} 列:{error.zh}{error.excerpt()}"
    return error.zh
