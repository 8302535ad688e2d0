"""The result of checking each document: from an earlier run where all it depends on is the same.

That is its own bytes, its source text, its lock, its signatures, its glosses, the omissions, the
answers that it got from the authority files, and this program.  Results are handed on one by one
and none is held, so the memory hardly grows with the documents.
"""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from pathlib import Path
from sys import intern
from typing import TYPE_CHECKING, Any, Final

from loaders.checking.cache import DocumentProblems, Kept, ResultCache, kept_of
from loaders.checking.document import Checked, check_document
from loaders.glosses.paths import gloss_names
from loaders.identity.uses import RecordingAuthority, holds
from loaders.problems import Problem, problem_as_json, problem_from
from loaders.reuse.authority import Spared, open_authority, to_hand_out
from loaders.reuse.code import code_digest
from loaders.reuse.digests import Digests
from loaders.reuse.locked import LockDigests, text_digest
from loaders.states.signature_file import signatures_name
from ontology.processes import Elsewhere, Workers, collecting_rarely, shared
from ontology.rows import Rows

if TYPE_CHECKING:
    from loaders.checking.compiler import Compiler
    from loaders.evidence.dismissals import Dismissal
    from loaders.rules.base import Case
    from loaders.workspace import Workspace

__all__ = ["Results"]

FORK_ABOVE: Final = 24
"""From this many documents to work anew, further processes pay."""
BATCH: Final = 64
"""New results that wait in memory before they are written."""

Omissions = Mapping[str, "tuple[Dismissal, ...]"]


class Results:
    """Results of the documents of a workspace, as far as possible those of an earlier run.

    Args:
        workspace: The workspace.
        omissions: Words left out on purpose, by document.
        trusted: Whether results of earlier runs are used.
        kept: Whether results are kept for later runs.
        alongside: Makes the parts of the graph of those documents that are worked anew.
        digests: Of the workspace's files, as far as the caller has looked at them.
    """

    def __init__(
        self,
        workspace: Workspace,
        omissions: Omissions,
        *,
        trusted: bool,
        kept: bool,
        alongside: Compiler | None = None,
        digests: Digests | None = None,
    ) -> None:
        folder = workspace.root / ".policykg"
        self.workspace, self.omissions, self.kept = workspace, omissions, kept
        self.alongside = alongside
        self._sources = [*map(str, workspace.source_folders)]
        self._rows = Rows(folder / "files.sqlite")
        self._digests = Digests(self._rows, trusted=trusted) if digests is None else digests
        self.locks = LockDigests(workspace, self._digests)
        """Digests of the locks there are."""
        self._cache = ResultCache(Rows(folder / "check.sqlite"), trusted=trusted)
        self._asked: dict[Any, Any] = {}
        self.authority, self.problems = open_authority(workspace, self._digests, trusted=trusted)
        """What is wrong with the authority files."""
        self._spared = Spared(self.authority, self._cache.marks)
        self.made = self.reused = 0
        """How many documents were checked anew, and how many not, when last asked."""

    def __getstate__(self) -> dict[str, Any]:
        """Hand to another machine what a document is checked with; it reads the locks itself."""
        return {
            name: getattr(self, name)
            for name in ("workspace", "omissions", "authority", "alongside")
        }

    def each(
        self, files: Sequence[Path], processes: Workers = None
    ) -> Iterator[tuple[Path, Checked, DocumentProblems]]:
        """Yield the result of every file, and keep those that are new.

        Results of earlier runs come first.  Problems and the text of the lock are not in the
        results: they are read where they are asked for.

        Args:
            files: Facts files.
            processes: How many processes share the work, or which; by default one a core for many.
        """
        self.made = self.reused = 0
        anew = []
        self._cache.expect([self.workspace.name_of(path) for path in files])
        for path in files:
            kept = self._known(path)
            if kept is None:
                anew.append(path)
                continue
            self.reused += 1
            yield path, kept.result, self._problems_of(path, kept)
            self._write_batch()
        self.made = len(anew)
        with collecting_rarely() if anew else nullcontext():
            work = zip(anew, self._work(anew, processes), strict=True)
            for path, (result, uses, made) in work:
                if made is not None and self.alongside is not None:
                    self.alongside.made[path] = made
                yield path, *self._taken(path, result, uses)
                self._write_batch()  # else all that is kept waits in memory
        self._write(files)

    def lock_text(self, path: Path, digest: str) -> str:
        """Return the text of a document's lock as it would be written.

        Args:
            path: Its facts file.
            digest: Of the text, as the result has it.
        """
        text = self._cache.lock(self.workspace.name_of(path), digest)
        return _checked(self, path)[0].lock if text is None else text

    # -- what is known ---------------------------------------------------------------------

    def _known(self, path: Path) -> Kept | None:
        """Return the result of an earlier run, if all that it depends on is as it was."""
        name = self.workspace.name_of(path)
        kept = self._cache.get(name)
        if kept is None:
            return None
        result = kept.result
        key = self._key(path, result.document, result.source_file)
        if not key or key != kept.key:
            return None
        lock = self.locks.of(result.document)
        if lock and lock == result.lock_digest:  # locked since: nothing is wrong there any more
            kept.compared, kept.of_lock, kept.missing = lock, (), False
        elif lock is None or lock != kept.compared:
            return None
        if kept.authority != self.authority.digest or not kept.authority:
            spared = self._spared(name, kept.authority)
            if not spared:
                uses = self._cache.uses(name)
                if uses is None or not holds(uses, self.authority, self._asked, kept.authority):
                    return None
            if not spared or self._spared.is_old(kept.authority):
                kept.authority = self.authority.digest
                self._cache.keep(name, kept)
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
            *self._sources,
            workspace.name_of(path),
            facts,
            source,
            self._digests.of(signatures_name(workspace, document)) or "",
            *(self._digests.of(path) or "" for path in gloss_names(workspace, document)),
            repr(self.omissions.get(document, ())),
        )
        text = "\0".join(told)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _source(self, name: str) -> str | None:
        """Return the digest of a source text; empty where there is none, none where unknown."""
        for folder in self._sources:
            path = os.path.join(folder, name)  # noqa: PTH118 - ten thousand of them
            found = self._digests.of(path)
            if found is not None or os.path.lexists(path):
                return found
        return ""

    def _problems_of(self, path: Path, kept: Kept) -> DocumentProblems:
        read = partial(self._read, path, kept.found)
        return DocumentProblems(kept.own, kept.of_lock, kept.missing, read)

    def _read(self, path: Path, found: int) -> list[Problem]:
        """Read the problems of a kept result; check once more where another run has changed it."""
        problems = self._cache.problems(self.workspace.name_of(path), found)
        return _checked(self, path)[0].problems if problems is None else problems

    # -- what is new -----------------------------------------------------------------------

    def _taken(
        self, path: Path, result: Checked, uses: tuple[str, str]
    ) -> tuple[Checked, DocumentProblems]:
        """Keep a new result, if nothing it was read from has changed meanwhile."""
        result.checked = {intern(rule): times for rule, times in result.checked.items()}
        result.lock_digest = text_digest(result.lock) if result.lock else ""
        key = self._key(path, result.document, result.source_file)
        lock = self.locks.of(result.document) if result.document else None
        bare = replace(result, lock="", problems=[])
        kept = kept_of(key, self.authority.digest, lock or "", result)
        kept.result = bare
        name = self.workspace.name_of(path)
        if self.kept and key and lock is not None and self._is_unchanged(path, result):
            self._cache.keep_new(name, kept, result.problems, result.lock, uses)
            return bare, self._problems_of(path, kept)
        if self.kept:
            self._cache.forget(name)
        read = _packed(result.problems)
        return bare, DocumentProblems(kept.own, kept.of_lock, kept.missing, read)

    def _is_unchanged(self, path: Path, result: Checked) -> bool:
        """Tell whether all files that a result was read from are as they were."""
        workspace, document = self.workspace, result.document
        read: list[Path | str] = [path, signatures_name(workspace, document)]
        read += gloss_names(workspace, document)
        read += [folder / result.source_file for folder in workspace.source_folders]
        return self.locks.is_unchanged(document) and all(map(self._digests.is_unchanged, read))

    def _write_batch(self) -> None:
        if self.kept and self._cache.waiting >= BATCH:
            self.kept = self._cache.write()  # where nothing can be written, nothing is kept

    def _write(self, files: Sequence[Path]) -> None:
        if not self.kept:
            return
        for name in self._cache.names() - {self.workspace.name_of(path) for path in files}:
            if not (self.workspace.root / name).exists():
                self._cache.forget(name)
        self._digests.save()
        self._cache.write()

    # -- what is worked anew ---------------------------------------------------------------

    def _work(
        self, files: Sequence[Path], processes: Workers
    ) -> Iterator[tuple[Checked, tuple[str, str], Any]]:
        if processes is None and len(files) < FORK_ABOVE:
            processes = 1
        for path in files:
            self._digests.of(path)
            self._source(f"{path.stem}.txt")  # its usual name; the file itself may say another
            self.locks.of(path.stem)
        self._digests.reading_begins()
        if isinstance(processes, Elsewhere):
            self.authority = to_hand_out(self.workspace, self.authority)
        self._cache.close()
        self._rows.close()
        work = partial(_checked, self, alongside=self.alongside)
        return iter(shared(work, files, processes=processes))


