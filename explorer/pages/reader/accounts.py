"""The accounts of a document for its page: each sentence, its facts, dismissals, what is open."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from explorer.kit.fieldnames import field_name
from explorer.view.model import GraphView
from ontology.terms import PK

__all__ = ["Accounts", "Read", "ReadAccounts", "accounts_of"]

HEADER = "document"
"""Stands for a document's header in the place of a fact's key."""


@dataclass(frozen=True, slots=True)
class Read:
    """What is known of a document from its facts and its text."""

    coverage: Any
    """Its :class:`loaders.rules.coverage.Coverage`."""
    reasons: tuple[tuple[str, str], ...]
    """Reasons of its dismissals, in Chinese and English."""
    text: str
    sha256: str


ReadAccounts = Callable[[str], "Read | None"]
"""Gives what is known of a document by its id."""


@dataclass(frozen=True, slots=True)
class Bit:
    """A run of words of a sentence, of which the same is said."""

    text: str
    state: str
    """``fact``, ``dismissed``, ``open`` or ``plain``."""
    why: str = ""
    """What hovering tells: the facts, the reason, or what is asked for."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """A fact of a sentence, with the words that it carries there."""

    href: str
    label: str
    fields: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of the article and all that accounts for it."""

    start: int
    end: int
    text: str
    state: str
    bits: tuple[Bit, ...]
    facts: tuple[Bearer, ...]
    reasons: tuple[tuple[str, str], ...]
    """Dismissed words, each with the reason."""


@dataclass(frozen=True, slots=True)
class Accounts:
    """What a page says of a document's completeness."""

    lines: tuple[Line, ...]
    characters: int
    carried: int
    dismissed: int
    reasons: tuple[tuple[str, int, int], ...]
    """Reasons with places and characters, the largest first."""
    open: int

    @property
    def settled(self) -> int:
        """Return how many sentences are accounted for."""
        return sum(line.state != "open" for line in self.lines)

    def share(self, part: int) -> float:
        """Return which share of the characters some of them are."""
        return part / self.characters if self.characters else 0.0


_ASKED: dict[str, tuple[str, str]] = {
    "value": ("数字", "a number"), "title": ("书名", "a title"), "phrase": ("引语", "a phrase"),
    "body": ("单位", "a body"), "name": ("名称", "a name"), "duty": ("职责", "a duty"),
    "cue": ("活动、荣誉或任职", "an event, recognition or post"),
    "list": ("并列项", "an item of a list"), "clause": ("分句", "a clause"),
    "deleted": ("原有事实", "a fact that was deleted"),
}  # fmt: skip


def accounts_of(
    view: GraphView, document: str, read: ReadAccounts | None, lang: str
) -> Accounts | None:
    """Return the accounts of a document, or none where its facts or its text are not at hand.

    Args:
        view: The graph that is shown.
        document: IRI of the document.
        read: Gives what is known of a document by its id, if the server has a workspace.
        lang: ``zh`` or ``en``.
    """
    found = read(document.rpartition("/")[2]) if read is not None else None
    if found is None or found.sha256 != view.text(document, PK.sourceSha256):
        return None
    return _page(view, document, found, lang)


def _page(view: GraphView, document: str, found: Read, lang: str) -> Accounts:
    coverage, text = found.coverage, found.text
    why = [zh if lang == "zh" else en for zh, en in found.reasons]
    lines = tuple(
        _line(view, document, sentence, text, why, lang)
        for sentence in coverage.sentences
        if len(sentence.text) > 1
    )
    counts = [
        (why[index], item.items, item.characters) for index, item in enumerate(coverage.dismissed)
    ]
    merged: dict[str, list[int]] = {}
    for reason, items, characters in counts:
        both = merged.setdefault(reason, [0, 0])
        both[0] += items
        both[1] += characters
    return Accounts(
        lines, coverage.characters, coverage.carried,
        sum(item.characters for item in coverage.dismissed),
        tuple(sorted(((k, a, b) for k, (a, b) in merged.items()), key=lambda r: (-r[2], r[0]))),
        len(coverage.unaccounted),
    )  # fmt: skip


def _line(
    view: GraphView, document: str, sentence: Any, text: str, why: list[str], lang: str
) -> Line:
    bits, at = [], sentence.start
    bearers: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    gone: dict[str, list[str]] = {}
    for piece in sentence.pieces:
        if piece.start > at:
            bits.append(Bit(text[at : piece.start], "plain"))
        words = text[piece.start : piece.end]
        for key, field in piece.carried:
            fields, said = bearers.setdefault(key, ({}, {}))
            fields[field_name(field.replace("_", "-"), lang)] = None
            said[words] = None
        note = ""
        if piece.state == "open":
            note = ", ".join(_ASKED[kind][lang != "zh"] for kind in piece.kinds)
        elif piece.state == "dismissed":
            note = why[piece.dismissal]
            gone.setdefault(note, []).append(words.strip())
        elif piece.state == "fact":
            note = " · ".join(_label(view, document, key, lang) for key, _ in piece.carried[:3])
        bits.append(Bit(words, piece.state, note))
        at = max(at, piece.end)
    bits.append(Bit(text[at : sentence.end], "plain"))
    states = {bit.state for bit in bits}
    state = next((s for s in ("open", "dismissed", "fact") if s in states), "plain")
    return Line(
        sentence.start, sentence.end, sentence.text, state, tuple(_stripped(bits)),
        tuple(
            Bearer(_href(view, document, key, lang), _label(view, document, key, lang),
                   tuple(fields), tuple(said))
            for key, (fields, said) in bearers.items()
        ),
        tuple((" · ".join(words), reason) for reason, words in gone.items()),
    )  # fmt: skip


def _stripped(bits: list[Bit]) -> list[Bit]:
    """Return the bits without the blanks at the ends of their sentence."""
    kept = [bit for bit in bits if bit.text]
    while kept and not kept[0].text.strip():
        kept.pop(0)
    while kept and not kept[-1].text.strip():
        kept.pop()
    return kept


def _shown(view: GraphView, document: str, key: str) -> str:
    if key == HEADER:
        return document
    fact = f"{document}_{key}"
    return view.object(fact, PK.mentions) or fact


def _label(view: GraphView, document: str, key: str, lang: str) -> str:
    return view.label(_shown(view, document, key), lang) or key


def _href(view: GraphView, document: str, key: str, lang: str) -> str:
    return view.href(_shown(view, document, key), lang)
