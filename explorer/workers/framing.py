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
COMMAND = 64 << 10
"""Bytes that a command to the process that holds the graph may have."""
_AT_ONCE = 64 << 10
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def pack(payload: bytes) -> bytes:
    """Return ``payload`` behind its length."""
    return HEAD.pack(len(payload)) + payload


def pack_json(value: Any) -> bytes:
    """Return a JSON value as one frame."""
    return pack(_written(value).encode())


def receive(connection: socket.socket) -> bytes | None:
    """Read one frame, blocking; ``None`` at the end of the stream.

    The other side asks one question at a time: what comes at once belongs to one frame.
    """
    chunks = connection.recv(_AT_ONCE)
    while len(chunks) < HEAD.size:
        more = connection.recv(_AT_ONCE)
        if not more:
            return None
        chunks += more
    end = HEAD.size + int(HEAD.unpack_from(chunks)[0])
    return _rest(connection, chunks, end) if len(chunks) < end else chunks[HEAD.size : end]


def _rest(connection: socket.socket, start: bytes, end: int) -> bytes | None:
    chunks = bytearray(start)
    while len(chunks) < end:
        chunk = connection.recv(min(end - len(chunks), 1 << 20))
        if not chunk:
            return None
        chunks += chunk
    return bytes(memoryview(chunks)[HEAD.size :])
