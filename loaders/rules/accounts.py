"""The accounts of a text: what is carried by which fact, dismissed for which reason, or open."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from loaders.evidence.carried import Carried, carried_by
from loaders.evidence.dismissals import dismissed_spans
from loaders.rules.base import Case
from loaders.rules.demands import Demand, demands, home_names
from loaders.rules.layers import Layers

__all__ = ["Account", "Open", "Piece", "PieceState", "account_of", "pieces"]

PieceState = Literal["fact", "dismissed", "open", "plain"]


@dataclass(frozen=True, slots=True)
class Open:
    """A demand of the text that no fact meets."""

    demand: Demand
    dismissal: int | None
    """Index of the dismissal that covers it, or none: then it is unaccounted for."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of the raw text of which the same is said."""

    start: int
    end: int
    state: PieceState
    carried: tuple[tuple[str, str], ...] = ()
    """Keys of the facts that carry it, each with the field."""
    dismissal: int | None = None
    kinds: tuple[str, ...] = ()
    """Of an open piece: what the text demands here."""


@dataclass(slots=True)
class Account:
    """What is said of each character of one document's folded text."""

    case: Case
    layers: Layers
    dismissed: list[tuple[int, int, int]]
    """Folded spans, each with the index of its dismissal."""
    open: list[Open] = field(default_factory=list)

    @property
    def unaccounted(self) -> list[Demand]:
        """Return the demands that neither a fact nor a dismissal meets."""
        return [item.demand for item in self.open if item.dismissal is None]


def account_of(case: Case) -> Account:
    """Work out the accounts of a document whose source text is at hand.

    Raises:
        ValueError: the source text is not at hand.
    """
    if case.evidence is None:
        raise ValueError("accounts need the source text")
    source = case.evidence.source
    carried = carried_by(case.document, source, case.evidence.located, sorted(home_names(case)))
    layers = Layers(len(source.folded.text), carried)
    account = Account(case, layers, list(dismissed_spans(case.omissions, source)))
    by = _by_character(account)
    text = source.folded.text
    for demand in (*demands(case, layers), *_deleted(case)):
        account.open.append(Open(demand, _dismissal(demand, text, layers, by)))
    return account


def _by_character(account: Account) -> dict[int, int]:
    return {at: index for start, end, index in account.dismissed for at in range(start, end)}


def _dismissal(demand: Demand, text: str, layers: Layers, by: dict[int, int]) -> int | None:
    """Return the dismissal that covers all that a demand asks for, or none.

    Nothing excuses an accepted fact that vanished: it is deleted on purpose by `policykg lock`.
    """
    if demand.kind == "deleted":
        return None
    asked = [
        at for at in range(demand.start, demand.end)
        if text[at].isalnum() and not (demand.kind == "clause" and layers.every[at])
    ]  # fmt: skip
    if not asked or any(at not in by for at in asked):
        return None
    return by[asked[0]]


def _deleted(case: Case) -> Iterator[Demand]:
    """Yield the words of accepted facts, by the lock, that are facts no longer."""
    if case.locked is None or case.evidence is None:
        return
    here = {fact.key for fact in case.document.facts}
    folded = case.evidence.source.folded
    lines: dict[str, list[tuple[bool, int, int]]] = {}
    for (key, use), line in case.locked.lines.items():
        if key not in here:
            lines.setdefault(key, []).append((not use.startswith("@"), line.start, line.end))
    for found in lines.values():
        whole = all(quote for quote, _, _ in found)
        for quote, start, end in found:
            low, high = bisect_left(folded.starts, start), bisect_right(folded.ends, end)
            if low < high and (whole or not quote):
                yield Demand("deleted", low, high)


def pieces(account: Account, start: int, end: int) -> list[Piece]:
    """Cut a folded span into the pieces of which the same is said, with raw places.

    Args:
        account: The accounts of the document.
        start: Where the span starts in the folded text.
        end: Where it ends.
    """
    assert account.case.evidence is not None
    folded = account.case.evidence.source.folded
    near = account.layers.near(start, end, account.layers.longest)
    gone = [item for item in account.dismissed if item[0] < end and item[1] > start]
    asked = [o for o in account.open if o.demand.start < end and o.demand.end > start]
    cuts = {start, end}
    for low, high in (
        *((c.start, c.end) for c in near), *((a, b) for a, b, _ in gone),
        *((o.demand.start, o.demand.end) for o in asked if o.dismissal is None),
    ):  # fmt: skip
        cuts.update(at for at in (low, high) if start < at < end)
    edges = sorted(cuts)
    found: list[Piece] = []
    for low, high in pairwise(edges):
        since, until = folded.span(low, high)
        if found and since < found[-1].end:  # the rest of a reading, whose raw words stand whole
            since = found[-1].end
        if since < until:
            found.append(_piece(low, high, (since, until), near, gone, asked))
    return found


def _piece(
    low: int,
    high: int,
    raw: tuple[int, int],
    near: list[Carried],
    gone: list[tuple[int, int, int]],
    asked: list[Open],
) -> Piece:
    by = dict.fromkeys((c.fact, c.field) for c in near if c.start <= low and c.end >= high)
    kinds = tuple(dict.fromkeys(
        o.demand.kind for o in asked
        if o.dismissal is None and o.demand.start <= low and o.demand.end >= high
        and not (by and o.demand.kind == "clause")
    ))  # fmt: skip
    dismissal = next((i for a, b, i in gone if a <= low and b >= high), None)
    state: PieceState = "plain"
    if kinds:
        state = "open"
    elif by:
        state = "fact"
    elif dismissal is not None:
        state = "dismissed"
    return Piece(raw[0], raw[1], state, tuple(by), dismissal, kinds)
