"""Texts to draft from and files to draft into: what may be read, and what may be written."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from loaders.drafting.readers import simplified
from loaders.errors import LoadersError
from ontology.files import write_whole

__all__ = [
    "MAX_BYTES",
    "CannotDraft",
    "check_free",
    "language_of",
    "put_draft",
    "read_source",
    "replace_whole",
    "under_header",
    "write_new",
]

MAX_BYTES: Final = 4 * 1024 * 1024
"""A longer text is refused unread."""
_HAN: Final = re.compile("[\u3400-\u9fff]")
_LETTER: Final = re.compile(r"[^\W\d_]")
_KINDS: Final = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a zipped file such as DOCX"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)


_MEANING: Final = re.compile(r"^  (?:lead-rule|columns):.*?(?=^body:)", re.MULTILINE | re.DOTALL)
"""What the header says of lists and tables: without it the body would be read otherwise."""


class CannotDraft(LoadersError):
    """A text cannot be drafted from, or a draft cannot be written where it was asked for."""

    exit_code = 2


def read_source(path: Path) -> str:
    """Read a text file in UTF-8.

    Raises:
        CannotDraft: there is no such file, it is too long, or it is no text in UTF-8.
    """
    try:
        if not path.is_file():
            raise CannotDraft(
                f"{path}: there is no such text here: `policykg add FILE` reads one from a PDF, "
                "Word file or web page; a text that lies in a folder is found when "
                "POLICYKG_SOURCES names the folder; `policykg texts` obtains those that are known",
                f"{path}:此处没有这一文本:policykg add 文件 可从 PDF、Word 或网页读出;"
                "文本在某一文件夹时,请将 POLICYKG_SOURCES 设为该文件夹;"
                "已知的文本可用 policykg texts 取得",
            )
        if path.stat().st_size > MAX_BYTES:
            raise CannotDraft(
                f"{path} is longer than {MAX_BYTES // 1024 // 1024} MiB: split it",
                f"{path} 超过 {MAX_BYTES // 1024 // 1024} MiB:请分成几个文件",
            )
        data = path.read_bytes()
    except OSError as error:
        raise CannotDraft(
            f"{path} cannot be read: {error.strerror}", f"{path} 无法读取:{error.strerror}"
        ) from None
    kind = next((words for mark, words in _KINDS if data.startswith(mark)), None)
    if kind is not None:
        raise CannotDraft(
            f"{path} is {kind}, no text: take it in by `policykg add {path.name}` first",
            f"{path} 不是纯文本:请先运行 `policykg add {path.name}`",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CannotDraft(
            f"{path} is not UTF-8 (byte {error.start}): take it in by `policykg add "
            f"{path.name}` first",
            f"{path} 不是 UTF-8(第 {error.start} 字节):请先运行 `policykg add {path.name}`",
        ) from None
    if "\x00" in text:
        raise CannotDraft(f"{path} holds NUL bytes and is no text", f"{path} 含有空字节,不是文本")
    return text


def language_of(raw: str, name: str) -> str:
    """Return the language and script of a text: zh-hans or zh-hant.

    Raises:
        CannotDraft: it is in a language that no package reads.
    """
    letters = sum(1 for _ in _LETTER.finditer(raw))
    han = sum(1 for _ in _HAN.finditer(raw))
    if han * 5 < letters or not han:
        raise CannotDraft(
            f"{name}: only Chinese texts can be drafted; of its {letters} letters {han} are "
            f"Chinese",
            f"{name}:只能起草中文文本;{letters} 个文字中只有 {han} 个汉字",
        )
    plain = simplified(raw)
    changed = sum(1 for one, other in zip(raw, plain, strict=False) if one != other)
    return "zh-hant" if changed * 20 > han else "zh-hans"


def write_new(path: Path, text: str, *, same_is_fine: bool = False) -> bool:
    """Write a file that does not exist yet, or that is empty; whole or not at all.

    Args:
        path: Where to.
        text: What.
        same_is_fine: Whether a file that holds just this text is left alone.

    Returns:
        Whether it was written; not if it held the same text.

    Raises:
        CannotDraft: it holds something, is no plain file, or cannot be written.
    """
    check_free(path, text if same_is_fine else None)
    if path.exists() and path.stat().st_size:
        return False
    _write(path, text)
    return True


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError as error:
        raise CannotDraft(
            f"{path} cannot be written: {error.strerror}", f"{path} 无法写入:{error.strerror}"
        ) from None


def under_header(path: Path, draft: str) -> str | None:
    """Return a draft below the header that a file holds already, if it holds nothing else.

    ``policykg add`` writes headers, which a person may have corrected: they stay as they are.

    Returns:
        The header with the draft's body; the file's own text if that is what it holds; none if
        the file has another body, or is not there.
    """
    if not path.is_file() or path.stat().st_size > MAX_BYTES:
        return None
    text = path.read_text(encoding="utf-8", errors="replace")
    head, mark, body = text.partition("\nbody:")
    meaning = _MEANING.search(draft)
    if meaning and not re.search(r"^  (?:lead-rule|columns):", head, re.MULTILINE):
        head += "\n" + meaning[0].rstrip("\n")
    filled = head + mark + draft.partition("\nbody:")[2]
    return filled if mark and (body.strip() == "[]" or filled == text) else None


def put_draft(path: Path, text: str) -> bool:
    """Write a draft among the drafts: below the header that stands there, or as a new file.

    Returns:
        Whether anything was written.

    Raises:
        CannotDraft: the file holds another body, or cannot be written.
    """
    filled = under_header(path, text)
    if filled is None:
        return write_new(path, text, same_is_fine=True)
    return replace_whole(path, filled)


def replace_whole(path: Path, text: str) -> bool:
    """Put a text in the place of a file's own, whole or not at all; return whether it changed.

    Raises:
        CannotDraft: it cannot be written.
    """
    if path.read_bytes() == text.encode("utf-8"):
        return False
    _write(path, text)
    return True


def check_free(path: Path, same: str | None = None, option: str = "--into") -> None:
    """Refuse a file that holds something, before any work is done for it.

    Raises:
        CannotDraft: it holds something else than ``same``, or is no plain file in a folder.
    """
    if not path.parent.is_dir():
        raise CannotDraft(
            f"{path.parent} is no folder: make it first", f"{path.parent} 不是文件夹:请先建立"
        )
    if not path.exists() and not path.is_symlink():
        return
    if not path.is_file():
        raise CannotDraft(f"{path} is no plain file", f"{path} 不是普通文件")
    if path.stat().st_size and (same is None or path.read_bytes() != same.encode("utf-8")):
        raise CannotDraft(
            f"{path} holds something already and stays as it is: move it away or name another "
            f"file by {option}",
            f"{path} 已有内容,未作改动:请先移走,或用 {option} 另给文件名",
        )
