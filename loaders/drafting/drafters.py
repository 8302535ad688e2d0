"""The drafters, as a list that everybody can see; rules are always there.

A drafter takes a text and returns a draft.  To add one, write a function and put it in
:data:`DRAFTERS`: the command line offers it by its name, and :func:`draft_text` merges what the
chosen ones say.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from loaders.drafting.files import CannotDraft
from loaders.drafting.merge import merge
from loaders.drafting.model import Ask, Draft
from loaders.drafting.rules import draft_by_rules
from loaders.drafting.tagger import draft_by_tagger
from loaders.drafting.tagging import has_tagger
from loaders.drafting.text import Text, read_text
from loaders.languages.registry import recognised

__all__ = ["DRAFTERS", "Drafter", "default_drafters", "draft_text"]


@dataclass(frozen=True, slots=True)
class Drafter:
    """Something that reads a text and proposes facts."""

    name: str
    """What the command line and the fields' ``said_by`` call it."""
    about: tuple[str, str]
    """What it does, in English and in Chinese."""
    draft: Callable[[Text, Ask | None], Draft]
    """Drafts a text; gets the way to the language model, if one was asked for."""
    tags: frozenset[str] = frozenset({"zh-hans", "zh-hant"})
    """The languages that it reads, as ``source.language`` names them; from others it abstains."""


def _by_model(text: Text, ask: Ask | None) -> Draft:
    if ask is None:
        raise CannotDraft(
            "the drafter model needs the address of a server: --model URL",
            "起草者 model 需要服务器地址:--model URL",
        )
    from loaders.drafting.language_model import draft_by_model  # pydantic, for this drafter alone

    return draft_by_model(text, ask)


DRAFTERS: Final[tuple[Drafter, ...]] = (
    Drafter(
        "rules",
        (
            "rules for numbering, brackets, tables, numbers and names",
            "规则:编号、括号、表格、数值、名称",
        ),
        lambda text, _: draft_by_rules(text),
    ),
    Drafter(
        "tagger",
        (
            "a Chinese tagger for names of bodies, places, firms and people (an extra)",
            "中文词性标注:单位、地名、企业、人名(可选安装)",
        ),
        lambda text, _: draft_by_tagger(text),
    ),
    Drafter(
        "model",
        (
            "a language model behind --model URL; never used unless asked for",
            "--model URL 所指的语言模型;未要求则从不使用",
        ),
        _by_model,
    ),
)
"""Every drafter, the leading one first."""


def default_drafters() -> tuple[str, ...]:
    """Return the drafters that draft where nobody chose: rules, and the tagger if installed."""
    return ("rules", "tagger") if has_tagger() else ("rules",)


def draft_text(raw: str, names: Sequence[str] = ("rules",), ask: Ask | None = None) -> Draft:
    """Draft the facts of a text by the drafters named, and merge them.

    Args:
        raw: The text as obtained.
        names: Names of :data:`DRAFTERS`; the first one leads.
        ask: Sends a question to the language model and returns its answer.

    Returns:
        The draft; without any fact where no drafter reads the language of the text.

    Raises:
        KeyError: no drafter has such a name.
        CannotDraft: a drafter lacks its extra or its address.
    """
    known = {one.name: one for one in DRAFTERS}
    chosen = [known[name] for name in names]
    tag = recognised(raw)
    reading = [one for one in chosen if tag in one.tags]
    if not reading:
        return Draft(raw=raw, plan=False)
    text = read_text(raw)
    draft = merge([(one.name, one.draft(text, ask)) for one in reading])
    _place(text, draft)
    return draft


_SENTENCE: Final = re.compile(r"[^。;!?\n]{1,800}")


def _place(text: Text, draft: Draft) -> None:
    """Tell each fact where its sentence starts: facts of one sentence share a passage."""
    sentences = [text.starts[match.start()] for match in _SENTENCE.finditer(text.dense)]
    for fact in draft.facts:
        at = bisect_right(sentences, fact.span[0]) - 1
        fact.sentence = sentences[at] if at >= 0 else 0
