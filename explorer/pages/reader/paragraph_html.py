"""The paragraphs of a document as HTML: a plan has hundreds of pieces and as many facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from markupsafe import Markup, escape

from explorer.kit.fieldnames import field_name
from explorer.kit.markup import tagged
from explorer.kit.written import Written
from explorer.pages.reader.notes import FactLine, QuoteNote, class_name
from explorer.pages.reader.text import Bit, Paragraph, Piece
from explorer.view.model import Quote

__all__ = ["paragraph_html"]

SHOWN: Final = 4
"""Facts of a quote that are shown before the rest is folded."""
NAMED: Final = 18
"""Characters of a quote that stand beside the text, and five more rather than a cut."""


def paragraph_html(
    m: Written, paragraph: Paragraph, notes: Mapping[str, QuoteNote], language: str
) -> Markup:
    """Return a paragraph and the facts beside it.

    Args:
        m: What writes facts for this request.
        paragraph: The paragraph.
        notes: The facts by quote.
        language: The language tag of the document's own words.
    """
    lang = escape(language)
    words = "".join(_piece(piece, notes) for piece in paragraph.pieces)
    text = f'<section class="para">\n<p class="words" lang="{lang}">{words}</p>\n'
    return Markup(f"{text}{_beside(m, paragraph.quotes, notes, lang)}</section>\n")


def _piece(piece: Piece, notes: Mapping[str, QuoteNote]) -> str:
    plain = piece.plain
    said = "".join(map(_bit, piece.bits)) if plain is None else str(escape(plain))
    anchors = "".join(
        f'<span class="anchor" id="{escape(q.anchor)}"></span>' for q in piece.begins[1:]
    )
    if not piece.quotes:
        kind = "near" if piece.passage else "around" if piece.context else "bare"
        return f'{anchors}<span class="{kind}">{said}</span>'
    top = piece.quotes[0]
    deep = " deep" if len(piece.quotes) > 1 else ""
    place = f' id="{escape(piece.begins[0].anchor)}"' if piece.begins else ' tabindex="-1"'
    return (
        f'{anchors}<a class="q k-{escape(notes[top.iri].kind)}{deep}"{place} '
        f'href="#f_{top.start}-{top.end}">{said}</a>'
    )


def _bit(bit: Bit) -> str:
    if bit.reading:
        return (
            f'<ruby class="reading">{escape(bit.text)}<rp>(</rp><rt>{escape(bit.reading)}</rt>'
            "<rp>)</rp></ruby>"
        )
    return f'<span class="gloss">{escape(bit.text)}</span>' if bit.gloss else str(escape(bit.text))


def _beside(m: Written, quotes: Sequence[Quote], notes: Mapping[str, QuoteNote], lang: str) -> str:
    if not quotes:
        return ""
    glossed = m.glosses(quotes)
    first = f'<li class="glossed">{glossed}</li>\n' if glossed else ""
    rows = "\n".join(_note(m, quote, notes[quote.iri], lang) for quote in quotes)
    return f'<ol class="facts" role="list">\n{first}{rows}\n</ol>\n'


def _note(m: Written, quote: Quote, note: QuoteNote, lang: str) -> str:
    exact = quote.exact
    short = exact if len(exact) <= NAMED + 5 else f"{exact[: NAMED - 1]}…"
    roles = "".join(
        f' <span class="fact-kind">{escape(field_name(role, m.lang))}</span>'
        for role in quote.roles
    )
    reads = ""
    if quote.read_as and quote.read_as != exact:
        reads = (
            f'<p class="read-as"><span>{m.w("读作", "reads")}</span> '
            f'<span lang="zh-Hans">{escape(quote.read_as)}</span></p>\n'
        )
    facts = "".join(_fact(m, fact) for fact in note.facts[:SHOWN])
    return (
        f'<li id="f_{quote.start}-{quote.end}" class="note k-{escape(note.kind)}">'
        f'<a class="to-words" href="#{escape(quote.anchor)}" lang="{lang}" '
        f'title="{m.w("到原文", "to the words")}">{escape(short)}</a>{roles}{reads}'
        f"<ul>{facts}</ul>{_more(m, note.facts[SHOWN:])}</li>"
    )


def _more(m: Written, facts: Sequence[FactLine]) -> str:
    if not facts:
        return ""
    told = f"{m.w('另有', 'and')} {len(facts)} {m.w('条', 'more')}"
    rows = "".join(_fact(m, fact) for fact in facts)
    return f"<details><summary>{told}</summary><ul>{rows}</ul></details>"


def _fact(m: Written, fact: FactLine) -> str:
    label = escape(tagged(fact.label, m.lang))
    said = f'<a href="{escape(fact.href)}">{label}</a>' if fact.href else str(label)
    mark = ""
    if fact.inferred:
        mark = f" {m.inferred_mark()}"
    elif fact.partly:
        mark = f' <span class="tag part-inferred">{m.w("部分推断", "partly inferred")}</span>'
    return (
        f'<li class="k-{escape(fact.kind)}"><span class="fact-kind">'
        f"{escape(class_name(fact.cls, m.lang))}</span> {said}{mark}"
        f"{m.states.open_fields(fact.iri)}</li>"
    )
