"""A whole workspace of the earlier form brought to the present one: facts, omissions, lock.

The earlier form copied whole clauses as quotes, and its lock repeated the text's words.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from loaders.checking.locking import lock_workspace
from loaders.checking.workspace import load_case
from loaders.evidence.locate import Evidence
from loaders.evidence.lock_paths import earlier_lock
from loaders.evidence.sources import SourceText, load_source
from loaders.facts.flatten import flatten
from loaders.facts.model import DocumentFacts
from loaders.identity.authority import Authority
from loaders.identity.loading import load_authority
from loaders.migration.lists import list_brackets
from loaders.migration.locks import divided_lock, is_damaged, out_of_date, write_divided
from loaders.migration.omissions import omissions_by_place
from loaders.migration.quotes import shorten_quotes
from loaders.migration.titles import shorten_titles
from loaders.problems import Position, Problem
from loaders.workspace import Workspace
from loaders.yaml.bytes import read_regular
from loaders.yaml.canonical import format_text
from loaders.yaml.parse import parse_document

__all__ = ["Migrated", "Migration", "migrate_workspace"]

MAX_FILE: Final = 16 * 1024 * 1024


@dataclass(slots=True)
class Migrated:
    """What migration makes of one facts file."""

    path: Path
    old: str
    new: str
    quotes: int = 0
    brackets: int = 0
    titles: list[tuple[str, str]] = field(default_factory=list)
    long: list[str] = field(default_factory=list)
    """Places of long quotes that no first and last words name."""
    without_text: bool = False
    gone: list[str] = field(default_factory=list)
    """Identifiers of quotations that the graph has no longer."""
    added: list[str] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Tell whether the file is written anew."""
        return self.old != self.new


@dataclass(slots=True)
class Migration:
    """What migration makes of a workspace."""

    files: list[Migrated] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    backup: Path | None = None
    omissions: tuple[Path, str] | None = None
    """The file of omissions and its new text, where that changes."""
    locks: dict[Path, str] | None = None
    """Files that come of the one lock of all documents, with their texts; none without it."""

    @property
    def changed(self) -> bool:
        """Tell whether any file is written anew."""
        written = self.omissions is not None or self.locks is not None
        return written or any(file.changed for file in self.files)


def migrate_workspace(workspace: Workspace, *, apply: bool) -> Migration:
    """Bring a workspace to the present form; the facts stay the same facts.

    Args:
        workspace: The workspace; quotes are shortened where its texts are at hand.
        apply: Whether to write, after a backup beside the cache; else only to say what would be.

    Returns:
        What changes in every file, and which identifiers; problems where a file is unsound, and
        then nothing is written.
    """
    named = [(path, workspace.name_of(path)) for path in workspace.authority_files()]
    authority, problems = load_authority(named)
    out = Migration(problems=[p for p in problems if p.severity == "error"])
    for path in workspace.facts_files():
        file = _migrated(workspace, path, authority, out.problems)
        if file is not None:
            out.files.append(file)
    if not out.problems:
        out.omissions = _omissions(workspace, authority, out.files)
        if os.path.lexists(earlier_lock(workspace)):
            out.locks = divided_lock(workspace)
    if apply and not out.problems:
        out.backup = _backup(workspace)
        for file in out.files:
            if file.changed:
                file.path.write_bytes(file.new.encode())
        if out.omissions is not None:
            out.omissions[0].write_bytes(out.omissions[1].encode())
        _write_locks(workspace, out)
        _write_identifiers(out)
    return out


def _write_locks(workspace: Workspace, out: Migration) -> None:
    """Take the one lock apart, and renew locks of what was migrated or is of an earlier form.

    What else differs from its lock was changed by hand, and stays for the check to tell.
    """
    damaged = is_damaged(workspace)
    if out.locks is not None:
        write_divided(workspace, out.locks)
    old = {
        file.path.stem
        for file in out.files
        if file.changed or damaged or out.omissions or out_of_date(workspace, file.path.stem)
    }
    if old:
        lock_workspace(workspace, old, unsound=True)


