"""Rules for records as such: what is inferred, and what lacks its English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from loaders.facts.model import Fact
from loaders.identity.loading import untranslated
from loaders.languages.edtf import read_edtf
from loaders.problems import Position, Problem
from loaders.rules.base import Case, Rule, finding
from loaders.yaml import records as R  # noqa: N812 - short, because every record kind is named
from ontology.kinds import records_of

__all__ = ["RULES"]

_DEFINED: Final = frozenset(
    record.kind for form in ("part", "thing", "fact") for record in records_of(form)
)
"""Kinds of records that have a name of their own, and so need one in English."""
_ENDS: Final = ("place", "organisation", "policy")
"""What an end of a relation may be."""
_HANDED_DOWN: Final = frozenset({"of", "place", "period", "status"})


def _inferred(case: Case) -> Iterable[Problem | None]:
    for fact in case.document.facts:
        told = getattr(fact.record, "inferred", None)
        if not told or (fact.kind == "responsibility" and isinstance(fact.record, R.Part)):
            continue
        fields = _fields(fact)
        for name in told:
            yield None if name in fields else finding(
                "inferred-field", fact,
                f"`inferred: {{{name}: …}}`: a {fact.kind} has no field `{name}`",
                f"inferred 中的“{name}”不是 {fact.kind} 的字段",
                field_name="inferred", recorded=name,
            )  # fmt: skip
            if name in fields:
                yield _empty(fact, name, fields[name])


def _fields(fact: Fact) -> dict[str, str]:
    """Return the record's fields by their YAML keys; a part's lists of bodies have a role."""
    record = fact.record
    fields = {info.alias or name: name for name, info in type(record).model_fields.items()}
    listed = isinstance(record, R.Part) and any(getattr(record, key) for key in _LISTS)
    return fields | ({"role": "role"} if listed else {})


_LISTS: Final = ("lead", "support", "responsible", "oversight", "implement")


def _empty(fact: Fact, key: str, attribute: str) -> Problem | None:
    handed = {"of": fact.subject, "place": fact.place, "period": fact.period, "status": fact.status}
    value = getattr(fact.record, attribute, None)
    if key in _HANDED_DOWN:
        value = value or handed[key]
    by = key == "period" and getattr(fact.record, "by", None)
    told = key == "status" and isinstance(fact.record, R.Target)  # a target, if nothing else
    if value or by or told or key in ("name", "kind", "of", "role", "for"):
        return None
    return finding(
        "inferred-empty", fact,
        f"`{key}` is marked inferred, but nothing is inferred: give `{key}`, or drop the mark",
        f"“{key}”标为推断,却没有值:请填写 {key},或删去该标记",
        field_name="inferred", recorded=key,
    )  # fmt: skip


def _passages(case: Case) -> Iterable[Problem | None]:
    for passage in case.document.passages:
        lists = [name for name in R.FACT_LISTS if passage.node.get(name)]
        yield None if lists else Problem(
            "passage-empty", passage.quote.at,
            "no record rests on this passage: write what it says, or take it out",
            "本段之下没有记录:请补记,或删去本段",
            quote=passage.quote.text,
        )  # fmt: skip


def _english(case: Case) -> Iterable[Problem | None]:
    header = case.document.header
    if header.title.untranslated:
        at = case.document.positions.get("title", Position(case.document.path))
        yield untranslated(header.title.zh, at, header.id)
    for fact in case.document.facts:
        for field, words in _untranslated(case, fact):
            yield finding(
                "english", fact,
                f"{words} has no English: give `{field}`",
                f"“{words}”没有英文:请写 {field}",
                field_name=field, recorded=words, severity="warning",
            )  # fmt: skip
        yield None


def _untranslated(case: Case, fact: Fact) -> Iterator[tuple[str, str]]:
    record = fact.record
    en = getattr(record, "en", None) or getattr(record, "label", None)
    if isinstance(record, R.RelationRecord):
        for field in ("subject", "object"):
            words = getattr(record, field)
            if (
                case.language.is_name(words)
                and not getattr(record, f"{field}_en")
                and not _known(case, words)
            ):
                yield f"{field}-en", words
    elif fact.kind in _DEFINED and not en:
        yield "en", str(getattr(record, "name", None) or getattr(record, "title", None) or fact.key)
    elif not en and _is_local(fact):
        yield "en", str(getattr(record, "name", fact.key))


def _is_local(fact: Fact) -> bool:
    """Tell whether a fact brings a name of its own: a local measure, or a part told in a list."""
    if isinstance(fact.record, R.Value):
        return (fact.indicator or "").startswith("ind_")
    return isinstance(fact.record, R.PartMention) and fact.kind != "mention"


def _known(case: Case, words: str) -> bool:
    if words in case.document.refs:
        return True
    place = case.authority.resolve(("place",), case.document.header.jurisdiction, None, None).id
    for year in (None, *_years(case)):
        found = case.authority.resolve(_ENDS, words, place, year, case.language.deictic)
        if found.id is not None:
            return True
    return False


def _years(case: Case) -> list[int]:
    written = read_edtf(case.document.header.written)
    return [] if written is None or written.year is None else [written.year, written.year - 1]


RULES: Final[tuple[Rule, ...]] = (
    Rule(
        "inferred-field",
        "What is marked inferred is a field of the record.",
        "标为推断的须是该记录的字段。",
        "inferred: {period: year of the article}",
        "inferred: {year: year of the article}",
        _inferred,
        reads_quotes=False,
    ),
    Rule(
        "inferred-empty",
        "What is marked inferred has a value.",
        "标为推断的字段须有值。",
        "investor: luxiao, inferred: {investor: …}",
        "inferred: {investor: …} without investor",
    ),
    Rule(
        "passage-empty",
        "A passage carries at least one record.",
        "每段至少有一条记录。",
        "a quote with values",
        "a quote alone",
        _passages,
        reads_quotes=False,
    ),
    Rule(
        "english",
        "What gets a page has an English label; what has none is listed for translation.",
        "凡有页面者须有英文标签,缺者列出待译。",
        "en: Grow large and strong enterprises",
        "a task without en",
        _english,
        reads_quotes=False,
    ),
)
