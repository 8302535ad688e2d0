"""The file of a document's signatures: ``facts/signatures/<document>.txt``, read."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, get_args

from loaders.problems import Position, Problem
from loaders.states.signatures import (
    DATE,
    NAME,
    NO_NAME,
    Group,
    How,
    Outcome,
    Reader,
    ReaderKind,
    Signature,
    Signatures,
)
from loaders.yaml.bytes import read_regular

if TYPE_CHECKING:
    from loaders.workspace import Workspace

__all__ = [
    "documents_signed",
    "load_signatures",
    "parse_signatures",
    "read_signatures",
    "signature_files",
    "signatures_file",
    "signatures_name",
    "text_of_signatures",
]

FOLDER: Final = "signatures"
MAX_BYTES: Final = 256 * 1024 * 1024
_KINDS: Final = frozenset(get_args(ReaderKind))
_TOKEN: Final = re.compile(r"[a-z0-9]{1,32}", re.ASCII)
_DIGEST: Final = re.compile(r"[0-9a-f]{16}", re.ASCII)


def signatures_file(workspace: Workspace, document: str) -> Path:
    """Return where the signatures of a document stand, whether or not there are any."""
    return workspace.facts_folder / f"{FOLDER}/{document}.txt"


def signatures_name(workspace: Workspace, document: str) -> str:
    """Return the same path as a text, which is asked for with each document."""
    return f"{workspace.facts_folder}{os.sep}{FOLDER}{os.sep}{document}.txt"


def read_signatures(workspace: Workspace, document: str) -> Signatures:
    """Return the signatures of a document; none where nobody signed, and lines that are none are
    left out (:func:`parse_signatures` says which).

    Args:
        workspace: The workspace.
        document: The document's id.
    """
    return load_signatures(workspace, document)[0]


def load_signatures(workspace: Workspace, document: str) -> tuple[Signatures, list[Problem]]:
    """Return the signatures of a document, and which lines of their file are none."""
    path = signatures_file(workspace, document)
    name = workspace.name_of(path)
    text, problems = text_of_signatures(path, name)
    signatures, more = parse_signatures(text, document, name)
    return signatures, problems + more


def text_of_signatures(path: Path, file: str) -> tuple[str, list[Problem]]:
    """Return the text of a file of signatures; empty where there is none."""
    if not path.exists():
        return "", []
    data, problems = read_regular(path, file, MAX_BYTES)
    return (data or b"").decode("utf-8", "replace"), problems


def parse_signatures(text: str, document: str, file: str) -> tuple[Signatures, list[Problem]]:
    """Read a file of signatures; lines that are none are problems, the others are kept."""
    signatures = Signatures(document)
    problems: list[Problem] = []
    later: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        fields = line.split("\t")
        if fields[0] in ("@reader", "@group"):
            if not _take_head(signatures, fields):
                problems.append(_no_line(file, number, line))
        else:
            later.append((number, fields))
    for number, fields in later:
        take = _take_look if fields[0] == "@look" else _take_mark
        if not take(signatures, fields):
            problems.append(_no_line(file, number, "\t".join(fields)))
    return signatures, sorted(problems, key=lambda problem: problem.at.line)


def _take_head(signatures: Signatures, fields: list[str]) -> bool:
    if fields[0] == "@reader":
        return _take_reader(signatures, fields)
    reader = signatures.readers.get(fields[2]) if len(fields) == 5 else None
    if reader is None or fields[1] in signatures.groups or not _TOKEN.fullmatch(fields[1]):
        return False
    if not DATE.fullmatch(fields[3]) or not re.fullmatch("[0-9]{1,9}", fields[4]):
        return False
    signatures.groups[fields[1]] = Group(fields[1], reader, fields[3], int(fields[4]))
    return True


def _take_reader(signatures: Signatures, fields: list[str]) -> bool:
    withdrawn = fields[3:] == [NO_NAME, "withdrawn"]
    if len(fields) != 4 + withdrawn or fields[2] not in _KINDS or fields[1] in signatures.readers:
        return False
    if not _TOKEN.fullmatch(fields[1]) or not NAME.fullmatch(fields[3]):
        return False
    if not withdrawn and fields[3] == NO_NAME:
        return False
    kind: ReaderKind = "person" if fields[2] == "person" else "machine-rereading"
    name = "" if withdrawn else fields[3]
    signatures.readers[fields[1]] = Reader(fields[1], kind, name, withdrawn)
    return True


def _take_look(signatures: Signatures, fields: list[str]) -> bool:
    group = signatures.groups.get(fields[1]) if len(fields) == 5 else None
    outcome = next((one for one in get_args(Outcome) if one == fields[-1]), None)
    if group is None or outcome is None:
        return False
    group.looks[fields[2], fields[3]] = outcome
    return True


def _take_mark(signatures: Signatures, fields: list[str]) -> bool:
    if len(fields) != 7:
        return False
    fact, name, reader_id, how_, date, group, digest = fields
    reader = signatures.readers.get(reader_id)
    how = next((one for one in get_args(How) if one == how_), None)
    known = group == NO_NAME or group in signatures.groups
    if reader is None or how is None or not known or not (fact and name):
        return False
    if not DATE.fullmatch(date) or not _DIGEST.fullmatch(digest):
        return False
    place = (fact, name, reader_id)
    if place in signatures.marks or fact.startswith("@"):
        return False
    mark = Signature(fact, name, reader, how, date, digest, "" if group == NO_NAME else group)
    signatures.marks[place] = mark
    return True


def _no_line(file: str, number: int, line: str) -> Problem:
    return Problem(
        "signature-line",
        Position(file, number),
        "this is no line of a file of signatures (a merge conflict, or edited by hand?): put back "
        "what `policykg sign` wrote",
        "这不是签核文件的行(合并冲突或手工改动?):请恢复 policykg sign 所写的内容",
        context=line[:80],
    )


def signature_files(workspace: Workspace) -> list[Path]:
    """Return the files of signatures of a workspace, sorted."""
    return [signatures_file(workspace, document) for document in documents_signed(workspace)]


def documents_signed(workspace: Workspace) -> Iterator[str]:
    """Yield the ids of the documents that have a file of signatures, sorted."""
    folder = workspace.facts_folder / FOLDER
    if folder.is_dir():
        yield from sorted(path.stem for path in folder.glob("*.txt"))
