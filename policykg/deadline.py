"""A deadline for a whole exchange: when it has passed, the connection is cut.

The time limits of a client hold for one read at a time.  A server that sends a byte now and then
never reaches one of them, and holds whoever waits for it for ever.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any


class Deadline:
    """Cuts the connections of one exchange at a point of time.

    Args:
        until: the point, as :func:`time.monotonic` counts.
    """

    def __init__(self, until: float) -> None:
        self.until = until
        self.cut = False
        """Whether the connections were cut: then an answer that seems whole is none."""
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(max(0.0, until - time.monotonic()), self._cut)
        self._timer.daemon = True

    def left(self) -> float:
        """Return the seconds that are left, a moment at least."""
        return max(0.01, self.until - time.monotonic())

    @property
    def passed(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self.until

    def trace(self, event: str, info: Mapping[str, Any]) -> None:
        """Note the connections that ``httpcore`` makes or takes up again."""
        stream = info.get("return_value")
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")) and stream is not None:
            found = stream.get_extra_info("socket")
            if found is not None:
                self._sockets.append(found)

    def _cut(self) -> None:
        self.cut = True
        for found in self._sockets:
            # The plain method: that of a TLS socket would wait for the other side.
            with suppress(OSError):
                socket.socket.shutdown(found, socket.SHUT_RDWR)

    def __enter__(self) -> Deadline:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
