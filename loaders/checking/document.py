"""Check one facts file: its structure, its quotes, its claims, its lock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from loaders.checking.states import judge
from loaders.nearest import nearest
from loaders.problems import Position, Problem

if TYPE_CHECKING:
    from loaders.evidence.dismissals import Dismissal
    from loaders.evidence.locate import Evidence
    from loaders.evidence.lock import DocumentLock
    from loaders.evidence.proof_lines import ProofLine
    from loaders.facts.model import DocumentFacts
    from loaders.identity.authority import Authority
    from loaders.rules.base import Case
    from loaders.workspace import Workspace

__all__ = ["Checked", "check_document", "load_case"]

Locks = Callable[[str], "tuple[DocumentLock | None, list[Problem]]"]


@dataclass(slots=True)
class Checked:
    """What the check of one facts file came to."""

    file: str
    document: str = ""
    source_file: str = ""
    problems: list[Problem] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    quotes: int = 0
    unseen: int = 0
    """Quotes that could not be seen for want of the source text."""
    lock: str = ""
    """The text of the document's lock as it would be written now; empty without the source text."""
    lock_digest: str = ""
    """Digest of that text."""
    states: dict[str, dict[str, int]] = field(default_factory=dict)
    """Kind of fact → state → how many of its fields are in it."""


def load_case(
    workspace: Workspace,
    document: DocumentFacts,
    authority: Authority,
    omissions: tuple[Dismissal, ...] = (),
) -> tuple[Case, list[Problem]]:
    """Find a document's source text and quotes, ready for rules and coverage.

    Returns:
        The case, without evidence where the text is not at hand; and what was not found.
    """
    from loaders.evidence.locate import locate_document
    from loaders.evidence.sources import folder_of, load_source
    from loaders.rules.base import Case

    at = document.positions.get("source", Position(document.path))
    source = load_source(document.header, workspace.source_folders, at)
    evidence: Evidence | None = None
    problems: list[Problem] = []
    if isinstance(source, Problem):
        problems.append(source)
    elif source is not None:
        evidence = locate_document(document, source)
        problems += evidence.problems
    folder = evidence.source.folder if evidence is not None else folder_of(document.header)
    return Case(document, authority, folder, evidence, omissions), problems


def check_document(
    workspace: Workspace,
    path: Path,
    authority: Authority,
    *,
    locks: Locks | None = None,
    use_lock: bool = True,
    omissions: dict[str, tuple[Dismissal, ...]] | None = None,
    data: bytes | None = None,
    resolved: Callable[[Case, Sequence[Problem]], None] | None = None,
) -> Checked:
    """Check one facts file, from its bytes to its claims.

    Args:
        workspace: Where its source text is sought.
        path: The file.
        authority: The authority files.
        locks: Gives what the lock says of a document, and what is wrong with its file.
        use_lock: Whether to compare with it.
        omissions: Words left out on purpose, by document.
        data: The file's bytes, where they were read before.
        resolved: Is called with the document, and what was found so far, before rules are applied.
    """
    from loaders.facts.flatten import flatten
    from loaders.glosses.check import check_glosses
    from loaders.identity.document_id import id_problems
    from loaders.resolving.references import resolve_document
    from loaders.rules.registry import check_case
    from loaders.states.model import count_states
    from loaders.yaml.parse import parse_document

    name = workspace.name_of(path)
    parsed = parse_document(data if data is not None else path, name)
    document, problems = flatten(parsed, authority)
    out = Checked(name, problems=parsed.problems + problems)
    if document is None:
        return out
    out.problems += id_problems(
        document.header.id, document.positions.get("id", Position(name)), path, authority
    )
    out.document, out.source_file = document.header.id, document.header.source.file
    case, problems = load_case(
        workspace, document, authority, (omissions or {}).get(out.document, ())
    )
    lock, unsound = locks(out.document) if locks else (None, [])
    out.problems += unsound
    if case.evidence is None and not problems:
        problems = _missing_source(workspace, document, lock)
    out.problems += problems
    out.quotes = len(document.quotes)
    out.checked["quote-not-found"] = len(document.quotes) if case.evidence else 0
    case.resolved = resolve_document(document, authority, workspace.base)
    out.problems += case.resolved.problems
    if resolved is not None:
        resolved(case, out.problems)
    problems, checked = check_case(case)
    out.problems += problems
    out.checked.update(checked)
    judged = judge(workspace, case, lock)
    out.states = count_states(judged.states)
    out.problems += judged.problems
    if authority.complete:  # else names that an unread file may know seem unknown
        out.problems += check_glosses(workspace, case)
    _check_lock(out, case, lock, use_lock, judged.lines)
    if not authority.complete:  # a measure that an unread file may know has its English there
        out.problems = [problem for problem in out.problems if problem.rule != "english"]
    out.problems = _without_repetition(out.problems)
    return out


