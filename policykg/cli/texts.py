"""Facts together with their source texts, for `coverage` and `raw`."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

from loaders.checking.cases import open_cases
from ontology.messages import some_of
from policykg.cli.context import Misuse, Stop, say

if TYPE_CHECKING:
    from loaders.rules.base import Case
    from loaders.rules.coverage import Coverage
    from loaders.workspace import Workspace


def cases(workspace: Workspace, document: str | None) -> Iterator[tuple[Case, Coverage]]:
    """Yield the coverage of one document, or of all, whose text is at hand.

    Raises:
        Misuse: there is no such document.
    """
    from loaders.rules.coverage import coverage_of

    known = []
    for case in open_cases(workspace):
        known.append(case.document.header.id)
        if document in (None, known[-1]) and case.evidence is not None:
            yield case, coverage_of(case)
    if document is not None and document not in known:
        raise _unknown(document, known)


def raw_places(
    workspace: Workspace, document: str, words: str, around: int
) -> list[tuple[int, int, str]]:
    """Return where words stand in a source text: start, end, and the raw characters around."""
    from loaders.evidence.quotes import candidates

    known = []
    for case in open_cases(workspace):
        known.append(case.document.header.id)
        if case.document.header.id != document:
            continue
        if case.evidence is None:
            raise Stop(
                say(
                    f"the source text of {document} is not at hand: "
                    "put it into sources/ or set POLICYKG_SOURCES",
                    f"{document} 的原文不在本机:请放入 sources/ 或设置 POLICYKG_SOURCES",
                )
            )
        source = case.evidence.source
        return [
            (start, end, source.text[max(0, start - around) : end + around])
            for start, end in ((s[0], s[1]) for s in candidates(source, words))
        ]
    raise _unknown(document, known)


def _unknown(document: str, known: list[str]) -> Misuse:
    there = say(*some_of(known)) or say("none", "无")
    return Misuse(
        say(
            f"there is no document {document}; there are: {there}",
            f"没有文献 {document};现有:{there}",
        )
    )


def coverage_page(found: list[tuple[Case, Coverage]], lang: str) -> str:
    """Return a page that shows each text with what is covered."""

    def words(en: str, zh: str) -> str:
        return zh if lang == "zh" else en

    blocks = []
    for case, covered in found:
        assert case.evidence is not None
        text, at, pieces = case.evidence.source.text, 0, []
        for start, end, keys in _merged(covered):
            pieces.append(f"<span class=gap>{escape(text[at:start])}</span>")
            title = escape(", ".join(keys))
            pieces.append(f'<mark title="{title}">{escape(text[start:end])}</mark>')
            at = end
        pieces.append(f"<span class=gap>{escape(text[at:])}</span>")
        share = f"{covered.share:.0%}"
        blocks.append(
            f"<section><h2>{escape(covered.document)} · {share}</h2>"
            f"<p class=text>{''.join(pieces)}</p></section>"
        )
    title = words("What the facts speak for", "事实覆盖了哪些文字")
    return (
        f'<!doctype html><html lang="{"zh-Hans" if lang == "zh" else "en"}"><meta charset="utf-8">'
        f"<title>{title}</title><style>{_CSS}</style><h1>{title}</h1>{''.join(blocks)}</html>"
    )


_CSS = (
    "body{max-width:46rem;margin:2rem auto;padding:0 1rem;line-height:1.8;"
    "font-family:'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;color:#1d2433}"
    ".text{white-space:pre-wrap}.gap{color:#9aa0ac}mark{background:#e4edf8;color:inherit}"
)


def _merged(covered: Coverage) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the covered spans in order, overlapping ones made one."""
    start = end = 0
    keys: dict[str, None] = {}
    for left, right, names in sorted(covered.spans):
        if left > end and keys:
            yield start, end, tuple(keys)
            keys = {}
        if not keys:
            start, end = left, right
        end = max(end, right)
        keys.update(dict.fromkeys(names))
    if keys:
        yield start, end, tuple(keys)
