"""Bytes of a file, before anything is read in them: bounded, regular, plain UTF-8."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import Final

from loaders.problems import Position, Problem
from ontology.files import READING

MAX_BYTES: Final = 4 * 1024 * 1024

CONTROL: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
"""Characters that no editor shows, that only some take for the end of a line, or that turn
the direction of the text around them."""


def read_bytes(path: Path, file: str) -> tuple[bytes | None, list[Problem]]:
    """Read a regular file of at most :data:`MAX_BYTES`; never a device, pipe or endless link."""
    return read_regular(path, file, MAX_BYTES)


def read_regular(path: Path, file: str, limit: int) -> tuple[bytes | None, list[Problem]]:
    """Read a regular file of at most ``limit`` bytes, or say why not."""
    try:
        descriptor = os.open(path, READING)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        return None, [
            _whole(file, "file-unreadable", f"cannot be read: {reason}", f"无法读取:{reason}")
        ]
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None, [
                _whole(
                    file,
                    "file-irregular",
                    "is not a regular file; put a plain text file here",
                    "不是普通文件;请放置一个纯文本文件",
                )
            ]
        if status.st_size > limit:
            return None, [_too_large(file, status.st_size, limit)]
        with os.fdopen(os.dup(descriptor), "rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        return None, [
            _whole(file, "file-unreadable", f"cannot be read: {reason}", f"无法读取:{reason}")
        ]
    finally:
        os.close(descriptor)
    if len(data) > limit:
        return None, [_too_large(file, len(data), limit)]
    return data, []


def _whole(file: str, rule: str, en: str, zh: str) -> Problem:
    return Problem(rule, Position(file), f"the file {en}", f"文件{zh}")


def _too_large(file: str, size: int, limit: int) -> Problem:
    return _whole(
        file,
        "file-too-large",
        f"has {size:,} bytes; at most {limit:,} are read: divide it",
        f"有 {size:,} 字节,上限为 {limit:,}:请拆分",
    )


def empty_file(file: str) -> Problem:
    """Return the problem of a file without content."""
    return _whole(
        file,
        "file-empty",
        "is empty: it must hold a map, for facts `document:` and `body:`",
        "是空的:应含一个映射,事实文件须有 document: 与 body:",
    )


def check_bytes(data: bytes, file: str) -> list[Problem]:
    """Return what keeps bytes from being read as YAML text at all; at most one problem."""
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return [
            _whole(
                file,
                "file-encoding",
                "begins with a byte order mark: save it as UTF-8 without BOM",
                "以字节顺序标记开头:请另存为无 BOM 的 UTF-8",
            )
        ]
    if len(data) > MAX_BYTES:
        return [_too_large(file, len(data), MAX_BYTES)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return [_bad_utf8(data, error, file)]
    found = CONTROL.search(text)
    if found is None:
        return []
    at = _place(text, found.start(), file)
    code = f"U+{ord(found.group()):04X}"
    return [
        Problem(
            "file-character",
            at,
            f"the invisible character {code} stands here: delete it",
            f"此处有不可见字符 {code}:请删去",
        )
    ]


def _bad_utf8(data: bytes, error: UnicodeDecodeError, file: str) -> Problem:
    before = data[: error.start].decode("utf-8")
    byte = data[error.start]
    return Problem(
        "file-encoding",
        _place(before, len(before), file),
        f"the byte 0x{byte:02X} here is not UTF-8: save the file as UTF-8",
        f"此处字节 0x{byte:02X} 不是 UTF-8:请将文件另存为 UTF-8",
    )


def _place(text: str, offset: int, file: str) -> Position:
    start = text.rfind("\n", 0, offset) + 1
    return Position(file, text.count("\n", 0, offset) + 1, offset - start + 1)
