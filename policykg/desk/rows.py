"""What every row of a review must keep, whatever it is of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from policykg.desk.columns import verdict_of
from policykg.desk.refusals import Place, Refusal, refusal
from policykg.desk.xlsx import Cell, letters

if TYPE_CHECKING:
    from policykg.desk.review_file import Row

__all__ = ["unsound"]


def unsound(row: Row, changes: Mapping[str, Cell]) -> Refusal | None:
    """Refuse a row whose verdict is none, or contradicts its changes; merged cells, formulas.

    Args:
        row: The row.
        changes: Its cells with new values, by field.
    """
    refused = _unsound_cells(row, changes)
    if refused is not None:
        return refused
    text, verdict = row.text("verdict"), verdict_of(row.text("verdict"))
    if verdict is None:
        kind = "verdict-unknown" if text else "verdict-missing"
        column = row.table.letter(("column", "verdict"))
        return refusal(kind, row.place("column", "verdict"), value=text, column=column)
    if changes and verdict == "accept":
        return refusal("change-unused", row.place("change", next(iter(changes))), value=text)
    return None


def _unsound_cells(row: Row, changes: Mapping[str, Cell]) -> Refusal | None:
    if row.merged:
        return refusal("merged", row.place("column", "verdict"), area=row.merged)
    for cell in [*changes.values(), *filter(None, [row.cell("verdict"), row.cell("id")])]:
        if cell.kind in ("formula", "error"):
            kind = "formula" if cell.kind == "formula" else "error-cell"
            at = Place(row.table.sheet, f"{letters(cell.column)}{cell.row}")
            return refusal(kind, at, value=cell.text)
    return None
