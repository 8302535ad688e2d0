"""From the facts of a workspace to a generation that is served: compile what changed, publish."""

from __future__ import annotations

import errno
import json
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.builds.pointer import read_current
from loaders.errors import LoadersError
from loaders.reuse.digests import Digests
from ontology.rows import Rows
from policykg.unchanged import LastRun, files_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.builds.build import Generation
    from graph.builds.description import DatasetInfo
    from graph.builds.shards import Shard, ShardFolder, Verified
    from loaders.making import Alongside
    from loaders.problems import Problem
    from loaders.rebuild import Rebuilt
    from loaders.workspace import Contact, Workspace
    from ontology.processes import Workers
    from policykg.memory import Memory

_ERROR: Final = '{"error"'
"""How a text begins that tells why something could not be kept."""


class FactsUnsound(LoadersError):
    """The facts have errors, so nothing was built; ``problems`` holds all that was found."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(
            "Nothing was built; the last good graph stays in place.",
            "未构建;上一次的图保持不变。",
            problems,
        )

    @property
    def errors(self) -> list[Problem]:
        """Those that kept the graph from being built."""
        return [problem for problem in self.problems if problem.severity == "error"]


@dataclass(frozen=True, slots=True)
class Built:
    """A build, and how much of it was there before."""

    generation: Generation
    made: int
    """Documents that were compiled."""
    reused: int
    """Documents whose part of an earlier build was used."""


def build_workspace(
    workspace: Workspace,
    folder: Path | None = None,
    *,
    processes: Workers = None,
    full: bool = False,
) -> Generation:
    """Build the graph; see :func:`build_changed`."""
    return build_changed(workspace, folder, processes=processes, full=full).generation


def build_changed(
    workspace: Workspace,
    folder: Path | None = None,
    *,
    processes: Workers = None,
    full: bool = False,
    whole: int | None = None,
    memory_quads: int | None = None,
    verified: Verified | None = None,
    ready: dict[Path, bytes] | None = None,
    digests: Digests | None = None,
    last: LastRun | None = None,
    memory: Memory | None = None,
) -> Built:
    """Build the graph, and compile only documents that have changed.

    Args:
        workspace: Where the facts are.
        folder: Where the generation goes; default: the workspace's ``build``.
        processes: How many processes compile, or which; default: one a core where that pays.
        full: Trust nothing that earlier builds have left.
        whole: Up to so many bytes the graph is written as one file too; default: 64 MB.
        memory_quads: From more quads than this a store on disk is built too; default: what the
            settings say.
        verified: Shards that need not be read again, of a process that builds many times.
        ready: What was made while the facts were checked: see :func:`alongside`.
        digests: Of the workspace's files, as far as the caller has looked at them.
        last: What the last build was made of: where all of it is as it was, nothing is read.
        memory: What a process that builds many times need not read again, and is not told yet.

    Raises:
        FactsUnsound: the facts have errors; what was served is still served.
        BuildBusy: another process is building.
        BuildError: the quads cannot be read, or a triple stands in two graphs.
        OSError: the disk is full or not writable; what was served is still served.
    """
    from graph.builds.build import builder, make_room

    folder = folder or workspace.build_folder
    work = partial(
        _built, workspace, folder, processes=processes, full=full, whole=whole,
        memory_quads=memory_quads, verified=verified, ready=ready, digests=digests,
        last=last, memory=memory,
    )  # fmt: skip
    with builder(folder):
        began = time.time_ns()
        try:
            return work()
        except OSError as error:
            if not _is_full(error) or not make_room(folder, began):
                raise
        return work()


def _is_full(error: OSError) -> bool:
    """Tell whether a disk, or what somebody may have of it, is full; engines say it in words."""
    words = str(error).lower()
    full = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
    return error.errno in full or "no space left" in words or "disk is full" in words


def _built(
    workspace: Workspace,
    folder: Path,
    *,
    processes: Workers,
    full: bool,
    whole: int | None,
    memory_quads: int | None,
    verified: Verified | None,
    ready: dict[Path, bytes] | None,
    digests: Digests | None,
    last: LastRun | None,
    memory: Memory | None,
) -> Built:
    """Build; the caller holds the builder's lock."""
    from graph.builds.about import program_digest
    from graph.builds.build import STATE, WHOLE, as_it_was, publish
    from graph.builds.shards import FOLDER, ShardFolder, Verified
    from graph.builds.verified import recalled, remember
    from loaders.rebuild import rebuild

    info = _info(workspace)
    whole = WHOLE if whole is None else whole
    if memory_quads is None:
        memory_quads = workspace.settings.memory_statements
    depends = f"{program_digest()} {zlib.ZLIB_RUNTIME_VERSION} {memory_quads} {whole} {info!r}"
    state = Rows(folder / FOLDER / STATE)
    if full:
        verified, memory = Verified(), None
    elif memory is not None:
        verified = memory.verified
    elif verified is None:
        verified = recalled(state, ShardFolder(folder / FOLDER))
    shards = ShardFolder(folder / FOLDER, verified)
    is_first = last is None or last.is_first(folder)
    digests, last = (digests, last) if is_first else (None, None)  # else it would be taken back
    if last is not None and (found := last.is_built(folder, depends)) is not None:
        same = as_it_was(folder, *found, verified=verified, processes=processes)
        if same is not None:
            return Built(same, 0, len(same.documents))
    rows = files_of(workspace)
    sealing = _Sealing(shards, workspace.base)
    if memory is not None:
        sealing = _Sealing(shards, workspace.base, memory.shards, memory.joined)
    rebuilt = rebuild(
        workspace, state, rows, sealing,
        trusted=not full, processes=processes, ready=ready, digests=digests,
        memory=None if memory is None else memory.documents,
    )  # fmt: skip
    if any(problem.severity == "error" for problem in rebuilt.problems):
        raise FactsUnsound(rebuilt.problems)
    before = read_current(folder)
    generation = publish(
        folder,
        _parts(rebuilt, sealing),
        rebuilt.inputs,
        info=info,
        memory_quads=memory_quads,
        whole=whole,
        state=state,
        trusted=not full,
        verified=verified,
        held=True,
        processes=processes,
    )
    if not generation.manifest.whole:  # else they need not be on the disk
        remember(state, shards, verified, generation.manifest.shards)
    if rebuilt.made or generation.folder.name != before:
        shards.clear(_named(generation))
    if last is not None:
        last.built(generation, folder, depends)
    if memory is not None:
        memory.tidy(len(rebuilt.parts))
    return Built(generation, rebuilt.made, rebuilt.reused)


