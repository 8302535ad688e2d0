"""Put what was read into a workspace: original, text, record and draft, whole or not at all.

The record is written last but for the draft.  A run that is killed leaves at most files without a
record; the same file again takes these up.
"""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass, field
from typing import Final, Literal

from loaders.identity.document_id import RESERVED
from loaders.intake.anchors import Anchors, compare
from loaders.intake.confined import Outcome
from loaders.intake.files import Original
from loaders.intake.header import Header, propose
from loaders.intake.header_yaml import draft_text
from loaders.intake.ids import free_id, id_of, version_id
from loaders.intake.records import (
    ORIGINALS,
    Record,
    header_as_data,
    provenance,
    read_records,
    written,
)
from loaders.workspace import Workspace
from ontology.files import write_whole

DRAFTS: Final = "drafts"
_SUFFIXES: Final = {"pdf": ".pdf", "docx": ".docx", "html": ".html", "txt": ".txt"}
_ALIKE: Final = 0.4
"""Share of common phrases from which two texts of one title count as versions of a document."""
_PHRASE: Final = 12
_MANY: Final = 50_000
"""Characters of a text whose phrases are all compared."""


@dataclass(slots=True)
class Added:
    """What became of one file."""

    name: str
    id: str
    state: Literal["added", "new-version", "same-file", "same-text"]
    characters: int = 0
    kind: str = ""
    encoding: str = ""
    header: Header | None = None
    written: list[str] = field(default_factory=list)
    """Files of the workspace that were written."""
    left_out: list[tuple[str, str]] = field(default_factory=list)
    earlier: str = ""
    anchors: Anchors | None = None


