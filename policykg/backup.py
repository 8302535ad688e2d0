"""A whole workspace in one file, and back: facts, drafts, signatures, lock, and texts if asked for.

Unlike a bundle (:mod:`policykg.bundle`), which others recompute, a backup holds all that people
made, finished or not, and nothing that is made again from it (build, caches).
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

from graph.errors import GraphError
from ontology.archives import BadArchive, inside, unpack
from policykg import __version__

if TYPE_CHECKING:
    from loaders.workspace import Workspace

MANIFEST: Final = "backup.json"
SETTINGS: Final = "policykg.yaml"
FORM: Final = 1
"""Form of ``backup.json``; a later program reads earlier ones."""
_FOLDERS: Final = ("drafts", "readings", ".policykg/desk")
"""Beside the folders that the settings name: proposals, second readings, the desk's journals."""
_MIGRATED: Final = ".policykg/before-migration-*"
"""Facts as people had written them before `policykg migrate` wrote them anew."""
_NEVER: Final = frozenset({".git", "git~1", "__pycache__"})
"""Folders that hold what programs run by themselves: git its hooks, Python what it compiled."""
_BESIDE: Final = (
    ".gitignore",
    "CITATION.cff",
    "LICENSE",
    "LICENSE-DATA",
    "CHANGELOG.md",
    "README.md",
)
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_PIECE: Final = 1024 * 1024
_MAX_MANIFEST: Final = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """What a backup holds: how many files of how many bytes, and whether texts are among them."""

    files: int
    size: int
    texts: bool


def write_backup(workspace: Workspace, target: Path, *, texts: bool = False) -> Kept:
    """Write all that people made in a workspace into one zip.

    Args:
        workspace: Whose; it may be unsound and unfinished.
        target: A file that does not exist and ends in ``.zip``; one in the workspace is fine.
        texts: Also the source texts, their originals and maps, wherever they lie.

    Returns:
        What is in it.  The same files give the same bytes.

    Raises:
        GraphError: the target is taken or no zip, or a file leads out of the workspace.
        OSError: a file cannot be read or written; no target is left then.
    """
    if target.suffix != ".zip":
        raise GraphError(
            f"{target} does not end in .zip: name the backup so", f"{target} 应以 .zip 结尾"
        )
    if target.exists() or target.is_symlink():
        raise GraphError(
            f"{target} is there already: choose another name, or remove it",
            f"{target} 已存在:请换一个名称,或先将其删除",
        )
    files = dict(_files(workspace, texts=texts))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".backup-", suffix=".part")
    scratch = Path(name)
    try:
        with os.fdopen(handle, "w+b") as file:
            kept = _write(file, files, texts=texts)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(target)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    return kept


def restore(archive: Path, folder: Path) -> Kept:
    """Put the files of a backup into a folder, each compared with its checksum before.

    Args:
        archive: A file that :func:`write_backup` wrote.
        folder: A folder that does not exist or is empty; it appears whole or not at all.

    Raises:
        GraphError: the folder is taken; the file is no backup, is damaged, or holds what a
            backup does not (a name that leaves the folder, a link, a file without a checksum).
        OSError: it cannot be written; nothing is left then.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise _taken(folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise _taken(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".restore-") as name:
        scratch = Path(name) / "workspace"
        scratch.mkdir()
        try:
            unpack(archive, scratch)
        except BadArchive as error:
            raise _no_backup(archive, error.en, error.zh) from None
        kept = _verified(archive, scratch)
        (scratch / MANIFEST).unlink()
        if folder.is_dir():
            folder.rmdir()
        scratch.replace(folder)
    return kept


def _files(workspace: Workspace, *, texts: bool) -> Iterator[tuple[str, Path]]:
    """Yield name in the backup and place of each file, sorted; the settings are among them."""
    settings = workspace.settings
    found: dict[str, Path] = {}
    for name in (SETTINGS, *_BESIDE):
        if (workspace.root / name).is_file():
            found[name] = workspace.root / name
    folders = [settings.facts, settings.queries, *_FOLDERS, *((settings.sources,) if texts else ())]
    kept = sorted(workspace.root.glob(_MIGRATED))
    folders += [path.relative_to(workspace.root).as_posix() for path in kept if path.is_dir()]
    for name in dict.fromkeys(folders):
        for path in _below(workspace.root / name):
            found[path.relative_to(workspace.root).as_posix()] = path
    if texts:
        for name, path in _texts_elsewhere(workspace):
            found.setdefault(f"{settings.sources}/{name}", path)
    root = workspace.root.resolve()
    for name in sorted(found):
        path = found[name]
        if path.is_symlink() and not path.resolve().is_relative_to(root):
            raise GraphError(
                f"{name} is a link that leaves the workspace: put the file itself there",
                f"{name} 是指向工作区之外的链接:请将文件本身放在那里",
            )
        yield name, path


def _texts_elsewhere(workspace: Workspace) -> Iterator[tuple[str, Path]]:
    """Yield the texts of the documents that lie outside of the workspace; no others there."""
    from loaders.yaml.parse import parse_document

    for facts in workspace.facts_files():
        document = parse_document(facts, workspace.name_of(facts)).document
        if document is not None:
            name = Path(document.document.source.file).name
            for folder in workspace.source_folders:
                if (folder / name).is_file():
                    yield name, folder / name
                    break


def _below(folder: Path) -> Iterator[Path]:
    """Yield the regular files below a folder, but for what editors and systems leave there."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name.casefold() not in _NEVER)
        for name in sorted(names):
            path = Path(place) / name
            if path.is_file() and not name.endswith((".part", "~")) and name != ".DS_Store":
                yield path


