"""What happened, who held a post, and how things relate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from loaders.facts.model import Fact
from loaders.problems import Problem
from loaders.rdf import terms as t
from loaders.rdf.common import NAME_CORE, extras, labels_and_names, named, subject_of
from loaders.rdf.nquads import TRUE
from loaders.rdf.references import ACTORS, ANY, PLACES, Node, words_of
from loaders.slugs import digest, slug
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.relations import relation_property, relation_words
from ontology.terms import ORG

if TYPE_CHECKING:
    from loaders.rdf.writer import Writer

RELATION_CORE: Final = frozenset({"subject", "relation", "object"})
POST_CORE: Final = frozenset({"person", "post", "body"})


def recognition(w: Writer, fact: Fact) -> None:
    """Write an award, rating, listing or title."""
    record = cast(R.Recognition, fact.record)
    holder = subject_of(w, fact)
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
        issuer = w.names.need(record.issuer, ACTORS, fact, "issuer")
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
    if record.kind == "merger":
        w.put(s, t.TYPE, f"<{ORG.ChangeEvent}>")
    if fact.place is not None:
        where = w.names.need(fact.place, PLACES, fact, "place")
        if where is not None:
            w.put(s, t.PLACE, where.iri)
    roles = (
        (t.ORGANISER, "organiser", record.organiser),
        (t.PARTICIPANT, "participants", record.participants),
        (t.ORIGINAL, "merged", record.merged),
        (t.RESULTING, "into", [record.into] if record.into else []),
    )
    kinds = (
        ("place", "organisation")
        if record.kind == "merger"
        else ("organisation", "place", "policy")
    )
    for predicate, name, refs in roles:
        for ref in refs:
            node = w.names.need(ref, kinds, fact, name)
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
    body = w.names.need(record.body, ACTORS, fact, "body") if record.body else None
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
    subject = _end(w, fact, record.subject, record.subject_en, "subject")
    target = _end(w, fact, record.object, record.object_en, "object")
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


def _end(w: Writer, fact: Fact, ref: str, english: str | None, name: str) -> Node | None:
    node = w.names.find(ref, ANY, fact.period)
    if node is not None:
        return node
    if ref.isascii():
        return w.names.need(ref, ANY, fact, name)
    return _new_thing(w, fact, ref, english, name)


def _new_thing(w: Writer, fact: Fact, words: str, english: str | None, name: str) -> Node:
    """Make a node for words that no record defines; the same words are one thing."""
    node = w.things.get(words)
    if node is None:
        if english is None and w.authority.complete:
            w.names.problems.append(_needs_english(fact, words, name))
        key = slug(english or words)
        if key in w.thing_keys:
            key = f"{key}-{digest(words)}"
        w.thing_keys.add(key)
        node = w.things[words] = Node(
            f"{w.prefix}thing_{key}>", words, english or words, "Thing", True
        )
        w.label(node.iri, node.zh, node.en)
        named(w, node.iri, words)
        w.trace[node.iri[1:-1]] = f"{fact.file}:{fact.node.mark.line + 1}"
    w.common(node.iri, fact, "Thing", frozenset())
    return node


def _needs_english(fact: Fact, words: str, name: str) -> Problem:
    at = fact.positions.get(name, fact.at)
    return Problem(
        "label-missing",
        at,
        f"“{words}” is nothing that is defined: give its English label as `{name}-en`, "
        "or define it in the authority files or with an `id`",
        f"“{words}”没有定义:请以 {name}-en 给出英文标签,或在权威文件中或以 id 定义",
        record=fact.key,
        severity="warning",
    )
