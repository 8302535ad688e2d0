"""What the facts account for of each document, for the pages of the explorer."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from explorer.pages.reader.accounts import Read
from loaders.checking.cases import open_cases
from loaders.errors import LoadersError
from loaders.evidence.lock_paths import EARLIER, ENDING, FOLDER
from loaders.workspace import open_workspace

__all__ = ["accounts_reader"]


def accounts_reader(root: Path, sources: tuple[Path, ...]) -> Callable[[str], Read | None]:
    """Return a function that gives what is known of a document by its id.

    Args:
        root: Folder of the workspace.
        sources: Folders of source texts.
    """

    def read(document: str) -> Read | None:
        return _read(root, sources, document, _stamp(root, document))

    return read


def _stamp(root: Path, document: str) -> tuple[int, ...]:
    """Return when the files changed on which the accounts of a document rest."""
    folder = root / "facts"
    authority = folder / "authority"
    lock = folder / FOLDER / f"{document}{ENDING}"
    names = [folder / f"{document}.yaml", folder / "omissions.yaml", lock, folder / EARLIER]
    if authority.is_dir():
        names += sorted(authority.glob("*.yaml"))
    return tuple(path.stat().st_mtime_ns if path.is_file() else 0 for path in names)


@lru_cache(maxsize=32)
def _read(
    root: Path, sources: tuple[Path, ...], document: str, stamp: tuple[int, ...]
) -> Read | None:
    """Read a document once for each state of its files."""
    from loaders.rules.coverage import coverage_of  # few pages ask for what judges a text

    try:
        workspace = open_workspace(root, sources)
        case = next((c for c in open_cases(workspace, document) if c.evidence is not None), None)
    except (LoadersError, OSError):
        return None
    if case is None or case.evidence is None or case.document.header.id != document:
        return None
    source = case.evidence.source
    reasons = tuple((item.why("zh"), item.why("en")) for item in case.omissions)
    return Read(coverage_of(case), reasons, source.text, source.sha256)
