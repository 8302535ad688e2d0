"""The page of a thing: what it is, what is said of it, and the words all that rests on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from explorer.kit import sections as s
from explorer.kit.cells import Cell, Section, as_table, plain, text, things, words
from explorer.kit.columns import facts_of
from explorer.kit.fieldnames import language_name
from explorer.kit.markup import colour_of, main_type
from explorer.kit.request import Ask, NotFound, Page
from explorer.kit.routing import Table
from explorer.pages.things import mentions as said
from explorer.pages.things import places as at
from explorer.pages.things.ego import HALF, WIDTH, Ego, ego_of
from explorer.pages.things.turtle import turtle
from explorer.view.model import GraphView, Lit, local_name
from explorer.view.states import FieldState, fields_of
from explorer.view.tables import kind_of, tables_of
from ontology.codes import FIELD_PREFIX
from ontology.kinds import BY_IRI, LISTED, OTHER
from ontology.terms import DCTERMS, PK, RDF, RDFS, SKOS

Maker = Callable[[Ask, str], Section | None]

SECTIONS: Final[dict[str, Maker]] = {
    **{kind.slug: partial(facts_of, kind) for kind in LISTED if kind.ends},
    **{
        maker.__name__: maker
        for maker in (
            s.duties_of_body,
            s.partners,
            s.bodies_within,
            s.posts,
            s.duties_of_work,
            s.parts,
            s.projects,
            said.values,
            said.recognitions,
            said.events,
            said.relations,
            said.mentions,
            said.policies,
            said.documents_of_policy,
            at.firms_of_place,
            at.projects_of_place,
            at.values_of_place,
            at.honours_of_place,
            at.bodies_of_place,
            at.documents_of_place,
            at.within_place,
            said.readings,
        )
    },
}
"""Sections by the names under which :mod:`ontology.kinds` calls for them."""


def sections_of(cls: str) -> list[Maker]:
    """Return the sections of things of a class, the one a reader expects first at the top."""
    kind = BY_IRI.get(cls)
    return [SECTIONS[name] for name in (kind.sections if kind else ()) or OTHER]


_ACTORS: Final = (PK.Organization, PK.GroupReference, PK.Enterprise)
_HIDDEN: Final = frozenset(
    (
        RDF.type,
        RDFS.label,
        SKOS.prefLabel,
        PK.name,
        PK.evidence,
        PK.basis,
        PK.inferredField,
        PK.reason,
        PK.statedIn,
        PK.ledBy,
        PK.ledByGroup,
        PK.firstLedBy,
        PK.solelyLedBy,
        PK.leads,
        PK.supportedBy,
        PK.supportedByGroup,
        PK.overseenBy,
        PK.overseenByGroup,
        PK.implementedBy,
        PK.implementedByGroup,
        PK.responsibleBody,
        PK.responsibleGroup,
        PK.hostedBy,
        PK.hostedByGroup,
        PK.refersTo,
        PK.implements,
        PK.guidedBy,
        PK.formulates,
        PK.number,
        PK.end,
        PK.year,
        PK.sourceSha256,
        PK.sourceFile,
        PK.value,
        PK.minValue,
        PK.maxValue,
        PK.unit,
        PK.bound,
        PK.status,
        PK.periodUnstated,
        SKOS.note,
        PK.proved,
        PK.signed,
        PK.inferred,
        PK.open,
        PK.proofs,
        PK.signature,
        PK.provedCount,
        PK.signedCount,
        PK.inferredCount,
        PK.openCount,
    )
)
"""What a page shows in another place than its list of properties, or not at all."""


def properties(ask: Ask, iri: str) -> list[tuple[str, Cell]]:
    """Return what is said of a thing itself, property by property."""
    view = ask.view
    related = {
        view.object(f, RDF.predicate)
        for f in view.subjects(RDF.subject, iri)
        if view.is_a(f, PK.Relation)
    }
    found = []
    for predicate, objects in view.out(iri).items():
        if predicate in _HIDDEN or predicate in related:
            continue
        iris = [o for o in objects if not isinstance(o, Lit)]
        texts = [o for o in objects if isinstance(o, Lit)]
        if iris:
            found.append((predicate, _links(view, iris)))
        if texts:
            found.append((predicate, _literal(ask, predicate, texts)))
    order = {p: i for i, p in enumerate(_ORDER)}
    found.sort(key=lambda pair: (order.get(pair[0], 99), pair[0]))
    return [(_property_name(ask, p), cell) for p, cell in found]


def _property_name(ask: Ask, predicate: str) -> str:
    """Return the word for a property; those of RDF's own statements have plainer ones here."""
    plain_words = _STATEMENT.get(predicate)
    return ask.w(*plain_words) if plain_words else ask.label(predicate)


