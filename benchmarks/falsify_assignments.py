"""Falsify what belongs to what: holders, places, bodies, ends of relations, identities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, get_args

from benchmarks.falsify import Doc, Falsified, at, quote, setting
from loaders.facts.model import Fact
from loaders.resolving.nodes import ANY
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology import codes


def _refs(doc: Doc, fields: Sequence[str], classes: tuple[type[R.Model], ...]) -> list[str]:
    """Return what some fields of a document refer to, each once."""
    told: set[str] = set()
    for fact in doc.facts:
        for field in fields if isinstance(fact.record, classes) else ():
            ref = fact.node.get(field)
            told.update(ref if isinstance(ref, list) else [ref] if isinstance(ref, str) else [])
    return sorted(told)


def _bodies(doc: Doc) -> list[str]:
    """Return the bodies of the authority files that a document names."""
    used = {ref for fact in doc.facts for ref in (fact.ref, fact.identity) if ref}
    return sorted(used & set(doc.case.authority.organisations))


def _places(doc: Doc) -> list[str]:
    used = {ref for fact in doc.facts for ref in (fact.ref, fact.place) if ref}
    return sorted(used & set(doc.case.authority.places))


def _node(doc: Doc, ref: str, fact: Fact) -> str:
    """Return what a reference means, so that another word for the same is no falsification."""
    assert doc.case.resolved is not None
    found = doc.case.resolved.find(ref, ANY, fact.period)
    return found.iri if found is not None else ref


def _replaced(
    doc: Doc,
    kind: str,
    fields: Sequence[str],
    classes: tuple[type[R.Model], ...],
    pool: Sequence[str] = (),
) -> Iterator[Falsified]:
    """Yield files in which a reference is another one of the same document and field."""
    known = [*_refs(doc, fields, classes), *pool]
    for fact in doc.records:
        if not isinstance(fact.record, classes):
            continue
        for field in fields:
            old = at(doc.root, doc.path(fact)).get(field)
            if not isinstance(old, str):
                continue
            means = _node(doc, old, fact)
            others = [ref for ref in known if _node(doc, ref, fact) != means]
            if others:
                yield from doc.put(kind, fact, field, doc.rng.choice(others))


def investor(doc: Doc) -> Iterator[Falsified]:
    """Let another body invest in or develop a project."""
    yield from _replaced(doc, "investor", ("investor", "developer"), (R.Project,), _bodies(doc))


def issuer(doc: Doc) -> Iterator[Falsified]:
    """Let another body issue a policy or give a prize."""
    yield from _replaced(doc, "issuer", ("issuer",), (R.Recognition,), _bodies(doc))
    for fact in doc.records:
        if isinstance(fact.record, R.PolicyMention) and fact.record.issuers:
            yield from _other_of(doc, "issuer", fact, "issuers", fact.record.issuers)


def _other_of(
    doc: Doc, kind: str, fact: Fact, field: str, refs: Sequence[str]
) -> Iterator[Falsified]:
    pool = [ref for ref in _bodies(doc) if _node(doc, ref, fact) not in
            {_node(doc, old, fact) for old in refs}]  # fmt: skip
    if pool:
        yield from doc.put(kind, fact, field, [doc.rng.choice(pool), *refs[1:]])


def organiser(doc: Doc) -> Iterator[Falsified]:
    """Let another body organise an event or take part in it."""
    for fact in doc.records:
        if isinstance(fact.record, R.Event):
            for field in ("organiser", "participants", "merged"):
                refs = getattr(fact.record, field)
                if refs:
                    kind = "organiser" if field == "organiser" else "participant"
                    yield from _other_of(doc, kind, fact, field, refs)


def participant_added(doc: Doc) -> Iterator[Falsified]:
    """Let a further body take part in an event."""
    for fact in doc.records:
        if isinstance(fact.record, R.Event) and (pool := _bodies(doc)):
            pool = [ref for ref in pool if ref not in fact.record.participants]
            new = [*fact.record.participants, doc.rng.choice(pool)]
            yield from doc.put("participant added", fact, "participants", new)


def post_body(doc: Doc) -> Iterator[Falsified]:
    """Give a person's post to another body."""
    yield from _replaced(doc, "body of a post", ("body",), (R.Post,), _bodies(doc))


def subject(doc: Doc) -> Iterator[Falsified]:
    """Give a figure or prize to another holder."""
    yield from _replaced(doc, "holder", ("of",), (R.Value, R.Recognition))


def subject_added(doc: Doc) -> Iterator[Falsified]:
    """Give a figure of the place as a whole to a thing that the document names."""
    pool = [*_refs(doc, ("of",), (R.Value, R.Recognition)), *_bodies(doc)[:20]]
    for fact in doc.records:
        if isinstance(fact.record, R.Value) and fact.subject is None and pool:
            yield from doc.put("holder added", fact, "of", doc.rng.choice(pool))


