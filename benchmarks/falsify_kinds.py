"""Every kind of falsification of a facts file, by group, and those with a note or reason beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from benchmarks import falsify_assignments as assignments
from benchmarks import falsify_claims as claims
from benchmarks import falsify_header as header
from benchmarks import falsify_records as records
from benchmarks import falsify_words as words
from benchmarks.falsify import Doc, Falsified, Kind, at, both

WORDS: Final = "numbers, units, brackets, names"
NOTES: Final = "a note beside"


def _noted(kind: Kind) -> Kind:
    """Return a kind with a note beside what is false: it must silence nothing."""

    def noted(doc: Doc) -> Iterator[Falsified]:
        for one in kind(doc):
            if one.path and one.path != ("document",):
                edit = both(one.edit, _adding(one.path, "note", "据上下文"))
                yield replace(one, kind=f"{one.kind}, noted", edit=edit)

    noted.__name__ = f"{kind.__name__}_noted"
    return noted


def _excused(kind: Kind) -> Kind:
    """Return a kind with a reason beside the field that is false, as if it were inferred."""

    def excused(doc: Doc) -> Iterator[Falsified]:
        for one in kind(doc):
            if one.path and one.field and one.path != ("document",):
                edit = both(one.edit, _adding(one.path, "inferred", {one.field: "据上下文"}))
                yield replace(one, kind=f"{one.kind}, called inferred", edit=edit)

    excused.__name__ = f"{kind.__name__}_excused"
    return excused


def _adding(path: tuple[str | int, ...], key: str, value: Any) -> Any:
    def edit(root: Any) -> None:
        node = at(root, path)
        if isinstance(node, dict):
            old = node.get(key)
            node[key] = {**old, **value} if isinstance(old, dict) and key == "inferred" else value

    return edit


GROUPS: Final[dict[str, tuple[Kind, ...]]] = {
    WORDS: (
        words.number, words.magnitude, words.by_hand, words.unit, words.unit_by_hand, words.bound,
        words.bound_by_hand, words.baseline, words.wrong_measure, words.measure_cut,
        words.department, words.department_left_out, words.order, words.role, words.lead_moved,
        words.name, words.name_changed, words.post_name, words.also_named, words.mask,
        words.negation, words.shifted, words.neighbour, words.part_number, words.part_name,
    ),
    "status and time": (
        claims.status_of_value, claims.status_of_rate, claims.status_of_recognition,
        claims.status_of_thing, claims.year, claims.deadline_year, claims.deadline_invented,
        claims.passage_year, claims.year_of_another, claims.unstated_told, claims.told_unstated,
        claims.inferred_year, claims.stage, claims.deadline_words, claims.compared,
    ),
    "who, of what, where": (
        assignments.investor, assignments.issuer, assignments.organiser,
        assignments.participant_added, assignments.post_body, assignments.subject,
        assignments.subject_added, assignments.subject_dropped, assignments.place,
        assignments.place_added, assignments.whole, assignments.whole_added, assignments.duty,
    ),
    "ends of relations": (
        assignments.relation_subject, assignments.relation_object, assignments.relation_home,
    ),
    "identities": (
        assignments.identity, assignments.identity_near, assignments.identity_added,
        assignments.identity_of_duty, assignments.indicator,
    ),
    "duplicates and second entities": (
        records.twice, records.twice_reworded, records.second_entity, records.second_identity,
        records.part_twice,
    ),
    "parts moved": (
        records.part_moved, records.part_raised, records.passage_moved, records.record_moved,
        records.parts_swapped,
    ),
    "records deleted": (
        records.value_deleted, records.thing_deleted, records.mention_deleted,
        records.policy_deleted, records.fact_deleted, records.duty_deleted,
        records.relation_deleted, records.list_part_deleted, records.part_deleted,
        records.passage_deleted, records.field_deleted,
    ),
    "header": (
        header.title, header.title_english, header.document_number, header.document_issuer,
        header.date, header.jurisdiction, header.genre, header.counts, header.article,
        header.reading, header.publisher,
    ),
    "English": (
        claims.english_number, claims.english_numeral, claims.english_letters,
        claims.english_todo, claims.english_swapped,
    ),
    "codes and turned relations": (
        assignments.turned, assignments.verb, assignments.verb_kin, assignments.event_code,
        assignments.thing_code, assignments.level,
    ),
    "inventions from true words": (
        records.value_invented, records.growth_invented, records.target_invented,
        records.event_invented, records.recognition_invented, records.project_invented,
        records.enterprise_invented, records.post_invented, records.relation_invented,
        records.duty_invented,
    ),
    NOTES: tuple(
        _noted(kind) for kind in (
            words.number, words.unit, words.bound, words.name, words.role, claims.status_of_value,
            claims.year, assignments.subject, assignments.place, assignments.relation_object,
            assignments.verb, assignments.identity, records.twice,
        )
    ),
    "called inferred": tuple(
        _excused(kind) for kind in (
            words.number, words.unit, words.name, words.role, claims.status_of_value,
            claims.year, assignments.subject, assignments.relation_object,
        )
    ),
}  # fmt: skip
"""Kinds by what they falsify; the authority files have a group of their own."""
