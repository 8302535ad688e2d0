"""A review in a spreadsheet, filled in as people and programs do."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from policykg.desk.service import DeskService
from policykg.desk.sheet import review_sheet
from tests.support.desk_example import DOCUMENT

__all__ = ["Filled", "filled", "office", "resaved"]


@dataclass
class Filled:
    """The sheet of a review, by the words of its rows and the headings of its columns."""

    book: Any
    sheet: Any

    def at(self, words: str, heading: str) -> Any:
        """Return the cell of a row that proposes a name, in a column."""
        return self.sheet.cell(self.row(words), self.column(heading))

    def row(self, name: str) -> int:
        """Return the row whose proposed name is this."""
        column = self.column("proposed: name")
        for row in range(2, self.sheet.max_row + 1):
            if self.sheet.cell(row, column).value == name:
                return row
        raise KeyError(name)

    def column(self, heading: str) -> int:
        """Return the number of a column."""
        head = [cell.value for cell in self.sheet[1]]
        return head.index(heading) + 1

    def say(self, name: str, verdict: object, **more: object) -> None:
        """Give a row its verdict, and other cells: ``reason``, ``change_value`` …"""
        self.at(name, "verdict").value = verdict
        for key, value in more.items():
            heading = key.replace("change_", "change: ").replace("_", " ")
            self.at(name, heading.replace(": other", " other")).value = value


def filled(root: Path, path: Path, fill: Callable[[Filled], None], lang: str = "en") -> Path:
    """Write the review of the drafted document, fill it in, and save it."""
    path.write_bytes(review_sheet(DeskService(root).desk(DOCUMENT), lang))
    book = openpyxl.load_workbook(path)
    fill(Filled(book, book.worksheets[0]))
    book.save(path)
    return path


def office() -> str | None:
    """Return the program of LibreOffice, where it is installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def resaved(path: Path, folder: Path, ending: str = "xlsx") -> Path:
    """Let LibreOffice open a file and save it again."""
    program = office()
    assert program is not None
    out = folder / "saved"
    subprocess.run(
        [program, "--headless", f"-env:UserInstallation={(folder / 'office').as_uri()}",
         "--convert-to", ending, "--outdir", str(out), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return out / f"{path.stem}.{ending}"
