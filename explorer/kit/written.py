"""Facts as HTML: links, cells, quotations; what a template writes hundreds of times on a page.

Templates have them as ``m``.  They are functions and not macros, because a list of a hundred
facts calls them some thousand times, and a macro takes several times as long.  Every text that
comes from the data passes through ``escape`` here; pieces are joined in f-strings, for ``+`` would
escape what is already written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup, escape

from explorer.i18n import words
from explorer.kit.amounts import amount
from explorer.kit.counted import counted_address, counted_query
from explorer.kit.fieldnames import field_name
from explorer.kit.markup import cap, kind_hue, lang_of, number, period, rule_name, tagged
from explorer.kit.nothing import nothing
from explorer.kit.states import StateMarks
from explorer.view.nearest import nearest
from explorer.view.originals import Noted, noted_of
from explorer.view.texts import sentence_around, source_of
from ontology.terms import CODE, DCTERMS, PK

if TYPE_CHECKING:
    from explorer.kit.cells import Cell
    from explorer.kit.request import Ask
    from explorer.view.model import Quote

QUOTES: Final = 12
"""Quotations that are shown of one fact; the others are counted."""
THINGS: Final = 6
"""Things that a cell links to; the others are counted."""
VALUES: Final = 3
"""Values of a piece of work that a cell shows; the others are counted."""
AMOUNTS: Final = 4
"""Values of one indicator that a cell shows; the others are counted."""
_GLOSS_MARKS: Final = {
    "machine-translation": (
        "机器翻译", "machine translation", "尚无人将此译文与原文比较",
        "nobody has compared this English with the words yet",
    ),
    "signed": (
        "译文已签核", "gloss signed", "有读者已将此译文与原文比较",
        "a reader has compared this English with the words",
    ),
    "void": (
        "签核已失效", "signature void", "签核之后译文或引文有改动",
        "the English or the words have changed since it was signed",
    ),
}  # fmt: skip
"""State of a gloss → its mark in both languages, and what the mark means."""
_LINKS: Final = ("things", "thing-words")


class Written:
    """Writes facts in the language of one request."""

    def __init__(self, ask: Ask) -> None:
        self.ask, self.view, self.lang = ask, ask.view, ask.lang
        self.w = words(ask.lang)
        self._comma = self.w("、", ", ")
        self.states = StateMarks(ask)
        self._texts: dict[str, str | None] = {}
        self._linked: dict[str, Markup] = {}
        """Links to things: a list names the same documents and bodies in every row."""
        self._sentences: dict[tuple[str, int, int], tuple[int, int]] = {}
        self._originals: dict[str, Noted | None] = {}
        self._kinds: dict[str, Callable[[Cell], str]] = {
            "things": self._things,
            "code": self._code,
            "words": lambda c: _chinese("words", c.value),
            "value": lambda c: self.value(c.value),
            "values": self._values,
            "amounts": self._amounts,
            "period": self._period,
            "evidence": self._evidence,
            "work": self._work,
            "name": self._name,
            "kind": lambda c: self.kind_label(c.value),
            "thing-words": self._thing_words,
            "number": self._number,
        }

    # ---- cells -------------------------------------------------------------------------

    def row(self, columns: Sequence[str], used: Sequence[int], row: Sequence[Cell]) -> Markup:
        """Return the cells of one row, those of the columns that are used.

        The first link of a row, or the work it speaks of, is its head where rows become cards.
        """
        cells = []
        for at in used:
            c = row[at]
            head = c.kind == "work" or (c.kind in _LINKS and at == used[0])
            style = " blank" if not c.value else " head" if head else ""
            label = "" if c.kind == "evidence" else escape(columns[at])
            begin = f'<td class="c-{c.kind}{style}" data-label="{label}">'
            cells.append(f"{begin}<div>{self.cell(c)}</div></td>")
        return Markup("".join(cells))

    def cell(self, c: Cell) -> Markup:
        """Return one cell of a table; kinds are those of :class:`explorer.kit.cells.Cell`."""
        write = self._kinds.get(c.kind)
        return Markup(write(c) if write else escape(tagged(c.value, self.lang)))

    def value(self, iri: str) -> Markup:
        """Return a value as it is written, with its bound and its status."""
        bound, status = self.view.object(iri, PK.bound), self.view.object(iri, PK.status)
        said = f'<span class="words value">{escape(self.view.text(iri, PK.valueAsWritten))}</span>'
        if bound and not bound.endswith("/exact"):
            said += f' <span class="tag">{escape(self.ask.label(bound))}</span>'
        if status:
            said += f" {self._status(status)}"
        return Markup(said)

    def _amounts(self, c: Cell) -> str:
        """Return values of one indicator: as written, as a number that compares, whose and when.

        The note of the cell names what its row and column tell already: year, subject.
        """
        said = [self._amount(iri, c.note) for iri in c.value[:AMOUNTS]]
        if len(c.value) > AMOUNTS:
            said.append(
                self.w(f"另有 {len(c.value) - AMOUNTS} 个", f"{len(c.value) - AMOUNTS} more")
            )
        return "<br>".join(said)

    def _amount(self, iri: str, told: str) -> str:
        view, unit = self.view, self.view.object(iri, PK.unit)
        said = str(self.value(iri))
        with suppress(ValueError):
            read = amount(view, float(view.text(iri, PK.value)), unit, self.lang)
            if read.replace(",", "") not in view.text(iri, PK.valueAsWritten):
                said += f' <span class="soft">= {escape(read)}</span>'
        subject = view.object(iri, PK.subject)
        edtf = view.text(iri, PK.period)
        whose = [self.ask.label(subject)] if subject and "subject" not in told else []
        whose += [period(edtf, self.lang)] if edtf and "year" not in told else []
        if whose:
            said += f' <span class="soft small">{escape(self.w("，", ", ").join(whose))}</span>'
        return said

    def _number(self, c: Cell) -> str:
        said = escape(number(c.value))
        if not c.note:
            return str(said)
        return f'<a href="{escape(c.note)}"{self.counted(c.note, c.value)}>{said}</a>'

    def _status(self, status: str) -> str:
        kind = escape(status.rsplit("/", 1)[-1])
        return f'<span class="tag status-{kind}">{escape(self.ask.label(status))}</span>'

    def status(self, iri: str) -> Markup:
        """Return the mark of what is not there yet: planned, expected, aimed at, or sought."""
        status = self.view.object(iri, PK.status) or self.view.object(iri, PK.recognitionStatus)
        shown_with_its_value = self.view.object(iri, PK.indicator)
        if not status or status in (CODE.actual, CODE.obtained) or shown_with_its_value:
            return Markup("")
        return Markup(f" {self._status(status)}")

    def kind_label(self, iri: str) -> Markup:
        """Return the kind of a thing in its colour."""
        hue, name = kind_hue(self.view, iri, self.lang)
        return Markup(f'<span class="kind k-{escape(hue)}">{escape(cap(name))}</span>')

    def _code(self, c: Cell) -> str:
        codes = [c.value] if isinstance(c.value, str) else c.value
        return self._comma.join(str(escape(self.ask.label(code))) for code in codes if code)

    def _period(self, c: Cell) -> str:
        return f"<time>{escape(period(c.value, self.lang))}</time>" if c.value else ""

    def _evidence(self, c: Cell) -> str:
        first = f"{self.basis(c.value[0])} " if c.value else ""
        return f"{first}{self.evidence(*c.value)}{self.states.mark(*c.value)}"

    def _work(self, c: Cell) -> str:
        ordinal = self.view.text(c.value, PK.numberAsWritten)
        if not ordinal:
            return self.thing(c.value)
        mark = f'<span class="ordinal" lang="{lang_of(ordinal)}">{escape(ordinal)}</span>'
        return f'<span class="numbered">{mark} {self.thing(c.value)}</span>'

    def _thing_words(self, c: Cell) -> str:
        words = f" {_chinese('words soft', c.note)}" if self.lang != "zh" else ""
        return f"{self.thing(c.value)}{words}"

    def _name(self, c: Cell) -> str:
        said = _chinese("words", c.value)
        if "*" in c.value:
            title = self.w("原文遮蔽了此名称的一部分", "the source masks a part of this name")
            said += f' <span class="tag inferred" title="{title}">{self.w("遮蔽", "masked")}</span>'
        if c.note and not c.note.endswith("/high"):
            certainty = self.w("把握:", "certainty: ")
            said += f' <span class="tag">{certainty}{escape(self.ask.label(c.note))}</span>'
        return said

    # ---- things ------------------------------------------------------------------------

    def thing(self, iri: str, text: str = "") -> Markup:
        """Return a link to a thing, or its label where it has no page."""
        if text:
            return self._link(iri, text)
        found = self._linked.get(iri)
        if found is None:
            found = self._linked[iri] = self._link(iri, self.ask.label(iri))
        return found

    def _link(self, iri: str, text: str) -> Markup:
        href = self.ask.href(iri)
        said = escape(tagged(text, self.lang))
        link = f'<a href="{escape(href)}">{said}</a>' if href else str(said)
        return Markup(f"{link}{self.status(iri)}")

    def things(self, iris: Iterable[str]) -> Markup:
        """Return links to things, with commas between them."""
        return Markup(self._comma.join(map(self.thing, iris)))

    # ---- evidence ----------------------------------------------------------------------

    def inferred_mark(self) -> Markup:
        """Return the mark of what is inferred."""
        return Markup(f'<span class="tag inferred">{self.w("推断", "inferred")}</span>')

    def reasons(self, iri: str) -> Markup:
        """Return the inferred fields of a fact with their reasons; nothing if there are none."""
        rows = []
        for name, reason in self.view.reasons(iri, self.lang):
            label = (
                f'<span class="label">{escape(field_name(name, self.lang))}</span>' if name else ""
            )
            said = f'<span lang="{escape(reason.lang)}">{escape(reason.text)}</span>'
            rows.append(f"<li>{self.inferred_mark()} {label} {said}</li>")
        return Markup(f'<ul class="reasons">{"".join(rows)}</ul>' if rows else "")

    def basis(self, iri: str) -> Markup:
        """Return the mark of a fact that is inferred, or of which a field is."""
        if self.view.inferred(iri):
            return self.inferred_mark()
        if not self.view.reasons(iri, self.lang):
            return Markup("")
        title = self.w("部分内容为推断", "partly inferred")
        said = self.w("部分推断", "partly inferred")
        return Markup(f'<span class="tag part-inferred" title="{title}">{said}</span>')

    def quotes(self, quotes: Sequence[Quote], most: int = QUOTES) -> Markup:
        """Return quotations, each sentence once with all its words marked, at most so many."""
        found = self._grouped(quotes)
        cut = self.of(most, len(found))
        more = Markup('<p class="more">{}</p>').format(cut) if cut else Markup("")
        return Markup("").join(map(self._figure, found[:most])) + more

    def _figure(self, quotes: Sequence[Quote]) -> Markup:
        """Return quotations of one sentence or passage, each marked, with where they stand."""
        first = quotes[0]
        traditional = self.view.text(first.document, DCTERMS.language) == "zh-hant"
        text = self._text_of(first.document)
        marked = _excerpts(quotes) if text is None else self._in_sentence(text, quotes)
        raw_language = "zh-Hant" if traditional and text is not None else "zh-Hans"
        rules = "".join(
            f' · <span class="rule">{escape(rule_name(rule, self.lang))}</span>'
            for rule in dict.fromkeys(rule for q in quotes for rule in q.rules)
        )
        address = self.ask.url(f"/reader/{self.view.local(first.document)}")
        anchors = "".join(f'<span id="{escape(q.anchor)}"></span>' for q in quotes[1:])
        return Markup(
            f'<figure class="quote" id="{escape(first.anchor)}">{anchors}'
            f'<blockquote lang="{raw_language}">{marked}</blockquote>{self._reads(quotes, text)}'
            f"{self.glosses(quotes)}"
            f"<figcaption>{self.thing(first.document)} · {self.w('第', 'characters ')}"
            f"{first.start}–{max(q.end for q in quotes)}{self.w(' 字', '')}{rules} · "
            f"{self._page_of(first)}"
            f'<a href="{escape(address)}#{escape(first.anchor)}">'
            f"{self.w('在文中查看', 'open in the text')}</a></figcaption></figure>"
        )

    def _reads(self, quotes: Sequence[Quote], text: str | None) -> str:
        """Return the clean reading of words that the source has otherwise."""
        if text is None or all(text[q.start : q.end] == q.exact for q in quotes):
            return ""
        label = f'<span class="label">{self.w("读作", "reads")}</span>'
        words = " … ".join(q.exact for q in quotes)
        return f'<p class="read-as">{label} {_chinese("words", words)}</p>'

    def glosses(self, quotes: Sequence[Quote]) -> Markup:
        """Return the English under quotations, each once, with its mark; for English readers."""
        if self.lang == "zh":
            return Markup("")
        told = dict.fromkeys((q.gloss, q.gloss_state) for q in quotes if q.gloss)
        return Markup("").join(self.gloss(gloss, state) for gloss, state in told)

    def gloss(self, gloss: str, state: str) -> Markup:
        """Return the English of words with the mark of its state; for English readers."""
        if self.lang == "zh" or not gloss:
            return Markup("")
        return Markup('<p class="translation"><span lang="en">{}</span> {}</p>').format(
            gloss, self._gloss_mark(state)
        )

    def _gloss_mark(self, state: str) -> Markup:
        known = state if state in _GLOSS_MARKS else "machine-translation"
        zh, en, why_zh, why_en = _GLOSS_MARKS[known]
        return Markup('<span class="tag translation-{}" title="{}">{}</span>').format(
            known, self.w(why_zh, why_en), self.w(zh, en)
        )

    def _page_of(self, quote: Quote) -> str:
        """Return page and table cell in the original, where they are known."""
        document = quote.document
        if document not in self._originals:
            settings = getattr(self.ask.request.app.state, "settings", None)
            noted = noted_of(self.view, document, settings.sources) if settings else None
            self._originals[document] = noted
        original = self._originals[document]
        place = original.place(quote.start) if original else None
        if not place:
            return ""
        name = escape(place.file)
        if place.page:
            words = self.w(f"《{name}》第 {place.page} 页", f"page {place.page} of {name}")
        else:
            words = self.w(f"出自《{name}》", f"from {name}")
        if place.cell:
            table, row, column = place.cell
            words += self.w(
                f",表 {table} 第 {row} 行第 {column} 列",
                f", table {table}, row {row}, column {column}",
            )
        return f'<span class="original-page">{words}</span> · '

    def _text_of(self, document: str) -> str | None:
        """Return the source text of a document, looked for once for a page."""
        if document not in self._texts:
            settings = getattr(self.ask.request.app.state, "settings", None)
            found = source_of(self.view, document, settings.sources) if settings else None
            self._texts[document] = found
        return self._texts[document]

    def evidence(self, *facts: str) -> Markup:
        """Return the words that facts rest on, folded, and the reasons for what is inferred."""
        found = self._grouped(self.view.quotes(*facts))
        reasons = "".join(map(self.reasons, facts))
        if not found:
            return Markup(reasons)
        count = f' <span class="count">{len(found)}</span>' if len(found) > 1 else ""
        more = ""
        if len(found) > QUOTES:
            left = f"{self.w('另有', 'and')} {len(found) - QUOTES} {self.w('处引文', 'more')}"
            more = f'<p class="more">{left}</p>'
        return Markup(
            f'<details class="evidence"><summary>{self.w("原文", "Words")}{count}</summary>'
            f"{''.join(map(self._figure, found[:QUOTES]))}{more}{reasons}</details>"
        )

    def _grouped(self, quotes: Sequence[Quote]) -> list[list[Quote]]:
        """Return quotations by the sentence, or passage, that they stand in."""
        groups: dict[tuple[str, object], list[Quote]] = {}
        for q in quotes:
            text = self._text_of(q.document)
            place: object = q.passage or q.iri
            if text is not None and q.passage:
                place = self._sentence(text, q.document, q.start, q.end)[0]
            groups.setdefault((q.document, place), []).append(q)
        return list(groups.values())

    def _sentence(self, text: str, document: str, start: int, end: int) -> tuple[int, int]:
        """Return the span of the sentence that words lie in, looked for once for a page."""
        key = (document, start, end)
        found = self._sentences.get(key)
        if found is None:
            found = self._sentences[key] = sentence_around(text, start, end)
        return found

    def _in_sentence(self, text: str, quotes: Sequence[Quote]) -> str:
        """Return the sentence of some quotations as the source has it, their words marked."""
        end = max(q.end for q in quotes)
        low, high = self._sentence(text, quotes[0].document, quotes[0].start, end)
        out, at = [], low
        for q in sorted(quotes, key=lambda q: (q.start, -q.end)):
            if q.start < at:
                continue
            out.append(f'<span class="around">{escape(text[at : q.start])}</span>')
            out.append(f"<mark>{escape(text[q.start : q.end])}</mark>")
            at = q.end
        return "".join(out) + f'<span class="around">{escape(text[at:high])}</span>'

    # ---- lists -------------------------------------------------------------------------

    def empty(self, text: str) -> Markup:
        """Return the words that stand where there is nothing."""
        return Markup('<p class="empty">{}</p>').format(text)

    def nothing(
        self, text: str, left: Mapping[str, int] = MappingProxyType({}), total: int | None = None
    ) -> Markup:
        """Return the words for an empty list, with what to do: see :mod:`explorer.kit.nothing`."""
        return nothing(self.ask, text, left, total)

    def nearest(self, word: str, parameter: str) -> Markup:
        """Return links that ask this page again, for the things whose names are like a word."""
        links = Markup("").join(
            Markup('<li><a href="{}">{}</a></li>').format(
                self.ask.url(None, page="", **{parameter: self.view.local(iri)}),
                self.ask.label(iri),
            )
            for iri in nearest(self.view, word)
        )
        if not links:
            return Markup("")
        said = self.w("相近的名称:", "Names like it:")
        return Markup('<div class="empty-help"><p>{}</p><ul class="choices">{}</ul></div>').format(
            said, links
        )

    def _things(self, cell: Cell) -> str:
        """Return links to things; the first ones, and how many there are."""
        shown = self.things(cell.value[:THINGS])
        count = len(cell.value)
        if count <= THINGS:
            return shown
        more = self.w(f"等 {count} 项", f" … {count} in all")
        return f'{shown}<span class="soft">{more}</span>'

    def counted(self, url: str, count: int | None = None) -> Markup:
        """Return the attribute that says what a number counts, which stands in the element.

        Args:
            url: The address of the list whose length it is.
            count: The number, where the element holds other words too.
        """
        number = "" if count is None else f' data-n="{count}"'
        # A page of many numbers has hundreds of them: `format` takes ten times as long.
        return Markup(f' data-count="{escape(counted_address(url))}"{number}')

    def counted_in(self, path: str, **query: Any) -> Markup:
        """Return the same attribute, of the path of a list and its parameters."""
        return Markup(f' data-count="{escape(counted_query(path, query))}"')

    def of(self, shown: int, total: int) -> Markup:
        """Say how many of how many are shown; nothing where all are."""
        if shown >= total:
            return Markup("")
        of, there = number(shown), number(total)
        said = self.w(f"{of} / 共 {there}", f"{of} of {there}")
        return Markup('<span class="soft of">{}</span>').format(said)

    def _values(self, cell: Cell) -> str:
        """Return values with what they measure; the first ones, and how many there are."""
        shown = [
            f"{self.things(self.view.objects(o, PK.indicator))} {self.value(o)}"
            for o in cell.value[:VALUES]
        ]
        more = len(cell.value) - len(shown)
        if more:
            count = len(cell.value)
            shown.append(self.w(f"等 {count} 项", f"{count} in all"))
        return "<br>".join(shown)

    def pager(self, at: int, last: int) -> Markup:
        """Return links to the page before and the page after; nothing where there is only one."""
        if last <= 1:
            return Markup("")
        before = after = ""
        if at > 1:
            address = escape(self.ask.url(page=at - 1))
            before = f'<a rel="prev" href="{address}">← {self.w("上一页", "Previous")}</a>'
        if at < last:
            address = escape(self.ask.url(page=at + 1))
            after = f'<a rel="next" href="{address}">{self.w("下一页", "Next")} →</a>'
        label = self.w("分页", "Pages")
        links = f"{before}<span>{at} / {last}</span>{after}"
        return Markup(f'<nav class="pager" aria-label="{label}">{links}</nav>')


def _chinese(style: str, text: str) -> str:
    return f'<span class="{style}" lang="zh-Hans">{escape(text)}</span>'


def _excerpts(quotes: Sequence[Quote]) -> str:
    """Return the words of some quotations in the order of the text, without the text."""
    gap = '<span class="around"> … </span>'
    ordered = sorted(quotes, key=lambda q: (q.start, q.end))
    return gap.join(f"<mark>{escape(q.exact)}</mark>" for q in ordered)
