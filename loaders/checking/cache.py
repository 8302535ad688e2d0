"""What ``.policykg/check.json`` keeps: each document's result under a digest."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from loaders.checking.document import Checked
from loaders.problems import Fix, Position, Problem
from ontology.files import write_whole

if TYPE_CHECKING:
    from loaders.workspace import Workspace

__all__ = ["depends_on", "entry_of", "from_cache", "read_cache", "write_cache"]

MAX_CACHE: Final = 256 * 1024 * 1024


def _cache_file(workspace: Workspace) -> Path:
    return workspace.root / ".policykg" / "check.json"


def read_cache(workspace: Workspace) -> dict[str, Any]:
    """Return the entries by file name; a cache that is damaged or too large is an empty one."""
    path = _cache_file(workspace)
    try:
        if path.stat().st_size > MAX_CACHE:
            return {}
        known = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    files = known.get("files") if isinstance(known, dict) else None
    return files if isinstance(files, dict) else {}


def depends_on(entry: Any) -> tuple[str, str, str] | None:
    """Return the digest, document and source file of an entry, or none where it is damaged."""
    try:
        return str(entry["key"]), str(entry["document"]), str(entry["source"])
    except (KeyError, TypeError):
        return None


def from_cache(name: str, entry: Any) -> Checked | None:
    """Return a result of an earlier run, or none where the entry is damaged."""
    try:
        return Checked(
            name,
            str(entry["document"]),
            str(entry["source"]),
            [_problem_from(item) for item in entry["problems"]],
            {str(name): int(times) for name, times in entry["checked"].items()},
            int(entry["quotes"]),
            int(entry["unseen"]),
            str(entry["lock"]),
            {
                str(kind): {str(state): int(count) for state, count in counts.items()}
                for kind, counts in entry["states"].items()
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError, OSError):
        return None


def _problem_from(item: dict[str, Any]) -> Problem:
    fields = dict(item)
    fields["at"] = Position(**fields["at"])
    fields["fix"] = Fix(**fields["fix"]) if fields.get("fix") else None
    return Problem(**fields)


def entry_of(key: str, result: Checked) -> dict[str, Any]:
    """Return a result as it is kept."""
    return {
        "key": key,
        "document": result.document,
        "source": result.source_file,
        "problems": [asdict(problem) for problem in result.problems],
        "checked": result.checked,
        "quotes": result.quotes,
        "unseen": result.unseen,
        "lock": result.lock,
        "states": result.states,
    }


def write_cache(workspace: Workspace, entries: dict[str, Any]) -> None:
    """Write the cache beside the old one and put it in its place."""
    path = _cache_file(workspace)
    text = json.dumps({"files": dict(sorted(entries.items()))}, ensure_ascii=False)
    try:
        path.parent.mkdir(exist_ok=True)
        write_whole(path, text.encode("utf-8", "surrogatepass"))
    except OSError:
        return  # a cache that cannot be written costs time, nothing else
