"""The first pass over a facts file: every part and defined thing gets its key.

So references may point forward, and a key depends on what a record says, not on where it
stands in a list.
"""

from __future__ import annotations

from typing import Any, Final, cast

from loaders.facts.state import State
from loaders.slugs import digest, slug
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from loaders.yaml.reader import Seq
from ontology.kinds import records_of

LETTERS: Final = {record.kind: record.letter for record in records_of("part")}
"""The letter of a kind of part in the path of a reference, as in ``c1/t7``."""
THINGS: Final = {record.list: record for record in records_of("thing")}
"""Kinds of records that name things, by the list they stand in."""
_NAMED: Final = records_of("fact")
_VALUES: Final = records_of("value")


def count_numbers(st: State, body: list[Any]) -> None:
    """Count how often each number is given to a kind of part, and which siblings share one."""
    siblings: dict[tuple[str, int], list[R.Part]] = {}
    for item in body:
        if isinstance(item, R.Part):
            number = st.viewpoint.language.numbering.read(item.number)
            if number is not None:
                key = (item.kind, number)
                st.part_numbers[key] = st.part_numbers.get(key, 0) + 1
                siblings.setdefault(key, []).append(item)
            count_numbers(st, item.body)
    for same in siblings.values():
        if len(same) > 1:
            st.repeated.update(id(part) for part in same)


def define(st: State, body: list[Any], nodes: Seq, parent: str | None, path: str) -> None:
    """Give parts and things with an id their keys, and say what names mean them."""
    for item, node in zip(body, nodes, strict=True):
        if isinstance(item, R.Part):
            key = _part_key(st, item, parent)
            if key in st.keys:
                st.clash(key, node)
                key = f"{key}-{digest(item.name)}"
            st.keys[key] = node
            st.part_keys[id(item)] = key
            number = st.viewpoint.language.numbering.read(item.number)
            here = f"{path}/{LETTERS[item.kind]}{number}".strip("/") if number is not None else path
            _name_part(st, item, key, here if number is not None else None)
            define(st, item.body, cast(Seq, node.get("body") or Seq()), key, here)
        else:
            _define_things(st, item)


def _part_key(st: State, part: R.Part, parent: str | None) -> str:
    number = st.viewpoint.language.numbering.read(part.number)
    if number is None:
        return f"{part.kind}_{part.id or slug(part.en)}"
    if part.id and id(part) in st.repeated:
        return f"{part.kind}_{part.id}"
    if st.part_numbers[part.kind, number] == 1:
        return f"{part.kind}_{number}"
    return f"{parent}_{part.kind}_{number}" if parent else f"{part.kind}_{number}"


def _name_part(st: State, part: R.Part, key: str, path: str | None) -> None:
    refs = st.out.refs
    for name in (part.name, *part.also_named):
        st.part_names.setdefault((part.kind, name), key)
        refs.setdefault(name, key)
    for ref in (part.id, path, key):
        if ref:
            refs[ref] = key


def _define_things(st: State, passage: R.Passage) -> None:
    for record in THINGS.values():
        for thing in R.listed(passage, record.list):
            if thing.id and not (thing.id in st.authority.kinds and record.kind != "project"):
                st.name_thing(cast(R.Thing, thing), record.kind, f"{record.prefix}_{thing.id}")
    for record in (*_NAMED, *_VALUES):
        for fact in R.listed(passage, record.list):
            if fact.id:
                st.out.refs.setdefault(fact.id, f"{record.prefix}_{fact.id}")
    for part in passage.parts:
        if part.id:
            st.out.refs.setdefault(part.id, f"{part.kind}_{part.id}")
