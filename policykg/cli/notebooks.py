"""The command that copies the notebooks into a folder of one's own."""

from __future__ import annotations

from pathlib import Path

import click

from policykg.cli.context import Settings


def shipped() -> list[Path]:
    """Return the notebooks of the installed package or, in a checkout, the checkout's own."""
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "notebooks", package.parent / "notebooks"):
        if found := sorted(folder.glob("0*.py")):
            return found
    return []


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def notebooks(settings: Settings, folder: Path) -> None:
    """Copy the notebooks into FOLDER, ready for Jupyter; files that stand there are left alone.

    \b
    Example:
      policykg notebooks my-notebooks
    """
    try:
        import jupytext
    except ImportError:
        jupytext = None
    folder.mkdir(parents=True, exist_ok=True)
    written, left = 0, 0
    for path in shipped():
        target = folder / (path.name if jupytext is None else f"{path.stem}.ipynb")
        if target.exists():
            left += 1
            continue
        if jupytext is None:
            target.write_bytes(path.read_bytes())
        else:
            jupytext.write(jupytext.read(path), target, fmt="ipynb")
        written += 1
    click.echo(
        settings.say(
            f"Wrote {written} notebooks to {folder}; {left} stood there already",
            f"已将 {written} 个笔记本写入 {folder};{left} 个原已存在,未改动",
        )
    )
    if jupytext is None:
        click.echo(
            settings.say(
                "As Python files: pip install 'policykg[notebooks]' to get them as .ipynb",
                "写成 Python 文件:安装 pip install 'policykg[notebooks]' 后可得 .ipynb",
            )
        )
