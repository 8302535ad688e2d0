"""What may be made of a document while it is checked, since it is read and resolved then."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from loaders.identity.authority import Authority
    from loaders.identity.uses import RecordingAuthority
    from loaders.problems import Problem
    from loaders.rules.base import Case

__all__ = ["Compiler"]


class Compiler(Protocol):
    """Makes something of each document that is checked anew, in whatever process checks it."""

    @property
    def made(self) -> dict[Path, Any]:
        """By facts file, what was made of those without errors; the check adds to it."""

    def compiled(
        self,
        authority: Authority,
        asking: RecordingAuthority,
        case: Case,
        problems: Sequence[Problem],
        data: bytes,
    ) -> Any:
        """Return what was made, as it can be handed to another process, or none.

        It is called before any rule is applied, and changes nothing.

        Args:
            authority: The authority files.
            asking: What they are asked through.
            case: The document, whose references are resolved.
            problems: What was found so far.
            data: The bytes of its file.
        """
