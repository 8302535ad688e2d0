"""The index of the search: two-character grams of every section, as one script.

Chinese has no blanks between words, and stock indexes of words find nothing in it.  Here each pair
of neighbouring letters is a key; a word is looked up by all its pairs, and what they point at is
then read for the word itself.  The index is a script and no data file, since a page that is opened
from a disk may load scripts and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from tools.docsite.markdown import Section
from tools.docsite.plan import Page

_RUNS: Final = re.compile(r"[^\W_]+")
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Entry:
    """A section as the search shows it."""

    address: str
    language: str
    page: str
    heading: str
    text: str


def entries(page: Page, sections: Iterable[Section]) -> Iterator[Entry]:
    """Yield the sections of a page that say anything."""
    for section in sections:
        text = " ".join(" ".join(section.text).split())
        if text or section.heading:
            anchor = f"#{section.anchor}" if section.anchor and section.level > 1 else ""
            heading = section.heading if section.level > 1 else ""
            yield Entry(page.address + anchor, page.language, page.title, heading, text)


def grams(text: str) -> set[str]:
    """Return the pairs of neighbouring letters and digits of a text, in small letters."""
    runs = _RUNS.findall(text.lower())
    return {run[at : at + 2] for run in runs for at in range(len(run) - 1)}


def script(found: list[Entry]) -> str:
    """Return the script that holds the sections and, for each pair, which of them have it.

    Numbers of sections are written as distances in base 36, with blanks between them.
    """
    places: dict[str, list[int]] = {}
    for number, entry in enumerate(found):
        for gram in sorted(grams(f"{entry.page} {entry.heading} {entry.text}")):
            places.setdefault(gram, []).append(number)
    index = {gram: _distances(numbers) for gram, numbers in sorted(places.items())}
    rows = [[e.address, e.language, e.page, e.heading, e.text] for e in found]
    data = json.dumps({"sections": rows, "grams": index}, ensure_ascii=False, separators=(",", ":"))
    return f"window.policykgSearch = {data};\n"


def _distances(numbers: list[int]) -> str:
    return " ".join(_base36(b - a) for a, b in zip([0, *numbers], numbers, strict=False))


def _base36(number: int) -> str:
    digits = ""
    while number or not digits:
        number, rest = divmod(number, 36)
        digits = _DIGITS[rest] + digits
    return digits
