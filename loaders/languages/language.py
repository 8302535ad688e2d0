"""What a language package gives: how its official prose is read, and nothing of any record."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from loaders.languages.model import Bracket, Reading, ValueSpan
from ontology.codes import Bound, Role

__all__ = ["Language", "PeriodReading", "ReadsPeriods"]


class PeriodReading(Protocol):
    """A period as EDTF, with its last year and last day where it has an end."""

    @property
    def edtf(self) -> str:
        """The period in EDTF."""
        ...

    @property
    def year(self) -> int | None:
        """Its last year."""
        ...

    @property
    def end(self) -> str | None:
        """Its last day, as ``xsd:date``."""
        ...


class ReadsPeriods(Protocol):
    """Reads a period or deadline as written, by the document's own date and named periods."""

    def __call__(self, text: str, written: str, named: Mapping[str, str]) -> PeriodReading | None:
        """Return the period, or none where the text names none."""
        ...


@dataclass(frozen=True, slots=True)
class Language:
    """One language's readers.  Each reads all of what it is given, or says that it does not."""

    name: str
    tags: tuple[str, ...]
    """The values of ``source.language`` that it reads."""

    # numbers and values
    read_number: Callable[[str], Decimal | None]
    read_value: Callable[[str], Reading]
    find_values: Callable[[str], list[ValueSpan]]
    far_bound: Callable[[str], Bound | None]

    # time
    read_period: ReadsPeriods
    read_by: ReadsPeriods
    is_without_end: Callable[[str], bool]

    # duties
    split_bracket: Callable[[str], Bracket]
    find_brackets: Callable[[str], list[tuple[int, int, Bracket]]]
    find_labels: Callable[[str], list[tuple[int, int, Bracket]]]
    find_first_leads: Callable[[str], list[tuple[int, int]]]
    roles_in: Callable[[str], set[Role]]
    role_words: Mapping[str, re.Pattern[str]]

    # status, names, characters
    status_cues: Mapping[str, re.Pattern[str]]
    ends_like_body: Callable[[str], bool]
    plain: Callable[[str], str]
    """Characters in their usual form, one for one."""
    normalisations: tuple[str, ...]
    """The named rules under which a quote may equal its source."""
