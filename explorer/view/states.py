"""In which state each field of a fact is, as the graph says: proved, signed, inferred or open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from explorer.view.memo import per_view
from explorer.view.model import GraphView, Words
from ontology.codes import FIELD_PREFIX
from ontology.namespaces import CODE_NS
from ontology.terms import CODE, PK

__all__ = [
    "MARKS",
    "FieldState",
    "SignedBy",
    "counts_of",
    "fields_of",
    "open_of",
    "totals_of",
    "totals_of_all",
]

MARKS: Final[dict[str, tuple[str, str, str]]] = {
    "proved": ("✓", "机核", "proved"),
    "signed": ("◆", "签核", "signed"),
    "inferred": ("≈", "推断", "inferred"),
    "open": ("○", "未核", "open"),
}
"""State of a field → its sign, which is told apart by its shape, and its words."""

_IN_STATE: Final = {
    "proved": PK.proved,
    "signed": PK.signed,
    "inferred": PK.inferred,
    "open": PK.open,
}
_COUNTS: Final = {
    "proved": PK.provedCount,
    "signed": PK.signedCount,
    "inferred": PK.inferredCount,
    "open": PK.openCount,
}
_FIELD: Final = CODE_NS + FIELD_PREFIX
_ENGLISH: Final = f"{_FIELD}english"
"""No claim of the text: told with the fields of its fact, and counted with none."""
_GIVEN_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "number": ("number", "value", "growth", "investment"),
    "unit": ("unit", "number", "value", "growth", "investment"),
    "bound": ("bound", "number", "value", "growth", "investment"),
    "value": ("value", "growth", "investment"),
    "name": ("name", "names", "title"),
    "kind": ("kind", "relation"),
    "part-number": ("number",),
    "by": ("by", "deadline", "period"),
}
"""Field → the keys of a facts file under which its reason may stand, besides its own name."""


Spans = tuple[tuple[int, int], ...]
"""Places in a text: first character, and the one behind the last."""


@dataclass(frozen=True, slots=True)
class SignedBy:
    """Who compared a field with its words; the name may have been withdrawn."""

    reader: str
    kind: str
    way: str
    day: str


@dataclass(frozen=True, slots=True)
class FieldState:
    """One field of a fact with its state, and what can be said for it."""

    field: str
    """IRI of its concept."""
    state: str
    rule: str = ""
    """Of a proved field: the name of the rule."""
    spans: Spans = ()
    """Of a proved field: the characters that were read."""
    signatures: tuple[SignedBy, ...] = ()
    reason: Words | None = None


def counts_of(view: GraphView, *facts: str) -> dict[str, int]:
    """Return how many fields of some facts are in each state that occurs, English wording apart."""
    found: dict[str, int] = {}
    for state, predicate in _IN_STATE.items():
        count = 0
        for fact in facts:
            objects = view.out(fact).get(predicate)
            if objects:
                count += len(objects) - (_ENGLISH in objects)
        if count:
            found[state] = count
    return found


def open_of(view: GraphView, fact: str) -> int:
    """Return how many fields of a fact are open, English wording apart."""
    objects = view.out(fact).get(PK.open, ())
    return len(objects) - (_ENGLISH in objects)


def totals_of(view: GraphView, documents: Iterable[str]) -> dict[str, int]:
    """Return how many fields of whole documents are in each state; nothing where none says so."""
    found: dict[str, int] = {}
    for document in documents:
        for state, predicate in _COUNTS.items():
            if view.text(document, predicate):
                found[state] = found.get(state, 0) + view.number(document, predicate)
    return found


@per_view
def totals_of_all(view: GraphView) -> dict[str, int]:
    """Return how many fields of all documents are in each state."""
    return totals_of(view, view.documents)


def fields_of(view: GraphView, fact: str, lang: str) -> list[FieldState]:
    """Return the fields of a fact with their states and what can be said for each."""
    proofs = _proofs(view, fact)
    reasons = dict(view.reasons(fact, lang))
    found = []
    for state, predicate in _IN_STATE.items():
        for field in view.objects(fact, predicate):
            name = field.removeprefix(_FIELD)
            if state == "proved":
                read = proofs.get(name) or [("", ())]
                found += [FieldState(field, state, rule, spans) for rule, spans in read]
            elif state == "signed":
                found.append(FieldState(field, state, signatures=_signatures(view, fact, field)))
            elif state == "inferred":
                found.append(FieldState(field, state, reason=_reason(reasons, name)))
            else:
                found.append(FieldState(field, state))
    return sorted(found, key=lambda one: (one.field == _ENGLISH, one.field))


def _proofs(view: GraphView, fact: str) -> dict[str, list[tuple[str, Spans]]]:
    """Return field → the rules that read it, each with its characters."""
    found: dict[str, list[tuple[str, Spans]]] = {}
    for piece in view.text(fact, PK.proofs).split(";"):
        field, _, proof = piece.partition("=")
        rule, _, places = proof.partition(":")
        stem, _, number = field.rpartition("-")
        name = stem if stem and number.isdecimal() else field
        ends = (span.partition("-") for span in places.split(","))
        spans = tuple((int(a), int(b)) for a, _, b in ends if _is_place(a) and _is_place(b))
        if rule:
            found.setdefault(name, []).append((rule, spans))
    return found


def _is_place(text: str) -> bool:
    return text.isdecimal() and len(text) < 10


def _signatures(view: GraphView, fact: str, field: str) -> tuple[SignedBy, ...]:
    found = []
    for act in view.objects(fact, PK.signature):
        covered = view.objects(act, PK.field)
        if covered and field not in covered:
            continue
        found.append(
            SignedBy(
                view.text(act, PK.reader),
                view.object(act, PK.readerKind) or CODE.person,
                view.object(act, PK.wayOfSigning),
                view.text(act, PK.signedOn),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.day, one.reader)))


def _reason(reasons: Mapping[str, Words], field: str) -> Words | None:
    keys = (field, *_GIVEN_BY.get(field, ()))
    return next((reasons[key] for key in keys if key in reasons), None)
