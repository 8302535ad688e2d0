"""What no single path of properties gives: sections, deadlines, states, places in the text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final, NamedTuple

from graph.tables.columns import Column
from graph.tables.scope import Scope
from graph.tables.times import bound_of, precision_of
from ontology.codes import FIELD_PREFIX
from ontology.namespaces import CODE_NS, PK_NS
from ontology.terms import CODE, OA, PK, RDFS

__all__ = ["COMPUTED", "GIVEN", "NAMED", "STATE_PROPERTIES", "fields_in", "uncomputed"]

_FIELD: Final = f"{CODE_NS}{FIELD_PREFIX}"
_ENGLISH: Final = f"{_FIELD}english"
STATE_PROPERTIES: Final[dict[str, str]] = {
    "open": PK.open,
    "inferred": PK.inferred,
    "signed": PK.signed,
    "proved": PK.proved,
}
"""States of fields from the weakest to the strongest, with the property that says them."""
_ARROW: Final = " › "


def fields_in(scope: Scope, iri: str, state: str) -> list[str]:
    """Return the IRIs of a fact's fields in a state, sorted, English wording apart."""
    return sorted(set(scope.iris(iri, STATE_PROPERTIES[state])) - {_ENGLISH})


def _state(scope: Scope, iri: str) -> str | None:
    return next((state for state in STATE_PROPERTIES if fields_in(scope, iri, state)), None)


def _field_names(state: str) -> Callable[[Scope, str], list[str]]:
    return lambda scope, iri: [each[len(_FIELD) :] for each in fields_in(scope, iri, state)]


# -- work --------------------------------------------------------------------------------


def _work_of(scope: Scope, iri: str) -> str | None:
    """Return the action to which a fact belongs: itself, or that of a responsibility or value."""
    return next(iter(scope.iris(iri, PK.task)), None) or iri


def _chain(scope: Scope, iri: str) -> list[str]:
    """Return the parts above a fact's place in the document, from the nearest outwards."""
    chain: list[str] = scope.once("chain", iri, _chain_of)
    return chain


def _chain_of(scope: Scope, iri: str) -> list[str]:
    work = _work_of(scope, iri)
    chain = list(scope.above(work)) if work else []
    return [work, *chain] if work and work != iri else chain


def _task(scope: Scope, iri: str) -> str | None:
    around = [iri, *_chain(scope, iri)]
    return next((each for each in around if scope.is_a(each, PK.Task)), None)


def _campaign(scope: Scope, iri: str) -> str | None:
    kinds = (PK.Campaign, PK.Strategy)
    chain = _chain(scope, iri)
    return next((each for each in chain if any(scope.is_a(each, kind) for kind in kinds)), None)


def _section(scope: Scope, iri: str, language: str) -> str | None:
    work = _work_of(scope, iri)
    chain = [each for each in _chain(scope, iri) if each != work]
    names = [scope.label(each, language) for each in reversed(chain)]
    return _ARROW.join(filter(None, names)) or None


class Deadline(NamedTuple):
    """When work is to be done, and for what that was stated."""

    day: str
    """Last day, YYYY-MM-DD."""
    edtf: str
    written: str
    of: str


def _stated(scope: Scope, iri: str, of: str) -> Deadline | None:
    day, edtf = scope.text(iri, PK.end) or "", scope.text(iri, PK.period) or ""
    written, year = scope.text(iri, PK.deadline) or "", scope.text(iri, PK.year) or ""
    if not day and year:
        day, edtf = f"{int(year):04d}-12-31", edtf or year
    return Deadline(day, edtf, written, of) if day or written else None


def _latest(found: list[Deadline | None]) -> Deadline | None:
    return max((each for each in found if each is not None), key=lambda d: d[:3], default=None)


def _deadline_of_work(scope: Scope, work: str) -> Deadline | None:
    own = _stated(scope, work, "own")
    if own:
        return own
    parts = [part for part in scope.below(work) if part != work]
    of_parts = _latest([_stated(scope, part, "part") for part in parts])
    targets = (target for part in (work, *parts) for target in scope.targets_of.get(part, ()))
    dated = [_stated(scope, each, "target") for each in targets if scope.first(each, PK.year)]
    return of_parts or _latest(dated)


def _deadline(scope: Scope, iri: str) -> Deadline | None:
    """Return the deadline of a fact's work, or else that of the task above it."""
    work = _work_of(scope, iri) or iri
    found = _deadline_of_work(scope, work)
    task = _task(scope, iri)
    if found or task is None or task == work:
        return found
    upper = _deadline_of_work(scope, task)
    return upper._replace(of="task") if upper else None


def _of_deadline(read: Callable[[Deadline], Any]) -> Callable[[Scope, str], Any]:
    def value(scope: Scope, iri: str) -> Any:
        found = scope.once("deadline", iri, _deadline)
        return read(found) if found else None

    return value


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _bearers(role: str) -> Callable[[Scope, str], list[str]]:
    """Return the actors of a task and of no part of it, by position."""

    def value(scope: Scope, iri: str) -> list[str]:
        duties = [
            each for each in scope.duties_of.get(iri, ()) if role in scope.iris(each, PK.role)
        ]
        actors = [actor for duty in duties for actor in scope.iris(duty, PK.actor)]
        return list(dict.fromkeys(actors))

    return value


