"""The facts that rest on each quote of a document, and what kind of highlight a fact is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from explorer.view.model import GraphView, Quote, local_name
from ontology import declarations
from ontology.declarations import superclasses
from ontology.kinds import BY_NAME
from ontology.namespaces import PK_NS
from ontology.palette import HIGHLIGHTS
from ontology.terms import PK, RDF

__all__ = ["FactLine", "QuoteNote", "class_name", "kind_of", "notes_of", "own_class"]

_RANK: Final = {name: rank for rank, name in enumerate(HIGHLIGHTS)}


@dataclass(frozen=True, slots=True)
class FactLine:
    """One fact beside the text."""

    iri: str
    href: str
    kind: str
    cls: str
    label: str
    inferred: bool
    partly: bool


@dataclass(slots=True)
class QuoteNote:
    """A quote and the facts that rest on it."""

    quote: Quote
    kind: str
    facts: list[FactLine] = field(default_factory=list)


def kind_of(view: GraphView, fact: str) -> tuple[str, str]:
    """Return the kind of highlight of a fact, and the class that gave it."""
    kind, cls = _kind_of_types(tuple(view.types(fact)))
    if cls == "Mention":
        thing = view.object(fact, PK.mentions)
        return kind_of(view, thing) if thing else ("other", "Mention")
    return kind, cls


@lru_cache(maxsize=1024)
def _kind_of_types(types: tuple[str, ...]) -> tuple[str, str]:
    classes = [local_name(t) for t in types if t.startswith(PK_NS)]
    if "Mention" in classes:
        return "other", "Mention"
    known = [BY_NAME[c] for c in classes if c in BY_NAME]
    if not known:
        return "other", classes[0] if classes else ""
    # The narrowest class: an enterprise is an organisation too.
    best = min(known, key=lambda k: (_RANK[k.highlight], -len(superclasses(k.iri)), k.name))
    return best.highlight, best.name


def notes_of(view: GraphView, quotes: Sequence[Quote], lang: str) -> dict[str, QuoteNote]:
    """Return for every quote the facts that rest on it, ordered by kind."""
    found = {}
    for quote in quotes:
        facts = []
        for fact in view.subjects(PK.evidence, quote.iri):
            kind, cls = kind_of(view, fact)
            shown = view.object(fact, PK.mentions) or fact
            facts.append(
                FactLine(
                    fact,
                    view.href(shown, lang),
                    kind,
                    cls,
                    view.label(shown, lang),
                    view.inferred(fact),
                    bool(view.texts(fact, PK.inferredField)),
                )
            )
        # A relation names its ends: things that only stand for such an end say nothing more.
        ends = {
            end
            for f in facts
            if f.cls == "Relation"
            for end in (*view.objects(f.iri, RDF.subject), *view.objects(f.iri, RDF.object))
        }
        facts = [f for f in facts if f.cls != "Thing" or f.iri not in ends]
        facts.sort(key=lambda f: (_RANK[f.kind], f.iri))
        found[quote.iri] = QuoteNote(quote, facts[0].kind if facts else "other", facts)
    return found


def own_class(view: GraphView, fact: str) -> str:
    """Return the class of a fact itself: a mention of a campaign is a mention."""
    return _kind_of_types(tuple(view.types(fact)))[1]


@lru_cache(maxsize=256)
def class_name(cls: str, lang: str) -> str:
    """Return the label of a class of ours."""
    known = declarations.term(PK_NS + cls)
    if known is None:
        return cls
    return (known.label_zh if lang == "zh" else known.label_en) or cls
