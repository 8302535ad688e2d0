"""A whole workspace into the text of its graph."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from loaders.evidence.locate import locate_document
from loaders.evidence.lock import located_from_lock
from loaders.evidence.lock_files import load_lock
from loaders.evidence.lock_paths import earlier_lock, lock_file
from loaders.evidence.sources import load_source
from loaders.facts.flatten import flatten
from loaders.facts.model import DocumentEvidence, DocumentFacts
from loaders.glosses.files import load_glosses
from loaders.glosses.paths import gloss_inputs
from loaders.identity.authority import Authority
from loaders.identity.document_id import already_used, id_problems
from loaders.identity.loading import load_authority
from loaders.problems import Position, Problem
from loaders.rdf.authority import compile_authority, compile_links, compile_ontology
from loaders.rdf.document import CompiledDocument, compile_document
from loaders.resolving.references import resolve_document
from loaders.resolving.resolver import Resolver
from loaders.states.published import published_states
from loaders.states.signature_file import load_signatures, signatures_file
from loaders.workspace import SETTINGS_FILE, Workspace
from loaders.yaml.parse import parse_document
from loaders.yaml.reader import read_bytes
from ontology.processes import shared, without_collector

FORK_ABOVE: Final = 40
"""From this many documents on, further processes pay."""

_CHUNK: Final = 4
"""Files that a process takes at once: few, so that loading begins early."""


@dataclass(slots=True)
class CompiledGraph:
    """The text of a workspace's graph, by named graph, and what was found on the way."""

    documents: dict[str, bytes] = field(default_factory=dict)
    authority: bytes = b""
    links: bytes = b""
    ontology: bytes = b""
    problems: list[Problem] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)
    """File, relative to the workspace where it lies inside → SHA-256."""
    trace: dict[str, str] = field(default_factory=dict)
    """IRI of a fact or thing → ``file:line`` of its record."""

    @property
    def parts(self) -> dict[str, bytes]:
        """All named graphs by the last step of their IRI."""
        return {
            **self.documents,
            "authority": self.authority,
            "links": self.links,
            "ontology": self.ontology,
        }


@dataclass(slots=True)
class Outcome:
    """What one facts file came to."""

    name: str
    compiled: CompiledDocument | None
    problems: list[Problem]
    inputs: dict[str, str]
    at: Position | None = None
    source: str = ""
    """Name of the file of its source text."""


@dataclass(slots=True)
class Job:
    """What every facts file needs; handed to further processes by forking."""

    workspace: Workspace
    authority: Authority
    trace: bool


def compile_workspace(
    workspace: Workspace,
    *,
    files: Sequence[Path] | None = None,
    processes: int | None = None,
    trace: bool = True,
    on_document: Callable[[str, bytes], None] | None = None,
) -> CompiledGraph:
    """Compile all documents, the authority files and the ontology.

    Args:
        workspace: The workspace.
        files: Facts files to compile instead of all.
        processes: How many processes share the work; by default one a core from
            :data:`FORK_ABOVE` documents on.
        trace: Whether to say from which line each node came.
        on_document: Called with the id and the N-Quads of each document as soon as it is
            compiled, so that loading can begin meanwhile.

    Returns:
        N-Quads by named graph, each sorted and free of repetitions: the same input gives the
        same bytes.  ``problems`` holds everything wrong; with errors in it, don't publish.
    """
    out = CompiledGraph()
    out.problems += workspace.without_facts()
    refused = [(path, workspace.outside(path)) for path in workspace.authority_files()]
    out.problems += [problem for _, problem in refused if problem is not None]
    named = [(path, workspace.name_of(path)) for path, problem in refused if problem is None]
    authority, problems = load_authority(named)
    out.problems += problems
    for path, name in [(workspace.root / SETTINGS_FILE, SETTINGS_FILE), *named]:
        out.inputs[name] = _sha256(path)
    out.inputs |= _inputs(workspace, (earlier_lock(workspace),))
    job = Job(workspace, authority, trace)
    chosen = list(files) if files is not None else workspace.facts_files()
    with without_collector():
        links = _gather(out, _run(job, chosen, processes), on_document)
    out.authority, own_links = compile_authority(authority, workspace.base)
    out.links = compile_links([*own_links, *links], workspace.base)
    out.ontology = compile_ontology(workspace.base)
    _trace_authority(out, authority, workspace.base)
    out.inputs = dict(sorted(out.inputs.items()))
    out.problems.sort(key=lambda problem: (problem.at.file, problem.at.line, problem.at.column))
    return out


