"""The command ``explore``: the graph in a browser, served in the background."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import click

from ontology.files import CREATING
from ontology.processes import runs
from policykg.cli.context import Settings, Stop, say
from policykg.cli.serve import serve

FIRST_PORT = 8765
PORTS = 40
STATE = "explore.json"
LOG = "explore.log"
TRIES = 4
"""Ports that are tried where others are quicker."""
WAIT_SECONDS = 60.0
BUSY_SECONDS = 15.0
"""So long a server that has much to do may take to answer; one that is gone refuses at once."""
TOKEN = "POLICYKG_DESK_TOKEN"
"""Variable by which the command hands the desk's token to the server that it starts."""


_APART = getattr(subprocess, "DETACHED_PROCESS", 0) | getattr(
    subprocess, "CREATE_NEW_PROCESS_GROUP", 0
)
"""How Windows lets a process outlive its window; elsewhere a session of its own does."""


@dataclass(frozen=True, slots=True)
class Running:
    """A server that this command started."""

    pid: int
    url: str
    token: str = ""
    """Of the desk; it ends with the server."""

    @property
    def desk(self) -> str:
        """The address that opens the desk."""
        return f"{self.url}desk?token={self.token}"

    def answers(self, seconds: float = 2.0) -> bool:
        """Tell whether it is up and serves pages: it and no other, where it has a token.

        Two that are started at the same time may find the same port free, and one of them gets it.
        """
        try:
            return self._status("/healthz", seconds) == 200 and (
                not self.token or self._status(f"/desk?token={self.token}", seconds) == 303
            )
        except (HTTPException, OSError, ValueError):
            return False

    def _status(self, path: str, seconds: float) -> int:
        parts = urlsplit(self.url)
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    def alive(self) -> bool:
        """Tell whether the process is there, and is ours."""
        if not runs(self.pid):
            return False
        try:
            return b"policykg" in Path(f"/proc/{self.pid}/cmdline").read_bytes()
        except OSError:  # a system without /proc: whoever answers at our address is ours
            return self.answers(BUSY_SECONDS)


@click.command()
@click.option("--port", type=int, default=0, help=f"Port; default: a free one from {FIRST_PORT}.")
@click.option("--stop", is_flag=True, help="End the server that runs in the background.")
@click.option("--foreground", is_flag=True, help="Stay in front; Ctrl-C ends.")
@click.option("--browser/--no-browser", default=True, help="Whether to open a browser.")
@click.option(
    "--allow-host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="A name under which the explorer may be addressed beside localhost, as behind a "
    "forwarded port; repeat.",
)
@click.pass_context
def explore(
    ctx: click.Context,
    port: int,
    stop: bool,
    foreground: bool,
    browser: bool,
    hosts: tuple[str, ...],
) -> None:
    """Open the graph in a browser.

    The server starts in the background, its address is printed, and the command returns.
    New builds are served as they appear.

    \b
    Examples:
      policykg explore
      policykg explore --stop
      policykg explore --foreground --port 8800
    """
    settings: Settings = ctx.obj
    workspace = settings.open_workspace()
    folder = workspace.build_folder
    if stop:
        _stop(settings, folder)
        return
    if foreground:
        token = os.environ.pop(TOKEN, "") or _new_token()
        ctx.invoke(
            serve,
            port=port or free_port(),
            any_port=not port,
            hosts=hosts,
            watch=True,
            desk_token=token,
        )
        return
    running = read_state(folder)
    if running is None or not (running.alive() and running.answers()):
        settings.open_graph()  # says what is missing before anything is started
        running = _started(settings, workspace.root, folder, port, hosts)
    click.echo(running.url)
    if running.token:
        desk = f"The desk, to review drafts: {running.desk}", f"审读台(核对草稿):{running.desk}"
        click.echo(settings.say(*desk), err=True)
    click.echo(
        settings.say("To end it: policykg explore --stop", "结束:policykg explore --stop"),
        err=True,
    )
    if browser and has_display():
        import webbrowser

        webbrowser.open(running.url)


