"""Commands for the reader's own copies of the source texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from loaders.evidence.limits import MAX_BYTES
from ontology.messages import some_of
from policykg.cli.context import Settings, Stop

if TYPE_CHECKING:
    from loaders.evidence.lock import DocumentLock
    from loaders.workspace import Workspace


@click.group()
def texts() -> None:
    """Bring your own copies of the source texts, which no repository may hold.

    \b
    Examples:
      policykg texts list
      policykg texts add plan.txt
    """


@texts.command("list")
@click.pass_obj
def list_texts(settings: Settings) -> None:
    """Say of every locked document which file its text is, and whether it is at hand."""
    workspace = settings.open_workspace()
    for lock in _locks(workspace):
        there = any((folder / lock.source_file).is_file() for folder in workspace.source_folders)
        state = settings.say("at hand", "在本机") if there else settings.say("not here", "不在本机")
        click.echo(f"{lock.document}\t{lock.source_file}\t{lock.source_sha256}\t{state}")


@texts.command("add")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.pass_obj
def add_texts(settings: Settings, files: tuple[Path, ...]) -> None:
    """Keep FILES in sources/, each under the name that its document expects.

    A text is recognised by its hash; where only blanks, line ends or the encoding differ, by its
    characters, and is then written as the text that was checked.

    \b
    Example:
      policykg texts add ~/Downloads/plan.txt
    """
    workspace = settings.open_workspace()
    locks = _locks(workspace)
    strange = [file for file in files if not _add(settings, workspace, file, locks)]
    if strange:
        raise SystemExit(1)


def _locks(workspace: Workspace) -> list[DocumentLock]:
    from loaders.evidence.lock_files import load_heads

    return list(load_heads(workspace))


def _add(settings: Settings, workspace: Workspace, file: Path, locks: list[DocumentLock]) -> bool:
    """Keep one file, if it is the text of a document; say what became of it."""
    from loaders.evidence.copies import keep, recognise

    if not file.is_file() or file.stat().st_size > MAX_BYTES:
        raise Stop(
            settings.say(
                f"{file} is no file of up to {MAX_BYTES} bytes",
                f"{file} 不是 {MAX_BYTES} 字节以内的文件",
            )
        )
    found = recognise(file.read_bytes(), locks)
    for copy in found:
        try:
            target = keep(copy, workspace.root / workspace.settings.sources)
        except (FileExistsError, ValueError) as error:
            raise Stop(
                settings.say(f"another file is there already: {error}", f"已有另一文件:{error}")
            ) from error
        how = (
            settings.say("the very text that was checked", "与核对时的原文完全一致")
            if copy.same
            else settings.say(
                "the same characters; its blanks are now those of the checked text",
                "字符相同;空白已改为与核对时的原文一致",
            )
        )
        click.echo(f"{copy.document}: {workspace.name_of(target)} · {how}")
    if not found:
        known_en, known_zh = some_of(lock.document for lock in locks)
        message = (
            f"{file}: neither its hash nor its characters are those of a locked text "
            f"({known_en or '–'})",
            f"{file}:其校验值和字符均与已锁定的原文不符({known_zh or '–'})",
        )
        click.echo(settings.say(*message), err=True)
    return bool(found)
