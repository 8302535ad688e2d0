"""The command that draws figures for print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from policykg.cli.context import Settings, say


@click.command()
@click.argument("name", required=False)
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("--width", type=click.Choice(["89", "183"]), default="89", help="Millimetres.")
@click.option("--labels", type=click.Choice(["zh", "en", "both"]), help="Default: your language.")
@click.option(
    "--where",
    multiple=True,
    metavar="KEY=VALUE",
    help="A filter as the page's address has it, such as document=shaoxing-plan; repeat.",
)
@click.option(
    "--font",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A font file with Chinese glyphs.  Default: one that is installed.",
)
@click.pass_obj
def figure(
    settings: Settings,
    /,
    name: str | None,
    path: Path | None,
    width: str,
    labels: str | None,
    where: tuple[str, ...],
    font: Path | None,
) -> None:
    """List the figures, or write the one called NAME to PATH for print.

    PATH ends in .svg, .pdf or .png; .txt gives the caption alone.  Labels are at least 7 pt, and
    title, counting rule, filter, source and data version stand in the figure.

    \b
    Examples:
      policykg figure                                    the figures
      policykg figure leads fig1.pdf --width 183 --labels both
      policykg figure pairs fig2.png --where document=shaoxing-plan
      policykg figure network fig3.svg --where network=co-leads --labels en
    """
    from policykg import figures

    if name is None:
        click.echo(_list(settings, figures))
        return
    filters: dict[str, Any] = {}
    for one in where:
        key, sign, value = one.partition("=")
        if not sign or not value:
            raise click.BadParameter(
                say(f"{one}: write KEY=VALUE", f"{one}：请写成 名称=值"), param_hint="--where"
            )
        filters.setdefault(key, []).append(value)
    kg = settings.open_graph()
    chosen: Any = labels or settings.lang
    made = figures.figure_of(kg.generation, name, filters)
    target = path or settings.open_workspace().build_folder / f"{name}-{width}mm.pdf"
    target.parent.mkdir(parents=True, exist_ok=True)
    figures.write(made, target, width=int(width), labels=chosen, font=font)
    click.echo(settings.say(f"Wrote {target}", f"已写入 {target}"), err=True)


def _list(settings: Settings, figures: Any) -> str:
    return "\n".join(
        f"{name}\n    {settings.say(known.words.en, known.words.zh)}"
        for name, known in figures.FIGURES.items()
    )
