"""Proofs of identities: a name means one thing only, and its full name holds the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from loaders.facts.model import Fact
from loaders.states.model import Claim, Proof
from loaders.states.prove_amounts import pair_of_fact
from loaders.states.prove_names import disordered, standing
from loaders.states.prove_responsibilities import PROVERS as BRACKETS
from loaders.states.reader import Prover, Reader, Span
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["PROVERS", "identified", "names_of_iri"]

_COUNTED: Final = frozenset("数量率额")
"""What a label adds to the name of what is counted or measured."""
_KINDS: Final = ("place", "organisation", "policy")


def _is(reader: Reader, claim: Claim) -> Proof | None:
    """The words stand in the quote, and they can only mean what the record says."""
    fact = claim.source
    if fact is None or not claim.words:
        return None
    place = _standing(reader, fact, claim)
    if place is None or not identified(reader, fact, claim.words, claim.value):
        return None
    return reader.proof("one-identity", place)


def _standing(reader: Reader, fact: Fact, claim: Claim) -> Span | None:
    if fact.kind == "responsibility" and isinstance(fact.record, R.Part):
        named = BRACKETS["name"](reader, claim)
        quote = reader.quote(fact.quotes[0])
        return quote if named is not None else None
    found = standing(reader, fact, claim.words)
    return found[1] if found is not None and not disordered(reader, fact) else None


def identified(reader: Reader, fact: Fact, words: str, iri: str) -> bool:
    """Tell whether words can mean one thing only, and that its full name holds them."""
    names = reader.case.resolved
    assert names is not None
    clean = reader.case.clean(reader.language.bare(words))
    local = iri.startswith(names.local_prefix[1:])
    if local:  # what is known elsewhere by this name, only the document's place can say
        return (
            reader.speaks_from
            and clean in names_of_iri(reader, iri)
            and _means(reader, fact, words) in (None, iri)
        )
    identity = iri[len(names.prefix) - 1 :]
    record = reader.case.authority.kinds.get(identity) and reader.case.authority.record(identity)
    if not record or _means(reader, fact, words) != iri:
        return False
    full = reader.case.clean(record.name.zh)
    if clean == full:
        return True
    return _abbreviates(clean, full) and not _rivals(reader, clean, identity)


def _means(reader: Reader, fact: Fact, words: str) -> str | None:
    """Return what words mean to the authority files from here and then."""
    names = reader.case.resolved
    assert names is not None
    for name in dict.fromkeys((words, reader.language.bare(words))):
        found = names.viewpoint.resolve(_KINDS, name, fact.period)
        if found.id is not None:
            return f"{names.prefix[1:]}{found.id}"
    return None


def _abbreviates(short: str, full: str) -> bool:
    letters = iter(full)
    return len(short) > 1 and all(letter in letters for letter in short)


def _rivals(reader: Reader, short: str, identity: str) -> bool:
    """Tell whether another thing of the kind, here, has a full name that holds the words too."""
    known = reader.rivals.get((short, identity))
    if known is None:
        authority = reader.case.authority
        kind = authority.kinds[identity]
        own = authority.record(identity)
        known = reader.rivals[short, identity] = any(
            other != identity and _abbreviates(short, reader.case.clean(name))
            for other, name in authority.in_scope(kind, own.scope)
        )
    return known


def names_of_iri(reader: Reader, iri: str) -> set[str]:
    """Return the names, clean, by which a record of this document says what it defines."""
    names = reader.case.resolved
    assert names is not None
    fact = reader.case.by_key.get(iri[len(names.local_prefix) - 1 :])
    return {reader.case.clean(reader.language.bare(name)) for name in _own(fact)}


def _own(fact: Fact | None) -> Iterator[str]:
    if fact is not None:
        for attribute in ("name", "title", "person"):
            if isinstance(value := getattr(fact.record, attribute, None), str):
                yield value
        yield from getattr(fact.record, "also_named", ())


def _indicator(reader: Reader, claim: Claim) -> Proof | None:
    """A measure is the one of its name: a shared one so called, or one of this document's own."""
    fact, names = claim.source, reader.case.resolved
    if fact is None or names is None or not isinstance(fact.record, R.Value):
        return None
    pair = pair_of_fact(reader, fact)
    node = names.answers.get((fact.key, "indicator", fact.indicator or ""))
    if pair is None or node is None or node.iri[1:-1] != claim.value:
        return None
    name, label = reader.case.clean(fact.record.name), reader.case.clean(node.zh)
    if name != label and not (node.local and _labels(reader, fact, pair, name, label)):
        return None
    return reader.proof("measure-named", pair[0])


def _labels(reader: Reader, fact: Fact, pair: tuple[Span, Span], name: str, label: str) -> bool:
    """Tell whether a measure of this document's own is labelled by its name and its sentence.

    The label holds the name; what it adds are letters of the sentence, or what is counted (数).
    """
    names = reader.case.resolved
    own = getattr(fact.record, "label", None)
    if names is None or own is None or reader.case.clean(own.zh) != label or name not in label:
        return False
    sentence = reader.text[slice(*reader.sentence(pair[0]))]
    return all(letter in sentence or letter in _COUNTED for letter in label)


PROVERS: Final[Mapping[str, Prover]] = {"is": _is, "indicator": _indicator}
