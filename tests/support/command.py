"""The command line, as a person runs it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from click.testing import CliRunner, Result

from policykg.cli import cli

ROOT: Final = Path(__file__).resolve().parent.parent.parent
"""The repository, which is itself a workspace."""


def run_cli(*words: str, **options: Any) -> Result:
    """Run a command as a person would, in English unless said otherwise."""
    return CliRunner().invoke(cli, ["--lang", "en", *words], **options)
