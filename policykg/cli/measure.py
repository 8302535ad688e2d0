"""The command that measures networks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ontology.files import write_whole
from policykg.cli import complete
from policykg.cli.context import Settings, Stop, say
from policykg.cli.network import FILTERS, chosen_filters, filter_options, no_network

if TYPE_CHECKING:
    from graph.measures.table import MeasureTable

FORMATS = ["text", "csv", "excel", "json"]


@click.command()
@click.argument("name", required=False)
@click.argument("network", required=False, shell_complete=complete.networks)
@filter_options
@click.option("--counting", type=click.Choice(["whole", "fractional"]), default="whole")
@click.option(
    "--against",
    multiple=True,
    metavar="FILTER=VALUE",
    help="For compare: how the second network is narrowed instead; repeat.",
)
@click.option("-f", "--format", "format_", type=click.Choice(FORMATS), help="Default: text.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="A .csv or .json file.")
@click.pass_obj
def measure(
    settings: Settings,
    /,
    name: str | None,
    network: str | None,
    counting: str,
    against: tuple[str, ...],
    format_: str | None,
    output: Path | None,
    **filters: Any,
) -> None:
    """List the analyses, or take the one called NAME of a NETWORK.

    Every table says its counting rule, its filter, the version of the data and where its measures
    are defined; --format json holds the query behind it too.

    \b
    Examples:
      policykg measure leadership --document shaoxing-plan
      policykg measure centralities co-leads --counting fractional -o pairs.csv
      policykg measure concentration leads
      policykg measure compare leads --document diankou-town --against document=shendang-2018
    """
    if name is None:
        click.echo(_list(settings))
        return
    _refuse_nonsense(name, network, against)
    kg = settings.open_graph()
    options: dict[str, Any] = {"counting": counting, **chosen_filters(kg, filters)}
    other = _against(against)
    if other:
        options["against"] = {**chosen_filters(kg, other), "counting": counting}
    table = kg.measure(name, network, **options)
    if not len(table):
        raise Stop(settings.say("this network is empty here", "该网络为空"))
    _put(table, format_ or _by_name(output), output, settings)


def _refuse_nonsense(name: str, network: str | None, against: tuple[str, ...]) -> None:
    from graph.measures.registry import ANALYSES
    from graph.networks.specs import NETWORKS

    if name not in ANALYSES:
        names = ", ".join(ANALYSES)
        turned = name in NETWORKS
        hint = (
            f". {name} is a network: the analysis comes first, then the network" if turned else ""
        )
        tip = f"。{name} 是网络:先写分析,再写网络" if turned else ""
        raise _bad(
            f"there is no analysis {name!r}; see {names}{hint}",
            f"没有名为 {name!r} 的分析;可选:{names}{tip}",
        )
    if (name == "compare") != bool(against):
        raise _bad(
            "compare takes --against, and nothing else does",
            "compare 须用 --against,其他分析不用",
        )
    if network is not None and network not in NETWORKS:
        raise click.BadParameter(no_network(network))


def _bad(en: str, zh: str) -> click.BadParameter:
    return click.BadParameter(say(en, zh))


_YEARS = ("since", "until")


def _against(words: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for word in words:
        at = f"--against {word}"
        key, equals, value = word.partition("=")
        if not equals or not value:
            raise _bad(f"{at}: write FILTER=VALUE", f"{at}:请写作 FILTER=VALUE")
        if key not in (*FILTERS, *_YEARS):
            names = ", ".join((*FILTERS, *_YEARS))
            raise _bad(f"{at}: filters are {names}", f"{at}:可用的筛选:{names}")
        if key in _YEARS and not value.isdecimal():
            raise _bad(f"{at}: a year is a number", f"{at}:年份须为数字")
        found[key] = int(value) if key in _YEARS else (*found.get(key, ()), value)
    return found


def _by_name(output: Path | None) -> str:
    suffix = output.suffix.lower().lstrip(".") if output else ""
    return suffix if suffix in FORMATS else "text"


def _put(table: MeasureTable, kind: str, output: Path | None, settings: Settings) -> None:
    method = table.method(settings.lang)
    if kind == "text":
        text = table.text(settings.lang) + "\n"
    elif kind == "json":
        text = json.dumps(table.as_dict(), ensure_ascii=False, indent=1) + "\n"
    else:
        text = table.to_csv(excel=kind == "excel")
        click.echo(method, err=True)
    if output is None:
        click.echo(text, nl=False)
        return
    write_whole(output, text)
    click.echo(settings.say(f"Wrote {output}", f"已写入 {output}"), err=True)


def _list(settings: Settings) -> str:
    from graph.measures.registry import ANALYSES

    lines = []
    for item in ANALYSES.values():
        words = settings.say(item.words.en, item.words.zh)
        lines.append(f"{item.name}  ({item.network})\n    {words}")
    return "\n".join(lines)
