"""The lock: where each record's words stand, and that the rules were kept; no word of the text.

``facts/locks/ID.lock`` is generated, sorted text, one line a use of a quote or an anchor by a
record, so that a change shows in a diff and two branches merge line by line.  Each line ends
with a digest over its own fields, the record, what its names resolve to, the words and the
source's checksum: without the source text at hand, a changed record, word, identity or offset
still does not go unseen.  One line holds the verdict of the rules that need the text, bound to
the versions of text and rules.  Where the files stand is in
:mod:`loaders.evidence.lock_paths`, how they are read in :mod:`loaders.evidence.lock_text`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from loaders.evidence.anchors import FIRST_WORDS
from loaders.evidence.blanks import checksum, layout_of
from loaders.evidence.proof_lines import MARK, ProofLine
from loaders.evidence.readings import reading_of
from loaders.facts.model import Anchor, DocumentEvidence, DocumentFacts, Fact, Located, QuoteUse
from loaders.facts.words import anchor_words, cue_words
from loaders.languages.edtf import read_edtf
from loaders.languages.language import Language
from loaders.problems import Position, Problem
from loaders.yaml.records import Model, Part

__all__ = [
    "DocumentLock",
    "LockLine",
    "compare_lock",
    "located_from_lock",
    "lock_document",
    "lock_missing",
]

SOURCE: Final = "@source"
"""Marks of the lines that a document has of its own: its text, its verdict, its blanks, …"""
RULES: Final = "@rules"
BLANKS: Final = "@blanks"
TOP: Final = "@header"


@dataclass(frozen=True, slots=True)
class LockLine:
    """One use of a quote by a record."""

    document: str
    key: str
    use: str
    """heading, passage, narrowed, also-1, lead, … of a quote; @name, @value, … of an anchor."""
    start: int
    end: int
    rules: tuple[str, ...]
    reading: str
    """What the machine read: a value's number, unit and bound, or a place in a bracket."""
    digest: str

    def text(self) -> str:
        """Return the line as it stands in the file."""
        rules = "+".join(self.rules) or "-"
        reading = self.reading or "-"
        span = f"{self.start}-{self.end}"
        return (
            f"{self.document}\t{self.key}\t{self.use}\t{span}\t{rules}\t{reading}\t{self.digest}\n"
        )


@dataclass(slots=True)
class DocumentLock:
    """All lines of one document."""

    document: str
    source_file: str
    source_sha256: str
    length: int
    lines: dict[tuple[str, str], LockLine] = field(default_factory=dict)
    proofs: dict[str, ProofLine] = field(default_factory=dict)
    """Key of a fact → which of its fields were read where."""
    rules: str = ""
    """Version of the rules that were kept."""
    verdicts: str = ""
    """How often each rule that needs the text was kept: ``name:times``, blank-separated."""
    characters: str = ""
    """SHA-256 of the source's characters without its blanks."""
    blanks: str = ""
    """Where the source's blanks stand: see :mod:`loaders.evidence.blanks`."""
    sealed: str = ""
    """The seal as the file has it."""
    header: str = ""
    """Digest of the document's header (title, date, jurisdiction, article); empty in old locks."""
    old: bool = False
    """Whether it is of the first form, which repeated the text's words."""

    def text(self) -> str:
        """Return the document's lines as they stand in the file."""
        head = (
            f"{self.document}\t{SOURCE}\t{self.source_file}\t{self.source_sha256}\t{self.length}\n"
        )
        if self.header:
            head += f"{self.document}\t{TOP}\t{self.header}\n"
        if self.characters:
            digest = _digest(self.source_sha256, self.characters, self.blanks)
            head += f"{self.document}\t{BLANKS}\t{self.characters}\t{self.blanks}\t{digest}\n"
        if self.rules:
            head += f"{self.document}\t{RULES}\t{self.rules}\t{self.verdicts}\t{self.seal()}\n"
        return head + self._lines()

    def _lines(self) -> str:
        """Return the lines of all facts, sorted by fact and use."""
        lines: dict[tuple[str, str], LockLine | ProofLine] = {**self.lines}
        lines.update(((key, MARK), line) for key, line in self.proofs.items())
        return "".join(line.text() for _, line in sorted(lines.items(), key=lambda item: item[0]))

    def seal(self) -> str:
        """Return the digest that binds the verdict to text, facts and rules."""
        lines = self._lines()
        head = f"{self.header}\n" if self.header else ""
        return _digest(self.source_sha256, self.document, self.rules, self.verdicts, head + lines)


