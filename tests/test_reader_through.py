"""Numbers and dates of all forms through check, build and SPARQL: none is stored wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.reading import forms, score, through


@pytest.mark.parametrize("name", ["values", "values_held_out", "dates", "dates_held_out"])
def test_forms_are_stored_right_or_refused_by_check(name: str, tmp_path: Path) -> None:
    rows = forms(name)
    got = through(tmp_path / "workspace", rows)
    count, right, _, wrong, without = score(rows, got)
    refused = ("no-number", "none")
    assert [form for form in rows if got[form] not in (form.right, *refused)] == []
    assert wrong == 0
    assert right >= 0.95 * count
    assert without == len(rows) - count


def test_there_are_four_hundred_forms_at_least() -> None:
    names = ("values", "values_held_out", "dates", "dates_held_out")
    listed = [form for name in names for form in forms(name)]
    assert len({(form.kind, form.written) for form in listed}) >= 600
