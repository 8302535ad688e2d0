"""Files of glosses, ``facts/glosses/<document>.yaml``, and of their signatures beside them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from loaders.glosses.model import Gloss, Glosses, Key
from loaders.glosses.paths import gloss_signatures_file, glosses_file
from loaders.problems import Position, Problem
from loaders.states.signature_file import parse_signatures, text_of_signatures
from loaders.yaml.parse import read_tree, validate
from loaders.yaml.reader import Map, Seq, position
from loaders.yaml.records import Model, Text

if TYPE_CHECKING:
    from loaders.workspace import Workspace

__all__ = ["load_glosses", "parse_glosses"]


class _Record(Model):
    quote: Text
    to: Text | None = None
    en: Text


class _File(Model):
    document: Text
    glosses: list[_Record] = []


def load_glosses(workspace: Workspace, document: str) -> tuple[Glosses, list[Problem]]:
    """Return the glosses of a document with their signatures, and what is wrong with the files."""
    path = glosses_file(workspace, document)
    glosses = Glosses(document)
    problems: list[Problem] = []
    if path.exists() or path.is_symlink():
        glosses, problems = parse_glosses(path, workspace.name_of(path), document)
    path = gloss_signatures_file(workspace, document)
    name = workspace.name_of(path)
    text, more = text_of_signatures(path, name)
    glosses.signatures, bad = parse_signatures(text, document, name)
    return glosses, problems + more + bad


def parse_glosses(source: Path | bytes, file: str, document: str) -> tuple[Glosses, list[Problem]]:
    """Read a file of glosses.

    Args:
        source: The file, or its bytes.
        file: Its name in messages.
        document: Id of the document that it is of by its name.

    Returns:
        The glosses, and all problems with their places; an unsound file has no glosses.
    """
    tree, problems = read_tree(source, file)
    if tree is None:
        return Glosses(document), problems
    found, more = validate(_File, tree, file)
    problems += more
    if found is None:
        return Glosses(document), problems
    if found.document != document:
        problems.append(_other_document(found.document, document, _at(tree, "document", file)))
    nodes: Any = tree.get("glosses")
    by_key: dict[Key, Gloss] = {}
    for index, record in enumerate(found.glosses):
        node = nodes[index] if isinstance(nodes, Seq) else None
        at, en_at = _at(node, "quote", file), _at(node, "en", file)
        gloss = Gloss(record.quote.strip(), (record.to or "").strip(), record.en.strip(), at, en_at)
        if gloss.key in by_key:
            problems.append(_twice(gloss, by_key[gloss.key]))
        else:
            by_key[gloss.key] = gloss
    return Glosses(document, by_key), problems


def _at(node: object, key: str, file: str) -> Position:
    if isinstance(node, Map) and key in node.marks:
        return position(file, node.marks[key][1])
    return Position(file)


def _other_document(told: str, document: str, at: Position) -> Problem:
    return Problem(
        "gloss-document", at,
        f"the file is of {document} by its name, and of {told} by `document`: mend one of them",
        f"按文件名属于 {document},而 document 写的是 {told}:请改正其一",
        recorded=told,
    )  # fmt: skip


def _twice(gloss: Gloss, first: Gloss) -> Problem:
    return Problem(
        "gloss-twice", gloss.at,
        f"this quote has a gloss on line {first.at.line} already: keep one of them",
        f"此引文在第 {first.at.line} 行已有译文:请保留其一",
        quote=gloss.quote,
    )  # fmt: skip