def alongside(workspace: Workspace, folder: Path | None = None) -> Alongside | None:
    """Return what makes parts of the graph while the facts are checked, for :func:`build_changed`.

    None where another process is building: the caller will be refused when the facts are checked.
    """
    from graph.builds.build import builder
    from graph.builds.shards import FOLDER, ShardFolder
    from graph.errors import BuildBusy
    from loaders.making import Alongside

    folder = folder or workspace.build_folder
    try:
        with builder(folder):
            return Alongside(workspace, _Sealing(ShardFolder(folder / FOLDER), workspace.base))
    except (BuildBusy, OSError):
        return None


def last_run(workspace: Workspace, *, full: bool = False) -> LastRun:
    """Return what the last check and the last build of a workspace were made of."""
    return LastRun(workspace, files_of(workspace), trusted=not full)


def looked_at(workspace: Workspace, *, full: bool = False) -> Digests:
    """Return the digests of a workspace's files, to be shared by all that one command does."""
    return Digests(files_of(workspace), trusted=not full)


def _named(generation: Generation) -> set[str]:
    """Return the shards that this generation and the others there name."""
    from graph.builds.manifest import read_manifest
    from graph.errors import DamagedBuild

    found = {one.sha256 for one in generation.manifest.shards}
    for folder in {*generation.folder.parent.glob("gen-*")} - {generation.folder}:
        with suppress(DamagedBuild):
            found |= {one.sha256 for one in read_manifest(folder).shards}
    return found


def _info(workspace: Workspace) -> DatasetInfo:
    from graph.builds.description import DatasetInfo

    about = workspace.settings
    return DatasetInfo(
        base=workspace.base,
        title={"zh": about.title.zh, "en": about.title.en},
        description={"zh": said.zh, "en": said.en} if (said := about.description) else {},
        licence=about.licence,
        version=about.version,
        creator=about.creator or "",
        publisher=about.publisher or "",
        contact=_contact(about.contact),
        keywords=tuple({"zh": word.zh, "en": word.en} for word in about.keywords),
        languages=tuple(about.languages),
    )


def _contact(contact: Contact | None) -> tuple[str, str]:
    """Return the name of a contact and an address of it as an IRI; two empty texts for none."""
    if contact is None:
        return "", ""
    return contact.name, contact.url or (f"mailto:{contact.email}" if contact.email else "")


@dataclass(frozen=True, slots=True)
class _Sealing:
    """Keeps a part as a shard; in forked processes too, so an error is handed back as a text."""

    shards: ShardFolder
    base: str
    known: dict[str, Shard] = field(default_factory=dict)
    """Shards by the texts that tell of them, as far as they were read in this process."""
    joined: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Texts that tell of graphs in pieces, by those of the pieces."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Tell another process nothing of what this one has read."""
        return _Sealing, (self.shards, self.base)

    def is_sound(self, told: str) -> bool:
        """Tell whether what was kept is still there as it was written."""
        try:
            return self.shards.is_sound(self.shard(told))
        except ValueError:
            return False

    def shard(self, told: str) -> Shard:
        """Return what a text tells of.

        Raises:
            ValueError: It is none of :meth:`Shard.to_json`.
        """
        from graph.builds.shards import Shard

        found = self.known.get(told)
        if found is None:
            found = self.known[told] = Shard.from_json(told)
        return found

    def join(self, told: Sequence[str]) -> str:
        """Say of a graph what was kept of its pieces."""
        from graph.builds.shards import joined, joined_json

        wrong = next((one for one in told if one.startswith(_ERROR)), None)
        if wrong is not None or len(told) == 1:
            return wrong or told[0]
        pieces = tuple(told)
        text = self.joined.get(pieces)
        if text is None:
            text = self.joined[pieces] = joined_json(told)
            self.known[text] = joined([self.shard(one) for one in told])
        return text

    def __call__(self, name: str, data: bytes) -> str:
        from graph.errors import BuildError

        try:
            return self.shards.add(name, data, self.base, trusted=True).to_json()
        except BuildError as error:
            return json.dumps({"error": [error.en, error.zh]})


def _parts(rebuilt: Rebuilt, sealing: _Sealing) -> dict[str, Shard]:
    from graph.errors import BuildError

    parts = {}
    for name, text in rebuilt.parts.items():
        if text.startswith(_ERROR):
            raise BuildError(*json.loads(text)["error"])
        parts[name] = sealing.shard(text)
    return parts
