"""Names in glosses: as the authority files have them in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from loaders.facts.model import Fact
    from loaders.rules.base import Case

__all__ = ["Name", "has_name", "names_of_quotes"]

_BODIES: Final = ("organisation", "place")
_GENERIC: Final = (
    "town", "township", "city", "county", "district", "province", "village", "community",
    "municipality", "new", "autonomous", "region", "prefecture", "people’s", "republic", "of",
)  # fmt: skip
_BRACKET: Final = re.compile(r"\s*\([^()]*\)")


class Name(NamedTuple):
    """A thing that a quote names."""

    zh: str
    """As the quote writes it."""
    en: str
    """As the authority files, or the document, have it."""
    place: bool


def names_of_quotes(case: Case) -> dict[int, list[Name]]:
    """Return the names that authority files know in each quote that facts rest on.

    These are who bears the responsibilities, and who or where else a fact of the quote names.

    Returns:
        Index of a quote → its names; a quote whose words are not at hand has none.
    """
    found: dict[int, list[Name]] = {}
    resolved = case.resolved
    for fact in case.document.facts if resolved is not None else ():
        for written, identity in _identities(case, fact):
            if identity not in case.authority.kinds:
                continue
            record = case.authority.record(identity)
            if getattr(record, "group", False):
                continue  # a phrase for many bodies, no name
            place = case.authority.kinds[identity] == "place"
            name = Name(case.clean(written), _folded(record.name.en), place)
            for use in fact.quotes:
                names = found.setdefault(use.n, [])
                if case.readable(use) and name.zh in case.quote(use) and name not in names:
                    names.append(name)
    return found


def _identities(case: Case, fact: Fact) -> Iterable[tuple[str, str]]:
    """Yield the names that a record writes, with the ids that they mean."""
    if fact.kind == "responsibility" and fact.name:
        written = [fact.name]
    elif fact.kind == "place":
        written = [fact.name or getattr(fact.record, "name", None) or ""]
    elif fact.kind == "relation":
        ends = (getattr(fact.record, end, None) for end in ("subject", "object"))
        written = [end for end in ends if isinstance(end, str)]
    else:
        return
    for name in written:
        # What a record says by `is` is not in the words; and 全镇 or 政府 name nobody alone.
        known = case.document.viewpoint.resolve(_BODIES, name, fact.period) if name else None
        if known is not None and known.id is not None and not known.deictic:
            yield name, known.id


def has_name(gloss: str, name: Name) -> bool:
    """Tell whether a gloss has a name: a body's whole, of a place also without “Town” or “City”."""
    text = _without_marks(gloss)
    if name.en in text:
        return True
    if not name.place:
        return False
    words = name.en.split()
    while len(words) > 1 and words[-1] in _GENERIC:
        words.pop()
    return " ".join(words) in text


def _folded(text: str) -> str:
    """Return a name without what stands in brackets behind it, and without marks."""
    return _without_marks(_BRACKET.sub("", text))


def _without_marks(text: str) -> str:
    """Return English without case and kinds of apostrophes and dashes."""
    return text.replace("'", "’").replace("–", "-").casefold()
