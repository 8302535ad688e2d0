"""The command that draws and exports networks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from graph.textgrid import GridCell, as_text
from ontology.formats import holding
from policykg.cli import complete
from policykg.cli.context import Settings, Stop, say

if TYPE_CHECKING:
    from graph.networks.nx import Net
    from policykg.kg import KG

FORMATS = [*holding("network"), "table"]
FILTERS = ("document", "campaign", "place", "role", "kind")
_OPTIONS = (
    click.option(
        "--document",
        multiple=True,
        shell_complete=complete.documents,
        help="Only this document; repeat.",
    ),
    click.option("--campaign", multiple=True, help="Only this campaign (its id); repeat."),
    click.option("--place", multiple=True, help="Only what lies or acts in this place; repeat."),
    click.option("--role", multiple=True, help="lead, support, oversight …"),
    click.option("--kind", multiple=True, help="A kind (department) or class (Task); repeat."),
    click.option("--since", type=int, metavar="YEAR", help="Facts of this year or later."),
    click.option("--until", type=int, metavar="YEAR", help="Facts of this year or earlier."),
    click.option("--groups/--no-groups", default=None, help="Groups not named one by one."),
    click.option("--inferred/--no-inferred", default=None, help="Facts that the text implies."),
)


def filter_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options that narrow a network."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def chosen_filters(kg: KG, filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was asked for as filters of a network; unknown names end with a message."""
    found: dict[str, Any] = {}
    for key, value in filters.items():
        if key in FILTERS:
            if value:
                found[key] = [_iri(kg, key, word) for word in value]
        elif value is not None:
            found[key] = value
    return found


@click.command()
@click.argument("name", required=False, shell_complete=complete.networks)
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option("-f", "--format", "format_", type=click.Choice(FORMATS), help="Default: by PATH.")
@click.option("--around", metavar="ID", help="The neighbourhood of one thing instead.")
@click.option("--depth", type=click.IntRange(1, 4), default=1, help="Steps from --around.")
@filter_options
@click.option("--counting", type=click.Choice(["whole", "fractional"]), default="whole")
@click.option("--open", "open_", is_flag=True, help="Open the picture in a browser.")
@click.pass_obj
def network(
    settings: Settings,
    /,
    name: str | None,
    path: Path | None,
    format_: str | None,
    around: str | None,
    depth: int,
    counting: str,
    open_: bool,
    **filters: Any,
) -> None:
    """List the networks, or write the one called NAME to PATH.

    The format follows the suffix of PATH: .html (interactive, one file, offline), .svg, .png,
    .graphml, .gexf (Gephi), .csv (two files, of nodes and of edges).

    \b
    Examples:
      policykg network                                   the networks
      policykg network leads --open
      policykg network co-leads pairs.gexf --counting fractional
      policykg network --around shaoxing-drc drc.html --depth 2
    """
    if name is None and around is None:
        click.echo(_list(settings))
        return
    if around is not None and name is not None and path is None:
        path, name = Path(name), None
    kg = settings.open_graph()
    _refuse_unknown(name, around)
    target = (
        path or settings.open_workspace().build_folder / f"{name or around}.{format_ or 'html'}"
    )
    kind = format_ or target.suffix.lstrip(".").lower()
    if kind not in FORMATS:
        raise click.BadParameter(
            settings.say(
                f"{target.name}: the suffix names no format; use --format",
                f"{target.name}:后缀不对应任何格式,请用 --format",
            )
        )
    chosen = chosen_filters(kg, filters)
    size = _streamed(kg, name or "", target, counting, chosen) if kind == "csv" and name else None
    if size is None:
        net = _build(kg, name, around, depth, counting, chosen)
        size = net.number_of_nodes(), net.number_of_edges()
        if kind == "table" and size[0]:
            click.echo(_table(net, settings))
            return
        if size[0]:
            write(net, target, kind, settings)
    if not size[0]:
        raise Stop(settings.say("this network is empty here", "该网络为空"))
    told = f"{size[0]} nodes, {size[1]} edges"
    told_zh = f"{size[0]} 个节点,{size[1]} 条边"
    click.echo(settings.say(f"Wrote {target}: {told}", f"已写入 {target}:{told_zh}"), err=True)
    if open_:
        import webbrowser

        webbrowser.open(target.resolve().as_uri())


def _iri(kg: KG, key: str, word: str) -> str:
    """Roles and kinds are codes; documents, campaigns and places are things."""
    if ":" in word:
        return kg.iri(word)
    return kg.iri(f"code:{word}") if key in ("role", "kind") else kg.iri(word)


def _build(
    kg: KG, name: str | None, around: str | None, depth: int, counting: str, filters: dict[str, Any]
) -> Net:
    if around is not None:
        return kg.around(around, depth, **filters)
    return kg.network(name or "", counting=counting, **filters)


def _streamed(
    kg: KG, name: str, target: Path, counting: str, filters: dict[str, Any]
) -> tuple[int, int] | None:
    """Write lists while the network is made; nothing where it can only be made whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    written = kg.write_lists(name, target, counting=counting, **filters)
    return written[1:] if written else None


def _refuse_unknown(name: str | None, around: str | None) -> None:
    from graph.networks.specs import NETWORKS

    if around is None and name not in NETWORKS:
        raise click.BadParameter(no_network(name or ""))


def no_network(name: str) -> str:
    """Say that there is no network of a name, and which are like it."""
    import difflib

    from graph.networks.specs import NETWORKS

    near = difflib.get_close_matches(name, NETWORKS, n=3) or sorted(NETWORKS)
    return say(
        f"there is no network {name!r}; see {', '.join(near)}",
        f"没有名为 {name!r} 的网络;可选:{'、'.join(near)}",
    )


def write(net: Net, target: Path, kind: str, settings: Settings) -> None:
    """Write a network in one of the formats."""
    from graph.pictures.network_files import write_network

    target.parent.mkdir(parents=True, exist_ok=True)
    language: Any = settings.lang
    write_network(net, target, format=kind, language=language)


def _table(net: Net, settings: Settings) -> str:
    label = f"label_{settings.lang}"
    heaviest = sorted(net.edges(data=True), key=lambda e: (-e[2].get("weight", 1), e[0], e[1]))
    rows = [
        [
            GridCell(str(net.nodes[a].get(label, a))),
            GridCell(str(net.nodes[b].get(label, b))),
            GridCell(f"{data.get('weight', 1):g}", right=True),
        ]
        for a, b, data in heaviest
    ]
    return as_text(["from", "to", "weight"], rows)


def _list(settings: Settings) -> str:
    from graph.networks.specs import NETWORKS

    lines = []
    for name, spec in NETWORKS.items():
        title, about = spec.label, spec.description
        words = settings.say(f"{title.en}: {about.en}", f"{title.zh}:{about.zh}")
        lines.append(f"{name}\n    {words}")
    return "\n".join(lines)
