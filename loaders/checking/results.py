"""The result of checking each document: from an earlier run where all it depends on is the same.

That is its own bytes, its source text, its lines of the lock, its signatures, its glosses,
the omissions, the answers that it got from the authority files, and this program.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any, Final

from loaders.checking.cache import Kept, ResultCache, kept_of
from loaders.checking.document import Checked, check_document
from loaders.evidence.proof_lines import MARK
from loaders.glosses.paths import gloss_signatures_file, glosses_file
from loaders.identity.uses import RecordingAuthority, holds
from loaders.problems import Position, Problem, problem_from
from loaders.reuse.authority import Spared, open_authority, to_hand_out
from loaders.reuse.code import code_digest
from loaders.reuse.digests import Digests
from loaders.reuse.locked import LockDigests
from loaders.states.signature_file import signatures_file
from ontology.processes import Elsewhere, Workers, collecting_rarely, shared
from ontology.rows import Rows

if TYPE_CHECKING:
    from loaders.evidence.dismissals import Dismissal
    from loaders.evidence.lock import DocumentLock
    from loaders.workspace import Workspace

__all__ = ["Results"]

FORK_ABOVE: Final = 24
"""From this many documents to work anew, further processes pay."""
BATCH: Final = 64
"""New results that wait in memory before they are written."""
_BAD_LINES: Final = "lock-problems"

Omissions = Mapping[str, "tuple[Dismissal, ...]"]


class Results:
    """Results of the documents of a workspace, as far as possible those of an earlier run.

    Args:
        workspace: The workspace.
        omissions: Words left out on purpose, by document.
        trusted: Whether results of earlier runs are used.
        kept: Whether results are kept for later runs.
    """

    def __init__(
        self, workspace: Workspace, omissions: Omissions, *, trusted: bool, kept: bool
    ) -> None:
        folder = workspace.root / ".policykg"
        self.workspace, self.omissions, self.kept = workspace, omissions, kept
        self._rows = Rows(folder / "files.sqlite")
        self._digests = Digests(self._rows, trusted=trusted)
        self._locks = LockDigests(workspace, self._digests, self._rows, trusted=trusted)
        self._cache = ResultCache(Rows(folder / "check.sqlite"), trusted=trusted)
        self._asked: dict[Any, Any] = {}
        self._lines: dict[str, list[str]] | None = None
        self.authority, self.problems = open_authority(workspace, self._digests, trusted=trusted)
        """What is wrong with the authority files."""
        self._spared = Spared(self.authority, self._cache.marks)
        self.made = self.reused = 0
        """How many documents were checked anew, and how many not, when last asked."""

    def __getstate__(self) -> dict[str, Any]:
        """Hand to another machine what a document is checked with; it reads the lock itself."""
        handed = ("workspace", "omissions", "authority")
        return {name: getattr(self, name) for name in handed} | {"_lines": None}

    def of(
        self, files: list[Path], processes: Workers = None, *, warnings: bool = True
    ) -> list[Checked]:
        """Return the result of every file, and keep those that are new.

        Args:
            files: Facts files.
            processes: How many processes share the work, or which; by default one a core for many.
            warnings: Whether the problems of documents without errors are told.
        """
        results: dict[Path, Checked] = {}
        self._locks.of("")  # looked at before anything is checked by it
        for path in files:
            known = self._known(path, warnings)
            if known is not None:
                results[path] = known.result
        anew = [path for path in files if path not in results]
        self.made, self.reused = len(anew), len(results)
        with collecting_rarely() if anew else nullcontext():
            work = zip(anew, self._work(anew, processes), strict=True)
            for at, (path, (result, uses)) in enumerate(work, 1):
                results[path] = self._kept_result(path, result, uses, warnings)
                if at % BATCH == 0 and self.kept:
                    self._cache.write()  # else all that is kept waits in memory
        self._write(files)
        return [results[path] for path in files]

    def lock_of(self, path: Path, result: Checked) -> str:
        """Return the lines of the lock as they would be written; empty without the text."""
        if result.lock:
            return result.lock
        name = self.workspace.name_of(path)
        kept = self._cache.get(name)
        if kept is None or not kept.lock:
            return ""
        text = self._cache.lock(name, kept)
        return _checked(self, path)[0].lock if text is None else text

    # -- the lock there is -----------------------------------------------------------------

    def locked(self) -> set[str]:
        """Return the documents of which the lock has lines."""
        return self._locks.documents()

    def lines_of(self, document: str) -> list[str]:
        """Return the lock's lines of a document."""
        if self._lines is None:
            self._lines = lock_lines(self.workspace)[0]
        return self._lines.get(document, [])

    def lock_problems(self) -> list[Problem]:
        """Return the lines of the lock that are none."""
        whole = self._digests.of(self.workspace.lock_file)
        known = self._rows.get(_BAD_LINES, whole) if whole else None
        if known is not None:
            return [problem_from(item) for item in json.loads(known)]
        self._lines, problems = lock_lines(self.workspace)
        if whole and self._digests.is_unchanged(self.workspace.lock_file):
            gone = dict.fromkeys(self._rows.read(_BAD_LINES))
            told = json.dumps([asdict(problem) for problem in problems])
            self._rows.write({_BAD_LINES: {**gone, whole: told}})
        return problems

    def document_lock(self, document: str) -> DocumentLock | None:
        """Return what the lock says of one document."""
        from loaders.evidence.lock import locks_of, parse_lock

        lines = self.lines_of(document)
        if not lines:
            return None
        name = self.workspace.name_of(self.workspace.lock_file)
        return locks_of(parse_lock("\n".join(lines), name)[0], document)

    # -- what is known ---------------------------------------------------------------------

    def _known(self, path: Path, warnings: bool) -> Kept | None:
        """Return the result of an earlier run, if all that it depends on is as it was."""
        name = self.workspace.name_of(path)
        kept = self._cache.get(name)
        if kept is None:
            return None
        key = self._key(path, kept.result.document, kept.result.source_file)
        if not key or key != kept.key:
            return None
        lines = self._locks.of(kept.result.document)
        if kept.compared != lines and (not kept.lock or kept.lock != lines):
            return None
        if warnings or kept.errors or kept.compared != lines:
            problems = self._cache.problems(name, kept, many=warnings)
            if problems is None:
                return None
            kept.result.problems = problems
        if kept.authority != self.authority.digest or not kept.authority:
            spared = self._spared(name, kept.authority)
            if not spared:
                uses = self._cache.uses(name)
                if uses is None or not holds(uses, self.authority, self._asked, kept.authority):
                    return None
            if not spared or self._spared.is_old(kept.authority):
                kept.authority = self.authority.digest
                self._cache.keep(name, kept)
        if kept.compared != lines:
            self._cache.locked(name, kept, lines)
        return kept

    def _key(self, path: Path, document: str, source_file: str) -> str:
        """Return a digest of all files that a document's findings depend on; empty: unknown."""
        facts = self._digests.of(path)
        source = self._source(source_file)
        if facts is None or source is None or not document:
            return ""
        workspace = self.workspace
        told = (
            code_digest(),
            workspace.base,
            *map(str, workspace.source_folders),
            workspace.name_of(path),
            facts,
            source,
            self._digests.of(signatures_file(workspace, document)) or "",
            self._digests.of(glosses_file(workspace, document)) or "",
            self._digests.of(gloss_signatures_file(workspace, document)) or "",
            repr(self.omissions.get(document, ())),
        )
        text = "\0".join(told)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _source(self, name: str) -> str | None:
        """Return the digest of a source text; empty where there is none, none where unknown."""
        for folder in self.workspace.source_folders:
            path = os.path.join(folder, name)  # noqa: PTH118 - ten thousand of them
            found = self._digests.of(path)
            if found is not None or os.path.lexists(path):
                return found
        return ""

    def _kept_result(
        self, path: Path, result: Checked, uses: tuple[str, str], warnings: bool
    ) -> Checked:
        """Keep a new result, and return it without what is read again where it is asked for."""
        result.checked = {intern(rule): times for rule, times in result.checked.items()}
        if not (self._keep(path, result, uses) and self.kept):
            return result
        told = warnings or any(problem.severity == "error" for problem in result.problems)
        return replace(result, lock="", problems=result.problems if told else [])

    def _keep(self, path: Path, result: Checked, uses: tuple[str, str]) -> bool:
        """Keep a new result, if nothing it was read from has changed meanwhile; tell whether."""
        key = self._key(path, result.document, result.source_file)
        read = [path, self.workspace.lock_file, signatures_file(self.workspace, result.document)]
        read += [folder / result.source_file for folder in self.workspace.source_folders]
        sound = bool(key) and all(map(self._digests.is_unchanged, read))
        if sound:
            lines = self._locks.of(result.document)
            kept = kept_of(key, self.authority.digest, lines, result)
            self._cache.keep(self.workspace.name_of(path), kept, uses)
        else:
            self._cache.forget(self.workspace.name_of(path))
        return sound

    def _write(self, files: list[Path]) -> None:
        if not self.kept:
            return
        for name in self._cache.names() - {self.workspace.name_of(path) for path in files}:
            if not (self.workspace.root / name).exists():
                self._cache.forget(name)
        self._digests.save()
        self._cache.write()

    # -- what is worked anew ---------------------------------------------------------------

    def _work(
        self, files: list[Path], processes: Workers
    ) -> Iterator[tuple[Checked, tuple[str, str]]]:
        if processes is None and len(files) < FORK_ABOVE:
            processes = 1
        for path in files:
            self._digests.of(path)
            self._source(f"{path.stem}.txt")  # its usual name; the file itself may say another
        self._digests.reading_begins()
        if isinstance(processes, Elsewhere):
            self.authority = to_hand_out(self.workspace, self.authority)
        elif files:
            self.lines_of("")  # read once, before forking
        self._cache.close()
        self._rows.close()
        return iter(shared(partial(_checked, self), files, processes=processes))


