"""Saved questions in a graph they were not written for.

A question comes with defaults from the graph it was written for.  Where these name nothing, the
first thing of the parameter's class takes their place, so that a question answers at once
everywhere; and where a value that somebody gave names nothing, that is said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Protocol
from weakref import WeakKeyDictionary

from graph.rdf.terms import Value, expand, shorten
from ontology.rdf import Literal, NamedNode
from ontology.similar import closest

if TYPE_CHECKING:
    from graph.questions.parameters import Parameter


class Questioned(Protocol):
    """A graph that can be asked, here or in another process."""

    @property
    def prefixes(self) -> Mapping[str, str]:
        """The fixed prefixes."""

    def query(self, text: str, /) -> Any:
        """Return the rows of a SELECT query, their terms with ``value``."""

    def holds(self, text: str, /) -> bool:
        """Answer an ASK query."""


_FIRST: Final = 10
"""So many values at least as any question has parameters."""
_KNOWN: Final[WeakKeyDictionary[Questioned, dict[tuple[str, str], list[str]]]] = WeakKeyDictionary()
_HELD: Final[WeakKeyDictionary[Questioned, dict[tuple[str, str], bool]]] = WeakKeyDictionary()
_NEAR: Final = 3
"""So many names are offered for one that names nothing."""
_SAME: Final = 6
"""So many things that bear one name are named."""
_COMPARED: Final = 5_000
"""So many names are compared at most when looking for the nearest."""
_THINGS: Final = "SELECT DISTINCT ?thing {{ ?thing a {kind} }} ORDER BY ?thing LIMIT {most}"
_BEARERS: Final = """SELECT DISTINCT ?thing {{ ?thing pk:name {name} ; a {kind} }}
ORDER BY ?thing LIMIT {most}"""
_NAMES: Final = """SELECT ?name (COUNT(DISTINCT ?task) AS ?tasks) {{
  ?thing a {kind} ; pk:name ?name .
  OPTIONAL {{ ?thing ^(pk:ledBy|pk:indicator|pk:subject|pk:locatedIn) ?task }}
}} GROUP BY ?name ORDER BY DESC(?tasks) ?name LIMIT {most}"""


class Hint(str):
    """A sentence in English that is also at hand in Chinese."""

    __slots__ = ("zh",)
    zh: str

    def __new__(cls, en: str, zh: str) -> Hint:
        """Make a sentence in both languages."""
        made = super().__new__(cls, en)
        made.zh = zh
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        return str(self), self.zh


def suited(
    parameters: Mapping[str, Parameter], store: Questioned, given: Collection[str] = ()
) -> dict[str, Parameter]:
    """Return parameters whose defaults name things of this graph, as far as it has any.

    Two parameters get two things, so that a question about a pair is one.

    Args:
        parameters: Those of a question, by name.
        store: The graph that it is asked of.
        given: Names of parameters that have a value, so that their default does not matter.
    """
    taken: set[str] = set()
    adapted: dict[str, Parameter] = {}
    for name, parameter in parameters.items():
        default = parameter.default
        if name not in given and parameter.of_class and not _known(parameter, default, store):
            there = _first(parameter, store)
            default = next((found for found in there if found not in taken), default)
        taken.add(default)
        adapted[name] = replace(parameter, default=default)
    return adapted


def strangers(
    parameters: Mapping[str, Parameter],
    values: Mapping[str, Value],
    store: Questioned,
    given: Collection[str] = (),
) -> list[Hint]:
    """Return a sentence for every value that names nothing in this graph, or several things.

    Args:
        parameters: Those of a question, suited to the graph.
        values: The values of its parameters.
        store: The graph.
        given: Names of those that somebody gave; the others are defaults.
    """
    told = []
    for name, parameter in parameters.items():
        text = str(values[name])
        if not (_held if name in given else _known)(parameter, text, store):
            told.append(_stranger(parameter, text, store))
        elif name in given and (same := _bearers(parameter, text, store)):
            told.append(_ambiguous(parameter, text, same))
    return told


def _known(parameter: Parameter, default: str, store: Questioned) -> bool:
    """Tell whether a default names something, looked up once in each graph."""
    known = _HELD.setdefault(store, {})
    key = (parameter.type, default)
    if key not in known:
        known[key] = _held(parameter, default, store)
    return known[key]


def _held(parameter: Parameter, text: str, store: Questioned) -> bool:
    """Tell whether a value names something; what is no name is never in question."""
    if parameter.type == "iri":
        try:
            return store.holds(f"ASK {{ {NamedNode(_full(text, store))} ?p ?o }}")
        except ValueError:  # no IRI at all
            return False
    if parameter.type == "name":
        return store.holds(f"ASK {{ ?thing pk:name {Literal(text)} }}")
    return True


def _bearers(parameter: Parameter, text: str, store: Questioned) -> list[str]:
    """Return the things of the parameter's class that bear a name, where there are several."""
    if parameter.type != "name" or not parameter.of_class:
        return []
    kind = NamedNode(expand(parameter.of_class, store.prefixes))
    rows = store.query(_BEARERS.format(kind=kind, name=Literal(text), most=_SAME))
    found = [shorten(row[0].value, store.prefixes) for row in rows]
    return found if len(found) > 1 else []


def _ambiguous(parameter: Parameter, text: str, same: list[str]) -> Hint:
    more = len(same) == _SAME
    return Hint(
        f"{parameter.name}={text} is the name of several things, which are asked about together: "
        f"{', '.join(same)}{' …' if more else ''}; the full name of one tells it apart",
        f"{parameter.name}={text} 是若干事物的名称,一并查询:{'、'.join(same)}"
        f"{'……' if more else ''};写其中之一的全称即可区分",
    )


def _full(text: str, store: Questioned) -> str:
    return expand(text, store.prefixes) if ":" in text else store.prefixes["id"] + text


def _first(parameter: Parameter, store: Questioned) -> list[str]:
    """Return the few most telling values, looked for once in each graph."""
    known = _KNOWN.setdefault(store, {})
    key = (parameter.of_class, parameter.type)
    if key not in known:
        known[key] = _there(parameter, store, _FIRST)
    return known[key]


def _there(parameter: Parameter, store: Questioned, most: int) -> list[str]:
    """Return values that name something, the most telling first."""
    pattern = _THINGS if parameter.type == "iri" else _NAMES
    kind = NamedNode(expand(parameter.of_class, store.prefixes))
    rows = store.query(pattern.format(kind=kind, most=most))
    found = [row[0].value for row in rows]
    return [shorten(text, store.prefixes) for text in found]


def _stranger(parameter: Parameter, text: str, store: Questioned) -> Hint:
    shown = shorten(text, store.prefixes)
    there = _there(parameter, store, _COMPARED) if parameter.of_class else []
    near = [name for name in there if shown and shown in name][:_NEAR]
    near += [one for one in closest(shown, there, _NEAR, 0.5) if one not in near]
    near = near[:_NEAR] or there[:_NEAR]
    hint = f"; try {', '.join(near)}" if near else ""
    tip = f";可试 {'、'.join(near)}" if near else ""
    return Hint(
        f"{parameter.name}={shown} names nothing in this graph{hint}",
        f"{parameter.name}={shown} 在本图中没有对应的事物{tip}",
    )
