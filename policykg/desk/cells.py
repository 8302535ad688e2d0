"""Values of records as cells show them, and cells as values of records."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import datetime, timedelta
from typing import Any, Final

from loaders.desk.cards import Card
from loaders.desk.forms import FieldForm
from ontology.xmltext import UNFIT_TEXT
from policykg.desk.columns import folded
from policykg.desk.xlsx import Cell

__all__ = ["CLEARED", "NoValue", "form_record", "given", "same", "shown", "visible"]

CLEARED: Final = frozenset({"-", "–", "—", "－", "清空", "(clear)"})
"""What stands in a cell that takes a field away."""
_TIMES: Final = frozenset({"by", "deadline", "period", "baseline"})
_SERIALS: Final = range(10_000, 80_000)
"""Days since 1900 that are no year: 1927 to 2119."""
_TRUE: Final = frozenset({"true", "yes", "是", "1"})
_FALSE: Final = frozenset({"false", "no", "否", "0"})
_ESCAPE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


class NoValue(ValueError):
    """A cell that is no value of its field; ``en`` and ``zh`` say what is expected."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en, self.zh = en, zh


def form_record(card: Card) -> dict[str, Any]:
    """Return a card's record with ``kind`` and ``name`` where it is a part."""
    if card.list != "body" or not card.record:
        return card.record
    kind, name = next(iter(card.record.items()))
    return {"kind": kind, "name": name, **{k: v for k, v in card.record.items() if k != kind}}


def shown(value: Any) -> str:
    """Return a value as a person reads it: a list a line an item, a map a line a key."""
    if isinstance(value, list):
        return "\n".join(one if isinstance(one, str) else _json(one) for one in value)
    if isinstance(value, dict):
        lines = [f"{k}: {v if isinstance(v, str) else _json(v)}" for k, v in value.items()]
        return "\n".join(lines)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def visible(text: str) -> str:
    """Return a text as XML can hold it and no program misreads it.

    Control characters become their pictures, ``_x0041_`` is escaped as Excel does.
    """
    if UNFIT_TEXT.search(text):
        text = UNFIT_TEXT.sub(lambda found: _picture(found.group()), text)
    return _ESCAPE.sub("_x005F_", text.replace("\r\n", "\n").replace("\r", "\n"))


def _picture(character: str) -> str:
    return chr(0x2400 + ord(character)) if character < " " else "\ufffd"


def same(text: str, cell: Cell) -> bool:
    """Tell whether a cell still holds a text that was written to it, whatever a program made of it.

    Width, case and blanks do not count; a number is compared as a number, a date to the day,
    month or year that the text gives.
    """
    written = folded(_unescaped(visible(text)))
    if folded(cell.text) == written:
        return True
    if cell.kind == "number":
        return _fraction(written) is not None and _fraction(written) == _fraction(cell.text)
    return cell.kind == "date" and len(written) >= len("2025") and cell.text.startswith(written)


def _unescaped(text: str) -> str:
    return text.replace("_x005F_", "_")


def _fraction(text: str) -> float | None:
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return None


def given(cell: Cell, field: FieldForm, *, since_1904: bool = False) -> tuple[Any, str | None]:
    """Read the new value of a field.

    Args:
        cell: What stands in its column.
        field: The form of the field.
        since_1904: Whether the file counts days from 1904.

    Returns:
        The value, none where the field is to be taken away; and what a serial was read as.

    Raises:
        NoValue: it is no value of this field.
    """
    text = cell.text.strip()
    if text in CLEARED:
        if field.required:
            raise NoValue("this field cannot be taken away", "此字段不可清空")
        return None, None
    serial = field.key in _TIMES and cell.kind == "number" and text.isdecimal()
    if serial and int(text) in _SERIALS:
        day = _day(int(text), since_1904=since_1904)
        return day, day
    return _of_shape(text, field), None


def _of_shape(text: str, field: FieldForm) -> Any:
    if field.shape == "choice":
        return _choice(text, field.choices)
    if field.shape == "flag":
        return _flag(text)
    if field.shape == "map":
        return mapping(text)
    if field.shape == "texts":
        lines = [line.strip() for line in text.split("\n") if line.strip()]
        return lines if len(lines) > 1 else lines[0]
    return text


def _day(serial: int, *, since_1904: bool) -> str:
    first = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    return (first + timedelta(days=serial)).date().isoformat()


def _choice(text: str, choices: tuple[str, ...]) -> str:
    wanted = folded(text)
    for choice in choices:
        if folded(choice) == wanted:
            return choice
    known = ", ".join(choices)
    raise NoValue(f"one of these is expected: {known}", f"应为下列之一:{known}")


def _flag(text: str) -> str:
    word = folded(text)
    if word in _TRUE or word in _FALSE:
        return "true" if word in _TRUE else "false"
    raise NoValue("true or false is expected", "应为 true(是)或 false(否)")


def mapping(text: str) -> dict[str, str]:
    """Read lines of ``key: value``.

    Raises:
        NoValue: a line is none, or a key stands twice.
    """
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if not line.strip():
            continue
        key, mark, value = line.replace("：", ":", 1).partition(":")
        name = unicodedata.normalize("NFKC", key).strip().casefold()
        if not mark or not name or not value.strip() or name in found:
            raise NoValue(
                f"each line is `key: value`, each key once; this is not: {line.strip()[:40]}",
                f"每行应为“键: 值”,键不重复;此行不是:{line.strip()[:40]}",
            )
        found[name] = value.strip()
    return found
