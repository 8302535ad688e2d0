"""Releases and replication bundles: a state of the data that others can cite and recompute.

A bundle is a folder (or a zip of it) with the facts, the lock, the questions and their results,
the graph, checksums and versions.  :func:`reproduce` builds the graph again from the facts in it
and asks every question again; the numbers must be the same.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.errors import GraphError
from loaders.evidence.lock_paths import earlier_lock, lock_files
from loaders.states.signature_file import signature_files
from loaders.states.words import TRANSLATION
from ontology.archives import BadArchive, inside, unpack
from ontology.files import free_disk, write_whole
from policykg import __version__
from policykg.building import FactsUnsound, build_workspace
from policykg.bundle_numbers import agree, measured

if TYPE_CHECKING:
    from loaders.workspace import Workspace
    from policykg.kg import KG

MANIFEST: Final = "bundle.json"
MEASURES: Final = "measures"
"""Folder of the measures of networks, within the results."""
_PACKAGES: Final = ("networkx", "numpy")
_LEGAL: Final = ("CITATION.cff", "LICENSE-DATA", "CHANGELOG.md")
_MAX_MANIFEST: Final = 64 * 1024 * 1024
_OWN: Final = frozenset(("build", ".policykg", ".git"))
"""Folders of a bundle's own that are made in it later, and read by nothing here."""
Counts = Mapping[str, Mapping[str, int]]
"""Kind of fact → state → how many fields are in it."""
_SHRINKS: Final = 10
"""Of so many bytes of facts and N-Quads less than one is left in a zip."""
_PIECE: Final = 1 << 20
"""Bytes of a file that are packed at once."""
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one number or file came out the same."""

    what: str
    same: bool
    detail: str = ""


def sha256(path: Path) -> str:
    """Return the checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_bundle(
    kg: KG,
    workspace: Workspace,
    target: Path,
    add: Callable[[Path], None] | None = None,
    *,
    draft: bool = False,
) -> Path:
    """Write a replication bundle.

    Args:
        kg: the graph as built.
        workspace: where it was built from.
        target: a folder that does not exist or is empty, or a file that ends in ``.zip``.
        add: puts further files into the folder, before the checksums are taken.
        draft: also with fields that nobody has compared with their words; the bundle says so.

    Raises:
        GraphError: the target is taken, the build is older than the facts, fields are open, or
            the disk has no room.
    """
    zipped = target.suffix == ".zip"
    taken = target.is_file() if zipped else target.is_dir() and any(target.iterdir())
    if taken or (target.exists() and zipped == target.is_dir()):
        raise GraphError(
            f"{target} is there already: choose another name, or remove it",
            f"{target} 已存在:请换一个名称,或先将其删除",
        )
    check_fresh(kg, workspace)
    check_locked(kg, workspace)
    states = states_of_bundle(workspace)
    if not draft:
        check_compared(states)
    check_room(kg, workspace, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written beside its place and moved there whole: an end halfway leaves no half bundle.
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".bundle-") as scratch:
        folder = Path(scratch) / "bundle"
        _fill(kg, workspace, folder)
        if add is not None:
            add(folder)
        seal(kg, folder, states)
        if zipped:
            pack(folder, Path(scratch) / "bundle.zip")
            return (Path(scratch) / "bundle.zip").rename(target)
        return folder.rename(target)


def _fill(kg: KG, workspace: Workspace, folder: Path) -> None:
    folder.mkdir()
    for name in ("policykg.yaml", workspace.settings.facts, workspace.settings.queries):
        source = workspace.root / name
        if source.is_dir():
            shutil.copytree(source, folder / name)
        elif source.exists():
            shutil.copy(source, folder / name)
    for name in _LEGAL:
        if (workspace.root / name).exists():
            shutil.copy(workspace.root / name, folder / name)
    write_whole(folder / "graph.nq", kg.generation.chunks())
    _write_results(kg, folder / "results")
    (folder / "README.md").write_text(_readme(kg), encoding="utf-8")


