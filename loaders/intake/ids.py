"""Readable ids of documents: the title in pinyin, its year behind it."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

MAX_SYLLABLES: Final = 8
_ID: Final = re.compile(r"[a-z][a-z0-9-]{0,79}")
_NOISE: Final = re.compile(
    r"关于|關於|印发|印發|转发|的?通知|的|若干|进一步|進一步|《|》|[（(][^（）()]{1,30}[）)]|[^一-龥A-Za-z0-9]+"
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_OFFICE: Final = re.compile(
    r"^.{2,30}?(?:人民政府(?:办公[室厅])?|委员会|[市县区省]委(?:办公[室厅])?|局|厅)\s*(?=关于|關於|印发|印發|转发)"
)


def is_id(text: str) -> bool:
    """Whether an id may be given to a document."""
    return _ID.fullmatch(text) is not None


def id_of(title: str, year: str = "", place: str = "") -> str:
    """Spell a title as an id.

    Args:
        title: In Chinese or English.
        year: Of the document.
        place: Its jurisdiction, which comes first where the title does not name it.
    """
    from pypinyin import lazy_pinyin

    found = _YEAR.search(title)
    year = year or (found.group() if found else "")
    words = (
        _NOISE.sub(" ", _OFFICE.sub("", title)).replace("年", " ")
        if found
        else _NOISE.sub(" ", _OFFICE.sub("", title))
    )
    words = _YEAR.sub(" ", words)
    name = (
        re.sub(r"(?:省|市|县|区|镇|乡|街道|自治区|自治州)$", "", place) if len(place) > 2 else place
    )
    if name and name not in words:
        words = f"{name} {words}"
    parts = [
        part
        for word in lazy_pinyin(words)
        for part in re.split(r"[^a-z0-9]+", word.lower())
        if part
    ]
    text = "-".join(parts[: MAX_SYLLABLES + (2 if name else 0)])
    text = text[:60].rstrip("-") or "document"
    if not text[0].isalpha():
        text = f"d-{text}"
    return f"{text}-{year}" if year and year not in text else text


def free_id(wanted: str, taken: Collection[str]) -> str:
    """Return an id that is free: `-b`, `-c` … is added, as `-2` is another version."""
    if wanted not in taken:
        return wanted
    for number in range(1, 26 * 27):
        letters = (
            chr(97 + number % 26) if number < 26 else chr(96 + number // 26) + chr(97 + number % 26)
        )
        if f"{wanted}-{letters}" not in taken:
            return f"{wanted}-{letters}"
    raise ValueError(wanted)


def version_id(root: str, taken: Collection[str]) -> str:
    """Return the id of the next version of a document."""
    number = 2
    while f"{root}-{number}" in taken:
        number += 1
    return f"{root}-{number}"