def _uses(fact: Fact) -> Iterable[tuple[str, QuoteUse]]:
    also = lists = 0
    for use in fact.quotes:
        if use.role == "also":
            also += 1
            yield f"also-{also}", use
        elif use.bracket_role:
            lists += 1
            yield use.bracket_role if lists == 1 else f"{use.bracket_role}-{lists}", use
        else:
            yield use.role, use


def _digest(*fields: object) -> str:
    text = "\x1f".join(map(str, fields))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _below(record: Model) -> set[str]:
    """Return what a part holds and is locked for itself; the body of a post is its own word."""
    return {"body"} if isinstance(record, Part) else set()


def _record_text(fact: Fact, known: dict[int, str]) -> str:
    """Return what a record says, handed-down fields included, in one canonical text."""
    record = fact.record
    own = known.get(id(record))  # the names of a bracket share their part's record
    if own is None:
        own = record.model_dump_json(by_alias=True, exclude_defaults=True, exclude=_below(record))
        known[id(record)] = own
    handed = (fact.kind, fact.part, fact.subject, fact.place, fact.period, fact.status, fact.ref,
              fact.role, fact.name, fact.position, fact.out_of, fact.identity, fact.group,
              [(name, why if isinstance(why, str) else (why.zh, why.en))
               for name, why in sorted(fact.inferred.items())])  # fmt: skip
    return f"{own}{handed!r}"


def _header_digest(document: DocumentFacts, sha: str) -> str:
    said = document.header.model_dump_json(by_alias=True, exclude_defaults=True)
    return _digest(sha, document.header.id, said)


Resolved = Callable[[Fact], str]
"""Gives a digest of what a fact's names resolve to."""


def _anchor_uses(fact: Fact, written: int | None, language: Language) -> Iterator[tuple[str, str]]:
    """Yield the lock's names of a fact's possible anchors, each with its words."""
    passages = [use for use in fact.quotes if use.to is not None]
    if not passages:
        return
    for role, words in (*anchor_words(fact, language), *cue_words(fact, written, language)):
        yield f"@{role}", words
    for number, use in enumerate(passages, 1):
        yield f"@{FIRST_WORDS}-{number}", use.text.strip()


def lock_document(
    document: DocumentFacts,
    evidence: DocumentEvidence,
    length: int,
    resolved: Resolved,
    verdicts: tuple[str, str] = ("", ""),
    text: str | None = None,
    proofs: Mapping[str, ProofLine] | None = None,
) -> DocumentLock:
    """Return the lock of a document whose quotes were located.

    Args:
        document: The flattened facts.
        evidence: Where their quotes and anchors stand.
        length: Length of the source text in code points.
        resolved: Gives a digest of what a fact's names resolve to.
        verdicts: Version of the rules, and how often each that needs the text was kept.
        text: The source text, so that a copy with other blanks can be known.
        proofs: Which fields of each fact were read where.
    """
    header = document.header
    lock = DocumentLock(header.id, header.source.file, evidence.source_sha256, length)
    lock.rules, lock.verdicts = verdicts
    lock.proofs.update(proofs or {})
    lock.header = _header_digest(document, evidence.source_sha256)
    if text is not None:
        lock.characters, lock.blanks = checksum(text), layout_of(text)
    sealer = _Sealer(document, evidence.source_sha256, resolved)
    for fact in document.facts:
        for name, use in _uses(fact):
            found = evidence.located[use.n]
            if found is not None:
                line = sealer.line(fact, name, _words(use), (found.start, found.end), found.rules)
                lock.lines[fact.key, name] = line
        passages = [use.n for use in fact.quotes if use.to is not None]
        for anchor in evidence.anchors.get(fact.key, ()):
            name = f"@{anchor.role}"
            if anchor.role == FIRST_WORDS:
                name = f"{name}-{passages.index(anchor.use) + 1}"
            if (at := anchor.span) is not None:
                line = sealer.line(fact, name, anchor.words, (at.start, at.end), at.rules)
                lock.lines[fact.key, name] = line
    return lock


def _words(use: QuoteUse) -> str:
    return use.text if use.to is None else f"{use.text}\x1e{use.to}"


class _Sealer:
    """Makes the lines of one document, each record written out once."""

    def __init__(self, document: DocumentFacts, sha: str, resolved: Resolved) -> None:
        self.document = document.header.id
        self.language = document.viewpoint.language
        self.written = _written(document)
        self.sha = sha
        self.resolved = resolved
        self.records: dict[int, str] = {}
        self.facts: dict[str, str] = {}

    def line(
        self, fact: Fact, use: str, words: str, span: tuple[int, int], rules: tuple[str, ...]
    ) -> LockLine:
        """Return a line as it is for the fact as it is now."""
        record = self.facts.get(fact.key)
        if record is None:
            record = _record_text(fact, self.records) + self.resolved(fact)
            self.facts[fact.key] = record
        reading = "" if use.startswith("@") else reading_of(fact, self.language)
        digest = _digest(
            self.sha, self.document, fact.key, use, words, span, rules, reading, record
        )
        return LockLine(self.document, fact.key, use, span[0], span[1], rules, reading, digest)


