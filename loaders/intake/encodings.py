"""Which encoding a text is in; the only door to charset-normalizer."""

from __future__ import annotations

import codecs
import re
from typing import Final

from loaders.intake.characters import is_private
from loaders.intake.refusals import Refused

__all__ = ["decode", "preload"]

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHINESE: Final = ("gb18030", "big5hkscs", "big5")
_WIDE: Final = ("utf-16-le", "utf-16-be")
_GUESSED: Final = ["gb18030", "big5", "big5hkscs", "utf_8", "cp1252", "shift_jis", "euc_kr"]
_SAMPLE: Final = 200_000
_DECLARED: Final = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,20})", re.I)
_XML_DECLARED: Final = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,20})")
_FAMILY: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "big5": "big5hkscs",
}
_COMMON: Final = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动"
    "市区政府工作建设经济产业企业项目单位责任推进加强实施完善服务管理发展行动计划方案意见通知關於實"
    "責單業設經濟產發動計劃見進強務與為國對時學總會"
)


def preload() -> None:
    """Load all codecs, for a process that can open no file afterwards."""
    names = (*_CHINESE, *_WIDE, "utf-16", "utf-32", "utf-8-sig", "cp1252", "latin-1", "gbk")
    for name in (*names, "cp437", "ascii", "gb2312", "shift_jis", "euc_kr"):
        codecs.lookup(name)
    try:
        import charset_normalizer  # noqa: F401
    except ImportError:
        return
    _guess("一個中文測試文本,用以載入所需模組。".encode("big5"))


def decode(data: bytes, *, declared: bool = False) -> tuple[str, str]:
    """Return a text and the encoding it was in.

    Args:
        data: The bytes.
        declared: Whether they may say their encoding themselves, as a web page does.

    Raises:
        Refused: no encoding fits, or the library that tells them apart is missing.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            marked = _strict(data, name)
            if marked is None:
                raise Refused("encoding")
            return marked, name.removesuffix("-sig")
    text = _strict(data, "utf-8")
    if text is not None and "\x00" not in text:
        return text, "utf-8"
    stated = _declaration(data) if declared else None
    if stated is not None:
        page = _strict(data, stated) or _nearly(data, stated)
        if page is not None:
            return page, stated
    if b"\x00" in data[:_SAMPLE]:
        return _best(data, _WIDE)
    return _by_library(data)


def _declaration(data: bytes) -> str | None:
    found = _DECLARED.search(data[:8192]) or _XML_DECLARED.search(data[:400])
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    name = _FAMILY.get(name, name)
    try:
        codecs.lookup(name)
    except LookupError:
        return None
    return name


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError):
        return None


def _nearly(data: bytes, name: str) -> str | None:
    """Decode a page whose author pasted in a few bytes of another encoding."""
    try:
        text = data.decode(name, "replace")
    except (UnicodeError, LookupError):
        return None
    return text if text.count("\ufffd") * 200 < len(text) else None


def _best(data: bytes, names: tuple[str, ...]) -> tuple[str, str]:
    read = [(_share(text), text, name) for name in names if (text := _strict(data, name))]
    if not read or max(read)[0] < 0.2:
        raise Refused("encoding")
    _, text, name = max(read)
    return text, name


def _by_library(data: bytes) -> tuple[str, str]:
    guessed = _guess(data[:_SAMPLE])
    names = dict.fromkeys([*([guessed] if guessed else []), *_CHINESE, "cp1252"])
    for name in names:
        read = _strict(data, name)
        if read is not None and _is_sound(read):
            return _clearly_better(data, read, name) or (read, name)
    text = _nearly(data, "utf-8")
    if text is not None:
        return text, "utf-8"
    for name in ("gb18030", "big5hkscs"):
        text = _nearly(data, name)
        if text is not None and _share(text) > 0.15:
            return text, name
    raise Refused("encoding")


def _clearly_better(data: bytes, text: str, name: str) -> tuple[str, str] | None:
    """Prefer the other Chinese encoding where its reading has far more of the common characters."""
    if name not in _CHINESE:
        names: tuple[str, ...] = _CHINESE
    else:
        names = ("gb18030",) if name.startswith("big5") else ("big5hkscs", "big5")
    for other in names:
        read = _strict(data, other)
        if read is not None and _share(read) > 1.5 * _share(text) + 0.05:
            return read, other
    return None


def _share(text: str) -> float:
    sample = [char for char in text[:_SAMPLE] if not char.isspace()]
    return sum(char in _COMMON for char in sample) / max(1, len(sample))


def _is_sound(text: str) -> bool:
    sample = text[:_SAMPLE]
    return sum(map(is_private, sample)) * 50 <= len(sample)


def _guess(data: bytes) -> str | None:
    """Ask the library which of the usual encodings it is."""
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        raise Refused("library", "charset-normalizer") from None
    best = from_bytes(data, cp_isolation=_GUESSED, preemptive_behaviour=False).best()
    return best.encoding if best is not None else None
