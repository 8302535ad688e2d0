"""A workspace into the parts of its graph, of which only those are made that have changed.

A document's part depends on its facts file, its source text or its lock, the
answers that it got from the authority files, and this program.  All that stands beside what was
made of it in ``shards/state.sqlite`` of the build folder; where it still holds, the document is
not even read.  What is made is the same whatever was made before.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loaders.evidence.lock_paths import earlier_lock, lock_file
from loaders.glosses.paths import gloss_inputs, gloss_names
from loaders.identity.document_id import already_used
from loaders.identity.uses import holds
from loaders.making import Made, Seal, made_of, unpacked
from loaders.problems import Position, Problem, problem_from
from loaders.rdf.authority import authority_pieces, compile_links, compile_ontology
from loaders.reuse.authority import Spared, open_authority, to_hand_out
from loaders.reuse.code import code_digest
from loaders.reuse.digests import Digests
from loaders.reuse.locked import LockDigests
from loaders.states.signature_file import signatures_file, signatures_name
from loaders.workspace import SETTINGS_FILE
from ontology.pieces import pieces_of
from ontology.processes import Elsewhere, Workers, shared, without_collector

if TYPE_CHECKING:
    from loaders.workspace import Workspace
    from ontology.rows import Rows

__all__ = ["Rebuilt", "Seal", "rebuild"]


_CHUNK: Final = 4
BATCH: Final = 256
"""Documents of which what is kept waits in memory before it is written."""
_DOCUMENT: Final = "document"
_USES: Final = "uses"
_MARKS: Final = "marks"
_LINKS: Final = "links"
_PART: Final = "part"
_OWN_LINKS: Final = "own-links"
"""The links that the authority files themselves state, by the digest of the piece."""


@dataclass(slots=True)
class Rebuilt:
    """All parts of a graph, as they were sealed, and what was found on the way."""

    parts: dict[str, str] = field(default_factory=dict)
    """Name of the graph → what :data:`Seal` said."""
    problems: list[Problem] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)
    """File, relative to the workspace where it lies inside → SHA-256."""
    reused: int = 0
    """Documents that were not made anew."""
    made: int = 0


@dataclass(slots=True)
class _Known:
    """What is kept of a document beside its shard."""

    key: str
    """Digest of facts file and program."""
    id: str
    source: str
    evidence: str
    """Digests of the source text, the signatures and the lock."""
    authority: str
    """Digest of all authority files when the uses were last asked."""
    links: str
    """Digest of its links."""
    made: str
    problems: list[dict[str, Any]]
    inputs: dict[str, str]
    at: list[Any]


def rebuild(
    workspace: Workspace,
    state: Rows,
    rows: Rows,
    seal: Seal,
    *,
    trusted: bool = True,
    processes: Workers = None,
    ready: dict[Path, bytes] | None = None,
    digests: Digests | None = None,
    memory: dict[str, Any] | None = None,
) -> Rebuilt:
    """Make the parts that have changed.

    Args:
        workspace: The workspace.
        state: What is kept of the parts.
        rows: What is kept of the workspace's files.
        seal: Takes each part that is made.
        trusted: Whether what is kept is used; else all is made anew.
        processes: How many processes share the work, or which; by default one a core for many
            documents.
        ready: Parts that this run has made while it checked, packed; each is used, and taken out,
            if all that it was made of is as it was.
        digests: Of the workspace's files, as far as the caller has looked at them: what was
            checked is what is built.
        memory: What earlier calls in this process have read of documents; it is renewed.

    Returns:
        All parts.  With errors among the problems, don't publish.
    """
    try:
        return _Rebuilding(workspace, state, rows, seal, trusted, ready or {}, digests, memory).run(
            processes
        )
    except _Lost:
        return _Rebuilding(workspace, state, rows, seal, False, {}).run(processes)


class _Rebuilding:
    def __init__(
        self, workspace: Workspace, state: Rows, rows: Rows, seal: Seal, trusted: bool,
        ready: dict[Path, bytes], digests: Digests | None = None,
        memory: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.workspace, self.state, self.seal, self.trusted = workspace, state, seal, trusted
        self.ready = ready
        self.digests = Digests(rows, trusted=trusted) if digests is None else digests
        self.locks = LockDigests(workspace, self.digests)
        self.out = Rebuilt(problems=workspace.without_facts())
        self.authority, problems = open_authority(workspace, self.digests, trusted=trusted)
        self.out.problems += problems
        self.known = _read(state, {} if memory is None else memory) if trusted else {}
        self.asked: dict[Any, Any] = {}
        self.spared = Spared(self.authority, partial(state.read, _MARKS))
        self.changed: dict[str, dict[str, str | None]] = {
            table: {} for table in (_DOCUMENT, _USES, _MARKS, _LINKS, _OWN_LINKS, _PART)
        }
        self.fresh: set[str] = set()
        """Names of the files of which something was made."""
        self.writes = True

    def run(self, processes: Workers) -> Rebuilt:
        out, workspace = self.out, self.workspace
        lock = [path for path in (earlier_lock(workspace),) if path.is_file()]
        for path in (workspace.root / SETTINGS_FILE, *workspace.authority_files(), *lock):
            out.inputs[workspace.name_of(path)] = self.digests.of(path) or ""
        files = workspace.facts_files()
        held = {path: found for path in files if (found := self._held(path)) is not None}
        fresh = [path for path in files if path not in held]
        self.state.close()  # no connection is taken into a forked process
        with self._making(fresh, processes) as made:
            documents = [held.get(path) or self._take(path, next(made)) for path in files]
        out.reused, out.made = len(held), len(fresh)
        self._gather(files, documents)
        self._forget(files)
        if not any(problem.severity == "error" for problem in out.problems):
            named = zip(map(workspace.name_of, files), documents, strict=True)
            with without_collector():
                self._whole_parts({name: known for name, known in named if known is not None})
        self.digests.save()
        self.state.write(self.changed)
        out.inputs = dict(sorted(out.inputs.items()))
        out.problems.sort(key=lambda p: (p.at.file, p.at.line, p.at.column))
        return out

    # -- what still holds ------------------------------------------------------------------

    def _held(self, path: Path) -> _Known | None:
        """Return what is kept of a document if all that it depends on is as it was."""
        name = self.workspace.name_of(path)
        known = self.known.get(name)
        if known is None or known.key != self._key(name, self.digests.of(path)):
            return None
        if known.evidence != self._evidence(known.id, known.source):
            return None
        if known.authority != self.authority.digest or not known.authority:
            spared = self.spared(name, known.authority)
            if not spared:
                uses = self.state.get(_USES, name)
                if uses is None or not holds(uses, self.authority, self.asked, known.authority):
                    return None
            if not spared or self.spared.is_old(known.authority):
                known = replace(known, authority=self.authority.digest)
                self._keep(name, known)
        return known if self.seal.is_sound(known.made) else None

    def _key(self, name: str, digest: str | None) -> str:
        text = f"{code_digest()}\0{self.workspace.base}\0{name}\0{digest}"
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    def _evidence(self, document: str, source: str) -> str:
        """Return digests of source text, signatures and lock; empty: don't reuse."""
        signed = self.digests.of(signatures_name(self.workspace, document)) or ""
        glossed = [self.digests.of(path) or "" for path in gloss_names(self.workspace, document)]
        text, lock = self._source(source), self.locks.of(document)
        signed = ":".join([signed, *glossed])
        return "" if text is None or lock is None else f"{text} {signed} {lock}"

    def _source(self, source: str) -> str | None:
        """Return the digest of a source text; empty where there is none, none where unknown."""
        for folder in self.workspace.source_folders:
            path = os.path.join(folder, source)  # noqa: PTH118 - ten thousand of them
            found = self.digests.of(path)
            if found is not None or os.path.lexists(path):
                return found
        return ""

    # -- what is made ----------------------------------------------------------------------

    @contextmanager
    def _making(self, files: list[Path], processes: Workers) -> Iterator[Iterator[Made]]:
        """Compile files, in their order."""
        if not files:
            yield iter(())
            return
        from loaders.compile import FORK_ABOVE

        ready = {path: made for path in files if (made := self._ready(path)) is not None}
        rest = [path for path in files if path not in ready]
        if processes is None and len(rest) < FORK_ABOVE:
            processes = 1
        for path in rest:
            self.digests.of(path)
            self._evidence(path.stem, f"{path.stem}.txt")  # usual names; the file may say others
        self.digests.reading_begins()
        authority = self.authority
        if isinstance(processes, Elsewhere):
            authority = to_hand_out(self.workspace, authority)
        work = partial(made_of, self.workspace, authority, self.seal)
        with without_collector():
            anew = iter(shared(work, rest, processes=processes, chunk=_CHUNK))
            yield (unpacked(ready.pop(path)) if path in ready else next(anew) for path in files)

    def _ready(self, path: Path) -> bytes | None:
        """Return what was made of a file before, if it would be made of the same now."""
        packed = self.ready.pop(path, None)
        made = Made("") if packed is None else unpacked(packed)
        if not made.made or os.path.lexists(earlier_lock(self.workspace)):
            return None
        if not made.authority or made.authority != self.authority.digest:
            return None
        workspace = self.workspace
        beside = (
            path,
            signatures_file(workspace, made.id),
            lock_file(workspace, made.id),
            *gloss_inputs(workspace, made.id),
        )
        now = {workspace.name_of(one): found for one in beside if (found := self.digests.of(one))}
        now[f"sources/{made.source}"] = self._source(made.source) or ""
        return packed if now == made.inputs and self.seal.is_sound(made.made) else None

    def _take(self, path: Path, made: Made) -> _Known | None:
        """Keep what was made of a file, if nothing it was read from has changed meanwhile."""
        self.out.problems += made.problems
        self.out.inputs.update(made.inputs)
        if not made.made:
            return None
        name = made.name
        self.fresh.add(name)
        facts = self.digests.of(path)
        known = _Known(
            key=self._key(name, facts),
            id=made.id,
            source=made.source,
            evidence=self._evidence(made.id, made.source),
            authority=self.authority.digest,
            links=_digest(made.links),
            made=made.made,
            problems=[asdict(problem) for problem in made.problems],
            inputs=made.inputs,
            at=_place(made.at),
        )
        self.changed[_LINKS][name] = made.links or None
        sound = not any(problem.severity == "error" for problem in made.problems)
        if sound and facts == made.inputs.get(name) and self._is_of(known.evidence, made):
            self._keep(name, known)
            self.changed[_USES][name], self.changed[_MARKS][name] = made.uses, made.marks
        else:
            for table in (_DOCUMENT, _USES, _MARKS):
                self.changed[table][name] = None
        self._write_batch()
        return known

    def _write_batch(self) -> None:
        """Write what is kept of some documents: of ten thousand it would fill the memory."""
        if not self.writes or len(self.changed[_LINKS]) < BATCH:
            return
        batch = {table: self.changed[table] for table in (_DOCUMENT, _USES, _MARKS, _LINKS)}
        self.writes = self.state.write(batch)  # where it cannot be written, it waits in memory
        self.state.close()
        if self.writes:
            for table in batch:
                self.changed[table] = {}

    def _is_of(self, evidence: str, made: Made) -> bool:
        """Tell whether a document was made of the very evidence that is there now."""
        read = made.inputs.get(f"sources/{made.source}", "")
        signed = signatures_name(self.workspace, made.id)
        beside = (signed, *gloss_names(self.workspace, made.id))
        return (
            bool(evidence)
            and evidence.partition(" ")[0] == read
            and self.locks.is_unchanged(made.id)
            and all(map(self.digests.is_unchanged, beside))
        )

    def _keep(self, name: str, known: _Known) -> None:
        self.changed[_DOCUMENT][name] = json.dumps(asdict(known), ensure_ascii=False)

    def _gather(self, files: list[Path], documents: list[_Known | None]) -> None:
        out = self.out
        seen: dict[str, str] = {}
        for path, known in zip(files, documents, strict=True):
            if known is None:
                continue
            name = self.workspace.name_of(path)
            if name not in self.fresh:
                out.problems += [problem_from(item) for item in known.problems]
                out.inputs.update(known.inputs)
            if known.id in seen:
                at = Position(*known.at) if known.at else Position(name)
                out.problems.append(already_used(known.id, seen[known.id], at))
                continue
            seen[known.id] = name
            out.parts[known.id] = known.made

    def _forget(self, files: list[Path]) -> None:
        """Drop what is kept of files that are gone."""
        here = {self.workspace.name_of(path) for path in files}
        for name in self.known.keys() - here:
            for table in (_DOCUMENT, _USES, _MARKS, _LINKS):
                self.changed[table][name] = None

    # -- the whole graph's parts -----------------------------------------------------------

    def _whole_parts(self, documents: dict[str, _Known]) -> None:
        parts = self.out.parts
        parts["ontology"] = self.seal.join([made.kept for made in self._ontology().values()])
        authority = self._authority()
        parts["authority"] = self.seal.join([made.kept for made in authority.values()])
        links = self._links(authority, documents)
        parts["links"] = self.seal.join([made.kept for made in links.values()])

    def _known_part(self, name: str, depends: str) -> tuple[dict[str, _MadePiece], bool]:
        """Return what is kept of a part's pieces, and whether all that it depends on is the same.

        It is wanted by the same program for the same base; of another one nothing is returned.
        """
        told = json.loads(self.state.get(_PART, name) or "{}") if self.trusted else {}
        if told.get("by") != self._program():
            return {}, False
        known = {digest: _MadePiece(*made) for digest, made in told["pieces"].items()}
        sound = {digest: made for digest, made in known.items() if self.seal.is_sound(made.kept)}
        return sound, bool(depends) and told["key"] == depends and sound.keys() == known.keys()

    def _keep_part(self, name: str, depends: str, pieces: Mapping[str, _MadePiece]) -> None:
        told = {digest: [made.kept, made.links] for digest, made in pieces.items()}
        row = {"by": self._program(), "key": depends, "pieces": told}
        self.changed[_PART][name] = json.dumps(row)

    def _program(self) -> str:
        return _digest(f"{code_digest()}\0{self.workspace.base}")

    def _ontology(self) -> dict[str, _MadePiece]:
        known, same = self._known_part("ontology", "ontology")
        if same:
            return known
        data = compile_ontology(self.workspace.base)
        made = {"": _MadePiece(self.seal("ontology", data), "")}
        self._keep_part("ontology", "ontology", made)
        return made

    def _authority(self) -> dict[str, _MadePiece]:
        """Return the pieces of the authority graph by what they are made of, in their order."""
        depends = self.authority.digest
        known, same = self._known_part("authority", depends)
        if same:
            return known
        found: dict[str, _MadePiece] = {}
        for piece in authority_pieces(self.authority, self.workspace.base):
            digest = piece.digest
            made = known.get(digest)
            if made is None:
                quads, links = piece.compiled()
                text = "\n".join(links)
                made = _MadePiece(self.seal("authority", quads), _digest(text))
                self.changed[_OWN_LINKS][digest] = text
            found[digest] = made
        if not found:
            found[""] = _MadePiece(self.seal("authority", b""), "")
        for digest in known.keys() - found.keys():
            self.changed[_OWN_LINKS][digest] = None
        self._keep_part("authority", depends, found)
        return found

    def _links(
        self, authority: Mapping[str, _MadePiece], documents: dict[str, _Known]
    ) -> dict[str, _MadePiece]:
        digests = [made.links for made in authority.values()]
        depends = _digest("\n".join([*digests, *(known.links for known in documents.values())]))
        known, same = self._known_part("links", depends)
        if same:
            return known
        found: dict[str, _MadePiece] = {}
        lines = self._all_links(authority, documents)
        for data in pieces_of(compile_links(lines, self.workspace.base)):
            digest = hashlib.sha256(data).hexdigest()
            made = known.get(digest)
            found[digest] = made or _MadePiece(self.seal("links", data), "")
        self._keep_part("links", depends, found)
        return found

    def _all_links(
        self, authority: Mapping[str, _MadePiece], documents: dict[str, _Known]
    ) -> Iterator[str]:
        """Yield the links that the authority files and the documents state, some more than once."""
        kept = [
            (_OWN_LINKS, {digest: made.links for digest, made in authority.items() if digest}),
            (_LINKS, {name: known.links for name, known in documents.items()}),
        ]
        for table, digests in kept:
            texts = {**self.state.read(table), **self.changed[table]}
            for name, digest in digests.items():
                text = texts.get(name) or ""
                if _digest(text) != digest:
                    raise _Lost
                yield from text.split("\n") if text else ()


@dataclass(frozen=True, slots=True)
class _MadePiece:
    """A piece of a part, as it is kept."""

    kept: str
    """What :data:`Seal` said."""
    links: str
    """Digest of the links that its records state."""


class _Lost(Exception):
    """A row that is needed is not there any more."""


def _read(state: Rows, memory: dict[str, _Known]) -> dict[str, _Known]:
    """Return what is kept of documents; of the memory, which is renewed, none is changed."""
    found, read = {}, {}
    for name, text in state.read(_DOCUMENT).items():
        known = memory.get(text)
        if known is None:
            try:
                known = _Known(**json.loads(text))
            except (ValueError, TypeError):
                continue
        found[name] = read[text] = known
    memory.clear()
    memory.update(read)
    return found


def _place(at: Position | None) -> list[Any]:
    return [] if at is None else [at.file, at.line, at.column]


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
