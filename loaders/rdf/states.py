"""In which state each field of a fact is: a triple a field, and what a reader can follow.

Compact, because there are some five fields a fact: how a field was proved is one text a fact, as
the lock writes it; a signature is one node for all facts that were signed in one go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date as Date  # noqa: N812 - a type here, beside the writer of dates
from typing import TYPE_CHECKING, Final

from loaders.evidence.proof_lines import proved_text
from loaders.rdf import terms as t
from loaders.rdf.nquads import date, escape, integer, string
from loaders.slugs import digest
from loaders.states.fields import DOCUMENT
from loaders.states.model import FieldState
from loaders.states.words import STATES, TRANSLATION
from ontology.codes import FIELD_PREFIX, SCHEMES

if TYPE_CHECKING:
    from loaders.rdf.writer import Writer
    from loaders.states.signatures import Signature

__all__ = ["write_states"]

_FIELDS: Final = {code.removeprefix(FIELD_PREFIX): f"{t.CODES}{code}>" for code in SCHEMES["field"]}
_WAYS: Final = {"group": "signed-as-group"}
"""Ways of signing that are called otherwise as a code."""


def write_states(w: Writer, states: Sequence[FieldState]) -> None:
    """Write the state of every field, and the counts of the document; nothing of a draft."""
    if not states:
        return
    _fields(w, states)
    counts = Counter(state.state for state in states if state.row != TRANSLATION)
    for name in STATES:
        w.put(w.document, t.COUNT_IN_STATE[name], integer(counts[name]))


def _fields(w: Writer, states: Iterable[FieldState]) -> None:
    by_fact: dict[tuple[str, bool], list[FieldState]] = {}
    for state in states:
        by_fact.setdefault((state.fact, state.kind == DOCUMENT), []).append(state)
    for (key, header), fields in by_fact.items():
        s = w.document if header else f"{w.prefix}{key}>"
        if s in w.rows:  # a fact that refers to nothing known has no node
            _fact(w, s, fields)


def _fact(w: Writer, s: str, fields: Iterable[FieldState]) -> None:
    rows = w.rows[s]
    proved: dict[str, tuple[str, tuple[tuple[int, int], ...]]] = {}
    signed: list[str] = []
    acts: dict[tuple[str, ...], list[str]] = {}
    for state in fields:
        name = _stem(state.field)
        rows.append(t.IN_STATE[state.state] + _FIELDS[name])
        if state.state == "proved":
            proved[state.field] = state.rule, state.spans
        elif state.state == "signed":
            signed.append(name)
            for mark in state.signatures:
                acts.setdefault(_act(mark), []).append(name)
    if proved:
        rows.append(t.PROOFS + string(proved_text(proved)))
    for act, names in acts.items():
        # Fields are listed only where the signature does not cover all that are signed.
        part = tuple(sorted({*names})) if {*names} != {*signed} else ()
        rows.append(t.SIGNATURE + _signature(w, act, part))


def _stem(field: str) -> str:
    """Return a field without its number: ``participants`` of ``participants-2``."""
    stem, _, number = field.rpartition("-")
    return stem if stem and number.isdigit() else field


def _act(mark: Signature) -> tuple[str, ...]:
    reader = mark.reader
    return reader.id, reader.kind, reader.name, mark.how, mark.date, mark.group


def _signature(w: Writer, act: tuple[str, ...], fields: tuple[str, ...]) -> str:
    """Write who signed how and when, once for all facts; a name that was withdrawn is gone."""
    reader, kind, name, how, day, group = act
    node = f"{w.prefix}signature_{digest(' '.join((reader, how, day, group, *fields)))}>"
    if node in w.rows:
        return node
    w.rows[node] = [
        *t.type_rows("Signature"),
        f"{t.READER_KIND}{t.CODES}{kind}>",
        f"{t.WAY_OF_SIGNING}{t.CODES}{_WAYS.get(how, how)}>",
        *(t.FIELD + _FIELDS[field] for field in fields),
    ]
    w.text(node, t.READER, name or None)
    w.text(node, t.GROUP, group or None)
    if _is_day(day):
        w.put(node, t.SIGNED_ON, date(day))
    who_zh, who_en = (name, name) if name else _NAMELESS[kind]
    w.rows[node] += [
        f'{t.LABEL}"{escape(who_zh)}的签核,{day}"@zh-hans',
        f'{t.LABEL}"Signature of {escape(who_en)}, {day}"@en',
    ]
    return node


_NAMELESS: Final = {
    "person": ("某读者", "a reader"),
    "machine-rereading": ("某次机器复读", "a machine re-reading"),
}
"""How labels call a reader whose name was withdrawn."""


def _is_day(text: str) -> bool:
    try:
        Date.fromisoformat(text)
    except ValueError:
        return False
    return True
