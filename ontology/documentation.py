"""The ontology as a page to read, in both languages, generated from its Turtle.

`make docs` writes it after a change of the ontology; a test proves that the committed page is
fresh.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ontology import codes
from ontology.declarations import (
    Property,
    Shortcut,
    Term,
    classes,
    concepts,
    edges,
    networks,
    properties,
    shortcuts,
    superclasses,
    term,
    terms,
    version,
)
from ontology.namespaces import CODE_NS, PREFIXES

HEAD = """\
# The ontology 本体

This page is generated from `ontology/*.ttl` by `make docs`; edit those
files, not this one. 本页由本体文件生成,请勿直接修改。

Facts with more than two ends, or with evidence, are nodes. Beside them stand shortcuts,
generated from stated facts, so that a first query is one line.
两端以上或带有出处的事实记为节点;另有由明言事实生成的简写属性,便于查询。

Whoever changes a term raises the version: the third number for words, the second for new terms,
the first where a term goes or means something else.  `owl:versionInfo`, `owl:versionIRI`, the
citation and `dcterms:modified` change together, in `alignment.ttl` and `shapes.ttl` too (a test
compares them), and the changelog says what is new.  `rdfs:comment` repeats `skos:definition` for
programs that read no SKOS; `make docs` writes it.
更改术语须提高版本号:改措辞提第三位,增术语提第二位,删术语或改含义提第一位。
"""


def curie(iri: str) -> str:
    """Return an IRI with its prefix, where the prefix table has one."""
    for prefix, namespace in sorted(PREFIXES.items(), key=lambda item: (-len(item[1]), item[0])):
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _codes(iris: Iterable[str]) -> str:
    return " ".join(f"`{curie(iri)}`" for iri in iris)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(_cell(cell) for cell in row) + " |"


def _words(found: Term) -> tuple[str, str, str]:
    meaning = f"{found.definition_en} {found.definition_zh}"
    return found.label_en, found.label_zh, meaning


def _classes() -> Iterator[str]:
    yield "## Classes 类\n"
    head = ("class", "English", "中文", "meaning 含义", "subclass of 子类属于")
    yield from _table(
        head,
        (
            (f"`{curie(found.iri)}`", *_words(found), _codes(superclasses(found.iri)))
            for found in classes()
        ),
    )


def _property_row(found: Property) -> tuple[str, ...]:
    return (
        f"`{curie(found.term.iri)}`",
        *_words(found.term),
        _codes(found.domain) or "any 任意",
        _codes(found.range) or "any 任意",
        "yes 是" if found.edge else "",
    )


def _properties() -> Iterator[str]:
    yield "\n## Properties 属性\n"
    yield "An edge is a property that networks may draw. 标为“边”的属性可画入网络。\n"
    head = ("property", "English", "中文", "meaning 含义", "of 定义域", "value 值域", "edge 边")
    yield from _table(head, (_property_row(found) for found in properties()))


def _axioms() -> Iterator[str]:
    yield "\n## What follows from a property 属性的推论\n"
    yield (
        "Beyond domain and value. Only what holds for every text stands here; the graph is not "
        "filled with what follows: a query asks for it (`pk:partOf+`, `^pk:ledBy`).\n"
        "仅列对一切文本都成立者;图谱不预先补入推论,查询时可用 `pk:partOf+`、`^pk:ledBy`。\n"
    )
    head = (
        "property",
        "inverse 逆",
        "symmetric 对称",
        "transitive 传递",
        "subproperty of 子属性",
    )
    told = (
        found
        for found in properties()
        if found.inverse or found.symmetric or found.transitive or found.above
    )
    yield from _table(
        head,
        (
            (
                f"`{curie(found.term.iri)}`",
                _codes(found.inverse),
                "yes 是" if found.symmetric else "",
                "yes 是" if found.transitive else "",
                _codes(found.above),
            )
            for found in told
        ),
    )


def _condition(found: Shortcut) -> str:
    parts = [f"`pk:role` is `{curie(found.role)}`"] if found.role else []
    if found.position is not None:
        parts.append(f"`pk:position` is {found.position}")
    if found.out_of is not None:
        parts.append(f"`pk:outOf` is {found.out_of}")
    parts += [
        f"{end} is a `{curie(iri)}`"
        for end, iri in (("source", found.source_class), ("target", found.target_class))
        if iri
    ]
    return ", ".join(parts)


def _shortcuts() -> Iterator[str]:
    yield "\n## Shortcuts 简写属性\n"
    yield (
        "Generated at build from stated facts; inferred facts get none.\n"
        "构建时由明言事实生成,推断的事实没有简写。\n"
    )
    head = ("property", "from nodes 源自节点", "source → target 起点→终点", "where 条件")
    yield from _table(
        head,
        (
            (
                f"`{curie(found.property)}`",
                f"`{curie(found.node_class)}`",
                f"`{curie(found.source)}` → `{curie(found.target)}`",
                _condition(found),
            )
            for found in shortcuts()
        ),
    )


def _networks() -> Iterator[str]:
    yield "\n## Networks 网络\n"
    for found in networks():
        yield f"### {found.term.label_en} {found.term.label_zh} (`{found.id}`)\n"
        yield f"{found.term.definition_en} {found.term.definition_zh}\n"
        yield f"- edges 边: {_codes(found.edges)}"
        yield f"- nodes 节点: {_codes(found.nodes) or 'any 任意'}"
        if found.projected_on:
            via = f" via 经由 `{curie(found.projected_via)}`" if found.projected_via else ""
            yield f"- projected on 投影到: `{curie(found.projected_on)}`{via}"
        if found.projected_to:
            yield f"- directed to 指向: `{curie(found.projected_to)}`"
        if found.counting:
            yield f"- counting 计数: `{curie(found.counting)}`"
        yield ""


def _code_lists() -> Iterator[str]:
    yield "## Code lists 代码表\n"
    for scheme in sorted([*codes.SCHEMES, "unit"]):
        words = term(CODE_NS + scheme)
        members = concepts(CODE_NS + scheme)
        if words is None:
            continue
        yield f"### {words.label_en} {words.label_zh} (`code:{scheme}`)\n"
        yield f"{words.definition_en} {words.definition_zh}\n"
        head = ("code 代码", "English", "中文", "meaning 含义")
        yield from _table(head, ((f"`{curie(one.iri)}`", *_words(one)) for one in members))
        yield ""


def _borrowed() -> Iterator[str]:
    yield "## Borrowed terms 借用术语\n"
    yield "Terms of other vocabularies, with our words for them. 其他词表的术语及其译名。\n"
    ours = (PREFIXES["pk"], PREFIXES["code"], PREFIXES["unit"], "https://w3id.org/policykg/")
    others = (found for iri, found in terms().items() if not iri.startswith(ours))
    head = ("term 术语", "English", "中文", "meaning 含义")
    yield from _table(head, ((f"`{curie(found.iri)}`", *_words(found)) for found in others))


def document() -> str:
    """Return the page; the same ontology gives the same bytes."""
    counts = (
        f"{len(classes())} classes, {len(properties())} properties ({len(edges())} of them "
        f"edges, {len(shortcuts())} shortcuts), {len(networks())} networks; version {version()}.\n"
    )
    prefixes = (f"PREFIX {prefix}: <{iri}>" for prefix, iri in sorted(PREFIXES.items()))
    sections = (_classes, _properties, _axioms, _shortcuts, _networks, _code_lists, _borrowed)
    body = "\n".join(line for section in sections for line in section())
    opening = "\n".join(["## Prefixes 前缀\n", "```sparql", *prefixes, "```\n"])
    return f"{HEAD}\n{counts}\n{opening}\n{body}\n"
