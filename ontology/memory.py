"""How much memory is left, so that what needs more can be refused instead of being killed."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

__all__ = ["free_memory"]

_MEMINFO: Final = Path("/proc/meminfo")
_CGROUP: Final = Path("/sys/fs/cgroup")


def free_memory() -> int | None:
    """Return how many bytes this process may still take; none where the system does not say.

    The least of what the machine has left, its container, and the limit of the process (``ulimit
    -v``).  Swap does not count: what walks through a network would wait for it for hours.
    """
    if sys.platform != "linux":
        return None
    left = [one for one in (_of_machine(), _of_container(), _of_process()) if one is not None]
    return max(0, min(left)) if left else None


def _of_machine() -> int | None:
    with suppress(OSError, ValueError, StopIteration):
        lines = _MEMINFO.read_text(encoding="ascii").splitlines()
        return 1024 * int(next(x for x in lines if x.startswith("MemAvailable:")).split()[1])
    return None


def _of_container() -> int | None:
    """Return what the nearest control groups with a limit leave (version 2)."""
    with suppress(OSError, ValueError, IndexError):
        own = Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines()[0]
        folder = _CGROUP / own.rpartition(":")[2].lstrip("/")
        left = []
        for group in (folder, *folder.parents):
            if not group.is_relative_to(_CGROUP):
                break
            with suppress(OSError, ValueError):
                most = int((group / "memory.max").read_text(encoding="ascii"))
                used = int((group / "memory.current").read_text(encoding="ascii"))
                left.append(most - used + _cached(group))
        return min(left, default=None)
    return None


def _cached(group: Path) -> int:
    """Return what of a group's memory are files that can be dropped."""
    lines = (group / "memory.stat").read_text(encoding="ascii").splitlines()
    return sum(int(x.split()[1]) for x in lines if x.startswith("inactive_file "))


def _of_process() -> int | None:
    try:
        import resource
    except ImportError:  # no such module: Windows
        return None
    limit, _ = resource.getrlimit(resource.RLIMIT_AS)
    if limit == resource.RLIM_INFINITY:
        return None
    with suppress(OSError, ValueError, IndexError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        return limit - pages * os.sysconf("SC_PAGE_SIZE")
    return None
