"""How much of everything a file may ask for, and how the child process is held to it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

MB: Final = 1 << 20
MAX_FILE: Final = 100 * MB
"""Bytes of a file that is opened at all."""
MAX_PART: Final = 64 * MB
"""Bytes of one unpacked part of a package."""
MAX_UNPACKED: Final = 256 * MB
"""Bytes that all parts of a package say they unpack to; pictures are never unpacked."""
MAX_PARTS: Final = 20_000
MAX_TEXT: Final = 4 * MB
"""Bytes of UTF-8 of a text: what :mod:`loaders.sources` reads."""
MAX_PAGES: Final = 2_000
MEMORY: Final = 1_536 * MB
"""Bytes of address space of the child."""
SECONDS: Final = 60
"""Of processor time and, doubled, of waiting."""
_PR_SET_NO_NEW_PRIVS: Final = 38
_CLONE_NEWUSER_NEWNET: Final = 0x10000000 | 0x40000000

_FORBIDDEN: Final = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.fork",
    "os.spawn",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.truncate",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.kill",
    "shutil.",
    "urllib.",
    "webbrowser.",
    "ctypes.dlopen",
    "winreg.",
)


def confine(memory: int = MEMORY, seconds: int = SECONDS) -> list[str]:
    """Give up, for good, every means that a hostile file could turn against the machine.

    To be called once everything is imported: no file can be opened afterwards.

    Returns:
        Names of the limits that hold on this platform.
    """
    holding = ["calls"]
    holding += _network()
    try:
        import resource
    except ImportError:  # Windows: the wall deadline of the parent and the hook remain
        resource = None  # type: ignore[assignment]
    if resource is not None:
        rows: tuple[tuple[str, int], ...] = (
            ("RLIMIT_AS", memory),
            ("RLIMIT_CPU", seconds),
            ("RLIMIT_FSIZE", 0),
            ("RLIMIT_CORE", 0),
            ("RLIMIT_NOFILE", 3),  # 0, 1 and 2 are taken: no socket, no file can be opened
        )
        for name, value in rows:
            try:
                resource.setrlimit(getattr(resource, name), (value, value))
            except (AttributeError, ValueError, OSError):  # macOS has no limit of address space
                continue
            holding.append(name)
    sys.addaudithook(_refuse)
    return holding


def _network() -> list[str]:
    """Leave the network and take no new rights, where the kernel lets a plain user do that."""
    if sys.platform != "linux":
        return []
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return ["network"] if libc.unshare(_CLONE_NEWUSER_NEWNET) == 0 else []


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """Stop a call that no reading of a document needs (an audit hook cannot be taken off)."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"a document may not call {event}")
    if event == "open" and len(arguments) > 1 and _writes(arguments[1]):
        raise PermissionError("a document may not write")


def _writes(mode: object) -> bool:
    return isinstance(mode, str) and bool(set(mode) & set("wax+"))


def import_path() -> list[str]:
    """Return where the child finds what this process has imported."""
    return list(_absolute(sys.path))


def _absolute(entries: Iterable[str]) -> Iterable[str]:
    for entry in entries:
        yield str(Path(entry or ".").absolute())
