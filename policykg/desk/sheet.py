"""The cards of a document as a spreadsheet to review them in: one row a card.

What is proposed and what is to be changed stand in columns of their own, so that nothing that a
program does to a cell that nobody touched is taken for a change.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from graph.errors import MissingPackage
from loaders.desk.cards import Card
from loaders.desk.desk import NotAtDesk
from loaders.drafting.reasons import told
from policykg import __version__
from policykg.desk.cells import form_record, shown, visible
from policykg.desk.columns import (
    CARD_PREFIX,
    COMMON,
    META,
    VERDICTS,
    field_header,
    header,
)
from policykg.desk.places import FIELDS as PLACE_FIELDS
from policykg.desk.places import PREFIX as PLACE_PREFIX
from policykg.desk.places import fields_of, places_of
from policykg.desk.titles import FIELDS as TITLE_FIELDS
from policykg.desk.titles import PREFIX as TITLE_PREFIX
from policykg.desk.titles import title_of
from policykg.desk.words import LISTS, WORDS
from policykg.desk.xlsx import MAX_CELL, letters, units

if TYPE_CHECKING:
    from loaders.desk.desk import Desk
    from loaders.evidence.sources import SourceText

__all__ = ["digest_of", "displayed", "other_fields", "review_sheet", "sentence_around", "too_long"]

LONG: Final = ("过长", "long")
"""The sheet of texts that no cell can hold."""
PLACES: Final = ("地方", "places")
"""The sheet of places to be made, where the document's own is not known yet."""
DOCUMENT: Final = ("文件", "document")
"""The sheet of the document's own title."""
HELP: Final = ("说明", "how to")
_IN_WORDS: Final = ("quote", "to", "occurrence")
"""Fields of a record that its words show already."""
_AROUND: Final = 1_000
"""Characters on each side in which the ends of a sentence are looked for."""
_WIDTHS: Final = {
    "id": 17, "order": 7, "list": 11, "state": 10, "words": 42, "sentence": 50, "rest": 28,
    "open": 32, "verdict": 11, "reason": 28, "other": 28,
}  # fmt: skip
_FIELD_WIDTHS: Final = {"name": 24, "en": 24, "lead": 28, "support": 28, "value": 14}


@dataclass(frozen=True, slots=True)
class _Column:
    what: str
    """``column``, ``proposed`` or ``change``."""
    key: str

    def title(self, lang: str) -> str:
        if self.what == "column":
            return header(self.key, lang)
        return field_header(self.key, lang, change=self.what == "change")

    @property
    def editable(self) -> bool:
        return self.what == "change" or self.key in ("verdict", "reason", "other")

    @property
    def width(self) -> int:
        if self.what == "column":
            return _WIDTHS[self.key]
        return _FIELD_WIDTHS.get(self.key, 16)


def digest_of(drafts: str) -> str:
    """Return the digest of a file of drafts, by which a review knows whether it has changed."""
    return sha256(drafts.encode("utf-8", "surrogatepass")).hexdigest()


def displayed(text: str) -> str:
    """Return what stands in a cell for a text: itself, or that it is too long for a cell."""
    if not too_long(text):
        return text
    return f"({len(text):,} characters / 字: sheet {LONG[1]} / 工作表 {LONG[0]})"