def _write(file: IO[bytes], files: Mapping[str, Path], *, texts: bool) -> Kept:
    sums: dict[str, str] = {}
    size = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in files.items():
            digest = hashlib.sha256()
            with path.open("rb") as source, archive.open(_entry(name), "w") as entry:
                while piece := source.read(_PIECE):
                    digest.update(piece)
                    size += len(piece)
                    entry.write(piece)
            sums[name] = digest.hexdigest()
        about = {"form": FORM, "policykg": __version__, "texts": texts, "files": sums}
        text = json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        archive.writestr(_entry(MANIFEST), text)
    return Kept(len(sums), size, texts)


def _entry(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o100644 << 16
    return info


def _verified(archive: Path, folder: Path) -> Kept:
    """Compare every file with its checksum; there is none without, and none is missing."""
    try:
        path = folder / MANIFEST
        if not path.is_file() or path.stat().st_size > _MAX_MANIFEST:
            raise ValueError(f"no {MANIFEST} of at most {_MAX_MANIFEST:,} bytes")
        about = json.loads(path.read_text(encoding="utf-8"))
        form, sums = about["form"], about["files"]
        if type(form) is not int or form < 1:
            raise ValueError("no form is named")
        if not all(isinstance(v, str) and inside(k) for k, v in sums.items()):
            raise ValueError("files without names or checksums")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _no_backup(archive, str(error), str(error)) from None
    if form > FORM:
        raise GraphError(
            f"{archive} was written by a later program (policykg {about.get('policykg')}): "
            "install that version, or a later one",
            f"{archive} 由更新的版本写成(policykg {about.get('policykg')}):请安装该版本或更新版本",
        )
    there = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    del there[MANIFEST]
    if SETTINGS not in sums:
        raise _no_backup(archive, f"{SETTINGS} is missing", f"缺少 {SETTINGS}")
    for name in sorted(there):
        if not _NEVER.isdisjoint(part.casefold() for part in Path(name).parts):
            raise _no_backup(archive, f"{name!r} is in no backup", f"备份中不会有 {name!r}")
    for name in sorted(there.keys() - sums.keys()):
        raise _no_backup(archive, f"{name} has no checksum", f"{name} 无校验和")
    for name, recorded in sorted(sums.items()):
        if name not in there:
            raise _no_backup(archive, f"{name} is missing", f"缺少 {name}")
        with there[name].open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != recorded:
                raise _no_backup(archive, f"{name} is not as it was saved", f"{name} 与备份时不同")
    size = sum(path.stat().st_size for path in there.values())
    return Kept(len(sums), size, bool(about.get("texts")))


def _no_backup(archive: Path, en: str, zh: str) -> GraphError:
    return GraphError(
        f"{archive} is no backup that can be restored ({en}); nothing was written",
        f"{archive} 不是可恢复的备份({zh});未写入任何文件",
    )


def _taken(folder: Path) -> GraphError:
    return GraphError(
        f"{folder} is there already and not empty: name a new folder",
        f"{folder} 已存在且不为空:请指定一个新文件夹",
    )
