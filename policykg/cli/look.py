"""Commands that look at the graph: stats, query, ask, export."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

import click

from graph.errors import GraphError
from ontology.files import file_pieces, read_whole, write_whole
from ontology.formats import holding
from ontology.printable import printable
from policykg.cli import complete
from policykg.cli.context import Misuse, Settings, say
from policykg.cli.login import Login, credentials
from policykg.cli.summary import question_list, summary

if TYPE_CHECKING:
    from graph.queries.results import Result
    from graph.questions.saved import Question
    from graph.rdf.store import GraphStore
    from loaders.workspace import Workspace
    from policykg.kg import KG

FORMATS = ["table", *holding("rows"), *holding("graph")]


def show(result: Result, format: str, output: Path | None, settings: Settings) -> None:
    """Print a result, or write it to a file, in the format asked for."""
    with TemporaryFile() as beside:  # an answer may be larger than the memory
        if format == "table":
            text = result.with_labels(settings.lang).table(_columns()) + "\n"
            beside.write(text.encode())
        else:
            result.write(beside, format)
        if output is not None:
            write_whole(output, file_pieces(beside))
            click.echo(settings.say(f"Wrote {output}", f"已写入 {output}"), err=True)
            return
        _print(beside)


def _print(answer: IO[bytes]) -> None:
    """Print an answer, with a line end behind it."""
    if sys.stdout is not None and sys.stdout.isatty():  # a file or a pipe gets it as it is
        answer.seek(0)
        data = answer.read()
        click.echo(printable(data.decode("utf-8", "replace")), nl=not data.endswith(b"\n"))
        return
    last = b""
    for last in file_pieces(answer):
        click.echo(last, nl=False)
    if not last.endswith(b"\n"):
        click.echo()


def _columns() -> int:
    """Width of the terminal; unlimited where the output goes elsewhere, or nowhere."""
    on_screen = sys.stdout is not None and sys.stdout.isatty()
    return shutil.get_terminal_size().columns if on_screen else 0


def pairs(words: tuple[str, ...]) -> dict[str, str]:
    """Read ``name=value`` words.

    Raises:
        click.BadParameter: a word has no ``=``, or a name is given twice.
    """
    found = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name:
            raise click.BadParameter(
                say(f"{word!r} is not of the form name=value", f"{word!r} 不是“名称=值”的形式")
            )
        if name in found:
            raise click.BadParameter(say(f"{name} is given twice", f"{name} 重复给出"))
        found[name] = value
    return found


def assumed(question: Question, given: Mapping[str, str]) -> str:
    """Return the values that a question takes where none is given, in brackets."""
    told = [
        f"{name}={parameter.default}"
        for name, parameter in question.parameters.items()
        if name not in given
    ]
    return f" ({' '.join(told)})" if told else ""


@click.command()
@click.option("--format", "format_", type=click.Choice(["table", "json"]), default="table")
@click.pass_obj
def stats(settings: Settings, format_: str) -> None:
    """Summarise the graph: documents, kinds of facts, version.

    \b
    Example:
      policykg stats
    """
    click.echo(summary(settings.open_graph(), settings, as_json=format_ == "json"))


@click.command()
@click.argument("sparql")
@click.argument("values", nargs=-1, metavar="[NAME=VALUE]…")
@click.option("-f", "--format", "format_", type=click.Choice(FORMATS), default="table")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead.")
@credentials
@click.pass_obj
def query(
    settings: Settings,
    sparql: str,
    values: tuple[str, ...],
    format_: str,
    output: Path | None,
    endpoint: str | None,
    login: Login,
) -> None:
    """Run the query SPARQL: its text, a file (*.rq), or - for standard input.

    The prefixes of the workspace need not be declared.  NAME=VALUE binds a variable of the
    query as a text.

    \b
    Examples:
      policykg query 'SELECT ?t { ?t pk:ledBy/pk:name "市发展改革委" }'
      policykg query pairs.rq --format csv --output pairs.csv
      policykg query 'SELECT ?t { ?t pk:ledBy/pk:name ?body }' body=市建设局
      policykg query 'ASK {}' --endpoint http://localhost:8890/sparql
    """
    kg = _graph(settings, endpoint, login)
    result = kg.query(_query_text(sparql), **pairs(values))
    _warn(result.warnings, settings)
    show(result, format_, output, settings)


def _warn(warnings: Sequence[str], settings: Settings) -> None:
    """Say what may be wrong with a query that ran, in the reader's language where it is known."""
    for warning in warnings:
        chinese = getattr(warning, "zh", warning)
        text = settings.say(f"Warning: {warning}", f"提醒:{chinese}")
        click.echo(printable(text), err=True)


def _store(workspace: Workspace) -> GraphStore | None:
    """Return the store of the last build, or nothing where there is none."""
    from graph.builds.build import open_current

    try:
        return open_current(workspace.build_folder).store
    except GraphError:
        return None


def _graph(settings: Settings, endpoint: str | None, login: Login) -> KG:
    """Open the graph of the workspace, or the one behind an endpoint."""
    if endpoint is None:
        return settings.open_graph()
    from policykg.remote import open_with

    login.refuse_secrets_in(endpoint)
    return open_with(endpoint, login.web())


