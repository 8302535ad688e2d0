"""How much of a text is spoken for: sentences, values, bodies and titles that no record uses."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from loaders.evidence.quotes import context_of
from loaders.facts.model import Fact
from loaders.languages.language import Language
from loaders.languages.model import ValueSpan
from loaders.problems import Position, Problem
from loaders.rules.base import Case, Rule
from loaders.yaml.records import Model, Part

__all__ = ["RULES", "Coverage", "Sentence", "Unused", "coverage_of"]

UnusedKind = Literal["value", "body", "title", "phrase", "clause"]

YOUNG: Final = 0.8
"""Below this share of clauses under a quote, a document is at its beginning: one finding says
so, instead of one for each word."""
_SOLID_UNITS: Final = frozenset(
    {"CCY_CNY", "CCY_USD", "PERCENT", "PERMILLE", "KiloM2", "M2", "HA", "mu", "TONNE", "KiloM"}
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article, and how much of it lies under quotes."""

    start: int
    end: int
    text: str
    facts: int
    """How many facts rest on a quote that touches it."""
    share: float
    """Which share of its characters lies under a quote."""


@dataclass(frozen=True, slots=True)
class Unused:
    """Words of the text that no record uses."""

    kind: UnusedKind
    text: str
    start: int
    end: int
    omitted: bool = False
    """Whether the list of omissions says why."""


@dataclass(slots=True)
class Coverage:
    """How much of one document is spoken for."""

    document: str
    sentences: list[Sentence]
    unused: list[Unused]
    kinds: dict[str, int] = field(default_factory=dict)
    """Records of the facts file by kind; the graph makes more facts of them, such as mentions."""
    rules: dict[str, int] = field(default_factory=dict)
    """Quotes, each passage once, by the normalisation they needed; ``none`` for those that needed
    none."""
    inferred: dict[str, int] = field(default_factory=dict)
    """Inferences by field."""
    spans: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    """Raw spans of the quotes, each with the keys of the facts that rest on it."""

    @property
    def share(self) -> float:
        """Return which share of the sentences a fact rests on."""
        told = [s for s in self.sentences if len(s.text.strip()) > 1]
        return sum(1 for s in told if s.facts) / len(told) if told else 1.0

    def as_dict(self) -> dict[str, Any]:
        """Return all of it as plain data, for JSON."""
        return {
            "document": self.document,
            "share": round(self.share, 4),
            "sentences": [
                {"start": s.start, "end": s.end, "facts": s.facts, "share": round(s.share, 4)}
                for s in self.sentences
            ],
            "unused": [
                {"kind": u.kind, "text": u.text, "start": u.start, "end": u.end,
                 "omitted": u.omitted}
                for u in self.unused
            ],
            "records": dict(sorted(self.kinds.items())),
            "quotes": dict(sorted(self.rules.items())),
            "inferred": dict(sorted(self.inferred.items())),
        }  # fmt: skip


def coverage_of(case: Case) -> Coverage:
    """Work out the coverage of a document whose source text is at hand.

    Raises:
        ValueError: the source text is not at hand.
    """
    if case.evidence is None:
        raise ValueError("coverage needs the source text")
    spans = _spans(case)
    return Coverage(
        document=case.document.header.id,
        sentences=_sentences(case, spans),
        unused=[*_unused(case), *_clauses(case)[0]],
        kinds=dict(Counter(fact.kind for fact in case.document.facts)),
        rules=dict(_rules(case)),
        inferred=dict(Counter(name for fact in case.document.facts for name in fact.inferred)),
        spans=spans,
    )


def _rules(case: Case) -> Counter[str]:
    assert case.evidence is not None
    quotes: dict[tuple[int, int], set[str]] = {}
    whole = (case.evidence.located[use.n] for use in case.document.quotes if use.to is None)
    anchors = (anchor.span for found in case.evidence.anchors.values() for anchor in found)
    for located in (*whole, *anchors):
        if located is not None:
            quotes.setdefault((located.start, located.end), set()).update(located.rules)
    return Counter(rule for rules in quotes.values() for rule in (rules or {"none"}))


def _spans(case: Case) -> list[tuple[int, int, tuple[str, ...]]]:
    assert case.evidence is not None
    keys: dict[tuple[int, int], dict[str, None]] = {}
    for fact in case.document.facts:
        for use in fact.quotes:
            located = case.evidence.located[use.n]
            if located is not None:
                keys.setdefault((located.start, located.end), {})[fact.key] = None
    return [(start, end, tuple(facts)) for (start, end), facts in sorted(keys.items())]


