"""Who is who, at the desk: names that nothing knows, made or matched in the authority files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from loaders.desk.changing import change_record
from loaders.desk.opened import Opened, open_tree, plain
from loaders.drafting.authority import draft_bodies
from loaders.drafting.homes import HomeFinder
from loaders.languages.edtf import read_edtf
from loaders.yaml.canonical import format_tree, tree_of
from loaders.yaml.reader import Map, read_yaml

if TYPE_CHECKING:
    from loaders.facts.model import DocumentFacts
    from loaders.identity.authority import Authority

__all__ = ["Proposal", "place_proposals", "proposals_for", "with_alias", "with_record"]

_KNOWN: Final = re.compile(
    r"^# (?P<name>.+): add it to the aliases of (?P<id>\S+) \(", re.MULTILINE
)
LISTS: Final = ("places", "organisations")


@dataclass(slots=True)
class Proposal:
    """A record that an authority file could get, or a name that a record could get."""

    section: str
    """``places`` or ``organisations``."""
    id: str
    record: dict[str, Any] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    """As the document writes them."""
    known: bool = False
    """Whether ``id`` is there already, and only the name is new to it."""


def proposals_for(document: DocumentFacts, authority: Authority) -> list[Proposal]:
    """Return what would make every body of a document known, as drafted."""
    text, homeless = draft_bodies([document], authority)
    found = [
        Proposal("organisations", match["id"], names=[match["name"]], known=True)
        for match in _KNOWN.finditer(text)
    ]
    found += _drafted(text)
    found += [Proposal("places", "", {"name": {"zh": name}}, [name]) for name in homeless]
    return found


def place_proposals(header: dict[str, Any], authority: Authority) -> list[Proposal]:
    """Return the jurisdiction as the gazetteer has it, after what it lies in; none: it has not.

    The header may lack what else a header must have, such as a date.
    """
    title, written = header.get("title"), read_edtf(str(header.get("written", "")))
    words = str(title.get("zh", "")) if isinstance(title, dict) else ""
    homes = HomeFinder(authority)
    homes.taken.add(str(header.get("id", "")))
    homes.of_place(
        str(header.get("jurisdiction", "")),
        f"{words}{header.get('issuer', '')}",
        written.year if written is not None else None,
    )
    return _drafted("\n".join(homes.as_yaml()))


def _drafted(text: str) -> list[Proposal]:
    """Read the records of a drafted authority file."""
    tree, problems = read_yaml(text.encode("utf-8"), "proposals") if text.strip() else (None, [])
    if not isinstance(tree, Map) or problems:
        return []
    found = []
    for name in LISTS:
        for identity, record in (tree.get(name) or {}).items():
            data = plain(record)
            zh = str(data.get("name", {}).get("zh", ""))
            names = [zh, *map(str, data.get("aliases", []))]
            found.append(Proposal(name, identity, data, names))
    return found


def with_record(text: str, section: str, identity: str, record: dict[str, Any]) -> str:
    """Return the text of an authority file with one more record.

    Args:
        text: The file; empty where it is new.
        section: ``places``, ``organisations`` …
        identity: The new id.
        record: The record as plain data.

    Raises:
        ValueError: the file cannot be read, or has the id already.
    """
    lines = format_tree(_map({identity: record}), 2)
    if not text.strip():
        return "\n".join([f"{section}:", *lines, ""])
    opened = open_tree(text)
    listed = opened.tree.get(section)
    if listed is None:
        return text.rstrip("\n") + "\n" + "\n".join([f"{section}:", *lines, ""])
    if identity in listed:
        raise ValueError(f"{identity} is there already")
    have = text.splitlines(keepends=True)
    at = opened.line_after(listed)
    have[at:at] = [line + "\n" for line in lines]
    return "".join(have)


def with_alias(text: str, identity: str, name: str, source: dict[str, str] | None) -> str | None:
    """Return the text of an authority file with one more name of a record.

    Returns:
        None where the file does not have the record.
    """
    opened = open_tree(text)
    for listed in opened.tree.values():
        node = listed.get(identity) if isinstance(listed, Map) else None
        if isinstance(node, Map):
            given = node.get("aliases", [])
            aliases = [*([given] if isinstance(given, str) else plain(given)), name]
            fields: dict[str, Any] = {"aliases": list(dict.fromkeys(aliases))}
            if source and "source" not in node:
                fields["source"] = source
            return _changed(opened, node, identity, fields)
    return None


def _changed(opened: Opened, node: Map, identity: str, fields: dict[str, Any]) -> str:
    """Change a record that is the value of a key: in flow style, its whole line is written anew."""
    if not node.flow:
        return change_record(opened, node, fields)
    lines = opened.text.splitlines(keepends=True)
    start, end = node.mark.line, opened.line_after(node)
    column = len(lines[start]) - len(lines[start].lstrip(" "))
    new = format_tree(_map({identity: {**plain(node), **fields}}), column)
    lines[start:end] = [line + "\n" for line in new]
    return "".join(lines)


def _map(data: dict[str, Any]) -> Map:
    tree = tree_of(data)
    assert isinstance(tree, Map)
    return tree
