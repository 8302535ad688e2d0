"""Every field of every fact that reaches the graph, with its value after handing down.

One function a kind of fact; each yields what the writers of :mod:`loaders.rdf` write of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Final, cast

from loaders.evidence.readings import value_text
from loaders.facts.model import Fact
from loaders.languages.edtf import UNSTATED
from loaders.languages.model import Reading
from loaders.problems import Position
from loaders.resolving.nodes import Node
from loaders.resolving.observations import read_decimal
from loaders.resolving.resolver import Resolver
from loaders.rules.base import Case
from loaders.states.model import Claim
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from loaders.yaml.reader import position
from ontology.kinds import records_of

__all__ = ["DOCUMENT", "amount_of", "fields_of", "given_by", "words_digests"]

DOCUMENT: Final = "document"
"""Kind of the fact that the header is."""
_PARTS: Final = frozenset(record.kind for record in records_of("part"))
_GIVEN_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": ("kind", "relation"),
    "name": ("name", "names"),
    "part-number": ("number",),
    "number": ("number",),
    "unit": ("unit", "number"),
    "bound": ("bound", "number"),
    "value": ("value", "growth", "investment"),
    "is": ("is",),
    "for": ("for",),
    "by": ("by", "deadline", "period"),
    "written": ("written",),
}
"""Field → the keys of a facts file that give it; where there is none, the field's own name."""
_Told = tuple[str, str, str, "Node | None"]
"""Field, canonical value, words as written, what they refer to."""


def given_by(field: str) -> tuple[str, ...]:
    """Return the keys of a facts file that give a field of a fact."""
    return _GIVEN_BY.get(field, (field,))


def fields_of(case: Case, words: Mapping[str, str] | None = None) -> Iterator[Claim]:
    """Yield every field of every fact, the header's first, in the order of the file.

    Args:
        case: A document whose references are resolved.
        words: Digests of the words that each fact rests on, where the text is not at hand:
            see :func:`words_digests`.
    """
    assert case.resolved is not None, "resolve_document comes first"
    maker = _Maker(case, case.resolved, words if words is not None else words_digests(case))
    yield from maker.header()
    for fact in case.document.facts:
        yield from maker.claims(fact)


def words_digests(case: Case) -> dict[str, str]:
    """Return key of a fact → digest of all the words that it rests on, in their clean form.

    It needs the text for passages that are named by their ends; the lock remembers it.
    """
    return {fact.key: _digest(*case.quotes(fact)) for fact in case.document.facts}


def _digest(*texts: str) -> str:
    joined = "\x1f".join(texts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Maker:
    """Makes the claims of one document."""

    def __init__(self, case: Case, names: Resolver, words: Mapping[str, str]) -> None:
        self.case = case
        self.names = names
        self.words = words
        self.known: dict[str, str] = {}

    # -- claims ----------------------------------------------------------------------------

    def claims(self, fact: Fact) -> Iterator[Claim]:
        """Yield the fields of one fact."""
        quoted = self._quoted(fact)
        count: dict[str, int] = {}
        for name, value, written, node in KINDS[fact.kind](self.names, fact):
            number = count[name] = count.get(name, 0) + 1
            field = name if number == 1 else f"{name}-{number}"
            reason, meaning = _reason(fact, name), self._meaning(node)
            yield Claim(
                fact.key,
                fact.kind,
                field,
                value,
                fact,
                _place(fact, name),
                written,
                meaning,
                reason,
                _sealed(fact.kind, field, value, meaning, reason, quoted),
            )

    def header(self) -> Iterator[Claim]:
        """Yield the fields of the document's header."""
        header, places = self.case.document.header, self.case.document.positions
        top = Position(self.case.document.path)
        count: dict[str, int] = {}
        for name, value, node in _header(self.names):
            number = count[name] = count.get(name, 0) + 1
            field = name if number == 1 else f"{name}-{number}"
            reason = header.written_reason if name == "written" else None
            meaning = self._meaning(node)
            yield Claim(
                header.id,
                DOCUMENT,
                field,
                value,
                None,
                places.get(_HEADER_KEYS.get(name, name), top),
                value,
                meaning,
                reason,
                _sealed(DOCUMENT, field, value, meaning, reason, ""),
            )

    def _quoted(self, fact: Fact) -> str:
        """Return the words of a fact as its file writes them, with those that only a text has."""
        clean = self.case.clean
        own = (
            f"{clean(use.text)}\x1e{clean(use.to or '')}\x1e{use.occurrence or ''}"
            for use in fact.quotes
        )
        return "\x1d".join((*own, self.words.get(fact.key, "")))

    def _meaning(self, node: Node | None) -> str:
        """Return what a field refers to: its IRI, and a digest of what is recorded of it."""
        if node is None:
            return ""
        known = self.known.get(node.iri)
        if known is None:
            identity = node.iri[len(self.names.prefix) : -1]
            text = node.zh
            if not node.local and identity in self.case.authority.kinds:
                record = self.case.authority.record(identity)
                text = record.model_dump_json(by_alias=True, exclude_defaults=True)
            known = self.known[node.iri] = f"{node.iri} {_digest(node.cls, text)}"
        return known


def _sealed(
    kind: str, field: str, value: str, meaning: str, reason: str | R.Label | None, quoted: str
) -> str:
    """Return the digest over all that a signature vouches for."""
    why = f"{reason.zh}\x1e{reason.en}" if isinstance(reason, R.Label) else reason or ""
    return _digest(kind, field, value, meaning, why, quoted)


def _place(fact: Fact, name: str) -> Position:
    marks = fact.node.marks
    for key in _keys(name):
        if key in marks:
            return position(fact.file, marks[key][1])
    return fact.at


@cache
def _keys(name: str) -> tuple[str, ...]:
    """Return the keys of a facts file at one of which a field stands, the likeliest first."""
    return (*_GIVEN_BY.get(name, ()), name, *_EXTRA_KEYS.get(name, ()))


_EXTRA_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "english": ("en", "label", "person-en", "object-en", "subject-en"),
    "name": ("title", "person", *sorted(_PARTS)),
    "kind": tuple(sorted(_PARTS)),
    "of": ("of",),
}