def subject_dropped(doc: Doc) -> Iterator[Falsified]:
    """Give the figure of a thing to the place as a whole."""
    for fact in doc.records:
        if isinstance(fact.record, R.Value | R.Recognition):
            yield from doc.drop("holder left out", fact, "of")


def place(doc: Doc) -> Iterator[Falsified]:
    """Move a thing to another place."""
    yield from _replaced(doc, "place", ("place", "in"), (R.Fact,), _places(doc)[:12])


def place_added(doc: Doc) -> Iterator[Falsified]:
    """Give a thing without a place one that the document names."""
    around = doc.case.authority.chain(doc.case.document.header.jurisdiction)
    pool = [one for one in _places(doc) if one not in around]
    for fact in doc.records:
        told = isinstance(fact.record, R.Project | R.Event | R.Value)
        if told and fact.place is None and pool:
            yield from doc.put("place added", fact, "place", doc.rng.choice(pool))


def whole(doc: Doc) -> Iterator[Falsified]:
    """Make a figure or thing part of another whole."""
    yield from _replaced(doc, "whole", ("part-of",), (R.Value, R.Thing))


def whole_added(doc: Doc) -> Iterator[Falsified]:
    """Make a figure part of another of the document."""
    names = sorted({fact.record.name for fact in doc.facts if isinstance(fact.record, R.Value)})
    for fact in doc.records:
        if isinstance(fact.record, R.Value) and fact.record.part_of is None:
            pool = [name for name in names if name != fact.record.name]
            if pool:
                yield from doc.put("whole added", fact, "part-of", doc.rng.choice(pool))


def duty(doc: Doc) -> Iterator[Falsified]:
    """Give a duty to another work."""
    yield from _replaced(doc, "duty for another work", ("for",), (R.ResponsibilityRecord,))


def relation_subject(doc: Doc) -> Iterator[Falsified]:
    """Give a relation another first end."""
    yield from _replaced(doc, "first end", ("subject",), (R.RelationRecord,))


def relation_object(doc: Doc) -> Iterator[Falsified]:
    """Give a relation another second end."""
    yield from _replaced(doc, "second end", ("object",), (R.RelationRecord,))


def relation_home(doc: Doc) -> Iterator[Falsified]:
    """Give a relation the document's own place, or its government, as an end."""
    home = doc.case.document.header.jurisdiction
    governs = [key for key, body in doc.case.authority.organisations.items()
               if body.governs == home]  # fmt: skip
    for fact in doc.records:
        if isinstance(fact.record, R.RelationRecord):
            field = doc.rng.choice(("subject", "object"))
            new = doc.rng.choice([home, *governs])
            old = getattr(fact.record, field)
            ends = {_node(doc, one, fact) for one in (fact.record.subject, fact.record.object)}
            if _node(doc, new, fact) not in ends:
                yield from doc.put(f"own place as {field}", fact, field, new) if old else ()


def turned(doc: Doc) -> Iterator[Falsified]:
    """Turn a relation round."""
    for fact in doc.records:
        if isinstance(fact.record, R.RelationRecord):
            path = doc.path(fact)
            node = at(doc.root, path)
            swap = {"subject": node["object"], "object": node["subject"]}
            english = {"subject-en": node.get("object-en"), "object-en": node.get("subject-en")}
            edit = _swapping(path, swap, english)
            yield Falsified("relation turned", fact.key, "turned", edit, quote(fact), "subject",
                            path)  # fmt: skip


def _swapping(path: tuple[str | int, ...], *swaps: dict[str, Any]) -> Any:
    def edit(root: Any) -> None:
        node = at(root, path)
        for swap in swaps:
            for key, value in swap.items():
                node.pop(key, None)
                if value is not None:
                    node[key] = value

    return edit


def verb(doc: Doc) -> Iterator[Falsified]:
    """Give a relation another verb."""
    for fact in doc.records:
        if isinstance(fact.record, R.RelationRecord):
            pool = [one for one in codes.RELATION_KINDS if one != fact.record.relation]
            yield from doc.put("verb", fact, "relation", doc.rng.choice(pool))


_KIN: Final = {"contributes-to": "aims-at", "aims-at": "contributes-to",
               "positioned-as": "aims-at", "located-in": "adjacent-to",
               "implements": "contributes-to", "part-of-place": "adjacent-to"}  # fmt: skip


def verb_kin(doc: Doc) -> Iterator[Falsified]:
    """Give a relation a verb that is easily taken for its own."""
    for fact in doc.records:
        if isinstance(fact.record, R.RelationRecord):
            new = _KIN.get(fact.record.relation)
            if new in codes.RELATION_KINDS:
                yield from doc.put("verb of like meaning", fact, "relation", new)