def located_from_lock(document: DocumentFacts, lock: DocumentLock) -> DocumentEvidence:
    """Return where quotes and anchors stand by the lock alone, for a clone without the text."""
    located: list[Located | None] = [None] * len(document.quotes)
    for fact in document.facts:
        for name, use in _uses(fact):
            line = lock.lines.get((fact.key, name))
            if line is not None and located[use.n] is None:
                located[use.n] = Located(line.start, line.end, line.rules)
    anchors: dict[str, tuple[Anchor, ...]] = {}
    written = _written(document)
    for fact in document.facts:
        passages = [use.n for use in fact.quotes if use.to is not None]
        uses = _anchor_uses(fact, written, document.viewpoint.language)
        known = tuple(_anchors_of(fact, lock, uses, passages, located)) if passages else ()
        if known:
            anchors[fact.key] = known
    return DocumentEvidence(lock.source_sha256, tuple(located), anchors)


def _written(document: DocumentFacts) -> int | None:
    period = read_edtf(document.header.written)
    return period.year if period else None


def _anchors_of(
    fact: Fact,
    lock: DocumentLock,
    uses: Iterator[tuple[str, str]],
    passages: list[int],
    located: list[Located | None],
) -> Iterator[Anchor]:
    for name, words in uses:
        line = lock.lines.get((fact.key, name))
        if line is None:
            continue
        role = name[1:]
        if role.startswith(f"{FIRST_WORDS}-"):
            use = passages[int(role.rpartition("-")[2]) - 1]
            role = FIRST_WORDS
        else:
            use = next((n for n in passages if _around(located[n], line)), passages[0])
        yield Anchor(role, words, use, Located(line.start, line.end, line.rules))


def _around(passage: Located | None, line: LockLine) -> bool:
    return passage is not None and passage.start <= line.start and line.end <= passage.end


def compare_lock(
    document: DocumentFacts,
    lock: DocumentLock | None,
    fresh: DocumentLock | None,
    resolved: Resolved,
    rules: str = "",
) -> tuple[list[Problem], int]:
    """Compare a document with its lock.

    Args:
        document: The flattened facts.
        lock: What the lock file says of it, or none.
        fresh: The lock as it would be written now, or none where the source is not at hand.
        resolved: Gives a digest of what a fact's names resolve to.
        rules: Version of the rules as they are now.

    Returns:
        What differs, and how many quotes could not be seen for want of the source.
    """
    at = Position(document.path)
    if lock is None:
        return [lock_missing(document.path)], 0
    if lock.old:
        return [Problem("lock-old", at, _OLD[0], _OLD[1])], 0
    problems = []
    if fresh is not None and (fresh.source_sha256, fresh.length) != (
        lock.source_sha256,
        lock.length,
    ):
        problems.append(_source_changed(document))
    problems += _verdict_problems(document, lock, rules)
    if lock.header and lock.header != _header_digest(document, lock.source_sha256):
        problems.append(_header_changed(document))
    sealer = _Sealer(document, lock.source_sha256, resolved)
    unseen: set[int] = set()
    known: set[tuple[str, str]] = set()
    for fact in document.facts:
        lines = _fresh_lines(fact, lock, fresh, sealer)
        known |= {(fact.key, name) for name in lines}
        if fresh is None:
            unseen |= {use.n for use in fact.quotes}
        stale = next(
            ((name, now) for name, now in lines.items() if lock.lines.get((fact.key, name)) != now),
            None,
        )
        if stale is not None:
            problems.append(_stale(fact, stale[0], lock.lines.get((fact.key, stale[0])), stale[1]))
        elif fresh is not None and lock.rules == rules:
            problems += _proofs_changed(fact, lock.proofs.get(fact.key), fresh.proofs.get(fact.key))
    problems += [_vanished(document, line) for place, line in sorted(lock.lines.items())
                 if place not in known]  # fmt: skip
    return problems, len(unseen)


def lock_missing(file: str) -> Problem:
    """Say that a document is not locked yet.

    Args:
        file: Name of its facts file.
    """
    return Problem("lock-missing", Position(file), *_MISSING, severity="warning")