def seal(kg: KG, folder: Path, states: Mapping[str, Counts] | None = None) -> None:
    """Write down the checksum of every file of a bundle, and the states of its fields."""
    (folder / MANIFEST).write_text(_manifest(kg, folder, states or {}), encoding="utf-8")


def states_of_bundle(workspace: Workspace) -> dict[str, dict[str, dict[str, int]]]:
    """Return document → kind of fact → state → how many of its fields are in it."""
    from loaders.checking.workspace import check_workspace

    return check_workspace(workspace).states


def check_room(kg: KG, workspace: Workspace, target: Path) -> None:
    """Refuse a bundle for which the disk has no room, before it is begun.

    Raises:
        GraphError: it has none; the message says how much a bundle takes.
    """
    files = (path for path in workspace.facts_folder.rglob("*") if path.is_file())
    size = sum(path.stat().st_size for path in files)
    size += kg.generation.manifest.size
    if target.suffix == ".zip":
        size += size // _SHRINKS  # the folder is there until it is packed
    free = free_disk(target.parent)
    if size > free:
        needed, there = f"{size / 1e9:,.1f} GB", f"{free / 1e9:,.1f} GB"
        raise GraphError(
            f"the bundle takes about {needed}, and the disk of {target.parent} has {there} free: "
            "choose a folder on another disk",
            f"复现包约需 {needed},而 {target.parent} 所在磁盘仅余 {there}:请选择其他磁盘上的文件夹",
        )


def check_compared(states: Mapping[str, Counts]) -> None:
    """Refuse to publish fields that no rule reads and nobody has signed.

    Raises:
        GraphError: a document has open fields, its English wording apart.
    """
    for name, counts in sorted(states.items()):
        count = sum(found.get("open", 0) for kind, found in counts.items() if kind != TRANSLATION)
        if count:
            raise GraphError(
                f"{count:,} fields of {name} are open: `policykg check --open` lists them, "
                "`policykg sign` signs them; --draft publishes all the same, and says so",
                f"{name} 有 {count:,} 个字段未核:policykg check --open 列出,policykg sign 签核;"
                "--draft 仍可发布,并注明为草稿",
            )


def check_locked(kg: KG, workspace: Workspace) -> None:
    """Refuse to publish documents that are not locked: nobody could verify them.

    Documents of the build are known by their ids; only what came after it is read.

    Raises:
        GraphError: a document has no lock.
    """
    from loaders.evidence.lock_files import has_lock
    from loaders.yaml.parse import parse_document

    there = set(kg.documents)
    for path in workspace.facts_files():
        if workspace.name_of(path) not in kg.generation.manifest.inputs:
            document = parse_document(path, workspace.name_of(path)).document
            if document is not None:
                there.add(document.document.id)
    for name in sorted(there):
        if not has_lock(workspace, name):
            raise GraphError(
                f"{name} is not declared done: run `policykg lock {name}`, then build again",
                f"{name} 尚未锁定:请先运行 policykg lock {name},再构建",
            )


def check_fresh(kg: KG, workspace: Workspace) -> None:
    """Refuse to publish a build that is older than its facts.

    Raises:
        GraphError: a file of the workspace has changed since the build.
    """
    inputs = dict(kg.generation.manifest.inputs)
    generated = (*signature_files(workspace), *lock_files(workspace), earlier_lock(workspace))
    for path in generated:
        if path.is_file():  # signed or locked since: it is no input yet
            inputs.setdefault(workspace.name_of(path), "")
    for name, recorded in inputs.items():
        path = workspace.root / name
        if not path.is_file() and not path.is_relative_to(workspace.facts_folder):
            continue  # a source text, which may lie elsewhere
        if not path.is_file() or sha256(path) != recorded:
            raise GraphError(
                f"{name} has changed since the build: run `policykg build` first",
                f"{name} 在构建之后有改动:请先运行 policykg build",
            )


