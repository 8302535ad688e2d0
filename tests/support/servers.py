"""Other SPARQL servers on loopback, started and stopped by tests, skipped where not installed."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

VIRTUOSO = """[Database]
DatabaseFile = {folder}/v.db
ErrorLogFile = {folder}/v.log
LockFile = {folder}/v.lck
TransactionFile = {folder}/v.trx
xa_persistent_file = {folder}/v.pxa
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {folder}/vt.db
TransactionFile = {folder}/vt.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 20
NumberOfBuffers = 20000
MaxDirtyBuffers = 10000
DirsAllowed = {folder}
VADInstallDir = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 1000000
"""


@dataclass(frozen=True)
class Peer:
    """Another SPARQL server: where to ask and where to put."""

    sparql: str
    store: str
    user: str = ""
    password: str = ""
    update: str = ""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def await_port(process: subprocess.Popen[bytes], url: str, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended at its start"
        try:
            if httpx.get(url, timeout=5).status_code < 500:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer within {seconds:g} seconds")


def find_oxigraph() -> str | None:
    beside = Path(sys.executable).parent / "oxigraph"
    return str(beside) if beside.is_file() else shutil.which("oxigraph")


@contextmanager
def oxigraph(folder: Path) -> Iterator[Peer]:
    """Run the native Oxigraph server."""
    program = find_oxigraph()
    if program is None:
        pytest.skip("the oxigraph server is not installed: pip install oxigraph")
    port = free_port()
    bind = f"127.0.0.1:{port}"
    command = [program, "serve", "--location", str(folder / "oxigraph"), "--bind", bind]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        await_port(process, f"http://{bind}/", 30)
        yield Peer(f"http://{bind}/query", f"http://{bind}/store", update=f"http://{bind}/update")
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def virtuoso(folder: Path) -> Iterator[Peer]:
    """Run Debian's Virtuoso, whose graph store asks for Digest authentication."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource-7-bin")
    http, sql = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(VIRTUOSO.format(folder=folder, http=http, sql=sql), encoding="utf-8")
    command = [program, "+foreground", "+configfile", str(ini)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=folder, stdout=quiet, stderr=quiet)
    try:
        root = f"http://127.0.0.1:{http}"
        await_port(process, f"{root}/sparql?query=ASK%7B%7D", 120)
        store, update = f"{root}/sparql-graph-crud-auth", f"{root}/sparql-auth"
        yield Peer(f"{root}/sparql", store, "dba", "dba", update)
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
