"""What a worker gives up before it reads a query, as far as the platform can take it away."""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PR_SET_NO_NEW_PRIVS: Final = 38
PR_SET_SECCOMP: Final = 22
ALL: Final = ("memory", "open-files", "written-bytes", "core-dumps")
"""Names of the limits, as :func:`confine` returns them where all hold."""
STACK: Final = 100 << 20
"""Below the 128 MiB that the kernel keeps free under a stack: deep syntax trees need it."""
RETIRE: Final = 64 << 10
"""KiB by which a worker may have grown before it is replaced by a fresh one."""


def can_fork() -> bool:
    """Tell whether workers can be forks that share the graph and are held to all limits.

    Asked of the system itself, not of its name; but macOS has a fork that its own libraries do
    not outlive.
    """
    if sys.platform == "darwin" or not hasattr(os, "fork") or not hasattr(socket, "send_fds"):
        return False
    try:
        import resource

        for end in socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET):
            end.close()
        return bool(resource.getpagesize() and _address_space())
    except (ImportError, AttributeError, OSError):
        return False


def prctl(option: int, value: int) -> None:
    """Ask the Linux kernel for something about this process."""
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def confine(memory: int, files: int = 0) -> tuple[str, ...]:
    """Give up every means a query could turn against the machine.

    Args:
        memory: bytes of address space allowed beyond what the graph takes already.
        files: how many a store on disk may still open; sockets are refused by a filter then.

    Returns:
        Names of the limits that hold from now on; :data:`ALL` where none is missing.
    """
    try:
        import resource
    except ImportError:  # Windows
        return ()
    prctl(PR_SET_NO_NEW_PRIVS, 1)  # first: it loads a library, and no file is opened later
    holding = []
    sockets_refused = not files or refuse_sockets()
    for name, limit, value in _limits(memory, files):
        try:
            resource.setrlimit(getattr(resource, limit), (value, value))
        except (AttributeError, ValueError, OSError):
            continue
        if sockets_refused or name != "open-files":
            holding.append(name)
    return tuple(holding)


_CALLS: Final = {
    "x86_64": (0xC000003E, 41),
    "aarch64": (0xC00000B7, 198),
    "riscv64": (0xC00000F3, 198),
}
"""Machine → its number in ``linux/audit.h``, and that of its call ``socket``."""
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13
"""What a filter returns: go on; fail with EACCES."""


def refuse_sockets() -> bool:
    """Let this thread, and all that it starts, make no socket from now on (seccomp(2)).

    A limit of open files does so too, but not where a store on disk has files to open.

    Returns:
        Whether the system does that.
    """
    if sys.platform != "linux" or os.uname().machine not in _CALLS:
        return False
    import ctypes

    machine, call = _CALLS[os.uname().machine]
    steps = (
        (_LOAD, 0, 0, 4),  # the machine, as in struct seccomp_data
        (_IF_EQUAL, 0, 3, machine),
        (_LOAD, 0, 0, 0),  # the call
        (_IF_EQUAL, 0, 1, call),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    program = struct.pack("@HP", len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.prctl(PR_SET_SECCOMP, 2, ctypes.create_string_buffer(program), 0, 0) == 0)


def _limits(memory: int, files: int = 0) -> Iterator[tuple[str, str, int]]:
    used = _address_space()
    if used:
        yield "memory", "RLIMIT_AS", used + memory
    # 0, 1 and 2 are taken: no file can be opened, but for those of a store on disk.
    yield "open-files", "RLIMIT_NOFILE", 3 if not files else _next_file() + files
    yield "written-bytes", "RLIMIT_FSIZE", 0
    yield "core-dumps", "RLIMIT_CORE", 0


def _next_file() -> int:
    """Return a number above those of all open files."""
    try:
        return 1 + max(int(open_.name) for open_ in Path("/proc/self/fd").iterdir())
    except (OSError, ValueError):
        return 256


def _address_space() -> int:
    """Return the bytes of address space in use; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except (OSError, ValueError):
        return 0
    import resource

    return pages * resource.getpagesize()


def expected() -> tuple[str, ...]:
    """Return the names of the limits that a worker can be held to here, without setting one."""
    try:
        import resource
    except ImportError:
        return ()
    # macOS has the name of the first, and does not hold anybody to it.
    return tuple(name for name, limit, _ in _limits(0) if hasattr(resource, limit))


def largest() -> int:
    """Return the most memory this process has had, in KiB; 0 where the system does not say."""
    try:
        import resource
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most >> 10 if sys.platform == "darwin" else most