def _write_results(kg: KG, folder: Path) -> None:
    folder.mkdir()
    for name in kg.questions:
        data = canonical_rows(kg, name)
        (folder / f"{name}.json").write_text(data, encoding="utf-8")
    (folder / MEASURES).mkdir()
    for name, data in measured(kg):
        (folder / MEASURES / f"{name}.json").write_text(data, encoding="utf-8")


def canonical_rows(kg: KG, question: str) -> str:
    """Return the answer of a saved question with its rows sorted: order is no part of it."""
    answer = json.loads(kg.ask(question).serialize("json"))
    if "results" in answer:
        rows = answer["results"]["bindings"]
        answer["results"]["bindings"] = sorted(
            rows, key=lambda row: json.dumps(row, sort_keys=True)
        )
    return json.dumps(answer, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _manifest(kg: KG, folder: Path, states: Mapping[str, Counts]) -> str:
    from ontology.rdf import ENGINE_VERSION

    about: dict[str, Any] = {
        "data-version": kg.data_version,
        "version": kg.generation.manifest.version,
        "software": {name: version(name) for name in _PACKAGES}
        | {"policykg": __version__, "pyoxigraph": ENGINE_VERSION},
        "triples": kg.generation.manifest.quads,
        "states": {name: dict(counts) for name, counts in sorted(states.items())},
        "files": {
            path.relative_to(folder).as_posix(): sha256(path)
            for path in sorted(folder.rglob("*"))
            if path.is_file() and path != folder / MANIFEST
        },
    }
    return json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _readme(kg: KG) -> str:
    manifest = kg.generation.manifest
    return f"""# {manifest.title.get("en", "policykg")}: replication bundle

Data version {kg.data_version}, dataset version {manifest.version}, {manifest.quads:,} triples.

To get the same numbers: install policykg {__version__} and run, in this folder,

    policykg reproduce .

It compares every file with its checksum, builds the graph from `facts/` again (quotes are
verified against the locks in `facts/locks/`; the source texts are not part of a bundle), compares
it with `graph.nq` byte by byte, asks every question of `queries/` again and compares with
`results/`, and measures the networks again and compares with `results/measures/`, where the last
digits of a number may differ from machine to machine.  `bundle.json` names the versions of all
software.

数据版本 {kg.data_version}，数据集版本 {manifest.version}，{manifest.quads:,} 条三元组。

要得到同样的数字：安装 policykg {__version__}，在本文件夹运行 `policykg reproduce .`。

它逐一核对文件的校验和；由 `facts/` 重新构建图（引文按 `facts/locks/`
中的锁文件核对，原文不在包内），与 `graph.nq` 逐字节比较；
重新回答 `queries/` 中的每个问题，与 `results/` 比较；
重新计算网络指标，与 `results/measures/` 比较。
"""


def pack(folder: Path, target: Path) -> None:
    """Write a zip whose bytes depend on nothing but the files."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                info = zipfile.ZipInfo(path.relative_to(folder).as_posix(), _EPOCH)
                info.compress_type = zipfile.ZIP_DEFLATED
                info.file_size = path.stat().st_size  # tells whether the long form is needed
                with path.open("rb") as source, archive.open(info, "w") as packed:
                    shutil.copyfileobj(source, packed, _PIECE)


def reproduce(folder: Path) -> Iterator[Verdict]:
    """Build and ask again, and compare; yields a verdict for every file, the graph, each answer.

    Raises:
        GraphError: this is no bundle.
    """
    about = _about(folder)
    files: dict[str, str] = about["files"]
    _refuse_unlisted(folder, files)
    for name, recorded in files.items():
        path = folder / name
        same = path.is_file() and sha256(path) == recorded
        yield Verdict(name, same, "" if same else "changed or missing")
    yield from _rebuilt(folder, about)


def _about(folder: Path) -> dict[str, Any]:
    """Read what a bundle says of itself.

    Raises:
        GraphError: it says nothing that can be read, or names files outside of it.
    """
    path = folder / MANIFEST
    try:
        if not path.is_file() or path.stat().st_size > _MAX_MANIFEST:
            raise ValueError(f"no {MANIFEST} of at most {_MAX_MANIFEST:,} bytes")
        about = json.loads(path.read_text(encoding="utf-8"))
        files = about["files"]
        for name, recorded in files.items():
            if not isinstance(recorded, str):
                raise TypeError(f"no checksum of {name[:80]}")
            if not inside(name):
                raise ValueError(f"{name[:80]!r} leaves the folder")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _no_bundle(folder, error) from None
    return dict(about)


def _no_bundle(path: Path, why: object) -> GraphError:
    return GraphError(f"{path} is no replication bundle ({why})", f"{path} 不是复现包({why})")


def _refuse_unlisted(folder: Path, files: Mapping[str, str]) -> None:
    """Refuse what has no checksum, is a link, or no plain file: it would take part unseen."""
    for place, folders, names in os.walk(folder):
        if Path(place) == folder:
            folders[:] = [name for name in folders if name not in _OWN]
        for name in sorted((*folders, *names)):
            path = Path(place) / name
            listed = path.relative_to(folder).as_posix()
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                raise _no_bundle(folder, f"{listed} is a link, a pipe or a device")
            if path.is_file() and listed not in files and listed != MANIFEST:
                raise _no_bundle(folder, f"{listed} is not in {MANIFEST}: remove it")


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give the folder of a bundle, unpacked for a while if it is a zip.

    Raises:
        GraphError: the file is no zip.
    """
    if path.is_dir():
        yield path
        return
    with tempfile.TemporaryDirectory() as scratch:
        try:
            unpack(path, Path(scratch))
        except BadArchive as error:
            raise GraphError(
                f"{path} is no replication bundle ({error.en})",
                f"{path} 不是复现包({error.zh})",
            ) from None
        try:
            yield Path(scratch)
        except GraphError as error:  # the folder is gone when the message is read
            en, zh = (words.replace(scratch, str(path)) for words in (error.en, error.zh))
            raise GraphError(en, zh) from None


def _rebuilt(folder: Path, told: dict[str, Any]) -> Iterator[Verdict]:
    from loaders.workspace import SETTINGS_FILE, open_workspace
    from policykg.kg import KG

    if not (folder / SETTINGS_FILE).is_file():
        yield Verdict("graph built again", False, f"{SETTINGS_FILE} is missing")
        return
    workspace = open_workspace(folder)
    with tempfile.TemporaryDirectory() as scratch:
        try:
            generation = build_workspace(workspace, Path(scratch), full=True)
        except FactsUnsound as error:
            first = error.errors[0]
            yield Verdict("facts", False, f"{first.at}: {first.en}")
            return
        yield Verdict("facts", True, "")
        graph = folder / "graph.nq"
        digest = hashlib.sha256()
        for chunk in generation.chunks():
            digest.update(chunk)
        same = graph.is_file() and digest.hexdigest() == sha256(graph)
        yield Verdict("graph built again", same, "" if same else "other bytes than graph.nq")
        kg = KG(generation, folder, workspace.queries_folder)
        manifest = generation.manifest
        said = (told.get("triples"), told.get("data-version"), told.get("version"))
        version = kg.data_version
        if told.get("data-version") == digest.hexdigest()[:12]:
            version = told["data-version"]  # as earlier bundles tell it: of the whole file
        found = (manifest.quads, version, manifest.version)
        yield Verdict("numbers of bundle.json", said == found, f"{said} is not {found}")
        for name in kg.questions:
            recorded = folder / "results" / f"{name}.json"
            same = recorded.is_file() and recorded.read_text("utf-8") == canonical_rows(kg, name)
            yield Verdict(f"question {name}", same, "" if same else "another answer")
        yield from _measured_again(kg, folder / "results" / MEASURES)


def _measured_again(kg: KG, recorded: Path) -> Iterator[Verdict]:
    for name, text in measured(kg):
        path = recorded / f"{name}.json"
        same = path.is_file() and agree(path.read_text("utf-8"), text)
        yield Verdict(f"measures {name}", same, "" if same else "other numbers")
