"""The languages that can be read, in one visible list."""

from __future__ import annotations

from typing import Final

from loaders.languages.language import Language
from loaders.languages.zh.package import CHINESE

__all__ = ["LANGUAGES", "language_of", "recognised", "required_language"]

LANGUAGES: Final[tuple[Language, ...]] = (CHINESE,)
"""A new language is a package beside ``zh`` and one more entry here."""


def language_of(tag: str) -> Language | None:
    """Return the language that reads texts of a tag (``zh-hans``), or none.

    A text in a language without a package is refused, never read with another's rules.
    """
    return next((language for language in LANGUAGES if tag in language.tags), None)


def required_language(tag: str) -> Language:
    """Return the language of a text that was accepted.

    Raises:
        LookupError: no package reads the tag; such a text should have been refused.
    """
    language = language_of(tag)
    if language is None:
        raise LookupError(f"no language package reads {tag}")
    return language


def recognised(text: str) -> str | None:
    """Return the tag of a text's language and script, or none where no package knows it."""
    tags = (language.recognise(text) for language in LANGUAGES)
    return next((tag for tag in tags if tag is not None), None)
