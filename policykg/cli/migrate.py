"""Command for a workspace of an earlier form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from loaders.evidence.lock_paths import earlier_lock, locks_folder
from ontology.messages import counted
from policykg.cli.context import Settings
from policykg.cli.report import print_problems

if TYPE_CHECKING:
    from loaders.migration.workspace import Migrated


@click.command()
@click.option("--write", is_flag=True, help="Do it, after a backup; without it, only say what.")
@click.option("--ids", is_flag=True, help="List every identifier that changes.")
@click.pass_obj
def migrate(settings: Settings, write: bool, ids: bool) -> None:
    """Bring a workspace of the earlier form to the present one.

    Long quotes become passages named by their first and last words, long brackets are written
    name by name, titles of measures become verb and object, and the lock holds no words and is a
    file for each document.  The facts stay the same facts.  Without --write nothing changes: what
    would change is shown.

    \b
    Examples:
      policykg migrate
      policykg migrate --ids
      policykg migrate --write
    """
    from loaders.migration.workspace import migrate_workspace

    workspace = settings.open_workspace()
    done = migrate_workspace(workspace, apply=write)
    if done.problems:
        print_problems(done.problems, settings)
        raise SystemExit(1)
    for file in done.files:
        _tell(workspace.name_of(file.path), file, settings, ids)
    if done.locks is not None:
        count = len(done.locks)
        message = (
            f"{workspace.name_of(earlier_lock(workspace))}: its lines go into "
            f"{counted(count, 'file')} in {workspace.name_of(locks_folder(workspace))}, one a "
            "document, as they are",
            f"{workspace.name_of(earlier_lock(workspace))}:逐行拆入 "
            f"{workspace.name_of(locks_folder(workspace))} 的 {count} 个文件,每份文献一个,内容不变",
        )
        click.echo(settings.say(*message))
    if done.backup is not None:
        kept = workspace.name_of(done.backup)
        message = (f"The files as they were: {kept}", f"原文件备份于 {kept}")
        click.echo(settings.say(*message))
    elif done.changed:
        message = (
            "Nothing was written: policykg migrate --write does it, after a backup.",
            "尚未写入;policykg migrate --write 会先备份再写入。",
        )
        click.echo(settings.say(*message), err=True)


def _tell(name: str, file: Migrated, settings: Settings, ids: bool) -> None:
    """Say what becomes of one file."""
    click.echo(
        f"{name}: "
        + settings.say(
            f"{file.quotes} quotes become passages, {len(file.titles)} titles and {file.brackets} "
            f"brackets are written anew, {len(file.gone)} identifiers go, {len(file.added)} come",
            f"{file.quotes} 条引文改为段落,改写 {len(file.titles)} 个标题、{file.brackets} 个括号,"
            f"减少 {len(file.gone)} 个标识,新增 {len(file.added)} 个",
        )
    )
    if file.without_text:
        click.echo(
            settings.say(
                "  its text is not at hand, so its quotes stay: policykg texts add FILE",
                "  原文不在本机,引文不变:policykg texts add 文件",
            )
        )
    for old, new in file.titles:
        click.echo(f"  {old} → {new}")
    for place in file.long:
        click.echo(settings.say(f"  stays whole: {place}", f"  保持原样:{place}"))
    if ids:
        for sign, names in (("-", file.gone), ("+", file.added)):
            for node in names:
                click.echo(f"  {sign} {node}")
