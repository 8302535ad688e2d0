"""Commands that save a whole workspace and bring it back."""

from __future__ import annotations

from pathlib import Path

import click

from policykg.cli.context import Settings


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--texts", is_flag=True, help="Also the source texts and their originals.")
@click.pass_obj
def backup(settings: Settings, file: Path, texts: bool) -> None:
    """Save the whole workspace in FILE.zip: facts, signatures, lock, drafts, questions, settings.

    What is made from these (the graph, caches) is not in it.  Source texts are theirs who wrote
    them: --texts takes them along, for your own use.

    \b
    Examples:
      policykg backup ~/backups/my-plans.zip
      policykg backup everything.zip --texts
    """
    from policykg.backup import write_backup

    kept = write_backup(settings.open_workspace(), file, texts=texts)
    click.echo(
        settings.say(
            f"Wrote {file}: {kept.files:,} files, {kept.size:,} bytes"
            + (", source texts among them" if texts else ", without source texts"),
            f"已写入 {file}:{kept.files:,} 个文件,{kept.size:,} 字节"
            + (",含原文" if texts else ",不含原文"),
        )
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_obj
def restore(settings: Settings, file: Path, folder: Path) -> None:
    """Bring the workspace that FILE holds back into the new folder FOLDER.

    Every file is compared with its checksum before the folder appears.

    \b
    Example:
      policykg restore ~/backups/my-plans.zip my-plans
    """
    from policykg.backup import restore as bring_back

    kept = bring_back(file, folder)
    click.echo(
        settings.say(
            f"Restored {kept.files:,} files to {folder}. Next: policykg -w {folder} check",
            f"已将 {kept.files:,} 个文件恢复到 {folder}。下一步:policykg -w {folder} check",
        )
    )
    if not kept.texts:
        click.echo(
            settings.say(
                "The backup holds no source texts: quotes are verified against the locks",
                "备份不含原文:引文按锁文件核对",
            )
        )
