"""What a table and its columns are: names, types, words in both languages, where values come from.

A column's ``source`` is a path of properties from the row's own node, such as
``pk:actor/pk:jurisdiction``, or ``=name`` for what :mod:`graph.tables.computed` works out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, Literal

from ontology import declarations
from ontology.namespaces import PREFIXES

__all__ = ["CHOICES", "TYPES", "Column", "Table", "Type", "expanded", "labelled", "short"]

Type = Literal[
    "id", "code", "choice", "label", "text", "integer", "decimal", "boolean", "date", "iri"
]
TYPES: Final[dict[str, tuple[str, str]]] = {
    "id": ("id of a thing; its IRI is the base IRI of the data, id/ and the id", "事物的标识;"
           "其IRI为数据的基础IRI加id/再加标识"),
    "code": ("code of a list of the ontology", "本体代码表中的代码"),
    "choice": ("one of a few words", "若干用词之一"),
    "label": ("name for display", "供显示的名称"),
    "text": ("text", "文字"),
    "integer": ("whole number", "整数"),
    "decimal": ("exact decimal number", "精确小数"),
    "boolean": ("true or false", "真或假"),
    "date": ("day, YYYY-MM-DD", "日期,YYYY-MM-DD"),
    "iri": ("IRI", "IRI"),
}  # fmt: skip
"""Every type with what it means, in English and Chinese."""

CHOICES: Final[dict[str, dict[str, tuple[str, str]]]] = {
    "state": {
        "proved": ("proved", "机核"),
        "signed": ("signed", "签核"),
        "inferred": ("inferred", "推断"),
        "open": ("open", "未核"),
    },
    "precision": {
        "day": ("day", "日"),
        "month": ("month", "月"),
        "quarter": ("quarter", "季度"),
        "half": ("half-year", "半年"),
        "third": ("third of a year", "四个月"),
        "season": ("season", "季节"),
        "year": ("year", "年"),
        "decade": ("decade", "年代"),
        "other": ("other", "其他"),
    },
    "time-bound": {
        "in": ("in", "当期"),
        "by": ("by", "截至"),
        "from": ("from", "起自"),
        "between": ("from … to", "起止"),
        "about": ("about", "约"),
    },
    "deadline-of": {
        "own": ("the work itself", "该项工作本身"),
        "part": ("a part of it", "其中一部分"),
        "target": ("a target of it", "其目标值"),
        "task": ("the task above it", "其上的任务"),
    },
    "gloss-state": {
        "void": ("signature void", "签核已失效"),
        "machine-translation": ("machine translation", "机器翻译"),
        "signed": ("signed", "签核"),
    },
    "class": {},
}
"""Words of the choices, in English and Chinese; those of ``class`` are labels of the ontology."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    name: str
    type: Type
    source: str = ""
    en: str = ""
    zh: str = ""
    """Headings."""
    note_en: str = ""
    note_zh: str = ""
    """What the values mean."""
    unit: str = ""
    many: bool = False
    """Whether a cell may hold several values, joined by `` | ``."""
    refers: str = ""
    """Of ids: the table in which the thing is a row."""
    choices: str = ""
    """Of choices: the key in :data:`CHOICES`."""
    of: str = ""
    """Of labels: the column that is named."""
    language: str = ""
    """Of labels and texts that exist in both languages: ``zh`` or ``en``."""

    def heading(self, language: str) -> str:
        """Return the heading in ``zh`` or else in English."""
        return self.zh if language.startswith("zh") else self.en

    def note(self, language: str) -> str:
        """Return what the values mean, in ``zh`` or else in English."""
        return self.note_zh if language.startswith("zh") else self.note_en


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what a row is, its columns, which nodes are its rows."""

    name: str
    en: str
    zh: str
    """Headings."""
    row_en: str
    row_zh: str
    """What a row is."""
    key: tuple[str, ...]
    """Columns of the primary key."""
    columns: tuple[Column, ...]
    classes: tuple[str, ...] = ()
    """Local names of the classes of its rows; none: :mod:`graph.tables.rows` has a maker."""
    without: tuple[str, ...] = ()
    """Classes of which a row must not be."""
    source: str = ""
    """Where rows come from, in a few words of SPARQL."""
    question: str = ""
    """The saved question that speaks of the same, if one does."""
    first: tuple[str, ...] = ()
    """Columns that a terminal shows where none are asked for; an id stands for its names.  None:
    the first names and values."""

    def column(self, name: str) -> Column:
        """Return a column by name.

        Raises:
            KeyError: there is none.
        """
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def title(self, language: str) -> str:
        """Return the heading in ``zh`` or else in English."""
        return self.zh if language.startswith("zh") else self.en


@cache
def short(path: str) -> tuple[str, ...]:
    """Return the full IRIs of the steps of a path such as ``pk:actor/pk:kind``."""
    steps = []
    for step in path.split("/"):
        prefix, _, local = step.partition(":")
        steps.append(f"{PREFIXES[prefix]}{local}")
    return tuple(steps)


@cache
def _described(source: str) -> tuple[str, str, str, str]:
    """Return labels and definitions of the last property of a path, empty where it has none."""
    if not source or source.startswith("="):
        return "", "", "", ""
    term = declarations.term(short(source)[-1])
    if term is None:
        return "", "", "", ""
    return term.label_en, term.label_zh, term.definition_en, term.definition_zh


def expanded(columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return columns with words from the ontology, and with columns of labels beside their ids.

    Raises:
        ValueError: a column lacks a heading or a meaning in one of the languages.
    """
    made: list[Column] = []
    for given in columns:
        column = _worded(given)
        if column.type in ("id", "code", "choice"):
            ending = {"id": (" id", "标识"), "code": (" code", "代码"), "choice": (" code", "代码")}
            en, zh = ending[column.type]
            made.append(replace(column, en=column.en + en, zh=column.zh + zh))
            made += [_label(column, language) for language in ("zh", "en")]
        else:
            made.append(column)
    return tuple(made)


def _worded(column: Column) -> Column:
    en, zh, note_en, note_zh = _described(column.source)
    full = replace(
        column,
        en=column.en or en,
        zh=column.zh or zh,
        note_en=column.note_en or note_en,
        note_zh=column.note_zh or note_zh,
    )
    if not (full.en and full.zh and full.note_en and full.note_zh):
        raise ValueError(f"{column.name}: no heading or meaning in both languages")
    return full


def _label(column: Column, language: str) -> Column:
    words = {"zh": ("Chinese", "中文"), "en": ("English", "英文")}[language]
    return Column(
        f"{column.name}_{language}",
        "label",
        column.source,
        f"{column.en} ({words[0]})",
        f"{column.zh}({words[1]})",
        f"{words[0]} name of: {column.en}.",
        f"{column.zh}的{words[1]}名称。",
        many=column.many,
        choices=column.choices,
        of=column.name,
        language=language,
    )


def labelled(columns: Iterable[Column], language: str | None) -> tuple[Column, ...]:
    """Return columns for readers of one language: one label of each thing, with a plain heading.

    Args:
        columns: of a table.
        language: ``zh`` or ``en``; none: all columns as they are.
    """
    if language is None:
        return tuple(columns)
    code = "zh" if language.startswith("zh") else "en"
    kept = []
    for column in columns:
        if column.language and column.language != code:
            continue
        if column.language:
            kept.append(
                replace(column, en=column.en.rpartition(" (")[0], zh=column.zh.rpartition("(")[0])
            )
        else:
            kept.append(column)
    return tuple(kept)