def other_fields(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a record that share one column."""
    return {key: value for key, value in record.items() if key not in (*COMMON, *_IN_WORDS)}


def too_long(text: str) -> bool:
    """Tell whether no cell can hold a text."""
    return units(visible(text)) > MAX_CELL


def sentence_around(card: Card, source: SourceText, ends: Any) -> str:
    """Return the sentence in which the words of a card stand; an ellipsis where it goes on.

    Args:
        card: The card.
        source: The text.
        ends: Pattern of what ends a sentence in its language.
    """
    start, end = card.span
    low, high = max(source.start, start - _AROUND), min(source.end, end + _AROUND)
    before, after = source.text[low:start], source.text[end:high]
    begins = [match.end() for match in ends.finditer(before)] + [before.rfind("\n") + 1]
    begin = max(begins)
    closed = ends.search(source.text[end - 1 : end]) is not None
    match = None if closed else ends.search(after)
    stops = [match.end()] if match else []
    stops += [at for at in (after.find("\n"),) if at >= 0]
    stop = 0 if closed else min(stops, default=len(after))
    cut_before = "…" if not begin and low > source.start else ""
    cut_after = "…" if not closed and not stops and high < source.end else ""
    return cut_before + before[begin:] + source.text[start:end] + after[:stop].rstrip() + cut_after


def review_sheet(desk: Desk, lang: str) -> bytes:
    """Return the cards of a desk as XLSX.

    Args:
        desk: The desk of a document that has drafts and whose text is at hand.
        lang: ``zh`` or ``en``, for headings, reasons and verdicts.

    Raises:
        MissingPackage: openpyxl is not installed.
        NotAtDesk: there are no cards.
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise MissingPackage("openpyxl", "xlsx", "a spreadsheet", "电子表格") from None
    rows, columns = _rows(desk, lang)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "审读" if lang == "zh" else "review"
    long: list[tuple[str, str, str]] = []
    _fill(sheet, columns, rows, lang, long)
    _offer_verdicts(sheet, columns, len(rows), lang)
    _add_title(book, desk, lang, long)
    _add_places(book, desk, lang, long)
    if long:
        _add_long(book, long, lang)
    _add_help(book, lang)
    _add_meta(book, desk, len(rows))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _rows(desk: Desk, lang: str) -> tuple[list[dict[_Column, str]], list[_Column]]:
    drafts = desk.drafts()
    cards = desk.cards()
    if drafts is None or drafts.evidence is None or not cards:
        raise NotAtDesk(
            f"there are no cards of {desk.document}: it has no drafts, or its text is not at hand",
            f"{desk.document} 没有卡片:没有草稿,或原文不在手边",
        )
    source = drafts.evidence.source
    ends = source.language.punctuation.sentence_end
    ordered = sorted(enumerate(cards), key=lambda one: (one[1][0].rank, one[0]))
    records = [form_record(card) for card, _ in cards]
    fields = [key for key in COMMON if any(key in record for record in records)]
    columns = _columns(fields)
    rows = []
    for number, (_, (card, verdict)) in enumerate(ordered, 1):
        record = form_record(card)
        row = {_Column("proposed", key): shown(record[key]) for key in fields if key in record}
        reasons = (f"{key}: {told(why, lang)}" for key, why in card.open.items())
        row |= {
            _Column("column", "id"): CARD_PREFIX + card.id,
            _Column("column", "order"): str(number),
            _Column("column", "list"): LISTS[card.list][lang != "zh"],
            _Column("column", "state"): WORDS[verdict][lang != "zh"],
            _Column("column", "words"): source.text[slice(*card.span)],
            _Column("column", "sentence"): sentence_around(card, source, ends),
            _Column("column", "rest"): shown(other_fields(record)),
            _Column("column", "open"): "\n".join(reasons),
        }
        rows.append(row)
    return rows, columns


def _columns(fields: Sequence[str]) -> list[_Column]:
    changes = list(dict.fromkeys((*fields, "en")))
    return [
        *(_Column("column", key) for key in ("id", "order", "list", "state", "words", "sentence")),
        *(_Column("proposed", key) for key in fields),
        *(_Column("column", key) for key in ("rest", "open", "verdict", "reason")),
        *(_Column("change", key) for key in changes),
        _Column("column", "other"),
    ]


def _few_columns(proposed: Sequence[str], changes: Sequence[str]) -> list[_Column]:
    """Return the columns of a sheet whose rows are no cards."""
    return [
        *(_Column("column", key) for key in ("id", "list", "words")),
        *(_Column("proposed", key) for key in proposed),
        *(_Column("column", key) for key in ("verdict", "reason")),
        *(_Column("change", key) for key in changes),
    ]


def _add_title(book: Any, desk: Desk, lang: str, long: list[tuple[str, str, str]]) -> None:
    """Add a sheet with the document's own title, whose English a draft cannot know."""
    title = title_of(desk)
    columns = _few_columns(TITLE_FIELDS, TITLE_FIELDS)
    row = {
        _Column("column", "id"): TITLE_PREFIX + desk.document,
        _Column("column", "list"): LISTS["title"][lang != "zh"],
        _Column("column", "words"): title.get("name", ""),
        **{_Column("proposed", key): text for key, text in title.items()},
    }
    sheet = book.create_sheet(DOCUMENT[lang != "zh"])
    _fill(sheet, columns, [row], lang, long)
    _offer_verdicts(sheet, columns, 1, lang)


def _add_places(book: Any, desk: Desk, lang: str, long: list[tuple[str, str, str]]) -> None:
    """Add a sheet of the places that the document's jurisdiction needs, where nothing knows it."""
    places = places_of(desk)
    if not places:
        return
    columns = _few_columns(PLACE_FIELDS, ("id", *PLACE_FIELDS))
    rows = [
        {
            _Column("column", "id"): PLACE_PREFIX + place.id,
            _Column("column", "list"): LISTS["places"][lang != "zh"],
            _Column("column", "words"): "、".join(place.names),
            **{_Column("proposed", key): value for key, value in fields_of(place, lang).items()},
        }
        for place in places
    ]
    sheet = book.create_sheet(PLACES[lang != "zh"])
    _fill(sheet, columns, rows, lang, long)
    _offer_verdicts(sheet, columns, len(rows), lang)


def _fill(
    sheet: Any,
    columns: list[_Column],
    rows: Iterable[dict[_Column, str]],
    lang: str,
    long: list[tuple[str, str, str]],
) -> None:
    """Write heading and rows; every cell is text, and stays so when somebody edits it."""
    from openpyxl.styles import Alignment, Font, PatternFill

    bold, top = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    grey, yellow = PatternFill("solid", "FFE7E6E6"), PatternFill("solid", "FFFFF2CC")
    for at, column in enumerate(columns, 1):
        cell = sheet.cell(1, at, column.title(lang))
        cell.font, cell.alignment = bold, top
        cell.fill = yellow if column.editable else grey
        sheet.column_dimensions[letters(at)].width = column.width
    last = 1
    for last, row in enumerate(rows, 2):
        card = row[_Column("column", "id")]
        for at, column in enumerate(columns, 1):
            text = row.get(column, "")
            if too_long(text):
                long.append((card, column.title(lang), text))
            cell = sheet.cell(last, at)
            _put(cell, column, displayed(text))
            cell.alignment = top
            if column.editable:
                cell.fill = yellow
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{letters(len(columns))}{last}"


def _put(cell: Any, column: _Column, text: str) -> None:
    if column == _Column("column", "order"):
        cell.value = int(text)
        return
    cell.number_format = "@"
    if text:
        text = visible(text)
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text[0] in "=+-@'\t"  # what is typed anew begins no formula either


def _offer_verdicts(sheet: Any, columns: list[_Column], rows: int, lang: str) -> None:
    """Offer the verdicts, and the usual reasons, as lists to choose from."""
    from openpyxl.worksheet.datavalidation import DataValidation

    index = int(lang != "zh")
    why = [WORDS[f"why{n}"][index].replace(",", ";") for n in range(1, 5)]
    offers = {"verdict": [words[index] for words in VERDICTS.values()], "reason": why}
    for key, choices in offers.items():
        at = columns.index(_Column("column", key)) + 1
        listed = ",".join(choices)
        validation = DataValidation("list", formula1=f'"{listed}"', allow_blank=True)
        validation.showErrorMessage = key == "verdict"
        validation.errorStyle = "warning"  # the other language's words are taken as well
        validation.errorTitle = header("verdict", lang)
        validation.error = listed
        validation.add(f"{letters(at)}2:{letters(at)}{rows + 1}")
        sheet.add_data_validation(validation)


def _add_long(book: Any, long: list[tuple[str, str, str]], lang: str) -> None:
    """Add the texts that no cell can hold, in parts."""
    sheet = book.create_sheet(LONG[lang != "zh"])
    row = 0
    for card, title, text in long:
        for part in _parts(visible(text)):
            row += 1
            for at, value in enumerate((card, title, part), 1):
                cell = sheet.cell(row, at, value)
                cell.data_type, cell.number_format = "s", "@"


def _parts(text: str) -> Iterable[str]:
    step = MAX_CELL // 2
    return (text[at : at + step] for at in range(0, len(text), step))


def _add_help(book: Any, lang: str) -> None:
    sheet = book.create_sheet(HELP[lang != "zh"])
    sheet.column_dimensions["A"].width = 100
    for row, pair in enumerate(_HOW_TO, 1):
        cell = sheet.cell(row, 1, pair[lang != "zh"])
        cell.data_type = "s"


def _add_meta(book: Any, desk: Desk, rows: int) -> None:
    sheet = book.create_sheet(META)
    sheet.sheet_state = "hidden"
    said = {
        "policykg review": "1",
        "document": desk.document,
        "drafts": digest_of(desk.journal.text(desk.drafts_path)),
        "software": __version__,
        "rows": str(rows),
    }
    for row, (key, value) in enumerate(said.items(), 1):
        for at, text in enumerate((key, value), 1):
            cell = sheet.cell(row, at, text)
            cell.data_type, cell.number_format = "s", "@"


_HOW_TO: Final = (
    (
        "每行一张卡片,即一条拟议的记录。请在黄色各列填写;其余各列只供阅读。",
        "One row is one card: one record that is proposed. Fill in the yellow columns; the others "
        "are to be read.",
    ),
    (
        "结论:采纳、修改、不采纳、稍后;留空则仍待审。中英文均可。",
        "Verdict: accept, change, dismiss or later; a blank row keeps waiting. Chinese words are "
        "taken as well.",
    ),
    (
        "修改:把新值写入“改: …”各列,一个减号(-)表示清空该字段;多个值每行一个。",
        "Change: write the new value into a column `change: …`; a single hyphen (-) takes the "
        "field away; several values stand one a line.",
    ),
    (
        "没有专列的字段写在“改其他字段”:每行“键: 值”。",
        "Fields without a column go into `change other fields`, one line each: `key: value`.",
    ),
    ("不采纳须写明理由。", "A dismissal needs a reason."),
    (
        "可以排序、筛选、移动或隐藏行列;请勿改动“卡片”列,也不要只对部分列排序。",
        "Sort, filter, move and hide as you like; leave the column `card` as it is, and never sort "
        "some columns without the others.",
    ),
    (
        "工作表“文件”是此文件的标题:英文标题写在“改: …”一列,结论写“修改”。",
        "The sheet `document` is the document's own title: write its English into the column "
        "`change: …`, with the verdict change.",
    ),
    (
        "有工作表“地方”时:此文件的地区尚无记录,请先在那里填写结论;其上级在前。",
        "Where there is a sheet `places`: the document's own place has no record yet. Give the "
        "verdict there first; what it lies in stands above it.",
    ),
    (
        "完成后:policykg review 文件.xlsx --as 姓名(先加 --dry-run 可试行)。",
        "When done: policykg review FILE.xlsx --as NAME (with --dry-run first, to try it).",
    ),
)
