"""What two readings both say, as claims of the facts to be signed.

Only what was compared and found the same is signed: a name whose words differ and whose identity
agrees is signed as to the identity, and not as to the words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from loaders.agreement.compare import RECORD, Comparison, Item
from loaders.agreement.reading import CannotCompare, Shelf
from loaders.checking.document import load_case
from loaders.facts.flatten import flatten
from loaders.resolving.references import resolve_document
from loaders.rules.base import Case
from loaders.states.fields import fields_of
from loaders.states.model import Claim
from loaders.yaml.parse import parse_document

__all__ = ["agreed_claims", "case_of", "claim_names", "claims_of_items"]

_CLAIMS: Final[Mapping[str, tuple[str, ...]]] = {
    RECORD: ("kind",),
    "name": ("name",),
    "title": ("name", "title"),
    "period": ("period", "by"),
    "document-number": ("number",),
}
"""Field that is compared → the claims that say it; by default the one of its own name."""
_LISTS: Final = frozenset({"also-named", "issuers", "participants", "organiser", "merged"})
"""Fields of which every item is a claim; they agree only as a whole."""
_PARTS: Final = frozenset({"strategy", "campaign", "task", "measure", "safeguard"})


def case_of(path: Path, shelf: Shelf) -> Case:
    """Return a facts file of the workspace with its evidence and what its names resolve to.

    Raises:
        CannotCompare: the file is not sound: what is signed must stand in sound facts.
    """
    name = shelf.workspace.name_of(path)
    parsed = parse_document(path, name)
    document, problems = flatten(parsed, shelf.authority)
    problems = parsed.problems + problems
    if document is None or problems:
        raise CannotCompare(
            f"{name} has errors, so nothing in it can be signed: run `policykg check`",
            f"{name} 有错误,无法签核:请运行 policykg check",
            problems,
        )
    case, problems = load_case(shelf.workspace, document, shelf.authority)
    if problems:
        raise CannotCompare(
            f"{name} has quotes that are not found, so nothing in it can be signed",
            f"{name} 有找不到的引文,无法签核",
            problems,
        )
    case.resolved = resolve_document(document, shelf.authority, shelf.workspace.base)
    return case


def agreed_claims(case: Case, comparison: Comparison) -> list[Claim]:
    """Return the fields of the facts that the other reading says too.

    Args:
        case: The facts, of which the first reading of the comparison was made.
        comparison: The two readings compared.
    """
    return claims_of_items(case, comparison.items)


def claim_names(field: str) -> tuple[str, ...]:
    """Return the names of the claims that say a field of a comparison."""
    return _CLAIMS.get(field, (field,))


def claims_of_items(case: Case, items: Iterable[Item]) -> list[Claim]:
    """Return the claims of the facts that some items of a comparison agree about.

    Args:
        case: The facts, of which the first reading was made.
        items: Those that differ count for nothing.
    """
    agreed: dict[str, set[str]] = defaultdict(set)
    for item in items:
        if item.agrees:
            key = item.first.key
            fact = case.document.header.id if item.first.kind == "document" else key
            agreed[fact].update(_claims_of(item))
    return [
        claim
        for claim in fields_of(case)
        if claim.field in agreed[claim.fact]
        or (claim.name in agreed[claim.fact] and claim.name in _LISTS)
    ]


def _claims_of(item: Item) -> Iterator[str]:
    one, other = item.values
    assert one is not None and other is not None
    if item.field == RECORD:
        if item.first.kind in _PARTS:
            yield "kind"
        return
    if item.field not in item.first.values or item.field not in item.second.values:
        return  # one of the records at hand does not say it itself
    if item.field == "name":
        same = one.text is not None and one.text == other.text
        if same:
            yield "name"
        # A name that no authority file knows means what is called so in the document.
        if one.identity == other.identity and (one.identity or same):
            yield "is"
            yield "indicator"
        return
    yield from _CLAIMS.get(item.field, (item.field,))
