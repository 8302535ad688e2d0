"""Falsify whole records: written twice, invented from true words, deleted, moved."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from benchmarks.falsify import (
    Doc,
    Falsified,
    Path,
    adding,
    at,
    both,
    deleting,
    list_of,
    passage_of,
    quote,
)
from loaders.facts.model import Fact
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

# -- duplicates --------------------------------------------------------------------------------


def _listed(doc: Doc) -> Iterator[tuple[Fact, Path, dict[str, Any]]]:
    """Yield each record of a list, with its place and itself."""
    for fact in doc.records:
        path = doc.path(fact)
        if list_of(path):
            yield fact, path, at(doc.root, path)


def twice(doc: Doc) -> Iterator[Falsified]:
    """Write a record again under another id."""
    for fact, path, node in _listed(doc):
        again = {**node, "id": "once-more"}
        edit = adding(path[:-2], str(path[-2]), again)
        yield Falsified("record twice", fact.key, "again", edit, quote(fact), "", path)


def twice_reworded(doc: Doc) -> Iterator[Falsified]:
    """Write a record again with other English and a note."""
    for fact, path, node in _listed(doc):
        if isinstance(node.get("en"), str):
            again = {**node, "id": "once-more", "en": node["en"] + " (again)", "note": "据上下文"}
            edit = adding(path[:-2], str(path[-2]), again)
            yield Falsified("record twice, other English", fact.key, "again", edit, quote(fact),
                            "", path)  # fmt: skip


def second_entity(doc: Doc) -> Iterator[Falsified]:
    """Define again what is known by its name."""
    for fact, path, node in _listed(doc):
        plain = fact.kind == "mention" and isinstance(fact.record, R.Organisation | R.PlaceMention)
        if plain and "name" in node and not {"is", "id"} & set(node):
            kind = "agency" if isinstance(fact.record, R.Organisation) else "town"
            again = {**node, "id": "another-one", "en": "Another", "kind": kind}
            edit = both(deleting(path), adding(path[:-2], str(path[-2]), again))
            yield Falsified("second entity", fact.key, "defined", edit, quote(fact), "", path)


def second_identity(doc: Doc) -> Iterator[Falsified]:
    """Give a thing that the document defines once more an id where it is named again."""
    defined = {fact.key for fact in doc.facts}
    for fact, path, node in _listed(doc):
        own = fact.kind == "mention" and fact.ref in defined and isinstance(fact.record, R.Thing)
        if own and "name" in node:
            again = {**node, "id": "another-one", "en": "Another"}
            again.pop("is", None)
            edit = both(deleting(path), adding(path[:-2], str(path[-2]), again))
            yield Falsified("second local entity", fact.key, "defined", edit, quote(fact), "", path)


def part_twice(doc: Doc) -> Iterator[Falsified]:
    """Write a part again below itself."""
    for fact in doc.records:
        if isinstance(fact.record, R.Part):
            path = doc.path(fact)
            again = {key: value for key, value in at(doc.root, path).items() if key != "body"}
            edit = _inserting((*path[:-1], int(path[-1]) + 1), {**again, "id": "once-more"})
            yield Falsified("part twice", fact.key, "again", edit, quote(fact), "", path)


def _inserting(path: Path, item: Any) -> Any:
    def edit(root: Any) -> None:
        at(root, path[:-1]).insert(path[-1], item)

    return edit


# -- inventions --------------------------------------------------------------------------------


def _passages(doc: Doc) -> Iterator[tuple[Path, str, list[Fact]]]:
    """Yield each passage with its words and the facts that rest on it."""
    for passage in doc.case.document.passages:
        facts = [doc.case.by_key[key] for key in passage.facts if key in doc.case.by_key]
        yield doc.map_at(passage.node), doc.case.quote(passage.quote), facts


def _invented(kind: str, path: Path, name: str, item: dict[str, Any], words: str) -> Falsified:
    what = f"{name}: {item.get('name') or item.get('title') or item.get('subject') or ''}"
    return Falsified(kind, "", what, adding(path, name, item), words[:60], "", path)


def value_invented(doc: Doc) -> Iterator[Falsified]:
    """Copy a value with another measure of the same passage."""
    for path, words, facts in _passages(doc):
        told = [fact for fact in facts if isinstance(fact.record, R.Value) and fact.record.value
                and fact.kind != "growth"]  # fmt: skip
        for one, other in pairwise(told):
            first, second = at(doc.root, doc.path(one)), at(doc.root, doc.path(other))
            if first["name"] != second["name"] and first["value"] != second["value"]:
                item = {**first, "value": second["value"], "id": "invented"}
                item.pop("growth", None)
                yield _invented("value of another measure again", path,
                                str(doc.path(one)[-2]), item, words)  # fmt: skip


def growth_invented(doc: Doc) -> Iterator[Falsified]:
    """Give a value the growth of another one of its passage."""
    for _, _, facts in _passages(doc):
        rates = [fact for fact in facts if isinstance(fact.record, R.Value) and fact.record.growth]
        for fact in facts:
            if isinstance(fact.record, R.Value) and not fact.record.growth and rates and (
                fact.kind in ("value", "target")
            ):  # fmt: skip
                new = doc.rng.choice(rates).record.growth  # type: ignore[attr-defined]
                yield from doc.put("growth of another measure", fact, "growth", new)


def target_invented(doc: Doc) -> Iterator[Falsified]:
    """Tell an actual value once more as a target."""
    for path, words, facts in _passages(doc):
        for fact in facts:
            own = isinstance(fact.record, R.Value) and fact.kind == "value"
            if own and fact.status in (None, "actual"):
                node = at(doc.root, doc.path(fact))
                item = {key: node[key] for key in ("name", "value", "en", "label") if key in node}
                yield _invented("target from a value", path, "targets",
                                {**item, "id": "invented"}, words)  # fmt: skip


def event_invented(doc: Doc) -> Iterator[Falsified]:
    """Make an event of a slogan, policy or project."""
    for path, words, facts in _passages(doc):
        for fact in facts:
            name = getattr(fact.record, "name", None)
            if fact.kind in ("policy", "project") and name:
                item = {"name": name, "id": "invented", "en": "Invented", "kind": "meeting",
                        "period": "unstated"}  # fmt: skip
                yield _invented("event from a name", path, "events", item, words)


def recognition_invented(doc: Doc) -> Iterator[Falsified]:
    """Make a prize of a policy or place name."""
    for path, words, facts in _passages(doc):
        for fact in facts:
            name = getattr(fact.record, "name", None)
            if fact.kind in ("policy", "project", "place") and name:
                item = {"title": name, "id": "invented", "en": "Invented", "level": "national",
                        "status": "obtained", "period": "unstated"}  # fmt: skip
                yield _invented("recognition from a name", path, "recognitions", item, words)


def project_invented(doc: Doc) -> Iterator[Falsified]:
    """Make a project of a policy, or an enterprise of an association or place."""
    for path, words, facts in _passages(doc):
        for fact in facts:
            name = getattr(fact.record, "name", None)
            if fact.kind == "policy" and name:
                item = {"name": name, "id": "invented", "en": "Invented", "kind": "industry",
                        "status": "planned"}  # fmt: skip
                yield _invented("project from a policy", path, "projects", item, words)


def enterprise_invented(doc: Doc) -> Iterator[Falsified]:
    """Make a firm of a place, body or project."""
    for path, words, facts in _passages(doc):
        for fact in facts:
            name = getattr(fact.record, "name", None)
            if fact.kind in ("place", "organisation", "project") and name:
                item = {"name": name, "id": "invented", "en": "Invented", "kind": "private"}
                yield _invented("enterprise from a name", path, "enterprises", item, words)


def post_invented(doc: Doc) -> Iterator[Falsified]:
    """Make a person in a post of two words of a passage."""
    for path, words, _ in _passages(doc):
        letters = re.findall("[一-鿿]{4,}", words)
        if letters:
            run = doc.rng.choice(letters)
            item = {"person": run[:2], "post": run[2:4], "id": "invented", "period": "unstated"}
            yield _invented("post from words", path, "posts", item, words)


def relation_invented(doc: Doc) -> Iterator[Falsified]:
    """Relate two things that a passage names."""
    kinds = ("implements", "contributes-to", "aims-at", "part-of-place", "paired-with")
    for path, words, facts in _passages(doc):
        named = [fact for fact in facts if getattr(fact.record, "name", None)
                 and isinstance(fact.record, R.Thing | R.PartMention)]  # fmt: skip
        told = {(fact.record.subject, fact.record.object) for fact in facts
                if isinstance(fact.record, R.RelationRecord)}  # fmt: skip
        for one, other in pairwise(named):
            ends = (_ref(one), _ref(other))
            if ends[0] != ends[1] and ends not in told:
                item = {"subject": ends[0], "relation": doc.rng.choice(kinds), "object": ends[1]}
                yield _invented("relation between two names", path, "relations", item, words)


def _ref(fact: Fact) -> str:
    return str(getattr(fact.record, "id", None) or fact.ref or getattr(fact.record, "name", ""))


def duty_invented(doc: Doc) -> Iterator[Falsified]:
    """Let a body that a passage names lead its part."""
    for path, words, facts in _passages(doc):
        for fact in facts:
            body = isinstance(fact.record, R.Organisation | R.Enterprise)
            if body and fact.part and fact.record.name:  # type: ignore[attr-defined]
                name: Any = fact.record.name  # type: ignore[attr-defined]
                if ref := getattr(fact.record, "id", None) or getattr(fact.record, "is_", None):
                    name = {"name": name, "is": ref}
                item = {"role": "lead", "names": [name], "id": "invented"}
                yield _invented("duty from a name", path, "responsibilities", item, words)


# -- deletions ---------------------------------------------------------------------------------

_DELETED: Final = {
    "values": "value", "targets": "value", "projects": "thing", "enterprises": "thing",
    "organisations": "mention", "places": "mention", "policies": "policy",
    "recognitions": "recognition, event or post", "events": "recognition, event or post",
    "posts": "recognition, event or post", "responsibilities": "duty", "relations": "relation",
    "parts": "part of a list",
}  # fmt: skip


def _deleted(doc: Doc, wanted: str) -> Iterator[Falsified]:
    for fact, path, _ in _listed(doc):
        kind = _DELETED[list_of(path)]
        if kind == wanted:
            yield Falsified(f"{kind} deleted", fact.key, "deleted", deleting(path), quote(fact), "",
                            path[:-2])  # fmt: skip


def value_deleted(doc: Doc) -> Iterator[Falsified]:
    """Delete a value or target."""
    yield from _deleted(doc, "value")


def thing_deleted(doc: Doc) -> Iterator[Falsified]:
    """Delete a project or firm."""
    yield from _deleted(doc, "thing")


def mention_deleted(doc: Doc) -> Iterator[Falsified]:
    """Delete a body or place."""
    yield from _deleted(doc, "mention")


def policy_deleted(doc: Doc) -> Iterator[Falsified]:
    """Delete a policy."""
    yield from _deleted(doc, "policy")


def fact_deleted(doc: Doc) -> Iterator[Falsified]:
    """Delete a recognition, event or post."""
    yield from _deleted(doc, "recognition, event or post")


def duty_deleted(doc: Doc) -> Iterator[Falsified]:
    """Delete a responsibility outside brackets."""
    yield from _deleted(doc, "duty")


def relation_deleted(doc: Doc) -> Iterator[Falsified]:
    """Delete a relation."""
    yield from _deleted(doc, "relation")


def list_part_deleted(doc: Doc) -> Iterator[Falsified]:
    """Delete a part that is told in a list."""
    yield from _deleted(doc, "part of a list")


def part_deleted(doc: Doc) -> Iterator[Falsified]:
    """Delete a part with all below it."""
    for fact in doc.records:
        if isinstance(fact.record, R.Part):
            path = doc.path(fact)
            yield Falsified("part deleted", fact.key, "deleted", deleting(path), quote(fact))


def passage_deleted(doc: Doc) -> Iterator[Falsified]:
    """Delete a passage with all its records."""
    for path, words, facts in _passages(doc):
        if facts:
            yield Falsified("passage deleted", facts[0].key, "deleted", deleting(path), words[:60])


def field_deleted(doc: Doc) -> Iterator[Falsified]:
    """Leave out a growth rate, an investment or a bracket."""
    for fact in doc.records:
        for field in ("growth", "investment", "lead", "support", "responsible"):
            if field == "growth" and getattr(fact.record, "value", None) is None:
                continue
            yield from doc.drop("field deleted", fact, field)


# -- moves -------------------------------------------------------------------------------------


def part_moved(doc: Doc) -> Iterator[Falsified]:
    """Move a part to the end of the part before the one that encloses it."""
    parts = [fact for fact in doc.records if isinstance(fact.record, R.Part)]
    for fact in parts:
        path = doc.path(fact)
        above = path[:-2]
        if len(path) < 4 or path[-2] != "body" or not isinstance(above[-1], int) or not above[-1]:
            continue
        before = (*above[:-1], above[-1] - 1)
        if "quote" in at(doc.root, before) and any(key in at(doc.root, before) for key in
                                                   ("task", "campaign", "strategy", "measure",
                                                    "safeguard")):  # fmt: skip
            edit = _moving(path, before, "body")
            yield Falsified("part moved", fact.key, "to the part before", edit, quote(fact), "",
                            ())  # fmt: skip


def part_raised(doc: Doc) -> Iterator[Falsified]:
    """Take a part out of the part that encloses it, to its level."""
    for fact in doc.records:
        path = doc.path(fact)
        if isinstance(fact.record, R.Part) and len(path) > 3 and path[-2] == "body":
            above = path[:-2]
            item = at(doc.root, path)
            to = (*above[:-1], int(above[-1]) + 1)
            edit = both(deleting(path), _inserting(to, item))
            yield Falsified("part raised a level", fact.key, "raised", edit, quote(fact))


def _moving(path: Path, to: Path, name: str) -> Any:
    def edit(root: Any) -> None:
        item = at(root, path)
        target = at(root, to)
        deleting(path)(root)
        target.setdefault(name, []).append(item)

    return edit


def passage_moved(doc: Doc) -> Iterator[Falsified]:
    """Move a passage to the end of another part."""
    parts = [fact for fact in doc.records if isinstance(fact.record, R.Part)]
    for path, words, facts in _passages(doc):
        inside = facts[0].part if facts else None
        pool = [part for part in parts if part.key != inside and doc.path(part) != path[:-2]]
        if inside and pool:
            to = doc.rng.choice(pool)
            edit = _moving(path, doc.path(to), "body")
            yield Falsified("passage moved", facts[0].key, f"to {to.key}", edit, words[:60])


def record_moved(doc: Doc) -> Iterator[Falsified]:
    """Move a record to the next passage."""
    passages = [path for path, _, _ in _passages(doc)]
    after = dict(pairwise(passages))
    for fact, path, _ in _listed(doc):
        here = passage_of(path)
        if here in after:
            edit = _moving(path, after[here], list_of(path))
            yield Falsified("record moved", fact.key, "to the next passage", edit, quote(fact))


def parts_swapped(doc: Doc) -> Iterator[Falsified]:
    """Swap a part with the one behind it."""
    for fact in doc.records:
        path = doc.path(fact)
        rows = at(doc.root, path[:-1]) if isinstance(fact.record, R.Part) else []
        i = path[-1] if path else 0
        if isinstance(i, int) and i + 1 < len(rows):
            yield Falsified("parts swapped", fact.key, "swapped", _exchanging(path), quote(fact))


def _exchanging(path: Path) -> Any:
    def edit(root: Any) -> None:
        rows, i = at(root, path[:-1]), int(path[-1])
        rows[i], rows[i + 1] = rows[i + 1], rows[i]

    return edit
