"""Numbers and dates of all forms: how many are read right, refused, or read wrong.

    python -m benchmarks.reading              the readers alone
    python -m benchmarks.reading --through    through check, build and SPARQL of a new workspace

The forms and their right readings stand in ``tests/examples/reader``; the files named
``…_held_out`` were written before the readers, and are told apart.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import as_file, files
from pathlib import Path

from loaders.evidence.readings import reading_text
from loaders.languages.zh.periods import read_by, read_period
from loaders.languages.zh.values import read_value

FORMS = Path(__file__).resolve().parent.parent / "tests" / "examples" / "reader"
WRITTEN = "2021-03-05"
"""The date of the document that the dates stand in."""


@dataclass(frozen=True, slots=True)
class Form:
    """A number or date as written, and its right reading."""

    kind: str
    """``value``, or the field that holds a date: ``deadline`` or ``period``."""
    written: str
    right: str
    """``no-number`` or ``none`` where it has none or must be refused."""


def forms(name: str) -> list[Form]:
    """Return the forms of a file of :data:`FORMS`."""
    rows = []
    for line in (FORMS / f"{name}.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            rows.append(Form(*cells) if len(cells) == 3 else Form("value", *cells))
    return rows


def read(form: Form) -> str:
    """Return what the readers make of a form."""
    if form.kind == "value":
        reading = read_value(form.written)
        text = reading_text(reading)
        if reading.readable and reading.baseline_number is not None:
            text += f" from {reading.baseline_number:f}"
        return text
    period = (read_by if form.kind == "deadline" else read_period)(form.written, WRITTEN, {})
    return period.edtf if period else "none"


def score(rows: Iterable[Form], got: dict[Form, str]) -> tuple[int, int, int, int, int]:
    """Return how many forms have a reading, are right, refused and wrong, and have none rightly."""
    readable = [form for form in rows if form.right not in ("no-number", "none")]
    right = sum(got[form] == form.right for form in readable)
    refused = sum(got[form] in ("no-number", "none") for form in readable)
    others = [form for form in rows if form.right in ("no-number", "none")]
    kept = sum(got[form] == form.right for form in others)
    wrong = len(readable) - right - refused + len(others) - kept
    return len(readable), right, refused, wrong, kept


# -- through a workspace -----------------------------------------------------------------------

_HEADER = """\
document:
  id: forms
  title: {zh: 数字写法, en: Forms of numbers}
  genre: action-plan
  jurisdiction: qingxi
  written: 2021-03-05
  source: {file: forms.txt, language: zh-hans}