def _checked(job: Results, path: Path) -> tuple[Checked, tuple[str, str]]:
    """Check one file; return the result, what it asked the authority files, and marks of that."""
    from loaders.yaml.reader import read_bytes

    name = job.workspace.name_of(path)
    refused = job.workspace.outside(path)
    if refused is not None:
        return Checked(name, problems=[refused]), ("", "")
    data, problems = read_bytes(path, name)
    if data is None:
        return Checked(name, problems=problems), ("", "")
    asking = RecordingAuthority(job.authority)
    result = check_document(
        job.workspace,
        path,
        asking,
        locks=job.document_lock,
        omissions=dict(job.omissions),
        data=data,
    )
    return result, (asking.uses.to_json(), asking.uses.marks(job.authority))


def lock_lines(workspace: Workspace) -> tuple[dict[str, list[str]], list[Problem]]:
    """Return the lock's lines by document; the lines that are none become problems."""
    from loaders.evidence.lock import parse_lock, read_lock

    path = workspace.lock_file
    lines: dict[str, list[str]] = {}
    text, problems = read_lock(path, workspace.name_of(path))
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.startswith("#"):
            continue
        document, tab, rest = line.partition("\t")
        heads = rest.startswith("@header\t") or f"\t{MARK}\t" in rest
        if tab and (rest.count("\t") in (3, 5) or heads):
            lines.setdefault(document, []).append(line)
        else:
            bad = parse_lock(line, workspace.name_of(path))[1]
            problems += [
                Problem(p.rule, Position(p.at.file, number), p.en, p.zh, context=p.context)
                for p in bad
            ]
    return lines, problems
