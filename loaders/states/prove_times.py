"""Proofs of time and status: the only years of the words, the only cue of a status."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from loaders.evidence.readings import value_text
from loaders.facts.model import Fact
from loaders.languages.edtf import UNSTATED, Period
from loaders.states.model import Claim, Proof
from loaders.states.reader import Prover, Reader, Span
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named

__all__ = ["PROVERS"]

_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_OPEN_START: Final = "../"


# -- time ------------------------------------------------------------------------------------


def _period(reader: Reader, claim: Claim) -> Proof | None:
    fact = claim.source
    if fact is None or not fact.quotes:
        return None
    quotes = reader.quotes(fact)
    if claim.value == UNSTATED:
        return _unstated(reader, fact, quotes)
    period = reader.case.document.viewpoint.period(claim.words, claim.name == "by")
    if period is None:
        return None
    wanted = _wanted(period)
    for span in quotes:
        text = _plain(reader, fact, span)
        proof = _said(reader, claim, period, wanted, span, text)
        if proof is not None and not _contradicted(reader, fact, wanted):
            return proof
    return None


def _wanted(period: Period) -> set[int]:
    if period.edtf.startswith("..") or period.edtf.endswith(".."):
        return {int(year) for year in _YEAR.findall(period.edtf)}
    return {year for year in (period.start, period.year) if year is not None}


def _said(
    reader: Reader, claim: Claim, period: Period, wanted: set[int], span: Span, text: str
) -> Proof | None:
    """Prove a period by the only years that a quote names, its months and days included."""
    written = reader.case.document.header.written
    told = _years(reader, text, written)
    if told != _years(reader, text, "") and not reader.dated:
        return None  # 去年 is of the day of writing, and that is read nowhere
    if not wanted or told != wanted or not reader.language.years.says_days_of(period.edtf, text):
        return None
    if _has_days(text, reader) and not _has_month(period.edtf):
        return None
    year = max(wanted)
    until = reader.language.kinds.until(str(year), text) is not None
    aimed = period.edtf.startswith(_OPEN_START)
    if aimed != until and not (claim.name in ("by", "deadline") and _ends(reader, text)):
        return None
    return reader.proof("only-years", *_places_of_years(reader, span, wanted, written))


def _years(reader: Reader, text: str, written: str) -> set[int]:
    """Return the years of a text, those of periods that the authority files name included."""
    years = reader.language.years.years_in(text, written)
    for name, edtf in reader.case.authority.named_periods.items():
        if reader.case.clean(name) in text:
            years |= {int(year) for year in _YEAR.findall(edtf)}
    return years


def _has_month(edtf: str) -> bool:
    return re.search(r"\d{4}-\d\d", edtf) is not None


def _has_days(text: str, reader: Reader) -> bool:
    return reader.language.proofs.month.search(text) is not None


def _ends(reader: Reader, text: str) -> bool:
    return reader.language.proofs.by_then.search(text) is not None


def _plain(reader: Reader, fact: Fact, span: Span) -> str:
    """Return the words of a span without names in marks and without the fact's own value."""
    text = reader.marks.named.sub("“”", reader.text[slice(*span)])
    value = value_text(fact)
    baseline = getattr(fact.record, "baseline", None)
    for words in (value, baseline):
        if words:
            text = text.replace(reader.case.clean(words), "")
    return text


def _contradicted(reader: Reader, fact: Fact, wanted: set[int]) -> bool:
    """Tell whether another quote of the fact, or the sentence around one, names another year."""
    written = reader.case.document.header.written
    spans = [reader.sentence(span) for span in reader.quotes(fact)]
    return any(_years(reader, _plain(reader, fact, span), written) - wanted for span in spans)


def _places_of_years(reader: Reader, span: Span, wanted: set[int], written: str) -> list[Span]:
    found = [
        (span[0] + match.start(), span[0] + match.end())
        for match in _YEAR.finditer(reader.text[slice(*span)])
        if int(match[1]) in wanted
    ]
    return found or [span]


def _unstated(reader: Reader, fact: Fact, quotes: list[Span]) -> Proof | None:
    """Prove that the words name no time: neither the quotes, nor their sentences, nor headings."""
    written = reader.case.document.header.written
    years, horizon = reader.language.years, reader.language.status.horizon
    spans = [*quotes, *map(reader.sentence, quotes)]
    for part in reader.case.parts(fact):
        spans += reader.quotes(part)
    for span in spans:
        text = _plain(reader, fact, span)
        if _years(reader, text, written) or horizon.search(text) or _has_days(text, reader):
            return None
        if years.stated.search(text):
            return None
    return reader.proof("no-time-word", *quotes)


# -- status ----------------------------------------------------------------------------------


def _status(reader: Reader, claim: Claim) -> Proof | None:
    fact = claim.source
    if fact is None:
        return None
    if isinstance(fact.record, R.Recognition):
        return _recognition(reader, fact, claim.value)
    spans = _ruling(reader, fact)
    if not spans:
        return None
    told = {status for span in spans for status in _statuses(reader, span)}
    return reader.proof("only-cue", *spans) if told == {claim.value} else None


def _ruling(reader: Reader, fact: Fact) -> list[Span]:
    """Return the sentences whose words govern a fact: of its value, or else of its quotes."""
    value = value_text(fact)
    places = reader.places(fact, value) if value is not None else reader.quotes(fact)
    return list(dict.fromkeys(reader.sentence(span) for span in places))


def _statuses(reader: Reader, span: Span) -> set[str]:
    """Return the statuses that the cues of a sentence tell, names in marks apart."""
    text = reader.marks.named.sub("“”", reader.text[slice(*span)])
    cues, more = reader.language.status, reader.language.proofs
    written = reader.case.document.viewpoint.year
    told = {
        status
        for status, words in (
            ("expected", cues.expected), ("target", more.aimed), ("planned", more.planned),
            ("actual", cues.done), ("actual", more.finished),
        )
        if words.search(text)
    }  # fmt: skip
    years = _years(reader, text, reader.case.document.header.written)
    if not told and years and written is not None and max(years) < written:
        told = set() if cues.aimed.search(text) else {"actual"}
    return told


def _recognition(reader: Reader, fact: Fact, status: str) -> Proof | None:
    cues = reader.language.status
    spans = reader.quotes(fact)
    text = "".join(reader.marks.named.sub("“”", reader.text[slice(*span)]) for span in spans)
    held, aim = cues.held.search(text), cues.aim.search(text)
    fine = held and not aim if status == "obtained" else aim and not held and status == "sought"
    return reader.proof("only-cue", *spans) if fine else None


PROVERS: Final[Mapping[str, Prover]] = {"period": _period, "by": _period, "status": _status}
