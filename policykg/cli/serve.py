"""The command ``serve``: a SPARQL endpoint and linked data over HTTP."""

from __future__ import annotations

import os
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING

import click

from explorer.workers.confinement import can_fork
from policykg import watching
from policykg.cli.context import Settings, Stop

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from explorer.access import Access
    from explorer.snapshots import BuildFolder, Files
    from loaders.workspace import Workspace

DEFAULT_PORT = 8040


def default_workers() -> int:
    """Return how many queries run at once: one more than processors, and at least four.

    Where each worker loads the graph itself there are two, and more while a query takes long.
    """
    return max(4, (os.cpu_count() or 1) + 1) if can_fork() else 2


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, help="Port; 0: any free one.")
@click.option(
    "--data",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Serve this N-Quads, TriG or Turtle file instead of the workspace; repeat.",
)
@click.option(
    "--union/--no-union",
    default=None,
    help="Whether a query sees the union of all named graphs; default: yes for a workspace.",
)
@click.option("--timeout", default=30.0, show_default=True, help="Seconds a query may take.")
@click.option("--max-rows", default=100_000, show_default=True, help="Rows of an answer.")
@click.option("--max-bytes", default=64 << 20, show_default=True, help="Bytes of an answer.")
@click.option("--workers", type=click.IntRange(1, 256), help="Queries that run at once.")
@click.option(
    "--memory", default=1024, show_default=True, help="MiB a query may take beyond the graph."
)
@click.option(
    "--watch/--no-watch",
    default=None,
    help="Build again when a facts file is saved; or keep the first build. "
    "Default: serve new builds as they appear.",
)
@click.option("--log-queries", is_flag=True, help="Write query texts into the access log.")
@click.option(
    "--public",
    is_flag=True,
    help="Answer everybody: under any name, or those of --allow-host, and links from elsewhere.",
)
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A name under which the server may be addressed beside localhost; repeat.",
)
@click.option(
    "--cors",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="A site whose pages may ask, such as https://example.org; * for all; repeat.",
)
@click.option(
    "--trusted-proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="A proxy, or a network of them, whose X-Forwarded-For names the client; repeat.",
)
@click.pass_obj
def serve(
    settings: Settings,
    host: str,
    port: int,
    data: tuple[Path, ...],
    union: bool | None,
    timeout: float,
    max_rows: int,
    max_bytes: int,
    workers: int | None,
    memory: int,
    watch: bool | None,
    log_queries: bool,
    public: bool,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
    proxies: tuple[str, ...],
    desk_token: str = "",
    any_port: bool = False,
) -> None:
    """Serve the graph: SPARQL at /sparql, linked data, downloads, pages.

    \b
    Examples:
      policykg serve
      policykg serve --port 8041 --timeout 60
      policykg serve --data other.trig
      policykg serve --public --allow-host plans.example.org --trusted-proxy 127.0.0.1
    """
    import logging

    from explorer.app import ServeSettings, create_app
    from explorer.endpoint.service import Ceilings
    from explorer.server import listen
    from explorer.server import run as run_server
    from explorer.workers.line import PoolError
    from explorer.workers.scheduler import Budget
    from policykg.accounts import accounts_reader

    access = _access(settings, host, public, hosts, origins)
    trusted = _proxies(settings, proxies)
    source, workspace = _source(settings, data)
    root = workspace.root if workspace else None
    # The workspace's own texts are for who runs it; the public reads what was named.
    texts = workspace.source_folders if workspace and not public else tuple(settings.sources)
    desk = _desk(settings, workspace, desk_token)
    app = create_app(
        source,
        ServeSettings(
            workers=workers or default_workers(),
            access=access,
            budget=Budget(timeout=timeout),
            ceilings=Ceilings(rows=max_rows, bytes=max_bytes, memory=memory << 20),
            union=union,
            watch_seconds=0 if watch is False else 0.1 if watch else 0.5,
            rebuilds=bool(watch) and root is not None,
            log_queries=log_queries,
            workspace=root,
            questions=workspace.queries_folder if workspace else None,
            sources=texts,
            accounts=accounts_reader(root, tuple(texts)) if root else None,
        ),
        desk,
    )
    try:
        try:
            listening = listen(host, port)
        except OSError:
            if not any_port:  # else another has taken it since it was found free
                raise
            listening = listen(host, 0)
    except OSError as error:
        raise click.UsageError(_not_bound(settings, host, port, error)) from None
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    host, port = listening.getsockname()[:2]
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    click.echo(f"{url}/")
    if desk:
        click.echo(settings.say(f"The desk: {url}/desk?token={desk_token}",
                                f"审读台:{url}/desk?token={desk_token}"))  # fmt: skip
    click.echo(
        settings.say(
            f"SPARQL: {url}/sparql  Ctrl-C ends.", f"SPARQL:{url}/sparql  按 Ctrl-C 结束。"
        ),
        err=True,
    )
    companion = None
    if watch and root is not None:
        companion = watching.start(root, settings.sources)
    try:
        run_server(app, listening, trusted_proxies=trusted)
    except PoolError as error:
        raise Stop(str(error)) from None
    finally:
        if companion is not None:
            companion.terminate()
            companion.wait()


