"""The process that holds the graph, and the workers it forks.

Run as ``python -m explorer.workers.zygote`` with a Unix socket as file descriptor 0.  It loads the
graph once; each worker is a fork, so pages are shared and a replacement costs milliseconds.
A worker gives up its means before it reads a single query (see :func:`confine`).

On the control socket it first receives its options and answers with what it has loaded.
Commands then, a JSON packet each:
``{"fork": true}`` with one file descriptor attached → ``{"pid": n}`` or ``{"error": why}``;
``{"kill": n}`` and ``{"lower": n}``, without an answer;
``{"change": …}`` (:mod:`explorer.workers.changing`) → ``{"changed": true}``, or ``false`` and why
where the graph is as it was: workers that are forked from then on have the next state of the data.
Only this process knows which of its children are not yet reaped, so only it may signal a process
id without hitting a stranger.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import select
import signal
import socket
import traceback
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from explorer.workers import framing
from explorer.workers.confinement import ALL, RETIRE, STACK, confine, prctl

PR_SET_PDEATHSIG = 1
TOGETHER = 64 << 10
"""Bytes of an answer that are sent in one write with its head."""


def _work(connection: socket.socket, engine: Any, memory: int, zygote: int) -> NoReturn:
    """Become a worker on ``connection``; never returns."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != zygote:  # the zygote died before the signal was asked for
        os._exit(0)
    os.dup2(connection.fileno(), 0)
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 1)
    os.dup2(null, 2)
    _close_others(engine.hold)
    engine.open()  # a store on disk opens some of its files now, others when they are read
    if confine(memory, engine.files()) != ALL:
        os._exit(1)  # where there is fork, all of them hold
    channel = socket.socket(fileno=0)
    at_first = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while (request := framing.receive(channel)) is not None:
        head, body = engine.answer(json.loads(request))
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - at_first
        if grown > RETIRE:
            head["retire"] = True
        start = framing.pack_json(head) + framing.HEAD.pack(len(body))
        if len(body) <= TOGETHER:
            channel.sendall(start + body)
        else:
            channel.sendall(start)
            channel.sendall(body)
        del head, body
    os._exit(0)


def _close_others(hold: Any) -> None:
    """Close what the process that forked this one has open, but for what keeps the store."""
    kept = 256 if hold is None else hold.descriptor
    os.closerange(3, min(kept, 256))
    os.closerange(kept + 1, 256)


def _fork(connection: socket.socket, engine: Any, memory: int) -> int:
    me = os.getpid()
    pid = os.fork()
    if pid == 0:
        try:
            _work(connection, engine, memory, me)
        finally:  # whatever happens, a worker never returns into the zygote's loop
            os._exit(1)
    return pid


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


def _obey(command: dict[str, Any], children: set[int]) -> None:
    with suppress(OSError):
        if command.get("kill") in children:
            os.kill(command["kill"], signal.SIGKILL)
        elif command.get("lower") in children:
            os.setpriority(os.PRIO_PROCESS, command["lower"], 10)


def _change(engine: Any, change: dict[str, Any]) -> dict[str, Any]:
    """Turn the graph into its next state, or say why not."""
    from explorer.workers.changing import prepared
    from explorer.workers.engine import EngineError

    try:
        difference = prepared(engine, change)
    except EngineError as error:
        return {"changed": False, "why": str(error)[:500]}
    try:
        difference.apply(engine)
    except BaseException:
        traceback.print_exc()
        os._exit(1)  # nobody knows what the graph holds: another process loads it
    return {"changed": True}


def serve(control: socket.socket, engine: Any, memory: int) -> None:
    """Fork and kill workers as told, until the control socket closes."""
    children: set[int] = set()
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
        message, fds, _, _ = socket.recv_fds(control, framing.COMMAND, 1)
        if not message:
            break
        command = json.loads(message)
        if "change" in command:
            control.send(json.dumps(_change(engine, command["change"])).encode())
            continue
        if not fds:
            _obey(command, children)
            continue
        with socket.socket(fileno=fds[0]) as connection:
            try:
                pid = _fork(connection, engine, memory)
            except OSError as error:  # no memory or too many processes: tried again later
                control.send(json.dumps({"error": str(error)}).encode())
                continue
        children.add(pid)
        control.send(json.dumps({"pid": pid}).encode())
    for pid in children:
        os.kill(pid, signal.SIGKILL)
    for pid in children:
        with suppress(ChildProcessError):
            os.waitpid(pid, 0)


def main() -> None:
    """Load the graph that the options name, say so, and serve the control socket."""
    from explorer.workers.engine import Engine, EngineError

    prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    # The web process decides when to stop; a service manager signals the whole group.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    control = socket.socket(fileno=0)
    options = json.loads(control.recv(1 << 20))
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    if hard == resource.RLIM_INFINITY or hard >= STACK:
        resource.setrlimit(resource.RLIMIT_STACK, (STACK, hard))
    try:
        engine = Engine.load([Path(path) for path in options["data"]], options)
        said: dict[str, Any] = {"ready": engine.describe()}
    except EngineError as error:
        said = {"error": str(error)}
    data = json.dumps(said).encode()
    control.send(framing.HEAD.pack(len(data)))
    for start in range(0, len(data), 1 << 15):  # a packet cannot hold the names of many graphs
        control.send(data[start : start + (1 << 15)])
    if "error" in said:
        return
    gc.collect()
    gc.freeze()  # so that the collector of a fork does not touch, and copy, shared pages
    with suppress(BrokenPipeError):  # the web process has gone
        serve(control, engine, options["memory"])


if __name__ == "__main__":
    main()