_STATEMENT: Final = {
    RDF.subject: ("起", "from"),
    RDF.predicate: ("关系", "relation"),
    RDF.object: ("止", "to"),
}


_ORDER: Final = (
    RDF.subject,
    RDF.predicate,
    RDF.object,
    PK.indicator,
    PK.subject,
    PK.place,
    PK.actor,
    PK.role,
    PK.task,
    PK.nameAsWritten,
    PK.position,
    PK.outOf,
    PK.genre,
    PK.kind,
    PK.title,
    PK.level,
    PK.numberAsWritten,
    PK.documentNumber,
    PK.issuedBy,
    PK.function,
    PK.jurisdiction,
    PK.partOf,
    PK.partOfPlace,
    PK.locatedIn,
    PK.parent,
    PK.governs,
    PK.written,
    DCTERMS.issued,
    PK.deadline,
    PK.period,
    PK.since,
    PK.until,
    PK.claim,
)


def _links(view: GraphView, iris: Sequence[str]) -> Cell:
    if all(not view.local(i) for i in iris):
        return Cell("code", list(iris))
    return things(*iris)


def _literal(ask: Ask, predicate: str, found: Sequence[Lit]) -> Cell:
    if predicate in (PK.period, PK.written, PK.since, PK.until, DCTERMS.issued):
        return Cell("period", found[0].text)
    if predicate == DCTERMS.language:
        return text(language_name(found[0].text, ask.lang))
    wanted = {"zh": "zh-hans", "en": "en"}[ask.lang]
    chosen = [lit for lit in found if lit.lang == wanted] or found
    joined = ask.w(";", "; ").join(lit.text for lit in chosen)
    if predicate in (PK.claim, PK.title, PK.rank, PK.valueAsWritten, PK.nameAsWritten, PK.post):
        return words(joined)
    return text(joined)


def kind_words(ask: Ask, iri: str) -> tuple[str, str, str]:
    """Return the class, its name and its colour."""
    cls = kind_of(ask.view, iri)
    if not cls:
        main = main_type(ask.view, iri)
        return "", ask.label(main), colour_of(main)
    return cls, ask.label(cls), BY_IRI[cls].colour


def siblings(ask: Ask, iri: str) -> tuple[str, str]:
    """Return the part before and the part after a part, as the text has them."""
    view = ask.view
    parent = view.object(iri, PK.partOf)
    cls = kind_of(view, iri)
    if not parent or not BY_IRI[cls].is_part:
        return "", ""
    family = [p for p in view.subjects(PK.partOf, parent) if kind_of(view, p) == cls]
    ordered = tables_of(view).in_order(family)
    at = ordered.index(iri)
    return (ordered[at - 1] if at else ""), (ordered[at + 1] if at + 1 < len(ordered) else "")


