"""Parts of a document, and who is responsible for what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from loaders.facts.model import Fact
from loaders.rdf import terms as t
from loaders.rdf.common import Write, extras, located, named, note
from loaders.rdf.nquads import integer
from loaders.resolving.nodes import Node
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.declarations import verb
from ontology.kinds import CLASS_OF_RECORD, records_of
from ontology.namespaces import CODE_NS

if TYPE_CHECKING:
    from loaders.rdf.writer import Writer

PART_CORE: Final = frozenset({"name", "en"})
RESPONSIBILITY_CORE: Final = frozenset({"names", "role", "for", "lead", "actor"})


def part(w: Writer, fact: Fact) -> None:
    """Write a strategy, campaign, task, measure or safeguard."""
    record = cast(R.Part, fact.record)
    s, _ = w.fact(fact, CLASS_OF_RECORD[fact.kind], PART_CORE)
    w.label(s, record.name, record.en or record.name)
    named(w, s, record.name, *record.also_named)
    if record.number is not None:
        number = w.language.numbering.read(record.number)
        if number is not None:
            w.put(s, t.NUMBER, integer(number))
        w.text(s, t.NUMBER_AS_WRITTEN, record.number)
    if fact.part is not None:
        w.put(s, t.PART_OF, f"{w.prefix}{fact.part}>")
    if fact.place is not None:
        located(w, s, fact)
    _deadline(w, s, fact)
    w.code(s, t.STATUS, fact.status)
    note(w, s, record.note)


def _deadline(w: Writer, s: str, fact: Fact) -> None:
    """Write until when a part is to be done, or else the period that it has."""
    record = fact.record
    by = None
    if isinstance(record, R.Part):
        w.text(s, t.DEADLINE, record.deadline)
        readable = record.deadline and w.names.period(record.deadline, by=True)
        by = record.by or (record.deadline if readable else None)
    if by is not None or fact.period is not None:
        w.period(s, fact, by)


def responsibility(w: Writer, fact: Fact) -> None:
    """Write one actor's role in one action, and its shortcuts."""
    actor = w.names.actors[fact.key]
    target = w.names.node(fact, "for", fact.ref or "")
    if actor is None or target is None:
        return
    role = fact.role or "responsible"
    s, stated = w.fact(fact, "Responsibility", RESPONSIBILITY_CORE)
    w.put(s, t.TASK, target.iri)
    w.put(s, t.ACTOR, actor.iri)
    w.code(s, t.ROLE, role)
    w.text(s, t.NAME_AS_WRITTEN, fact.name)
    w.put(s, t.POSITION, integer(fact.position))
    w.put(s, t.OUT_OF, integer(fact.out_of))
    if fact.certainty is not None:
        w.code(s, t.IDENTITY_CERTAINTY, fact.certainty)
    if isinstance(fact.record, R.ResponsibilityRecord):
        if fact.period is not None:
            w.period(s, fact)
        w.code(s, t.STATUS, fact.status)
        extras(w, s, fact)
    zh, en = verb(CODE_NS + role)
    w.label(s, f"{actor.zh}{zh}“{target.zh}”", f"{actor.en} {en} “{target.en}”")
    if actor.local and actor.cls == "GroupReference" and actor.iri.startswith(f"{w.prefix}group_"):
        _group(w, actor, fact)
    if stated:
        _role_shortcuts(w, fact, role, actor, target)


def _role_shortcuts(w: Writer, fact: Fact, role: str, actor: Node, target: Node) -> None:
    for shortcut in t.role_shortcuts(role, actor.cls == "GroupReference"):
        if shortcut.position not in (None, fact.position):
            continue
        if shortcut.out_of not in (None, fact.out_of):
            continue
        if shortcut.inverse:
            w.link(actor, shortcut.predicate, target)
        else:
            w.link(target, shortcut.predicate, actor)


def _group(w: Writer, node: Node, fact: Fact) -> None:
    """Write a group that only this document knows; evidence adds up over its uses."""
    w.common(node.iri, fact, "GroupReference", RESPONSIBILITY_CORE)
    w.label(node.iri, node.zh, node.en)
    named(w, node.iri, node.zh)
    w.trace.setdefault(node.iri[1:-1], w.trace[f"{w.prefix[1:]}{fact.key}"])


WRITERS: Final[dict[str, Write]] = {
    **{record.kind: part for record in records_of("part")},
    "responsibility": responsibility,
}
"""The writer of each kind of record that is written here."""
