"""What ``kg.search`` gives: the search page's answer, to read, show and pass on."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Sequence
from functools import cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from graph.errors import BadParameter, MissingPackage
from graph.queries.results import Row
from graph.rdf.terms import IRI
from graph.textgrid import GridCell, as_html, as_text
from loaders.errors import LoadersError
from ontology.damage import is_damage
from ontology.messages import counted

if TYPE_CHECKING:
    import pandas

    from explorer.i18n import Language
    from explorer.view.model import GraphView
    from explorer.view.source_index import SourceIndex
    from graph.builds.generation import Generation

__all__ = ["SearchResult", "search_generation", "source_folders"]

COLUMNS: Final = ("thing", "name", "kind", "document")


class SearchResult:
    """What a search finds, in groups; iterating gives a :class:`Row` for each result shown.

    Columns: ``thing`` (an IRI; of a source text its document), ``name`` (label, quotation or
    excerpt), ``kind`` (a slug of the explorer, ``quotes`` or ``texts``) and ``document``.
    """

    def __init__(self, answer: dict[str, Any], lang: Language) -> None:
        self._answer = answer
        self._lang = lang

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as the explorer's ``/search.json`` has it."""
        return self._answer

    @property
    def total(self) -> int:
        """How much was found; the groups show the first of each."""
        return int(self._answer["total"])

    @property
    def totals(self) -> dict[str, int]:
        """How much was found of each kind."""
        answer = self._answer
        found = {group["slug"]: group["total"] for group in answer["groups"]}
        found |= {name: answer[name]["total"] for name in ("quotes", "texts")}
        return {kind: total for kind, total in found.items() if total}

    @property
    def dropped(self) -> list[str]:
        """Words left out because nothing fits all of them together."""
        return list(self._answer["dropped"])

    @property
    def absent(self) -> int:
        """How many documents' source texts were not at hand."""
        return int(self._answer["texts"]["absent"]["total"])

    @cached_property
    def rows(self) -> list[Row]:
        """The results that are shown: the first of each kind."""
        answer = self._answer
        found = [
            (IRI(r["iri"]), r["label"], group["slug"], "; ".join(r["documents"]))
            for group in answer["groups"]
            for r in group["results"]
        ]
        for kind in ("quotes", "texts"):
            found += [
                (IRI(r["iri"]), r["text"], kind, r["document"]) for r in answer[kind]["results"]
            ]
        return [Row(values, COLUMNS) for values in found]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, index: int) -> Row:
        return self.rows[index]

    def to_dataframe(self) -> pandas.DataFrame:
        """Return the results that are shown as a data frame.

        Raises:
            MissingPackage: pandas is not installed.
        """
        try:
            import pandas as pd
        except ImportError:
            raise MissingPackage("pandas", "dataframe", "a data frame", "数据框") from None
        return pd.DataFrame([list(row) for row in self.rows], columns=list(COLUMNS))

    def table(self, columns: int = 0) -> str:
        """Return the results for a terminal, a table a kind, with what was left out."""
        pieces = [*self._notes()]
        for heading, results in self._groups():
            pieces.append(f"\n{heading}\n{as_text(self._header(), results, columns)}")
        return "\n".join(pieces + self._ends()).strip("\n")

    def _header(self) -> tuple[str, str]:
        return ("名称或文字", "文献") if self._lang == "zh" else ("name or words", "document")

    def _groups(self) -> Iterator[tuple[str, list[list[GridCell]]]]:
        answer, chinese = self._answer, self._lang == "zh"
        names = {"quotes": "引文", "texts": "原文"} if chinese else {
            "quotes": "Quotes", "texts": "Source texts"
        }  # fmt: skip
        groups = [(group["name"], group, "label") for group in answer["groups"]]
        groups += [(name, answer[kind], "text") for kind, name in names.items()]
        for name, group, words in groups:
            shown, total = len(group["results"]), group["total"]
            if total:
                more = "+" if group["more"] else ""
                of = f"{shown} / {total}{more}" if shown < total or more else f"{total}"
                yield (
                    f"{name} ({of})",
                    [[GridCell(r[words]), GridCell(_documents(r))] for r in group["results"]],
                )

    def _notes(self) -> list[str]:
        answer, chinese = self._answer, self._lang == "zh"
        total = answer["total"]
        found = [f"{total} 项结果" if chinese else counted(total, "result")]
        for split in answer["split"]:
            pieces = " ".join(split["pieces"])
            word = split["word"]
            found.append(f"“{word}”拆为:{pieces}" if chinese else f"“{word}” read as: {pieces}")
        if answer["dropped"]:
            words = " ".join(answer["dropped"])
            found.append(f"已略去:{words}" if chinese else f"left out: {words}")
        return found

    def _ends(self) -> list[str]:
        answer, chinese = self._answer, self._lang == "zh"
        found = []
        if near := [one["label"] for one in answer["near"]]:
            found.append(("\n相近的条目:" if chinese else "\nWhat lies near: ") + ", ".join(near))
        absent = answer["texts"]["absent"]
        if absent["total"]:
            found.append(
                f"\n{absent['total']} 份文献(共 {absent['of']} 份)的原文不在此处,只查其引文"
                if chinese
                else f"\nThe source texts of {absent['total']} of {absent['of']} documents are "
                "not at hand; of these only the quotes are searched"
            )
        return found

    def _repr_html_(self) -> str:
        notes = "".join(f"<p>{escape(note)}</p>" for note in self._notes())
        tables = "".join(
            f"<h4>{escape(heading)}</h4>{as_html(self._header(), results)}"
            for heading, results in self._groups()
        )
        ends = "".join(f"<p>{escape(end.strip())}</p>" for end in self._ends())
        return notes + tables + ends

    def __repr__(self) -> str:
        return self.table()

    def serialize(self) -> str:
        """Return the answer as JSON."""
        return json.dumps(self._answer, ensure_ascii=False, indent=1)


