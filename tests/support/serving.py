"""A real server for tests: ``policykg serve`` in a process of its own, asked over sockets."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = (sys.executable, "-c", "from policykg.cli import main; main()")

DATA = """@prefix : <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:s :p "default" , 1 , "zwölf 十二"@zh-hans .
:nul :p2 "a\\u0000b" .
:g1 { :s :p "one" . :one a :Thing . }
:g2 { :s :p "two" . }
<http://example.org/g,3> { :s :p "three" . }
"""


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    process: subprocess.Popen[str]
    log: Path

    @property
    def sparql(self) -> str:
        return self.url + "/sparql"

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def connect(self, seconds: float = 30.0) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def raw(self, data: bytes, *, half_close: bool = False) -> bytes:
        """Send bytes and return everything that comes back until the server closes."""
        with self.connect() as connection:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            chunks = []
            while chunk := connection.recv(1 << 16):
                chunks.append(chunk)
        return b"".join(chunks)


@contextmanager
def serving(
    *words: str | Path, workspace: Path | None = None, patience: str = ""
) -> Iterator[Server]:
    """Start ``policykg serve`` with some options; end it, and see that it ends well.

    ``patience`` holds arguments of ``explorer.server.Patience`` for tests that cannot wait.
    """
    before = ("-w", str(workspace)) if workspace else ()
    code = COMMAND[2]
    if patience:
        code = (
            "from explorer.server import Guarded, Patience; "
            f"Guarded.patience = Patience({patience}); {code}"
        )
    command = [*COMMAND[:2], code, *before, "serve", "--port", "0", *map(str, words)]
    log = Path(os.environ.get("TMPDIR", "/tmp")) / f"policykg-serve-{os.getpid()}-{time.time_ns()}"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip().rstrip("/")
        assert url, log.read_text(encoding="utf-8")
        _await_ready(url)
        yield Server(url, process, log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            assert process.stdout is not None
            process.stdout.close()
            log.unlink()


def _await_ready(url: str) -> None:
    import httpx

    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if httpx.get(url + "/readyz", timeout=5).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"{url} was not ready within a minute")


def family(pid: int) -> list[int]:
    """Return the ids of all processes below one."""
    found: list[int] = []
    wanted = [pid]
    while wanted:
        parent = wanted.pop()
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = path.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found.append(int(path.parent.name))
                wanted.append(int(path.parent.name))
    return found


def zombies(pids: Sequence[int]) -> list[int]:
    """Return those of some processes that have ended and were not reaped."""
    found = []
    for pid in pids:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state == "Z":
            found.append(pid)
    return found
