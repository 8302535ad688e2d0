"""The data pages: downloads, the vocabulary, the shapes, how to cite, the API, what changed."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, Final

from explorer.kit.request import HERE, Ask, Page
from explorer.kit.routing import Table
from explorer.view.model import GraphView, local_name, read_nquads
from explorer.view.states import totals_of_all
from explorer.view.tables import tables_of
from graph.exports.citations import to_tex
from graph.exports.references import licence_name, one_line, plain_url
from ontology import declarations
from ontology.codes import SCHEMES
from ontology.formats import holding
from ontology.namespaces import CODE_NS, PREFIXES
from ontology.rdf import RdfFormat, parse, serialize
from ontology.terms import SH

DOCUMENTS: Final = 200
"""Documents on a page; the CSV has all."""


def manifest_of(ask: Ask) -> Any:
    """Return the manifest of the build that is served, or nothing for bare files."""
    generation = getattr(ask.request.app.state.snapshot, "generation", None)
    return generation.manifest if generation is not None else None


def data(ask: Ask) -> Page:
    """Show what can be taken away, and how programs ask."""
    view, tables = ask.view, tables_of(ask.view)
    manifest = manifest_of(ask)
    origin = str(ask.request.base_url).rstrip("/")
    parts = getattr(manifest, "parts", {}) or {}
    documents = view.documents
    number = min(ask.page_number(), last := max(1, -(-len(documents) // DOCUMENTS)))

    def about(document: str) -> dict[str, Any]:
        local = view.local(document)
        return {
            "iri": document,
            "local": local,
            "quotes": tables.quoted[document],
            "quads": getattr(parts.get(local), "quads", 0),
        }

    def table() -> Table:
        found = map(about, documents)
        rows = [(d["iri"], ask.label(d["iri"]), d["quotes"], d["quads"]) for d in found]
        return Table(("iri", "label", "quotes", "quads"), rows)

    context = {
        "downloads": [
            (row.file_suffix[1:], row.title, ask.w(row.use_zh, row.use_en))
            for row in holding("whole").values()
        ],
        "documents": list(map(about, documents[(number - 1) * DOCUMENTS : number * DOCUMENTS])),
        "documents_total": len(documents),
        "number": number,
        "last": last,
        "manifest": manifest,
        "origin": origin,
        "prefixes": sorted(PREFIXES.items()),
        "quads": getattr(manifest, "quads", 0),
    }
    return Page("data.html", ask.w("数据", "Data"), context, late_table=table, section="/data")


# ---- citing ------------------------------------------------------------------------------


def bibtex(ask: Ask) -> str:
    """Return the dataset as a BibTeX entry."""
    version, url = ask.view.version, f"{ask.view.base}id/dataset"
    title = to_tex(one_line(ask.dataset["en"]))
    name = to_tex(one_line(ask.view.author))
    author = f"  author       = {{{{{name}}}}},\n" if name else ""
    given = plain_url(ask.view.licence)
    under = to_tex(one_line(licence_name(ask.view.licence)))
    told = f"  howpublished = {{Data under {under}}},\n  copyright    = {{{given}}},\n"
    return (
        f"@misc{{policykg_{version},\n"
        f"  title        = {{{{{title}}}}},\n"
        f"{author}"
        f"  version      = {{{version}}},\n"
        f"  note         = {{Data set{_release(ask)}; every fact with the words it rests on"
        f"{_states(ask)}}},\n"
        f"{told if given else ''}"
        f"  url          = {{{url}}}\n"
        "}\n"
    )


def _release(ask: Ask) -> str:
    return f", release {ask.view.release}" if ask.view.release else ""


def _licence(ask: Ask) -> str:
    given = plain_url(ask.view.licence)
    return f"; licence: {given}" if given else ""


def _states(ask: Ask) -> str:
    """Say how many fields are proved, signed, inferred and open; nothing where no build says so."""
    counts = totals_of_all(ask.view)
    told = ", ".join(f"{count} {state}" for state, count in counts.items())
    return f"; fields: {told}" if told else ""


def csl(ask: Ask) -> list[dict[str, Any]]:
    """Return the dataset as CSL-JSON."""
    return [
        {
            "id": f"policykg-{ask.view.version}",
            "type": "dataset",
            "title": ask.dataset[ask.lang],
            **({"author": [{"literal": name}]} if (name := one_line(ask.view.author)) else {}),
            "version": ask.view.version,
            "note": f"Data set{_release(ask)}{_states(ask)}{_licence(ask)}",
            "URL": f"{ask.view.base}id/dataset",
        }
    ]


def cite(ask: Ask) -> Page:
    """Say how to cite the data, a page, a fact."""
    found = Page(
        "cite.html",
        ask.w("如何引用", "How to cite"),
        {"bibtex": bibtex(ask), "csl": json.dumps(csl(ask), ensure_ascii=False, indent=2)},
        data=csl(ask),
        section="/data",
    )
    if ask.format == "bib":
        found.body = bibtex(ask).encode()
    return found


# ---- the vocabulary ----------------------------------------------------------------------


def ontology(ask: Ask) -> Page:
    """Show classes, properties and codes, in both languages."""
    uses = tables_of(ask.view).uses
    classes = [
        {
            "id": local_name(t.iri),
            "iri": t.iri,
            "zh": t.label_zh,
            "en": t.label_en,
            "definition": t.definition(ask.lang),
            "above": [local_name(i) for i in declarations.superclasses(t.iri) if i != t.iri],
            "uses": uses[t.iri],
        }
        for t in declarations.classes()
    ]
    properties = [
        {
            "id": local_name(p.term.iri),
            "iri": p.term.iri,
            "zh": p.term.label_zh,
            "en": p.term.label_en,
            "definition": p.term.definition(ask.lang),
            "domain": [local_name(i) for i in p.domain],
            "range": [local_name(i) for i in p.range],
        }
        for p in declarations.properties()
    ]
    seen: set[str] = set()

    def anchor(code: str) -> str:
        """A code of two lists has its anchor in the first."""
        new = code not in seen
        seen.add(code)
        return f"code-{code}" if new else ""

    schemes: list[dict[str, Any]] = [
        {
            "id": scheme,
            "label": ask.label(CODE_NS + scheme),
            "codes": [
                {
                    "id": local_name(t.iri),
                    "anchor": anchor(local_name(t.iri)),
                    "zh": t.label_zh,
                    "en": t.label_en,
                    "definition": t.definition(ask.lang),
                }
                for t in declarations.concepts(CODE_NS + scheme)
            ],
        }
        for scheme in SCHEMES
    ]
    rows = [("class", c["iri"], c["zh"], c["en"], c["definition"]) for c in classes]
    rows += [("property", p["iri"], p["zh"], p["en"], p["definition"]) for p in properties]
    rows += [
        ("code", CODE_NS + c["id"], c["zh"], c["en"], c["definition"])
        for s in schemes
        for c in s["codes"]
    ]
    return Page(
        "ontology.html",
        ask.w("本体:类、属性与代码表", "The ontology: classes, properties, codes"),
        {"classes": classes, "properties": properties, "schemes": schemes},
        Table(("type", "iri", "zh", "en", "definition"), rows),
        section="/data",
    )


@cache
def _shapes() -> GraphView:
    """Return the shapes as a small view of their own."""
    quads = parse(declarations.turtle("shapes.ttl"), RdfFormat.TURTLE)
    text = (serialize(quads, format=RdfFormat.N_QUADS) or b"").decode()
    view = GraphView("shapes", "")
    view.add(read_nquads(line for line in text.split("\n") if not line.startswith("_:")))
    return view


def shapes(ask: Ask) -> Page:
    """Show what the graph must look like."""
    view = _shapes()
    groups = []
    rows = []
    for shape in view.of_type(SH.NodeShape):
        inner = [
            {
                "name": view.text_in(p, SH.name, ask.lang),
                "path": local_name(view.object(p, SH.path)),
                "message": view.text_in(p, SH.message, ask.lang),
                "severity": local_name(view.object(p, SH.severity)),
            }
            for p in view.objects(shape, SH.property)
        ]
        groups.append(
            {
                "id": local_name(shape),
                "name": view.text_in(shape, SH.name, ask.lang),
                "description": view.text_in(shape, SH.description, ask.lang),
                "targets": [local_name(t) for t in view.objects(shape, SH.targetClass)],
                "properties": inner,
            }
        )
        rows += [
            (local_name(shape), p["name"], p["path"], p["message"], p["severity"]) for p in inner
        ]
    return Page(
        "shapes.html",
        ask.w("约束:图谱应有的样子", "The shapes: what the graph must look like"),
        {"groups": groups},
        Table(("shape", "name", "path", "message", "severity"), rows),
        section="/data",
    )


# ---- what changed ------------------------------------------------------------------------


def changelog(ask: Ask) -> Page:
    """Show the changelog, where it is at hand."""
    settings = getattr(ask.request.app.state, "settings", None)
    folders = [getattr(settings, "workspace", None), HERE.parent]
    lines: list[tuple[str, str]] = []
    for folder in folders:
        path = folder / "CHANGELOG.md" if folder else None
        if path is not None and path.is_file():
            lines = _outline(path.read_text(encoding="utf-8"))
            break
    return Page(
        "changelog.html",
        ask.w("变更记录", "Changelog"),
        {"lines": lines, "manifest": manifest_of(ask)},
        Table(("level", "text"), lines),
        section="/data",
    )


def _outline(text: str) -> list[tuple[str, str]]:
    """Return the lines of a changelog as headings, items and paragraphs."""
    found: list[tuple[str, str]] = []
    for line in text.splitlines():
        line_ = line.strip()
        if line_.startswith("### "):
            found.append(("h3", line_[4:]))
        elif line_.startswith("## "):
            found.append(("h2", line_[3:]))
        elif line_.startswith("- "):
            found.append(("item", line_[2:]))
        elif line.startswith("  ") and found and found[-1][0] == "item":
            found[-1] = ("item", f"{found[-1][1]} {line_}")
        elif line_ and not line_.startswith("# "):
            found.append(("p", line_))
    return found
