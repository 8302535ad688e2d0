"""Open a file that may be anything, and tell by its bytes what it is."""

from __future__ import annotations

import hashlib
import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from loaders.intake.limits import MAX_FILE, MAX_PART, MAX_PARTS, MAX_UNPACKED, MB
from loaders.intake.refusals import Refused

Kind = Literal["pdf", "docx", "html", "txt"]
SUFFIXES: Final[dict[str, Kind]] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".txt": "txt",
    ".text": "txt",
    ".md": "txt",
}
"""Suffixes of the files that are read in a folder, and the kind they promise."""
REFUSED_SUFFIXES: Final = frozenset(
    (".doc", ".wps", ".ofd", ".odt", ".rtf", ".xls", ".xlsx", ".ppt", ".pptx", ".mht", ".mhtml")
)
"""Documents in a folder that are told of, not passed over."""
MAX_FILES: Final = 2_000

_MAGIC: Final[tuple[tuple[bytes, str, str], ...]] = (
    (b"{\\rtf", "rtf", ""),
    (b"\x89PNG", "image", ""),
    (b"\xff\xd8\xff", "image", ""),
    (b"GIF8", "image", ""),
    (b"II*\x00", "image", ""),
    (b"MM\x00*", "image", ""),
    (b"BM", "image", ""),
    (b"\x1f\x8b", "archive", "gzip"),
    (b"7z\xbc\xaf\x27\x1c", "archive", "7z"),
    (b"Rar!", "archive", "rar"),
    (b"BZh", "archive", "bzip2"),
    (b"\xfd7zXZ", "archive", "xz"),
    (b"\x7fELF", "binary", ""),
    (b"MZ\x90", "binary", ""),
    (b"\x00\x00\x00\x0cjP", "image", ""),
)
_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HTML: Final = re.compile(
    rb"<!doctype\s+html|<html[\s>]|<head[\s>]|<body[\s>]|<(?:div|table|meta|title|p)[\s>]", re.I
)
_OFFICE_XML: Final = re.compile(rb"<\?mso-application|<w:wordDocument|<pkg:package|office:document")
_MHTML: Final = re.compile(rb"content-type:\s*multipart/related", re.I)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it was given."""

    path: Path
    data: bytes
    sha256: str

    @property
    def name(self) -> str:
        """Its plain name."""
        return self.path.name


def listed(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that are named, and the documents in folders that are; no link is followed.

    A folder's files come in the order of their names, folders in it too.  What is no document in a
    folder (pictures, hidden files) is passed over.
    """
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            yield from _in_folder(path)
        else:
            yield path


def _in_folder(folder: Path) -> Iterator[Path]:
    entries: list[Path] = []
    for root, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        entries += [Path(root) / name for name in names if not name.startswith((".", "~$"))]
        if len(entries) > MAX_FILES * 50:
            break
    wanted = [p for p in entries if p.suffix.lower() in {*SUFFIXES, *REFUSED_SUFFIXES}]
    if len(wanted) > MAX_FILES:
        raise Refused("too-long", f"{MAX_FILES} files")
    yield from sorted(wanted)


def read_original(path: Path) -> Original:
    """Read a regular file, bounded; links, pipes and devices are refused unread.

    Raises:
        Refused: it cannot be read.
    """
    if path.is_symlink():
        raise Refused("link")
    try:
        flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))
    except FileNotFoundError:
        raise Refused("missing") from None
    except (OSError, ValueError) as error:
        raise Refused("unreadable", getattr(error, "strerror", None) or error) from None
    state = os.fstat(descriptor)
    if not stat.S_ISREG(state.st_mode):
        os.close(descriptor)
        raise Refused("special")
    with os.fdopen(descriptor, "rb") as stream:
        if state.st_size > MAX_FILE:
            raise Refused("too-large", MAX_FILE // MB)
        data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise Refused("too-large", MAX_FILE // MB)
    if not data:
        raise Refused("empty")
    return Original(path, data, hashlib.sha256(data).hexdigest())


def kind_of(data: bytes, suffix: str = "") -> Kind:
    """Tell what a file is by its bytes; its suffix decides only between old Word and WPS.

    Raises:
        Refused: it is nothing that is read here; the reason says what it is.
    """
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if data.startswith(_OLE):
        raise Refused(_of_ole(data, suffix))
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _of_zip(data)
    for magic, reason, detail in _MAGIC:
        if head.startswith(magic) and (magic != b"BM" or b"\x00" in head[:64]):
            raise Refused(reason, detail)
    return _of_text(data, head)


def _of_text(data: bytes, head: bytes) -> Kind:
    plain = head.replace(b"\x00", b"") if head.startswith(_BOMS[1:]) else head
    if _MHTML.search(plain):
        raise Refused("mhtml")
    if _OFFICE_XML.search(plain):
        raise Refused("office-xml")
    if _HTML.search(data[:65536].replace(b"\x00", b"")):
        return "html"
    if not head.startswith(_BOMS) and _is_binary(data):
        raise Refused("binary")
    return "txt"


def _is_binary(data: bytes) -> bool:
    """Whether bytes are no text: controls that no text has, unless it is UTF-16 without a mark."""
    sample = data[:65536]
    controls = sum(sample.count(bytes((code,))) for code in (*range(1, 9), *range(14, 27)))
    zeros = sample.count(0)
    if zeros and not _is_wide(sample):
        return True
    return controls * 50 > len(sample)


def _is_wide(sample: bytes) -> bool:
    """Whether every other byte of the line ends is zero, as in UTF-16."""
    return b"\n\x00" in sample or b"\x00\n" in sample or b" \x00" in sample or b"\x00 " in sample


def _of_ole(data: bytes, suffix: str) -> str:
    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        return "password"
    if holds("Workbook") or suffix in (".xls", ".et"):
        return "sheet"
    if holds("PowerPoint Document") or suffix in (".ppt", ".dps"):
        return "slides"
    return "wps" if suffix == ".wps" else "doc"


def _of_zip(data: bytes) -> Kind:
    archive = open_package(data)
    names = set(archive.namelist())
    if "word/document.xml" in names or (
        "[Content_Types].xml" in names and any(name.startswith("word/") for name in names)
    ):
        return "docx"
    if "OFD.xml" in names:
        raise Refused("ofd")
    if any(name.startswith("xl/") for name in names):
        raise Refused("sheet")
    if any(name.startswith("ppt/") for name in names):
        raise Refused("slides")
    if "content.xml" in names:
        raise Refused("odt")
    raise Refused("archive", "zip")


def open_package(data: bytes) -> zipfile.ZipFile:
    """Open a zip whose parts together are of a size that can be.

    Raises:
        Refused: damaged, locked, or a bomb by what it says of itself.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise Refused("damaged", error) from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Refused("bomb", MAX_UNPACKED // MB)
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused("password")
    return archive


def unpack(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Unpack one part, bounded whatever its head says; none where there is no such part.

    Raises:
        Refused: damaged, or larger than any honest part.
    """
    try:
        with archive.open(name) as stream:
            data = stream.read(MAX_PART + 1)
    except KeyError:
        return None
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError) as error:
        raise Refused("damaged", f"{name}: {error}") from None
    except NotImplementedError as error:
        raise Refused("damaged", error) from None
    if len(data) > MAX_PART:
        raise Refused("bomb", MAX_PART // MB)
    return data
