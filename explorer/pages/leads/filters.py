"""The filters of all pages about who leads what; all of them stand in the address."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from explorer.kit.request import Ask, whole_number
from explorer.kit.sections import ROLE_ORDER
from explorer.view.model import GraphView
from explorer.view.tables import Duty, Tables, tables_of
from ontology.kinds import BY_IRI, LISTED
from ontology.terms import CODE, PK

OFFERED: Final = 300
"""Values of a filter that a form lists; any other can be named in the address."""
COUNTINGS: Final = ("whole", "fractional", "first")
WORK: Final = {kind.slug: kind.iri for kind in LISTED if kind.layer in ("series", "work")}
"""Kinds of work by the word that stands in the address."""


@dataclass
class Filter:
    """What of the responsibilities is looked at; everything stands in the address."""

    role: str
    counting: str
    documents: list[str]
    campaigns: list[str]
    actors: list[str]
    kind: str
    place: str
    start: int
    end: int
    inferred: bool
    work: str
    """Class of the work, such as task; empty for all."""

    @classmethod
    def of(cls, ask: Ask) -> Filter:
        """Read the address; what does not exist is left out."""
        view = ask.view

        def iris(name: str) -> list[str]:
            found = [view.iri(x) for x in ask.query.getlist(name) if x]
            return [iri for iri in found if iri in view]

        def year(name: str) -> int:
            value = ask.query.get(name, "")
            return whole_number(value, 4) if len(value) == 4 else 0

        role = ask.query.get("role", "lead")
        role = role if _code(role) in ROLE_ORDER else "lead"
        kind = ask.query.get("kind", "")
        place = next(iter(iris("place")), "")
        return cls(
            _code(role),
            ask.choice("counting", COUNTINGS, "whole"),
            iris("document"),
            iris("campaign"),
            iris("actor"),
            _code(kind) if kind and _code(kind) in view else "",
            place,
            year("from"),
            year("to"),
            ask.query.get("inferred") == "yes",
            WORK.get(ask.query.get("work", ""), ""),
        )

    @property
    def key(self) -> tuple[Any, ...]:
        """Return what names the chosen responsibilities; the counting rule does not choose."""
        lists = (tuple(self.documents), tuple(self.campaigns), tuple(self.actors))
        single = (self.role, self.kind, self.place, self.start, self.end, self.inferred, self.work)
        return (*lists, *single)

    def duties(self, ask: Ask) -> list[Duty]:
        """Return the responsibilities that pass the filter; joint leads of a task among them."""
        tables = tables_of(ask.view)
        return tables.recent(("duties", self.key), lambda: self._apply(tables))

    def _candidates(self, tables: Tables) -> Iterable[Duty]:
        """Return the responsibilities among which those that pass are, by the narrowest index."""
        if self.actors:
            tasks = {d.task for d in tables.by_actor.get(self.actors[0], ())}
            by_task = tables.by_task.of_many(tasks)
            return sorted((d for t in tasks for d in by_task[t]), key=lambda d: d.order)
        if self.campaigns:
            return _of_all(tables.by_series, self.campaigns)
        if self.documents:
            return _of_all(tables.by_document, self.documents)
        return tables.duties

    def _apply(self, tables: Tables) -> list[Duty]:
        found = [d for d in self._candidates(tables) if self._passes(tables.view, d)]
        if self.actors:
            tasks = {d.task for d in found}
            for actor in self.actors:
                tasks &= {d.task for d in tables.by_actor.get(actor, []) if d.role == self.role}
            found = [d for d in found if d.task in tasks]
        return found

    def _passes(self, view: GraphView, d: Duty) -> bool:
        if d.role != self.role or (d.inferred and not self.inferred):
            return False
        if not _among(d.document, self.documents) or not _among(d.at, self.campaigns):
            return False
        if self.work and not view.is_a(d.task, self.work):
            return False
        if self.kind and self.kind not in view.objects(d.actor, PK.kind):
            return False
        if self.place and self.place not in view.objects(d.actor, PK.jurisdiction):
            return False
        return not ((self.start and d.year < self.start) or (self.end and d.year > self.end))


def _among(iri: str, chosen: Sequence[str]) -> bool:
    return not chosen or iri in chosen


def _of_all(index: Mapping[str, list[Duty]], keys: Sequence[str]) -> list[Duty]:
    """Return the responsibilities under some keys, each key once, in the order of the texts."""
    found = [d for key in dict.fromkeys(keys) for d in index.get(key, ())]
    return sorted(found, key=lambda d: d.order)


def _code(name: str) -> str:
    return CODE.lead.rsplit("/", 1)[0] + "/" + name


def choices(ask: Ask) -> dict[str, list[tuple[str, str, bool]]]:
    """Return what each filter offers: value, label, whether it is chosen."""
    tables = tables_of(ask.view)
    offered = tables.once(f"choices-{ask.lang}", lambda: _offered(ask))
    chosen = {name: ask.query.getlist(name) for name in offered}
    chosen["role"] = chosen.get("role") or ["lead"]
    return {name: _shown(ask, pairs, set(chosen[name])) for name, pairs in offered.items()}


def _shown(
    ask: Ask, pairs: Sequence[tuple[str, str]], chosen: set[str]
) -> list[tuple[str, str, bool]]:
    """Return the first values, those that are chosen, and how many there are, as the last."""
    found = [
        (key, label, key in chosen)
        for at, (key, label) in enumerate(pairs)
        if at < OFFERED or key in chosen
    ]
    if len(found) < len(pairs):
        said = ask.w(f"列出 {len(found)} / 共 {len(pairs)}", f"{len(found)} of {len(pairs)} listed")
        found.append(("", said, False))
    return found


def _offered(ask: Ask) -> dict[str, list[tuple[str, str]]]:
    """Return the values of each filter with their labels, in the order of the lists."""
    view, tables = ask.view, tables_of(ask.view)
    seen: dict[str, set[str]] = defaultdict(set)
    for d in tables.duties:
        seen["document"].add(d.document)
        seen["campaign"].add(d.at)
        seen["role"].add(d.role)
    for actor in tables.by_actor:
        seen["kind"].update(view.objects(actor, PK.kind))
        seen["place"].update(view.objects(actor, PK.jurisdiction))
    found: dict[str, list[tuple[str, str]]] = {}
    for name, iris in seen.items():
        values = sorted(iris, key=lambda i: tables.label_key(i, ask.lang))
        if name == "role":
            values = [r for r in ROLE_ORDER if r in iris]
        elif name in ("campaign", "document"):
            values = tables.in_order(iris)
        found[name] = [
            (view.local(iri) or iri.rsplit("/", 1)[-1], ask.label(iri)) for iri in values
        ]
    works = [(slug, cls) for slug, cls in WORK.items() if _any_of(ask, cls)]
    found["work"] = [(slug, ask.w(BY_IRI[cls].zh, BY_IRI[cls].en)) for slug, cls in works]
    return found


def _any_of(ask: Ask, cls: str) -> bool:
    return not tables_of(ask.view).by_task.keys().isdisjoint(ask.view.of_type(cls))


_SPARQL: Final = """# Responsibilities behind this page: body, work, place in the bracket, words.
SELECT ?body ?bodyLabel ?task ?taskLabel ?position ?outOf ?words WHERE {{
  ?duty a pk:Responsibility ; pk:role <{role}> ; pk:actor ?body ; pk:task ?task ;
        pk:position ?position ; pk:outOf ?outOf ; pk:basis ?basis .
  {limits}
  ?body rdfs:label ?bodyLabel FILTER(langMatches(LANG(?bodyLabel), "{lang}"))
  ?task rdfs:label ?taskLabel FILTER(langMatches(LANG(?taskLabel), "{lang}"))
  {years}
  OPTIONAL {{ ?duty pk:words ?words }}
}} ORDER BY ?body ?task"""


def sparql(ask: Ask, chosen: Filter) -> str:
    """Return the question whose rows this page counts."""
    limits = [] if chosen.inferred else ["FILTER(?basis != code:inferred)"]
    if chosen.documents:
        values = " ".join(f"<{d}>" for d in chosen.documents)
        limits.append(f"VALUES ?document {{ {values} }} ?duty pk:statedIn ?document .")
    if chosen.campaigns:
        values = " ".join(f"<{c}>" for c in chosen.campaigns)
        limits.append(f"VALUES ?series {{ {values} }} ?task pk:partOf* ?series .")
    for n, actor in enumerate(chosen.actors):
        limits.append(f"?with{n} pk:task ?task ; pk:role <{chosen.role}> ; pk:actor <{actor}> .")
    if chosen.work:
        limits.append(f"?task a <{chosen.work}> .")
    if chosen.kind:
        limits.append(f"?body pk:kind <{chosen.kind}> .")
    if chosen.place:
        limits.append(f"?body pk:jurisdiction <{chosen.place}> .")
    years = []  # behind all triples: what stands behind an OPTIONAL is joined by scanning
    if chosen.start or chosen.end:
        years.append("OPTIONAL { ?duty pk:year ?own } OPTIONAL { ?duty pk:statedIn/pk:year ?doc }")
        years.append("BIND(COALESCE(?own, ?doc, 0) AS ?year)")
        years += [f"FILTER(?year >= {chosen.start})"] if chosen.start else []
        years += [f"FILTER(?year <= {chosen.end})"] if chosen.end else []
    lang = "zh" if ask.lang == "zh" else "en"
    return _SPARQL.format(
        role=chosen.role, limits="\n  ".join(limits), years="\n  ".join(years), lang=lang
    )
