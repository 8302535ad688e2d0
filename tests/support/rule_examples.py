"""Examples of the evidence rules: a folder a rule, a file a case, checked as a workspace is.

``tests/examples/valid/rules/RULE/…`` keeps to a rule, ``tests/examples/invalid/rules/RULE/…``
breaks it.  A case is a facts file with its text beside it; its identities are in
``tests/examples/authority.yaml``.  A case of the lock is a folder whose files take the place of
those in ``tests/examples/locked``, a workspace that was locked.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from loaders.checking.workspace import check_workspace
from loaders.problems import Report
from loaders.workspace import open_workspace

EXAMPLES: Final = Path(__file__).parent.parent / "examples"
LOCKED: Final = EXAMPLES / "locked"


def rule_examples(kind: str) -> list[Path]:
    """Return the cases of a kind, ``valid`` or ``invalid``."""
    folders = sorted((EXAMPLES / kind / "rules").iterdir())
    return [
        case
        for folder in folders
        for case in sorted(folder.iterdir())
        if case.suffix == ".yaml" or (case.is_dir() and case.suffix == "")
    ]


def check_example(case: Path, folder: Path, *, with_text: bool = True) -> Report:
    """Check a case in an empty folder.

    Args:
        case: a facts file, or a folder of files that differ from the locked workspace
        folder: where the workspace is made
        with_text: whether the source text is at hand
    """
    if case.is_dir():
        shutil.copytree(LOCKED, folder, dirs_exist_ok=True)
        shutil.copytree(case, folder, dirs_exist_ok=True)
        return check_workspace(open_workspace(folder), cache=False)
    (folder / "facts" / "authority").mkdir(parents=True)
    (folder / "sources").mkdir()
    shutil.copy(LOCKED / "policykg.yaml", folder)
    shutil.copy(EXAMPLES / "authority.yaml", folder / "facts" / "authority" / "shared.yaml")
    shutil.copy(case, folder / "facts")
    text = case.with_suffix(".txt")
    if with_text and text.is_dir():
        shutil.copytree(text, folder / "sources" / text.name)
    elif with_text:
        shutil.copy(text, folder / "sources")
    return check_workspace(open_workspace(folder), lock=False, cache=False)
