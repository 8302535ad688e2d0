"""The filters of all pages about who leads what; all of them stand in the address."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from explorer.kit.choices import Choices, Offered, offered_of
from explorer.kit.named import LONGEST, resolve
from explorer.kit.request import Ask, whole_number
from explorer.kit.sections import ROLE_ORDER
from explorer.view.model import GraphView
from explorer.view.tables import Duty, Tables, tables_of
from ontology.kinds import BY_IRI, LISTED
from ontology.terms import CODE, PK

T = TypeVar("T")
NAMED: Final = 8
"""Names of one filter that are looked for."""
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
    unknown: tuple[tuple[str, str], ...] = ()
    """Filters with a word that names nothing, which is left out."""

    @classmethod
    def of(cls, ask: Ask) -> Filter:
        """Read the address: ids, or names as somebody types them."""
        view = ask.view
        unknown: list[tuple[str, str]] = []

        def iris(name: str) -> list[str]:
            found = []
            for word in filter(None, ask.query.getlist(name)):
                iri = view.iri(word)
                if iri not in view:
                    tried = sum(filter_ == name for filter_, _ in unknown)
                    iri = _named(ask, name, word) if tried < NAMED else ""
                if iri:
                    found.append(iri)
                else:
                    unknown.append((name, word))
            return list(dict.fromkeys(found))

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
            tuple(unknown),
        )

    @property
    def key(self) -> tuple[Any, ...]:
        """Return what names the chosen responsibilities; the counting rule does not choose."""
        lists = (tuple(self.documents), tuple(self.campaigns), tuple(self.actors))
        single = (self.role, self.kind, self.place, self.start, self.end, self.inferred, self.work)
        return (*lists, *single)

    @property
    def plain(self) -> bool:
        """Whether nothing is narrowed: what most visitors look at first."""
        return self.role == CODE.lead and not any((*self.key[:3], *self.key[4:]))

    def held(
        self, tables: Tables, name: tuple[str, ...], make: Callable[[], T], *, usual: bool = True
    ) -> T:
        """Return what was worked out of the chosen responsibilities; make it on first use.

        Args:
            tables: Where it is held: what nothing narrows stays, of the rest what was lately made.
            name: What it is, and what it depends on beside the responsibilities.
            make: Makes it.
            usual: Whether it is what a page shows that nobody has arranged.
        """
        if usual and self.plain:
            return tables.once(("leads", *name), make)
        return tables.recent((*name, self.key), make)

    def duties(self, ask: Ask) -> list[Duty]:
        """Return the responsibilities that pass the filter; joint leads of a task among them."""
        tables = tables_of(ask.view)
        return self.held(tables, ("duties",), lambda: self._apply(tables))

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


def _named(ask: Ask, name: str, word: str) -> str:
    """Return the thing that a name of a filter means; empty where nothing is called so."""
    kind = _SUGGESTED.get(name, "")
    return resolve(ask, kind, word.strip()) if kind and len(word) <= LONGEST else ""


_SUGGESTED: Final = {
    "document": "document", "campaign": "campaign", "place": "place", "actor": "body",
}  # fmt: skip
"""Filter → the kind of thing that is suggested for it as one types."""


def choices(ask: Ask, chosen: Filter) -> dict[str, Choices]:
    """Return the fields of the filters that this graph offers."""
    tables = tables_of(ask.view)
    offered = tables.once(("choices", ask.lang), lambda: _offered(ask))
    iris: dict[str, Sequence[str]] = {
        "document": chosen.documents,
        "campaign": chosen.campaigns,
        "role": [chosen.role],
        "kind": [chosen.kind],
        "place": [chosen.place],
        "work": [chosen.work],
    }
    return {
        name: Choices(
            name,
            found,
            tuple(_written(ask, iri) for iri in iris[name] if iri),
            _SUGGESTED.get(name, ""),
        )
        for name, found in offered.items()
    }


def _written(ask: Ask, iri: str) -> tuple[str, str]:
    """Return what stands for a value in the address, and its label."""
    if iri in BY_IRI:
        return BY_IRI[iri].slug, ask.w(BY_IRI[iri].zh, BY_IRI[iri].en)
    return ask.view.local(iri) or iri.rsplit("/", 1)[-1], ask.label(iri)


def _offered(ask: Ask) -> dict[str, Offered]:
    """Return the values of each filter, in the order of the lists."""
    tables = tables_of(ask.view)
    often: dict[str, Counter[str]] = defaultdict(Counter)
    for d in tables.duties:
        often["document"][d.document] += 1
        often["campaign"][d.at] += 1
        often["role"][d.role] += 1
    for actor in tables.by_actor:
        often["kind"].update(tables.ends(actor, PK.kind))
        often["place"].update(tables.ends(actor, PK.jurisdiction))
    found: dict[str, Offered] = {}
    for name, counts in often.items():
        values = sorted(counts, key=lambda i: tables.label_key(i, ask.lang))
        if name == "role":
            values = [r for r in ROLE_ORDER if r in counts]
        elif name in ("campaign", "document"):
            values = tables.in_order(counts)
        found[name] = offered_of(values, counts, lambda iri: _written(ask, iri))
    works = [cls for cls in WORK.values() if _any_of(ask, cls)]
    found["work"] = offered_of(works, {}, lambda iri: _written(ask, iri))
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
