"""Rewrite a facts file so that long quotes become passages named by their ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from loaders.evidence.locate import Evidence, locate_document
from loaders.evidence.sources import SourceText
from loaders.facts.flatten import flatten
from loaders.facts.model import DocumentFacts, QuoteUse
from loaders.facts.words import anchor_words
from loaders.identity.authority import Authority
from loaders.migration.ends import Ends, choose_ends
from loaders.yaml.canonical import format_text, scalar
from loaders.yaml.parse import parse_document

__all__ = ["Rewritten", "shorten_quotes"]

_QUOTE = re.compile(r"^(?P<indent>\s*)(?P<item>(?:- )*)(?P<key>quote|also): ")
_ITEM = re.compile(r"^(?P<indent>\s*)- ")
_ROLES = frozenset({"heading", "passage", "narrowed", "also"})


@dataclass(slots=True)
class Rewritten:
    """A facts file in the new form."""

    text: str
    shortened: int = 0
    """Quotes that became passages."""
    kept: list[str] = field(default_factory=list)
    """Long quotes that no first and last words name, with their lines."""


def shorten_quotes(text: str, name: str, authority: Authority, source: SourceText) -> Rewritten:
    """Name every long quote of a facts file by its first and last words.

    Args:
        text: The file, sound.
        name: What to call it in messages.
        authority: The authority files.
        source: The text that its quotes stand in.

    Returns:
        The file in canonical form.  Every quote names the span that it named before.
    """
    text = format_text(text.encode(), name)
    skipped: set[int] = set()
    for _ in range(4):
        document, evidence = _located(text, name, authority, source)
        chosen = _choices(document, evidence, skipped)
        new = format_text(_edited(text, chosen, document).encode(), name)
        _, again = _located(new, name, authority, source)
        moved = _moved(evidence, again)
        if not moved:
            kept = [f"{name}:{document.quotes[n].mark.line + 1}" for n in sorted(skipped)]
            return Rewritten(new, len(chosen), kept)
        skipped |= moved
    return Rewritten(text, 0, [f"{name}: its quotes depend on one another"])


def _located(
    text: str, name: str, authority: Authority, source: SourceText
) -> tuple[DocumentFacts, Evidence]:
    document, _ = flatten(parse_document(text.encode(), name), authority)
    assert document is not None, "the file was sound"
    return document, locate_document(document, source, guarded=False)


def _choices(document: DocumentFacts, evidence: Evidence, skipped: set[int]) -> dict[int, Ends]:
    """Choose the ends of every long quote, by its index."""
    chosen: dict[int, Ends] = {}
    # Words that a record has anyway say more whole than by their ends.
    language = document.viewpoint.language
    names = {words for fact in document.facts for _, words in anchor_words(fact, language)}
    for use in document.quotes:
        located = evidence.located[use.n]
        whole = use.text.strip() in names
        if (
            whole
            or located is None
            or use.to is not None
            or use.role not in _ROLES
            or use.n in skipped
        ):
            continue
        ends = choose_ends(
            evidence.source, use.text, (located.start, located.end), _scope(use, evidence)
        )
        if ends is not None:
            chosen[use.n] = ends
    return chosen


def _scope(use: QuoteUse, evidence: Evidence) -> tuple[int, int] | None:
    if use.role == "heading":
        return None
    if use.role == "narrowed" and use.inside is not None:
        around = evidence.located[use.inside.n]
        return (around.start, around.end) if around else None
    return evidence.parts.get(use.within or "")


def _moved(before: Evidence, after: Evidence) -> set[int]:
    """Return the quotes that stand elsewhere than before, by their index."""
    pairs = enumerate(zip(before.located, after.located, strict=True))
    return {
        n for n, (one, other) in pairs
        if one is not None and (other is None or (one.start, one.end) != (other.start, other.end))
    }  # fmt: skip


def _edited(text: str, chosen: dict[int, Ends], document: DocumentFacts) -> str:
    lines = text.split("\n")
    for use in document.quotes:
        if use.n in chosen:
            number = use.mark.line
            lines[number] = _line(lines[number], chosen[use.n])
            if use.occurrence is not None:
                _drop_occurrence(lines, number)
    return "\n".join(line for line in lines if line != _GONE)


_GONE = "\0"


def _line(line: str, ends: Ends) -> str:
    """Return a quote's line with its ends instead: two lines, or three."""
    match = _QUOTE.match(line)
    if match is not None:
        inner = " " * (len(match["indent"]) + len(match["item"]))
        head = f"{match['indent']}{match['item']}"
        if match["key"] == "also":
            head, inner = f"{head}also:\n{inner}  ", f"{inner}  "
    else:
        item = _ITEM.match(line)
        assert item is not None, line
        head, inner = f"{item['indent']}- ", f"{item['indent']}  "
    out = f"{head}quote: {scalar(ends.first)}\n{inner}to: {scalar(ends.last)}"
    return out if ends.occurrence is None else f"{out}\n{inner}occurrence: {ends.occurrence}"


def _drop_occurrence(lines: list[str], number: int) -> None:
    """Take out the old `occurrence` of a quote: it stands near, at the same indentation."""
    indent = re.match(r"[\s-]*", lines[number].split("\n")[0])
    column = len(indent[0]) if indent else 0
    for at in range(max(0, number - 8), min(len(lines), number + 8)):
        if at != number and lines[at].startswith(" " * column + "occurrence: "):
            lines[at] = _GONE
            return
