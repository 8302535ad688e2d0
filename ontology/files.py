"""Files written whole or not at all, whatever ends the writing: a full disk, a kill, an error.

The new content is written beside the file and put in its place at once.  What the file was
besides its content stays: its mode, and the symbolic link by which it is reached.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import Path
from typing import IO, Final

_NUMBERS: Final = count()
_PIECE: Final = 1 << 20
_AS_IT_IS: Final = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
"""Windows would else turn line ends into others."""
READING: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _AS_IT_IS
"""Flags to open what may be a pipe, without waiting for its other end where that is possible."""
CREATING: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _AS_IT_IS
"""Flags to make a file that is not there."""


class NotReplaceable(OSError):
    """A file whose place no other can take: a device, a pipe, one that has a second name."""

    def __init__(self, path: Path, en: str, zh: str) -> None:
        super().__init__(errno.EINVAL, en, str(path))
        self.en = f"{path}: {en}"
        self.zh = f"{path}:{zh}"


def read_whole(path: Path, most: int) -> bytes:
    """Return the bytes of a regular file; a pipe is not waited for, a device not read for ever.

    Args:
        path: The file.
        most: So many bytes it may have.

    Raises:
        OSError: it cannot be read, is no regular file, or is larger.
    """
    descriptor = os.open(path, READING)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"larger than {most:,} bytes", str(path))
    return data


def write_whole(path: Path, data: bytes | str | Iterable[bytes]) -> Path:
    """Put new content in the place of a file, or make the file.

    Args:
        path: The file; a symbolic link stays, and what it points to gets the content.
        data: The content; text is written as UTF-8, its line ends as they are.

    Returns:
        The path as given.

    Raises:
        NotReplaceable: there is something else than a regular file with one name.
        OSError: it cannot be written; what was there is unchanged.
    """
    target = Path(os.path.realpath(path))
    mode = _mode(path, target)
    beside = target.with_name(f".policykg-{os.getpid()}-{next(_NUMBERS)}.part")
    descriptor = os.open(beside, CREATING, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in _pieces(data):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            beside.chmod(mode)
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return path


def file_pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a file from its beginning, a megabyte at a time."""
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


def free_disk(folder: Path) -> int:
    """Return how many bytes may still be written to the disk of a folder, which need not exist."""
    there = next(one for one in (folder, *folder.resolve().parents) if one.is_dir())
    try:
        return shutil.disk_usage(there).free
    except (AttributeError, OSError):  # a system that does not tell refuses nothing beforehand
        return sys.maxsize


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder onto the disk, where a system lets a folder be opened for it."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # Windows, which keeps names in a journal of its own
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pieces(data: bytes | str | Iterable[bytes]) -> Iterable[bytes]:
    if isinstance(data, str):
        return (data.encode("utf-8"),)
    return (data,) if isinstance(data, bytes) else data


def _mode(path: Path, target: Path) -> int | None:
    """Return the mode of the file that is to be replaced, or nothing where there is none."""
    try:
        status = target.stat()
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(status.st_mode):
        raise NotReplaceable(
            path,
            "is a device or a pipe, not a file: name a file, or let the output go to the screen",
            "是设备或管道,不是文件:请指定一个文件,或直接输出到屏幕",
        )
    if status.st_nlink > 1:
        raise NotReplaceable(
            path,
            "has a second name (a hard link), which would keep the old content: "
            "remove one of the two names first",
            "另有一个硬链接名称,替换后仍是旧内容:请先删去其中一个名称",
        )
    return stat.S_IMODE(status.st_mode)
