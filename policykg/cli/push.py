"""The command ``push``: the graph into another SPARQL server."""

from __future__ import annotations

import click

from policykg.cli.context import Settings
from policykg.cli.login import Login, credentials


@click.command()
@click.argument("url")
@credentials
@click.option(
    "--update",
    default="",
    metavar="URL",
    help="Where the server takes SPARQL updates: of graphs in pieces only what differs is sent.",
)
@click.option("--force", is_flag=True, help="Send all graphs, not only those that have changed.")
@click.option("--batch", default=2048, show_default=True, help="KiB of one request.")
@click.option(
    "--workers",
    type=click.IntRange(1, 32),
    default=1,
    show_default=True,
    metavar="N",
    help="How many graphs are sent at once.",
)
@click.option("--timeout", default=120.0, show_default=True, help="Seconds for one request.")
@click.pass_obj
def push(
    settings: Settings,
    url: str,
    login: Login,
    update: str,
    force: bool,
    batch: int,
    workers: int,
    timeout: float,
) -> None:
    """Put the graph into the SPARQL server whose graph store is at URL.

    Each named graph replaces the one of its name there (SPARQL 1.1 Graph Store Protocol).
    Graphs that have not changed since the last push are not sent; one that was interrupted
    goes on where it stopped. Of the graphs that documents share, which grow with the workspace,
    only the statements that differ are sent, if --update says where updates are taken.

    \b
    Examples:
      policykg push http://localhost:7878/store --update http://localhost:7878/update
      policykg push http://localhost:3030/dataset/data --update http://localhost:3030/dataset/update
      policykg push http://localhost:8890/sparql-graph-crud-auth --user dba \\
                    --update http://localhost:8890/sparql-auth
    """
    from policykg.upload import Record
    from policykg.upload import push as send

    login.refuse_secrets_in(url)
    login.refuse_secrets_in(update)
    kg = settings.open_graph()
    record = Record(kg.workspace / ".policykg" / "push", url)

    def tell(iri: str, number: int, total: int) -> None:
        click.echo(f"{iri} {number}/{total}", err=True)

    done = send(
        kg.generation,
        url,
        record,
        login.web(timeout),
        update=update,
        force=force,
        batch=batch << 10,
        workers=workers,
        tell=tell,
    )
    click.echo(
        settings.say(
            f"{len(done.sent)} graphs sent, {len(done.unchanged)} unchanged, "
            f"{len(done.removed)} removed",
            f"已发送 {len(done.sent)} 个图,{len(done.unchanged)} 个未变,"
            f"删除 {len(done.removed)} 个",
        )
    )