def thing(ask: Ask) -> Page:
    """Show one thing."""
    view = ask.view
    iri = view.iri(ask.params["local"])
    if iri not in view or view.is_a(iri, PK.Quotation) or view.is_a(iri, PK.Passage):
        raise NotFound(ask.params["local"])
    cls, kind, hue = kind_words(ask, iri)
    row = BY_IRI.get(cls)
    found = [made for maker in sections_of(cls) if (made := maker(ask, iri)) is not None]
    only = ask.choice("section", [f.id for f in found])
    title, other = ask.label(iri), view.label(iri, "en" if ask.lang == "zh" else "zh")
    about = properties(ask, iri)
    context: dict[str, Any] = {
        "iri": iri,
        "kind": kind,
        "hue": hue,
        "kind_slug": row.slug if row else "",
        "kind_plural": ask.w(row.zh, row.en) if row else "",
        "other_label": other,
        "names": [n for n in view.shown_names(iri) if n not in (title, other)],
        "about": about,
        "sections": [f for f in found if not only or f.id == only],
        "only": only,
        "number": ask.page_number(),
        "stated_in": view.objects(iri, PK.statedIn),
        "trail": tables_of(view).ancestors(iri),
        "before_after": siblings(ask, iri),
        "quotes": view.quotes(iri),
        "notes": view.notes(iri, ask.lang),
        "observation": iri if cls == PK.Observation else "",
        "tiles": tiles(ask, iri, cls),
        "ego": ego_of(ask, iri) if cls in _ACTORS else Ego(),
        "ego_width": WIDTH,
        "ego_half": HALF,
        "is_document": cls == PK.Document,
        "rolls_up": cls == PK.Place and at.has_places_in(ask, iri),
        "only_here": ask.query.get("depth") == "0",
        "assignments": _assignments(ask, iri, cls),
        "is_indicator": cls == PK.Indicator,
        "source_file": view.text(iri, PK.sourceFile),
        "source_sha": view.text(iri, PK.sourceSha256),
    }
    return Page(
        "thing.html",
        title,
        context,
        late_table=lambda: _one_table(ask, only, found) if only else _table(ask, found),
        data=lambda: _data(ask, iri, kind, about, found),
        turtle=lambda: turtle(view, _subjects(view, iri)),
        sparql=_SPARQL.format(iri=iri),
        description=f"{kind}: {title}",
        section="/things",
    )


_SPARQL: Final = """# What is said of the thing and with it, and the words it rests on.
SELECT ?subject ?property ?object ?words WHERE {{
  {{ BIND(<{iri}> AS ?subject) ?subject ?property ?object }}
  UNION
  {{ BIND(<{iri}> AS ?object) ?subject ?property ?object }}
  OPTIONAL {{ ?subject pk:words ?words }}
}} ORDER BY ?property ?subject ?object"""


def _assignments(ask: Ask, iri: str, cls: str) -> tuple[str, int]:
    """Return the address of the assignments that concern a thing, and how many they are."""
    tables, view, local = tables_of(ask.view), ask.view, ask.view.local(iri)
    if cls == PK.Document:
        return ask.url("/assignments", document=local), len(tables.by_document.get(iri, ()))
    if iri in tables.by_actor:
        return ask.url("/assignments", actor=local), len(tables.by_actor[iri])
    if cls == PK.Campaign:
        return ask.url("/assignments", campaign=local), len(tables.by_series.get(iri, ()))
    if cls == PK.Place:
        bodies = view.subjects(PK.jurisdiction, iri)
        count = sum(len(tables.by_actor.get(body, ())) for body in bodies)
        return ask.url("/assignments", place=local), count
    if iri in tables.by_task:
        document, series = tables.by_task[iri][0].document, tables.series(iri)
        inside = [d for d in tables.by_document[document] if not series or d.series == series]
        narrowed = {"document": view.local(document), "campaign": view.local(series)}
        return ask.url("/assignments", **narrowed), len(inside)
    return "", 0