def _sentences(case: Case, spans: list[tuple[int, int, tuple[str, ...]]]) -> list[Sentence]:
    assert case.evidence is not None
    source = case.evidence.source
    covered = bytearray(len(source.text))
    for start, end, _ in spans:
        covered[start:end] = b"\1" * (end - start)
    starts = [span[0] for span in spans]
    longest = max((end - start for start, end, _ in spans), default=0)
    found = []
    for match in case.language.punctuation.sentence.finditer(source.text, source.start, source.end):
        start, end = match.span()
        text = match[0].strip()
        if not text:
            continue
        near = spans[bisect_left(starts, start - longest) : bisect_left(starts, end)]
        facts = {key for span in near if span[1] > start for key in span[2]}
        share = covered.count(1, start, end) / (end - start)
        found.append(Sentence(start, end, text, len(facts), share))
    return found


# -- what no record uses ---------------------------------------------------------------------


def _unused(case: Case) -> Iterator[Unused]:
    assert case.evidence is not None
    source = case.evidence.source
    folded = source.folded
    used = _Used(case)
    for kind, start, end in _candidates(folded.text, source.values, case.language):
        text = folded.text[start:end]
        if used.has(start, end):
            continue
        raw = folded.span(start, end)
        yield Unused(kind, text, raw[0], raw[1], _left_out(case, text, raw))


def _left_out(case: Case, text: str, raw: tuple[int, int]) -> bool:
    """Tell whether the omissions name some words, or their place."""
    return text in case.omissions or f"{raw[0]}-{raw[1]}" in case.omissions


def _candidates(
    text: str, values: list[ValueSpan], language: Language
) -> Iterator[tuple[UnusedKind, int, int]]:
    text, marks = language.one_script(text), language.punctuation
    for value in values:
        digits = any(ch.isascii() and ch.isdigit() for ch in text[value.start : value.end])
        unit = value.reading.unit
        if (digits and value.reading.measure) or unit in _SOLID_UNITS:
            yield "value", value.start, value.end
    for match in marks.title.finditer(text):
        yield "title", match.start(1), match.end(1)
    for match in marks.phrase.finditer(text):
        yield "phrase", match.start(1), match.end(1)
    for match in language.body.finditer(text):
        yield "body", match.start(), match.end()


def _clauses(case: Case) -> tuple[list[Unused], int]:
    """Return the clauses that no fact's quote touches, and how many clauses there are."""
    assert case.evidence is not None
    folded = case.evidence.source.folded
    covered = bytearray(len(folded.text) + 1)
    for start, end, _ in _spans(case):
        low, high = bisect_left(folded.starts, start), bisect_right(folded.ends, end)
        covered[low:high] = b"\1" * (high - low)
    found, total, marks = [], 0, case.language.punctuation
    header = case.document.header
    titles = {case.clean(header.title.zh), case.clean(header.source.title or "")}
    for match in marks.clause.finditer(folded.text):
        if match[0] in titles or not marks.words.search(match[0]):
            continue
        total += 1
        if 1 not in covered[match.start() : match.end()]:
            raw = folded.span(*match.span())
            found.append(Unused("clause", match[0], *raw, _left_out(case, match[0], raw)))
    return found, total


class _Used:
    """Which places of the folded text the words of records speak for."""

    def __init__(self, case: Case) -> None:
        assert case.evidence is not None
        folded = case.evidence.source.folded
        self.told = bytearray(len(folded.text))
        words: dict[int, set[str]] = {}
        for fact in case.document.facts:
            told = {case.clean(text) for text in _texts(fact)}
            for use in fact.quotes:
                words.setdefault(use.n, set()).update(told)
        for use in case.document.quotes:
            located = case.evidence.located[use.n]
            if located is None or use.n not in words:
                continue
            start = bisect_left(folded.starts, located.start)
            end = bisect_right(folded.ends, located.end)
            if use.role == "heading":
                self.told[start:end] = b"\1" * (end - start)
                continue
            for since, to in _places(words[use.n], folded.text[start:end], start):
                self.told[since:to] = b"\1" * (to - since)

    def has(self, start: int, end: int) -> bool:
        """Tell whether the last two characters of a span are spoken for."""
        return 0 not in self.told[max(start, end - 2) : end]


