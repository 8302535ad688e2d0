"""The command that builds the graph."""

from __future__ import annotations

import sys
import time

import click

from policykg.building import FactsUnsound, alongside, build_changed, last_run, looked_at
from policykg.cli.context import Settings
from policykg.cli.crew import Crew, shared_work
from policykg.cli.report import check_or_stop, print_problems


@click.command()
@shared_work
@click.option("--no-check", is_flag=True, help="Build without the claim checks; quotes are found.")
@click.option("--full", is_flag=True, help="Make everything anew; trust no earlier run.")
@click.pass_obj
def build(settings: Settings, crew: Crew, no_check: bool, full: bool) -> None:
    """Build the graph from the facts, beside the one that is there, and swap it in.

    Only documents that have changed are made anew.  With problems in the facts nothing is
    swapped: the last good graph stays in place.

    \b
    Example:
      policykg build
      policykg build --full
      policykg build --workers 4
      policykg build --scheduler tcp://10.0.0.5:8786
    """
    started = time.monotonic()
    workspace = settings.open_workspace()
    if not workspace.facts_files() and sys.stderr.isatty():
        click.echo(settings.say("There are no facts files yet.", "尚无事实文件。"), err=True)
    try:
        with crew.at(workspace.root) as processes:
            last = last_run(workspace, full=full)
            digests = beside = None
            if not (no_check or last.is_checked):
                digests, beside = looked_at(workspace, full=full), alongside(workspace)
                check_or_stop(
                    workspace, settings,
                    full=full, processes=processes, digests=digests, alongside=beside,
                )  # fmt: skip
                last.checked()
            built = build_changed(
                workspace, processes=processes, full=full, digests=digests, last=last,
                ready=beside.made if beside is not None else None,
            )  # fmt: skip
    except FactsUnsound as error:
        print_problems(error.problems, settings)
        click.echo(settings.say(error.en, error.zh), err=True)
        raise SystemExit(error.exit_code) from None
    took = time.monotonic() - started
    generation, manifest = built.generation, built.generation.manifest
    noun = "document" if len(generation.documents) == 1 else "documents"
    reused = f" ({built.reused} as before)" if built.reused else ""
    reused_zh = f"(其中 {built.reused} 份沿用上次结果)" if built.reused else ""
    click.echo(
        settings.say(
            f"Built {len(generation.documents)} {noun}{reused}, {manifest.quads:,} triples in "
            f"{took:.1f} s: data version {generation.data_version}",
            f"已构建 {len(generation.documents)} 份文献{reused_zh}、{manifest.quads:,} 条三元组,"
            f"用时 {took:.1f} 秒;数据版本 {generation.data_version}",
        )
    )
