"""What the page of two readings shows: differences with their words, and what both say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from explorer.kit.fieldnames import field_name
from loaders.desk.files import NotAtDesk
from policykg.cli.agreement_report import KINDS
from policykg.desk.originals import original_of

if TYPE_CHECKING:
    from loaders.desk.readings import Difference, Side
    from policykg.desk.service import DeskService

__all__ = ["readings_of"]

_FIELDS: Final = {
    "only": ("仅一方有此记录", "record in one reading only"),
    "record": ("记录的类别", "kind of record"),
}


def readings_of(service: DeskService, document: str, name: str | None, lang: str) -> dict[str, Any]:
    """Return what the page shows.

    Args:
        service: The desks.
        document: Its id.
        name: The second reading; none: only which there are.
        lang: ``zh`` or ``en``.

    Raises:
        NotAtDesk: there is no such document or reading, or they cannot be compared.
    """
    desk = service.desk(document)
    at_hand = desk.readings()
    data: dict[str, Any] = {
        "document": document, "readings": at_hand, "reading": name, "differences": [],
        "agreed": [], "problems": 0, "history": service.history(desk),
    }  # fmt: skip
    if name is None:
        return data
    with desk.lock:
        found = desk.compared(name)
        agreed = desk.agreed(name)
        evidence = desk.facts().evidence
    if evidence is None:
        raise NotAtDesk("the text is not at hand", "原文不在手边")
    source = evidence.source
    data["differences"] = [_difference(one, lang) for one in found.differences]
    data["agreed"] = [
        {
            "key": unit.key, "kind": _kind(unit.kind, lang), "spans": unit.spans[:3],
            "fields": [
                [_field(item.field, lang), item.values[0].shown if item.values[0] else ""]
                for item in items
            ],
        }
        for unit, items in agreed
    ]  # fmt: skip
    data["problems"] = found.problems
    record = service.originals.record(source.file, source.sha256)
    return {
        **data, "text": source.text[source.start : source.end], "start": source.start,
        **original_of(record),
    }  # fmt: skip


def _difference(one: Difference, lang: str) -> dict[str, Any]:
    return {
        "id": one.id, "kind": _kind(one.kind, lang), "field": _field(one.field, lang),
        "only": ("left" if one.left.record else "right") if one.field == "only" else "",
        "title": one.title, "left": _side(one.left), "right": _side(one.right),
        "fields": [[_field(name, lang), value] for name, value in one.fields],
        "takes": one.takes_right, "settled": one.settled,
    }  # fmt: skip


def _side(side: Side) -> dict[str, Any]:
    return {"record": side.record, "value": side.value, "spans": side.spans[:3]}


def _kind(kind: str, lang: str) -> str:
    english, chinese = KINDS.get(kind, (kind, kind))
    return chinese if lang == "zh" else english


def _field(name: str, lang: str) -> str:
    if name in _FIELDS:
        return _FIELDS[name][lang != "zh"]
    return field_name(name, "zh" if lang == "zh" else "en")
