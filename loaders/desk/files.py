"""The files of a document at the desk, opened once for as long as they stay the same."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, cast

from loaders.desk.cards import Card, cards_of
from loaders.desk.journal import Action, Journal
from loaders.desk.opened import Opened, open_text, plain
from loaders.errors import LoadersError
from loaders.evidence.sources import SourceText, load_source
from loaders.problems import Position, Problem
from loaders.resolving.references import resolve_document
from loaders.rules.base import Case
from loaders.states.signature_file import read_signatures, signatures_file
from loaders.states.signatures import Signatures
from loaders.yaml.canonical import format_tree, tree_of
from loaders.yaml.parse import parse_document
from loaders.yaml.reader import Map
from loaders.yaml.records import DocumentHeader

if TYPE_CHECKING:
    from loaders.identity.authority import Authority
    from loaders.workspace import Workspace

__all__ = ["DeskFiles", "NotAtDesk"]

EMPTY: Final = "body: []\n"


class NotAtDesk(LoadersError):
    """A document or card that this desk does not have, or cannot open."""

    exit_code = 2


@dataclass(slots=True)
class _Views:
    """What was worked out from the files as they were last read."""

    authority: Authority | None = None
    facts_text: str | None = None
    facts: Opened | None = None
    drafts_text: str | None = None
    drafts: Opened | None = None
    cards: list[Card] = field(default_factory=list)


class DeskFiles:
    """The files of one document: its facts, drafts, signatures, text, and the journal."""

    def __init__(
        self, workspace: Workspace, document: str, authority: Callable[[], Authority]
    ) -> None:
        """Open the desk of a document.

        Args:
            workspace: Where its files stand.
            document: Its id.
            authority: Gives the authority files as they are now.
        """
        self.workspace = workspace
        self.document = document
        self.authority = authority
        self.lock = threading.RLock()
        self.journal = Journal(
            workspace.root, workspace.root / ".policykg" / "desk" / f"{document}.jsonl"
        )
        self._views = _Views()
        self._unsigned: list[Action] = []
        """What was accepted and is not signed yet."""
        self._source: tuple[tuple[Any, ...], SourceText | None] | None = None

    # -- files -----------------------------------------------------------------------------

    @property
    def facts_path(self) -> str:
        """The facts file, as the journal names it."""
        return self.workspace.name_of(self.workspace.facts_folder / f"{self.document}.yaml")

    @property
    def drafts_path(self) -> str:
        """The file of drafts."""
        return f"drafts/{self.document}.yaml"

    @property
    def signatures_path(self) -> str:
        """The file of signatures."""
        return self.workspace.name_of(signatures_file(self.workspace, self.document))

    def facts_text(self) -> str:
        """Return the facts file; before the first verdict, the header of the drafts alone."""
        return self.journal.text(self.facts_path)

    def facts(self) -> Opened:
        """Return the facts file, opened; where there is none yet, the drafts' header.

        Raises:
            NotAtDesk: the file cannot be read, or there is neither.
        """
        self._forget_old()
        text = self.facts_text() or self._header_alone()
        if self._views.facts is None or self._views.facts_text != text:
            self._views.facts = self._open(text, self.facts_path)
            self._views.facts_text = text
        return self._views.facts

    def need_readable(self, text: str) -> None:
        """Refuse a text of the facts file that could not be read again, before it is written.

        What was opened for it is kept, since it is asked for as soon as it is written.

        Raises:
            NotAtDesk: a record breaks its schema.
        """
        self._forget_old()
        opened = self._open(text, self.facts_path)
        self._views.facts, self._views.facts_text = opened, text

    def drafts(self) -> Opened | None:
        """Return the file of drafts, opened; none where there is none."""
        self._forget_old()
        text = self.journal.text(self.drafts_path)
        if not text:
            return None
        if self._views.drafts is None or self._views.drafts_text != text:
            self._views.drafts = self._open(text, self.drafts_path)
            self._views.drafts_text = text
            self._views.cards = cards_of(self._views.drafts, self._known_names())
        return self._views.drafts

    def _forget_old(self) -> None:
        """Open files again when the authority files say something else than before."""
        authority = self.authority()
        if self._views.authority is not authority:
            self._views = _Views(authority)

    def _known_names(self) -> frozenset[str]:
        authority = self.authority()
        names: set[str] = set()
        for identity in authority.kinds:
            record = authority.record(identity)
            names.update((record.name.zh, *record.aliases))
        return frozenset(names)

    def _open(self, text: str, name: str) -> Opened:
        parsed = parse_document(text.encode("utf-8"), name)
        if parsed.document is None:
            first = parsed.problems[0]
            raise NotAtDesk(f"{first.at}: {first.en}", f"{first.at}:{first.zh}")
        source = self.source(parsed.document.document)
        opened = open_text(text, name, self.authority(), source, parsed)
        if isinstance(opened, list):
            raise NotAtDesk(f"{opened[0].at}: {opened[0].en}", f"{opened[0].at}:{opened[0].zh}")
        return opened

    def source(self, header: DocumentHeader) -> SourceText | None:
        """Return the text of the document, read once for one header."""
        key = (header.source.file, header.source.language, header.ruby, repr(header.readings),
               repr(header.article), header.quotes)  # fmt: skip
        if self._source is None or self._source[0] != key:
            found = load_source(header, self.workspace.source_folders, Position(self.document))
            if isinstance(found, Problem):
                raise NotAtDesk(found.en, found.zh)
            self._source = key, found
        return self._source[1]

    def _header_alone(self) -> str:
        drafts = self.journal.text(self.drafts_path)
        if not drafts:
            raise NotAtDesk(
                f"there are neither facts nor drafts of {self.document}",
                f"{self.document} 既无事实也无草稿",
            )
        parsed = parse_document(drafts.encode("utf-8"), self.drafts_path)
        if parsed.tree is None or "body" not in parsed.tree:
            first = parsed.problems[0]
            raise NotAtDesk(f"{first.at}: {first.en}", f"{first.at}:{first.zh}")
        data = {"document": plain(parsed.tree["document"])}
        return "\n".join([*format_tree(cast(Map, tree_of(data))), EMPTY])

    def signatures(self) -> Signatures:
        """Return who signed what in this document."""
        return read_signatures(self.workspace, self.document)

    def _case(self, opened: Opened) -> Case | None:
        if opened.evidence is None:
            return None
        folder = opened.evidence.source.folder
        case = Case(opened.document, self.authority(), folder, opened.evidence)
        case.resolved = resolve_document(opened.document, self.authority(), self.workspace.base)
        return case
