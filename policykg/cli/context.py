"""What every command shares: settings, languages, errors without tracebacks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
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
        if lang is None:
            locale = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
            lang = "zh" if locale.startswith("zh") else "en"
        folders = os.environ.get("POLICYKG_SOURCES", "").split(os.pathsep)
        return cls(workspace, lang, tuple(Path(folder) for folder in folders if folder))

    def open_workspace(self) -> Workspace:
        """Find and read the workspace, or end with a message."""
        from loaders.workspace import open_workspace

        return open_workspace(self.workspace, self.sources)

    def open_graph(self) -> KG:
        """Open the last good build of the workspace."""
        from policykg.kg import open as open_kg

        return open_kg(self.open_workspace().root)

    def say(self, en: str, zh: str) -> str:
        """Choose the words for the reader's language."""
        return zh if self.lang == "zh" else en


class Stop(click.ClickException):
    """Something is wrong with the data or the build: exit code 1 and a message."""

    exit_code = 1


def guarded(run: Callable[[], None]) -> None:
    """Run the command line; turn the errors of our packages into messages and exit codes."""
    try:
        run()
    except BrokenPipeError:
        # The reader of a pipe has gone (`… | head`): nothing is wrong on this side.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if not _is_ours(error):
            raise
        click.echo(f"Error: {error}", err=True)
        sys.exit(getattr(error, "exit_code", 1))


def _is_ours(error: Exception) -> bool:
    from graph.errors import GraphError
    from loaders.errors import LoadersError

    return isinstance(error, (GraphError, LoadersError, OSError))
