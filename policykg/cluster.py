"""A Dask cluster whose workers share the work on a workspace.

The scheduler hands whole documents out in batches and gives those of a worker that dies to
another.  All workers see the folder of the workspace, its sources and its build folder under
the same path, and write their shards there; they answer with what is short.  A worker that
runs other code would make other bytes, so it is refused before it is given anything.
"""

from __future__ import annotations

import hashlib
import socket
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import graph
from loaders.errors import LoadersError
from loaders.reuse.code import code_digest
from loaders.workspace import SETTINGS_FILE
from ontology.processes import Elsewhere

__all__ = ["ClusterError", "cluster", "software"]

PATIENCE: Final = 15
"""Seconds until a scheduler answers and has a worker."""


class ClusterError(LoadersError):
    """A cluster cannot be used: it is not there, or its workers are not like this process."""

    exit_code = 2


@lru_cache(maxsize=1)
def software() -> str:
    """Return a digest of all that the bytes of a shard depend on beside the facts."""
    digest = hashlib.sha256(f"{code_digest()} {zlib.ZLIB_RUNTIME_VERSION}".encode())
    folder = Path(graph.__file__ or "").parent
    for path in sorted(folder.rglob("*.py")):
        digest.update(f"\0{path.relative_to(folder)}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


@contextmanager
def cluster(address: str, workspace: Path) -> Iterator[Elsewhere]:
    """Connect to the workers of a cluster.

    Args:
        address: Of its scheduler, such as ``tcp://10.0.0.5:8786``.
        workspace: The folder that all workers must see under this path.

    Yields:
        The workers.  A batch that kills one worker after the other is given up as an error.

    Raises:
        ClusterError: the extra is missing, nobody answers, there is no worker, one of them is of
            another version or does not see the folder, or too many of them died.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise ClusterError(
            "Dask is not installed: pip install 'policykg[cluster]'",
            "未安装 Dask:请运行 pip install 'policykg[cluster]'",
        ) from None
    client = _connected(Client, address)
    try:
        settings = workspace.resolve() / SETTINGS_FILE
        guard = partial(refuse_other, software(), settings, _digest_of(settings))
        workers = client.run(_told, settings, on_error="return")
        for worker, told in sorted(workers.items()):
            _refuse(worker, told, software(), settings)
        executor = client.get_executor(pure=False)
        yield Elsewhere(executor, max(1, len(workers)), guard, _Watch(client, address))
    except KilledWorker as error:
        raise ClusterError(
            f"a batch of documents was given up, as every worker that took it died: {error}; see "
            "the log of the workers, they may have too little memory",
            f"一批文件无法完成,接手的工作进程都已中止:{error};请查看其日志,可能内存不足",
        ) from None
    except CancelledError:  # by the library, once it has lost the scheduler
        raise _gone(address) from None
    finally:
        client.close()


class _Watch:
    """Ends the work when the scheduler is gone, or when no worker has come back for a while."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address
        self.since: float | None = None

    def __call__(self) -> None:
        """Look at the cluster; raises :class:`ClusterError`."""
        if self._works():
            self.since = None
            return
        now = time.monotonic()
        self.since = self.since or now
        if now - self.since > PATIENCE:
            raise _gone(self.address)

    def _works(self) -> bool:
        if self.client.status != "running":
            return False
        try:
            return bool(self.client.scheduler_info().get("workers"))
        except Exception:  # whatever the library raises when nobody answers
            return False


def _gone(address: str) -> ClusterError:
    return ClusterError(
        f"the scheduler at {address}, or the last of its workers, has gone: start it again, and "
        "run the command again; what is done is kept",
        f"{address} 的调度器或最后一个工作进程已退出:请重新启动后再运行本命令,已完成的部分会保留",
    )


def _knock(address: str) -> None:
    """Look whether anybody listens at an address of the form ``tcp://host:port``.

    Raises:
        ValueError: it is no such address.
        OSError: nobody listens there.
    """
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    if parts.scheme not in ("tcp", "tls") or not parts.hostname or not parts.port:
        raise ValueError("an address is tcp://HOST:PORT or tls://HOST:PORT")
    socket.create_connection((parts.hostname, parts.port), timeout=PATIENCE).close()


def _connected(client: Any, address: str) -> Any:
    try:
        _knock(address)  # the library starts threads before it knows whether anybody answers
        connected = client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise ClusterError(
            f"no scheduler answers at {address} ({error}): start one by `dask scheduler`",
            f"{address} 没有调度器应答({error}):请用 dask scheduler 启动",
        ) from None
    try:
        connected.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        connected.close()
        raise ClusterError(
            f"the scheduler at {address} has no worker: start some by `dask worker {address}`",
            f"{address} 的调度器没有工作进程:请用 dask worker {address} 启动",
        ) from None
    return connected


# -- in the workers --------------------------------------------------------------------------


def _told(settings: Path) -> tuple[str, str]:
    """Return which software a worker runs, and what it sees of a workspace."""
    return software(), _digest_of(settings)


def refuse_other(version: str, settings: Path, digest: str) -> None:
    """End a batch in a worker that runs another version, or that does not see the workspace.

    Raises:
        ClusterError: it is such a worker; it may have joined after the work began.
    """
    if software() != version:
        raise _other_version("")
    if _digest_of(settings) != digest:
        raise _other_folder("", settings)


def _refuse(worker: str, told: object, version: str, settings: Path) -> None:
    if not isinstance(told, tuple) or told[0] != version:
        raise _other_version(worker)
    if told[1] != _digest_of(settings):
        raise _other_folder(worker, settings)


def _other_version(worker: str) -> ClusterError:
    return ClusterError(
        f"{_named(worker)} runs another version of policykg, Python or zlib and would make "
        "other bytes: install the same on all machines, and start the workers again",
        f"工作进程{_spaced(worker)}的 policykg、Python 或 zlib 版本不同,结果会不一致:"
        "请在各机器安装相同版本,再重启工作进程",
    )


def _other_folder(worker: str, settings: Path) -> ClusterError:
    return ClusterError(
        f"{_named(worker)} does not see {settings} as it is here: put the workspace into a "
        "folder that all machines see under the same path",
        f"工作进程{_spaced(worker)}看不到相同的 {settings}:"
        "请将工作区放在各机器以同一路径可见的文件夹",
    )


def _named(worker: str) -> str:
    return f"the worker {worker}" if worker else "a worker that joined later"


def _spaced(worker: str) -> str:
    return f" {worker} " if worker else "(后来加入)"


def _digest_of(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""
