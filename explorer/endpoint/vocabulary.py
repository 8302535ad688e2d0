"""The vocabulary as a page: classes, properties and codes with their words in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from html import escape

from ontology.declarations import Term, classes, concepts, properties, term, terms
from ontology.namespaces import CODE_NS, PK_NS
from ontology.terms import SCHEME, constants


@cache
def html() -> str:
    """Return the documentation of the vocabulary; every term is an anchor."""
    own = [found for found in classes() if found.iri.startswith(PK_NS)]
    mine = [found.term for found in properties() if found.term.iri.startswith(PK_NS)]
    parts = [
        _section("classes", "Classes 类", own),
        _section("properties", "Properties 属性", mine),
        *_schemes(),
    ]
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        "<title>policykg vocabulary 词汇表</title></head><body><main>"
        "<h1>policykg vocabulary <span lang='zh-Hans'>词汇表</span></h1>"
        f"<p><code>{escape(PK_NS)}</code> · "
        '<a href="/ns.ttl">Turtle</a> <a href="/ns.jsonld">JSON-LD</a> '
        '<a href="/ns.nt">N-Triples</a> <a href="/ns.rdf">RDF/XML</a></p>'
    )
    return head + "".join(parts) + "</main></body></html>\n"


def _section(anchor: str, title: str, rows: Iterable[Term]) -> str:
    body = "".join(map(_row, sorted(rows, key=lambda found: found.iri)))
    head = "<tr><th>term</th><th>English</th><th lang='zh-Hans'>中文</th></tr>"
    return (
        f"<h2 id='{anchor}'>{title}</h2><table><thead>{head}</thead><tbody>{body}</tbody></table>"
    )


def _row(found: Term) -> str:
    own = found.iri.startswith(PK_NS)
    name = found.iri.removeprefix(PK_NS if own else CODE_NS)
    prefix = "pk" if own else "code"
    zh = f"<b>{escape(found.label_zh)}</b> {escape(found.definition_zh)}"
    return (
        f"<tr id='{escape(name)}'><th scope='row'><code>{prefix}:{escape(name)}</code></th>"
        f"<td><b>{escape(found.label_en)}</b> {escape(found.definition_en)}</td>"
        f"<td lang='zh-Hans'>{zh}</td></tr>\n"
    )


def _schemes() -> Iterator[str]:
    for iri in sorted(constants(SCHEME)):
        found = term(iri) or terms().get(iri)
        rows = concepts(iri)
        if rows:
            name = iri.rpartition("/")[2]
            title = f"{escape(found.label_en)} {escape(found.label_zh)}" if found else escape(name)
            yield _section(f"scheme-{escape(name)}", title, rows)
