"""Check a workspace: every file, every quote, every claim; only what changed is worked anew.

A document's findings depend on its own bytes, its source text, the authority files, the
omissions, its lines of the lock, and this code.  They are kept under a digest of all that in
``.policykg/check.json``, so that a warm run reads files and compares digests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import loaders
from loaders.checking.cache import depends_on, entry_of, from_cache, read_cache, write_cache
from loaders.checking.document import Checked, check_document, load_case
from loaders.evidence.proof_lines import MARK
from loaders.identity.document_id import already_used
from loaders.problems import Position, Problem, Report
from loaders.states.signature_file import signatures_file
from ontology.processes import shared

if TYPE_CHECKING:
    from loaders.evidence.dismissals import Dismissal
    from loaders.evidence.lock import DocumentLock
    from loaders.identity.authority import Authority
    from loaders.workspace import Workspace

__all__ = ["Checked", "check_document", "check_workspace", "load_case", "lock_workspace"]

MAX_SOURCE: Final = 4 * 1024 * 1024
"""Longer texts are refused unread; see :mod:`loaders.evidence.sources`."""
MAX_SIGNATURES: Final = 256 * 1024 * 1024
FORK_ABOVE: Final = 24
"""From this many documents to work anew, further processes pay."""


@dataclass(slots=True)
class _Job:
    """What every document of a run needs."""

    workspace: Workspace
    lock_lines: dict[str, list[str]]
    omissions: dict[str, tuple[Dismissal, ...]]
    use_lock: bool
    shared: str
    """Digest of what all documents depend on."""
    authority: Authority | None = None

    def lock_of(self, document: str) -> DocumentLock | None:
        """Return what the lock says of one document."""
        from loaders.evidence.lock import locks_of, parse_lock

        lines = self.lock_lines.get(document)
        if not lines:
            return None
        name = self.workspace.name_of(self.workspace.lock_file)
        return locks_of(parse_lock("\n".join(lines), name)[0], document)

    def known(self) -> Authority:
        """Return the authority files, read once."""
        if self.authority is None:
            from loaders.identity.loading import load_authority

            named = [(p, self.workspace.name_of(p)) for p in self.workspace.authority_files()]
            self.authority, _ = load_authority(named)
        return self.authority


def check_workspace(
    workspace: Workspace,
    files: Sequence[Path] | None = None,
    *,
    lock: bool = True,
    cache: bool = True,
    processes: int | None = None,
) -> Report:
    """Check facts files against their texts, the authority files and the lock.

    Args:
        workspace: The workspace.
        files: Facts files to check instead of all.
        lock: Whether to compare with ``facts/evidence.lock``.
        cache: Whether to use and write ``.policykg/check.json``.
        processes: How many processes share the work; by default one a core for many documents.

    Returns:
        All findings, worst file first, and how many checks of each rule ran.
    """
    from loaders.evidence.ledgers import read_ledgers, tolerate

    chosen = list(files) if files is not None else workspace.facts_files()
    ledgers = read_ledgers(workspace)
    report = Report(problems=[*workspace.without_facts(), *ledgers.problems])
    job, problems = _job(workspace, ledgers.omissions, lock)
    report.problems += problems
    known = read_cache(workspace) if cache else {}
    results = _results(job, chosen, known, processes)
    ids: dict[str, str] = {}
    for result in results:
        report.problems += result.problems
        for rule, times in result.checked.items():
            report.count(rule, times)
        if result.states:
            report.states[result.document] = result.states
        clash = _clash(result, ids)
        if clash is not None:
            report.problems.append(clash)
        ids[result.file] = result.document
    if cache:
        _remember(job, chosen, results, known)
    whole = files is None
    if lock and whole and all(ids.values()):  # one that can't be read may be what is missed
        report.problems += _orphans(job, ids)
    found = tolerate(report.problems, ids, ledgers, whole)
    if any(p.severity == "error" for p in found):
        # A document with errors is not done: it is not asked for its lock.
        found = [problem for problem in found if problem.rule != "lock-missing"]
    report.problems = _sorted(found)
    report.notes += _notes(results)
    return report


def _clash(result: Checked, ids: dict[str, str]) -> Problem | None:
    for other, identity in ids.items():
        if identity and identity == result.document:
            return already_used(identity, other, Position(result.file))
    return None


def _orphans(job: _Job, ids: dict[str, str]) -> list[Problem]:
    name = job.workspace.name_of(job.workspace.lock_file)
    return [
        Problem(
            "lock-vanished",
            Position(name),
            f"the lock knows the document {document}, no facts file has it: put it back, or run "
            "`policykg lock` if it was removed on purpose",
            f"锁文件中有文件 {document},现已没有:请恢复;若有意删除,请运行 policykg lock",
            record=document,
        )
        for document in sorted(set(job.lock_lines) - set(ids.values()))
    ]


def _notes(results: list[Checked]) -> list[str]:
    unseen = [result for result in results if result.unseen]
    if not unseen:
        return []
    quotes = sum(result.unseen for result in unseen)
    documents = "1 document" if len(unseen) == 1 else f"{len(unseen)} documents"
    return [
        f"{quotes} quoted passages of {documents} could not be looked up, because the source "
        "texts are not here; they were verified against facts/evidence.lock (to bring your own "
        f"copy: policykg texts add FILE) · {len(unseen)} 个文件的原文不在本机,"
        f"{quotes} 处所引段落按 facts/evidence.lock 核对(可自备原文:policykg texts add 文件)"
    ]


def _sorted(problems: list[Problem]) -> list[Problem]:
    weight: dict[str, int] = {}
    for problem in problems:
        more = 1000 if problem.severity == "error" else 1
        weight[problem.at.file] = weight.get(problem.at.file, 0) + more
    return sorted(
        problems,
        key=lambda p: (-weight[p.at.file], p.at.file, p.at.line, p.at.column, p.rule, p.record),
    )


# -- many documents --------------------------------------------------------------------------


def _job(
    workspace: Workspace, omissions: dict[str, tuple[Dismissal, ...]], use_lock: bool
) -> tuple[_Job, list[Problem]]:
    digest = hashlib.sha256(_code_digest().encode())
    digest.update(
        f"{use_lock}{workspace.base}{[str(p) for p in workspace.source_folders]}".encode()
    )
    for path in workspace.authority_files():
        digest.update(path.name.encode("utf-8", "surrogatepass"))
        digest.update(_read(path))
    lines, problems = _lock_lines(workspace)
    problems = problems if use_lock else []
    job = _Job(workspace, lines, omissions, use_lock, digest.hexdigest())
    problems += _authority_problems(job)
    return job, problems


def _authority_problems(job: _Job) -> list[Problem]:
    from loaders.identity.loading import load_authority

    named = [(p, job.workspace.name_of(p)) for p in job.workspace.authority_files()]
    job.authority, problems = load_authority(named)
    return problems


def _lock_lines(workspace: Workspace) -> tuple[dict[str, list[str]], list[Problem]]:
    """Return the lock's lines by document; the lines that are none become problems."""
    from loaders.evidence.lock import read_lock

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
            from loaders.evidence.lock import parse_lock

            bad = parse_lock(line, workspace.name_of(path))[1]
            problems += [
                Problem(p.rule, Position(p.at.file, number), p.en, p.zh, context=p.context)
                for p in bad
            ]
    return lines, problems


