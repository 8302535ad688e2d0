"""Length-framed messages between the web process, the zygote and the workers.

A frame is four bytes, big-endian, that give the length of what follows.  A request and the
head of an answer are JSON; the body of an answer is a second frame of bytes.
"""

from __future__ import annotations

import json
import socket
import struct
from typing import Any

HEAD = struct.Struct("!I")
LIMIT = 1 << 31
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack(payload: bytes) -> bytes:
    """Return ``payload`` behind its length."""
    return HEAD.pack(len(payload)) + payload


def pack_json(value: Any) -> bytes:
    """Return a JSON value as one frame."""
    return pack(_written(value).encode())


def receive(connection: socket.socket) -> bytes | None:
    """Read one frame, blocking; ``None`` at the end of the stream."""
    head = _exactly(connection, HEAD.size)
    if head is None:
        return None
    return _exactly(connection, HEAD.unpack(head)[0])


def _exactly(connection: socket.socket, size: int) -> bytes | None:
    chunks = bytearray()
    while len(chunks) < size:
        chunk = connection.recv(min(size - len(chunks), 1 << 20))
        if not chunk:
            return None
        chunks += chunk
    return bytes(chunks)
