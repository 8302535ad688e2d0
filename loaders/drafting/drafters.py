"""The drafters, as a list that everybody can see; rules are always there.

A drafter takes a text and returns a draft.  To add one, write a function and put it in
:data:`DRAFTERS`: the command line offers it by its name, and :func:`draft_text` merges what the
chosen ones say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from loaders.drafting.merge import merge
from loaders.drafting.model import Draft
from loaders.drafting.rules import draft_by_rules
from loaders.drafting.text import Text, read_text
from loaders.languages.registry import recognised

__all__ = ["DRAFTERS", "Drafter", "draft_text"]


@dataclass(frozen=True, slots=True)
class Drafter:
    """Something that reads a text and proposes facts."""

    name: str
    """What the command line and the fields' ``said_by`` call it."""
    about: tuple[str, str]
    """What it does, in English and in Chinese."""
    draft: Callable[[Text], Draft]
    tags: frozenset[str]
    """The languages that it reads, as ``source.language`` names them; from others it abstains."""


DRAFTERS: Final[tuple[Drafter, ...]] = (
    Drafter(
        "rules",
        (
            "rules for numbering, brackets, tables, numbers and names",
            "规则:编号、括号、表格、数值、名称",
        ),
        draft_by_rules,
        frozenset({"zh-hans", "zh-hant"}),
    ),
)
"""Every drafter, the leading one first."""


def draft_text(raw: str, names: Sequence[str] = ("rules",)) -> Draft:
    """Draft the facts of a text by the drafters named, and merge them.

    Args:
        raw: The text as obtained.
        names: Names of :data:`DRAFTERS`; the first one leads.

    Returns:
        The draft; without any fact where no drafter reads the language of the text.

    Raises:
        KeyError: no drafter has such a name.
    """
    known = {one.name: one for one in DRAFTERS}
    chosen = [known[name] for name in names]
    tag = recognised(raw)
    reading = [one for one in chosen if tag in one.tags]
    if not reading:
        return Draft(raw=raw, plan=False)
    text = read_text(raw)
    return merge([(one.name, one.draft(text)) for one in reading])
