"""The states of the fields of a workspace, listed document by document, without a check."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from loaders.checking.document import load_case
from loaders.checking.states import DocumentStates, judge

if TYPE_CHECKING:
    from loaders.workspace import Workspace

__all__ = ["files_of_documents", "states_of_workspace"]


def states_of_workspace(
    workspace: Workspace, documents: Collection[str] = ()
) -> Iterator[DocumentStates]:
    """Yield the states of the fields of some documents, or of all that can be read.

    Args:
        workspace: The workspace.
        documents: Ids; none stands for all.
    """
    from loaders.evidence.lock_files import load_lock
    from loaders.facts.flatten import flatten
    from loaders.identity.loading import load_authority
    from loaders.resolving.references import resolve_document
    from loaders.yaml.parse import parse_document

    named = [(path, workspace.name_of(path)) for path in workspace.authority_files()]
    authority, _ = load_authority(named)
    for path in workspace.facts_files():
        document, _ = flatten(parse_document(path, workspace.name_of(path)), authority)
        if document is None or (documents and document.header.id not in documents):
            continue
        case, _ = load_case(workspace, document, authority)
        case.resolved = resolve_document(document, authority, workspace.base)
        yield judge(workspace, case, load_lock(workspace, document.header.id)[0])


def files_of_documents(workspace: Workspace) -> dict[str, str]:
    """Return id of a document → name of its facts file."""
    from loaders.yaml.parse import parse_document

    found = {}
    for path in workspace.facts_files():
        name = workspace.name_of(path)
        parsed = parse_document(path, name).document
        if parsed is not None:
            found[parsed.document.id] = name
    return found
