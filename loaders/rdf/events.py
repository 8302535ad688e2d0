"""What happened, who held a post, and how things relate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from loaders.facts.model import Fact
from loaders.rdf import terms as t
from loaders.rdf.common import NAME_CORE, Write, extras, labels_and_names, named
from loaders.rdf.nquads import TRUE
from loaders.resolving.nodes import Node, words_of
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.relations import relation_property, relation_words
from ontology.terms import ORG

if TYPE_CHECKING:
    from loaders.rdf.writer import Writer

RELATION_CORE: Final = frozenset({"subject", "relation", "object"})
POST_CORE: Final = frozenset({"person", "post", "body"})


def recognition(w: Writer, fact: Fact) -> None:
    """Write a recognition: a prize, rating, listing or title."""
    record = cast(R.Recognition, fact.record)
    holder = w.names.subject(fact)
    if holder is None:
        return
    s, _ = w.fact(fact, "Recognition", NAME_CORE)
    w.label(s, *words_of(fact))
    named(w, s, record.title)
    w.text(s, t.TITLE, record.title)
    w.put(s, t.SUBJECT, holder.iri)
    w.code(s, t.LEVEL, record.level)
    w.code(s, t.RECOGNITION_STATUS, record.status)
    w.text(s, t.RANK, record.rank)
    w.text(s, t.COUNT, record.count)
    if record.issuer is not None:
        issuer = w.names.node(fact, "issuer", record.issuer)
        if issuer is not None:
            w.put(s, t.ISSUER, issuer.iri)
    w.period(s, fact, unstated=True)
    extras(w, s, fact)


def event(w: Writer, fact: Fact) -> None:
    """Write something that happened or is held."""
    record = cast(R.Event, fact.record)
    s, _ = w.fact(fact, "Event", NAME_CORE)
    labels_and_names(w, s, fact, record.name, [])
    w.code(s, t.KIND, record.kind)
    w.code(s, t.STATUS, fact.status)
    if record.kind == "merger":
        w.put(s, t.TYPE, f"<{ORG.ChangeEvent}>")
    if fact.place is not None:
        where = w.names.node(fact, "place", fact.place)
        if where is not None:
            w.put(s, t.PLACE, where.iri)
    roles = (
        (t.ORGANISER, "organiser", record.organiser),
        (t.PARTICIPANT, "participants", record.participants),
        (t.ORIGINAL, "merged", record.merged),
        (t.RESULTING, "into", [record.into] if record.into else []),
    )
    for predicate, name, refs in roles:
        for ref in refs:
            node = w.names.node(fact, name, ref)
            if node is not None:
                w.put(s, predicate, node.iri)
    if record.recurring:
        w.put(s, t.RECURRING, TRUE)
    w.period(s, fact, unstated=True)
    extras(w, s, fact)


def post(w: Writer, fact: Fact) -> None:
    """Write a person in a post, and the person."""
    record = cast(R.Post, fact.record)
    s, _ = w.fact(fact, "PostHolding", POST_CORE)
    node = w.names.person(fact)
    person, english = node.iri, node.en
    w.common(person, fact, "Person", POST_CORE)
    w.trace.setdefault(person[1:-1], w.trace[s[1:-1]])
    w.label(person, record.person, english)
    w.text(person, t.NAME, record.person)
    w.put(s, t.PERSON, person)
    w.text(s, t.POST, record.post)
    w.text(s, t.STATEMENT, record.statement)
    w.code(s, t.STATUS, fact.status)
    body = w.names.node(fact, "body", record.body) if record.body else None
    if body is not None:
        w.put(s, t.BODY, body.iri)
    where_zh, where_en = (body.zh, f", {body.en}") if body else ("", "")
    w.label(
        s,
        f"{record.person}:{where_zh}{record.post}",
        f"{english}: {record.en or record.post}{where_en}",
    )
    w.period(s, fact, unstated=True)
    extras(w, s, fact)


AIMS: Final = frozenset({"aims-at", "positioned-as"})
"""Relations that say what something is meant for, whether or not it is so yet."""


def relation(w: Writer, fact: Fact) -> None:
    """Write a binary fact with evidence, and its shortcut.

    A relation that is only planned or aimed at has no shortcut: ``?a pk:cooperatesWith ?b`` shall
    find those that do.  Properties that are aims by their meaning have it all the same.
    """
    record = cast(R.RelationRecord, fact.record)
    subject = _end(w, fact, record.subject, "subject")
    target = _end(w, fact, record.object, "object")
    if subject is None or target is None:
        return
    s, stated = w.fact(fact, "Relation", RELATION_CORE)
    predicate = relation_property(record.relation)
    w.put(s, t.RDF_SUBJECT, subject.iri)
    w.put(s, t.RDF_PREDICATE, f"<{predicate}>")
    w.put(s, t.RDF_OBJECT, target.iri)
    zh, en = relation_words(record.relation)
    w.label(s, f"{subject.zh}—{zh}→{target.zh}", f"{subject.en} — {en} → {target.en}")
    w.code(s, t.STATUS, fact.status)
    w.period(s, fact)
    extras(w, s, fact)
    if stated and (fact.status in (None, "actual") or record.relation in AIMS):
        w.link(subject, f" <{predicate}> ", target)


def _end(w: Writer, fact: Fact, ref: str, name: str) -> Node | None:
    node = w.names.node(fact, name, ref)
    if node is not None and w.names.things.get(ref) is node:
        _thing(w, fact, node)
    return node


def _thing(w: Writer, fact: Fact, node: Node) -> None:
    """Write a thing that only its words define; evidence adds up over its uses."""
    if node.iri not in w.described:
        w.described.add(node.iri)
        w.label(node.iri, node.zh, node.en)
        named(w, node.iri, node.zh)
        w.trace[node.iri[1:-1]] = f"{fact.file}:{fact.node.mark.line + 1}"
    w.common(node.iri, fact, "Thing", frozenset())


WRITERS: Final[dict[str, Write]] = {
    "recognition": recognition,
    "event": event,
    "post": post,
    "relation": relation,
}
"""The writer of each kind of record that is written here."""
