"""The process that holds the graph, and the workers it forks.

Run as ``python -m explorer.zygote`` with a Unix socket as file descriptor 0.  It loads the
graph once; each worker is a fork, so pages are shared and a replacement costs milliseconds.
A worker gives up its means before it reads a single query (see :func:`confine`).

Commands on the control socket, a JSON frame each:
``{"fork": true}`` with one file descriptor attached → ``{"pid": n}``;
``{"kill": n}`` → ``{"killed": n}``.  Only this process knows which of its children are not
yet reaped, so only it may signal a process id without hitting a stranger.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import select
import signal
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

from explorer import frames

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


def _prctl(option: int, value: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def confine(memory: int) -> None:
    """Give up every means a query could turn against the machine.

    Args:
        memory: bytes of address space allowed beyond what the graph takes already.
    """
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    for limit, value in (
        (resource.RLIMIT_AS, used + memory),
        (resource.RLIMIT_NOFILE, 3),  # 0, 1 and 2 are taken: no socket, no file can be opened
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    _prctl(PR_SET_NO_NEW_PRIVS, 1)


def _work(connection: socket.socket, engine: Any, memory: int, zygote: int) -> NoReturn:
    """Become a worker on ``connection``; never returns."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != zygote:  # the zygote died before the signal was asked for
        os._exit(0)
    os.dup2(connection.fileno(), 0)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    os.closerange(3, 256)
    confine(memory)
    channel = socket.socket(fileno=0)
    while (request := frames.receive(channel)) is not None:
        head, body = engine.answer(json.loads(request))
        channel.sendall(frames.pack_json(head) + frames.pack(body))
    os._exit(0)


def _reap() -> set[int]:
    gone: set[int] = set()
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return gone
        if pid == 0:
            return gone
        gone.add(pid)


def serve(control: socket.socket, engine: Any, memory: int) -> None:
    """Fork and kill workers as told, until the control socket closes."""
    children: set[int] = set()
    me = os.getpid()
    wake, waker = os.pipe()
    os.set_blocking(waker, False)
    signal.set_wakeup_fd(waker)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    watched: list[Any] = [control, wake]
    while True:
        ready: list[Any] = select.select(watched, [], [])[0]
        if wake in ready:
            os.read(wake, 4096)
        children -= _reap()
        if control not in ready:
            continue
        message, fds, _, _ = socket.recv_fds(control, 4096, 1)
        if not message:
            break
        command = json.loads(message)
        if "kill" in command:
            if command["kill"] in children:
                os.kill(command["kill"], signal.SIGKILL)
            continue
        connection = socket.socket(fileno=fds[0])
        pid = os.fork()
        if pid == 0:
            _work(connection, engine, memory, me)
        connection.close()
        children.add(pid)
        control.send(json.dumps({"pid": pid}).encode())
    for pid in children:
        os.kill(pid, signal.SIGKILL)


def main() -> None:
    """Load the graph named on the command line, say so, and serve the control socket."""
    from explorer.engine import Engine, EngineError

    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the web process decides when to stop
    control = socket.socket(fileno=0)
    options = json.loads(sys.argv[1])
    try:
        engine = Engine.load([Path(path) for path in options["data"]], options)
    except EngineError as error:
        control.send(json.dumps({"error": str(error)}).encode())
        return
    control.send(json.dumps({"ready": engine.describe()}).encode())
    serve(control, engine, options["memory"])


if __name__ == "__main__":
    main()
