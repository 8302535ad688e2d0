"""Quotations: the exact words that facts rest on, and the passages that they stand in.

What is written here comes from the facts and from positions only, never from the text itself:
so a build with the source texts and one without them are the same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

from loaders.evidence.anchors import FIRST_WORDS
from loaders.facts.model import Anchor, DocumentEvidence, DocumentFacts, Fact, Located, QuoteUse
from loaders.facts.words import anchor_words
from loaders.glosses.model import Glosses
from loaders.rdf import terms as t
from loaders.rdf.nquads import escape, integer, string
from loaders.slugs import digest

__all__ = ["BETWEEN", "Quotations"]

BETWEEN: Final = " … "
"""Between two anchors of a fact, where they are shown on one line."""


class Quotations:
    """The rows of a document's quotations and passages, and which of them a fact rests on."""

    def __init__(
        self,
        facts: DocumentFacts,
        evidence: DocumentEvidence | None,
        document: str,
        prefix: str,
        rows: defaultdict[str, list[str]],
        glosses: Glosses | None = None,
    ) -> None:
        self.rows = rows
        self.document = document
        self.prefix = prefix
        self.located: tuple[Located | None, ...] = evidence.located if evidence else ()
        self.anchors: Mapping[str, tuple[Anchor, ...]] = evidence.anchors if evidence else {}
        self.sha = string(evidence.source_sha256) if evidence else ""
        self.language = facts.viewpoint.language
        title = facts.header.title
        self.title_zh, self.title_en = escape(title.zh), escape(title.en)
        self.quotes: dict[int, str] = {}
        """Index of a whole quote → its node."""
        self.passages: dict[int, str] = {}
        self.glosses = glosses
        for use in facts.quotes:
            if use.to is None:
                self.quotes[use.n] = self._quotation(use.text.strip(), self._found(use))
            elif (found := self._found(use)) is not None:
                self.passages[use.n] = self._passage(found)
            self._gloss(use)

    def _gloss(self, use: QuoteUse) -> None:
        """Put the English of a quote, and the state of that, on its quotation or passage."""
        node = self.quotes.get(use.n) or self.passages.get(use.n)
        gloss = self.glosses.of(use) if self.glosses is not None else None
        if node is None or gloss is None or self.glosses is None:
            return
        rows = self.rows[node]
        if not any(row.startswith(t.GLOSS) for row in rows):
            rows.append(f'{t.GLOSS}"{escape(gloss.en)}"@en')
            rows.append(t.GLOSS_STATE + string(self.glosses.state(gloss)))

    def _found(self, use: QuoteUse) -> Located | None:
        return self.located[use.n] if use.n < len(self.located) else None

    def of(self, fact: Fact) -> list[str]:
        """Return the rows that say what a fact rests on: its quotations, and their words."""
        pieces = self._pieces(fact)
        rows = [t.EVIDENCE + node for _, node, _ in pieces]
        if pieces:
            ordered = sorted(pieces, key=lambda piece: piece[0])
            words = dict.fromkeys(text for _, _, text in ordered)
            rows.append(t.WORDS + string(BETWEEN.join(words)))
        return list(dict.fromkeys(rows))

    def evidence(self, fact: Fact) -> list[str]:
        """Return the rows of a fact's evidence alone, for what the fact brings with it."""
        return list(dict.fromkeys(t.EVIDENCE + node for _, node, _ in self._pieces(fact)))

    def _pieces(self, fact: Fact) -> list[tuple[int, str, str]]:
        """Return where each of a fact's quotations starts, its node and its words."""
        pieces = []
        for use in fact.quotes:
            if use.to is None:
                found = self._found(use)
                start = found.start if found else 0
                pieces.append((start, self.quotes[use.n], use.text.strip()))
        if any(use.to is not None for use in fact.quotes):
            pieces += [
                (anchor.span.start if anchor.span else 0, self._anchor(anchor), anchor.words)
                for anchor in self._anchors(fact)
            ]
        return pieces

    def _anchors(self, fact: Fact) -> Iterable[Anchor]:
        """Return a fact's anchors; where neither text nor lock is at hand, without positions."""
        known = self.anchors.get(fact.key)
        if known:
            return known
        use = next(use for use in fact.quotes if use.to is not None)
        words = list(anchor_words(fact, self.language)) or [(FIRST_WORDS, use.text.strip())]
        return [Anchor(role, text, use.n, None) for role, text in words]

    def _anchor(self, anchor: Anchor) -> str:
        node = self._quotation(anchor.words, anchor.span)
        rows = self.rows[node]
        more = [t.ANCHOR_ROLE + string(anchor.role.rstrip("-0123456789"))]
        if anchor.use in self.passages:
            more.append(t.IN_PASSAGE + self.passages[anchor.use])
        rows += [row for row in more if row not in rows]
        return node

    def _quotation(self, words: str, found: Located | None) -> str:
        key = f"q_{found.start}-{found.end}" if found else f"q_{digest(words)}"
        node = f"{self.prefix}{key}>"
        if node in self.rows:
            return node
        rows = [*t.type_rows("Quotation"), t.QUOTED_FROM + self.document, t.EXACT + string(words)]
        if found is None:
            span = f"“{escape(words[:20])}”"
        else:
            rows += self._place(found)
            rows += [t.RULE + string(rule) for rule in found.rules]
            span = f"{found.start}–{found.end}"
        rows.append(f'{t.LABEL}"《{self.title_zh}》引文 {span}"@zh-hans')
        rows.append(f'{t.LABEL}"Quotation {span} of “{self.title_en}”"@en')
        self.rows[node] = rows
        return node

    def _passage(self, found: Located) -> str:
        node = f"{self.prefix}passage_{found.start}-{found.end}>"
        if node not in self.rows:
            span = f"{found.start}–{found.end}"
            self.rows[node] = [
                *t.type_rows("Passage"),
                t.QUOTED_FROM + self.document,
                *self._place(found),
                f'{t.LABEL}"《{self.title_zh}》段落 {span}"@zh-hans',
                f'{t.LABEL}"Passage {span} of “{self.title_en}”"@en',
            ]
        return node

    def _place(self, found: Located) -> list[str]:
        return [
            t.START + integer(found.start),
            t.OA_END + integer(found.end),
            t.SOURCE_SHA256 + self.sha,
        ]