def event_code(doc: Doc) -> Iterator[Falsified]:
    """Give an event another kind."""
    for fact in doc.records:
        if isinstance(fact.record, R.Event):
            pool = [one for one in get_args(codes.EventKind) if one != fact.record.kind]
            yield from doc.put("kind of an event", fact, "kind", doc.rng.choice(pool))


def thing_code(doc: Doc) -> Iterator[Falsified]:
    """Give a thing another kind."""
    pools: dict[type[R.Model], tuple[str, ...]] = {
        R.PlaceMention: get_args(codes.PlaceKind),
        R.Organisation: get_args(codes.OrganisationKind),
        R.PolicyMention: get_args(codes.PolicyKind),
        R.Project: get_args(codes.ProjectKind),
    }
    for fact in doc.records:
        own = getattr(fact.record, "kind", None)
        for model, kinds in pools.items():
            if own and isinstance(fact.record, model):
                pool = [one for one in kinds if one != own]
                yield from doc.put("kind of a thing", fact, "kind", doc.rng.choice(pool))


def identity(doc: Doc) -> Iterator[Falsified]:
    """Say that a name means another thing of the same kind."""
    yield from _identities(doc, "identity", near=False)


def identity_near(doc: Doc) -> Iterator[Falsified]:
    """Say that a name means another thing with a like name."""
    yield from _identities(doc, "identity of like name", near=True)


def _identities(doc: Doc, label: str, *, near: bool) -> Iterator[Falsified]:
    kinds = doc.case.authority.kinds
    for fact in doc.records:
        told = fact.record.is_ if isinstance(fact.record, R.Thing) else None
        own = getattr(fact.record, "name", None) or ""
        pool = sorted(one for one, kind in kinds.items() if kind == kinds.get(told or "") != "")
        pool = [one for one in pool if one != told
                and (not near or _alike(own, doc.case.authority.record(one).name.zh))]  # fmt: skip
        if told in kinds and pool:
            yield from doc.put(label, fact, "is", doc.rng.choice(pool))


def _alike(one: str, other: str) -> bool:
    return any(one[i : i + 2] in other for i in range(len(one) - 1))


def identity_added(doc: Doc) -> Iterator[Falsified]:
    """Say of a name that speaks for itself that it means another thing."""
    kinds = doc.case.authority.kinds
    for fact in doc.records:
        record = fact.record
        if fact.kind == "mention" and isinstance(record, R.Thing) and record.is_ is None:
            pool = sorted(one for one, kind in kinds.items()
                          if kind == kinds.get(fact.ref or "") and one != fact.ref)  # fmt: skip
            if pool:
                yield from doc.put("identity added", fact, "is", doc.rng.choice(pool))


def identity_of_duty(doc: Doc) -> Iterator[Falsified]:
    """Say that a name in a list of duties means another body."""
    bodies = sorted(doc.case.authority.organisations)
    for fact in doc.facts:
        if not isinstance(fact.record, R.ResponsibilityRecord | R.Part):
            continue
        if fact.kind != "responsibility" or fact.position != 1:
            continue
        path = doc.path(fact)
        own = doc.case.resolved.actors.get(fact.key) if doc.case.resolved else None
        pool = [one for one in bodies if own is None or not own.iri.endswith(f"/{one}>")]
        new = {"name": fact.name, "is": doc.rng.choice(pool)}
        node = at(doc.root, path)
        if isinstance(fact.record, R.Part):
            told = [one for one in node.get("groups", []) if one["name"] != fact.name]
            edit = setting((*path, "groups"), [*told, new])
        else:
            names = node["names"] if isinstance(node["names"], list) else [node["names"]]
            edit = setting((*path, "names"), [new, *names[1:]])
        yield Falsified("identity of a leader", fact.key, f"{fact.name} is {new['is']}", edit,
                        quote(fact), "is", path)  # fmt: skip


def indicator(doc: Doc) -> Iterator[Falsified]:
    """Say that a measure is another one that documents share."""
    shared = sorted(doc.case.authority.indicators)
    for fact in doc.records:
        if isinstance(fact.record, R.Value) and fact.kind in ("value", "target"):
            pool = [one for one in shared if one != fact.indicator]
            yield from doc.put("indicator", fact, "indicator", doc.rng.choice(pool))


def level(doc: Doc) -> Iterator[Falsified]:
    """Give a recognition another level."""
    for fact in doc.records:
        if isinstance(fact.record, R.Recognition):
            pool = [one for one in get_args(codes.Level) if one != fact.record.level]
            yield from doc.put("level", fact, "level", doc.rng.choice(pool))
