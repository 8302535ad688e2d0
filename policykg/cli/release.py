"""Commands that publish: diff, bundle, reproduce, release."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click

from graph.builds.pointer import current_folder
from graph.textgrid import GridCell, as_text
from policykg.bundle import reproduce as again
from policykg.bundle import unpacked, write_bundle
from policykg.cli.context import Settings, Stop
from policykg.workspaces import WORKSPACE_FILE, folders


@click.command()
@click.argument("before", type=click.Path(path_type=Path, exists=True))
@click.argument("after", type=click.Path(path_type=Path, exists=True), required=False)
@click.option("--format", "format_", type=click.Choice(["words", "table", "json"]), default="words")
@click.pass_obj
def diff(settings: Settings, before: Path, after: Path | None, format_: str) -> None:
    """Say what changed from BEFORE to AFTER (default: the current build).

    Each is an N-Quads file, a release, a bundle (folder or .zip), or a workspace.  Exit code 1 if
    they differ.

    \b
    Examples:
      policykg diff releases/0.1.0
      policykg diff old.nq new.nq --format json
    """
    from graph.builds.diff import compare, read_state
    from graph.builds.diff_words import in_words

    workspace = settings.open_workspace()
    old = read_state(_built(before))
    # The build, even where the workspace is a bundle that holds the graph it came with.
    new = read_state(_built(after) if after else current_folder(folders(workspace.root)[0]))
    found = compare(old[1], new[1], workspace.base, (old[0], new[0]))
    if format_ == "json":
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False, indent=1))
    elif format_ == "table":
        rows = [
            [*map(GridCell, key), GridCell(str(count), right=True)]
            for key, count in found.counts().items()
        ]
        click.echo(as_text(["graph", "class", "change", "things"], rows))
    else:
        click.echo(in_words(found, "zh" if settings.lang == "zh" else "en"), nl=False)
    if found.changes:
        raise SystemExit(1)


def _built(path: Path) -> Path:
    """Return the state that is meant: of a workspace, its current build."""
    current = current_folder(folders(path)[0]) if (path / WORKSPACE_FILE).is_file() else path
    built = (current / "manifest.json").is_file()
    return current if built and not (path / "graph.nq").exists() else path


@click.command()
@click.argument("target", type=click.Path(path_type=Path))
@click.option("--draft", is_flag=True, help="Also with fields that nobody compared yet.")
@click.pass_obj
def bundle(settings: Settings, target: Path, draft: bool) -> None:
    """Write a replication bundle: facts, graph, questions with results, checksums, README.

    TARGET is a new folder, or a file that ends in .zip.  Every field must be proved, signed or
    inferred; --draft writes a bundle of unfinished documents, which says so.

    \b
    Example:
      policykg bundle shaoxing-2007.zip
    """
    written = write_bundle(settings.open_graph(), settings.open_workspace(), target, draft=draft)
    click.echo(settings.say(f"Wrote {written}", f"已写入 {written}"))


@click.command()
@click.argument("bundle", type=click.Path(path_type=Path, exists=True))
@click.pass_obj
def reproduce(settings: Settings, bundle: Path) -> None:
    """Recompute every number of the replication bundle BUNDLE, a folder or a zip, and compare.

    Exit code 1 if anything came out differently.

    \b
    Example:
      policykg reproduce .
    """
    with unpacked(bundle) as folder:
        verdicts = list(again(folder))
    wrong = [verdict for verdict in verdicts if not verdict.same]
    for verdict in wrong:
        click.echo(f"{settings.say('differs', '不同')}: {verdict.what}  {verdict.detail}")
    click.echo(
        settings.say(
            f"{len(verdicts) - len(wrong)} of {len(verdicts)} came out the same: files, graph, "
            "answers, measures",
            f"{len(verdicts)} 项中 {len(verdicts) - len(wrong)} 项一致：文件、图、答案、网络指标",
        )
    )
    if wrong:
        raise SystemExit(1)


@click.command()
@click.argument("version")
@click.option("-o", "--output", type=click.Path(path_type=Path), default=Path("releases"))
@click.option("--since", type=click.Path(path_type=Path, exists=True), help="Earlier release.")
@click.option("--draft", is_flag=True, help="Also with fields that nobody compared yet.")
@click.pass_obj
def release(
    settings: Settings, version: str, output: Path, since: Path | None, draft: bool
) -> None:
    """Write the release VERSION of the dataset: bundle, Turtle, changelog against the last one.

    VERSION must be the `version` of policykg.yaml, so that a release can be built again.

    \b
    Example:
      policykg release 0.2.0 --since releases/0.1.0
    """
    from graph.builds.diff import compare, read_state
    from graph.builds.diff_words import in_words
    from policykg.bundle import write_bundle

    workspace = settings.open_workspace()
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        raise click.BadParameter(
            settings.say(
                f"{version} is no version like 1.2.3", f"{version} 不是 1.2.3 形式的版本号"
            )
        )
    if workspace.settings.version != version:
        raise Stop(
            settings.say(
                f"policykg.yaml says version {workspace.settings.version}: set it, and build",
                f"policykg.yaml 中版本为 {workspace.settings.version}:请先修改并构建",
            )
        )
    kg = settings.open_graph()

    def add(folder: Path) -> None:
        kg.export("turtle", folder / "graph.ttl")
        earlier = since or _latest(output, version)
        quads = kg.generation.manifest.quads
        text = f"# {version}\n\n{quads} triples, data version {kg.data_version}\n"
        if earlier is not None:
            old, new = read_state(earlier), read_state(folder)
            found = compare(old[1], new[1], workspace.base, (old[0], version))
            text += f"\nSince {earlier.name}:\n\n{in_words(found, 'en')}"
        (folder / "CHANGES.md").write_text(text, encoding="utf-8")

    target = write_bundle(kg, workspace, output / version, add, draft=draft)
    click.echo(settings.say(f"Wrote {target}", f"已写入 {target}"))


def _latest(folder: Path, version: str) -> Path | None:
    def key(path: Path) -> tuple[int, ...]:
        return tuple(map(int, path.name.split(".")))

    there = [
        path
        for path in folder.iterdir()
        if re.fullmatch(r"\d+\.\d+\.\d+", path.name) and path.name != version
    ]
    return max(there, key=key, default=None)
