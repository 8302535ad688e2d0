"""Literals that several kinds of facts write: editors' words, reasons, names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from loaders.rdf.nquads import en, escape, spoken, zh
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

_MARKS: Final = {ord(mark): None for mark in "“”"}


def names_to_find(names: Iterable[str | None]) -> Iterator[str]:
    """Yield every written form once, and without its quotation marks where it bears any.

    The marks belong to the text and not to the name: 六个一批 finds “六个一批”.
    """
    given = [name for name in names if name]
    bare = [name.translate(_MARKS) for name in given if "“" in name or "”" in name]
    yield from dict.fromkeys((*given, *filter(None, bare)))


def in_languages(words: str | R.Label) -> tuple[str, ...]:
    """Write an editor's words: in both languages, or in the one they are in."""
    return (spoken(words),) if isinstance(words, str) else (zh(words.zh), en(words.en))


def reasons(name: str, why: str | R.Label) -> tuple[str, ...]:
    """Write why a field is inferred: its name, a colon, the reason."""
    if isinstance(why, str):
        return (f'"{escape(name)}: {escape(why)}"',)
    return zh(f"{name}: {why.zh}"), en(f"{name}: {why.en}")
