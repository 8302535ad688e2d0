"""What one document asks the authority files, and what it was answered.

A document's graph and findings depend on these answers and on nothing else in the authority
files.  So after an edit the questions are asked again, which is cheap, and only the documents
that get another answer are worked anew.  An answer that is a record is its digest.

Method: verifying traces (Mokhov, Mitchell and Peyton Jones, "Build systems à la carte", 2018).
"""

from __future__ import annotations

import base64
import hashlib
import json
import struct
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar

from loaders.identity.authority import (
    MAPS,
    Altered,
    Authority,
    Resolution,
    bigrams,
    loose,
    pairs_in,
)
from loaders.identity.edits import scope_token, spares

__all__ = ["RecordingAuthority", "Uses", "holds", "may_differ"]

Question = tuple[str | int | None, ...]
Value = TypeVar("Value")

_TABLES: Final = {plural: kind for kind, plural in MAPS.items()}


class Uses:
    """Questions with their answers, each once."""

    def __init__(self) -> None:
        self.answers: dict[Question, Any] = {}

    def marks(self, authority: Authority) -> str:
        """Return what the questions speak of, as a filter; see :func:`may_differ`.

        It has one mark for each id, name and place, and never none for one that is spoken of.
        Behind it stands which pairs of characters the texts have in which names were sought.
        """
        found: set[str] = set()
        sorts: set[str] = set()
        texts = []
        for kind, *asked in self.answers:
            sorts.add(_SORTS.get(str(kind), ""))
            found.update(_spoken_of(str(kind), asked, authority))
            if kind == _TEXT:
                texts.append(str(asked[0]))
        return f"{''.join(sorted(sorts))} {_filter_of(found)} {_together(texts)}"

    def to_json(self) -> str:
        """Return them as JSON, in the order of asking."""
        items = [[*question, answer] for question, answer in self.answers.items()]
        return json.dumps(items, ensure_ascii=False, separators=(",", ":"))


def holds(
    told: str, authority: Authority, known: dict[Question, Any] | None = None, since: str = ""
) -> bool:
    """Tell whether the authority files still answer as they did.

    Args:
        told: What :meth:`Uses.to_json` gave.
        authority: The files as they are now.
        known: Answers given to other documents just now; they are used and added to.
        since: Digest of the files as they were.
    """
    known = {} if known is None else known
    altered = authority.altered.get(since)
    if altered is not None and spares(altered, told):
        return True
    for *question, answer in json.loads(told):
        asked = tuple(question)
        if asked[0] == _TEXT:
            renamed = authority.renamed.get(since)
            if renamed is None or _may_hold(str(asked[1]), renamed):
                return False
            continue
        if altered is not None and _is_untouched(asked, altered, authority):
            continue
        if asked not in known:
            known[asked] = _ANSWERS[question[0]](authority, *question[1:])
        if known[asked] != answer:
            return False
    return True


def _is_untouched(asked: Question, altered: Altered, authority: Authority) -> bool:
    """Tell whether a question cannot have another answer, without asking it.

    A name means what its entries say for the places around the one that speaks.  These places
    are the same as before unless one of them lies elsewhere: up to the first such place, both
    states climb alike.
    """
    if asked[0] == "named":
        _, _, name, place, _ = asked
        if name in altered.names or name in altered.ids:
            return False
    elif asked[0] == "chain":
        place = asked[1]
    else:
        return False
    if not altered.parents or place is None:
        return True
    around = authority.chain(str(place))
    beyond = authority.places[around[-1]].in_ if around else None  # unknown, or a circle
    return altered.parents.isdisjoint((place, beyond, *around))


# -- what questions speak of -------------------------------------------------------------------

_SORTS: Final = {"whole": "w", "position": "p", "text": "t"}
"""Letters of the sorts of questions whose answers do not depend on what they speak of alone."""
_HASHES: Final = 4
_BITS_EACH: Final = 16
"""Bits of a filter for each thing spoken of; one in 400 others is taken for it."""


def _spoken_of(kind: str, asked: Sequence[Any], authority: Authority) -> Iterator[str]:
    """Yield the ids, names and scopes of which one must change for another answer."""
    match kind:
        case "named":
            _, name, place, _ = asked
            yield from (name, *_around(authority, place))
        case "held":
            names, _, place = asked
            yield from (*names.split("\n"), *_around(authority, place))
        case "chain":
            yield from _around(authority, asked[0])
        case "scope":
            yield scope_token(asked[0], asked[1] or "")
        case "record" | "kind" | "growth" | "position":
            yield asked[-1]


def _around(authority: Authority, place: str | None) -> Iterable[str]:
    """Return a place, and all that it lies in."""
    return () if place is None else (place, *authority.chain(place))


