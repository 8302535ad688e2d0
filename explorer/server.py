"""The HTTP server: uvicorn with connections of our own, which have limits and deadlines."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from explorer.connection.protocol import Guarded, Patience, held

__all__ = ["Guarded", "Patience", "listen", "run"]

log = logging.getLogger("policykg.serve")


def listen(host: str, port: int) -> socket.socket:
    """Bind a listening socket.

    Raises:
        OSError: the port is taken, or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named; without it an
    # answer on a kept connection takes 44 ms.
    found = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        # On Windows the first of these would let two servers have the same port.
        alone = getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)
        found.setsockopt(socket.SOL_SOCKET, alone, 1)
        found.bind((host, port))
        found.listen(2048)
    except OSError:
        found.close()
        raise
    return found


def subreaper() -> None:
    """Become the parent of orphaned grandchildren, so that none stays a zombie."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _open_many() -> None:
    """Let this process hold as many connections as the system allows it."""
    try:
        import resource
    except ImportError:  # Windows counts sockets on its own
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, 65536) if hard == resource.RLIM_INFINITY else min(hard, max(soft, 65536))
    with suppress(ValueError, OSError):  # macOS has a lower bound of its own
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def run(app: Starlette, listening: socket.socket, *, trusted_proxies: Sequence[str] = ()) -> None:
    """Serve an application on a socket until SIGINT or SIGTERM; requests under way are answered.

    Args:
        app: the application; its life cycle is run here, so that its errors come as they are.
        listening: a bound socket, see :func:`listen`.
        trusted_proxies: addresses or networks whose ``X-Forwarded-For`` is believed.

    Raises:
        PoolError: the graph cannot be loaded.
    """
    _open_many()
    subreaper()
    patience = Guarded.patience
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    app.state.service.held = held
    # Behind a proxy, who asks stands in headers, and in how far they are believed.
    shortcut = None if trusted_proxies else getattr(app.state, "shortcut", None)
    config = uvicorn.Config(
        app,
        http=partial(Guarded, shortcut=shortcut),  # type: ignore[arg-type]  # it is called
        ws="none",
        lifespan="off",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(trusted_proxies),
        forwarded_allow_ips=list(trusted_proxies) or None,
        timeout_keep_alive=int(patience.idle),
        timeout_graceful_shutdown=int(patience.stop),
        backlog=2048,
    )
    asyncio.run(_serve(app, Ending(config), listening))


class Ending(uvicorn.Server):
    """A server that ends in time after SIGTERM, whatever its requests are doing."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop taking requests; end for good when the time is over."""
        if not self.should_exit:
            last = threading.Timer(Guarded.patience.end, _end)
            last.daemon = True
            last.start()
        super().handle_exit(sig, frame)


def _end() -> None:
    """End the process; the workers end with it, because their parent is gone."""
    log.warning("requests that took too long were broken off")
    _flush()
    os._exit(0)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()


async def _serve(app: Starlette, server: uvicorn.Server, listening: socket.socket) -> None:
    serving = False

    def stop(*_: object) -> None:
        if not serving:  # still loading: nobody waits for an answer
            raise SystemExit(0)
        # uvicorn raises the signal again once it has stopped: that end is a good one.

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    async with app.router.lifespan_context(app):
        serving = True
        await server.serve(sockets=[listening])
