"""The values of fields in canonical form: words, names, references, times, amounts.

Names are known by what they resolve to and by their folded words, periods by their EDTF, values
by number, unit and bound, references by the unit or identity they mean.  English wording, labels
and notes are no claims about the text and are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from loaders.agreement.model import YEAR, FieldValue
from loaders.facts.model import Fact
from loaders.languages.edtf import UNSTATED
from loaders.languages.folding import Folder
from loaders.languages.language import Language
from loaders.resolving.nodes import Node
from loaders.resolving.resolver import Resolver
from loaders.states.fields import amount_of
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["FieldReader", "Found", "canonical_words", "code"]

Found = dict[str, FieldValue | None]
"""Fields of a record under way; none where one is not given."""


class FieldReader:
    """Reads the values of one reading's fields.

    Args:
        names: What its names resolve to.
        folder: How its words are folded.
    """

    def __init__(self, names: Resolver, folder: Folder) -> None:
        self.names = names
        self.language = names.viewpoint.language
        self.folder = folder

    def words(self, text: str | None) -> FieldValue | None:
        """Return words of the text, folded and without marks around them."""
        return None if not text else FieldValue(self._bare(text), written=text)

    def _bare(self, text: str) -> str:
        return canonical_words(self.folder.clean(text), self.language)

    def identity(self, known: str | None) -> FieldValue | None:
        """Return an id of the authority files as a value."""
        if known is None or known not in self.names.authority.kinds:
            return None
        return self.named(known, self.names.known(known))

    def named(self, text: str | None, node: Node | None) -> FieldValue | None:
        """Return a name with what it was found to mean."""
        if not text:
            return None
        if node is None:
            return FieldValue(self._bare(text), written=text)
        key = self._key(node)
        own = text if self.language.is_name(text) else node.zh or text
        if node.local:
            return FieldValue(self._bare(node.zh or text), ref=key, written=own)
        return FieldValue(self._bare(own), identity=key, written=own)

    def _key(self, node: Node) -> str:
        prefix = self.names.local_prefix if node.local else self.names.prefix
        return node.iri.removeprefix(prefix).removesuffix(">")

    def ref(self, text: str | None, kinds: tuple[str, ...], fact: Fact) -> FieldValue | None:
        """Return a reference to another thing."""
        return self.named(text, self.names.find(text, kinds, fact.period)) if text else None

    def refs(self, texts: Iterable[str], kinds: tuple[str, ...], fact: Fact) -> FieldValue | None:
        """Return several references as one value, whatever their order."""
        each = [one for text in texts if (one := self.ref(text, kinds, fact)) is not None]
        if len(each) < 2:
            return each[0] if each else None
        parts = sorted(one.identity or one.text or "" for one in each)
        return FieldValue("|".join(parts), written="、".join(one.written for one in each))

    def unit(self, key: str | None) -> FieldValue | None:
        """Return a reference to a record of the same reading by its key."""
        fact = self.names.by_key.get(key or "")
        if fact is None:
            return None
        node = self.names.local(fact.key)
        return FieldValue(self._bare(node.zh or fact.key), ref=fact.key, written=node.zh)

    def period(self, fact: Fact) -> FieldValue | None:
        """Return the time of a fact: its deadline, or else its period."""
        record: Any = fact.record
        by = getattr(record, "by", None)
        deadline = getattr(record, "deadline", None)
        if by is None and deadline is not None:
            if self.names.period(deadline, True) is None:
                return self.words(deadline)
            by = deadline
        text = by or fact.period
        if text is None or text == UNSTATED:
            return None
        return self.time(text, by is not None)

    def time(self, text: str, by: bool = False) -> FieldValue | None:
        """Return a time as EDTF, with its last year as a number."""
        read = self.names.period(text, by)
        if read is None:
            return self.words(text)
        year = Fraction(read.year) if read.year is not None else None
        return FieldValue(read.edtf, number=year, scale=YEAR, written=text, is_code=True)

    def measured(self, written: str | None, record: R.Value | None, found: Found) -> None:
        """Read a value as written, and its number, unit and bound as they reach the graph."""
        if written is None:
            return
        found["value"] = self.words(written)
        text, unit, bound = amount_of(self.language.read_value(written), record)
        if not text:
            return
        exact = Fraction(text) if "~" not in text else None  # a range has two numbers
        found["number"] = FieldValue(text, number=exact, scale=unit, written=written, is_code=True)
        found["unit"] = code(unit)
        found["bound"] = code(bound)


def code(text: str | None) -> FieldValue | None:
    """Return a code of a closed list."""
    return None if text is None else FieldValue(text, is_code=True)


def canonical_words(folded: str, language: Language) -> str:
    """Return folded words as they are compared: without quotation marks and blanks around them."""
    return folded.strip(language.punctuation.marks + " ") or folded
