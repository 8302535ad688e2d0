"""Rules for relations: what stands at the ends of a verb is of a kind that the verb can have."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from loaders.facts.model import Fact
from loaders.problems import Problem
from loaders.resolving.nodes import PARTS, Node
from loaders.rules.base import Case, Rule, finding
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.kinds import layer

__all__ = ["RULES", "barred"]

_PLACE: Final = frozenset({"Place"})
_BODY: Final = frozenset(layer("actor"))
_WORK: Final = frozenset({*PARTS, "Policy", "Document", "Event"})
"""What is planned, told or held: none of it stands somewhere, owns or is owned."""
_WORDS: Final = frozenset({"Thing"})
"""Ends that no record defines: an aim, a trade, a product in the text's own words."""
_TOLD: Final = frozenset({"Document", "Event"})
_NONE: Final = frozenset[str]()

_ENDS: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "aims-at": (_NONE, _PLACE | _BODY | PARTS | {"Document", "Event"}),
    "contributes-to": (_NONE, _PLACE | _BODY | {"Document"}),
    "specialises-in": (_WORK | _WORDS, _PLACE | _BODY | PARTS | {"Document", "Event"}),
    "positioned-as": (_WORDS | _TOLD, _PLACE | _BODY | PARTS | _TOLD),
    "faces": (_WORK | _WORDS, _PLACE | _BODY | PARTS | {"Document"}),
    "implements": (_NONE, _PLACE | _BODY),
    "based-on": (_WORDS, _PLACE | _BODY),
    "applies-to": (_WORDS | _PLACE | _BODY | {"Event"}, _NONE),
    "develops": (_WORDS | {"Event", "Document"}, _BODY | PARTS | {"Document", "Event"}),
    "produces": (_WORK | _WORDS, _PLACE | _BODY | _WORK),
    "builds": (_WORK | _WORDS, _BODY | PARTS | {"Document", "Event"}),
    "contains": (_WORDS, _NONE),
    "operates": (_WORK | _WORDS, _WORK),
    "invests-in": (_WORK, _WORK),
    "part-of-place": (_BODY | _WORK | _WORDS | {"Project"}, _BODY | _WORK | _WORDS | {"Project"}),
    "located-at": (PARTS | {"Policy", "Document"}, PARTS | {"Policy", "Document"}),
    "located-in-zone": (PARTS | {"Policy", "Document"}, _BODY | _WORK),
    "member-of": (_WORK, _WORK),
    "supervises": (_WORK | _WORDS | {"Project"}, _NONE),
    "entrusts": (_WORK | _WORDS | {"Project"}, _WORK | {"Project"}),
    "delegates-to": (_WORK | _WORDS | {"Project"}, _WORK | {"Project"}),
    "cooperates-with": (_WORK, _WORK),
    "paired-with": (_WORK, _WORK),
    "supported-by": (_NONE, PARTS | {"Document"}),
    **{f"adjacent-{side}": (_WORK, _WORK) for side in ("east", "west", "north", "south")},
}  # fmt: skip
"""Classes that a relation's first and second end cannot have."""


def barred(case: Case, fact: Fact) -> tuple[str, Node, str] | None:
    """Return the end of a relation that its verb cannot have: which, what it is, and why; or none.

    Raises:
        AssertionError: the references of the document are not resolved.
    """
    names, record = case.resolved, fact.record
    assert names is not None
    assert isinstance(record, R.RelationRecord)
    first = names.answers.get((fact.key, "subject", record.subject))
    second = names.answers.get((fact.key, "object", record.object))
    if first is None or second is None:
        return None
    kinds = _ENDS.get(record.relation, (_NONE, _NONE))
    if first is second:
        return "object", second, "its own first end"
    if first.cls in kinds[0]:
        return "subject", first, first.cls
    if _inside_out(case, record.relation, first, second):
        return "object", second, "it lies the other way round"
    mixed = _mixed(record.relation, first, second)
    if mixed or (second.cls in kinds[1] and "object" not in fact.inferred):
        return "object", second, second.cls
    return None


def _ends(case: Case) -> Iterable[Problem | None]:
    if case.resolved is None:
        return
    for fact in case.document.facts:
        record = fact.record
        if not isinstance(record, R.RelationRecord) or "relation" in fact.inferred:
            continue
        found = barred(case, fact)
        ref = record.subject if found is not None and found[0] == "subject" else record.object
        yield None if found is None else _finding(fact, found[0], ref, *found[1:])


_INSIDE: Final = frozenset({"located-at", "located-in-zone", "part-of-place"})


def _inside_out(case: Case, verb: str, first: Node, second: Node) -> bool:
    """Tell whether a place is said to lie in one that lies in it, by the authority files."""
    one, other = (node.iri.rpartition("/")[2][:-1] for node in (first, second))
    if one not in case.authority.places or other not in case.authority.places:
        return False
    inner, outer = (one, other) if verb in _INSIDE else (other, one)
    return verb in _INSIDE | {"contains"} and inner in case.authority.chain(outer)


_ALIKE: Final = frozenset({"contains", "succeeds"})
"""Verbs of which both ends are somewhere or somebody, or both are works."""


def _mixed(verb: str, first: Node, second: Node) -> bool:
    """Tell whether a verb that joins things of like kind joins a place and a plan."""
    works, actors = _WORK | {"Project"}, _PLACE | _BODY
    one, other = first.cls, second.cls
    apart = (one in works and other in actors) or (one in actors and other in _WORK)
    return verb in _ALIKE and apart


def _finding(fact: Fact, field: str, ref: str, node: Node, cls: str) -> Problem:
    verb = fact.record.relation  # type: ignore[attr-defined]
    return finding(
        "relation-ends", fact,
        f"`{field}: {ref}` ({node.zh}, {cls}) cannot be the {field} of `{verb}`: is the relation "
        "turned, or its verb another? Otherwise say why as `inferred: {relation: …}`",
        f"“{field}: {ref}”({node.zh},{cls})不能作“{verb}”的 {field}:是否颠倒,或动词有误?"
        "否则以 inferred: {relation: …} 说明理由",
        field_name=field, recorded=ref, read=cls,
    )  # fmt: skip


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "relation-ends",
        "What stands at an end of a relation is of a kind that its verb can have: nobody aims at a "
        "town, nothing is part of itself.",
        "关系两端的类别须与动词相容:不以镇为目标,不与自身相关。",
        "{subject: 青河镇, relation: aims-at, object: 建成生态镇}",
        "{subject: 建成生态镇, relation: aims-at, object: 青河镇}",
        _ends,
        reads_quotes=False,
    ),
)
