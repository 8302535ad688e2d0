"""Commands for the first minute: init, doctor, completion."""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from ontology.files import write_whole
from policykg.cli import cli
from policykg.cli.context import Misuse, Settings
from policykg.cli.doctor import findings
from policykg.questions import shipped


@click.command()
@click.argument("name", type=click.Path(path_type=Path))
@click.pass_obj
def init(settings: Settings, name: Path) -> None:
    """Make the workspace NAME with a small worked example that builds and shows at once.

    \b
    Example:
      policykg init my-plans && cd my-plans && policykg build && policykg explore
    """
    if name.exists() and (not name.is_dir() or any(name.iterdir())):
        raise Misuse(
            settings.say(
                f"{name} exists and is not empty; choose another name or empty it.",
                f"{name} 已存在且不为空;请换一个名称或先清空。",
            )
        )
    with as_file(files("policykg") / "example") as example:
        shutil.copytree(example, name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__*"))
    (name / ".gitignore").write_text("build/\n.policykg/\n", encoding="utf-8")
    write_schemas(name / "facts")
    (name / "queries").mkdir()
    for path in sorted(shipped().glob("*.rq")):
        shutil.copy(path, name / "queries")
    click.echo(
        settings.say(
            f"Made {name}: facts about an invented town, and saved questions.\n"
            f"Next: cd {name} && policykg check && policykg build && policykg explore",
            f"已建立 {name}:一个虚构小镇的事实,以及现成问题。\n"
            f"下一步:cd {name} && policykg check && policykg build && policykg explore",
        )
    )


def write_schemas(folder: Path) -> None:
    """Write the JSON Schemas that editors complete and underline by."""
    from loaders.yaml.schema import schemas

    for file_name, text in schemas().items():
        write_whole(folder / file_name, text)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of SHELL.

    \b
    Example:
      policykg completion bash >> ~/.bashrc
    """
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(cli, {}, "policykg", "_POLICYKG_COMPLETE").source())


@click.command()
@click.pass_obj
def doctor(settings: Settings) -> None:
    """Look for what is missing on this machine or in this workspace.

    Exit code 1 if something that policykg needs is missing; extras are only named.
    """
    bad = False
    for finding in findings(settings):
        bad = bad or finding.state == "missing"
        mark = {"ok": "ok     ", "extra": "extra  ", "missing": "MISSING"}[finding.state]
        click.echo(
            f"{mark}  {finding.what}" + (f"\n         {finding.mend}" if finding.mend else "")
        )
    if bad:
        raise SystemExit(1)
