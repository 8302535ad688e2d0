"""A saved question's header, and answers of two engines in one form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import rdflib

from graph.rdf.terms import to_python

HEADER = """#+ title-en: T
#+ title-zh: 题
#+ description-en: D
#+ description-zh: 述
#+ theme: leads
#+ keywords: a, 甲
"""


def of_rdflib(term: Any) -> Any:
    """Return a term of rdflib as it is compared."""
    if isinstance(term, rdflib.Literal):
        if term.datatype in (rdflib.XSD.integer, rdflib.XSD.decimal):
            return Decimal(str(term))
        return str(term), (term.language or "").lower()
    return None if term is None else str(term)


def of_engine(term: Any) -> Any:
    """Return a term of the store as it is compared."""
    if term is None or not hasattr(term, "datatype"):
        return getattr(term, "value", None)
    value = to_python(term)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    return term.value, term.language or ""
