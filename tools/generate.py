"""Write everything that is generated from a declaration: `make docs`, `make schema`.

``python -m tools.generate [FILE]...`` writes these files or all; with ``--check`` it writes none
and ends with 1 where one is stale.

Constants, tables of the documentation, schemas and the style sheet of the palette are committed;
``tests/test_generated.py`` proves each of them fresh, by name.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from explorer.i18n import typeset
from graph.questions.page import with_listing
from graph.questions.saved import Questions
from graph.tables import page as tables_page
from ontology import documentation, formats, kinds, palette
from ontology.declarations import classes, term, turtle
from ontology.namespaces import CODE_NS, PK_NS, PREFIXES
from ontology.rdf import NamedNode, RdfFormat, parse
from ontology.terms import RDF, SKOS
from tools import architecture

ROOT: Final = Path(__file__).resolve().parent.parent
_ROW: Final = re.compile(
    r"^\| [^|]+ \| [^|]+ \| `(?P<term>[\w-]+:[\w-]+)` \|(?P<note>[^|]*)\|$", re.MULTILINE
)
_CLASS_ROW: Final = re.compile(r"^\| .*`pk:[A-Z]\w+` \|[^|]*\|$", re.MULTILINE)


def section(page: str, name: str, text: str) -> str:
    """Return a page with the text between ``<!-- name … -->`` and ``<!-- end of name -->`` anew."""
    pattern = re.compile(rf"(<!-- {name}\b.*?-->\n).*?(<!-- end of {name} -->)", re.DOTALL)
    if pattern.search(page) is None:
        raise ValueError(f"the page has no section <!-- {name} -->")
    return pattern.sub(lambda found: f"{found[1]}{text}{found[2]}", page)


def terminology(page: str) -> str:
    """Return the terminology with the words that the ontology has; notes stay as they are.

    The first table has a row a class; the others have the rows that were put into them.
    """
    rows = {found["term"]: found["note"] for found in _ROW.finditer(page)}
    first, last = (found.span() for found in _edges(_CLASS_ROW.finditer(page)))
    every = (f"pk:{found.iri.removeprefix(PK_NS)}" for found in classes())
    table = "\n".join(_row(name, rows.get(name, " ")) for name in every)
    page = page[: first[0]] + table + page[last[1] :]
    return _ROW.sub(lambda found: _row(found["term"], found["note"]), page)


def _edges(items: Iterable[re.Match[str]]) -> tuple[re.Match[str], re.Match[str]]:
    listed = list(items)
    return listed[0], listed[-1]


def _row(name: str, note: str) -> str:
    prefix, _, local = name.partition(":")
    known = term(PREFIXES[prefix] + local)
    if known is None:
        raise ValueError(f"docs/terminology.md: the ontology has no {name}")
    return f"| {known.label_en} | {known.label_zh} | `{name}` |{note}|"


def exports(page: str) -> str:
    """Return the page about exports with the formats and tables that are declared."""
    tables = ", ".join(f"`{name}`" for name in kinds.tables())
    page = section(page, "formats", formats.table("whole"))
    page = section(page, "table formats", formats.table("tables"))
    page = section(page, "network formats", formats.table("network"))
    return section(page, "tables", f"{tables}.\n")


def _typeset(table: str) -> str:
    """Give a table the marks of Chinese typesetting, but not the addresses of its links."""
    return "".join(
        part if part.startswith("](") else _MARK.sub(_full, typeset(part))
        for part in re.split(r"(\]\([^)]*\))", table)
    )


_MARK: Final = re.compile(r"(?<=\w)[,;:](?=[\u4e00-\u9fff])")
"""A mark between a word in Latin script and a Chinese one, which ``typeset`` leaves as it is."""


def _full(found: re.Match[str]) -> str:
    return chr(ord(found[0]) + 0xFEE0)


def chinese_exports(page: str) -> str:
    """Return the Chinese page about exports with the formats and tables that are declared."""
    names = "、".join(f"`{name}`" for name in kinds.tables())
    page = section(page, "formats", _typeset(formats.table("whole", "zh")))
    page = section(page, "table formats", _typeset(formats.table("tables", "zh")))
    page = section(page, "network formats", _typeset(formats.table("network", "zh")))
    return section(page, "tables", f"{names}。\n")


def chinese_tables(page: str) -> str:
    """Return the Chinese page about narrow tables with their list and the types of columns."""
    page = section(page, "types", _typeset(tables_page.chinese_types()))
    return section(page, "tables", _typeset(tables_page.listed_in_chinese("tables.md")))


def chinese_evidence(page: str) -> str:
    """Return the Chinese page about the states of fields with the rules of proof."""
    from loaders.states.rules import chinese_proof_rules_table

    return section(page, "proofs", _typeset(chinese_proof_rules_table()))


def evidence(page: str) -> str:
    """Return the page about the evidence contract with its rules."""
    from loaders.rules.registry import rules_table  # after the constants: see the end
    from loaders.states.rules import proof_rules_table

    return section(section(page, "rules", rules_table()), "proofs", proof_rules_table())


def constants(page: str) -> str:
    """Return the module of constants with the terms that the Turtle declares."""
    own, codes = _subjects("policykg.ttl"), _subjects("codes.ttl")
    schemes = _subjects("codes.ttl", SKOS.ConceptScheme)
    members = {
        "PK": ("PK_NS", PK_NS, own),
        "CODE": ("CODE_NS", CODE_NS, codes - schemes),
        "SCHEME": ("CODE_NS", CODE_NS, schemes),
        "NETWORK": ("CODE_NS", CODE_NS, own),
    }
    for name, (variable, namespace, iris) in members.items():
        pattern = re.compile(rf'(class {name}\(.*?""".*?"""\n\n)(?:    \w+: Final = [^\n]*\n|\n)+')
        pattern = re.compile(pattern.pattern, re.DOTALL)
        body = "".join(_constants(variable, namespace, iris))
        found = pattern.search(page)
        if found is not None:
            page = f"{page[: found.start()]}{found[1]}{body}\n\n{page[found.end() :]}"
    return page


def _subjects(file: str, kind: str = "") -> set[str]:
    quads = parse(turtle(file), format=RdfFormat.TURTLE)
    return {
        quad.subject.value
        for quad in quads
        if isinstance(quad.subject, NamedNode)
        and (not kind or (quad.predicate.value == RDF.type and quad.object == NamedNode(kind)))
    }


def _constants(variable: str, namespace: str, iris: Iterable[str]) -> Iterator[str]:
    names = sorted(iri.removeprefix(namespace) for iri in iris if iri.startswith(namespace))
    classes = [name for name in names if name[:1].isupper()]
    for name in classes:
        yield f'    {name}: Final = {variable} + "{name}"\n'
    if classes:
        yield "\n"
    for name in names:
        if name not in classes:
            yield f'    {name.replace("-", "_")}: Final = {variable} + "{name}"\n'


_DEFINED: Final = re.compile(
    r'    skos:definition (?P<words>"(?:[^"\\]|\\.)*"@en,\n        "(?:[^"\\]|\\.)*"@zh-hans) '
    r"[;.]\n"
)
_COMMENTED: Final = re.compile(
    r'    rdfs:comment "(?:[^"\\]|\\.)*"@en,\n        "(?:[^"\\]|\\.)*"@zh-hans ;\n'
)


def comments(page: str) -> str:
    """Return Turtle with every definition as ``rdfs:comment`` too, for programs without SKOS."""
    return _DEFINED.sub(
        lambda found: f"    rdfs:comment {found['words']} ;\n{found[0]}", _COMMENTED.sub("", page)
    )


def schema(name: str) -> str:
    """Return one of the schemas of the files that people write."""
    from loaders.yaml.schema import schemas  # after the constants: see the end

    return schemas()[name]


CONSTANTS: Final = "ontology/terms.py"
PAGES: Final[dict[str, Callable[[str], str]]] = {
    CONSTANTS: constants,
    "ontology/policykg.ttl": comments,
    "ontology/codes.ttl": comments,
    "docs/architecture.md": lambda page: architecture.page_with(page, architecture.generated()),
    "docs/ontology.md": lambda _: documentation.document(),
    "docs/terminology.md": terminology,
    "docs/exports.md": exports,
    "docs/exports.zh.md": chinese_exports,
    "docs/queries.md": lambda page: with_listing(page, Questions(ROOT / "queries")),
    "docs/queries.zh.md": lambda page: with_listing(
        page, Questions(ROOT / "queries"), "zh", _typeset
    ),
    "docs/tables.md": lambda _: tables_page.document(),
    "docs/tables.zh.md": chinese_tables,
    "docs/evidence.md": evidence,
    "docs/evidence.zh.md": chinese_evidence,
    "explorer/static/css/palette.css": lambda _: palette.css(),
    "facts/facts.schema.json": lambda _: schema("facts.schema.json"),
    "facts/authority.schema.json": lambda _: schema("authority.schema.json"),
}
"""Every generated file and how it is made of what it holds now."""


def fresh(name: str, root: Path = ROOT) -> tuple[str, str]:
    """Return what a generated file holds, and what it should hold."""
    text = (root / name).read_text(encoding="utf-8")
    return text, PAGES[name](text)


def write(name: str) -> bool:
    """Write one generated file anew; tell whether it was stale."""
    text, wanted = fresh(name)
    if wanted != text:
        (ROOT / name).write_text(wanted, encoding="utf-8", newline="\n")
        print(name)
    return wanted != text


def stale() -> list[str]:
    """Return the generated files that are not what they should be."""
    return [name for name in PAGES if len(set(fresh(name))) > 1]


def main(names: list[str]) -> None:
    """Write the files of these names, or all; of the constants, first."""
    if names == ["--check"]:
        if found := stale():
            sys.exit(f"{', '.join(found)}: stale; run `make docs`")
        return
    if unknown := set(names) - set(PAGES):
        sys.exit(f"{', '.join(sorted(unknown))}: not generated; there are {', '.join(PAGES)}")
    if CONSTANTS in (names or PAGES) and write(CONSTANTS):
        # A process that has read the old ones knows no new term.
        os.execv(sys.executable, [sys.executable, "-m", "tools.generate", *names])
    for page in names or PAGES:
        write(page)


if __name__ == "__main__":
    main(sys.argv[1:])
