"""Every reference, period and number of a document's facts, answered once.

One function a kind of fact says which fields refer to what.  Rules read the problems, writers
the answers; neither asks again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, cast

from loaders.facts.model import DocumentFacts, Fact
from loaders.identity.authority import Authority
from loaders.languages.edtf import UNSTATED
from loaders.problems import Problem
from loaders.resolving import observations
from loaders.resolving.nodes import ACTORS, ANY, PLACES, SUBJECTS, TARGETS, Node
from loaders.resolving.resolver import Resolver
from loaders.slugs import digest, slug
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.kinds import records_of

__all__ = ["resolve_document"]

_ORGANISATION: Final = ("organisation",)
_POLICY: Final = ("policy",)


def resolve_document(facts: DocumentFacts, authority: Authority, base: str) -> Resolver:
    """Answer all references of a document.

    Args:
        facts: Its facts, flattened.
        authority: The authority files.
        base: The workspace's base IRI, under which nodes are named.

    Returns:
        The answers, by fact, field and reference; and what is a problem of them.
    """
    names = Resolver(facts, authority, base)
    _header(names)
    for fact in facts.facts:
        KINDS[fact.kind](names, fact)
    return names


def _when(names: Resolver, fact: Fact, by: str | None = None) -> None:
    """Read the period that a fact has."""
    text = by or fact.period
    if text is None or text == UNSTATED:
        return
    if names.period(text, by is not None) is None:
        names.bad_period(text, "by" if by else "period", fact)


def _where(names: Resolver, fact: Fact) -> None:
    if fact.place is not None:
        names.need(fact.place, PLACES, fact, "place")


def _one(names: Resolver, fact: Fact, ref: str | None, kinds: tuple[str, ...], field: str) -> None:
    if ref is not None:
        names.need(ref, kinds, fact, field)


# -- parts and responsibilities --------------------------------------------------------------


def _part(names: Resolver, fact: Fact) -> None:
    _where(names, fact)
    record = fact.record
    by = None
    if isinstance(record, R.Part):
        readable = record.deadline and names.period(record.deadline, by=True)
        by = record.by or (record.deadline if readable else None)
    _when(names, fact, by)


def _responsibility(names: Resolver, fact: Fact) -> None:
    names.actors[fact.key] = names.actor(fact)
    names.need(fact.ref or "", TARGETS, fact, "for")
    if isinstance(fact.record, R.ResponsibilityRecord):
        _when(names, fact)


# -- things ----------------------------------------------------------------------------------


def _project(names: Resolver, fact: Fact) -> None:
    record = cast(R.Project, fact.record)
    _where(names, fact)
    _when(names, fact, record.by)
    _one(names, fact, record.investor, ACTORS, "investor")
    _one(names, fact, record.developer, ACTORS, "developer")
    _one(names, fact, record.part_of, _POLICY, "part-of")


def _body(names: Resolver, fact: Fact) -> None:
    _where(names, fact)
    _one(names, fact, cast(R.Thing, fact.record).part_of, _ORGANISATION, "part-of")


def _place(names: Resolver, fact: Fact) -> None:
    record = cast(R.PlaceMention, fact.record)
    _one(names, fact, record.in_, PLACES, "in")
    _one(names, fact, record.part_of, PLACES, "part-of")
    _where(names, fact)


def _policy(names: Resolver, fact: Fact) -> None:
    record = cast(R.PolicyMention, fact.record)
    for ref in record.issuers:
        names.need(ref, ACTORS, fact, "issuers")
    _one(names, fact, record.part_of, _POLICY, "part-of")


def _mention(names: Resolver, fact: Fact) -> None:
    if isinstance(fact.record, R.PolicyMention):
        for ref in fact.record.issuers:
            names.need(ref, ACTORS, fact, "issuers")


# -- events, posts, relations ----------------------------------------------------------------


def _fact(names: Resolver, fact: Fact) -> None:
    _subject(names, fact)
    _where(names, fact)
    _when(names, fact)


def _recognition(names: Resolver, fact: Fact) -> None:
    record = cast(R.Recognition, fact.record)
    _subject(names, fact)
    _one(names, fact, record.issuer, ACTORS, "issuer")
    _when(names, fact)


def _event(names: Resolver, fact: Fact) -> None:
    record = cast(R.Event, fact.record)
    _where(names, fact)
    merger = record.kind == "merger"
    kinds = ("place", "organisation") if merger else ("organisation", "place", "policy")
    for field, refs in (
        ("organiser", record.organiser),
        ("participants", record.participants),
        ("merged", record.merged),
        ("into", [record.into] if record.into else []),
    ):
        for ref in refs:
            names.need(ref, kinds, fact, field)
    _when(names, fact)


def _post(names: Resolver, fact: Fact) -> None:
    names.person(fact)
    _one(names, fact, cast(R.Post, fact.record).body or None, ACTORS, "body")
    _when(names, fact)


def _relation(names: Resolver, fact: Fact) -> None:
    record = cast(R.RelationRecord, fact.record)
    for field, ref, english in (
        ("subject", record.subject, record.subject_en),
        ("object", record.object, record.object_en),
    ):
        node = names.find(ref, ANY, fact.period)
        if node is None and ref.isascii():
            names.need(ref, ANY, fact, field)
            continue
        names.answers[fact.key, field, ref] = node or _new_thing(names, fact, ref, english, field)
    _when(names, fact)


def _new_thing(names: Resolver, fact: Fact, words: str, english: str | None, field: str) -> Node:
    """Make a node for words that no record defines; the same words are one thing."""
    node = names.things.get(words)
    if node is None:
        if english is None and names.authority.complete:
            names.problems.append(_needs_english(fact, words, field))
        key = slug(english or words)
        if key in names.thing_keys:
            key = f"{key}-{digest(words)}"
        names.thing_keys.add(key)
        iri = f"{names.local_prefix}thing_{key}>"
        node = names.things[words] = Node(iri, words, english or words, "Thing", True)
    return node


def _needs_english(fact: Fact, words: str, field: str) -> Problem:
    at = fact.positions.get(field, fact.at)
    return Problem(
        "label-missing",
        at,
        f"“{words}” is nothing that is defined: give its English label as `{field}-en`, "
        "or define it in the authority files or with an `id`",
        f"“{words}”没有定义:请以 {field}-en 给出英文标签,或在权威文件中或以 id 定义",
        record=fact.key,
        severity="warning",
        recorded=words,
    )


# -- observations ----------------------------------------------------------------------------


def _subject(names: Resolver, fact: Fact) -> None:
    if fact.subject is not None:
        names.need(fact.subject, SUBJECTS, fact, "of")


def _observation(names: Resolver, fact: Fact) -> None:
    record = cast(R.Value, fact.record)
    observations.indicator(names, fact)
    _subject(names, fact)
    _where(names, fact)
    _when(names, fact, record.by if isinstance(record, R.Target) else None)
    observations.stated_number(names, fact)
    observations.compared(names, fact)
    if fact.kind != "growth":
        observations.whole(names, fact)


def _investment(names: Resolver, fact: Fact) -> None:
    _where(names, fact)
    _when(names, fact, cast(R.Project, fact.record).by)


KINDS: Final[dict[str, Callable[[Resolver, Fact], None]]] = {
    **{record.kind: _fact for record in records_of("fact")},
    **{record.kind: _part for record in records_of("part")},
    "responsibility": _responsibility,
    "project": _project,
    "enterprise": _body,
    "organisation": _body,
    "place": _place,
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
"""One function a kind of fact; what only has a subject, a place and a period needs none."""


# -- the document ----------------------------------------------------------------------------


def _header(names: Resolver) -> None:
    header = names.header
    if names.home is None and names.authority.complete:
        place = header.jurisdiction
        names.header_problem(
            "reference-unknown",
            "jurisdiction",
            f"`jurisdiction: {place}` is no place of facts/authority: define it there",
            f"“jurisdiction: {place}”不是权威文件中的地方:请先定义",
        )
    written = names.period(header.written)
    if written is None or written.reason is not None:
        names.header_problem(
            "period-unreadable",
            "written",
            f"`written: {header.written}` is no date: write 2007, 2007-05, 2007~ (about) or 2007? "
            "(uncertain)",
            f"“written: {header.written}”不是日期:请写 2007、2007-05、2007~(约)或 2007?(存疑)",
        )
    for name in header.issuer:
        node = names.issuers[name] = names.find(name, _ORGANISATION)
        if node is None and names.authority.complete:
            names.header_problem(
                "reference-unknown",
                "issuer",
                f"`issuer: {name}` is no organisation of facts/authority: define it there "
                "(`policykg draft --authority` begins its record)",
                f"“issuer: {name}”不是权威文件中的单位:请先定义"
                "(`policykg draft --authority` 可起草其记录)",
            )