def _desk(settings: Settings, workspace: Workspace | None, token: str) -> list[BaseRoute]:
    """Return the routes of the desk; none without a token, which only ``explore`` gives."""
    if workspace is None or not token:
        return []
    from policykg.desk.routes import desk_routes
    from policykg.desk.service import DeskService

    return desk_routes(DeskService(workspace.root, settings.sources), token)


def _access(
    settings: Settings,
    host: str,
    public: bool,
    hosts: tuple[str, ...],
    origins: tuple[str, ...],
) -> Access:
    """Return who may ask.

    Raises:
        UsageError: other machines could ask, and nobody said that they may; or no origin.
    """
    from explorer.access import Access, host_name, is_loopback

    if not public and not is_loopback(host):
        raise click.UsageError(
            settings.say(
                f"{host} can be reached from other machines: add --public if everybody may ask",
                f"其他机器可访问 {host}:若确要公开,请加 --public",
            )
        )
    for origin in origins:
        if origin != "*" and not _is_origin(origin):
            raise click.UsageError(
                settings.say(
                    f"--cors {origin}: write scheme and host, as in https://example.org",
                    f"--cors {origin}:请写成协议加主机名,如 https://example.org",
                )
            )
    return Access(
        public,
        frozenset(map(host_name, hosts)),
        frozenset(origin.lower() for origin in origins),
    )


def _is_origin(text: str) -> bool:
    scheme, _, place = text.partition("://")
    return scheme.lower() in ("http", "https") and bool(place) and not set(place) & set("/?#@ *")


def _proxies(settings: Settings, proxies: tuple[str, ...]) -> list[str]:
    """Return the addresses of proxies.

    Raises:
        UsageError: one of them is no address.
    """
    found = [part.strip() for each in proxies for part in each.split(",") if part.strip()]
    for each in found:
        try:
            ip_network(each, strict=False)
        except ValueError:
            raise click.UsageError(
                settings.say(
                    f"--trusted-proxy {each}: write an address or a network, as in 10.0.0.0/8",
                    f"--trusted-proxy {each}:请写 IP 地址或网段,如 10.0.0.0/8",
                )
            ) from None
    return found


def _source(
    settings: Settings, data: tuple[Path, ...]
) -> tuple[BuildFolder | Files, Workspace | None]:
    from explorer.snapshots import BuildFolder, Files

    if data:
        return Files(data), None
    workspace = settings.open_workspace()
    return BuildFolder(workspace.build_folder), workspace


def _not_bound(settings: Settings, host: str, port: int, error: OSError) -> str:
    return settings.say(
        f"cannot listen on {host}:{port}: {error.strerror}. "
        f"Another server may run there; choose another port, as in --port {port + 1}",
        f"无法监听 {host}:{port}:{error.strerror}。"
        f"该端口可能已被占用,请换一个,如 --port {port + 1}",
    )