def _places(words: Iterable[str], quote: str, offset: int) -> Iterator[tuple[int, int]]:
    for word in words:
        at = quote.find(word) if word else -1
        while at >= 0:
            yield offset + at, offset + at + len(word)
            at = quote.find(word, at + 1)


def _texts(fact: Fact) -> Iterator[str]:
    """Yield every text of a record that may repeat words of its quote."""
    if isinstance(fact.record, Part) and fact.kind == "responsibility":
        yield fact.name or ""
        return
    for name, value in fact.record.__dict__.items():
        if value and name not in _SILENT:
            yield from _strings(value)


_SILENT: Final = frozenset({"quote", "also", "body", "note", "en", "kind", "status", "role"})


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield value.strip("“”《》()")
    elif isinstance(value, Model):
        for inner in value.__dict__.values():
            yield from _strings(inner)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)


def _uncovered(case: Case) -> Iterable[Problem | None]:
    if case.evidence is None:
        return
    source = case.evidence.source
    told: set[tuple[int, int]] = set()
    clauses, total = _clauses(case)
    if total and len(clauses) > (1 - YOUNG) * total:
        yield Problem(
            "uncovered-text", Position(case.document.path),
            f"{len(clauses)} of {total} clauses of the text lie under no quote: "
            "`policykg coverage` shows them",
            f"原文 {total} 个分句中有 {len(clauses)} 个不在任何引文之下:policykg coverage 可列出",
            severity="warning",
        )  # fmt: skip
        return
    found = _places_in_file(case)
    starts, places = [at for at, _ in found], [Position(case.document.path)]
    places += [at for _, at in found]
    for unused in [*_unused(case), *clauses]:
        if unused.omitted or (unused.start, unused.end) in told:
            yield None
            continue
        told.add((unused.start, unused.end))
        yield Problem(
            f"uncovered-{unused.kind}", places[bisect_right(starts, unused.start)],
            f"no record uses {unused.text}: write one, or say in facts/omissions.yaml why not",
            f"没有记录使用“{unused.text}”:请补记,或在 facts/omissions.yaml 中说明不记的理由",
            severity="warning", read=unused.text,
            context=context_of(source, unused.start, unused.end),
        )  # fmt: skip


def _places_in_file(case: Case) -> list[tuple[int, Position]]:
    """Return where each passage and heading starts in the text, and stands in the file."""
    assert case.evidence is not None
    told = [
        (located.start, use.mark.line, use.mark.column)
        for use in case.document.quotes
        if use.role in ("passage", "heading")
        and (located := case.evidence.located[use.n]) is not None
    ]
    file = case.document.path
    return [(at, Position(file, line + 1, column + 1)) for at, line, column in sorted(told)]


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "uncovered-value",
        "Every number with a unit is used by a record, or left out with a reason.",
        "每个带单位的数字都有记录使用,或说明不记的理由。",
        "53个 is the value of a record",
        "53个 stands in the text only",
        _uncovered,
        "warning",
        needs_source=True,
    ),
    Rule(
        "uncovered-body",
        "Every body that the text names is named by a record, or left out with a reason.",
        "原文提到的单位都有记录,或说明不记的理由。",
        "市科技局 stands in a bracket",
        "市科技局 stands in the text only",
        severity="warning",
        needs_source=True,
    ),
    Rule(
        "uncovered-title",
        "Every title in 《》 is named by a record, or left out with a reason.",
        "书名号中的名称都有记录,或说明不记的理由。",
        "a policy bears the title",
        "the title stands in the text only",
        severity="warning",
        needs_source=True,
    ),
    Rule(
        "uncovered-phrase",
        "Every phrase in “” is named by a record, or left out with a reason.",
        "引号中的词语都有记录,或说明不记的理由。",
        "a slogan bears the phrase",
        "the phrase stands in the text only",
        severity="warning",
        needs_source=True,
    ),
    Rule(
        "uncovered-clause",
        "Every clause of the text lies under the quote of a fact, or is left out with a reason.",
        "原文每个分句都在某条记录的引文之下,或说明不记的理由。",
        "a clause that a task quotes",
        "a clause that nothing quotes",
        severity="warning",
        needs_source=True,
    ),
    Rule(
        "uncovered-text",
        "Most clauses of the text lie under quotes; at the beginning of a document they don't yet.",
        "原文的大部分分句都在引文之下;文件初建时尚非如此。",
        "nine clauses of ten",
        "one clause of ten",
        severity="warning",
        needs_source=True,
    ),
)