_MOST_BYTES = 4_000_000
"""Of a query; far more than may be run, and less than fills the memory."""


def _query_text(sparql: str) -> str:
    """Return a query given as such, as a file, or by standard input.

    Raises:
        Misuse: it cannot be read.
    """
    if sparql != "-" and not sparql.endswith((".rq", ".sparql")):
        return sparql
    name = say("standard input", "标准输入") if sparql == "-" else sparql
    try:
        stream = sys.stdin.buffer
        data = stream.read(_MOST_BYTES) if sparql == "-" else read_whole(Path(sparql), _MOST_BYTES)
    except OSError as error:
        raise Misuse(f"{name}: {error.strerror}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Misuse(
            say(
                f"{name}:{line}: this is not UTF-8; save the query as UTF-8",
                f"{name}:{line}:不是 UTF-8 编码,请把查询另存为 UTF-8",
            )
        ) from None


class _Asking(click.Command):
    """The command ``ask``: a parameter that is written like an option is explained."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words behind the command."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            wrong = error.option_name
            name = wrong.lstrip("-")
            if not wrong.startswith("--") or error.possibilities:
                raise
            word = next(one for one in given if one.split("=")[0] == wrong)
            after = given[given.index(word) + 1 :] if "=" not in word else [word.partition("=")[2]]
            value = after[0] if after and after[0][:1] != "-" else say("VALUE", "值")
            raise Misuse(
                say(
                    f"there is no option {wrong}; a parameter of a question is written "
                    f"{name}={value}",
                    f"没有选项 {wrong};问题的参数写作 {name}={value}",
                )
            ) from None


@click.command(cls=_Asking)
@click.argument("name", required=False, shell_complete=complete.questions)
@click.argument("values", nargs=-1, metavar="[PARAMETER=VALUE]…", shell_complete=complete.values)
@click.option("-f", "--format", "format_", type=click.Choice(FORMATS), default="table")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write to this file.")
@click.option("--sparql", is_flag=True, help="Print the query instead of running it.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead.")
@credentials
@click.pass_obj
def ask(
    settings: Settings,
    name: str | None,
    values: tuple[str, ...],
    format_: str,
    output: Path | None,
    sparql: bool,
    endpoint: str | None,
    login: Login,
) -> None:
    """List the saved questions, or run the one called NAME.

    \b
    Examples:
      policykg ask                                the questions, by theme
      policykg ask q01                            with its own default
      policykg ask q01 body=市建设局
      policykg ask q07 --sparql                   the query behind it
    """
    if name is None:
        from graph.questions.saved import Questions

        workspace = settings.open_workspace()
        questions = Questions(workspace.queries_folder)
        click.echo(question_list(questions, settings, _store(workspace)))
        for fault in questions.faults.values():
            click.echo(settings.say(f"Error: {fault.en}", f"错误:{fault.zh}"), err=True)
        if questions.faults:
            raise SystemExit(1)
        return
    kg = _graph(settings, endpoint, login)
    question = kg.questions.find(name)
    given = pairs(values)
    if sparql:
        click.echo(question.suited(kg.store).bound(given, kg.store.prefixes))
        return
    result = question.ask(kg.store, given)
    if format_ == "table" and output is None:
        click.echo(question.title[settings.lang] + assumed(question.suited(kg.store, given), given))
    _warn(result.warnings, settings)
    show(result, format_, output, settings)


@click.command(
    help=f"""Write the graph in FORMAT to PATH (default: graph with the format's suffix).

    FORMAT is one of {", ".join(holding("whole"))}, or
    sqlite: all narrow tables in one file.  Networks are written by `policykg network`, one narrow
    table by `policykg table`.

    \b
    Examples:
      policykg export turtle graph.ttl
      policykg export xlsx tables.xlsx --document shaoxing-plan
      policykg export csv tables/ --excel
      policykg export sqlite policies.sqlite
      policykg export parquet tables            a folder: the narrow tables
    """
)
@click.argument("format_", metavar="FORMAT", shell_complete=complete.formats)
@click.argument("path", type=click.Path(path_type=Path), required=False)
@click.option(
    "-d",
    "--document",
    "documents",
    multiple=True,
    shell_complete=complete.documents,
    help="Only this document; repeat.",
)
@click.option("--excel", is_flag=True, help="CSV that Excel opens: BOM, formulas neutralised.")
@click.pass_obj
def export(
    settings: Settings, format_: str, path: Path | None, documents: tuple[str, ...], excel: bool
) -> None:
    """Write the graph in a format; see the help of the command."""
    from graph.exports.export import export as write
    from graph.exports.export import format_named

    kg = settings.open_graph()
    kind = format_named(format_)
    target = path or Path(f"graph{kind.file_suffix}")
    written = write(kg.generation, kind.name, target, documents=documents or None, excel=excel)
    click.echo(settings.say(f"Wrote {written}", f"已写入 {written}"), err=True)