def tiles(ask: Ask, iri: str, cls: str) -> list[tuple[str, str, str]]:
    """Return the few numbers that say most of a thing: value, words, address."""
    tables = tables_of(ask.view)
    local = ask.view.local(iri)
    if cls in _ACTORS and iri in tables.by_actor:
        counts = s.sole_and_joint(tables.by_actor[iri])
        if counts["led"]:
            link = ask.url("/leads/tasks", actor=local)
            return [
                (str(counts["led"]), ask.w("项任务牵头", "tasks led"), link),
                (str(counts["sole"]), ask.w("独家牵头", "alone"), ""),
                (str(counts["joint"]), ask.w("联合牵头", "jointly"), ""),
                (str(counts["first"]), ask.w("列第一位", "as first named"), ""),
            ]
    if cls == PK.Document:
        count = tables.counts[iri]
        return [
            (
                str(count[kind.iri]),
                ask.w(kind.zh, kind.en),
                ask.url(f"/things/{kind.slug}", document=local),
            )
            for kind in LISTED
            if count[kind.iri] and kind.name not in ("Thing", "Document")
        ]
    return []


def _one_table(ask: Ask, only: str, found: Sequence[Section]) -> Table:
    """Return one section under its own heads, what it stands under before each row."""
    part = next(section for section in found if section.id == only)
    rows = [row for group in part.groups for row in group.rows]
    under = [
        " / ".join(plain(c, ask.view, ask.lang) for c in group.heading)
        for group in part.groups
        for _ in group.rows
    ]
    before = [(ask.w("归于", "Under"), under)] if any(under) else []
    return as_table(ask.view, ask.lang, part.columns, rows, before)


def _table(ask: Ask, found: Sequence[Section]) -> Table:
    """Return all sections in one table: a column for each head that any section has."""
    before = [ask.w("部分", "Section"), ask.w("归于", "Under")]
    parts = [(part, _one_table(ask, part.id, found)) for part in found]
    heads = dict.fromkeys(before)
    for _, table in parts:
        heads |= dict.fromkeys(map(str, table.columns))
    rows = []
    for part, table in parts:
        for row in table.records():
            cells = {before[0]: part.title, **row}
            rows.append([cells.get(head, "") for head in heads])
    return Table(list(heads), rows)


def _data(
    ask: Ask, iri: str, kind: str, about: Sequence[tuple[str, Cell]], found: Sequence[Section]
) -> dict[str, Any]:
    view = ask.view
    return {
        "iri": iri,
        "kind": kind,
        "label": {lang: view.label(iri, lang) for lang in ("zh", "en")},
        "names": view.names(iri),
        "basis": "inferred" if view.inferred(iri) else "stated",
        "reasons": [{"field": f, "reason": r.text} for f, r in view.reasons(iri, ask.lang)],
        "fields": [_field(one) for one in fields_of(view, iri, ask.lang)],
        "about": {name: plain(cell, view, ask.lang) for name, cell in about},
        "evidence": [
            {
                "document": q.document,
                "exact": q.exact,
                "prefix": q.prefix,
                "suffix": q.suffix,
                "start": q.start,
                "end": q.end,
                "rules": list(q.rules),
            }
            for q in view.quotes(iri)
        ],
        "sections": [
            {"id": f.id, "title": f.title, "rows": f.records(view, ask.lang)} for f in found
        ],
    }


def _field(one: FieldState) -> dict[str, Any]:
    """Return the state of a field as data: how it was read, or by whom it was signed."""
    found: dict[str, Any] = {
        "field": local_name(one.field).removeprefix(FIELD_PREFIX),
        "state": one.state,
    }
    if one.rule:
        found |= {"rule": one.rule, "characters": [list(span) for span in one.spans]}
    if one.signatures:
        found["signatures"] = [
            {
                "reader": by.reader,
                "kind": local_name(by.kind),
                "way": local_name(by.way),
                "date": by.day,
            }
            for by in one.signatures
        ]
    return found


def _subjects(view: GraphView, iri: str) -> list[str]:
    """Return a thing, the facts that end in it, and the quotations all of them rest on."""
    facts = {iri}
    for via in (PK.actor, PK.task, PK.mentions, PK.subject, PK.indicator, RDF.subject, RDF.object):
        facts.update(view.subjects(via, iri))
    for fact in list(facts):
        facts.update(view.objects(fact, PK.evidence))
    return sorted(facts)
