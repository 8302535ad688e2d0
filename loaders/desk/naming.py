"""Who is who at the desk: authority records made, or known ones given one more name."""

from __future__ import annotations

from typing import Any

from loaders.desk.files import DeskFiles, NotAtDesk
from loaders.desk.identities import Proposal, proposals_for, with_alias, with_record
from loaders.desk.journal import Action
from loaders.desk.same import AlreadyThere, defined_twice, same_in_authority, with_joined
from loaders.yaml.parse import read_tree, validate
from loaders.yaml.records import AuthorityFile

__all__ = ["DeskNames"]

Label = dict[str, str]


class DeskNames(DeskFiles):
    """What a reader does to the authority file of a document."""

    def proposals(self) -> list[Proposal]:
        """Return the authority records that drafts or facts of this document need."""
        with self.lock:
            known = [one for one in (self.drafts(), self.facts()) if one is not None]
            found: dict[tuple[str, str, str], Proposal] = {}
            for opened in known:
                for one in proposals_for(opened.document, self.authority()):
                    found.setdefault((one.section, one.id, one.names[0] if one.names else ""), one)
            return list(found.values())

    def make_identity(
        self, list_: str, identity: str, record: dict[str, Any], *, join: bool = False
    ) -> Action:
        """Write a new record into this document's authority file.

        Args:
            list_: ``places``, ``organisations`` …
            identity: The new id.
            record: The record as plain data.
            join: Where records of this document define the same thing, let them say that they
                mean the new one (``is:``), in the same action.

        Raises:
            AlreadyThere: an authority file, or this document, has the same thing already.
            NotAtDesk: the id is taken, or the record is none of its list.
        """
        with self.lock:
            self.journal.refresh()
            folder = self.workspace.facts_folder / "authority"
            path = self.workspace.name_of(folder / f"{self.document}.yaml")
            before = self.journal.text(path)
            text = self._with_identity(path, before, list_, identity, record)
            self._judged(path, text)
            files = {path: (before, text)}
            facts = self._joined(path, text, identity, join=join)
            if facts is not None:
                files[self.facts_path] = (self.facts_text(), facts)
            return self.journal.act("identity", files, {"identity": identity})

    def try_identity(self, list_: str, identity: str, record: dict[str, Any]) -> None:
        """Judge a new record by itself, as :meth:`make_identity` would, and write nothing.

        Raises:
            NotAtDesk: the id is taken, or the record is none of its list.
        """
        path = self.workspace.name_of(
            self.workspace.facts_folder / "authority" / f"{self.document}.yaml"
        )
        with self.lock:
            self.journal.refresh()
            text = self._with_identity(path, self.journal.text(path), list_, identity, record)
            self._judged(path, text)

    def _with_identity(
        self, path: str, before: str, list_: str, identity: str, record: dict[str, Any]
    ) -> str:
        if identity in self.authority().kinds:
            raise NotAtDesk(f"{identity} is taken: choose another id", f"{identity} 已被占用")
        try:
            return with_record(before, list_, identity, record)
        except ValueError as error:
            raise NotAtDesk(f"{path}: {error}", f"{path}:{error}") from None

    def _judged(self, path: str, text: str) -> None:
        """Refuse the text of an authority file that is none."""
        tree, problems = read_tree(text.encode("utf-8"), path)
        model, more = validate(AuthorityFile, tree, path) if tree is not None else (None, [])
        if model is None:
            first = [*problems, *more][0]
            raise NotAtDesk(first.en, first.zh)

    def _joined(self, path: str, text: str, identity: str, *, join: bool) -> str | None:
        """Return the facts in which records of the same thing say so; none: there are none.

        Raises:
            AlreadyThere: an authority file has the thing; or this document has, and is not to
                join it.
        """
        after = same_in_authority(self.workspace, path, text, identity)
        facts = self.facts_text()
        if not facts:
            return None
        source = self._source[1] if self._source is not None else None
        known = {one.key for one, _ in defined_twice(facts, self.authority(), source)}
        twins = [
            (fact, problem)
            for fact, problem in defined_twice(facts, after, source)
            if fact.key not in known
        ]
        if not twins:
            return None
        joined = with_joined(facts, [fact for fact, _ in twins], identity, after, source)
        if join and joined is not None:
            return joined
        raise AlreadyThere(twins, identity, joinable=joined is not None)

    def match_identity(self, identity: str, name: str, reason: Label | None = None) -> Action:
        """Give a known record one more name.

        Raises:
            NotAtDesk: no authority file has the record.
        """
        with self.lock:
            self.journal.refresh()
            for file in self.workspace.authority_files():
                path = self.workspace.name_of(file)
                before = self.journal.text(path)
                try:
                    text = with_alias(before, identity, name, reason)
                except ValueError:
                    continue
                if text is not None:
                    details = {"identity": identity, "name": name}
                    return self.journal.act("identity", {path: (before, text)}, details)
            raise NotAtDesk(f"no record {identity}", f"没有记录 {identity}")