def _checked(
    job: Results, path: Path, alongside: Compiler | None = None
) -> tuple[Checked, tuple[str, str], Any]:
    """Check one file.

    Returns:
        The result; what it asked the authority files, and marks of that; and what was made
        alongside, if there is no error.
    """
    from loaders.evidence.lock_files import load_lock
    from loaders.yaml.reader import read_bytes

    name = job.workspace.name_of(path)
    refused = job.workspace.outside(path)
    if refused is not None:
        return Checked(name, problems=[refused]), ("", ""), None
    data, problems = read_bytes(path, name)
    if data is None:
        return Checked(name, problems=problems), ("", ""), None
    asking = RecordingAuthority(job.authority)
    made: Any = None

    def resolved(case: Case, problems: Sequence[Problem]) -> None:
        nonlocal made
        if alongside is not None:
            made = alongside.compiled(job.authority, asking, case, problems, data)

    result = check_document(
        job.workspace,
        path,
        asking,
        locks=partial(load_lock, job.workspace),
        omissions=dict(job.omissions),
        data=data,
        resolved=resolved,
    )
    wrong = any(problem.severity == "error" for problem in result.problems)
    uses = asking.uses.to_json(), asking.uses.marks(job.authority)
    return result, uses, None if wrong else made


def _packed(problems: list[Problem]) -> partial[list[Problem]]:
    """Return what gives problems again that no file keeps: packed, they take a tenth."""
    text = json.dumps([problem_as_json(problem) for problem in problems])
    return partial(_unpacked, zlib.compress(text.encode("ascii"), 1))


def _unpacked(packed: bytes) -> list[Problem]:
    return [problem_from(item) for item in json.loads(zlib.decompress(packed))]
