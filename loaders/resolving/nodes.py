"""The things that references may mean, and of which kinds they may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from loaders.facts.model import Fact
from loaders.identity.authority import KINDS
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology import kinds

ANY: Final = KINDS
ACTORS: Final = ("organisation", "place")
PLACES: Final = ("place",)
SUBJECTS: Final = ("place", "organisation", "policy")
TARGETS: Final = ("policy", "organisation", "place")
PARTS: Final = frozenset(kind.name for kind in kinds.PARTS)
LOCAL_KINDS: Final = {
    "place": ("place",),
    "organisation": ("organisation", "enterprise"),
    "policy": ("policy",),
}
_ACTOR_CLASSES: Final = frozenset(kinds.layer("actor"))
_SUBJECT_CLASSES: Final = frozenset(kind.name for kind in kinds.LISTED) - {
    "Document",
    "Indicator",
    "Observation",
    "Recognition",
}
"""What values and responsibilities are about: all that has a list, but facts and counters."""
CLASSES: Final[dict[tuple[str, ...], frozenset[str]]] = {
    PLACES: frozenset({"Place"}),
    ACTORS: _ACTOR_CLASSES | {"Place"},
    ("policy",): frozenset({"Policy", *PARTS}),
    ("organisation",): _ACTOR_CLASSES,
    ("organisation", "place", "policy"): _ACTOR_CLASSES | {"Place", "Policy"},
    ("place", "organisation"): _ACTOR_CLASSES | {"Place"},
    SUBJECTS: _SUBJECT_CLASSES,
    TARGETS: _SUBJECT_CLASSES,
    ("indicator",): frozenset({"Indicator"}),
}
"""Classes that fit where a reference of these kinds is wanted."""


@dataclass(slots=True)
class Node:
    """A thing that a record points to."""

    iri: str
    """In angle brackets."""
    zh: str
    en: str
    cls: str
    local: bool
    """Whether this document mints it."""


def words_of(fact: Fact) -> tuple[str, str]:
    """Return the Chinese and English words by which a thing or part is shown."""
    record = cast(R.Part | R.Thing | R.Event | R.Recognition, fact.record)
    if not isinstance(record, R.Part) and record.label is not None:
        return record.label.zh, record.label.en
    name = record.title if isinstance(record, R.Recognition) else record.name
    return name or "", record.en or name or ""
