"""Zip files from elsewhere, read within limits: no path out of the folder, no link, no bomb."""

from __future__ import annotations

import lzma
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final

MAX_FILES: Final = 100_000
MAX_BYTES: Final = 4 * 1024**3
"""Of all files of an archive together, unpacked."""
_CHUNK: Final = 1024 * 1024
_UNREADABLE: Final = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    lzma.LZMAError,
)
"""What zipfile raises for bytes that are no archive, or one that it cannot read."""


class BadArchive(Exception):
    """An archive that is not unpacked; ``en`` and ``zh`` say why."""

    def __init__(self, path: Path, en: str, zh: str) -> None:
        super().__init__(f"{path}: {en}")
        self.en = f"{path}: {en}"
        self.zh = f"{path}:{zh}"


def inside(name: str) -> bool:
    """Tell whether a name of a file stays in its folder, on every system."""
    path = PurePosixPath(name)
    return (
        bool(path.parts)
        and not path.is_absolute()
        and ".." not in path.parts
        and not any(sign in name for sign in ("\\", "\x00", ":"))
        and path.as_posix() == name.rstrip("/")
    )


def unpack(path: Path, folder: Path, *, most: int = MAX_BYTES) -> None:
    """Unpack a zip into an empty folder.

    Args:
        path: The archive.
        folder: Where to; exists and is empty.
        most: Bytes of all files together.

    Raises:
        BadArchive: it is no zip, is damaged, or holds what is not unpacked; some files may be
            in the folder by then.
    """
    left = most
    with _opened(path) as archive:
        for info in archive.infolist():
            target = folder / info.filename
            if info.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with archive.open(info) as source, target.open("xb") as file:
                while piece := source.read(_CHUNK):
                    left -= len(piece)
                    if left < 0:
                        raise _too_large(path, most)
                    file.write(piece)


def copy_member(path: Path, name: str, target: IO[bytes], *, most: int = MAX_BYTES) -> bool:
    """Copy one file of a zip, piece by piece; tell whether it is in it.

    Raises:
        BadArchive: as :func:`unpack`.
    """
    left = most
    with _opened(path) as archive:
        if name not in archive.namelist():
            return False
        with archive.open(name) as source:
            while piece := source.read(_CHUNK):
                left -= len(piece)
                if left < 0:
                    raise _too_large(path, most)
                target.write(piece)
    return True


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive all of whose names may be unpacked; its faults become one kind of error."""
    try:
        if not path.is_file():  # a pipe would be waited for without end
            raise zipfile.BadZipFile("not a regular file")
        with zipfile.ZipFile(path) as archive:
            _refuse(path, archive.infolist())
            yield archive
    except _UNREADABLE as error:
        raise BadArchive(path, f"cannot be unpacked ({error})", f"无法解压({error})") from None


def _refuse(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MAX_FILES:
        raise BadArchive(
            path,
            f"holds {len(infos):,} files; at most {MAX_FILES:,} are unpacked",
            f"含 {len(infos):,} 个文件,上限为 {MAX_FILES:,}",
        )
    names: set[str] = set()
    for info in infos:
        shown = repr(info.filename[:80])
        kind = stat.S_IFMT(info.external_attr >> 16)
        if not inside(info.filename):
            raise BadArchive(path, f"{shown} leaves the folder", f"{shown} 超出文件夹")
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            raise BadArchive(path, f"{shown} is a link or a device", f"{shown} 是链接或设备")
        name = info.filename.rstrip("/").casefold()
        if name in names:
            raise BadArchive(path, f"{shown} is in it twice", f"{shown} 重复")
        names.add(name)


def _too_large(path: Path, most: int) -> BadArchive:
    return BadArchive(path, f"has more than {most:,} bytes unpacked", f"解压后超过 {most:,} 字节")
