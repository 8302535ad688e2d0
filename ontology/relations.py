"""Kinds of relation: their property and the words for them."""

from __future__ import annotations

from functools import cache

from ontology.namespaces import PK_NS


@cache
def relation_property(kind: str) -> str:
    """Return the IRI of a relation's property: ``part-of-place`` is ``pk:partOfPlace``."""
    head, *rest = kind.split("-")
    return PK_NS + head + "".join(word.capitalize() for word in rest)


@cache
def relation_words(kind: str) -> tuple[str, str]:
    """Return a relation's label in Chinese and in English."""
    from ontology.declarations import term

    known = term(relation_property(kind))
    return (known.label_zh, known.label_en) if known else (kind, kind.replace("-", " "))