def _gather(
    out: CompiledGraph,
    outcomes: Iterable[Outcome],
    on_document: Callable[[str, bytes], None] | None,
) -> list[str]:
    links: list[str] = []
    seen: dict[str, str] = {}
    for outcome in outcomes:
        out.problems += outcome.problems
        out.inputs.update(outcome.inputs)
        compiled = outcome.compiled
        if compiled is None:
            continue
        if compiled.id in seen:
            at = outcome.at or Position(outcome.name)
            out.problems.append(already_used(compiled.id, seen[compiled.id], at))
            continue
        seen[compiled.id] = outcome.name
        out.documents[compiled.id] = compiled.quads
        if on_document is not None:
            on_document(compiled.id, compiled.quads)
        links += compiled.links
        out.trace.update(compiled.trace)
    out.documents = dict(sorted(out.documents.items()))
    return links


def _trace_authority(out: CompiledGraph, authority: Authority, base: str) -> None:
    for identity in authority.kinds:
        at = authority.positions[identity]
        out.trace[f"{base}id/{identity}"] = f"{at.file}:{at.line}"


# -- one document --------------------------------------------------------------------------


def compile_file(job: Job, path: Path) -> Outcome:
    """Compile one facts file."""
    workspace = job.workspace
    name = workspace.name_of(path)
    refused = workspace.outside(path)
    if refused is not None:
        return Outcome(name, None, [refused], {})
    data, problems = read_bytes(path, name)
    if data is None:
        return Outcome(name, None, problems, {})
    inputs = {name: hashlib.sha256(data).hexdigest()}
    parsed = parse_document(data, name)
    facts, problems = flatten(parsed, job.authority)
    problems = parsed.problems + problems
    if facts is not None:
        problems += id_problems(
            facts.header.id, facts.positions.get("id", Position(name)), path, job.authority
        )
    if facts is None or any(problem.rule == "document-id" for problem in problems):
        return Outcome(name, None, problems, inputs)
    source = facts.header.source.file
    evidence, more = find_evidence(workspace, facts)
    problems += more
    if evidence is not None and evidence.source_sha256:
        inputs[f"sources/{source}"] = evidence.source_sha256
    names = resolve_document(facts, job.authority, workspace.base)
    problems += names.problems
    return compile_resolved(workspace, names, evidence, problems, inputs, trace=job.trace)


def compile_resolved(
    workspace: Workspace,
    names: Resolver,
    evidence: DocumentEvidence | None,
    problems: list[Problem],
    inputs: dict[str, str],
    *,
    trace: bool,
) -> Outcome:
    """Compile a document that was read and resolved.

    Args:
        workspace: The workspace.
        names: The document, with all its references answered.
        evidence: Where its quotes were found.
        problems: What was found so far; added to.
        inputs: Files that were read so far, with their SHA-256; added to.
        trace: Whether to say from which line each node came.
    """
    facts = names.facts
    signed, more = load_signatures(workspace, facts.header.id)
    problems += more
    read = signatures_file(workspace, facts.header.id), lock_file(workspace, facts.header.id)
    inputs |= _inputs(workspace, read)
    states = published_states(names, load_lock(workspace, facts.header.id)[0], signed)
    glosses, more = load_glosses(workspace, facts.header.id)
    problems += more
    inputs |= _inputs(workspace, gloss_inputs(workspace, facts.header.id))
    compiled = compile_document(names, workspace.base, evidence, states, glosses)
    if not trace:
        compiled.trace = {}
    at, source = facts.positions.get("id"), facts.header.source.file
    return Outcome(facts.path, compiled, problems, inputs, at, source)


def find_evidence(
    workspace: Workspace, facts: DocumentFacts
) -> tuple[DocumentEvidence | None, list[Problem]]:
    """Find a document's quotes in its source text, or else in the lock.

    Returns:
        The evidence, or none where there is neither text nor lock; and what was not found.
    """
    at = facts.positions.get("source", Position(facts.path))
    source = load_source(facts.header, workspace.source_folders, at)
    if isinstance(source, Problem):
        return None, [source]
    if source is not None:
        found = locate_document(facts, source, guarded=False)
        return found.as_data(), found.problems
    return _from_lock(workspace, facts)


def _from_lock(
    workspace: Workspace, facts: DocumentFacts
) -> tuple[DocumentEvidence | None, list[Problem]]:
    lock, _ = load_lock(workspace, facts.header.id)
    return (located_from_lock(facts, lock) if lock is not None else None), []


def _inputs(workspace: Workspace, paths: Iterable[Path]) -> dict[str, str]:
    return {workspace.name_of(path): _sha256(path) for path in paths if path.is_file()}


def _sha256(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


# -- many documents ------------------------------------------------------------------------


def _run(job: Job, files: list[Path], processes: int | None) -> Iterator[Outcome]:
    if processes is None and len(files) < FORK_ABOVE:
        processes = 1
    return shared(partial(compile_file, job), files, processes=processes, chunk=_CHUNK)
