"""The filters of all pages about who leads what; all of them stand in the address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeVar

from explorer.kit.choices import Choices, Offered, offered_of
from explorer.kit.named import LONGEST, resolve
from explorer.kit.request import Ask, whole_number
from explorer.kit.sections import ROLE_ORDER
from explorer.view.coded import recoded
from explorer.view.duties import Duties
from explorer.view.tables import Tables, tables_of
from ontology.kinds import BY_IRI, LISTED
from ontology.terms import CODE, PK

if TYPE_CHECKING:
    from explorer.view.coded import Numbers

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

    def duties(self, ask: Ask) -> Duties:
        """Return the responsibilities that pass the filter; joint leads of a task among them."""
        tables = tables_of(ask.view)
        return self.held(tables, ("duties",), lambda: self._apply(tables))

    def _apply(self, tables: Tables) -> Duties:
        import numpy as np

        every = tables.duties
        passes = self._of_bodies(tables, every, every.one_of("role", self.role.__eq__))
        if not self.inferred:
            passes &= every.numbers("inferred") == 0
        for name, chosen in (("document", self.documents), ("at", self.campaigns)):
            if chosen:
                passes &= every.one_of(name, chosen.__contains__)
        if self.work:
            passes &= every.one_of("task", frozenset(tables.instances(self.work)).__contains__)
        if self.start:
            passes &= every.numbers("year") >= self.start
        if self.end:
            passes &= every.numbers("year") <= self.end
        for actor in self.actors:
            theirs = every.one_of("role", self.role.__eq__) & every.one_of("actor", actor.__eq__)
            passes &= np.isin(every.codes("task"), np.unique(every.codes("task")[theirs]))
        return every.where(passes)

    def _of_bodies(self, tables: Tables, every: Duties, passes: Numbers) -> Numbers:
        """Return which of the responsibilities that pass are of bodies that do."""
        wanted = ((PK.kind, self.kind), (PK.jurisdiction, self.place))
        for predicate, iri in ((predicate, iri) for predicate, iri in wanted if iri):
            ends = tables.ends(every.texts("actor"), predicate)
            passes &= recoded([iri in one for one in ends], every.codes("actor")).is_one_of(bool)
        return passes


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
    duties = tables.duties
    named = {"document": "document", "campaign": "at", "role": "role"}
    often = {name: duties.counted(column) for name, column in named.items()} if duties else {}
    actors = duties.texts("actor")
    for name, predicate in (("kind", PK.kind), ("place", PK.jurisdiction)):
        ends = chain.from_iterable(tables.ends(actors, predicate))
        if counts := Counter(ends):
            often[name] = counts
    found: dict[str, Offered] = {}
    for name, counted in often.items():
        if name == "role":
            values = [r for r in ROLE_ORDER if r in counted]
        elif name in ("campaign", "document"):
            values = tables.in_order(counted)
        else:
            values = tables.by_label(counted, ask.lang)
        found[name] = offered_of(values, counted, lambda iri: _written(ask, iri))
    works = [cls for cls in WORK.values() if _any_of(ask, cls)]
    found["work"] = offered_of(works, {}, lambda iri: _written(ask, iri))
    return found


def _any_of(ask: Ask, cls: str) -> bool:
    tables = tables_of(ask.view)
    work = tables.once("work with assignments", lambda: frozenset(tables.duties.texts("task")))
    return not work.isdisjoint(tables.instances(cls))


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