def _reason(fact: Fact, name: str) -> str | R.Label | None:
    if not fact.inferred or name == "english":
        return None
    keys = _GIVEN_BY.get(name, (name,))
    return next((fact.inferred[key] for key in keys if key in fact.inferred), None)


# -- fields that several kinds share ---------------------------------------------------------


def _plain(field: str, value: str | None) -> Iterator[_Told]:
    if value:
        yield field, value, value, None


def _names(field: str, values: list[str]) -> Iterator[_Told]:
    for value in values:
        yield field, value, value, None


def _end(names: Resolver, fact: Fact, field: str, ref: str | None) -> Iterator[_Told]:
    """Yield a reference, by the IRI of what it means."""
    node = names.answers.get((fact.key, field, ref)) if ref else None
    if node is not None and ref:
        yield field, node.iri[1:-1], ref, node


def _time(names: Resolver, fact: Fact, by: str | None = None) -> Iterator[_Told]:
    """Yield the period or deadline, as EDTF where it is one."""
    text = by or fact.period
    if not text:
        return
    period = names.period(text, by is not None) if text != UNSTATED else None
    yield ("by" if by else "period"), (period.edtf if period else text), text, None


def _status(fact: Fact, default: str | None = None) -> Iterator[_Told]:
    status = fact.status or default
    if status:
        yield "status", status, "", None


def _enclosing(names: Resolver, fact: Fact) -> Iterator[_Told]:
    if fact.part is not None and fact.part in names.by_key:
        yield "part", fact.part, "", names.local(fact.part)


def _whereabouts(names: Resolver, fact: Fact) -> Iterator[_Told]:
    yield from _end(names, fact, "place", fact.place)


def _english(*words: str | None) -> Iterator[_Told]:
    for one in words:
        if one:
            yield "english", one, "", None


def _labelled(record: R.Fact | R.Part) -> Iterator[_Told]:
    label = getattr(record, "label", None)
    yield from _english(record.en, label.en if label is not None else None)


# -- kinds -----------------------------------------------------------------------------------


def _part(names: Resolver, fact: Fact) -> Iterator[_Told]:
    record = cast(R.Part | R.PartMention, fact.record)
    yield "kind", fact.kind, "", None
    yield from _plain("name", record.name)
    if names.viewpoint.language.numbering.read(record.number) is not None:
        yield from _plain("part-number", record.number)
    yield from _enclosing(names, fact)
    yield from _names("also-named", record.also_named)
    yield from _whereabouts(names, fact)
    by = None
    if isinstance(record, R.Part):
        yield from _plain("deadline", record.deadline)
        readable = record.deadline and names.period(record.deadline, by=True)
        by = record.by or (record.deadline if readable else None)
    yield from _time(names, fact, by)
    yield from _status(fact)
    yield from _labelled(record)


def _responsibility(names: Resolver, fact: Fact) -> Iterator[_Told]:
    actor = names.actors.get(fact.key)
    yield "role", fact.role or "responsible", "", None
    yield from _plain("name", fact.name)
    if actor is not None:
        yield "is", actor.iri[1:-1], fact.name or "", actor
    yield from _end(names, fact, "for", fact.ref)
    yield "position", str(fact.position), "", None
    yield "out-of", str(fact.out_of), "", None
    if isinstance(fact.record, R.ResponsibilityRecord):
        yield from _time(names, fact)
        yield from _status(fact)


