"""Zip files from elsewhere, read within limits: no path out of the folder, no link, no bomb.

How large they may be is a matter of the disk; archives of more than four gigabytes are in the long
form (ZIP64, APPNOTE.TXT 4.3.14).
"""

from __future__ import annotations

import lzma
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Final

from ontology.files import free_disk

MAX_FILES: Final = 100_000
UNASKED: Final = 4 * 1024**3
"""Bytes of all files of an archive, unpacked, up to which it may have shrunk in any way."""
SHRINKS: Final = 200
"""A larger archive has at least one byte for so many: N-Quads shrink to a twentieth or a fortieth,
and what shrinks to a thousandth was made to fill a disk."""
SPARE: Final = 1 << 28
"""Bytes that are left free on a disk, at most: of a small one, as in a container, a quarter."""
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


def unpack(path: Path, folder: Path, *, unasked: int = UNASKED) -> None:
    """Unpack a zip into an empty folder.

    Args:
        path: The archive.
        folder: Where to; exists and is empty.
        unasked: Bytes of all files together up to which it may have shrunk in any way.

    Raises:
        BadArchive: it is no zip, is damaged, or holds what is not unpacked, or more than the disk
            has room for; some files may be in the folder by then.
    """
    with _opened(path) as archive:
        _refuse_size(path, archive.infolist(), folder, unasked)
        for info in archive.infolist():
            target = folder / info.filename
            if info.is_dir():
                target.mkdir(parents=True, exist_ok=True)
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                _copy(archive, info, file)


def copy_member(path: Path, name: str, target: IO[bytes], *, unasked: int = UNASKED) -> bool:
    """Copy one file of a zip into a temporary file, piece by piece; tell whether it is in it.

    Raises:
        BadArchive: as :func:`unpack`.
    """
    with _opened(path) as archive:
        if name not in archive.namelist():
            return False
        info = archive.getinfo(name)
        _refuse_size(path, [info], Path(tempfile.gettempdir()), unasked)
        _copy(archive, info, target)
    return True


def _copy(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: IO[bytes]) -> None:
    """Copy a file of an archive; zipfile gives no more of it than the archive says it has."""
    with archive.open(info) as source:
        while piece := source.read(_CHUNK):
            target.write(piece)


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


def _refuse_size(path: Path, infos: list[zipfile.ZipInfo], folder: Path, unasked: int) -> None:
    """Refuse what the disk of a folder has no room for, or was made to fill it."""
    size = sum(info.file_size for info in infos)
    if size > max(unasked, SHRINKS * path.stat().st_size):
        raise BadArchive(
            path,
            f"has more than {unasked:,} bytes unpacked, and over {SHRINKS} for each of its own",
            f"解压后超过 {unasked:,} 字节,且超过其自身大小的 {SHRINKS} 倍",
        )
    free = free_disk(folder)
    room = free - min(SPARE, free // 4)
    if size > room:
        raise BadArchive(
            path,
            f"has {size:,} bytes unpacked, and the disk of {folder} has room for {room:,}",
            f"解压后为 {size:,} 字节,而 {folder} 所在磁盘仅余 {room:,} 字节",
        )
