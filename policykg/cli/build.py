"""The command that builds the graph."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import click

from policykg.cli.context import Settings

if TYPE_CHECKING:
    from graph.build import Generation
    from loaders.workspace import Workspace


@click.command()
@click.option("--processes", type=click.IntRange(1, 64), help="How many processes compile.")
@click.option("--no-check", is_flag=True, help="Build without the claim checks; quotes are found.")
@click.pass_obj
def build(settings: Settings, processes: int | None, no_check: bool) -> None:
    """Build the graph from the facts, beside the one that is there, and swap it in.

    With problems in the facts nothing is swapped: the last good graph stays in place.

    \b
    Example:
      policykg build
    """
    started = time.monotonic()
    workspace = settings.open_workspace()
    if not no_check:
        from policykg.cli.report import check_or_stop

        check_or_stop(workspace, settings)
    generation = build_graph(workspace, settings, processes)
    took = time.monotonic() - started
    manifest = generation.manifest
    click.echo(
        settings.say(
            f"Built {len(generation.documents)} documents, {manifest.quads:,} triples in "
            f"{took:.1f} s: data version {generation.data_version}",
            f"已构建 {len(generation.documents)} 份文件、{manifest.quads:,} 条三元组,"
            f"用时 {took:.1f} 秒;数据版本 {generation.data_version}",
        )
    )


def build_graph(
    workspace: Workspace, settings: Settings, processes: int | None = None
) -> Generation:
    """Compile and publish a workspace.

    Raises:
        SystemExit: the facts have problems, which were printed; code 1.
    """
    from graph.build import publish
    from graph.dataset import DatasetInfo
    from loaders.compile import compile_workspace

    if not workspace.facts_files() and sys.stderr.isatty():
        click.echo(settings.say("There are no facts files yet.", "尚无事实文件。"), err=True)
    compiled = compile_workspace(workspace, processes=processes, trace=False)
    if any(problem.severity == "error" for problem in compiled.problems):
        from policykg.cli.report import print_problems

        print_problems(compiled.problems, settings)
        click.echo(
            settings.say(
                "Nothing was built; the last good graph stays in place.",
                "未构建;上一次的图保持不变。",
            ),
            err=True,
        )
        raise SystemExit(1)
    about = workspace.settings
    info = DatasetInfo(
        base=workspace.base,
        title={"zh": about.title.zh, "en": about.title.en},
        licence=about.licence,
        version=about.version,
    )
    return publish(workspace.build_folder, compiled.parts, compiled.inputs, info=info)