def _thing(names: Resolver, fact: Fact, *, context: bool = True) -> Iterator[_Told]:
    """Yield what every named thing has; ``context``: its part and its time, too."""
    record = cast(R.Thing, fact.record)
    yield from _plain("kind", getattr(record, "kind", None))
    yield from _plain("name", record.name)
    yield from _names("also-named", record.also_named)
    yield from _plain("claim", record.claim)
    yield from _plain("role", record.role)
    yield from _plain("industry", getattr(record, "industry", None))
    yield from _status(fact)
    if context:
        yield from _enclosing(names, fact)
        yield from _time(names, fact)
    yield from _whereabouts(names, fact)
    yield from _labelled(record)


def _project(names: Resolver, fact: Fact) -> Iterator[_Told]:
    record = cast(R.Project, fact.record)
    yield from _thing(names, fact, context=False)
    yield from _time(names, fact, record.by)
    yield from _end(names, fact, "investor", record.investor)
    yield from _end(names, fact, "developer", record.developer)
    if record.part_of is not None:
        yield from _end(names, fact, "part-of", record.part_of)
    else:
        yield from _enclosing(names, fact)


def _body(names: Resolver, fact: Fact) -> Iterator[_Told]:
    yield from _thing(names, fact)
    yield from _end(names, fact, "part-of", cast(R.Thing, fact.record).part_of)


def _place_defined(names: Resolver, fact: Fact) -> Iterator[_Told]:
    record = cast(R.PlaceMention, fact.record)
    yield from _thing(names, fact)
    yield from _end(names, fact, "in", record.in_)
    yield from _end(names, fact, "part-of", record.part_of)


def _policy(names: Resolver, fact: Fact) -> Iterator[_Told]:
    record = cast(R.PolicyMention, fact.record)
    yield from _thing(names, fact)
    yield from _plain("number", record.number)
    yield from _plain("covers", record.covers)
    for ref in record.issuers:
        yield from _end(names, fact, "issuers", ref)
    yield from _end(names, fact, "part-of", record.part_of)


def _mention(names: Resolver, fact: Fact) -> Iterator[_Told]:
    record = cast(R.Thing | R.PartMention, fact.record)
    node = names.of_key_or_id(fact.ref or "")
    yield from _plain("name", record.name)
    yield "is", node.iri[1:-1], record.name or "", node
    if isinstance(record, R.Thing):
        yield from _plain("role", record.role)
        yield from _plain("claim", record.claim)
    yield from _status(fact)
    yield from _enclosing(names, fact)
    yield from _time(names, fact)
    if isinstance(record, R.PolicyMention):
        for ref in record.issuers:
            yield from _end(names, fact, "issuers", ref)


def _recognition(names: Resolver, fact: Fact) -> Iterator[_Told]:
    record = cast(R.Recognition, fact.record)
    yield from _plain("name", record.title)
    yield from _subject(names, fact)
    yield from _plain("level", record.level)
    yield from _plain("status", record.status)
    yield from _plain("rank", record.rank)
    yield from _plain("count", record.count)
    yield from _end(names, fact, "issuer", record.issuer)
    yield from _time(names, fact)
    yield from _labelled(record)


def _subject(names: Resolver, fact: Fact) -> Iterator[_Told]:
    node = names.home if fact.subject is None else names.answers.get(
        (fact.key, "of", fact.subject))  # fmt: skip
    if node is not None:
        yield "of", node.iri[1:-1], fact.subject or names.header.jurisdiction, node


def _event(names: Resolver, fact: Fact) -> Iterator[_Told]:
    record = cast(R.Event, fact.record)
    yield "kind", record.kind, "", None
    yield from _plain("name", record.name)
    yield from _whereabouts(names, fact)
    for field, refs in (
        ("organiser", record.organiser),
        ("participants", record.participants),
        ("merged", record.merged),
        ("into", [record.into] if record.into else []),
    ):
        for ref in refs:
            yield from _end(names, fact, field, ref)
    if record.recurring:
        yield "recurring", "yes", "", None
    yield from _time(names, fact)
    yield from _labelled(record)


def _post(names: Resolver, fact: Fact) -> Iterator[_Told]:
    record = cast(R.Post, fact.record)
    yield from _plain("person", record.person)
    yield from _plain("post", record.post)
    yield from _plain("statement", record.statement)
    yield from _end(names, fact, "body", record.body)
    yield from _time(names, fact)
    yield from _english(record.person_en, record.en)


def _relation(names: Resolver, fact: Fact) -> Iterator[_Told]:
    record = cast(R.RelationRecord, fact.record)
    yield "kind", record.relation, "", None
    yield from _end(names, fact, "subject", record.subject)
    yield from _end(names, fact, "object", record.object)
    yield from _status(fact)
    yield from _time(names, fact)
    yield from _english(record.subject_en, record.object_en)