def _started(
    settings: Settings, root: Path, folder: Path, port: int, hosts: Sequence[str]
) -> Running:
    """Start a server; where another has taken the port in the meantime, at the next free one."""
    if port:
        return start(settings, root, folder, port, hosts)
    tried = FIRST_PORT - 1
    for _ in range(TRIES - 1):
        tried = free_port(tried + 1)
        try:
            return start(settings, root, folder, tried, hosts)
        except Stop:
            if not _taken(tried):
                raise
    return start(settings, root, folder, free_port(tried + 1), hosts)


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _new_token() -> str:
    from policykg.desk.guard import new_token

    return new_token()


def has_display() -> bool:
    """Tell whether there is a screen on which a browser could open."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def free_port(first: int = FIRST_PORT) -> int:
    """Return the first port from here on that is free.

    Raises:
        Stop: none of them is.
    """
    for port in range(first, first + PORTS):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    last = first + PORTS - 1
    raise Stop(
        say(
            f"ports {first} to {last} are all taken; name one by --port",
            f"端口 {first} 至 {last} 均已占用;请用 --port 指定",
        )
    )


def read_state(folder: Path) -> Running | None:
    """Return the server that was started last, if its note can be read."""
    try:
        found = json.loads((folder / STATE).read_text(encoding="utf-8"))
        return Running(int(found["pid"]), str(found["url"]), str(found.get("token", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def start(
    settings: Settings, root: Path, folder: Path, port: int, hosts: Sequence[str] = ()
) -> Running:
    """Start a server that outlives this command, and wait until it answers.

    Raises:
        Stop: it ended, or did not answer in time; the message holds its last words.
    """
    code = "from policykg.cli import main; main()"
    words = ["--workspace", str(root), "explore", "--foreground", "--port", str(port)]
    words += [word for host in hosts for word in ("--allow-host", host)]
    token = _new_token()
    environment = {**os.environ, TOKEN: token}
    if settings.sources:
        environment["POLICYKG_SOURCES"] = os.pathsep.join(map(str, settings.sources))
    with (folder / LOG).open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-P", "-c", code, *words],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment,
            start_new_session=True,
            creationflags=_APART,
        )
    running = Running(process.pid, f"http://127.0.0.1:{port}/", token)
    _note(folder / STATE, running)
    until = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < until:
        if running.answers():
            return running
        if process.poll() is not None:
            break
        time.sleep(0.05)
    (folder / STATE).unlink(missing_ok=True)
    if process.poll() is None:
        process.terminate()
    last = (folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()[-8:]
    raise Stop("\n".join([settings.say("the server did not start:", "服务未能启动:"), *last]))


def _note(path: Path, running: Running) -> None:
    """Write down which server runs; the token is for this user alone."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, CREATING, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(json.dumps(asdict(running)) + "\n")


def _stop(settings: Settings, folder: Path) -> None:
    running = read_state(folder)
    if running is None or not running.alive():
        (folder / STATE).unlink(missing_ok=True)
        click.echo(settings.say("No explorer is running.", "没有正在运行的浏览器服务。"))
        return
    os.kill(running.pid, signal.SIGTERM)
    _await_end(running.pid, 15)
    if runs(running.pid):
        os.kill(running.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
        _await_end(running.pid, 5)  # else its port is still taken when this command has ended
    (folder / STATE).unlink(missing_ok=True)
    click.echo(settings.say("Stopped.", "已结束。"))


def _await_end(pid: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    while runs(pid) and time.monotonic() < until:
        _reap(pid)
        time.sleep(0.05)


def _reap(pid: int) -> None:
    """Take leave of the process if this very process is its parent."""
    try:
        os.waitpid(pid, getattr(os, "WNOHANG", 0))
    except (OSError, AttributeError):
        return
