"""What somebody means who types an id, a name or pinyin into a field."""

from __future__ import annotations

from typing import Final

from explorer.kit.request import Ask, NotFound
from explorer.view.search_index import index_of, kinds_within
from ontology.terms import PK

__all__ = ["CLASSES", "LONGEST", "asked_for", "resolve"]

CLASSES: Final = {
    "document": PK.Document, "body": PK.Organization, "place": PK.Place, "campaign": PK.Campaign,
}  # fmt: skip
"""Kinds of things that a name can mean, or that are suggested as one types."""
LONGEST: Final = 200
"""Characters of a name that is looked for."""


def resolve(ask: Ask, kind: str, word: str) -> str:
    """Return the thing of a kind that a word names: its id, a name, or what a search finds first.

    Years stand for themselves.  Empty where nothing of the kind is found.
    """
    if kind == "year":
        return word if word.isascii() and word.isdigit() and len(word) == 4 else ""
    if not word:
        return ""
    view, cls = ask.view, CLASSES[kind]
    iri = view.iri(word)
    if iri in view:
        return iri if view.is_a(iri, cls) else ""
    groups = index_of(view).find(word, kinds=kinds_within(cls))
    found = [hit.iri for hits in groups.values() for hit in hits]
    exact = [i for i in found if word in (view.label(i, "zh"), view.label(i, "en"))]
    return (exact or found or [""])[0]


def asked_for(ask: Ask, parameter: str, kind: str) -> tuple[str, str]:
    """Return the thing that a parameter names, and the word that names nothing of its kind.

    Raises:
        NotFound: It names nothing, and data are asked for: no program reads a note that they are
            not narrowed.
    """
    word = ask.query.get(parameter, "").strip()
    iri = ask.view.iri(word) if word else ""
    if not word or iri in ask.view:
        return iri, ""
    found = resolve(ask, kind, word) if len(word) <= LONGEST else ""
    if not found and ask.format != "html":
        raise NotFound(word)
    return found, "" if found else word