body:
"""


def workspace_of(folder: Path, rows: list[Form]) -> list[str]:
    """Make a workspace as `policykg init` does, with a record a form; returns their ids."""
    with as_file(files("policykg") / "example") as example:
        shutil.copytree(example, folder, dirs_exist_ok=True)
    for path in (folder / "facts").glob("*.yaml"):
        path.unlink()
    shutil.rmtree(folder / "facts" / "locks", ignore_errors=True)
    (folder / "facts" / "omissions.yaml").unlink(missing_ok=True)
    lines, records = [], []
    for n, form in enumerate(rows):
        name = f"测度{_letters(n)}"
        written = form.written.rstrip("。")  # no quote ends with a full stop
        words = _quoted(written)
        if form.kind == "value":
            lines.append(f"{name}为{written}。")
            records.append(
                f"  - quote: {_quoted(lines[-1][:-1])}\n    period: unstated\n    values:\n"
                f"      - {{name: {name}, en: {_english(n)}, id: f{n}, value: {words}}}\n"
            )
        else:
            lines.append(f"{name}工作{written}。")
            field = "deadline" if form.kind == "deadline" else "period"
            records.append(
                f"  - measure: {name}工作\n    id: f{n}\n    en: {_english(n)}\n"
                f"    quote: {_quoted(lines[-1][:-1])}\n"
                f"    {field}: {words}\n"
            )
    (folder / "sources" / "forms.txt").write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    (folder / "facts" / "forms.yaml").write_text(_HEADER + "".join(records), encoding="utf-8")
    return [f"f{n}" for n in range(len(rows))]


def _letters(n: int) -> str:
    return "".join("甲乙丙丁戊己庚辛壬癸"[int(digit)] for digit in f"{n:04d}")


def _english(n: int) -> str:
    """Return a label without a number, which would have to be the Chinese one's."""
    return "Measure " + "".join("abcdefghij"[int(digit)] for digit in f"{n:04d}")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def through(folder: Path, rows: list[Form]) -> dict[Form, str]:
    """Return what SPARQL answers for each form; what `check` refuses is left out of the build."""
    from graph.builds.build import publish
    from graph.builds.description import DatasetInfo
    from graph.queries.query import run
    from loaders.checking.workspace import check_workspace
    from loaders.compile import compile_workspace
    from loaders.workspace import open_workspace

    workspace_of(folder, rows)
    report = check_workspace(open_workspace(folder), lock=False, cache=False)
    ids = {key: form for n, form in enumerate(rows) for key in _keys(n)}
    refused = {ids[problem.record] for problem in report.errors if problem.record in ids}
    unplaced = [problem for problem in report.errors if problem.record not in ids]
    if unplaced:
        raise SystemExit(f"not about a form: {unplaced[0]}")
    kept = [form for form in rows if form not in refused]
    shutil.rmtree(folder)
    workspace_of(folder, kept)
    compiled = compile_workspace(open_workspace(folder))
    if compiled.problems:
        raise SystemExit(f"does not build: {compiled.problems[0]}")
    base = open_workspace(folder).base
    build = publish(folder / "build", compiled.parts, info=DatasetInfo(base=base))
    answers = {}
    for row in run(build.store, _QUERY).rows:
        subject, *cells = (
            "" if cell is None else getattr(cell, "value", str(cell)) for cell in row
        )
        answers[subject.rsplit("/", 1)[-1].partition("_")[2]] = _answer(*cells)
    got = {form: "no-number" if form.kind == "value" else "none" for form in rows}
    for n, form in enumerate(kept):
        for key in _keys(n):
            if f"{key}" in answers and answers[key]:
                got[form] = answers[key]
    return got


def _keys(n: int) -> tuple[str, str]:
    return f"obs_f{n}", f"measure_f{n}"


_QUERY = """
SELECT ?s ?value ?min ?max ?unit ?bound ?from ?period {
  ?s a ?class . VALUES ?class { pk:Observation pk:Measure }
  OPTIONAL { ?s pk:value ?value } OPTIONAL { ?s pk:minValue ?min }
  OPTIONAL { ?s pk:maxValue ?max } OPTIONAL { ?s pk:unit ?unit } OPTIONAL { ?s pk:bound ?bound }
  OPTIONAL { ?s pk:baselineValue ?from } OPTIONAL { ?s pk:period ?period }
}"""


def _answer(value: str, low: str, high: str, unit: str, bound: str, start: str, period: str) -> str:
    """Write a row as a reading is written."""
    if not (value or low):
        return period
    number = f"{_plain(low)}~{_plain(high)}" if bound.endswith("range") else _plain(value)
    text = f"{number} {_local(unit)} {_local(bound)}"
    return f"{text} from {_plain(start)}" if start else text


def _plain(number: str) -> str:
    return f"{Decimal(number).normalize():f}"


def _local(iri: str) -> str:
    return iri.rsplit("/", 1)[-1].rpartition(":")[2]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--through", action="store_true", help="check, build and ask by SPARQL")
    parser.add_argument("--show", action="store_true", help="list what is not right")
    words = parser.parse_args()
    print("| forms | with a reading | right | refused | wrong | without, and given none |")
    print("|---|---|---|---|---|---|")
    missed = []
    for name in ("values", "values_held_out", "dates", "dates_held_out"):
        rows = forms(name)
        if words.through:
            with tempfile.TemporaryDirectory() as folder:
                got = through(Path(folder, "workspace"), rows)
        else:
            got = {form: read(form) for form in rows}
        count, right, refused, wrong, kept = score(rows, got)
        share = f"{right} ({100 * right // count} %)"
        print(f"| {name.replace('_', ', ', 1).replace('_', ' ')} | {count} | {share} | {refused} "
              f"| {wrong} | {kept} of {len(rows) - count} |")  # fmt: skip
        missed += [(form, got[form]) for form in rows if got[form] != form.right]
    for form, was in missed if words.show else ():
        print(f"{form.written}: {was}, right is {form.right}")


if __name__ == "__main__":
    main()
