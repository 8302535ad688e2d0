"""Documents opened for their accounts: facts, text, dismissals and lock together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from loaders.checking.document import load_case

if TYPE_CHECKING:
    from loaders.rules.base import Case
    from loaders.workspace import Workspace

__all__ = ["open_cases"]


def open_cases(workspace: Workspace, stem: str | None = None) -> Iterator[Case]:
    """Yield every document whose records can be read, with its text if that is at hand.

    Args:
        workspace: Where they are.
        stem: Name without suffix of the one facts file that is asked for, or none for all.
    """
    from loaders.evidence.ledgers import read_ledgers
    from loaders.evidence.lock_files import load_lock
    from loaders.facts.flatten import flatten
    from loaders.identity.loading import load_authority
    from loaders.yaml.parse import parse_document

    paths = [path for path in workspace.facts_files() if stem in (None, path.stem)]
    if not paths:
        return
    named = [(path, workspace.name_of(path)) for path in workspace.authority_files()]
    authority, _ = load_authority(named)
    omissions = read_ledgers(workspace).omissions
    for path in paths:
        facts, _ = flatten(parse_document(path, workspace.name_of(path)), authority)
        if facts is not None:
            words = omissions.get(facts.header.id, ())
            case, _ = load_case(workspace, facts, authority, words)
            case.locked, _ = load_lock(workspace, facts.header.id)
            yield case
