"""A reader's own copy of a source text: recognised by its hash, or by its characters."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from loaders.evidence.blanks import checksum, restored
from loaders.evidence.limits import MAX_BYTES
from loaders.evidence.lock import DocumentLock
from ontology.files import write_whole

__all__ = ["Recognised", "keep", "recognise"]

_ENCODINGS: Final = ("utf-8", "gb18030", "utf-16", "big5")


@dataclass(frozen=True, slots=True)
class Recognised:
    """A copy that is the text of a document."""

    document: str
    file: str
    """Under which name the document expects its text."""
    data: bytes
    """The very bytes that were checked."""
    same: bool
    """Whether the copy has these bytes itself; else its blanks or its encoding were other ones."""


def recognise(data: bytes, locks: Iterable[DocumentLock]) -> list[Recognised]:
    """Return the documents whose checked text a copy is.

    Args:
        data: The bytes of the copy, in UTF-8 or another encoding of Chinese.
        locks: What the lock says of every document.
    """
    if len(data) > MAX_BYTES:
        return []
    sha = hashlib.sha256(data).hexdigest()
    locks = [lock for lock in locks if lock.source_sha256]
    found = [
        Recognised(lock.document, lock.source_file, data, True)
        for lock in locks
        if lock.source_sha256 == sha
    ]
    return found or _by_characters(data, locks)


def _by_characters(data: bytes, locks: list[DocumentLock]) -> list[Recognised]:
    found = []
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        characters = checksum(text)
        for lock in locks:
            whole = restored(text, lock.blanks) if lock.characters == characters else None
            again = whole.encode("utf-8", "surrogatepass") if whole is not None else b""
            if whole is not None and hashlib.sha256(again).hexdigest() == lock.source_sha256:
                found.append(Recognised(lock.document, lock.source_file, again, False))
        if found:
            break
    return found


def keep(copy: Recognised, folder: Path) -> Path:
    """Write a recognised text into the folder of sources; one that is there already stays.

    Raises:
        FileExistsError: another text stands there under its name.
        ValueError: its name is no plain file name.
    """
    if copy.file != Path(copy.file).name or copy.file in ("", ".", ".."):
        raise ValueError(copy.file)
    target = folder / copy.file
    if target.exists():
        if target.read_bytes() == copy.data:
            return target
        raise FileExistsError(target)
    folder.mkdir(parents=True, exist_ok=True)
    return write_whole(target, copy.data)
