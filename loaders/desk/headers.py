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
from loaders.languages.edtf import read_edtf
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
            NotAtDesk: the file cannot be read, or could not any more; or a new value is none of
                its field.
        """
        _refuse_blank(fields)
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
            given = tuple(f"document/{key}" for key, value in fields.items() if value is not None)
            for one in parsed.problems:  # what is no header is not left for a person to take away
                if one.rule == _UNKNOWN_KEY and (one.rule, one.en) not in known:
                    raise NotAtDesk(one.en, one.zh)
                if any(f"{one.record}/".startswith(f"{field}/") for field in given):
                    raise _wrong(one.en, one.zh)
            _refuse_no_date(fields.get("written"))
            return self.journal.act("header", {path: (before, text)}, {"changed": sorted(fields)})


_UNKNOWN_KEY: Final = "schema-extra-forbidden"


def _wrong(en: str, zh: str) -> NotAtDesk:
    return NotAtDesk(
        f"{en}: nothing was written; change the value and save again",
        f"{zh}:未写入任何内容;请改正后再保存",
    )


def _refuse_blank(fields: Mapping[str, Any]) -> None:
    """Refuse keys and texts that hold nothing but blanks, which no reader would see.

    Raises:
        NotAtDesk: there is one.
    """
    for key, value in fields.items():
        if not key.strip():
            raise _wrong("a field without a name was sent", "有字段没有名称")
        waiting = [value]
        while waiting:
            one = waiting.pop()
            if isinstance(one, Mapping):
                waiting += [*map(str, one), *one.values()]
            elif isinstance(one, list | tuple):
                waiting += one
            elif isinstance(one, str) and not one.strip():
                raise _wrong(
                    f"`{key}` holds nothing but blanks where words belong",
                    f"“{key}”应有文字之处只有空白",
                )


def _refuse_no_date(written: Any) -> None:
    """Refuse a date in another form than EDTF.

    Raises:
        NotAtDesk: it is none.
    """
    if written is not None and read_edtf(str(written)) is None:
        raise _wrong(
            f"`written: {str(written)[:60]}` is no date: write 2023, 2023-05 or 2023-05-06, with ~ "
            "behind it where it is about then",
            f"“written: {str(written)[:60]}”不是日期:请写 2023、2023-05 或 2023-05-06,"
            "不确切时后加 ~",
        )


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
