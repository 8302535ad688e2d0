"""Which unit of one reading is which of the other."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loaders.agreement.matching import match_units
from loaders.agreement.model import FieldValue, Span, Unit
from loaders.problems import Position
from tests.growth import superlinear


def unit(key: str, kind: str, core: tuple[int, int] | None, span: tuple[int, int]) -> Unit:
    words: dict[str, tuple[Span, ...]] = {"name": (core,)} if core else {}
    return Unit(key, kind, words, (span,), {"kind": FieldValue("x")}, Position("a"))


def paired(first: list[Unit], second: list[Unit]) -> set[tuple[str, str]]:
    return {(first[p.first].key, second[p.second].key) for p in match_units(first, second)}


def test_the_best_sum_counts_and_not_the_first_best_pair() -> None:
    first = [unit("a", "place", (0, 10), (0, 40)), unit("b", "place", (8, 12), (0, 40))]
    second = [unit("x", "place", (5, 12), (0, 40)), unit("y", "place", (0, 4), (0, 40))]
    assert paired(first, second) == {("a", "y"), ("b", "x")}


def test_a_name_inside_a_name_of_another_kind_is_no_partner() -> None:
    assert (
        paired(
            [unit("body", "organisation", (0, 8), (0, 20))],
            [unit("place", "place", (0, 3), (0, 20))],
        )
        == set()
    )


def test_the_same_words_of_another_kind_are_a_partner_unless_one_of_its_own_is_there() -> None:
    body = [unit("body", "organisation", (0, 8), (0, 20))]
    firm, other = (unit(kind, kind, (0, 8), (0, 20)) for kind in ("enterprise", "organisation"))
    assert paired(body, [firm]) == {("body", "enterprise")}
    assert paired(body, [firm, other]) == {("body", "organisation")}


def test_kinds_of_different_families_never_meet() -> None:
    assert (
        paired([unit("v", "value", (0, 8), (0, 20))], [unit("p", "place", (0, 8), (0, 20))])
        == set()
    )


def test_units_without_words_of_their_own_meet_in_their_passages() -> None:
    event = unit("a", "event", None, (0, 20))
    assert paired([event], [unit("b", "event", None, (5, 30))]) == {("a", "b")}
    assert paired([event], [unit("b", "event", None, (18, 90))]) == set()


SPANS = st.tuples(st.integers(0, 60), st.integers(1, 9)).map(lambda at: (at[0], at[0] + at[1]))
UNITS = st.lists(
    st.tuples(st.sampled_from(["value", "growth", "place", "policy"]), SPANS), max_size=12
).map(lambda given: [unit(str(n), kind, at, at) for n, (kind, at) in enumerate(given)])


@given(UNITS, UNITS)
def test_matching_is_one_to_one_and_the_same_from_both_sides(
    first: list[Unit], second: list[Unit]
) -> None:
    there, back = match_units(first, second), match_units(second, first)
    assert len({pair.first for pair in there}) == len({pair.second for pair in there}) == len(there)
    assert sum(pair.weight for pair in there) == sum(pair.weight for pair in back)
    assert len(there) == len(back)


def test_many_units_over_the_same_words_take_no_square_of_time() -> None:
    def match(text: str) -> object:
        many = [unit(str(n), "place", (0, 9), (0, 9)) for n in range(len(text))]
        return match_units(many, many)

    assert superlinear(match, lambda size: "x" * size, 40) == []
