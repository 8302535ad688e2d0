"""Places in a review: the jurisdiction that nothing knows yet, and what it lies in, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final, get_args

from loaders.desk.desk import NotAtDesk
from loaders.desk.identities import Proposal
from loaders.slugs import slug
from ontology.codes import PlaceKind
from ontology.declarations import term
from ontology.namespaces import CODE_NS
from ontology.similar import closest
from policykg.desk.cells import shown
from policykg.desk.columns import folded, verdict_of
from policykg.desk.refusals import Place, Refusal, refusal
from policykg.desk.rows import unsound

if TYPE_CHECKING:
    from loaders.desk.desk import Desk
    from policykg.desk.review_file import Row

__all__ = [
    "FIELDS", "PREFIX", "Places", "fields_of", "is_place", "kind_in_words", "kinds_by_word",
    "places_of", "unknown_place",
]  # fmt: skip

PREFIX: Final = "p-"
"""Before the id of a place, where the rows of cards have ``c-``."""
FIELDS: Final = ("name", "en", "kind", "in")
CHANGES: Final = ("id", *FIELDS)


def unknown_place(desk: Desk) -> str:
    """Return the jurisdiction of a document that nothing knows; empty where it is known."""
    header, problems = desk.header()
    place = next((one for one in problems if one.rule == "reference-unknown"), None)
    return str(header.get("jurisdiction", "")) if place is not None and place.recorded else ""


def places_of(desk: Desk) -> list[Proposal]:
    """Return what would make the jurisdiction of a document known, the enclosing places first.

    Where no gazetteer has it, there is one record with its name alone, to be filled in.
    """
    name = unknown_place(desk)
    if not name:
        return []
    return desk.places_to_make() or [
        Proposal("places", slug(name) if name.isascii() else "", {"name": {"zh": name}}, [name])
    ]


def fields_of(place: Proposal, lang: str = "") -> dict[str, str]:
    """Return what the columns of a place show; with a language, its kind in words of that."""
    name = place.record.get("name", {})
    found = {"name": name.get("zh", ""), "en": name.get("en", "")}
    found |= {key: place.record.get(key, "") for key in ("kind", "in")}
    if lang and found["kind"]:
        found["kind"] = kind_in_words(found["kind"], lang)
    return {key: shown(value) for key, value in found.items() if value}


def kind_in_words(code: str, lang: str) -> str:
    """Return what a kind of places is called; a code that is none stays as it is."""
    known = term(CODE_NS + code) if code in get_args(PlaceKind) else None
    return code if known is None else known.label_zh if lang == "zh" else known.label_en


@cache
def kinds_by_word() -> dict[str, str]:
    """Return the code of each kind of places by its words in both languages, and by itself."""
    codes = get_args(PlaceKind)
    found = {folded(kind_in_words(code, lang)): code for code in codes for lang in ("zh", "en")}
    return {**found, **{folded(code): code for code in codes}}


def is_place(row: Row) -> bool:
    """Tell whether a row is of a place."""
    return folded(row.text("id")).startswith(PREFIX)


@dataclass(slots=True)
class Places:
    """The verdicts on places, on their way into the authority file."""

    desk: Desk
    dry_run: bool
    made: list[str] = field(default_factory=list)
    actions: list[int] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    blank: int = 0
    settled: bool = False
    """Whether the document's own place was made, or would be."""

    def take(self, rows: Sequence[Row]) -> None:
        """Make the places that rows accept; a row that cannot be taken is refused."""
        proposed = places_of(self.desk)
        order = {PREFIX + one.id: at for at, one in enumerate(proposed)}
        for row in sorted(rows, key=lambda one: order.get(folded(one.text("id")), len(order))):
            at = order.get(folded(row.text("id")))
            there = self.desk.authority().places
            own = row.cells.get(("change", "id"))
            asked = {own.text.strip() if own else "", folded(row.text("id")).removeprefix(PREFIX)}
            before = len(self.made)
            refused = self._taken(
                row, proposed[at] if at is not None else None, known=bool(asked & set(there))
            )
            self.settled |= len(self.made) > before and at == len(proposed) - 1
            if refused is not None:
                self.refused.append(refused)

    def _taken(self, row: Row, place: Proposal | None, *, known: bool) -> Refusal | None:
        """Make the place of one row, where it says so; return why not, where it cannot be."""
        text = row.text("verdict")
        changes = {key: cell for key, cell in row.fields("change") if cell.text.strip()}
        if not text and not changes and not row.merged:
            self.blank += 1
            return None
        refused = unsound(row, changes)
        if refused is not None or verdict_of(text) in ("dismiss", "later"):
            return refused  # not made: the rows of the document wait for it
        if place is not None:
            return self._make(row, place, {key: cell.text.strip() for key, cell in changes.items()})
        value, at = row.text("id"), row.place("column", "id")
        # Made since, or by an earlier run of this file.
        return None if known else refusal("card-gone", at, value=value)

    def _make(self, row: Row, place: Proposal, changes: dict[str, str]) -> Refusal | None:
        unknown = next((key for key in changes if key not in CHANGES), None)
        if unknown is not None:
            at = row.place("change", unknown)
            return refusal("field-unknown", at, field=unknown, known=", ".join(CHANGES))
        given = {"id": place.id, **fields_of(place), **changes}
        for key in ("id", "name", "en", "kind"):
            if not given.get(key) or given[key] == "-":
                at = row.place("change", key)
                return refusal(
                    "place-lacks", at, field=key, column=row.table.letter(("change", key))
                )
        kind = kinds_by_word().get(folded(given["kind"]))
        if kind is None:
            return _no_kind(row, given["kind"])
        given["kind"] = kind
        record: dict[str, Any] = {
            **place.record, "name": {"zh": given["name"], "en": given["en"]}, "kind": given["kind"],
            "in": given.get("in", ""),
        }  # fmt: skip
        record = {key: value for key, value in record.items() if value not in ("", "-", [])}
        try:
            if self.dry_run:
                self.desk.try_identity("places", given["id"], record)
            else:
                action = self.desk.make_identity("places", given["id"], record)
                self.actions.append(action.number)
        except NotAtDesk as error:
            return refusal("not-written", _at_fault(row, error, changes), zh=error.zh, en=error.en)
        self.made.append(given["id"])
        return None


def _no_kind(row: Row, kind: str) -> Refusal:
    """Refuse a kind of places that is none, with those that there are."""
    en, zh = (
        ", ".join(f"{kind_in_words(code, lang)} ({code})" for code in get_args(PlaceKind))
        for lang in ("en", "zh")
    )
    near = closest(folded(kind), kinds_by_word(), 1, 0.5)
    code = kinds_by_word()[near[0]] if near else ""
    return refusal(
        "not-written",
        row.place("change", "kind"),
        zh=f"“kind: {kind}”不是地方的种类"
        + (f";是否应为“{kind_in_words(code, 'zh')}”" if code else "")
        + f"(可选:{zh})",
        en=f"`kind: {kind}` is no kind of places"
        + (f"; did you mean `{kind_in_words(code, 'en')}`?" if code else "")
        + f" (one of: {en})",
    )


def _at_fault(row: Row, error: NotAtDesk, changes: dict[str, str]) -> Place:
    """Return the cell that an error names by its field; the verdict, where it names none."""
    named = next((key for key in changes if f"`{key}: " in error.en), None)
    return row.place("change", named) if named else row.place("column", "verdict")
