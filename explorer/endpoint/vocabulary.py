"""The vocabulary as a page: classes, properties and codes with their words in both languages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from html import escape

from graph.rdf.terms import shorten
from ontology.declarations import (
    Property,
    Term,
    classes,
    concepts,
    ontology,
    properties,
    superclasses,
    term,
    terms,
)
from ontology.namespaces import CODE_NS, PK_NS, PREFIXES
from ontology.rdf import BlankNode, Literal, NamedNode, Triple
from ontology.terms import DCTERMS, OWL, SCHEME, VANN, constants

_FORMS = (("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("nt", "N-Triples"), ("rdf", "RDF/XML"))
_ABOUT = (
    (OWL.versionInfo, "Version 版本"),
    (OWL.versionIRI, "Version IRI 版本 IRI"),
    (DCTERMS.created, "Created 创建日期"),
    (DCTERMS.modified, "Modified 修改日期"),
    (DCTERMS.creator, "Creator 创建者"),
    (DCTERMS.license, "Licence 许可"),
    (VANN.preferredNamespacePrefix, "Prefix 前缀"),
    (DCTERMS.bibliographicCitation, "Cite as 引用"),
)
"""What the page says of the ontology itself, in this order."""
_STYLES = "".join(
    f'<link rel="stylesheet" href="/static/css/{name}.css">'
    for name in ("tokens", "palette", "base", "components")
)


@cache
def html() -> str:
    """Return the documentation of the vocabulary; every term is an anchor."""
    own = [found for found in classes() if found.iri.startswith(PK_NS)]
    mine = [found for found in properties() if found.term.iri.startswith(PK_NS)]
    said = ontology()
    rows = "".join(
        f"<div><dt>{label}</dt><dd>{_linked(value)}</dd></div>"
        for predicate, label in _ABOUT
        for value in said.get(predicate, ())
    )
    about = f"<p><code>{escape(PK_NS)}</code> · {files('/ns')}</p><dl>{rows}</dl>"
    parts = [
        _section("classes", "Classes 类", ((found, _above(found)) for found in own)),
        _section("properties", "Properties 属性", ((p.term, _details(p)) for p in mine)),
        *_schemes(),
    ]
    return page("policykg vocabulary 词汇表", about + "".join(parts))


def page(title: str, body: str) -> str:
    """Return a plain page, English with its Chinese beside it."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"{_STYLES}"
        f"<title>{escape(title)}</title></head><body><main><h1>{escape(title)}</h1>"
        f"{body}</main></body></html>\n"
    )


def written(
    node: NamedNode | BlankNode | Literal | Triple, linked: Callable[[str], str] | None = None
) -> str:
    """Return a term as HTML.

    Args:
        node: The term.
        linked: Makes the link of an IRI; by default one of ours leads to this server.
    """
    if isinstance(node, NamedNode):
        return (linked or _linked)(node.value)
    if isinstance(node, Literal):
        language = f' lang="{escape(node.language)}"' if node.language else ""
        return f"<span{language}>{escape(node.value)}</span>"
    return escape(str(node))


def statements(title: str, triples: Sequence[Triple], stem: str) -> str:
    """Return a page that shows triples as they are."""
    rows = "".join(
        f"<tr><td>{written(t.subject)}</td><td>{written(t.predicate)}</td>"
        f"<td>{written(t.object)}</td></tr>\n"
        for t in triples
    )
    head = "".join(f"<th scope='col'>{w}</th>" for w in ("subject 主", "property 属性", "value 值"))
    return page(
        title,
        f"<p>{files(stem)}</p><div class='scroll'><table class='cards'>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>",
    )


def files(stem: str) -> str:
    """Return links to the forms of RDF that something can be had in."""
    return " ".join(f'<a href="{escape(stem)}.{suffix}">{name}</a>' for suffix, name in _FORMS)


def _linked(value: str) -> str:
    """Return a value, as a link if it is an IRI: one of ours leads to this server."""
    if not value.startswith(("http://", "https://")):
        return escape(value)
    home = PK_NS.removesuffix("ns#")
    here = "/" + value.removeprefix(home) if value.startswith(home) else value
    return f'<a href="{escape(here)}">{escape(shorten(value, PREFIXES))}</a>'


def _names(iris: Iterable[str]) -> str:
    return " ".join(_linked(iri) for iri in iris)


def _above(found: Term) -> str:
    above = superclasses(found.iri)
    return f"subclass of 子类属于 {_names(above)}" if above else ""


def _details(found: Property) -> str:
    parts = [
        f"of 定义域 {_names(found.domain)}" if found.domain else "",
        f"value 值域 {_names(found.range)}" if found.range else "",
        f"subproperty of 子属性属于 {_names(found.above)}" if found.above else "",
        f"inverse 逆属性 {_names(found.inverse)}" if found.inverse else "",
        "symmetric 对称" if found.symmetric else "",
        "transitive 传递" if found.transitive else "",
    ]
    return "<br>".join(part for part in parts if part)


def _section(anchor: str, title: str, rows: Iterable[tuple[Term, str]]) -> str:
    ordered = sorted(rows, key=lambda row: row[0].iri)
    more = any(details for _, details in ordered)
    body = "".join(_row(found, details if more else None) for found, details in ordered)
    last = "<th scope='col'>more 其他</th>" if more else ""
    head = (
        "<tr><th scope='col'>term 术语</th><th scope='col'>English</th>"
        f"<th scope='col' lang='zh-Hans'>中文</th>{last}</tr>"
    )
    return (
        f"<h2 id='{anchor}'>{title}</h2><div class='scroll'><table class='cards'>"
        f"<thead>{head}</thead><tbody>{body}</tbody></table></div>"
    )


def _row(found: Term, details: str | None) -> str:
    own = found.iri.startswith(PK_NS)
    name = found.iri.removeprefix(PK_NS if own else CODE_NS)
    prefix = "pk" if own else "code"
    zh = f"<b>{escape(found.label_zh)}</b> {escape(found.definition_zh)}"
    return (
        f"<tr id='{escape(name)}'><td class='head'><code>{prefix}:{escape(name)}</code></td>"
        f"<td><b>{escape(found.label_en)}</b> {escape(found.definition_en)}</td>"
        f"<td lang='zh-Hans'>{zh}</td>{'' if details is None else f'<td>{details}</td>'}</tr>\n"
    )


def _schemes() -> Iterator[str]:
    for iri in sorted(constants(SCHEME)):
        found = term(iri) or terms().get(iri)
        rows = concepts(iri)
        if rows:
            name = iri.rpartition("/")[2]
            title = f"{escape(found.label_en)} {escape(found.label_zh)}" if found else escape(name)
            yield _section(f"scheme-{escape(name)}", title, ((row, "") for row in rows))
