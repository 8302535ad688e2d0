"""A difference between two states told in words: Markdown, as a changelog has it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Final, Literal

from ontology import declarations
from ontology.namespaces import PK_NS
from ontology.terms import RDF, RDFS

if TYPE_CHECKING:
    from graph.builds.diff import Change, Diff

Lang = Literal["zh", "en"]
_KINDS: Final = {
    "added": ("新增", "Added"),
    "removed": ("删除", "Removed"),
    "changed": ("改动", "Changed"),
}
_PLAIN: Final = {RDFS.label: ("名称", "label"), RDF.type: ("类别", "class")}
_TAIL: Final = re.compile(r"(?:@([\w-]+)|\^\^<[^>]*>)?\Z")
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
_SIGNS: Final = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def in_words(diff: Diff, lang: Lang) -> str:
    """Return a difference as Markdown: a line of numbers, then document by document."""
    column = 0 if lang == "zh" else 1
    if not diff.changes:
        return ("没有差异。\n", "No difference.\n")[column]
    lines = [_summary(diff, column), ""]
    for kind, names in _KINDS.items():
        chosen = [change for change in diff.changes if change.change == kind]
        for graph, changes in groupby(chosen, key=lambda change: change.graph):
            lines.append(f"### {names[column]}{('：', ': ')[column]}{graph}\n")
            for change in changes:
                lines.append(f"- {_thing(change, lang)}")
                if kind == "changed":
                    lines += [f"  - {said}" for said in _statements(diff, change, lang)]
            lines.append("")
    return "\n".join(lines)


def _summary(diff: Diff, column: int) -> str:
    numbers = {kind: sum(c.change == kind for c in diff.changes) for kind in _KINDS}
    parts = [f"{number} {_KINDS[kind][1].lower()}" for kind, number in numbers.items() if number]
    parts_zh = [f"{_KINDS[kind][0]} {number}" for kind, number in numbers.items() if number]
    return (f"{'，'.join(parts_zh)}。", f"{', '.join(parts)}.")[column]


def _thing(change: Change, lang: Lang) -> str:
    term = declarations.term(f"{PK_NS}{change.cls}") if change.cls else None
    word = term.label(lang) if term else change.cls
    label = change.zh if lang == "zh" else change.en
    return f"{word} {label}".strip()


def _statements(diff: Diff, change: Change, lang: Lang) -> Iterator[str]:
    """Yield a line a property: what was said before, and what is said now."""
    lost, gained = _by_property(change.lost), _by_property(change.gained)
    colon, glue = ("：", "、") if lang == "zh" else (": ", ", ")
    for name in sorted(lost.keys() | gained.keys()):
        before = glue.join(_value(diff, value, lang) for value in lost.get(name, ()))
        after = glue.join(_value(diff, value, lang) for value in gained.get(name, ()))
        arrow = f"{before} → {after}" if before and after else f"− {before}" if before else ""
        yield f"{_property(diff, name, lang)}{colon}{arrow or f'+ {after}'}"


def _by_property(statements: tuple[str, ...]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for statement in statements:
        name, _, value = statement.partition(" ")
        found.setdefault(name, []).append(value)
    return found


def _property(diff: Diff, name: str, lang: Lang) -> str:
    iri = diff.expand(name)
    if iri in _PLAIN:
        return _PLAIN[iri][0 if lang == "zh" else 1]
    term = declarations.term(iri)
    return (term.label(lang) if term else "") or name


def _value(diff: Diff, value: str, lang: Lang) -> str:
    """Say a value: a text in quotation marks, a number bare, a thing by its name."""
    body, _, tail = value.rpartition('"')
    match = _TAIL.match(tail) if value.startswith('"') and body else None
    if match is None:
        iri = diff.expand(value)
        term = declarations.term(iri)
        zh, en = diff.labels.get(iri, (term.label_zh, term.label_en) if term else (value, value))
        return zh if lang == "zh" else en
    text, typed = _unescaped(body[1:]), value.endswith(">")
    if typed:
        return text
    tag = f" ({match[1]})" if match[1] else ""
    return f"“{text}”{tag}"


def _unescaped(text: str) -> str:
    def sign(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if len(code) > 1 else _SIGNS.get(code, code)

    return " ".join(_ESCAPE.sub(sign, text).split())
