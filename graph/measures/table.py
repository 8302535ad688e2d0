"""Tables of measures that carry their method: rule, filter, data version, query, source."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from graph.networks.rows import cited
from graph.networks.specs import Words
from graph.rdf.delimited import write_csv
from graph.textgrid import DISPLAY, GridCell, as_html, as_text

if TYPE_CHECKING:
    import pandas

    from graph.networks.nx import Net


_ADDRESS: Final = re.compile(r"https?://[^\s,]+/([^\s,/]+)")
"""The IRI of a document or place, of which readers want the id alone."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key, its heading in both languages."""

    key: str
    label: Words


@dataclass(frozen=True)
class MeasureTable:
    """Rows with the method behind them; prints as text, shows as HTML, becomes a data frame."""

    name: str
    title: Words
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    rule: Words
    source: str = ""
    """Where the measures are defined; ``docs/analyses.md`` has the references."""
    filter: Mapping[str, Any] = field(default_factory=dict)
    version: str = ""
    """The hash of the data."""
    release: str = ""
    """The release that the data belong to."""
    sparql: str = ""

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return iter(self.records())

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the columns."""
        return tuple(column.key for column in self.columns)

    def records(self) -> list[dict[str, Any]]:
        """Return the rows as dictionaries."""
        return [dict(zip(self.keys, row, strict=True)) for row in self.rows]

    def find(self, **wanted: Any) -> dict[str, Any]:
        """Return the first row with these values.

        Raises:
            LookupError: there is none.
        """
        for record in self.records():
            if all(record.get(k) == v for k, v in wanted.items()):
                return record
        raise LookupError(f"no row of {self.name} with {wanted}")

    def method(self, language: str = "zh") -> str:
        """Return one line that says rule, filter and data version, as a caption needs it."""
        zh = language.startswith("zh")
        data = cited({"version": self.version, "release": self.release}, language)
        narrowed = ", ".join(f"{k}={v}" for k, v in self.filter.items())
        parts = [
            self.rule.zh if zh else self.rule.en,
            (f"筛选：{narrowed or '无'}" if zh else f"Filter: {narrowed or 'none'}"),
            f"数据版本：{data}" if zh else f"Data version: {data}",
        ]
        if self.source:
            parts.append(f"定义：{self.source}" if zh else f"Defined by {self.source}")
        return (
            "；".join(p.rstrip("。") for p in parts) + "。"
            if zh
            else ". ".join(p.rstrip(".") for p in parts) + "."
        )

    def to_csv(self, *, excel: bool = False) -> str:
        """Return the rows as CSV; the method is no row: keep :meth:`method` beside the file."""
        return write_csv(self.keys, self.rows, excel=excel)

    def to_dataframe(self) -> pandas.DataFrame:
        """Return a data frame; its ``attrs`` carry rule, filter, version and query."""
        import pandas

        frame = pandas.DataFrame.from_records(list(self.rows), columns=list(self.keys))
        frame.attrs.update(
            rule=self.rule.en,
            filter=dict(self.filter),
            version=self.version,
            release=self.release,
            sparql=self.sparql,
            source=self.source,
        )
        return frame

    def as_dict(self) -> dict[str, Any]:
        """Return the table with its method as plain data, for JSON; what has no value is None."""
        return {
            "title": self.title.en,
            "method": self.method("en"),
            "data-version": self.version,
            "release": self.release,
            "sparql": self.sparql,
            "columns": list(self.keys),
            "rows": [[None if _is_nan(value) else value for value in row] for row in self.rows],
        }

    def text(self, language: str = "zh", width: int = 0) -> str:
        """Return the table for a terminal, Chinese aligned, with its method below.

        IRIs and the names in the other language are left out; files have them.
        """
        grid = as_text(*self._for_reader(language), width)
        return f"{self._title(language)}\n{grid}\n{self.method(language)}"

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        language = DISPLAY.language
        header, rows = self._for_reader(language)
        end = "。" if language == "zh" else ". "
        method = _ADDRESS.sub(r"\1", self.method(language))
        return as_html(header, rows, f"{self._title(language)}{end}{method}")

    def _for_reader(self, language: str) -> tuple[list[str], list[list[GridCell]]]:
        """Return headings and cells of the columns that a reader of one language wants."""
        shown = [at for at, key in enumerate(self.keys) if _for_reading(key, language)]
        header = self._header(language)
        cells = [[row[at] for at in shown] for row in self._cells()]
        return [header[at] for at in shown], cells

    def _title(self, language: str) -> str:
        return self.title.zh if language.startswith("zh") else self.title.en

    def _header(self, language: str) -> list[str]:
        zh = language.startswith("zh")
        return [c.label.zh if zh else c.label.en for c in self.columns]

    def _cells(self) -> list[list[GridCell]]:
        return [[_cell(value) for value in row] for row in self.rows]


def _for_reading(key: str, language: str) -> bool:
    """Tell whether a reader of one language wants a column of names."""
    other = "_en" if language.startswith("zh") else "_zh"
    return key not in ("iri", "other") and not key.endswith(other)


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _cell(value: Any) -> GridCell:
    if isinstance(value, bool):
        return GridCell("✓" if value else "")
    if _is_nan(value):
        return GridCell("–", right=True)
    if isinstance(value, float):
        return GridCell(f"{value:.4f}".rstrip("0").rstrip(".") or "0", right=True)
    if isinstance(value, int):
        return GridCell(str(value), right=True)
    return GridCell("" if value is None else str(value))


def table(
    net: Net,
    name: str,
    title: Words,
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    *,
    source: str = "",
    rule: Words | None = None,
) -> MeasureTable:
    """Make a table that takes rule, filter, version and query from its network."""
    about = net.graph
    return MeasureTable(
        name,
        title,
        tuple(columns),
        tuple(tuple(_rounded(value) for value in row) for row in rows),
        rule or Words(about.get("rule_zh", ""), about.get("rule_en", "")),
        source,
        dict(about.get("filter", {})),
        about.get("version", ""),
        about.get("release", ""),
        about.get("sparql", ""),
    )


def _rounded(value: Any) -> Any:
    """Cut the noise of floating point, so that the same data give the same digits."""
    return round(value, 10) + 0.0 if isinstance(value, float) else value


NAME_COLUMNS: tuple[Column, ...] = (
    Column("iri", Words("标识", "IRI")),
    Column("label_zh", Words("名称", "Chinese name")),
    Column("label_en", Words("英文名称", "English name")),
)


def names(net: Net, node: str) -> tuple[str, str, str]:
    """Return IRI and names of a node, the first columns of most tables."""
    data = net.nodes[node] if node in net else net.graph.get("words", {}).get(node, {})
    zh = data.get("label_zh", data.get("zh", node))
    return node, str(zh), str(data.get("label_en", data.get("en", node)))


def ranked(
    rows: Sequence[Sequence[Any]], key: Callable[[Sequence[Any]], Any]
) -> list[Sequence[Any]]:
    """Sort rows by a number, the largest first, ties by IRI."""
    return sorted(rows, key=lambda row: (-key(row), str(row[0])))
