"""What a process that builds many times keeps, so that an edit waits for nothing that is as it was.

Whatever is kept is found by what it was read from: where that is another text or another file,
it is read anew.  Nothing here is written, and another process begins with none of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graph.builds.shards import Shard, Verified
from loaders.reuse.digests import Digests
from policykg.unchanged import files_of

if TYPE_CHECKING:
    from loaders.workspace import Workspace

__all__ = ["Memory"]

_SPARE: Final = 5000
"""Texts that are kept beyond twice those in use: of earlier states, which may come back."""


@dataclass(slots=True)
class Memory:
    """What earlier builds of one workspace in this process have read."""

    verified: Verified = field(default_factory=Verified)
    """Shards whose bytes were compared."""
    shards: dict[str, Shard] = field(default_factory=dict)
    """By the text that tells of each."""
    joined: dict[tuple[str, ...], str] = field(default_factory=dict)
    """Texts that tell of graphs in pieces, by those of the pieces."""
    documents: dict[str, Any] = field(default_factory=dict)
    """What is kept of documents, by its text; :mod:`loaders.rebuild` knows its form."""
    ledgers: tuple[str | None, ...] | None = None
    """Digests of the lists of exceptions and omissions by which all documents were sound."""
    _digests: Digests | None = None

    def digests(self, workspace: Workspace) -> Digests:
        """Return digests of the workspace's files, each of which is looked at anew."""
        before = self._digests
        self._digests = Digests(files_of(workspace)) if before is None else before.again()
        return self._digests

    def tidy(self, in_use: int) -> None:
        """Forget shards that were told of long ago.

        Args:
            in_use: How many graphs the last build has.
        """
        if len(self.shards) > 2 * in_use + _SPARE:
            self.shards.clear()
        if len(self.joined) > _SPARE // 100:
            self.joined.clear()
