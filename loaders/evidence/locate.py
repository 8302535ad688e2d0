"""Locate all quotes of a document: headings first, then what must lie under them."""

from __future__ import annotations

from dataclasses import dataclass, field

from loaders.evidence.anchors import anchors_of
from loaders.evidence.quotes import Span, extents, locate
from loaders.evidence.sources import SourceText
from loaders.facts.model import Anchor, DocumentEvidence, DocumentFacts, Fact, Located, QuoteUse
from loaders.problems import Problem
from loaders.yaml.reader import position

__all__ = ["Evidence", "locate_document"]


@dataclass(slots=True)
class Evidence:
    """Where a document's quotes stand in its source text, and what was not found."""

    source: SourceText
    located: list[Located | None]
    """Parallel to :attr:`DocumentFacts.quotes`."""
    parts: dict[str, Span] = field(default_factory=dict)
    """Raw span of every part: from its heading to the next one that is none of its own."""
    problems: list[Problem] = field(default_factory=list)
    anchors: dict[str, tuple[Anchor, ...]] = field(default_factory=dict)
    """Key of a fact → where its words stand inside its passages."""

    def of(self, use: QuoteUse) -> Located | None:
        """Return where one use of a quote was found."""
        return self.located[use.n]

    def as_data(self) -> DocumentEvidence:
        """Return what the compiler needs of it."""
        return DocumentEvidence(self.source.sha256, tuple(self.located), self.anchors)


@dataclass(slots=True)
class _Heading:
    fact: Fact
    use: QuoteUse
    depth: int
    spans: list[Span]
    chosen: Span | None = None


def locate_document(
    document: DocumentFacts, source: SourceText, *, guarded: bool = True
) -> Evidence:
    """Locate every use of a quote of a document in its source text.

    Args:
        document: The flattened facts.
        source: The text they rest on.
        guarded: Whether to judge the edges of quotes, too.
    """
    evidence = Evidence(source, [None] * len(document.quotes))
    owners = _owners(document)
    headings = _headings(document, source)
    _choose(headings)
    evidence.parts = _spans(headings, source)
    for use in document.quotes:
        scope = _scope(use, evidence, headings)
        if scope is None:
            continue
        part, passage = scope
        if use.follows is not None:
            part, passage = _behind(use.text, source, evidence.located[use.follows.n]), None
        found = locate(
            use.text,
            source,
            use.at,
            to=use.to,
            to_at=position(use.file, use.to_mark) if use.to_mark is not None else None,
            record=owners.get(use.n, ""),
            occurrence=use.occurrence if use.role != "heading" or part is None else None,
            part=part,
            passage=passage,
            anywhere=use.role == "also",
            guarded=guarded,
        )
        if isinstance(found, Problem):
            evidence.problems.append(found)
        else:
            evidence.located[use.n] = found
    evidence.anchors = anchors_of(document, source, evidence.located)
    return evidence


def _behind(words: str, source: SourceText, before: Located | None) -> Span:
    """Return where a name must stand that follows another in a list: next behind a separator."""
    if before is None:
        return (0, 0)
    separator = source.language.punctuation.separator
    for start, end in extents(source, words.strip(), None):
        if start >= before.end and separator.fullmatch(source.text, before.end, start):
            return (start, end)
    return (before.end, before.end)


def _owners(document: DocumentFacts) -> dict[int, str]:
    owners: dict[int, str] = {}
    for fact in document.facts:
        for use in fact.quotes:
            owners.setdefault(use.n, fact.key)
    return owners


def _scope(
    use: QuoteUse, evidence: Evidence, headings: list[_Heading]
) -> tuple[Span | None, Span | None] | None:
    """Return the part's and the passage's span that a quote must lie in; none: not to be sought."""
    if use.role == "heading":
        chosen = next((h.chosen for h in headings if h.use is use), None)
        if chosen is not None:
            return chosen, None
    if use.role == "narrowed" and use.inside is not None:
        around = evidence.located[use.inside.n]
        return None if around is None else (None, (around.start, around.end))
    return evidence.parts.get(use.within or ""), None


def _headings(document: DocumentFacts, source: SourceText) -> list[_Heading]:
    depths: dict[str, int] = {}
    headings = []
    for fact in document.facts:
        use = next((use for use in fact.quotes if use.role == "heading"), None)
        if use is None:
            continue
        depths[fact.key] = depths.get(fact.part or "", -1) + 1
        last = use.to.strip() if use.to is not None else None
        spans = extents(source, use.text.strip(), last)
        headings.append(_Heading(fact, use, depths[fact.key], spans))
    return headings


def _choose(headings: list[_Heading]) -> None:
    """Choose each heading's span; the order of the headings settles which of several."""
    for heading in headings:
        if len(heading.spans) == 1:
            heading.chosen = heading.spans[0]
    for index, heading in enumerate(headings):
        if heading.chosen is not None or not heading.spans:
            continue
        before = [h.chosen[0] for h in headings[:index] if h.chosen]
        after = [h.chosen[0] for h in headings[index + 1 :] if h.chosen]
        low, high = max(before, default=-1), min(after, default=2**32)
        between = [span for span in heading.spans if low < span[0] < high]
        nth = heading.use.occurrence
        if nth is not None and 0 < nth <= len(between):
            heading.chosen = between[nth - 1]
        elif nth is None and len(between) == 1:
            heading.chosen = between[0]


def _spans(headings: list[_Heading], source: SourceText) -> dict[str, Span]:
    spans: dict[str, Span] = {}
    for index, heading in enumerate(headings):
        if heading.chosen is None:
            continue
        end = source.end
        for later in headings[index + 1 :]:
            if later.depth <= heading.depth and later.chosen:
                end = later.chosen[0]
                break
        start = _sentence_start(heading, headings[:index], source)
        if end > start:
            spans[heading.fact.key] = (start, end)
    return spans


def _sentence_start(heading: _Heading, before: list[_Heading], source: SourceText) -> int:
    """Return where the sentence of a heading starts: measures are often told in mid-sentence."""
    assert heading.chosen is not None
    start = heading.chosen[0]
    if source.language.numbering.begins.match(heading.use.text):
        return start  # what stands before it, as a list of bodies without a stop, is of another
    low = max((h.chosen[1] for h in before if h.chosen and h.chosen[1] <= start), default=0)
    stops = source.language.punctuation.sentence_stops
    return max([low, source.start, *(source.text.rfind(ch, low, start) + 1 for ch in stops)])