def _targets(scope: Scope, iri: str) -> int:
    return sum(len(scope.targets_of.get(part, ())) for part in scope.below(iri))


def _number(scope: Scope, iri: str) -> int | None:
    task = _task(scope, iri)
    text = scope.text(task, PK.number) if task else None
    return int(text) if text else None


# -- places in the text --------------------------------------------------------------------


def _edge(index: int) -> Callable[[Scope, str], int | None]:
    def value(scope: Scope, iri: str) -> int | None:
        span = scope.span(iri)
        return span[index] if span else None

    return value


def _page(scope: Scope, iri: str) -> int | None:
    span = scope.span(iri)
    return scope.reader.page(scope.graph, span[0]) if span and scope.graph else None


def _own_page(scope: Scope, iri: str) -> int | None:
    start = scope.text(iri, OA.start)
    return scope.reader.page(scope.graph, int(start)) if start and scope.graph else None


GLOSS_STATES: Final = ("void", "machine-translation", "signed")
"""States of a gloss, the weakest first."""


def _glosses(scope: Scope, iri: str) -> tuple[str, str]:
    """Return the English of a quotation or of all quotations of a fact, and its weakest state."""
    quotes = scope.iris(iri, PK.evidence)
    found: dict[str, str] = {}
    for quote in sorted(quotes, key=lambda q: int(scope.text(q, OA.start) or 0)) or [iri]:
        own = [quote, *sorted(scope.iris(quote, PK.inPassage))]
        glossed = next((each for each in own if scope.text(each, PK.gloss)), "")
        if glossed:
            state = scope.text(glossed, PK.glossState) or GLOSS_STATES[1]
            found[scope.text(glossed, PK.gloss) or ""] = state
    return " … ".join(found), min(found.values(), key=GLOSS_STATES.index, default="")


def _gloss(place: int) -> Callable[[Scope, str], str | None]:
    return lambda scope, iri: scope.once("gloss", iri, _glosses)[place] or None


def _time(read: Callable[[str], str]) -> Callable[[Scope, str], str | None]:
    def value(scope: Scope, iri: str) -> str | None:
        edtf = scope.text(iri, PK.period)
        return read(edtf) if edtf else None

    return value


def _class(scope: Scope, iri: str) -> str | None:
    return scope.kind(iri).removeprefix(PK_NS) or None


def _class_at(predicate: str) -> Callable[[Scope, str], str | None]:
    def value(scope: Scope, iri: str) -> str | None:
        target = next(iter(scope.iris(iri, predicate)), None)
        return _class(scope, target) if target else None

    return value


def _graph(scope: Scope, _: str) -> str | None:
    return f"{scope.namespace}{scope.graph}" if scope.graph else None


def _facts(scope: Scope, iri: str) -> int:
    return sum(
        any(node.value == iri for node in properties.get(PK.statedIn, ()))
        for properties in scope.own.values()
    )


COMPUTED: Final[dict[str, Callable[[Scope, str], Any]]] = {
    "id": lambda scope, iri: scope.short(iri),
    "iri": lambda scope, iri: iri,
    "graph": _graph,
    "class": _class,
    "actor_class": _class_at(PK.actor),
    "mentioned_class": _class_at(PK.mentions),
    "start": _edge(0),
    "end": _edge(1),
    "page": _page,
    "own_page": _own_page,
    "state": _state,
    "gloss": _gloss(0),
    "gloss_state": _gloss(1),
    "fields_inferred": _field_names("inferred"),
    "fields_open": _field_names("open"),
    "precision": _time(precision_of),
    "time_bound": _time(bound_of),
    "task": _task,
    "campaign": _campaign,
    "task_number": _number,
    "task_iri": _task,
    "actor_iri": lambda scope, iri: next(iter(scope.iris(iri, PK.actor)), None),
    "document_iri": lambda scope, iri: next(iter(scope.iris(iri, PK.statedIn)), None),
    "deadline": _of_deadline(lambda found: _day(found.day)),
    "deadline_precision": _of_deadline(lambda d: precision_of(d.edtf) if d.edtf else None),
    "deadline_bound": _of_deadline(lambda d: bound_of(d.edtf) if d.edtf else None),
    "deadline_as_written": _of_deadline(lambda d: d.written or d.edtf or None),
    "deadline_of": _of_deadline(lambda d: d.of),
    "has_deadline": lambda scope, iri: _deadline_of_work(scope, iri) is not None,
    "leads": _bearers(CODE.lead),
    "supports": _bearers(CODE.support),
    "targets": _targets,
    "is_target": lambda scope, iri: scope.is_a(iri, PK.Target),
    "facts": _facts,
}
"""What a source ``=name`` computes; IRIs of things where the column is of ids."""

NAMED: Final[dict[str, Callable[[Scope, str, str], str | None]]] = {
    "name": lambda scope, iri, language: scope.words(iri, RDFS.label, language),
    "section": _section,
}
"""What a source ``=name`` of a text in both languages computes; the last argument is ``zh`` or
``en``."""


GIVEN: Final = ("field", "field_state", "rule", "rule_start", "rule_end", "quotation")
"""What a source ``=name`` names that the maker of a table's rows gives."""


def uncomputed(columns: tuple[Column, ...]) -> list[str]:
    """Return sources that nothing computes."""
    known = (*COMPUTED, *NAMED, *GIVEN)
    return [c.source for c in columns if c.source.startswith("=") and c.source[1:] not in known]
