"""What a query answers: rows, a truth value, or triples; to read, show, keep and pass on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, Literal, TypeVar

from graph.errors import GraphError, UnknownFormat
from graph.queries.asking import Asking, Ended
from graph.queries.dataframes import to_dataframe
from graph.rdf.delimited import write_csv
from graph.rdf.labels import labels_for
from graph.rdf.serialise import RESULT_FORMATS, serialize_graph, serialize_rows, write_rows
from graph.rdf.store import Answer, GraphStore
from graph.rdf.terms import IRI, Term, Text, Value, shorten, to_python
from graph.textgrid import DISPLAY, GridCell, as_html, as_text
from ontology.files import write_whole
from ontology.formats import holding
from ontology.rdf import (
    NamedNode,
    QuerySolutions,
    QueryTriples,
    Triple,
)

if TYPE_CHECKING:
    import pandas

T = TypeVar("T")
Kind = Literal["select", "ask", "construct"]

GRAPH_FORMATS: Final = tuple(holding("graph"))
"""Formats of CONSTRUCT and DESCRIBE."""

SHOWN_ROWS: Final = 50
"""So many rows are shown unless told otherwise."""


class Row(tuple[Any, ...]):
    """A row of a result: by position, by name (``row["task"]``) or as attribute (``row.task``)."""

    _names: tuple[str, ...]

    def __new__(cls, values: Sequence[Any], names: tuple[str, ...]) -> Row:
        """Make a row of values under the names of their columns."""
        made = super().__new__(cls, values)
        made._names = names
        return made

    def __getitem__(self, key: Any) -> Any:
        return tuple.__getitem__(self, _place(key, self._names) if isinstance(key, str) else key)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self._names:
            raise AttributeError(f"no column {name}; there are: {', '.join(self._names)}")
        return self[name]

    def as_dict(self) -> dict[str, Any]:
        """Return the row by name of column."""
        return dict(zip(self._names, self, strict=True))

    # ``SELECT (COUNT(*) AS ?count)`` is common; the tuple's own methods stand for other columns.

    @property
    def count(self) -> Any:
        """The column ``count``; without one, the method of tuples."""
        return self["count"] if "count" in self._names else super().count

    @property
    def index(self) -> Any:
        """The column ``index``; without one, the method of tuples."""
        return self["index"] if "index" in self._names else super().index


def _place(name: str, names: tuple[str, ...]) -> int:
    if name not in names:
        raise KeyError(f"no column {name}; there are: {', '.join(names)}")
    return names.index(name)


class Result:
    """The answer to a query.

    Iterating gives :class:`Row` for SELECT and triples for CONSTRUCT; ``bool()`` is the answer
    of ASK.  Numbers, dates and truth values come as Python's own, IRIs as :class:`IRI`, texts
    with a language as :class:`Text`; :attr:`terms` holds the RDF terms themselves.
    """

    def __init__(self, evaluate: Callable[[], Answer], store: GraphStore, text: str = "") -> None:
        self._evaluate = evaluate
        self._store = store
        self.sparql = text
        """The query as it was run, parameters bound."""
        asking = Asking(evaluate)
        self._fresh = [asking]
        self.labels: dict[str, str] = {}
        self._language = "en"
        self.warnings: list[str] = []
        """What may be wrong with the query though it ran, such as a term nobody declared."""
        self.kind: Kind
        self.variables: tuple[str, ...]
        self.kind, self.variables = asking.read(_described)

    def _read(self, order: Callable[[Answer], T]) -> T:
        """Do something with an answer nobody has read from; the engine's can be read once only."""
        with suppress(IndexError, Ended):
            return self._fresh.pop().read(order)
        return Asking(self._evaluate).read(order)

    @cached_property
    def terms(self) -> list[tuple[Term | None, ...]]:
        """The rows as RDF terms, unbound as none; the triples of a CONSTRUCT, sorted."""
        return self._read(_terms)

    @cached_property
    def answer(self) -> bool:
        """The answer of an ASK; of others, whether there is any row."""
        if self.kind == "ask":
            return self._read(bool)
        return bool(self.terms)

    @cached_property
    def rows(self) -> list[Row]:
        """The rows as Python values."""
        if self.kind == "ask":
            return [Row((self.answer,), self.variables)]
        return [Row([to_python(term) for term in row], self.variables) for row in self.terms]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def __bool__(self) -> bool:
        return self.answer

    def __getitem__(self, index: int) -> Row:
        return self.rows[index]

    def column(self, name: str) -> list[Any]:
        """Return the values of one column.

        Raises:
            KeyError: there is none of that name; the message lists them.
        """
        at = _place(name, self.variables)
        return [row[at] for row in self.rows]

    def triples(self) -> list[Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE, sorted."""
        if self.kind != "construct":
            raise _wrong_kind("triples", self.kind)
        return [Triple(*row) for row in self.terms]  # type: ignore[arg-type]

    def with_labels(self, language: str = "zh") -> Result:
        """Return the same result that shows labels in place of IRIs.

        Tables and data frames get a column ``…_label`` behind every column of IRIs.
        """
        iris = {term.value for row in self.terms for term in row if isinstance(term, NamedNode)}
        labelled = self._with(labels_for(self._store, iris, language))
        labelled._language = language
        return labelled

    def _with(self, labels: dict[str, str]) -> Result:
        labelled = Result.__new__(Result)
        labelled.__dict__.update(self.__dict__, labels=labels)
        return labelled

    # Showing

    def table(self, columns: int = 0, rows: int | None = None) -> str:
        """Return an aligned table, at most ``columns`` wide and ``rows`` long (none: all)."""
        if self.kind == "ask":
            return "true" if self.answer else "false"
        shown = self.rows if rows is None else self.rows[:rows]
        text = as_text(self.variables, [self._cells(row) for row in shown], columns)
        return f"{text}\n{self._summary(len(shown), self._language)}"

    def _summary(self, shown: int, language: str = "en") -> str:
        total = len(self.rows)
        if language == "zh":
            return f"{total} 行" if shown == total else f"{total} 行,显示前 {shown} 行"
        noun = "row" if total == 1 else "rows"
        return f"{total} {noun}" if shown == total else f"{shown} of {total} {noun}"

    def _cells(self, row: Row) -> list[GridCell]:
        return [self._cell(value) for value in row]

    def _cell(self, value: Any) -> GridCell:
        if value is None:
            return GridCell("")
        if isinstance(value, IRI):
            shown = self.labels.get(value) or shorten(value, self._store.prefixes)
            return GridCell(shown, link=str(value))
        if isinstance(value, Text):
            return GridCell(str(value), language=value.language)
        if isinstance(value, bool):
            return GridCell("true" if value else "false")
        if isinstance(value, Decimal):
            return GridCell(plain_decimal(_for_eyes(value)), right=True)
        return GridCell(str(value), right=isinstance(value, int | float))

    def __str__(self) -> str:
        return self.table(shutil.get_terminal_size().columns)

    def __repr__(self) -> str:
        table = self.table(shutil.get_terminal_size().columns, SHOWN_ROWS)
        return "\n".join((table, *(f"warning: {text}" for text in self.warnings)))

    def _repr_html_(self) -> str:
        if self.kind == "ask":
            return f"<code>{'true' if self.answer else 'false'}</code>"
        shown = self.rows[:SHOWN_ROWS]
        labelled = self if self.labels else self._named(shown, DISPLAY.language)
        rows = [labelled._cells(row) for row in shown]
        return as_html(self.variables, rows, self._summary(len(shown), DISPLAY.language))

    def _named(self, rows: list[Row], language: str) -> Result:
        """Return the same result that knows the labels of what some of its rows name."""
        iris = {value for row in rows for value in row if isinstance(value, IRI)}
        return self._with(labels_for(self._store, iris, language))

    # Keeping

    def serialize(self, format: str) -> bytes:
        """Return the answer in a format: json, xml, csv, tsv; turtle, jsonld … for triples.

        Raises:
            UnknownFormat: the format does not fit the kind of query.
        """
        if self.kind == "construct" and format in GRAPH_FORMATS:
            return serialize_graph(self.triples(), format, self._store.prefixes)
        if format not in RESULT_FORMATS or self.kind == "construct":
            fitting = GRAPH_FORMATS if self.kind == "construct" else tuple(RESULT_FORMATS)
            raise UnknownFormat(
                f"a {self.kind} result has no format {format}; choose one of {', '.join(fitting)}",
                f"{self.kind} 结果没有 {format} 格式,可选:{'、'.join(fitting)}",
            )
        return self._read(lambda answer: serialize_rows(answer, format))

    def write(self, target: IO[bytes], format: str) -> None:
        """Write the answer into a file; rows, however many, are not held.

        Raises:
            UnknownFormat: the format does not fit the kind of query.
        """
        if self.kind == "construct" or format not in RESULT_FORMATS:
            target.write(self.serialize(format))
        else:
            self._read(lambda answer: write_rows(answer, format, target))

    def to_csv(self, path: str | Path | None = None, *, excel: bool = False) -> str:
        """Return CSV of the rows, with label columns if labelled; ``excel``: BOM, no formulas."""
        text = write_csv(self.header(), self.records(), excel=excel)
        if path is not None:
            write_whole(Path(path), text)
        return text

    def to_json(self, path: str | Path | None = None) -> str:
        """Return SPARQL JSON results."""
        return self._text("json", path)

    def to_turtle(self, path: str | Path | None = None) -> str:
        """Return the triples of a CONSTRUCT as Turtle."""
        return self._text("turtle", path)

    def _text(self, format: str, path: str | Path | None) -> str:
        data = self.serialize(format)
        if path is not None:
            write_whole(Path(path), data)
        return data.decode()

    def header(self) -> list[str]:
        """Return the names of the columns, label columns among them."""
        labelled = self._labelled
        return [
            name
            for column in self.variables
            for name in ([column, f"{column}_label"] if column in labelled else [column])
        ]

    def records(self) -> Iterator[list[Any]]:
        """Yield the rows under :meth:`header`."""
        labelled = self._labelled
        for row in self.rows:
            record: list[Any] = []
            for column, value in zip(self.variables, row, strict=True):
                record.append(value)
                if column in labelled:
                    record.append(self.labels.get(value) if isinstance(value, IRI) else None)
            yield record

    @cached_property
    def _labelled_columns(self) -> frozenset[str]:
        return frozenset(
            name
            for name, values in zip(self.variables, zip(*self.rows, strict=True), strict=False)
            if any(isinstance(value, IRI) for value in values)
        )

    @property
    def _labelled(self) -> frozenset[str]:
        return self._labelled_columns if self.labels else frozenset()

    def to_dataframe(self) -> pandas.DataFrame:
        """Return a pandas data frame; types kept, languages in ``attrs["languages"]``.

        Raises:
            MissingPackage: pandas is not installed.
        """
        return to_dataframe(self.header(), self.records(), self.sparql)


_MANY_DIGITS: Final = -6
_SHOWN_PLACES: Final = 4
_HUGE: Final = Decimal(10) ** 20


def _for_eyes(value: Decimal) -> Decimal:
    """Round what a division has left, such as 6.5333333333, where it is shown; files keep it.

    Four decimals are shown, or below one four significant digits: 0.9167, 0.001235.
    """
    exponent = value.normalize().as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= _MANY_DIGITS or abs(value) >= _HUGE:
        return value
    places = _SHOWN_PLACES - min(0, value.adjusted() + 1)
    return value.quantize(Decimal(1).scaleb(-places))


def plain_decimal(value: Decimal) -> str:
    """Return a decimal without exponent and without zeros at its end."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _described(answer: Answer) -> tuple[Kind, tuple[str, ...]]:
    """Return of which kind an answer is, and its columns."""
    if isinstance(answer, QuerySolutions):
        return "select", tuple(variable.value for variable in answer.variables)
    if isinstance(answer, QueryTriples):
        return "construct", ("subject", "predicate", "object")
    return "ask", ("answer",)


def _terms(answer: Answer) -> list[tuple[Term | None, ...]]:
    if isinstance(answer, QuerySolutions):
        return [tuple(solution) for solution in answer]
    if isinstance(answer, QueryTriples):
        return [tuple(triple) for triple in sorted(answer, key=str)]
    return []


def _wrong_kind(wanted: str, kind: str) -> GraphError:
    return GraphError(
        f"only CONSTRUCT and DESCRIBE give {wanted}, this was {kind.upper()}",
        f"只有 CONSTRUCT 和 DESCRIBE 返回三元组,此查询为 {kind.upper()}",
    )


__all__ = ["RESULT_FORMATS", "Result", "Row", "Value", "plain_decimal"]