def _migrated(
    workspace: Workspace, path: Path, authority: Authority, problems: list[Problem]
) -> Migrated | None:
    name = workspace.name_of(path)
    data, found = read_regular(path, name, MAX_FILE)
    if data is None:
        problems += found
        return None
    parsed = parse_document(data, name)
    document, more = flatten(parsed, authority)
    found = [p for p in (*parsed.problems, *more) if p.severity == "error"]
    if document is None or found:
        problems += found
        return None
    out = Migrated(path, data.decode("utf-8"), format_text(data, name))
    source = load_source(document.header, workspace.source_folders, Position(name))
    if isinstance(source, Problem):
        problems.append(source)
        return None
    out.without_text = source is None
    if source is None:
        return out
    before = _nodes(workspace, document, authority)
    language = document.viewpoint.language
    out.new, out.titles = shorten_titles(out.new, name, language)
    out.new, out.brackets = list_brackets(out.new, name, language)
    _shorten(out, name, authority, source)
    after_document, _ = flatten(parse_document(out.new.encode(), name), authority)
    assert after_document is not None
    after = _nodes(workspace, after_document, authority)
    out.gone, out.added = sorted(before - after), sorted(after - before)
    return out


def _shorten(out: Migrated, name: str, authority: Authority, source: SourceText) -> None:
    rewritten = shorten_quotes(out.new, name, authority, source)
    out.new, out.quotes, out.long = rewritten.text, rewritten.shortened, rewritten.kept


def _omissions(
    workspace: Workspace, authority: Authority, files: list[Migrated]
) -> tuple[Path, str] | None:
    """Return the file of omissions with places for words; none where it stays as it is."""
    path = workspace.facts_folder / "omissions.yaml"
    if not path.is_file():
        return None
    sources: dict[str, SourceText] = {}
    for file in files:
        name = workspace.name_of(file.path)
        facts, _ = flatten(parse_document(file.new.encode(), name), authority)
        if facts is None:
            continue
        source = load_source(facts.header, workspace.source_folders, Position(name))
        if isinstance(source, SourceText):
            sources[facts.header.id] = source
    old = path.read_text(encoding="utf-8")
    new = omissions_by_place(old, sources)
    return None if new == old else (path, new)


def _nodes(workspace: Workspace, document: DocumentFacts, authority: Authority) -> set[str]:
    """Return the local names of all that a document's graph identifies: facts, quotations."""
    case, _ = load_case(workspace, document, authority)
    nodes = {fact.key for fact in document.facts}
    if case.evidence is not None:
        nodes |= set(_quotations(document, case.evidence))
    return {f"{document.header.id}_{node}" for node in nodes}


def _quotations(document: DocumentFacts, evidence: Evidence) -> Iterator[str]:
    for use in document.quotes:
        located = evidence.located[use.n]
        if located is not None:
            kind = "q" if use.to is None else "passage"
            yield f"{kind}_{located.start}-{located.end}"
    for anchors in evidence.anchors.values():
        for anchor in anchors:
            if anchor.span is not None:
                yield f"q_{anchor.span.start}-{anchor.span.end}"


def _backup(workspace: Workspace) -> Path:
    """Copy the facts folder beside the cache, under the next free number."""
    folder = workspace.root / ".policykg"
    number = 1
    while (folder / f"before-migration-{number}").exists():
        number += 1
    target = folder / f"before-migration-{number}"
    shutil.copytree(workspace.facts_folder, target / "facts", symlinks=True)
    return target


def _write_identifiers(out: Migration) -> None:
    assert out.backup is not None
    lines = [
        f"{sign}\t{name}\n"
        for file in out.files
        for sign, names in (("-", file.gone), ("+", file.added))
        for name in names
    ]
    (out.backup / "identifiers.tsv").write_text("".join(lines), encoding="utf-8")