def _read(path: Path) -> bytes:
    from loaders.yaml.reader import read_bytes

    if not path.exists():
        return b""
    data, _ = read_bytes(path, path.name)
    return data or b""


@lru_cache(maxsize=1)
def _code_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(loaders.__file__).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _key(job: _Job, data: bytes, document: str, source_file: str) -> str:
    """Return the digest of all that a document's findings depend on."""
    digest = hashlib.sha256(job.shared.encode())
    digest.update(data)
    digest.update("\n".join(job.lock_lines.get(document, ())).encode("utf-8", "surrogatepass"))
    digest.update(repr(job.omissions.get(document, ())).encode("utf-8"))
    digest.update(_signed(job, document))
    for folder in job.workspace.source_folders:
        path = folder / source_file
        if source_file and path.is_file() and path.stat().st_size <= MAX_SOURCE:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
            break
    return digest.hexdigest()


def _signed(job: _Job, document: str) -> bytes:
    """Return a digest of the document's file of signatures."""
    path = signatures_file(job.workspace, document)
    if not document or not path.is_file() or path.stat().st_size > MAX_SIGNATURES:
        return b""
    return hashlib.sha256(path.read_bytes()).digest()


def _results(
    job: _Job, files: list[Path], known: dict[str, Any], processes: int | None
) -> list[Checked]:
    """Return the result of every file: from the cache where nothing changed."""
    results: dict[Path, Checked] = {}
    anew: list[Path] = []
    for path in files:
        entry = known.get(job.workspace.name_of(path))
        found = _remembered(job, path, entry) if entry else None
        if found is None:
            anew.append(path)
        else:
            results[path] = found
    for path, result in zip(anew, _work(job, anew, processes), strict=True):
        results[path] = result
    return [results[path] for path in files]


