"""Falsify what belongs to what: ends, identities, times, duplicates, moves, notes, English.

The kinds go beyond the words that a quote shows: whose a figure is, who stands at an end, what
stands twice, where a part stands.  Each is an edit at the place of one record, as in
:mod:`benchmarks.falsify`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from benchmarks.falsify import Doc, Falsified
from loaders.facts.model import Fact
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology import codes

_YEAR: Final = re.compile(r"(?:19|20)\d\d")


def _quote(fact: Fact) -> str:
    return fact.quotes[0].text if fact.quotes else ""


def _edit(doc: Doc, kind: str, fact: Fact, field: str, new: str) -> Iterator[Falsified]:
    """Yield the file with one field of a record changed."""
    old = fact.node.get(field)
    at = fact.positions.get(field)
    if not isinstance(old, str) or at is None or old == new:
        return
    text = doc.replace(at, old, new)
    if text is not None:
        yield Falsified(kind, fact.key, f"{field}: {old} → {new}", text, _quote(fact))


def _others(doc: Doc, field: str, classes: tuple[type[R.Model], ...]) -> list[str]:
    told = [
        fact.node.get(field) for fact in doc.case.document.facts if isinstance(fact.record, classes)
    ]
    return sorted({ref for ref in told if isinstance(ref, str)})


def _replaced(
    doc: Doc, kind: str, fields: Sequence[str], classes: tuple[type[R.Model], ...]
) -> Iterator[Falsified]:
    """Yield files in which a reference is another one of the same document and field."""
    pools = {field: _others(doc, field, classes) for field in fields}
    bodies = sorted(
        identity for identity in doc.case.authority.organisations
        if any(identity == fact.identity or identity in (fact.ref or "")
               for fact in doc.case.document.facts)
    )  # fmt: skip
    for fact in doc.case.document.facts:
        if not isinstance(fact.record, classes) or fact.kind == "growth":
            continue
        for field in fields:
            old = fact.node.get(field)
            pool = [ref for ref in pools[field] or bodies if ref != old]
            pool = pool or [ref for ref in bodies if ref != old]
            if isinstance(old, str) and pool:
                yield from _edit(doc, kind, fact, field, doc.rng.choice(pool))


def relation_subject(doc: Doc) -> Iterator[Falsified]:
    """Give a relation another first end."""
    yield from _replaced(doc, "relation: another first end", ("subject",), (R.RelationRecord,))


def relation_object(doc: Doc) -> Iterator[Falsified]:
    """Give a relation another second end."""
    yield from _replaced(doc, "relation: another second end", ("object",), (R.RelationRecord,))


def investor(doc: Doc) -> Iterator[Falsified]:
    """Give a project, prize, event or post another body."""
    fields = ("investor", "developer", "issuer", "organiser", "body", "into")
    yield from _replaced(
        doc, "another body", fields, (R.Project, R.Recognition, R.Event, R.Post)
    )  # fmt: skip


def subject(doc: Doc) -> Iterator[Falsified]:
    """Give a figure or prize to another holder."""
    yield from _replaced(doc, "another subject", ("of",), (R.Value, R.Recognition))


def place(doc: Doc) -> Iterator[Falsified]:
    """Move a thing to another place."""
    yield from _replaced(doc, "another place", ("place", "in"), (R.Fact,))


def whole(doc: Doc) -> Iterator[Falsified]:
    """Make a figure or thing part of another whole."""
    yield from _replaced(doc, "another whole", ("part-of",), (R.Value, R.Thing))


def duty(doc: Doc) -> Iterator[Falsified]:
    """Give a duty to another work."""
    yield from _replaced(doc, "duty for another work", ("for",), (R.ResponsibilityRecord,))


def turned(doc: Doc) -> Iterator[Falsified]:
    """Turn a relation round: what no rule can see."""
    for fact in doc.case.document.facts:
        if not isinstance(fact.record, R.RelationRecord):
            continue
        first, second = fact.record.subject, fact.record.object
        for half in _edit(doc, "relation turned", fact, "object", first):
            lines = half.text.split("\n")
            at = fact.positions["subject"]
            line, start = lines[at.line - 1], at.column - 1
            if line.startswith(first, start):
                lines[at.line - 1] = line[:start] + second + line[start + len(first) :]
                text = "\n".join(lines)
                yield Falsified(half.kind, fact.key, "turned", text, half.quote)


def code(doc: Doc) -> Iterator[Falsified]:
    """Give an event or relation another kind."""
    for fact in doc.case.document.facts:
        if isinstance(fact.record, R.RelationRecord):
            pool = [one for one in codes.RELATION_KINDS if one != fact.record.relation]
            yield from _edit(doc, "another code", fact, "relation", doc.rng.choice(pool))


def code_noted(doc: Doc) -> Iterator[Falsified]:
    """Give a relation of a kind with words another such kind, with a note beside it."""
    kinds = ("adjacent-east", "paired-with", "invests-in", "entrusts", "delegates-to")
    for fact in doc.case.document.facts:
        record = fact.record
        if isinstance(record, R.RelationRecord) and "note" not in fact.node:
            pool = [one for one in kinds if one != record.relation]
            yield from _noted(doc, _edit(doc, "code with a note", fact, "relation",
                                         doc.rng.choice(pool)))  # fmt: skip


def end_noted(doc: Doc) -> Iterator[Falsified]:
    """Give a relation another end, with a note beside it."""
    yield from _noted(
        doc, _replaced(doc, "end with a note", ("object",), (R.RelationRecord,))
    )  # fmt: skip


def _noted(doc: Doc, falsified: Iterator[Falsified]) -> Iterator[Falsified]:
    facts = doc.case.by_key
    for one in falsified:
        fact = facts[one.record]
        if "note" in fact.node:
            continue
        mark = fact.node.marks["subject"][0]
        lines = one.text.split("\n")
        line = lines[mark.line]
        flow = line[: mark.column].rstrip().endswith(("{", ","))
        entry = "note: 据上下文" + (", " if flow else "\n" + " " * mark.column)
        lines[mark.line] = line[: mark.column] + entry + line[mark.column :]
        yield Falsified(one.kind, one.record, one.what, "\n".join(lines), one.quote)


def identity(doc: Doc) -> Iterator[Falsified]:
    """Say that a name means another thing of the same kind."""
    kinds = doc.case.authority.kinds
    for fact in doc.case.document.facts:
        told = fact.record.is_ if isinstance(fact.record, R.Thing) else None
        pool = sorted(one for one, kind in kinds.items() if kind == kinds.get(told or "") != "")
        pool = [one for one in pool if one != told]
        if told in kinds and pool:
            yield from _edit(doc, "another identity", fact, "is", doc.rng.choice(pool))


def inferred_year(doc: Doc) -> Iterator[Falsified]:
    """Change the year of an inferred period to one that the text does not have."""
    for fact in doc.case.document.facts:
        for field in ("period", "by"):
            old = fact.node.get(field)
            if field in fact.inferred and isinstance(old, str) and _YEAR.search(old):
                new = _YEAR.sub(lambda found: str(int(found[0]) - 37), old)
                yield from _edit(doc, "inferred year", fact, field, new)


def twice(doc: Doc) -> Iterator[Falsified]:
    """Write a record again under another id."""
    for fact in doc.case.document.facts:
        if isinstance(fact.record, R.Part) or fact.mark is not None:
            continue
        line = fact.node.mark.line
        first = doc.lines[line]
        if not re.match(r" *- ", first):
            continue
        end = line + 1
        indent = len(first) - len(first.lstrip())
        while end < len(doc.lines) and _deeper(doc.lines[end], indent):
            end += 1
        block = list(doc.lines[line:end])
        if "id" in fact.node:
            block = [re.sub(r"\bid: [a-z0-9-]+", "id: once-more", one, count=1) for one in block]
        elif first.lstrip().startswith("- {"):
            block[0] = block[0].replace("- {", "- {id: once-more, ", 1)
        else:
            block[0] = block[0].replace("- ", "- id: once-more\n" + " " * (indent + 2), 1)
        text = "\n".join([*doc.lines[:end], *block, *doc.lines[end:]])
        yield Falsified("record twice", fact.key, "again", text, _quote(fact))


def _deeper(line: str, indent: int) -> bool:
    return not line.strip() or len(line) - len(line.lstrip()) > indent


def second_entity(doc: Doc) -> Iterator[Falsified]:
    """Define again what is known by its name."""
    for fact in doc.case.document.facts:
        plain = fact.kind == "mention" and isinstance(fact.record, (R.Organisation, R.PlaceMention))
        if plain and "name" in fact.node and not {"is", "id"} & set(fact.node):
            new = "id: another-one, en: Another, kind: "
            kind = "agency" if isinstance(fact.record, R.Organisation) else "town"
            flow = doc.lines[fact.node.mark.line].lstrip().startswith("- {")
            if flow:
                text = doc.add_key(fact, "name", "id", f"another-one, {new[17:]}{kind}")
                if text is not None:
                    yield Falsified("second entity", fact.key, "defined", text, _quote(fact))


def part_moved(doc: Doc) -> Iterator[Falsified]:
    """Move the first part below a heading to the end of the part before it."""
    facts = [fact for fact in doc.case.document.facts if isinstance(fact.record, R.Part)
             and fact.kind != "responsibility"]  # fmt: skip
    for fact in facts:
        above = doc.case.by_key.get(fact.part or "")
        siblings = [one for one in facts if above is not None and one.part == above.part
                    and one.kind == above.kind]  # fmt: skip
        if above is None or above not in siblings or siblings.index(above) == 0:
            continue
        before = siblings[siblings.index(above) - 1]
        first = next(one for one in facts if one.part == above.key)
        here = any(one.part == before.key and one.node.mark.column == fact.node.mark.column
                   for one in facts)  # fmt: skip
        if fact is not first or not here:
            continue
        line, to = fact.node.mark.line, above.node.mark.line
        indent = len(doc.lines[line]) - len(doc.lines[line].lstrip())
        end = line + 1
        while end < len(doc.lines) and _deeper(doc.lines[end], indent):
            end += 1
        block = doc.lines[line:end]
        rest = [*doc.lines[to:line], *doc.lines[end:]]
        text = "\n".join([*doc.lines[:to], *block, *rest])
        yield Falsified("part moved", fact.key, before.key, text, _quote(fact))


def english_number(doc: Doc) -> Iterator[Falsified]:
    """Change a number of an English label."""
    for fact in doc.case.document.facts:
        en = fact.node.get("en")
        if isinstance(en, str) and (found := re.search(r"\d+", en)):
            new = en[: found.start()] + str(int(found[0]) + 7) + en[found.end() :]
            yield from _edit(doc, "English number", fact, "en", new)


def english_letters(doc: Doc) -> Iterator[Falsified]:
    """Leave a Chinese word in an English label."""
    for fact in doc.case.document.facts:
        en = fact.node.get("en")
        if isinstance(en, str):
            yield from _edit(doc, "Chinese in English", fact, "en", en + " 工程")


GROUPS: Final[dict[str, tuple[Callable[[Doc], Iterator[Falsified]], ...]]] = {
    "ends of relations": (relation_subject, relation_object),
    "who, of what, where": (investor, subject, place, whole, duty),
    "identities": (identity,),
    "times": (inferred_year,),
    "duplicates": (twice, second_entity),
    "moves": (part_moved,),
    "notes": (code_noted, end_noted),
    "English": (english_number, english_letters),
    "what no rule sees": (turned, code),
}
"""Kinds by what they falsify."""
