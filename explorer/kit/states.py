"""Marks of field states as HTML: a sign and a word each, and what can be said for every field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from explorer.i18n import words
from explorer.view.states import (
    MARKS,
    FieldState,
    SignedBy,
    counts_of,
    fields_of,
    open_of,
    totals_of,
    totals_of_all,
)
from explorer.view.texts import source_of
from ontology import declarations
from ontology.codes import RULE_PREFIX
from ontology.namespaces import CODE_NS
from ontology.terms import PK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from explorer.kit.request import Ask

__all__ = ["StateMarks"]

_LONGEST: Final = 40
"""Characters that are shown of what a rule read; the rest is a gap."""


class StateMarks:
    """Writes the states of fields in the language of one request."""

    def __init__(self, ask: Ask) -> None:
        self.ask, self.view, self.lang = ask, ask.view, ask.lang
        self.w = words(ask.lang)

    # ---- how many ----------------------------------------------------------------------

    def mark(self, *facts: str) -> str:
        """Return how many fields of some facts are in each state, small, beside their words."""
        counts = counts_of(self.view, *facts)
        if not counts:
            return ""
        signs, told = _signs(self.lang, *counts.items())
        href = self.ask.href(facts[0]) if len(facts) == 1 else ""
        if not href:
            return (
                f'<span class="states" role="img" aria-label="{told}" title="{told}">{signs}</span>'
            )
        return (
            f'<a class="states" href="{escape(href)}#fields" aria-label="{told}" '
            f'title="{told}">{signs}</a>'
        )

    def open_fields(self, fact: str) -> Markup:
        """Return the mark of a fact that has open fields, with their number."""
        count = open_of(self.view, fact)
        if not count:
            return Markup("")
        signs, told = _signs(self.lang, ("open", count))
        return Markup(f' <span class="states" role="img" aria-label="{told}">{signs}</span>')

    def in_words(self, counts: Mapping[str, int]) -> str:
        """Say counts by state in one line of text."""
        return _in_words(self.lang, tuple(counts.items()))

    def line(self, counts: Mapping[str, int]) -> Markup:
        """Return counts by state with their signs and words."""
        pieces = [f"{self._sign(state)} {count:,}" for state, count in counts.items()]
        return Markup(' <span class="sep">·</span> '.join(pieces))

    def of_document(self, document: str) -> Markup:
        """Return how many fields of a document are in each state; nothing where none says so."""
        return self.line(totals_of(self.view, [document]))

    def of_all(self) -> Markup:
        """Return how many fields of all documents are in each state."""
        return self.line(totals_of_all(self.view))

    def cited(self, iri: str = "") -> str:
        """Say the states of a document, of a fact, or else of all documents, for citations."""
        whole = self.view.is_a(iri, PK.Document)
        counts = totals_of(self.view, [iri]) if whole else counts_of(self.view, iri)
        counts = counts or totals_of_all(self.view)
        return self.in_words(counts) if counts else ""

    def _sign(self, state: str) -> str:
        sign, zh, en = MARKS[state]
        return (
            f'<span class="state s-{state}"><span class="sign" aria-hidden="true">{sign}</span> '
            f"{self.w(zh, en)}</span>"
        )

    # ---- field by field ----------------------------------------------------------------

    def fields(self, fact: str) -> Markup:
        """Return the fields of a fact, folded, each with its state and what can be said for it."""
        counts = counts_of(self.view, fact)
        if not counts:
            return Markup("")
        document = min(self.view.objects(fact, PK.statedIn), default=fact)
        rows = "".join(self._field(one, document) for one in fields_of(self.view, fact, self.lang))
        head = self.w("逐字段核对", "Field by field")
        return Markup(
            f'<details class="fields"><summary>{head} '
            f'{self.line(counts)}</summary><dl id="fields">{rows}</dl></details>'
        )

    def _field(self, one: FieldState, document: str) -> str:
        name = escape(self.ask.label(one.field))
        said = self._said(one, document)
        return (
            f"<div><dt>{name}</dt><dd>{self._sign(one.state)}{' ' if said else ''}{said}</dd></div>"
        )

    def _said(self, one: FieldState, document: str) -> str:
        if one.state == "proved" and one.rule:
            return self._proof(one.rule, one.spans, document)
        if one.state == "signed":
            return "; ".join(map(self._signature, one.signatures))
        if one.reason is not None and one.reason.text:
            return f'<span lang="{escape(one.reason.lang)}">{escape(one.reason.text)}</span>'
        return ""

    def _proof(self, rule: str, spans: Sequence[tuple[int, int]], document: str) -> str:
        """Return the rule, with a link to what it means, and the characters that it read."""
        iri = f"{CODE_NS}{RULE_PREFIX}{rule}"
        known = declarations.term(iri)
        label = known.label(self.lang) if known else rule
        meaning = known.definition(self.lang) if known else ""
        href = escape(self.ask.href(iri))
        name = f'<a href="{href}">{escape(label)}</a>' if href else escape(label)
        told = f': <span class="soft">{escape(meaning)}</span>' if meaning else ""
        places = self.w("、", ", ").join(f"{start}–{end}" for start, end in spans)
        at = self.w(f"第 {places} 字", f"characters {places}")
        return f"{name}{told} · {at}{self._characters(spans, document)}"

    def _characters(self, spans: Sequence[tuple[int, int]], document: str) -> str:
        """Return the characters themselves, where the source text is at hand."""
        settings = getattr(self.ask.request.app.state, "settings", None)
        text = source_of(self.view, document, settings.sources) if settings else None
        if text is None:
            return ""
        shown = " … ".join(_short(text[start:end]) for start, end in spans)
        return f' <q class="words" lang="zh-Hans">{escape(shown)}</q>'

    def _signature(self, one: SignedBy) -> str:
        who = escape(one.reader) or self.w("署名已撤回", "name withdrawn")
        kind, way = escape(self.ask.label(one.kind)), escape(self.ask.label(one.way))
        day = f" · <time>{escape(one.day)}</time>" if one.day else ""
        return f"{who} ({kind}) · {way}{day}"


def _in_words(lang: str, counts: Iterable[tuple[str, int]]) -> str:
    w = words(lang)
    return w(
        "字段:" + "、".join(f"{MARKS[state][1]} {n}" for state, n in counts),
        "Fields: " + ", ".join(f"{n} {MARKS[state][2]}" for state, n in counts),
    )


@lru_cache(maxsize=4096)
def _signs(lang: str, *counts: tuple[str, int]) -> tuple[str, str]:
    """Return counts by state in signs and in words: many facts have the same."""
    return " ".join(f"{MARKS[state][0]}{n}" for state, n in counts), _in_words(lang, counts)


def _short(text: str) -> str:
    plain = " ".join(text.split())
    return (
        plain if len(plain) <= _LONGEST else f"{plain[: _LONGEST // 2]}…{plain[-_LONGEST // 2 :]}"
    )