# -- observations ----------------------------------------------------------------------------


def _observation(names: Resolver, fact: Fact) -> Iterator[_Told]:
    record = cast(R.Value, fact.record)
    yield from _plain("name", record.name)
    yield from _end(names, fact, "indicator", fact.indicator)
    yield from _amount(names, fact, record)
    yield from _subject(names, fact)
    yield from _enclosing(names, fact)
    yield from _whereabouts(names, fact)
    target = isinstance(record, R.Target)
    yield from _status(fact, "target" if target else "actual")
    yield from _plain("stage", record.stage)
    yield from _plain("baseline", record.baseline)
    if fact.kind == "growth" and fact.ref is not None:
        yield "change-of", fact.ref, "", names.local(fact.ref)
    whole = names.wholes.get(fact.key)
    if whole is not None:
        yield "part-of", whole, record.part_of or "", names.local(whole)
    if record.compared_with is not None:
        yield from _plain("compared-with", record.compared_with)
    yield from _time(names, fact, record.by if isinstance(record, R.Target) else None)
    if fact.kind != "growth":
        yield from _labelled(record)


def _investment(names: Resolver, fact: Fact) -> Iterator[_Told]:
    record = cast(R.Project, fact.record)
    project = names.of_key_or_id(fact.ref or "")
    yield from _amount(names, fact, None)
    yield "of", project.iri[1:-1], record.name or "", project
    yield from _enclosing(names, fact)
    yield from _whereabouts(names, fact)
    yield from _status(fact, "planned" if record.by else "actual")
    yield from _time(names, fact, record.by)


def _amount(names: Resolver, fact: Fact, record: R.Value | None) -> Iterator[_Told]:
    """Yield value as written, number, unit and bound, as the writer puts them together."""
    written = value_text(fact) or ""
    yield from _plain("value", written)
    reading = names.viewpoint.language.read_value(written)
    given = record if record is not None and not (fact.kind == "growth" and fact.ref) else None
    number, unit, bound = amount_of(reading, given)
    if number:
        yield "number", number, written, None
        yield "unit", unit, written, None
        yield "bound", bound, written, None


def amount_of(reading: Reading, record: R.Value | None = None) -> tuple[str, str, str]:
    """Return number (or both ends of a range), unit and bound as they reach the graph.

    Args:
        reading: What the machine reads in the value.
        record: The record whose number, unit or bound by hand come first; none for a reading alone.
    """
    by_hand = record.number if record is not None else None
    single = by_hand is not None and reading.bound == "range"
    bound = (record and record.bound) or ("exact" if single else reading.bound)
    unit = (record and record.unit) or reading.unit or "NUM"
    number = read_decimal(by_hand) if by_hand is not None else reading.number
    if number is not None:
        return format(number.normalize(), "f"), unit, bound
    if reading.minimum is None and reading.maximum is None:
        return "", unit, bound
    low, high = reading.minimum, reading.maximum
    ends = ("" if end is None else format(end.normalize(), "f") for end in (low, high))
    return "~".join(ends), unit, bound


# -- the document ----------------------------------------------------------------------------

_HEADER_KEYS: Final = {"reading": "readings", "english": "title"}


def _header(names: Resolver) -> Iterator[tuple[str, str, Node | None]]:
    header = names.header
    yield "title", header.title.zh, None
    yield "genre", header.genre, None
    if names.home is not None:
        yield "jurisdiction", names.home.iri[1:-1], names.home
    yield "written", header.written, None
    for name in header.issuer:
        node = names.issuers.get(name)
        if node is not None:
            yield "issuer", node.iri[1:-1], node
    if header.number is not None:
        yield "number", header.number, None
    if header.source.publisher is not None:
        yield "publisher", header.source.publisher, None
    if header.lead_rule is not None:
        yield "lead-rule", header.lead_rule, None
    for kind, count in sorted(header.counts.items()):
        yield "counts", f"{kind}: {count}", None
    for reading in header.readings:
        yield "reading", f"{reading.raw} → {reading.reading}", None
    if not header.title.untranslated:
        yield "english", header.title.en, None


KINDS: Final[dict[str, Callable[[Resolver, Fact], Iterator[_Told]]]] = {
    **{record.kind: _part for record in records_of("part")},
    "responsibility": _responsibility,
    "project": _project,
    "enterprise": _body,
    "organisation": _body,
    "place": _place_defined,
    "policy": _policy,
    "mention": _mention,
    "recognition": _recognition,
    "event": _event,
    "post": _post,
    "relation": _relation,
    "value": _observation,
    "target": _observation,
    "growth": _observation,
    "investment": _investment,
}
"""One function a kind of fact: what the writers of RDF write of it."""