def _remembered(job: _Job, path: Path, entry: Any) -> Checked | None:
    """Return the result of an earlier run, if all that it depends on is as it was."""
    told = depends_on(entry)
    data, _ = _bytes(path, path.name)
    if told is None or data is None or told[0] != _key(job, data, told[1], told[2]):
        return None
    return from_cache(job.workspace.name_of(path), entry)


def _work(job: _Job, files: list[Path], processes: int | None) -> Iterator[Checked]:
    if processes is None and len(files) < FORK_ABOVE:
        processes = 1
    return shared(partial(_check_file, job), files, processes=processes)


def _check_file(job: _Job, path: Path) -> Checked:
    refused = job.workspace.outside(path)
    if refused is not None:
        return Checked(job.workspace.name_of(path), problems=[refused])
    data, problems = _bytes(path, job.workspace.name_of(path))
    if data is None:
        return Checked(job.workspace.name_of(path), problems=problems)
    return check_document(
        job.workspace,
        path,
        job.known(),
        locks=job.lock_of,
        use_lock=job.use_lock,
        omissions=job.omissions,
        data=data,
    )


def _bytes(path: Path, name: str) -> tuple[bytes | None, list[Problem]]:
    from loaders.yaml.reader import read_bytes

    return read_bytes(path, name)


def _remember(job: _Job, files: list[Path], results: list[Checked], known: dict[str, Any]) -> None:
    """Keep the results of this run for the next."""
    entries = {name: entry for name, entry in known.items() if isinstance(name, str)}
    for path, result in zip(files, results, strict=True):
        data, _ = _bytes(path, path.name)
        if data is None or not result.document:
            entries.pop(result.file, None)
            continue
        key = _key(job, data, result.document, result.source_file)
        before = depends_on(entries.get(result.file))
        if before is None or before[0] != key:
            entries[result.file] = entry_of(key, result)
    if entries != known:
        write_cache(job.workspace, entries)


# -- the lock --------------------------------------------------------------------------------


def lock_workspace(workspace: Workspace, documents: Collection[str] = ()) -> tuple[str, list[str]]:
    """Return the text of the lock as it should be now, and the documents it could not renew.

    Args:
        workspace: The workspace.
        documents: Ids of the documents to lock; the others keep the lines that they have.  None
            stands for all.

    Returns:
        The text; and the documents whose source text is not at hand, which keep their lines.
    """
    from loaders.evidence.lock import HEADER

    job, _ = _job(workspace, {}, True)
    known = read_cache(workspace)
    blocks: dict[str, str] = {}
    kept = []
    for result in _results(job, workspace.facts_files(), known, None):
        chosen = not documents or result.document in documents
        if result.lock and chosen:
            blocks[result.document] = result.lock
        elif result.document in job.lock_lines:
            if chosen:
                kept.append(result.document)
            blocks[result.document] = "\n".join(job.lock_lines[result.document]) + "\n"
    return HEADER + "".join(text for _, text in sorted(blocks.items())), kept