def _filter_of(found: Collection[str]) -> str:
    """Write a filter (Bloom, "Space/time trade-offs in hash coding", CACM 1970)."""
    size = max(64, 1 << (len(found) * _BITS_EACH - 1).bit_length())
    bits = bytearray(size // 8)
    for one in found:
        for at in _bits_of(one, size):
            bits[at >> 3] |= 1 << (at & 7)
    return base64.b64encode(bits).decode()


def _bits_of(one: str, size: int) -> list[int]:
    return [found & (size - 1) for found in _hashes_of(one)]


@lru_cache(maxsize=1 << 14)
def _hashes_of(one: str) -> tuple[int, ...]:
    """Return the hashes of an id or name; neighbouring documents speak of the same ones."""
    digest = hashlib.blake2b(one.encode("utf-8", "surrogatepass"), digest_size=4 * _HASHES).digest()
    return struct.unpack(f">{_HASHES}I", digest)


def may_differ(marks: str | None, altered: Altered | None, renamed: Collection[str] | None) -> bool:
    """Tell whether a question may have another answer now: never no where one has.

    Args:
        marks: What :meth:`Uses.marks` gave.
        altered: What was edited since the questions were asked.
        renamed: Names that have come or gone since.
    """
    sorts, blank, filters = (marks or "").partition(" ")
    written, _, text = filters.partition(" ")
    if not blank or altered is None or altered.touched is None or renamed is None or "w" in sorts:
        return True
    if (altered.moved and "p" in sorts) or ("t" in sorts and _may_hold(text, renamed)):
        return True
    bits = base64.b64decode(written)
    size = 8 * len(bits)
    return any(
        all(bits[at >> 3] >> (at & 7) & 1 for at in _bits_of(one, size)) for one in altered.touched
    )


# -- names in a text ---------------------------------------------------------------------------

_TEXT: Final = "text"
"""Which names stand in a text: asked again of the names that have come or gone."""
_BITS: Final = 1 << 14


def _fingerprint(text: str) -> str:
    """Return which pairs of characters a text has, as bits: two kilobytes for any text."""
    bits = bytearray(_BITS // 8)
    for pair in pairs_in(text):
        at = _bit(pair)
        bits[at >> 3] |= 1 << (at & 7)
    return base64.b64encode(bits).decode()


def _together(fingerprints: Sequence[str]) -> str:
    """Return the fingerprint of some texts, of which one alone is most usual."""
    if len(fingerprints) < 2:
        return "".join(fingerprints)
    bits = 0
    for one in fingerprints:
        bits |= int.from_bytes(base64.b64decode(one), "big")
    return base64.b64encode(bits.to_bytes(_BITS // 8, "big")).decode()


def _bit(pair: str) -> int:
    return zlib.crc32(pair.encode("utf-8", "surrogatepass")) % _BITS


def _may_hold(fingerprint: str, names: Collection[str]) -> bool:
    """Tell whether one of some names may stand in a text; never no where one does."""
    if not names:
        return False
    bits = base64.b64decode(fingerprint)
    return any(
        all(bits[at >> 3] >> (at & 7) & 1 for at in map(_bit, bigrams(loose(name))))
        for name in names
    )


# -- answers ---------------------------------------------------------------------------------


def _named(
    authority: Authority, kinds: str, name: str, place: str | None, year: int | None
) -> list[Any]:
    return _as_answer(authority.named(tuple(kinds.split()), name, place, year))


def _as_answer(found: Resolution) -> list[Any]:
    return [found.id, found.kind, *found.candidates]


def _chain(authority: Authority, place: str | None) -> list[str]:
    return [*authority.chain(place)]


def _record(authority: Authority, plural: str, identity: str) -> str | None:
    if authority.kinds.get(identity) != _TABLES[plural]:
        return None
    return authority.seal(identity)


def _scope(authority: Authority, kind: str, scope: str | None) -> str:
    return _digest_of(authority.in_scope(kind, scope))


def _held(authority: Authority, names: str, kinds: str, place: str | None) -> str:
    return _digest_of(authority.held(tuple(names.split("\n")), tuple(kinds.split()), place))


def _digest_of(found: list[tuple[str, str]]) -> str:
    return hashlib.sha256(json.dumps(found).encode()).hexdigest()[:16]


def _period(authority: Authority, word: str) -> str | None:
    period = authority.periods.get(word)
    return None if period is None else f"{period.is_} {period.en}"


def _periods(authority: Authority) -> str:
    told = [[word, _period(authority, word)] for word in authority.periods]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _position(authority: Authority, identity: str) -> str | None:
    at = authority.positions.get(identity)
    return None if at is None else str(at)


_ANSWERS: Final[dict[Any, Callable[..., Any]]] = {
    "named": _named,
    "chain": _chain,
    "scope": _scope,
    "held": _held,
    "record": _record,
    "kind": lambda authority, identity: authority.kinds.get(identity),
    "growth": lambda authority, identity: authority.growth_of().get(identity),
    "period": _period,
    "periods": _periods,
    "position": _position,
    "complete": lambda authority: authority.complete,
    "whole": lambda authority: authority.digest,
}
"""How each kind of question is answered."""


# -- asking ----------------------------------------------------------------------------------


class _Asked(Mapping[str, Value]):
    """A map that notes which keys it was asked for; reading it whole is a question of its own."""

    def __init__(
        self,
        base: Mapping[str, Value],
        note: Callable[..., None],
        one: tuple[str, ...],
        whole: tuple[str, ...] = ("whole",),
    ) -> None:
        self._base, self._note, self._one, self._whole = base, note, one, whole

    def __getitem__(self, key: str) -> Value:
        self._note(*self._one, key)
        return self._base[key]

    def get(self, key: str, default: Any = None) -> Any:
        self._note(*self._one, key)
        return self._base.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._note(*self._one, key)
        return key in self._base

    def __iter__(self) -> Iterator[str]:
        self._note(*self._whole)
        return iter(self._base)

    def __len__(self) -> int:
        self._note(*self._whole)
        return len(self._base)


class RecordingAuthority(Authority):
    """Answers as another one does, and notes what it was asked; one for each document."""

    __slots__ = ("_base", "_in_texts", "uses")

    def __init__(self, base: Authority) -> None:
        self._base = base
        self.uses = Uses()
        self._in_texts: dict[str, dict[str, bool]] = {}
        note = self._note
        super().__init__(
            places=_Asked(base.places, note, ("record", "places")),
            organisations=_Asked(base.organisations, note, ("record", "organisations")),
            policies=_Asked(base.policies, note, ("record", "policies")),
            indicators=_Asked(base.indicators, note, ("record", "indicators")),
            periods=_Asked(base.periods, note, ("period",), ("periods",)),
            positions=_Asked(base.positions, note, ("position",)),
            named_periods=_Asked(base.named_periods, note, ("period",), ("periods",)),
            complete=base.complete,
            kinds=_Asked(base.kinds, note, ("kind",)),
            digest=base.digest,
        )
        self._note("complete")

    def _note(self, *question: str | int | None) -> None:
        answers = self.uses.answers
        if question not in answers:
            answers[question] = _ANSWERS[question[0]](self._base, *question[1:])

    def named(
        self, kinds: tuple[str, ...], name: str, jurisdiction: str | None, year: int | None
    ) -> Resolution:
        """Say what a name or id means by the files alone."""
        found = self._base.named(kinds, name, jurisdiction, year)
        self.uses.answers["named", " ".join(kinds), name, jurisdiction, year] = _as_answer(found)
        return found

    def chain(self, place: str | None) -> tuple[str, ...]:
        """Return a place and all that it lies in, nearest first."""
        found = self._base.chain(place)
        self.uses.answers["chain", place] = [*found]
        return found

    def growth_of(self) -> Mapping[str, str]:
        """Return indicator → the indicator of its growth."""
        return _Asked(self._base.growth_of(), self._note, ("growth",))

    def seal(self, identity: str) -> str:
        """Return a digest of what is said of a known id."""
        return self._base.seal(identity)

    def names_in(self, text: str) -> dict[str, bool]:
        """Return the names that may stand in a text."""
        found = self._in_texts.get(text)
        if found is None:
            self.uses.answers[_TEXT, _fingerprint(text)] = None
            found = self._in_texts[text] = self._base.names_in(text)
        return found

    def held(
        self, names: tuple[str, ...], kinds: tuple[str, ...], place: str | None
    ) -> list[tuple[str, str]]:
        """Return which things some names mean in a place."""
        found = self._base.held(names, kinds, place)
        self.uses.answers["held", "\n".join(names), " ".join(kinds), place] = _digest_of(found)
        return found

    def in_scope(self, kind: str, scope: str | None) -> list[tuple[str, str]]:
        """Return the ids and official names of the things whose names hold in a place."""
        self._note("scope", kind, scope)
        return self._base.in_scope(kind, scope)

    def candidates(
        self, kinds: tuple[str, ...], name: str, jurisdiction: str | None = None
    ) -> tuple[str, ...]:
        """Return the known names nearest to one that means nothing."""
        self._note("whole")
        return self._base.candidates(kinds, name, jurisdiction)
