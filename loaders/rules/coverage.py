"""How much of a text is accounted for: by which facts, by which dismissals, and what is not."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from loaders.evidence.quotes import context_of
from loaders.problems import Position, Problem
from loaders.rules.accounts import Account, Piece, account_of, pieces
from loaders.rules.base import Case, Rule
from loaders.rules.demands import DemandKind

__all__ = ["RULES", "Coverage", "Dismissed", "Sentence", "Unused", "coverage_of"]

YOUNG: Final = 0.8
"""Below this share of clauses under a quote, a document is at its beginning: one finding says
so, instead of one for each word."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the article, and what is said of it."""

    start: int
    end: int
    text: str
    facts: int
    """How many facts rest on a quote that touches it."""
    share: float
    """Which share of its characters lies under a quote."""
    pieces: tuple[Piece, ...] = ()
    """Its runs of characters: carried by facts, dismissed, open, or plain."""

    @property
    def open(self) -> bool:
        """Whether anything of it is unaccounted for."""
        return any(piece.state == "open" for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Unused:
    """Words of the text that no fact carries."""

    kind: DemandKind
    text: str
    start: int
    end: int
    omitted: bool = False
    """Whether a dismissal says why."""


@dataclass(frozen=True, slots=True)
class Dismissed:
    """How much one reason dismisses."""

    reason: str | Any
    items: int
    """Demands of the text that it settles."""
    characters: int
    """Characters that it dismisses and that no fact carries."""


@dataclass(slots=True)
class Coverage:
    """How much of one document is accounted for."""

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
    dismissed: list[Dismissed] = field(default_factory=list)
    characters: int = 0
    """Characters of the article that say something: letters and figures."""
    carried: int = 0
    """How many of them a fact carries."""

    @property
    def share(self) -> float:
        """Return which share of the sentences a fact rests on."""
        told = [s for s in self.sentences if len(s.text.strip()) > 1]
        return sum(1 for s in told if s.facts) / len(told) if told else 1.0

    @property
    def unaccounted(self) -> list[Unused]:
        """Return what neither a fact nor a dismissal accounts for."""
        return [item for item in self.unused if not item.omitted]

    @property
    def dismissed_share(self) -> float:
        """Return which share of the characters is dismissed."""
        gone = sum(item.characters for item in self.dismissed)
        return gone / self.characters if self.characters else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return all of it as plain data, for JSON."""
        return {
            "document": self.document,
            "share": round(self.share, 4),
            "characters": self.characters,
            "carried": self.carried,
            "dismissed-share": round(self.dismissed_share, 4),
            "unaccounted": len(self.unaccounted),
            "sentences": [
                {"start": s.start, "end": s.end, "facts": s.facts, "share": round(s.share, 4),
                 "accounted": not s.open, "pieces": [_piece(p) for p in s.pieces]}
                for s in self.sentences
            ],
            "unused": [
                {"kind": u.kind, "text": u.text, "start": u.start, "end": u.end,
                 "omitted": u.omitted}
                for u in self.unused
            ],
            "dismissed": [
                {"reason": _reason(d.reason), "items": d.items, "characters": d.characters}
                for d in self.dismissed
            ],
            "records": dict(sorted(self.kinds.items())),
            "quotes": dict(sorted(self.rules.items())),
            "inferred": dict(sorted(self.inferred.items())),
        }  # fmt: skip


def _reason(reason: Any) -> Any:
    return reason if isinstance(reason, str) else {"zh": reason.zh, "en": reason.en}


def _piece(piece: Piece) -> dict[str, Any]:
    told: dict[str, Any] = {"start": piece.start, "end": piece.end, "state": piece.state}
    if piece.carried:
        told["facts"] = [{"fact": key, "field": name} for key, name in piece.carried]
    if piece.state == "dismissed":
        told["dismissal"] = piece.dismissal
    if piece.kinds:
        told["demands"] = list(piece.kinds)
    return told


def coverage_of(case: Case) -> Coverage:
    """Work out the coverage of a document whose source text is at hand.

    Raises:
        ValueError: the source text is not at hand.
    """
    if case.evidence is None:
        raise ValueError("coverage needs the source text")
    spans, account = _spans(case), account_of(case)
    text, every = case.evidence.source.folded.text, account.layers.every
    return Coverage(
        document=case.document.header.id,
        sentences=_sentences(case, spans, account),
        unused=list(_unused(account)),
        kinds=dict(Counter(fact.kind for fact in case.document.facts)),
        rules=dict(_rules(case)),
        inferred=dict(Counter(name for fact in case.document.facts for name in fact.inferred)),
        spans=spans,
        dismissed=_dismissed(account),
        characters=sum(map(str.isalnum, text)),
        carried=sum(1 for at, sign in enumerate(text) if every[at] and sign.isalnum()),
    )


def _dismissed(account: Account) -> list[Dismissed]:
    assert account.case.evidence is not None
    text, every = account.case.evidence.source.folded.text, account.layers.every
    signs: dict[int, set[int]] = {}
    for start, end, index in account.dismissed:
        free = (at for at in range(start, end) if not every[at] and text[at].isalnum())
        signs.setdefault(index, set()).update(free)
    items = Counter(item.dismissal for item in account.open)
    return [
        Dismissed(dismissal.reason, items[index], len(signs.get(index, ())))
        for index, dismissal in enumerate(account.case.omissions)
    ]


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


def _sentences(
    case: Case, spans: list[tuple[int, int, tuple[str, ...]]], account: Account
) -> list[Sentence]:
    assert case.evidence is not None
    source = case.evidence.source
    folded = source.folded
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
        low, high = bisect_left(folded.starts, start), bisect_right(folded.ends, end)
        cut = tuple(pieces(account, low, high)) if low < high else ()
        found.append(Sentence(start, end, text, len(facts), share, cut))
    return found


def _unused(account: Account) -> Iterator[Unused]:
    assert account.case.evidence is not None
    folded = account.case.evidence.source.folded
    for item in account.open:
        start, end = item.demand.start, item.demand.end
        raw = folded.span(start, end)
        gone = item.dismissal is not None
        yield Unused(item.demand.kind, folded.text[start:end], raw[0], raw[1], gone)


def _quoted(case: Case) -> tuple[int, int]:
    """Return how many clauses lie under no quote, and how many there are."""
    assert case.evidence is not None
    folded = case.evidence.source.folded
    covered = bytearray(len(folded.text) + 1)
    for start, end, _ in _spans(case):
        low, high = bisect_left(folded.starts, start), bisect_right(folded.ends, end)
        covered[low:high] = b"\1" * (high - low)
    marks, header = case.language.punctuation, case.document.header
    titles = {case.clean(header.title.zh), case.clean(header.source.title or "")}
    bare = total = 0
    for match in marks.clause.finditer(folded.text):
        if match[0] not in titles and marks.words.search(match[0]):
            total += 1
            bare += 1 not in covered[match.start() : match.end()]
    return bare, total


def _uncovered(case: Case) -> Iterable[Problem | None]:
    if case.evidence is None:
        return
    bare, total = _quoted(case)
    if total and bare > (1 - YOUNG) * total:
        yield Problem(
            "uncovered-text", Position(case.document.path),
            f"{bare} of {total} clauses of the text lie under no quote: "
            "`policykg coverage` shows them",
            f"原文 {total} 个分句中有 {bare} 个不在任何引文之下:policykg coverage 可列出",
            severity="warning",
        )  # fmt: skip
        return
    severity: Literal["error", "warning"] = "error" if case.omissions else "warning"
    source, found = case.evidence.source, _places_in_file(case)
    starts, places = [at for at, _ in found], [Position(case.document.path)]
    places += [at for _, at in found]
    for unused in _unused(account_of(case)):
        if unused.omitted:
            yield None
            continue
        yield Problem(
            f"uncovered-{unused.kind}", places[bisect_right(starts, unused.start)],
            f"no fact accounts for {unused.text}: write one, or say in facts/omissions.yaml "
            f"(at: [{unused.start}-{unused.end}]) why not",
            f"没有事实说明“{unused.text}”:请补记,或在 facts/omissions.yaml 中"
            f"(at: [{unused.start}-{unused.end}])说明不记的理由",
            severity=severity, read=unused.text,
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


def _rule(name: str, en: str, zh: str, accepts: str, rejects: str, check: Any = None) -> Rule:
    return Rule(f"uncovered-{name}", en, zh, accepts, rejects, check, needs_source=True)


RULES: Final[tuple[Rule, ...]] = (
    _rule(
        "value",
        "Every number with a unit is the figure of a fact, or dismissed with a reason.",
        "每个带单位的数字都由某条事实记录,或说明不记的理由。",
        "53个 is the value of a record", "a long quote holds 53个, no record has it",
        _uncovered,
    ),
    _rule(
        "title",
        "Every title in 《》 is named by a fact, or dismissed with a reason.",
        "书名号中的名称都有事实记录,或说明不记的理由。",
        "a policy bears the title", "the title stands in the text only",
    ),
    _rule(
        "phrase",
        "Every phrase in “” is carried by a fact, or dismissed with a reason.",
        "引号中的词语都由某条事实记录,或说明不记的理由。",
        "a slogan bears the phrase", "the phrase stands in the text only",
    ),
    _rule(
        "body",
        "Every body that the text names is named by a fact, or dismissed with a reason.",
        "原文提到的单位都有事实记录,或说明不记的理由。",
        "市科技局 stands in a bracket", "市科技局 stands in the text only",
    ),
    _rule(
        "name",
        "A name that is known is named by a fact where it stands, or dismissed with a reason.",
        "已知的名称在原文出现之处须有事实提及,或说明不记的理由。",
        "a mention of 青河新城 in its sentence", "青河新城 in a sentence of which no fact names it",
    ),
    _rule(
        "duty",
        "Every word that gives a responsibility, and every body in a bracket, has its record.",
        "每个赋予职责的词、职责括号中的每个单位,都须有职责记录。",
        "responsibilities: [{role: lead, …}] ← 由县水利局牵头", "由县水利局牵头 without a record",
    ),
    _rule(
        "list",
        "The items of a list have facts of the same kinds, or a reason is given.",
        "并列的各项须有同类的事实,或说明理由。",
        "甲桥、乙桥、丙桥, each a project", "甲桥、丙桥 are projects, 乙桥 is none",
    ),
    _rule(
        "clause",
        "What a clause says is carried by the words of facts, or dismissed with a reason.",
        "每个分句所说的内容都由事实的文字承载,或说明不记的理由。",
        "a clause whose words are a measure's name", "a clause that is only part of a long quote",
    ),
    _rule(
        "cue",
        "A word for an event, a recognition or a person in a post has its fact, or a reason.",
        "表明活动、荣誉或任职的词须有相应的事实,或说明理由。",
        "events: [{name: 推进会, …}] ← 召开推进会", "召开推进会 without an event",
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
)  # fmt: skip
