"""Agreement of the facts with the kept readings of every document: the tables of docs/agreement.md.

    python -m benchmarks.agreement            print the tables
    python -m benchmarks.agreement --write    put them into docs/agreement.md

Readings stand in ``readings/DOCUMENT/READER.txt``; the texts must be at hand (POLICYKG_SOURCES).
Readings of persons and machine re-readings have tables of their own and are never pooled.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from loaders.agreement.compare import (
    ALL,
    Comparison,
    FieldAgreement,
    compare_readings,
    field_rows,
)
from loaders.agreement.kept import read_kept
from loaders.agreement.reading import Shelf, read_facts
from loaders.workspace import open_workspace
from tools.generate import section

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "agreement.md"
READINGS = "readings"
FEWEST = 10
"""Items below which a field of a kind has no row: its coefficient says little."""
HEADINGS = {
    True: "### Readings by persons 人工阅读",
    False: "### Machine re-readings 机器重读",
}


def comparisons(root: Path, sources: Sequence[Path]) -> list[Comparison]:
    """Compare the facts of every document with each of its kept readings, in their order."""
    shelf = Shelf(open_workspace(root, sources))
    found = []
    for path in sorted((root / READINGS).glob("*/*.txt")):
        facts = shelf.workspace.facts_folder / f"{path.parent.name}.yaml"
        other = read_kept(path, shelf).reading
        # The facts count as a reading of the same kind only for a person's: whose they are is
        # told in the curation log.
        own = read_facts(facts, shelf, "facts", other.kind)
        found.append(compare_readings(own.reading, other))
    return found


def page_section(found: Sequence[Comparison]) -> str:
    """Return the tables as Markdown, persons first, each kind of reader under its heading."""
    blocks = []
    for persons in (True, False):
        group = [one for one in found if one.by_persons is persons]
        if group:
            blocks.append("\n\n".join([HEADINGS[persons], *_tables(group)]))
    return "\n\n".join(blocks) + "\n"


def _tables(found: Sequence[Comparison]) -> Iterable[str]:
    yield "Records that both readings have, by document:"
    yield _table(_DOCUMENT_HEAD, [_document_row(one) for one in found])
    yield "Records by kind, all documents together:"
    yield _table(_KIND_HEAD, _kind_rows(found))
    items = [item for one in found for item in one.items]
    rows = field_rows(items)
    yield "Fields, all kinds and documents together:"
    yield _table(_FIELD_HEAD, [_cells(row, (row.field,)) for row in _of_all(rows)])
    yield f"Fields by kind, all documents together, where at least {FEWEST} pairs give the field:"
    kinds = [row for row in rows if row.kind != ALL and row.n >= FEWEST]
    yield _table(_BY_KIND_HEAD, [_cells(row, (row.kind, row.field)) for row in kinds])
    yield "Krippendorff's α (nominal) by document, with n:"
    yield _table(*_by_document(found))


_DOCUMENT_HEAD = (
    "document", "reader", "A", "B", "paired", "only A", "only B", "of A %", "of B %", "F1 %",
    "items", "same %",
)  # fmt: skip
_KIND_HEAD = ("record", "A", "B", "paired A", "paired B", "of A %", "of B %", "F1 %")
_FIELD_HEAD = ("field", "n", "same", "cut", "%", "κ", "α", "α#")
_BY_KIND_HEAD = ("record", *_FIELD_HEAD)


def _document_row(one: Comparison) -> tuple[str, ...]:
    units = next(row for row in one.units if row.kind == ALL)
    total = next(row for row in one.fields if (row.kind, row.field) == (ALL, ALL))
    return (
        f"`{one.readings[0].document}`", one.readings[1].reader, str(units.first),
        str(units.second), str(len(one.pairs) - 1), str(units.first - units.first_paired),
        str(units.second - units.second_paired), _share(units.share_first),
        _share(units.share_second), _share(units.f1), str(total.n), _share(total.percent),
    )  # fmt: skip


def _kind_rows(found: Sequence[Comparison]) -> list[tuple[str, ...]]:
    counts: dict[str, list[int]] = {}
    for one in found:
        for row in one.units:
            known = counts.setdefault(row.kind, [0, 0, 0, 0])
            for at, count in enumerate((row.first, row.second, row.first_paired,
                                        row.second_paired)):  # fmt: skip
                known[at] += count
    kinds = [kind for kind in counts if kind != ALL] + [ALL]
    rows = []
    for kind in kinds:
        first, second, one_paired, other_paired = counts[kind]
        shares = (
            one_paired / first if first else None,
            other_paired / second if second else None,
            (one_paired + other_paired) / (first + second),
        )
        rows.append((kind, *map(str, counts[kind]), *map(_share, shares)))
    return rows


def _of_all(rows: Iterable[FieldAgreement]) -> list[FieldAgreement]:
    return [row for row in rows if row.kind == ALL and row.n >= FEWEST]


def _cells(row: FieldAgreement, first: tuple[str, ...]) -> tuple[str, ...]:
    return (
        *first, str(row.n), str(row.agreeing), str(row.cut), _share(row.percent),
        _number(row.kappa), _number(row.alpha), _number(row.alpha_interval),
    )  # fmt: skip


def _by_document(
    found: Sequence[Comparison],
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    tables = [{row.field: row for row in _of_all(one.fields)} for one in found]
    fields = sorted({field for table in tables for field in table if field != ALL})
    head = ("field", *(f"`{one.readings[0].document}`" for one in found))
    rows = []
    for field in fields:
        known = [table.get(field) for table in tables]
        cells = (f"{_number(row.alpha)} ({row.n})" if row else "" for row in known)
        rows.append((field, *cells))
    return head, rows


def _share(value: float | None) -> str:
    return "-" if value is None else f"{100 * value:.1f}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def main() -> None:
    """Print the tables, or put them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    folders = os.environ.get("POLICYKG_SOURCES", "").split(os.pathsep)
    text = page_section(comparisons(ROOT, [Path(folder) for folder in folders if folder]))
    if parser.parse_args().write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(section(page, "agreement", text), encoding="utf-8", newline="\n")
    else:
        print(text, end="")


if __name__ == "__main__":
    main()
