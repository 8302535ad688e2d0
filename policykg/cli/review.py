"""Command to take the verdicts of a reviewed spreadsheet."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ontology.printable import printable
from policykg.cli.context import Settings

if TYPE_CHECKING:
    from policykg.desk.reviewing import Outcome


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.xlsx")
@click.option(
    "--as", "reader", default="", metavar="NAME", help="Sign what is accepted under this name."
)
@click.option("--dry-run", is_flag=True, help="Judge every row and write nothing.")
@click.option("--document", default="", metavar="ID", help="Its document, where the file lost it.")
@click.option("--json", "json_", is_flag=True, help="Print what came of it as JSON.")
@click.pass_obj
def review(
    settings: Settings, file: Path, reader: str, dry_run: bool, document: str, json_: bool
) -> None:
    """Take the verdicts of a spreadsheet that `policykg draft --xlsx` wrote and people filled in.

    Accepted rows are written into the facts as at the desk, and can be undone there.  Rows that
    cannot be taken are told with their cell, and change nothing; taking a file twice changes
    nothing.  Nothing is signed without --as.

    \b
    Examples:
      policykg review plan.xlsx --dry-run
      policykg review plan.xlsx --as "Li Wei"
    """
    from policykg.desk.reviewing import take_review
    from policykg.desk.service import DeskService

    workspace = settings.open_workspace()
    service = DeskService(workspace.root, settings.sources)
    outcome = take_review(service, file, reader=reader.strip(), document=document, dry_run=dry_run)
    if json_:
        click.echo(json.dumps(outcome.as_data(), ensure_ascii=False, indent=1))
    else:
        _tell(outcome, settings)
    if outcome.refused:
        raise SystemExit(1)


def _tell(outcome: Outcome, settings: Settings) -> None:
    """Print what came of a review: refusals and notes on stderr, the sums on stdout."""
    for line in outcome.refused:
        click.echo(printable(line.line(settings.lang)), err=True)
    for note in outcome.notes:
        click.echo(printable(note.line(settings.lang)), err=True)
    if outcome.older:
        text = (
            "The drafts were changed after this file was written; rows of cards that are the same "
            "are taken.",
            "写出此表之后草稿有改动;卡片未变的行照常处理。",
        )
        click.echo(settings.say(*text), err=True)
    counts = {
        ("title changed", "标题已改"): len(outcome.titles),
        ("places made", "新建地方"): len(outcome.places),
        ("accepted", "采纳"): len(outcome.accepted),
        ("changed and accepted", "修改后采纳"): len(outcome.changed),
        ("dismissed", "不采纳"): len(outcome.dismissed),
        ("put off", "稍后"): len(outcome.postponed),
        ("as they stood already", "已有同样结论"): len(outcome.already),
        ("without a verdict", "没有结论"): outcome.blank,
        ("refused", "未予处理"): len(outcome.refused),
        ("parts accepted with what stands under them, unsigned", "随内容一并采纳、未签名的部分"):
            len(outcome.parts),
        ("facts signed", "签名的事实"): outcome.signed,
    }  # fmt: skip
    shown = [f"{number} {settings.say(*words)}" for words, number in counts.items() if number]
    listed = settings.say(
        ", ".join(shown) or "nothing to take", "、".join(shown) or "没有可处理的行"
    )
    dry = (
        settings.say(" (tried only, nothing written)", "(仅试行,未写入)") if outcome.dry_run else ""
    )
    colon = settings.say(": ", ":")
    click.echo(f"{outcome.document}{colon}{listed}{dry}")