def _fresh_lines(
    fact: Fact, lock: DocumentLock, fresh: DocumentLock | None, sealer: _Sealer
) -> dict[str, LockLine | None]:
    """Return a fact's lines as they should be, by use; none for a use that the lock lacks."""
    quotes = {name: _words(use) for name, use in _uses(fact)}
    names = {**quotes, **dict(_anchor_uses(fact, sealer.written, sealer.language))}
    lines: dict[str, LockLine | None] = {}
    for name, words in names.items():
        if fresh is not None:
            now = fresh.lines.get((fact.key, name))
            if now is not None:  # what is not in the text, another rule says
                lines[name] = now
            continue
        line = lock.lines.get((fact.key, name))
        if line is not None:
            lines[name] = sealer.line(fact, name, words, (line.start, line.end), line.rules)
        elif name in quotes:
            lines[name] = sealer.line(fact, name, words, (0, 0), ())
    return lines


def _verdict_problems(document: DocumentFacts, lock: DocumentLock, rules: str) -> list[Problem]:
    at = Position(document.path)
    if (lock.rules or rules) and lock.sealed != lock.seal():
        return [Problem("lock-verdict", at, _UNSEALED[0], _UNSEALED[1])]
    if rules and lock.rules != rules:
        return [
            Problem(
                "lock-rules",
                at,
                f"the lock holds the verdict of rules {lock.rules or '0'}, these are {rules}: "
                "with the text at hand, run `policykg lock`",
                f"锁文件中是规则 {lock.rules or '0'} 版的结论,现为 {rules} 版:"
                "请在有原文处运行 policykg lock",
                severity="warning",
            )
        ]
    return []


_UNSEALED: Final = (
    "the verdict in the lock is not of these lines (edited by hand, or merged from two branches): "
    "with the text at hand, run `policykg lock`",
    "锁文件中的结论与其各行不符(手工改过,或合并自两个分支):请在有原文处运行 policykg lock",
)
_OLD: Final = (
    "this lock is of the first form, which repeats the text's words: run `policykg migrate`",
    "锁文件是第一版形式,重复了原文文字:请运行 policykg migrate",
)
_MISSING: Final = (
    "this document has no lock in facts/locks yet: when it is done, run `policykg lock` with "
    "its id",
    "facts/locks 中还没有本文件的锁文件:完成后请运行 policykg lock 及其标识",
)


def _source_changed(document: DocumentFacts) -> Problem:
    return Problem(
        "lock-source",
        document.positions.get("source", Position(document.path)),
        "the source text is not the one that was checked: check every quote, "
        "then run `policykg lock`",
        "原文与核对时不同:请重新核对引文,然后运行 policykg lock",
    )


def _header_changed(document: DocumentFacts) -> Problem:
    return Problem(
        "lock-stale",
        document.positions.get("id", Position(document.path)),
        "the header `document:` (title, date, jurisdiction, article …) was changed after the lock "
        "was written: check it against the text, then run `policykg lock`",
        "文件头 document(标题、日期、辖区、正文起止等)在锁定之后改动过:请对照原文核对,"
        "然后运行 policykg lock",
        record=document.header.id,
    )


def _stale(fact: Fact, name: str, old: LockLine | None, new: LockLine | None) -> Problem:
    told = "is new since" if old is None else "or an identity that it uses was changed after"
    told_zh = "在锁定之后新增" if old is None else "或其所用的权威记录在锁定之后改动过"
    use = dict(_uses(fact)).get(name)
    return Problem(
        "lock-stale",
        use.at if use is not None and old is not None and use.role != "passage" else fact.at,
        f"this record {told} the lock was written: its verdict is stale; check it, then run "
        "`policykg lock`",
        f"本记录{told_zh},原结论失效:请核对后运行 policykg lock",
        record=fact.key,
        quote=use.text if use is not None else "",
        read=new.reading if new else "",
        recorded=old.reading if old else "",
    )


def _proofs_changed(fact: Fact, old: ProofLine | None, new: ProofLine | None) -> list[Problem]:
    if old == new or new is None:
        return []
    return [
        Problem(
            "lock-stale",
            fact.at,
            "what the machine reads in the words of this record is not what the lock remembers "
            "of it: run `policykg lock`",
            "机器在本记录的文字中读到的,与锁文件所记不同:请运行 policykg lock",
            record=fact.key,
            read=new.proved,
            recorded=old.proved if old is not None else "",
        )
    ]


def _vanished(document: DocumentFacts, line: LockLine) -> Problem:
    return Problem(
        "lock-vanished",
        Position(document.path),
        f"the lock knows the record {line.key} ({line.use}), the file no longer has it: "
        "put it back, or run `policykg lock` if it was removed on purpose",
        f"锁文件中有记录 {line.key}({line.use}),本文件中已没有:请恢复;"
        "若有意删除,请运行 policykg lock",
        record=line.key,
    )
