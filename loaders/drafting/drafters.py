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

__all__ = ["DRAFTERS", "Drafter", "draft_text"]


@dataclass(frozen=True, slots=True)
class Drafter:
    """Something that reads a text and proposes facts."""

    name: str
    """What the command line and the fields' ``said_by`` call it."""
    about: tuple[str, str]
    """What it does, in English and in Chinese."""
    draft: Callable[[Text], Draft]


DRAFTERS: Final[tuple[Drafter, ...]] = (
    Drafter(
        "rules",
        (
            "rules for numbering, brackets, tables, numbers and names",
            "规则:编号、括号、表格、数值、名称",
        ),
        draft_by_rules,
    ),
)
"""Every drafter, the leading one first."""


def draft_text(raw: str, names: Sequence[str] = ("rules",)) -> Draft:
    """Draft the facts of a text by the drafters named, and merge them.

    Args:
        raw: The text as obtained.
        names: Names of :data:`DRAFTERS`; the first one leads.

    Raises:
        KeyError: no drafter has such a name.
    """
    known = {one.name: one for one in DRAFTERS}
    text = read_text(raw)
    return merge([(name, known[name].draft(text)) for name in names])