def _missing_source(
    workspace: Workspace, document: DocumentFacts, lock: DocumentLock | None
) -> list[Problem]:
    """Tell a text that was never seen from one that this clone only does not have."""
    name = document.header.source.file
    if lock is not None and lock.source_file == name:
        return []
    folders = [folder for folder in workspace.source_folders if folder.is_dir()]
    here = sorted({path.name for folder in folders for path in folder.glob("*.txt")})[:10_000]
    near = ", ".join(nearest(name, here))
    told = ", ".join(workspace.name_of(folder) for folder in workspace.source_folders)
    return [
        Problem(
            "source-missing",
            document.positions.get("source", Position(document.path)),
            f"the source text {name} is in none of the folders searched ({told}), and no check has "
            f"seen it: put it there, or mend `source.file`"
            + (f"; nearest: {near}" if near else ""),
            f"所查文件夹({told})中没有原文 {name},此前也未核对过:请放入原文,或改正 source.file"
            + (f";相近的有:{near}" if near else ""),
            recorded=name,
        )
    ]


def _without_repetition(problems: list[Problem]) -> list[Problem]:
    """Say once that a name is unknown, however often it is used, and once that a time is none."""
    told: dict[object, Problem] = {}
    lines: dict[object, list[int]] = {}
    unreadable = {problem.at for problem in problems if problem.rule == "period-readable"}
    for problem in problems:
        if problem.rule == "period-unreadable" and problem.at in unreadable:
            continue
        key: object = problem
        if problem.rule == "reference-unknown" and problem.recorded:
            key = problem.recorded
        elif problem.rule == "period-readable":
            key = problem.at
        told.setdefault(key, problem)
        lines.setdefault(key, []).append(problem.at.line)
    return [_with_lines(problem, sorted({*lines[key]})) for key, problem in told.items()]


def _with_lines(problem: Problem, lines: list[int]) -> Problem:
    more = [line for line in lines if line != problem.at.line]
    if not more:
        return problem
    shown = ", ".join(map(str, more[:8])) + (" …" if len(more) > 8 else "")
    return replace(
        problem,
        en=f"{problem.en} (also line {shown})",
        zh=f"{problem.zh}(另见第 {shown} 行)",
    )


def _check_lock(
    out: Checked,
    case: Case,
    lock: DocumentLock | None,
    use_lock: bool,
    proofs: Mapping[str, ProofLine],
) -> None:
    from loaders.evidence.identities import Identities
    from loaders.evidence.lock import compare_lock, lock_document
    from loaders.evidence.lock_text import lock_text
    from loaders.rules.registry import VERSION, verdicts

    fresh = None
    resolved = Identities(case.document, case.authority).digest
    if case.evidence is not None:
        text = case.evidence.source.text
        told = (VERSION, verdicts(out.checked))
        data = case.evidence.as_data()
        fresh = lock_document(case.document, data, len(text), resolved, told, text, proofs)
        out.lock = lock_text(fresh)
    if use_lock:
        problems, out.unseen = compare_lock(case.document, lock, fresh, resolved, VERSION)
        if not case.authority.complete:
            problems = []  # records seem changed because what they refer to could not be read
        out.problems += problems
        out.checked["lock-stale"] = sum(len(fact.quotes) for fact in case.document.facts)
    elif fresh is None:
        out.unseen = out.quotes
