"""Which quotes of a document still stand in another version of its text, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from loaders.evidence.lock import parse_lock
from loaders.evidence.quotes import candidates
from loaders.evidence.sources import SourceText
from loaders.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Moved:
    """A quote that stands elsewhere."""

    words: str
    old: int
    new: int
    """Where it starts, in code points."""


@dataclass(slots=True)
class Anchors:
    """What became of the quotes of a document."""

    same: int = 0
    moved: list[Moved] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All quotes that were looked for."""
        return self.same + len(self.moved) + len(self.vanished)


def compare(workspace: Workspace, file: str, text: str) -> Anchors:
    """Look for the locked quotes of a source text in another version of it.

    Args:
        workspace: Whose lock holds the quotes.
        file: Plain name of the source text that the facts were curated from.
        text: The other version.
    """
    return look_for(locked_quotes(workspace, file), text)


def locked_quotes(workspace: Workspace, file: str) -> list[tuple[int, str, str, str]]:
    """Return the quotes of a text: start, words before, the words, words behind."""
    path = workspace.lock_file
    if path.is_symlink() or not path.is_file():
        return []
    locks, _ = parse_lock(path.read_text(encoding="utf-8", errors="replace"), path.name)
    return [
        (start, *words)
        for lock in locks.values()
        if lock.source_file == file
        for (start, _), words in sorted(lock.spans.items())
    ]


def look_for(quotes: Iterable[tuple[int, str, str, str]], text: str) -> Anchors:
    """Look for quotes in a text; of several places the one in the same surroundings counts."""
    source = SourceText("", text, "")
    anchors = Anchors()
    for start, before, words, behind in quotes:
        places = [span[0] for span in candidates(source, words)]
        if not places:
            anchors.vanished.append(words)
            continue
        around = [
            at
            for at in places
            if text[:at].endswith(before) or text[at + len(words) :].startswith(behind)
        ]
        place = min(around or places, key=lambda at: abs(at - start))
        if place == start:
            anchors.same += 1
        else:
            anchors.moved.append(Moved(words, start, place))
    return anchors