def _documents(result: dict[str, Any]) -> str:
    if isinstance(result.get("document"), str):
        return str(result["document"])
    left = result["documents_total"] - len(result["documents"])
    return "; ".join(result["documents"]) + (f" +{left}" if left > 0 else "")


def source_folders(workspace: Path, further: Sequence[Path]) -> tuple[Path, ...]:
    """Return where source texts lie; of a workspace whose settings are unsound, the usual place."""
    from loaders.workspace import open_workspace

    try:
        return open_workspace(workspace, further).source_folders
    except LoadersError:
        return (workspace / "sources", *further)


def search_generation(
    generation: Generation,
    text: str,
    folders: Sequence[Path],
    lang: Language,
    most: int,
    kind: str = "",
) -> SearchResult:
    """Search a build as the explorer's search page does.

    Raises:
        BadParameter: there is no word, or no such kind.
    """
    from explorer.view.answers import CHOICES, answer_of, results_of
    from explorer.view.opening import forget_pages

    if not isinstance(text, str):
        raise BadParameter(
            f"search for a text, not for {type(text).__name__}",
            f"请给出要搜索的文字,而非 {type(text).__name__}",
        )
    if not text.strip():
        raise BadParameter("search for a word or more", "请给出要搜索的词")
    if kind and kind not in CHOICES:
        there = ", ".join(CHOICES)
        raise BadParameter(
            f"there is no kind {kind}; there are: {there}", f"没有类别 {kind};可用:{there}"
        )
    # A shell hands on bytes that are no UTF-8 as lone surrogates, which nothing holds.
    query = _SURROGATE.sub("\ufffd", text.strip()[:200])

    def answered() -> SearchResult:
        view, texts = _opened(generation, tuple(folders))
        found = results_of(view, query, texts, kind)
        answer = answer_of(view, found, query, texts, lang, most=most)
        return SearchResult({**answer, "version": view.version}, lang)

    try:
        return answered()
    except sqlite3.DatabaseError as error:  # what is read is a cache: damaged, it is made anew
        if not is_damage(error):
            raise
        _OPEN.clear()
        forget_pages(generation)
        return answered()


_SURROGATE: Final = re.compile("[\ud800-\udfff]")

_OPEN: dict[tuple[Path, str, tuple[Path, ...]], tuple[GraphView, SourceIndex]] = {}
"""The build that was searched last: opening its tables takes longer than a search."""


def _opened(generation: Generation, folders: tuple[Path, ...]) -> tuple[GraphView, SourceIndex]:
    from explorer.view.opening import view_of_build
    from explorer.view.source_index import source_index

    key = (generation.folder, generation.data_version, folders)
    if key not in _OPEN:
        view = view_of_build(generation)
        _OPEN.clear()
        _OPEN[key] = view, source_index(view, folders, generation.folder.parent)
    return _OPEN[key]
