"""The header of a document at the desk: what it lacks, changed, and places made for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from loaders.desk.cards import TODO
from loaders.desk.changing import change_record
from loaders.desk.files import DeskFiles, NotAtDesk
from loaders.desk.identities import Proposal, place_proposals
from loaders.desk.journal import Action
from loaders.desk.opened import open_tree, plain
from loaders.problems import Position, Problem
from loaders.yaml.parse import parse_document
from loaders.yaml.reader import Map

__all__ = ["DeskHeader"]


class DeskHeader(DeskFiles):
    """What a reader does to the header."""

    def header(self) -> tuple[dict[str, Any], list[Problem]]:
        """Return the header as it stands, and what keeps the document from being opened."""
        with self.lock:
            path = self._header_path()
            parsed = parse_document(self.journal.text(path).encode("utf-8"), path)
            given = parsed.tree.get("document") if parsed.tree is not None else None
            data = plain(given) if isinstance(given, Map) else {}
            problems = [one for one in parsed.problems if one.severity == "error"]
            place = str(data.get("jurisdiction", ""))
            if parsed.document is not None and not self._knows_place(place, data):
                problems.append(_unknown_place(place, path))
            return data, problems

    def places_to_make(self) -> list[Proposal]:
        """Return records for a jurisdiction that only the gazetteer knows; those above it first."""
        with self.lock:
            header, _ = self.header()
            if self._knows_place(str(header.get("jurisdiction", "")), header):
                return []
            return place_proposals(header, self.authority())

    def _header_path(self) -> str:
        return self.facts_path if self.facts_text() else self.drafts_path

    def _knows_place(self, name: str, data: dict[str, Any]) -> bool:
        authority = self.authority()
        return name in authority.places or (
            authority.resolve(("place",), name, None, None).id is not None
        )

    def change_header(self, fields: Mapping[str, Any]) -> Action:
        """Change fields of the header: of the facts file, or before there is one, of the drafts.

        Raises:
            NotAtDesk: the file cannot be read, or could not any more.
        """
        with self.lock:
            self.journal.refresh()
            path = self._header_path()
            before = self.journal.text(path)
            try:
                opened = open_tree(before)
                node = opened.tree["document"]
            except (ValueError, KeyError) as error:
                raise NotAtDesk(f"{path} cannot be read: {error}", f"{path} 无法读取") from None
            text = change_record(opened, node, fields)
            parsed = parse_document(text.encode("utf-8"), path)
            if parsed.tree is None:
                first = parsed.problems[0]
                raise NotAtDesk(f"{first.at}: {first.en}", f"{first.at}:{first.zh}")
            known = {(one.rule, one.en) for one in parse_document(before.encode(), path).problems}
            for one in parsed.problems:  # what is no header is not left for a person to take away
                if one.rule == _UNKNOWN_KEY and (one.rule, one.en) not in known:
                    raise NotAtDesk(one.en, one.zh)
            return self.journal.act("header", {path: (before, text)}, {"changed": sorted(fields)})


_UNKNOWN_KEY: Final = "schema-extra-forbidden"


def _unknown_place(name: str, path: str) -> Problem:
    if name.upper() in ("", TODO):
        return Problem(
            "reference-unknown",
            Position(path),
            "`jurisdiction` is still to be filled in: no place was found in the text; name one of "
            "the authority files, or make its record at the desk",
            "尚未填写 jurisdiction:文中未见地方;请填写权威文件中的地方,或在审读台新建其记录",
        )
    return Problem(
        "reference-unknown",
        Position(path),
        f"`jurisdiction: {name}` is no place that is known: choose one, or make its record",
        f"“jurisdiction: {name}”不是已知的地方:请选择,或新建其记录",
        recorded=name,
    )
