"""Problems of a run: worst file first, counted without being read, read where looked at."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from loaders.problems import Findings, Position, Problem, tallies_of

PROBLEMS = st.lists(
    st.builds(
        lambda rule, file, line, column, record, severity: Problem(
            rule, Position(file, line, column), "en", "zh", record, severity
        ),
        st.sampled_from(["a-rule", "b-rule"]),
        st.sampled_from(["facts/a.yaml", "facts/b.yaml", "facts/signatures/a.txt"]),
        st.integers(1, 3),
        st.integers(1, 2),
        st.sampled_from(["", "task_1"]),
        st.sampled_from(["error", "warning"]),
    ),
    max_size=12,
)


def sorted_by_hand(problems: Sequence[Problem]) -> list[Problem]:
    """Sort as is told: most errors first, each as much as a thousand warnings; then by place."""
    weight: dict[str, int] = {}
    for problem in problems:
        more = 1000 if problem.severity == "error" else 1
        weight[problem.at.file] = weight.get(problem.at.file, 0) + more
    return sorted(
        problems,
        key=lambda p: (-weight[p.at.file], p.at.file, p.at.line, p.at.column, p.rule, p.record),
    )


@given(st.lists(PROBLEMS, max_size=5), st.booleans())
def test_findings_are_the_same_held_or_kept(batches: list[list[Problem]], kept: bool) -> None:
    found, everything = Findings(), [problem for batch in batches for problem in batch]
    for batch in batches:
        if kept:
            parts = (*tallies_of(batch[:2]), *tallies_of(batch[2:]))  # the same file twice
            found.add_kept(parts, lambda batch=batch: batch)  # type: ignore[misc]
        else:
            found += batch
    errors = [problem for problem in everything if problem.severity == "error"]
    assert list(found) == sorted_by_hand(everything) and found == list(found)
    assert (len(found), bool(found)) == (len(everything), bool(everything))
    assert found.error_count == len(errors)
    assert sorted(map(str, found.errors)) == sorted(map(str, errors))
    assert [problem for _, listed in found.by_file() for problem in listed] == list(found)
    assert len({file for file, _ in found.by_file()}) == len(list(found.by_file()))


def test_what_is_counted_is_not_read_and_errors_are_looked_for_only_where_there_are_some() -> None:
    reads: list[str] = []

    def kept(name: str, *problems: Problem) -> None:
        def read() -> Sequence[Problem]:
            reads.append(name)
            return problems

        found.add_kept(tallies_of(problems), read)

    found = Findings()
    kept("warned", Problem("x", Position("a.yaml"), "en", "zh", severity="warning"))
    kept("wrong", Problem("x", Position("b.yaml"), "en", "zh"))
    kept("clean")
    assert (len(found), found.error_count, reads) == (2, 1, [])
    assert [problem.at.file for problem in found.errors] == ["b.yaml"]
    assert reads == ["wrong"]
    assert [problem.at.file for problem in found] == ["b.yaml", "a.yaml"]
    assert reads == ["wrong", "wrong", "warned"]
