"""The command that searches as the explorer's search page does."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING, cast

import click

from ontology.printable import printable
from policykg.cli.context import Settings

if TYPE_CHECKING:
    from explorer.i18n import Language

_SHOWN = 12
"""Results of a kind, as on the search page."""


@click.command()
@click.argument("words", metavar="TEXT", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="As the explorer's /search.json has it.")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Labels in this language.")
@click.option("--kind", default="", help="Only these: tasks, values, documents, quotes, texts ….")
@click.option(
    "--rows", "most", type=click.IntRange(1), default=_SHOWN, help="How many of each kind to show."
)
@click.pass_obj
def search(
    settings: Settings,
    words: tuple[str, ...],
    as_json: bool,
    lang: str | None,
    kind: str,
    most: int,
) -> None:
    """Search for TEXT: names, kinds, places, years, numbers, quotes, source texts.

    All words must fit; where nothing fits all of them, what was dropped is said.  Source texts
    are searched where they are at hand, and at most 60 characters of a place are shown.

    \b
    Examples:
      policykg search 特色小镇                     the towns of that kind, and the words
      policykg search 绍兴 商贸                     several words
      policykg search fagai                       pinyin, or its initials: fzggw
      policykg search 2020 --kind values          the values of a year
      policykg search 500亿元 --json               a number, as JSON
    """
    kg = settings.open_graph()
    language = cast("Language", lang or settings.lang)
    text = " ".join(words)
    found = kg.search(text, most, lang=language, kind=kind, sources=settings.sources)
    if as_json:
        click.echo(found.serialize())
        return
    on_screen = sys.stdout is not None and sys.stdout.isatty()
    click.echo(printable(found.table(shutil.get_terminal_size().columns if on_screen else 0)))
