"""SHACL over the compiled graph, its results traced back to file, line and record."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from graph.errors import MissingPackage
from loaders.problems import Position, Problem

if TYPE_CHECKING:
    from loaders.problems import Report
    from loaders.workspace import Workspace


def check_shapes(workspace: Workspace, report: Report) -> None:
    """Validate every document's graph, and add what is found to a report.

    Results are cached by the content of the graphs and shapes in ``.policykg/shapes.json``.

    Raises:
        MissingPackage: pyshacl is not installed.
    """
    from importlib.util import find_spec

    from loaders.compile import compile_workspace

    if find_spec("pyshacl") is None:
        raise MissingPackage("pyshacl", "shapes", "validating the graph by SHACL", "SHACL 校验")
    compiled = compile_workspace(workspace)
    if any(problem.severity == "error" for problem in compiled.problems):
        return  # nothing sound to validate; the check has told why
    cache_file = workspace.root / ".policykg" / "shapes.json"
    known = _read(cache_file)
    shared = hashlib.sha256(compiled.authority + compiled.ontology + compiled.links).hexdigest()
    fresh: dict[str, Any] = {}
    context = (compiled.authority, compiled.links, compiled.ontology)
    for name, quads in compiled.documents.items():
        key = hashlib.sha256(shared.encode() + quads).hexdigest()
        found = known.get(key)
        if found is None:
            found = _validate(quads, context)
        fresh[key] = found
        report.count("shapes", quads.count(b"\n"))
        report.problems += [_problem(item, compiled.trace, name) for item in found]
    with suppress(OSError):  # a workspace that cannot be written to is checked anew each time
        cache_file.parent.mkdir(exist_ok=True)
        cache_file.write_text(json.dumps(fresh, ensure_ascii=False), encoding="utf-8")


def _read(path: Any) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _validate(quads: bytes, context: tuple[bytes, ...]) -> list[dict[str, str]]:
    from ontology.validation import check_shapes as validate

    return [asdict(result) for result in validate([quads], context=context)]


def _problem(item: dict[str, str], trace: dict[str, str], document: str) -> Problem:
    file, _, line = trace.get(item["focus"], f"{document}:1").rpartition(":")
    return Problem(
        f"shape-{item['shape']}",
        Position(file, int(line) if line.isdigit() else 1),
        item["en"],
        item["zh"],
        record=item["focus"].rpartition("/")[2],
        severity="error" if item["severity"] == "error" else "warning",
        recorded=item["value"],
    )
