"""Which quotes of a document still stand in another version of its text, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from loaders.evidence.limits import MAX_BYTES
from loaders.evidence.lock_files import load_heads, load_lock
from loaders.evidence.quotes import candidates
from loaders.evidence.sources import SourceText
from loaders.intake.header import language_of
from loaders.languages.registry import language_of as registered
from loaders.workspace import Workspace

AROUND: Final = 12
"""Characters on each side by which one of several equal places is known."""


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
    """Return the quotes of a text that is at hand: start, words before, the words, words behind.

    The lock has their places; their words are read from the text.
    """
    text = _checked_text(workspace, file)
    if text is None:
        return []
    spans = {
        (line.start, line.end)
        for head in load_heads(workspace)
        if head.source_file == file and head.length == len(text)
        and (lock := load_lock(workspace, head.document)[0]) is not None
        for line in lock.lines.values()
    }  # fmt: skip
    return [
        (start, text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND])
        for start, end in sorted(spans)
    ]


def _checked_text(workspace: Workspace, file: str) -> str | None:
    """Return the text that the facts were curated from, where a folder of sources holds it."""
    for folder in workspace.source_folders:
        path = folder / file
        if path.is_file() and path.stat().st_size <= MAX_BYTES:
            return path.read_bytes().decode("utf-8", "replace")
    return None


def look_for(quotes: Iterable[tuple[int, str, str, str]], text: str) -> Anchors:
    """Look for quotes in a text; of several places the one in the same surroundings counts.

    A text in a language without a package rests no facts, and nothing is looked for in it.
    """
    anchors = Anchors()
    language = registered(language_of(text))
    if language is None:
        return anchors
    source = SourceText("", text, "", language.folder(), language=language)
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
