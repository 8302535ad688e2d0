"""Which fields each kind of record has, after handing down, and how each is read.

English wording, labels and notes are no claims about the text and are left out, as is the reader's
own certainty.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

from loaders.agreement.fields import FieldReader, Found, code
from loaders.agreement.model import FieldValue
from loaders.facts.model import Fact
from loaders.resolving.nodes import ACTORS, ANY, PLACES, SUBJECTS, TARGETS
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.kinds import records_of

__all__ = ["elsewhere_of", "kind_of", "values_of"]

_RECORD_KINDS: Final[dict[type[R.Model], str]] = {
    R.Project: "project",
    R.Enterprise: "enterprise",
    R.Organisation: "organisation",
    R.PlaceMention: "place",
    R.PolicyMention: "policy",
}
Values = dict[str, FieldValue]
_DEFINING: Final = (
    "kind", "in", "part-of", "industry", "investor", "developer", "document-number", "issuers",
    "covers", "group", "also-named",
)  # fmt: skip
"""Fields that are given once, where a thing is defined, and not with every mention."""


def kind_of(fact: Fact) -> str:
    """Return the kind of record that a reader chose, also where it mentions what is defined."""
    if fact.kind != "mention":
        return fact.kind
    if isinstance(fact.record, R.PartMention):
        return fact.record.kind
    return _RECORD_KINDS[type(fact.record)]


def values_of(read: FieldReader, fact: Fact) -> Values:
    """Return the fields of a fact by name, those that are given only."""
    found: Found = {"part": read.unit(fact.part)}
    found["place"] = read.ref(fact.place, PLACES, fact)
    found["period"] = read.period(fact)
    found["group"] = code("yes" if fact.group else None)
    FIELDS[fact.kind](read, fact, fact.record, found)
    return {name: value for name, value in found.items() if value is not None}


def elsewhere_of(read: FieldReader, fact: Fact, *, with_authority: bool) -> Values:
    """Return the fields with which a thing is defined elsewhere that a record mentions.

    Args:
        read: Reads the values of the reading.
        fact: The record.
        with_authority: Whether the authority files are this reader's own, so that what they say
            of an identity need not be said again.
    """
    if fact.kind != "mention" or isinstance(fact.record, R.PartMention):
        return {}
    target = fact.ref or ""
    defined = read.names.by_key.get(target)
    if defined is not None:
        values = values_of(read, defined)
        return {name: values[name] for name in _DEFINING if name in values}
    return _recorded(read, target) if with_authority else {}


def _recorded(read: FieldReader, identity: str) -> Values:
    """Return what the authority files say of an identity."""
    record: Any = read.names.authority.record(identity)
    found: Found = {
        "kind": code(record.kind),
        "in": read.identity(getattr(record, "in_", None)),
        "part-of": read.identity(getattr(record, "parent", None)),
        "issuers": read.identity(getattr(record, "issuer", None)),
        "document-number": read.words(getattr(record, "number", None)),
        "group": code("yes" if getattr(record, "group", False) else None),
    }
    return {name: value for name, value in found.items() if value is not None}


# -- the fields of each kind -----------------------------------------------------------------

ReadsFields = Callable[[FieldReader, Fact, Any, Found], None]


def _part(read: FieldReader, fact: Fact, own: Any, found: Found) -> None:
    number = read.language.numbering.read(own.number)
    found["name"] = read.words(own.name)
    found["part-number"] = code(str(number) if number else None)
    found["status"] = code(fact.status)
    found["of"] = read.ref(fact.subject, SUBJECTS, fact)


def _observation(read: FieldReader, fact: Fact, own: R.Value, found: Found) -> None:
    growth = fact.kind == "growth"
    identity = fact.indicator or ""
    node = read.names.known(identity) if identity in read.names.authority.kinds else None
    found["name"] = read.named(own.name, node)
    written = own.growth if growth else own.value
    by_hand = own if not growth or fact.ref is None else None
    read.measured(written, by_hand, found)
    stated = read.language.read_value(written or "").baseline
    found["baseline"] = read.words(own.baseline or stated)
    found["stage"] = read.words(own.stage)
    found["compared-with"] = read.time(own.compared_with) if own.compared_with else None
    if growth:
        found["change-of"] = read.unit(fact.ref)
    else:
        found["part-of"] = read.unit(read.names.wholes.get(fact.key)) or read.words(own.part_of)
    found["status"] = code(fact.status or ("target" if isinstance(own, R.Target) else "actual"))
    found["of"] = _subject(read, fact)


def _investment(read: FieldReader, fact: Fact, own: R.Project, found: Found) -> None:
    project = read.names.of_key_or_id(fact.ref or "")
    read.measured(own.investment, None, found)
    found["name"] = FieldValue("investment", identity="investment", is_code=True)
    found["of"] = read.named(own.name or project.zh, project)
    found["status"] = code(fact.status or ("planned" if own.by else "actual"))


def _subject(read: FieldReader, fact: Fact) -> FieldValue | None:
    """Return whom or what a value is about: what the record says, or the jurisdiction."""
    if fact.subject is not None:
        return read.ref(fact.subject, SUBJECTS, fact)
    home = read.names.home
    return read.named(home.zh, home) if home is not None else None


def _thing(read: FieldReader, fact: Fact, own: Any, found: Found) -> None:
    target = fact.ref if fact.kind == "mention" else fact.key
    node = read.names.of_key_or_id(target or fact.key)
    found["name"] = read.named(own.name or node.zh, node)
    found["status"] = code(fact.status)
    found["also-named"] = _list(read, getattr(own, "also_named", []))
    if isinstance(own, R.PartMention):
        number = read.language.numbering.read(own.number)
        found["part-number"] = code(str(number) if number else None)
        return
    found["kind"] = code(own.kind)
    found["claim"] = read.words(own.claim)
    found["role"] = code(own.role)
    found["group"] = code("yes" if getattr(own, "group", False) else None)
    _more(read, fact, own, found)


def _more(read: FieldReader, fact: Fact, own: Any, found: Found) -> None:
    """Read the fields that only some kinds of things have."""
    part_of = {R.PlaceMention: PLACES, R.Organisation: ACTORS, R.Enterprise: ACTORS}
    found["part-of"] = read.ref(own.part_of, part_of.get(type(own), TARGETS), fact)
    if isinstance(own, R.PlaceMention):
        found["in"] = read.ref(own.in_, PLACES, fact)
    if isinstance(own, (R.Project, R.Enterprise)):
        found["industry"] = read.words(own.industry)
    if isinstance(own, R.Project):
        found["investor"] = read.ref(own.investor, ACTORS, fact)
        found["developer"] = read.ref(own.developer, ACTORS, fact)
    if isinstance(own, R.PolicyMention):
        found["document-number"] = read.words(own.number)
        found["issuers"] = read.refs(own.issuers, ACTORS, fact)
        found["covers"] = read.words(own.covers)


def _list(read: FieldReader, texts: list[str]) -> FieldValue | None:
    words = sorted(one.text or "" for text in texts if (one := read.words(text)))
    return FieldValue("|".join(words), written="、".join(texts)) if words else None


def _recognition(read: FieldReader, fact: Fact, own: R.Recognition, found: Found) -> None:
    found["title"] = read.words(own.title)
    found["level"] = code(own.level)
    found["status"] = code(own.status)
    found["rank"] = read.words(own.rank)
    found["count"] = read.words(own.count)
    found["issuer"] = read.ref(own.issuer, ACTORS, fact)
    found["of"] = _subject(read, fact)


def _event(read: FieldReader, fact: Fact, own: R.Event, found: Found) -> None:
    kinds = ("place", "organisation") if own.kind == "merger" else SUBJECTS
    found["name"] = read.words(own.name or (own.label.zh if own.label else None))
    found["kind"] = code(own.kind)
    found["status"] = code(fact.status)
    found["organiser"] = read.refs(own.organiser, kinds, fact)
    found["participants"] = read.refs(own.participants, kinds, fact)
    found["merged"] = read.refs(own.merged, kinds, fact)
    found["into"] = read.ref(own.into, kinds, fact)
    found["recurring"] = code("yes" if own.recurring else None)
    found["of"] = read.ref(fact.subject, SUBJECTS, fact)


def _post(read: FieldReader, fact: Fact, own: R.Post, found: Found) -> None:
    found["person"] = read.words(own.person)
    found["post"] = read.words(own.post)
    found["body"] = read.ref(own.body, ACTORS, fact)
    found["statement"] = read.words(own.statement)


def _responsibility(read: FieldReader, fact: Fact, own: Any, found: Found) -> None:
    found["name"] = read.named(fact.name, read.names.actors.get(fact.key))
    found["role"] = code(fact.role)
    found["position"] = code(str(fact.position) if fact.position else None)
    found["out-of"] = code(str(fact.out_of) if fact.out_of else None)
    target = read.names.refs.get(fact.ref or "", fact.ref or "")
    found["for"] = read.unit(target) or read.ref(fact.ref, TARGETS, fact)
    if not isinstance(own, R.ResponsibilityRecord):
        # A bracket names bodies for its part: the time and the place are the part's.
        found["period"] = found["place"] = None


def _relation(read: FieldReader, fact: Fact, own: R.RelationRecord, found: Found) -> None:
    found["subject"] = read.ref(own.subject, ANY, fact)
    found["object"] = read.ref(own.object, ANY, fact)
    found["kind"] = code(own.relation)
    found["status"] = code(fact.status)


FIELDS: Final[dict[str, ReadsFields]] = {
    **dict.fromkeys((*_RECORD_KINDS.values(), "mention"), _thing),
    **{record.kind: _part for record in records_of("part")},
    "value": _observation,
    "target": _observation,
    "growth": _observation,
    "investment": _investment,
    "recognition": cast(ReadsFields, _recognition),
    "event": _event,
    "post": _post,
    "responsibility": _responsibility,
    "relation": _relation,
}
"""One function a kind of fact."""