class Shelf:
    """The sources of a workspace, to which files are added one after the other."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.folder = workspace.root / workspace.settings.sources
        self.records = read_records(self.folder)

    def known(self, sha256: str) -> Record | None:
        """Return the record of a file that was added before, if all of it is still there."""
        for record in self.records.values():
            if record.sha256 == sha256 and self._is_whole(record):
                return record
        return None

    def _is_whole(self, record: Record) -> bool:
        return (self.folder / f"{record.id}.txt").is_file() and (
            self.folder / record.original
        ).is_file()

    def taken(self) -> set[str]:
        """Return all ids that documents have already."""
        texts = {path.stem for path in self.folder.glob("*.txt")} if self.folder.is_dir() else set()
        facts = {path.stem for path in self.workspace.facts_files()}
        return {*RESERVED, *self.records, *texts, *facts}

    def add(
        self, original: Original, outcome: Outcome, *, id_: str | None = None, header: bool = True
    ) -> Added:
        """Add one file that was read.

        Args:
            original: The file.
            outcome: What was read of it.
            id_: The id to give it; by default one is made of its title.
            header: Whether to write a draft with the proposed header.
        """
        text = outcome.text.text
        digest = _sha256(text)
        same = next((r for r in self.records.values() if r.text_sha256 == digest), None)
        known = same is not None and self._is_whole(same) and id_ in (None, same.id)
        if known and same is not None and same.sha256 != original.sha256:
            return Added(original.name, same.id, "same-text", len(text), outcome.kind)
        proposed = propose(text, outcome.meta)
        earlier = self._earlier(original, text, proposed)
        identity = id_ or self._new_id(original, text, proposed, earlier)
        record = Record(
            identity,
            f"{ORIGINALS}/{identity}{_SUFFIXES[outcome.kind]}",
            original.name,
            outcome.kind,
            original.sha256,
            len(original.data),
            digest,
            len(text),
            outcome.encoding,
            earlier.id if earlier else "",
            header_as_data(proposed),
            outcome.left_out,
            **provenance(outcome.text),
        )
        added = Added(
            original.name,
            identity,
            "new-version" if earlier else "added",
            len(text),
            outcome.kind,
            outcome.encoding,
            proposed,
            left_out=outcome.left_out,
            earlier=record.earlier,
        )
        self._write(record, original.data, text, added)
        if header:
            self._draft(record, proposed, added)
        if earlier is not None:
            added.anchors = compare(self.workspace, f"{earlier.id}.txt", text)
        return added

    def _new_id(
        self, original: Original, text: str, proposed: Header, earlier: Record | None
    ) -> str:
        taken = self.taken()
        if earlier is not None:
            return version_id(self._root(earlier), taken)
        fields = proposed.fields
        title = fields["title"].value if "title" in fields else original.path.stem
        year = fields["written"].value[:4] if "written" in fields else ""
        place = fields["jurisdiction"].value if "jurisdiction" in fields else ""
        wanted = id_of(title, year, place)
        if self._is_left_over(wanted, original, text):
            return wanted
        return free_id(wanted, taken)

    def _is_left_over(self, identity: str, original: Original, text: str) -> bool:
        """Whether files of this id are what a run that was killed has left of this very file."""
        if identity in self.records or not (self.folder / f"{identity}.txt").is_file():
            return False
        found = self.folder / f"{identity}.txt"
        return not found.is_symlink() and found.read_bytes() == text.encode("utf-8")

    def _root(self, record: Record) -> str:
        """Return the id of the first version of a document."""
        seen = {record.id}
        while record.earlier in self.records and record.earlier not in seen:
            seen.add(record.earlier)
            record = self.records[record.earlier]
        return record.id

    def _earlier(self, original: Original, text: str, proposed: Header) -> Record | None:
        """Return the newest version of the document that this file is a new version of."""
        fields = proposed.fields
        title = fields["title"].value if "title" in fields else ""
        number = fields["number"].value if "number" in fields else ""
        replaced = {record.earlier for record in self.records.values()}
        part = 1 + len(text) // _MANY
        phrases: set[int] | None = None
        for record in reversed(list(self.records.values())):
            named = record.name == original.name
            called = bool(title) and record.title == title
            numbered = bool(number) and record.number == number
            if record.id in replaced or not (named or called or numbered):
                continue
            if phrases is None:
                phrases = _phrases(text, part)
            if _alike(phrases, _phrases(self._text(record), part)) >= _ALIKE:
                return record
        return None

    def _text(self, record: Record) -> str:
        path = self.folder / f"{record.id}.txt"
        try:
            return path.read_text(encoding="utf-8") if not path.is_symlink() else ""
        except (OSError, UnicodeError):
            return ""

    def _write(self, record: Record, data: bytes, text: str, added: Added) -> None:
        (self.folder / ORIGINALS).mkdir(parents=True, exist_ok=True)
        for name, content in (
            (record.original, data),
            (f"{record.id}.txt", text.encode("utf-8")),
            (f"{record.id}.json", written(record).encode("utf-8")),
        ):
            path = self.folder / name
            write_whole(path, content)
            added.written.append(self.workspace.name_of(path))
        self.records[record.id] = record

    def _draft(self, record: Record, proposed: Header, added: Added) -> None:
        """Write the draft with the proposed header, unless there is a file of that name."""
        path = self.workspace.root / DRAFTS / f"{record.id}.yaml"
        if path.exists() or path.is_symlink():
            return
        path.parent.mkdir(exist_ok=True)
        write_whole(path, draft_text(record.id, proposed).encode("utf-8"))
        added.written.append(self.workspace.name_of(path))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _phrases(text: str, part: int) -> set[int]:
    """Return hashes of the phrases of a text; of a long one every so manieth, by its words."""
    plain = "".join(text.split()).encode("utf-32-le")
    step, found = 4 * _PHRASE, set()
    for at in range(0, max(4, len(plain) - step), 4):
        digest = zlib.crc32(plain[at : at + step])
        if digest % part == 0:
            found.add(digest)
    return found


def _alike(one: set[int], other: set[int]) -> float:
    """Return the share of phrases that two texts have in common, of those of the shorter one."""
    return len(one & other) / max(1, min(len(one), len(other)))
