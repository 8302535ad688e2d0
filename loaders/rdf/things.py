"""Things that a document names: projects, firms, bodies, places, policies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from loaders.facts.model import Fact
from loaders.rdf import terms as t
from loaders.rdf.common import NAME_CORE, Write, extras, labels_and_names, located, named
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.relations import relation_property

if TYPE_CHECKING:
    from loaders.rdf.writer import Writer

MENTION_CORE: Final = frozenset({"name", "is"})

_POLICY_SHORTCUTS: Final = {
    "implemented": "implements",
    "guiding": "guidedBy",
    "formulated": "formulates",
}


def _thing(w: Writer, fact: Fact, cls: str) -> str:
    record = cast(R.Project | R.Enterprise | R.Organisation | R.PlaceMention, fact.record)
    s, _ = w.fact(fact, cls, NAME_CORE)
    labels_and_names(w, s, fact, record.name, record.also_named)
    w.text(s, t.CLAIM, record.claim)
    w.code(s, t.MENTION_ROLE, record.role)
    w.code(s, t.KIND, record.kind)
    if isinstance(record, (R.Project, R.Enterprise)):
        w.text(s, t.INDUSTRY, record.industry)
    w.code(s, t.STATUS, fact.status)
    if cls != "Project":  # a project is part of what it stands in, and has a time of its own
        _context(w, s, fact)
    extras(w, s, fact)
    return s


def _context(w: Writer, s: str, fact: Fact) -> None:
    """Write in which part of the document a thing is named, and of what time."""
    if fact.part is not None:
        w.put(s, t.MENTIONED_IN, f"{w.prefix}{fact.part}>")
    if fact.period is not None:
        w.period(s, fact)


def project(w: Writer, fact: Fact) -> None:
    """Write a building, investment, institution or programme project."""
    record = cast(R.Project, fact.record)
    s = _thing(w, fact, "Project")
    located(w, s, fact)
    if record.by is not None or fact.period is not None:
        w.period(s, fact, record.by)
    for predicate, name, ref in (
        (t.INVESTOR, "investor", record.investor),
        (t.DEVELOPER, "developer", record.developer),
    ):
        if ref is not None:
            node = w.names.node(fact, name, ref)
            if node is not None:
                w.put(s, predicate, node.iri)
    if record.part_of is not None:
        whole = w.names.node(fact, "part-of", record.part_of)
        if whole is not None:
            w.put(s, t.PART_OF, whole.iri)
    elif fact.part is not None:
        w.put(s, t.PART_OF, f"{w.prefix}{fact.part}>")


def enterprise(w: Writer, fact: Fact) -> None:
    """Write a firm."""
    s = _thing(w, fact, "Enterprise")
    located(w, s, fact)
    _parent(w, s, fact)


def organisation(w: Writer, fact: Fact) -> None:
    """Write a body or a group that the document defines."""
    s = _thing(w, fact, "GroupReference" if fact.group else "Organization")
    located(w, s, fact)
    _parent(w, s, fact)


def _parent(w: Writer, s: str, fact: Fact) -> None:
    record = cast(R.Thing, fact.record)
    if record.part_of is not None:
        parent = w.names.node(fact, "part-of", record.part_of)
        if parent is not None:
            w.put(s, t.PARENT, parent.iri)


def place(w: Writer, fact: Fact) -> None:
    """Write a place that the document defines."""
    record = cast(R.PlaceMention, fact.record)
    s = _thing(w, fact, "Place")
    for name, ref in (("in", record.in_), ("part-of", record.part_of)):
        if ref is not None:
            where = w.names.node(fact, name, ref)
            if where is not None:
                w.put(s, t.PART_OF_PLACE, where.iri)
    located(w, s, fact)


def policy(w: Writer, fact: Fact) -> None:
    """Write a plan, opinion, reform or slogan that the document defines."""
    record = cast(R.PolicyMention, fact.record)
    s = _thing(w, fact, "NormativeDocument" if record.number else "Policy")
    w.text(s, t.DOCUMENT_NUMBER, record.number)
    w.text(s, t.COVERS, record.covers)
    for ref in record.issuers:
        issuer = w.names.node(fact, "issuers", ref)
        if issuer is not None:
            w.put(s, t.ISSUED_BY, issuer.iri)
    if record.part_of is not None:
        whole = w.names.node(fact, "part-of", record.part_of)
        if whole is not None:
            w.put(s, t.PART_OF, whole.iri)
    _policy_shortcut(w, fact, s, record.role)


def _policy_shortcut(w: Writer, fact: Fact, policy_iri: str, role: str | None) -> None:
    if not NAME_CORE.isdisjoint(fact.inferred):
        return
    word = None if "role" in fact.inferred else _POLICY_SHORTCUTS.get(role or "")
    predicate = f" <{relation_property(word)}> " if word else t.REFERS_TO
    w.put(w.document, predicate, policy_iri)


def mention(w: Writer, fact: Fact) -> None:
    """Write that the document names a thing that is known from elsewhere."""
    record = cast(R.Thing | R.PartMention, fact.record)
    node = w.names.of_key_or_id(fact.ref or "")
    s, stated = w.fact(fact, "Mention", MENTION_CORE)
    written = record.name or (record.label.zh if record.label else node.zh)
    w.put(s, t.MENTIONS, node.iri)
    w.text(s, t.NAME_AS_WRITTEN, written)
    if isinstance(record, R.Thing):
        w.code(s, t.MENTION_ROLE, record.role)
        w.text(s, t.CLAIM, record.claim)
    w.code(s, t.STATUS, fact.status)
    _context(w, s, fact)
    extras(w, s, fact)
    w.label(s, f"提及“{written}”", f"Mention of “{node.en}”")
    if node.local:
        named(w, node.iri, record.name, *record.also_named)
    if stated and not node.local:
        if isinstance(record, R.PolicyMention):
            _policy_shortcut(w, fact, node.iri, record.role)
        else:
            w.put(w.document, t.REFERS_TO, node.iri)
    if isinstance(record, R.PolicyMention):
        for ref in record.issuers:
            issuer = w.names.node(fact, "issuers", ref)
            if issuer is not None and "issuers" not in fact.inferred:
                w.link(node, t.ISSUED_BY, issuer)


WRITERS: Final[dict[str, Write]] = {
    "project": project,
    "enterprise": enterprise,
    "organisation": organisation,
    "place": place,
    "policy": policy,
    "mention": mention,
}
"""The writer of each kind of record that is written here."""
